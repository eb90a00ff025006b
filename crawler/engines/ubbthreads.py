"""UBB.threads 7.

Posts stand in tables: a ``td.subjecttable`` with number and time, ``td.author-content``, and the body in ``div#body0``, ``#body1`` …; an
anchor ``PostN`` says the post's own number.  A thread is known by ``Number=`` or ``/topics/N``; the same script answers everything.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import is_filename, picture
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import day_first, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_BODIES = Select("//div[starts-with(@id,'body')][number(substring(@id,5))>=0]")
_CRUMBS = Either("//*[contains(@class,'breadcrumbs')]")
_PAGER = Select("//*[contains(@class,'pagination')]")
_ROWS = Either("//tr[starts-with(@id,'postrow')]", "//tr[td[contains(@class,'topicsubject')]]")
_BOARDS = Select("//td[contains(@class,'forumtitle')]//a[@href] | //*[contains(@class,'forumtitle')]/a[@href]")
_MESSAGE = Either("//*[@class='error' or contains(@class,'error-')]", "//td[contains(@class,'alt-1')][not(.//form)]")
_LOGIN = Select("//form[.//input[@type='password']]")

_PATH = re.compile(r"ubbthreads\.php/(topics|forums)/(\d+)(?:/(\w+))?")
_DROPPED = frozenset(("ubb", "Number", "Board", "page", "fpart", "Main", "PHPSESSID", "gonew"))
_ANCHOR = re.compile(r"Post(\d+)$")
_LABEL = re.compile(r"#\s*(\d+)")
_USER = re.compile(r"[?&]User=(\d+)|/users/(\d+)")
_CATEGORY = re.compile(r"[?&]c=\d+|ubbthreads\.php/category/\d+")
_FIRST_PAGE = re.compile(r"[?&](?:page|fpart)=1(?!\d)")
_EDIT = re.compile(r"(?:;|[:：]|\bon\b|\(\s*)\s*([^;()]*\d[^;()]*?)\s*(?:\)|\.\s|$)")
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)


class UbbThreads(Engine):
    """UBB.threads boards and threads."""

    name = "ubbthreads"
    rank = 24
    fingerprints = (b"ubbthreads",)

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"subjecttable", b"topicsubject", b"forumtitle", b"UBB.threads"))

    def target(self, url: str) -> Target | None:
        head, _, fragment = url.partition("#")
        asked = query(head)
        if _ANCHOR.search(fragment) and "page" not in asked:
            return None
        if match := _PATH.search(head):
            page = match[3] or "1"
            if page in ("all", "gonew") or set(asked) - _DROPPED:
                return None
            return Target("thread" if match[1] == "topics" else "board", match[2], int(page[:9]) if page.isdecimal() else 1)
        if "ubbthreads.php" not in head.split("?")[0] or set(asked) - _DROPPED or not asked.get("page", "1").isdecimal():
            return None
        page_number = number(asked.get("page")) or 1
        action = asked.get("ubb", "")
        if action == "showflat" and asked.get("Number", "").isdecimal():
            return Target("thread", asked["Number"], page_number)
        if action == "postlist" and asked.get("Board"):
            return Target("board", asked["Board"], page_number)
        return Target("index", "") if action in ("", "cfrm") and not head.split("?")[0].rpartition("ubbthreads.php")[2].strip("/") else None

    def read(self, page: Page) -> Reading:
        if bodies := _posts(page):
            return self._thread(page, bodies)
        threads, boards = self._rows(page), board_rows(self, page, _BOARDS(page.tree), _address)
        if threads or boards:
            return BoardPage(self._breadcrumb(page), boards, threads, *self._pager(page, "board"))
        if _LOGIN(page.tree) and b"ubb=login" in page.body and "login" in page.url:
            return Notice("login", page.title)
        box = _MESSAGE.first(page.tree)
        if box is not None and (words := text_of(box)):
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[tuple[str, Element, Element]]) -> ThreadPage:
        board, thread = self._breadcrumb(page), self._head(page, bodies[0][0])
        current, pages, next_url = self._pager(page, "thread")
        shown = [_time(first_of(table, "subjecttable", "td", "div")) for _, table, _ in bodies]
        begins_with_day = day_first(shown)
        drafts: list[RawPost] = []
        for at, (key, table, content) in enumerate(bodies):
            body, when = _read_body(page, content), parse(shown[at], page.calendar, day_first=begins_with_day)
            made = raw_post(self, page, thread, board, key, _permalink(page, table, thread, key), body, when)
            made.post.author = _author(table)
            made.post.floor = at + 1 if current == 1 else None
            made.post.edited_at = parse(body.edited, page.calendar, day_first=begins_with_day).iso
            drafts.append(made)
        if current == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        return ThreadPage(thread, board, drafts, current, pages, next_url)

    def _head(self, page: Page, first: str) -> Thread:
        addresses = [absolute(page.base_url, url) for url in (page.link("canonical"), page.url)]
        places = [(target, url) for url in addresses if (target := self.target(url)) and target.kind == "thread"]
        ident = places[0][0].id if places else _topic_id(page) or first
        url = next((url for target, url in places if target.page == 1), "")
        trail = _CRUMBS.first(page.tree)
        parts = re.split(r"\s*[»›]\s*", text_of(trail)) if trail is not None else []
        title = parts[-1] if len(parts) > 1 else re.split(r"\s+-\s+", page.title)[0]
        return Thread(id=ident, url=url or absolute(page.base_url, f"{_script(page)}?ubb=showflat&Number={ident}"), title=title or None)

    def _pager(self, page: Page, kind: str) -> tuple[int, int | None, str | None]:
        """Current page, number of pages, address of the next."""
        at = self.target(page.url)
        current = at.page if at and at.kind == kind else 1
        links: dict[int, str] = {}
        for bar in _PAGER(page.tree):
            for link in bar.iter("a"):
                url, shown = absolute(page.base_url, link.get("href", "")), text_of(link)
                if shown.isdecimal():
                    links.setdefault(int(shown[:9]), url)
        shown_page = next((n for bar in _PAGER(page.tree) for n in _plain_numbers(bar) if n not in links), None)
        current = shown_page or current
        return current, max([current, *links]), links.get(current + 1) or None

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        board, trail = Board(), _CRUMBS.first(page.tree)
        for link in trail.iter("a") if trail is not None else ():
            url, name = _address(page, link.get("href", "")), text_of(link)
            target = self.target(url)
            if target and target.kind == "board" and name:
                board.id, board.name, board.url = target.id, name, url
                board.path.append(name)
            elif name and _CATEGORY.search(url):
                board.path.append(name)
        at = self.target(page.url)
        if at and at.kind == "board" and board.id != at.id and trail is not None:
            board.id, board.name, board.url = at.id, re.split(r"\s*[»›]\s*", text_of(trail))[-1], page.url
            board.path.append(board.name)
        return board

    def _rows(self, page: Page) -> list[ThreadRow]:
        found: dict[str, ThreadRow] = {}
        rows = _ROWS(page.tree)
        begins_with_day = day_first(map(_time, rows))
        for row in rows:
            cell = next((td for td in row.iter("td") if "topicsubject" in td.get("class", "")), row)
            for link in cell.iter("a"):
                url, title = _address(page, link.get("href", "")), text_of(link)
                target = self.target(url)
                if target and target.kind == "thread" and target.page == 1 and title and "pagenav" not in link.get("class", ""):
                    found.setdefault(target.id, _filled(page, row, cell, begins_with_day, ThreadRow(target.id, url, title)))
                    break
        return list(found.values())


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _posts(page: Page) -> list[tuple[str, Element, Element]]:
    """(number, table, body) of each post."""
    found: list[tuple[str, Element, Element]] = []
    for content in _BODIES(page.tree):
        table = next(
            (table for table in content.iterancestors("table", "div") if first_of(table, "subjecttable", "td", "div") is not None), None
        )
        if table is not None and (key := _number(table, content)):
            found.append((key, table, content))
    return found


def _number(table: Element, content: Element) -> str:
    """A post's own number: in a ``span#numberN``, in the link that leads to it, or in the anchor before it."""
    at = content.get("id", "")[4:]
    label = next((span for span in table.iter("span") if span.get("id") == "number" + at), None)
    if label is not None and (shown := _LABEL.search("#" + text_of(label).lstrip("#"))):
        return shown[1]
    for link in table.iter("a"):
        if match := _ANCHOR.search(link.get("href", "") or link.get("name", "") or link.get("id", "")):
            return match[1]
    for anchor in table.itersiblings("a", preceding=True):
        if match := _ANCHOR.search(anchor.get("name") or anchor.get("id") or ""):
            return match[1]
    head = first_of(table, "subjecttable", "td", "div")
    shown = _LABEL.search(text_of(head)) if head is not None else None
    return shown[1] if shown else ""


def _permalink(page: Page, table: Element, thread: Thread, key: str) -> str:
    link = next((a for a in table.iter("a") if a.get("href", "").endswith(f"#Post{key}")), None)
    url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
    return f"{url or thread.url}#Post{key}"


def _author(table: Element) -> Author | None:
    cell = first_of(table, "author-content", "td", "div")
    name = first_of(cell if cell is not None else table, "username", "span")
    if name is None:
        name = next((span for span in table.iter("span") if span.get("id", "").startswith("menu_control_")), None)
    if name is None and cell is not None:
        name = next((a for a in cell.iter("a") if _USER.search(a.get("href", "")) and text_of(a)), None)
    if name is None or not (shown := text_of(name)):
        return None
    links = [name, *name.iter("a"), *name.iterancestors("a"), *(cell.iter("a") if cell is not None else ())]
    user = next((match for a in links if (match := _USER.search(a.get("href", "")))), None)
    return Author(shown, (user[1] or user[2]) if user else None)


def _time(element: Element | None) -> str:
    """Date and clock stand in spans of their own."""
    if element is None:
        return ""
    return tidy(f"{text_of(first_of(element, 'date', 'span'))} {text_of(first_of(element, 'time', 'span'))}")


def _topic_id(page: Page) -> str:
    match = re.search(rb"ubbthreads\.php/topics/(\d+)|[?&;]main=(\d+)|ubb=printthread[^\"']*?[?&;](?:main|Main)=(\d+)", page.body)
    return next((part for part in match.groups() if part), b"").decode() if match else ""


def _address(page: Page, href: str) -> str:
    return _FIRST_PAGE.sub("", absolute(page.base_url, href))


def _script(page: Page) -> str:
    return page.base_url.partition("ubbthreads.php")[0] + "ubbthreads.php"


def _plain_numbers(bar: Element) -> list[int]:
    """The numbers in a page bar that are no links: the current page."""
    texts = [bar.text, *(text for node in bar.iterdescendants() for text in ((None if node.tag == "a" else node.text), node.tail))]
    return [int(word[:9]) for text in texts if text and (word := text.strip()).isdecimal()]


def _filled(page: Page, row: Element, cell: Element, begins_with_day: bool, found: ThreadRow) -> ThreadRow:
    """What a board says about a thread."""
    marks = " ".join(
        f"{node.get('class', '')} {node.get('src', '')} {node.get('title', '')}" for node in row.iter("td", "img", "i", "span")
    ).lower()
    found.sticky = "sticky" in marks or "announcement" in marks or "pinned" in marks
    found.moved = "moved" in marks
    by = next((span for span in cell.iter("span", "div") if _BY.match(text_of(span))), None)
    if by is not None:
        user = next((match for a in by.iter("a") if (match := _USER.search(a.get("href", "")))), None)
        found.author = Author(_BY.sub("", text_of(by)), (user[1] or user[2]) if user else None)
    for td in row.iter("td"):
        classes = td.get("class", "")
        if "topicreplies" in classes:
            found.replies = number(text_of(td))
        elif "topicviews" in classes:
            found.views = number(text_of(td))
        elif "topictime" in classes:
            found.last_post_at = parse(_time(td), page.calendar, day_first=begins_with_day).iso
    return found


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _read_body(page: Page, content: Element) -> Body:
    walker = Walker(_RULES, page.base_url)
    walker.walk(content)
    walker.end_line()
    for sibling in content.itersiblings("div", "dl", "span", "table"):
        if "signature" not in sibling.get("class", ""):
            _beside(walker, sibling)
    walker.end_line()
    return walker.body


def _beside(walker: Walker, element: Element) -> None:
    """What stands below a body: the edit note and the files."""
    if walker.body.edited is None and re.search(r"\bedited\b", text_of(element)):
        _edited(walker, element)
    for link in element.iter("a"):
        _link(walker, link, below=True)


def _edited(walker: Walker, element: Element) -> None:
    if shown := _time(element):
        walker.body.edited = shown
    elif match := _EDIT.search(text_of(element)):
        walker.body.edited = match[1]


def _link(walker: Walker, element: Element, below: bool = False) -> None:
    """A link to ``ubb=download``: a file, or the picture it shows."""
    url = absolute(walker.base_url, element.get("href", ""))
    asked = query(url)
    if asked.get("ubb") != "download" and "/ubb/download/" not in url:
        if not below:
            walker.descend(element)
        return
    name = asked.get("filename") or unquote(url.rpartition("/")[2])
    shown = next(element.iter("img"), None)
    image = picture(shown, walker.base_url) if shown is not None else None
    if image is not None:
        image.thumb_url, image.url = image.url, url
        image.filename, image.alt = name if is_filename(name) else image.filename, None
        walker.image(image)
    elif text_of(element):
        walker.attachment(Attachment(text_of(element), url, size(element.tail)))


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None and "/graemlins/" not in image.url:
        image.alt = None if (image.alt or "").startswith("[") else image.alt
        walker.image(image)


def _block(walker: Walker, element: Element) -> None:
    """``div.ubbcode-block``: a quotation, code or a spoiler, as its header says."""
    head, body = first_of(element, "ubbcode-header", "div"), first_of(element, "ubbcode-body", "div")
    words = text_of(head)
    pre = next((body if body is not None else element).iter("pre"), None)
    if pre is not None or re.match(r"(?:php )?code\b", words, re.IGNORECASE):
        walker.code(pre if pre is not None else body if body is not None else element)
    elif re.match(r"spoiler", words, re.IGNORECASE) and body is not None:
        walker.descend(body)
    else:
        walker.quote(Quote(walker.inside_text(body if body is not None else element), speaker(words) if words else None))


def _linked(walker: Walker, element: Element) -> None:
    _link(walker, element)


_RULES = Rules(
    classes={
        **dict.fromkeys(("ubbcode-header", "signature"), skip),
        **dict.fromkeys(("edited-wording", "post-edited"), _edited),
        "ubbcode-block": _block,
    },
    tags={"a": _linked, "img": _img},
)

ENGINE = UbbThreads()
