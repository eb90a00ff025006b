"""Where a printed time stands in a line, and where a post's number does."""

from __future__ import annotations

import re
from typing import NamedTuple

MAYBE = re.compile(r"\d|day|hoy|ayer|hier|ieri|ontem|hoje|oggi|heute|gestern|[昨今前刚][天日刚]|半|вчера|сегодня|an? \w+ ago|어제|오늘")
"""A cheap first question: whether a line can hold a time or a post's number at all."""

_LIKELY = re.compile(
    r"(?:19|20)\d\d|\d\s?[:：点點时時h시]\s?\d|\d[-/.]\d\d?[-/.]\d\d|ago\b|[前전]|назад|temu|geleden|sedan|\bfa\b|atrás|önce"
    r"|\b(?:vor|hace|há|il\sy\sa)\s\d|\d[smhdwy](?:$|[\s•·])|[\d一二三四五六七八九十]\s?月|(?:[Yy]ester|[Tt]o)day|[昨今][天日]|[Gg]estern|[Hh]eute|[Hh]ier"
    r"|[Aa]ujourd|[Aa]yer|[Hh]oy|[Ii]eri|[Oo]ggi|[Oo]ntem|[Hh]oje|[Вв]чера|[Сс]егодня|[Ww]czoraj|어제|오늘|Mon|Tue|Wed|Thu|Fri|Sat|Sun|刚[刚才]|剛剛"
    r"|[Jj]ust\snow|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d"
)
"""A second question, cheaper than the whole pattern: whether a part of a time is there that each form has."""

_YEAR = r"(?:19|20)\d\d"
_CLOCK = (
    r"(?:[\sT,，@|·-]{0,3}(?:(?:at|um|à|às|a las|alle(?: ore)?|kl\.?|klo|om|в"
    r"|о|o|as|的)\s+)?(?:(?:上午|下午|中午|凌晨|晚上|早上|오전|오후|午前|午後|AM|PM)\s*)?"
    r"(?<!\d)[0-2]?\d(?:[:：点時时h][0-5]\d|시\s?[0-5]?\d)(?:[:：分][0-5]\d)?[分秒]?(?:\.\d{3})?(?:\s?[AaPp]\.?\s?[Mm](?![A-Za-z])\.?"
    r"|Z(?![A-Za-z]))?(?:\s?(?:UTC|GMT)?\s?[+-]\d\d:?\d\d(?!\d)|\s(?:UTC|GMT)(?![A-Za-z]))?)"
)
_WEEKDAY = r"(?:[\s,，]*[(（]?(?:星期.|周.|週.|[日月火水木金土]|[^\W\d_]{2,9}\.?)[)）]?(?=[\s,，\d]))?"
_WORD = r"[^\W\d_]{3,10}"
_UNIT = r"(?:s|m|h|d|w|mo|y|sec|min|hr|second|minute|hour|day|week|month|year)s?"
STAMP = re.compile(
    rf"""(?P<iso>(?:(?<![\d./-])|(?<=\d)(?={_YEAR}-\d\d?-\d\d?\s\d\d?:\d\d:)){_YEAR}\s?[-/.年년]\s?[01]?\d\s?[-/.月월]\s?[0-3]?\d(?!\d|[-/.]\d)(?:\s?[日일])?{_WEEKDAY}{_CLOCK}?)
    |(?P<numbers>(?<![\d./:-])[0-3]?\d(?:(?P<sign>[-/.])[0-3]?\d(?P=sign)(?:{_YEAR}(?!\d|[-/.]\d)|(?<=[/.])\d\d(?!\d)(?={_CLOCK}|$)))[,.]?{_CLOCK}?)
    |(?P<day>(?<![\d:/-])[0-3]?\d(?:st|nd|rd|th|\.|º|er)?[\s-]{{1,2}}(?:de\s|of\s)?{_WORD}[.,]?[\s-](?:de\s)?{_YEAR}(?!\d)(?:\s?[гр]\.)?{_CLOCK}?)
    |(?P<month>\b(?:{_WORD}|(?:1?\d|十?[一二三四五六七八九十])月)\.?\s[0-3]?\d(?:st|nd|rd|th)?(?:,?\s{_YEAR}(?!\d)|,?\s\d\d(?=,?\s\d\d?:\d\d)){_CLOCK}?)
    |(?P<clockfirst>(?<![\d:])[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?:\s?[AaPp][Mm](?![A-Za-z]))?[\s,–-]{{1,3}}(?:[0-3]?\d[-/.]?\s?{_WORD}|{_WORD}\.?\s[0-3]?\d(?:st|nd|rd|th)?)[-/.,]?\s?{_YEAR})
    |(?P<ago>(?:(?<![\d.])\d{{1,4}}|半)\s?(?:{_UNIT}|秒[钟鐘]?|分[钟鐘]?|[个個]?小?[时時][间間]?|時間|天|日|周|週|[个個]?星期|[个個ヶか]?月|年|초|분|시간|일|주|개월|년)(?:\s?(?:前|之前|以前|전)|\sago\b|(?<=\d[smhdwy])(?=$|[\s•·]))
      |\b(?:[Ll]ess\sthan\s|[Aa]bout\s|[Oo]ver\s)?[Aa]n?\s\w{{3,7}}\sago\b|\b(?:vor|hace|il\sy\sa|há)\s\d{{1,3}}\s\w{{3,10}}\b|(?<!\d)\d{{1,3}}\s\w{{3,10}}\s(?:назад|temu|geleden|sedan|fa|atrás|önce)\b)
    |(?P<named>(?:(?<![^\W\u2e80-\uffff])(?:[Yy]ester|[Tt]o)day|[昨今前][天日]|[Gg]estern|[Hh]eute|[Hh]ier|[Aa]ujourd.hui|[Aa]yer|[Hh]oy|[Ii]eri|[Oo]ggi|[Oo]ntem|[Hh]oje|[Вв]чера|[Сс]егодня|[Ww]czoraj|어제|오늘|Mon|Tue|Wed|Thu|Fri|Sat|Sun){_CLOCK}|刚刚|刚才|剛剛|[Jj]ust\snow\b)
    |(?P<short>(?<![\d/.:-])(?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])\s+[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?![:\d]))
    |(?P<shortday>(?<!\d)(?:1[0-2]|0?[1-9])月[0-3]?\d日(?:{_CLOCK})?)
    |(?P<english>\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{{0,6}}\.?\s[0-3]?\d(?:st|nd|rd|th)?\b(?!\d|:)(?:{_CLOCK})?)
    """,
    re.VERBOSE,
)
"""A time with its day, as boards in many languages print it."""
_MONTHS = re.compile(
    r"jan|ene|gen|sty|янв|feb|fév|fev|lut|фев|mar|mär|mrz|maa|mrt|мар|apr|avr|abr|kwi|апр|ma[ijyg]|mei"
    r"|ма[йя]|ju[nl]|jui|giu|lug|cze|lip|июн|июл|aug|aoû|ago|sie|авг"
    r"|sep|set|wrz|сен|oct|okt|ott|out|paź|окт|nov|lis|ноя|de[czs]|dic|déc|gru|дек|oca|şub|nis|haz|tem"
    r"|ağu|eyl|eki|kas|ara|.*月|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру",
    re.IGNORECASE,
)
_LETTERS = re.compile(_WORD)


class Stamp(NamedTuple):
    """A time in a line."""

    start: int
    end: int
    form: str
    """How it is printed; ``ago``, ``named``, ``short``, ``shortday`` and ``english`` name no year."""
    text: str


UNDATED = frozenset(("ago", "named", "short", "shortday", "english"))
"""Forms that say a day only to who knows when the page was printed."""


def stamps(line: str) -> list[Stamp]:
    """The times in a line, in order."""
    if not MAYBE.search(line) or not _LIKELY.search(line):
        return []
    found = []
    for match in STAMP.finditer(line):
        form = match.lastgroup if match.lastgroup != "sign" else "numbers"
        form = next(name for name in _FORMS if match[name] is not None) if form is None else form
        if form in ("day", "month", "clockfirst") and not any(_MONTHS.match(word) for word in _LETTERS.findall(match[0])):
            continue
        found.append(Stamp(match.start(), match.end(), form, match[0].strip()))
    return found


_FORMS = ("iso", "numbers", "day", "month", "clockfirst", "ago", "named", "short", "shortday", "english")

_LONGEST = 160
"""Characters of a line that can show a post's number."""
_COUNTED = re.compile(r"[\d楼樓沙板地]")
_NAMED_FLOORS = {"楼主": 1, "樓主": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4, "椅子": 3}
_FLOOR = re.compile(
    r"[\[【(（#]?\s*(?:(?:#|No\.?\s?|№\s?|[Pp]ost\s?(?:#|No\.?)\s?)\s*(?P<sharp>\d{1,6})|第?\s*(?P<floor>\d{1,6})\s*(?:楼"
    r"|樓|层|層|F|L|番|\^?#)|(?P<named>楼主|樓主|沙发|沙發|板凳|地板))\s*\^?#?\s*[\])）】]?"
)
_AT_EDGE = re.compile(
    r"(?:^|(?<=[\s|•·»:]))(?:#(?P<a>\d{1,6})|#?第?(?P<b>\d{1,6})\s?[楼樓](?![上下主层盘])|(?P<c>\d{1,6})\s?\^?#(?=\s))(?=$|[\s|•·#\^])"
    r"|(?<!\d)(?P<d>\d{1,6})\s?[楼樓](?=\s?(?:19|20)\d\d[-/.年]\d)"
)
_NAMED = re.compile(
    r"[#\s]*(楼主|樓主|沙发|沙發|板凳|地板)(?:\s?\^?#(?=\s)|[#\s]*(?=$|\s*(?:(?:发表于|發表於|发布于|發佈於)\s*[:：]?\s*)?(?:19|20)\d\d))"
)


class Floor(NamedTuple):
    """A post's number in a line."""

    number: int
    start: int
    end: int
    whole: bool
    """The line is nothing else."""


def floor_in(line: str) -> Floor | None:
    """The post's number that a line shows; 楼主 is the first, as long as nothing else says it is only who wrote it.

    >>> floor_in("#12"), floor_in("12楼 发表于 2024-1-2").number, floor_in("#楼主# 2019-5-11").number, floor_in("12")
    (Floor(number=12, start=0, end=3, whole=True), 12, 1, None)
    """
    if not _COUNTED.search(line[:_LONGEST]):
        return None
    if match := _FLOOR.fullmatch(line):
        return Floor(_NAMED_FLOORS[match["named"]] if match["named"] else int(match["sharp"] or match["floor"]), 0, len(line), True)
    if len(line) > _LONGEST:
        return None
    if match := _NAMED.match(line):
        return Floor(_NAMED_FLOORS[match[1]], 0, match.end(), False)
    if match := _AT_EDGE.search(line):
        return Floor(int(match["a"] or match["b"] or match["c"] or match["d"]), match.start(), match.end(), False)
    return None
