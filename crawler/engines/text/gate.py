"""Whether what repeats in a text is a forum's: names, numbers and a forum's own words; two of the three, around most of the anchors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from crawler.engines.text.alignment import Segment
from crawler.engines.text.board import is_listing
from crawler.engines.text.line import Line
from crawler.engines.text.moments import order_of
from crawler.engines.text.stamps import Stamp
from crawler.lexicon.around import of_forums, of_shells, spelled

_MOST = 0.6
"""Share of the posts that are most of them."""
_SEVERAL = 4
"""Posts whose names, numbers and times need no other proof."""
_LEAST = 3
"""Posts of a page for printers, at least."""
_WORDS = 4
"""Different words of forums on a page that make it one."""
_POSTED = re.compile(
    r"(?:发表于|發表於|发布于|回复于|写道|\bpost(?:ed)?(?: by)?\b|\bwrote\b|\bre\s*:|\breplied\b|verfasst|geschrieben"
    r"|escribió|a écrit|ha scritto|написал|»)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"(?:作者|author|post(?:ed)? by|poster|auteur|autor|автор|投稿者|verfasser)\s*[:：]", re.IGNORECASE)
_DATE = re.compile(r"(?:时间|時間|日期|date|posted|time|datum|fecha|data|дата|日時)\s*(?:on\b)?\s*[:：]", re.IGNORECASE)
"""Labels of who wrote and when, as pages for printers have them at each post."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARKS = re.compile(r"\d:\d\d|\bago\b|[前楼樓]|#\s?\d|Re:|(?:^|\n)[^\S\n]*(?:[-_*━─] ?){3,}[^\S\n]*(?:\n|$)")


_BRIEF = 48
"""Characters of a line that may be words of forums alone."""
_LINKED = re.compile(r"\[[*_ ]{0,3}([^\[\]]{1,40})\]\(")
_SIGNS = " \t\r\u3000•*-_|#[](){}<>»«:：.,，。0123456789+^"
_HEADER = 5
"""Lines of a mail's header on either side of its date."""
_MAIL = re.compile(r"(?:Message-ID|In-Reply-To|List-Id|From|To|Cc)\s*:\s.*(?:@|\bat\b\s\S+\.\w)", re.IGNORECASE)
_ADDRESS = re.compile(r"<[^<>\s]{1,60}@[^<>\s]{1,60}>")
"""A mail's address beside a time: mails, changelogs."""
_TEASER = re.compile(
    r"\W*(?:read (?:more|on|the (?:full|rest).{0,30})|continue reading.{0,60}|more\s?(?:…|\.{2,}|»|>)|full story|weiterlesen|mehr lesen"
    r"|lire la suite|leer más|leggi tutto|читать (?:далее|дальше).{0,20}|阅读全文|閱讀全文|查看全文|查看详情|続きを読む)\W*",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"(?:return|def|class|import|elif|#include|public|private|static|const|var|let|function|int|void|insert into)\b"
    r".*[\w)\]}:;{(=+,\"'>]$|.*[;{}]$",
    re.IGNORECASE,
)
"""Lines of programs."""
_PROGRAMS = 0.5
"""Share of the lines around a time from which on they are a program's."""
_LABEL = re.compile(r"[:：(（\d]")
_SAID = ("发表于", "發表於", "发布于", "写道", "ost by", "osted by", "wrote:", " Re: ", "\nRe: ", "楼", "沙")
"""What stands at posts, as it is written."""
_RULES = re.compile(r"^[^\S\n]*(?:[-_*━─] ?){3,}[^\S\n]*$", re.MULTILINE)
_CLOCKS = re.compile(r"^[^\S\n]*(?:19|20)\d\d[-/.年]\d\d?[-/.月]\d\d?日?\s?\d\d?:\d\d(?::\d\d)?[^\S\n]*$", re.MULTILINE)
_DATED = re.compile(r"^[^\n]{0,40}(?:\b(?:19|20)\d\d\b|\d[hdmw]?[^\S\n]?\w*[^\S\n]ago\b|前)[^\n]{0,24}$", re.MULTILINE)
_DIGITS = ("20", "19", "ago", "前")
"""What such lines hold, at least one of them."""
_DATES = 4
"""Short lines with a year, or a time ago, that may stand at posts."""
_SIGNALS = ((_RULES, ("--", "__", "**", "━", "─", "- -", "_ _", "* *"), 2), (_CLOCKS, (":",), 4))
"""What a text may have instead of words of forums, what is in it, and how often."""


def may_be(text: str) -> bool:
    """A cheap first question: whether a text holds anything at which posts can be told apart, and any words of forums."""
    if of_shells(text):
        return True
    if _YEAR.search(text) is None and _MARKS.search(text) is None:
        return False
    found: set[str] = set()
    words = spelled()
    for line in text.split("\n"):
        if len(line) < _BRIEF:
            bare = line.strip(_SIGNS).lower()
            if bare in words:
                found.add(bare)
            elif (label := _LABEL.split(bare, maxsplit=1)[0].rstrip(_SIGNS)) in words:
                found.add(label)
            elif " " in bare or "|" in bare:
                found.update(words.intersection(part.strip(_SIGNS) for part in bare.replace("|", " ").split()))
        elif "](" in line:
            found.update(words.intersection(part.strip(_SIGNS).lower() for part in _LINKED.findall(line)))
        if len(found) > 1:
            return True
    if found or sum(map(text.count, _SAID)) > 1:
        return True
    if sum(map(text.count, _DIGITS)) >= _DATES and len(_DATED.findall(text)) >= _DATES:
        return True
    return any(any(part in text for part in parts) and len(sign.findall(text)) >= least for sign, parts, least in _SIGNALS)


def confidence(
    lines: list[Line],
    segments: Sequence[Segment],
    names: Sequence[str | None],
    floors: Sequence[int | None],
    own: dict[int, Stamp],
    *,
    shell: bool,
) -> float | None:
    """How sure it is, 0 to 1, that the segments are a thread's posts; None where they are not.

    ``shell`` says that the page is one of a forum that draws itself.
    """
    count = len(segments)
    named = sum(name is not None for name in names) >= _MOST * count
    numbered = sum(floor is not None for floor in floors) >= _MOST * count
    worded = sum(_speaks(lines, segment) for segment in segments) >= _MOST * count
    page = frozenset[str]().union(*(of_forums(line.text) for line in lines if line.kind or len(line.text) < 24))
    known = len(page) >= _WORDS
    ruled = count > 1 and all(lines[segment.anchor - 1].rule for segment in segments[1:] if segment.anchor)
    if named and (shell or (ruled and known and count > len({name for name in names if name}))):
        return 0.5
    if is_listing(lines, [(segment.head, segment.end) for segment in segments]):
        return None
    if sum(_is_other(lines, segment) for segment in segments) >= max(1, 0.5 * count):
        return None
    times = [_time_of(segment, own) for segment in segments]
    timed = sum(time is not None for time in times) >= _MOST * count
    sure = named + numbered + (worded or known)
    clocked = sum(time is not None and ":" in time.text for time in times) == count > 1
    told = (named or numbered) and (clocked or (timed and numbered)) and len(page) > 1
    talked = named and timed and count > 3 and bool(page) and _talks(lines, segments, names, own)
    counted = named and numbered and timed and count >= _SEVERAL and _runs(times)
    told = told or counted or (clocked and named and count >= _LEAST and _is_labelled(lines, segments, own))
    proofs = sure + (timed and worded and (len(page) >= 2 * _WORDS or (known and count >= _LEAST))) + told + talked
    around = known or told or talked
    if proofs < 2 or not (timed or numbered or around) or not (around or worded or (len(page) > 1 and timed)):
        return None
    if count == 1 and not (numbered and timed and worded) and not (around and (numbered or len(page) >= 2 * _WORDS)):
        return None
    if not any(segment.start < segment.end for segment in segments):
        return None
    return round(min(0.95, 0.3 + 0.12 * sure + 0.1 * timed + 0.1 * known + 0.1 * worded + 0.05 * min(count, 3)), 2)


def _runs(times: Sequence[Stamp | None]) -> bool:
    """Whether most times are later than those above, or most are earlier; times without a year tell nothing against it."""
    orders = [order for time in times if time is not None and (order := order_of(time)) is not None]
    steps = [(a > b) - (a < b) for a, b in pairwise(orders)]
    return max(steps.count(1), steps.count(-1)) + steps.count(0) >= _MOST * len(steps)


def _time_of(segment: Segment, own: dict[int, Stamp]) -> Stamp | None:
    """The time in a post's anchor, or in a line of its head beside it."""
    near = (
        segment.anchor,
        *range(segment.anchor + 1, min(segment.start, segment.anchor + _HEADER)),
        *range(segment.anchor - 1, segment.anchor - 3, -1),
    )
    return next((own[at] for at in near if at in own and at >= segment.head), None)


def _is_other(lines: list[Line], segment: Segment) -> bool:
    """Whether a segment is a mail, by its header's lines, a part of a program, or the beginning of an article that goes on elsewhere."""
    head = lines[max(0, segment.anchor - _HEADER) : segment.anchor + _HEADER]
    if any(_MAIL.match(line.text) for line in head) or _ADDRESS.search(lines[segment.anchor].text):
        return True
    others = [line.text for line in (*lines[segment.head : segment.anchor], *lines[segment.anchor + 1 : segment.end]) if not line.bare]
    if others and sum(_PROGRAM.match(text) is not None for text in others) >= _PROGRAMS * len(others):
        return True
    return any(_TEASER.fullmatch(line.text) for line in lines[max(segment.start, segment.end - 2) : segment.end + 3])


def _talks(lines: list[Line], segments: Sequence[Segment], names: Sequence[str | None], own: dict[int, Stamp]) -> bool:
    """Whether people who come again write at times of day, one after the other."""
    clocks = [order_of(own[segment.anchor]) for segment in segments if segment.anchor in own and ":" in own[segment.anchor].text]
    orders = [order for order in clocks if order]
    again = sum(count > 1 for name, count in Counter(names).items() if name)
    if len(orders) < _MOST * len(segments) or not again or len(set(names)) < 2:
        return False
    steps = [(a > b) - (a < b) for a, b in pairwise(orders)]
    return max(steps.count(1), steps.count(-1)) >= 0.8 * len(steps)


def _is_labelled(lines: list[Line], segments: Sequence[Segment], own: dict[int, Stamp]) -> bool:
    """Whether labels say at most posts who wrote and when, and later posts stand lower: pages for printers have no other words."""
    heads = [" ".join(line.text for line in lines[segment.head : segment.start]) for segment in segments]
    orders = [order for segment in segments if (stamp := _time_of(segment, own)) and (order := order_of(stamp))]
    labelled = sum(bool(_AUTHOR.search(head) and _DATE.search(head)) for head in heads)
    return labelled >= _MOST * len(heads) and len(orders) == len(segments) and orders == sorted(orders) and orders[0] < orders[-1]


def _speaks(lines: list[Line], segment: Segment) -> bool:
    """Whether a post's head says a forum's words."""
    head = lines[segment.head : max(segment.start, segment.anchor + 1)]
    return any(of_forums(line.text) or (len(line.text) < _BRIEF and _POSTED.search(line.text)) for line in head)
