"""Which forum a page belongs to: two forums in two folders of one host are two."""

from __future__ import annotations

import json
from datetime import UTC, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from crawler.crawl.sites import Sites
from crawler.dates.calendar import SiteZone
from crawler.demo.forum import Forum
from crawler.demo.site import Site
from crawler.engines import ENGINES
from crawler.extract import extract
from crawler.reading.root import of_address
from crawler.store import sites as sites_store
from crawler.store.database import Database
from tests.loopback import Answer, serving
from tests.processes import scrapy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("engine", "address", "folder"),
    [
        ("discuz", "http://a.example/bbs/forum.php?mod=viewthread&tid=86", "/bbs"),
        ("discuz", "http://a.example/x/y/forum-2-1.html", "/x/y"),
        ("discuz", "http://a.example/thread-86-1-1.html", ""),
        ("discuz", "http://a.example/bbs/", None),
        ("phpbb", "http://a.example/b/viewtopic.php?f=2&t=3", "/b"),
        ("xenforo", "http://a.example/club/threads/kettle.31/page-2", "/club"),
        ("xenforo", "http://a.example/threads/kettle.31/", ""),
        ("xenforo", "http://a.example/club/index.php?renamed/kettle.31/", "/club"),
        ("bbpress", "http://a.example/forums/topic/kettle/", ""),
        ("bbpress", "http://a.example/two/forums/topic/kettle/", "/two"),
        ("vbulletin", "http://a.example/a-board/12-kettle.html", None),
        ("vbulletin", "http://a.example/vb/showthread.php?t=12", "/vb"),
        ("tieba", "https://tieba.baidu.com/p/7700123", None),
        ("generic", "http://a.example/topic/12", None),
        ("discuz", "http://[broken/forum.php?mod=viewthread&tid=1", None),
    ],
)
def test_the_folder_of_a_forum(engine: str, address: str, folder: str | None) -> None:
    assert of_address(ENGINES[engine], address) == folder


def forums(path: str) -> tuple[int, dict[str, str], bytes]:
    """Two forums with the same threads, boards and posts below ``/a/`` and ``/b/``."""
    name, host = path[1:2], "http://127.0.0.1/"
    if name not in FORUMS:
        return 404, {}, b""
    answer = FORUMS[name].answer(path[2:], f"{host}{name}/")
    body = answer.body.replace(f'<base href="{host}{name}/"'.encode(), b"<base ")
    return answer.status, dict(answer.headers) | {"Content-Length": str(len(body))}, body


FORUMS = {"a": Site(Forum(seed=1)), "b": Site(Forum(seed=2))}
BOARD = "forum.php?mod=forumdisplay&fid=7"


def test_two_forums_on_one_host(tmp_path: Path) -> None:
    """In a job, in an ad hoc crawl and as saved pages: one answer."""
    with serving(forums) as server:
        host = server.url.removeprefix("http://").rstrip("/")
        urls = f"url={server.url}a/{BOARD},{server.url}b/{BOARD}"
        done = scrapy("crawl", "board", "-a", urls, "-a", "job=x", "-s", f"STORE_DIR={tmp_path}")
        assert done.returncode == 0, done.stderr
        stored = {post["id"] for file in tmp_path.glob("x/feed/*/*.jsonl") for post in map(json.loads, file.open(encoding="utf-8"))}
        done = scrapy("crawl", "board", "-a", urls, "-O", str(tmp_path / "o.jsonl"))
        assert done.returncode == 0, done.stderr
        assert {json.loads(line)["id"] for line in (tmp_path / "o.jsonl").open(encoding="utf-8")} == stored
        again = scrapy("crawl", "board", "-a", urls, "-a", "job=x", "-s", f"STORE_DIR={tmp_path}", "-a", f"again={server.url}b/{BOARD}")
        assert again.returncode == 0, again.stderr
    for name, site in FORUMS.items():
        true = {f"{host}/{name}/{post['thread_id']}/{post['post_id']}" for post in site.forum.truth() if post["board"] == "西岸"}
        assert true <= stored
        thread = next(iter(true)).split("/")[2]
        url = f"{server.url}{name}/forum.php?mod=viewthread&tid={thread}"
        page = site.answer(f"/forum.php?mod=viewthread&tid={thread}", f"{server.url}{name}/").body
        assert {post.id for post in extract(page, url)} <= stored
    assert {post_id.split("/")[1] for post_id in stored} == {"a", "b"}


def test_a_host_keeps_its_forums_apart() -> None:
    sites = Sites(["http://tea.example/a/forum.php"])
    assert sites.name("tea.example", "/a") == "tea.example/a"
    sites.used |= {"tea.example/a"}
    assert sites.name("tea.example", "/b") == "tea.example/b"
    assert sites.name("tea.example") == "tea.example/a", "the only forum that is known there"
    sites.used |= {"tea.example/b"}
    assert sites.name("tea.example") == "tea.example"


def test_a_forum_that_moves_to_a_host_of_its_own_keeps_its_name() -> None:
    sites = Sites(["http://tea.example/bbs/"])
    sites.used |= {"tea.example/bbs"}
    sites.move("tea.example", "bbs.tea.example")
    assert sites.name("bbs.tea.example", "") == "tea.example/bbs"


def test_a_forum_that_moves_to_another_folder_keeps_its_name() -> None:
    sites = Sites(["http://tea.example/bbs/"])
    sites.used |= {"tea.example/bbs"}
    assert sites.name("tea.example", "/forum", "/bbs") == "tea.example/bbs"
    assert sites.name("tea.example", "/forum") == "tea.example/bbs", "pages that nobody was led to"
    assert sites.name("tea.example", "/other") == "tea.example/other"
    later = Sites(["http://tea.example/forum/"])
    later.remember(["tea.example/bbs"], sites.names)
    assert later.name("tea.example", "/forum") == "tea.example/bbs", "in the next run, without the redirect"


def test_a_job_whose_forum_moves_to_another_folder(tmp_path: Path) -> None:
    """Nothing is stored twice, with the redirect or with the new address."""
    moved = False

    def answer(path: str) -> Answer | None:
        if moved and path.startswith("/a/"):
            return 301, {"Location": path.replace("/a/", "/new/", 1)}, b""
        status, headers, body = forums(path.replace("/new/", "/a/", 1))
        body = body.replace(b'"/a/', b'"/new/') if moved else body
        return status, headers | {"Content-Length": str(len(body))}, body

    with serving(answer) as server:
        for folder, now in (("a", False), ("a", True), ("new", True)):
            moved = now
            url = f"url={server.url}{folder}/{BOARD}"
            done = scrapy("crawl", "board", "-a", url, "-a", "job=x", "-s", f"STORE_DIR={tmp_path}")
            assert done.returncode == 0, done.stderr
    stored = [post["id"] for file in tmp_path.glob("x/feed/*/*.jsonl") for post in map(json.loads, file.open(encoding="utf-8"))]
    assert len(stored) == len(set(stored)) > 0
    assert {post_id.split("/")[1] for post_id in stored} == {"a"}


@pytest.mark.parametrize(
    ("zone", "known"), [(ZoneInfo("Asia/Shanghai"), True), (timezone(timedelta(hours=-3, minutes=-30)), False), (UTC, False)]
)
def test_the_zone_of_a_host_is_the_same_in_the_next_run(tmp_path: Path, zone: tzinfo, known: bool) -> None:
    """A post without a number has an id that its time is in."""
    first = Sites(["http://tea.example/"])
    first.learn_zone("http://www.tea.example/t/1", SiteZone(zone, known))
    store = Database("", "x", tmp_path)
    store.write(lambda connection: sites_store.keep_zones(connection, first.zones))
    found = store.write(sites_store.known)
    later = Sites(["http://tea.example/"])
    later.remember(found.used, found.aliases, found.zones)
    assert later.zone("http://tea.example/t/2") == SiteZone(zone, known)
    later.learn_zone("http://tea.example/t/2", SiteZone(timezone(timedelta(hours=5)), known=False))
    assert later.zone("http://tea.example/t/2") == SiteZone(zone, known), "a guess replaces nothing"


def test_an_older_store_keeps_its_names() -> None:
    sites = Sites(["http://tea.example/bbs/"])
    sites.names["tea.example"] = "tea.example"
    assert sites.name("tea.example", "/bbs") == "tea.example"


@pytest.mark.parametrize(("old", "new"), [("www.example.org", "forum.example.org:8080"), ("127.0.0.1:81", "127.0.0.2:82")])
def test_a_site_that_moved_in_the_first_run_is_here_in_the_next(old: str, new: str) -> None:
    """The redirect may be gone by then: posts and boards are stored under the new host."""
    first = Sites([f"http://{old}/"])
    first.move(old, new)
    later = Sites([f"http://{old}/"])
    later.remember([new], first.names)
    assert later.here(f"http://{new}/forum.php")
    assert later.name(old) == later.name(new)
