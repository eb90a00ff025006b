"""Phorum 5: flat threads and message lists, in the templates Emerald, Lightweight and Classic.

Addresses are numbers after the script (``read.php?BOARD,THREAD,page=2``); a thread has the id of its first message, which alone has no
anchor.  An edit note is the last line of a message's own text.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Image, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute

_POSTS = Either(f"id('phorum')//div[{has('message')}][.//*[{has('message-body')}]]", f"//div[{has('PhorumReadMessageBlock')}]")
_TITLE = Either("id('page-info')//h1", f"//*[{has('PhorumReadBodySubject')}]", "//h1")
_CRUMBS = Select("id('breadcrumb')//a[@href]")
_ROWS = Select(f"//table[{has('list')} or {has('PhorumStdTable')}]//tr[td]")
_BOARDS = Select(f"//table[{has('list')} or {has('PhorumStdTable')}]//a[@href]")
_PAGER = Select(f"//*[{has('paging')} or {has('PhorumNavBlock')}]//a[@href]")
_WORDS = Either(f"//*[{has('attention')} or {has('information')} or {has('PhorumUserMessage')}]", "id('phorum')")
_SCRIPT = re.compile(r"/(read|list|index)\.php(?:\?([^#]*))?$")
_MEMBER = re.compile(r"profile\.php\?\d+,(\d+)")
_ANCHOR = re.compile(r"^msg-(\d+)$")
_EDITED = re.compile(r"^(?:Edited \d+ time\(s\)\. Last edit at (.+?) by .+|\d+-?mal bearbeitet\. Zuletzt am (.+?) von .+)\.?$")
_FILE = re.compile(r"-\s*(.+?)\s*\(([^()]*)\)\s*$")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)
_BY = re.compile(r"^\S+\s+")


class Phorum(Engine):
    """Phorum threads and message lists."""

    name = "phorum"
    rank = 40
    fingerprints = (b"phorum", b"PhorumNavBlock", b"PhorumStdBlock")

    def detect(self, page: Page) -> bool:
        return b'id="phorum"' in page.start or b'class="PhorumNavBlock"' in page.start or b'class="PhorumStdBlock"' in page.start

    def target(self, url: str) -> Target | None:
        match = _SCRIPT.search(url.partition("#")[0])
        if not match:
            return Target("index", "") if url.endswith("/") else None
        told = (match[2] or "").split(",")
        numbers = [part for part in told if part.isdecimal()]
        named = dict(part.split("=", 1) for part in told if "=" in part)
        page = number(named.pop("page", None)) or 1
        if named or len(numbers) + ("page=" in url) != len([part for part in told if part]):
            return None
        if match[1] == "read":
            _, thread, *message = (*numbers, "", "") if len(numbers) < 2 else numbers
            return Target("thread", thread, page) if thread and message in ([], [thread]) else None
        if match[1] == "list":
            return Target("board", numbers[0], page) if len(numbers) == 1 else None
        return Target("index", numbers[0] if numbers and numbers[0] != "0" else "")

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            target = self.target(page.url) or Target("index", "")
            board = breadcrumb(self, page, _CRUMBS(page.tree))
            if target.kind == "board" and board.id != target.id:
                name = text_of(_TITLE.first(page.tree))
                board = Board(target.id, name or None, [*board.path, *([name] if name else [])], page.url)
            return BoardPage(
                board, [row for row in boards if row.id != target.id], rows, target.page, *pager(self, page, target, _PAGER(page.tree))
            )
        words = text_of(_WORDS.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        address = page.url.split("#", 1)[0]
        told = re.search(r"read\.php\?(\d+),(\d+)", address)
        target = self.target(address) or Target("thread", told[2] if told else "0")
        thread = Thread(target.id, re.sub(r",page=\d+", "", address) or None, text_of(_TITLE.first(page.tree)) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if board.id is None and told:
            board = Board(told[1], url=absolute(page.base_url, f"list.php?{told[1]}") or None)
        posts = [self._post(page, thread, board, element) for element in elements]
        if posts[0].post.post_id == thread.id:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, target.page, *pager(self, page, target, _PAGER(page.tree)))

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        before = element.getprevious()
        anchor = _ANCHOR.match(before.get("name") or before.get("id") or "") if before is not None and before.tag == "a" else None
        key = anchor[1] if anchor else thread.id or "0"
        content = first_of(element, "message-body", "div")
        content = content if content is not None else first_of(element, "PhorumReadBodyText", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        edited = _note(body)
        who, when = _classic(page, element) if "PhorumReadMessageBlock" in (element.get("class") or "") else _emerald(page, element)
        made = raw_post(self, page, thread, board, key, f"{thread.url}#msg-{key}", body, when)
        made.post.author = who
        made.post.edited_at = parse(edited, page.calendar).iso
        return made

    # Lists ----------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        cells = list(element.iterchildren("td"))
        titled = next((cell for cell in cells if cell.find("h4") is not None), cells[0])
        found = thread_row(self, page, titled.iter("a"))
        if found is None:
            return None
        icons = " ".join(img.get("src") or "" for img in element.iter("img"))
        prefix = first_of(titled, "PhorumListSubjPrefix", "span") is not None
        found.sticky = "/bell." in icons or prefix
        found.moved = "/page_go." in icons and len(cells) < 5
        head, after = titled.find("h4"), cells[cells.index(titled) + 1 :]
        if head is not None:
            found.author = _named(next(titled.iterchildren("a"), None), _BY.sub("", tidy(head.tail or "")))
        elif len(after) > 2:
            found.author = _named(next(after[-2].iter("a"), None), text_of(after[-2]))
            after = [*after[:-2], after[-1]]
        counts = [number(text_of(cell)) for cell in after[:-1]]
        posts = counts[-1] if counts else None
        found.replies = max(posts - 1, 0) if posts is not None else None
        found.views = counts[0] if len(counts) > 1 else None
        found.last_post_at = parse(tidy(after[-1].text or ""), page.calendar).iso if after else None
        return found


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _named(link: Element | None, bare: str) -> Author | None:
    name = text_of(link) or bare
    match = _MEMBER.search(link.get("href") or "") if link is not None else None
    return Author(name, match[1] if match else None) if name else None


def _emerald(page: Page, element: Element) -> tuple[Author | None, When]:
    """The name in a line of its own; below it, small, the subject and the time."""
    line = first_of(element, "message-author", "div")
    who = _named(next(line.iterchildren("a"), None), tidy(line.text or "")) if line is not None else None
    below = line.getnext() if line is not None else None
    after = next((br.tail or "" for br in below.iter("br")), "") if below is not None else ""
    return who, parse(tidy(after), page.calendar) if after.strip() else NEVER


def _classic(page: Page, element: Element) -> tuple[Author | None, When]:
    """Lines 'Posted by: NAME (address)' and 'Date: TIME'."""
    lines = [line for line in element.iter("div") if "PhorumReadBodyHead" in (line.get("class") or "").split()]
    if len(lines) < 2:
        return None, NEVER
    name = next(lines[-2].iter("strong"), None)
    who = _named(next(name.iter("a"), None), text_of(name)) if name is not None else None
    return who, parse(text_of(lines[-1]).partition(": ")[2], page.calendar)


def _note(body: Body) -> str | None:
    """Takes the edit note off a body's end: the time in it."""
    last = next((block for block in reversed(body.blocks) if block.type == "paragraph"), None)
    match = _EDITED.match(last.text) if last is not None else None
    if last is None or not match:
        return None
    body.blocks.remove(last)
    return match[1] or match[2]


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote.bbcode``: 'Quote:', then a ``div`` with the name in its first ``strong``."""
    inner = element.find("div")
    inner = inner if inner is not None else element
    head = inner.find("strong")
    label, name = text_of(inner.find("small")), text_of(head)
    lines = walker.inside_text(inner).split("\n")
    while lines and lines[0] in (label, name) and lines[0]:
        del lines[0]
    walker.quote(Quote("\n".join(lines), speaker(name) if name else None))


def _files(walker: Walker, element: Element) -> None:
    """'open | download - NAME (SIZE)' for each file."""
    for link in element.iter("a"):
        if not (match := _FILE.search(tidy(link.tail or ""))):
            continue
        url = absolute(walker.base_url, link.get("href") or "")
        if url and _PICTURE.search(match[1]):
            walker.image(Image(0, url, filename=match[1]))
        else:
            walker.attachment(Attachment(match[1], url or None, size(match[2])))


_RULES = Rules(
    classes={"attachments": _files, **dict.fromkeys(("message-options", "message-moderation", "warning"), skip)},
    tags={"blockquote": _quote, "a": cut_link},
)

ENGINE = Phorum()
