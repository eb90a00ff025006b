"""A thread's title: what the page's data says, a heading that the page's title repeats, or the page's title without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.engines.generic.structured.data import Facts
from crawler.page import Page, meta
from crawler.select import text_of
from crawler.text import tidy

_PARTS = re.compile(r"\s+(?:[-–—|•·»›>_:]|::)\s+|\s*(?:::|»|›|\|)\s*|(?<=[\u4e00-\u9fff])[-_](?=[\u4e00-\u9fff])")
"""What stands between a thread's title and the names of board and site."""
_VIEWS = re.compile(
    r"(?:view|show|read|print)(?:ing)? ?(?:topic|thread|post|message)s?|topic|thread|forums?"
    r"|page \d+(?: of \d+)?|第\s*\d+\s*[页頁]|(?:powered|hosted) by .*",
    re.IGNORECASE,
)
"""Names of views, which are part of no title."""
_PAGER = re.compile(
    r"(?:^|[\s_-])(?:pg|pages?|pager|paging|paginat\w*|pages?[-_]?(?:nav|links?|numbers?)|go[-_]?to[-_]?page|badge|label|count|views?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_PAGES = re.compile(r"\s*[(（\[]?\s*(?:page \d+ (?:of|/) \d+|第\s*\d+\s*[/页頁]).*$", re.IGNORECASE)
_FORUM = re.compile(r"forums?\b|boards?\b|community|bbs|论坛|社区|論壇|社區|форум|フォーラム|掲示板|foro\b", re.IGNORECASE)
_LINKS, _EARLY = 60, 400
"""Links at a page's start among which those to its front page are, and elements among which its breadcrumb is."""


def title_of(page: Page, said: Facts) -> str:
    """The title of the thread on a page; the page's own title where nothing is surer."""
    if said.title:
        return said.title
    headings = {text: node.tag for node in page.tree.iter("h1", "h2") if (text := _words(node))}
    shown = tidy(meta(page, "og:title") or page.title)
    repeated = max((text for text in headings if text in shown), key=len, default="")
    main = [text for text, tag in headings.items() if tag == "h1"]
    if repeated and _names_site(page, repeated, shown):
        return _bare(page, shown, repeated) or repeated
    return repeated or (main[0] if len(main) == 1 and not _names_site(page, main[0], shown) else _bare(page, shown) or shown)


def _names_site(page: Page, heading: str, shown: str) -> bool:
    """Whether a heading is the site's name: that is behind the last dash of the page's title, and a part before it stands on the page."""
    parts = _PARTS.split(shown)
    if len(parts) < 2 or heading not in (parts[-1], parts[0]):
        return False
    if heading == meta(page, "og:site_name") or heading in _home(page):
        return True
    return heading == parts[-1] and any(part in _printed(page) for part in parts[:-1])


def _bare(page: Page, shown: str, *names: str) -> str:
    """The page's title without the site's name and the view's at its ends."""
    names = (*names, *_home(page), meta(page, "og:site_name"))
    parts, between = _PARTS.split(shown), [found[0] for found in _PARTS.finditer(shown)]
    first, last = 0, len(parts)
    while last - first > 1 and (parts[last - 1] in names or _VIEWS.fullmatch(parts[last - 1])):
        last -= 1
    while last - first > 1 and (parts[first] in names or _VIEWS.fullmatch(parts[first])):
        first += 1
    if last - first == len(parts) > 1 and _FORUM.search(parts[-1]):
        last -= 1
    words = parts[first] if last > first else ""
    for at in range(first + 1, last):
        words += between[at - 1] + parts[at]
    return _PAGES.sub("", tidy(words))


def _home(page: Page) -> set[str]:
    """The words of the links to a site's front page."""
    found = set()
    for link in islice(page.tree.iter("a"), _LINKS):
        href = link.get("href") or ""
        if href in ("/", "./", "index.php", "./index.php", "/index.php", "index.html") or (
            href.startswith("http") and len(href) < 80 and urlsplit(href).path in ("", "/") and "?" not in href
        ):
            found.add(text_of(link))
    return found - {""}


def _printed(page: Page) -> set[str]:
    """The texts near a page's start that stand in no link and no heading: the last step of a breadcrumb among them."""
    body = page.tree.find("body")
    return {text for node in islice((body if body is not None else page.tree).iter("*"), _EARLY) for text in _own(node)}


def _own(node: Element) -> Iterator[str]:
    if node.text and node.tag not in ("a", "h1", "script", "style", "title"):
        yield node.text.strip(" \n\t\xa0»›>/|:-")
    if node.tail:
        yield node.tail.strip(" \n\t\xa0»›>/|:-")


def _words(heading: Element) -> str:
    """The text of a heading without the buttons, the pager and the counters in it."""
    words = text_of(heading)
    for part in heading.iter("button", "select", "span", "div", "small", "ul", "nav"):
        if (own := text_of(part)) and (
            part.tag in ("button", "select", "nav") or _PAGER.search(part.get("class") or "") or _PAGES.match(own)
        ):
            words = (words.removesuffix(own) if words.endswith(own) else words.replace(own, " ", 1)).strip()
    return tidy(_PAGES.sub("", words))
