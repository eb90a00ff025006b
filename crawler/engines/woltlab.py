"""WoltLab Suite Forum 3 to 6 and WoltLab Burning Board 4: threads and boards.

Every post names its id and an exact time, in every skin and language.  6.0 has elements of its own for times and page bars.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Image, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Select, first_of, has, text_of
from crawler.text import count, number, size, tidy_code
from crawler.urls import absolute, query

_POSTS = Classed("wbbPost", "article")
_TITLE = Either(f"//h1[{has('contentTitle')}]", f"//header[{has('boxHeadline')}]//h1")
_LABELS = Select(f"//header[{has('contentHeader')} or {has('boxHeadline')}]//*[{has('label')}]")
_CRUMBS = Select(f"//*[{has('breadcrumbs')}]//a[@href]")
_ROWS = Select(f"//ol[@data-thread-id][{has('wbbThread')}] | //tr[@data-thread-id] | //div[@data-thread-id][{has('wbbThread')}]")
_BOARDS = Select(f"//*[@data-board-id]//h3//a[@href] | //h3[{has('wbbBoardNode__title')}]//a[@href]")
_PAGER = Select(f"//*[{has('pagination')} or {has('pageNavigation')}]//a[@href]")
_BAR = Select("//woltlab-core-pagination")
_WORDS = Either(f"id('main')//*[{has('error')} or {has('warning')} or {has('info')}]", "id('content')")
_PLACE = re.compile(r"(?:^|/)(thread|board)/(\d+)(?:-[^/]*)?/?$", re.IGNORECASE)
_OLD = re.compile(r"page=(Thread|Board)&(?:threadID|boardID)=(\d+)(?:&pageNo=(\d+))?$")
_INDEX = re.compile(r"(?:[\w-]+/)?(?:index\.php/?)?(?:board-?list/?)?", re.IGNORECASE)
_MEMBER = re.compile(r"user/(\d+)|userID=(\d+)", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:Zitat von|Quote from|Citation de|Cita de|Citazione di|Citaat van|Cytat z|Цитата от)\s+(.+)$")
_POST = re.compile(r"#post(\d+)$|postID=(\d+)")
_EDITED = re.compile(r"\(([^()]*\d[^()]*)\)[^()]*$")


class WoltLab(Engine):
    """WoltLab threads and boards."""

    name = "woltlab"
    rank = 40
    fingerprints = (
        *(b"tpl_wbb_thread", b"tpl_wbb_board", b"tpl_wbb_boardList", b"tplThread", b"tplBoard"),
        *(b"tpl_wcf_error", b"tpl_wcf_permissionDenied", b"tpl_wcf_userException"),
    )

    def detect(self, page: Page) -> bool:
        return any(sign in page.start for sign in (b'id="tpl_wbb_', b"WCF", b"woltlab"))

    def target(self, url: str) -> Target | None:
        where, _, rest = url.partition("#")[0].partition("://")[2].partition("/")[2].partition("?")
        if match := _OLD.match(rest):
            return Target("thread" if match[1] == "Thread" else "board", match[2], int((match[3] or "1")[:6]))
        route, _, rest = rest.partition("&") if rest and "=" not in rest.partition("&")[0] else (where, "", rest)
        asked = query(f"?{rest}")
        page = number(asked.pop("pageNo", None)) or 1
        if asked:
            return None
        if match := _PLACE.search(route):
            return Target("thread" if match[1].lower() == "thread" else "board", match[2], page)
        return Target("index", "") if _INDEX.fullmatch(route) else None

    def read(self, page: Page) -> Reading:
        if posts := [element for element in _POSTS(page.tree) if _key(element)]:
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            target = self.target(page.url) or Target("index", "")
            board = breadcrumb(self, page, _CRUMBS(page.tree))
            if target.kind == "board" and board.id != target.id:
                name = text_of(_TITLE.first(page.tree))
                board = Board(target.id, name or None, [*board.path, *([name] if name else [])], page.url)
            return BoardPage(board, [row for row in boards if row.id != board.id], rows, target.page, *_pages(self, page, target))
        words = text_of(_WORDS.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        canonical = absolute(page.base_url, page.link("canonical"))
        target = next((at for url in (page.url, canonical) if (at := self.target(url)) and at.kind == "thread"), None) or Target(
            "thread", "0"
        )
        address = re.sub(r"[?&]pageNo=\d+", "", canonical or page.url.split("#", 1)[0])
        tags = list(dict.fromkeys(filter(None, map(text_of, _LABELS(page.tree)))))
        thread = Thread(target.id, address or None, text_of(_TITLE.first(page.tree)) or None, tags)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, element) for element in elements]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, target.page, *_pages(self, page, target))

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        key = _key(element)
        content = first_of(element, "messageText", "div")
        walker = Walker(_RULES, page.base_url)
        if content is not None:
            walker.walk(content)
            walker.end_line()
        for files in element.iter("ul", "section", "div"):
            if "attachmentThumbnailList" in (classes := (files.get("class") or "").split()) or "attachmentFileList" in classes:
                _files(walker, files)
        head = first_of(element, "messageHeader", "header")
        made = raw_post(self, page, thread, board, key, f"{thread.url}#post{key}", walker.body, _when(page, head, element))
        made.post.floor = _floor(element, head)
        made.post.author = _person(first_of(element, "messageSidebar", "aside"))
        made.post.edited_at = _edited(page, element)
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, (a for a in element.iter("a") if "wbbTopicLink" in (a.get("class") or "")))
        if found is None:
            return None
        marks = " ".join(f"{mark.get('class') or ''} {mark.get('name') or ''}" for mark in element.iter("span", "fa-icon"))
        found.sticky = "jsIconSticky" in marks or "thumbtack" in marks
        starter = first_of(element, "messageGroupAuthor", "li")
        name = text_of(starter) if starter is not None else ""
        found.author = Author(name, _member(next(starter.iter("a"), None)) if starter is not None else None) if name else None
        found.created_at = _moment(page, first_of(element, "messageGroupTime", "li")).iso
        stats = first_of(element, "columnStats", "li", "td")
        counts = [count(text_of(value).replace(".", "")) for value in stats.iter("dd")] if stats is not None else []
        found.replies, found.views = (*counts, None, None)[:2]
        found.last_post_at = _moment(page, first_of(element, "columnLastPost", "li", "td")).iso
        return found


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _key(element: Element) -> str:
    """The post's id: its own, or (data attributes may be lost) the one of the entry around it."""
    entry = element.getparent()
    around = (entry.get("id") or "").removeprefix("post") if entry is not None else ""
    found = element.get("data-post-id") or element.get("data-object-id") or around
    return found if found.isdecimal() else ""


def _moment(page: Page, element: Element | None) -> When:
    """The first time in an element: ``time``, or 6.0's own element with the same in ``date``."""
    for found in element.iter("time", "woltlab-core-date-time") if element is not None else ():
        if found.tag == "time":
            return read_time(page, found)
        if exact := found.get("date"):
            when = parse(exact, page.calendar)
            return when._replace(raw=text_of(found) or exact)
    return NEVER


def _when(page: Page, head: Element | None, element: Element) -> When:
    """A post's time: in its head, else for machines."""
    when = _moment(page, head)
    if when.iso is None:
        told = next((meta for meta in element.iter("meta") if meta.get("itemprop") in ("datePublished", "dateCreated")), None)
        when = parse(told.get("content"), page.calendar) if told is not None else when
    return when


def _floor(element: Element, head: Element | None) -> int | None:
    for link in head.iter("a") if head is not None else ():
        if re.fullmatch(r"#\d[\d.,]*", shown := text_of(link)):
            return number(shown.replace(".", ""))
    return number(text_of(first_of(element, "messageCounter", "p")).replace(".", "") or None)


def _member(link: Element | None) -> str | None:
    match = _MEMBER.search(link.get("href") or "") if link is not None else None
    return (match[1] or match[2]) if match else None


def _person(element: Element | None) -> Author | None:
    found = first_of(element, "username", "a", "span", "h2", "h3", "div") if element is not None else None
    name = text_of(found)
    return Author(name, _member(next(found.iter("a"), None))) if found is not None and name else None


def _edited(page: Page, element: Element) -> str | None:
    for note in element.iter("p"):
        if "messageFooterNote" in (note.get("class") or "").split():
            when = _moment(page, note)
            match = _EDITED.search(text_of(note))
            if iso := when.iso or (parse(match[1], page.calendar).iso if match else None):
                return iso
    return None


def _pages(engine: WoltLab, page: Page, target: Target) -> tuple[int | None, str | None]:
    """Number of pages, address of the next."""
    bar = _BAR.first(page.tree)
    if bar is not None:
        pages, url = number(bar.get("count")) or 1, absolute(page.base_url, bar.get("url") or "")
        following = f"{url}{'&' if '?' in url else '?'}pageNo={target.page + 1}" if url and target.page < pages else None
        return pages, following or (absolute(page.base_url, page.link("next")) or None)
    pages, following = pager(engine, page, target, _PAGER(page.tree))
    return pages, following or (absolute(page.base_url, page.link("next")) or None)


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote.quoteBox``: title, content, and the post's address in ``cite``."""
    title, content = first_of(element, "quoteBoxTitle", "div", "span"), first_of(element, "quoteBoxContent", "div")
    parts = [part for part in element if isinstance(part.tag, str)]
    content = content if content is not None or not parts or title is None else parts[-1]
    words = text_of(title)
    match = _QUOTED.match(words)
    quote = Quote(
        walker.inside_text(content if content is not None else element), match[1] if match else (words and speaker(words)) or None
    )
    found = _POST.search(element.get("cite") or "")
    quote.post_id = (found[1] or found[2]) if found else None
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    """``div.codeBox``: every line is an element of its own."""
    lines = [
        "".join(line.itertext()).strip("\n") for line in element.iter("div", "li") if "codeBoxLine" in (line.get("class") or "").split()
    ]
    pre = next(element.iter("pre"), None)
    if lines:
        walker.add(Block("code", tidy_code("\n".join(lines))))
    elif pre is not None:
        walker.code(pre)


def _link(walker: Walker, element: Element) -> None:
    """``a``: around an embedded picture it leads to the original."""
    img = next(element.iter("img"), None)
    if img is None or "jsImageViewer" not in (element.get("class") or ""):
        cut_link(walker, element)
        return
    _picture(walker, element, img)


def _picture(walker: Walker, link: Element, img: Element) -> None:
    original, small = absolute(walker.base_url, link.get("href") or ""), absolute(walker.base_url, img.get("src") or "")
    if original:
        name = link.get("title") or img.get("alt") or ""
        walker.image(Image(0, original, thumb_url=small if small != original else None, filename=name or None))


def _files(walker: Walker, element: Element) -> None:
    """The list of uploads below a post: pictures and others."""
    for item in element.iter("li"):
        link = next((a for a in item.iter("a") if a.get("href")), None)
        img = next(item.iter("img"), None)
        if link is None:
            continue
        if img is not None and next((True for a in item.iter("a") if "jsImageViewer" in (a.get("class") or "")), False):
            _picture(walker, link, img)
        else:
            name = next(filter(None, map(text_of, item.iter("a"))), "file")
            url = absolute(walker.base_url, link.get("href") or "") or None
            walker.attachment(Attachment(name, url, size(text_of(item).replace(",", "."))))


_RULES = Rules(
    classes={
        "quoteBox": _quote,
        "codeBox": _code,
        "spoilerBoxContent": Walker.descend,
        **dict.fromkeys(("jsSpoilerToggle", "toggleButton", "messageSignature", "attachmentThumbnailList", "attachmentFileList"), skip),
    },
    tags={"blockquote": _quote, "a": _link},
)

ENGINE = WoltLab()
