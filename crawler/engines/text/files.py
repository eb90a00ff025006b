"""Lines that say several things of files -> a line for each of them, as the other tools print it.

Text makers that know no style sheets run a file's name, size, description and time of upload together, or a whole list of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crawler.engines.text.filelines import OTHER
from crawler.engines.text.line import Line
from crawler.engines.text.lines import seen

_LONGEST = 2000
"""Characters of a line that is taken apart."""
_NAME = r"[^\s/\\<>|:：*?\"()（）]{1,120}\.[A-Za-z0-9]{2,5}"
_MAYBE = re.compile(r"上[传傳]|附件|ttachment|iewed|ownloaded|图片|圖片")
"""A cheap first question."""
_TIPPED = re.compile(
    rf"(?P<file>{_NAME}\s*[(（][^()（）]{{0,60}}下[载載]次[数數][^()（）]{{0,20}}[)）])\s*(?P<button>(?:下[载載]附件|保存到相[册冊])?)\s*"
    r"(?P<words>(?:\S.{0,300}?)??)\s*(?P<when>(?:19|20)\d\d-\d\d?-\d\d?(?:\s\d\d?:\d\d(?::\d\d)?)?\s?上[传傳])(?P<rest>.*)"
)
"""A picture's tip (Discuz! X): name, size, button, the uploader's words, the time of upload; then what was written below."""
_SEEN = r"(?:not (?:viewed|downloaded) yet|(?:viewed|downloaded) \d+ times?)"
_ENTRY = re.compile(rf"(?P<words>[^()]{{1,400}})(?P<size>\(\d[\d.,]*\s(?:[KMG]i?B|bytes)\)\s{_SEEN})", re.IGNORECASE)
"""An entry of a list of files (phpBB 3): name and description in either order, size, how often it was seen."""
_LIST = re.compile(r"attachments\s+(?=\S)", re.IGNORECASE)
_TABLE = re.compile(r"附件名[称稱]\s?/\s?大小(?:\s?下[载載]次[数數])?(?:\s?最[后後]更新)?")
"""The head of a table of files (PHPWind 9), with one line for each of its cells or one for all."""
_COLUMNS = frozenset(("下载次数", "最后更新", "下載次數", "最後更新"))
_LABELLED = re.compile(rf"(?P<label>(?:图片|圖片)\s?[:：]\s?{_NAME})\s+(?P<rest>\S.*)")
"""The name of a picture and what stands in its place."""
_ANNOUNCED = re.compile(r"(?P<words>.*\S)\s+(?:attachments?|附件)\s?[:：]", re.IGNORECASE)


def apart(lines: list[Line]) -> list[Line]:
    """The lines of a body, those that say several things of files in several."""
    made: list[Line] = []
    table = False
    for at, line in enumerate(lines):
        text = line.text
        if table and (text in _COLUMNS or line.number or (line.stamps and len(line.stamps[0].text) == len(text))):
            continue
        table = table and (line.file or OTHER.fullmatch(text) is not None)
        if line.code or line.picture or len(text) > _LONGEST or not _MAYBE.search(text):
            made.append(line)
        elif head := _TABLE.match(text):
            table = True
            made += _lines(line, [text[head.end() :]])
        elif (found := _ANNOUNCED.fullmatch(text)) and at + 1 < len(lines) and (lines[at + 1].picture or lines[at + 1].file):
            made.append(replace(line, text=found["words"]))
        else:
            made += _lines(line, list(_parts(text)))
    return made


def _lines(line: Line, texts: list[str]) -> list[Line]:
    """A line's parts as lines of their own."""
    if texts == [line.text]:
        return [line]
    words = [text.strip() for text in texts if text.strip()]
    return [seen(Line(text, text, line.row, line.gap * (at == 0), line.indent, cell=line.cell)) for at, text in enumerate(words)]


def _parts(text: str) -> Iterator[str]:
    if tip := _TIPPED.match(text):
        yield from tip.groups()
    elif label := _LABELLED.fullmatch(text):
        yield from label.groups()
    else:
        yield from _entries(text)


def _entries(text: str) -> Iterator[str]:
    """The lines of a list of files that is one line; the text itself where it is none."""
    start = head.end() if (head := _LIST.match(text)) else 0
    entries = list(_ENTRY.finditer(text, start))
    if not entries or (len(entries) == 1 and not head) or entries[0].start() != start:
        yield text
        return
    yield text[:start]
    for entry in entries:
        words, size = entry["words"].strip(), entry["size"]
        first, *others = words.split(" ", 1)
        if others and re.fullmatch(_NAME, first):
            yield from (first, others[0], size)
            continue
        said, _, last = words.rpartition(" ")
        yield from (said, f"{last} {size}") if re.fullmatch(_NAME, last) else (f"{words} {size}",)
    yield text[entries[-1].end() :]
