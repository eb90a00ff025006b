"""A board page of unknown software: the threads and the boards that it lists."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urljoin

from crawler.dates.spot import date_in
from crawler.engines.generic.addresses import is_form, names_list
from crawler.engines.generic.addresses import target as place_of
from crawler.engines.generic.cards import title_in
from crawler.engines.generic.columns import AUTHOR, REPLIES, VIEWS, Columns, heads_topics, is_empty, told_topics
from crawler.engines.generic.counts import counts, heads, replies_and_views, told_counts
from crawler.engines.generic.fields.of_post import Fields
from crawler.engines.generic.fields.people import as_name
from crawler.engines.generic.pager import is_next, next_page
from crawler.engines.generic.parts import link as link_to
from crawler.engines.generic.parts import split
from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, common, place_bodies
from crawler.engines.generic.shape.vocabulary import is_profile
from crawler.forum import BoardPage, BoardRow, Target, ThreadRow
from crawler.items import Author, Board
from crawler.markup.notices import says_empty
from crawler.page import Page
from crawler.select import text_of
from crawler.text import count, tidy

_BULLET = re.compile(r"^[●•○◆◇■□▪▫※★☆►▶»›·]+\s*")
"""What lists print before a title."""
_NUMBERS = re.compile(r"\d+")
_NUMBERED = re.compile(r"^([a-z]+)(?:[-_]\d+)+(?:\.\w+)?$", re.IGNORECASE)
"""A kind and its numbers: ``thread-86-1-1.html``; other words with hyphens are a title."""
_LEAST_ROWS, _LEAST_BOARDS = 3, 2
_LEAST_TITLE = 3
"""Bytes: three letters, or one Chinese character."""
_LEAST_TOLD = {"thread": 1.5, "board": 0.75}
"""How many of a time, a name and a count a row must have in the mean; of an index, rows of empty boards and headings have none."""
_LEAST_PLACED = 1.0
"""The same for threads at the address of a board."""
_MOST = 0.8
_LONGEST_WORD = 120
"""Letters of the line that says that there are no threads."""
_NEWS = re.compile(r"\b(?:new|unread|neuen?|nouveaux?|nuev[oa]s|nuov[ie])\b|未读|未讀|新", re.IGNORECASE)
"""'No new posts' explains an icon."""
_TITLED = 8
"""Letters of the titles of a list without anything else, in the mean."""
_SAMPLE = 8
"""Rows of a group that are looked at to judge it."""
_QUOTED = re.compile(r"(?:quote (?:from|by)|originally posted by|zitat von|citation de|引用自?)\b.*\d", re.IGNORECASE)
"""The heading of a quotation, which leads to the post."""
_PINNED = re.compile(r"sticky|pinned|thumb-?tack|pushpin|置顶|置頂", re.IGNORECASE)


def read_board(page: Page, outline: Outline) -> BoardPage | None:
    """The page as a board or an index; None where neither threads nor boards are listed."""
    here = place_of(page.url)
    placed = here is not None and here.kind == "board"
    told = {**_LEAST_TOLD, "thread": _LEAST_PLACED} if placed else _LEAST_TOLD
    best = _lists(page, outline, 1 if placed or (here and here.page > 1) else _LEAST_ROWS, told)
    if placed and not any(best.values()):
        best["thread"] = _bare_list(page, outline)
    boards = _boards(page, best["board"])
    listed = [] if boards and _are_last_posts(best["thread"], best["board"]) else _read(page, outline, best["thread"])
    if not listed and not boards:
        return None
    current, next_url, pages = next_page(page, page.tree.iter("a"))
    name = text_of(page.tree.find(".//h1")) or page.title
    board = Board((here.id or None) if here else None, name or None, [name] if name else [], page.url or None)
    return BoardPage(board, [row for row in boards if row.id != board.id], listed, current, pages, next_url)


def tells_topics(outline: Outline, boards: list[BoardRow]) -> bool:
    """Whether each row of an index says how many topics its board has."""
    names = {board.name for board in boards}
    links = [at for at in outline.anchors if text_of(outline.nodes[at]) in names]
    return bool(links) and all(told_topics(outline, box) for box in place_bodies(outline, links)[:_SAMPLE])


def read_empty(page: Page, here: Target, *, sure: bool) -> BoardPage | None:
    """A board whose page says that it has no threads, in a line of its own, or has nothing below the head of its list; None for others.

    The line alone tells where the page is surely a forum's.
    """
    body = page.tree.find("body")
    if body is None:
        return None
    table = heads_topics(body)
    lines = (tidy(text) for text in body.itertext("div", "p", "td", "li", "span", "h2", "h3", "h4", "strong"))
    said = any(len(line) < _LONGEST_WORD and says_empty(line) and not _NEWS.search(line) for line in lines)
    if not (said and sure) and (table is None or not (said or is_empty(table))):
        return None
    name = text_of(page.tree.find(".//h1")) or page.title
    return BoardPage(Board(here.id, name or None, [name] if name else [], page.url or None), says_empty=True)


class Link(NamedTuple):
    """A link that may lead to a thread or a board."""

    at: int
    href: str
    title: str


def _lists(page: Page, outline: Outline, least: int, least_told: dict[str, float]) -> dict[str, list[Link]]:
    """The links to the threads that a page lists, ``least`` of them at least, and those to the boards; none where it lists none."""
    needed = {"thread": least, "board": _LEAST_BOARDS}
    best: dict[str, tuple[bool, float, list[Link]]] = dict.fromkeys(needed, (False, 0.0, []))
    for links in _alike(outline):
        several = len(links) >= _LEAST_ROWS
        kinds = [kind for kind, number in needed.items() if len(links) >= number]
        if not kinds or not (several or _NUMBERS.search(links[0].href)):
            continue
        told = _told(outline, links)
        worth = told * min(60.0, sum(len(link.title) for link in links) / len(links))
        for kind in (kind for kind in kinds if told >= least_told[kind]):
            score = worth * _share(page, links, kind)
            if score and (several, score) > best[kind][:2]:
                best[kind] = (several, score, links)
    return {kind: links for kind, (_, _, links) in best.items()}


def _bare_list(page: Page, outline: Outline) -> list[Link]:
    """The links of a list at a board's address whose rows say nothing but titles: the longest one outside of menus; none without one."""
    lists = sorted(([link for link in links if not outline.in_furniture(link.at)] for links in _alike(outline)), key=len)
    longest = lists[-1] if lists else []
    if len(longest) < _LEAST_ROWS or (len(lists) > 1 and len(lists[-2]) == len(longest)) or _share(page, longest, "thread") < 1:
        return []
    holder = common(outline, longest[0].at, longest[-1].at)
    within = outline.within(outline.anchors, holder, outline.end(holder))
    return longest if len(within) * _MOST <= len(longest) and sum(len(link.title) for link in longest) >= _TITLED * len(longest) else []


def _are_last_posts(threads: list[Link], boards: list[Link]) -> bool:
    """Whether each board has one thread beside it, and no other stands on the page: an index shows where the last post is."""
    if len(threads) > len(boards):
        return False
    places = sorted([(link.at, "board") for link in boards] + [(link.at, "thread") for link in threads])
    return all(before[1] == "board" for before, link in pairwise(places) if link[1] == "thread") and places[0][1] == "board"


def _alike(outline: Outline) -> list[list[Link]]:
    """The links of a page by the shape of their addresses, each address once."""
    groups: dict[str, dict[str, Link]] = defaultdict(dict)
    for at in outline.anchors:
        node = outline.nodes[at]
        href = node.get("href") or "#"
        if href.startswith(("#", "javascript:", "mailto:")) or is_profile(href) or len((title := title_in(node)).encode()) < _LEAST_TITLE:
            continue
        if title.isdecimal() or date_in(title) == 0 or is_form(href) or _QUOTED.match(title) or is_next(title):
            continue
        own = groups[shape_of(href)]
        address = href.split("#", 1)[0]
        if address not in own or len(title) > len(own[address].title):
            own[address] = Link(at, href, title)
    return [sorted(group.values()) for group in groups.values()]


def _told(outline: Outline, links: list[Link]) -> float:
    """How many of three a row has: a time, a name, a count; the mean of the first ones."""
    sample = place_bodies(outline, [link.at for link in links[: _SAMPLE + 1]])[:_SAMPLE]
    timed = sum(bool(beside_body(outline, outline.times, box)) for box in sample)
    counted = sum(_counts_something(outline, box) for box in sample)
    return (timed + counted + sum(named(outline, box) for box in sample)) / len(sample)


def _counts_something(outline: Outline, box: PostBox) -> bool:
    """Whether a row has a bare number, or says how many answers, views or topics there are."""
    return any(True for _ in counts(outline, box, linked=True)) or any(told_counts(outline, box)) or told_topics(outline, box)


def _share(page: Page, links: list[Link], kind: str) -> float:
    """The share of links that name a thread or board; 0 where they do not name each its own.

    The year in an article's address names none, and links of one wording (``Post reply``) are buttons.
    """
    if 2 * len({link.title for link in links}) <= len(links):
        return 0.0
    places = [found for link in links if (found := _place(page, link.href))]
    known = shape_of(link_to(page, links[0].href)) == page.learnt.get("thread")
    share = sum(kind == "thread" if known else found.kind == kind for found in places) / len(links)
    return share if share >= _MOST and len({found.id for found in places}) > _MOST * len(links) else 0.0


def _boards(page: Page, links: list[Link]) -> list[BoardRow]:
    """The rows of an index."""
    return [BoardRow(at.id, link_to(page, link.href), link.title) for link in links if (at := _place(page, link.href))]


def _place(page: Page, href: str) -> Target | None:
    """What a link names; of a saved page that does not say where it comes from, too."""
    return place_of(link_to(page, href) or ("" if page.base_url else urljoin(f"https://{page.host}/", href)))


def shape_of(href: str) -> str:
    """What addresses of one kind have in common: numbers and long words blanked."""
    parts = split(href)
    if parts is None:
        return ""
    path, before = [], ""
    for segment in parts.path.split("/"):
        named = before.isdecimal() or names_list(before)
        numbered = (match := _NUMBERED.match(segment)) and (not named or names_list(match[1]))
        slug = not (numbered or names_list(segment)) and (
            len(segment) > 14 or "-" in segment or "_" in segment or (named and not segment.isdecimal())
        )
        path.append("s" if slug and segment else _NUMBERS.sub("0", segment))
        before = segment
    return f"{'/'.join(path)}?{re.sub(r'=[^&;]*', '=', parts.query)}{'#' if parts.fragment else ''}"


def _read(page: Page, outline: Outline, links: list[Link]) -> list[ThreadRow]:
    """The rows of a board."""
    boxes = place_bodies(outline, [link.at for link in links]) if links else []
    fields = Fields(page, outline, boxes, any_link=False)
    order = heads(outline, boxes[0].body) if boxes else ()
    threads, columns = [], Columns()
    for box in boxes:
        node = outline.nodes[box.body]
        url = link_to(page, node.get("href") or "")
        at = _place(page, node.get("href") or "")
        if at is None:
            continue
        row = ThreadRow(at.id, url, _BULLET.sub("", title_in(node)), fields.author(box))
        row.replies, row.views = told_counts(outline, box)
        cells = columns.of(node)
        if row.author is None and AUTHOR in cells and (name := as_name(text_of(cells[AUTHOR]))):
            row.author = Author(name)
        if row.replies is None and REPLIES in cells:
            row.replies = count(text_of(cells[REPLIES]))
        if row.views is None and VIEWS in cells:
            row.views = count(text_of(cells[VIEWS]))
        if row.replies is row.views is None and (shown := replies_and_views(outline, box, order)):
            row.replies, row.views = shown
        times = [when.iso for when in fields.times(box) if when.iso]
        row.last_post_at = max(times, key=datetime.fromisoformat, default=None)
        row.created_at = min(times, key=datetime.fromisoformat) if len(set(times)) > 1 else None
        row.sticky = _pinned(outline, box)
        threads.append(row)
    return threads


def _pinned(outline: Outline, box: PostBox) -> bool:
    return any(_PINNED.search(outline.nodes[at].get("class") or "") for at in range(box.whole, box.body + 1))
