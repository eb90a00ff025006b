"""Whatever an engine hands on, a record holds what can be printed, stored and asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blocks import Block, Body
from crawler.dates.when import NEVER
from crawler.engines import named
from crawler.extract import extract, posts, reading_of
from crawler.forum import BoardPage, BoardRow, Notice, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Image, Quote, Thread
from crawler.page import Page
from crawler.reading import read_by
from crawler.reading.values import MOST, address, line, lines, settle, whole

PAGE = Page(b"<p>x", "https://bbs.example/thread-1-1-1.html")
anything = st.text(max_size=40) | st.sampled_from(["a\0b", "\ufffd", "two\nlines", "\u2028", "\x1b[31mred", "\ud800"])
figures = st.none() | st.integers(-(10**12), 10**12)


def printable(text: str | None, breaks: bool = False) -> bool:
    return text is None or (text.replace("\n", "").replace("\t", "") if breaks else text).translate(WIDE).isprintable()


WIDE = dict.fromkeys((12288, 160, 5760, 8239, 8287, *range(8192, 8208), 8204, 8205))
"""Spaces and joiners that people write and Python does not call printable."""


@given(anything, anything, figures)
def test_a_thread_page_of_anything(text: str, other: str, figure: int | None) -> None:
    thread = Thread("1", other, text, [other], Author(text, other), views=figure, replies=figure)
    board = Board(other, text, [text, other], text)
    made = raw_post(
        named("generic"), PAGE, thread, board, "5", PAGE.url, Body([Block("code", text)], [Image(0, other)], [Quote(text)]), NEVER
    )
    made.post.author, made.post.floor, made.post.comments = Author(other), figure, [Comment(text, Author(text))]
    reading = settle(ThreadPage(thread, board, [made], page=figure or 1, next_url=text))
    assert isinstance(reading, ThreadPage)
    assert reading.next_url is None or reading.next_url.startswith("http")
    assert 1 <= reading.page <= MOST
    post = made.post
    for found in (post.floor, thread.views, thread.replies):
        assert found is None or 0 <= found <= MOST
    for name in (thread.title, board.name, *board.path, *thread.tags, post.author and post.author.name):
        assert name is None or ("\n" not in name and "\0" not in name and "\ufffd" not in name)
    assert "\0" not in made.body.blocks[0].text
    assert thread.url is None
    assert made.body.images[0].url == ""


def test_rows_keep_what_a_number_can_be() -> None:
    row = ThreadRow("7\n", "/relative", "Title\0", Author("\0"), replies=99_999_999_999, views=12)
    settled = settle(BoardPage(Board(), [BoardRow("1", "javascript:x", "B")], [row], page=-3))
    assert isinstance(settled, BoardPage)
    assert (row.id, row.url, row.title, row.author, row.replies, row.views) == ("7", "", "Title", None, None, 12)
    assert settled.boards[0].url == ""
    assert settled.page == 1


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [("a\r\nb\tc\0", "a\nb\tc"), ("两\u3000字", "两\u3000字"), ("👨\u200d👩", "👨\u200d👩"), ("bad\ufffd", "bad")],
)
def test_lines(given_text: str, kept: str) -> None:
    assert lines(given_text) == kept


def test_small_ones() -> None:
    assert line("a\nb") == "a b"
    assert line(None) is None
    assert [whole(value) for value in (-1, 0, MOST, MOST + 1, None)] == [None, 0, MOST, None, None]
    assert [address(url) for url in ("https://a.example/x y", "//a.example/", "javascript:1", "http://a.example/" + "x" * 9000)] == [
        "https://a.example/x%20y",
        None,
        None,
        None,
    ]


def test_an_engine_that_fails_is_a_notice_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(page: Page) -> None:
        raise KeyError("x")

    monkeypatch.setattr(named("discuz"), "read", fails)
    engine, reading = read_by(Page(b"<html><body>nothing</body></html>", "https://bbs.example/thread-1-1-1.html"), "discuz")
    assert engine is named("discuz")
    assert isinstance(reading, Notice)
    assert reading.reason == "broken"
    assert "discuz" in reading.text
    assert "KeyError" in reading.text


def test_many_pictures_and_one_line_stay_in_proportion() -> None:
    """A caption that thousands of pictures share would be listed with each of them: a line of gigabytes from a small page."""
    images = "".join(f'<img src="https://pic.example/{n}.jpg"><br>' for n in range(3000))
    body = (
        '<html><body id="nv_forum"><div id="post_7"><table id="pid7"><tr><td class="plc"><em id="authorposton7">2024-5-1 10:00</em>'
        f'<div class="pcb"><table><tr><td class="t_f" id="postmessage_7">看图<br>{images}图为河边的早市。</td></tr></table></div>'
        "</td></tr></table></div></body></html>"
    ).encode()
    (post,) = extract(body, "https://bbs.example/thread-7-1-1.html", "discuz")
    assert len(post.images) == 3000
    assert not any(image.caption for image in post.images)
    assert "图为河边的早市。" in post.text


def test_posts_of_a_page_with_control_characters_validate() -> None:
    name = '<div class="authi"><a href="space-uid-3.html" class="xw1">na&#7;me</a></div>'
    words = '<table><tr><td class="t_f" id="postmessage_7">one&#1;two</td></tr></table>'
    body = (
        f'<html><body id="nv_forum"><div id="post_7"><table id="pid7"><tr><td class="pls">{name}</td><td class="plc">'
        f'<em id="authorposton7">2024-5-1 10:00</em><div class="pcb">{words}</div></td></tr></table></div></body></html>'
    ).encode()
    reading = reading_of(body, "https://bbs.example/thread-7-1-1.html", "discuz")
    assert isinstance(reading, ThreadPage)
    (post,) = posts(reading)
    assert printable(post.text, breaks=True)
    assert post.author is not None
    assert printable(post.author.name)
