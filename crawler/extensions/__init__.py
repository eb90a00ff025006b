"""What Scrapy has no setting for, and needs to see the whole crawl."""
