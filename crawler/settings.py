"""Only what differs from Scrapy's defaults, one reason a line."""

from crawler.useragent import user_agent

BOT_NAME = "boardfeed"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "crawler.commands"

# Politeness: a forum is somebody's small server.
USER_AGENT = user_agent()  # honest, and no word in it that brings Discuz's robot or touch view
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1  # seconds; robots.txt may ask for more, see extensions/politeness.py
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1
RETRY_AFTER_MAX = 300  # seconds that a site's Retry-After is waited for; ours

# Pages
DOWNLOAD_MAXSIZE = 16 << 20  # bytes; no forum page comes near it
DOWNLOAD_TIMEOUT = 60  # seconds; a forum that needs longer is down
DOWNLOAD_FAIL_ON_DATALOSS = True  # half a page would be half a thread
REDIRECT_MAX_TIMES = 5
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # spiders know what a page is; a site may redirect to the same address (Discuz does)
METAREFRESH_ENABLED = False  # message pages of Discuz send guests on to login forms
RETRY_TIMES = 4
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the spider's own line says it better

# Safety: nothing listens.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # it runs code sent to a local port

# The order in which a post is cleaned; saved pages go the same way (crawler/extract.py reads it here).
CLEANING = {
    "pipelines.boilerplate.BoilerplatePipeline": 100,
    "pipelines.captions.CaptionsPipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
}
ITEM_PIPELINES = CLEANING
CONCURRENT_ITEMS = 4  # Scrapy 2.19 starts this many tasks for every page, used or not
SPIDER_MIDDLEWARES = {  # each is a layer around every post, and none has anything to do here
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # a 404 page says why, and is counted
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
FEED_EXPORTERS = {"jsonlines": "crawler.exporters.LinesExporter", "jsonl": "crawler.exporters.LinesExporter"}  # ten times faster
EXTENSIONS = {"crawler.extensions.politeness.Politeness": 1000}  # after AutoThrottle, whose delay it may raise

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.logs.Formatter"  # posts are the feed's, not the log's
LOGSTATS_INTERVAL = 60
STATS_DUMP = False  # the closing line says what a person needs; -s STATS_DUMP=1 shows all
