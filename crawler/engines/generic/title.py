"""A thread's title: what the page's data says, a heading that the page's title repeats, or the page's title without the site's name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
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
_VIEWED = re.compile(
    r"(?:view(?:ing)?|show(?:ing)?|read(?:ing)?) (?:topic|thread)|thema anzeigen|voir le sujet|ver (?:tema|tópico)|vedi argomento"
    r"|просмотр темы|zobacz temat|bekijk onderwerp|[查浏閱阅][看览覽讀读]主[题題]",
    re.IGNORECASE,
)
"""What stands between a site's name and the thread's title."""
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
_BRACKETED = re.compile(r"【([^【】]+)】$")
_SIGNS = " -–—|_·:»>/"
_SHORT = 80
"""Letters of a link to a front page."""
_LINKS, _EARLY = 60, 400
"""Links at a page's start among which those to its front page are, and elements among which its breadcrumb is."""


def title_of(page: Page, said: Facts) -> str:
    """The title of the thread on a page; the page's own title where nothing is surer."""
    return _ENDS.sub("", _REPLY.sub("", said.title or _shown(page)))


def _shown(page: Page) -> str:
    names = _Names(page)
    headings = {text: node for node in page.tree.iter("h1", "h2") if (text := _words(node))}
    shown = tidy(meta(page, "og:title") or page.title)
    candidates = [text for text in headings if text in shown]
    own = [text for text in candidates if not (_FORUM.search(text) or _is_host(page.url, text))] if len(candidates) > 1 else []
    repeated = max(own or candidates, key=len, default="")
    main = [text for text, node in headings.items() if node.tag == "h1"]
    if repeated and (_names_site(names, repeated, shown) or _names_board(page, headings[repeated])):
        return _bare(names, shown, repeated) or repeated
    bare = _bare(names, shown)
    if repeated:
        return bare if names.is_board(repeated) and bare and repeated not in bare else repeated
    if len(main) != 1 or _names_site(names, main[0], shown):
        return bare or shown
    return bare if bare and (main[0].endswith(bare) or (bare not in main[0] and _is_printed(page, bare))) else main[0]


def _names_site(names: _Names, heading: str, shown: str) -> bool:
    """Whether a heading is the site's name: that is behind the last dash of the page's title, and a part before it stands on the page."""
    parts = _PARTS.split(shown)
    if len(parts) < 2 or len(heading) > _LONGEST_NAME:
        return False
    if parts[-1].startswith(heading) and heading != parts[-1] and not any(heading in part for part in parts[:-1]):
        return True  # the page's title has more of it: Wood | Wood Forums
    if heading not in (parts[-1], parts[0]):
        return False
    if heading == names.site or names.is_home(heading):
        return True
    return heading == parts[-1] and not _printed(names.page).isdisjoint(parts[:-1])


def _names_board(page: Page, heading: Element) -> bool:
    """Whether a heading is nothing but a link to another page of the site."""
    link = next(heading.iter("a"), None)
    if link is None or text_of(link) != text_of(heading) or not _leads_out(page, link):
        return False
    url = absolute(page.url, link.get("href") or "")
    return urlsplit(url).netloc == urlsplit(page.url).netloc


def _bare(names: _Names, shown: str, *more: str) -> str:
    """The page's title without the names of site and board and the view's at its ends."""
    parts, between = _PARTS.split(shown), [found[0] for found in _PARTS.finditer(shown)]
    page = names.page

    def is_name(part: str) -> bool:
        return part in more or part == names.site or _VIEWS.fullmatch(part) is not None or _is_host(page.url, part) or names.is_home(part)

    viewed = next((at for at, part in enumerate(parts[:-1]) if at and _VIEWED.fullmatch(part)), -1)
    first, last = viewed + 1, len(parts)
    while last - first > 1 and (is_name(parts[last - 1]) or names.is_board(parts[last - 1])):
        last -= 1
    while last - first > 1 and (is_name(parts[first]) or (names.is_board(parts[first]) and _is_printed(page, parts[last - 1]))):
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
        return next((part for part in parts[first:last] if not names.is_board(part) and _is_printed(page, part)), rest)
    return bare.removesuffix(names.at_end(bare)).rstrip(_SIGNS) or bare


def _is_host(url: str, part: str) -> bool:
    """Whether a part of a title is what the host is called: ``Wood forum`` at ``wood.example.org``."""
    letters = "".join(filter(str.isalnum, _FORUM.sub("", part.lower())))
    return letters in (urlsplit(url).hostname or "").split(".")[:-1]


class _Names:
    """The links at a page's start by their words: those of a breadcrumb, and those to the site's front page, are no part of a title."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.site = meta(page, "og:site_name")

    @cached_property
    def _links(self) -> dict[str, list[str]]:
        links: dict[str, list[str]] = defaultdict(list)
        for link in islice(self.page.tree.iter("a"), _LINKS):
            if words := text_of(link):
                links[words].append(link.get("href") or "")
        return links

    @cached_property
    def _headings(self) -> set[str]:
        return {text_of(heading) for heading in self.page.tree.iter("h1", "h2", "h3")}

    def is_board(self, words: str) -> bool:
        """Whether a link with these words leads out of the thread, to no other thread; what a heading says is no board."""
        here = self.page.url.partition("#")[0]
        own = {"", here, here.partition("?")[0]}
        return words not in self._headings and any(
            url not in own and ((target := addresses.target(url)) is None or target.kind != "thread")
            for url in (absolute(self.page.url, href) for href in self._links.get(words, ()))
        )

    def is_home(self, words: str) -> bool:
        """Whether a link with these words leads to the site's front page."""
        return any(_is_front(self.page.url, href) for href in self._links.get(words, ()))

    def at_end(self, title: str) -> str:
        """The name of the site, or of a board in brackets, with which a title ends; empty without one."""
        if (board := _BRACKETED.search(title)) and self.is_board(board[1]):
            return board[0]
        ends = (words for words in (*self._links, self.site) if len(words) >= _LEAST_NAME and words != title and title.endswith(words))
        return next((words for words in ends if words == self.site or self.is_home(words)), "")


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


def _is_front(url: str, href: str) -> bool:
    """Whether a link leads to a site's front page."""
    if href in ("/", "./", "index.php", "./index.php", "/index.php", "index.html"):
        return True
    there = absolute(url, href) if href and len(href) < _SHORT and "?" not in href else ""
    return there != "" and (urlsplit(there).path in ("", "/") or _is_above(url, there))


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
