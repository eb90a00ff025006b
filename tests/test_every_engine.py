"""Every engine's fixtures as small forums, crawled by real spiders: a board leads to its threads, a thread to its next page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl.outcome import CHANGED, DONE, PARTIAL
from crawler.engines import ENGINES
from crawler.forum import BoardPage, Reading, ThreadPage, ThreadRow
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import expected_lines
from tests.conftest import Crawl, Crawler, crawl_into
from tests.replay import Saved, fixture, replaying

Line = dict[str, Any]
NOW = datetime.now(UTC)


def reading_of(saved: Saved, moment: datetime = NOW) -> Reading:
    return read(Page(saved.body, saved.url, saved.headers, moment, saved.status, of_forum=True))


@dataclass(frozen=True)
class Case:
    """A fixture, and what it is."""

    engine: str
    host: str
    saved: Saved
    reading: Reading


def cases() -> Iterator[Case]:
    for folder in sorted(path.parent for path in (Path(__file__).parent / "fixtures").glob("*/*/meta.json")):
        if folder.parent.name == "text":  # texts without an address
            continue
        saved = fixture(folder)
        yield Case(folder.parent.name, saved.url.split("/")[2], saved, reading_of(saved))


CASES = list(cases())


@dataclass
class Forum:
    """A board's page, and those pages of its threads that are there."""

    engine: str
    board: Saved
    listed: BoardPage
    threads: list[list[Saved]]

    @property
    def pages(self) -> list[Saved]:
        return [self.board, *(page for thread in self.threads for page in thread)]


def forums() -> Iterator[Forum]:
    boards = {case.saved.url: case for case in reversed(CASES) if isinstance(case.reading, BoardPage)}
    for case in reversed(boards.values()):
        assert isinstance(case.reading, BoardPage)
        if case.reading.list_url is None and (threads := list(filter(None, (thread(case, row) for row in case.reading.threads)))):
            yield Forum(case.engine, case.saved, case.reading, threads)


def thread(board: Case, row: ThreadRow) -> list[Saved]:
    """A listed thread: its first page that is a fixture, at the address in the row, and the page to which its pager leads."""
    known = {
        case.reading.page: case.saved
        for case in reversed(CASES)
        if (case.engine, case.host) == (board.engine, board.host)
        and isinstance(case.reading, ThreadPage)
        and case.reading.thread.id == row.id
    }
    if not known:
        return []
    first = replace(known.pop(min(known)), url=row.url)
    reading = reading_of(first)
    assert isinstance(reading, ThreadPage)
    if not reading.next_url:
        return [first]
    second = known.get(reading.page + 1) or other_posts(first, reading)
    return [first, replace(second, url=reading.next_url)]


def other_posts(page: Saved, reading: ThreadPage) -> Saved:
    """The page with other posts on it; where its pager says which page it is, that is a lie, and it leads to itself."""
    numbers = {draft.post.post_id for draft in reading.posts if len(draft.post.post_id) > 1} - {reading.thread.id}
    pattern = rb"(?<!\d)(?:%s)(?!\d)" % "|".join(sorted(numbers)).encode()
    return replace(page, body=re.sub(pattern, lambda number: b"90" + number[0], page.body))


def lines(pages: list[Saved]) -> dict[str, Line]:
    """The lines that pages should give, by id, each once; without what depends on the moment of the fetch."""
    found: dict[str, Line] = {}
    for page in pages:
        now, later = (
            [json.loads(line) for line in expected_lines(reading_of(page, moment))] for moment in (NOW, NOW + timedelta(days=500))
        )
        for line, aged in zip(now, later, strict=True):
            found.setdefault(line["id"], at_any_hour({name: value for name, value in line.items() if aged[name] == value}))
    return found


def at_any_hour(line: Line) -> Line:
    """The line without a guessed time zone: what a list calls 'today' tells another one at another hour."""
    if "timezone" in (line.get("inferred") or []):
        return line | {name: line[name][:19] for name in ("created_at", "edited_at") if line.get(name)}
    return line


FORUMS = list(forums())


@dataclass
class Visit:
    """One crawl of all forums."""

    crawl: Crawl
    asked: Counter[str]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    with replaying(page for forum in FORUMS for page in forum.pages) as proxy:
        seeds = ",".join(forum.board.url for forum in FORUMS)
        done = crawl_into(tmp_path_factory.mktemp("visit") / "out.jsonl", "board", url=seeds)
    return Visit(done, Counter(proxy.paths))


@pytest.mark.parametrize("forum", FORUMS, ids=lambda forum: f"{forum.engine} {forum.listed.board.id}")
def test_board_to_last_page(forum: Forum, visit: Visit) -> None:
    for thread in forum.threads:
        expected = lines(thread)
        assert len(thread) == 1 or len(expected) > len(lines(thread[:1]))
        found = [post for post in visit.crawl.posts if post["id"] in expected]
        assert len(found) == len(expected)
        assert {post["id"]: at_any_hour({name: post.get(name) for name in expected[post["id"]]}) for post in found} == expected


def test_every_address_once_and_no_other(visit: Visit) -> None:
    listed = {row.url for forum in FORUMS for row in [*forum.listed.threads, *forum.listed.boards]}
    there = {page.url: reading_of(page) for forum in FORUMS for page in forum.pages}
    following = {reading.next_url for reading in there.values() if isinstance(reading, BoardPage | ThreadPage) and reading.next_url}
    asked = {url: times for url, times in visit.asked.items() if not url.endswith("/robots.txt")}
    assert asked == dict.fromkeys(listed | following | there.keys(), 1)
    assert f"; not readable: {len(asked.keys() - there.keys())} missing" in visit.crawl.closing
    assert visit.crawl.status == PARTIAL, "pages that lists name and nobody saved"


def test_no_other_posts(visit: Visit) -> None:
    everything = {id_ for forum in FORUMS for thread in forum.threads for id_ in lines(thread)}
    assert Counter(post["id"] for post in visit.crawl.posts) == Counter(everything)


def test_every_engine_has_a_forum() -> None:
    assert set(ENGINES) - {forum.engine for forum in FORUMS} == {"text"}


ANSWERS = [
    case
    for case in CASES
    if isinstance(case.reading, ThreadPage) and case.saved.body.startswith(b"{") and case.reading.page == 1 and case.reading.next_url
]


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.engine)
def test_an_api_s_thread_to_its_end(case: Case, crawl: Crawler) -> None:
    assert isinstance(case.reading, ThreadPage)
    assert case.reading.next_url
    later = [other.saved for other in CASES if other.saved.url == case.reading.next_url]
    second = replace(later[0] if later else other_posts(case.saved, case.reading), url=case.reading.next_url)
    with replaying([case.saved, second]) as proxy:
        found = crawl("thread", url=case.saved.url)
    assert proxy.paths[1:3] == [case.saved.url, second.url]
    assert {post["id"] for post in found.posts} == set(lines([case.saved, second])) > set(lines([case.saved]))
    assert len(found.posts) == len({post["id"] for post in found.posts})
    assert found.status == DONE


def test_an_api_s_later_page_begins_again(crawl: Crawler) -> None:
    (case,) = (case for case in CASES if case.engine == "discourse" and case.saved.url.endswith("/t/812.json?page=2"))
    (forum,) = (forum for forum in FORUMS if forum.engine == "discourse" and forum.listed.board.id)
    with replaying([case.saved, *forum.pages]):
        found = crawl("thread", url=case.saved.url)
    assert {post["id"] for post in found.posts} == set(lines(forum.threads[0]))


# Options --------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def phpbb() -> Forum:
    return next(forum for forum in FORUMS if forum.engine == "phpbb")


def test_max_threads(phpbb: Forum, crawl: Crawler) -> None:
    with replaying(phpbb.pages) as proxy:
        found = crawl("board", url=phpbb.board.url, max_threads=2)
    first, second, *rest = [row.url for row in phpbb.listed.threads]
    assert rest
    assert {first, second} <= set(proxy.paths)
    assert not {*rest, phpbb.listed.next_url} & set(proxy.paths)
    assert found.status == DONE


def test_since(phpbb: Forum, crawl: Crawler) -> None:
    expected = lines(phpbb.threads[0])
    newest = max(line["created_at"] for line in expected.values())
    with replaying(phpbb.pages):
        found = crawl("board", url=phpbb.board.url, since=newest)
    assert {post["id"] for post in found.posts} == {id_ for id_, line in expected.items() if line["created_at"] == newest} < set(expected)
    assert found.status == PARTIAL, "the list's next page was not saved"


def test_engine(phpbb: Forum, crawl: Crawler) -> None:
    with replaying(phpbb.pages):
        assert crawl("board", url=phpbb.board.url, engine="phpbb").status == PARTIAL
        wrong = crawl("board", url=phpbb.board.url, engine="xenforo")
    assert (wrong.posts, wrong.status) == ([], CHANGED)
