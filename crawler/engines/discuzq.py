"""Discuz! Q: threads with their comments, and the home page's list, from what the page carries for its scripts, or as a browser drew it.

No page of it was at hand: versions 2 (Nuxt) and 3 (Next) are read by what their sources print.  The classes of 3 end with a hash; replies
to a comment stand below it, as remarks.  Comments have no floors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When, parse
from crawler.forum import CHINA, BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.jsonvalue import Entry, decode, entries, fragment, get, text, whole
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, Value, has, text_of
from crawler.text import tidy
from crawler.urls import absolute, query

_CARRIED = (b'"serverThread":', b'"serverIndex":')
OPENING = "0"
"""The post id of the thread itself, which is no comment."""

_ADDRESS = re.compile(r"^https?://[^/]+/(?:pages/)?(?:thread/|topic/index\?(?:.*&)?id=)(\d+)/?(?:[?#&]|$)")
_HOME = re.compile(r"^https?://[^/]+/(?:index)?(?:\?(.*))?$")
_DATA = Value("id('__NEXT_DATA__')")
_PAGE_2 = Select(f"//div[{has('container-post')}]")
_HEAD_2 = Select(f"./div[{has('title')}]")
_ARTICLE_2 = Select("./article")
_COMMENTS_2 = Select(f".//div[{has('comment')}][div[{has('container-detail')}]]")
_BODY_2 = Select(f"./div[{has('content-html')}] | ./div[{has('container-detail')}]/div[{has('content-html')}]")
_IMAGES_2 = Select(f"./div[{has('images')}]//img | ./div[{has('container-detail')}]/div[{has('images')}]//img")
_NAME_2 = Select(f".//span[{has('username')}] | .//span[{has('author-name')}]")
_TIME_2 = Select(f".//*[{has('timer')}]")
_REPLIES_2 = Select(f".//div[{has('reply')}][div[{has('content-html')}]]")
_COMMENTS_3 = Select(f"//div[{has('dzq-comment')}]")
_NAMES_3 = Select(".//div[contains(@class,'_commentListName')]")
_TIMES_3 = Select(".//div[contains(@class,'_commentTime')]")
_TEXTS_3 = Select(".//div[contains(@class,'_commentListText')]")
_IMAGES_3 = Select(".//div[contains(@class,'_commentListContentText')]//div[contains(@class,'_imageDisplay')]//img")
_REPLIES_3 = Select(".//div[contains(@class,'_replyListContent_')]")
_REPLY_NAMES_3 = Select(".//div[contains(@class,'_replyListName')]")
_REPLY_TEXTS_3 = Select(".//div[contains(@class,'_replyListText')]")
_REPLY_TIMES_3 = Select(".//div[contains(@class,'_replyTime')]")
_LINKS_3 = Select(".//a[contains(@href,'/thread/comment/')]")
_OPENING_3 = Select("//div[contains(@class,'_contentWrapper')] | //div[contains(@class,'_name__')] | //span[contains(@class,'_time__')]")
_COMMENT_ID = re.compile(r"/thread/comment/(\d+)")
_PUBLISHED = re.compile(r"^\W*(?:发布于|发表于)?\s*(.*?)\s*(?:\.\.|[（(].*)*$")
_RULES = Rules(classes={"showAllComment": skip, "qq-emotion": skip})


class _Said(NamedTuple):
    """A post as any of the sources tells it."""

    pid: str
    name: str
    uid: str | None
    raw: str
    body: Element | None
    images: list[Element]
    replies: list[Comment]


class DiscuzQ(Engine):
    """Discuz! Q threads."""

    name = "discuzq"
    rank = 30
    fingerprints = (b"__NEXT_DATA__", b"__next", b"__nuxt", b"_nuxt", b"dzq-comment")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in _CARRIED) or b"dzq-comment" in page.body or b'"container-post"' in page.body

    def target(self, url: str) -> Target | None:
        if match := _ADDRESS.match(url):
            return Target("thread", match[1])
        asked = query(url)
        if _HOME.match(url.partition("#")[0]) is None or asked.keys() - {"categoryId", "sequence"} or asked.get("sequence", "0") != "0":
            return None
        board = asked.get("categoryId", "")
        return Target("board", board) if board.isdecimal() else Target("index", "") if board in ("", "all") else None

    def read(self, page: Page) -> Reading:
        data = get(decode(_DATA(page.tree) or ""), "props")
        listed = next(_holders(data, "serverIndex"), None)
        if listed is not None:
            return self._board(page, listed)
        told = next((found for found in _holders(data, "serverThread") if get(found, "threadData")), None)
        drawn = _PAGE_2.first(page.tree)
        said = list(_told(page, told) if told is not None else _drawn_2(page, drawn) if drawn is not None else _drawn_3(page))
        if not said:
            return Notice("missing" if page.status == 404 else "empty", page.title)
        here = self.target(page.url)
        thread = Thread(text(told, "threadData", "threadId") or (here.id if here else "0"))
        thread.url = absolute(page.base_url, f"/thread/{thread.id}") or None
        heading = text_of(drawn.find(".//h2")) if drawn is not None else ""
        thread.title = text(told, "threadData", "title") or heading or tidy(page.title.rpartition(" - ")[0] or page.title) or None
        thread.views, thread.replies = whole(told, "threadData", "viewCount"), whole(told, "totalCount")
        name = text(told, "threadData", "categoryName")
        board = Board(text(told, "threadData", "categoryId") or None, name or None, [name] if name else [])
        posts = [self._post(page, thread, board, one) for one in said]
        if posts[0].post.post_id == OPENING:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts)

    def _board(self, page: Page, listed: Entry) -> BoardPage:
        here = self.target(page.url) or Target("index", "")
        found = ((text(entry, "pid") or text(entry, "id"), tidy(text(entry, "name"))) for entry in entries(listed, "categories"))
        boards = [BoardRow(key, absolute(page.base_url, f"/?categoryId={key}&sequence=0"), name) for key, name in found if key and name]
        pinned = [_row(page, entry, sticky=True) for entry in entries(listed, "sticks")]
        rows = [*pinned, *(_row(page, entry) for entry in entries(listed, "threads", "pageData"))]
        board = next(
            (Board(row.id, row.name, [row.name], row.url) for row in boards if here.kind == "board" and row.id == here.id), Board()
        )
        return BoardPage(board, [] if board.id else boards, [row for row in rows if row.id])

    def _post(self, page: Page, thread: Thread, board: Board, one: _Said) -> RawPost:
        walker = Walker(_RULES, page.base_url)
        if one.body is not None:
            walker.walk(one.body)
            walker.end_line()
        for img in one.images:
            if image := picture(img, page.base_url):
                walker.image(image, "")
        walker.end_line()
        link = thread.url or page.url
        made = raw_post(
            self, page, thread, board, one.pid, link if one.pid in ("", OPENING) else f"{link}#{one.pid}", walker.body, _when(page, one.raw)
        )
        made.post.author = Author(one.name, one.uid) if one.name and not one.name.startswith("匿名") else None
        made.post.floor = 1 if one.pid == OPENING else None
        made.post.comments = one.replies
        return made


# What a page carries for its scripts ------------------------------------------------------------------------------------------------------


def _holders(value: object, name: str, depth: int = 4) -> Iterator[Entry]:
    """The objects of this name; the wrappers around a page's own properties differ."""
    if isinstance(value, dict):
        if isinstance(found := value.get(name), dict):
            yield found
        for inner in value.values() if depth else ():
            yield from _holders(inner, name, depth - 1)


def _row(page: Page, entry: Entry, *, sticky: bool = False) -> ThreadRow:
    key = text(entry, "threadId")
    title = tidy(text(entry, "title")) or text_of(fragment(text(entry, "content", "text")))[:60]
    row = ThreadRow(key, absolute(page.base_url, f"/thread/{key}"), title, sticky=sticky)
    if (name := _name(entry)) and get(entry, "isAnonymous") is not True:
        row.author = Author(name, text(entry, "user", "userId") or None)
    row.created_at = parse(text(entry, "createdAt"), page.calendar, CHINA).iso
    row.views, row.replies = whole(entry, "viewCount"), whole(entry, "likeReward", "postCount")
    return row


def _told(page: Page, told: Entry) -> Iterator[_Said]:
    opening = get(told, "threadData")
    images = entries(opening, "content", "indexes", "101", "body")
    hidden = get(opening, "isAnonymous") is True
    yield _entry(page, opening, OPENING, text(opening, "content", "text"), images, [], hidden)
    for comment in entries(told, "commentList"):
        replies = [
            Comment(words, Author(name) if (name := _name(reply)) else None, parse(text(reply, "createdAt"), page.calendar, CHINA).iso)
            for reply in entries(comment, "lastThreeComments")
            if (words := text_of(fragment(text(reply, "content"))))
        ]
        yield _entry(page, comment, text(comment, "id") or OPENING, text(comment, "content"), entries(comment, "images"), replies)


def _entry(page: Page, entry: Entry, pid: str, html: str, images: list[Entry], replies: list[Comment], hidden: bool = False) -> _Said:
    addresses = [url for image in images if (url := absolute(page.base_url, text(image, "url") or text(image, "thumbUrl")))]
    shown = [img for url in addresses for img in fragment(f'<img src="{url.replace(chr(34), "")}">').iter("img")]
    uid = text(entry, "user", "userId") or text(entry, "user", "id") or None
    return _Said(pid, "" if hidden else _name(entry), uid, text(entry, "createdAt"), fragment(html) if html else None, shown, replies)


def _name(entry: Entry) -> str:
    return next((name for key in ("nickname", "userName", "username") if (name := tidy(text(entry, "user", key)))), "")


# Pages as a browser drew them -------------------------------------------------------------------------------------------------------------


def _drawn_2(page: Page, drawn: Element) -> Iterator[_Said]:
    head, article = _HEAD_2.first(drawn), _ARTICLE_2.first(drawn)
    if article is not None and head is not None:
        yield _Said(OPENING, _first(_NAME_2(head)), None, _first(_TIME_2(head)), _BODY_2.first(article), _IMAGES_2(article), [])
    for box in _COMMENTS_2(drawn):
        replies = list(_remarks(page, _REPLIES_2(box), _NAME_2, _TIME_2, _BODY_2))
        yield _Said("", _first(_NAME_2(box)), None, _first(_TIME_2(box)), _BODY_2.first(box), _IMAGES_2(box), replies)


def _drawn_3(page: Page) -> Iterator[_Said]:
    boxes = _COMMENTS_3(page.tree)
    inside = set(boxes)
    shown = [part for part in _OPENING_3(page.tree) if inside.isdisjoint(part.iterancestors())]
    body = next((part for part in shown if "_contentWrapper" in part.get("class", "")), None)
    if body is not None:
        name = next((text_of(part) for part in shown if "_name__" in part.get("class", "")), "")
        raw = next((text_of(part) for part in shown if part.tag == "span"), "")
        yield _Said(OPENING, name, None, raw, body, [], [])
    for box in boxes:
        link = next(iter(_LINKS_3(box)), None)
        named = _COMMENT_ID.search(link.get("href", "")) if link is not None else None
        replies = list(_remarks(page, _REPLIES_3(box), _REPLY_NAMES_3, _REPLY_TIMES_3, _REPLY_TEXTS_3))
        body = _TEXTS_3.first(box)
        yield _Said(named[1] if named else "", _first(_NAMES_3(box)), None, _first(_TIMES_3(box)), body, _IMAGES_3(box), replies)


def _remarks(page: Page, boxes: Iterable[Element], names: Select, times: Select, texts: Select) -> Iterator[Comment]:
    for box in boxes:
        if words := text_of(texts.first(box)):
            name = _first(names(box))
            yield Comment(words, Author(name) if name else None, _when(page, _first(times(box))).iso)


def _first(found: Iterable[Element]) -> str:
    return next((words for element in found if (words := text_of(element))), "")


def _when(page: Page, raw: str) -> When:
    match = _PUBLISHED.match(tidy(raw))
    return parse(match[1] if match else raw, page.calendar, CHINA)


ENGINE = DiscuzQ()
