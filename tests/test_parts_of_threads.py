"""A page that shows a part of a thread leads to the rest: MyBB's trees and archive pages, My Little Forum's single posts."""

from __future__ import annotations

from pathlib import Path

from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import read_page

FIXTURES = Path(__file__).parent / "fixtures"
ENTRY = b"""<html><head><meta name="generator" content="my little forum 2.4"><title>Wax</title></head><body><div id="content">
<div class="posting"><h1>Wax <span class="category">(Glazes)</span></h1><p class="author"><strong>osier</strong></p><p>It smokes.</p></div>
<ul class="thread openthread"><li><a class="thread" href="index.php?id=7">Wax</a> - <strong>nettle</strong>,
<span id="p7" class="tail">2025-08-12, 02:02
<a href="index.php?mode=thread&amp;id=7" title="Open whole thread"><img src="c.png" alt="[*]"></a></span>
<ul class="reply"><li><span class="currentreply">Wax</span> - <strong>osier</strong></li></ul></li></ul></div></body></html>"""


def whole_of(page: Page) -> str | None:
    reading = read(page)
    assert isinstance(reading, ThreadPage)
    return reading.whole_url


def test_a_tree_of_mybb_leads_to_the_list() -> None:
    folder = FIXTURES / "mybb" / "threaded-by-default"
    assert whole_of(read_page(folder)) == "https://x.org/showthread.php?tid=61&mode=linear"
    listed = read_page(folder).body.replace(b"mode=linear", b"mode=threaded").replace(b"Linear Mode", b"Threaded Mode")
    assert whole_of(read_page(folder, listed)) is None


def test_a_single_post_of_my_little_forum_leads_to_its_thread() -> None:
    assert whole_of(Page(ENTRY, "http://clay.example/forum/index.php?id=8")) == "http://clay.example/forum/index.php?mode=thread&id=7"


def test_a_page_of_mybb_s_archive_leads_to_the_next() -> None:
    reading = read(read_page(FIXTURES / "mybb" / "archive-pages"))
    assert isinstance(reading, ThreadPage)
    assert (reading.page, reading.next_url) == (2, "https://x.org/archive/index.php?thread-61-3.html")
