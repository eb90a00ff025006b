"""A thread of unknown software by the shape of its page: its posts, and the fields that stand beside each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.etree import _Element as Element

from crawler.engines.generic import addresses
from crawler.engines.generic.choice import Choice, choose
from crawler.engines.generic.conversation import is_conversation, rise
from crawler.engines.generic.fields.letters import begins_letter
from crawler.engines.generic.fields.numbers import floors, shape_ids
from crawler.engines.generic.fields.of_post import Fields
from crawler.engines.generic.parts import link
from crawler.engines.generic.shape.answered import answered
from crawler.engines.generic.shape.bylines import Bylines
from crawler.engines.generic.shape.comments import end_at_comments
from crawler.engines.generic.shape.gathered import gather, part
from crawler.engines.generic.shape.lead import lead
from crawler.engines.generic.shape.mailed import gather_letters
from crawler.engines.generic.shape.opening import asking, opening
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, in_order, unwrap
from crawler.engines.generic.shape.starter import starter, under_title
from crawler.engines.generic.signs import forum_like, signs_of
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.thread import Found, thread_page
from crawler.engines.generic.title import names_in, title_of
from crawler.forum import Engine, ThreadPage
from crawler.items import Author
from crawler.page import Page
from crawler.select import text_of

_SURE, _SEVERAL = 0.7, 3
"""How sure posts must be, and how many, on a page that seems to list threads."""
_LONGEST_TITLE = 180
"""Bytes above which words are no title but what was asked."""
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)


def read_shape(engine: Engine, page: Page, outline: Outline, said: Facts) -> ThreadPage | None:
    """A thread by the shape of its posts; None where nothing looks like posts."""
    lines = Bylines(outline)
    chosen = choose(page, outline, said, lines)
    if _rearranged(outline, chosen, gathered=forum_like(page, outline) > 0):
        after = Outline(outline.nodes[0], outline.language)
        others = Bylines(after)
        if (better := choose(page, after, said, others, letters=True)) is not None:
            outline, lines, chosen = after, others, better
    if chosen is None:
        return None
    group = chosen.group
    if len(group.boxes) > 1 and ">" not in group.key:
        page.taught["body"] = group.key
    boxes, apart = _placed(page, outline, said, lines, chosen)
    alike = Fields(page, outline, group.boxes)
    known = said.is_thread or group.learnt or group.lettered or signs_of(page, outline).elsewhere
    own = {box.body: Fields(page, outline, [box], apart=not known) for box in apart}
    writers = {box.body: own.get(box.body, alike).author(box) for box in boxes}
    for box in apart:
        if writers[box.body] is None and not known:
            writers[box.body] = _one_of(writers.values(), Fields(page, outline, [box]).author(box))
    boxes = [box for box in boxes if known or box not in apart or writers[box.body]]
    ids = shape_ids(outline, boxes)
    numbers = floors(outline, boxes)
    numbered = zip(boxes, ids, numbers, answered(outline, boxes, ids, numbers), strict=True)
    posts = (
        Found(
            outline.nodes[box.body],
            writers[box.body],
            own.get(box.body, alike).when(box),
            post_id,
            floor,
            parent,
            tuple(outline.nodes[at] for at in box.rest),
            tuple(_pictures(outline, box)),
        )
        for box, post_id, floor, parent in numbered
    )
    thread = thread_page(engine, page, said, _with_starter(outline, boxes, list(posts)), chosen.sure, len(group.boxes))
    if not thread.posts:
        return None
    return thread if known or is_conversation(thread.posts) or rise(ids) or rise(numbers) else None


def _one_of(writers: Iterable[Author | None], guessed: Author | None) -> Author | None:
    """A writer whom nothing marks as one, where the same name wrote another post: links and headings of all kinds stand above articles."""
    return guessed if guessed and any(one and one.name == guessed.name for one in writers) else None


def _with_starter(outline: Outline, boxes: list[PostBox], posts: list[Found]) -> Iterator[Found]:
    """The posts; where only the opening one names nobody, with the name that the page has for who began the thread."""
    first, *others = posts
    if others and first.author is None and all(post.author for post in others) and (name := starter(outline, boxes)):
        first = first._replace(author=Author(*name))
    yield from (first, *others)


def stand_aside(page: Page, outline: Outline, said: Facts, rows: list[str]) -> bool:
    """Whether a page shows posts, and what seems to be a list of threads stands beside most of them: files, threads alike.

    ``rows`` are the addresses that are listed.
    """
    chosen = choose(page, outline, said, Bylines(outline))
    if chosen is None or chosen.sure < _SURE or len(chosen.group.boxes) < _SEVERAL:
        return False
    listed = [at for at in outline.anchors if link(page, outline.nodes[at].get("href") or "") in rows]
    return 2 * sum(outline.any_within(listed, box.start, box.end) for box in chosen.group.boxes) < len(chosen.group.boxes)


def _rearranged(outline: Outline, chosen: Choice | None, *, gathered: bool) -> bool:
    """Whether the page's posts were put together, or their words apart from who said them, because no element did."""
    if chosen is None or len(chosen.group.boxes) == 1:
        return gather_letters(outline) or (gathered and gather(outline))
    group = chosen.group
    timed = sum(bool(beside_body(outline, outline.times, box)) for box in group.boxes)
    if not gathered or begins_letter(outline.nodes[group.bodies[0]]) or 2 * timed >= len(group.boxes):
        return False
    return part(outline, group.bodies)


def _placed(page: Page, outline: Outline, said: Facts, lines: Bylines, chosen: Choice) -> tuple[list[PostBox], list[PostBox]]:
    """All posts in their order, and those among them that are made unlike the others: an opening post, a question, an answer."""
    boxes, here = list(chosen.group.boxes), addresses.target(page.url)
    start = here is None or here.page < 2
    lines.tighten(boxes)
    unwrap(outline, boxes)
    end_at_comments(outline, boxes)
    first = opening(outline, boxes[0], titled=start) or (lead(outline, boxes) if start else None)
    apart = [
        one for one in (first and asking(outline, first), first) if one and not _is_title(page, said, text_of(outline.nodes[one.body]))
    ]
    if chosen.pair and len(boxes) == 1 and not apart:
        apart = boxes = chosen.pair
    else:
        apart += [box for box in lines.others(chosen.group) if not first or box.start > first.end]
        boxes = in_order(boxes, apart)
    if not first and (here is None or here.page < 2) and (begun := under_title(outline, boxes)):
        boxes[0] = begun
        apart = [begun, *(box for box in apart if box.body != begun.body)]
        return boxes, apart
    for box in apart:
        lines.tighten([box])
        lines.narrow(box)
    return boxes, apart


def _is_title(page: Page, said: Facts, words: str) -> bool:
    """Whether words are the thread's title, a part of it, or the site's name as the page's title has it."""
    return len(words.encode()) <= _LONGEST_TITLE and (words in title_of(page, said) or words in names_in(page))


def _pictures(outline: Outline, box: PostBox) -> Iterator[Element]:
    """The pictures before a body that link to a picture file, as imageboards show them; members' pictures do not."""
    for at in beside_body(outline, outline.anchors, box):
        link = outline.nodes[at]
        if at < box.body and _PICTURE_FILE.search(link.get("href") or ""):
            yield from link.iter("img")
