"""Tapatalk's hosted groups (``tapatalk.com/groups/NAME/``): a restyled phpBB where all groups share one host.

Thread and board ids carry the group's name (``NAME.17351``): the numbers of two groups are the same numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import unescape

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When
from crawler.forum import Notice, Target, ThreadRow
from crawler.items import Attachment, Author, Board, Quote
from crawler.markup.css import css
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page, meta
from crawler.select import Numbered, first_of, text_of
from crawler.text import number, size, tidy
from crawler.urls import absolute, query

_NAMED = re.compile(r"/groups/([\w-]+)/[^/?]*?-([tf])(\d+)(?:-s(\d+))?(?:\.html|/)?$")
_SCRIPT = re.compile(r"/groups/([\w-]+)/view(topic|forum)\.php$")
_INDEX = re.compile(r"/groups/([\w-]+)/(?:index\.php)?$")
_POSTER = re.compile(r'"POST_AUTHOR":"((?:[^"\\]|\\.){1,120})"')
_POSTER_ID = re.compile(r'"POSTER_ID":"(\d+)"')
_NEUTRAL = frozenset(("sid", "f", "t", "start"))


def _quote(walker: Walker, element: Element) -> None:
    cite = next(iter(element.iter("cite")), None)
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    if cite is not None:
        link = next((a for a in cite.iter("a") if text_of(a)), None)
        quote.author = (text_of(link) if link is not None else re.sub(r"\s*(?:wrote|said).*$", "", text_of(cite))) or None
        pid = next((m for a in cite.iter("a") if (m := re.search(r"[#?&]p=?(\d+)", a.get("href") or ""))), None)
        quote.post_id = pid[1] if pid else None
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    listing = next(iter(element.iter("pre", "code")), None)
    walker.code(listing if listing is not None else element)


def _files(walker: Walker, element: Element) -> None:
    for link in element.iter("a"):
        image = next((found for img in link.iter("img") if (found := picture(img, walker.base_url))), None)
        url, name = absolute(walker.base_url, link.get("href") or ""), text_of(link)
        if image is not None:
            walker.image(image)
        elif name and "file.php" in url:
            walker.attachment(Attachment(name, url, size(link.tail)))


_RULES = Rules(
    classes={
        **dict.fromkeys(("hide", "signature", "notice"), skip),
        "codebox": _code,
        "attachbox": _files,
    },
    tags={"blockquote": _quote, "cite": skip},
    beside=_files,
)


class Tapatalk(Table):
    """Boards and threads of Tapatalk groups."""

    name = "tapatalk"
    rank = 12
    fingerprints = (b"tapatalk-cdn", b"FORUM_TAPATALK_ID")
    address_cut = re.compile(r"(?<=[?&])sid=\w+&?")
    page_part = re.compile(r"-s\d+(?=\.html|/?$)|(?<=[?&])(?:start|sid)=\w+&?")

    crumbs = css("#nav-breadcrumbs a")
    pager = css("div[class*='pagination'] a, ul[class*='pagination'] a")
    message = css("#message, div[class*='message-content'], div[class*='error']")
    title = css("h1[itemprop='name'], h1[itemprop='headline']")

    posts, number_in, permalink = Numbered("p_", "div"), re.compile(r"^p_(\d+)$"), "{thread}#p{id}"
    body = css("div[itemprop='articleBody'], div[itemprop='commentText']", "div.content")
    body_rules, beside = _RULES, css("dl.attachbox")
    time, edited = css("time[itemprop='datePublished'], time[itemprop='commentTime']"), css("div.notice")

    prints_numbers = True
    row_link = css("a.topictitle, a[class*='topic-title']", "a[href]")
    row_replies, row_views = css("dd.posts, span.posts, div.posts"), css("dd.views, span.views, div.views")
    row_author = css("a.username, span.username")
    boards = css("a.forumtitle, a.subforum, a[class*='forum-title']")

    def detect(self, page: Page) -> bool:
        """Other boards with Tapatalk's plugin link its manifest only."""
        signs = (b"tapatalk-cdn.com/static/image/favicon", b"tapatalk-cdn.com/language/", b"FORUM_TAPATALK_ID")
        return any(sign in page.start for sign in signs)

    def target(self, url: str) -> Target | None:
        path, _, asked = url.split("#", 1)[0].partition("?")
        told = query("?" + asked) if asked else {}
        if set(told) - _NEUTRAL:
            return None
        if match := _NAMED.search(path):
            kind, key, start = match[2], match[3], match[4] or told.get("start")
        elif match := _SCRIPT.search(path):
            kind = match[2][0]
            key, start = told.get(kind, ""), told.get("start")
        elif match := _INDEX.search(path):
            return Target("index", match[1])
        else:
            return None
        page = (number(start) or 0) // (15 if kind == "t" else 25) + 1
        return Target("thread" if kind == "t" else "board", f"{match[1]}.{key}", page) if key.isdecimal() else None

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        return list({post.get("id"): post for post in reversed(super().posts_on(sheet))}.values())[::-1]

    def first_page_url(self, sheet: Sheet) -> str:
        return self.page_part.sub("", sheet.address(sheet.page.link("canonical")) or sheet.bare_url).rstrip("?&")

    def title_of(self, sheet: Sheet) -> str:
        """The title without the group's name that Tapatalk puts before it."""
        shown = next((words for heading in self.title(sheet.tree) if (words := text_of(heading))), "")
        return shown or meta(sheet.page, "og:title").removeprefix(meta(sheet.page, "og:site_name") + "-")

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        labels = map(text_of, css("a[class*='unread']")(unit))
        return next((number(label) for label in labels if label.startswith("#")), None)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        moment, span = self.time.first(unit), css("span.timespan").first(unit)
        shown = (span.get("title") or text_of(span)) if span is not None else ""
        when = sheet.moment(moment.get("datetime") if moment is not None else None)
        return when._replace(raw=shown or when.raw) if when.iso else sheet.moment(shown)

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        return sheet.moment(text_of(self.edited.first(unit))).iso

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The script beside a post says it; the profile is left out where one author wrote twice in a row."""
        for script in unit.iter("script"):
            if match := _POSTER.search(script.text or ""):
                try:
                    name = tidy(unescape(str(json.loads(f'"{match[1]}"'))))
                except ValueError:
                    break
                uid = _POSTER_ID.search(script.text or "")
                return Author(name, uid[1] if uid and uid[1].strip("0") else None) if name else None
        user = first_of(unit, "username", "a", "span")
        if user is None:
            user = first_of(unit, "username-coloured", "a", "span")
        profile = first_of(unit, "postprofile", "dl")
        uid_shown = (profile.get("data-uid") or "") if profile is not None else ""
        name = text_of(user)
        return Author(name, uid_shown if uid_shown.strip("0") else None) if name else None

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def rows_on(self, sheet: Sheet) -> Iterable[Element]:
        """The list items around the links to threads; the links themselves where a theme has none."""
        seen: set[Element] = set()
        for link in self.row_link(sheet.tree) if sheet.here and sheet.here.kind != "thread" else ():
            at = self.target(sheet.address(link))
            if at and at.kind == "thread" and at.first:
                row = next(link.iterancestors("li"), link)
                yield link if row in seen else row
                seen.add(row)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            found.sticky = not {"sticky", "announce", "global-announce"}.isdisjoint((unit.get("class") or "").split())
            spans = [span.get("title") or text_of(span) for span in css("span[class*='timespan']")(unit)]
            found.last_post_at = sheet.moment(spans[-1]).iso if spans else None
        return found

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        if here.kind != "board":
            return Board(name=meta(sheet.page, "og:site_name") or None)
        board = self.board_above(sheet)
        if board.id != here.id:
            board.name = self.title_of(sheet) or None
            board.path += [board.name] if board.name else []
        board.id, board.url = here.id, self.first_page_url(sheet)
        return board

    def notice(self, sheet: Sheet) -> Notice:
        words, page = next(iter(self.messages(sheet)), ""), sheet.page
        return Notice(reason(words, page.status), words[:200]) if words or page.status >= 400 else Notice("empty", page.title)


ENGINE = Tapatalk()
