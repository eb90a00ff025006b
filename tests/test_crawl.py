"""``scrapy crawl`` against the demo forum: everything that was posted, each once, and nothing else asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from crawler.crawl.outcome import CHANGED, DONE
from crawler.demo import RunningForum, running
from crawler.demo.check import differences
from crawler.demo.specials import IDS
from crawler.engines import ENGINES
from tests.conftest import Crawler

target = ENGINES["discuz"].target


@pytest.fixture(scope="module")
def forum() -> Iterator[RunningForum]:
    with running(threads=60) as started:
        yield started


def asked(forum: RunningForum) -> list[str]:
    """Addresses that the crawl requested."""
    return [url for url in forum.stats()["urls"] if url != "/robots.txt"]


# The demo forum, whole ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_whole_forum(charset: str, crawl: Crawler) -> None:
    with running(threads=60, charset=charset) as forum:
        found = crawl("board", url=forum.url)
        truth, unreadable, report = forum.truth(), forum.unreadable(), forum.stats()
    assert differences(found.posts, truth) == []
    assert not found.threads & set(map(str, unreadable))
    assert found.status == DONE
    assert found.closing.startswith(f"boardfeed: {len(truth)} posts from")
    assert set(report["kinds"]) == {"robots", "index", "board", "thread"}
    first_visit_redirects = next(url for url in report["urls"] if f"tid={IDS['gap']}" in url)
    assert {url for url, times in Counter(report["urls"]).items() if times > 1} == {first_visit_redirects}
    pages = Counter(filter(None, map(target, report["urls"])))
    assert {page.id for page, times in pages.items() if times > 1} == {str(IDS["gap"]), str(IDS["paged body"])}


def test_faults_lose_nothing(crawl: Crawler) -> None:
    with running(threads=60, faults=0.12) as forum:
        found = crawl("board", url=f"{forum.url}forum.php?mod=forumdisplay&fid=2")
        truth, report = forum.truth(), forum.stats()
    assert len(report["faults"]) > 2
    wanted = [post for post in truth if post["thread_id"] in found.threads]
    assert differences(found.posts, wanted) == []
    assert {post["thread_id"] for post in truth if post["board"] == "茶馆闲谈"} <= found.threads
    assert found.status == DONE


# What is asked for ----------------------------------------------------------------------------------------------------------------------


def test_a_board_and_what_is_below_it(forum: RunningForum, crawl: Crawler) -> None:
    found = crawl("board", url=f"{forum.url}forum-6-1.html")
    truth = forum.truth()
    outer = next(post["board"] for post in truth if post["thread_id"] == str(IDS["gap"]))
    wanted = {post["thread_id"] for post in truth if outer in post["board_path"]}
    everywhere = {str(IDS["sticky everywhere"])}
    assert found.threads == wanted | everywhere
    assert differences(found.posts, [post for post in truth if post["thread_id"] in found.threads]) == []


@pytest.mark.parametrize(
    "address", ["forum.php?mod=viewthread&tid=5&page=7", "thread-5-3-1.html", "forum.php?mod=viewthread&amp;tid=5&extra=page%3D2"]
)
def test_a_thread_is_read_whole_wherever_one_begins(address: str, forum: RunningForum, crawl: Crawler) -> None:
    found = crawl("thread", url=forum.url + address)
    assert differences(found.posts, [post for post in forum.truth() if post["thread_id"] == "5"]) == []
    assert found.status == DONE


def test_several_threads_and_one_twice(forum: RunningForum, crawl: Crawler) -> None:
    found = crawl("thread", url=f"{forum.url}thread-6-1-1.html,{forum.url}forum.php?mod=viewthread&tid=7, {forum.url}thread-7-1-1.html")
    assert differences(found.posts, [post for post in forum.truth() if post["thread_id"] in ("6", "7")]) == []


def test_the_thread_spider_leaves_boards_alone(forum: RunningForum, crawl: Crawler) -> None:
    forum.reset_stats()
    found = crawl("thread", url=f"{forum.url}forum-2-1.html")
    assert (found.posts, found.status, len(asked(forum))) == ([], CHANGED, 1)
    assert "scrapy crawl board" in found.closing


def test_since(forum: RunningForum, crawl: Crawler) -> None:
    since = datetime.fromisoformat("2024-06-01T00:00:00+08:00")
    forum.reset_stats()
    found = crawl("board", url=forum.url, since="2024-06-01")
    wanted = [post for post in forum.truth() if datetime.fromisoformat(post["created_at"]) >= since]
    assert wanted
    assert differences(found.posts, wanted) == []
    assert forum.stats()["kinds"]["thread"] < 40
    assert found.status == DONE


def test_since_tomorrow_is_no_failure(forum: RunningForum, crawl: Crawler) -> None:
    found = crawl("thread", url=f"{forum.url}thread-6-1-1.html", since="2030-01-01")
    assert (found.posts, found.status) == ([], DONE)


def test_max_threads(forum: RunningForum, crawl: Crawler) -> None:
    found = crawl("board", url=f"{forum.url}forum-2-1.html", max_threads=3)
    assert len(found.threads) == 3
    assert differences(found.posts, [post for post in forum.truth() if post["thread_id"] in found.threads]) == []


def test_max_pages(crawl: Crawler) -> None:
    with running(threads=200) as forum:
        found = crawl("board", url=f"{forum.url}forum-2-1.html", max_pages=2)
        boards = [page for url in asked(forum) if (page := target(url)) and page.kind == "board"]
    assert [page.page for page in boards if page.id == "2"] == [1, 2]
    assert 20 < len(found.threads) < 50


def test_engine(forum: RunningForum, crawl: Crawler) -> None:
    assert crawl("thread", url=f"{forum.url}thread-7-1-1.html", engine="discuz").posts
    assert crawl("thread", url=f"{forum.url}thread-7-1-1.html", engine="text").status == CHANGED
