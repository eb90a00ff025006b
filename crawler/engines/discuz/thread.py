"""Discuz! threads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element as Element
from msgspec import UNSET

from crawler.engines.discuz.addresses import is_old, target
from crawler.engines.discuz.marks import Marks
from crawler.engines.discuz.parts import breadcrumb, moment, pager
from crawler.engines.discuz.post import around, author, floor, floor_label, number_floors, read_body, written
from crawler.engines.discuz.remarks import comments, hides_comments, likes
from crawler.forum import Engine, Target, ThreadPage, raw_post
from crawler.items import Thread
from crawler.page import Page
from crawler.raw_post import known
from crawler.select import Select, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

_LINKS = Select("//a[@href]")
_THREAD_IN_LINK = re.compile(r"[?&]p?tid=(\d+)|thread-(\d+)-\d")
_TOUCH_TITLE = Select("//div[@class='view_tit']")


def read_thread(engine: Engine, page: Page) -> ThreadPage | None:
    """A thread page; None when there is no post on it, or numbered boxes in which no skin known here keeps a body."""
    marks = Marks(page)
    if not marks.posts:
        return None
    at = _place(page, marks)
    thread = _head(page, marks, at)
    board = breadcrumb(page)
    current, pages, next_url = pager(page)
    posts = []
    for pid in marks.posts:
        walker = read_body(page, marks, pid)
        script = "redirect.php?" if is_old(page) else "forum.php?mod=redirect&"
        own = known(pid)
        url = absolute(page.base_url, f"{script}goto=findpost&ptid={at.id}&pid={pid}") if own else thread.url or page.url
        made = raw_post(engine, page, thread, board, own, url, walker.body, written(page, marks, pid))
        made.post.author, made.post.floor = author(marks, pid), floor(marks, pid)
        made.post.edited_at = moment(page, walker.body.edited).iso
        made.post.comments, made.post.likes = comments(page, marks, pid), likes(marks, pid, first=made.post.floor == 1)
        made.post.lacks = ["comments"] if hides_comments(marks, pid) else UNSET
        posts.append(made)
    if not any(made.body.blocks or marks.body(pid) is not None for made, pid in zip(posts, marks.posts, strict=True)):
        return None
    number_floors(posts, current, (floor_label(marks, pid) for pid in marks.posts))
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    whole = None
    if b"show_threadpage(" in page.body and "cp=all" not in page.url:
        whole = absolute(page.base_url, f"forum.php?mod=viewthread&tid={at.id}&page={current}&cp=all")
    return ThreadPage(thread, board, posts, current, pages, next_url, whole)


# The thread -----------------------------------------------------------------------------------------------------------------------------


def _place(page: Page, marks: Marks) -> Target:
    for url in _candidates(page, marks):
        at = target(url)
        if at and at.kind == "thread":
            return at
        if "goto=findpost" in url and (tid := query(url).get("ptid")):
            return Target("thread", tid)
    return Target("thread", _most_linked(page))


def _candidates(page: Page, marks: Marks) -> Iterator[str]:
    yield page.url
    yield page.link("canonical")
    yield from (marks.ids[mark].get("href", "") for mark in marks.ids if mark.startswith("postnum"))


def _most_linked(page: Page) -> str:
    """The thread that a saved page's buttons and pager are about: no other is linked as often."""
    links = (match for link in _LINKS(page.tree) if (match := _THREAD_IN_LINK.search(link.get("href", ""))))
    return next((tid for tid, _ in Counter(match[1] or match[2] for match in links).most_common(1)), "0")


def _head(page: Page, marks: Marks, at: Target) -> Thread:
    url = absolute(page.base_url, page.link("canonical"))
    if target(url) != Target("thread", at.id):
        url = absolute(page.base_url, f"{'viewthread.php?' if is_old(page) else 'forum.php?mod=viewthread&'}tid={at.id}")
    thread = Thread(id=at.id, url=url, title=_title(page, marks))
    heading = marks.ids.get("thread_subject")
    types = heading.itersiblings("a", preceding=True) if heading is not None else ()
    tags = (text_of(link).strip("[]") for link in (*types, *_tags(marks)))
    thread.tags = list(dict.fromkeys(filter(None, tags)))
    if (top := marks.ids.get("postlist")) is not None and (head := top.find(".//div[@class='hm ptn']")) is not None:
        counts = [number(text_of(span)) for span in head.iter("span") if span.get("class") == "xi1"]
        thread.views, thread.replies = counts if len(counts) == 2 else (None, None)
    return thread


def _tags(marks: Marks) -> Iterator[Element]:
    """The tags below the first body."""
    first = next(iter(marks.posts))
    for element in around(marks.posts[first], marks.body(first)):
        for div in element.iter("div"):
            if div.get("class", "").startswith(("ptg", "tags")):
                yield from div.iter("a")


def _title(page: Page, marks: Marks) -> str | None:
    if (heading := marks.ids.get("thread_subject")) is not None:
        return text_of(heading)
    if (old := marks.ids.get("threadtitle")) is not None and (h1 := old.find("h1")) is not None:
        return tidy("".join([h1.text or "", *(child.tail or "" for child in h1)])) or None
    first = next(iter(marks.posts.values())).getparent()
    if first is not None and first.get("class") == "mainbox viewthread" and (title := text_of(first.find("h1"))):
        return title
    return _touch_title(page) or tidy(re.split(r"\s+-\s+", page.title)[0]) or None


def _touch_title(page: Page) -> str:
    """The touch view's title without the thread's type, which stands before it in an ``em``."""
    heading = _TOUCH_TITLE.first(page.tree)
    if heading is None:
        return ""
    return tidy("".join([heading.text or "", *((text_of(child) if child.tag != "em" else "") + (child.tail or "") for child in heading)]))
