"""Where the next page of a list is, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from urllib.parse import unquote, urljoin

from lxml.etree import _Element as Element

from crawler.engines.generic.addresses import names_post, target
from crawler.engines.generic.parts import link as link_to
from crawler.engines.generic.parts import split
from crawler.engines.generic.routes import named, proven, route_of
from crawler.forum import Target
from crawler.lexicon.phrases import phrases
from crawler.page import Page
from crawler.select import text_of
from crawler.urls import query

_NEXT_WORDS = frozenset(phrases()["next"])
_ARROW = re.compile(r"(?:chevron|arrow|angle|caret)[\w-]*right|right[\w-]*(?:chevron|arrow)|forward")
"""The picture of an arrow, by its class."""
_ASIDE = re.compile(r"(?:^|[\s_-])(?:side-?bar|aside|widget)(?:$|[\s_-])", re.IGNORECASE)
_ARROWS = " ›»>→»⇒▶►]["
_LONGEST = 30
"""Letters of a link to the next page, below."""
_NUMBERED = 10
"""From here on links are less sure: they show nothing but a number."""
_NEAR = 20
"""Links behind an arrow that are asked whether they are nearer."""
_MARKS = frozenset(("cursor", "after", "before", "max_id", "until", "last", "last_id", "older_than", "continue", "continuation"))
"""What names the item behind which a page begins, where pages have no numbers."""
_NUMBERS = re.compile(r"\d+")
_DIGITS = 6
"""Digits of a page's number, below."""


def next_page(page: Page, links: Iterable[Element]) -> tuple[int, str | None, int | None]:
    """Number of this page, address of the next, and the number of pages where the links tell."""
    here = target(page.url)
    current = here.page if here else 1
    if (told := page.link("next")) and _leads_on(page, told):
        return current, link_to(page, told), None
    links = list(links)
    if falling := _falling(page, here, links):
        number, following = falling
        return number, link_to(page, following.get("href") or "") if following is not None else None, None
    later = (link for sure, link in sorted(_next_links(links), key=_surest) if _is_next_page(page, sure, link))
    link = next(later, None)
    if link is None and (link := _proven(page, links)) is None:
        return current, None, None
    ahead = _steps(page, link.get("href") or "")
    if ahead > 1:  # an arrow that leads to the last page, or to the next group of pages: a number between is nearer
        route = _route(page, link)
        nearer = (near for near in islice(later, _NEAR) if _route(page, near) == route)
        link = next((near for near in nearer if 0 < _steps(page, near.get("href") or "") < ahead), link)
    return current, link_to(page, link.get("href") or ""), _pages(link)


def _falling(page: Page, here: Target | None, links: Sequence[Element]) -> tuple[int, Element | None] | None:
    """The number of this page and the link to the next, of a list whose pages begin the later, the lower their numbers: newest first."""
    found: dict[int, tuple[int, Element]] = {}
    for number, link in _numbered(links):
        there = target(link_to(page, link.get("href") or ""))
        if here and there and (here.kind, here.id) == (there.kind, there.id):
            found.setdefault(number, (there.page, link))
    pages = [found[number][0] for number in sorted(found)]
    if here is None or len(pages) < 2 or any(one <= other for one, other in pairwise(pages)):
        return None
    begun = link_to(page, next(iter(found.values()))[1].get("href") or "")
    named = len(_NUMBERS.findall(page.url)) == len(_NUMBERS.findall(begun))
    current = 1 + max((number for number, (begins, _) in found.items() if named and begins > here.page), default=0)
    return current, found.get(current + 1, (0, None))[1]


def _numbered(links: Iterable[Element]) -> Iterator[tuple[int, Element]]:
    """Links that show nothing but a number."""
    for link in links:
        text = link.text or (link[0].text if len(link) else None)
        if text and (number := text.strip()).isdecimal() and len(number) < _DIGITS:
            yield int(number), link


def _proven(page: Page, links: Sequence[Element]) -> Element | None:
    """The link to the nearest later page among those like which others of the site led to further pages."""
    if not any(leads.endswith(" page") for leads in page.learnt.values()):
        return None
    found = [(ahead, link) for link in links if (ahead := _steps(page, link.get("href") or "")) > 0 and _is_further(page, link)]
    return min(found, key=_surest, default=(0, None))[1]


def _is_further(page: Page, link: Element) -> bool:
    url = link_to(page, link.get("href") or "")
    here, there, leads = named(page, page.url), named(page, url), proven(page, url)
    if here is None or there is None or (here.kind, here.id) != (there.kind, there.id):
        return False
    return leads == ("thread page" if here.kind == "thread" else "list page")


def _route(page: Page, link: Element) -> str:
    return route_of(link_to(page, link.get("href") or ""))


def _surest(found: tuple[int, Element]) -> int:
    return found[0]


def _is_next_page(page: Page, sure: int, link: Element) -> bool:
    href = link.get("href") or ""
    leads = proven(page, link_to(page, href)) or ""
    if leads == "same" or (_stands_beside(link) and not leads.endswith(" page")):
        return False
    return (sure < _NUMBERED and _leads_on(page, href)) or _is_later(page, href)


def _stands_beside(link: Element) -> bool:
    """Whether a link stands in what is beside the page's own list: pictures, the latest posts, with a pager of their own."""
    return any(place.tag == "aside" or _ASIDE.search(place.get("class") or "") for place in link.iterancestors())


def _leads_on(page: Page, href: str) -> bool:
    """Whether an address is a later page of the same list."""
    return (_steps(page, href) > 0 or _is_behind(page, href)) and not names_post(href)


def _is_behind(page: Page, href: str) -> bool:
    """Whether an address is the page's own but for the item behind which the next page begins: such marks need not grow."""
    here, there = split(page.url), split(link_to(page, href))
    if here is None or there is None or (here.netloc, here.path) != (there.netloc, there.path):
        return False
    ours, theirs = query(here.geturl()), query(there.geturl())
    changed = {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
    return bool(changed) and changed <= _MARKS and all(theirs.get(name) for name in changed)


def _steps(page: Page, href: str) -> int:
    """By how much an address counts on from the page's own; 0 for one that is no page of the same list."""
    try:
        return steps(page.url, urljoin(page.base_url, href)) or 0
    except ValueError:
        return 0


def _is_later(page: Page, href: str) -> bool:
    """Whether an address names the same list and says itself that it is a later page."""
    here, there = target(page.url), target(link_to(page, href))
    if here is None or there is None:
        return False
    return (here.kind, here.id) == (there.kind, there.id) and there.page > here.page


def _next_links(links: Iterable[Element]) -> Iterator[tuple[int, Element]]:
    """Links that say they lead to the next page, and those to pages by number; 0 is surest."""
    for link in links:
        classes, relation = link.get("class"), link.get("rel")
        if relation and "next" in relation.split():
            yield 0, link
        elif classes and _onward(classes):
            yield 1, link
        else:
            text = link.text or (link[0].text if len(link) else None)
            shown = text if text and len(text) < _LONGEST and not text.isspace() else link.get("title") or link.get("aria-label")
            if shown and is_next(shown):
                yield 2, link
            elif not shown and len(link) and _onward(link[0].get("class") or ""):
                yield 3, link
            else:
                yield from ((_NUMBERED + number, link) for number, link in _numbered([link]) if number > 1)


def is_next(shown: str) -> bool:
    """Whether words say that they lead to the next page, with arrows around them or without: ``下一页››``."""
    words = shown.strip().lower()
    return words in _NEXT_WORDS or words.strip(_ARROWS) in _NEXT_WORDS


def _onward(classes: str) -> bool:
    """Whether the class of a link, or of the picture in it, says that it leads on."""
    named = "next" in classes or "nxt" in classes or "Next" in classes
    return named or (("right" in classes or "forward" in classes) and _ARROW.search(classes) is not None)


def _pages(link: Element) -> int | None:
    """The highest number among the links beside the one to the next page."""
    parent = link.getparent()
    bar = parent.getparent() if parent is not None and len(parent) < 3 else parent
    if bar is None:
        return None
    numbers = [int(words) for other in bar.iter("a") if (words := text_of(other)).isdecimal() and len(words) < 7]
    return max(numbers, default=None)


def steps(url: str, other: str) -> int | None:
    """By how much a page number grows from one address to another of the same list; None when they are not pages of one list.

    >>> steps("https://a.example/t/12", "https://a.example/t/12?page=2"), steps("https://a.example/t/12", "https://a.example/t/13?page=2")
    (1, None)
    """
    here, there = split(url), split(other)
    if here is None or there is None or here.netloc != there.netloc:
        return None
    path, other_path = unquote(here.path), unquote(there.path)
    ours, theirs = _NUMBERS.findall(path + "?" + here.query), _NUMBERS.findall(other_path + "?" + there.query)
    if len(ours) == len(theirs):
        changed = [(int(a[:12]), int(b[:12])) for a, b in zip(ours, theirs, strict=True) if a != b]
        same = _NUMBERS.sub("0", path) == _NUMBERS.sub("0", other_path)
        return changed[0][1] - changed[0][0] if len(changed) == 1 and same and route_of(url) == route_of(other) else None
    if len(theirs) != len(ours) + 1 or not _starts_alike(path, other_path):
        return None
    spare = list(theirs)
    for number in ours:
        if number not in spare:
            return None
        spare.remove(number)
    return int(spare[0][:12]) - 1


def _starts_alike(here: str, there: str) -> bool:
    stem = re.sub(r"\.\w+$|/$", "", here)
    return there.startswith(stem) or not stem
