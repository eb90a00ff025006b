"""HTML comments are no neighbours: a page with comments between its elements gives the same lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.forum import Reading
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import expected_lines, read_page
from tests.test_fixtures import CASES

HTML = [case for case in CASES if (case / "page.html").exists()]

_OPENING = re.compile(rb"<(?!(?:html|head|title|body|script|style|textarea|noscript|iframe|xmp|!)\b)[a-z]\w*(?:\s[^<>]*)?>", re.IGNORECASE)
_CLOSING = re.compile(rb"</(?!(?:html|title|script|style|textarea)\b)\w+\s*>", re.IGNORECASE)
_RAW = re.compile(rb"<(script|style|textarea|title|noscript|iframe|xmp)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
"""What holds text, not elements: a comment there is text."""


def after_each_end(markup: bytes) -> bytes:
    return _CLOSING.sub(lambda found: found[0] + b"<!-- end -->", markup)


def before_each_start(markup: bytes) -> bytes:
    return _OPENING.sub(lambda found: b"<!-- #post-9 -->" + found[0], markup)


def outside_of_scripts(change: Callable[[bytes], bytes], body: bytes) -> bytes:
    changed, at = b"", 0
    for raw in _RAW.finditer(body):
        changed += change(body[at : raw.start()]) + raw[0]
        at = raw.end()
    return changed + change(body[at:])


def reading(page: Page, body: bytes) -> Reading:
    return read(Page(body, page.url, page.headers, page.fetched_at, page.status))


@pytest.mark.parametrize("change", [after_each_end, before_each_start], ids=lambda change: change.__name__)
@pytest.mark.parametrize("case", HTML, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_comments_change_nothing(case: Path, change: Callable[[bytes], bytes]) -> None:
    page = read_page(case)
    commented = reading(page, outside_of_scripts(change, page.body))
    assert expected_lines(commented) == expected_lines(read(page))
