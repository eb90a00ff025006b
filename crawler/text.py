"""Small rules for runs of text, the same for every engine."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001b\u007f\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffd\ufffe\uffff]")
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


def tidy_code(text: str) -> str:
    """A code listing with its line breaks and indents, without blank lines around it or spaces at line ends."""
    lines = [_INVISIBLE.sub("", line).replace("\xa0", " ").rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def number(text: str | None) -> int | None:
    """The first whole number in a text, thousands separators allowed; None without one.

    >>> number("共 1,208 页"), number("-")
    (1208, None)
    """
    match = re.search(r"\d[\d,]*", text or "")
    return int(match[0].replace(",", "")[:18]) if match else None


_COUNT = re.compile(r"(\d[\d,.]*)\s*([KM])\b", re.IGNORECASE)


def count(text: str | None) -> int | None:
    """A counter as boards abbreviate it; None without a number.

    >>> count("1.2K views"), count("3M"), count("1,208"), count("–")
    (1200, 3000000, 1208, None)
    """
    if match := _COUNT.search(text or ""):
        digits = match[1].replace(",", ".").strip(".")[:8]
        return round(float(digits) * (1000 if match[2] in "kK" else 1_000_000)) if digits.count(".") < 2 else None
    return number(text)


_UNITS = {"": 1, "B": 1, "BYTE": 1, "BYTES": 1, "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "G": 1 << 30, "GB": 1 << 30}
_SIZE = re.compile(r"(?<!\d)(\d{1,18}(?:\.\d+)?)\s*(bytes?|[KMG]i?B?)\b", re.IGNORECASE)


def size(text: str | None) -> int | None:
    """A file size as shown, in bytes.

    >>> size("(327.2 KB, 下载次数: 2)"), size("30 Bytes")
    (335053, 30)
    """
    match = _SIZE.search(text or "")
    return round(float(match[1]) * _UNITS[match[2].upper().replace("I", "")]) if match else None
