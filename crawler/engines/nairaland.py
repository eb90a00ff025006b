"""Nairaland: a row that says who and when, and below it a row with the words.  Pages are numbered from 0; the clock is Lagos's.

Sections and members share one kind of address, so the sections are listed here.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, read
from crawler.dates import When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Numbered, Select, Strings, Value, first_of, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_HEADS = Classed("pu", "td")
_BODIES = Numbered("pb", "td")
_ANCHORS = Strings("./a/@name")
_CREATED = Value("./meta[@itemprop='datePublished']/@content")
_MODIFIED = Value("./meta[@itemprop='dateModified']/@content")
_ATTACHED = Select(".//img[contains(@class,'attachmentimage')]")
_ROWS = Select("//td[starts-with(@id,'top')][b/a]")
_CRUMBS = Select(f"(//p[{has('bold')}])[1]//a")
_SECTIONS = frozenset(
    re.findall(
        r"[\w-]+",
        "nairaland politics crime romance jobs career business investment nysc education autos cartalk properties health travel family "
        "culture religion islam food diaries ads pets agriculture entertainment jokes tv-movies music-radio celebs fashion events sports "
        "gaming forum-games literature science programming webmasters computers phones graphics-video techmarket foreign-affairs",
    )
)
_THREAD = re.compile(r"^/(\d{2,12})/[^/]+(?:/(\d{1,6}))?/?$")
_BOARD = re.compile(r"^/([a-z][a-z-]+)(?:/(\d{1,6}))?/?$")
_CLOCK = re.compile(r"(\d{1,2}:\d\d[ap]m)(?:\s*On\s*([A-Z][a-z]{2} \d{1,2})(?:,?\s*(\d{4}))?)?")
_COUNTS = re.compile(r"(\d[\d,]*)\s*posts?\s*&\s*(\d[\d,]*)\s*views?")
_LAGOS = ZoneInfo("Africa/Lagos")


class Nairaland(Engine):
    """Sections and topics."""

    name = "nairaland"
    rank = 30
    sites = ("nairaland.com",)
    fingerprints = (b"nairaland",)

    def detect(self, page: Page) -> bool:
        return b'title="Nairaland' in page.start or b"nairaland.com/static" in page.start

    def target(self, url: str) -> Target | None:
        name = path(url)
        if query(url):
            return None
        if match := _THREAD.match(name):
            return Target("thread", match[1], int(match[2] or 0) + 1)
        if (match := _BOARD.match(name)) and match[1] in _SECTIONS:
            return Target("board", match[1], int(match[2] or 0) + 1)
        return Target("index", "") if name == "/" else None

    def read(self, page: Page) -> Reading:
        target = self.target(page.url) or self.target(absolute(page.url or "https://www.nairaland.com/", page.link("canonical")))
        heads = [head for head in _HEADS(page.tree) if any(name.startswith("msg") for name in _ANCHORS(head))]
        if heads and target and target.kind == "thread":
            return self._thread(page, target, heads)
        if rows := [row for element in _ROWS(page.tree) if (row := self._row(page, element))]:
            target = target or Target("index", "")
            pages, following = pager(self, page, target, _further(page, target))
            board = _board(page, [link for link in _CRUMBS(page.tree) if path(link.get("href", "")) != "/"])
            return BoardPage(board, [], rows, target.page, pages, following)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _thread(self, page: Page, target: Target, heads: list[Element]) -> ThreadPage:
        crumbs = [link for link in _CRUMBS(page.tree) if path(link.get("href", "")) != "/"]
        own = next((link for link in crumbs if _THREAD.match(path(link.get("href", "")))), None)
        url = absolute(page.base_url, own.get("href", "")) if own is not None else page.url
        title = text_of(own) or re.sub(r"^Re: ", "", text_of(next((link for link in heads[0].iter("a") if link.get("href")), None)))
        thread = Thread(target.id, url or None, title or None)
        board = _board(page, [link for link in crumbs if link is not own])
        bodies = {body.get("id", "")[2:]: body for body in _BODIES(page.tree)}
        posts = [self._post(page, thread, board, head, bodies) for head in heads]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, following = pager(self, page, target, _further(page, target))
        return ThreadPage(thread, board, posts, target.page, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, head: Element, bodies: dict[str, Element]) -> RawPost:
        names = _ANCHORS(head)
        pid = next((name[3:] for name in names if name.startswith("msg")), "")
        shown = _moment(page, text_of(first_of(head, "s", "span")))
        exact = parse(_CREATED(head) or None, page.calendar, _LAGOS)
        when = exact._replace(raw=shown.raw or exact.raw) if exact.iso else shown
        url = f"{thread.url}#{pid}" if thread.url else page.url
        made = raw_post(self, page, thread, board, pid, url, _body(page, bodies.get(pid)), when)
        place = next((name.rpartition(".")[2] for name in names if "." in name), "")
        made.post.floor = int(place) + 1 if place.isdecimal() else None
        made.post.author = _author(first_of(head, "user", "a"))
        made.post.edited_at = parse(_MODIFIED(head) or None, page.calendar, _LAGOS).iso
        return made

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        link = element.find("./b/a")
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        target = self.target(url)
        if target is None or target.kind != "thread":
            return None
        found = ThreadRow(target.id, url, text_of(link))
        below = first_of(element, "s", "span")
        words = text_of(below)
        found.author = _author(next(below.iter("a"), None)) if below is not None else None
        if counts := _COUNTS.search(words):
            posts = number(counts[1])
            found.replies, found.views = posts - 1 if posts else None, number(counts[2])
        found.last_post_at = _moment(page, words).iso
        found.sticky = any("sticky" in icon.get("src", "") for icon in element.iter("img"))
        return found


def _further(page: Page, target: Target) -> list[Element]:
    """The links that may lead to other pages of the same thread or board."""
    return [link for link in page.tree.iter("a") if f"/{target.id}/" in link.get("href", "")]


def _board(page: Page, links: list[Element]) -> Board:
    trail = [text_of(link) for link in links]
    if not trail:
        return Board()
    url = absolute(page.base_url, links[-1].get("href", ""))
    return Board(path(url).strip("/") or None, trail[-1], trail, url or None)


def _author(link: Element | None) -> Author | None:
    name = text_of(link)
    return Author(name, path(link.get("href", "")).strip("/") or None) if link is not None and name else None


def _moment(page: Page, words: str) -> When:
    """``3:21pm On Mar 09, 2023``: without the year in this one, without the day today."""
    match = _CLOCK.search(words)
    if match is None:
        return When(None, None, None)
    now = page.fetched_at.astimezone(_LAGOS)
    day = f"{match[2]}, {match[3] or now.year}" if match[2] else f"{now:%b %d, %Y}"
    when = parse(f"{day} {match[1]}", page.calendar, _LAGOS)
    if not match[3] and (when.iso is None or datetime.fromisoformat(when.iso) > now):
        when = parse(f"{match[2]}, {now.year - 1} {match[1]}", page.calendar, _LAGOS) if match[2] else when
    return when._replace(raw=match[0])


def _body(page: Page, element: Element | None) -> Body:
    if element is None:
        return Body()
    words = first_of(element, "narrow", "div")
    body = read(words, _RULES, page.base_url) if words is not None else Body()
    walker = Walker(_RULES, page.base_url)
    walker.take(body)
    for attached in _ATTACHED(element):
        if image := picture(attached, page.base_url):
            walker.image(image)
    return walker.body


def _quote(walker: Walker, element: Element) -> None:
    """It begins with the link to the quoted post, which names its author."""
    link = element.find("./a")
    match = re.search(r"/post/(\d+)", link.get("href", "")) if link is not None else None
    name = text_of(link) if match else ""
    words = walker.inside_text(element)
    walker.quote(Quote(words.removeprefix(name).lstrip(": \n") if name else words, name or None, match[1] if match else None))


_RULES = Rules(tags={"blockquote": _quote})

ENGINE = Nairaland()
