"""The parameters of Tieba's addresses: names in two encodings."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from crawler.text import tidy


def query_of(asked: str) -> dict[str, str]:
    """The parameters; a board's name is UTF-8 or GBK, which only ``ie`` or the bytes themselves tell."""
    pairs = [pair.partition("=") for pair in asked.replace("&amp;", "&").split("&")]
    raw = {name: unquote_to_bytes(value.replace("+", " ")) for name, _, value in pairs if name}
    legacy = raw.get("ie", b"").lower().startswith(b"gb")
    return {name: _named(value, legacy) for name, value in raw.items()}


def _named(value: bytes, legacy: bool) -> str:
    for encoding in ("gb18030", "utf-8") if legacy else ("utf-8", "gb18030"):
        try:
            return tidy(value.decode(encoding))
        except UnicodeDecodeError:
            continue
    return value.decode("utf-8", "replace")
