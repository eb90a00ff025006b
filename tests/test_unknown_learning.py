"""Forums of unknown software within a job: what one page teaches, another one is read by."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.blocks import Block, Body
from crawler.crawl.edgelines import EdgeLines
from crawler.crawl.options import OptionError, Options
from crawler.crawl.sites import Shape, Sites
from crawler.dates import NEVER
from crawler.engines import named
from crawler.forum import Notice, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.reading import read
from crawler.store import sites as sites_store
from crawler.store.database import Database

HOST = "https://loft.example"
FACES = {
    "blocks": (
        '<div class="beitragskiste"><p class="kopf"><b class="user-name">{name}</b> <time datetime="{when}">{when}</time></p>'
        '<div class="beitrag-inhalt">{words}</div></div>'
    ),
    "table": (
        '<table class="zeile"><tr><td class="nick">{name}</td><td class="was"><small>{when}</small>'
        '<div class="was-text">{words}</div></td></tr></table>'
    ),
}
WORDS = (
    "The skylight drips when the wind turns west, and only then; the putty is new.",
    "Look at the flashing above it, ours had slipped by the width of a thumb.",
    "It had slipped. A strip of lead over the joint and the floor stays dry.",
)


def page(face: str, words: tuple[str, ...], number: int, known: str | None = None) -> Page:
    posts = "".join(FACES[face].format(name=f"Person{n}", when=f"2025-03-0{n + 1}T10:00:00Z", words=said) for n, said in enumerate(words))
    body = f"<html><head><title>Thread {number} - Loft</title></head><body><h1>Thread {number}</h1><div>{posts}</div></body></html>"
    return Page(body.encode(), f"{HOST}/thread/{number}", site_shape=known)


@pytest.mark.parametrize("face", FACES)
def test_a_page_with_one_short_post_is_read_by_what_its_site_taught(face: str) -> None:
    sites = Sites([HOST])
    for number in (1, 2):
        shown = page(face, WORDS, number, sites.shape(HOST))
        assert isinstance(named("generic").read(shown), ThreadPage)
        sites.learn_shape(shown.url, shown.taught_shape)
    alone = named("generic").read(page(face, ("It drips.",), 3))
    assert isinstance(alone, Notice)
    reading = named("generic").read(page(face, ("It drips.",), 3, sites.shape(HOST)))
    assert isinstance(reading, ThreadPage)
    assert [made.body.blocks[0].text for made in reading.posts] == ["It drips."]
    assert [made.post.author and made.post.author.name for made in reading.posts] == ["Person0"]


def test_a_site_that_changed_is_learned_anew() -> None:
    sites = Sites([HOST])
    for _ in range(2):
        sites.learn_shape(HOST, "div.old")
    assert sites.shape(HOST) == "div.old"
    for _ in range(3):
        sites.learn_shape(HOST, "div.new")
    assert sites.shape(HOST) == "div.new"


def test_an_article_on_the_site_stays_none() -> None:
    body = '<html><body><article><h1>About us</h1><div class="was-text">Who we are and what we build.</div></article></body></html>'
    assert isinstance(named("generic").read(Page(body.encode(), f"{HOST}/about", site_shape="div.was-text")), Notice)


def test_the_next_run_knows_it(tmp_path: Path) -> None:
    store = Database("", "x", tmp_path)
    store.write(lambda connection: sites_store.keep_shapes(connection, {"loft.example": Shape("div.was-text", 4)}))
    later = Sites([HOST])
    found = store.write(sites_store.known)
    later.remember(found.used, found.aliases, found.zones, found.shapes)
    assert later.shape(f"{HOST}/thread/9") == "div.was-text"


def said(*lines: tuple[str, str]) -> ThreadPage:
    posts = "".join(
        FACES["blocks"].format(name=name, when=f"2025-03-0{n + 1}T10:00:00Z", words=words) for n, (name, words) in enumerate(lines)
    )
    body = f"<html><head><title>A thread - Loft forum</title></head><body><h1>A thread</h1><div>{posts}</div></body></html>"
    reading = read(Page(body.encode(), f"{HOST}/thread/7", boilerplate=frozenset({"Sent from the Loft app"})), "generic")
    assert isinstance(reading, ThreadPage)
    return reading


APP = "<br>Sent from the Loft app"


def test_lines_of_different_people_are_suggested_and_a_persons_own_are_not() -> None:
    lines = EdgeLines()
    posts = [raw(name, words, tail) for name in "abcd" for words, tail in ((f"Words of {name}", "From the attic app"),)]
    assert lines.see(posts) == ["From the attic app"]
    assert lines.see(raw("a", f"Words {n}", "My own saying") for n in range(9)) == []
    assert lines.see(raw(name, "I agree, with all of it") for name in "efghi") == []


def raw(name: str, *lines: str) -> RawPost:
    page = Page(b"<html></html>", HOST)
    body = Body([Block("paragraph", line) for line in lines])
    made = raw_post(named("generic"), page, Thread("1"), Board(), name, HOST, body, NEVER)
    made.post.author = Author(name)
    return made


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (f"{WORDS[0]}{APP}", WORDS[0]),
        (f"Sent from the Loft app<br>{WORDS[0]}", WORDS[0]),
        (f"{WORDS[0]}{APP}<br>{WORDS[1]}", f"{WORDS[0]}\nSent from the Loft app\n{WORDS[1]}"),
        ("Sent from the Loft app", "Sent from the Loft app"),
    ],
)
def test_a_jobs_boilerplate_goes_at_the_edges_of_posts(words: str, kept: str) -> None:
    reading = said(("Ada", words), ("Bo", WORDS[1]), ("Cy", WORDS[2]))
    assert "\n".join(block.text for block in reading.posts[0].body.blocks) == kept


@pytest.mark.parametrize("given", ['["One line", " Two "]', "One line\nTwo"])
def test_boilerplate_is_a_list_of_lines(given: str) -> None:
    assert Options.parse(url=HOST, boilerplate=given).boilerplate == {"One line", "Two"}


def test_boilerplate_that_is_no_list_is_wrong_usage() -> None:
    with pytest.raises(OptionError, match="list of lines"):
        Options.parse(url=HOST, boilerplate="[1, 2]")
