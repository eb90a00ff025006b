"""What stands above the first post: the thread's title, its board, its tags."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.engines.text.line import Line
from crawler.engines.text.moments import POSTED
from crawler.engines.text.screen import columns
from crawler.engines.text.stamps import UNDATED
from crawler.lexicon import classify
from crawler.lexicon.around import around, is_shell
from crawler.text import tidy

REPLY = re.compile(r"^(?:(?:re|aw|sv|vs|antw|回复|回覆|答复)\s*[:：]\s*)+", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:post subject|subject|topic|thread|title|主题|主題|标题|標題|题目|帖子主题|betreff|sujet|asunto|titolo|тема)\s*[:：]\s*",
    re.IGNORECASE,
)
_POSTED = re.compile(r"\s?(?:Post)?\s?Posted\s?:.*$")
"""What can stand behind a subject."""
_CRUMBS = re.compile(r"\s*[»›>→▸❯]+\s*|\s+/\s+")
_SIGNS = re.compile(r"[»›→▸❯]|\s>\s?\S|\S>\S|\s/\s")
_ARROWS = re.compile(r"[»›>→▸❯]")
SITE = re.compile(r"\s+[-–—|·_•]\s+|(?<=\S)[|_](?=\S)|\s[-|]\s?")
_PAGE = re.compile(
    r"\s*(?:[-–—|·,,]\s*)?(?:\(|（)?(?:page|seite|página|pagina|страница|第)\s*\d+\s*(?:页|頁|(?:of|von|de|di|из|/)\s*\d+)?(?:\)|）)?$",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*\[(?:复制链接|打印本页|copy link)\]\s*$", re.IGNORECASE)
_COUNTS = re.compile(r"(?:查看|回复|阅读|浏览|点击|views?|repl(?:y|ies))\s*[:：]\s*\d[\d,]*\s*[|/]?\s*", re.IGNORECASE)
_STATS = re.compile(r"[\d\s,.]+\S{1,12}(?:\s[\d\s,.]+\S{1,12})+|\d[\d,.]*\s\S{1,14}")
_TAGS = re.compile(r"^(?=.*\s/\s)(?:[^/]{1,20}\s*/\s*)+[^/]{0,40}$")
_STATUS = ("在线", "离线", "離線", "在線")
_CUT = ("...", "…")
_LONGEST = 160
_BEGUN = re.compile(
    r"(?:thread|topic|discussion|conversation) (?:start|author)|start(?:ed|er)?\b.{0,3}(?:by|date|on|time)\b|discussion in\b"
    r"|(?:楼主|樓主|发起人|作者)\s*[:：]",
    re.IGNORECASE,
)
"""What stands below a title: who began the thread, and when."""
_TYPE = 24
"""Characters of a thread's type, at most."""
_REST = 4
"""Characters that may stand behind such a label: "er", a colon."""
_INDENTED = 0.6
"""Share of the lines that are indented where a text browser indents all but headings."""
_CRUMB, _SURE = 1.5, 1.6
"""What the end of a breadcrumb counts as a title, and from which count on the page's first line is not asked."""
_NAMED = 0.2
"""What a heading of few signs counts, which is often the board's name."""
_SMALL = 12
"""Lines of a head from which on it counts how near the first post a line is."""
_PAGED = re.compile(r"(?<!\d)1\W{1,4}2\W{1,4}3(?!\d)")
"""Numbers of pages."""
_BRIEF, _WORDY = 12, 90
"""Columns of a title that says something, and characters from which on it is rather a notice."""
_APART = 24
"""Columns that a title with a time in it has besides it, at least."""
_SYMBOL = re.compile(r"[a-z]+(?:_[a-z]+)+")
"""The name of a sign in a font of signs."""
_FIELD = re.compile(r"\[[^\[\]]*\s\]")
"""A form's field, as text browsers print it."""
WINDOW = 60
"""Lines above the first post among which the title is looked for."""


@dataclass(slots=True)
class Heading:
    """What the head of a page says of the thread."""

    title: str | None = None
    at: int | None = None
    """The line of the title nearest to the first post."""
    path: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def read_heading(lines: list[Line], end: int, limit: int, names: frozenset[str]) -> Heading:
    """Reads the lines before ``end``, where the first post's own head begins; a title may stand up to ``limit``, where its body begins."""
    votes: dict[str, float] = {}
    places: dict[str, int] = {}
    trails: dict[str, str] = {}
    first = lines[0].text if lines else ""
    replies = Counter(title for line in lines if (title := _reply(line.text)))
    head = range(max(0, end - WINDOW), min(limit, len(lines)))
    ends = [crumbs[-1] for line in lines[:end] if (crumbs := trail(line.text))]
    sites = {bare(crumbs[0]) for line in lines[:end] if len(crumbs := trail(line.text)) > 2}
    cut = _site_cut(first)
    begins, *others = map(bare, SITE.split(first))
    above = {bare(lines[at - 1].text) for at in range(1, min(limit, len(lines))) if others and bare(lines[at].text) == others[0]}
    typed = others[0] if len(others) > 1 and len(begins) < _TYPE and begins in above else None
    """The title, where the page's first line has the thread's type before it."""
    sites.update(others[typed is not None :])
    left = sum(line.indent > 0 for line in lines) > _INDENTED * len(lines)
    below = {bare(clean(line.text)) for line in lines[end : limit + 2]}
    seen = Counter(bare(clean(line.text)) for line in lines[: min(limit, len(lines))])
    for at in head:
        line = lines[at]
        title = clean(line.text) if at or cut is None else cut
        if title in names or not _may_be(title, line, at >= end) or (at and _is_begun(lines[at - 1].text)):
            continue
        key = bare(title)
        score = {1: 1.8, 2: 1.4, 3: 1.0}.get(line.level, 0.3 if line.level else 0.0) * (1.0 if columns(title) > _BRIEF else _NAMED)
        score += 1.6 * (seen[key] > 1)
        score += 2.5 * (replies[key] > 0) + 0.5 * (_reply(line.text) == key)
        score += 2.0 * any(
            bare(crumb) == key or (crumb.endswith(_CUT) and len(crumb) > 8 and key.startswith(bare(crumb.rstrip("….").rstrip())))
            for crumb in ends
        )
        score -= 2.0 * (key in sites)
        score += 2.2 * (at > 0 and _starts(first, title)) + 2.4 * (key == typed)
        score += 1.2 * (_SUBJECT.match(line.text) is not None)
        score += 1.6 * (at - head.start) / max(len(head), _SMALL) + 0.4 * (line.gap > 0) + min(columns(title), 60) / 60
        score -= 1.2 * (title[-1] in "。.;；") + 1.2 * ("。" in title[:-1]) + 1.2 * (len(title) > _WORDY)
        score -= 0.6 * (at >= end)
        following = [other.kind for other in lines[at + 1 : at + 4] if bare(other.text) != key and not other.bare and not other.floor][:1]
        begun = next((other.text for other in lines[at + 1 : at + 3] if bare(other.text) != key and not other.bare), "")
        score += 1.2 * (_BEGUN.match(begun) is not None) + 1.2 * (left and at > 0 and not line.indent and lines[at - 1].indent > 0)
        score -= 2.0 * (following in (["panel"], ["rank"], ["status"]) and not _BEGUN.match(begun))
        score += 0.8 * (following == ["button"] and columns(title) > _BRIEF) - 0.5 * (line.floor is not None)
        if score > 0:
            votes[key] = max(score, votes.get(key, score))
        places[key] = at
    for crumb in ends:
        key = bare(clean(crumb))
        if len(key) > 3 and key not in places and not crumb.endswith(_CUT) and not around(crumb) and votes.get(key, 0.0) < _CRUMB:
            votes[key] = _CRUMB + 2.0 * (bare(clean(cut or "")) == key) + 2.0 * (key in below)
            trails[key] = clean(crumb)
    made = Heading()
    if votes:
        key = max(votes, key=lambda words: votes[words])
        made.at = places.get(key)
        made.title = trails[key] if made.at is None else clean(lines[made.at].text) if made.at or cut is None else cut
    if cut and (made.title is None or (max(votes.values()) < _SURE and len(cut) >= max(4, 0.6 * len(made.title)))):
        made.title = cut
    if made.title:
        made.title = _shorter(made.title, [*map(clean, ends), clean(SITE.split(first)[0])])
    made.path = _path(lines, end, made.title)
    made.tags = _tags(lines, made.at, end)
    return made


def _shorter(title: str, others: list[str]) -> str:
    """A title without the thread's type before it and the buttons behind it, where the page says it without them somewhere else."""
    inside = [other for other in others if len(other) >= max(4, 0.5 * len(title)) and other != title]
    return next((other for other in inside if title.endswith((f" {other}", f"]{other}")) or title.startswith(f"{other} ")), title)


def _reply(text: str) -> str | None:
    rest = _SUBJECT.sub("", text)
    match = REPLY.match(rest)
    return bare(clean(rest[match.end() :])) if match else None


@lru_cache(maxsize=1 << 12)
def clean(text: str) -> str:
    """A title without what stands around it: "Re:", "Subject:", counts, the page's number."""
    if label := _SUBJECT.match(text):
        text = _POSTED.sub("", text[label.end() :])
    text = _COUNTS.sub("", _COPY.sub("", text))
    title = tidy(_PAGE.sub("", REPLY.sub("", text)).strip(" |#«»"))
    before, _, last = title.rpartition(" ")
    return before.rstrip() if before and not last.isascii() and around(last) == "button" else title


def bare(text: str) -> str:
    """What two copies of a title must share."""
    return "".join(text.split()).lower()


def _may_be(title: str, line: Line, inside: bool) -> bool:
    kind = None if line.kind == "panel" and _SUBJECT.match(line.text) else line.kind
    if not 2 <= len(title) <= _LONGEST or kind or line.rule or line.picture or around(title) or not any(map(str.isalpha, title)):
        return False
    if line.stamps and POSTED.search(line.text[: line.stamps[0].start]) and not _SUBJECT.match(line.text):
        return False
    if _BEGUN.match(line.text) or around(title.rpartition(" ")[2]) == "status" or (not title.isascii() and title.endswith(_STATUS)):
        return False
    dated = [stamp for stamp in line.stamps if stamp.form not in UNDATED or ":" in stamp.text]
    if dated and columns(title) - sum(stamp.end - stamp.start for stamp in dated) < _APART:
        return False
    if _SYMBOL.fullmatch(title) or is_shell(title):
        return False
    if line.file or title[0] in "<>" or _PAGED.search(title) or _FIELD.search(title):
        return False
    if inside and line.level == 0 and not REPLY.match(line.text) and not _SUBJECT.match(line.text) and columns(title) < _BRIEF:
        return False
    if _TAGS.match(line.text.split("©")[0].strip() + " "):
        return False
    return not _STATS.fullmatch(title) and len(trail(line.text)) < 2 and classify(title) is None


@lru_cache(maxsize=1 << 12)
def _is_begun(text: str) -> bool:
    """Whether a line is the label alone of who began the thread: the name is below it."""
    return text.isascii() and (match := _BEGUN.match(text)) is not None and len(text) - match.end() < _REST


def _starts(first: str, title: str) -> bool:
    """Whether the page's first line is the title and then the site's name."""
    return (
        len(title) > 3
        and first != title
        and first.startswith(title[:80])
        and bool(re.match(r"[\s\-–—|·_•(（【\[<,:]", first[len(title) :] or "x"))
    )


def _site_cut(first: str) -> str | None:
    parts = [part for part in SITE.split(first) if not around(part)]
    return clean(parts[0]) if parts and parts[0] != first and len(parts[0]) > 3 else None


@lru_cache(maxsize=1 << 12)
def trail(text: str) -> list[str]:
    """The parts of a breadcrumb line; empty for other lines."""
    if len(text) > 300 or not _SIGNS.search(text) or text.startswith(("http", ">")):
        return []
    parts = [tidy(part) for part in _CRUMBS.split(text)]
    parts = [part for part in parts if part]
    if not _ARROWS.search(text) and not (parts and around(parts[0]) == "page"):
        return []
    return parts if len(parts) > 1 and all(len(part) < 120 for part in parts) else []


def _path(lines: list[Line], end: int, title: str | None) -> list[str]:
    """The names of the boards above the thread, the outermost first."""
    best: list[str] = []
    for line in lines[:end]:
        parts = trail(line.text)
        if title and parts and bare(parts[-1]) == bare(title):
            best = parts[:-1]
        elif not best and len(parts) > 2:
            best = parts
    return [part for part in best[1:] if not around(part) and (not title or bare(part) != bare(title))]


def _tags(lines: list[Line], at: int | None, end: int) -> list[str]:
    """The thread's type and tags: a line of short words parted by strokes, right below the title."""
    for line in lines[at + 1 : min(end, at + 4)] if at is not None else ():
        words = line.text.split("©")[0].strip()
        if _TAGS.match(words + " "):
            parts = (tidy(part) for part in words.split("/"))
            return [part for part in parts if part and classify(part) is None and not around(part)]
    return []
