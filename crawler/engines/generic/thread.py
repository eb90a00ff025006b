"""A thread page of unknown software: its posts by what the page says for machines, or by their shape."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.dates import When
from crawler.engines.generic import addresses
from crawler.engines.generic.addresses import link as link_to
from crawler.engines.generic.body import drop_shared, read_body
from crawler.engines.generic.confidence import confidence, forum_like
from crawler.engines.generic.fields.heads import is_headed, take_head
from crawler.engines.generic.fields.letters import begins_letter, unfold
from crawler.engines.generic.fields.numbers import counting, floors, ids_on, post_ids, printed_floor, shape_ids
from crawler.engines.generic.fields.of_post import Fields
from crawler.engines.generic.fields.people import person
from crawler.engines.generic.fields.signed import ends_signed, take_signatures
from crawler.engines.generic.fields.stamps import time_of
from crawler.engines.generic.pager import next_page
from crawler.engines.generic.quoted import take_quotations
from crawler.engines.generic.shape.anchored import anchored
from crawler.engines.generic.shape.answered import answered
from crawler.engines.generic.shape.bylines import Bylines
from crawler.engines.generic.shape.groups import find
from crawler.engines.generic.shape.judging import PostGroup, only_times
from crawler.engines.generic.shape.lead import lead
from crawler.engines.generic.shape.learnt import by_site
from crawler.engines.generic.shape.numbered import by_number
from crawler.engines.generic.shape.opening import answer, asked, opening, question
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, in_order, place_pair
from crawler.engines.generic.shape.talk import is_talk
from crawler.engines.generic.shape.vocabulary import bodily
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.structured.lent import lend_times
from crawler.engines.generic.structured.microdata import Item, Marks, someone, sometime
from crawler.engines.generic.structured.state import posts_in_state
from crawler.engines.generic.title import title_of
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.raw_post import RawPost, digest
from crawler.select import Select, text_of
from crawler.text import number

_ACCEPTED = 0.45
_TEACHES = 0.7
"""How sure a reading is from which other pages of the site learn."""
_MARKED, _TOLD = 0.9, 0.6
"""How sure marked posts are, and posts that are only in the page's data."""
_NAMED, _UNNAMED, _NAMELESS = 0.85, 0.6, 0.5
"""How sure a reading is at most whose names have no member's number, of which some posts have no name, and of which none has one."""
_SEVERAL = 3
"""Posts that are several."""
_SAME = 12
"""Letters from which on a text does not come twice at one time or without one, unless the page shows it twice."""
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)
_TRAIL = re.compile(
    r"crumb|(?:^|[\s_-])(?:ariane|migas|brotkrumen|kruimel\w*|briciole|okruszki|nav(?:i)?path|pathway|linktree|navbits|dqwz|weizhi)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""What the way to a thread is called in templates."""
_TRAILS = ("nav", "ol", "ul", "div", "p", "span")
_EARLY = 200
"""Elements at a page's start among which its breadcrumb is, and links among which its pager may be."""
_LINKS_BELOW = Select("following::a")


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


def read_marked(engine: Engine, page: Page, said: Facts, marked: Marks) -> ThreadPage | None:
    """A thread whose page marks every post; None where it does not."""
    if not marked.whole:
        return None
    ids = post_ids([list(ids_on([post.parts["body"], post.scope])) for post in marked.posts])

    numbers = counting([printed_floor(post.scope) if "floor" not in post.parts else None for post in marked.posts])

    def found(post: Item, post_id: str | None, shown: int | None) -> Found:
        parts = post.parts
        when = page.calendar.noted(time_of(parts["time"]) if "time" in parts else sometime(post.scope, parts["body"]))
        floor = number(text_of(parts["floor"])) if "floor" in parts else shown
        who = parts["author"] if "author" in parts else someone(post.scope, parts["body"])
        return Found(parts["body"], person(who) if who is not None else None, when, post_id, floor)

    return _thread(engine, page, said, map(found, marked.posts, ids, numbers), _MARKED)


def _pair(outline: Outline, only: PostBox) -> list[PostBox]:
    """The only post that was found with what it answers, or with its answer, which have forms of their own; empty without either."""
    if last := answer(outline, only):
        return place_pair(outline, only.body, last)
    first = question(outline, only)
    return place_pair(outline, first, only.body) if first else []


def _is_sure(found: PostGroup) -> bool:
    """Whether posts are told by what stands beside them, or several are called bodies and lack either a time or a name."""
    count, least, most = len(found.boxes), min(found.timed, found.named), max(found.timed, found.named)
    return count > 1 and (least == 1 or (count >= _SEVERAL and most == 1 and bodily(found.key) and ">" not in found.key))


def _all(asked: Callable[[Element], bool], outline: Outline, found: PostGroup) -> bool:
    return all(asked(outline.nodes[box.body]) for box in found.boxes)


def read_shape(engine: Engine, page: Page, outline: Outline, said: Facts) -> ThreadPage | None:
    """A thread by the shape of its posts; None where nothing looks like posts."""
    found = find(outline)
    if found is not None and only_times(outline, found.boxes):
        found = None
    lines = Bylines(outline)
    if found:
        lines.lend(found)
    if found and (_all(begins_letter, outline, found) or (found.timed < 1 and len(found.boxes) > 1 and _all(is_headed, outline, found))):
        found.signed, found.timed, found.named = True, 1.0, 1.0
    elif found and found.timed == 1 and is_talk(outline, found.boxes):
        found.signed, found.named = True, 1.0
    elif (
        found
        and found.timed == found.named == 0
        and len(found.boxes) > 1
        and all(ends_signed(outline.nodes[box.body]) for box in found.boxes)
    ):
        found.signed, found.timed, found.named = True, 1.0, 1.0
    elif found is None or not _is_sure(found):
        found = (anchored(outline) if forum_like(page, outline) else None) or found
    found = by_number(outline, found)
    pair = _pair(outline, found.boxes[0]) if found and len(found.boxes) == 1 else []
    if found and asked(outline, pair or found.boxes):
        found.timed = found.named = 1.0
    sure = confidence(page, outline, said, found)
    if (found is None or sure < _ACCEPTED) and lines.posts is not None:
        weight = confidence(page, outline, said, lines.posts)
        if weight >= _ACCEPTED:
            found, sure = lines.posts, weight
    if sure < _TEACHES and "body" in page.learnt and (learnt := by_site(outline, page.learnt["body"], page.learnt.get("name"))) is not None:
        found, sure = learnt, max(sure, confidence(page, outline, said, learnt))
    if found is None or sure < _ACCEPTED:
        return None
    if len(found.boxes) > 1 and ">" not in found.key:
        page.taught["body"] = found.key
    boxes = list(found.boxes)
    here = addresses.target(page.url)
    lines.tighten(boxes)
    first = opening(outline, boxes[0]) or (lead(outline, boxes) if here is None or here.page < 2 else None)
    apart = [first] if first and text_of(outline.nodes[first.body]) not in title_of(page, said) else []
    if pair and len(boxes) == 1 and not apart:
        apart = boxes = pair
    else:
        apart += [box for box in lines.others(found) if not first or box.start > first.end]
        boxes = in_order(boxes, apart)
    for box in apart:
        lines.tighten([box])
    others = Fields(page, outline, found.boxes)
    own = {box.body: Fields(page, outline, [box]) for box in apart}
    ids = shape_ids(outline, boxes)
    numbered = zip(boxes, ids, floors(outline, boxes), answered(outline, boxes, ids), strict=True)
    posts = (
        Found(
            outline.nodes[box.body],
            fields.author(box),
            fields.when(box),
            post_id,
            floor,
            parent,
            tuple(outline.nodes[at] for at in box.rest),
            tuple(_pictures(outline, box)),
        )
        for box, post_id, floor, parent in numbered
        for fields in (own.get(box.body, others),)
    )
    return _thread(engine, page, said, posts, sure)


def _pictures(outline: Outline, box: PostBox) -> Iterator[Element]:
    """The pictures before a body that link to a picture file, as imageboards show them; members' pictures do not."""
    for at in beside_body(outline, outline.anchors, box):
        link = outline.nodes[at]
        if at < box.body and _PICTURE_FILE.search(link.get("href") or ""):
            yield from link.iter("img")


def read_told(engine: Engine, page: Page, said: Facts) -> ThreadPage | None:
    """A page whose posts are only in its data."""
    if not said.is_thread or len(said.posts) < 2:
        return None
    thread, board = _about(engine, page, said), _board(engine, page)
    posts = []
    for one in said.posts:
        body = Body([Block("paragraph", line) for line in one.text.split("\n")], loose=True)
        author = Author(one.author) if one.author else None
        when = page.calendar.noted(one.created)
        made = raw_post(engine, page, thread, board, "", one.url or page.url, body, when)
        made.post.author, made.post.confidence = author, _TOLD
        posts.append(made)
    return ThreadPage(thread, board, posts)


def read_state(engine: Engine, page: Page, said: Facts) -> ThreadPage | None:
    """A page whose posts are only in the state of its scripts."""
    stated = posts_in_state(page)
    if not stated:
        return None
    thread, board = _about(engine, page, said), _board(engine, page)
    posts = []
    for one in stated:
        body = read_body(page, one.body)
        author, when = Author(one.author) if one.author else None, page.calendar.noted(one.created)
        made = raw_post(engine, page, thread, board, one.id or "", page.url, body, when)
        made.post.author, made.post.confidence = author, _TOLD
        posts.append(made)
    return ThreadPage(thread, board, posts)


def _thread(engine: Engine, page: Page, said: Facts, found: Iterator[Found], sure: float) -> ThreadPage:
    thread, board = _about(engine, page, said), _board(engine, page)
    posts: list[RawPost] = []
    seen: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    last = page.tree
    whole = list(found)
    bodies = [read_body(page, post.body, *post.rest, pictures=post.pictures) for post in whole]
    drop_shared(bodies)
    take_quotations(bodies)
    if not any(post.author or post.when.iso for post in whole) and (signed := take_signatures(bodies)):
        whole = [
            post._replace(author=Author(one.name), when=page.calendar.noted(one.time)) for post, one in zip(whole, signed, strict=True)
        ]
    made_of: dict[int, RawPost] = {}
    for at, (post, body) in enumerate(zip(whole, bodies, strict=True)):
        last = post.body
        if head := unfold(body) or (None if post.author or post.when.iso else take_head(body)):
            post = post._replace(author=post.author or Author(head.sender), when=page.calendar.noted(head.time))  # noqa: PLW2901
        if len(body.blocks) > 1 and _is_subject(body.blocks[0].text, thread.title or ""):
            del body.blocks[0]
        text = "\n".join(block.text for block in body.blocks)
        known = (text, post.author.name if post.author else "")
        if not body.blocks or (len(text) > _SAME and known in seen and post.when.iso in {None, *seen[known]}):
            continue
        seen[known].add(post.when.iso)
        made = raw_post(engine, page, thread, board, post.id or "", page.url, body, post.when)
        made.post.author = post.author
        made.post.floor = post.floor if str(post.floor) != post.id else None
        posts.append(made)
        made_of[at] = made
    current, next_url, pages = next_page(page, _LINKS_BELOW(last))
    if next_url is None:
        current, next_url, pages = next_page(page, islice(page.tree.iter("a"), _EARLY))
    lend_times(page, said, posts)
    if current == 1 and posts:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    believed = min(round(sure, 2), _believable(posts))
    for made in posts:
        made.post.confidence = believed
    reading = ThreadPage(thread, board, posts, current, pages, next_url)
    for at, made in made_of.items():
        parent = made_of.get(answers) if (answers := whole[at].parent) is not None else None
        made.post.reply_to = parent.post.post_id if parent else None
    return reading


def _believable(posts: list[RawPost]) -> float:
    """How sure a reading can be at most, by its names: those that lead to members are surest, and a page without names is never sure."""
    authors = [made.post.author for made in posts]
    if not all(authors):
        return _UNNAMED if any(authors) else _NAMELESS
    known = {(one.name, one.id) for one in authors if one}
    if all(one and one.id for one in authors) and len(known) == len({number for _, number in known}) == len({name for name, _ in known}):
        return 1.0
    return _NAMED


def _about(engine: Engine, page: Page, said: Facts) -> Thread:
    target, title = addresses.target(page.url), title_of(page, said)
    return Thread(target.id if target and target.id else digest(None, None, page.url or title), page.url or None, title or None)


def _board(engine: Engine, page: Page) -> Board:
    """The board that a breadcrumb names; those stand near the start."""
    early = islice(page.tree.iter(*_TRAILS), _EARLY)
    trail = next((node for node in early if _TRAIL.search(f"{node.get('class') or ''} {node.get('id') or ''}")), None)
    return breadcrumb(engine, page, trail.iter("a"), link_to) if trail is not None else Board()


def _is_subject(line: str, title: str) -> bool:
    """Whether a line repeats the thread's title, of which the page may have more."""
    subject = line.removeprefix("Re: ")
    return bool(subject) and title.startswith(subject) and not title[len(subject) :].strip(" ")[:1].isalnum()
