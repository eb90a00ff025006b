"""Discuz! X's view for printers (``viewthread&action=printable``): a thread's first posts, divided by lines, without ids and floors."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.engines.discuz.archive import forget_floors
from crawler.engines.discuz.body import RULES
from crawler.engines.discuz.parts import moment, somebody
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Board, Thread
from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy
from crawler.urls import absolute, query

_AUTHOR, _TIME, _TITLE = ("作者",), ("时间", "時間"), ("标题", "標題")
"""What stands in bold, with a colon, in front of each."""
_LOCKED = re.compile(r"提示\s*[:：]\s*(.+)")


def read_printed(engine: Engine, page: Page) -> ThreadPage | None:
    """The thread that such a page shows; None for any other page."""
    if b"window.print()" not in page.start:
        return None
    labels = list(page.tree.iter("b"))
    heads = [label for label in labels if _says(label, _AUTHOR) and (line := label.getprevious()) is not None and line.tag == "hr"]
    if not heads:
        return None
    tid = query(page.url).get("tid", "0")
    thread = Thread(id=tid, url=absolute(page.base_url, f"forum.php?mod=viewthread&tid={tid}") or None)
    thread.title = next((tidy(label.tail or "") for label in labels if _says(label, _TITLE)), "") or None
    posts = []
    for floor, head in enumerate(heads, 1):
        time = head.getnext()
        when = moment(page, tidy(time.tail or "") if time is not None and _says(time, _TIME) else None)
        made = raw_post(engine, page, thread, Board(), "", thread.url or page.url, _body(page, head).body, when)
        made.post.author = somebody(tidy(head.tail or ""))
        made.post.edited_at, made.post.floor = moment(page, made.body.edited).iso, floor
        posts.append(made)
    forget_floors(posts)
    thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, Board(), posts, 1, 1)


def _says(label: Element, words: tuple[str, ...]) -> bool:
    return text_of(label).rstrip(" :：") in words


def _body(page: Page, head: Element) -> Walker:
    """What stands between the lines with a post's author, time and title, and the line that divides it from what follows."""
    walker = Walker(RULES, page.base_url)
    begun = False
    for element in head.itersiblings():
        if element.tag == "hr" and element.get("noshade") is not None:
            break
        if begun or (element.tag != "br" and not _says(element, (*_TIME, *_TITLE))):
            begun = True
            walker.visit(element)
            walker.text(element.tail)
        elif element.tag == "br" and (element.tail or "").strip():
            begun = True
            walker.text(element.tail)
    walker.end_line()
    blocks = walker.body.blocks
    if len(blocks) == 1 and (why := _LOCKED.match(blocks[0].text)):
        blocks.clear()
        walker.locked(why[1])
    return walker
