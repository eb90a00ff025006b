"""YaBB 2 (2.5 and 2.6): topics and boards.

Posts are numbered from 0 and have no other id; addresses count them (``YaBB.pl?num=TOPIC/15``).  A topic's number is the second in which
it was begun.

Seen running: 2.6.14, oldest and newest post first, in English and German.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.handlers import cut_link
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import BoardRow, Target, ThreadRow
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.lists import board_rows
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, has, text_of
from crawler.text import number, tidy

_READ = re.compile(r"^(?P<title>.+?)\s*\([^()]*?(?P<views>\d[\d,]*)[^()]*\)$")
_REPLY = re.compile(r"^.*?#\d+\s*-\s*")
_EDITED = re.compile(r"^[^:]*:\s*(.*?\d:\d\d(?::\d\d)?(?:\s?[ap]m)?)")
_SAID = re.compile(
    r"^(?:Quote from )?(?P<name>.+?)\s+(?:wrote|schrieb|a écrit|escribió|писал\(а\))\b.*:$|^Quote from (?P<other>.+?)(?: on .+)?:$"
)


def _quote(walker: Walker, element: Element) -> None:
    """``div.quote`` (nested: ``quote2``): who wrote it stands in the line above."""
    walker.end_line()
    above = walker.body.blocks[-1] if walker.body.blocks else None
    match = _SAID.match(above.text) if above is not None and above.type == "paragraph" else None
    if match:
        walker.body.blocks.pop()
    walker.quote(Quote(walker.inside_text(element), (match["name"] or match["other"]) if match else None))


def _below(head: Element) -> str:
    """The line below the subject: 'Reply #3 - ' and the time, whose ending stands raised."""
    line = next(head.iter("br"), None)
    if line is None:
        return ""
    parts = [line.tail or ""]
    for part in line.itersiblings():
        if part.tag == "br":
            break
        parts += [text_of(part), part.tail or ""]
    return tidy("".join(parts))


_RULES = Rules(classes={"quote": _quote, "quote2": _quote, "smil": skip, "codebox": skip}, tags={"a": cut_link})
_NOTHING = css("td[class*='windowbg'][colspan='6']")
"""What stands in place of topics, in any language."""
_MARKED = css("a[id^='b'][href*='?board=']")
"""A board in a list of boards."""
_STARTED = re.compile(r"^(?P<time>.*\d(?::\d\d)?(?:\s?[ap]m)?)\s+\S+\s+(?P<name>\w.*?)(?:\s+\([^()]*\))?(?:\s*«.*)?$")
"""The line below a title, where names are no links for guests: 'Started Jun 1st, 2024 at 6:05pm by Name'."""


class YaBB(Table):
    """YaBB topics and boards."""

    name = "yabb"
    rank = 40
    fingerprints = (b"YaBB", b"yabbfiles")
    addresses = (
        Address("thread", r"\?num=(?P<id>\d+)(?:/(?P<item>\d+))?$"),
        Address("board", r"\?board=(?P<id>[\w-]+)(?:/(?P<item>\d+))?$"),
        Address("index", r"/(?:YaBB\.pl|index\.pl)?$"),
    )
    counts_items = True

    page_part, permalink = re.compile(r"(?<=\d)/\d+$"), "{thread}/{id}#{id}"
    crumbs = css("td.nav a[href*='?board=']", "a[href*='?board=']")
    boards = css("a[id^='b'][href*='?board=']", "a[href*='?board=']")
    message = css("td.windowbg", "body")
    bar = Select(f"//span[{has('small')}][a/span]")

    posts = css("table:has(td.post-userinfo):has(div.message)")
    body, body_rules = css("div.message"), _RULES
    edited, edited_in = Select(".//div[contains(@style,'right')]/i"), _EDITED
    member = re.compile(r"action=viewprofile;username=([^;#&]+)")

    rows, row_link = css("tr:has(a[href*='?num='])"), css("td + td + td a")

    def detect(self, page: Page) -> bool:
        return b".pl?action=" in page.body and (b"YaBB.pl?" in page.body or b"yabbfiles" in page.body)

    def parts(self, url: str) -> tuple[str, dict[str, str]]:
        return url.partition("#")[0], {}

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The innermost tables around the texts."""
        tables = (next(body.iterancestors("table"), None) for body in self.body(sheet.tree))
        return [table for table in tables if table is not None and css("td.post-userinfo").first(table) is not None]

    def title_of(self, sheet: Sheet) -> str:
        """Title and views: 'Title  (Read 1234 times)'."""
        return next((match["title"] for match in self._titled(sheet)), sheet.page.title.rpartition(" - ")[2])

    def _titled(self, sheet: Sheet) -> list[re.Match[str]]:
        return [match for cell in css("td.titlebg")(sheet.tree) if (match := _READ.match(text_of(cell)))]

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        thread.views = next((number(match["views"]) for match in self._titled(sheet)), None)
        return thread

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        """The number in the post's anchor; it is the number of posts before it."""
        told = next((mark.get("id") or mark.get("name") or "" for mark in css(".anchor[id], a[name]")(unit)), "")
        before = (sheet.here.item or 1) - 1 if sheet.here else 0
        return told if told.isdecimal() else str(before + list(self.posts_on(sheet)).index(unit))

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return int(self.id_of(sheet, unit)[:9]) + 1

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The link to a member, or a guest's name, bold and bare."""
        members = (link for link in css("td.post-userinfo a")(unit) if self.member_id(link) and text_of(link))
        bare = css("td.post-userinfo > b, td.post-userinfo > span > b")
        return self.person(first if (first := next(members, None)) is not None else bare.first(unit))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        body = self.body.first(unit)
        about = css("td.post-userinfo")(unit)
        outside = {body, *about}
        heads = (head for head in css("div.small:has(> b)")(unit) if outside.isdisjoint((head, *head.iterancestors())))
        return sheet.moment(_REPLY.sub("", next(map(_below, heads), "")))

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        """Pictures are hidden until a script has measured them."""
        for shown in css("img[id^='post_img_resize']")(unit):
            shown.attrib.pop("style", None)
        return super().body_of(sheet, unit)

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        """The opening post, which is the last one where a site shows the newest first."""
        first = next((made for made in posts if made.post.floor == 1), None)
        if first is not None:
            sheet.thread.author, sheet.thread.created_at = first.post.author, first.post.created_at

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """On a board's page, those with marks of their own below it."""
        if sheet.here is None or sheet.here.kind == "index":
            return super().boards_on(sheet)
        marked = _MARKED(sheet.tree) if sheet.here.kind == "board" else ()
        return [row for row in board_rows(self, sheet.page, marked) if row.id != sheet.here.id]

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        """Rows that list a board link to its last topic, too."""
        if sheet.here is not None and sheet.here.kind == "index":
            return ()
        return (row for row in super().rows_on(sheet) if _MARKED.first(row) is None)

    def says_empty(self, sheet: Sheet) -> bool:
        return _NOTHING.first(sheet.tree) is not None or super().says_empty(sheet)

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        named = next((row for row in board_rows(self, sheet.page, self.crumbs(sheet.tree)) if row.id == here.id), None)
        name = named.name if named else None
        return Board(here.id, name, [name] if name else [], sheet.page.url) if here.kind == "board" else Board()

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        return (1, None, None) if here.kind == "index" else super().pages_of(sheet, here)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        cells = list(unit.iterchildren("td"))
        found = super().row_of(sheet, unit) if len(cells) > 2 else None
        if found is None:
            return None
        icons = " ".join(img.get("src") or "" for cell in cells[:2] for img in cell.iter("img"))
        found.sticky, found.moved = "sticky" in icons or "announce" in icons, len(cells) < 5
        found.author = self.person(next((a for a in cells[2].iter("a") if self.member_id(a)), None))
        began = _STARTED.match(text_of(css("span.small").first(cells[2])))
        if began:
            found.author = found.author or Author(began["name"])
            found.created_at = sheet.moment(began["time"]).iso
        if len(cells) >= 6:
            found.replies, found.views = number(text_of(cells[3])), number(text_of(cells[4]))
            found.last_post_at = sheet.moment(text_of(next(cells[5].iter("a"), None))).iso
        return found


ENGINE = YaBB()
