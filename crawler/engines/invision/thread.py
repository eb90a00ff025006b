"""Invision Community threads."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.dates import NEVER, When, parse, stamp
from crawler.engines.invision.body import RULES
from crawler.engines.invision.parts import Lists, first_page, place_of, read_pages, read_title, read_user
from crawler.forum import Engine, Target, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.copies import each_once
from crawler.markup.counters import counters
from crawler.markup.lists import breadcrumb
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, links_in, text_of
from crawler.text import number, tidy

_BODIES = ("entry-content", "ipsType_richText", "ipsRichText")
"""Of IP.Board 3; of 4 and of 5 where the ``data-*`` attributes are gone."""


def read_thread(engine: Engine, page: Page, elements: list[Element]) -> ThreadPage:
    """One page of a thread."""
    thread = Thread()
    here = place_of(page)
    thread.id = here.id if here and here.kind == "thread" else _body_id(page)
    thread.url = first_page(page, "thread")
    thread.title = read_title(page)
    lists = Lists(page)
    thread.tags = _tags(page, lists)
    thread.views, thread.replies = counters(page)
    board = breadcrumb(engine, page, links_in(lists.crumbs))
    current, pages, following, size_of_page = read_pages(engine, page, lists, Target("thread", thread.id))
    drafts = [_post(engine, page, thread, board, pid, element) for pid, element in each_once(elements).items()]
    if drafts[0].post.floor is None and (current == 1 or size_of_page):
        repeated = current > 1 and "data-ips-first-post" in elements[0].attrib
        start = (current - 1) * (size_of_page or 0) + 1 - repeated
        for at, made in enumerate(drafts):
            made.post.floor = 1 if repeated and at == 0 else start + at
    if drafts[0].post.floor == 1:
        thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
    return ThreadPage(thread, board, drafts, current, pages, following)


def _tags(page: Page, lists: Lists) -> list[str]:
    """The prefix in the heading and the tags below it."""
    prefixes = (link for heading in page.tree.iter("h1") for link in heading.iter("a") if "ipsTag_prefix" in (link.get("class") or ""))
    tags = (link for link in links_in(lists.tags) if (link.get("class") or "").startswith("ipsTag"))
    return list(dict.fromkeys(filter(None, map(text_of, chain(prefixes, tags)))))


def _body_id(page: Page) -> str:
    body = page.tree.find("body")
    return (body.get("data-pageid") or body.get("data-id") or "0") if body is not None else "0"


def _quote_data(post: Element) -> dict[str, Any]:
    """What IPS tells its own 'quote' button about a post."""
    for element in post.iter("div"):
        if data := element.get("data-quotedata"):
            try:
                told = json.loads(data)
            except ValueError:
                return {}
            return told if isinstance(told, dict) else {}
    return {}


def _when(page: Page, post: Element, told: dict[str, Any]) -> When:
    element = next(iter(post.iter("time")), None)
    if element is None:
        element = first_of(post, "published", "abbr")
        if element is None:
            return NEVER
        when = parse(element.get("title"), page.calendar, UTC)
        return when._replace(raw=text_of(element)) if when.iso else read_time(page, element)
    when = read_time(page, element)
    seconds = told.get("timestamp")
    if when.iso is None and isinstance(seconds, int):
        return When(stamp(seconds, UTC), when.raw, "second")
    return when


def _author(post: Element, told: dict[str, Any]) -> Author | None:
    name, uid = told.get("username"), told.get("userid")
    if isinstance(name, str) and name:
        return Author(tidy(name), str(uid) if uid else None)
    for tags, word in (
        (("h3",), "cAuthorPane_author"),
        (("h3", "div"), "ipsEntry__username"),
        (("span", "address"), "author"),
        (("h3",), "guest"),
    ):
        place = first_of(post, word, *tags)
        if place is not None:
            named = next((user for link in place.iter("a") if (user := read_user(link))), None)
            name = tidy(re.sub(r"^#\d+", "", text_of(place)))
            return named or (Author(name) if name else None)
    return None


def _permalink(page: Page, thread: Thread, pid: str, post: Element) -> str:
    url = (thread.url or page.url).rstrip("&")
    if post.tag == "div":
        root = re.sub(r"(?:index\.php)?\??/?topic/.*$|index\.php.*$", "", url).rstrip("/")
        return f"{root}/index.php?showtopic={thread.id}&view=findpost&p={pid}"
    return f"{url}{'&' if '?' in url else '?'}do=findComment&comment={pid}"


def _post(engine: Engine, page: Page, thread: Thread, board: Board, pid: str, element: Element) -> RawPost:
    walker = Walker(RULES, page.base_url)
    body = next((div for div in element.iter("div") if div.get("data-role") == "commentContent"), None)
    if body is None:
        body = next((found for word in _BODIES if (found := first_of(element, word, "div")) is not None), None)
    if body is not None:
        walker.walk(body)
        walker.end_line()
    told = _quote_data(element)
    url = _permalink(page, thread, pid, element)
    made = raw_post(engine, page, thread, board, pid, url, walker.body, _when(page, element, told))
    made.post.author = _author(element, told)
    made.post.floor = number(text_of(first_of(element, "post_id", "span")))
    shown = made.post.created_at
    zone = datetime.fromisoformat(shown).tzinfo if shown else None
    made.post.edited_at = parse(walker.body.edited, page.calendar, zone).iso
    return made
