"""Whole crawls over saved pages of nine stock forums that hold the same 22 threads; where they stand beside the checkout."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.crawl.outcome import CHANGED, DONE, PARTIAL, REFUSED
from crawler.engines import ENGINES
from crawler.forum import Engine
from tests.conftest import Crawler
from tests.replay import Saved, folder, replaying

FOLDER = next((parent / "shared" / "engines" for parent in Path(__file__).parents if (parent / "shared" / "engines").is_dir()), None)
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) if FOLDER else []
pytestmark = pytest.mark.skipif(FOLDER is None, reason="no saved forums beside the checkout")

INDEX = {"discuz-x34-gbk": "forum.php", "phpwind": "index.php?m=bbs&c=forumlist"}
"""Where the root is not saved."""
OTHER_VIEWS = re.compile(r"theme|trap|rewrite|relative date|guests may not|ajax|cookies|queryless|\bapi\b")
"""Pages under an address that has another page in the ordinary view."""
MEMBERS_ONLY = {"phpwind": {"permission": 1}}
"""Boards that the index names and guests may not open."""
NOTHING = {
    "discuz-x34-gbk": {"private": "permission", "deleted": "missing", "missing": "missing"},
    "flarum": {"private": "missing", "deleted": "missing", "missing": "missing"},
    "flaskbb": {"private": "login", "deleted": "missing", "missing": "missing"},
    "misago": {"private": "missing", "deleted": "missing", "missing": "missing"},
    "nodebb": {"private": "login", "deleted": "login", "missing": "missing"},
    "phpbb": {"private": "login", "deleted": "missing", "missing": "missing"},
    "phpwind": {"private": "permission", "deleted": "missing", "missing": "missing"},
    "smf": {"private": "permission", "deleted": "permission", "missing": "permission"},
    "xiuno": {"private": "permission", "deleted": "missing", "missing": "missing"},
}
"""What each forum says of a members' thread, a deleted one and one that never was (SMF says the same of all)."""
_MISSING = re.compile(r"(?<=[/=\-])99999\b")


class Forum:
    """A saved forum and what was posted there."""

    def __init__(self, name: str) -> None:
        assert FOLDER
        self.name = name
        self.engine: Engine = ENGINES[name.partition("-")[0]]
        whole = folder(FOLDER / name / "pages")
        answered = [page for page in whole if page.status < 300 or "Location" in page.headers]
        ordinary = [page for page in answered if not OTHER_VIEWS.search(page.kind)]
        self.pages: list[Saved] = sorted(ordinary, key=lambda page: "paginated" in page.kind)
        self.pages += [page for page in whole if page.status >= 400]
        self.index = "/".join(whole[0].url.split("/")[:3]) + "/" + INDEX.get(name, "")
        lines = (FOLDER / name / "truth.jsonl").read_text("utf-8").splitlines()
        self.threads: dict[str, dict[str, Any]] = {str(thread["tid"]): thread for thread in map(json.loads, lines)}

    def alike(self, url: str) -> Hashable:
        return self.engine.target(url) or (urlsplit(url).path if "login" in url else None)

    def saved(self, url: str) -> bool:
        return self.alike(url) in {self.alike(page.url) for page in self.pages}

    def wanted(self) -> dict[tuple[str, int], str]:
        """The posts of the threads whose pages are saved: thread and floor, and the post's id; a first post has none on some engines."""
        posts = {
            (tid, post["floor"]): str(post["pid"])
            for tid, thread in self.threads.items()
            if thread["readable"] and any(self.thread_id(page.url) == tid for page in self.pages if page.status == 200)
            for post in thread["posts"]
        }
        nameless = self.name in ("phpwind", "xiuno")
        return {where: "0" if nameless and where[1] == 1 else pid for where, pid in posts.items()}

    def thread_id(self, url: str) -> str | None:
        target = self.engine.target(url)
        return target.id if target and target.kind == "thread" else None

    def address(self, which: str) -> str:
        """The address of a thread that cannot be read: ``private``, ``deleted`` or ``missing``."""
        if which == "missing":
            return next(page.url for page in self.pages if page.kind.startswith("thread") and _MISSING.search(page.url))
        (tid,) = (tid for tid, thread in self.threads.items() if thread["key"] == which)
        return next(page.url for page in self.pages if self.thread_id(page.url) == tid)


@pytest.mark.parametrize("name", NAMES)
def test_everything_from_the_index(name: str, crawl: Crawler) -> None:
    forum = Forum(name)
    with replaying(forum.pages, forum.alike) as proxy:
        found = crawl("board", url=forum.index)
    asked = [url for url in proxy.paths if not url.endswith("/robots.txt")]
    assert max(Counter(asked).values()) <= (2 if name == "xiuno" else 1)  # its pages have no end: the first ones are asked for twice
    assert [url for url in asked if forum.engine.target(url) is None] == []
    assert {tid for url in asked if (tid := forum.thread_id(url))} == {tid for tid, thread in forum.threads.items() if thread["readable"]}
    readable = [post for post in found.posts if not post["locked"]]
    assert {(post["thread"]["id"], post["floor"]): post["post_id"] for post in readable} == forum.wanted()
    assert len(readable) == len(forum.wanted())
    deleted = {str(post["pid"]) for thread in forum.threads.values() for post in thread.get("deleted_posts", [])}
    assert {post["post_id"] for post in found.posts if post["locked"]} <= deleted
    notices = {"missing": sum(not forum.saved(url) for url in asked)} | MEMBERS_ONLY.get(name, {})
    assert "; not readable: " + ", ".join(f"{number} {why}" for why, number in sorted(notices.items())) in found.closing
    further = [url for url in asked if not forum.saved(url) and (at := forum.engine.target(url)) and (at.page > 1 or at.item)]
    assert found.status == (PARTIAL if further else DONE)  # a page that its list names and nobody saved is missing


@pytest.mark.parametrize("which", ["private", "deleted", "missing"])
@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_read_says_why(name: str, which: str, crawl: Crawler) -> None:
    forum = Forum(name)
    with replaying(forum.pages, forum.alike):
        found = crawl("thread", url=forum.address(which))
    assert found.posts == []
    assert f": {NOTHING[name][which]}: " in found.closing
    assert found.status == (CHANGED if NOTHING[name][which] == "missing" else REFUSED)
