"""esoTalk 1.0: conversations in channels; every post has its number's id, its member and an exact time.

A channel has no pages: its list grows by 'View more', which asks for the same list with a higher limit.  Guests cannot write; a deleted
post keeps its place in the numbering and has no body.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, read, skip
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, first_of, has, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_LIST = Select("id('conversationPosts')")
_POSTS = Select(f"id('conversationPosts')/li/div[{has('post')}][@data-id or starts-with(@id,'p')]")
_NEXT = Select(f"id('conversationPosts')/li[{has('scrubberNext')}]/a[@href]")
_CRUMBS = Select(f"id('conversationHeader')//ul[{has('channels')}]//a[@href]")
_TITLE = Select("id('conversationTitle')")
_ROWS = Select(f"//ul[{has('conversationList')}]/li")
_MORE = Select(f"//ul[{has('conversationList')}]/li[{has('viewMore')}]/a[@href]")
_CHANNELS = Select(f"//ul[{has('channels')} or {has('channelList')}]/li[not({has('pathItem')})]//a[@data-channel or {has('channel')}]")
_HERE = Select(f"//ul[{has('channels')}]//li[{has('selected')}]/a[@data-channel]")
_WORDS = Select(f"id('body-content')//div[{has('sheetContent')} or {has('area')}] | id('body-content')")
_THREAD = re.compile(r"^/?(?:conversation/)?(\d+)(?:-[^/]*)?(?:/p(\d+))?/?$")
_BOARD = re.compile(r"^/?conversations/([^/]+)/?$")
_LIMIT = re.compile(r"#[^:#+]+:\s*(\d{1,6})$")
_FRONT = re.compile(r"^.*?/index\.php(?=/|$)")
_MEMBER = re.compile(r"(?:^|/)member/(\d+)")
_POST = re.compile(r"conversation/post/(\d+)|#p(\d+)$")
_STEP = 20
"""How many conversations 'View more' adds."""


class EsoTalk(Engine):
    """esoTalk conversations and channels."""

    name = "esotalk"
    rank = 40
    fingerprints = (b"forumTitle",)

    def detect(self, page: Page) -> bool:
        return b"hdr-content" in page.start and b"mainMenu" in page.start

    def target(self, url: str) -> Target | None:
        asked = query(url)
        where = asked.pop("p", None) or _FRONT.sub("", path(url))
        search = asked.pop("search", "")
        limit = _LIMIT.match(search)
        if asked or (search and not limit):
            return None
        if (match := _THREAD.search(where) or _THREAD.search(where.partition("/conversation/")[2])) and not search:
            return Target("thread", match[1], int((match[2] or "1")[:6]))
        page = max(int(limit[1]) // _STEP, 1) if limit else 1
        if match := _BOARD.search(where) or _BOARD.search("/conversations" + where.partition("/conversations")[2]):
            return Target("index" if match[1] == "all" else "board", "" if match[1] == "all" else match[1], page)
        return Target("index", "", page) if re.search(r"(?:^|/)(?:conversations|channels)?/?$", where) else None

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _CHANNELS(page.tree))
        if rows or boards:
            target = self.target(page.url) or Target("index", "")
            board = breadcrumb(self, page, _HERE(page.tree))
            if target.kind == "board" and board.id is None:
                board = Board(target.id, url=page.url)
            more = _MORE.first(page.tree)
            following = absolute(page.base_url, more.get("href") or "") or None if more is not None else None
            return BoardPage(board, [row for row in boards if row.id != board.id], rows, target.page, None, following)
        words = _WORDS.text(page.tree)[:200]
        return Notice(reason(words, page.status) if words else "empty", words)

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        address = absolute(page.base_url, page.link("canonical")) or page.url.split("#", 1)[0]
        target = self.target(page.url.split("#", 1)[0]) or self.target(address) or Target("thread", "0")
        thread = Thread(target.id, re.sub(r"/p\d+/?(?=$|[?#])", "", address), _TITLE.text(page.tree) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        listed = _LIST.first(page.tree)
        start = number(listed.get("start")) if listed is not None else None
        numbered = enumerate(elements, start or 1)
        posts = [made for floor, element in numbered if (made := self._post(page, thread, board, element, floor))]
        if posts and posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        link = _NEXT.first(page.tree)
        following = absolute(page.base_url, link.get("href") or "") or None if link is not None else None
        return ThreadPage(thread, board, posts, target.page, None, following)

    def _post(self, page: Page, thread: Thread, board: Board, element: Element, floor: int) -> RawPost | None:
        content = first_of(element, "postBody", "div")
        key = str(number(element.get("data-id") or element.get("id")) or 0)
        if content is None:
            return None
        body = read(content, _RULES, page.base_url)
        link = first_of(element, "time", "a")
        url = absolute(page.base_url, link.get("href") or "") if link is not None else ""
        made = raw_post(self, page, thread, board, key, url or f"{thread.url}#p{key}", body, read_time(page, link))
        made.post.floor = floor
        made.post.author = _person(next(element.iter("h3"), None))
        note = first_of(element, "editedBy", "span")
        made.post.edited_at = read_time(page, next(note.iterchildren("span"), None)).iso if note is not None else None
        return made

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        name = first_of(element, "col-conversation", "div")
        found = thread_row(self, page, links_in(name)) if name is not None else None
        if found is None:
            return None
        found.url = re.sub(r"/(?:unread|last)/?$", "", found.url)
        found.sticky = first_of(element, "label-sticky", "span", "a") is not None
        found.replies = number(text_of(first_of(element, "col-replies", "div")))
        last = first_of(element, "lastPostTime", "a")
        found.last_post_at = read_time(page, next(last.iter("span"), last)).iso if last is not None else None
        return found


def _person(element: Element | None) -> Author | None:
    name = text_of(element)
    if element is None or not name or name == "[deleted]":
        return None
    member = next((match for a in element.iter("a") if (match := _MEMBER.search(a.get("href") or ""))), None)
    return Author(name, member[1] if member else None)


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote`` with its speaker in a ``cite``, and a link to the post before it."""
    head = next((cite for cite in element.iter("cite") if next(cite.iterancestors("blockquote")) is element), None)
    quote = Quote(walker.inside_text(element), speaker(text_of(head)) if head is not None else None)
    link = next((a for a in element.iter("a") if a.get("rel") == "post"), None)
    match = _POST.search(link.get("href") or "") if link is not None else None
    quote.post_id = (link.get("data-id") or (match and (match[1] or match[2]))) if link is not None else None
    walker.quote(quote)


def _files(walker: Walker, element: Element) -> None:
    """The list of uploads below a text: pictures and others."""
    for link in element.iter("a"):
        if (picture := next(link.iter("img"), None)) is not None:
            walker.img(picture)
        elif name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))


_RULES = Rules(tags={"blockquote": _quote, "cite": skip, "a": cut_link}, classes={"postRef": skip, "attachments": _files})

ENGINE = EsoTalk()
