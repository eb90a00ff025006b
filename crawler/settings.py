"""Only what differs from Scrapy's defaults, one reason a line."""

import os

from crawler.crawl.useragent import user_agent

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
BROWSER_SECONDS = 30  # so long may a page need until it shows something, with -a browser=auto
REDIRECT_MAX_TIMES = 5
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # spiders know what a page is; a site may redirect to the same address (Discuz does)
METAREFRESH_ENABLED = False  # message pages of Discuz send guests on to login forms
RETRY_TIMES = 4
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the spider's own line says it better

# Pictures, with -a images=1
IMAGES_STORE = ""  # a folder, s3://bucket/prefix or another of Scrapy's storages; empty: images/ in the crawl's own folder
IMAGES_MAX_BYTES = 32 << 20  # no camera's JPEG comes near it
IMAGES_MAX_PIXELS = 100_000_000  # width times height; more is a decompression bomb

# Safety: nothing listens.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # it runs code sent to a local port

# Speed: work that a forum spider has no use for.
WARN_ON_GENERATOR_RETURN_VALUE = False  # it reads the spider's source anew with every answer

# The order in which a post is cleaned; saved pages go the same way (crawler/extract.py reads it here).
CLEANING = {
    "pipelines.boilerplate.BoilerplatePipeline": 100,
    "pipelines.captions.CaptionsPipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
}
ITEM_PIPELINES = {**CLEANING, "pipelines.images.ImagesPipeline": 400}  # the last one only with -a images=1
CONCURRENT_ITEMS = 4  # Scrapy 2.19 starts this many tasks for every page, used or not
SPIDER_MIDDLEWARES = {  # each is a layer around every post, and none has anything to do here
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # a 404 page says why, and is counted
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.gate.Gate": 30,  # before robots.txt is asked for
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # -a login= is our way; a password in an address is refused
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # it drops redirects that lead away, and tells nobody
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.Robots": 100,  # in its place
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.login.Login": 580,  # only with -a login= or -a passwords=; it sees pages after decompression
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "crawler.middlewares.proxy.Proxy": 750,  # in its place: with -a proxy=
    "crawler.middlewares.redirects.Redirects": 600,  # both in one
    "crawler.middlewares.whole.Whole": 560,  # beside the retries, after decompression
    "crawler.middlewares.browser.Browser": 985,  # only with -a browser=auto; next to the network: an answer as any other
}
FEED_EXPORTERS = {"jsonlines": "crawler.export.lines.LinesExporter", "jsonl": "crawler.export.lines.LinesExporter"}  # ten times faster
EXTENSIONS = {
    "scrapy.extensions.remote_control.RemoteControl": None,  # switched off above; it would load a web server all the same
    "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.extensions.feeds.Feeds": 0,  # in its place: a feed that cannot be written ends the crawl
    "crawler.extensions.faults.Faults": 100,  # our own failures decide the exit status
    "crawler.extensions.onlooker.Onlooker": 200,  # progress of ad hoc crawls
    "crawler.extensions.politeness.Politeness": 1000,  # after AutoThrottle, whose delay it may raise
}

# Jobs (-a job=NAME)
STORE_DIR = "var"  # state and feed of job NAME are below STORE_DIR/NAME
STORE_URL = os.environ.get("BOARDFEED_STORE_URL", "")  # for several workers; empty: an SQLite file in the job's folder
STORE_PATIENCE = 60  # seconds that a database server which goes away, or does not answer, is waited for
RECHECK_DAYS = 3  # pages with younger posts are read again for edits, less and less often
SWEEP_DAYS = 7  # a board's list is read to its end so often, and all of a thread at the earliest: what has gone shows nowhere else
ROUND_SECONDS = 3600  # a run that lasts longer looks at its boards' first pages again
THREAD_PAGES, LIST_PAGES = 5000, 20_000  # so much of one thread, or one board's list, is read in one run: some have no end
LEASE_SECONDS = 60  # a worker that is silent for so long has lost its work to the others
FEED_FILE_BYTES = 64 << 20  # a feed file is closed before it grows larger
FEED_FILE_SECONDS = 300  # a post waits no longer for its file
FEED_FILE_ZSTD = False
JOB_SCHEDULER = "crawler.store.scheduler.StoreScheduler"  # requests come out of the store
JOB_ITEM_PIPELINES = {"pipelines.store.StorePipeline": 900}  # after all others: what it gets is kept
JOB_EXTENSIONS = {"crawler.extensions.job.JobExtension": 1100}
ARCHIVE_DOWNLOADER_MIDDLEWARES = {"crawler.middlewares.keep.Keep": 980}  # next to the network too, with -a archive=1: answers as they came
JOB_DOWNLOADER_MIDDLEWARES = {"crawler.middlewares.turns.Turns": 990}  # next to the network; only where workers share a store

LOG_LEVEL = "INFO"
LOG_JSON = False  # the closing line, too, as a JSON object; set by --log-format json
LOG_FORMATTER = "crawler.crawl.logs.Formatter"  # posts are the feed's, not the log's
LOGSTATS_INTERVAL = 60
STATS_DUMP = False  # the closing line says what a person needs; -s STATS_DUMP=1 shows all
