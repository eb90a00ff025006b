"""Forums of unknown software within a job: what one page teaches, another one is read by."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.blocks import Block, Body
from crawler.crawl.edgelines import EdgeLines
from crawler.crawl.learnt import Fact, told
from crawler.crawl.options import OptionError, Options
from crawler.crawl.routes import Routes
from crawler.crawl.sites import Sites
from crawler.dates import NEVER
from crawler.engines import named
from crawler.engines.generic.routes import ROUTE, route_of
from crawler.extract import posts
from crawler.forum import BoardPage, Notice, ThreadPage, raw_post
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


def page(face: str, words: tuple[str, ...], number: int, known: dict[str, str] | None = None) -> Page:
    posts = "".join(FACES[face].format(name=f"Person{n}", when=f"2025-03-0{n + 1}T10:00:00Z", words=said) for n, said in enumerate(words))
    body = f"<html><head><title>Thread {number} - Loft</title></head><body><h1>Thread {number}</h1><div>{posts}</div></body></html>"
    return Page(body.encode(), f"{HOST}/thread/{number}", learnt=known)


@pytest.mark.parametrize("face", FACES)
def test_a_page_with_one_short_post_is_read_by_what_its_site_taught(face: str) -> None:
    sites = Sites([HOST])
    for number in (1, 2):
        shown = page(face, WORDS, number, sites.known(HOST))
        assert isinstance(named("generic").read(shown), ThreadPage)
        sites.learn(shown.url, shown.taught)
    alone = named("generic").read(page(face, ("It drips.",), 3))
    assert isinstance(alone, Notice)
    reading = named("generic").read(page(face, ("It drips.",), 3, sites.known(HOST)))
    assert isinstance(reading, ThreadPage)
    assert [made.body.blocks[0].text for made in reading.posts] == ["It drips."]
    assert [made.post.author and made.post.author.name for made in reading.posts] == ["Person0"]


def pictures(host: str, number: int, alts: tuple[str, ...], known: dict[str, str] | None = None) -> Page:
    """A page of phpBB, each post with a picture."""
    post = (
        '<div id="p{n}" class="post"><p class="author">by <a class="username">P{n}</a> » Tue Mar 04, 2025 10:0{n} am</p>'
        '<div class="content">{said}</div></div>'
    )
    posts = "".join(
        post.format(n=n, said=f'Look.<br><img src="/u/{number}-{n}.jpg" alt="{alt}"><br>So it was.') for n, alt in enumerate(alts)
    )
    body = f'<html><body id="phpbb" class="section-viewtopic"><h2 class="topic-title"><a>Thread {number}</a></h2>{posts}</body></html>'
    return Page(body.encode(), f"{host}/viewtopic.php?t={number}", learnt=known)


def captions(reading: object) -> list[str | None]:
    assert isinstance(reading, ThreadPage)
    return [image.caption for post in posts(reading) for image in post.images]


@pytest.mark.parametrize("shared", ["Picture of the harbour club", "港口俱乐部的图片"])
def test_what_several_pictures_are_called_is_no_caption(shared: str) -> None:
    sites = Sites([HOST])
    for number in (1, 2):
        shown = pictures(HOST, number, (shared, "The north mole at ebb", shared), sites.known(HOST))
        assert captions(read(shown)) == [None, "The north mole at ebb", None]
        sites.learn(shown.url, shown.taught)
    assert captions(read(pictures(HOST, 3, (shared, "A gull on the lamp"), sites.known(HOST)))) == [None, "A gull on the lamp"]
    assert shared in told(sites.learnt[HOST.removeprefix("https://")])


def test_a_caption_that_is_fetched_again_stays() -> None:
    sites = Sites([HOST])
    for _ in range(3):
        shown = pictures(HOST, 1, ("The north mole at ebb",), sites.known(HOST))
        assert captions(read(shown)) == ["The north mole at ebb"]
        sites.learn(shown.url, shown.taught)


PLAIN = {
    "spans": (
        '<div class="zk"><div class="zk-top"><span class="wer">{name}</span><span class="grad">Rank of the house</span>'
        '<span class="wann">{when}</span></div><div class="zk-txt">{words}</div></div>'
    ),
    "cells": (
        '<table class="row"><tr><td class="links"><div class="na">{name}</div><div class="nu">No. 4</div></td>'
        '<td class="mitte"><small>{when}</small><div class="stoff">{words}</div></td></tr></table>'
    ),
    "below": (
        '<section class="blatt"><div class="saetze">{words}</div>'
        '<footer><i class="wann">{when}</i> · <em class="na">{name}</em></footer></section>'
    ),
}
"""Posts whose markup calls nothing a name."""
THREE = (("Ada", WORDS[0]), ("Bo", WORDS[1]), ("Cy", WORDS[2]))


def plain(face: str, said: tuple[tuple[str, str], ...], number: int, known: dict[str, str]) -> Page:
    posts = "".join(PLAIN[face].format(name=who, when=f"{n + 3} May 2025 10:00", words=words) for n, (who, words) in enumerate(said))
    body = f"<html><head><title>Thread {number} - Loft forum</title></head><body><h1>Thread {number}</h1><div>{posts}</div></body></html>"
    return Page(body.encode(), f"{HOST}/wisp/{number}", learnt=known)


def names(page: Page) -> list[str | None]:
    reading = read(page)
    return [made.post.author and made.post.author.name for made in reading.posts] if isinstance(reading, ThreadPage) else []


@pytest.fixture(params=PLAIN)
def taught(request: pytest.FixtureRequest) -> tuple[str, Sites]:
    """A forum of which a job has read four threads, each by three people."""
    sites = Sites([HOST])
    for number in range(4):
        shown = plain(request.param, THREE[number % 3 :] + THREE[: number % 3], number, sites.known(HOST))
        reading = read(shown)
        sites.learn(shown.url, shown.taught)
        sites.learn_routes(shown.url, Routes().proven(shown.url, named("generic"), reading, "thread"))
    return request.param, sites


@pytest.mark.parametrize("said", [THREE, tuple(("Ada", words) for words in WORDS), (("Ada", WORDS[0]),), (("Ada", "It drips."),)])
def test_a_job_reads_more_than_its_pages_one_by_one(taught: tuple[str, Sites], said: tuple[tuple[str, str], ...]) -> None:
    face, sites = taught
    assert not any(names(plain(face, said, 9, {})))
    assert names(plain(face, said, 9, sites.known(HOST))) == [who for who, _ in said]
    reading = read(plain(face, said, 9, sites.known(HOST)))
    assert isinstance(reading, ThreadPage)
    assert all(made.post.created_at and (made.post.confidence or 0) >= 0.7 for made in reading.posts)
    assert all("author" in (made.post.inferred or ()) for made in reading.posts)


def test_what_was_learnt_is_told(taught: tuple[str, Sites]) -> None:
    said = told(taught[1].learnt["loft.example"])
    assert "names stand in" in said
    assert "threads are at /wisp/0" in said


def board(known: dict[str, str]) -> Page:
    rows = "".join(f'<li><a href="/forum/{n}">Leaks {n}</a> <b class="user">Bo</b> <i>{n + 1} May 2025</i> 4</li>' for n in range(4))
    body = f"<html><head><title>Loft forum</title></head><body><h1>Loft</h1><ul>{rows}</ul></body></html>"
    return Page(body.encode(), f"{HOST}/loft", learnt=known)


def test_where_threads_are_is_learnt() -> None:
    for known, threads in (({}, 0), ({ROUTE + route_of(f"{HOST}/forum/77"): "thread"}, 4)):
        reading = read(board(known))
        assert len(reading.threads if isinstance(reading, BoardPage) else []) == threads


def test_a_site_that_changed_is_learned_anew() -> None:
    sites = Sites([HOST])
    for _ in range(2):
        sites.learn(HOST, {"body": "div.old"})
    assert sites.known(HOST) == {"body": "div.old"}
    for _ in range(3):
        sites.learn(HOST, {"body": "div.new"})
    assert sites.known(HOST) == {"body": "div.new"}


def test_an_article_on_the_site_stays_none() -> None:
    body = '<html><body><article><h1>About us</h1><div class="was-text">Who we are and what we build.</div></article></body></html>'
    assert isinstance(named("generic").read(Page(body.encode(), f"{HOST}/about", learnt={"body": "div.was-text"})), Notice)


def test_the_next_run_knows_it(tmp_path: Path) -> None:
    store = Database("", "x", tmp_path)
    store.write(
        lambda connection: sites_store.keep_learnt(connection, {"loft.example": {"body": Fact("div.was-text", 4, "2026-11-30")}}, {})
    )
    later = Sites([HOST])
    found = store.write(sites_store.known)
    later.remember(found.used, found.aliases, found.zones, found.learnt)
    assert later.known(f"{HOST}/thread/9") == {"body": "div.was-text"}


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
