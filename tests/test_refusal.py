"""Pages of an archive that are refused without being parsed: no forum's, and none of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.forum import BoardPage, ThreadPage
from crawler.reading import read
from crawler.reading.refusal import is_no_forum
from crawler.testing.fixture import read_page
from tests.archives import article

FIXTURES = Path(__file__).parent / "fixtures"
PAGES = sorted(path.parent for path in FIXTURES.glob("*/*/meta.json"))


def test_no_forum_page_among_the_fixtures_is_refused() -> None:
    refused = []
    for case in PAGES:
        page = read_page(case)
        if is_no_forum(page.body, page.url):
            reading = read(page)
            if isinstance(reading, ThreadPage) or (isinstance(reading, BoardPage) and (reading.threads or reading.boards)):
                refused.append(f"{case.parent.name}/{case.name}")
    assert refused == []


SHOP = b"<html><head><title>Kettles</title></head><body>" + b'<div class="card"><a href="/k">A kettle</a> 20 EUR, 3 comments</div>' * 400


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (article(1), "https://bread.example/essays/1"),
        (SHOP, "https://kettles.example/all"),
        (article(2).replace(b"Bread", b"A forum on bread") * 5, "https://bread.example/2"),  # a word alone is no forum
    ],
)
def test_articles_and_shops_are_refused(body: bytes, url: str) -> None:
    assert is_no_forum(body, url)


@pytest.mark.parametrize(
    "body",
    [
        article(1).replace(b"<head>", b'<head><meta name="generator" content="Discourse 3.1">'),
        article(1).replace(b"<body>", b'<body id="phpbb" class="nojs">'),
        b"Ferry times\n#1 ann 2021-9-3 08:00\nEight o'clock.\n",
        b'{"topic_list": {"topics": []}}',
    ],
    ids=["generator", "software", "a text", "an API's answer"],
)
def test_what_may_be_a_forums_is_read(body: bytes) -> None:
    assert not is_no_forum(body, "https://bread.example/1")
