"""Tieba's pages for telephones: lists as saved in 2018 and 2020, and threads by what readers of them rely on to this day.

A thread's page holds the first posts and the first replies to each (楼中楼); more come by scripts.  The clock alone means today.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import msgspec
from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, read, skip
from crawler.engines.tieba.times import moment
from crawler.forum import Engine, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Image, Thread
from crawler.markup.part import Part, parts_of
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute, path

MARKS = (b"post_list_item", b"frslistcontent")
"""A post, and the list of threads."""

_PARTS = {"post_list_item": "li", "tl_shadow": "li", "tl_top": "li"}
_THREAD = re.compile(r"^/p/(\d+)/?$")
_TID = re.compile(r"\btid:\s*['\"]?(\d+)")
_FORUM = re.compile(r"forum_name:\s*\"([^\"]+)\"")
_PAGES = re.compile(r'"total_page":(\d+)')


def read_thread(engine: Engine, page: Page, board: Board, tid: str, root: str) -> ThreadPage | None:
    """The thread on such a page; None where it is another."""
    if MARKS[0] not in page.body:
        return None
    whole, parts = Part(page.tree), parts_of(page.tree, _PARTS)
    found = [(part, body) for part in parts if (body := part.first("content")) is not None and _info(part)]
    if not found:
        return None
    shown = _TID.search(page.text)
    tid = tid if tid != "0" or shown is None else shown[1]
    thread = Thread(tid, f"{root}p/{tid}", text_of(whole.first("post_title_embed")) or re.sub(r"[-_]百度贴吧$", "", page.title) or None)
    posts = []
    for part, body in found:
        info = _info(part)
        pid = str(info.get("pid") or part.element.get("data-tid") or part.element.get("tid") or "")
        when = moment(page, text_of(part.first("list_item_time")))
        made = raw_post(engine, page, thread, board, pid, f"{thread.url}?pid={pid}#{pid}", read(body, _RULES, page.base_url), when)
        name = str(info.get("name_show") or info.get("un") or "") or text_of(part.first("user_name"))
        made.post.author = Author(name) if name else None
        made.post.floor = number(str(info.get("floor_num") or part.element.get("fn") or ""))
        made.post.comments = [_comment(page, entry) for entry in part.all("floor_footer_item")]
        posts.append(made)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    pages = _PAGES.search(page.text)
    here = engine.target(page.url)
    return ThreadPage(thread, board, posts, here.page if here and here.kind == "thread" else 1, int(pages[1]) if pages else None)


def board_name(page: Page) -> str | None:
    """The board that such a page's scripts name."""
    match = _FORUM.search(page.text)
    return match[1] if match else None


def rows(page: Page, root: str) -> list[ThreadRow]:
    """The threads on such a list; adverts among them lead nowhere."""
    parts = parts_of(page.tree, _PARTS) if MARKS[1] in page.body else []
    return [row for part in parts if (row := _row(page, part, root))]


def _row(page: Page, part: Part, root: str) -> ThreadRow | None:
    link = next((found for found in part.all("ti_item") if found.tag == "a"), None)
    match = _THREAD.match(path(absolute(root, link.get("href", "")))) if link is not None else None
    head = part.first("ti_title")
    if match is None or head is None:
        return None
    marks = [text_of(mark) for mark in part.all("ti_title_icon")]
    words = [text_of(mark) for mark in head.iter("span") if "ti_title_icon" not in (mark.get("class") or "")]
    found = ThreadRow(match[1], f"{root}p/{match[1]}", " ".join(filter(None, words)), sticky="置顶" in marks)
    name = text_of(part.first("ti_author"))
    found.author = Author(name) if name else None
    found.last_post_at = moment(page, text_of(part.first("ti_time"))).iso
    found.replies = next((number(text_of(mark)) for box in part.all("btn_reply") for mark in box.iter("span")), None)
    return found


def _info(part: Part) -> dict[str, Any]:
    """What the post's own data says."""
    try:
        data = msgspec.json.decode(part.element.get("data-info") or "{}")
    except msgspec.DecodeError:
        data = {}
    known = data if isinstance(data, dict) else {}
    return known or ({"pid": part.element.get("tid")} if part.element.get("tid") else {})


def _comment(page: Page, entry: Element) -> Comment:
    """A reply to a post: its writer's name, a colon, the words."""
    name, shown, text = "", "", ""
    for element in entry.iter("a", "span"):
        words = (element.get("class") or "").split()
        if "user_name" in words and not name:
            name = text_of(element).rstrip(":： ")
        elif "floor_content" in words and not text:
            text = Walker(_RULES, page.base_url).inside_text(element)
        elif "list_item_time" in words:
            shown = text_of(element)
    return Comment(text, Author(name) if name else None, moment(page, shown).iso if shown else None)


def _picture(walker: Walker, element: Element) -> None:
    """A picture that a script will load: its address is in ``data-url``, the original's in that one's ``src``."""
    shown = absolute(walker.base_url, element.get("data-url") or "")
    _, _, source = shown.partition("&src=")
    if shown:
        walker.image(Image(0, unquote(source) or shown, shown if source else None))


_RULES = Rules(classes={"pb_img_item": _picture, "BDE_Smiley": skip, "video": skip, "fr_list": skip})
