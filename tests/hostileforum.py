"""A forum of nobody's software that leads crawlers astray: lists all alike, pagers without end, links to replies and to print views."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

PEOPLE = ("Marten", "Ilse", "Okoro", "Yun")
POSTS = 3
"""Posts of a page."""
LIKE_ITSELF, ENDLESS = 11, 12
"""Threads whose pager goes on for ever: with the same posts, with new ones."""
THREADS = (11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44)


def words(thread: int, at: int) -> str:
    """What stands in a post; in no other one."""
    return f"Point {thread}.{at} of the long list: the wheel turns freely and the rope runs clear of the beam."


def answer(path: str) -> str | None:
    """A page; None where there is none."""
    url = urlsplit(path)
    number = int(parse_qs(url.query).get("page", ["1"])[0])
    if path == "/":
        return _page("All rooms", "".join(f'<p><a href="/forum/{room}">Room {room}</a> <i>9 topics</i> 3 May 2025</p>' for room in _ROOMS))
    if room := re.fullmatch(r"/forum/(\d)", url.path):
        return _page(f"Room {room[1]}", _ROOMS[int(room[1])](number))
    if thread := re.fullmatch(r"/(?:thread/|old-bell-)(\d+)(?:/print)?", url.path):
        return _thread(int(thread[1]), number)
    return _page("Ringer", "<p>Rings since the great frost.</p>") if url.path.startswith("/user/") else None


def _page(title: str, body: str) -> str:
    return f"<html><head><title>{title} - Ringers forum</title></head><body><h1>{title}</h1>{body}</body></html>"


def _more(number: int) -> str:
    return f'<p class="pagination"><a href="?page={number + 1}">next</a></p>'


def _row(href: str, thread: int, rest: str = "") -> str:
    person = f'<a href="/user/{thread % 4}">{PEOPLE[thread % 4]}</a>'
    return (
        f'<div class="z"><a href="{href}">Bell {thread}</a> {person} <i>2 replies</i> <b>{thread % 27 + 1} May 2025 11:00</b>{rest}</div>'
    )


def _thread(thread: int, number: int) -> str:
    first = (number - 1) * POSTS if thread == ENDLESS else 0
    posts = "".join(
        f'<div class="w" id="p{thread * 1000 + at}"><a href="/user/{(thread + at) % 4}">{PEOPLE[(thread + at) % 4]}</a>'
        f' <span>{at % 27 + 1} May 2025 10:0{thread % 10}</span><div class="v">{words(thread, at)}</div>'
        f'<a href="/thread/{thread}?replyto={at}">Answer</a></div>'
        for at in range(first, first + POSTS)
    )
    return _page(f"Bell {thread}", posts + (_more(number) if thread in (LIKE_ITSELF, ENDLESS) else ""))


def _of(room: int) -> range:
    return range(room * 10 + 1, room * 10 + 5)


_ROOMS = {
    1: lambda number: "".join(_row(f"/thread/{thread}", thread) for thread in _of(1)) + _more(number),
    2: lambda _: "".join(_row(f"/thread/{thread}#post{at}", thread) for thread in _of(2) for at in (2, 1)),
    3: lambda _: "".join(
        _row(
            f"/thread/{thread}",
            thread,
            f' <a href="/thread/{thread}/print">To print: bell {thread}</a> <a href="/thread/{thread}?replyto=1">Answer to {thread}</a>',
        )
        for thread in _of(3)
    ),
    4: lambda _: "".join(_row(f"/thread/{thread}", thread) for thread in _of(4)) + _row("/old-bell-42", 42),
}
"""The first shows the same threads on all its pages, the second only replies, the third more links than threads, the fourth one twice."""
