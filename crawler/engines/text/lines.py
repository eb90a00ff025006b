"""A text -> its lines as a reader sees them, with what each of them shows: times, a post's number, words that forums print."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.engines.text.columns import unscreened
from crawler.engines.text.filelines import of_file
from crawler.engines.text.jammer import unjammed
from crawler.engines.text.line import Line
from crawler.engines.text.links import unlisted, unnumbered
from crawler.engines.text.markdown import MARKS, PERSON, PERSON_END, PICTURE, RULE, Picture, is_markdown, unmark
from crawler.engines.text.screen import refilled
from crawler.engines.text.scripts import unscripted
from crawler.engines.text.site import EDGE
from crawler.engines.text.stamps import Floor, Stamp, floor_in, stamps
from crawler.lexicon.around import Kind, around
from crawler.text import tidy

MAX_LINES = 60_000
_HEAD = 4
"""Lines above the first time that may name who wrote."""
_NAME = 40
"""Characters of a line that is a name, or a time, and nothing else."""
_DAY = 20
"""Characters of a line that is a day, or a clock."""
_CLOCK = re.compile(r"(?:at|um|à|às|om|kl\.?|alle|в)?\s?[0-2]?\d:[0-5]\d", re.IGNORECASE)
LONG = 400
"""Characters of a line that is nothing but somebody's words."""
_BULLET = re.compile(r"\s*[•●▪◦□■○▸►»·]\s+|\s{2,}[*+o]\s+(?:[*+o]\s+)*(?=\S)|\s+\d{1,3}\.\s+(?=\S)")
_EMPTY = re.compile(r"\s{2,}[*+o](?:\s+[*+o])*\s*")
"""Bullets of a list without words, as text browsers print them."""
_RULED = re.compile(r"[\s\W_]*?([-=_*~━─═—–·.])\1{4,}[\s\W_]*")
_COLON = re.compile(r"\s?[:：]\s?")
_PANEL = 120
"""Characters of a line with a member's figures."""
_FOOT = re.compile(
    r"(?:powered by|copyright|©|版权所有)(?![^\W\d_]).{0,80}$|(?:all )?times are (?:in )?(?:utc|gmt)\b.{0,24}$"
    r"|[欢歡]迎光[临臨] .{1,40} ?[(（]https?://[^\s()]+[)）]$",
    re.IGNORECASE,
)
"""How lines at a page's end begin."""
_DIGITS = re.compile(r"\d+")
_PERSON = re.compile(f"{PERSON}([^{PERSON_END}]*){PERSON_END}")
_FORM = re.compile(r"\[[ _x]*\](?=\s|$)|\((?:BUTTON|\*|\s)\)|_{5,}|\[\s{3,}\]")
_INLINE = re.compile(r"\[[^\s\[\]]{1,80}\.(?:jpe?g|png|gif|webp|bmp|svg)(?:\?[^\s\[\]]{1,80})?\]", re.IGNORECASE)
_ICON = re.compile(r"(?<!\S)\[[a-z][a-z0-9_.-]{1,19}\](?!\()|(?<=[^\s\x00-\x7f])\[[a-z][a-z0-9_.-]{2,19}\](?=\s*$)", re.MULTILINE)
"""How text browsers print a picture among words, or behind them: the name of its file."""
_NAMELESS = "[IMG]"
"""How a text browser prints a picture without a name."""
_ICONS = 4
"""Such names in a text that prints pictures so, at least."""
_AMONG = re.compile(r"(?<=\S)\[IMG\]|\[IMG\](?=[^\s\[])")
"""Such pictures among words."""
_DECORATION = re.compile(
    r"(?:(?:no|my)?avatar\w*|online_\w+|\w*(?:icon|smil(?:ey|ies)|spacer|blank|loading)\w*)(?:\.(?:png|gif))?|none|(?=\S{0,40}\d)\S{24,}(?<!\.jpg)(?<!\.png)",
    re.IGNORECASE,
)
_SHADOW = re.compile(r"\[(?!\d+\])([^\s\[\]]{1,80}\.(?:jpe?g|png|gif|webp|bmp|svg)|[\w.-]{1,14}|[\w.?=&%-]{24,120})\]", re.IGNORECASE)


_WORDS = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")


class _Shown(NamedTuple):
    """What a line shows by its words alone."""

    file: bool
    stamps: list[Stamp]
    floor: Floor | None
    kind: Kind | None
    key: str
    people: tuple[str, ...]


_CLOSING = frozenset("，。、；：？！）】》”’,;:?!)]}.")
_NUMBER_SIGNS = frozenset(("#", "^#", "楼", "樓", "F"))
_SMILEY = re.compile(r"[:;=]['-]?[()DPpoO|/\\*\]\[3]|:\w+:|\.{2,}|\.\w|:\s?//")


def read_lines(text: str, edges: frozenset[str] = frozenset()) -> tuple[list[Line], bool]:
    """The lines of a text that are not empty, and whether it is Markdown; ``edges`` are lines that the site's other pages have too."""
    text = MARKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n"))
    marked = is_markdown(text)
    if marked:
        lines = _markdown(refilled(text))
    else:
        text, numbered = unlisted(text)
        lines = _plain(unscreened(text), numbered=numbered)
    lines = unjammed(lines)
    read = unscripted([seen(line) for line in lines[:MAX_LINES]])
    if edges:
        _edged(read, edges)
    return read, marked


def _edged(lines: list[Line], edges: frozenset[str]) -> None:
    """Tells lines of the page's menus and foot by the site's other pages: those above the first time or number, and below the last."""
    told = [at for at, line in enumerate(lines) if line.stamps or line.floor]
    top, bottom = (told[0] - _HEAD, told[-1] + 1) if told else (len(lines), 0)
    for line in (*lines[: max(0, min(top, EDGE))], *lines[max(bottom, len(lines) - EDGE) :]):
        if line.kind is None and (line.text in edges or tidy(line.raw) in edges):
            line.kind = "page"


def _markdown(text: str) -> list[Line]:
    source, lines, gap = unmark(text), [], 0
    for plain in source.lines:
        words = plain.text
        line = Line("", words, plain.row, gap, plain.indent, plain.level, plain.depth, plain.cell, plain.header, plain.code)
        if words.startswith(PICTURE):
            line.picture = source.pictures[int(words.strip(PICTURE))]
            line.text = line.picture.alt or line.picture.address.rpartition("/")[2] or "image"
        elif words == RULE:
            line.rule, line.text = True, "—"
        else:
            if PERSON in words:
                line.people = tuple(tidy(name.replace("*", "")) for name in _PERSON.findall(words))
                words = words.replace(PERSON, "").replace(PERSON_END, "")
            line.raw, line.text = words, tidy(words)
        if not line.text:
            gap += not plain.cell
            continue
        gap = 0
        lines.append(line)
    return lines


def _plain(text: str, *, numbered: bool) -> list[Line]:
    icons = "[" in text and sum(1 for _ in _ICON.finditer(text)) >= _ICONS
    if text.count(_NAMELESS) >= _ICONS and "[/IMG]" not in text:
        text = _AMONG.sub(" ", text)
    lines, gap = [], 0
    for row, whole in enumerate(text.split("\n")):
        raw = whole
        if not raw or raw.isspace() or (raw[0].isspace() and _EMPTY.fullmatch(raw)):
            gap += 1
            continue
        if numbered:
            raw = unnumbered(raw)
        if "[" in raw or "(" in raw or "____" in raw:
            if _RULED.fullmatch(raw):
                pass
            elif shadow := _SHADOW.fullmatch(raw.strip()):
                if _DECORATION.fullmatch(shadow[1]):
                    gap += 1
                    continue
                line = Line(shadow[1], raw, row, gap, picture=Picture("" if "." in shadow[1] else shadow[1], shadow[1]))
                lines.append(line)
                gap = 0
                continue
            else:
                raw = _INLINE.sub(" ", _FORM.sub("   ", _ICON.sub(" ", raw) if icons else raw))
                if not raw or raw.isspace() or _EMPTY.fullmatch(raw):
                    gap += 1
                    continue
        bullet = None if raw[0].isalnum() else _BULLET.match(raw)
        indent = len(raw) - len(raw.lstrip(" \t"))
        words = raw[bullet.end() :] if bullet else raw
        cells = [cell for cell in words.split("\t") if cell.strip()] if "\t" in words.strip() else [words]
        for cell in cells:
            line = Line(tidy(cell), cell, row, gap, indent, cell=len(cells) > 1)
            if not line.text:
                continue
            if not line.text[-1].isalnum() and _RULED.fullmatch(line.text):
                line.rule, line.text = True, "—"
            elif lines and not gap and (_is_scrap(line.text, lines[-1]) or _is_time(line.text, lines[-1].text)):
                glue = " " if lines[-1].text[-1] == "," else ""
                lines[-1].text += glue + line.text
                lines[-1].raw += glue + line.raw
                continue
            lines.append(line)
            gap = 0
    return lines


def _is_scrap(text: str, before: Line) -> bool:
    """Whether a line is the rest of the one above, from which a tag parted it: it begins with closing signs, or is the sign of a number."""
    if before.picture or before.rule or before.cell:
        return False
    if text in _NUMBER_SIGNS:
        return before.text[-1:].isdigit() or before.text[-1:] in "楼樓"
    return text[0] in _CLOSING and not _SMILEY.match(text) and before.text[-1] not in "|#"


def _is_time(text: str, before: str) -> bool:
    """Whether a line is nothing but a time, and the one above a name and a comma from which a tag parted it; or a clock below its day."""
    if ":" in text and len(text) < _DAY and len(before) < _DAY and _CLOCK.match(text):
        return not before.endswith(",") and len(found := stamps(f"{before} {text}")) == 1 and found[0].text == f"{before} {text}"
    if not before.endswith(",") or len(before) > _NAME or len(text) > _NAME or not text[-1].isalnum():
        return False
    found = stamps(text)
    return len(found) == 1 and len(text) == len(found[0].text)


def seen(line: Line) -> Line:
    """Fills in what a line shows by its words."""
    text = line.text
    line.bare = _WORDS.search(text) is None
    line.number = not line.bare and _LETTER.search(text) is None
    if len(text) > LONG or line.picture or line.rule or line.code:
        line.key = f"\0{line.picture.address.rpartition('/')[2][-40:]}" if line.picture else text[:80]
        return line
    shown = _shown(text)
    line.file, line.floor, line.kind, line.key = shown.file, shown.floor, shown.kind, shown.key
    line.stamps = list(shown.stamps)
    line.people = line.people or shown.people
    return line


@lru_cache(maxsize=1 << 14)
def _shown(text: str) -> _Shown:
    """What a line shows by its words alone; pages of one site share most of their lines."""
    found = stamps(text[:160])
    floor = floor_in(text)
    kind = around(text) or _labelled(text) or _numbered(text, floor) or ("foot" if _FOOT.match(text) else None)
    key, people = key_of(text, found), ()
    if kind is None and (name := _panel(text)) is not None:
        return _Shown(of_file(text), found, floor, "panel", key.removeprefix(name.lower()), (name,) if name else ())
    return _Shown(of_file(text), found, floor, kind, key, people)


def _panel(text: str) -> str | None:
    """What stands before a member's figures, where a line holds several of them with their labels; None for other lines."""
    if len(text) > _PANEL or len(parts := _COLON.split(text)) < 3:
        return None
    labels = [part.split()[-1:] for part in parts[:-1]]
    known = [bool(label) and around(label[0]) == "panel" for label in labels]
    if not known[0] or sum(known) < 2:
        return None
    return parts[0].rstrip()[: -len(labels[0][0])].strip()


def _labelled(text: str) -> Kind | None:
    """What kind of line a label and its value are: a member's figures, the page's end."""
    label, sign, value = text.partition(":") if ":" in text[:24] else text.partition("：")
    kind = around(label) if sign and value and len(label) <= 24 and len(value) <= 60 else None
    return kind if kind in ("panel", "foot", "note") and (kind != "panel" or len(value) <= 24) else None


def _numbered(text: str, floor: Floor | None) -> Kind | None:
    """What kind of line a post's number and a button beside it are."""
    rest = text[: floor.start] + " " + text[floor.end :] if floor and not floor.whole else ""
    return "button" if rest.strip() and around(rest) == "button" else None


def key_of(text: str, found: list[Stamp]) -> str:
    """A line without its times and numbers."""
    if found:
        parts, at = [], 0
        for stamp in found:
            parts += [text[at : stamp.start], "\1"]
            at = stamp.end
        text = "".join(parts) + text[at:]
    return _DIGITS.sub("0", text).lower()
