"""A thread's title: what the page's data says, a heading that the page's title repeats, or the page's title without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.engines.generic import addresses
from crawler.engines.generic.structured.data import Facts
from crawler.page import Page, meta
from crawler.select import text_of
from crawler.text import tidy
from crawler.urls import absolute

_PARTS = re.compile(
    r"\s+(?:[-–—|•·»›>_:/]|::)\s+|\s*(?:::|»|›|\|)\s*|(?<=[\u4e00-\u9fff】])[-_](?=[\u4e00-\u9fffA-Z])|(?<=[^\W_])[-_](?=[\u4e00-\u9fff])"
)
"""What stands between a thread's title and the names of board and site."""
_VIEWS = re.compile(
    r"(?:view|show|read|print)(?:ing)? ?(?:topic|thread|post|message)s?|topic|thread|forums?"
    r"|page \d+(?: of \d+)?|第\s*\d+\s*[页頁]|(?:powered|hosted) by .*"
    r"|手[机機]版|mobile(?: version)?|print(?:er)?[- ](?:view|friendly.*|page)",
    re.IGNORECASE,
)
"""Names of views, which are part of no title."""
_PAGER = re.compile(
    r"(?:^|[\s_-])(?:pg|pages?|pager|paging|paginat\w*|pages?[-_]?(?:nav|links?|numbers?)|go[-_]?to[-_]?page|badge|label|count|views?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"\s*[(（\[]?\s*(?:page \d+ (?:of|/) \d+|[(（\[](?:page|页|頁) ?\d+[)）\]]|\[Archive\]|第\s*\d+\s*[/页頁]).*$", re.IGNORECASE
)
_FORUM = re.compile(r"forums?\b|boards?\b|community|bbs|论坛|社区|論壇|社區|贴吧|форум|フォーラム|掲示板|foro\b", re.IGNORECASE)
_SAYING = ("a", "b", "strong", "span", "div", "td", "th", "p", "h2", "h3", "h4", "h5", "li", "font", "em")
_REPLY = re.compile(r"^(?:re|aw|sv|antw|回复|回覆)\s*[:：]\s*", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[(\[【](?:\d+ (?:views|replies|posts)|[复復][制製][链鏈][接結]|copy link)[)\]】])+$", re.IGNORECASE)
"""What stands behind titles: counts and buttons."""
_LONGEST_NAME, _LEAST_NAME = 40, 3
"""Letters of a site's or a board's name."""
_SIGNS = " -–—|_·:»>/"
_SHORT = 80
"""Letters of a link to a front page."""
_LINKS, _EARLY = 60, 400
"""Links at a page's start among which those to its front page are, and elements among which its breadcrumb is."""


def title_of(page: Page, said: Facts) -> str:
    """The title of the thread on a page; the page's own title where nothing is surer."""
    return _ENDS.sub("", _REPLY.sub("", said.title or _shown(page)))


def _shown(page: Page) -> str:
    headings = {text: node for node in page.tree.iter("h1", "h2") if (text := _words(node))}
    shown = tidy(meta(page, "og:title") or page.title)
    candidates = [text for text in headings if text in shown]
    own = [text for text in candidates if not (_FORUM.search(text) or _is_host(page.url, text))] if len(candidates) > 1 else []
    repeated = max(own or candidates, key=len, default="")
    main = [text for text, node in headings.items() if node.tag == "h1"]
    if repeated and (_names_site(page, repeated, shown) or _names_board(page, headings[repeated])):
        return _bare(page, shown, repeated) or repeated
    bare = _bare(page, shown)
    if repeated:
        return bare if repeated in _linked(page) and bare and repeated not in bare else repeated
    if len(main) != 1 or _names_site(page, main[0], shown):
        return bare or shown
    return bare if bare and (main[0].endswith(bare) or (bare not in main[0] and _is_printed(page, bare))) else main[0]


def _names_site(page: Page, heading: str, shown: str) -> bool:
    """Whether a heading is the site's name: that is behind the last dash of the page's title, and a part before it stands on the page."""
    parts = _PARTS.split(shown)
    if len(parts) < 2 or len(heading) > _LONGEST_NAME:
        return False
    if parts[-1].startswith(heading) and heading != parts[-1] and not any(heading in part for part in parts[:-1]):
        return True  # the page's title has more of it: Wood | Wood Forums
    if heading not in (parts[-1], parts[0]):
        return False
    if heading == meta(page, "og:site_name") or heading in _home(page):
        return True
    return heading == parts[-1] and any(part in _printed(page) for part in parts[:-1])


def _names_board(page: Page, heading: Element) -> bool:
    """Whether a heading is nothing but a link to another page of the site."""
    link = next(heading.iter("a"), None)
    if link is None or text_of(link) != text_of(heading) or not _leads_out(page, link):
        return False
    url = absolute(page.url, link.get("href") or "")
    return urlsplit(url).netloc == urlsplit(page.url).netloc


def _bare(page: Page, shown: str, *names: str) -> str:
    """The page's title without the names of site and board and the view's at its ends."""
    parts, between = _PARTS.split(shown), [found[0] for found in _PARTS.finditer(shown)]
    known = {*names, *_home(page), meta(page, "og:site_name")}
    boards = _linked(page) if len(parts) > 1 or parts[0].endswith("】") else set()

    def is_name(part: str) -> bool:
        return part in known or _VIEWS.fullmatch(part) is not None or _is_host(page.url, part)

    first, last = 0, len(parts)
    while last - first > 1 and (is_name(parts[last - 1]) or parts[last - 1] in boards):
        last -= 1
    while last - first > 1 and (is_name(parts[first]) or (parts[first] in boards and _is_printed(page, parts[last - 1]))):
        first += 1
    if last - first == len(parts) > 1 and _FORUM.search(parts[-1]):
        last -= 1
    words = parts[first]
    for at in range(first + 1, last):
        words += between[at - 1] + parts[at]
    bare = _PAGES.sub("", tidy(words))
    if last - first > 1 and not _is_printed(page, bare):
        whole = last - first == len(parts) and len(parts[-1]) <= _LONGEST_NAME
        rest = bare[: -len(parts[-1])].rstrip(_SIGNS) if whole and bare.endswith(parts[-1]) else bare
        return next((part for part in parts[first:last] if part not in boards and _is_printed(page, part)), rest)
    name = next((name for name in (*known, *(f"【{board}】" for board in boards)) if name and bare.endswith(name) and name != bare), "")
    return bare.removesuffix(name).rstrip(_SIGNS) if len(name) >= _LEAST_NAME else bare


def _is_host(url: str, part: str) -> bool:
    """Whether a part of a title is what the host is called: ``Wood forum`` at ``wood.example.org``."""
    letters = "".join(filter(str.isalnum, _FORUM.sub("", part.lower())))
    return letters in (urlsplit(url).hostname or "").split(".")[:-1]


def _linked(page: Page) -> set[str]:
    """The words of the first links, those of a breadcrumb among them; links to threads are none, and what a heading says is no board."""
    found, here = set(), page.url.partition("#")[0]
    own = {here, here.partition("?")[0]}
    for link in islice(page.tree.iter("a"), _LINKS):
        url = absolute(page.url, link.get("href") or "")
        if url and url not in own and ((target := addresses.target(url)) is None or target.kind != "thread"):
            found.add(text_of(link))
    return found - {text_of(heading) for heading in page.tree.iter("h1", "h2", "h3")} - {""}


def _is_printed(page: Page, words: str) -> bool:
    """Whether an element of the page says just this, a link to a place outside of the thread left out."""
    body = page.tree.find("body")
    for node in (body if body is not None else page.tree).iter(*_SAYING):
        if words in (node.text or "") and tidy(node.text or "") == words and not (node.tag == "a" and _leads_out(page, node)):
            return True
    return False


def _leads_out(page: Page, link: Element) -> bool:
    url = absolute(page.url, link.get("href") or "")
    here, there = addresses.target(page.url), addresses.target(url)
    return (
        url != ""
        and url != page.url.partition("#")[0]
        and (here is None or there is None or (here.kind, here.id) != (there.kind, there.id))
    )


def _home(page: Page) -> set[str]:
    """The words of the links to a site's front page."""
    found = set()
    for link in islice(page.tree.iter("a"), _LINKS):
        href = link.get("href") or ""
        url = absolute(page.url, href) if len(href) < _SHORT and "?" not in href else ""
        if href in ("/", "./", "index.php", "./index.php", "/index.php", "index.html") or (
            url and (urlsplit(url).path in ("", "/") or _is_above(page.url, url))
        ):
            found.add(text_of(link))
    return found - {""}


def _is_above(url: str, href: str) -> bool:
    """Whether an address is that of the script, or of the start of a folder, below which a page's own address is."""
    own, other = urlsplit(url), urlsplit(href)
    folder, _, name = other.path.rpartition("/")
    return (
        own.netloc == other.netloc
        and own.path.startswith(f"{folder}/")
        and url != href
        and (name.startswith("index.") or (own.query != "" and own.path == other.path and "." in name))
    )


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
