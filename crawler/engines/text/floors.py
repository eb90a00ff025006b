"""The posts' numbers: as printed, counted from one; or told by what the page says of itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from crawler.engines.text.alignment import Segment
from crawler.engines.text.line import Line

_NEAR = 4
"""Lines around an anchor in which a post's number stands."""
_PAGE = re.compile(
    r"(?:page|seite|página|pagina|страница|第)\s*(\d{1,5})\s*(?:页\s*[/,，]?\s*共|頁\s*[/,，]?\s*共|of|von|de|di|из|/)\s*(\d{1,5})",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?<![\d.,])(\d{1,6})\s*(?:posts|beiträge|messages|mensajes|messaggi|сообщени\w*|帖子|篇帖子|件の投稿)(?!\w)", re.IGNORECASE
)
_PREVIOUS = frozenset(("previous", "prev", "上一页", "上一頁", "vorherige", "précédent", "anterior", "precedente", "пред", "前へ"))
_NEXT = frozenset(("next", "下一页", "下一頁", "nächste", "suivant", "siguiente", "próximo", "successivo", "след", "次へ"))
_NEXT_PAGE = frozenset(
    (
        "next page",
        "下一页",
        "下一頁",
        "nächste seite",
        "page suivante",
        "página siguiente",
        "pagina successiva",
        "следующая страница",
        "次のページ",
    )
)
_THREE, _FOUR = re.compile(r"(?<!\d)1\W{1,4}2\W{1,4}3(?!\d)"), re.compile(r"(?<!\d)3\W{1,4}4(?!\d)")
_SIGNS = " «»‹›<>←→[]()."
_ONE_TWO = re.compile(r"(?<!\d)1\W{1,4}2(?!\d)|\d\W{1,5}[^\W\d_]+$")
_PAGER, _UNKNOWN = 60, 10**6
"""Characters of a line with links to pages, and a number that stands for the last page."""
_TENTH = 10
_FLOOR = 4
"""What is printed twice where the first four posts have names and the others are counted from nought: 地板, then 4 (PHPWind 8)."""
_LEAST, _MOST = 3, 0.6
"""Posts whose numbers tell that they run, at least; share of the posts that are most of them."""
_NAME = 24
"""Characters of a line that says no more than a name."""
_FAR, _DIGITS = 8, 6
"""Lines around an anchor in which a number without a sign is looked for, and its digits at most."""
_ALONE = re.compile(r"(?:.*[^\d.,:/-])??(?<![\w.,:/-])(\d{1,5})|(\d{1,5})(?![\w.,:/%-])[^\d]*")
"""A number at either end of what stands beside a time."""


def floors(lines: list[Line], segments: list[Segment], *, falling: bool = False) -> list[int | None]:
    """The posts' numbers, 1 for the post that opens the thread; None where the text does not say; ``falling``: the last one comes first."""
    printed = [_printed(lines, segment) for segment in segments]
    if again := next((at for at, (above, below) in enumerate(pairwise(printed), 1) if above == below == _FLOOR), 0):
        printed[again:] = [number if number is None else number + 1 for number in printed[again:]]
    known = [number for number in printed if number is not None]
    if len(known) < _MOST * len(segments) and (running := _running(lines, segments)):
        return running
    if not known:
        return _counted(lines, segments, falling=falling)
    if len(known) > 1 and any(not 0 < abs(b - a) < 500 for a, b in pairwise(known)):
        return [number if number is not None and known.count(number) == 1 else None for number in printed]
    if _from_zero(printed):
        return [1 if number is None and not at else None if number is None else number + 1 for at, number in enumerate(printed)]
    if printed[0] is None and len(printed) > 1 and printed[1] == 2:
        printed[0] = 1
    return printed


def _printed(lines: list[Line], segment: Segment) -> int | None:
    near = [segment.anchor, *(at for step in range(1, _NEAR) for at in (segment.anchor - step, segment.anchor + step))]
    printed = next((floor.number for at in near if segment.head <= at < segment.start and (floor := lines[at].floor)), None)
    whole = (line.floor for line in lines[segment.head : segment.start] if line.floor and line.floor.whole)
    return next((floor.number for floor in whole), None) if printed is None else printed


def _running(lines: list[Line], segments: list[Segment]) -> list[int | None]:
    """Numbers without a sign that go on by one from post to post, in one place at the anchors; empty where there are none."""
    count = len(segments)
    if count < _LEAST:
        return []
    places: dict[str, dict[int, int]] = defaultdict(dict)
    for at, segment in enumerate(segments):
        for place in range(max(segment.head - 1, segment.anchor - _FAR, 0), min(segment.start, segment.anchor + _FAR)):
            line = lines[place]
            if place != segment.anchor:
                if line.text.isdecimal() and len(line.text) < _DIGITS:
                    places[str(place - segment.anchor)].setdefault(at, int(line.text))
                continue
            for side, words in zip(("before", "after"), _beside(line), strict=True):
                if match := _ALONE.fullmatch(words):
                    places[side].setdefault(at, int(match[1] or match[2]))
    for numbers in places.values():
        offsets = Counter(number - at for at, number in numbers.items())
        offset, agreed = offsets.most_common(1)[0]
        if offset >= 0 and agreed >= max(_LEAST, 0.8 * count):
            return [number if (number := numbers.get(at)) is not None and number - at == offset else None for at in range(count)]
    return []


def _beside(line: Line) -> tuple[str, str]:
    """What stands before a line's first time and behind its last one."""
    if not line.stamps:
        return line.text, ""
    return line.text[: line.stamps[0].start].strip(), line.text[line.stamps[-1].end :].strip()


def precedes(lines: list[Line], segments: list[Segment]) -> bool:
    """Whether the first segment is the page's head: the next one is number one, and it says nothing longer than a name."""
    if len(segments) < _LEAST or _printed(lines, segments[0]) is not None or _printed(lines, segments[1]) != 1:
        return False
    words = [line.text for line in lines[segments[0].start : segments[0].end] if not (line.kind or line.bare or line.number)]
    return all(len(text) < _NAME for text in words)


def _from_zero(printed: list[int | None]) -> bool:
    """Whether a board calls the first answer number one: then the opening post has none, and pages begin with tens."""
    first, rest = printed[0], printed[1:]
    if first is None:
        return bool(rest) and rest[0] == 1
    if first == 1 and rest[:1] == [1]:
        return False
    return first >= _TENTH and first % _TENTH == 0 and (not rest or rest[0] == first + 1)


def _counted(lines: list[Line], segments: list[Segment], *, falling: bool) -> list[int | None]:
    """Numbers by the page's own count: it says that it is the first page, the last one of so many posts, or which one of pages as long."""
    count = len(segments)
    outside = lines[: segments[0].anchor] + lines[segments[-1].end :]
    pages = next((match for line in outside if len(line.text) < 160 and (match := _PAGE.search(line.text))), None)
    totals = [int(match[1]) for line in outside if len(line.text) < 160 and (match := _TOTAL.search(line.text))]
    total = max(totals, default=0)
    page, last = (int(pages[1]), int(pages[2])) if pages else _placed(outside)
    begins = page == 1 and (pages is not None or total > count or _goes_on(outside))
    if falling:
        return list(range(total, total - count, -1)) if (begins and total > count) or (total == count and not pages) else [None] * count
    if begins or (total == count and not pages):
        return list(range(1, count + 1))
    if 0 < page == last and total > count:
        return list(range(total - count + 1, total + 1))
    if page < last and total and -(-total // count) == last:
        return list(range((page - 1) * count + 1, page * count + 1))
    return [None] * count


def _placed(lines: list[Line]) -> tuple[int, int]:
    """The page's number and the last one's, where links to other pages tell; 0 where they do not.

    None back is the first, none forth the last; of three pages the one with both is the second.
    """
    back, forth = (_leads(lines, words) for words in (_PREVIOUS, _NEXT))
    if forth and back and not _says(lines, _FOUR) and _says(lines, _THREE):
        return 2, 3
    if _goes_on(lines):
        return 1, _UNKNOWN
    return (1, _UNKNOWN) if forth and not back else (_UNKNOWN, _UNKNOWN) if back and not forth else (0, 0)


def _goes_on(lines: list[Line]) -> bool:
    """Whether a line is a link to the next page, and none is one to the page before."""
    shown = {line.text.lower().strip(_SIGNS) for line in lines if len(line.text) < _NAME}
    words = {word for text in shown for word in text.split()}
    return not _NEXT_PAGE.isdisjoint(shown) and _PREVIOUS.isdisjoint(words) and not any(word in _PREVIOUS for word in shown)


def _says(lines: list[Line], numbers: re.Pattern[str]) -> bool:
    """Whether numbers of pages stand in a line, or one below the other."""
    return any(numbers.search(line.text) for line in lines if len(line.text) < _PAGER) or bool(
        numbers.search(" ".join(line.text for line in lines if line.text.isdecimal()))
    )


def _leads(lines: list[Line], words: frozenset[str]) -> bool:
    """Whether a link to the page before or behind stands among numbers of pages."""
    for at, line in enumerate(lines):
        if len(line.text) < _PAGER and words.intersection(part.strip(_SIGNS) for part in line.text.lower().split()):
            near = lines[max(0, at - _NEAR) : at + _NEAR + 1]
            if any(other.text.isdecimal() for other in near) or _ONE_TWO.search(line.text):
                return True
    return False
