"""The selectors of tables: what they find, in which order, and what they refuse."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.markup.css import css

PAGE = html.fromstring(
    """<html><body class="forum"><div id="top" class="bar wide"><a href="/a">one</a><a href="/b" title="x">two</a></div>
    <ul class="list"><li class="row first" id="t-1"><b><a href="/t/1">three</a></b></li>
    <li class="row" id="t-2"><i></i><a href="/t/2">four</a></li></ul>
    <div class="post" id="p1"><p class="by">Ada</p><div class="post inner" id="p2"><p class="by">Bert</p></div></div></body></html>"""
)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("a", ["one", "two", "three", "four"]),
        (".bar a", ["one", "two"]),
        ("div.bar.wide > a[title]", ["two"]),
        ("#top a:not([title])", ["one"]),
        ("li.row a", ["three", "four"]),
        ("li > a", ["four"]),
        ("li.row:has(> b) a", ["three"]),
        ("li:not(.first) a, #top a[href='/a']", ["one", "four"]),
        ("a[href^='/t/'][href$='2']", ["four"]),
        ("a + a", ["two"]),
        ("i ~ a", ["four"]),
        (".post .by", ["Ada", "Bert"]),
        (".post .post .by", ["Bert"]),
        ("li.other a", []),
    ],
)
def test_a_selector_finds(selector: str, found: list[str]) -> None:
    assert [element.text for element in css(selector)(PAGE)] == found
    first = css(selector).first(PAGE)
    assert (first.text if first is not None else None) == next(iter(found), None)


def test_the_first_way_that_finds_anything_is_the_answer() -> None:
    assert [element.text for element in css(".none", "#top a", "a")(PAGE)] == ["one", "two"]


def test_inside_of_an_element_only_what_is_there_is_found() -> None:
    (row,) = css("#t-2")(PAGE)
    assert [element.text for element in css("a")(row)] == ["four"]
    assert [element.text for element in css(".list a")(row)] == ["four"], "what leads there may stand further out"
    assert css("li.row")(row) == [row]
    assert css("#top a")(row) == []


@pytest.mark.parametrize("selector", ["p::before", "a:hover", "a[href|='x']", "li:has(> b > a)"])
def test_what_is_not_known_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="known"):
        css(selector)
