"""A thread of unknown software by what its page says for machines: marks on its posts, schema.org data, the state of its scripts."""

from __future__ import annotations

import re

from crawler.blocks import Block, Body
from crawler.dates import NEVER
from crawler.engines.generic.body import read_body
from crawler.engines.generic.conversation import is_conversation
from crawler.engines.generic.fields.numbers import counting, ids_on, post_ids, printed_floor
from crawler.engines.generic.fields.people import person
from crawler.engines.generic.fields.stamps import time_of
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.structured.lent import beginning
from crawler.engines.generic.structured.microdata import Item, Marks, someone, sometime
from crawler.engines.generic.structured.state import StatePost, posts_in_state, title_in_state
from crawler.engines.generic.thread import Found, about, thread_page
from crawler.engines.generic.trail import board_of
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Comment
from crawler.lexicon.phrases import any_of
from crawler.page import Page
from crawler.select import text_of
from crawler.text import number

_MARKED, _TOLD = 0.9, 0.6
"""How sure marked posts are, and posts that are only in the page's data."""
_MORE = re.compile(rf"(?:{any_of('show')}\s+)?(?:\w+\s+)?\+?\d+\s+(?:\w+\s+)?{any_of('replies')}", re.IGNORECASE)
"""What unfolds further remarks: ``show 3 more comments``."""


def read_marked(engine: Engine, page: Page, said: Facts, marked: Marks) -> ThreadPage | None:
    """A thread whose page marks every post; None where it does not."""
    return _read(engine, page, said, marked) if marked.whole else None


def read_alone(engine: Engine, page: Page, said: Facts, marked: Marks) -> ThreadPage | None:
    """A thread of a single post that the page marks as a forum's, where nothing else of it was found; None for other pages."""
    return _read(engine, page, said, marked) if len(marked.posts) == 1 else None


def _read(engine: Engine, page: Page, said: Facts, marked: Marks) -> ThreadPage:
    ids = post_ids([list(ids_on([post.parts["body"], post.scope])) for post in marked.posts])
    numbers = counting([printed_floor(post.scope) if "floor" not in post.parts else None for post in marked.posts])

    def found(post: Item, post_id: str | None, shown: int | None) -> Found:
        parts = post.parts
        when = page.calendar.noted(time_of(parts["time"]) if "time" in parts else sometime(post.scope, parts["body"]))
        floor = number(text_of(parts["floor"])) if "floor" in parts else shown
        who = parts["author"] if "author" in parts else someone(post.scope, parts["body"])
        below = marked.remarks.get(post.scope, [])
        remarks = tuple(_remark(page, item) for item in below)
        return Found(parts["body"], person(who) if who is not None else None, when, post_id, floor, remarks=remarks, folded=_folds(below))

    return thread_page(engine, page, said, map(found, marked.posts, ids, numbers), _MARKED)


def _remark(page: Page, item: Item) -> Comment:
    """A remark as the page marks it."""
    body, parts = read_body(page, item.parts["body"]), item.parts
    when = page.calendar.noted(time_of(parts["time"])) if "time" in parts else NEVER
    text = "\n".join(block.text for block in body.blocks if block.text)
    return Comment(text, person(parts["author"]) if "author" in parts else None, when.iso)


def _folds(below: list[Item]) -> bool:
    """Whether a link among the remarks below a post says that there are more of them."""
    around = below[0].scope.getparent() if below else None
    return around is not None and any(_MORE.fullmatch(text_of(link)) for link in around.iter("a", "button"))


def read_told(engine: Engine, page: Page, said: Facts) -> ThreadPage | None:
    """A page whose posts are only in its data."""
    if not said.is_thread or len(said.posts) < 2:
        return None
    thread, board = about(engine, page, said), board_of(page)
    posts = []
    for one in said.posts:
        body = Body([Block("paragraph", line) for line in one.text.split("\n")], loose=True)
        author = Author(one.author) if one.author else None
        when = page.calendar.noted(one.created)
        made = raw_post(engine, page, thread, board, "", one.url or page.url, body, when)
        made.post.author, made.post.confidence = author, _TOLD
        posts.append(made)
    return ThreadPage(thread, board, posts)


def read_whole(engine: Engine, page: Page, said: Facts, shown: ThreadPage) -> ThreadPage:
    """The thread as the state of the page's scripts has it, where the page shows fewer posts and not all times and names; else as shown."""
    if all(made.post.created_at and made.post.author and not made.post.inferred for made in shown.posts):
        return shown
    stated = posts_in_state(page)
    if len(stated) <= len(shown.posts):
        return shown
    whole = _thread(engine, page, said, stated)
    told = {beginning(made.body) for made in whole.posts}
    return whole if 2 * sum(beginning(made.body) in told for made in shown.posts) >= len(shown.posts) else shown


def read_state(engine: Engine, page: Page, said: Facts, *, known: bool = True) -> ThreadPage | None:
    """A page whose posts are only in the state of its scripts; a conversation, where it is not ``known`` to be a forum's."""
    stated = posts_in_state(page)
    thread = _thread(engine, page, said, stated) if stated else None
    return thread if thread and (known or said.is_thread or is_conversation(thread.posts)) else None


def _thread(engine: Engine, page: Page, said: Facts, stated: list[StatePost]) -> ThreadPage:
    thread, board = about(engine, page, said), board_of(page)
    thread.title = thread.title or title_in_state(page)
    posts, numbers = [], {one.id for one in stated}
    for one in stated:
        body = read_body(page, one.body)
        author, when = Author(one.author) if one.author else None, page.calendar.noted(one.created)
        made = raw_post(engine, page, thread, board, one.id or "", page.url, body, when)
        made.post.author, made.post.confidence = author, _TOLD
        made.post.reply_to = one.parent if one.parent in numbers and one.parent != one.id else None
        posts.append(made)
    return ThreadPage(thread, board, posts)
