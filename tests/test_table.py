"""What the table does for every engine: who opens a thread, pages that count items, posts inside of posts, empty boards."""

from __future__ import annotations

import pytest

from crawler.forum import BoardPage, Notice, Target, ThreadPage
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.notices import says_empty
from crawler.markup.table import Table
from crawler.page import Page


class Counting(Table):
    """Software that counts posts in addresses."""

    name = "counting"
    addresses = (Address("thread", r"^/t$", key="id"), Address("board", r"^/b$", key="id"))
    item_key, counts_items = "start", True
    posts, body, author, floor = css("div.post"), css("p.text"), css("b.by"), css("i.nr")
    remarks, pager, message = css("div.none"), css("nav a"), css("p.message")


class Apart(Counting):
    """Software whose opening post stands apart from the replies."""

    name = "apart"
    opening, opening_author, opening_time = css("div.topic p"), css("div.topic b"), css("div.topic time")


def post(number: int, inside: str = "", name: str = "") -> str:
    return f'<div class="post" id="p{number}"><b class="by">{name or f"user {number}"}</b><p class="text">words {number}</p>{inside}</div>'


def thread(engine: Table, markup: str, query: str = "id=7") -> ThreadPage:
    reading = engine.read(Page(f"<html><body>{markup}</body></html>".encode(), f"https://a.example/t?{query}"))
    assert isinstance(reading, ThreadPage)
    return reading


def test_pages_that_count_items() -> None:
    links = (("/t?id=7", "1"), ("/t?id=7&start=30", "3"), ("/t?id=7&start=90", "7"), ("/t?id=8&start=500", "x"))
    bar = "".join(f'<nav><a href="{href}">{words}</a></nav>' for href, words in links)
    reading = thread(Counting(), post(16) + bar, "id=7&start=15")
    assert (reading.page, reading.pages, reading.next_url) == (2, 7, "https://a.example/t?id=7&start=30")
    assert reading.thread.author is None, "the first post of the second page opens nothing"


def test_the_first_page_has_one_target() -> None:
    assert Counting().target("https://a.example/t?id=7&start=0") == Counting().target("https://a.example/t?id=7") == Target("thread", "7")
    assert Counting().target("https://a.example/t?id=7&sort=new") is None
    assert Counting().target("https://a.example/t?id=x") is None


@pytest.mark.parametrize(("numbers", "opener"), [((1, 2), "user 1"), ((4, 5), None)])
def test_where_posts_are_numbered_number_one_opens(numbers: tuple[int, int], opener: str | None) -> None:
    reading = thread(Counting(), "".join(post(number, f'<i class="nr">#{number}</i>') for number in numbers))
    assert (reading.thread.author and reading.thread.author.name) == opener


def test_a_post_takes_nothing_from_a_post_inside_of_it() -> None:
    outer = '<div class="post" id="p1"><p class="text">outer</p>' + post(2, name="Bert") + "</div>"
    first, second = thread(Counting(), outer).posts
    assert (first.post.author, second.post.author and second.post.author.name) == (None, "Bert")


@pytest.mark.parametrize("query", ["id=7", "id=7&start=20"])
def test_an_opening_post_apart_is_on_the_first_page_only(query: str) -> None:
    reading = thread(Apart(), '<div class="topic"><b>Ada</b><time>2024-05-03 10:12</time><p>why</p></div>' + post(3), query)
    assert [made.post.post_id for made in reading.posts] == (["0", "3"] if query == "id=7" else ["3"])
    assert reading.thread.author is not None
    assert reading.thread.author.name == "Ada"


def test_a_reply_is_no_opening_post_where_that_was_lost() -> None:
    assert thread(Apart(), post(3)).thread.author is None


@pytest.mark.parametrize(
    ("words", "empty"),
    [
        ("There are no threads in this forum yet.", True),
        ("No topics have been posted", True),
        ("Dieses Board ist leer.", True),
        ("Il forum è vuoto", True),
        ("Es sind keine Themen vorhanden", True),
        ("В этом форуме нет тем", True),
        ("No hay temas en este foro", True),
        ("还没有人发帖", True),
        ("You do not have permission to view this board", False),
        ("Please log in to read topics", False),
        ("The board you are looking for does not exist", False),
    ],
)
def test_an_empty_board_says_so(words: str, empty: bool) -> None:
    assert says_empty(words) is empty
    reading = Counting().read(Page(f"<p class='message'>{words}</p>".encode(), "https://a.example/b?id=3"))
    assert isinstance(reading, BoardPage if empty else Notice)
