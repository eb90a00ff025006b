"""The rows of Invision boards: list items in 4 and 5, table rows in 3."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from crawler.select import Select, first_of, text_of
from crawler.text import count, tidy

_STATS = Select(".//*[contains(@class,'ipsDataItem_stats_number') or contains(@class,'ipsData__stats-icon')]")
_BYLINE = Select(".//*[contains(@class,'ipsDataItem_meta') or contains(@class,'ipsData__meta')]")
_BY = re.compile(r"(?:By|Von|Par|Por|Da|Door|Автор:?|От|Przez|Af|Av)\s+(.{1,60}?)\s*,?$")


def words_of(element: Element) -> str:
    """An element's text without badges and prefixes."""
    parts, over = [], None
    for event, part in iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start" and over is None:
            over = part if (part.get("class") or "").startswith(("ipsBadge", "ipsTag", "topic_prefix")) else None
            parts.append("" if over is not None else part.text or "")
        elif event == "end" and over is part:
            over = None
        if event != "start" and over is None and part is not element:
            parts.append(part.tail or "")
    return tidy("".join(parts))


def guest(row: Element) -> str:
    """Guests may see no profiles: the name is only text, after a word that depends on the language."""
    byline = _BYLINE.first(row)
    named = next((match for part in byline.itertext() if (match := _BY.match(part.strip()))), None) if byline is not None else None
    return tidy(named[1]) if named else ""


def counts(row: Element) -> tuple[int | None, int | None]:
    """Replies and views: by their names where these are told, else by their order."""
    counts: dict[str, int | None] = {}
    for element in _STATS(row):
        parent = element.getparent()
        name = (parent.get("data-stattype") or "" if parent is not None else "") or ("views" if counts else "comments")
        label = first_of(parent, "ipsData__stats-label", "span") if parent is not None else None
        counts[name] = count(text_of(label)) if label is not None else count(element.get("data-stat-value") or text_of(element))
    told = [next((value for name, value in counts.items() if word in name), None) for word in ("comments", "views")]
    return told[0], told[1]


def old_counts(row: Element) -> tuple[int | None, int | None]:
    """The same in 3."""
    views = first_of(row, "views", "li")
    stats = views.getparent() if views is not None else first_of(row, "col_f_views", "td")
    numbers = [count(text_of(item)) for item in stats.iter("li")] if stats is not None else []
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (None, None)


def is_sticky(row: Element) -> bool:
    """Whether a row stays on top."""
    if row.tag == "tr":
        looks = [cell.get("class") or "" for cell in row.iter("td", "span")]
        return any("ipsBadge_green" in look or "topic_prefix" in look for look in looks)
    icons = " ".join(icon.get("class") or "" for icon in row.iter("i"))
    return "thumb-tack" in icons or "thumbtack" in icons or "ipsBadge--pinned" in (row.get("class") or "")


def is_moved(row: Element, key: str) -> bool:
    """Whether a row only points to a thread of another board."""
    if row.tag == "tr":
        return row.get("id", "").rpartition("_")[2] != key
    return row.get("data-rowid") is None and any("fa-arrow-left" in (icon.get("class") or "") for icon in row.iter("i"))
