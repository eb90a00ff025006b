"""Pictures among the lines of a body: their file names, and what their uploaders say of them.

Forums print a picture's description with a label, twice (as the words of the picture and below it), or between its download button and the
time of its upload.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby, pairwise

from crawler.body.pictures import is_filename
from crawler.engines.text.filelines import FILE, NAMED, TIP, closes, is_label, is_said, is_signed, is_sized, other_in, picture_in
from crawler.engines.text.line import Line
from crawler.engines.text.markdown import Picture
from crawler.engines.text.screen import columns

_DESCRIBED = re.compile(
    r"(?:描述|图片描述|说明|file comment|description|caption|beschreibung)\s*[:：]\s*(?P<words>\S.{0,300})", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:描述|图片描述|说明|file comment|description|caption|beschreibung|图片|圖片|附图|image|picture)\s*[:：]", re.IGNORECASE
)
"""The same label alone, and that of a picture: a tag parted it from its value."""
_HEADING = re.compile(
    r"(?:attachments?|attached (?:files|images)|附件(?:列表)?|dateianhänge|pièces jointes|вложения|adjuntos)\s*[:：]?", re.IGNORECASE
)
"""What stands above files."""
_UPLOADED = re.compile(r".{0,30}(?:上传|上傳)(?:\s*\[.{0,60})?", re.IGNORECASE)
_LOADED = re.compile(r"下[载載]次[數数]")
_BY = re.compile(r".{0,60}(?:由\s?\S{1,30}\s?于.{6,24}上[传傳]。?|uploaded by \S.{0,60})", re.IGNORECASE)
"""Who uploaded a file, and when."""
_LEAST = 10
"""Columns of a picture's words that stand twice, at least."""
_NEXT = 2
"""Lines of the source from a row of a table to the next one: the first is ruled off."""
_REACH = 6
"""Lines behind a picture's name among which its description stands."""


def named(lines: list[Line]) -> list[Line]:
    """The lines with each file in one, which holds its name and its description; the lines that said them are left out."""
    lines = _valued(lines)
    names = [picture_in(line) or other_in(line) for line in lines]
    if not any(names) and not any(_DESCRIBED.match(line.text) for line in lines):
        return lines
    above = _stands_above(lines, names)
    closing = _closing_list(lines, names)
    gone = _named_before(lines, names)
    for at, line in enumerate(lines):
        name = names[at]
        if name is None or at in gone:
            continue
        if at + 1 < len(lines) and line.picture is None and names[at + 1] == name and is_sized(lines[at + 1]):
            gone.add(at)
            lines[at + 1].gap = max(line.gap, lines[at + 1].gap)
            continue
        if again := _again(lines, at, name):
            gone.add(again)
        if at >= closing and (below := _labelled(lines, at)):
            gone.add(below)
            line.about, line.picture = (
                (lines[below].text, None) if picture_in(line) is None else ("", Picture(lines[below].text, name, name))
            )
            continue
        if picture_in(line) is None:
            line.about, taken = _description(lines, at, gone, above=above)
            gone.update(taken)
            continue
        own = line.picture.alt if line.picture and not is_filename(line.picture.alt) else ""
        if own and (taken := _said_again(lines, at, own)):
            gone.update(taken)
            words, name = own, picture_in(lines[max(taken)]) or name
        else:
            words, taken = _description(lines, at, gone, above=above)
            gone.update(taken)
        address = line.picture.address if line.picture and line.picture.address else name
        line.picture = Picture(words or own, address, name if words or own else "")
    return _captioned(_unnamed([line for at, line in enumerate(lines) if at not in gone]))


def _valued(lines: list[Line]) -> list[Line]:
    """The lines, each label of a description or of a picture in one with the words below it."""
    made: list[Line] = []
    for line in lines:
        if made and not line.picture and not line.kind and _LABEL.fullmatch(made[-1].text):
            made[-1] = replace(line, text=f"{made[-1].text} {line.text}", gap=made[-1].gap)
        else:
            made.append(line)
    return made


def _unnamed(lines: list[Line]) -> list[Line]:
    """The lines, those in one that say the same words twice beside a file: the words of a picture that has no name, and those below it."""
    made: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        shown = []
        while end < len(lines) and (count := _twice(lines, end)):
            words = lines[end].text
            words = words if count > 1 else words[: len(words) // 2]
            shown.append(replace(lines[end], text=words, picture=Picture(words, words)))
            end += count
        beside = (lines[at - 1] if at else None, lines[end] if end < len(lines) else None)
        if shown and any(line is not None and (line.picture or line.file or other_in(line)) for line in beside):
            made += shown
        else:
            end = max(end, at + 1)
            made += lines[at:end]
        at = end
    return made


def _twice(lines: list[Line], at: int) -> int:
    """In how many lines the same words stand twice from a line on: in one or in two; 0 where they do not."""
    words = lines[at].text
    if columns(words) < _LEAST or lines[at].code or not is_said(lines[at]):
        return 0
    if at + 1 < len(lines) and lines[at + 1].text == words and not lines[at + 1].picture:
        return 2
    half = len(words) // 2
    return int(columns(words) > 2 * _LEAST and words[half] == " " and words[:half] == words[half + 1 :])


def _captioned(lines: list[Line]) -> list[Line]:
    """The lines, cells below a row of pictures in these: a table of pictures has as many cells of words in its next row."""
    rows = [list(row) for _, row in groupby(lines, lambda line: line.row if line.cell else -1)]
    for above, below in pairwise(rows):
        shown = [line for line in above if line.picture]
        idle = (line for line in above if not line.picture)
        if (
            len(below) == len(shown) > 1
            and 0 < below[0].row - above[0].row <= _NEXT
            and all(line.kind == "button" or TIP.fullmatch(line.text) or _UPLOADED.fullmatch(line.text) for line in idle)
            and all(line.cell and is_said(line) for line in below)
        ):
            for line, words in zip(shown, below, strict=True):
                if line.picture:
                    line.picture = Picture(words.text, line.picture.address, line.text)
            below.clear()
    return [line for row in rows for line in row]


def _named_before(lines: list[Line], names: list[str | None]) -> set[int]:
    """The lines that say again what stands beside them: a name above its picture, and files below the words that stand among them, too."""
    gone: set[int] = set()
    seen: set[str] = set()
    for at, line in enumerate(lines):
        name = names[at]
        after = lines[at + 1] if at + 1 < len(lines) else None
        if name is None or after is None:
            continue
        if line.picture is None and NAMED.fullmatch(line.text) and after.picture and not is_filename(after.text):
            gone.add(at)
            after.gap, names[at + 1] = 0, name
        elif name in seen and line.picture is None and _BY.fullmatch(after.text):
            gone.add(at)
        seen.add(name)
    return gone


def _closing_list(lines: list[Line], names: list[str | None]) -> int:
    """Where the list of files begins that ends a body: each with its size, and with at most one line of words below it (Discuz! X)."""
    start, words = len(lines), 0
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if names[at]:
            if line.picture or closes(line) or not (_LOADED.search(line.text) or (at + 1 < start and _LOADED.search(lines[at + 1].text))):
                break
            start, words = at, 0
        elif _LOADED.search(line.text) and TIP.fullmatch(line.text):
            continue
        elif not line.bare and (words or not (is_label(line) or is_signed(line))):
            break
        else:
            words += not line.bare
    return start


def _labelled(lines: list[Line], at: int) -> int:
    """The line of words below a file of a closing list; 0 where there is none."""
    place = at + 1
    while place < len(lines) and (lines[place].bare or TIP.fullmatch(lines[place].text)):
        place += 1
    return place if place < len(lines) and not (picture_in(lines[place]) or other_in(lines[place])) else 0


def _stands_above(lines: list[Line], names: list[str | None]) -> bool:
    """Whether descriptions stand above their files: labelled ones do so from the first one on; sizes that close a file's lines tell it."""
    first = next((at for at, name in enumerate(names) if name), len(lines))
    described = next((at for at, line in enumerate(lines) if _DESCRIBED.match(line.text)), None)
    return described < first if described is not None else any(closes(line) for line in lines)


def _said_again(lines: list[Line], at: int, words: str) -> set[int]:
    """The lines below a picture that say its words again and its name and size; empty where there are none."""
    below = at + 1 + (at + 1 < len(lines) and lines[at + 1].text == words)
    return set(range(at + 1, below + 1)) if below < len(lines) and is_sized(lines[below]) and closes(lines[below]) else set()


def _again(lines: list[Line], at: int, name: str) -> int:
    """The line that says a picture's name again, below what the forum says of its file; 0 where there is none."""
    if not is_sized(lines[at]):
        return 0
    for place in range(at + 1, min(len(lines), at + 1 + _REACH)):
        line = lines[place]
        if picture_in(line) is not None:
            return place if line.picture is None and line.text == name and not _named_next(lines, place) else 0
        if not (line.kind == "button" or line.bare or TIP.fullmatch(line.text) or _UPLOADED.fullmatch(line.text)):
            return 0
    return 0


def _named_next(lines: list[Line], at: int) -> bool:
    """Whether a file's name is that of the next line, which says its size."""
    return at + 1 < len(lines) and picture_in(lines[at + 1]) == lines[at].text and is_sized(lines[at + 1])


def _description(lines: list[Line], at: int, gone: set[int], *, above: bool) -> tuple[str, set[int]]:
    """What an uploader says of the file in a line, and the lines that say it."""
    return _said_above(lines, at, gone) if above else _said_below(lines, at, gone)


def _said_above(lines: list[Line], at: int, gone: set[int]) -> tuple[str, set[int]]:
    """The same, where descriptions stand above their files, or between a file's name and its size."""
    place = at - 1
    while place >= 0 and place in gone:
        place -= 1
    if place >= 0 and (match := _DESCRIBED.fullmatch(lines[place].text)):
        again = at + 1 < len(lines) and lines[at + 1].text == match["words"]
        return match["words"], {place, at + 1} if again else {place}
    if at and at - 1 in gone and picture_in(lines[at - 1]):  # its name stands where the others' descriptions stand
        return "", set()
    if place > 0 and place - 1 not in gone and is_said(lines[place]) and lines[place].text == lines[place - 1].text:
        return lines[place].text, {place, place - 1}
    if (
        at + 2 < len(lines)
        and not is_sized(lines[at])
        and is_label(lines[at + 1])
        and closes(lines[at + 2])
        and not FILE.fullmatch(lines[at + 2].text)
    ):
        return lines[at + 1].text, {at + 1}
    listed = (
        place > 0
        and is_sized(lines[at])
        and not TIP.fullmatch(lines[place].text)
        and any(_HEADING.fullmatch(line.text) for line in lines[:place])
    )
    if listed and is_label(lines[place]):
        return lines[place].text, {place}
    return "", set()


def _said_below(lines: list[Line], at: int, gone: set[int]) -> tuple[str, set[int]]:
    """The same, where descriptions stand below their files."""
    said: list[int] = []
    tips = 0
    for place in range(at + 1, min(len(lines), at + 1 + _REACH)):
        line = lines[place]
        if place in gone:
            continue
        if picture_in(line) is not None or other_in(line) is not None:
            break
        if _UPLOADED.fullmatch(line.text) and line.stamps:
            if len(said) == 1:
                return lines[said[0]].text, set(said)
            tips += 1
        elif not (TIP.fullmatch(line.text) or line.kind == "button" or line.bare):
            if match := _DESCRIBED.fullmatch(line.text):
                return match["words"], {place}
            said.append(place)
        else:
            tips += 1
        if len(said) == 2:
            twice = lines[said[0]].text == lines[place].text and said[0] + 1 == place
            return (lines[place].text, set(said)) if twice else ("", set())
    after = said[0] + 1 if len(said) == 1 else 0
    top = next((place for place in range(at - 1, -1, -1) if place not in gone), -1)
    near = lines[max(0, top - 3) : top + 1]
    listed = bool(near) and (near[-1].file or near[-1].kind == "button") and any(line.file for line in near)
    if not after or not (listed or (tips and other_in(lines[at]))) or not is_label(lines[said[0]]):
        return "", set()
    ends = after == len(lines) or picture_in(lines[after]) or other_in(lines[after])
    return (lines[said[0]].text, set(said)) if ends and lines[said[0] - 1].file else ("", set())
