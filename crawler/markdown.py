"""Markdown source -> blocks, for APIs that answer with what was typed and not with HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby

from crawler.blocks import Block, Body, Rules, Walker
from crawler.items import Image, Quote
from crawler.text import tidy, tidy_code
from crawler.urls import absolute

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_ADDRESS = r"\(\s{0,9}<?((?:[^\s()\[\]<>]|\([^\s()]{0,200}\)){0,2000})>?(?:\s+\"[^\"]{0,300}\")?\s{0,9}\)"
_IMAGE = re.compile(r"!\[([^\[\]]{0,1000})\]" + _ADDRESS)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,1000})\]" + _ADDRESS)
_BARE = re.compile(r"<(https?://[^>\s]{1,2000})>")
_MARKS = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~|`+"
)
_KINDS = (
    ("quote", re.compile(r"\s{0,3}> ?")),
    ("list", re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")),
    ("heading", re.compile(r"\s{0,3}#{1,6}\s+")),
    ("rule", re.compile(r"\s{0,3}(?:(?:[-*_]\s*){3,}$|:{3,}\s*$)")),
    ("spoiler", re.compile(r"\s{0,3}:{3,}\s*spoiler\s+")),
)
_BREAK = re.compile(r"(?: {2,}|\\)$")


def read(source: str, base_url: str) -> Body:
    """Reads one post."""
    walker = Walker(Rules(), base_url)
    for kind, lines in _parts(source):
        if kind == "code":
            walker.add(Block("code", tidy_code("\n".join(lines))))
        elif kind == "quote":
            own = "\n".join(line for line in lines if not _KINDS[0][1].match(line))
            walker.quote(Quote("\n".join(line for block in read(own, base_url).blocks for line in block.lines())))
        elif kind == "list":
            walker.add(Block("list", items=[_plain(line) for line in lines]))
        elif kind in ("heading", "spoiler"):
            for line in lines:
                walker.add(Block("heading" if kind == "heading" else "paragraph", _plain(line).rstrip("# ")))
        elif kind == "text":
            _paragraph(walker, lines)
    walker.end_line()
    return walker.body


def _parts(source: str) -> Iterator[tuple[str, list[str]]]:
    """Neighbouring lines of a kind, without what marks the kind."""
    kinds: list[tuple[str, str]] = []
    fence = ""
    for line in source.replace("\r\n", "\n").split("\n"):
        if fence or (opening := _FENCE.match(line)):
            if not fence and opening:
                fence = opening[1]
                kinds.append(("fence", ""))
            elif line.strip() == fence:
                fence = ""
            else:
                kinds.append(("code", line))
            continue
        kind, sign = next(((name, match) for name, pattern in (_KINDS[3], *_KINDS) if (match := pattern.match(line))), ("text", None))
        kinds.append((kind if line.strip() else "blank", line[sign.end() :] if sign else line))
    for kind, group in groupby(kinds, key=lambda entry: entry[0]):
        yield kind, [line for _, line in group]


def _paragraph(walker: Walker, lines: list[str]) -> None:
    for line in lines:
        at = 0
        for image in _IMAGE.finditer(line):
            walker.text(_plain(line[at : image.start()]))
            if url := absolute(walker.base_url, image[2]):
                walker.image(Image(0, url, alt=tidy(image[1]) or None))
            at = image.end()
        walker.text(_plain(line[at:]) + " ")
        if _BREAK.search(line):
            walker.end_line()
    walker.end_line()


def _plain(line: str) -> str:
    """The words of a line as a reader sees them."""
    words = _BARE.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))).rstrip("\\")
    return tidy(unescape(_MARKS.sub(lambda mark: mark["sign"] or "", words)))
