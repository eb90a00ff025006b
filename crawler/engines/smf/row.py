"""The parts of a row in an SMF board: cells without names in 1.1, with names in 2.0, boxes in 2.1."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.select import first_of, text_of
from crawler.text import count, tidy


def counts(row: Element) -> tuple[int | None, int | None]:
    """(replies, views)."""
    stats = next((text for text in (_lines(cell) for cell in row.iter("div", "td") if "stats" in cell.get("class", "")) if text), "")
    cells = _cells(row)
    if not stats and len(cells) > 5:
        stats = f"{text_of(cells[4])}\n{text_of(cells[5])}"
    found = [count(line) for line in stats.split("\n") if re.search(r"\d", line)]
    return (found[0], found[1]) if len(found) > 1 else (None, None)


def starter(row: Element, title: Element | None, member: re.Pattern[str]) -> Element | None:
    """The link to the member who began the thread; None where that was a guest."""
    link = next((a for a in row.iter("a") if a is not title and member.search(a.get("href", ""))), None)
    cells, last = _cells(row), _last(row)
    if link is None or (_is_bare(row) and link not in cells[3].iter("a")) or (last is not None and last in link.iterancestors()):
        return None
    return link


def guest(row: Element) -> str:
    """The name of somebody who is no member: bare words behind 'Started by'."""
    if _is_bare(row):
        return text_of(_cells(row)[3])
    line = next(row.iter("p"), None)
    match = re.match(r"\S+ (?:by|von|par|por|da|door|av|af|od) (.+)", tidy(line.text or "")) if line is not None else None
    return match[1] if match else ""


def last_time(row: Element) -> str | None:
    """When the thread was last answered: the first line with a number in the last cell."""
    return next((line for line in _lines(_last(row)).split("\n") if re.search(r"\d", line)), None)


def _cells(row: Element) -> list[Element]:
    return [td for td in row if td.tag == "td"]


def _is_bare(row: Element) -> bool:
    """Whether the cells of a row have no names."""
    return len(_cells(row)) > 5 and first_of(row, "stats", "td") is None


def _last(row: Element) -> Element | None:
    cells = _cells(row)
    if _is_bare(row):
        return cells[6] if len(cells) > 6 else None
    return next((cell for cell in row.iter("div", "td") if "lastpost" in cell.get("class", "")), None)


def _lines(element: Element | None) -> str:
    """The text of an element, its line breaks kept."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for node in element.iterdescendants():
        parts.append("\n" if node.tag == "br" else node.text or "")
        parts.append(node.tail or "")
    return "\n".join(filter(None, map(tidy, "".join(parts).split("\n"))))
