"""MyBB 1.6 and 1.8.

Posts are found by the ids that every theme keeps: ``post_N`` around a post, ``pid_N`` around its body.  MyBB prints dates month first
unless a site chose otherwise; the dates of a page tell, as soon as one of them has a number above twelve.
"""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.blocks import Body, Rules, Walker, skip
from crawler.dates import When, day_first, parse
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pictures import picture
from crawler.quoting import speaker
from crawler.select import Classed, Either, Select, Value, first_of, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute, query, uncut
from crawler.zones import between

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_CRUMBS = Either(Classed("navigation", "div"), "//*[contains(@class,'breadcrumb')]")
_PAGER = Classed("pagination", "div")
_CLOCK = Value("id('current_time')/strong/following-sibling::text()")
_ROWS = Select("//span[starts-with(@id,'tid_')]//a[@href]")
_BOARDS = Select("//td[starts-with(@class,'trow')]//a[@href] | //td[contains(@class,'forum')]//strong/a[@href]")
_MESSAGE = Either("//div[contains(@class,'error')]//ul | //div[@class='error']", "//td[@class='trow1']")
_PASSWORD = Select("//input[@name='pwverify']")

_MARK = re.compile(r"(post|pid)_(\d+)")
_THREAD = re.compile(r"/thread-(\d+)(?:-page-(\d+))?\.html?$", re.IGNORECASE)
_BOARD = re.compile(r"/forum-(\d+)(?:-page-(\d+))?\.html?$", re.IGNORECASE)
_NAMED = re.compile(r"/(thread|forum)-([^/?.]+)$", re.IGNORECASE)
_TRAPS = frozenset(("pid", "action", "sortby", "order", "datecut", "prefix", "mode", "highlight", "nocache"))
_USER = re.compile(r"(?:uid=|/user-|^user-)(\d+)")
_POST = re.compile(r"pid=?(\d+)|post-(\d+)")
_PAGE = re.compile(r"-page-\d+|[?&]page=\d+")
_FLOOR = re.compile(r"^#?\s*(\d[\d,.]*)$")
_FILE_NAME = re.compile(r"[:：]\s*([^\r\n]+?\.\w{2,5})\s*(?:[\r\n]|$)")
_BY = re.compile(r"\s+(?:by|von|par|por|da|door|av|af|de)\s+.*$")


class _Shown(NamedTuple):
    """A time as the page has it: words to read, words to show."""

    words: str
    raw: str


class Mybb(Engine):
    """MyBB boards and threads."""

    name = "mybb"
    rank = 23
    marks = (b"my_post_key", b"MyBB")

    def detect(self, page: Page) -> bool:
        if b"my_post_key" not in page.body[:12_000] and b"MyBB" not in page.body[-6000:]:
            return False
        marks = (b"my_post_key", b'class="post_body', b'id="tid_', b'class="trow1', b'class="tborder')
        return any(mark in page.body for mark in marks)

    def place(self, url: str) -> Place | None:
        path = url.split("?", 1)[0].split("#", 1)[0]
        script = path.rpartition("/")[2]
        asked = query(url)
        if not _TRAPS.isdisjoint(asked) or "/archive/" in path:
            return None
        page = number(asked.get("page")) or 1
        if script in ("showthread.php", "forumdisplay.php"):
            ident = asked.get("tid" if script == "showthread.php" else "fid", "")
            return Place("thread" if script == "showthread.php" else "board", ident, page) if ident.isdecimal() else None
        for kind, pattern in (("thread", _THREAD), ("board", _BOARD)):
            if match := pattern.search(path):
                return Place("thread" if kind == "thread" else "board", match[1], int((match[2] or "1")[:9]))
        if match := _NAMED.search(path):
            return Place("thread" if match[1].lower() == "thread" else "board", match[2], page)
        return Place("index", "") if script in ("", "index.php") and not asked else None

    def read(self, page: Page) -> Reading:
        posts = _posts(page)
        if posts:
            return self._thread(page, posts)
        threads = self._rows(page)
        boards = self._board_rows(page, {row.id for row in threads})
        if threads or boards:
            current, pages, next_url = self._pager(page, "board")
            return BoardPage(self._breadcrumb(page), boards, threads, current, pages, next_url)
        if _PASSWORD(page.tree):
            return Notice("password", page.title)
        box = _MESSAGE.first(page.tree)
        if box is not None and (words := text_of(box)):
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, posts: dict[str, tuple[Element, Element]]) -> ThreadPage:
        zone, board = _zone(page), self._breadcrumb(page)
        thread = self._head(page, next(iter(posts.values()))[0])
        current, pages, next_url = self._pager(page, "thread")
        shown = {pid: _time(_date(box)) for pid, (box, _) in posts.items()}
        begins_with_day = day_first(time.words for time in shown.values())
        drafts: list[Draft] = []
        for pid, (box, content) in posts.items():
            body = _read_body(page, content)
            when = parse(shown[pid].words, page.fetched_at, zone, day_first=begins_with_day)
            label, floor = _label(box, pid)
            url = absolute(page.base_url, label.get("href", "")) if label is not None else ""
            made = draft(
                self,
                page,
                thread,
                board,
                pid,
                f"{url or thread.url}#pid{pid}",
                body,
                When(when.iso, shown[pid].raw or when.raw, when.precision),
            )
            made.post.author, made.post.floor = _author(box), floor
            made.post.edited_at = _edited(page, box, zone, begins_with_day)
            made.post.locked = "; ".join(dict.fromkeys(body.locked)) or None
            drafts.append(made)
        if drafts[0].post.floor == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        return ThreadPage(thread, board, drafts, current, pages, next_url)

    def _head(self, page: Page, first: Element) -> Thread:
        links = (a.get("href", "") for a in first.iter("a"))
        places = (
            place
            for url in (page.link("canonical"), page.url)
            if (place := self.place(url)) and place.kind == "thread" and place.id.isdecimal()
        )
        ident = next((place.id for place in places), None) or next(
            (m[1] for url in links if (m := re.search(r"tid=(\d+)|thread-(\d+)-", url)) and m[1]), None
        )
        if ident is None:
            match = re.search(rb"(?:[?&;]tid=|thread-)(\d+)|name=\"tid\" value=\"(\d+)\"", page.body)
            ident = next(part for part in match.groups() if part).decode() if match else "0"
        candidates = (absolute(page.base_url, url) for url in (page.link("canonical"), page.url))
        named = next((url for url in candidates if (place := self.place(url)) and place.kind == "thread" and place.page == 1), "")
        trail = _CRUMBS.first(page.tree)
        active = first_of(trail, "active", "span", "li") if trail is not None else None
        title = text_of(active) or re.split(r"\s+-\s+", page.title)[-1]
        return Thread(id=ident, url=named or absolute(page.base_url, f"showthread.php?tid={ident}"), title=title or None)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        board, trail = Board(), _CRUMBS.first(page.tree)
        for link in trail.iter("a") if trail is not None else ():
            url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
            place = self.place(url)
            if place and place.kind == "board" and name and not link.get("class", "").startswith("pagination"):
                board.id, board.name, board.url = place.id, name, _PAGE.sub("", url)
                board.path.append(name)
        if trail is not None and (at := self.place(page.url)) and at.kind == "board" and at.id != board.id:
            board.id, board.name, board.url = at.id, text_of(first_of(trail, "active", "span", "li")) or None, page.url
            board.path += [board.name] if board.name else []
        return board

    def _rows(self, page: Page) -> list[ThreadRow]:
        zone = _zone(page)
        links = [(link, tr) for link in _ROWS(page.tree) if (tr := next(link.iterancestors("tr"), None)) is not None]
        last = {link: _time(first_of(tr, "lastpost", "span")) for link, tr in links}
        begins_with_day = day_first(time.words for time in last.values())
        found: dict[str, ThreadRow] = {}
        for link, tr in links:
            url, title = absolute(page.base_url, link.get("href", "")), text_of(link)
            place = self.place(url)
            if place is None or place.kind != "thread" or not title:
                continue
            ident = place.id if place.id.isdecimal() else next(iter(link.iterancestors("span"))).get("id", "")[4:]
            if ident in found:
                continue
            row = found[ident] = ThreadRow(ident, url, title)
            _fill(row, link, tr)
            row.last_post_at = parse(last[link].words, page.fetched_at, zone, day_first=begins_with_day).iso
            begun = first_of(tr, "thread_start_datetime", "span")
            row.created_at = parse(_time(begun).words, page.fetched_at, zone, day_first=begins_with_day).iso if begun is not None else None
        return list(found.values())

    def _board_rows(self, page: Page, threads: set[str]) -> list[BoardRow]:
        rows: dict[str, BoardRow] = {}
        for link in _BOARDS(page.tree):
            url, name = absolute(page.base_url, link.get("href", "")), text_of(link)
            place = self.place(url)
            if place and place.kind == "board" and place.page == 1 and name:
                rows.setdefault(place.id, BoardRow(place.id, url, name))
        return list(rows.values())

    def _pager(self, page: Page, kind: str) -> tuple[int, int | None, str | None]:
        """Current page, number of pages, address of the next.  A thread's breadcrumb may hold the pager of its board."""
        for bar in _PAGER(page.tree):
            here = first_of(bar, "pagination_current", "span", "a")
            links = {int(shown[:9]): absolute(page.base_url, a.get("href", "")) for a in bar.iter("a") if (shown := text_of(a)).isdecimal()}
            if here is not None and all((place := self.place(url)) is None or place.kind == kind for url in links.values()):
                current = number(text_of(here)) or 1
                return current, max([current, *links]), links.get(current + 1) or None
        return 1, 1, None


# Pages ----------------------------------------------------------------------------------------------------------------------------------


def _posts(page: Page) -> dict[str, tuple[Element, Element]]:
    """(post, body) by number."""
    found: dict[str, tuple[Element, Element]] = {}
    box: Element | None = None
    for element in page.tree.iter("div", "table", "article", "li", "td"):
        mark = element.get("id")
        match = _MARK.fullmatch(mark) if mark else None
        if match and match[1] == "post":
            box = element
        elif match and match[2] not in found:
            found[match[2]] = (box if box is not None and box.get("id") == "post_" + match[2] else element, element)
    return found


def _zone(page: Page) -> tzinfo:
    """MyBB prints its clock at a page's foot; where the server's own time is known too, the difference is the zone."""
    clock, sent = _CLOCK(page.tree), page.headers.get("date")
    if not clock or not sent:
        return UTC
    try:
        moment = parsedate_to_datetime(sent)
    except ValueError:
        return UTC
    return (
        between(parse(clock, moment, UTC).iso, moment.astimezone(UTC))
        or between(parse(clock, moment, UTC, day_first=True).iso, moment.astimezone(UTC))
        or UTC
    )


# Parts of a post ------------------------------------------------------------------------------------------------------------------------


def _read_body(page: Page, content: Element) -> Body:
    walker = Walker(_RULES, page.base_url)
    walker.walk(content)
    walker.end_line()
    for sibling in content.itersiblings("fieldset", "div"):
        if sibling.tag == "fieldset" or "attachments" in sibling.get("class", ""):
            walker.visit(sibling)
        elif sibling.tag == "div":
            for fieldset in sibling.iterchildren("fieldset"):
                walker.visit(fieldset)
    walker.end_line()
    return walker.body


def _author(box: Element) -> Author | None:
    name = first_of(box, "largetext", "span")
    if name is None:
        name = first_of(box, "post_author", "div", "td")
    if name is None:
        return None
    for link in name.iter("a"):
        if shown := text_of(link):
            user = _USER.search(link.get("href", ""))
            return Author(shown, user[1] if user else None)
    shown = text_of(name)
    return Author(shown) if shown and len(shown) < 60 else None


def _date(box: Element) -> Element | None:
    """Where a post's time stands: 1.8, then 1.6."""
    date = first_of(box, "post_date", "span", "div")
    head = first_of(box, "tcat", "td") if date is None else None
    return date if head is None else first_of(head, "float_left", "div")


def _label(box: Element, pid: str) -> tuple[Element | None, int | None]:
    """The link that shows a post's number and leads to it, and the number."""
    for link in box.iter("a"):
        href = link.get("href", "")
        if f"#pid{pid}" in href and (match := _FLOOR.match(text_of(link))):
            return link, number(match[1].replace(".", ""))
    return None, None


def _time(element: Element | None) -> _Shown:
    """A time's words.  Relative ones ('Yesterday', '2 hours ago') have the date, or date and clock, in the title of a span."""
    if element is None:
        return _Shown("", "")
    words, exact = [element.text or ""], [element.text or ""]
    for child in element:
        if child.tag == "br" or "post_edit" in (child.get("class") or ""):
            break
        if child.tag in ("span", "time"):
            words.append(text_of(child))
            exact.append(child.get("title") or text_of(child))
        words.append(child.tail or "")
        exact.append(child.tail or "")
    return _Shown(tidy("".join(exact)), tidy("".join(words)))


def _edited(page: Page, box: Element, zone: tzinfo, begins_with_day: bool) -> str | None:
    note = first_of(box, "edited_post", "span")
    if note is None:
        return None
    shown = _time(note).words.partition(": ")[2]
    return parse(_BY.sub("", shown), page.fetched_at, zone, day_first=begins_with_day).iso


def _fill(row: ThreadRow, link: Element, tr: Element) -> None:
    """What a board says about a thread, but the times."""
    cells = [td for td in tr if td.tag == "td"]
    at = next((n for n, cell in enumerate(cells) if cell in link.iterancestors("td")), None)
    marks = " ".join(f"{element.get('class', '')} {element.get('src', '')}" for element in tr.iter("td", "span", "img", "div"))
    row.sticky, row.moved = "forumdisplay_sticky" in marks, "movefolder" in marks or "thread_status_move" in marks
    if at is not None and len(cells) > at + 2:
        row.replies, row.views = number(text_of(cells[at + 1])), number(text_of(cells[at + 2]))
    author = first_of(tr, "author", "div", "span")
    if author is not None and (name := text_of(author)):
        user = next((match[1] for a in author.iter("a") if (match := _USER.search(a.get("href", "")))), None)
        row.author = Author(name, user)


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _img(walker: Walker, element: Element) -> None:
    if "/attachtypes/" in element.get("src", ""):
        return
    image = picture(element, walker.base_url)
    if image is None:
        return
    parent = element.getparent()
    classes = element.get("class", "").split()
    image.alt = None if (image.alt or "").startswith("[") else image.alt
    if "attachment" in classes:
        name = _FILE_NAME.search(element.get("title", "").replace("&#13;", "\n"))
        image.filename, image.alt = name[1] if name else image.filename, None
        if parent is not None and "attachment.php?aid=" in parent.get("href", ""):
            image.thumb_url, image.url = image.url, absolute(walker.base_url, parent.get("href", ""))
    elif original := absolute(walker.base_url, element.get("data-original-url", "")):
        image.url = original
    walker.image(image)


def _link(walker: Walker, element: Element) -> None:
    """A link: a file, or text whose shortened address is made whole."""
    href, shown = element.get("href", ""), text_of(element)
    if "attachment.php?aid=" in href and shown and next(element.iter("img"), None) is None:
        walker.attachment(Attachment(shown, absolute(walker.base_url, href), size(element.tail)))
        element.tail = None
    elif (whole := uncut(shown, href)) != shown:
        walker.text(whole)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote(walker.inside_text(element))
    cite = element.find("cite")
    if cite is not None:
        dated = next(cite.iter("span"), None)
        time = _time(dated).raw.strip("() ") if dated is not None else ""
        quote.created_raw = time or None
        post = next((match for a in cite.iter("a") if (match := _POST.search(a.get("href", "")))), None)
        quote.post_id = (post[1] or post[2]) if post else None
        words = text_of(cite)
        quote.author = speaker(tidy(words.replace(text_of(dated), "")) if dated is not None else words)
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    code = next(element.iter("code"), None)
    walker.code(code if code is not None else element)


def _files(walker: Walker, element: Element) -> None:
    """The files below a body: headings between them are the forum's."""
    for part in element.iter("img", "a"):
        if part.tag == "img":
            _img(walker, part)
        elif "attachment.php?aid=" in part.get("href", "") and text_of(part):
            _link(walker, part)


_RULES = Rules(
    classes={
        **dict.fromkeys(("smilie", "quick_jump", "post_edit", "edited_post", "signature", "float_right"), skip),
        "codeblock": _code,
        "attachments": _files,
    },
    tags={"img": _img, "a": _link, "blockquote": _quote, "cite": skip, "fieldset": _files},
)

ENGINE = Mybb()
