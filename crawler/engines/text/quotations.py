"""Quotations among the lines of a body: a head that names somebody, then words that another post of the page holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.blocks import Block, Body
from crawler.engines.text.line import Line
from crawler.engines.text.stamps import STAMP
from crawler.items import Quote

_VERB = (
    r"(?:wrote|said|says|schrieb|hat geschrieben|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał(?:\(a\))?"
    r"|(?:на)?писал\(?а?\)?|kirjoitti|napsal|írta|yazdı|写道|寫道|说道|說道|(?:说|說)(?=[:：])|さんが書きました|さんは書きました)"
)
_HEAD = re.compile(rf"^[>\"“|@]*\s*(?P<name>[^\n:：，。！？,!?]{{1,40}}?)\s*(?:{_VERB})\s*[:：]?\s*[↑⬆]?\s*(?P<rest>.*)$", re.IGNORECASE)
_POSTED = re.compile(r"^(?P<name>\S[^\n]{0,38}?)\s*(?:发表于|發表於|发布于|發佈於|回复于)\s*(?P<rest>.*)$")
_FROM = re.compile(
    r"^(?:quote from|quoting|originally posted by|original von|zitat von|citation de|cita de|цитата|引用"
    r"|原帖由|in reply to)\s*[:：]?\s*(?P<name>.*?)\s*(?:(?:on|at|am|le|@|发表于|發表於|于|的帖子)\s*(?=\W*\d|\W*$|[A-Z])"
    r"|[:：]|$)(?P<rest>.*)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:quote|zitat|citation|cita|citat|citaat|cytat|цитата|引用|原帖|quoted text)\s*[:：]?\W*$", re.IGNORECASE)
_ENDS = re.compile(r"^\W*(?:回到原帖|查看原帖|click to expand\W*|点击展开\W*|\[?/quote\]?|show more|展开)\W*$", re.IGNORECASE)
_CLOSES = re.compile(r"(?:回到原帖|查看原帖|click to expand\W*)$", re.IGNORECASE)
_COLON = re.compile(r"^(?P<name>[^\s:：，。！？,!?][^:：，。！？,!?]{0,30})[:：]\s*(?P<rest>\S.*)$")
_ON = 4
"""Characters that may stand before the time that opens the head of a quotation."""
_LEAST = 6
"""Letters of a line from which on it can be told from where it is."""


_ENOUGH = 24
"""Letters of its beginning by which a line is found again."""


@dataclass(slots=True)
class Quoted:
    """What quotations are compared with."""

    said: list[str] = field(default_factory=list)
    """The letters of the other posts of the page."""
    names: frozenset[str] = frozenset()

    def holds(self, text: str, *, whole: bool = False) -> bool:
        """Whether a line is words of another post, by its beginning or as a ``whole``."""
        words = squeezed(text)
        return len(words) >= _LEAST and any((words if whole else words[:_ENOUGH]) in post for post in self.said)


def squeezed(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, text)).lower()


def take(lines: list[Line], body: Body, known: Quoted) -> list[Line]:
    """The lines without quotations, which go into the body; they stand before the answer to them."""
    left: list[Line] = []
    at = 0
    while at < len(lines):
        found = _quotation(lines, at, known)
        if found is None:
            left.append(lines[at])
            at += 1
            continue
        quote, after = found
        if (quote.text and len(left) <= 2 and not body.quotes) or quote.text:
            body.quotes.append(quote)
            if not left:
                body.blocks.append(Block("quote", index=len(body.quotes) - 1))
            else:
                left.append(_place(lines[at], len(body.quotes) - 1))
        at = after
        while at < len(lines) and _ENDS.match(lines[at].text):
            at += 1
    return left


def _place(line: Line, index: int) -> Line:
    """A line that keeps the place of a quotation among the others."""
    return Line(f"\0{index}", "", line.row)


def _quotation(lines: list[Line], at: int, known: Quoted) -> tuple[Quote, int] | None:
    """The quotation that begins at a line, and the line behind it."""
    line = lines[at]
    if line.depth:
        end = at
        while end < len(lines) and lines[end].depth:
            end += 1
        return _marked(lines[at:end]), end
    if line.picture or line.code or len(line.text) > 600:
        return None
    text = line.text
    if line.stamps and line.stamps[0].start <= _ON and (match := _HEAD.match(text[line.stamps[0].end :].lstrip(" ,，"))):
        quote, after = _headed(lines, at, match, known)
        quote.created_raw = line.stamps[0].text
        return quote, after
    if _LABEL.match(text):
        return _words(lines, at + 1, Quote(""), known, sure=True)
    for pattern in (_FROM, _POSTED, _HEAD):
        if (match := pattern.match(text)) and _is_head(match, pattern, lines, at, known):
            return _headed(lines, at, match, known)
    if at + 1 < len(lines) and text in known.names and lines[at + 1].text[:1] in ":：":
        return _words(lines, at + 1, Quote("", text), known, sure=True)
    if at + 1 < len(lines) and text in known.names and known.holds(lines[at + 1].text):
        return _words(lines, at + 1, Quote("", text), known, sure=True)
    if (
        at + 2 < len(lines)
        and (text in known.names or at == 0)
        and len(text) <= 40
        and re.fullmatch(rf"{_VERB}\s*[:：]?|[:：]", lines[at + 1].text, re.IGNORECASE)
    ):
        after = at + 2 + (lines[at + 2].text in ":：")
        return _words(lines, after, Quote("", text), known, sure=True)
    if (match := _COLON.match(text)) and (_CLOSES.search(text) or (match["name"] in known.names and known.holds(match["rest"]))):
        return Quote(_closed(match["rest"]), match["name"]), at + 1
    for name in known.names:
        rest = text.removeprefix(name)
        if rest != text and len(rest) > 2 and known.holds(rest, whole=rest[0].isalnum()):
            return Quote(_closed(rest.strip(" :：")), name), at + 1
    return None


def _is_head(match: re.Match[str], pattern: re.Pattern[str], lines: list[Line], at: int, known: Quoted) -> bool:
    """Whether a line is the head of a quotation and no sentence: it names somebody of the page, has a time, or ends at its verb."""
    name, rest = (match["name"] or "").strip(" @"), match["rest"].strip(" :：↑")
    if pattern is _FROM and not name:
        return False
    if name in known.names:
        return True
    stamp = STAMP.match(rest)
    if stamp is not None:
        return True
    if pattern is _POSTED:
        return False
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if rest:
        return known.holds(rest)
    return (
        at <= 1
        and len(name.split()) <= 3
        and bool(following)
        and (match.string.rstrip().endswith((":", "：", "↑")) or known.holds(following))
    )


def _headed(lines: list[Line], at: int, match: re.Match[str], known: Quoted) -> tuple[Quote, int]:
    rest = match["rest"].strip(" :：↑")
    quote = Quote("", (match["name"] or "").strip(" @:：") or None)
    if stamp := STAMP.match(rest):
        quote.created_raw = stamp[0].strip()
        rest = rest[stamp.end() :].strip(" :：↑")
    if rest:
        quote.text = _closed(rest)
        return _words(lines, at + 1, quote, known, sure=False)
    return _words(lines, at + 1, quote, known, sure=True)


def _words(lines: list[Line], at: int, quote: Quote, known: Quoted, *, sure: bool) -> tuple[Quote, int]:
    """Adds the quoted lines: those of another post; without such, one, where something is left of the body then."""
    parts = [quote.text] if quote.text else []
    while at < len(lines) and not quote.text and (lines[at].bare or _is_time(lines[at])):
        quote.created_raw = lines[at].stamps[0].text if lines[at].stamps else quote.created_raw
        at += 1
    start = at
    while at < len(lines) and not lines[at].picture and known.holds(lines[at].text):
        parts.append(lines[at].text)
        at += 1
    if at == start and sure and at < len(lines) and (at + 1 < len(lines)) and not lines[at].picture:
        parts.append(lines[at].text)
        at += 1
    while at < len(lines) and parts and _ENDS.match(lines[at].text):
        at += 1
    quote.text = _closed("\n".join(part.lstrip(":： ") for part in parts))
    return quote, at


def _is_time(line: Line) -> bool:
    """Whether a line is a time and at most a weekday and signs."""
    return len(line.stamps) == 1 and len(line.text) - (line.stamps[0].end - line.stamps[0].start) <= 8


def _closed(text: str) -> str:
    return _CLOSES.sub("", text).strip()


def _marked(lines: list[Line]) -> Quote:
    """A quotation that Markdown marks."""
    texts = [line.text for line in lines if not line.picture]
    quote = Quote("")
    for pattern in (_FROM, _POSTED, _HEAD):
        match = pattern.match(texts[0]) if texts else None
        if match and (STAMP.match(match["rest"].strip(" :：↑")) or not match["rest"].strip(" :：↑")):
            rest = match["rest"].strip(" :：↑")
            quote.author = (match["name"] or "").strip(" @:：") or None
            if stamp := STAMP.match(rest):
                quote.created_raw = stamp[0].strip()
                rest = rest[stamp.end() :].strip(" :：↑")
            texts[:1] = [rest] if rest else []
            break
    quote.text = "\n".join(texts)
    return quote
