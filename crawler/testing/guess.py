"""A first table for an unknown forum: selectors guessed from what the shape reader finds on a page of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.engines import named
from crawler.forum import BoardPage, ThreadPage
from crawler.page import Page
from crawler.select import text_of
from crawler.testing.guess_json import guess_json
from crawler.text import tidy
from crawler.urls import query


def guess(page: Page, kind: str) -> dict[str, str]:
    """Attributes of a table and their selectors, for a page of a ``kind``: thread or board; those that nobody can tell are left out.

    Where the reader of unknown forums finds nothing either, the largest group of elements that are alike is taken for the posts or rows.
    """
    if page.json is not None:
        return guess_json(page.json, kind)
    reading = named("generic").read(page)
    if isinstance(reading, ThreadPage):
        return _of_thread(page, reading)
    if isinstance(reading, BoardPage):
        return _of_board(page, reading)
    return _of_likes(page) if kind == "thread" else _of_rows(page)


def address(page: Page, kind: str) -> tuple[str, str]:
    """The pattern of an address's path, with its first number or last word as the id, and the parameter that names it, if one does."""
    asked, where = query(page.url), urlsplit(page.url).path
    key = next((name for name, value in asked.items() if value.isdecimal() and name not in ("page", "p", "start")), "")
    if key:
        return f"^{re.escape(where)}$", key
    numbers = list(re.finditer(r"\d+", where))
    at = numbers[0].span() if numbers else (where.rstrip("/").rfind("/") + 1, len(where.rstrip("/")))
    ident = r"(?P<id>\d+)" if numbers else r"(?P<id>[^/]+)"
    rest = r"(?:[^/]*)" if where[at[1] :].strip("/") and "." not in where[at[1] :] else re.escape(where[at[1] :].rstrip("/"))
    return f"^{re.escape(where[: at[0]])}{ident}{rest}/?$", ""


def _of_thread(page: Page, reading: ThreadPage) -> dict[str, str]:
    bodies = [_holding(page.tree, [block.text for block in made.body.blocks if block.text]) for made in reading.posts]
    units = _units([body for body in bodies if body is not None])
    found = {"posts": _shared(units)}
    pairs = [(unit, made) for unit, made in zip(units, reading.posts, strict=False) if len(units) == len(reading.posts)]
    found["body"] = _shared([body for body in bodies if body is not None and body not in units])
    found["author"] = _shared([_showing(unit, made.post.author.name) for unit, made in pairs if made.post.author])
    found["time"] = _shared([_showing(unit, made.post.created_raw or "") for unit, made in pairs])
    found["title"] = _shared([_showing(page.tree, reading.thread.title or "")])
    found["pager"] = _pager(page)
    return {name: selector for name, selector in found.items() if selector}


def _of_board(page: Page, reading: BoardPage) -> dict[str, str]:
    links = [_showing(page.tree, row.title, "a") for row in reading.threads]
    units = _units([link for link in links if link is not None])
    found = {"rows": _shared(units), "board_name": _shared([_showing(page.tree, reading.board.name or "")]), "pager": _pager(page)}
    pairs = list(zip(units, reading.threads, strict=False)) if len(units) == len(reading.threads) else []
    found["row_link"] = _shared([link for link in links if link is not None])
    found["row_author"] = _shared([_showing(unit, row.author.name) for unit, row in pairs if row.author])
    found["row_replies"] = _shared([_showing(unit, str(row.replies)) for unit, row in pairs if row.replies is not None])
    return {name: selector for name, selector in found.items() if selector}


def _of_likes(page: Page) -> dict[str, str]:
    """The posts are the like elements with the most words; in them the part with the most words is the body."""
    units = max(_likes(page), key=lambda some: sum(len(text_of(unit)) for unit in some), default=[])
    parts = [part for unit in units[:1] for part in unit.iter("*") if part is not unit]
    links = [part for part in parts if part.tag == "a" and text_of(part) and not re.search(r"\d", text_of(part))]
    dated = [part for part in parts if re.search(r"\b(?:19|20)\d\d\b", part.get("datetime") or part.get("title") or text_of(part))]
    labels = [part for part in parts if re.fullmatch(r"#?\d{1,4}", text_of(part))]
    bodies = [part for part in units[0] if isinstance(part.tag, str)] if units else []
    whole = max(bodies, key=lambda part: len(text_of(part)), default=None)
    found = {"posts": _shared(units), "body": _shared([whole]), "author": _shared(links[:1]), "floor": _shared(labels[:1])}
    exact = [part for part in dated if part.get("datetime") or part.get("title")]
    found["time"] = _shared([*exact[:1], *dated[-1:]][:1])
    heading = next((part for tag in ("h1", "h2", "h3") for part in page.tree.iter(tag)), None)
    found["title"], found["pager"] = _shared([heading]) or (str(heading.tag) if heading is not None else ""), _pager(page)
    return {name: selector for name, selector in found.items() if selector}


def _of_rows(page: Page) -> dict[str, str]:
    """The rows are the like elements with the most links; in them the link with the most words leads to the thread."""
    groups = [[unit for unit in some if unit.find(".//a") is not None] for some in _likes(page)]
    units = max(groups, key=lambda some: (len(some), sum(len(text_of(unit)) for unit in some)), default=[])
    longest = [max(unit.iter("a"), key=lambda link: len(text_of(link))) for unit in units]
    found = {"rows": _shared(units), "row_link": _shared(longest), "pager": _pager(page)}
    for unit in units[:1] if not found["rows"] else ():
        outer = next((up for up in unit.iterancestors() if up.get("class")), None)
        found["rows"] = f"{_shared([outer])} {unit.tag!s}" if outer is not None else ""
    return {name: selector for name, selector in found.items() if selector}


def _likes(page: Page) -> list[list[Element]]:
    """Groups of two and more elements side by side that have the same tag and, where most have classes, one class in common."""
    groups: list[list[Element]] = []
    for outer in page.tree.iter("*"):
        by_tag: dict[str, list[Element]] = {}
        for child in outer.iterchildren("*"):
            if child.tag not in ("script", "style", "link", "meta", "br", "option", "p", "a", "td", "th") and text_of(child):
                by_tag.setdefault(str(child.tag), []).append(child)
        groups += [some for some in by_tag.values() if len(some) > 1]
    return groups


def _pager(page: Page) -> str:
    """The links with a number for their words: of those that have one parent, the most."""
    links = [link for link in page.tree.iter("a") if text_of(link).isdecimal() and link.get("href")]
    bars = Counter(up for link in links for up in link.iterancestors("div", "ul", "nav", "p", "td"))
    bar = next(iter(up for up, _ in bars.most_common() if up.get("class")), None)
    return f"{_shared([bar])} a" if bar is not None else ""


def _holding(root: Element, lines: list[str]) -> Element | None:
    """The innermost element with all of some lines."""
    start = next((element for element in root.iter() if lines and _first_line(element, lines[0])), None)
    while start is not None and not all(line in text_of(start) for line in lines):
        start = start.getparent()
    while start is not None and start.tag in ("p", "span", "b", "i", "br") and start.getparent() is not None:
        start = start.getparent()
    return start


def _first_line(element: Element, line: str) -> bool:
    return (element.tag not in ("title", "script", "style") and line in tidy(element.text or "")) or line == tidy(element.text or "")


def _showing(root: Element, words: str, tag: str = "*") -> Element | None:
    """The innermost element with just these words, or with them in an attribute."""
    found = [
        element
        for element in root.iter(tag)
        if words and element.tag not in ("title", "option") and words in (text_of(element), element.get("datetime"), element.get("title"))
    ]
    return next((element for element in reversed(found) if found[0] in (element, *element.iterancestors())), None)


def _units(inner: Sequence[Element]) -> list[Element]:
    """The elements, side by side, that hold one of the given each."""
    if len(inner) < 2:
        return [up for element in inner for up in [element.getparent()] if up is not None]
    ways = [[element, *element.iterancestors()][::-1] for element in inner]
    depth = next((at for at, steps in enumerate(zip(*ways, strict=False)) if len(set(steps)) > 1), 0)
    return list(dict.fromkeys(way[depth] for way in ways if len(way) > depth)) if depth else []


def _shared(elements: Iterable[Element | None]) -> str:
    """A selector that all of some elements fit: their tag with a class or an id that they share, else their parent's and their tag."""
    some = [element for element in elements if element is not None]
    tag = Counter(str(element.tag) for element in some).most_common(1)[0][0] if some else ""
    alike = [element for element in some if element.tag == tag]
    if word := _common([(element.get("class") or "").split() for element in alike]):
        return f"{tag}.{word}"
    if beginning := _common([re.findall(r"^[a-zA-Z_-]+(?=\d)", element.get("id") or "") for element in alike]):
        return f"{tag}[id^='{beginning}']"
    above = [up for element in alike if (up := element.getparent()) is not None and up.tag not in ("body", "html")]
    outer = _shared(above) if len(above) == len(alike) and any(up.get("class") for up in above) else ""
    return f"{outer} > {tag}" if outer else tag if tag in ("time", "h1", "article") else ""


def _common(lists: list[list[str]]) -> str:
    usable: Callable[[str], bool] = re.compile(r"[a-zA-Z_][\w-]*").fullmatch  # type: ignore[assignment]  # a match is true
    return next((word for word in (lists[0] if lists else ()) if usable(word) and all(word in other for other in lists)), "")
