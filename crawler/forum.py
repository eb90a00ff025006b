"""What a forum page can be, and what an engine has to answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from crawler.blocks import Body
from crawler.dates import When
from crawler.items import Author, Board, Post, Thread
from crawler.page import Page
from crawler.raw_post import RawPost, number, once

Reason = Literal[
    "missing", "permission", "password", "login", "challenge", "script", "refused", "site_error", "undecodable", "too_large",  # the site's
    "not_a_forum", "empty", "broken",  # ours
]  # fmt: skip
"""Why a page gives nothing: gone or never there; not for guests or this rank; a password; a login form; a browser check; a shell that a
script fills; robots or rate limit; the forum's own error page; bytes in no known encoding; over the size limit; no engine knows it;
recognised, but nothing on it; our own engine failed on it."""


@dataclass(slots=True)
class ThreadPage:
    """One page of a thread."""

    thread: Thread
    board: Board
    posts: list[RawPost]
    page: int = 1
    pages: int | None = None
    """The number of pages, where the pager says so."""
    next_url: str | None = None
    """The following page; None on the last one."""
    whole_url: str | None = None
    """Set when this page shows a part of a body only: the address that shows it whole."""
    lacks: dict[str, int] = field(default_factory=dict)
    """What the reading lacks or what cannot be, and on how many posts: ``{"author": 12, "title": 1}``; ``words``: how many words between
    the posts went into no field."""

    def __post_init__(self) -> None:
        number(self.posts)
        self.posts = once(self.posts)


@dataclass(slots=True)
class ThreadRow:
    """A thread as a board lists it."""

    id: str
    url: str
    title: str
    author: Author | None = None
    created_at: str | None = None
    last_post_at: str | None = None
    replies: int | None = None
    views: int | None = None
    last_post_id: str | None = None
    """The last post, where the row links to it."""
    sticky: bool = False
    moved: bool = False
    """The row is only a pointer: the thread stands in another board."""


@dataclass(slots=True)
class BoardRow:
    """A board as an index, a category or a parent board lists it."""

    id: str
    url: str
    name: str


@dataclass(slots=True)
class BoardPage:
    """One page of a board, a category or the index."""

    board: Board
    boards: list[BoardRow] = field(default_factory=list)
    threads: list[ThreadRow] = field(default_factory=list)
    page: int = 1
    pages: int | None = None
    next_url: str | None = None
    list_url: str | None = None
    """Set when this page shows pictures instead of rows: the address of the plain list."""
    says_empty: bool | UnsetType = UNSET
    """Whether the page itself says that the board has no threads: then nobody looks for some elsewhere on it; unset where it does not."""
    passed_over: int | UnsetType = UNSET
    """Links to threads or boards, by their addresses, that are not listed: the site's other pages proved that such lead to nothing; unset
    where there are none."""


@dataclass(slots=True)
class Notice:
    """A page that gives nothing, and why."""

    reason: Reason
    text: str = ""
    """The site's own words."""


Reading: TypeAlias = ThreadPage | BoardPage | Notice


@dataclass(slots=True, frozen=True)
class Target:
    """What an address names, whatever its spelling: the key under which a page is fetched once."""

    kind: Literal["index", "board", "thread"]
    id: str
    page: int = 1
    """The page's number; 1 also where the address counts items."""
    item: int | None = None
    """The number of the page's first item, where the address counts items, not pages; None on the first page."""

    @property
    def first(self) -> bool:
        """Whether it is the first page."""
        return self.page == 1 and self.item is None

    @classmethod
    def at(cls, kind: Literal["index", "board", "thread"], ident: str, skipped: int) -> Target:
        """A page by the number of items before it, as software that counts items says it in its addresses."""
        return cls(kind, ident, item=skipped + 1 if skipped > 0 else None)


PostIds: TypeAlias = Literal["site", "thread"]
"""Where a post keeps its number for ever: in the whole site, whatever thread it is moved to, or in its thread."""

CHINA = timezone(timedelta(hours=8))


class Engine(ABC):
    """One forum software.  Subclasses are stateless; nothing here fetches or opens a file."""

    name: ClassVar[str]
    """As the feed's ``engine`` and ``-a engine=`` have it."""
    rank: ClassVar[int] = 50
    """The order in which engines are asked whether a page is theirs, lowest first: sure and cheap signs before vague ones."""

    sites: ClassVar[tuple[str, ...]] = ()
    """Endings of the hosts that run this software and nothing else."""
    generators: ClassVar[tuple[str, ...]] = ()
    """How the page's ``meta generator`` begins, in lower case: a page that says so is this software's; nothing else is asked."""
    fingerprints: ClassVar[tuple[bytes, ...]] = ()
    """Words (:meth:`Page.glances`) one of which every page of this software shows.  An engine without any is asked about every page, if it
    has a :meth:`detect` of its own."""
    root: ClassVar[Literal["route", "script", "page", "host"]] = "route"
    """What tells the folder in which a forum lies (:mod:`crawler.reading.root`): what stands before the route of a thread or board
    (``/bbs`` of ``/bbs/thread-86-1-1.html``); only a script's address, as others may begin with a board's name; what stands before the
    page of the site that holds the forum (``/forums/topic/x``); or nothing, as one host has one such forum."""
    post_ids: ClassVar[PostIds | None] = None
    """Where a post keeps its number for ever, for software whose threads show all their posts in the order of time; None where that is
    not sure: then no post is said to have gone because a page does not show it."""
    reads_json: ClassVar[bool] = False
    """Whether a page can be an API's answer: then the engine's own ``detect`` is asked about every :attr:`Page.json`."""

    def detect(self, page: Page) -> bool:
        """Whether a page with one of the fingerprints (or an API's answer) was made by this software.  Cheap."""
        return True

    @abstractmethod
    def read(self, page: Page) -> Reading:
        """What the page says."""

    @abstractmethod
    def target(self, url: str) -> Target | None:
        """What an address of such a forum names; None when it is no board or thread, or a trap (other order, other subset, an action)."""

    def page_url(self, thread_url: str, page: int) -> str | None:
        """The address of a thread's page by its number, where the software lets one say it; None otherwise."""
        return None


def raw_post(engine: Engine, page: Page, thread: Thread, board: Board, post_id: str, url: str, body: Body, when: When) -> RawPost:
    """A raw post with what all posts of a page share filled in; ``post_id`` is empty where the page does not number its posts."""
    post = Post(
        id=f"{page.site}/{thread.id}/{post_id}",
        site=page.site,
        engine=engine.name,
        url=url,
        board=board,
        thread=thread,
        post_id=post_id,
        fetched_at=page.fetched,
    )
    written(post, when)
    return RawPost(post, body)


def written(post: Post, when: When) -> None:
    """Notes when a post was written, and what of it the page does not say."""
    post.created_at, post.created_raw, post.created_precision = when.iso, when.raw, when.precision
    post.inferred = list(when.inferred) or UNSET
