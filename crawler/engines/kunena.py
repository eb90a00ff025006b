"""Kunena 4 to 6 (Joomla): topics in categories, in the templates Crypsis and Aurelia.

A post's number is its id where the board counts so (``#301`` beside ``id="301"``); then it says no floor.  Its time stands twice, once
exact and once as '2 weeks ago', in whichever order the board likes.  Addresses count posts (``?start=6``), and no page says how many it
shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When
from crawler.forum import Target, ThreadRow
from crawler.items import Attachment, Author, Board, Quote
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Select, has, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_BODIES = Select(f"//*[{has('kmsg')}][not(ancestor::*[{has('mykmsg-header')} or {has('kmsg')}])][self::div or self::p]")
_AROUND = frozenset(("message", "topic-item", "chat", "kmsg"))
_TIMED = frozenset(("small", "thead", "h3", "h5"))
_KEYS = frozenset(("option", "view", "catid", "id", "itemid", "lang", "defaultmenu"))
_FORUM = frozenset(("forum", "forums", "foro", "foren", "forumas", "форум", "kunena", "community", "board"))
_TRAPS = re.compile(
    r"/(?:user|users|search|announcement|topics?|recent|unread|last|latest|reply|post|new|newtopic|create|my\w+|noreplies|credits|"
    r"statistics|misc|rules|help|feed|favorites|subscriptions|moderation|report|login|list)(?:/|$)"
)
_NUMBERED = re.compile(r"(?<!\d)(\d+)(?:-|$)")
_MESSAGE = re.compile(r"#(\d+)$|mesid=(\d+)")
_EXACTNESS = {"second": 3, "minute": 2, "day": 1}


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote``: who wrote it stands in front, bold or as a link to the post."""
    head = next((part for part in element.iter("b", "strong", "a") if text_of(part).endswith(":")), None)
    words, text = text_of(head), walker.inside_text(element)
    quote = Quote(text.removeprefix(words).strip() if words and text.startswith(words) else text)
    if words and quote.text != text:
        quote.author = speaker(words)
        match = _MESSAGE.search(head.get("href") or "") if head is not None else None
        quote.post_id = (match[1] or match[2]) if match else None
    walker.quote(quote)


def _files(walker: Walker, element: Element) -> None:
    """The list of uploads below a post: pictures with their names, and others."""
    for item in element.iter("li"):
        pictured = next((a for a in item.iter("a") if next(a.iter("img"), None) is not None), None)
        if pictured is not None:
            walker.visit(pictured)
            continue
        for link in item.iter("a"):
            if name := text_of(link) or link.get("title") or "":
                walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))
                break


def _whole(content: Element) -> Element:
    """4.0 puts texts into a ``p``, which the first quotation in it closes: then all is in the element around it."""
    around = content.getparent()
    return around if content.tag == "p" and around is not None and "kmessage" in (around.get("class") or "").split() else content


_RULES = Rules(
    classes={**dict.fromkeys(("ksig", "ksignature", "kattach", "mykmsg-header"), skip)}, tags={"blockquote": _quote, "a": cut_link}
)


class Kunena(Table):
    """Kunena topics and categories."""

    name = "kunena"
    rank = 40
    fingerprints = (b"com_kunena", b"kunena", b"Kunena")

    title = css("#kunena h1", "#kunena h3", "h1")
    page_part = re.compile(r"[?&](?:limit)?start=\d+")
    crumbs = css("#kunena .breadcrumb a[href]")
    pager = css("#kunena .pagination li")
    message = css("#kunena .alert, #kunena .kunena-error, #kunena .well", "#system-message-container:has(*)")

    body_rules = _RULES
    member = re.compile(r"/user/(\d+)|userid=(\d+)")

    rows, row_link = css("#kunena tr:has(a.topictitle)"), css("a.topictitle")
    row_replies, row_views = css("span.repliesnum"), css("span.viewsnum")
    row_last = css("span.datepost span", "span.datepost")
    row_sticky, row_moved = css("tr[class*='sticky']"), css("tr[class*='moved']")
    boards = css("#kunena [id^='category'] h3 a[href], #kunena .category h3 a[href]")

    def detect(self, page: Page) -> bool:
        return any(sign in page.body for sign in (b'id="kunena"', b"id='kunena'", b'id="Kunena"'))

    def target(self, url: str) -> Target | None:
        asked = {name.lower(): value for name, value in query(url).items()}
        start = number(asked.pop("limitstart", None) or asked.pop("start", None)) or 0
        asked.pop("start", None)
        asked.pop("limit", None)
        if not asked.keys() <= _KEYS:
            return None
        if view := asked.get("view"):
            ident, board = _NUMBERED.match(asked.get("id", "")), _NUMBERED.match(asked.get("catid", ""))
            if view == "topic":
                return Target.at("thread", ident[1], start) if ident else None
            if view == "category" and board and board[1] != "0":
                return Target.at("board", board[1], start)
            return Target("index", "") if view in ("category", "home", "index") else None
        where = path(url).removesuffix(".html").rstrip("/")
        if _TRAPS.search(where + "/"):
            return None
        *before, last = [part for part in where.split("/") if part != "index.php"] or [""]
        above = before[-1] if before else ""
        if len(before) < 2 or last.lower() in _FORUM:  # the site's own root stands first
            return Target("index", "")
        if _NUMBERED.match(above):
            return None
        if (match := _NUMBERED.match(last)) and above.lower() not in _FORUM and len(before) > 2:
            return Target.at("thread", match[1], start)
        return Target.at("board", match[1] if match else last, start)

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        return [body for body in _BODIES(sheet.tree) if self._around(body) is not None and self.id_of(sheet, body).isdecimal()]

    def _around(self, body: Element) -> Element | None:
        return next((up for up in body.iterancestors() if not _AROUND.isdisjoint((up.get("class") or "").split())), None)

    def _label(self, unit: Element) -> Element | None:
        """The link with a post's number, to itself."""
        around = self._around(unit)
        links = css("a[href^='#']")(around) if around is not None else ()
        return next((link for link in links if text_of(link).startswith("#")), None)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        link = self._label(unit)
        return (link.get("href") or "").lstrip("#") if link is not None else ""

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        shown = number(text_of(self._label(unit)))
        return shown if shown and str(shown) != self.id_of(sheet, unit) else None

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        walker = Walker(self.body_rules, sheet.page.base_url)
        walker.take(self.read_body(sheet, _whole(unit)))
        for files in css("div.kattach")(_or(self._around(unit), unit)):
            _files(walker, files)
        return walker.body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The first name beside a post: profiles come before or after it, and the text may name others."""
        names = css("a[class*='kwho-'], span[class*='kwho-']")(_or(self._around(unit), unit))
        return next((found for name in names if all(up is not unit for up in name.iterancestors()) and (found := self.person(name))), None)

    def _times(self, unit: Element) -> list[Element]:
        """Spans with a title that say a time: those of a head or with a class for it."""
        spans = (span for span in css("span[title]")(_or(self._around(unit), unit)) if span.get("title"))
        return [span for span in spans if "date" in (span.get("class") or "") or any(up.tag in _TIMED for up in span.iterancestors())]

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return self.moment(sheet, next(iter(self._times(unit)), None))

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        """The more exact of an element's title and its text: one of them may say '2 weeks ago'."""
        said = (element.get("title"), text_of(element)) if element is not None else ()
        found = (sheet.moment(words) for words in said if words and any(map(str.isdigit, words)))
        return max(found, key=lambda when: _EXACTNESS.get(when.precision or "", 0), default=NEVER)

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        times = self._times(unit)
        edited = [time for time in times[1:2] if time.getparent() is times[0].getparent()]
        return self.moment(sheet, edited[0] if edited else css("span.kmessage-editmarkup").first(_or(self._around(unit), unit))).iso

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board = self.board_above(sheet)
        return Board(here.id, board.name, board.path, sheet.page.url) if here.kind == "board" and board.id != here.id else board

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """By the numbers shown; the page that is shown is no link."""
        links: dict[int, str] = {}
        current = 1
        for item in self.pager(sheet.tree):
            shown, link = text_of(item), next(item.iter("a"), None)
            if shown.isdecimal() and ("active" in (item.get("class") or "").split() or link is None):
                current = int(shown[:6])
            elif shown.isdecimal() and (url := sheet.address(link)):
                links[int(shown[:6])] = url
        return current, max([current, *links]), links.get(current + 1)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        started = css("div.started").first(unit)
        if found is not None and started is not None:
            found.author = self.person(next((who for who in css("[class*='kwho-']")(started) if text_of(who)), None))
            begun = next(((br.tail or "").strip() for br in started.iter("br")), "")
            found.created_at = sheet.moment(begun).iso if any(map(str.isdigit, begun)) else None
        return found


def _or(around: Element | None, unit: Element) -> Element:
    return around if around is not None else unit


ENGINE = Kunena()
