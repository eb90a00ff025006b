"""The benchmarks run: small, and without a look at their figures."""

from __future__ import annotations

from bench.crawling import run
from bench.extraction import steps
from crawler.demo import running
from tests.test_fixtures import FIXTURES


def test_both_spiders_of_the_crawl_benchmark_get_every_page() -> None:
    with running(threads=4) as forum:
        full = run("board", forum)
        addresses = "\n".join(forum.url.rstrip("/") + path for path in forum.stats()["urls"] if "robots.txt" not in path)
        bare = run("bare", forum, addresses)
    assert full["posts"] > 0
    assert full["pages"] - bare["pages"] in (0, 1)  # robots.txt


def test_the_steps_of_extraction_are_named_in_order() -> None:
    page = next((FIXTURES / "discuz").glob("x35-thread*/page.html")).read_bytes()
    named = [name for name, _ in steps([(page, "https://bbs.hewan.example/thread-88-1-1.html")])]
    assert named == ["decode", "parse", "detect", "fields", "blocks", "boilerplate", "captions", "validate", "encode"]
