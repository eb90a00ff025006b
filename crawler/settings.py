"""Only what differs from Scrapy's defaults, one reason a line."""

BOT_NAME = "boardfeed"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "crawler.commands"

# The order in which a post is cleaned; saved pages go the same way (crawler/extract.py reads it here).
CLEANING = {
    "pipelines.boilerplate.BoilerplatePipeline": 100,
    "pipelines.captions.CaptionsPipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
}
ITEM_PIPELINES = CLEANING
