"""Downloader middlewares, only for what Scrapy has no setting for."""
