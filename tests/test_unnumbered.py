"""Posts without numbers keep their ids whatever else is on the page."""

from __future__ import annotations

from crawler.blocks import Block, Body
from crawler.dates import When
from crawler.engines import named
from crawler.forum import ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.page import Page
from crawler.raw_post import RawPost

SAID = [("Orla", "08:00", "Up."), ("Piet", "09:00", "Down."), ("Orla", "08:00", "Up."), ("Orla", "10:00", "Up.")]


def posts(*said: tuple[str, str, str], number: str = "") -> list[RawPost]:
    page, made = Page(b"", "https://kettles.example/t/1"), []
    for name, clock, words in said:
        when = When(f"2025-03-01T{clock}:00+00:00", None, "minute")
        body = Body([Block("paragraph", words)])
        made.append(raw_post(named("generic"), page, Thread("1"), Board(), number, page.url, body, when))
        made[-1].post.author = Author(name)
    return ThreadPage(Thread("1"), Board(), made).posts


def ids(*said: tuple[str, str, str]) -> list[str]:
    return [made.post.post_id for made in posts(*said)]


def test_each_has_an_id_of_its_own() -> None:
    assert len(set(ids(*SAID))) == len(SAID)
    assert [made.post.id for made in posts(*SAID)] == [f"kettles.example/1/{found}" for found in ids(*SAID)]


def test_a_post_that_is_gone_changes_no_other_id() -> None:
    assert ids(SAID[0], *SAID[2:]) == [ids(*SAID)[0], *ids(*SAID)[2:]]


def test_a_number_of_the_page_s_stays() -> None:
    assert [made.post.id for made in posts(SAID[0], number="7")] == ["kettles.example/1/7"]
