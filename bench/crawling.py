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
        costs: dict[str, list[dict[str, float]]] = {"bare": [], "board": [], "job": []}
        for _ in range(ROUNDS):
            for which, runs in costs.items():
                runs.append(run(which, forum, addresses if which == "bare" else ""))
    print(f"demo forum of {THREADS} threads, 8 requests at a time, no delay")
    best = {which: min(runs, key=lambda cost: cost["seconds"] / cost["pages"]) for which, runs in costs.items()}
    bare = best["bare"]["pages"] / best["bare"]["seconds"]
    cpu = best["bare"]["cpu"] / best["bare"]["pages"]
    for which, name in {"bare": "bare spider (download, parse)", "board": "crawl (whole feed)", "job": "job (store and feed)"}.items():
        cost = best[which]
        rate = cost["pages"] / cost["seconds"]
        print(
            f"  {name:30} {rate:5.0f} pages/s {rate / bare:5.2f} x   {cost['cpu'] / cost['pages'] * 1000:5.2f} CPU-ms a page "
            f"{cost['cpu'] / cost['pages'] / cpu:5.2f} x   {cost['posts'] / cost['seconds']:5.0f} posts/s"
        )
    print("  targets: the crawl at least 0.6 x the pages a second, the job at most 2.4 x the CPU")


def run(spider: str, forum: RunningForum, addresses: str = "") -> dict[str, float]:
    """One crawl in a process of its own."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.spider_process", spider, forum.url, f"{folder}/posts.jsonl"]
        done = subprocess.run(command, input=addresses, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
