"""A text -> a thread's page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from hashlib import sha256

from crawler.blocks import Block, Body
from crawler.dates import NEVER, When, parse
from crawler.engines.text import anchors, growth, strangers
from crawler.engines.text.alignment import Alignment, Segment
from crawler.engines.text.body import Page as Common
from crawler.engines.text.body import read_body, said
from crawler.engines.text.calendars import settle
from crawler.engines.text.feet import raised
from crawler.engines.text.fields import authors
from crawler.engines.text.floors import NAME, floors, precedes
from crawler.engines.text.gate import confidence
from crawler.engines.text.heading import read_heading, trail
from crawler.engines.text.joining import is_parted
from crawler.engines.text.line import Line
from crawler.engines.text.lines import key_of
from crawler.engines.text.moments import falls, order_of
from crawler.engines.text.quotations import Quoted
from crawler.engines.text.signatures import drop_signatures
from crawler.engines.text.specials import plain
from crawler.engines.text.stamps import UNDATED, Stamp
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Board, Thread
from crawler.lexicon.around import of_shells
from crawler.page import Page

_FAR = 400
"""Lines above the others in which the post that opens the thread is looked for."""
_NEAR = 8
"""Lines around an anchor in which its time stands."""


def read_thread(engine: Engine, page: Page, lines: list[Line], *, marked: bool) -> ThreadPage | None:
    """The posts of a text; None where it is no thread.  ``marked`` says that it is Markdown."""
    if not lines:
        return None
    sets, own = anchors.find(lines)
    if not sets:
        return None
    best = sets[0]
    grown = _before_others(lines, growth.grown(lines, best, own))
    below = raised(lines, grown)
    if below is not None:
        new = {old: place for place, old in enumerate(below.order)}
        lines, own = [lines[old] for old in below.order], {new[old]: stamp for old, stamp in own.items()}
        grown = sorted(new[old] for old in grown)
    else:
        lines, grown, own = _parted(lines, grown, own)
    aligned = Alignment(lines, grown)
    if kept := strangers.without(lines, aligned.segments(), own):
        aligned = Alignment(lines, kept)
    aligned = _with_opening(lines, aligned, own)
    segments = aligned.segments()
    if len(segments) > 1 and (_announces(lines, segments, own) or precedes(lines, segments)):
        aligned = Alignment(lines, aligned.at[1:])
        segments = aligned.segments()
    if below is not None:
        for segment in segments:
            start, end = below.bodies.get(segment.anchor, (segment.start, segment.end))
            segment.start, segment.end = start if below.exact else max(start, segment.start), end
    names = authors(lines, segments, own)
    heading = read_heading(lines, segments[0].head, segments[0].start, frozenset(filter(None, names)))
    _below_title(lines, segments[0], heading.title)
    thread = Thread(id=sha256(page.body).hexdigest()[:16], url=page.url or None, title=heading.title, tags=heading.tags)
    board = Board(name=heading.path[-1] if heading.path else None, path=heading.path)
    drop_signatures(lines, segments, names, heading.title)
    common = Common(page.url, marked, not marked and is_parted(lines))
    spoken = [said(lines[segment.start : segment.end]) for segment in segments]
    known = frozenset(name for name in names if name)
    falling = falls([own[segment.anchor] for segment in segments if segment.anchor in own])
    numbers = floors(lines, segments, heading.title, falling=falling)
    sure = confidence(lines, segments, names, numbers, own, shell=of_shells(page.text))
    if sure is None:
        return None
    counted = None not in numbers and len(set(numbers)) == len(numbers)
    printed = settle(page, lines, [*lines[: segments[0].head], *lines[segments[-1].end :]])
    posts = []
    for at, segment in enumerate(segments):
        written = lines[segment.start : segment.end] if at else plain(lines[segment.start : segment.end])
        body = read_body(written, common, Quoted(spoken[at + 1 :] if falling else spoken[:at], known))
        if not body.blocks and len(segments) > 1:  # the text holds nothing of it: a picture without a trace
            continue
        _put_quotes(body)
        when = _when(lines, segment, own, page, printed=printed)
        made = raw_post(engine, page, thread, board, str(numbers[at]) if counted else "", page.url, body, when)
        made.post.floor = numbers[at]
        name = names[at]
        made.post.author = Author(name) if name else None
        made.post.confidence = sure
        posts.append(made)
    if not posts:
        return None
    if posts[0].post.floor == 1:
        thread.created_at, thread.author = posts[0].post.created_at, posts[0].post.author
    return ThreadPage(thread, board, posts)


def _before_others(lines: list[Line], at: list[int]) -> list[int]:
    """Without the last anchors, which are other threads': below a line that says so, once on the page."""
    seen = Counter(line.key for line in lines if line.kind == "foot")
    foot = next((place for place in range(at[0] + 1, at[-1]) if lines[place].kind == "foot" and seen[lines[place].key] == 1), None)
    kept = [place for place in at if foot is None or place < foot]
    return kept if len(kept) > 0.5 * len(at) else at


def _parted(lines: list[Line], at: list[int], own: dict[int, Stamp]) -> tuple[list[Line], list[int], dict[int, Stamp]]:
    """The lines with what stands behind anchors' times, where posts begin there, in lines of their own."""
    rests = dict(growth.parted(lines, at, own))
    if not rests:
        return lines, at, own
    made: list[Line] = []
    places = []
    for place, line in enumerate(lines):
        places.append(len(made))
        rest = rests.get(place)
        if rest is None:
            made.append(line)
            continue
        end = line.text.rfind(rest)
        head = replace(line, text=line.text[:end].rstrip(), raw=line.raw)
        made += [head, replace(line, text=rest, raw=rest, key=key_of(rest, []), stamps=[], floor=None, kind=None, people=())]
    return made, [places[a] for a in at], {places[a]: stamp for a, stamp in own.items()}


def _with_opening(lines: list[Line], aligned: Alignment, own: dict[int, Stamp]) -> Alignment:
    """With the post that opens the thread in a form of its own: a time of its own, and words of its own, above the others."""
    top = aligned.heads[0]
    if floors(lines, aligned.segments())[0] == 1:
        return aligned
    forms = {own[at].form for at in aligned.at if at in own}
    for at in range(top - 1, max(-1, top - _FAR), -1):
        if lines[at].kind in ("page", "foot") and len(lines[at].text) < 12 and lines[at - 1].kind == lines[at].kind:
            break
        opens = lines[at].floor
        timed = at in own and (own[at].form in forms or not forms) and len(lines[at].text) < 90 and not _is_later(at, aligned.at[0], own)
        if not timed and not (opens and opens.number == 1 and opens.whole):
            continue
        between = lines[at + 1 : top]
        if any(len(trail(line.text)) > 2 for line in between):
            break
        words = [line for line in between if not (line.kind or line.bare or line.number or line.picture or line.text in lines[0].text)]
        if any(len(line.text) > 12 or line.text[-1] in "。.!?！？" for line in words):
            return Alignment(lines, [at, *aligned.at])
    return aligned


def _announces(lines: list[Line], segments: list[Segment], own: dict[int, Stamp]) -> bool:
    """Whether the first segment is the page's head, which says on which day the thread began: a name at most, where others have clocks."""
    first = segments[0]
    if first.start >= first.end:
        return True
    words = (line.text for line in lines[first.start : first.end] if not (line.kind or line.bare or line.number))
    day, *times = (own[segment.anchor].text if segment.anchor in own else "" for segment in segments)
    return day != "" and ":" not in day and all(":" in time for time in times) and all(len(text) < NAME for text in words)


def _below_title(lines: list[Line], opening: Segment, title: str | None) -> None:
    """Begins the body below the thread's title, where the page prints it there, below who wrote, and nowhere above."""
    if opening.start + 1 < opening.end and lines[opening.start].text == title:
        opening.start += all(line.text != title for line in lines[1 : opening.anchor])


def _is_later(at: int, other: int, own: dict[int, Stamp]) -> bool:
    """Whether a time is later than another: the clock in a page's head is later than all posts."""
    times = [order_of(own[place]) for place in (at, other) if place in own]
    return len(times) == 2 and times[0] is not None and times[1] is not None and times[0] > times[1]


def _put_quotes(body: Body) -> None:
    """Puts quotations that stand among other lines into their places."""
    for at, block in enumerate(body.blocks):
        if block.text.startswith("\0"):
            body.blocks[at] = Block("quote", index=int(block.text[1:]))


def _when(lines: list[Line], segment: Segment, own: dict[int, Stamp], page: Page, *, printed: bool) -> When:
    """When a post was written: the time in its anchor, or beside it; what has no year, where the page says when it was ``printed``."""
    near = [segment.anchor, *(at for step in range(1, _NEAR) for at in (segment.anchor + step, segment.anchor - step))]
    stamp = next((own[at] for at in near if at in own and segment.head <= at < segment.start), None)
    if stamp is None:
        return NEVER
    if stamp.form in UNDATED and not printed:
        return When(None, stamp.text, None)
    return parse(stamp.text, page.calendar)
