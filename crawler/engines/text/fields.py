"""Who wrote the posts, and when: from the place at the anchors that says it at most of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crawler.engines.generic.fields.people import as_name
from crawler.engines.text.alignment import Segment
from crawler.engines.text.heading import REPLY, SITE, clean, trail
from crawler.engines.text.line import Line
from crawler.engines.text.moments import WEEKDAY
from crawler.engines.text.stamps import Stamp, floor_in
from crawler.lexicon.around import around

REACH = 14
"""Lines above an anchor among which its author's name is looked for."""
_TWICE = 0.6
"""Share of the posts whose head names the author in two places, where all posts are one person's."""
_LONGEST = 40
_MARKS, _AWAY = 16, 3
"""Lines by which places in heads are known, and how far away these places are, at most."""
_BY = re.compile(
    r"^(?:[|»•·\W]*)(?:(?:post(?:ed)?|written|submitted|started|asked|answered|created|replied|reply|comment"
    r"|message|author|作者|发信人|發信人|发帖人|楼主|樓主|原帖由|由|par|von|por|da|door|av|от|autor|auteur|автор|投稿者|名前|작성자"
    r"|글쓴이|gepostet von|verfasst von|geschrieben von)"
    r"(?:\s+(?:this\s+)?(?:by|message|von|par|por))?\s*[:：]?\s+|by\s+)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:\bby|作者|楼主|樓主|发信人|author|autor|auteur|автор|von|par|por|投稿者|名前)\s*[:：]?\s*$", re.IGNORECASE)
_SAID = re.compile(
    r"[\s,，|·•»\-–—:：(（\[]*(?:(?:has |have )?(?:post(?:ed)?|wrote|writes|said|says|replied|asked|answered"
    r"|commented|发表于|發表於|发布于|发表|发布|回复于|回复|写道|說道|说道|schrieb|a écrit|escribió|ha scritto|написал\w*)(?:\s+(?:this"
    r"|on|at))?"
    r"|(?<![^\W_])(?:on|at|am|le|el|um|il|in|w)|»|·|•|@|,)?[\s:：»|·•,(（\[\-–—]*$",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"(?:^|[\s:：@])(?P<name>[^\s:：@|][^:：@|]{0,38}?)\s*(?:\bwrote\b|\bsaid\b|\bschrieb\b|a écrit|escribió"
    r"|ha scritto|写道|寫道|说|发表于|發表於|написал|\bposted\b|さん)"
    r"|(?:\bby|from|@|楼主|作者|回复|引用)\s*[:：]?\s*(?P<after>[^\s:：,，][^:：,，\n]{0,38})",
    re.IGNORECASE,
)
_CITES = re.compile(
    r"wrote|said|schrieb|écrit|escribi|scritto|写道|寫道|说|发表于|發表於|написал|posted|さん|by|from|@|楼主|作者|回复|引用", re.IGNORECASE
)
"""A cheap first question for the names that lines cite."""
_NO_NAME = re.compile(
    r".*[。！？，、；：?!;…]|.*[.]$|https?:|re\s*[:：]|\W|.*\d\s*(?:楼|樓)|.*(?:级|組|组|论坛|积分|点击|查看|登录)$"
    r"|#|page \d|.*\.(?:png|gif|jpe?g|svg)$",
    re.IGNORECASE,
)


_STATUS = re.compile(r"(?<=\S)\s*(?:(?:当前|當前)?(?:离线|在线|離線|在線)|(?:is )?(?:offline|online))$", re.IGNORECASE)
_FLOOR = re.compile(r"^(?:#?(?:楼主|沙发|板凳|地板|\d{1,5}\s?[楼樓#])\s*\^?#?\s*)(?=\S|$)")


@dataclass(slots=True)
class Slot:
    """A place that names somebody at most of the posts."""

    names: dict[int, str]
    """The name at a post, by the post's place."""
    lines: dict[int, int]
    """Where it stands."""
    score: float = 0.0


@lru_cache(maxsize=4096)
def name_in(text: str) -> str | None:
    """A text that may be a person's name."""
    if not text or len(text) > _LONGEST + 20:
        return None
    text = _whole(text.strip(" \u3000:：,，|·•»-–—>"))
    if not text or len(text) > _LONGEST or _NO_NAME.match(text) or around(text) or text.isdecimal() or floor_in(text):
        return None
    if not any(map(str.isalpha, text)) or (len(text.split()) > 4):
        return None
    if len(text) == 1:
        return None
    name = as_name(text)
    return None if name is None or around(name) else name


@lru_cache(maxsize=4096)
def _whole(text: str) -> str:
    """A name without words of its status behind it, and once where it stands twice."""
    words = _STATUS.sub("", _FLOOR.sub("", text)).split()
    while len(words) > 1 and around(words[-1]) in ("status", "rank", "button"):
        words.pop()
    half = len(words) // 2
    if len(words) > 1 and len(words) % 2 == 0 and words[:half] == words[half:]:
        words = words[:half]
    return " ".join(words)


def authors(lines: list[Line], segments: list[Segment], stamps: dict[int, Stamp]) -> list[str | None]:
    """The posts' authors; None where no place says it.  Names that stand outside of a head are taken out of the body above."""
    slots = _slots(lines, segments, stamps)
    cited = _cited(lines)
    others = _titles(lines, segments)
    for slot in slots:
        slot.score = _score(slot, slots, len(segments), cited, others)
    ranked = sorted((slot for slot in slots if slot.score > 0 and not _empties(lines, segments, slot)), key=lambda slot: -slot.score)
    best = ranked[0] if ranked else None
    if best is None or best.score < 0.8:
        return [None] * len(segments)
    names: list[str | None] = [best.names.get(at) for at in range(len(segments))]
    for other in ranked[1:]:
        both = [at for at in best.names if at in other.names]
        if len(both) >= 1 and all(best.names[at] == other.names[at] for at in both):
            for at, name in other.names.items():
                names[at] = names[at] or name
                best.lines.setdefault(at, other.lines[at])
    _move_heads(segments, best)
    return names


def _empties(lines: list[Line], segments: list[Segment], slot: Slot) -> bool:
    """Whether many bodies would have nothing left without the place's line."""
    emptied = 0
    for at, place in slot.lines.items():
        of = next(
            (segment for segment in (segments[at], segments[at - 1] if at else segments[at]) if segment.start <= place < segment.end), None
        )
        if of is not None and all(line.bare for other, line in enumerate(lines[of.start : of.end], of.start) if other != place):
            emptied += 1
    return emptied >= max(1, 0.3 * len(segments))


def _move_heads(segments: list[Segment], slot: Slot) -> None:
    for at, line in slot.lines.items():
        segment = segments[at]
        if line < segment.head:
            segment.head = line
            if at and segments[at - 1].end > line:
                segments[at - 1].end = line
        elif segment.start <= line < segment.end and line - segment.start < 2:
            segment.start = line + 1


def _slots(lines: list[Line], segments: list[Segment], stamps: dict[int, Stamp]) -> list[Slot]:
    """The places that hold something like a name."""
    found: dict[tuple[str, str], Slot] = defaultdict(lambda: Slot({}, {}))

    def add(kind: str, what: str, at: int, line: int, text: str) -> None:
        slot = found[kind, what]
        if at not in slot.names and (name := name_in(text)):
            slot.names[at], slot.lines[at] = name, line

    marks = _Landmarks(lines, segments)
    for at, segment in enumerate(segments):
        bottom = max(segments[at - 1].start if at else 0, segment.anchor - 40)
        for place in range(segment.anchor, min(segment.start + 1, len(lines))):
            for kind, text in _beside(lines[place], stamps.get(place)):
                add(kind, "", at, place, text)
        if segment.anchor in stamps and segment.anchor and segment.anchor - 1 >= bottom:
            above = segment.anchor - 1 if not lines[segment.anchor - 1].bare else max(bottom, segment.anchor - 2)
            add("above", "time", at, above, lines[above].text)
        if segment.anchor not in stamps:
            add("anchor", "", at, segment.anchor, lines[segment.anchor].text)
        for place in range(segment.anchor - 1, max(bottom, segment.anchor - REACH) - 1, -1):
            add("off", str(place - segment.anchor), at, place, lines[place].text)
        for place in range(segment.anchor - 1, max(bottom, segment.head - 3) - 1, -1):
            line = lines[place]
            if place >= segment.head:
                for kind, text in _beside(line, stamps.get(place)):
                    add(kind + "^", "", at, place, text)
            below = next((other for other in lines[place + 1 : segment.anchor + 1] if not other.bare), line)
            if below.kind:
                add("above", below.kind if below.kind in ("rank", "status") else below.key, at, place, line.text)
            if place + 1 in stamps or (place + 2 in stamps and lines[place + 1].bare):
                add("above", "time", at, place, line.text)
            if place > bottom and lines[place - 1].kind:
                add("below", lines[place - 1].key, at, place, line.text)
            if place > bottom and _LABELLED.search(lines[place - 1].text[-12:]):
                add("label", "", at, place, line.text)
        for place in range(max(bottom, segment.head - 3), min(segment.start + 1, len(lines))):
            for mark, off in marks.near(place, at):
                add("mark", f"{mark} {off}", at, place, lines[place].text)
        for place in range(max(bottom, segment.head - 3), segment.head):
            add("top", str(place - segment.head), at, place, lines[place].text)
        for place in range(segment.anchor + 1, min(segment.start + 1, segment.end)):
            add("behind", str(place - segment.anchor), at, place, lines[place].text)
        for place in range(max(bottom, segment.head - 3), segment.start):
            for name in lines[place].people:
                add("people", "", at, place, name)
            before = lines[place - 1].text if place else ""
            words = lines[place].text
            if name_in(words) and place > bottom and (before == words or (len(words) > 1 and before.startswith(words + " "))):
                add("twice", "", at, place, words)
            elif (whole := _whole(words)) != words and " ".join(words.split()[: 2 * len(whole.split())]) == f"{whole} {whole}":
                add("twice", "", at, place, whole)
    return [slot for slot in found.values() if slot.names]


class _Landmarks:
    """The lines that stand in most heads, by which a place is known whatever stands between it and the anchor."""

    def __init__(self, lines: list[Line], segments: list[Segment]) -> None:
        self.at: list[dict[str, int]] = []
        for before, segment in zip([None, *segments[:-1]], segments, strict=True):
            bottom = max(before.start if before else 0, segment.anchor - 40, segment.head - 1)
            self.at.append({_mark(lines, place): place for place in range(bottom, segment.anchor + 1)})
        seen = Counter(mark for marks in self.at for mark in marks)
        self.usual = [mark for mark, count in seen.most_common(_MARKS) if count >= max(2, 0.6 * len(segments))]

    def near(self, place: int, at: int) -> Iterator[tuple[str, int]]:
        """The landmarks of a post beside a line, and how many lines they are away."""
        for mark in self.usual:
            away = place - self.at[at].get(mark, place)
            if 0 < abs(away) <= _AWAY:
                yield mark, away


def _mark(lines: list[Line], at: int) -> str:
    """What a landmark is known by: its words; figures alone are known by the words behind them too."""
    key = lines[at].key
    return key if not lines[at].number or at + 1 == len(lines) else f"{key}\n{lines[at + 1].key}"


def _beside(line: Line, stamp: Stamp | None) -> Iterator[tuple[str, str]]:
    """What stands before and behind the time in a line, where it is somebody's name."""
    if stamp is None:
        if match := _BY.match(line.text):
            yield "by", line.text[match.end() :]
        return
    before, after = WEEKDAY.sub("", line.text[: stamp.start]), line.text[stamp.end :]
    said = _SAID.sub("", before)
    by = _BY.match(said + " ")
    if by and said[by.end() :]:
        yield "by", said[by.end() :]
    elif said.strip():
        yield "before", said
    if match := re.match(r"[\s,，|·•\-–—]*(?:by|von|par|por|от|作者|由)\s*[:：]?\s+(.+)", after, re.IGNORECASE):
        yield "by", match[1]
    elif after.strip():
        yield "after", after


def _cited(lines: list[Line]) -> Counter[str]:
    """The names that lines cite: in the heads of quotations, after "by" and "@"."""
    found: Counter[str] = Counter()
    for line in lines:
        if len(line.text) < 120 and _CITES.search(line.text):
            for match in _CITED.finditer(line.text):
                name = (match["name"] or match["after"] or "").strip()
                for words in (name, *name.split()[:1], *name.split()[-1:]):
                    found[words] += 1
    return found


def _titles(lines: list[Line], segments: list[Segment]) -> frozenset[str]:
    """What heads of pages say and no author is called: the parts of the first line and of breadcrumbs, subjects."""
    found: set[str] = set()
    for at, line in enumerate(lines[: segments[0].anchor]):
        found.update(crumbs if (crumbs := trail(line.text)) and len(crumbs) > 2 else ())
        if at == 0 and len(parts := SITE.split(line.text)) > 1:
            found.update(parts)
    found.update(clean(line.text) for line in lines if REPLY.match(line.text))
    return frozenset(found)


def _score(slot: Slot, slots: list[Slot], count: int, cited: Counter[str], others: frozenset[str]) -> float:
    names = Counter(slot.names.values())
    covers = len(slot.names) / count
    if covers < 0.5 or any(name in others for name in names):
        return 0.0
    differ = (len(names) - 1) / max(1, len(slot.names) - 1)
    agree = sum(
        1
        for at, name in slot.names.items()
        if any(other is not slot and other.names.get(at) == name and other.lines[at] != slot.lines[at] for other in slots)
    ) / len(slot.names)
    if len(names) == 1 and count > 3 and agree < _TWICE:
        return 0.0
    named = sum(1 for name in names if cited[name]) / len(names)
    return covers * covers * (0.4 + differ + 0.6 * agree + 0.8 * named)
