"""Tieba's other views: the one for phones (``li.post_list_item``), and the desktop page of 2025 as a browser keeps it.

Both were seen in what public readers of them keep as samples.  The phone's posts carry their data as ``data-info``.  The desktop page of
2025 is drawn by a script: its posts are ``div.pb-comment-item`` below the opening, which has no id; only those near the screen are there.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec
from lxml.etree import _Element as Element

from crawler.blocks import Rules, Walker, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, Draft, Engine, ThreadPage, draft
from crawler.items import Author, Board, Comment, Thread
from crawler.marks import Part, marked
from crawler.page import Page
from crawler.pictures import picture
from crawler.select import first_of, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

MARKS = (b"post_list_item", b"pb-comment-item", b"pb-content-wrap")

OPENING = "0"
"""The post id of the opening on the page of 2025, which names none."""

_PHONE = {"post_list_item": "li"}
_DRAWN = {"pb-comment-item": "div"}
_USER = re.compile(r"[?&]id=([\w.-]+)")
_FLOOR = re.compile(r"第?\s*(\d{1,6})\s*楼")
_SHORT = re.compile(r"^(?:(?P<year>(?:19|20)\d\d)-)?(?P<day>\d{1,2}-\d{1,2})(?P<clock>\s+\d{1,2}:\d\d(?::\d\d)?)?(?![\d:-])")
_CLOCK = re.compile(r"^\d{1,2}:\d\d$")
_TIME = re.compile(
    r"(?:(?:(?:19|20)\d\d-)?\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?|[今昨前]天\s*\d{1,2}:\d\d|\d+\s*(?:秒|分钟|小时|天)前|刚刚|\d{1,2}:\d\d)"
)


def read_view(engine: Engine, page: Page, thread: Thread, board: Board) -> ThreadPage | None:
    """The thread, where the page is one of these views; its title, author and time are filled in."""
    whole, posts = marked(page.tree, _PHONE)
    if posts:
        made = [_phone_post(engine, page, thread, board, part, data) for part in posts if (data := _info(part.element)).get("pid")]
        thread.title = text_of(whole.first("post_title_embed", "post_title_text")) or thread.title
    else:
        whole, posts = marked(page.tree, _DRAWN)
        opening = next(
            (box for box in whole.all("pb-content-wrap") if not any(post.element in box.iterancestors() for post in posts)), None
        )
        thread.title, thread.replies = text_of(whole.first("pb-title")) or thread.title, number(text_of(whole.first("pc-pb-reply-top")))
        made = [_opening(engine, page, thread, board, whole, opening)] if opening is not None else []
        made += [_drawn_post(engine, page, thread, board, part) for part in posts]
    if not made:
        return None
    first = made[0].post
    if first.floor == 1:
        thread.author, thread.created_at = first.author, first.created_at
    return ThreadPage(thread, board, made)


# Phones ---------------------------------------------------------------------------------------------------------------------------------


def _info(element: Element) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(element.get("data-info") or "{}")
    except msgspec.DecodeError:
        return {}
    return data if isinstance(data, dict) else {}


def _phone_post(engine: Engine, page: Page, thread: Thread, board: Board, part: Part, data: dict[str, Any]) -> Draft:
    walker = Walker(_RULES, page.base_url)
    if (body := part.first("content")) is not None:
        walker.walk(body)
        walker.end_line()
    made = _draft(engine, page, thread, board, str(data["pid"]), walker, text_of(part.first("list_item_time")))
    name = text_of(part.first("user_name")) or data.get("name_show") or data.get("un")
    made.post.author = Author(tidy(str(name))) if name and not data.get("is_annoy") else None
    made.post.floor = number(str(data.get("floor_num") or ""))
    return made


# The desktop page of 2025 ---------------------------------------------------------------------------------------------------------------


def _opening(engine: Engine, page: Page, thread: Thread, board: Board, whole: Part, body: Element) -> Draft:
    walker = Walker(_RULES, page.base_url)
    walker.walk(body)
    walker.end_line()
    head = next((box for box in whole.all("head-line") if "user-info" in box.get("class", "")), None)
    made = _draft(engine, page, thread, board, OPENING, walker, text_of(first_of(head, "desc-info", "div")) if head is not None else "")
    made.post.author, made.post.floor = _named(head), 1
    return made


def _drawn_post(engine: Engine, page: Page, thread: Thread, board: Board, part: Part) -> Draft:
    walker = Walker(_RULES, page.base_url)
    remarks = list(part.all("pb-lzl-item"))
    own = [box for box in part.all("pb-rich-text") if not any(remark in box.iterancestors() for remark in remarks)]
    for body in own[:1]:
        walker.walk(body)
        walker.end_line()
    lines = [box for box in part.all("comment-desc-left", "desc-info") if not any(remark in box.iterancestors() for remark in remarks)]
    shown = " ".join(text_of(line) for line in lines)
    floor = match[1] if (match := _FLOOR.search(shown)) else None
    key = next((key for up in part.element.iterancestors("div") if (key := up.get("data-key"))), None)
    made = _draft(engine, page, thread, board, part.element.get("data-id") or key or floor or "", walker, shown)
    made.post.author = _named(part.element)
    made.post.floor = int(floor) if floor else None
    made.post.comments = [_remark(page, remark) for remark in remarks]
    return made


def _remark(page: Page, remark: Element) -> Comment:
    body, line = first_of(remark, "pb-rich-text", "div", "span"), first_of(remark, "comment-desc-left", "div", "span")
    text = Walker(_RULES, page.base_url).inside_text(body) if body is not None else ""
    return Comment(text, _named(remark), _moment(page, text_of(line)).iso)


def _named(box: Element | None) -> Author | None:
    name = first_of(box, "head-name", "span", "div", "a") if box is not None else None
    link = next(name.iterancestors("a"), None) if name is not None and name.tag != "a" else name
    if link is None and box is not None:
        link = first_of(box, "name-info-link", "a")
    words = text_of(name if name is not None else link)
    match = _USER.search(link.get("href", "")) if link is not None else None
    return Author(words, match[1] if match else None) if words else None


# Both -----------------------------------------------------------------------------------------------------------------------------------


def _draft(engine: Engine, page: Page, thread: Thread, board: Board, pid: str, walker: Walker, shown: str) -> Draft:
    url = thread.url or page.url
    return draft(engine, page, thread, board, pid, f"{url}?pid={pid}#{pid}" if pid != OPENING else url, walker.body, _moment(page, shown))


def _moment(page: Page, line: str) -> When:
    """The time in a line: without a year it is this year's day, or last year's where that is still to come; a clock alone is today's."""
    found = _TIME.search(line)
    if found is None:
        return NEVER
    shown, now = found[0], page.fetched_at.astimezone(CHINA)
    raw = shown
    if _CLOCK.match(shown):
        shown = f"{now:%Y-%m-%d} {shown}"
    elif (match := _SHORT.match(shown)) and not match["year"]:
        ahead = parse(f"{now.year}-{shown}", now, CHINA).iso or ""
        shown = f"{now.year - (ahead > (now + timedelta(days=1)).isoformat())}-{shown}"
    when = parse(shown, page.fetched_at, CHINA)
    return When(when.iso, raw, when.precision)


def _img(walker: Walker, element: Element) -> None:
    """Pictures, without the emoticons of the editor's folder; the card around one names the original."""
    image = None if "/editor/images/" in element.get("src", "") else picture(element, walker.base_url)
    if image is None:
        return
    card = next((up for up in element.iterancestors("div") if up.get("origin-src")), None)
    original = absolute(walker.base_url, card.get("origin-src", "")) if card is not None else ""
    if original and original != image.url:
        image.url, image.thumb_url = original, image.url
    walker.image(image)


_RULES = Rules(
    classes=dict.fromkeys(
        ("tooltip", "popover", "user-popover-mask", "avatar", "comment-menu", "lzl-wrapper", "pc-pb-comments-desc"), skip
    ),
    tags={"img": _img},
)
