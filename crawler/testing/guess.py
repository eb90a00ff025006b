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
from crawler.text import tidy
from crawler.urls import query


def guess(page: Page) -> dict[str, str]:
    """Attributes of a table and their selectors, for what a thread's or a board's page shows; those that nobody can tell are left out."""
    reading = named("generic").read(page)
    if isinstance(reading, ThreadPage):
        return _of_thread(page, reading)
    return _of_board(page, reading) if isinstance(reading, BoardPage) else {}


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
