"""bbPress 2 (WordPress): the stock templates, wordpress.org's, BuddyBoss'.  Addresses are told by the words ``topic`` and ``forum``.

A post's head stands before it (stock), inside it (BuddyBoss) or inside its body (themes).  Classes tell its number and its author's.

Seen running: 2.6.9 in WordPress 6.0 (themes Twenty Twenty-One and Twenty Nineteen), the opening post above or among the replies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import Reading, Target, ThreadRow
from crawler.items import Attachment, Author, Board, Quote
from crawler.lexicon.phrases import word_of
from crawler.markup.addresses import Address
from crawler.markup.css import css
from crawler.markup.pager import numbered_pager
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, path

_USER = re.compile(r"(?:^|\s)user-id-([1-9]\d*)(?:\s|$)")
_POSITION = re.compile(r"bbp-reply-position-(\d+)")
_POST = re.compile(r"(?<!\S)(?:post|reply)-(\d+)(?!\S)")
_REVISION = re.compile(r"modified (.+?) by", re.IGNORECASE)
_PAGED = re.compile(r"/page/(\d+)/?$")
_ANCHOR = re.compile(r"#post-(\d+)$")
_HEADING = re.compile(rf"^(?P<name>.{{1,80}}?) {word_of('wrote')}\s*[:：]$", re.IGNORECASE)
_TRAPS = frozenset(("edit", "reply", "feed", "split", "merge"))
_BODY_CLASS = re.compile(rb"<body[^>]*[\s\"']bbpress[\s\"']")
_HEAD_DATE = css(
    ".bbp-reply-post-date, .bbp-topic-post-date, .bbp-reply-date",
    "span.bs-timestamp",
    "span.bs-replied:has(span.bbp-topic-freshness-author)",
)
_NAME = Select(
    f"(.//*[{has('bbp-reply-author')} or {has('bbp-topic-author')}]//*[{has('bbp-author-name')}][normalize-space(.)]"
    f" | .//*[{has('bbp-author-name')}][normalize-space(.)])[1]"
)


def _quote(walker: Walker, element: Element) -> None:
    """Quotations are the plug-ins': a heading in a box of its own, or a first line that names who wrote."""
    quote = Quote(walker.inside_text(element))
    title = next((div for div in element.iter("div", "cite") if "quote-title" in (div.get("class") or "")), None)
    first, _, rest = quote.text.partition("\n")
    if title is not None:
        quote.author = speaker(text_of(title))
        post = next((match for a in title.iter("a") if (match := _ANCHOR.search(a.get("href") or ""))), None)
        quote.post_id = post[1] if post else None
    elif match := _HEADING.match(first):
        quote.author, quote.text = match["name"], rest
    walker.quote(quote)


def _revisions(walker: Walker, element: Element) -> None:
    """Dated notes of edits, the newest last; the time is relative, with the whole one in a title where a theme gives it."""
    notes = [match[1] for note in element.iter("li") if (match := _REVISION.search(text_of(note)))]
    walker.body.edited = notes[-1] if notes else walker.body.edited


def _attachments(walker: Walker, element: Element) -> None:
    """Files of the attachments plug-in: pictures as they are, others by their links; a picture's name stands below it."""
    shown: set[str | None] = set()
    for link in element.iter("a"):
        if link.find(".//img") is not None:
            shown.add(link.get("href"))
            walker.descend(link)
        elif (name := text_of(link)) and link.get("href") not in shown:
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href", "")) or None))


def _last_word(url: str) -> Target:
    """The topic that an address names where a site has its own word for topics."""
    where = path(url)
    page = _PAGED.search(where)
    return Target("thread", _PAGED.sub("", where).rstrip("/").rpartition("/")[2] or "0", int(page[1][:9]) if page else 1)


def _is_entry(element: Element) -> bool:
    """Whether an element holds one post: posts have their number in their id or, with a header before them, in their class."""
    classes = element.get("class") or ""
    return "topic-lead" in classes or "type-reply" in classes or "type-topic" in classes or (element.get("id") or "").startswith("post-")


def _lead_id(entry: Element) -> int | None:
    """The opener's number where it stands above the replies: its list is called ``topic-N-replies``."""
    return next((number(above.get("id")) for above in entry.iterancestors("ul")), None)


def _bare_name(place: Element | None) -> str:
    """2.5 writes a guest's name without any markup, after the picture."""
    texts = [place.text, *(child.tail for child in place)] if place is not None else []
    return next((name for text in texts if (name := tidy(text or ""))), "")


class BbPress(Table):
    """bbPress forums and topics."""

    name = "bbpress"
    root = "page"
    rank = 40
    fingerprints = (b"bbpress", b"bbpress-forums")
    addresses = (
        Address("thread", r"/(?:topic|discussion|thread|thema|sujet|tema|onderwerp)/(?:[^/]+/)*?(?P<id>[^/]+)/?(?:page/(?P<page>\d+)/?)?$"),
        Address("board", r"/(?:forum|foro)/(?:[^/]+/)*?(?P<id>[^/]+)/?(?:page/(?P<page>\d+)/?)?$"),
        Address("index", r"^/(?:forums?|community)/?$"),
    )
    """Sites may choose other words; BuddyBoss says ``discussion``."""

    title = board_name = css("span.bbp-breadcrumb-current", "h1.entry-title, h1.page-title", "h1")
    page_part = re.compile(r"page/\d+/?$|\?.*$")
    tags = css("div.bbp-topic-tags a")
    crumbs = css("div.bbp-breadcrumb a[href]")
    pager = css("div.bbp-pagination-links a")
    message = css("div.bbp-template-notice, #forum-private")

    posts = css("div.bbp-reply-content:not(li > div), div.bbp-topic-content:not(li > div), li.topic-lead div.item-description")
    body = posts
    body_rules = Rules(
        classes={
            "bbp-reply-revision-log": _revisions,
            "bbp-topic-revision-log": _revisions,
            "bbp-attachments": _attachments,
            **dict.fromkeys(
                (
                    *("bbp-signature", "bbp-author-ip", "d4p-bbp-quote-title", "bbp-admin-links", "bbp-meta", "bbp-reply-header"),
                    *("bbp-reply-post-date", "bbp-reply-permalink", "bbp-author-link", "bbp-reply-date-ip", "bbp_author_name"),
                ),
                skip,
            ),
        },
        tags={"blockquote": _quote},
    )
    nobody = frozenset(("anonymous",))

    rows = css("ul[id^='bbp-topic-']:not([id*='-lead'])", "li:has(div.item-title > a.bbp-topic-permalink)")
    row_link = css("a.bbp-topic-permalink")
    row_last = css("li.bbp-topic-freshness > a[title], span.bs-replied > a[title]")
    row_replies, row_sticky = css("li.bbp-topic-reply-count, span.bs-replies"), css("ul[class*='sticky'], li[class*='sticky']")
    boards = css("a.bbp-forum-title")

    def detect(self, page: Page) -> bool:
        return _BODY_CLASS.search(page.start) is not None or b'id="bbpress-forums"' in page.body

    def target(self, url: str) -> Target | None:
        found = super().target(url)
        return None if found and (found.id in _TRAPS or "?" in url) and found.kind != "index" else found

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        return _last_word(sheet.page.link("canonical") or sheet.page.url)

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        """Some themes print a post twice."""
        entries = {self.id_of(sheet, unit): unit for unit in units}
        return super().thread_page(sheet, list(entries.values()))

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if sheet.here and sheet.here.first and posts[0].post.floor is None:
            posts[0].post.floor = 1
        super().opened(sheet, posts)

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return self.page_part.sub("", (sheet.page.link("canonical") or sheet.page.url).split("?", 1)[0].split("#", 1)[0])

    def _entry(self, content: Element) -> tuple[Element, Element]:
        """The element around a post, and the one with its head."""
        parent = content.getparent()
        entry = next((div for div in content.iterancestors("div", "li") if _is_entry(div)), parent if parent is not None else content)
        header = entry.getprevious()
        return entry, header if header is not None and "-header" in (header.get("class") or "") else entry

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        entry, head = self._entry(unit)
        named = _POST.search(entry.get("class") or "")
        said = number(head.get("id") or entry.get("id")) or number(named[1] if named else None)
        return str(said or _lead_id(entry) or 0)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        link = css("a.bbp-reply-permalink, a.bbp-topic-permalink").first(self._entry(unit)[1])
        return f"{sheet.address(link) or sheet.thread.url or sheet.page.url}#post-{pid}"

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        entry, _ = self._entry(unit)
        name, user = _NAME.first(entry), _USER.search(entry.get("class") or "")
        words = text_of(name) if name is not None else _bare_name(css("div.bbp-reply-author, div.bbp-topic-author").first(entry))
        return Author(words, user[1] if user else None) if words and words.lower() not in self.nobody else None

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        position = _POSITION.search(self._entry(unit)[0].get("class") or "")
        return int(position[1][:9]) + (b"bbp-lead-topic" in sheet.page.body) if position else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        shown = _HEAD_DATE.first(self._entry(unit)[1])
        if shown is None:
            return sheet.moment(None)
        titled = next((whole for link in shown.iter("a") if any(map(str.isdigit, whole := link.get("title") or ""))), None)
        own = [tidy(part) for part in (shown.text, *(child.tail for child in shown)) if part and any(map(str.isdigit, part))]
        return sheet.moment(titled or (own[-1].removeprefix("on ") if own else text_of(shown)))

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        board = self.board_above(sheet)
        if here.kind == "board":
            name = self.name_of_board(sheet, here)
            board.id, board.name, board.url = here.id, name or None, self.first_page_url(sheet)
            board.path += [name] if name else []
        return board

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        return numbered_pager(sheet.page, here.page, self.pager(sheet.tree))

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        starter = css("span.bbp-topic-started-by").first(unit)
        name = _NAME.first(starter) if starter is not None else None
        words = re.sub(r"^[^:]*:\s*", "", text_of(name if name is not None else starter))
        found.author = Author(words) if words and words.lower() not in self.nobody else None
        if found.replies and text_of(css("li.bbp-header li.bbp-topic-reply-count").first(sheet.tree)).lower() == "posts":
            found.replies -= 1
        return found


ENGINE = BbPress()
