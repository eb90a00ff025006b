"""What board and thread pages have in common."""

from __future__ import annotations

import re
from datetime import UTC
from html import unescape
from typing import Any

from crawler.dates import When, stamp
from crawler.engines.nodebb.addresses import target
from crawler.forum import Engine
from crawler.items import Author, Board
from crawler.jsonvalue import Entry, entries, get, text, whole
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.select import Select, has, text_of
from crawler.urls import absolute

_CRUMBS = Select(f"//ol[{has('breadcrumb')}]//a[contains(@href,'/category/')]")
_LABEL = Select("//*[@component='topic/category'][not(//*[@component='category/topic'])]")
_PAGER = Select("//*[@component='pagination']//a | //link[@rel='next']")
_HOME = re.compile(r"(?:/api)?/(?:topic|category|post|user|recent|popular|categories|tags)(?:[/?#]|$)")
_TOKEN = re.compile(r"\[\[[\w:.-]+(?:,[^\]]*)?\]\]")
"""Words still to be translated, as the API gives them: ``[[topic:post-is-deleted]]``."""


def shown_board(page: Page) -> Board:
    """The board that a page as a browser shows it stands in."""
    board = Board()
    for link in _CRUMBS(page.tree) or _LABEL(page.tree)[:1]:
        url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
        where = target(url)
        if where and name:
            board.id, board.name, board.url = where.id, name, url
            board.path.append(name)
    at = target(page.url)
    if at and at.kind == "board" and board.id != at.id:
        board = Board(at.id, text_of(page.tree.find(".//h1")) or None, board.path, page.url.split("?", 1)[0])
        board.path += [board.name] if board.name else []
    return board


def shown_next(engine: Engine, page: Page) -> str | None:
    """The next page, by the pager that a browser shows."""
    here = target(page.url) or target(absolute(page.base_url, page.link("canonical")))
    following = pager(engine, page, here, _PAGER(page.tree))[1] if here else None
    return _bare(following) if following else None


def home(page: Page) -> str:
    """Where the forum starts, a sub-folder included."""
    url = page.url or page.link("canonical")
    match = _HOME.search(url)
    return (url[: match.start()] if match else url.split("?", 1)[0]).rstrip("/")


def address(page: Page, entry: Entry, kind: str) -> str | None:
    """An absolute address."""
    slug = text(entry, "slug")
    return absolute(page.url, f"{home(page)}/{kind}/{slug}") or None if slug else None


def _bare(url: str) -> str:
    """Without the reader's language, which the site adds to its own links."""
    return re.sub(r"([?&])lang=[^&]*&?", r"\1", url).rstrip("?&")


def read_pages(page: Page, data: Entry, kind: str) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next: ``?page=`` answers also where the site scrolls without end."""
    current, pages = whole(data, "pagination", "currentPage") or 1, whole(data, "pagination", "pageCount")
    if not pages or current >= pages:
        return current, pages, None
    start = address(page, data, kind) if kind else page.url.split("?", 1)[0]
    if page.json is not None and start and kind:
        start = start.replace(f"/{kind}/", f"/api/{kind}/", 1)
    return current, pages, f"{start}?page={current + 1}" if start else None


def is_set(entry: Entry, name: str) -> bool:
    """Flags are numbers, booleans or text, by version and data base."""
    return get(entry, name) in (1, True, "1")


def title_of(data: Entry) -> str | None:
    """A title as the page shows it."""
    return text(data, "titleRaw") or unescape(text(data, "title")) or None


def when(entry: Entry, name: str) -> When:
    """Milliseconds; ``…ISO`` beside them says the same."""
    milliseconds = whole(entry, name)
    iso = stamp(milliseconds / 1000, UTC) if milliseconds else None
    return When(iso, text(entry, f"{name}ISO") or iso, "second") if iso else When(None, None, None)


def author_of(user: Any) -> Author | None:
    """Guests have the number 0 and perhaps a name of their own; who was deleted has none."""
    name, uid = unescape(text(user, "username")), text(user, "uid")
    if not name or _TOKEN.search(name) or (uid in ("0", "-1") and name.lower() == "guest"):
        return None
    return Author(name, uid if uid not in ("", "0", "-1") else None)


def replies(entry: Entry) -> int | None:
    """How many replies a thread has."""
    posts = whole(entry, "postcount")
    return posts - 1 if posts else None


def board_of(page: Page, data: Entry) -> Board:
    """From the breadcrumbs, or where an answer has none (before 1.5) the topic's own category."""
    board = Board(text(data, "cid") or None)
    for crumb in entries(data, "breadcrumbs"):
        url = absolute(page.url, unescape(text(crumb, "url")))
        at = target(url)
        name = unescape(text(crumb, "text"))
        if at and at.kind == "board" and name:
            board.id, board.name, board.url = at.id, name, url
            board.path.append(name)
    category = get(data, "category") or data
    if board.id != text(data, "cid") or board.name is None:
        name = unescape(text(category, "name"))
        board.id, board.url = text(data, "cid") or None, address(page, category, "category")
        if name:
            board.name = name
            board.path.append(name)
    return board
