"""wpForo 1 to 3 (WordPress): all five layouts.  Addresses are base/board/topic, so their depth tells what they name.

Its own dates begin with the day (``d/m/Y``); a site may have them as WordPress writes dates, which a second number above twelve shows.
Long names and titles are cut; a link's ``title`` has them whole.

Seen running: 3.0.8, all five layouts.  Rows of its layout 1 name who answered last, not who began the thread, and ages in words only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.dates import NEVER, When
from crawler.engines.wpforo.body import RULES
from crawler.forum import BoardRow, Reading, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.css import css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import path, query

_NAMES = ("wpf-author-name", "author-name", "wpforo-post-author-name")
_POST = re.compile(r"#post-([1-9]\d{0,17})$")
_PAGED = re.compile(r"/paged/(\d+)/?$")
_LABEL = re.compile(r"^[^\d]{0,24}[:：]\s*")
_SLASHED = re.compile(r"\d{1,2}/(\d{1,2})/(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"(?<=[a-z] \d\d, )(\d\d)$")
_CUT = ("...", "…")
_TRAPS = frozenset(
    ("participant", "members", "profile", "account", "activity", "subscriptions", "recent", "feed", "tags", "login", "register", "postid")
)


def _entry(content: Element) -> Element:
    """The element around a post: its number and its author's stand there."""
    return next((above for above in content.iterancestors("div") if (above.get("id") or "").startswith("post-")), content)


def _person(link: Element) -> Author | None:
    """The name a link shows; a link's title has it whole, without a word before it ('By NAME' in any language)."""
    shown, whole = text_of(link).removeprefix("by "), link.get("title") or ""
    return _named(whole if whole and shown.endswith((whole, *_CUT)) else shown)


def _named(name: str) -> Author | None:
    """Guests may give a name; who did not is called Anonymous."""
    return Author(name) if name and name.lower() not in ("anonymous", "guest") else None


class WpForo(Table):
    """wpForo boards and topics."""

    name = "wpforo"
    rank = 40
    fingerprints = (b"wpforo",)

    title = board_name = css("#wpforo-title, #wpforo-wrap h1")
    page_part = re.compile(r"(?<=/)paged/\d+/?$|\?.*$")
    tags = css("div.wpforo-topic-meta tag, div.wpforo-topic-meta a")
    crumbs = css("div.wpf-breadcrumb a[href]")
    pager = css("div.wpf-navi a, div.wpf-navi option")
    message = css(".wpf-p-error, .wpforo-msg, #wpforo-wrap p")

    posts = css("div.wpforo-post-content, div.wpforo-comment-text, div.wpforo-comment-content:not(:has(div.wpforo-comment-text))")
    body, body_rules = posts, RULES
    time = css(
        ".wpf-post-date, .wpforo-post-date, .cbleft, .wpforo-comment-date",
        "div.wpforo-comment-top > span, div.wpforo-comment-footer > span",
        "div.wpforo-post-content-top > span:not(.wpf-mod-message):not(.wpf-post-starter)",
    )

    rows = css("div.wpforo-topic:has(.wpforo-topic-title), div.wpf-thread:has(.wpf-thread-title)")
    row_link = css(".wpforo-topic-title a[href], .wpf-thread-title a[href], a.wpforo-topic-title[href], a.wpf-thread-title[href]")
    row_replies, row_posts = css(".wpf-thread-posts"), css(".wpforo-topic-stat-posts, .wpforo-topic-replies")
    row_views = css(".wpforo-topic-stat-views, .wpf-thread-views, div.views > div.count")
    row_sticky = css("i[class*='sticky'], span[class*='sticky'], div[class*='sticky'], [class*='thumbtack']")
    boards = css(
        ".wpforo-forum-title a[href], .wpforo-subforum a[href]"
        ", .wpf-forum-item > a[href], .forum-card-title a[href], .forum-card-subforums a[href]"  # layouts 4 and 5
    )

    def detect(self, page: Page) -> bool:
        return b"/plugins/wpforo/" in page.start

    def target(self, url: str) -> Target | None:
        asked, name = query(url), path(url)
        if any(key != "wpfpaged" for key in asked):
            return None
        match = _PAGED.search(name)
        page = int(match[1][:9]) if match else number(asked.get("wpfpaged")) or 1
        parts = [part for part in _PAGED.sub("", name).split("/") if part]
        if not parts or len(parts) > 3 or not _TRAPS.isdisjoint(parts):
            return None
        return Target(("index", "board", "thread")[len(parts) - 1], parts[-1] if len(parts) > 1 else "", page)

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        return Target("thread", path(sheet.page.url).rstrip("/").rpartition("/")[2] or "0")

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        """Dates with slashes begin with the day, unless one of them has no month then."""
        shown = " ".join(text_of(self.time.first(_entry(unit))) for unit in units)
        sheet.day_first = all(int(second) <= 12 for second in _SLASHED.findall(shown))
        return super().thread_page(sheet, units)

    def misses_first(self, units: Sequence[Element]) -> bool:
        """Whether the page has an entry above the first post, whose text was not found."""
        entries = css("div[id^='post-']")(units[0].getroottree().getroot())
        return bool(entries) and entries[0] not in (units[0], *units[0].iterancestors())

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        if sheet.here and sheet.here.first:
            posts[0].post.floor = 1
        super().opened(sheet, posts)

    def title_of(self, sheet: Sheet) -> str:
        """The heading begins with the thread's state (closed, solved, sticky, in any language), which is no part of its title."""
        return super().title_of(sheet).removeprefix(text_of(css("#wpforo-title .wpf-status-title").first(sheet.tree))).strip()

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """Layout 4 of version 2 writes the counts of threads and posts into the link."""
        boards = super().boards_on(sheet)
        counts = {
            sheet.address(up): text_of(stat) for stat in css("a > .wpf-forum-item-stat")(sheet.tree) for up in stat.iterancestors("a")
        }
        for row in boards:
            row.name = row.name.removesuffix(counts.get(row.url, "")).strip()
        return boards

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        entry = _entry(unit)
        return str(number(entry.get("data-postid") or entry.get("id")) or 0)

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        link = css("a.wpf-post-link, .wpf-post-link a").first(_entry(unit))
        return f"{sheet.address(link) or sheet.thread.url or sheet.page.url}#post-{pid}"

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        entry = _entry(unit)
        places = [f".{name}" for name in (*_NAMES, "wpforo-comment-top", "wpforo-comment-footer")]
        link = next((a for a in css(", ".join(f"{place} a" for place in places))(entry) if text_of(a)), None)
        if link is not None:
            named = _person(link)
            return Author(named.name, entry.get("data-userid")) if named else None
        return _named(text_of(css(", ".join(f".{name}" for name in _NAMES)).first(entry)))

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        element = self.time.first(_entry(unit))
        if element is None:
            return NEVER
        titled = next((part for part in element.iter("span", "time") if any(map(str.isdigit, part.get("title") or ""))), None)
        if titled is not None:
            return sheet.time(titled)
        words = text_of(element)
        for part in element.iter("a", "span"):
            if part is not element and (shown := text_of(part)):
                words = words.replace(shown, "", 1)
        return sheet.moment(_LABEL.sub("", words.strip()).removeprefix("by").strip())

    def edited_of(self, sheet: Sheet, unit: Element, body: object) -> str | None:
        notes = css("div.wpf-post-edited")(_entry(unit))
        return sheet.moment(text_of(notes[-1])).iso if notes else None

    def board_above(self, sheet: Sheet) -> Board:
        board = super().board_above(sheet)
        whole = {text_of(link): link.get("title") for link in self.crumbs(sheet.tree)}
        board.path = [whole.get(name) or name for name in board.path]
        board.name = board.path[-1] if board.path else None
        return board

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        """The bar's list of pages carries addresses as values."""
        for option in self.pager(sheet.tree):
            if option.tag == "option" and option.get("value"):
                option.set("href", option.get("value", ""))
        return super().pages_of(sheet, here)

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        sheet.day_first = True
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        links = self.row_link(unit)
        found.title = next((whole for a in links if (whole := a.get("title")) and text_of(a) == found.title), found.title)
        start = css(".wpforo-topic-start-info, .wpf-thread-author-name, .wpforo-topic-author").first(unit)
        if start is not None and css(".wpf-last-post-by").first(start) is None:
            person = next((a for a in start.iter("a") if text_of(a)), None)
            shown, _, begun = text_of(start).partition(", ")
            found.author = _person(person) if person is not None else _named(shown.removeprefix("by "))
            if "wpforo-topic-author" not in (start.get("class") or ""):  # where questions are listed, it is the time of the last post
                found.created_at = sheet.moment(_SHORT_YEAR.sub(r"20\1", begun)).iso
        lines = [number(text_of(line)) for line in css(".wpforo-topic-stat-combined .stat-line")(unit)]
        if len(lines) > 1:  # layout 1 of version 3: posts, views
            found.replies, found.views = (lines[0] - 1 if lines[0] else None), lines[1]
        numbers = (match[1] for link in unit.iter("a") if (match := _POST.search(link.get("href") or "")))
        found.last_post_id = max(numbers, key=int, default=None)
        last = css(".wpf-thread-last-date", ".wpforo-topic-stat-lastpost").first(unit)
        if last is not None:
            words = [tail for br in last.iter("br") if (tail := (br.tail or "").strip())] or [text_of(last)]
            found.last_post_at = sheet.moment(words[-1]).iso
        return found


ENGINE = WpForo()
