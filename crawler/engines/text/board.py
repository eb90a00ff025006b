"""A text -> a board's page: threads listed one below the other, each with its title, who began it, and when somebody last wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from statistics import median

from crawler.dates import parse
from crawler.engines.text.calendars import settle
from crawler.engines.text.heading import SITE, clean, read_heading
from crawler.engines.text.line import Line
from crawler.engines.text.moments import POSTED
from crawler.engines.text.names import name_in
from crawler.engines.text.screen import columns
from crawler.engines.text.slots import beside
from crawler.engines.text.stamps import UNDATED, Stamp
from crawler.forum import BoardPage, ThreadRow
from crawler.items import Author, Board
from crawler.lexicon.around import lists
from crawler.page import Page

_LEAST = 3
"""Threads of a list, at least."""
_SIGNS = 3
"""Different words of lists that make one, where no post's words stand between the rows."""
_MOST = 0.6
"""Share of the rows that are most of them."""
_TALL = 16
"""Lines of a row, at most."""
_LONG = 160
"""Characters of a title, at most; what is longer is somebody's words."""
_PROSE = 110
"""Columns of a line that is somebody's words, on the whole page: lists of threads stand below threads too."""
_PAGES = re.compile(r"\s*(?:\.{2,}|…|\[\s*)\s*\d[\d\s,.…]*\]?\s*$|\s*\(\s*(?:page )?\d[\d\s,.…]*\)\s*$", re.IGNORECASE)
"""Numbers of pages behind a title."""
_STATES = re.compile(r"^\s*(?:\[?(?:locked|closed|sticky|pinned|moved|poll|announcement|solved)\]?\s*:\s*)+", re.IGNORECASE)
_REPLIES = re.compile(
    r"(?:repl(?:y|ies)|回复|回覆|antworten|réponses|respuestas|ответов)\s*[:：]?\s*(\d[\d,]*)|(\d[\d,]*)\s*(?:repl(?:y|ies)|条?回复)",
    re.IGNORECASE,
)
_LAST = re.compile(r"(?:last|latest) (?:post|reply|message)|最[后後新]|letzter |dernier |último |ultimo |последн", re.IGNORECASE)
"""How lines begin that say who wrote last."""
_HEAD = 12
"""Buttons above a list, at most."""
_ONE, _ALL = 0.5, 0.8


def read_board(page: Page, lines: list[Line]) -> BoardPage | None:
    """The threads that a text lists; None where it is no list of threads."""
    signs = frozenset[str]().union(*(lists(line.text) for line in lines))
    if len(signs) < _SIGNS:
        return None
    rows = _rows(lines)
    if len(rows) < _LEAST or not _is_list(lines, rows):
        return None
    first = rows[0][0]
    heading = read_heading(lines, first, first, frozenset())
    name = heading.path[-1] if heading.path else clean(SITE.split(lines[0].text)[0])
    board = BoardPage(Board(name=name or None, path=heading.path))
    seen = Counter(line.text for line in lines)
    printed = settle(page, lines, [*lines[:first], *lines[rows[-1][1] :]])
    board.threads = [row for start, end in rows if (row := _thread(lines[start:end], seen, page, printed=printed))]
    names = {row.author.name for row in board.threads if row.author}
    board.threads = [row for row in board.threads if row.title not in names]
    named = sum(row.author is not None for row in board.threads)
    return board if len(board.threads) >= max(_LEAST, _MOST * len(rows)) and named >= _ONE * len(board.threads) else None


def is_listing(lines: list[Line], segments: Sequence[tuple[int, int]]) -> bool:
    """Whether what seems to be posts are rows of a list of threads: the page says its words, and nothing that stands at posts.

    Words among figures that stand once are of one thread; a word that numbers posts is none of lists.
    """
    seen = Counter(line.key for line in lines)
    heads = (line for line in lines if line.floor is None and (seen[line.key] > 1 or not any(map(str.isdecimal, line.text))))
    signs = frozenset[str]().union(*(lists(line.text) for line in heads))
    return len(segments) > 1 and len(signs) >= _SIGNS and _is_list(lines, segments)


def _rows(lines: list[Line]) -> list[tuple[int, int]]:
    """The rows: cells of one line of the source, or lines up to a time that comes again with few lines between."""
    cells: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.cell:
            cells.setdefault(line.row, []).append(at)
    tabled = [(at[0], at[-1] + 1) for at in cells.values() if any(lines[place].stamps for place in at) and len(at) > 1]
    groups: dict[tuple[str, str], list[int]] = {}
    for at, line in enumerate(lines):
        if line.stamps and len(line.text) < _LONG:
            clock = ":" in line.stamps[-1].text
            groups.setdefault((line.stamps[-1].form, f"{clock}{line.key}"), []).append(at)
            groups.setdefault((line.stamps[-1].form, str(clock)), []).append(at)
    most = max(map(_steady, groups.values()), default=0)
    if len(tabled) >= max(_LEAST, _MOST * most):
        return tabled
    seen = Counter(line.text for line in lines)
    ended = [_joined(lines, _ended(at), seen) for at in groups.values() if len(at) >= _LEAST and _steady(at) >= _ALL * most > 0]
    return min(ended, key=lambda rows: sum(_title_at(lines[start:end], seen) or 0 for start, end in rows) / len(rows), default=[])


def _ended(at: list[int]) -> list[tuple[int, int]]:
    """The rows that end at lines."""
    tall = int(median(b - a for a, b in pairwise(at)))
    starts = [max(0, at[0] - tall + 1), *(place + 1 for place in at[:-1])]
    return [(max(start, place + 1 - _TALL), place + 1) for start, place in zip(starts, at, strict=True)]


def _joined(lines: list[Line], rows: list[tuple[int, int]], seen: Counter[str]) -> list[tuple[int, int]]:
    """The rows, with those in one that have a title only in the first."""
    made: list[tuple[int, int]] = []
    for start, end in rows:
        if made and _title_at(lines[start:end], seen) is None and start == made[-1][1]:
            made[-1] = made[-1][0], end
        else:
            made.append((start, end))
    return made


def _steady(at: list[int]) -> int:
    """How many rows end at the lines, where most of these are near each other."""
    near = sum(b - a <= _TALL for a, b in pairwise(at))
    return near if near >= _ALL * (len(at) - 1) else 0


def _is_list(lines: list[Line], rows: Sequence[tuple[int, int]]) -> bool:
    """Whether the rows are short, and neither they nor what stands above them has the words, numbers and times of posts."""
    whole = lines[rows[0][0] : rows[-1][1]]
    posts = sum(line.kind in ("button", "note") or (line.kind == "panel" and not line.number) for line in whole)
    above = sum(line.kind == "button" for line in lines[: rows[0][0]])
    numbers = [line.floor.number for line in lines if line.floor and line.floor.whole]
    if above > _HEAD or sum(b == a + 1 for a, b in pairwise(numbers)) > 1 or sum(map(_is_posted, whole)) > _ALL * len(rows):
        return False
    prose = sum(columns(line.text) > _PROSE for line in lines)
    files = sum(line.file for line in whole)
    return posts < 1.2 * len(rows) and prose < 0.3 * len(rows) + 2 and not files


def _is_posted(line: Line) -> bool:
    """Whether a line is a time with the words before it that posts have."""
    return bool(line.stamps) and POSTED.fullmatch(line.text[: line.stamps[0].start].strip()) is not None


def _thread(lines: list[Line], seen: Counter[str], page: Page, *, printed: bool) -> ThreadRow | None:
    at = _title_at(lines, seen)
    if at is None:
        return None
    title = clean(_STATES.sub("", _PAGES.sub("", lines[at].text)))
    if len(title) < 2:
        return None
    row = ThreadRow(sha256(title.encode()).hexdigest()[:16], page.url, title)
    row.created_at, row.last_post_at = _times([stamp for line in lines[at:] for stamp in line.stamps], page, printed=printed)
    name = _author(lines[at + 1 :]) or _author(lines[:at])
    row.author = Author(name) if name else None
    told = next((match for line in lines[at + 1 :] if len(line.text) < 80 and (match := _REPLIES.search(line.text))), None)
    row.replies = int((told[1] or told[2]).replace(",", "")) if told else None
    return row


def _title_at(lines: list[Line], seen: Counter[str]) -> int | None:
    """The line of a row's title: the longest of those that stand once on the page."""
    found = [
        at
        for at, line in enumerate(lines)
        if not (line.kind or line.bare or line.number or line.picture or line.stamps or len(line.text) > _LONG or seen[line.text] > 2)
        and not any(kind == "by" for kind, _ in beside(line, None))
        and not lists(line.text)
        and not _LAST.match(line.text)
    ]
    return max(found, key=lambda at: columns(lines[at].text), default=None)


def _author(lines: list[Line]) -> str | None:
    """Who began a thread: the first that a row names behind its title, but for who wrote last."""
    last = False
    for at, line in enumerate(lines):
        last = (last or _LAST.match(line.text) is not None) and not (at and lines[at - 1].stamps)
        if last or line.kind or line.number or lists(line.text):
            continue
        words = [*line.people, *(words for _, words in beside(line, line.stamps[0] if line.stamps else None))]
        if name := next(filter(None, map(name_in, words if line.stamps or words else [line.text])), None):
            return name
    return None


def _times(stamps: list[Stamp], page: Page, *, printed: bool) -> tuple[str | None, str | None]:
    """When a thread began and when somebody last wrote, by the times behind its title; the order of columns differs."""
    days = [None if stamp.form in UNDATED and not printed else parse(stamp.text, page.calendar).iso for stamp in stamps]
    if not days:
        return None, None
    known = sorted(filter(None, days))
    if len(known) < len(days):
        return days[0] if len(days) > 1 else None, days[-1]
    return known[0] if len(days) > 1 else None, known[-1]
