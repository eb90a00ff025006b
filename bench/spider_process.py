"""Runs one spider in a process of its own and prints what it cost: ``python -m bench.spider_process bare|board|job URL FILE``.

``job`` is the spider board working for a job, whose folder stands beside FILE.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.utils.project import get_project_settings


class Bare(Spider):
    """Downloads and parses the same pages, and does nothing with them."""

    name = "bare"

    async def start(self):  # type: ignore[no-untyped-def]
        for line in sys.stdin:
            yield Request(line.strip(), dont_filter=True)

    def parse(self, response: Response) -> Iterator[Request]:
        _ = response.selector
        return iter(())


def main() -> None:
    """Crawls, then prints pages, seconds, CPU seconds, peak memory in MB and posts as JSON."""
    which, url, output = sys.argv[1:4]
    settings = get_project_settings()
    quickly = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "ERROR"}
    other = {
        "bare": {"ITEM_PIPELINES": {}, "DOWNLOADER_MIDDLEWARES": {}, "EXTENSIONS": {}},
        "board": {"FEEDS": {output: {"format": "jsonlines"}}},
        "job": {"STORE_DIR": str(Path(output).parent)},
    }
    settings.setdict(quickly | other[which], priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(Bare if which == "bare" else "board")
    process.crawl(crawler, **{"bare": {}, "board": {"url": url}, "job": {"url": url, "job": "bench"}}[which])
    start = process_time()
    process.start()
    stats = crawler.stats.get_stats()
    cost = {
        "pages": stats["downloader/response_count"],
        "seconds": stats["elapsed_time_seconds"],
        "cpu": process_time() - start,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "posts": stats.get("posts", 0),
    }
    print(json.dumps(cost))


main()
