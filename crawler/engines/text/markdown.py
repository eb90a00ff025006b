"""Markdown as page-to-Markdown tools write it -> plain lines with marks: what the signs said is kept, the signs go."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, takewhile

from crawler.body.pictures import is_decoration
from crawler.engines.generic.shape.vocabulary import PROFILE
from crawler.engines.text.stamps import stamps

PERSON, PERSON_END, PICTURE, RULE, EDGE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Marks within lines: around the words of a link to a member's page, before a picture's number, a rule, around the words of any
other link."""
MARKS = re.compile("[\ue000-\ue004]")
_TARGET = r"\(\s*(?P<to><[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+(?P<q>[\"'])(?P<title>[^\n]{0,300}?)(?P=q))?\s*\)"
_IMAGE = re.compile(r"!\[(?P<words>[^\[\]\n]{0,500})\]" + _TARGET)
_LINK = re.compile(r"(?<!!)\[(?P<words>(?:[^\[\]]|\[[^\[\]\n]{0,80}\]){0,600})\]" + _TARGET)
_AUTOLINK = re.compile(r"<((?:https?|ftp|mailto):[^<>\s]{1,600})>")
_SIGN = re.compile(
    r"\]\([^()\s]{1,500}(?:\s\"[^\"\n]*\")?\)|^#{1,6}[ \t]{1,2}\S|\*\*\S|^[ \t]{0,40}\|?[ \t]{0,40}:?-{3,}:?[ \t]{0,40}\|", re.MULTILINE
)
_DELIMITERS = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?|[\s|]*")
_MANY = 16
"""Signs that no text has which explains them; scripts can make their part of a text small."""
_SHORT, _PARTS = 30, 3
"""Lines of a text that one sign tells; parts of eight of a longer one in which signs are, at least: a forum's help is in one place."""
_DASHES = re.compile(r"\s*:?-{3,}:?\s*")
"""A cell of the row below a table's head: in a table within a cell it is in one line with the others."""
_RULE = re.compile(r"\s*(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+)\s*$")
_UNDERLINED = 0.5
"""Length of a heading's underline for a character of the heading, at least; a short one ends the first row of a table without columns."""
_STARS = re.compile(r"(?<![\\*])(\*{1,3})(?!\*)(?:\s(?=\S[^*]*\*{2})|(?=\S))([^*\n]{1,600}?)\s?(?<![\\*])\1(?!\*)")
_LOW = re.compile(r"(?<![^\W_])(?<![\\_])(_{1,3}|~~)(?!_)\s?(?=\S)([^_~\n]{1,600}?)\s?(?<!\\)\1(?!_)(?![^\W_])")
_ICON = re.compile(r"(?<![^\W_])_{2,}(?=\s|[^\W_\x00-\x7f]|\[|[A-Z\ue000\ue004#]|$)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_CELL = re.compile(r"(?<!\\)\|")
_COLLAPSED = re.compile(r"\s{2,}")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(r"\s*(?:[*+•-]|\d{1,3}[.)])(?:\s(?=\s{4})|\s{1,4}(?=\S))|:\s{3}")
_CODE = " " * 4
"""What stands before a line of code, where "#" begins no heading."""
_QUOTED = re.compile(r"\s{0,3}>\s?")
_NEAR = 200
"""Characters above a placeholder among which its words stand: the picture's, as its uploader described it."""
_FENCE = re.compile(r"\s{0,3}(?:`{3,}|~{3,})")


@dataclass(slots=True)
class Plain:
    """One line of Markdown without its signs."""

    text: str
    row: int
    """Number of the line in the source; cells of one row share it."""
    level: int = 0
    """Of a heading."""
    depth: int = 0
    """Of a quotation."""
    code: bool = False
    indent: int = 0
    cell: bool = False
    header: bool = False


@dataclass(slots=True)
class Picture:
    """A picture that Markdown names."""

    alt: str
    address: str
    title: str = ""


@dataclass(slots=True)
class Source:
    """A text without its Markdown."""

    lines: list[Plain] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def is_markdown(text: str) -> bool:
    """Whether a whole text is Markdown: its signs are everywhere, not in one place that explains them."""
    found = _SIGN.findall(text)
    if len(found) < 3:
        return False
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    if len(found) < 0.04 * len(lines):
        return False
    if len(found) >= _MANY:
        return True
    signed = {at * 8 // len(lines) for at, line in enumerate(lines) if _SIGN.search(line)}
    return len(lines) <= _SHORT or (len(signed) >= _PARTS and max(signed) - min(signed) >= _PARTS)


def unmark(text: str) -> Source:
    """Reads Markdown; a line of a table becomes a line for each cell."""
    source = Source()

    def image(match: re.Match[str]) -> str:
        address = match["to"].strip("<>")
        if is_decoration(address):
            words = strip(match["words"]).strip()
            return words if words and words in text[max(0, match.start() - _NEAR) : match.start()] else ""
        source.pictures.append(Picture(strip(match["words"]).strip(), address, match["title"] or ""))
        return f"{PICTURE}{len(source.pictures) - 1}{PICTURE}"

    def link(match: re.Match[str]) -> str:
        words, title = " ".join(match["words"].split()), match["title"] or ""
        if not words.strip("_ \ue004") and stamps(title):
            return title
        if "\n" in match["words"] and (heading := re.search(r"#{1,6}\s+([^\n]+)", match["words"])):
            words = heading[1].strip()
        bare = words.replace("*", "").replace("_", "").replace(EDGE, "").strip()
        if bare and PICTURE not in words and PROFILE.search(match["to"]):
            return f"{PERSON}{words}{PERSON_END}"
        return f"{EDGE}{words}{EDGE}"

    text = _LINK.sub(link, _LINK.sub(link, _IMAGE.sub(image, _AUTOLINK.sub(r"\1", text))))
    fenced = False
    for row, raw in enumerate(text.split("\n")):
        if _FENCE.match(raw):
            fenced = not fenced
            source.lines.append(Plain("", row, code=True))
            continue
        if fenced:
            source.lines.append(Plain(raw, row, code=True))
            continue
        _line(source.lines, raw, row)
    return source


def _line(lines: list[Plain], raw: str, row: int) -> None:
    if not raw or raw.isspace() or _DELIMITERS.fullmatch(raw):
        if "-" in raw:
            for above in takewhile(lambda line: line.cell and line.row == row - 1, reversed(lines)):
                above.header = True
        lines.append(Plain("", row))
        return
    if _UNDERLINE.match(raw) and lines and lines[-1].text and not lines[-1].cell and len(raw.strip()) >= 3:
        if len(raw.strip()) >= _UNDERLINED * len(lines[-1].text):
            lines[-1].level = 1 if raw[0] == "=" else 2
        return
    if _RULE.match(raw):
        lines.append(Plain(RULE, row))
        return
    indent = len(raw) - len(raw.lstrip())
    depth = 0
    while match := _QUOTED.match(raw):
        raw, depth = raw[match.end() :], depth + 1
    while match := _BULLET.match(raw):
        raw = raw[match.end() :]
    heading = _HEADING.match(raw.strip()) if not raw.startswith(_CODE) else None
    level, raw = (len(heading[1]), heading[2]) if heading else (0, raw)
    cells = [raw]
    if "|" in raw:
        parts = [part for part in _CELL.split(raw) if not _DASHES.fullmatch(part)]
        parts = list(chain.from_iterable(map(_points, parts)))
        cells = [cell for part in parts for cell in (_COLLAPSED.split(part) if raw.lstrip()[0] == "|" else [part])]
    for cell in chain.from_iterable(map(_points, cells)):
        for part in _pictures(strip(cell)):
            if part.strip():
                lines.append(Plain(part.strip(), row, level, depth, False, indent, len(cells) > 1))
    if not any(cell.strip() for cell in cells):
        lines.append(Plain("", row, depth=depth))


def _points(cell: str) -> list[str]:
    """The points of a list that stands in one line in a cell; other cells whole."""
    return cell.strip()[2:].split(" * ") if cell.lstrip().startswith("* ") and " * " in cell.strip()[2:] else [cell]


_PICTURE = re.compile(f"({PICTURE}\\d+{PICTURE})")


def _pictures(words: str) -> list[str]:
    return _PICTURE.split(words) if PICTURE in words else [words]


def strip(words: str) -> str:
    """A run of words without signs of emphasis, in pairs, and without escapes."""
    if "_" in words:
        words = _ICON.sub(" ", words)
    for _ in range(3):
        bare = _LOW.sub(r"\2", _STARS.sub(r"\2", words)) if "*" in words or "_" in words or "~" in words else words
        if bare == words:
            break
        words = bare
    words = words.replace(EDGE, "")
    return _ESCAPE.sub(r"\1", words).replace("`", "") if "\\" in words or "`" in words else words
