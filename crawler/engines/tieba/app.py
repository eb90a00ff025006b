"""Tieba's threads since 2025: a page that a script draws, as a browser saves it.  All replies stand in one list; there is no pager.

Months and days stand without their year in the year they were written in.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body, Rules, Walker, read, skip
from crawler.dates import When, parse
from crawler.forum import CHINA, Draft, Engine, ThreadPage, draft
from crawler.items import Author, Board, Comment, Image, Thread
from crawler.marks import Part, marked
from crawler.page import Page
from crawler.pictures import picture
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute, query

MARKS = (b"pb-content-wrap", b"pb-comment-item")
"""The opening post's body, and a reply."""

_PARTS = {"pb-comment-item": "div", "pb-lzl-item": "div"}
_FLOOR = re.compile(r"第\s*(\d+)\s*楼")
_MOMENT = re.compile(
    r"\d{4}-\d\d?-\d\d?(?:\s+\d\d?:\d\d)?|(?<![\d-])\d\d?-\d\d?(?:\s+\d\d?:\d\d)?|\d+\s*(?:分钟|小时|天)前|刚刚|(?:今天|昨天)\s*\d\d?:\d\d"
)


def read_thread(engine: Engine, page: Page, board: Board, tid: str, url: str) -> ThreadPage | None:
    """The thread on such a page; None where it is another."""
    whole, parts = marked(page.tree, _PARTS)
    content = whole.first("pb-content-wrap")
    replies = [part for part in parts if "pb-comment-item" in part.element.get("class", "").split()]
    if content is None and not replies:
        return None
    title = text_of(whole.first("pb-title")) or re.sub(r"[-_]百度贴吧$", "", page.title)
    thread = Thread(tid, url, title or None, replies=number(text_of(whole.first("pc-pb-reply-top"))))
    posts = []
    if content is not None:
        head, _ = marked(_around(content), {})
        shown = text_of(head.first("rel-thread-time")) or text_of(head.first("post-num"))
        posts.append(_post(engine, page, thread, board, tid, head, content, shown))
        posts[0].post.floor = 1
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    remarks = [part for part in parts if part not in replies]
    for reply in replies:
        pid = reply.element.get("data-id") or next(
            (up.get("data-key", "") for up in reply.element.iterancestors() if up.get("data-key")), ""
        )
        below = text_of(reply.first("comment-desc-left"))
        floor = _FLOOR.search(below)
        made = _post(
            engine, page, thread, board, pid or (floor[1] if floor else ""), reply, reply.first("pb-rich-text"), _FLOOR.sub("", below)
        )
        made.post.floor = int(floor[1]) if floor else None
        made.post.comments = [_comment(page, remark) for remark in remarks if reply.element in remark.element.iterancestors()]
        posts.append(made)
    return ThreadPage(thread, board, [made for made in posts if made.post.post_id])


def _around(content: Element) -> Element:
    """The opening post: the innermost element around its body that has the head with its author."""
    for up in content.iterancestors():
        if any("user-info" in (child.get("class") or "").split() for child in up):
            return up
    return content


def _post(engine: Engine, page: Page, thread: Thread, board: Board, pid: str, part: Part, content: Element | None, shown: str) -> Draft:
    body = read(content, _RULES, page.base_url) if content is not None else Body()
    made = draft(engine, page, thread, board, pid, thread.url or page.url, body, when(page, shown))
    made.post.author = _author(part)
    return made


def _author(part: Part) -> Author | None:
    for name in part.all("head-name"):
        link = name if name.tag == "a" else next(name.iterancestors("a"), None)
        if text_of(name):
            return Author(text_of(name), query(link.get("href", "")).get("id") if link is not None else None)
    return None


def _comment(page: Page, remark: Part) -> Comment:
    words = remark.first("pb-rich-text")
    text = Walker(_RULES, page.base_url).inside_text(words) if words is not None else ""
    return Comment(text, _author(remark), when(page, text_of(remark.first("comment-desc-left"))).iso)


def when(page: Page, words: str) -> When:
    """A time as these pages show it; none where it would lie ahead."""
    match = _MOMENT.search(words)
    if match is None:
        return When(None, words or None, None)
    shown = match[0]
    if re.match(r"\d\d?-\d\d?(?:\s|$)", shown):
        shown = f"{page.fetched_at.astimezone(CHINA).year}-{shown}"
    found = parse(shown, page.fetched_at, CHINA)
    ahead = found.iso is not None and found.iso > page.fetched_at.astimezone(CHINA).isoformat()
    return When(None, match[0], None) if ahead else When(found.iso, match[0], found.precision)


def _card(walker: Walker, element: Element) -> None:
    """A picture: the card around it names the original."""
    image = next((found for img in element.iter("img") if (found := picture(img, walker.base_url))), None)
    original = absolute(walker.base_url, element.get("origin-src") or "")
    if original:
        thumb = image.url if image else None
        image = Image(0, original, thumb if thumb != original else None)
    if image:
        walker.image(image)


_RULES = Rules(classes={"image-card-wrapper": _card, "lzl-wrapper": skip, "pc-pb-comments-desc": skip})
