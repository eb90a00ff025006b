"""Pages that are broken in ways that readers stumbled over, in every engine; the search for new ones is ``python -m tests.fuzz``."""

from __future__ import annotations

import random
import re
import sys
from typing import Any

import pytest

from crawler.page import Page
from crawler.reading import read
from tests.fuzz import GROWING, broken, pages, problems

PAGES = pages()


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: re.sub(
            rb"(<a\b[^>]*>)", lambda match: match[1] + b"<b>" * 900 if match.start() % 5 == 0 else match[1], body, count=40
        ),
        lambda body: body.replace(b"</a>", b"</a>: \x1b&#27;\x01"),
        lambda body: body + body[len(body) // 3 :],
        lambda body: broken(body, random.Random(7)),  # noqa: S311  (accidents, not secrets)
    ],
    ids=["deep links", "control characters behind links", "a part twice", "accidents"],
)
def test_broken_pages_of_all_engines(damage: object) -> None:
    assert callable(damage)
    found = [(name, problem) for name, page in PAGES for problem in problems(Page(damage(page.body), page.url, page.headers))]
    assert found == []


def calls(body: str) -> int:
    """How many functions are called to read a page: the same on any machine, where the time is not."""
    page, count = Page(body.encode(), "http://bbs.example/thread-1-1-1.html"), 0

    def called(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        read(page)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("field", GROWING)
def test_the_work_grows_with_the_page_and_no_faster(field: str) -> None:
    small, large = (GROWING[field](size) for size in (100, 400))
    for page in (small, large):
        calls(page)  # what is remembered is learned now, whatever other tests have read
    assert calls(large) <= 4.5 * calls(small)
