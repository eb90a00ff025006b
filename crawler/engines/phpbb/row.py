"""The parts of a row in a phpBB 3 board: list items in prosilver, table rows in subsilver2."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.select import first_of
from crawler.text import tidy


def states(row: Element) -> str:
    """The words that say what a topic is: classes of the row (prosilver), of an icon (subsilver2), an icon's file name (3.0)."""
    words = [row.get("class", "")]
    for element in row.iter("dl", "span", "img"):
        words.append(" ".join(element.get(key, "") for key in ("class", "style", "src")))
        if element.tag == "dl" or len(words) > 3:
            break
    return " ".join(words)


def poster(row: Element) -> Element | None:
    """Who opened a topic.  prosilver names the last poster first, in a copy for small screens."""
    if row.tag == "tr":
        return first_of(row, "topicauthor", "p")
    box = first_of(row, "topic-poster", "div")
    for element in (box if box is not None else row).iter("a", "span"):
        if element.get("class", "").startswith("username") and (
            box is not None
            or not any("responsive-show" in parent.get("class", "") or parent.tag == "dd" for parent in element.iterancestors("div", "dd"))
        ):
            return element
    opened = next(row.iter("dt"), None)
    return next((a for a in opened.iter("a") if "viewprofile" in (a.get("href") or "")), None) if opened is not None else None


def begun(named: Element, title: Element | None) -> str:
    """When a topic was opened, beside who opened it; empty where nothing tells."""
    exact = next((time.get("datetime") for time in named.itersiblings("time")), None)
    titled = title.get("title") if title is not None else None
    words = exact or titled or (named.tail or "").rpartition("»")[2]
    return words if re.search(r"\d", words) else ""


def last(cell: Element | None) -> str | None:
    """When a topic was last answered."""
    if cell is None:
        return None
    exact = next((time.get("datetime") for time in cell.iter("time")), None)
    return exact or next((text for text in map(tidy, reversed(list(cell.itertext()))) if re.search(r"\d", text)), None)


def cells(row: Element) -> dict[str, Element]:
    """The parts with ``posts``, ``views`` and ``lastpost``."""
    if row.tag == "tr":
        return dict(zip(("posts", "views", "lastpost"), (p for p in row.iter("p") if p.get("class") == "topicdetails"), strict=False))
    return {element.get("class", "").split()[0]: element for element in row.iter("dd") if (element.get("class") or "").strip()}
