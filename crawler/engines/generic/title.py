"""A thread's title: what the page's data says, a heading that the page's title repeats, or the page's title without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from crawler.dates.spot import LONGEST, date_in
from crawler.engines.generic import addresses
from crawler.engines.generic.names_of_site import FORUM, Names, in_address, is_host, leads_out
from crawler.engines.generic.structured.data import Facts
from crawler.engines.generic.trail import last_step
from crawler.lexicon.phrases import any_of
from crawler.page import Page, meta
from crawler.select import text_of
from crawler.text import tidy
from crawler.urls import absolute

_PARTS = re.compile(
    r"\s+(?:[-–—|•·»›>_:/@]|::)\s+|\s*(?:::|»|›|\|)\s*|(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])[-_](?=[\u4e00-\u9fffA-Z])|(?<=[^\W_])[-_](?=[\u4e00-\u9fff])"
)
"""What stands between a thread's title and the names of board and site."""
_VIEWS = re.compile(
    rf"{any_of('view')}|page \d+(?: of \d+)?|第\s*\d+\s*[页頁]|(?:powered|hosted) by .*|print(?:er)?[- ]friendly.*", re.IGNORECASE
)
"""Names of views, which are part of no title."""
_VIEWED = re.compile(any_of("viewed"), re.IGNORECASE)
"""What stands between a site's name and the thread's title."""
_PAGER = re.compile(
    r"(?:^|[\s_-])(?:pg|pages?|pager|paging|paginat\w*|pages?[-_]?(?:nav|links?|numbers?)|go[-_]?to[-_]?page|badge|label|tag|prefix|flair|status|state|category|count|views?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_PAGES = re.compile(
    rf"\s*[(（\[]?\s*(?:{any_of('page')}\s*\d+\s*(?:/|of|von|de|di|sur|из|з|z|av|af|van|od|από|trên|dari)\s*\d+"
    r"|[(（\[](?:page|页|頁) ?\d+[)）\]]"
    r"|\[(?:archiv\w*|arkiv\w*|архив|архів|存档|存檔|归档)\]|第\s*\d+\s*[/页頁]).*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[(（\[]\D{0,30}(?:\d[\d.,\s]*\D{0,20}){1,2}[)）\]]")
"""How often a thread was read, in an element of its own."""
_READ = re.compile(r"\s*[(（\[][^\W\d]{3}\D{0,27}(?:\d[\d.,\s]*\D{0,20}){1,2}[)）\]]$")
"""The same behind a title in the same text: a word, then a figure."""
_NUMBERED = re.compile(
    rf"(?<=\S)[\s,(\[|–—-]{{0,9}}(?:\b{any_of('page')}\s?(\d{{1,6}})|第\s?(\d{{1,6}})\s?[页頁])[)\]]?$",
    re.IGNORECASE,
)
_SAYING = ("a", "b", "strong", "span", "div", "td", "th", "p", "h2", "h3", "h4", "h5", "li", "font", "em")
_REPLY = re.compile(rf"^{any_of('re')}\s*[:：]\s*", re.IGNORECASE)
_SITE = re.compile(r"(?<=\S)\s\S{1,12}(?:论坛|社区|論壇|社區|贴吧)$")
"""A site's name behind the title with nothing but a space between."""
_ENDS = re.compile(
    r"\s*(?:[(\[【](?:\d+ (?:views|replies|posts)|[复復][制製][链鏈][接結]|copy link)[)\]】])+$|\s+\([^()]*\bforums?\b[^()]*\)$",
    re.IGNORECASE,
)
"""What stands behind titles: counts, buttons and the board's name."""
_LONGEST_NAME = 40
"""Letters of a site's or a board's name."""
_TITLED = re.compile(
    r"(?:^|[\s_-])(?:thread|topic|view|post|subject|question|breadcrumb)s?[-_]?(?:tit(?:le)?|subject|headline|current)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""What an element is called that holds a thread's title."""
_SUBJECT = re.compile(rf"{any_of('titled')}\s*[:：]\s*(\S.*)", re.IGNORECASE)
_LEAST, _LONGEST_TITLE = 4, 200
"""Letters of a title."""
_LEAST_SAID = 8
"""The same of one that is a part of the page's title and stands on the page in no heading."""
_SIGNS = " -–—|_·:»>/"
_EARLY = 400
"""Elements at a page's start among which its breadcrumb is."""


def names_in(page: Page) -> list[str]:
    """What the page's title is made of: the names of thread, board and site."""
    return _PARTS.split(tidy(page.title))


def title_of(page: Page, said: Facts) -> str:
    """The title of the thread on a page; the page's own title where nothing is surer."""
    return _without_page(page, _ENDS.sub("", _REPLY.sub("", said.title or _shown(page))))


def _without_page(page: Page, title: str) -> str:
    """A title without the number of the page that is shown, which stands behind it on later pages."""
    here, numbered = addresses.target(page.url), _NUMBERED.search(title)
    if numbered is None or here is None or here.page < 2 or int(numbered[1] or numbered[2]) != here.page:
        return title
    return title[: numbered.start()]


def _shown(page: Page) -> str:
    names, step = Names(page), last_step(page)
    headings = {text: node for node in page.tree.iter("h1", "h2") if (text := _words(node))}
    shown = tidy(meta(page, "og:title") or page.title)
    title = shown if step == shown and _PARTS.search(shown) else _told(names, headings, shown)
    if title == names.site or names.is_home(title):
        others = (text for text, node in headings.items() if not (_names_board(page, node) or names.is_home(text) or FORUM.search(text)))
        return _labelled(page) or next(others, None) or step or title
    site, colon, behind = title.partition(": ")
    if colon and len(behind) >= _LEAST and site != behind and not _is_printed(page, title) and _is_printed(page, behind):
        return behind
    unsure = len(title) < _LONGEST_NAME and (FORUM.search(title) or not (title in headings or _is_printed(page, title)))
    return (_labelled(page) if unsure else "") or title


def _told(names: Names, headings: dict[str, Element], shown: str) -> str:
    """The title by the page's headings and by what it is called."""
    page = names.page
    candidates = [text for text in headings if text in shown]
    behind = _VIEWED.split(shown)[-1].strip(_SIGNS)
    named = [text for text in candidates if text in behind]
    if candidates and not named and len(behind) >= _LEAST:
        return _bare(names, behind) or behind  # the headings stand before the words for the view: the site's name
    candidates = named or candidates
    if not candidates:
        candidates = [text for text in headings if any(_same_words(text, part) for part in _PARTS.split(shown))]
    own = [text for text in candidates if not (FORUM.search(text) or is_host(page.url, text))] if len(candidates) > 1 else []
    repeated = max(own or candidates, key=len, default="")
    main = [text for text, node in headings.items() if node.tag == "h1"]
    if repeated and (_names_site(names, repeated, shown) or _names_board(page, headings[repeated])):
        return _bare(names, shown, repeated) or repeated
    bare = _bare(names, shown)
    if repeated:
        return bare if names.is_board(repeated) and bare and repeated not in bare else repeated
    if told := _said(names, shown, bare):
        return told
    if len(main) != 1 or _names_site(names, main[0], shown):
        return _whole(page, bare) or bare or shown
    ending = next((part for part in _PARTS.split(shown) if len(part) >= _LEAST and main[0].endswith(part)), bare)
    return ending if ending and (main[0].endswith(ending) or (ending not in main[0] and _is_printed(page, ending))) else main[0]


def _same_words(one: str, other: str) -> bool:
    """Whether two texts are of the same words, several, in another order: ``[Guide] Waxing`` and ``Waxing [Guide]``."""
    words = one.split()
    return len(words) > 1 and sorted(words) == sorted(other.split())


def _said(names: Names, shown: str, bare: str) -> str:
    """The longest text near the page's start that ``bare`` has, or another part of the page's title where nothing says ``bare``.

    Empty without one; names of sites and boards are none.
    """
    if bare == shown != tidy(names.page.title) and tidy(names.page.title).startswith(shown):
        return ""  # what a page says that it is called has no site's name, other than its title
    printed = _printed(names.page)
    parts = [bare] if bare in printed or names.is_linked(bare) else [part for part in _PARTS.split(shown) if not _VIEWS.fullmatch(part)]
    texts = (text for text in printed if len(text) >= _LEAST_SAID and text not in (bare, shown) and any(text in part for part in parts))
    own = (text for text in texts if not (text == names.site or names.is_home(text) or names.is_board(text) or FORUM.search(text)))
    return max(own, key=len, default="")


def _labelled(page: Page) -> str:
    """The words behind ``Subject:`` near a page's start; empty without them."""
    body = page.tree.find("body")
    texts = (node.text for node in islice((body if body is not None else page.tree).iter(*_SAYING), _EARLY))
    return next((_READ.sub("", found[1]) for text in texts if text and (found := _SUBJECT.match(tidy(text)))), "")


def _whole(page: Page, bare: str) -> str:
    """The text of an element called a title that begins with what the page is called, which may be cut; empty without one."""
    body = page.tree.find("body")
    named = (node for node in islice((body if body is not None else page.tree).iter("*"), _EARLY) if _is_called_title(node))
    texts = (text for node in named if len(text := text_of(node)) < _LONGEST_TITLE)
    return next((text for text in texts if len(bare) >= _LEAST and text.startswith(bare)), "")


def _is_called_title(node: Element) -> bool:
    return any(_TITLED.search(name) for name in (node.get("class") or "", node.get("id") or "") if name)


def _names_site(names: Names, heading: str, shown: str) -> bool:
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
    if any(part == names.site or names.is_home(part) for part in parts):
        return False  # the site is another part
    return heading == parts[-1] and not _printed(names.page).isdisjoint(parts[:-1])


def _names_board(page: Page, heading: Element) -> bool:
    """Whether a heading is nothing but a link to another page of the site, or to a site's front page."""
    link = next(heading.iter("a"), None)
    if link is None or text_of(link) != text_of(heading) or not leads_out(page, link):
        return False
    url = absolute(page.url, link.get("href") or "")
    there = addresses.target(url)
    if urlsplit(url).path in ("", "/"):
        return True
    return urlsplit(url).netloc == urlsplit(page.url).netloc and (there is None or there.kind != "thread")


def _bare(names: Names, shown: str, *more: str) -> str:
    """The page's title without the names of site and board and the view's at its ends."""
    parts, between = _PARTS.split(shown), [found[0] for found in _PARTS.finditer(shown)]
    page = names.page

    def is_name(part: str) -> bool:
        return part in more or part == names.site or _VIEWS.fullmatch(part) is not None or is_host(page.url, part) or names.is_home(part)

    viewed = next((at for at, part in enumerate(parts[:-1]) if at and _VIEWED.fullmatch(part)), -1)
    first, last = viewed + 1, len(parts)
    leads = first == 0 and last > 1 and (parts[0] == names.site or names.is_home(parts[0]) or is_host(page.url, parts[0]))
    first += leads  # after the site's name come its boards, then the thread
    while last - first > 1 and (is_name(parts[last - 1]) or names.is_board(parts[last - 1])):
        last -= 1
    while last - first > 1 and (is_name(parts[first]) or (names.is_board(parts[first]) and (leads or _is_printed(page, parts[last - 1])))):
        first += 1
    if last - first > 1 and FORUM.search(parts[last - 1]) and all(_VIEWS.fullmatch(part) for part in parts[last:]):
        last -= 1
        last -= last - first > 1 and is_name(parts[last - 1])
    words = parts[first]
    for at in range(first + 1, last):
        words += between[at - 1] + parts[at]
    bare = _PAGES.sub("", tidy(words))
    if last - first > 1 and not _is_printed(page, bare):
        own = [part for part in parts[first:last] if not names.is_board(part)]
        alone = next((part for part in own if _is_printed(page, part)), None) or next(
            (part for part in own if in_address(page.url, part)), None
        )
        if alone is None and leads:
            alone = parts[last - 1]
        if alone is None and len(parts[last - 1]) <= _LONGEST_NAME and (last == len(parts) or between[last - 2] == between[last - 1]):
            return bare.removesuffix(parts[last - 1]).rstrip(_SIGNS) or bare  # a board's name, or the site's
        return alone or bare
    bare = bare.removesuffix(names.at_end(bare)).rstrip(_SIGNS) or bare
    return _SITE.sub("", bare) or bare


def _is_printed(page: Page, words: str) -> bool:
    """Whether an element of the page says just this, a link to a place outside of the thread left out."""
    body = page.tree.find("body")
    for node in (body if body is not None else page.tree).iter(*_SAYING):
        if (
            words in (node.text or "")
            and _REPLY.sub("", tidy(node.text or "")) == words
            and not (node.tag == "a" and leads_out(page, node))
        ):
            return True
    return False


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
    for part in heading.iter("button", "select", "span", "div", "small", "em", "i", "sup", "ul", "nav"):
        if (own := text_of(part)) and (
            part.tag in ("button", "select", "nav")
            or _COUNTED.fullmatch(own)
            or _PAGER.search(part.get("class") or "")
            or _PAGES.match(own)
            or (own != words and len(own) < LONGEST and date_in(own) is not None)
        ):
            words = (words.removesuffix(own) if words.endswith(own) else words.replace(own, " ", 1)).strip()
    return tidy(_PAGES.sub("", words))
