"""The benchmarks run: small, and without a look at their figures."""

from __future__ import annotations

from bench.crawling import run
from crawler.demo import running


def test_both_spiders_of_the_crawl_benchmark_get_every_page() -> None:
    with running(threads=4) as forum:
        full = run("board", forum)
        addresses = "\n".join(forum.url.rstrip("/") + path for path in forum.stats()["urls"] if "robots.txt" not in path)
        bare = run("bare", forum, addresses)
    assert full["posts"] > 0
    assert full["pages"] - bare["pages"] in (0, 1)  # robots.txt
