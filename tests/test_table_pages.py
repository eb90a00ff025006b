"""What the table does for engines whose page bar, places or dates tell what addresses do not; damaged posts."""

from __future__ import annotations

import re

import pytest

from crawler.forum import ThreadPage
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.table import Table
from crawler.page import Page


class Barred(Table):
    """Software whose page bar decides which page is shown, and whose posts have no numbers but their places."""

    name = "barred"
    addresses = (Address("thread", r"^/t$", key="id"), Address("board", r"^/b$", key="id"), Address("index", r"^/$"))
    item_key, harmless = "start", ("sid",)
    address_cut = re.compile(r"(?<=[?&])sid=\w+&?")
    posts, body, author = css("div.post"), css("p.text"), css("b.by")
    counts_places, clocks_vary = True, True
    crumbs, category = css("nav a"), re.compile(r"#c\d")
    bar, bar_shows = css("div.bar"), css("strong")


def post(number: int, time: str = "2024-05-03 10:12", marks: str = "class='post' id='p{}'") -> str:
    return f"<div {marks.format(number)}><b class='by'>user {number}</b><time>{time}</time><p class='text'>words {number}</p></div>"


def thread(engine: Table, markup: str, query: str = "id=7") -> ThreadPage:
    reading = engine.read(Page(f"<html><body><main>{markup}</main></body></html>".encode(), f"https://a.example/t?{query}"))
    assert isinstance(reading, ThreadPage)
    return reading


BAR = "<div class='bar'><a href='/t?id=7'>1</a> {} <a href='/t?id=7&sid=9f&start=40'>3</a></div>"


@pytest.mark.parametrize("shown", ["<strong>2</strong>", "[2]", "<span>2</span>"])
def test_the_bar_tells_the_page_and_the_places(shown: str) -> None:
    """Past the end, software shows its last page again: the address is not asked."""
    reading = thread(Barred(), post(5) + post(6) + BAR.format(shown), "id=7&start=900")
    assert (reading.page, reading.pages, reading.next_url) == (2, 3, "https://a.example/t?id=7&start=40")
    assert [made.post.floor for made in reading.posts] == [21, 22]
    assert reading.thread.author is None


def test_the_bar_of_the_board_is_not_the_threads() -> None:
    reading = thread(Barred(), "<div class='bar'><strong>4</strong> <a href='/b?id=2&start=80'>5</a></div>" + post(5))
    assert (reading.page, [made.post.floor for made in reading.posts]) == (1, [1])


@pytest.mark.parametrize(("query", "floors"), [("id=7", [1, 2]), ("id=7&start=40", [None, None])])
def test_without_a_bar_the_address_tells(query: str, floors: list[int | None]) -> None:
    assert [made.post.floor for made in thread(Barred(), post(5) + post(6), query).posts] == floors


def test_categories_are_part_of_the_way() -> None:
    way = "<nav><a href='/'>Home</a><a href='/#c1'>Craft</a><a href='/b?id=3&sid=9f'>Clay</a><a href='/b?id=3&sid=8e'>Clay</a></nav>"
    board = thread(Barred(), way + post(5)).board
    assert (board.id, board.url, board.path) == ("3", "https://a.example/b?id=3", ["Craft", "Clay"])


@pytest.mark.parametrize(("times", "first"), [(("03-04-2024", "25-04-2024"), "2024-04-03"), (("03-04-2024", "03-25-2024"), "2024-03-04")])
def test_the_dates_of_a_page_tell_their_order(times: tuple[str, str], first: str) -> None:
    reading = thread(Barred(), "".join(post(number, time) for number, time in enumerate(times, 1)))
    assert (reading.posts[0].post.created_at or "")[:10] == first


# Damaged posts --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", ["", "class='pst'", "id='p1'"])
def test_a_damaged_opening_post_hides_who_opened_the_thread(marks: str) -> None:
    reading = thread(Barred(), post(1, marks=marks) + post(2))
    assert [(made.post.author and made.post.author.name, made.post.floor) for made in reading.posts] == [("user 2", None)]
    assert (reading.thread.author, reading.thread.created_at) == (None, None)


@pytest.mark.parametrize("above", ["<div><p class='text'>Rules of this board</p></div>", "<section><b class='by'>poll</b></section>"])
def test_what_has_no_writer_is_no_damaged_post(above: str) -> None:
    assert thread(Barred(), above + post(1)).thread.author is not None


def test_a_post_shown_twice_is_one() -> None:
    assert [made.post.post_id for made in thread(Barred(), post(1) + post(2) + post(1)).posts] == ["1", "2"]


@pytest.mark.parametrize(
    ("days", "floors"),
    [
        ("1357", [1, 2, 3, 4]),
        ("7531", [None] * 4),
        ("5713", [None] * 4),
        ("12345367", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("0000", [1, 2, 3, 4]),
    ],
)
def test_places_are_numbers_only_where_posts_stand_in_their_order(days: str, floors: list[int | None]) -> None:
    """The newest first, by name; one imported post among many that is older than the one above; and no time that can be read."""
    markup = "".join(post(at, f"2024-05-0{day} 10:12") for at, day in enumerate(days, 1))
    reading = thread(Barred(), markup + "<div class='bar'><strong>1</strong> <a href='/t?id=7&start=20'>2</a></div>")
    assert [made.post.floor for made in reading.posts] == floors
    assert (reading.thread.author is not None) is (floors[0] == 1)
