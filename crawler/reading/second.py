"""A second reading: where an engine leaves much of a page unread, the page is asked by its shape, and the reading with more posts is taken.

A skin may call a part of a post, every answer, or every second post otherwise than its engine knows.  Seen: themes of wpForo, Kunena and
YaBB whose posts were taken for the words of a refusal; of Homeland and NodeClub of which the first of four posts was read; of phpBB with
another tag for every second post.
"""

from __future__ import annotations

from collections.abc import Callable

from crawler.dates.spot import date_in
from crawler.forum import Engine, Notice, Reading, ThreadPage
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.reading.leftover import holder_of, unread
from crawler.select import text_of

_DOUBTED = ("empty", "broken", "permission", "login")
"""Reasons to show nothing that may be an engine's which does not know the page's posts."""
_SURE, _WHOLE = 0.6, 0.6
"""Confidence from which on the shape is believed against an engine, and the share of its posts that have an author and a time."""
_ALIKE = 60
"""Letters by which a post is known again."""
_LEAST, _HEAD = 15, 300
"""Characters of an element that may be a post, at least, and of its beginning, in which its time is."""
_MOST = 200
"""Posts, and pieces of text that were lost, that are compared with each other, at most."""
_MANY = 0.4
"""Share of the posts that were read from which on those that were passed over are many."""


def second_reading(page: Page, engine: Engine, reading: Reading, by_shape: Callable[[Page], Reading]) -> ThreadPage | None:
    """The page as its shape shows it, where the engine's reading lacks posts; None where that is no better.

    It is tried on a copy: a reading that is not taken teaches the site nothing, and leaves the page as it was.
    """
    lost: list[str] = []
    if isinstance(reading, ThreadPage) and reading.whole_url is None:
        lost = list(map(_letters, [*unread(page, reading), *_passed_over(page, reading)][:_MOST]))
    if not lost and not (isinstance(reading, Notice) and _may_be_thread(page, engine, reading)):
        return None
    copy = Page(page.body, page.url, page.headers, page.fetched_at, page.status, page.timezone, of_forum=page.of_forum)
    shown = by_shape(copy)
    if not isinstance(shown, ThreadPage) or not _is_whole(shown):
        return None
    if isinstance(reading, ThreadPage):
        taken = _is_sure(shown) and _has_more(shown, reading, lost)
    else:
        taken = _is_sure(shown) or (isinstance(reading, Notice) and _is_told_by(shown, reading))
    again = by_shape(page) if taken else None
    return again if isinstance(again, ThreadPage) else None


def names_nobody(reading: Reading) -> bool:
    """Whether posts were read, and of none who wrote it nor when: in a site's own skin the engine finds words and nothing else."""
    if not isinstance(reading, ThreadPage) or reading.whole_url is not None:
        return False
    return bool(reading.posts) and all(made.post.author is None and made.post.created_at is None for made in reading.posts)


def names_everybody(reading: Reading) -> bool:
    """Whether of each post that was read both are known."""
    posts = [made.post for made in reading.posts] if isinstance(reading, ThreadPage) else []
    return bool(posts) and all(post.author is not None and post.created_at is not None for post in posts)


def _may_be_thread(page: Page, engine: Engine, notice: Notice) -> bool:
    """Whether a page that gave nothing may be a thread whose posts the engine does not know."""
    target = engine.target(page.url)
    return notice.reason in _DOUBTED and page.status < 400 and target is not None and target.kind == "thread"


def _passed_over(page: Page, reading: ThreadPage) -> list[str]:
    """The texts of elements that stand beside the posts, have a time as they do, and hold none of them; few are none: deleted posts."""
    bodies = {made.body.element for made in reading.posts}
    if len(bodies) < 2 or None in bodies:
        return []
    taken, above = {one for body in bodies if body is not None for one in (body, *body.iterancestors())}, holder_of(page, reading)
    if above not in taken:  # read from what a script holds
        return []
    beside = [text for child in above if child not in taken and len(text := text_of(child)) >= _LEAST]
    timed = [text for text in beside if date_in(text[:_HEAD]) is not None]
    return timed if len(timed) >= _MANY * len(bodies) else []


def _is_whole(shown: ThreadPage) -> bool:
    """Whether most posts have an author and a time."""
    whole = sum(made.post.author is not None and made.post.created_at is not None for made in shown.posts)
    return bool(shown.posts) and whole >= _WHOLE * len(shown.posts)


def _is_sure(shown: ThreadPage) -> bool:
    return (shown.posts[0].post.confidence or 0) >= _SURE


def _is_told_by(shown: ThreadPage, notice: Notice) -> bool:
    """Whether what was taken for the words of a refusal is what a post says."""
    words = _letters(notice.text)[:_ALIKE]
    return len(words) >= _LEAST and any(words in _text(made) for made in shown.posts)


def _has_more(shown: ThreadPage, reading: ThreadPage, lost: list[str]) -> bool:
    """Whether a reading has all posts of the other and further ones, most of which were lost, and most of what was lost."""
    texts, known = [_text(made) for made in shown.posts], [_text(made) for made in reading.posts]
    if not len(known) < len(texts) <= _MOST or not all(any(_are_one(text, other) for other in texts) for text in known):
        return False
    new = [not any(text[:_ALIKE] in other for other in known) for text in texts]
    first = new.index(False) if reading.page > 1 and False in new else 0  # above a later page its thread's opening is shown again
    more = [text for text, is_new in list(zip(texts, new, strict=True))[first:] if is_new]
    found = [text for text in more if any(_are_one(text, run) for run in lost)]
    again = [run for run in lost if any(_are_one(text, run) for text in more)]
    return bool(more) and 2 * len(found) >= len(more) and 2 * len(again) >= len(lost)


def _are_one(text: str, other: str) -> bool:
    """Whether one text holds the beginning of the other."""
    return text[:_ALIKE] in other or other[:_ALIKE] in text


def _text(made: RawPost) -> str:
    return _letters("".join(block.text for block in made.body.blocks))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
