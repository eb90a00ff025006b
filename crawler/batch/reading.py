"""One piece of work -> the posts in it, and a report of what was there."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from msgspec import UNSET

from crawler.archive.corpora import documents
from crawler.archive.document import NAMED, Columns, CorpusError, Damaged, Document
from crawler.archive.saved import unpack
from crawler.batch.inputs import OTHER_FILES, File, Work
from crawler.batch.joining import BARE, OTHER, PAGE, Read
from crawler.dates.calendar import SiteZone
from crawler.engines.text.site import Edges
from crawler.extract import posts, why_nothing
from crawler.forum import BoardPage, Engine, Notice, Reading, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.reading import read_by
from crawler.reading.refusal import is_no_forum
from crawler.urls import site

logger = logging.getLogger(__name__)

FAILED = ("broken", "undecodable", "too_large")
"""Reasons why a page that may be a forum's was not read."""


@dataclass(slots=True, frozen=True)
class How:
    """How pages are read: as the options of the command have it."""

    url: str | None = None
    engine: str | None = None
    columns: Columns = NAMED
    moment: datetime | None = None
    """When a page was fetched that does not say it, in a file that does not either."""


@dataclass(slots=True)
class Report:
    """What was found in files."""

    pages: int = 0
    threads: int = 0
    """Pages of threads."""
    boards: int = 0
    posts: int = 0
    refused: int = 0
    """Pages that were seen to be no forum's without being parsed."""
    nothing: dict[str, int] = field(default_factory=dict)
    """Pages that gave nothing, by their reason."""
    failed: dict[str, int] = field(default_factory=dict)
    """Pages, records and files that could not be read, by their reason."""
    where: dict[str, str] = field(default_factory=dict)
    """The first place of each failure."""
    silent: dict[str, str] = field(default_factory=dict)
    """Pages that were given by name and gave nothing, and why."""

    def fail(self, reason: str, place: str) -> None:
        """Counts what could not be read."""
        _more(self.failed, {reason: 1})
        self.where.setdefault(reason, place)

    def add(self, other: Report) -> None:
        """Takes another report's counts in."""
        for name in ("pages", "threads", "boards", "posts", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _more(self.nothing, other.nothing)
        _more(self.failed, other.failed)
        self.where = other.where | self.where
        self.silent |= other.silent


def _more(counts: dict[str, int], others: dict[str, int]) -> None:
    for name, count in others.items():
        counts[name] = counts.get(name, 0) + count


def read_work(work: Work, how: How, report: Report) -> Iterator[Read]:
    """The posts in a piece of work, page by page; ``report`` counts on the way.  A file or a page that fails is counted, never the end."""
    reader = _Reader(how, report)
    for file in work.files:
        try:
            with file.open() as stream:
                for piece in documents(stream, file.name, how.columns, work.span):
                    if isinstance(piece, Damaged):
                        report.fail(piece.why, f"{file.address} at {piece.record}")
                    else:
                        yield from reader.posts(piece, file)
        except (OSError, EOFError, CorpusError) as error:
            report.fail(getattr(error, "strerror", None) or str(error)[:200], file.address)


def _group(url: str, file: File) -> str:
    """The site of a page, by its address or the folder of its file."""
    return site(url) if url else str(PurePath(file.address).parent)


def _place(document: Document, file: File) -> str:
    return f"{file.address} at {document.source.record}" if document.source else file.address


def _view(page: Page, engine: Engine | None, reading: Reading) -> int:
    """Whether a page is a thread's own, by its address and the posts' ids, or another view of it."""
    if not page.url or engine is None or engine.root == "host":
        return PAGE
    if isinstance(reading, ThreadPage) and all(made.made_id for made in reading.posts):
        return BARE
    return OTHER if engine.target(page.url) is None else PAGE


class _Reader:
    """Reads page after page, and learns the zones of their sites' times as a crawl does."""

    def __init__(self, how: How, report: Report) -> None:
        self.how = how
        self.report = report
        self.zones: dict[str, SiteZone] = {}
        self.edges: dict[str, Edges] = defaultdict(Edges)
        """What texts of a site, or of a folder where they have no address, have in common."""

    def posts(self, document: Document, file: File) -> Iterator[Read]:
        if document.source is None and not file.named and document.body.startswith(OTHER_FILES):
            return
        self.report.pages += 1
        if self._is_refused(document):
            self.report.refused += 1
            _more(self.report.nothing, {"not_a_forum": 1})
            return
        try:
            found = self._read(document, file)
        except Exception as error:  # a fault of ours, or memory: one page's, not the others'
            logger.exception("Not read: %s", _place(document, file))
            self.report.fail(f"broken: {type(error).__name__}", _place(document, file))
            return
        yield from found

    def _read(self, document: Document, file: File) -> list[Read]:
        page = self._page(document, file)
        engine, reading = read_by(page, self.how.engine)
        self._learn(page)
        if engine is not None and engine.name == "text":
            self.edges[_group(page.url, file)].learn(page.text, reading.thread.title if isinstance(reading, ThreadPage) else None)
        found = posts(reading) if isinstance(reading, ThreadPage) else []
        self._count(reading, found, document, file)
        view = _view(page, engine, reading)
        for post in found:
            post.source = document.source or UNSET
        return [Read.of(post, view) for post in found]

    def _is_refused(self, document: Document) -> bool:
        """Only pages of archives are refused without a look: whoever names a page hears what it is."""
        return document.source is not None and self.how.engine is None and is_no_forum(document.body, document.url)

    def _page(self, document: Document, file: File) -> Page:
        saved = unpack(document.body, self.how.url or document.url, file.parts if document.source is None else ())
        fetched = document.fetched_at or saved.saved_at or file.written() or self.how.moment
        zone, group = self.zones.get(site(saved.url or "")), _group(saved.url or "", file)
        edges = self.edges[group].known if group in self.edges else frozenset[str]()
        return Page(saved.body, saved.url, document.headers, fetched, document.status, site_zone=zone, edges=edges)

    def _learn(self, page: Page) -> None:
        taught, known = page.calendar.taught, self.zones.get(page.host)
        if taught and (known is None or (taught.known and not known.known)):
            self.zones[page.host] = taught

    def _count(self, reading: Reading, found: list[Post], document: Document, file: File) -> None:
        self.report.posts += len(found)
        self.report.threads += bool(found)
        self.report.boards += isinstance(reading, BoardPage)
        if found:
            return
        if file.named and document.source is None:
            self.report.silent[file.address] = why_nothing(reading)[:200]
        if isinstance(reading, Notice) and reading.reason in FAILED:
            self.report.fail(f"{reading.reason}: {reading.text}"[:200] if reading.text else reading.reason, _place(document, file))
        elif not isinstance(reading, BoardPage):
            _more(self.report.nothing, {reading.reason if isinstance(reading, Notice) else "empty": 1})
