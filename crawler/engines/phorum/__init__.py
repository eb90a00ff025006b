"""Phorum 5 and 6: threads (flat, hybrid, threaded) and message lists, in the templates Emerald, Lightweight and Classic.

The threaded view shows one message a page, with a list of all of them below it: its rows are the thread's pages.  Lists by message may
count the views behind a subject.  A list without threads is a table with nothing but its head.  No page numbers its messages.

Seen running: 6.0.6, all three views in all three templates.  A signature there is the message's last paragraph: nothing tells it from the
writer's own words, and it stays in the text.

Addresses are numbers after the script (``read.php?BOARD,THREAD,page=2``); a thread has the id of its first message, which alone has no
anchor.  An edit note is the last line of a message's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.walker import Rules, skip
from crawler.dates import NEVER, When
from crawler.engines.phorum.body import files, note, quote
from crawler.forum import Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, text_of
from crawler.text import number, tidy

_SCRIPT = re.compile(r"/(read|list|index)\.php(?:\?([^#]*))?$")
_ANCHOR = re.compile(r"^msg-(\d+)$")
_READ = re.compile(r"read\.php\?(\d+),(\d+)(?:,(\d+))?")
_VIEWS = re.compile(r"\s*\((\d[\d.,]*)\s(?:views?|aufrufe|hits|lectures|visitas|просмотр\w*)\)$", re.IGNORECASE)
_LEFT = re.compile(r"padding-left:\s*(\d+)px")
_BY = re.compile(r"^\S+\s+")


class _Listed(NamedTuple):
    """A message in the list below the threaded view."""

    url: str
    subject: str
    shown: bool
    """Whether it is the one that the page shows."""
    left: int
    """How far it stands to the right, in pixels: an answer stands further than what it answers."""


class Phorum(Table):
    """Phorum threads and message lists."""

    name = "phorum"
    rank = 40
    fingerprints = (b"phorum", b"PhorumNavBlock", b"PhorumStdBlock")

    title = board_name = css("#page-info h1", ".PhorumReadBodySubject", "h1")
    document_title = True
    page_part, permalink = re.compile(r",page=\d+"), "{thread}#msg-{id}"
    crumbs = css("#breadcrumb a[href]", ".PhorumTitleText a[href]")
    pager = css(".paging a[href], .PhorumNavBlock a[href]")
    message = css(".attention, .information, .PhorumUserMessage", "#phorum")

    posts = css(
        "#phorum div.message:has(.message-body)",
        "div.PhorumReadMessageBlock",
        "div.PhorumStdBlock:has(div.PhorumReadBodyText)",
    )
    body = css("div.message-body", "div.PhorumReadBodyText")
    body_rules = Rules(
        classes={"attachments": files, **dict.fromkeys(("message-options", "message-moderation", "warning"), skip)},
        tags={"blockquote": quote, "a": cut_link},
    )
    member = re.compile(r"profile\.php\?\d+,(\d+)")

    rows = css("table.list tr:has(> td), table.PhorumStdTable tr:has(> td)")
    boards = css("table.list a[href], table.PhorumStdTable a[href]")

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

    def says_empty(self, sheet: Sheet) -> bool:
        return css("table.list th, table.PhorumStdTable th").first(sheet.tree) is not None or super().says_empty(sheet)

    def unnamed(self, sheet: Sheet, units: object) -> Target:
        told = _READ.search(sheet.bare_url)
        return Target("thread", told[2] if told else "0")

    def board_above(self, sheet: Sheet) -> Board:
        board = super().board_above(sheet)
        told = _READ.search(sheet.bare_url)
        return Board(told[1], url=sheet.address(f"list.php?{told[1]}") or None) if board.id is None and told else board

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """A thread's number is that of its opening post."""
        if posts[0].post.post_id == sheet.thread.id:
            sheet.thread.author, sheet.thread.created_at = posts[0].post.author, posts[0].post.created_at

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        before = unit.getprevious()
        marks = [before] if before is not None and before.tag == "a" else []
        named = (_ANCHOR.match(mark.get("name") or mark.get("id") or "") for mark in chain(marks, unit.iter("a")))
        anchor = next(filter(None, named), None)
        if anchor is None and self._listed(sheet) and (told := _READ.search(sheet.bare_url)):
            return told[3] or told[2]
        return anchor[1] if anchor else sheet.thread.id or "0"

    def _listed(self, sheet: Sheet) -> list[_Listed]:
        """The messages of a thread in the threaded view, the opening one first; none in other views."""
        found = []
        for row in self.rows(sheet.tree):
            cell = next(row.iterchildren("td"))
            link = next((a for a in cell.iter("a") if _READ.search(a.get("href") or "")), None)
            name = link if link is not None else next(cell.iter("b"), None)
            if name is not None:
                shown = link is None or "current" in (cell.get("class") or "")
                found.append(_Listed(sheet.address(link), text_of(name), shown, _left(cell)))
        return found

    def reply_to_of(self, sheet: Sheet, unit: Element) -> str | None:
        """The last message above that stands less far to the right: in the list below the threaded view, or on the page (hybrid view)."""
        listed = self._listed(sheet)
        if listed:
            at = next((at for at, row in enumerate(listed) if row.shown), 0)
            above = next((row for row in reversed(listed[:at]) if row.left < listed[at].left), None)
            told = _READ.search(above.url) if above is not None else None
            return (told[3] or told[2]) if told else None
        left = _left(unit)
        messages = (near for near in unit.itersiblings("div", preceding=True) if near.get("class") == unit.get("class"))
        answered = next((near for near in messages if _left(near) < left), None) if left else None
        return self.id_of(sheet, answered) if answered is not None else None

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        told = _READ.search(sheet.bare_url)
        return sheet.bare_url[: told.end(2)] if told else super().url_of_thread(sheet, here)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        if not self._listed(sheet):
            return super().url_of(sheet, unit, pid)
        return f"{sheet.thread.url},{pid}" if pid != sheet.thread.id else sheet.thread.url or ""

    def title_of(self, sheet: Sheet) -> str:
        """In the threaded view the heading may be the message's."""
        listed = self._listed(sheet)
        return _VIEWS.sub("", listed[0].subject if listed else super().title_of(sheet))

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        listed = self._listed(sheet) if here.kind == "thread" else []
        at = next((at for at, row in enumerate(listed, 1) if row.shown), 0)
        if not at:
            return super().pages_of(sheet, here)
        return at, len(listed), listed[at].url or None if at < len(listed) else None

    def read_body(self, sheet: Sheet, content: Element, beside: Iterable[Element] = ()) -> Body:
        body = super().read_body(sheet, content, beside)
        body.edited = note(body)
        return body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The name in a line of its own; in the classic template in 'Posted by: NAME (address)'."""
        line = first_of(unit, "message-author", "div")
        if line is not None:
            return self._named(next(line.iterchildren("a"), None), tidy(line.text or ""))
        lines = css("div.PhorumReadBodyHead")(unit)
        name = next(lines[-2].iter("strong"), None) if len(lines) > 1 else None
        return self._named(next(name.iter("a"), None), text_of(name)) if name is not None else None

    def _named(self, link: Element | None, bare: str) -> Author | None:
        name = text_of(link) or bare
        return Author(name, self.member_id(link) if link is not None else None) if name else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        """Below the name, small, the subject and the time; in the classic template in 'Date: TIME'."""
        line = first_of(unit, "message-author", "div")
        if line is not None:
            below = line.getnext()
            if below is not None and below.tag == "div":
                return sheet.moment(text_of(below))
            return sheet.moment(tidy(next((br.tail or "" for br in below.iter("br")), below.text or "")) if below is not None else None)
        lines = css("div.PhorumReadBodyHead")(unit)
        return sheet.moment(text_of(lines[-1]).partition(": ")[2]) if len(lines) > 1 else NEVER

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        cells = list(unit.iterchildren("td"))
        titled = next((cell for cell in cells if cell.find("h4") is not None), cells[0])
        found = super().row_of(sheet, titled)
        if found is None:
            return None
        if told := _READ.search(found.url):
            found.url = found.url[: told.end(2)]  # lists by message name the message too
        counted = _VIEWS.search(found.title)
        found.title = _VIEWS.sub("", found.title)
        icons = " ".join(img.get("src") or "" for img in unit.iter("img"))
        found.sticky = "/bell." in icons or first_of(titled, "PhorumListSubjPrefix", "span") is not None
        found.moved = "/page_go." in icons and len(cells) < 5
        head, after = titled.find("h4"), cells[cells.index(titled) + 1 :]
        if head is not None and len(after) > 1 and not tidy(head.tail or "") and next(titled.iterchildren("a"), None) is None:
            found.views = number(counted[1]) if counted else None
            return self._threaded(sheet, found, after)
        if head is not None:
            found.author = self._named(next(titled.iterchildren("a"), None), _BY.sub("", tidy(head.tail or "")))
        elif len(after) > 2:
            found.author = self._named(next(after[-2].iter("a"), None), text_of(after[-2]))
            after = [*after[:-2], after[-1]]
        counts = [number(text_of(cell)) for cell in after[:-1]]
        posts = counts[-1] if counts else None
        found.replies = max(posts - 1, 0) if posts is not None else None
        found.views = counts[0] if len(counts) > 1 else None
        found.last_post_at = sheet.moment(tidy(after[-1].text or "")).iso if after else None
        return found

    def _threaded(self, sheet: Sheet, found: ThreadRow, after: list[Element]) -> ThreadRow:
        """A row of the threaded list: author, views where they are shown, and when the thread was begun."""
        found.author = self._named(next(after[0].iter("a"), None), text_of(after[0]))
        found.views = number(text_of(after[1])) if len(after) > 2 else found.views
        found.created_at = sheet.moment(text_of(after[2 if len(after) > 2 else 1])).iso
        return found


def _left(element: Element) -> int:
    styles = (part.get("style") for part in (element, element.find("h4")) if part is not None)
    return max((int(found[1]) for style in styles if (found := _LEFT.search(style or ""))), default=0)


ENGINE = Phorum()
