"""Peak memory of a crawl: it must not grow with the forum."""

from __future__ import annotations

from bench.crawling import run
from crawler.demo import running


def main() -> None:
    """Prints the peaks for a small and a large forum."""
    peaks = {}
    for threads in (1_000, 20_000):
        with running(threads=threads) as forum:
            cost = run("board", forum)
        peaks[threads] = cost["megabytes"]
        read = f"{cost['pages']:.0f} pages, {cost['posts']:.0f} posts in {cost['seconds']:.0f} s"
        print(f"  {threads:6} threads: peak {cost['megabytes']:.0f} MB ({read})")
    print(f"  growth {peaks[20_000] - peaks[1_000]:.0f} MB (target: within 30)")
