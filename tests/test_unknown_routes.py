"""Where the addresses of unknown software lead: what its read pages prove makes the next page surer, and what fails is left."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler.crawl import learnt
from crawler.crawl.learnt import Fact, is_used, told
from crawler.crawl.routes import Routes, is_list
from crawler.crawl.sites import MOST_FACTS, Sites
from crawler.engines import named
from crawler.engines.generic.addresses import target
from crawler.engines.generic.routes import ROUTE, route_of
from crawler.forum import BoardPage, Notice, Reading, ThreadRow
from crawler.items import Board
from crawler.page import Page
from tests import hostileforum
from tests.jobs import JobRunner
from tests.loopback import serving
from tests.oddforum import FACES, TOPICS, OddForum

HOST = "https://loft.example"
GENERIC = named("generic")
TRAPS = ("/calendar", "/who", "/enter", "/print", "/user")
PAGES = 3
"""Pages of a thread that are read at most, in the crawl below."""


def test_a_job_reads_whole_forums_whose_addresses_nobody_knows(tmp_path: Path) -> None:
    with ExitStack() as running:
        sites = [running.enter_context(serving(OddForum(face).answer)) for face in FACES]
        hostile = running.enter_context(serving(hostileforum.answer))
        result = JobRunner(tmp_path, ",".join(site.url for site in (*sites, hostile)), THREAD_PAGES=PAGES).run()
    posts = [json.loads(line) for file in (tmp_path / "var/x/feed").glob("*/*.jsonl") for line in file.open(encoding="utf-8")]
    read = Counter((post["site"], post["text"]) for post in posts)
    assert len({post["id"] for post in posts}) == len(posts)
    expected = Counter((site.url.split("/")[2], topic.words(at)) for site in sites for topic in TOPICS for at in range(topic.posts))
    for thread in hostileforum.THREADS:
        pages = PAGES if thread == hostileforum.ENDLESS else 1
        expected.update((hostile.url.split("/")[2], hostileforum.words(thread, at)) for at in range(hostileforum.POSTS * pages))
    assert read == expected
    assert not [path for site in (*sites, hostile) for path in site.paths if path.startswith(TRAPS) or "reply" in path or "rp=" in path]
    assert (result.status, "not readable: 1 endless" in result.line) == (6, True)
    learned = json.loads(next((tmp_path / "var/x/runs").glob("*.json")).read_text(encoding="utf-8"))["learned"]
    assert "further pages of threads at /t/s/p/0?" in learned[sites[0].url.split("/")[2]]
    assert "lists of threads at /x.php?do=list&n=" in learned[sites[1].url.split("/")[2]]


def listing(*rows: str, url: str, learned: dict[str, str], below: str = "") -> Reading:
    html = f"<html><head><title>Loft</title></head><body><h1>Skylights</h1><ul>{''.join(rows)}</ul>{below}</body></html>"
    return GENERIC.read(Page(html.encode(), url, learnt=learned))


def row(address: str, title: str, rest: str = "") -> str:
    return f'<li><a href="{address}">{title}</a> {rest}</li>'


@pytest.mark.parametrize(("board", "thread"), [("/halle/3?seite=4", "/wisp/77"), ("/v.pl?zone=3&pg=2", "/v.pl?nr=77")])
def test_a_row_of_a_proven_route_needs_nothing_beside_it(board: str, thread: str) -> None:
    rows = [row(thread, "The skylight drips")]
    assert isinstance(listing(*rows, url=HOST + board, learned={}), Notice)
    known = {ROUTE + route_of(HOST + board): "list page", ROUTE + route_of(HOST + thread): "thread"}
    reading = listing(*rows, url=HOST + board, learned=known)
    assert isinstance(reading, BoardPage)
    assert [found.id for found in reading.threads] == ["77"]


FULL = "<a href='/wer/{n}'>Bo</a> <time>2025-03-0{n}</time> <b>12</b>"


@pytest.mark.parametrize("route", ["/wisp/{n}", "/v.pl?nr={n}"])
def test_routes_that_led_to_nothing_are_passed_over_and_counted(route: str) -> None:
    rows = [row(route.format(n=n), f"Leak number {n} of the roof", FULL.format(n=n)) for n in range(1, 5)]
    others = [row(f"/faden/{n}", f"Draught number {n} of the roof", FULL.format(n=n)) for n in range(5, 9)]
    reading = listing(*rows, *others, url=f"{HOST}/forum/3", learned={ROUTE + route_of(HOST + route.format(n=1)): "nothing"})
    assert isinstance(reading, BoardPage)
    assert ([found.id for found in reading.threads], reading.passed_over) == (["5", "6", "7", "8"], 4)


@pytest.mark.parametrize(
    ("page", "following", "sign"),
    [("/halle/3", "/halle/3?seite=2", "§"), ("/v.pl?zone=3", "/v.pl?zone=3&pg=2", "<img src='/weiter.png' alt=''>")],
)
def test_a_proven_pager_is_followed_whatever_its_links_show(page: str, following: str, sign: str) -> None:
    rows = [row(f"/wisp/{n}", f"Leak number {n} of the roof", FULL.format(n=n)) for n in range(1, 5)]
    below = f"<p><a href='{following}'>{sign}</a></p>"
    known = {ROUTE + route_of(HOST + page): "list"}
    for learned, next_url in ((known, None), (known | {ROUTE + route_of(HOST + following): "list page"}, HOST + following)):
        reading = listing(*rows, url=HOST + page, learned=learned, below=below)
        assert isinstance(reading, BoardPage)
        assert reading.next_url == next_url


@pytest.mark.parametrize(("page", "looped"), [("/halle/3", "/halle/3?bild=2"), ("/v.pl?zone=3", "/v.pl?zone=3&bild=2")])
def test_a_pager_that_led_to_the_same_page_is_not_followed(page: str, looped: str) -> None:
    rows = [row(f"/wisp/{n}", f"Leak number {n} of the roof", FULL.format(n=n)) for n in range(1, 5)]
    known = {ROUTE + route_of(HOST + page): "list"}
    routes, below = Routes(), f"<p><a href='{looped}'>next</a></p>"
    shown = listing(*rows, url=HOST + page, learned=known, below=below)
    assert isinstance(shown, BoardPage)
    assert shown.next_url == HOST + looped
    routes.proven(HOST + page, GENERIC, shown, "list")
    proof = routes.proven(HOST + looped, GENERIC, shown, "rest")
    assert list(proof.values()) == ["same"]
    again = listing(*rows, url=HOST + page, learned=known | proof, below=below)
    assert isinstance(again, BoardPage)
    assert again.next_url is None


def test_three_different_pages_prove_that_a_route_leads_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sites, route = Sites([HOST]), ROUTE + route_of(f"{HOST}/wer/1")
    for number in (1, 1, 1, 2, 3):
        assert route not in sites.known(HOST)
        url = f"{HOST}/wer/{number}"
        sites.learn_routes(url, Routes().proven(url, GENERIC, Notice("not_a_forum"), "thread"))
    assert sites.known(HOST)[route] == "nothing"
    assert "nothing is at /wer/0? (3 pages, last on 20" in told(sites.learnt["loft.example"])
    sites.forget_nothing()
    assert not sites.known(HOST)
    monkeypatch.setattr(learnt, "today", lambda: "2026-02-10")
    assert [is_used(route, Fact("nothing", 3, day)) for day in ("2026-02-09", "2026-02-01")] == [True, False]


@pytest.mark.parametrize("reason", ["site_error", "challenge", "permission", "missing"])
def test_what_is_the_sites_state_proves_nothing(reason: str) -> None:
    assert not Routes().proven(f"{HOST}/wer/1", GENERIC, Notice(reason), "thread")  # type: ignore[arg-type]


@pytest.mark.parametrize(("answers", "proofs"), [(["Back at noon"] * 4, 1), (["Ann", "Cy", "Bo"], 3)])
def test_one_answer_at_many_addresses_is_the_sites_state(answers: list[str], proofs: int) -> None:
    routes = Routes()
    given = [routes.proven(f"{HOST}/wisp/{at}", GENERIC, Notice("not_a_forum", text), "thread") for at, text in enumerate(answers)]
    assert sum(map(bool, given)) == proofs


def test_a_site_that_makes_endless_routes_teaches_no_more_than_so_many() -> None:
    sites = Sites([HOST])
    for number in range(3 * MOST_FACTS):
        name = "".join(chr(97 + int(digit)) for digit in str(number))
        for page in ("/halle/1", "/halle/2", f"/{name}/{number}"):
            sites.learn_routes(HOST + page, {ROUTE + route_of(HOST + page): "list"})
    assert len(sites.learnt["loft.example"]) == MOST_FACTS
    assert sites.known(HOST)[ROUTE + route_of(f"{HOST}/halle/1")] == "list"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/wisp/7?sid=0123456789abcdef0123", "/wisp/8?sid=fedcba98765432100123"),
        ("/v.pl?nr=7&PHPSESSID=abcdefghijklmnop12", "/v.pl?nr=9"),
        ("/wisp/old-skylight-7", "/wisp/new-door-in-the-north-wall-12"),
    ],
)
def test_sessions_numbers_and_titles_are_no_part_of_a_route(one: str, other: str) -> None:
    assert route_of(HOST + one) == route_of(HOST + other)


@pytest.mark.parametrize(
    ("asked", "rows", "is_one"),
    [("/zone/7", "/wisp/8", True), ("/zone/7", "/zone/8", False), ("/thread/7", "/wisp/8", False), ("/v.pl?t=7", "/wisp/8", False)],
)
def test_what_looked_like_a_thread_may_be_a_list(asked: str, rows: str, is_one: bool) -> None:
    assert is_list(HOST + asked, BoardPage(Board("7"), threads=[ThreadRow("8", HOST + rows, "Old door")])) is is_one


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/t/991-old-bell/p/2", ("thread", "991", 2)),
        ("/991-old-bell/20", ("thread", "991", 20)),
        ("/7-bells-of-12", ("thread", "7", 1)),
        ("/x.php?do=read&n=5&from=20", ("thread", "5", 21)),
        ("/x.php?do=list&n=3", ("board", "3", 1)),
        ("/index.pl?board=bells/15", ("board", "bells", 16)),
        ("/index.pl?num=175/30", ("thread", "175", 31)),
        ("/?p=conversations/bells", ("board", "bells", 1)),
        ("/?q=node/12&page=1", ("thread", "12", 1)),
        ("/read.php?2,1,page=3", ("thread", "1", 3)),
        ("/list.php?2,page=2", ("board", "2", 2)),
        ("/c/bells/10/?cursor=271", ("board", "10", 1)),
        ("/b/7/list?rp=2", ("board", "7", 1)),
        ("/index.php?mode=index&page=2", ("index", "", 2)),
        ("/index.pl?board=bells;tsort=3", None),
        ("/x.php?do=edit&n=5", None),
    ],
)
def test_what_addresses_of_home_made_boards_name(address: str, expected: tuple[str, str, int] | None) -> None:
    found = target(HOST + address)
    assert (found and (found.kind, found.id, found.page)) == expected
