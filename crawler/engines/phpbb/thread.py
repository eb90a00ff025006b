"""phpBB threads."""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Walker
from crawler.dates import When, parse
from crawler.engines.phpbb.addresses import target
from crawler.engines.phpbb.body import RULES
from crawler.engines.phpbb.parts import USER, address, board_of, read_pager, zone_of
from crawler.forum import Engine, Target, ThreadPage, raw_post
from crawler.items import Author, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Numbered, Select, Value, has, text_of
from crawler.text import tidy
from crawler.urls import query

_POSTS = Either(
    Numbered("p", "div"),
    "//a[starts-with(@name,'p')][number(substring(@name,2))>0]/ancestor::table[1]",
    "//*[starts-with(@id,'p')][number(substring(@id,2))>0][not(self::a)]",
)
_OLD_ANCHOR = Value("./tr[2]/td[1]/a/@name | .//a[starts-with(@name,'p')][number(substring(@name,2))>0]/@name")
_BODY = Either(
    Classed("content", "div"),
    ".//td/div[@class='postbody']",
    f".//*[{has('content')}] | .//*[@itemprop='articleBody' or @itemprop='text']",
    f".//*[{has('postbody')}]",
)
_NAME = Either(
    "./div/*/dt/*[self::a or self::span][starts-with(@class,'username')]",
    "./div/*/dt/a[contains(@href,'viewprofile')][normalize-space()]",
    ".//b[@class='postauthor']",
    f".//*[{has('postprofile')}]//*[self::a or self::span][{has('username')} or {has('username-coloured')}]",
    f".//p[{has('author')}]//*[{has('username')} or {has('username-coloured')}]",
    f".//*[{has('postprofile')}]//a[contains(@href,'viewprofile')][normalize-space()]",
)
_PROFILE = Select(".//a[contains(@href,'mode=viewprofile')][not(ancestor::blockquote)]")
_HEAD = Either(
    Classed("author", "p"),
    ".//td[@class='gensmall']/div[last()][b]",
    f".//*[{has('author')} or {has('post-date')} or {has('postdate')} or {has('dateline')}][not(self::a)]",
)
_LOOSE = Value(f".//time[not(ancestor::*[{has('content')} or {has('postprofile')}])]/@datetime")
_TITLE = Either(
    Classed("topic-title", "h2"),
    "//h2[a[contains(@href,'viewtopic')]] | //a[@class='titles']",
    f"//*[{has('topic-title')}]",
)
_EXTRAS = frozenset(("attachbox", "notice", "rules", "tablebg", "gensmall"))


def found_posts(page: Page) -> list[tuple[str, Element, Element]]:
    """(id, post, body) of each post."""
    found: dict[str, tuple[str, Element, Element]] = {}
    if b"postbody" not in page.body and b'class="content' not in page.body:
        return []
    for element in _POSTS(page.tree):
        pid = (_OLD_ANCHOR(element) if element.tag == "table" else element.get("id", "")).removeprefix("p")
        body = _BODY.first(element) if pid not in found else None
        if body is not None:
            found[pid] = (pid, element, body)
    return list(found.values())


def read_thread(engine: Engine, page: Page, containers: list[tuple[str, Element, Element]]) -> ThreadPage:
    """One page of a thread."""
    pager, zone, board = read_pager(page, "thread"), zone_of(page), board_of(engine, page)
    thread = _head(page)
    thread.replies = pager.total - 1 if pager.total else None
    ordered = query(page.url).get("sd") != "d"
    script = address(page, "viewtopic.php")
    if pager.before is None and pager.page == pager.pages and pager.total:
        pager.before = pager.total - len(containers)
    posts: list[RawPost] = []
    for at, (pid, element, content) in enumerate(containers):
        body, when = _read_body(page, content), _when(page, element, zone)
        made = raw_post(engine, page, thread, board, pid, f"{script}?p={pid}#p{pid}", body, when)
        made.post.author = _author(element)
        made.post.edited_at = parse(body.edited, page.calendar, zone).iso
        if ordered and pager.before is not None:
            made.post.floor = pager.before + at + 1
        posts.append(made)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    return ThreadPage(thread, board, posts, pager.page, pager.pages, pager.next_url)


def topic_id(page: Page) -> str:
    """The topic's id from a form or link where no address of the page itself says it (``viewtopic.php?p=19``)."""
    match = re.search(rb"viewtopic\.php\?(?:f=\d+&(?:amp;)?)?t=(\d+)", page.body) or re.search(rb'name="t" value="(\d+)"', page.body)
    return match[1].decode() if match else "0"


def _read_body(page: Page, content: Element) -> Body:
    walker = Walker(RULES, page.base_url)
    walker.walk(content)
    walker.end_line()
    for extra in _after(content):
        walker.visit(extra)
    walker.end_line()
    return walker.body


def _after(content: Element) -> list[Element]:
    """What belongs to a post and stands behind its body: the files, the edit note, a lock; not the signature."""
    parent = content.getparent()
    places = [*content.itersiblings(), *(parent.itersiblings() if parent is not None else ())]
    return [element for element in places if isinstance(element.tag, str) and not _EXTRAS.isdisjoint(element.get("class", "").split())]


def _author(post: Element) -> Author | None:
    for element in _NAME(post):
        if name := text_of(element):
            links = [element] if element.tag == "a" else [a for a in _PROFILE(post) if len(a) or text_of(a) in ("", name)]
            ident = next((match[1] for a in links if (match := USER.search(a.get("href", "")))), None)
            return Author(name, ident if ident != "1" else None)
    return None


def _when(page: Page, post: Element, zone: tzinfo | None) -> When:
    """The time a post was written; phpBB 3.2 and later say it exactly, whatever words they print."""
    head = _HEAD.first(post)
    if head is None:
        return parse(_LOOSE(post), page.calendar, zone)
    stamp = next(head.iter("time"), None)
    raw = _shown(head) if stamp is None else text_of(stamp)
    when = parse(stamp.get("datetime") if stamp is not None else None, page.calendar, zone)
    if when.iso is None:
        when = parse(raw, page.calendar, zone)
    return when._replace(raw=raw or when.raw)


def _shown(element: Element) -> str:
    """The time in a line such as 'by NAME » TIME' (prosilver) or 'Posted: TIME' (subsilver2)."""
    label = element.find("b") if element.tag == "div" else None
    return tidy(label.tail or "") if label is not None else text_of(element).rpartition("»")[2].strip()


def _head(page: Page) -> Thread:
    heading = _TITLE.first(page.tree)
    links = [a.get("href", "") for a in ([] if heading is None else [heading, *heading.iter("a")])]
    places = (at for url in (page.link("canonical"), *links, page.url) if (at := target(address(page, url))) and at.kind == "thread")
    at = next(places, None)
    ident = at.id if at else query(page.url).get("t") or topic_id(page)
    title = text_of(heading) or re.split(r"\s+[-•|]\s+", page.title)[0]
    own = (url for link in (page.link("canonical"), *links) if ".php" not in (url := address(page, link)))
    url = next((url for url in own if target(url) == Target("thread", ident)), "")
    return Thread(id=ident, url=url or address(page, f"viewtopic.php?t={ident}"), title=title or None)
