"""Forums of unknown software within a job: what one page teaches, another one is read by."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.crawl.sites import Shape, Sites
from crawler.engines import named
from crawler.forum import Notice, ThreadPage
from crawler.page import Page
from crawler.store import sites as sites_store
from crawler.store.database import Database

HOST = "https://loft.example"
FACES = {
    "blocks": (
        '<div class="beitragskiste"><p class="kopf"><b class="user-name">{name}</b> <time datetime="{when}">{when}</time></p>'
        '<div class="beitrag-inhalt">{words}</div></div>'
    ),
    "table": (
        '<table class="zeile"><tr><td class="wer"><a href="/member/{name}">{name}</a></td><td class="was"><small>{when}</small>'
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
