"""Posts that a page shows twice count where they stand in the thread's order."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from crawler.markup.copies import each_once


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (["p-1", "p-2", "p-3"], ["1", "2", "3"]),
        (["p-3", "p-1", "p-2", "p-3"], ["1", "2", "3"]),
        (["p-2", "p-1", "p-2", "p-2"], ["1", "2"]),
        (["p-x", "p-7"], ["7"]),
        ([], []),
    ],
)
def test_each_once(shown: list[str], expected: list[str]) -> None:
    page = fromstring("<div>" + "".join(f'<p id="{name}">{at}</p>' for at, name in enumerate(shown)) + "</div>")
    found = each_once(list(page.iter("p")))
    assert list(found) == expected
    assert [int(post.text or "") for post in found.values()] == [len(shown) - 1 - shown[::-1].index("p-" + number) for number in expected]
