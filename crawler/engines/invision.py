"""Invision Community 4 and 5 (IPS), and IP.Board 3.

IPS numbers its posts ``elComment_N`` and repeats author, time and ids of each in ``data-quotedata``; IP.Board calls them ``post_id_N``.
'3', '4' and '5' below name who showed a rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Rules, Walker, skip
from crawler.boards import breadcrumb
from crawler.counters import counters
from crawler.dates import NEVER, When, parse, stamp
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.pictures import picture
from crawler.select import Numbered, Select, first_of, text_of
from crawler.text import count, number, size, tidy
from crawler.times import read_time
from crawler.urls import absolute, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Numbered("elComment_", "article")
_OLD_POSTS = Numbered("post_id_", "div")
_CRUMBS = Select(
    "(//ul[@data-role='breadcrumbList'] | //ol[contains(@class,'ipsBreadcrumb__list')] | //ol[starts-with(@class,'breadcrumb')]"
    " | id('secondary_navigation'))[1]//a"
)
_BAR = Select("//ul[starts-with(@class,'ipsPagination')][@data-pages or @data-ipspagination-pages or li]")
_OLD_BAR = Select("//ul[starts-with(@class,'ipsList_inline back')] | //ul[starts-with(@class,'pagination')]")
_ROWS = Select("//*[@data-role='tableRows']/li | //li[@data-rowid]")
_OLD_ROWS = Select("//tr[starts-with(@id,'trow_')]")
_BOARDS = Select("//*[@data-forumid]")
_OLD_BOARDS = Select("//td[contains(@class,'col_c_forum')]//a")
_TAGS = Select("//h1//a[contains(@class,'ipsTag_prefix')] | (//ul[starts-with(@class,'ipsTags')])[1]//a[starts-with(@class,'ipsTag')]")
_ERROR = Select("id('elErrorMessage') | id('elError') | //*[contains(@class,'ipsError')] | //p[@class='message error']")
_OLD_ERROR = Select("//div[contains(@class,'error')] | id('content')//p")
_PASSWORD = Select("//form[contains(@action,'passForm')] | //*[contains(@class,'cForumPassword')] | //input[@name='f_password']")

_TOPIC = re.compile(r"(?:^|[/?])topic/(\d+)-[^/?&#]*(?:/(?:page[/-](\d+)|page__st__(\d+)))?/?$")
_FORUM = re.compile(r"(?:^|[/?])forum/(\d+)-[^/?&#]*(?:/(?:page[/-](\d+)|page__[^/]*?st__(\d+)))?/?$")
_NEUTRAL = frozenset(("tab", "page", "utm_source", "utm_medium", "utm_campaign"))
_PROFILE = re.compile(r"(?:profile|user)/(\d+)-|showuser=(\d+)")
_DIGITS = re.compile(r"\d+")
_PAGE_OF = re.compile(r"(\d[\d.,]*)\D{1,12}(\d[\d.,]*)")
_HASHED = re.compile(r"(?:\.thumb)?\.(\w{3,4})\.[0-9a-f]{32}\.\w{3,4}$")
_OLD_EDIT = re.compile(r",\s*([^,]*\d.*?)\.?$")
_SAID = re.compile(r"^(?P<author>.+?),\s*(?:on|am|le|el)\s+(?P<time>.+?),?\s*(?:said|sagte|a dit|dijo)\s*:?$")


class Invision(Engine):
    """Invision Community and IP.Board boards and threads."""

    name = "invision"
    rank = 22
    marks = (b"ipsApp", b"ipsApp_front", b"ipboard_body", b"ipb", b"data-ips-hook")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"ipsApp_front", b"ipboard_body", b"ipb.vars[", b"data-ips-hook"))

    def place(self, url: str) -> Place | None:
        url = url.split("#", 1)[0]
        path, _, asked = url.partition("?")
        if asked.startswith("/"):
            path, _, asked = asked.partition("&")
        told = query("?" + asked) if asked else {}
        if old := {"showtopic": "thread", "showforum": "board"}.get(next(iter(told), "")):
            key = next(iter(told.values()))
            rest = set(told) - {"showtopic", "showforum", "st", "s", "page"}
            return Place(old, key, _page_at(told.get("st"))) if key.isdecimal() and not rest else None  # type: ignore[arg-type]
        if set(told) - _NEUTRAL:
            return None
        for kind, pattern in (("thread", _TOPIC), ("board", _FORUM)):
            if match := pattern.search(path.rstrip("&")):
                page = number(match[2]) or number(told.get("page")) or _page_at(match[3])
                return Place(kind, match[1], page)  # type: ignore[arg-type]
        return (
            Place("index", "")
            if path.endswith(("/", "/index.php", "/forums")) and path.count("/") <= 5 and not _DIGITS.search(path[8:])
            else None
        )

    def read(self, page: Page) -> Reading:
        posts = _POSTS(page.tree) if b"elComment_" in page.body else []
        if posts or (posts := _OLD_POSTS(page.tree)):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        rows = rows or [row for element in _OLD_ROWS(page.tree) if (row := self._old_row(page, element))]
        boards = self._board_rows(page)
        if _PASSWORD(page.tree):
            return Notice("password", page.title)
        at = self._here(page)
        words = next((text for element in _ERROR(page.tree) if (text := text_of(element))), "")
        if rows or boards or (at and at.kind == "board" and not words and page.status < 400):
            return self._board(page, rows, boards)
        if page.status >= 400 and not words:
            words = next((text for element in _OLD_ERROR(page.tree) if (text := text_of(element))), "")
        if words or page.status >= 400:
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        thread = Thread()
        here = self._here(page)
        thread.id = here.id if here and here.kind == "thread" else _body_id(page)
        thread.url = self._first_page(page, "thread")
        thread.title = _title(page)
        thread.tags = list(dict.fromkeys(filter(None, map(text_of, _TAGS(page.tree)))))
        thread.views, thread.replies = counters(page)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        current, pages, following, size_of_page = self._pages(page, Place("thread", thread.id))
        posts: dict[str, Draft] = {}
        for element in elements:
            pid = _DIGITS.search(element.get("id", ""))
            if pid and pid[0] not in posts:
                posts[pid[0]] = self._post(page, thread, board, pid[0], element)
        drafts = list(posts.values())
        if drafts[0].post.floor is None and (current == 1 or size_of_page):
            repeated = current > 1 and "data-ips-first-post" in elements[0].attrib
            start = (current - 1) * (size_of_page or 0) + 1 - repeated
            for at, made in enumerate(drafts):
                made.post.floor = 1 if repeated and at == 0 else start + at
        if drafts[0].post.floor == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        return ThreadPage(thread, board, drafts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, element: Element) -> Draft:
        walker = Walker(_RULES, page.base_url)
        body = next((div for div in element.iter("div") if div.get("data-role") == "commentContent"), None)
        if body is None:
            body = first_of(element, "entry-content", "div")
        if body is None:
            body = first_of(element, "ipsType_richText", "div")
        if body is not None:
            walker.walk(body)
            walker.end_line()
        told = _quote_data(element)
        url = _permalink(page, thread, pid, element)
        made = draft(self, page, thread, board, pid, url, walker.body, _when(page, element, told))
        made.post.author = _author(element, told)
        made.post.floor = number(text_of(first_of(element, "post_id", "span")))
        shown = made.post.created_at
        zone = datetime.fromisoformat(shown).tzinfo if shown else None
        made.post.edited_at = parse(walker.body.edited, page.fetched_at, zone or UTC).iso
        made.post.locked = "; ".join(walker.body.locked) or None
        return made

    def _here(self, page: Page) -> Place | None:
        return self.place(page.url) or self.place(absolute(page.url, page.link("canonical")))

    def _first_page(self, page: Page, kind: str) -> str | None:
        for url in (absolute(page.url, page.link("canonical")), page.url):
            place = self.place(url)
            if place and place.kind == kind:
                return re.sub(r"page[/-]\d+/?$|/page__.*$|(?<=[?&])(?:page|st|tab)=\w+&?", "", url.split("#", 1)[0]).rstrip("?&")
        return page.url or None

    def _pages(self, page: Page, here: Place) -> tuple[int, int, str | None, int | None]:
        """Page number, number of pages, next page, posts on a page."""
        at = self._here(page)
        current = at.page if at and at.id == here.id else 1
        bar = _BAR.first(page.tree) if b"ipsPagination" in page.body else None
        if bar is not None:
            told = number(bar.get("data-ipspagination-pages") or bar.get("data-pages"))
            active = first_of(bar, "ipsPagination_active", "li")
            current = number(text_of(active if active is not None else first_of(bar, "ipsPagination__active", "li"))) or current
            last, following = pager(self, page, Place(here.kind, here.id, current), bar.iter("a"))
            return current, max(last, told or 1), following, number(bar.get("data-ipspagination-perpage"))
        bar = _OLD_BAR.first(page.tree)
        if bar is None:
            return current, 1, None, None
        match = _PAGE_OF.search(text_of(first_of(bar, "pagejump", "li", "a")))
        forward = first_of(bar, "next", "li")
        link = next(iter(forward.iter("a")), None) if forward is not None else None
        following = (absolute(page.base_url, link.get("href") or "") or None) if link is not None else None
        if match:
            return number(match[1]) or 1, number(match[2]) or 1, following, None
        last, _ = pager(self, page, Place(here.kind, here.id, current), bar.iter("a"))
        return current, last, following, None

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        here, name = self._here(page), _title(page)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if here is None or here.kind != "board":
            return BoardPage(Board(name=name), boards, rows)
        if board.id != here.id:
            board.path = [*board.path, name] if name else board.path
        board.id, board.name, board.url = here.id, name, self._first_page(page, "board")
        current, pages, following, _ = self._pages(page, here)
        return BoardPage(board, [row for row in boards if row.id != here.id], rows, current, pages, following)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = self._link(page, element.iter("a"), "thread")
        if found is None:
            return None
        row = ThreadRow(*found)
        icons = " ".join(icon.get("class") or "" for icon in element.iter("i"))
        row.sticky = "thumb-tack" in icons or "thumbtack" in icons or "ipsBadge--pinned" in (element.get("class") or "")
        row.moved = element.get("data-rowid") is None and "fa-arrow-left" in icons
        row.author = next((user for link in element.iter("a") if (user := _user(link)) and user.id), None)
        times = list(element.iter("time"))
        if times and not row.moved:
            row.created_at, row.last_post_at = read_time(page, times[0]).iso, read_time(page, times[-1]).iso
        numbers = [count(e.get("data-stat-value") or text_of(e)) for e in element.iter("span") if _STAT.search(e.get("class") or "")]
        row.replies, row.views = (numbers[0], numbers[1]) if len(numbers) > 1 else (None, None)
        return row

    def _old_row(self, page: Page, element: Element) -> ThreadRow | None:
        title_link = first_of(element, "topic_title", "a")
        found = self._link(page, [title_link] if title_link is not None else element.iter("a"), "thread")
        if found is None:
            return None
        row = ThreadRow(*found)
        cells = [cell.get("class") or "" for cell in element.iter("td", "span")]
        row.sticky = any("ipsBadge_green" in words or "topic_prefix" in words for words in cells)
        started = next((e for e in element.iter("span") if e.get("itemprop") == "dateCreated"), None)
        row.created_at = parse(text_of(started), page.fetched_at, UTC).iso
        row.author = next((user for link in element.iter("a") if (user := _user(link)) and user.id), None)
        stats, last = first_of(element, "col_f_views", "td"), first_of(element, "col_f_post", "td")
        numbers = [number(text_of(item)) for item in stats.iter("li")] if stats is not None else []
        row.replies, row.views = (numbers[0], numbers[1]) if len(numbers) > 1 else (None, None)
        if last is not None:
            shown = (parse(text_of(item), page.fetched_at, UTC).iso for item in reversed(list(last.iter("li"))))
            row.last_post_at = next(filter(None, shown), None)
        return row

    def _link(self, page: Page, links: Iterable[Element], kind: str) -> tuple[str, str, str] | None:
        for link in links:
            url, text = absolute(page.base_url, link.get("href") or ""), _words(link)
            place = self.place(url) if text else None
            if place and place.kind == kind and place.page == 1:
                return place.id, url, text
        return None

    def _board_rows(self, page: Page) -> list[BoardRow]:
        rows: dict[str, BoardRow] = {}
        held = [link for element in _BOARDS(page.tree) for link in element.iter("a")]
        for link in held or _OLD_BOARDS(page.tree):
            if found := self._link(page, [link], "board"):
                rows.setdefault(found[0], BoardRow(*found))
        return list(rows.values())


# Parts ----------------------------------------------------------------------------------------------------------------------------------

_STAT = re.compile(r"(?:^|\s)(?:ipsDataItem_stats_number|ipsData__stats-icon)(?:\s|$)")


def _page_at(offset: str | None) -> int:
    """3 counts posts, not pages (``st=40``): the page for the usual page sizes."""
    start = number(offset) or 0
    return next((start // step + 1 for step in (20, 25, 15, 10) if start % step == 0), start + 1)


def _body_id(page: Page) -> str:
    body = page.tree.find("body")
    return (body.get("data-pageid") or body.get("data-id") or "0") if body is not None else "0"


def _title(page: Page) -> str | None:
    return next((text for heading in page.tree.iter("h1") if (text := _words(heading))), None)


def _words(element: Element) -> str:
    """An element's text without badges and prefixes."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not (child.get("class") or "").startswith(("ipsBadge", "ipsTag", "topic_prefix")):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return tidy("".join(parts))


def _quote_data(post: Element) -> dict[str, Any]:
    """What IPS tells its own 'quote' button about a post."""
    for element in post.iter("div"):
        if data := element.get("data-quotedata"):
            try:
                told = json.loads(data)
            except ValueError:
                return {}
            return told if isinstance(told, dict) else {}
    return {}


def _when(page: Page, post: Element, told: dict[str, Any]) -> When:
    element = next(iter(post.iter("time")), None)
    if element is None:
        element = first_of(post, "published", "abbr")
        if element is None:
            return NEVER
        when = parse(element.get("title"), page.fetched_at, UTC)
        return When(when.iso, text_of(element), when.precision) if when.iso else read_time(page, element)
    when = read_time(page, element)
    seconds = told.get("timestamp")
    if when.iso is None and isinstance(seconds, int):
        return When(stamp(seconds, UTC), when.raw, "second")
    return when


def _author(post: Element, told: dict[str, Any]) -> Author | None:
    name, uid = told.get("username"), told.get("userid")
    if isinstance(name, str) and name:
        return Author(tidy(name), str(uid) if uid else None)
    for tags, word in (
        (("h3",), "cAuthorPane_author"),
        (("h3",), "ipsEntry__username"),
        (("span", "address"), "author"),
        (("h3",), "guest"),
    ):
        place = first_of(post, word, *tags)
        if place is not None:
            named = next((user for link in place.iter("a") if (user := _user(link))), None)
            name = tidy(re.sub(r"^#\d+", "", text_of(place)))
            return named or (Author(name) if name else None)
    return None


def _user(link: Element) -> Author | None:
    name = text_of(link)
    uid = _PROFILE.search(link.get("href") or "")
    if not name or (link.get("rel") == "bookmark" and uid is None):
        return None
    return Author(name, (uid[1] or uid[2]) if uid else None)


def _permalink(page: Page, thread: Thread, pid: str, post: Element) -> str:
    url = (thread.url or page.url).rstrip("&")
    if post.tag == "div":
        root = re.sub(r"(?:index\.php)?\??/?topic/.*$|index\.php.*$", "", url).rstrip("/")
        return f"{root}/index.php?showtopic={thread.id}&view=findpost&p={pid}"
    return f"{url}{'&' if '?' in url else '?'}do=findComment&comment={pid}"


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _edited(walker: Walker, element: Element) -> None:
    moment = next(iter(element.iter("time")), None)
    if moment is not None:
        walker.body.edited = moment.get("datetime") or text_of(moment)
    elif match := _OLD_EDIT.search(text_of(element)):
        walker.body.edited = match[1]


def _light(walker: Walker, element: Element) -> None:
    """4: the edit note is pale text that quotations leave out."""
    if "data-excludequote" in element.attrib or (
        element.tag == "span" and element.get("class", "").startswith("ipsType_reset ipsType_medium")
    ):
        _edited(walker, element)
    else:
        walker.descend(element)


def _old_edit(walker: Walker, element: Element) -> None:
    if element.tag == "p":
        _edited(walker, element)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    quote.author = element.get("data-ipsquote-username") or element.get("data-author") or None
    quote.post_id = element.get("data-ipsquote-contentcommentid") or element.get("data-cid") or None
    seconds = element.get("data-ipsquote-timestamp") or element.get("data-time") or ""
    if seconds.isdecimal():
        quote.created_raw = stamp(int(seconds[:12]), UTC)
    cited = element.getprevious()
    if quote.author is None and cited is not None and (match := _SAID.match(text_of(cited))):
        quote.author, quote.created_raw = match["author"], match["time"]
    walker.quote(quote)


def _file(walker: Walker, element: Element) -> None:
    """``ipsAttachLink``: a picture that links to its original, or a file."""
    if element.find(".//img") is not None:
        walker.descend(element)
        return
    titled = first_of(element, "ipsAttachLink_title", "span")
    name = text_of(titled if titled is not None else element)
    if name:
        about = text_of(first_of(element, "ipsAttachLink_metaInfo", "span"))
        walker.attachment(Attachment(name, absolute(walker.base_url, element.get("href") or "") or None, size(about)))


def _img(walker: Walker, element: Element) -> None:
    if "data-emoticon" in element.attrib or "bbc_emoticon" in element.get("class", ""):
        return
    image = picture(element, walker.base_url)
    if image is None:
        return
    named = image.filename or image.alt or ""
    if _HASHED.search(named):
        image.filename, image.alt = _HASHED.sub(r".\1", named), None
    walker.image(image)


def _embed(walker: Walker, element: Element) -> None:
    source = element.get("src") or element.get("data-embed-src") or element.get("data-src") or ""
    if source and not source.startswith("about:"):
        element.set("src", source)
        walker.media(element)


_RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "ipsQuote_citation",
                "citation",
                "ipsSpoiler_header",
                "spoiler_title",
                "ipsTruncate_more",
                "mso_mr_inpost",
                "rep_bar",
                "signature",
                "quote_citation",
            ),
            skip,
        ),
        **dict.fromkeys(("ipsQuote", "ipsBlockquote"), _quote),
        "ipsType_light": _light,
        "ipsEdited": _edited,
        "edit": _old_edit,
        "ipsAttachLink": _file,
    },
    tags={"img": _img, "iframe": _embed},
)

ENGINE = Invision()
