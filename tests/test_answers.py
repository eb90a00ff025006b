"""JSON of any shape: the getters, and the engines that read answers of an API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler import jsonvalue as answers
from crawler.engines import ENGINES
from crawler.forum import BoardPage, ThreadPage
from crawler.page import Page
from crawler.reading import detect
from crawler.testing.fixture import expected_lines, read_page

FIXTURES = Path(__file__).parent / "fixtures"
ANSWERS = sorted(FIXTURES.glob("*/*/page.json"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"a": 1}', {"a": 1}), ('"\\ud83d"', "?"), ("{", None), ("", None), ("[" * 100_000, None), ('{"a": NaN}', None)],
)
def test_decode(text: str, value: Any) -> None:
    assert answers.decode(text) == value


@given(VALUES, st.lists(st.text(max_size=5) | st.integers(-3, 3), max_size=3))
def test_getters_never_fail(value: Any, path: list[str | int]) -> None:
    assert isinstance(answers.text(value, *path), str)
    assert isinstance(answers.entries(value, *path), list)
    number = answers.whole(value, *path)
    assert number is None or isinstance(number, int)


@pytest.mark.parametrize(
    ("html", "shown"),
    [("", ""), ("plain", "plain"), ("<p>a</p>b", "ab"), ("a</div>b", "ab"), ("a\0b", "ab"), ("<script>x()</script>a", "x()a")],
)
def test_fragment(html: str, shown: str) -> None:
    assert "".join(answers.fragment(html).itertext()) == shown


def test_a_page_of_json_has_no_tree() -> None:
    page = Page(b' {"html": "<p>text</p>"}', "https://a.example/x.json")
    assert page.json == {"html": "<p>text</p>"}
    assert etree.tostring(page.tree) == b"<html/>"
    assert Page(b"<p>{}</p>").json is None


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_answer_of_another_shape_is_survived(answer: Path, data: st.DataObject) -> None:
    """One value anywhere in the answer is replaced by anything."""
    value = json.loads(answer.read_bytes())
    spots: list[tuple[Any, Any]] = []
    queue = [value]
    while queue:
        holder = queue.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, inner in items:
            spots.append((holder, key))
            queue += [inner] if isinstance(inner, dict | list) else []
    holder, key = data.draw(st.sampled_from(spots))
    holder[key] = data.draw(VALUES)
    page = read_page(answer.parent, json.dumps(value).encode())
    detect(page)
    expected_lines(ENGINES[answer.parts[-3]].read(page))


@pytest.mark.parametrize(
    ("case", "next_url"),
    [
        ("discourse/thread", "https://tea.example/t/kettle-descaling/812?page=2"),
        ("discourse/thread-for-robots", "https://tea.example/t/kettle-descaling/812?page=2"),
        ("discourse/thread-answer", None),
        ("discourse/board", "https://tea.example/c/gear/water/6/l/latest?page=1"),
        ("discourse/latest-answer", "https://tea.example/latest.json?page=2"),
        ("nodebb/thread", "https://wood.example/forum/topic/9/which-wood-how-dry?page=2"),
        ("nodebb/thread-in-a-browser", "https://wood.example/forum/topic/9/which-wood-how-dry?page=2"),
        ("nodebb/thread-answer", "https://wood.example/forum/api/topic/9/which-wood-how-dry?page=2"),
        ("flarum/thread", "https://bread.example/d/12?page=2"),
        ("flarum/thread-answer", "https://bread.example/api/discussions/12?page%5Boffset%5D=20"),
        ("flarum/thread-answer-page-2", None),
        ("flarum/board", "https://bread.example/t/bread?page=2"),
        ("misago/thread", "https://ride.example/t/night-train-coast/40/2/"),
        ("misago/thread-answer", "https://ride.example/api/threads/40/posts/?page=2"),
        ("misago/board-answer", "https://ride.example/api/threads/?category=7&start=190"),
        ("flaskbb/thread", "https://garden.example/topic/6-slugs?page=2"),
    ],
)
def test_the_next_page(case: str, next_url: str | None) -> None:
    reading = ENGINES[case.partition("/")[0]].read(read_page(FIXTURES / case))
    assert isinstance(reading, ThreadPage | BoardPage)
    assert reading.next_url == next_url
