"""FluxBB 1.2–1.5 and master (the way is an ``ol``, not a ``ul``), PunBB 1.2 (the same markup) and PunBB 1.3–1.4.

Seen running: FluxBB 1.5.11 and PunBB 1.4.3, whose way is a ``div`` of spans and whose edit notes stand in a post's head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import Notice, Reading, Target, ThreadRow
from crawler.items import Author, Board, Quote
from crawler.markup.css import css
from crawler.markup.lists import breadcrumb
from crawler.markup.notices import notice
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Classed, Either, links_in, text_of
from crawler.text import number, tidy
from crawler.urls import query

_CRUMBS = Either(Classed("crumbs", "ul", "ol", "p", "div"), "//div[@class='linkst']//ul")
_HEAD, _LABEL = css("div.posthead", "h2"), css("span.conr", "span.post-num")
_REWRITTEN = re.compile(r"/(topic|forum)/?-?(\d+)(?:[/-](?!p\d|page/)[^/?#.]+)?(?:[/-](?:page/?|p)(\d+))?(?:/|\.html?)?$")
_TRAPS = frozenset(("pid", "action", "sort", "sort_by", "search_id"))
_DEEPER = re.compile(r"/(?:post|user|search|feed|new|login|register|misc)/")
_MEMBER = re.compile(r"profile\.php\?id=(\d+)|/user/?(\d+)")
_POST = re.compile(r"[?&]pid=(\d+)|/post/?(\d+)|#p(\d+)$")
_EDITED = re.compile(r"\(([^()]*\d[^()]*)\)\s*$|(\d{4}-\d\d-\d\d[ \d:]*|(?:Today|Yesterday)\s[\d:]+)")
_BY = re.compile(r"^(?:by|von|par|door|por|da|av|af)\s+")
_GONE = re.compile(r"bad request|incorrect or outdated", re.IGNORECASE)


def _edited(walker: Walker, element: Element) -> None:
    if match := _EDITED.search(text_of(element)):
        walker.body.edited = match[1] or match[2]


def _quote(walker: Walker, element: Element) -> None:
    """``div.quotebox``: a ``cite`` and a ``blockquote``; 1.2 has an ``h4`` inside the ``blockquote``."""
    head = next(element.iter("cite", "h4"), None)
    body = element.find("blockquote") if element.tag == "div" else element
    if head is None and body is not None and any(child.get("onclick") for child in element):
        walker.descend(body)  # what the line above it shows, and nobody said before
        return
    quote = Quote(walker.inside_text(body if body is not None else element))
    if head is not None:
        quote.author = speaker(text_of(head))
        post = next((match for a in head.iter("a") if (match := _POST.search(a.get("href", "")))), None)
        quote.post_id = next((part for part in post.groups() if part), None) if post else None
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    pre = next(element.iter("pre", "code"), None)
    walker.code(pre if pre is not None else element)


def _author(element: Element | None) -> Author | None:
    if element is None:
        return None
    for link in element.iter("a", "strong"):
        if shown := text_of(link):
            member = _MEMBER.search(link.get("href", "")) or next(
                (m for a in link.iter("a") if (m := _MEMBER.search(a.get("href", "")))), None
            )
            return Author(shown, (member[1] or member[2]) if member else None)
    return Author(shown) if (shown := text_of(element)) else None


def _last_crumb(trail: Element | None) -> str:
    """The name of the page itself, the last in its breadcrumb."""
    crumbs = [
        item for item in (trail.iter("li", "span") if trail is not None else ()) if item.tag == "li" or "crumb" in item.get("class", "")
    ]
    return text_of(crumbs[-1]).lstrip("»›→ ") if crumbs else ""


def _topic_id(page: Page) -> str:
    match = re.search(rb"viewtopic\.php\?id=(\d+)|/topic/?(\d+)", page.body)
    return (match[1] or match[2]).decode() if match else "0"


_RULES = Rules(
    classes={
        **dict.fromkeys(("postsignature", "sig-content", "sig-line"), skip),
        **dict.fromkeys(("postedit", "lastedit"), _edited),
        "quotebox": _quote,
        "codebox": _code,
    },
    tags={"blockquote": _quote, "cite": skip, "h4": skip, "a": cut_link},
)


class Fluxbb(Table):
    """FluxBB and PunBB boards and topics."""

    name = "fluxbb"
    post_ids = "site"
    rank = 19
    fingerprints = (b"pun", b"punwrap", b"brd-page")

    posts = Either(Classed("blockpost", "div"), "//div[contains(@class,'posthead')][starts-with(@id,'p')]/..")
    body, needs_body = css("div.postmsg", "div.entry-content"), True
    body_rules = _RULES
    edited, edited_in = css("span.post-edit"), re.compile(r"((?:\d{4}-\d\d-\d\d|Today|Yesterday)\b[^)]*)\)?$")
    pager = css("p.pagelink a", "p.paging a")
    message = css("#msg div.inbox", "#brd-main .ct-box, #brd-main .main-message, #brd-main .main-item.empty", "#vf")

    rows = css("#vf tr:has(> td)", "div[class*='main-item'][id^='topic']")
    row_last = css(".tcr a", ".info-lastpost a")
    row_sticky, row_moved = css("tr.isticky, .sticky"), css("tr.imoved, .moved")
    row_replies, row_views = css(".tc2", ".info-replies"), css(".tc3", ".info-views")
    boards = css("td[class*='tcl'] h3 > a[href], div[class*='main-item'][id^='forum'] h3 a[href]")

    def detect(self, page: Page) -> bool:
        head = page.start
        return b'id="pun' in head or (b'id="brd-' in head and b"brd-page" in head)

    def target(self, url: str) -> Target | None:
        path = url.split("?", 1)[0].split("#", 1)[0]
        script = path.rpartition("/")[2]
        asked = query(url)
        if not _TRAPS.isdisjoint(asked):
            return None
        if script in ("viewtopic.php", "viewforum.php"):
            ident = asked.get("id", "")
            kind = Target("thread" if script == "viewtopic.php" else "board", ident, number(asked.get("p")) or 1)
            return kind if ident.isdecimal() else None
        if match := _REWRITTEN.search(path):
            return Target("thread" if match[1] == "topic" else "board", match[2], int((match[3] or "1")[:9]))
        return Target("index", "") if script in ("", "index.php") and not asked and not _DEEPER.search(path) else None

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = {key: post for post in super().posts_on(sheet) if (key := self.id_of(sheet, post))}
        return list(found.values())

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        """The number in the id of the post, or (PunBB 1.3) of its head."""
        head = _HEAD.first(unit)
        marked = unit if "blockpost" in (unit.get("class") or "") else head
        key = (marked.get("id") or "")[1:] if marked is not None else ""
        return key if key.isdecimal() else ""

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        shown = [text_of(self._dated(unit)) for unit in units]
        order = sheet.page.calendar.order_of(shown)
        sheet.day_first = order is True or (order is None and (sheet.tree.get("lang") or "en")[:2] != "en")
        places = [self.target(url) for url in self._addresses(sheet)]
        ident = next((at.id for at in places if at and at.kind == "thread"), None) or _topic_id(sheet.page)
        sheet.here = Target("thread", ident)
        return super().thread_page(sheet, units)

    def _addresses(self, sheet: Sheet) -> Iterable[str]:
        crumbs = (link.get("href", "") for link in links_in(_CRUMBS.first(sheet.tree)))
        return [sheet.address(url) for url in (sheet.page.link("canonical"), *crumbs, sheet.page.url)]

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        first = next((url for url in self._addresses(sheet) if self.target(url) == here), "")
        return first or sheet.address(f"viewtopic.php?id={here.id}")

    def title_of(self, sheet: Sheet) -> str:
        return _last_crumb(_CRUMBS.first(sheet.tree)) or sheet.page.title.partition(" / ")[0]

    def _dated(self, unit: Element) -> Element | None:
        """The link to a post, which shows its time."""
        return next((a for a in links_in(_HEAD.first(unit)) if _POST.search(a.get("href", ""))), None)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        link = self._dated(unit)
        href = link.get("href", "") if link is not None else ""
        own = f"{sheet.address('viewtopic.php')}?pid={pid}" if href.startswith("viewtopic.php?pid=") else sheet.address(href)
        return f"{own or sheet.thread.url}#p{pid}"

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        return sheet.moment(text_of(self._dated(unit)))

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        head = _HEAD.first(unit)
        return number(text_of(_LABEL.first(head))) if head is not None else None

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return _author(css("div.postleft dt", "li.username", "span.post-byline").first(unit))

    def board_above(self, sheet: Sheet) -> Board:
        trail = _CRUMBS.first(sheet.tree)
        board, at = breadcrumb(self, sheet.page, links_in(trail)), self.target(sheet.page.url)
        if at and at.kind == "board" and board.id is None and trail is not None:
            board.id, board.name, board.url = at.id, _last_crumb(trail) or None, sheet.page.url
            board.path = [board.name] if board.name else []
        return board

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self.board_above(sheet)

    def is_empty_board(self, sheet: Sheet) -> bool:
        return super().is_empty_board(sheet) or (b'id="vf"' in sheet.page.body and css("#msg").first(sheet.tree) is None)

    def notice(self, sheet: Sheet) -> Notice:
        box = self.message.first(sheet.tree)
        words = (tidy(" ".join(map(text_of, box.iter("p")))) or text_of(box)) if box is not None else ""
        if not words and css("#login").first(sheet.tree) is not None:
            return Notice("login", sheet.page.title)
        return Notice("missing", words[:200]) if _GONE.search(words) else notice(sheet.page, words)

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """The page shown stands out; 'Next' has a number in its address only."""
        bar = css("p.pagelink strong", "p.paging strong")(sheet.tree)
        current = next((n for element in bar if (n := number(text_of(element)))), 1)
        shown = ((text_of(a).replace(",", ""), a.get("href", "")) for a in self.pager(sheet.tree))
        links = {int(words[:18]): href for words, href in shown if words.isdecimal()}
        return current, max([current, *links]), sheet.address(links.get(current + 1, "")) or None

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None or not (at := self.target(found.url)) or not at.first:
            return None
        starter = css("span.byuser", "span.item-starter").first(unit)
        cite = next(starter.iter("cite"), None) if starter is not None else None
        name = text_of(cite) if cite is not None else _BY.sub("", text_of(starter))
        found.author = Author(name) if name else None
        return found


ENGINE = Fluxbb()
