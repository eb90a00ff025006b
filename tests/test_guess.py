"""First tables for unknown software: what ``scrapy new-engine`` guesses from pages that no reader knows, and from answers in JSON."""

from __future__ import annotations

import json

import pytest

from crawler.page import Page
from crawler.testing.guess import guess
from crawler.testing.guess_json import guess_json


def entry(number: int, words: str) -> str:
    return (
        f'<li class="word" id="w{number}"><div class="hand"><a href="/folk/{number}">Maren</a></div>'
        f'<div class="when" title="2025-03-02T08:15:00+01:00">2 March 2025</div><a class="nr">#{number}</a>'
        f'<div class="lore"><p>{words}</p></div></li>'
    )


def test_the_largest_group_of_like_elements_are_the_posts() -> None:
    menu = "<ul><li>Home</li><li>Rooms</li><li>Folk</li></ul>"
    markup = f'{menu}<h2 class="subject">Scale</h2><ol>{entry(1, "The spout is half closed with scale.")}{entry(2, "Citric acid.")}</ol>'
    assert guess(Page(f"<html><body>{markup}</body></html>".encode(), "https://a.example/talk/5"), "thread") == {
        "posts": "li.word",
        "body": "div.lore",
        "author": "div.hand > a",
        "floor": "a.nr",
        "time": "div.when",
        "title": "h2.subject",
    }


@pytest.mark.parametrize("header", ["<tr><th>Subject</th></tr>", ""])
def test_the_largest_group_of_linked_elements_are_the_rows(header: str) -> None:
    rows = "".join(
        f"<tr><td><a class='to' href='/talk/{n}'>Talk number {'x' * n}</a></td><td><a href='/folk/1'>Odo</a></td></tr>" for n in (3, 4)
    )
    page = Page(f"<html><body><table class='shelf'>{header}{rows}</table></body></html>".encode(), "https://a.example/rooms/5")
    assert guess(page, "board") == {"rows": "table.shelf > tr", "row_link": "a.to"}


THREAD = {
    "talk": {"title": "Scale", "room": {"slug": "brewing"}},
    "words": [
        {
            "pid": 9,
            "markup": "<p>half closed with scale</p>",
            "said": 1740899700,
            "changed": 1740899800,
            "who": {"folk_id": 7, "nick": "Ada"},
        },
        {"pid": 10, "markup": "<p>acid</p>", "said": 1740899900, "changed": None, "who": {"folk_id": 8, "nick": "Bo"}},
    ],
}
BOARD = {
    "data": {"items": [{"id": "a-1", "subject": "Scale", "user": "Ada", "created": "2025-03-02", "last_post": "2025-03-04", "replies": 4}]}
}


@pytest.mark.parametrize(
    ("answer", "kind", "found"),
    [
        (
            THREAD,
            "thread",
            {
                "posts": "words",
                "post_id": "pid",
                "body": "markup",
                "author": "who",
                "time": "said",
                "edited": "changed",
                "title": "talk.title",
                "member_name": "nick",
                "member_id": "folk_id",
            },
        ),
        (
            BOARD,
            "board",
            {
                "rows": "data.items",
                "row_id": "id",
                "row_title": "subject",
                "row_author": "user",
                "row_time": "created",
                "row_last": "last_post",
                "row_replies": "replies",
            },
        ),
        ({"error": "gone"}, "thread", {}),
        ([], "board", {}),
    ],
)
def test_paths_in_an_answer(answer: object, kind: str, found: dict[str, str]) -> None:
    assert guess_json(answer, kind) == found
    assert guess(Page(json.dumps(answer).encode(), "https://a.example/api/5"), kind) == found
