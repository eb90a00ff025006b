"""What an engine leaves unread in a skin it does not know, the shape of the page shows; what an engine passes over on purpose stays out."""

from __future__ import annotations

import json
import re

import pytest
from scrapy.utils.test import get_crawler

from crawler.engines import ENGINES
from crawler.extract import posts
from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read, read_by
from crawler.reading.second import names_everybody, names_nobody
from spiders.thread import ThreadSpider
from tests.test_fixtures import FIXTURES

WORDS = (
    "The rope on the north side has worn through where it runs over the beam, so nobody should ring that bell before Sunday.",
    "I looked at it on Tuesday with a lamp, and the beam itself is sound; only the edge of it is sharp like a saw by now.",
    "Then a strip of leather is enough, nailed over the edge, as they did it in the chapel by the mill some ten years ago.",
    "Leather dries out up there. Take a piece of old fire hose, which nobody has had to change since I put it on mine.",
)


def post(at: int, tag: str = "div", words: str = "") -> str:
    """A post as phpBB 3 prints it."""
    member = f'<a class="username" href="./memberlist.php?mode=viewprofile&amp;u={at + 7}">ringer{at}</a>'
    return f"""<{tag} id="p{at}" class="post has-profile bg{at % 2 + 1}"><div class="inner">
        <dl class="postprofile" id="profile{at}"><dt>{member}</dt></dl>
        <div class="postbody"><div id="post_content{at}"><h3><a href="#p{at}">The rope</a></h3>
        <p class="author">by {member} »
        <time datetime="2024-03-0{at + 1}T10:0{at}:00+00:00">0{at + 1} Mar 2024, 10:0{at}</time></p>
        <div class="content">{words or WORDS[at]}</div></div></div></div></{tag}>"""


def thread(*parts: str) -> Page:
    """A thread of phpBB 3 of these parts."""
    body = f"""<html><head><title>The rope - Bell tower</title></head><body id="phpbb">
        <div id="wrap"><div id="page-body"><h2 class="topic-title"><a href="./viewtopic.php?t=5">The rope</a></h2>
        {"".join(parts)}</div></div>
        </body></html>"""
    return Page(body.encode(), "https://tower.example/viewtopic.php?t=5")


def texts(page: Page) -> list[str]:
    reading = read(page)
    return [one.text for one in posts(reading)] if isinstance(reading, ThreadPage) else []


def test_every_second_post_in_another_element_is_read() -> None:
    page = thread(post(0), post(1, "section"), post(2), post(3, "section"))
    engine, reading = read_by(page)
    assert engine is not None
    assert engine.name == "generic"
    assert isinstance(reading, ThreadPage)
    assert [one.text for one in posts(reading)] == list(WORDS)
    assert {one.confidence is not None for one in posts(reading)} == {True}


@pytest.mark.parametrize(
    "between",
    [
        '<div id="p9" class="post deleted">A post by ringer9 was taken away on 4 Mar 2024, 09:00 by the keeper of the tower.</div>',
        f'<div class="navbar"><ul><li>{WORDS[0]}</li></ul></div>',
        "<div class='advert'>Ropes and oil, since 1871, by the harbour</div>",
    ],
)
def test_what_an_engine_passes_over_stays_out(between: str) -> None:
    page = thread(post(0), post(1), between, post(2))
    assert read_by(page)[0].name == "phpbb"  # type: ignore[union-attr]
    assert texts(page) == list(WORDS[:3])


def test_nothing_is_asked_twice_where_an_engine_is_named() -> None:
    assert len(posts(read(thread(post(0), post(1, "section"), post(2), post(3, "section")), "phpbb"))) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fixture", "renamed"),
    [
        ("kunena/topic", "kmsg"),
        ("phorum/emerald-thread", "message-body"),
        ("woltlab/thread-5", "wbbPost"),
        ("wpforo/topic-2-extended", "wpforo-post-content"),
        ("yabb/topic", "message"),
    ],
)
def test_posts_are_not_taken_for_the_words_of_a_refusal(fixture: str, renamed: str) -> None:
    saved, url = FIXTURES / fixture / "page.html", json.loads((FIXTURES / fixture / "meta.json").read_text())["url"]
    body = re.sub(rf'(class="[^"]*)(?<![\w-]){renamed}(?![\w-])', r"\1zeta", saved.read_text())
    whole, other = (read(Page(one, url)) for one in (saved.read_bytes(), body.encode()))
    assert isinstance(whole, ThreadPage)
    assert isinstance(other, ThreadPage)
    for one, read_before in zip(posts(other), posts(whole), strict=True):
        assert (one.author.name if one.author else "")[:20] == (read_before.author.name if read_before.author else "")[:20]
        assert read_before.text.partition("\n")[0] in one.text


def test_what_one_page_of_a_host_lost_is_looked_for_on_all() -> None:
    spider = ThreadSpider.from_crawler(get_crawler(ThreadSpider), url="https://tower.example/viewtopic.php?t=5")
    page = (post(0), post(1, "section"), post(2), post(3, "section"))
    read_pages = [spider.read(thread(*page))[1] for _ in range(25)]
    assert [len(reading.posts) for reading in read_pages if isinstance(reading, ThreadPage)] == [4] * 25


def test_a_reading_by_shape_that_fails_leaves_the_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Page) -> None:
        raise RuntimeError

    monkeypatch.setattr(ENGINES["generic"], "read", fail)
    assert texts(thread(post(0), post(1, "section"), post(2), post(3, "section"))) == [WORDS[0], WORDS[2]]


def test_a_page_without_posts_names_nobody_and_is_not_doubted_for_that() -> None:
    empty = read(thread())
    assert not names_nobody(empty)
    assert not names_everybody(empty)
