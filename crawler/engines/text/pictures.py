"""Pictures among the lines of a body: their file names, and what their uploaders say of them.

Forums print a picture's description with a label, twice (as the words of the picture and below it), or between its download button and the
time of its upload.
"""

from __future__ import annotations

import re

from crawler.body.pictures import is_filename
from crawler.engines.text.line import Line
from crawler.engines.text.markdown import Picture

FILE = re.compile(
    r"(?:Attachment:\s*)?[*•]?\s*(?P<name>[^\s/\\<>|:*?\"]{1,120}\.(?P<kind>[A-Za-z0-9]{2,5}))\s*[(（\[]\s*(?P<size>\d[\d.,]*\s*(?:[KMG]i?B?"
    r"|bytes?|B))\b[^()（）\[\]]{0,60}[)）\]]?.{0,60}",
    re.IGNORECASE,
)
KINDS = frozenset(["jpg", "jpeg", "jpe", "png", "gif", "webp", "bmp", "tif", "tiff", "avif", "heic"])
TIP = re.compile(
    r"image|附件名称.{0,24}"
    r"|(?:PNG|JPE?G|GIF|WEBP|PDF|ZIP|TXT)\s*[,，]\s*[\d.,]+\s*[KM]?i?B\b.{0,60}|\(?[\d.,]+ ?[KM]i?B,? \d+ ?[x×] ?\d+.{0,40}"
    r"|(?:19|20)\d\d-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d)?)?\s*(?:上传|上傳)|下载次数\s*[:：]\s*\d+|\(?[\d.]+ ?(?:[KMG]i?B"
    r"|Bytes)(?:, 下载次数: \d+)?\)?(?:\s+not (?:viewed|downloaded) yet|\s+(?:viewed|downloaded) \d+ times?)?"
    r"|.{0,60}由\s?\S{1,30}\s?于\s?[\d年月日:/. -]{6,24}\s?上[传傳]。?|.{0,60}\buploaded by \S.{0,60}"
    r"|(?:not (?:viewed|downloaded) yet|(?:viewed|downloaded) \d+ times?)\s*\]?",
    re.IGNORECASE,
)
"""What forums print beside a file: its size, how often it was seen, when it came."""
_NAMED = re.compile(r"(?:图片|圖片|附图|image|picture|attachment)\s*[:：]\s*(?P<name>\S.{0,120}?)\s*", re.IGNORECASE)
_DESCRIBED = re.compile(
    r"(?:描述|图片描述|说明|file comment|description|caption|beschreibung)\s*[:：]\s*(?P<words>\S.{0,300})", re.IGNORECASE
)
_MAYBE = re.compile(r"\.\w{2,5}\b|\d\s*[KMG]?i?B|上[传傳]|下载次数|iewed|ownloaded", re.IGNORECASE)
"""A cheap first question: whether a line can be one of a file's."""
_UPLOADED = re.compile(r".{0,30}(?:上传|上傳)(?:\s*\[.{0,60})?", re.IGNORECASE)
_LABEL = 40
"""Characters of a description that has no label."""
_REACH = 6
"""Lines behind a picture's name among which its description stands."""


def named(lines: list[Line]) -> list[Line]:
    """The lines with each picture in one, which holds its name and its description; the lines that said them are left out."""
    if not any(_file(line) or _DESCRIBED.match(line.text) for line in lines):
        return lines
    gone: set[int] = set()
    for at, line in enumerate(lines):
        name = _file(line)
        if name is None or at in gone:
            continue
        if at + 1 < len(lines) and line.picture is None and _file(lines[at + 1]) == name and _sized(lines[at + 1]):
            gone.add(at)
            lines[at + 1].gap = max(line.gap, lines[at + 1].gap)
            continue
        if again := _again(lines, at, name):
            gone.add(again)
        words, taken = _description(lines, at, gone)
        gone.update(taken)
        own = line.picture.alt if line.picture and not is_filename(line.picture.alt) else ""
        address = line.picture.address if line.picture and line.picture.address else name
        line.picture = Picture(words or own, address, name if words or own else "")
    return [line for at, line in enumerate(lines) if at not in gone]


def _again(lines: list[Line], at: int, name: str) -> int:
    """The line that says a picture's name again, below what the forum says of its file; 0 where there is none."""
    if not _sized(lines[at]):
        return 0
    for place in range(at + 1, min(len(lines), at + 1 + _REACH)):
        line = lines[place]
        if _file(line) is not None:
            return place if line.picture is None and line.text == name and not _named_next(lines, place) else 0
        if not (line.kind == "button" or line.bare or TIP.fullmatch(line.text) or _UPLOADED.fullmatch(line.text)):
            return 0
    return 0


def _named_next(lines: list[Line], at: int) -> bool:
    """Whether a file's name is that of the next line, which says its size."""
    return at + 1 < len(lines) and _file(lines[at + 1]) == lines[at].text and _sized(lines[at + 1])


def _sized(line: Line) -> bool:
    """Whether a line says a file's size behind its name: then the name alone above it is the same file's."""
    return line.picture is None and FILE.fullmatch(line.text) is not None


def _file(line: Line) -> str | None:
    """The name of the picture that a line is; None for other lines."""
    if line.code:
        return None
    if line.picture is not None:
        parts = (_NAMED.sub(r"\g<name>", line.picture.alt), line.picture.address.rpartition("/")[2])
        return next((part for part in parts if is_filename(part)), line.text)
    text = line.text
    if (labelled := _NAMED.fullmatch(text)) and is_filename(labelled["name"]):
        return labelled["name"]
    if is_filename(text):
        return text
    file = FILE.fullmatch(text)
    return file["name"] if file and file["kind"].lower() in KINDS else None


def _description(lines: list[Line], at: int, gone: set[int]) -> tuple[str, set[int]]:
    """What an uploader says of the picture in a line, and the lines that say it."""
    taken: set[int] = set()
    above = at - 1
    while above >= 0 and above in gone:
        above -= 1
    if above >= 0 and (match := _DESCRIBED.fullmatch(lines[above].text)):
        taken.add(above)
        if at + 1 < len(lines) and lines[at + 1].text == match["words"]:
            taken.add(at + 1)
        return match["words"], taken
    if above > 0 and above - 1 not in gone and _is_said(lines[above]) and lines[above].text == lines[above - 1].text:
        return lines[above].text, {above, above - 1}
    said: list[int] = []
    for place in range(at + 1, min(len(lines), at + 1 + _REACH)):
        line = lines[place]
        if place in gone:
            continue
        if _file(line) is not None:
            break
        if _UPLOADED.fullmatch(line.text) and line.stamps:
            if len(said) == 1:
                return lines[said[0]].text, set(said)
        elif not (TIP.fullmatch(line.text) or line.kind == "button" or line.bare):
            if match := _DESCRIBED.fullmatch(line.text):
                return match["words"], {place}
            said.append(place)
        if len(said) == 2:
            twice = lines[said[0]].text == lines[place].text and said[0] + 1 == place
            return (lines[place].text, set(said)) if twice else ("", set())
    after = said[0] + 1 if len(said) == 1 else 0
    near = lines[max(0, above - 3) : above + 1]
    listed = bool(near) and (near[-1].file or near[-1].kind == "button") and any(line.file for line in near)
    if listed and after and (after == len(lines) or _file(lines[after])) and _is_label(lines[said[0]]) and lines[said[0] - 1].file:
        return lines[said[0]].text, set(said)
    return "", set()


def _is_label(line: Line) -> bool:
    """Whether a line is short and no sentence."""
    return _is_said(line) and len(line.text) <= _LABEL and line.text[-1] not in ".。!！?？…"


def of_file(text: str) -> bool:
    """Whether a line is a file's name, its size or the time of its upload: such lines come again, but lie within bodies."""
    return bool(_MAYBE.search(text)) and bool(is_filename(text) or FILE.fullmatch(text) or TIP.fullmatch(text))


def _is_said(line: Line) -> bool:
    return not line.kind and not line.bare and not line.stamps and not line.picture and not line.number
