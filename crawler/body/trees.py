"""Elements whose children have places of their own, and text as it is written."""

from __future__ import annotations

from lxml.etree import _Element as Element

_PARTS = ("tbody", "thead", "tfoot")


def rows_of(table: Element) -> list[Element]:
    """The rows of a table, those of tables in it left out."""
    return [row for part in table for row in (part if part.tag in _PARTS else (part,)) if row.tag == "tr"]


def is_grid(table: Element, rows: list[Element]) -> bool:
    """Whether all that a table holds stands in its cells and its title."""
    parts = [table, *table.iterchildren(*_PARTS)]
    return not any(strays(part, (*_PARTS, "tr", "caption")) for part in parts) and not any(strays(row, ("td", "th")) for row in rows)


def strays(element: Element, places: tuple[str, ...]) -> bool:
    """Whether words or pictures stand in an element outside of the children that should hold them."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        return True
    others = (child for child in element if isinstance(child.tag, str) and child.tag not in places)
    return any(child.tag == "img" or child.find(".//img") is not None or "".join(child.itertext()).strip() for child in others)


def raw(element: Element) -> list[str]:
    """The text of an element with the line breaks that it has in its source and by ``br``."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag == "br":
            parts.append("\n")
            if node.tail and node.tail[:1] in "\r\n":  # the line break of the source beside it is the same one
                parts.append(node.tail.lstrip("\r").removeprefix("\n"))
                continue
        elif isinstance(node.tag, str) and node.text:
            parts.append(node.text)
        if node is not element and node.tail:
            parts.append(node.tail)
    return parts
