"""Numbers of posts in NodeBB's topics: places on the page, which are floors only in the usual order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.engines import named
from crawler.forum import ThreadPage
from crawler.page import Page

ADDRESS = "https://wood.example/forum/api/topic/9/which-wood-how-dry"
ANSWER = Path(__file__).parent / "fixtures" / "nodebb" / "thread-answer" / "page.json"
SHOWN = (
    '<li component="post" data-pid="{pid}" data-index="{index}" data-timestamp="16{time}000000000" data-username="ash">'
    '<div component="post/content"><p>Dry it for a year.</p></div></li>'
)


def floors(page: Page) -> list[int | None]:
    reading = named("nodebb").read(page)
    assert isinstance(reading, ThreadPage)
    return [made.post.floor for made in reading.posts]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("oldest-to-newest", [1, 2, 3, 4]), ("newest-to-oldest", [1, 14, 13, 12]), ("most-votes", [1, None, None, None])],
)
def test_floors_in_each_order_of_an_answer(order: str, expected: list[int | None]) -> None:
    answer = json.loads(ANSWER.read_bytes()) | {"sortOptionLabel": f"[[topic:{order}]]"}
    assert floors(Page(json.dumps(answer).encode(), ADDRESS, {"content-type": "application/json"})) == expected


@pytest.mark.parametrize(("times", "expected"), [("1234", [1, 2, 3, 4]), ("1432", [1, None, None, None])])
def test_floors_on_a_page_that_a_browser_built(times: str, expected: list[int | None]) -> None:
    posts = "".join(SHOWN.format(pid=40 + index, index=index, time=10 + int(time)) for index, time in enumerate(times))
    body = f'<h1 component="topic/title">Which wood</h1><ul component="topic">{posts}</ul>'
    assert floors(Page(f"<html><body>{body}</body></html>".encode(), "https://wood.example/forum/topic/9/which-wood")) == expected
