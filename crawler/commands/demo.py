"""``boardfeed demo``: a whole crawl that needs no network, against a forum that knows what a crawl must find."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from crawler.demo import RunningForum, running
from crawler.demo.check import differences
from crawler.usage.command import Plain, between


class Command(Plain):
    """Serves the demo forum, crawls it, compares the feed with what was posted."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  (Scrapy's own type)

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Crawl a small forum on this machine and show what comes out"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--serve", action="store_true", help="only serve the forum; prints its address, stops with Ctrl-C")
        parser.add_argument(
            "--threads", type=between(1, 100_000), default=60, metavar="N", help="size of the forum, up to 100000 (default: 60)"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another forum (default: 1)")
        parser.add_argument(
            "--port", type=between(0, 65535), default=0, metavar="PORT", help="with --serve: the port (default: a free one)"
        )
        parser.add_argument("--out", default="var/demo/posts.jsonl", metavar="FILE", help="where the feed goes (default: %(default)s)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageError(f"the demo takes no addresses, not {' '.join(args)!r}", print_help=False)
        if opts.serve:
            server = [sys.executable, "-m", "crawler.demo", f"--threads={opts.threads}", f"--seed={opts.seed}", f"--port={opts.port}"]
            os.execv(sys.executable, server)  # noqa: S606  (the command becomes the server: Ctrl-C and signals reach it)
        out = Path(opts.out)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.open("a").close()
        except OSError as error:
            raise UsageError(f"--out {out} cannot be written: {error.strerror}", print_help=False) from None
        with running(threads=opts.threads, seed=opts.seed) as forum:
            self.write(f"A demo forum of {opts.threads} threads stands at {forum.url}; crawling it …")
            self.exitcode = _crawl(forum, out) or self._report(forum, out)

    def _report(self, forum: RunningForum, out: Path) -> int:
        posts = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        wrong = differences(posts, forum.truth())
        self.write(
            *_summary(posts),
            f"Compared with what was posted: {len(wrong)} differences." if wrong else "Compared with what was posted: every line is right.",
            *(f"  {difference}" for difference in wrong[:20]),
            f"The feed: {out} (one JSON line a post)",
        )
        return 1 if wrong else 0


def _crawl(forum: RunningForum, out: Path) -> int:
    quickly = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "LOG_LEVEL=WARNING"]
    crawl = [sys.executable, "-m", "scrapy", "crawl", "board", "-a", f"url={forum.url}", "-O", f"{out}:jsonl", *quickly]
    return subprocess.run(crawl, check=False).returncode  # noqa: S603


def _summary(posts: list[dict[str, Any]]) -> Iterable[str]:
    images = [image for post in posts for image in post["images"]]
    kinds = Counter(image["caption_from"] or "none" for image in images)
    threads, boards = ({post[name]["id"] for post in posts} for name in ("thread", "board"))
    yield f"{len(posts)} posts in {len(threads)} threads of {len(boards)} boards"
    yield f"{len(images)} pictures, their words from: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    shown = next((image for image in images if image["caption"] and image["credit"]), None)
    if shown:
        yield f"for example: {shown['caption']} — {shown['credit']} ({shown['caption_from']})"
