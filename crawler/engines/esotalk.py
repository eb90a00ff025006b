"""esoTalk 1.0: conversations in channels; every post has its number's id, its member and an exact time.

A channel has no pages: its list grows by 'View more', which asks for the same list with a higher limit.  Guests cannot write; a deleted
post keeps its place in the numbering and has no body.  Lists tell times by ages in words, and never who began a conversation.

Seen running: 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.forum import BoardRow, Notice, Target, ThreadRow
from crawler.items import Quote
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.markup.uploads import uploads
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number
from crawler.urls import path, query

_THREAD = re.compile(r"^/?(?:conversation/)?(\d+)(?:-[^/]*)?(?:/p(\d+))?/?$")
_BOARD = re.compile(r"^/?conversations/([^/]+)/?$")
_LIMIT = re.compile(r"#[^:#+]+:\s*(\d{1,6})$")
_FRONT = re.compile(r"^.*?/index\.php(?=/|$)")
_POST = re.compile(r"conversation/post/(\d+)|#p(\d+)$")
_BESIDE = css("ul.channels > li.selected:not(.pathItem) > a[data-channel]")
_STEP = 20
"""How many conversations 'View more' adds."""


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote`` with its speaker in a ``cite``, and a link to the post before it."""
    head = next((cite for cite in element.iter("cite") if next(cite.iterancestors("blockquote")) is element), None)
    quote = Quote(walker.inside_text(element), speaker(text_of(head)) if head is not None else None)
    link = next((a for a in element.iter("a") if a.get("rel") == "post"), None)
    match = _POST.search(link.get("href") or "") if link is not None else None
    quote.post_id = (link.get("data-id") or (match and (match[1] or match[2]))) if link is not None else None
    walker.quote(quote)


class EsoTalk(Table):
    """esoTalk conversations and channels."""

    name = "esotalk"
    rank = 40
    fingerprints = (b"forumTitle",)

    title = css("#conversationTitle")
    page_part, permalink = re.compile(r"/p\d+/?(?=$|[?#])"), "{thread}#p{id}"
    crumbs = css("#conversationHeader ul.channels a[href]", "ul.channels li.selected > a[data-channel]")
    message = css("#body-content div.sheetContent, #body-content div.area, #body-content")

    posts = css("#conversationPosts > li > div.post[data-id], #conversationPosts > li > div.post[id^='p']")
    body, author, time = css("div.postBody"), css("h3"), css("a.time")
    body_rules = Rules(tags={"blockquote": _quote, "cite": skip, "a": cut_link}, classes={"postRef": skip, "attachments": uploads})
    edited = css("span.editedBy > span")
    member = re.compile(r"(?:^|/)member/(\d+)")
    nobody = frozenset(("[deleted]",))

    rows, row_link = css("ul.conversationList > li"), css("div.col-conversation a")
    row_replies, row_last = css("div.col-replies"), css("a.lastPostTime span", "a.lastPostTime")
    row_sticky = css("span.label-sticky, a.label-sticky")
    boards = css(
        "ul.channels > li:not(.pathItem) a[data-channel], ul.channels > li:not(.pathItem) a.channel",
        "ul.channelList > li:not(.pathItem) a[data-channel], ul.channelList > li:not(.pathItem) a.channel",
    )

    def detect(self, page: Page) -> bool:
        return b"hdr-content" in page.start and b"mainMenu" in page.start

    def target(self, url: str) -> Target | None:
        asked = query(url)
        where = asked.pop("p", None) or _FRONT.sub("", path(url))
        search = asked.pop("search", "")
        limit = _LIMIT.match(search)
        if asked or (search and not limit):
            return None
        if (match := _THREAD.search(where) or _THREAD.search(where.partition("/conversation/")[2])) and not search:
            return Target("thread", match[1], int((match[2] or "1")[:6]))
        page = max(int(limit[1]) // _STEP, 1) if limit else 1
        if match := _BOARD.search(where) or _BOARD.search("/conversations" + where.partition("/conversations")[2]):
            return Target("index" if match[1] == "all" else "board", "" if match[1] == "all" else match[1], page)
        return Target("index", "", page) if re.search(r"(?:^|/)(?:conversations|channels)?/?$", where) else None

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """Posts are counted from the number that their list begins with; those without a body are gone."""
        listed = css("#conversationPosts").first(sheet.tree)
        start = (number(listed.get("start")) if listed is not None else None) or 1
        for floor, unit in enumerate(units := super().posts_on(sheet), start):
            unit.set("data-floor", str(floor))
        return [unit for unit in units if self.body.first(unit) is not None]

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return self.page_part.sub("", sheet.address(sheet.page.link("canonical")) or sheet.bare_url)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return sheet.address(self.time.first(unit)) or super().url_of(sheet, unit, pid)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return str(number(unit.get("data-id") or unit.get("id")) or 0)

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        return number(unit.get("data-floor"))

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """The tabs of channels are those in this one, unless this one is a tab itself: then they stand beside it."""
        return [] if _BESIDE.first(sheet.tree) is not None else super().boards_on(sheet)

    def notice(self, sheet: Sheet) -> Notice:
        """A conversation all of whose posts are deleted still lists them."""
        gone = css("#conversationPosts div.post.deleted").first(sheet.tree) is not None
        return Notice("missing", self.title_of(sheet)) if gone else super().notice(sheet)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            found.url = re.sub(r"/(?:unread|last)/?$", "", found.url)
        return found

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        link = css("#conversationPosts > li.scrubberNext > a[href]", "ul.conversationList > li.viewMore > a[href]").first(sheet.tree)
        return here.page, None, sheet.address(link) or None


ENGINE = EsoTalk()
