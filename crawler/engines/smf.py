"""Simple Machines Forum 1.1, 2.0 and 2.1.

A message is known by its number, which all versions put into ids: ``msg_N`` (the body; in 2.0 and later), ``subject_N`` (all),
``modified_N``, ``msg_N_footer``.  Addresses separate parameters with ``;`` and count items (``topic=2.10``); without a cookie every link
begins with ``PHPSESSID=…``, which is taken out everywhere.  Members see the number of a reply: the opening message has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body, Rules, Walker, skip
from crawler.boards import board_rows
from crawler.dates import When, parse
from crawler.forum import BoardPage, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Image, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pictures import is_filename, picture
from crawler.select import Classed, Either, Numbered, Select, Value, first_of, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute
from crawler.zones import between

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_CRUMBS = Either(Classed("navigate_section", "div"), "//div[@class='nav' or @class='linktree'][.//a]")
_PAGES = Either(Classed("pagelinks", "div"), "//td[@class='middletext'][.//a or .//b]", "//div[@class='pages']")
_USER = Classed("user", "div")
_OPENED = Value("id('display_head')/p[1]")
_HEADING = Either("id('top_subject')", "id('forumposts')//h3")
_ROWS = Numbered("msg_", "span")
_BOARDS = Select(
    "//a[contains(@class,'subject')][contains(@href,'board')] | //a[starts-with(@name,'b')][contains(@href,'board')]"
    " | //*[contains(@class,'children')]//a[contains(@href,'board')]"
)
_MESSAGE = Either(
    "id('frmLogin')//p[contains(@class,'information')] | //form[@name='frmLogin']//td[@class='windowbg'][1]",
    "id('fatal_error')//div[@class='padding' or @class='errorbox' or contains(@class,'windowbg')] | id('fatal_error')",
    "//table[@class='tborder'][.//a[@href='javascript:history.go(-1)']]//td[@class='windowbg']",
)
_LOGIN = Select("id('frmLogin') | //form[@name='frmLogin']")

_MARK = re.compile(r"(msg|subject|modified)_(\d+)(_footer)?")
_SESSION = re.compile(r"PHPSESSID=[^&;#]*[&;]?|[?&;]PHPSESSID=[^&;#]*$")
_DROPPED = frozenset(("PHPSESSID", "topicseen", "boardseen", "nowap", "fbclid"))
_PATH = re.compile(r"/(topic|board),(\w+)\.(\w+)(?:\.html)?(?:/|$)")
_VALUE = re.compile(r"(\d+)(?:\.(\d+))?$")
_MEMBER = re.compile(r"action=profile[;&]u=(\d+)|/profile/?[,;]?u?=?(\d+)")
_MESSAGE_ID = re.compile(r"[.?;&=#]msg=?(\d+)")
_DATED = re.compile(r"^«?\s*.*?[:：]\s+(.+?)\s*»?$")
_REPLY = re.compile(r"#\s*(\d+)")
_QUOTED = re.compile(
    r"^[^:：]{1,30}[:：]\s*(?P<name>.+?)(?:\s+(?:on|am|le|en|il|op|em|dnia|den|på|от|於|于)\s+"
    r"(?P<time>(?:\S+\s+){0,3}?\S*\d.*|\S+ \S+ \d.*))?$"
)
_OPENED_BY = re.compile(r"^Started by (?P<name>.+?), (?P<time>(?:\w{3,9} \d{1,2}, \d{4}|\d|Today|Yesterday).*)$")
_READ = re.compile(r"\s*\([^()]*?(\d[\d,.]*)[^()]*\)$")
_PIXELS = re.compile(r"(\d{2,5})x(\d{2,5})")


class Smf(Engine):
    """SMF boards and topics."""

    name = "smf"
    rank = 21
    marks = (b"smf_theme_url", b"simplemachines")

    def detect(self, page: Page) -> bool:
        return b"smf_theme_url" in page.body[:12_000] or (b"simplemachines.org" in page.body[-4000:] and b"topic=" in page.body)

    def place(self, url: str) -> Place | None:
        """The page of a ``Place`` is the first item's number: SMF counts items, and the address does not say how many make a page."""
        head, _, tail = url.split("#", 1)[0].partition("?")
        asked = dict(part.partition("=")[::2] for part in re.split(r"[;&]", tail.replace("&amp;", "&")) if part)
        asked = {name: value for name, value in asked.items() if name not in _DROPPED}
        if match := _PATH.search(head + "/"):
            asked[match[1]] = f"{match[2]}.{match[3]}"
        if not asked and head.rpartition("/")[2] in ("", "index.php"):
            return Place("index", "")
        if len(asked) != 1 or not (asked.keys() <= {"topic", "board"}):
            return None
        (name, value), *_ = asked.items()
        item = _VALUE.match(value)
        return Place("thread" if name == "topic" else "board", item[1], 1 + int((item[2] or "0")[:9])) if item else None

    def read(self, page: Page) -> Reading:
        messages = _messages(page)
        if messages:
            return self._thread(page, messages)
        threads, boards = self._rows(page), board_rows(self, page, _BOARDS(page.tree), _address)
        if threads or boards:
            pager = _pager(page)
            return BoardPage(self._breadcrumb(page), boards, threads, pager.page, pager.pages, pager.next_url)
        if notice := _notice(page):
            return notice
        if b"messageindex" in page.body:
            return BoardPage(self._breadcrumb(page))
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, messages: dict[str, _Message]) -> ThreadPage:
        pager, zone, board = _pager(page), _zone(page), self._breadcrumb(page)
        thread = self._head(page)
        posts: list[Draft] = []
        start = f"{_script(page)}?topic={thread.id}.msg"
        for at, (key, message) in enumerate(messages.items()):
            body, (when, reply) = _read_body(page, message), _when(page, message, zone)
            made = draft(self, page, thread, board, key, f"{start}{key}#msg{key}", body, when)
            made.post.author = _author(message)
            made.post.floor = reply + 1 if reply is not None else pager.before + at + 1 if pager.before is not None else None
            made.post.edited_at = _edited(page, message, zone)
            made.post.locked = "; ".join(dict.fromkeys(body.locked)) or None
            posts.append(made)
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        elif opened := _OPENED_BY.match(_OPENED(page.tree)):
            thread.author, thread.created_at = Author(opened["name"]), parse(opened["time"], page.fetched_at, zone).iso
        return ThreadPage(thread, board, posts, pager.page, pager.pages, pager.next_url)

    def _head(self, page: Page) -> Thread:
        places = (self.place(url) for url in (page.link("canonical"), page.url))
        found = next((place.id for place in places if place and place.kind == "thread"), None) or _topic_id(page)
        thread = Thread(id=found, url=f"{_script(page)}?topic={found}.0")
        heading = _HEADING.first(page.tree)
        if heading is not None and heading.tag == "span":
            thread.title = text_of(heading)
        elif heading is not None:
            words = text_of(heading)
            read = _READ.search(words)
            thread.views = number(read[1].replace(".", "")) if read else None
            thread.title = _READ.sub("", words.partition(": ")[2] or words)
        thread.title = thread.title or page.title or None
        return thread

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        board, tree = Board(), _CRUMBS.first(page.tree)
        for link in tree.iter("a") if tree is not None else ():
            href, name = link.get("href", ""), text_of(link)
            url = _address(page, href)
            place = self.place(url)
            if place is None or not name or place.kind == "thread" or (place.kind == "index" and not re.search(r"#c\d|#\d", href)):
                continue
            board.path.append(name)
            if place.kind == "board":
                board.id, board.name, board.url = place.id, name, url
        return board

    def _rows(self, page: Page) -> list[ThreadRow]:
        zone = _zone(page)
        found: dict[str, ThreadRow] = {}
        for link in (link for span in _ROWS.each(page.tree) for link in span.iterchildren("a") if "topic" in link.get("href", "")):
            url, title = _address(page, link.get("href", "")), text_of(link)
            place, row = self.place(url), _row_of(link)
            if place and place.kind == "thread" and title and row is not None and place.id not in found:
                found[place.id] = _thread_row(page, zone, row, link, ThreadRow(place.id, url, title))
        return list(found.values())


def _notice(page: Page) -> Notice | None:
    box = _MESSAGE.first(page.tree)
    if box is None:
        return Notice("login", page.title) if _LOGIN(page.tree) else None
    first = tidy(box.text or "")
    words = first if len(first) > 20 else text_of(box)
    return Notice("permission" if "off limits" in words else reason(words, page.status), words[:200])


# Pages ----------------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Message:
    """The marked elements of one message."""

    body: Element
    subject: Element | None = None
    modified: Element | None = None
    footer: Element | None = None


@dataclass(slots=True)
class _Pager:
    page: int = 1
    pages: int | None = 1
    next_url: str | None = None
    before: int | None = 0
    """How many items stand on earlier pages; None where the pager does not tell."""


def _messages(page: Page) -> dict[str, _Message]:
    """The messages of a page by number, in order."""
    marked: dict[str, dict[str, Element]] = {}
    for element in page.tree.iter("div", "h5", "td", "span"):
        mark = element.get("id")
        match = _MARK.fullmatch(mark) if mark else None
        if match and (element.tag != "span" or match[1] == "modified"):
            marked.setdefault(match[2], {})[match[1] + (match[3] or "")] = element
    found: dict[str, _Message] = {}
    for key, parts in marked.items():
        subject = parts.get("subject")
        body = parts["msg"] if "msg" in parts else _bare_body(subject)
        if body is not None:
            found[key] = _Message(body, subject, parts.get("modified"), parts.get("msg_footer"))
    return found


def _bare_body(subject: Element | None) -> Element | None:
    """SMF 1.1 names a guest's copy of a body nothing: it is the ``div.post`` in the cell that holds the subject."""
    for cell in subject.iterancestors("td") if subject is not None else ():
        if (body := first_of(cell, "post", "div")) is not None:
            return body
    return None


def _address(page: Page, link: str) -> str:
    """An absolute address without the session."""
    return _bare(absolute(page.base_url, link.replace("&amp;", "&")))


def _script(page: Page) -> str:
    """The forum's script; in the queryless form (``index.php/topic,2.0.html``) a page seems to stand in a folder of that name."""
    return _address(page, "index.php").replace("/index.php/index.php", "/index.php")


def _bare(url: str) -> str:
    return _SESSION.sub("", url).rstrip("?&;") if "PHPSESSID" in url else url


def _topic_id(page: Page) -> str:
    match = re.search(rb"topic[=,](\d+)\.", page.body)
    return match[1].decode() if match else "0"


def _zone(page: Page) -> tzinfo:
    """2.1 prints the current time in its head, with the exact one beside it; the difference is the zone."""
    clock = next((time for user in _USER.each(page.tree) for time in user.iter("time") if time.get("datetime")), None)
    exact = parse(clock.get("datetime"), page.fetched_at, UTC).iso if clock is not None else None
    if clock is not None and exact:
        return between(parse(text_of(clock), page.fetched_at, UTC).iso, datetime.fromisoformat(exact)) or UTC
    return UTC


def _pager(page: Page) -> _Pager:
    """Where a page stands among its like.  The pager alone decides: past the end SMF shows the last page again."""
    bar = _PAGES.first(page.tree)
    if bar is None:
        return _Pager()
    current = first_of(bar, "current_page", "span")
    if current is None:
        current = next((element for element in bar.iter("strong", "b") if text_of(element).isdecimal()), None)
    pager = _Pager(number(text_of(current)) or 1)
    starts = {int(shown[:9]): link.get("href", "") for link in bar.iter("a") if (shown := text_of(link)).isdecimal()}
    pager.pages = max([pager.page, *starts])
    offsets = ((n, re.search(r"(?:topic|board)[=,]\d+\.(\d+)", href)) for n, href in starts.items() if n > 1)
    step = next((int(match[1]) // (n - 1) for n, match in offsets if match), None)
    pager.before = 0 if pager.page == 1 else (pager.page - 1) * step if step else None
    pager.next_url = _address(page, starts.get(pager.page + 1, "")) or None
    return pager


# Parts of a message ---------------------------------------------------------------------------------------------------------------------


def _read_body(page: Page, message: _Message) -> Body:
    walker = Walker(_RULES, page.base_url)
    walker.walk(message.body)
    walker.end_line()
    files = message.footer if message.footer is not None else _old_files(message)
    if files is not None:
        _attachments(walker, files)
    walker.end_line()
    return walker.body


def _old_files(message: _Message) -> Element | None:
    """SMF 1.1 lists files in the table row behind the body's, above the edit note."""
    table = next(message.modified.iterancestors("table"), None) if message.modified is not None and message.modified.tag == "td" else None
    return next((div for div in table.iter("div") if "overflow" in div.get("style", "")), None) if table is not None else None


def _author(message: _Message) -> Author | None:
    name = None
    wrapper = next((div for div in message.body.iterancestors("div") if "post_wrapper" in div.get("class", "")), None)
    poster = first_of(wrapper, "poster", "div") if wrapper is not None else None
    if poster is not None:
        name = next(poster.iter("h4"), None)
    elif message.subject is not None:
        row = next((tr for tr in message.subject.iterancestors("tr") if tr.find("td[@rowspan]") is not None), None)
        name = next(row.iter("b"), None) if row is not None else None
    if name is None:
        return None
    for link in name.iter("a"):
        if shown := text_of(link):
            member = _MEMBER.search(link.get("href", ""))
            return Author(shown, (member[1] or member[2]) if member else None)
    return Author(shown) if (shown := text_of(name)) else None


def _when(page: Page, message: _Message, zone: tzinfo) -> tuple[When, int | None]:
    """The time of a message, and its number as a reply where the page prints one."""
    head = message.subject.getparent() if message.subject is not None else None
    if head is None:
        return parse(None, page.fetched_at, zone), None
    info = first_of(head, "postinfo", "div")
    if info is not None:
        link, label = first_of(info, "smalltext", "a"), first_of(head, "page_number", "span")
        reply = _REPLY.search(text_of(label)) or _REPLY.search(link.get("title", "").partition(" - ")[0] if link is not None else "")
        return parse(text_of(link), page.fetched_at, zone), int(reply[1][:9]) if reply else None
    line = first_of(head, "smalltext", "div")
    words = text_of(line)
    shown = _DATED.match(words)
    raw = shown[1] if shown else words.strip("« »")
    exact = next((time.get("datetime") for time in line.iter("time")), None) if line is not None else None
    when = parse(exact or raw, page.fetched_at, zone)
    reply = _REPLY.search(words)
    return When(when.iso, raw or when.raw, when.precision), int(reply[1][:9]) if reply else None


def _edited(page: Page, message: _Message, zone: tzinfo) -> str | None:
    words = text_of(message.modified)
    return parse(words.partition(": ")[2] or words, page.fetched_at, zone).iso if re.search(r"\d", words) else None


# Rows -----------------------------------------------------------------------------------------------------------------------------------


def _row_of(link: Element) -> Element | None:
    """2.1 makes a row of boxes, 2.0 and 1.1 of table cells."""
    for parent in link.iterancestors("div", "tr"):
        if parent.tag == "tr" or first_of(parent, "lastpost", "div") is not None:
            return parent
    return None


def _thread_row(page: Page, zone: tzinfo, row: Element, link: Element, found: ThreadRow) -> ThreadRow:
    marks = " ".join(
        f"{element.get('class', '')} {element.get('id', '')} {element.get('src', '')}" for element in row.iter("div", "td", "span", "img")
    )
    found.sticky, found.moved = "sticky" in marks, re.search(r"/moved\.|main_icons move", marks) is not None
    starter = next((a for a in row.iter("a") if a is not link and _MEMBER.search(a.get("href", ""))), None)
    cells = [td for td in row if td.tag == "td"]
    stats = next((text for text in (_lines(cell) for cell in row.iter("div", "td") if "stats" in cell.get("class", "")) if text), "")
    last = next((cell for cell in row.iter("div", "td") if "lastpost" in cell.get("class", "")), None)
    if not stats and len(cells) > 5:
        stats, last = f"{text_of(cells[4])}\n{text_of(cells[5])}", cells[6] if len(cells) > 6 else None
        starter = starter if starter is not None and starter in cells[3].iter("a") else None
    counts = [number(line) for line in stats.split("\n") if re.search(r"\d", line)]
    found.replies, found.views = counts[:2] if len(counts) > 1 else (None, None)
    if starter is not None and not (last is not None and last in starter.iterancestors()):
        member = _MEMBER.search(starter.get("href", ""))
        found.author = Author(text_of(starter), (member[1] or member[2]) if member else None)
    elif name := _guest(row, cells):
        found.author = Author(name)
    shown = next((line for line in _lines(last).split("\n") if re.search(r"\d", line)), None) if last is not None else None
    found.last_post_at = parse(shown, page.fetched_at, zone).iso
    return found


def _guest(row: Element, cells: list[Element]) -> str:
    """The name of somebody who is no member: bare words behind 'Started by'."""
    if len(cells) > 5 and first_of(row, "stats", "td") is None:
        return text_of(cells[3])
    line = next(row.iter("p"), None)
    match = re.match(r"\S+ (?:by|von|par|por|da|door|av|af|od) (.+)", tidy(line.text or "")) if line is not None else None
    return match[1] if match else ""


def _lines(element: Element | None) -> str:
    """The text of an element, its line breaks kept."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for node in element.iterdescendants():
        parts.append("\n" if node.tag == "br" else node.text or "")
        parts.append(node.tail or "")
    return "\n".join(filter(None, map(tidy, "".join(parts).split("\n"))))


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None:
        image.url = _bare(image.url)
        title = tidy(element.get("title", ""))
        if is_filename(title):
            image.filename = title
        parent = element.getparent()
        if parent is not None and parent.get("id", "").startswith("link_"):
            _full(walker, image, parent)
        walker.image(image)


def _full(walker: Walker, image: Image, link: Element) -> None:
    image.thumb_url, image.url = image.url, _bare(absolute(walker.base_url, link.get("href", ""))).removesuffix(";image")


def _attachments(walker: Walker, element: Element) -> None:
    """The files below a message: a picture (or its thumbnail) and, behind it, a link with the file's name and size."""
    image: Image | None = None
    for part in element.iter("a", "img"):
        if part.tag == "img":
            parent = part.getparent()
            named = parent is not None and parent.tag == "a" and bool(text_of(parent))
            image = picture(part, walker.base_url) if not named else image
            if image is not None and not named:
                image.url, image.alt = _bare(image.url).removesuffix(";image"), None
                if parent is not None and parent.tag == "a":
                    _full(walker, image, parent)
            continue
        name, url = text_of(part), _bare(absolute(walker.base_url, part.get("href", "")))
        if not name or "attach" not in url:
            continue
        following = part.getnext()
        words = f"{part.tail or ''} {(following.tail or '') if following is not None and following.tag == 'br' else ''}"
        if image is None:
            walker.attachment(Attachment(name, url, size(words)))
            continue
        image.url, image.filename = url, name
        if pixels := _PIXELS.search(words):
            image.width, image.height = int(pixels[1]), int(pixels[2])
        walker.image(image)
        image = None


def _quote(walker: Walker, element: Element) -> None:
    """2.1 names the author in a ``cite``; 2.0 and 1.1 in a ``div.quoteheader`` before it."""
    head = element.find("cite")
    before = element.getprevious()
    if head is None and before is not None and before.get("class") == "quoteheader":
        head = before
    quote = Quote(walker.inside_text(element))
    if head is not None:
        link = next(head.iter("a"), None)
        ident = _MESSAGE_ID.search(link.get("href", "")) if link is not None else None
        quote.post_id = ident[1] if ident else None
        if match := _QUOTED.match(text_of(head)):
            quote.author, quote.created_raw = match["name"], match["time"]
    walker.quote(quote)


def _div_quote(walker: Walker, element: Element) -> None:
    if element.tag == "div":
        _quote(walker, element)
    else:
        walker.descend(element)


def _code(walker: Walker, element: Element) -> None:
    if element.tag in ("code", "div"):
        walker.code(element)
    else:
        walker.descend(element)


def _locked(walker: Walker, element: Element) -> None:
    walker.locked(text_of(element))


_RULES = Rules(
    classes={
        **dict.fromkeys(("smiley", "codeheader", "quoteheader", "quotefooter", "signature", "meaction_icon"), skip),
        **dict.fromkeys(("bbc_standard_quote", "bbc_alternate_quote"), _quote),
        **dict.fromkeys(("bbc_code", "code"), _code),
        "quote": _div_quote,
        "errorbox": _locked,
    },
    tags={"img": _img, "blockquote": _quote, "cite": skip},
)

ENGINE = Smf()
