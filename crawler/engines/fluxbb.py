"""FluxBB 1.2–1.5, PunBB 1.2 (the same markup) and PunBB 1.3–1.4."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import day_first, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Select, first_of, links_in, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Either(Classed("blockpost", "div"), "//div[contains(@class,'posthead')][starts-with(@id,'p')]/..")
_CRUMBS = Either(Classed("crumbs", "ul", "p"), "//div[@class='linkst']//ul")
_PAGER = Either(Classed("pagelink", "p"), Classed("paging", "p"))
_ROWS = Either("id('vf')//tr[td]", "//div[contains(@class,'main-item')][starts-with(@id,'topic')]")
_BOARDS = Select("//td[contains(@class,'tcl')]//h3/a[@href] | //div[contains(@class,'main-item')][starts-with(@id,'forum')]//h3//a[@href]")
_MESSAGE = Either("id('msg')//div[@class='inbox']", "id('brd-main')//*[contains(@class,'ct-box') or contains(@class,'main-message')]")
_LOGIN = Select("id('login')")

_REWRITTEN = re.compile(r"/(topic|forum)/?-?(\d+)(?:[/-](?!p\d|page/)[^/?#.]+)?(?:[/-](?:page/?|p)(\d+))?(?:/|\.html?)?$")
_TRAPS = frozenset(("pid", "action", "sort", "sort_by", "search_id"))
_DEEPER = re.compile(r"/(?:post|user|search|feed|new|login|register|misc)/")
_MEMBER = re.compile(r"profile\.php\?id=(\d+)|/user/?(\d+)")
_POST = re.compile(r"[?&]pid=(\d+)|/post/?(\d+)|#p(\d+)$")
_EDITED = re.compile(r"\(([^()]*\d[^()]*)\)\s*$|(\d{4}-\d\d-\d\d[ \d:]*|(?:Today|Yesterday)\s[\d:]+)")
_BY = re.compile(r"^(?:by|von|par|door|por|da|av|af)\s+")
_GONE = re.compile(r"bad request|incorrect or outdated", re.IGNORECASE)


@dataclass(slots=True)
class _Parts:
    """Where a post's parts stand."""

    head: Element | None
    """Number and time."""
    name: Element | None
    body: Element | None


class Fluxbb(Engine):
    """FluxBB and PunBB boards and topics."""

    name = "fluxbb"
    rank = 19
    fingerprints = (b"pun", b"punwrap", b"brd-page")

    def detect(self, page: Page) -> bool:
        head = page.body[:12_000]
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

    def read(self, page: Page) -> Reading:
        if posts := self._posts(page):
            return self._thread(page, posts)
        threads, boards = self._rows(page), board_rows(self, page, _BOARDS(page.tree))
        if threads or boards:
            return BoardPage(self._breadcrumb(page), boards, threads, *_pager(page))
        box = _MESSAGE.first(page.tree)
        if box is not None and (words := tidy(" ".join(map(text_of, box.iter("p")))) or text_of(box)):
            return Notice("missing" if _GONE.search(words) else reason(words, page.status), words[:200])
        if _LOGIN(page.tree):
            return Notice("login", page.title)
        return BoardPage(self._breadcrumb(page)) if b'id="vf"' in page.body else Notice("empty", page.title)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _posts(self, page: Page) -> dict[str, _Parts]:
        found: dict[str, _Parts] = {}
        for post in _POSTS(page.tree):
            parts, ident = (_old_parts(post), post.get("id")) if "blockpost" in post.get("class", "") else _new_parts(post)
            if parts.body is not None and (key := (ident or "")[1:]).isdecimal():
                found.setdefault(key, parts)
        return found

    def _thread(self, page: Page, posts: dict[str, _Parts]) -> ThreadPage:
        board, thread = self._breadcrumb(page), self._head(page)
        current, pages, next_url = _pager(page)
        script = absolute(page.base_url, "viewtopic.php")
        drafts: list[RawPost] = []
        links = {key: _dated(parts.head) for key, parts in posts.items()}
        begins_with_day = day_first(map(text_of, links.values())) or (page.tree.get("lang") or "en")[:2] != "en"
        for key, parts in posts.items():
            walker = Walker(_RULES, page.base_url)
            if parts.body is not None:
                walker.walk(parts.body)
                walker.end_line()
            link = links[key]
            href = link.get("href", "") if link is not None else ""
            url = f"{script}?pid={key}" if href.startswith("viewtopic.php?pid=") else absolute(page.base_url, href)
            when = parse(text_of(link), page.calendar, day_first=begins_with_day)
            made = raw_post(self, page, thread, board, key, f"{url or thread.url}#p{key}", walker.body, when)
            label = first_of(parts.head, "conr", "span") if parts.head is not None else None
            label = label if label is not None or parts.head is None else first_of(parts.head, "post-num", "span")
            made.post.floor, made.post.author = number(text_of(label)), _author(parts.name)
            made.post.edited_at = parse(walker.body.edited, page.calendar, day_first=begins_with_day).iso
            drafts.append(made)
        if drafts[0].post.floor == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        return ThreadPage(thread, board, drafts, current, pages, next_url)

    def _head(self, page: Page) -> Thread:
        trail = _CRUMBS.first(page.tree)
        links = [a.get("href", "") for a in links_in(trail)]
        addresses = [absolute(page.base_url, url) for url in (page.link("canonical"), *links, page.url)]
        places = [(target, url) for url in addresses if (target := self.target(url)) and target.kind == "thread"]
        ident = places[0][0].id if places else _topic_id(page)
        first = next((url for target, url in places if target == Target("thread", ident)), "")
        title = _last_crumb(trail)
        return Thread(
            id=ident,
            url=first or absolute(page.base_url, f"viewtopic.php?id={ident}"),
            title=title or page.title.partition(" / ")[0],
        )

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        trail = _CRUMBS.first(page.tree)
        board = breadcrumb(self, page, links_in(trail))
        at = self.target(page.url)
        if at and at.kind == "board" and board.id is None and trail is not None:
            board.id, board.name, board.url = at.id, _last_crumb(trail) or None, page.url
            board.path = [board.name] if board.name else []
        return board

    def _rows(self, page: Page) -> list[ThreadRow]:
        found: dict[str, ThreadRow] = {}
        for row in _ROWS(page.tree):
            for link in row.iter("a"):
                url, title = absolute(page.base_url, link.get("href", "")), text_of(link)
                target = self.target(url)
                if target and target.kind == "thread" and target.page == 1 and title:
                    found.setdefault(target.id, _filled(page, row, ThreadRow(target.id, url, title)))
                    break
        return list(found.values())


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _old_parts(post: Element) -> _Parts:
    left = first_of(post, "postleft", "div")
    term = next(left.iter("dt"), None) if left is not None else None
    return _Parts(next(post.iter("h2"), None), term, first_of(post, "postmsg", "div"))


def _new_parts(post: Element) -> tuple[_Parts, str | None]:
    head = first_of(post, "posthead", "div")
    name = first_of(post, "username", "li")
    if name is None:
        name = first_of(post, "post-byline", "span")
    return _Parts(head, name, first_of(post, "entry-content", "div")), head.get("id") if head is not None else None


def _dated(head: Element | None) -> Element | None:
    """The link to a post, which shows its time."""
    return next((a for a in links_in(head) if _POST.search(a.get("href", ""))), None)


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


def _pager(page: Page) -> tuple[int, int | None, str | None]:
    """Current page, number of pages, address of the next."""
    bar = _PAGER.first(page.tree)
    if bar is None:
        return 1, 1, None
    current = next((n for element in bar.iter("strong") if (n := number(text_of(element)))), 1)
    links = {n: a.get("href", "") for a in bar.iter("a") if (n := number(text_of(a) if text_of(a).replace(",", "").isdecimal() else None))}
    return current, max([current, *links]), absolute(page.base_url, links.get(current + 1, "")) or None


def _filled(page: Page, row: Element, found: ThreadRow) -> ThreadRow:
    """What a board says about a topic."""
    states = row.get("class", "").split()
    found.sticky = "isticky" in states or "sticky" in states
    found.moved = "imoved" in states or "moved" in states
    starter = first_of(row, "byuser", "span")
    starter = starter if starter is not None else first_of(row, "item-starter", "span")
    if starter is not None:
        cite = next(starter.iter("cite"), None)
        name = text_of(cite) if cite is not None else _BY.sub("", text_of(starter))
        found.author = Author(name) if name else None
    cells = {word: cell for cell in row.iter("td", "li") for word in cell.get("class", "").split()}
    found.replies = number(text_of(cells.get("tc2", cells.get("info-replies"))))
    found.views = number(text_of(cells.get("tc3", cells.get("info-views"))))
    last = cells.get("tcr", cells.get("info-lastpost"))
    link = next(last.iter("a"), None) if last is not None else None
    found.last_post_at = parse(text_of(link), page.calendar).iso
    return found


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _edited(walker: Walker, element: Element) -> None:
    if match := _EDITED.search(text_of(element)):
        walker.body.edited = match[1] or match[2]


def _quote(walker: Walker, element: Element) -> None:
    """``div.quotebox``: a ``cite`` and a ``blockquote``; 1.2 has an ``h4`` inside the ``blockquote``."""
    head = next(element.iter("cite", "h4"), None)
    body = element.find("blockquote") if element.tag == "div" else element
    quote = Quote(walker.inside_text(body if body is not None else element))
    if head is not None:
        quote.author = speaker(text_of(head))
        post = next((match for a in head.iter("a") if (match := _POST.search(a.get("href", "")))), None)
        quote.post_id = next((part for part in post.groups() if part), None) if post else None
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    pre = next(element.iter("pre", "code"), None)
    walker.code(pre if pre is not None else element)


_RULES = Rules(
    classes={
        **dict.fromkeys(("postsignature", "sig-content", "sig-line"), skip),
        **dict.fromkeys(("postedit", "lastedit"), _edited),
        "quotebox": _quote,
        "codebox": _code,
    },
    tags={"blockquote": _quote, "cite": skip, "h4": skip, "a": cut_link},
)

ENGINE = Fluxbb()
