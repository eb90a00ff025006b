"""A thread page of unknown software, made of the posts that were found on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.engines.generic import addresses
from crawler.engines.generic.belief import believed
from crawler.engines.generic.body import drop_shared, read_body
from crawler.engines.generic.edges import drop_printed, is_notice
from crawler.engines.generic.fields.heads import take_head, take_time
from crawler.engines.generic.fields.letters import cut_foot, take_quoted, unfold
from crawler.engines.generic.fields.signed import take_signatures
from crawler.engines.generic.pager import next_page
from crawler.engines.generic.quotations import unquote
from crawler.engines.generic.quoted import take_quotations
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.structured.lent import lend_times
from crawler.engines.generic.title import title_of
from crawler.engines.generic.trail import board_of
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Comment, Thread
from crawler.lexicon.phrases import any_of
from crawler.markup.notices import says_none
from crawler.page import Page
from crawler.raw_post import RawPost, digest

_SAME = 12
"""Letters from which on a text does not come twice at one time or without one, unless the page shows it twice."""
_TITLES = ("さん", "님")
"""What Japanese and Korean sites add to every name."""
_SUBJECT = re.compile(rf"^(?:{any_of('subject', 'titled')}\s*[:：]\s*)?(?:{any_of('re')}\s*[:：]\s*)*", re.IGNORECASE)
"""What stands before a subject."""
_EARLY = 200
"""Links at a page's start among which its pager may be."""


class Found(NamedTuple):
    """A post on the page."""

    body: Element
    author: Author | None
    when: When
    id: str | None
    floor: int | None
    parent: int | None = None
    """The place, among those found, of the post that this one answers."""
    rest: tuple[Element, ...] = ()
    """Further paragraphs of the body."""
    pictures: tuple[Element, ...] = ()
    """Pictures beside the body that lead to their own files."""
    remarks: tuple[Comment, ...] = ()
    folded: bool = False
    """Whether there are further remarks that the page does not show."""


def thread_page(engine: Engine, page: Page, said: Facts, found: Iterator[Found], sure: float, alike: int | None = None) -> ThreadPage:
    """The thread of the posts that were found; ``sure``: that it is one; ``alike``: how many are made alike, all where not given."""
    thread, board = about(engine, page, said), board_of(page)
    posts: list[RawPost] = []
    seen: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    last = page.tree
    whole = _without_titles(list(found))
    bodies = [read_body(page, post.body, *post.rest, pictures=post.pictures) for post in whole]
    drop_shared(bodies)
    names = [post.author.name if post.author else None for post in whole]
    drop_printed(bodies, names)
    take_quotations(bodies, names)
    if not any(post.author or post.when.iso for post in whole) and (signed := take_signatures(bodies)):
        whole = [
            post._replace(author=Author(one.name), when=page.calendar.noted(one.time)) for post, one in zip(whole, signed, strict=True)
        ]
    made_of: dict[int, RawPost] = {}
    for at, (post, body) in enumerate(zip(whole, bodies, strict=True)):
        last = post.body
        writer = post.author.name if post.author and post.when.iso else None
        if head := unfold(body, writer) or (None if post.author or post.when.iso else take_head(body)):
            named = post.author if post.author and post.author.name in head.sender else Author(head.sender)
            post = post._replace(author=named, when=page.calendar.noted(head.time))  # noqa: PLW2901
        if not post.when.iso and (time := take_time(body, page.calendar.language)):
            post = post._replace(when=page.calendar.noted(time))  # noqa: PLW2901
        cut_foot(body)
        if len(body.blocks) > 1 and _is_subject(body.blocks[0].text, thread.title or ""):
            del body.blocks[0]
        take_quoted(body)
        if at == 0:
            unquote(body)
        text = "\n".join(block.text for block in body.blocks)
        known = (text, post.author.name if post.author else "")
        if not body.blocks or _is_none(post, text, posts) or is_notice(body):
            continue
        if len(text) > _SAME and known in seen and post.when.iso in {None, *seen[known]}:
            continue
        seen[known].add(post.when.iso)
        made = raw_post(engine, page, thread, board, post.id or "", page.url, body, post.when)
        made.post.author, made.post.comments = post.author, list(post.remarks)
        if post.folded:
            made.post.lacks = ["comments"]
        made.post.floor = post.floor if str(post.floor) != post.id else None
        posts.append(made)
        made_of[at] = made
    current, next_url, pages = next_page(page, _links_below(last))
    if next_url is None:
        current, next_url, pages = next_page(page, islice(page.tree.iter("a"), _EARLY))
    lend_times(page, said, posts)
    if current == 1 and posts:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    certain = believed(posts, min(1.0, sure), len(whole) if alike is None else alike) if posts else 0.0
    for made in posts:
        made.post.confidence = certain
    reading = ThreadPage(thread, board, posts, current, pages, next_url)
    for at, made in made_of.items():
        parent = made_of.get(answers) if (answers := whole[at].parent) is not None else None
        made.post.reply_to = parent.post.post_id if parent else None
    return reading


def _links_below(last: Element) -> Iterator[Element]:
    """The links that stand behind an element, in order."""
    for around in (last, *last.iterancestors()):
        for sibling in around.itersiblings():
            yield from sibling.iter("a")


def _without_titles(posts: list[Found]) -> list[Found]:
    """The posts with their writers' names as they are, where the site adds to every name how one speaks to people."""
    names = {post.author.name for post in posts if post.author}
    for title in _TITLES if len(names) > 1 else ():
        if all(name.endswith(title) and name != title for name in names):
            return [
                post._replace(author=Author(post.author.name.removesuffix(title), post.author.id)) if post.author else post
                for post in posts
            ]
    return posts


def about(engine: Engine, page: Page, said: Facts) -> Thread:
    target, title = addresses.shown(page.url), title_of(page, said)
    return Thread(target.id if target and target.id else digest(None, None, page.url or title), page.url or None, title or None)


def _is_none(post: Found, text: str, before: list[RawPost]) -> bool:
    """Whether what was taken for a post is the line that says that there are no replies: nobody wrote it, or who wrote the post above."""
    if not says_none(text):
        return False
    own = (post.author, post.when.iso)
    return own == (None, None) or bool(before and own == (before[-1].post.author, before[-1].post.created_at))


def _is_subject(line: str, title: str) -> bool:
    """Whether a line repeats the thread's title, of which the page may have more."""
    subject = _SUBJECT.sub("", line)
    return bool(subject) and title.startswith(subject) and not title[len(subject) :].strip(" ")[:1].isalnum()
