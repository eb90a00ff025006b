"""Crawl speed beside a bare Scrapy spider that only downloads and parses the same pages."""

from __future__ import annotations

import json
import subprocess
import sys
from tempfile import TemporaryDirectory

from crawler.demo import RunningForum, running

THREADS = 1500
ROUNDS = 3


def main() -> None:
    """Prints the table: the two in turn, the best of each."""
    with running(threads=THREADS) as forum:
        forum.reset_stats()
        run("board", forum)
        addresses = "\n".join(forum.url.rstrip("/") + path for path in forum.stats()["urls"] if "robots.txt" not in path)
        bare, full = [], []
        for _ in range(ROUNDS):
            bare.append(run("bare", forum, addresses))
            full.append(run("board", forum))
    bare_best, full_best = (max(runs, key=lambda cost: cost["pages"] / cost["seconds"]) for runs in (bare, full))
    rate, bare_rate = (cost["pages"] / cost["seconds"] for cost in (full_best, bare_best))
    print(f"demo forum of {THREADS} threads, 8 requests at a time, no delay")
    print(f"  bare spider (download, parse) {bare_rate:6.0f} pages/s   {bare_best['cpu'] / bare_best['pages'] * 1000:.2f} CPU-ms a page")
    print(f"  boardfeed (whole feed)         {rate:6.0f} pages/s   {full_best['cpu'] / full_best['pages'] * 1000:.2f} CPU-ms a page")
    print(
        f"  ratio                          {rate / bare_rate:6.2f} (target: 0.6); {full_best['posts'] / full_best['seconds']:.0f} posts/s"
    )


def run(spider: str, forum: RunningForum, addresses: str = "") -> dict[str, float]:
    """One crawl in a process of its own."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.spider_process", spider, forum.url, f"{folder}/posts.jsonl"]
        done = subprocess.run(command, input=addresses, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
