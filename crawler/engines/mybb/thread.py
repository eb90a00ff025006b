"""MyBB threads."""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Walker
from crawler.dates import parse
from crawler.engines.mybb.addresses import target
from crawler.engines.mybb.body import RULES
from crawler.engines.mybb.parts import CRUMBS, USER, begins_with_day, board_of, first_page, read_pager, time_in, zone_of
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Author, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import first_of, text_of
from crawler.text import number
from crawler.urls import absolute

_MARK = re.compile(r"(post|pid)_(\d+)")
_FLOOR = re.compile(r"^#?\s*(\d[\d,.]*)$")
_BY = re.compile(r"\s+(?:by|von|par|por|da|door|av|af|de)\s+.*$")


def found_posts(page: Page) -> dict[str, tuple[Element, Element]]:
    """(post, body) by number."""
    found: dict[str, tuple[Element, Element]] = {}
    box: Element | None = None
    for element in page.tree.iter("div", "table", "article", "li", "td"):
        mark = element.get("id")
        match = _MARK.fullmatch(mark) if mark else None
        if match and match[1] == "post":
            box = element
        elif match and match[2] not in found:
            found[match[2]] = (box if box is not None and box.get("id") == "post_" + match[2] else element, element)
    return found


def read_thread(engine: Engine, page: Page, posts: dict[str, tuple[Element, Element]]) -> ThreadPage:
    """One page of a thread."""
    zone, board = zone_of(page), board_of(page)
    thread = _head(page, next(iter(posts.values()))[0])
    current, pages, next_url = read_pager(page, "thread")
    shown = {pid: time_in(_date(box)) for pid, (box, _) in posts.items()}
    day_first = begins_with_day(page, (time.words for time in shown.values()))
    drafts: list[RawPost] = []
    for pid, (box, content) in posts.items():
        body = _read_body(page, content)
        when = parse(shown[pid].words, page.calendar, zone, day_first=day_first)
        label, floor = _label(box, pid)
        url = absolute(page.base_url, label.get("href", "")) if label is not None else ""
        made = raw_post(
            engine,
            page,
            thread,
            board,
            pid,
            f"{url or thread.url}#pid{pid}",
            body,
            when._replace(raw=shown[pid].raw or when.raw),
        )
        made.post.author, made.post.floor = _author(box), floor
        made.post.edited_at = _edited(page, box, zone, day_first)
        drafts.append(made)
    if drafts[0].post.floor == 1:
        thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
    return ThreadPage(thread, board, drafts, current, pages, next_url)


def _read_body(page: Page, content: Element) -> Body:
    walker = Walker(RULES, page.base_url)
    walker.walk(content)
    walker.end_line()
    for sibling in content.itersiblings("fieldset", "div"):
        if sibling.tag == "fieldset" or "attachments" in sibling.get("class", ""):
            walker.visit(sibling)
        elif sibling.tag == "div":
            for fieldset in sibling.iterchildren("fieldset"):
                walker.visit(fieldset)
    walker.end_line()
    return walker.body


def _author(box: Element) -> Author | None:
    name = first_of(box, "largetext", "span")
    if name is None:
        name = first_of(box, "post_author", "div", "td")
    if name is None:  # themes have names of their own for it
        name = next((a for a in box.iter("a") if USER.search(a.get("href", "")) and text_of(a)), None)
    if name is None:
        return None
    for link in name.iter("a"):
        if shown := text_of(link):
            user = USER.search(link.get("href", ""))
            return Author(shown, user[1] if user else None)
    shown = text_of(name)
    return Author(shown) if shown and len(shown) < 60 else None


def _date(box: Element) -> Element | None:
    """Where a post's time stands: 1.8, then 1.6."""
    date = first_of(box, "post_date", "span", "div")
    head = first_of(box, "tcat", "td") if date is None else None
    return date if head is None else first_of(head, "float_left", "div")


def _label(box: Element, pid: str) -> tuple[Element | None, int | None]:
    """The link that shows a post's number and leads to it, and the number."""
    for link in box.iter("a"):
        href = link.get("href", "")
        if f"#pid{pid}" in href and (match := _FLOOR.match(text_of(link))):
            return link, number(match[1].replace(".", ""))
    return None, None


def _edited(page: Page, box: Element, zone: tzinfo | None, day_first: bool) -> str | None:
    note = first_of(box, "edited_post", "span")
    if note is None:
        return None
    shown = time_in(note).words.partition(": ")[2]
    return parse(_BY.sub("", shown), page.calendar, zone, day_first=day_first).iso


def _head(page: Page, first: Element) -> Thread:
    links = (a.get("href", "") for a in first.iter("a"))
    places = (at for url in (page.link("canonical"), page.url) if (at := target(url)) and at.kind == "thread" and at.id.isdecimal())
    ident = next((at.id for at in places), None) or next(
        (m[1] for url in links if (m := re.search(r"tid=(\d+)|thread-(\d+)-", url)) and m[1]), None
    )
    if ident is None:
        match = re.search(rb"(?:[?&;]tid=|thread-)(\d+)|name=\"tid\" value=\"(\d+)\"", page.body)
        ident = next(part for part in match.groups() if part).decode() if match else "0"
    candidates = (first_page(absolute(page.base_url, url)) for url in (page.link("canonical"), page.url))
    named = next((url for url in candidates if (at := target(url)) and at.kind == "thread" and at.page == 1), "")
    trail = CRUMBS.first(page.tree)
    active = first_of(trail, "active", "span", "li") if trail is not None else None
    title = text_of(active) or re.split(r"\s+-\s+", page.title)[-1]
    return Thread(id=ident, url=named or absolute(page.base_url, f"showthread.php?tid={ident}"), title=title or None)
