"""Where a saved page of a thread stands among its thread's pages, and which comes next: views whose pager is easily missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.forum import ThreadPage
from crawler.reading import read
from crawler.testing.fixture import read_page

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize(
    ("case", "page", "pages", "following"),
    [
        ("smf/thread-2.0-core", 2, 3, "https://weft.example/index.php?topic=31.30"),
        ("phorum/emerald-threaded", 1, 3, "https://tide.example/phorum/read.php?4,70,73"),
        ("phorum/emerald-threaded-reply", 2, 3, "https://tide.example/phorum/read.php?4,70,75"),
        ("phorum/classic-threaded-reply", 2, 3, "http://spindle.example/read.php?5,61,66"),
        ("phorum/emerald-hybrid", 1, 1, None),
        ("fluxbb/thread-master", 3, 4, "https://kelp.example/viewtopic.php?id=64&p=4"),
        ("asgaros/topic-2.4", 2, 2, None),
    ],
)
def test_the_next_page(case: str, page: int, pages: int, following: str | None) -> None:
    reading = read(read_page(FIXTURES / case))
    assert isinstance(reading, ThreadPage)
    assert (reading.page, reading.pages, reading.next_url) == (page, pages, following)
