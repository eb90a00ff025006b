"""Forumotion (Forumactif, ForoActivo …): its phpBB 2, phpBB 3, PunBB, Invision and Modern templates.

All of them write ``post--N`` or ``pN`` around a post, and the time behind the name or the title, without any markup of its own.
Addresses say what they are and where a page begins: ``/t61p25-title``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When
from crawler.engines.phpbb.body import RULES as PHPBB
from crawler.engines.phpbb.oldbody import table
from crawler.forum import Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.above import links_above
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.lists import breadcrumb
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import Either, first_of, has, text_of
from crawler.text import number, tidy

_KEY = re.compile(r"(?:^|\s)(?:post--|p)(\d+)(?:\s|$)")
_POST = re.compile(rb"class=[\"'][^\"'<>]*\bpost--\d")
_BODY = Either(
    f".//*[{has('entry-content')} or {has('post-entry')}]//*[{has('entry-content')} or self::div][1]",
    f".//div[{has('content')}]/div",
    f".//div[{has('content')}]",
    f".//*[{has('postbody')}]",
)
_NAME = Either(
    f".//p[{has('author')}]/strong",
    f".//*[{has('postprofile-name')} or {has('username')} or {has('author')}]//a[starts-with(@href,'/u')]",
    f".//*[{has('name')}]",
    f".//*[{has('postprofile')}]//dt//strong",
    f".//*[{has('postprofile-name')} or {has('username')}]",
)
_DATE = Either(
    f".//*[{has('topic-date')}]",
    f".//p[{has('author')}]",
    f".//*[{has('posthead')} or {has('post-header')}]//*[self::h2 or self::h3 or self::h4]",
    f".//*[{has('postdetails')}][not({has('poster-profile')})]",
)


def _codebox(walker: Walker, element: Element) -> None:
    """``dl.codebox``: code, or with ``spoiler`` or ``hidecode`` any text at all behind a heading."""
    inside = element.find("dd")
    if inside is None:
        walker.descend(element)
    elif {"spoiler", "hidecode"} & set((element.get("class") or "").split()):
        walker.descend(inside)
    else:
        walker.code(inside)


_RULES = Rules(
    classes={
        **PHPBB.classes,
        **dict.fromkeys(("vote", "signature_div", "postbody-head", "clear", "fa_like_div"), skip),
        "codebox": _codebox,
    },
    tags={**PHPBB.tags, "table": table},
)


class Forumotion(Table):
    """Forumotion boards and topics."""

    name = "forumotion"
    rank = 30
    fingerprints = (b"illiweb", b"forumotion", b"forumactif", b"foroactivo", b"hitskin_com", b"servimg", b"post--")
    addresses = (
        Address("thread", r"^/t(?P<id>\d+)(?:p(?P<item>\d+))?(?:-[^/]*)?$"),
        Address("board", r"^/f(?P<id>\d+)(?:p(?P<item>\d+))?(?:-[^/]*)?$"),
        Address("index", r"^/(?:forum|index\.htm)?$"),
    )
    counts_items = True
    page_key = ""

    title = css("h1.page-title, h1.topic-title", "a.cattitle, a.maintitle", "h1")
    document_title = True
    crumbs = css("a[href^='/f'], a[href^='/c']")
    pager = css("a[href^='/t'], a[href^='/f']")
    message = css("#info_open p, .message p, .msg p, td.row1 span.gen")

    posts = css("[class*='post--']", "div.post[id^='p']", "tr.post")
    body, body_rules, author = _BODY, _RULES, _NAME
    member = re.compile(r"/u(\d+)")
    nobody = frozenset(("guest", "invité", "invitado", "convidado", "gast", "ospite", "гость"))

    rows = css("a.topictitle, a.topic-title, .topictitle a, .topic-title a")
    boards = css("a.forumtitle, a.forumlink, .hierarchy a, .forumtitle a")

    def detect(self, page: Page) -> bool:
        head = page.start.partition(b"</head>")[0]
        return b"illiweb.com" in head or b"2img.net" in head or _POST.search(page.body) is not None

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = {key: post for post in super().posts_on(sheet) if (key := self.id_of(sheet, post)) and self.body.first(post) is not None}
        for place, post in enumerate(found.values()):
            post.set("data-place", str(place))
        return list(found.values())

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        key = _KEY.search(unit.get("class") or "") or _KEY.search(unit.get("id") or "")
        return key[1] if key else ""

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        canonical = sheet.address(sheet.page.link("canonical"))
        places = [(at, url) for url in (canonical, sheet.bare_url) if url and (at := self.target(url)) and at.kind == "thread"]
        first = next((url for at, url in places if at.first), None)
        return first or next((re.sub(r"(/t\d+)p\d+", r"\1", url) for _, url in places), sheet.page.url)

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return ((sheet.here.item if sheet.here else None) or 1) + int(unit.get("data-place", "0"))

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        found = _NAME.first(unit)
        name = text_of(found)
        return self._named(found) if found is not None and name and name.lower() not in self.nobody else None

    def _named(self, element: Element) -> Author:
        return Author(text_of(element), next((user for a in (element, *element.iter("a")) if (user := self.member_id(a))), None))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        """The last text with a figure in the line of a post's head."""
        line = _DATE.first(unit)
        if line is None:
            return NEVER
        texts = [tidy(text) for text in (line.text, *(child.tail for child in line)) if text and any(map(str.isdigit, text))]
        return sheet.moment(texts[-1] if texts else text_of(line))

    def board_above(self, sheet: Sheet) -> Board:
        """The first links to boards above the posts."""
        post = next(iter(self.posts_on(sheet)), None)
        before = [a for a in links_above(post, sheet.tree) if (a.get("href") or "").startswith(("/f", "/c"))]
        return breadcrumb(self, sheet.page, before[:4])

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = text_of(self.title.first(sheet.tree)) or None
        return Board(here.id, name, [name] if name else [], sheet.page.url) if here.kind == "board" else Board()

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        row, holder = super().row_of(sheet, unit), next(unit.iterancestors("li", "tr"), None)
        at = self.target(row.url) if row else None
        if row is None or at is None or not at.first or holder is None:
            return row if at and at.first else None
        marks = " ".join(f"{part.get('class')} {part.get('style')} {part.get('src')}" for part in (holder, *holder.iter("dl", "img", "i")))
        row.sticky = any(word in marks.lower() for word in ("sticky", "announce", "pinned"))
        row.replies, row.views = (number(text_of(first_of(holder, what, "dd"))) for what in ("posts", "views"))
        cell = next(unit.iterancestors("dd", "dt", "td"), holder)
        user = next((a for a in cell.iter("a") if self.member_id(a)), None)
        row.author = self._named(user) if user is not None else None
        last = first_of(holder, "lastpost", "dd")
        shown = (tidy(str(text)) for text in last.itertext()) if last is not None else ()
        row.last_post_at = next((iso for text in shown if any(map(str.isdigit, text)) and (iso := sheet.moment(text).iso)), None)
        return row


ENGINE = Forumotion()
