"""Which of a page's links are a list: alike in their addresses, each to a thread or board of its own, with something told beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from crawler.dates.spot import date_in
from crawler.engines.generic.addresses import is_form, target
from crawler.engines.generic.cards import title_part
from crawler.engines.generic.columns import told_topics
from crawler.engines.generic.counts import counted_behind, counts, told_counts
from crawler.engines.generic.pager import is_next
from crawler.engines.generic.parts import link as link_to
from crawler.engines.generic.routes import place, proven, route_of
from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, common, place_rows
from crawler.engines.generic.shape.vocabulary import is_profile
from crawler.page import Page
from crawler.select import text_of

_NUMBERS = re.compile(r"\d+")
LEAST_ROWS, _LEAST_BOARDS = 3, 2
"""Links that make a list of threads, and of boards."""
_LEAST_TITLE = 3
"""Bytes: three letters, or one Chinese character."""
_MOST = 0.8
_TITLED = 8
"""Letters of the titles of a list without anything else, in the mean."""
_QUOTED = re.compile(r"(?:quote (?:from|by)|originally posted by|zitat von|citation de|引用自?)\b.*\d", re.IGNORECASE)
"""The heading of a quotation, which leads to the post."""
_COUNTED = re.compile(r"\d{1,4}\s*[:：.．]\s*(?P<title>\S.*?)\s*[(（]\d{1,5}[)）]")
"""A title with its place in the list and the number of its posts, as Japanese boards write all of them: ``3: TITLE (24)``."""
_SAMPLE = 8
"""Rows of a group that are looked at to judge it."""


class Link(NamedTuple):
    """A link that may lead to a thread or a board."""

    at: int
    """Where its title stands: the link's own place, or that of a part of it."""
    href: str
    title: str


class _List(NamedTuple):
    """Links that may be a page's list."""

    sure: bool = False
    several: bool = False
    score: float = 0.0
    ids: frozenset[str] = frozenset()
    links: Sequence[Link] = ()

    def is_better_than(self, other: _List) -> bool:
        """Whether these are more likely the list; links to last replies lead to the same threads, but to none without a reply."""
        if self.ids > other.ids or self.ids < other.ids:
            return self.ids > other.ids or (self.sure and not other.sure)
        return (self.sure, self.several, self.score) > (other.sure, other.several, other.score)


def lists_of(page: Page, outline: Outline, least: int, least_told: dict[str, float]) -> dict[str, list[Link]]:
    """The links to the threads that a page lists, ``least`` of them at least, and those to the boards; none where it lists none.

    On a page that lists threads, links like those that led to threads need nothing beside them.
    """
    lists = (proven(page, page.url) or "").startswith("list")
    needed = {"thread": least, "board": _LEAST_BOARDS}
    best: dict[str, _List] = dict.fromkeys(needed, _List())
    for links in (_one_each(page, links) for links in _alike(outline)):
        sure = lists and proven(page, link_to(page, links[0].href)) == "thread"
        several = len(links) >= LEAST_ROWS
        kinds = [kind for kind, number in needed.items() if len(links) >= number or (sure and kind == "thread")]
        if not kinds or not (several or sure or _NUMBERS.search(links[0].href)):
            continue
        told = _told(outline, links)
        worth = (told + sure) * min(60.0, sum(len(link.title) for link in links) / len(links))
        for kind in (kind for kind in kinds if sure or told >= least_told[kind]):
            share, ids = _share(page, links, kind)
            found = _List(sure, several, worth * share, ids, links)
            if found.score and found.is_better_than(best[kind]):
                best[kind] = found
    return {kind: list(found.links) for kind, found in best.items()}


def leading(page: Page, outline: Outline, links: list[Link]) -> list[Link]:
    """The first links of the rows in which these stand, where they are alike and lead to pages, too: the names of what the rows tell of."""
    rows = place_rows(outline, [link.at for link in links])
    alike = [own for own in _alike(outline) if len(own) == len(links) and all(place(page, link.href) for link in own)]
    inside = [own for own in alike if all(box.start <= link.at <= box.body for box, link in zip(rows, own, strict=True))]
    return min(inside, key=lambda own: own[0].at, default=links)


def passed_over(page: Page, outline: Outline) -> int:
    """How many links name threads or boards by their addresses and are not listed: the site's other pages gave nothing there."""
    dead = (links for links in _alike(outline) if proven(page, link_to(page, links[0].href)) == "nothing")
    return sum(target(link_to(page, link.href)) is not None for links in dead for link in links)


def bare_list(page: Page, outline: Outline) -> list[Link]:
    """The links of a list at a board's address whose rows say nothing but titles: the longest one outside of menus; none without one."""
    lists = sorted(([link for link in links if not outline.in_furniture(link.at)] for links in _alike(outline)), key=len)
    longest = lists[-1] if lists else []
    if len(longest) < LEAST_ROWS or (len(lists) > 1 and len(lists[-2]) == len(longest)) or _share(page, longest, "thread")[0] < 1:
        return []
    holder = common(outline, longest[0].at, longest[-1].at)
    within = outline.within(outline.anchors, holder, outline.end(holder))
    return longest if len(within) * _MOST <= len(longest) and sum(len(link.title) for link in longest) >= _TITLED * len(longest) else []


def _alike(outline: Outline) -> list[list[Link]]:
    """The links of a page by the shape of their addresses, each address once."""
    groups: dict[str, dict[str, Link]] = defaultdict(dict)
    for at in outline.anchors:
        node = outline.nodes[at]
        href = node.get("href") or "#"
        if href.startswith(("#", "javascript:", "mailto:")) or is_profile(href):
            continue
        part = title_part(node)
        if len((title := text_of(part)).encode()) < _LEAST_TITLE:
            continue
        if title.isdecimal() or date_in(title) == 0 or is_form(href) or _QUOTED.match(title) or is_next(title):
            continue
        own = groups[route_of(href)]
        address = href.split("#", 1)[0]
        if address not in own or len(title) > len(own[address].title):
            own[address] = Link(outline.index[part], href, title)
    return [sorted(group.values()) for group in groups.values()]


def _one_each(page: Page, links: list[Link]) -> list[Link]:
    """Of links to posts the first one to each thread: a list that shows all replies has a row for each of them."""
    if "#" not in links[0].href:
        return links
    found: dict[str, Link] = {}
    for link in links:
        at = place(page, link.href)
        found.setdefault(at.id if at else link.href, link)
    return list(found.values())


def _told(outline: Outline, links: list[Link]) -> float:
    """How many of three a row has: a time, a name, a count; the mean of the first ones."""
    sample = place_rows(outline, [link.at for link in links[: _SAMPLE + 1]])[:_SAMPLE]
    times = [bool(beside_body(outline, outline.times, box)) for box in sample]
    timed = sum(times)
    counted = sum(
        _counts_something(outline, box) or (told and counted_behind(outline, box) is not None)
        for box, told in zip(sample, times, strict=True)
    )
    return (timed + counted + sum(named(outline, box) for box in sample)) / len(sample) + 2 * are_counted(links)


def are_counted(links: Sequence[Link]) -> bool:
    """Whether all of some titles stand between their place in the list and the number of their posts."""
    return len(links) >= LEAST_ROWS and all(_COUNTED.fullmatch(link.title) for link in links)


def uncounted(title: str) -> str:
    """Such a title by itself."""
    found = _COUNTED.fullmatch(title)
    return found["title"] if found else title


def _counts_something(outline: Outline, box: PostBox) -> bool:
    """Whether a row has a bare number, or says how many answers, views or topics there are."""
    return any(True for _ in counts(outline, box, linked=True)) or any(told_counts(outline, box)) or told_topics(outline, box)


def _share(page: Page, links: list[Link], kind: str) -> tuple[float, frozenset[str]]:
    """The share of links that name a thread or board, and what these are; 0 where they do not name each its own.

    The year in an article's address names none, links of one wording (``Post reply``) are buttons, and a further page of a thread or a
    list is none of its own.
    """
    if (proven(page, link_to(page, links[0].href)) or "").endswith(" page") or 2 * len({link.title for link in links}) <= len(links):
        return 0.0, frozenset()
    places = [found for link in links if (found := place(page, link.href))]
    share = sum(found.kind == kind for found in places) / len(links)
    ids = frozenset(found.id for found in places)
    return (share, ids) if share >= _MOST and len(ids) > _MOST * len(links) else (0.0, ids)
