"""vBulletin 3 and 4 threads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta, timezone, tzinfo
from itertools import chain

from lxml.etree import _Element as Element

from crawler.body.vbulletin import RULES, attached
from crawler.body.walker import Walker
from crawler.dates import NEVER
from crawler.dates.spot import is_relative
from crawler.engines.vbulletin.addresses import target
from crawler.engines.vbulletin.parts import (
    CRUMBS,
    FOOT,
    GMT,
    NUMERIC,
    UID,
    Clock,
    Marks,
    address,
    first_page,
    own_text,
    read_pages,
    read_title,
    read_user,
)
from crawler.forum import Engine, Target, ThreadPage, raw_post, written
from crawler.items import Author, Board, Thread
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, first_of, text_of
from crawler.text import number
from crawler.urls import absolute

_TAGS = Select("id('tag_list_cell thread_tags_list')//a")
_ROOT = re.compile(r"""(?:href|src|action)=["']([^"'<>]*?)(?:clientscript/|newreply\.php|login\.php|external\.php|member\.php)""")
_EDIT_TIME = re.compile(r"[;(]\s*([^;()]*\d[^;()]*)")


def read_thread(engine: Engine, page: Page, marks: Marks, bodies: dict[str, Element]) -> ThreadPage:
    """One page of a thread."""
    thread = Thread()
    thread.id, thread.url = _thread_address(page)
    thread.title = read_title(page)
    tagged = _TAGS(page.tree) if b"tag_list_cell" in page.body or b"thread_tags_list" in page.body else []
    thread.tags = list(dict.fromkeys(filter(None, map(text_of, tagged))))
    board = breadcrumb(engine, page, CRUMBS(page.tree), address)
    containers = {pid: _container(pid, body) for pid, body in bodies.items()}
    shown = {pid: _date_shown(pid, container, marks.anchors) for pid, container in containers.items()}
    clock = clock_of(page, shown.values())
    root = absolute(page.base_url, match[1] or "./") if (match := _ROOT.search(page.text)) else page.base_url
    posts = []
    for pid, body in bodies.items():
        made = _post(engine, page, thread, board, pid, body, containers[pid], clock)
        written(made.post, clock.read(shown[pid])._replace(raw=shown[pid] or None))
        made.post.url = absolute(root, f"showthread.php?p={pid}")
        label = marks.numbered.get("postcount" + pid)
        made.post.floor = number(label.get("name") or text_of(label)) if label is not None else None
        posts.append(made)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    current, pages, following = read_pages(engine, page, marks.bars, Target("thread", thread.id or "0"))
    return ThreadPage(thread, board, posts, current, pages, following)


def clock_of(page: Page, shown: Iterable[str]) -> Clock:
    """The zone is in the footer; a 13th or later month anywhere on the page says that days come first."""
    zone: tzinfo | None = None
    for sign, hours, minutes in GMT.findall(page.text[-FOOT:])[-1:]:
        offset = timedelta(hours=min(int(hours or 0), 14), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
    numeric = [match for text in shown if (match := NUMERIC.search(text))]
    return Clock(page, zone, any(int(match[1]) > 12 for match in numeric))


def _container(pid: str, body: Element) -> Element:
    """The element that holds all of a post."""
    own = ("post" + pid, "post_" + pid, "edit" + pid)
    return next((element for element in reversed(list(body.iterancestors())) if element.get("id") in own), body)


def _date_shown(pid: str, container: Element, anchors: dict[str, Element]) -> str:
    dated = first_of(container, "postdate", "span") if container.tag == "li" else None
    if dated is not None:
        return text_of(dated)
    anchor = anchors.get("post" + pid)
    cell = anchor.getparent() if anchor is not None else None
    if cell is not None and (re.search(r"\d", text := own_text(cell)) or is_relative(text)):
        return text
    return next((text for cell in container.iter("td", "div") if re.search(r"\d\d:\d\d", text := own_text(cell))), "")


def _author(pid: str, container: Element) -> Author | None:
    for word in ("bigusername", "username"):
        element = first_of(container, word, "a", "span")
        if element is not None:
            author = read_user(element)
            if author and author.id is None:
                links = (UID.search(link.get("href") or "") for link in container.iter("a") if "finduser" in (link.get("href") or ""))
                author.id = next((uid for match in links if match and (uid := match[1] or match[2] or match[3])), None)
            return author
    menu = next((e for e in container.iter("div") if e.get("id") == "postmenu_" + pid), None)
    name = own_text(menu) if menu is not None else ""
    return Author(name) if name else None


def _edit_note(body: Element, container: Element) -> str:
    if container.tag == "li":
        return text_of(first_of(container, "lastedited", "blockquote", "div"))
    notes = (sibling.find(".//em") for sibling in body.itersiblings("div"))
    return next((text for note in notes if note is not None and re.search(r"\d", text := text_of(note))), "")


def _post(engine: Engine, page: Page, thread: Thread, board: Board, pid: str, body: Element, container: Element, clock: Clock) -> RawPost:
    walker = Walker(RULES, page.base_url)
    quoted = first_of(body, "postcontent", "blockquote")
    walker.walk(body if quoted is None else quoted)
    walker.end_line()
    for box in container.iter("fieldset"):
        attached(walker, box)
    made = raw_post(engine, page, thread, board, pid, page.url, walker.body, NEVER)
    made.post.author = _author(pid, container)
    note = _edit_note(body, container)
    if note and (match := _EDIT_TIME.search(note)):
        made.post.edited_at = clock.read(match[1]).iso
    return made


def _thread_address(page: Page) -> tuple[str, str | None]:
    links = (link.get("href") or "" for link in page.tree.iter("a"))
    for url in chain((page.url, page.link("canonical")), links):
        at = target(absolute(page.base_url, url))
        if at and at.kind == "thread":
            return at.id, first_page(absolute(page.base_url, url), at)
    return "0", page.url or None
