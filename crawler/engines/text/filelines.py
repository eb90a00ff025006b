"""What single lines say of files: a name, a size, who uploaded it and when, in the words of several forums."""

from __future__ import annotations

import re

from crawler.body.pictures import is_filename
from crawler.engines.text.line import Line
from crawler.engines.text.stamps import UNDATED

FILE = re.compile(
    r"(?:Attachment:\s*)?[*•]?\s*(?P<name>[^\s/\\<>|:*?\"]{1,120}\.(?P<kind>[A-Za-z0-9]{2,5}))\s*[(（\[]\s*(?P<size>\d[\d.,]*\s*(?:[KMG]i?B?"
    r"|bytes?|B))\b[^()（）\[\]]{0,60}[)）\]]?.{0,60}",
    re.IGNORECASE,
)
KINDS = frozenset(["jpg", "jpeg", "jpe", "png", "gif", "webp", "bmp", "tif", "tiff", "avif", "heic"])
OTHER = re.compile(
    r"[*•]?\s*(?P<name>[^\s/\\<>|:*?\"]{1,120}\.(?:pdf|zip|rar|7z|docx?|xlsx?|pptx?|txt|csv|mp3|mp4|torrent|apk|exe|gz))", re.IGNORECASE
)
"""A line that is the name of a file that is no picture."""
TIP = re.compile(
    r"image|附件名称.{0,24}"
    r"|(?:PNG|JPE?G|GIF|WEBP|PDF|ZIP|TXT)\s*[,，]\s*[\d.,]+\s*[KM]?i?B\b.{0,60}|\(?[\d.,]+ ?[KM]i?B,? \d+ ?[x×] ?\d+.{0,40}"
    r"|(?:19|20)\d\d-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d)?)?\s*(?:上传|上傳)|下载次数\s*[:：]\s*\d+|[(\[]?[\d.]+ ?(?:[KMG]i?B"
    r"|Bytes)(?:, 下载次数: \d+)?[)\]]?(?:\s+not (?:viewed|downloaded) yet|\s+(?:viewed|downloaded) \d+ times?)?"
    r"|.{0,60}由\s?\S{1,30}\s?于\s?[\d年月日:/. -]{6,24}\s?上[传傳]。?|.{0,60}\buploaded by \S.{0,60}"
    r"|(?:not (?:viewed|downloaded) yet|(?:viewed|downloaded) \d+ times?)\s*\]?",
    re.IGNORECASE,
)
"""What forums print beside a file: its size, how often it was seen, when it came."""
NAMED = re.compile(r"(?:图片|圖片|附图|image|picture|attachment)\s*[:：]\s*(?P<name>\S.{0,120}?)\s*", re.IGNORECASE)
_MAYBE = re.compile(r"\.\w{2,5}\b|\d\s*[KMG]?i?B|上[传傳]|下载次数|iewed|ownloaded", re.IGNORECASE)
"""A cheap first question: whether a line can be one of a file's."""
_CLOSES = re.compile(r".*[)）\]]\s*[^\W\d_]{3}.*|.*\|\s*[^\W\d_]{3}.*")
"""A file's size with words behind it: where forums print it so, it is the last line about the file."""
_LABEL = 40
"""Characters of a description that has no label."""


def closes(line: Line) -> bool:
    """Whether a line says a file's size, and then how often it was seen."""
    return line.picture is None and _CLOSES.fullmatch(line.text) is not None and bool(FILE.fullmatch(line.text) or TIP.fullmatch(line.text))


def is_sized(line: Line) -> bool:
    """Whether a line says a file's size behind its name: then the name alone above it is the same file's."""
    return line.picture is None and FILE.fullmatch(line.text) is not None


def picture_in(line: Line) -> str | None:
    """The name of the picture that a line is; None for other lines."""
    if line.code:
        return None
    if line.picture is not None:
        parts = (NAMED.sub(r"\g<name>", line.picture.alt), line.picture.address.rpartition("/")[2])
        return next((part for part in parts if is_filename(part)), line.text)
    text = line.text
    if (labelled := NAMED.fullmatch(text)) and is_filename(labelled["name"]):
        return labelled["name"]
    if is_filename(text):
        return text
    file = FILE.fullmatch(text)
    return file["name"] if file and file["kind"].lower() in KINDS else None


def other_in(line: Line) -> str | None:
    """The name of the file that is no picture that a line is; None for other lines."""
    if line.code or line.picture:
        return None
    found = OTHER.fullmatch(line.text) or FILE.fullmatch(line.text)
    return found["name"] if found and not is_filename(found["name"]) else None


def is_label(line: Line) -> bool:
    """Whether a line is short and no sentence."""
    return is_said(line) and len(line.text) <= _LABEL and line.text[-1] not in ".。!！?？…"


def is_signed(line: Line) -> bool:
    """Whether a line ends with who took a picture."""
    return is_said(line) and len(line.text) <= 2 * _LABEL and line.text.endswith(("摄", "攝"))


def of_file(text: str) -> bool:
    """Whether a line is a file's name, its size or the time of its upload: such lines come again, but lie within bodies."""
    return bool(_MAYBE.search(text)) and bool(is_filename(text) or FILE.fullmatch(text) or TIP.fullmatch(text))


def is_said(line: Line) -> bool:
    dated = any(stamp.form not in UNDATED or ":" in stamp.text for stamp in line.stamps)
    return not line.kind and not line.bare and not dated and not line.picture and not line.number
