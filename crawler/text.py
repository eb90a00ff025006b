"""Small rules for runs of text, the same for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import UNSET, UnsetType

_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffd\ufffe\uffff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile("[^\\S\u3000]+")
_EDGES = " \u3000"


def tidy(line: str) -> str:
    """One line as a reader sees it: no invisible characters, one space for many, no indent (ASCII or full-width).

    >>> tidy("\\u3000\\u3000记者\\xa0\\xa0李 明 \\u200b摄 ")
    '记者 李 明 摄'
    """
    words = line.strip()
    if "\u3000" not in words and ("  " in words or not words.isprintable()):
        words = " ".join(words.split())
    if words.isprintable() and "\ufffd" not in words:
        return words
    return _SPACE.sub(" ", _INVISIBLE.sub("", line)).strip(_EDGES)


def printable(text: str) -> str:
    """A text without control characters, as a parsed page takes it back (lxml refuses them)."""
    return _UNPRINTABLE.sub("", text)


def tidy_code(text: str) -> str:
    """A code listing with its line breaks and indents, without blank lines around it or spaces at line ends."""
    lines = [_INVISIBLE.sub("", line).replace("\xa0", " ").rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


_LARGEST = 1 << 53
"""No counter, size or page number of a forum is as large; what is larger is a joke or an attack."""
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<!\d)\d[\d,]{0,30}(?![\d,])")
_SCALES = {
    1000: ("k", "tsd", "tys", "tis", "тыс", "тис", "хил", "mil", "mii", "rb", "千", "천", "พัน"),
    10_000: ("万", "萬", "만"),
    1_000_000: ("m", "mio", "mln", "млн", "jt"),
}
"""What software writes behind a counter for thousands and more, in its languages."""
_SCALE = {word: scale for scale, words in _SCALES.items() for word in words}
_SCALED = re.compile(
    rf"(?<![\d.,])(\d[\d,.]{{0,20}})\s{{0,3}}({'|'.join(sorted(_SCALE, key=len, reverse=True))})(?![^\W\d_\u0e00-\uffff])", re.IGNORECASE
)
_PARTED = re.compile(r"(?<![\d.,])\d{1,3}(?:([.'\u2019 \u00a0\u202f])\d{3})(?:\1\d{3})*(?![\d.,])")
"""Thousands as languages other than English part them: ``1.204``, ``1 204``."""
_SIZE = re.compile(r"(?<![\d.,])(\d[\d,.]{0,20})\s{0,3}(bytes?|[KMG]i?B?)\b", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL = re.compile(r"\d{1,15}(?:[.,]\d{1,15})?")
_UNITS = {"": 1, "B": 1, "BYTE": 1, "BYTES": 1, "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "G": 1 << 30, "GB": 1 << 30}


def number(text: str | None) -> int | None:
    """The first whole number in a text, thousands separators allowed; None without one, or where it is beyond :data:`_LARGEST`.

    >>> number("共 1,208 页"), number("-"), number("9" * 40)
    (1208, None, None)
    """
    match = _DIGIT.search(text) if text else None
    found = _NUMBER.match(text, match.start()) if text and match else None
    return _bounded(int(found[0].replace(",", ""))) if found else None


def points(text: str | None) -> int | None:
    """A vote's result, which may be below nothing; None without a number.

    >>> points("+2"), points("-3"), points("1.2k points"), points("Vote")
    (2, -3, 1200, None)
    """
    found = count(text)
    return -found if found is not None and (text or "").lstrip().startswith(("-", "\N{MINUS SIGN}")) else found


def likes(text: str | None) -> int | UnsetType:
    """What a page shows behind a post as likes, thanks, votes or points; UNSET where it shows no number."""
    found = points(text)
    return UNSET if found is None else found


def count(text: str | None) -> int | None:
    """A counter as boards abbreviate it; None without a number.

    >>> count("1.2K views"), count("3M"), count("1,208"), count("1.208"), count("–"), count("1.2.3K"), count("1,2 Tsd.")
    (1200, 3000000, 1208, 1208, None, None, 1200)
    """
    if match := _SCALED.search(text or ""):
        return _scaled(match[1], _SCALE[match[2].lower()])
    parted = _PARTED.search(text or "")
    return _bounded(int(re.sub(r"\D", "", parted[0]))) if parted else number(text)


def size(text: str | None) -> int | None:
    """A file size as shown, in bytes; None without one.

    >>> size("(327.2 KB, 下载次数: 2)"), size("30 Bytes")
    (335053, 30)
    """
    match = _SIZE.search(text or "")
    return _scaled(match[1], _UNITS[match[2].upper().replace("I", "")]) if match else None


def _scaled(digits: str, unit: int) -> int | None:
    """What digits and a unit say: ``1.2`` and ``1,2`` are decimals, ``1,234,567`` is a whole number, ``1.2.3`` is none."""
    digits = digits.strip(".,")
    if _GROUPED.fullmatch(digits):
        return _bounded(int(re.sub("[.,]", "", digits)) * unit)
    return _bounded(round(float(digits.replace(",", ".")) * unit)) if _DECIMAL.fullmatch(digits) else None


def _bounded(value: int) -> int | None:
    return value if value <= _LARGEST else None


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that is not known: the two names that look most like it, or all where there are few.

    >>> "there is no engine 'discus'" + nearest("discus", ("phpbb", "discuz", "discourse", "smf", "mybb", "flarum"))
    "there is no engine 'discus'; did you mean discuz or discourse?"
    """
    names = list(known)
    if len(names) <= FEW:
        return f"; there are: {', '.join(names) or 'none'}"
    folded = {known.lower(): known for known in names}
    near = get_close_matches(name.lower(), folded, n=2, cutoff=0)
    return f"; did you mean {' or '.join(folded[each] for each in near)}?"


FEW = 5
"""So many names are all told."""
