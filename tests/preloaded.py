"""What the fork server of :mod:`tests.processes` imports, once for all processes: every command and every component of a crawl."""

from __future__ import annotations

from scrapy.settings import Settings
from scrapy.utils.misc import load_object, walk_modules_iter

import crawler.cli
import crawler.settings

COMMANDS = ("scrapy.commands", "crawler.commands", "spiders", "pipelines")
COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES")

settings = Settings()
settings.setmodule(crawler.settings)
for package in COMMANDS:
    list(walk_modules_iter(package))
for name in COMPONENTS:
    for component in settings.getwithbase(name):
        load_object(component)
for component in [*settings.getwithbase("DOWNLOAD_HANDLERS").values(), *settings.getdict("FEED_STORAGES_BASE").values()]:
    if component:
        load_object(component)
