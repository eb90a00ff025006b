"""Pages that are broken in ways that readers stumbled over, in every engine; the search for new ones is ``python -m tests.fuzz``."""

from __future__ import annotations

import random
import re

import pytest

from crawler.page import Page
from tests.fuzz import broken, pages, problems

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
