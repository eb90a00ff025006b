"""What a reading lacks and what it says that cannot be, as a stranger would see it: by its own fields, without knowing the software."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import is_label
from crawler.forum import ThreadPage
from crawler.items import Post
from crawler.lexicon.phrases import any_of
from crawler.page import Page

MOST = 0.5
"""Share of a page's posts from which on a field that they lack is the reading's fault, not the posts'."""
_AHEAD = timedelta(days=2)
"""How far clocks and zones may be ahead of the fetch."""
_HEAD = 60
"""Letters of a line in which a post's time and number stand, at most."""
_DIGIT = re.compile(r"\d")
_PAGER = re.compile(r"\bpage \d+ of \d+|第\s*\d+\s*[页頁]|\b\d+\s*/\s*\d+\s*[页頁]", re.IGNORECASE)
_BEFORE_VIEW = re.compile(rf"\s*(?:[-–—|•·:»>]+|::)\s*(?:{any_of('viewed')}|view post|viewing|thread|topic)(?!\w)", re.IGNORECASE)
_ANNOUNCEMENT = frozenset(
    ("announcement", "announcements", "公告", "notice", "error", "message", "untitled", "forum", "forums", "topic", "thread")
)


def check(page: Page, reading: ThreadPage) -> dict[str, list[int]]:
    """The fields that are lacking or cannot be, and the places of the posts concerned; nothing of what is sound.

    ``title`` stands for the whole page.  Whether a field is to be asked of the page's shape, :func:`most` says.
    """
    posts = [made.post for made in reading.posts]
    found = {
        "author": _authors(posts),
        "created_at": [at for at, post in enumerate(posts) if post.created_at is None],
        "time_order": _times(page, posts),
        "floor": _floors(posts),
        "text": _texts(reading),
        "title": [] if _titled(page, reading) else [0],
    }
    return {field: places for field, places in found.items() if places}


def most(places: Sequence[int], reading: ThreadPage) -> bool:
    """Whether most of a page's posts are concerned."""
    return len(places) > MOST * len(reading.posts)


def _authors(posts: list[Post]) -> list[int]:
    """Posts without an author, and those whose author is a label (a button's, one name under several member ids) or the thread's title."""
    ids = defaultdict(set)
    for post in posts:
        if post.author and post.author.id:
            ids[post.author.name].add(post.author.id)
    shared = {name for name, own in ids.items() if len(own) > 1}
    labels = {post.author.name for post in posts if post.author and post.author.name not in ids and is_label(post.author.name)}
    labels |= shared | {post.thread.title for post in posts if post.thread.title}
    return [at for at, post in enumerate(posts) if post.author is None or post.author.name in labels]


def _times(page: Page, posts: list[Post]) -> list[int]:
    """Posts from the future, and all of them where several were written in one second or run backwards and forwards."""
    times = {at: datetime.fromisoformat(post.created_at) for at, post in enumerate(posts) if post.created_at}
    ahead = [at for at, time in times.items() if time - page.fetched_at > _AHEAD]
    exact = [times[at] for at in times if posts[at].created_precision == "second"]
    same = len(exact) > 3 and len(set(exact)) == 1
    return list(times) if same else ahead


def _floors(posts: list[Post]) -> list[int]:
    """Posts whose floor comes again."""
    seen: set[int] = set()
    again = []
    for at, post in enumerate(posts):
        if post.floor is not None and post.floor in seen:
            again.append(at)
        seen.add(post.floor or -at)
    return again


def _texts(reading: ThreadPage) -> list[int]:
    """Posts that begin with the time of a post, where most of several do; all of several that say the same: rows of a list."""
    firsts = [next((block.text for block in made.body.blocks if block.text), "") for made in reading.posts]
    same = len({first.removeprefix("Re: ") for first in firsts}) == 1 and all(len(made.body.blocks) == 1 for made in reading.posts)
    heads = [at for at, first in enumerate(firsts) if len(first) <= _HEAD and _DIGIT.search(first) and date_in(first) is not None]
    return list(range(len(firsts))) if same and len(firsts) > 1 else heads if len(heads) > max(1, MOST * len(firsts)) else []


def _titled(page: Page, reading: ThreadPage) -> bool:
    """Whether the thread has a title that can be one: not the board's or the site's name, a pager, or a word for any page."""
    title, whole = reading.thread.title, page.title
    if not title or title.casefold() in _ANNOUNCEMENT or _PAGER.search(title) or title in reading.board.path:
        return False
    return title not in whole or not _is_name_of_site(title, whole)


def _is_name_of_site(title: str, whole: str) -> bool:
    """Whether a title stands before the name of a view in the page's title (``BOARD • View topic - T``)."""
    rest = whole.removeprefix(title) if whole.startswith(title) else ""
    return _BEFORE_VIEW.match(rest) is not None
