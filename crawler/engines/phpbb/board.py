"""phpBB boards, and pages that only say why there is nothing."""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.phpbb.addresses import target
from crawler.engines.phpbb.parts import USER, address, zone_of
from crawler.forum import Notice, ThreadRow
from crawler.items import Author
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.select import Classed, Either, Select, Value, first_of, has, text_of
from crawler.text import number, tidy

_ROWS = Classed("topictitle", "a")
_MESSAGE = Either("id('message')", f"//*[{has('message-title')}]/..", f"//table[{has('tablebg')}][.//h1 or .//th]//p[{has('gen')}]")
_LOGIN = Select("//form[.//input[@type='password']][contains(@action,'mode=login')][.//h2 or .//h3 or .//th or .//h1]")
_LOGIN_WORDS = Value(f".//*[{has('login-title')}] | .//h2 | .//p | .//th")
_PASSWORD = Select("id('login_forum')")


def read_notice(page: Page) -> Notice | None:
    """Why a page shows nothing; None where it does not say."""
    if _PASSWORD(page.tree):
        return Notice("password", text_of(_PASSWORD.first(page.tree))[:200])
    login = _LOGIN.first(page.tree)
    if login is not None:
        return Notice("login", _LOGIN_WORDS(login))
    box = _MESSAGE.first(page.tree)
    if box is None:
        return None
    words = tidy(" ".join(map(text_of, box.iter("p")))) or text_of(box)
    return Notice(reason(words, page.status), words[:200])


def thread_rows(page: Page) -> list[ThreadRow]:
    """The threads that a board lists."""
    zone = zone_of(page)
    found: dict[str, ThreadRow] = {}
    for link in _ROWS(page.tree):
        url, title = address(page, link.get("href", "")), text_of(link)
        at, row = target(url), next(link.iterancestors("li", "tr"), None)
        if at and at.kind == "thread" and row is not None and title and at.id not in found:
            found[at.id] = _thread_row(page, zone, row, link, ThreadRow(at.id, url, title))
    return list(found.values())


def _thread_row(page: Page, zone: tzinfo | None, row: Element, link: Element, found: ThreadRow) -> ThreadRow:
    states = _states(row)
    found.sticky, found.moved = any(word in states for word in ("sticky", "announce", "global")), "topic_moved" in states
    poster = _poster(row)
    if poster is not None and (name := text_of(poster)):
        ident = next((match[1] for a in poster.iter("a") if (match := USER.search(a.get("href", "")))), None)
        found.author = Author(name, ident)
        exact = next((time.get("datetime") for time in poster.itersiblings("time")), None)
        begun = exact or link.get("title") or (poster.tail or "").rpartition("»")[2]
        found.created_at = parse(begun, page.calendar, zone).iso if re.search(r"\d", begun) else None
    cells = _cells(row)
    found.replies, found.views = number(text_of(cells.get("posts"))), number(text_of(cells.get("views")))
    last = cells.get("lastpost")
    if last is not None:
        exact = next((time.get("datetime") for time in last.iter("time")), None)
        words = (text for text in map(tidy, reversed(list(last.itertext()))) if re.search(r"\d", text))
        found.last_post_at = parse(exact or next(words, None), page.calendar, zone).iso
    return found


def _states(row: Element) -> str:
    """The words that say what a topic is: classes of the row (prosilver), of an icon (subsilver2), an icon's file name (3.0)."""
    words = [row.get("class", "")]
    for element in row.iter("dl", "span", "img"):
        words.append(element.get("class", "") + " " + element.get("src", ""))
        if element.tag == "dl" or len(words) > 3:
            break
    return " ".join(words)


def _poster(row: Element) -> Element | None:
    """Who opened a topic.  prosilver names the last poster first, in a copy for small screens."""
    if row.tag == "tr":
        return first_of(row, "topicauthor", "p")
    box = first_of(row, "topic-poster", "div")
    for element in (box if box is not None else row).iter("a", "span"):
        if element.get("class", "").startswith("username") and (
            box is not None
            or not any("responsive-show" in parent.get("class", "") or parent.tag == "dd" for parent in element.iterancestors("div", "dd"))
        ):
            return element
    return None


def _cells(row: Element) -> dict[str, Element]:
    if row.tag == "tr":
        return dict(zip(("posts", "views", "lastpost"), (p for p in row.iter("p") if p.get("class") == "topicdetails"), strict=False))
    return {element.get("class", "").split()[0]: element for element in row.iter("dd") if element.get("class")}
