"""Tieba's desktop page since 2025, as a browser keeps it: a script draws its posts (``div.pb-comment-item``) below the opening, which has
no id; only those near the screen are there, and there is no pager.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.engines.tieba.times import moment
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.part import Part, parts_of
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, text_of
from crawler.text import number
from crawler.urls import absolute

MARKS = (b"pb-content-wrap", b"pb-comment-item")
"""The opening post's body, and a reply."""

OPENING = "0"
"""The post id of the opening, which the page does not name."""

_PARTS = {"pb-comment-item": "div"}
_USER = re.compile(r"[?&]id=([\w.-]+)")
_FLOOR = re.compile(r"第?\s*(\d{1,6})\s*楼")


def read_thread(engine: Engine, page: Page, thread: Thread, board: Board) -> ThreadPage | None:
    """The thread on such a page, its title, author and time filled in; None where it is another."""
    if not any(mark in page.body for mark in MARKS):
        return None
    whole, posts = Part(page.tree), parts_of(page.tree, _PARTS)
    opening = next((box for box in whole.all("pb-content-wrap") if not any(post.element in box.iterancestors() for post in posts)), None)
    thread.title, thread.replies = text_of(whole.first("pb-title")) or thread.title, number(text_of(whole.first("pc-pb-reply-top")))
    made = [_opening(engine, page, thread, board, whole, opening)] if opening is not None else []
    made += [_reply(engine, page, thread, board, part) for part in posts]
    if opening is not None:
        thread.author, thread.created_at = made[0].post.author, made[0].post.created_at
    return ThreadPage(thread, board, made) if made else None


def _opening(engine: Engine, page: Page, thread: Thread, board: Board, whole: Part, body: Element) -> RawPost:
    walker = Walker(_RULES, page.base_url)
    walker.walk(body)
    walker.end_line()
    head = next((box for box in whole.all("head-line") if "user-info" in box.get("class", "")), None)
    made = _draft(engine, page, thread, board, OPENING, walker, text_of(first_of(head, "desc-info", "div")) if head is not None else "")
    made.post.author, made.post.floor = _named(head), 1
    return made


def _reply(engine: Engine, page: Page, thread: Thread, board: Board, part: Part) -> RawPost:
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
    if any(number(text_of(more)) for more in part.all("show-more-lzl")):
        made.post.lacks = ["comments"]
    return made


def _remark(page: Page, remark: Element) -> Comment:
    body, line = first_of(remark, "pb-rich-text", "div", "span"), first_of(remark, "comment-desc-left", "div", "span")
    text = Walker(_RULES, page.base_url).inside_text(body) if body is not None else ""
    return Comment(text, _named(remark), moment(page, text_of(line)).iso)


def _named(box: Element | None) -> Author | None:
    name = first_of(box, "head-name", "span", "div", "a") if box is not None else None
    link = next(name.iterancestors("a"), None) if name is not None and name.tag != "a" else name
    if link is None and box is not None:
        link = first_of(box, "name-info-link", "a")
    words = text_of(name if name is not None else link)
    match = _USER.search(link.get("href", "")) if link is not None else None
    return Author(words, match[1] if match else None) if words else None


def _draft(engine: Engine, page: Page, thread: Thread, board: Board, pid: str, walker: Walker, shown: str) -> RawPost:
    url = thread.url or page.url
    return raw_post(engine, page, thread, board, pid, f"{url}?pid={pid}#{pid}" if pid != OPENING else url, walker.body, moment(page, shown))


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
