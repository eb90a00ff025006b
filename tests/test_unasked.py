"""Links that should be followed and are not understood: found where they are, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.crawl.changed import lacking
from crawler.forum import BoardPage, ThreadPage
from crawler.markup.account import shown_as
from crawler.markup.unasked import unasked
from crawler.page import Page
from crawler.reading import read_by
from crawler.testing.fixture import read_page
from tests.test_fixtures import CASES

HEAD = '<html><head><meta name="generator" content="Discuz! X3.5" /><title>题 - 站</title></head><body>'
ROW = '<tbody id="normalthread_1"><tr><th><a class="xst" href="thread-1-1-1.html">题</a></th></tr></tbody>'
ROWS = f'<table id="threadlisttableid">{ROW}</table>'


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_saved_pages_lack_nothing(case: Path) -> None:
    engine, reading = read_by(read_page(case))
    if engine and isinstance(reading, ThreadPage | BoardPage):
        assert unasked(read_page(case), engine, reading) == []


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ('<div class="pg"><strong>1</strong><a href="more.html">2</a></div>', ["more.html"]),
        ('<div class="pagination"><a rel="next" href="/b/photo?from=20">older</a></div>', ["b/photo?from=20"]),
        (
            ('<div class="pg"><strong>1</strong><a href="more.html">2</a><a class="nxt" href="forum-2-2.html">下一页</a></div>', []),
            [],
        ),
        ('<div class="pg"><a href="http://elsewhere.example/2.html">2</a></div>', []),
        ('<div class="gallery"><a href="more.html">2</a></div>', []),
        ('<link rel="next" href="index.php?topic=5.0;prev_next=next">', []),
        ('<div class="pg"><a rel="next" href="showthread.php?t=9&amp;goto=nextnewest">next</a></div>', []),
        ('<div class="pg"><a href="javascript:;">2</a></div>', []),
    ],
)
def test_pagers(added: str, found: list[str]) -> None:
    page = Page(f"{HEAD}{ROWS}{added}</body></html>".encode(), "http://bbs.example/forum-2-1.html")
    engine, reading = read_by(page)
    assert engine
    assert isinstance(reading, BoardPage)
    assert unasked(page, engine, reading) == [f"http://bbs.example/{link}" for link in found]


@pytest.mark.parametrize(
    ("markup", "who"),
    [
        ('<a href="member.php?mod=logging&amp;action=logout&amp;formhash=1">退出</a>', "member"),
        ('<form action="member.php?mod=logging&amp;action=login"></form>', "guest"),
        ('<a href="/login">Log in</a><a href="./ucp.php?mode=logout">Logout</a>', "member"),
        ('<a href="/x"><span>Sign in</span></a>', "guest"),
        ('<a href="/thread/1">How I logged in</a>', None),
    ],
)
def test_who_a_page_takes_us_for(markup: str, who: str | None) -> None:
    assert shown_as(Page(f"<html><body>{markup}</body></html>".encode(), "http://bbs.example/")) == who


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        ({"posts": 4, "time": 1, "author": 4, "title": 4}, ["time"]),
        ({"posts": 4, "title": 4}, ["time", "author"]),
        ({"posts": 4, "time": 3, "author": 4, "title": 4}, []),
        ({"posts": 2}, []),
    ],
)
def test_a_site_has_changed(now: dict[str, int], lost: list[str]) -> None:
    assert lacking(now, {"posts": 40, "time": 40, "author": 39, "title": 40, "signature": 10}) == lost
    assert lacking(now, {"posts": 10, "time": 10, "author": 10, "title": 10}) == []
