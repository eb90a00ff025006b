"""XenForo threads."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.pictures import is_filename, picture
from crawler.body.walker import Walker
from crawler.dates import When
from crawler.engines.xenforo.body import RULES
from crawler.engines.xenforo.parts import PAGE_NUMBER, breadcrumb, read_pages, read_title, read_user
from crawler.engines.xenforo.routes import KEYS
from crawler.forum import Engine, Target, ThreadPage, raw_post
from crawler.items import Attachment, Author, Board, Thread
from crawler.markup.copies import each_once
from crawler.markup.counters import counters
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, Strings, Value, first_of, has, links_in, text_of
from crawler.text import count, number, size, tidy
from crawler.urls import absolute

_FIELDS = Select(".//div[contains(@class,'message-fields--before')]//dl")
_ATTACHED = Select(".//ul[contains(@class,'attachmentList')]/li")
_OWN_LINKS = Select(".//a[contains(@href,'/post-')][not(ancestor::article[contains(@class,'message-body')])]")
_OLD_ABOUT = Select("id('pageDescription')")
_STARTER = Select(f".//*[{has('username')}]")
_STARTED = Select(f".//time | .//*[{has('DateTime')}]")
_VIEWED = Strings("//div[contains(@class,'MessageCard__thread-info')]//text()")
_SHARED = Value("/html/head/meta[@property='og:url']/@content")
_NAMES = frozenset(("username", "MessageCard__user-info__name"))
"""Classes of who wrote a post (1 and 2, VS)."""
_DATED = re.compile("(lastEdit|editDate)|message-attribution|message-header|date-created|messageDetails|messageMeta|datePermalink")


def read_thread(engine: Engine, page: Page, elements: list[Element]) -> ThreadPage:
    """One page of a thread."""
    thread = Thread()
    thread.id, thread.url = _thread_address(engine, page)
    thread.title, labels = read_title(page)
    thread.tags = list(dict.fromkeys([*labels, *(_tags(page))]))
    thread.views, thread.replies = _counters(page)
    board = breadcrumb(engine, page)
    current, pages, following = read_pages(engine, page, Target("thread", thread.id or "0"))
    files = b"attachmentList" in page.body
    drafts = [
        _post(engine, page, thread, board, pid, element, files=files, fields=element is elements[0])
        for pid, element in each_once(elements).items()
    ]
    if all(made.post.floor for made in drafts):
        drafts.sort(key=lambda made: made.post.floor or 0)
    _opened(page, thread, drafts)
    return ThreadPage(thread, board, drafts, current, pages, following)


def _body(post: Element) -> Element | None:
    if post.tag == "li":
        body = first_of(post, "messageText", "blockquote")
    else:
        body = first_of(post, "message-body", "article")
        body = body if body is not None else first_of(post, "message-body", "div")
    wrapper = first_of(body, "bbWrapper", "div") if body is not None else None
    return body if wrapper is None else wrapper


def _author(post: Element) -> Author | None:
    for user in post.iter("a", "span"):
        classes = user.get("class")
        if classes and not _NAMES.isdisjoint(classes.split()) and (found := read_user(user)):
            return found
    return Author(name) if (name := tidy(post.get("data-author") or "")) else None


def _times(page: Page, post: Element) -> tuple[When, When]:
    """When a post was written and when it was last edited."""
    written: Element | None = None
    edited: Element | None = None
    old = post.tag == "li"
    for element in post.iter(*(("abbr", "span") if old else ("time",))):
        if old and "DateTime" not in (element.get("class") or ""):
            continue
        match = _DATED.search(" ".join([e.get("class") or "" for e in islice(element.iterancestors(), 4)]))
        if match and match[1]:
            edited = element
        elif match and written is None:
            written = element
    when = read_time(page, written)
    if when.iso is None:
        own = (read_time(page, link) for link in _OWN_LINKS(post))
        when = next((shown for shown in own if shown.iso), when)
    return when, read_time(page, edited)


def _floor(post: Element) -> int | None:
    if "message--article" in post.get("class", "").split():
        return 1
    opposite = first_of(post, "message-attribution-opposite", "ul") if post.tag != "li" else None
    if opposite is None:
        label = first_of(post, "postNumber" if post.tag == "li" else "MessageCard__post-position", "a")
        if label is not None:
            return number(text_of(label))
    for link in links_in(opposite):
        if (shown := (link.text or "").strip()).startswith("#") and (told := number(shown[1:])):
            return told
    labels = [text_of(item) for item in (opposite if opposite is not None else _OWN_LINKS(post))]
    return next((number(label.partition("#")[2]) for label in labels if re.search(r"#\s*\d", label)), None)


def _counters(page: Page) -> tuple[int | None, int | None]:
    """Views and replies: in the JSON of 2, above the title in VS."""
    told = counters(page)
    if told != (None, None) or b"MessageCard__thread-info" not in _top(page):
        return told
    shown = " ".join(_VIEWED(page.tree))
    views, replies = (re.search(rf"([\d.,]+\s*[KM]?)\s*{word}", shown) for word in ("views", "replies"))
    return count(views and views[1]), count(replies and replies[1])


def _permalink(thread: Thread, pid: str, post: Element) -> str:
    base = thread.url or ""
    if post.tag == "li":
        return f"{base.rpartition('threads/')[0]}posts/{pid}/"
    return f"{base.rstrip('/')}/post-{pid}"


def _top(page: Page) -> bytes:
    """What stands above the first post's text: cheap to search."""
    at = max(page.body.find(b'"js-post-'), page.body.find(b'<li id="post-') if b"js-post-" not in page.body else -1)
    return page.body[: at + 8000]


def _tags(page: Page) -> list[str]:
    if b"tagList" not in _top(page):
        return []
    held = first_of(page.tree, "tagList", "dl", "ul", "span", "div")
    return [text for link in held.iter("a") if (text := text_of(link))] if held is not None else []


def _attached(walker: Walker, element: Element) -> None:
    """An entry of the list below a body; pictures that stand in the text are not listed again."""
    link = next((a for a in element.iter("a") if a.get("href") and "/attachments/" in "/" + a.get("href", "")), None)
    if link is None:
        return
    url = absolute(walker.base_url, link.get("href", "")).split("?", 1)[0]
    names = [e for e in element.iter() if {"file-name", "attachment-name", "filename"} & set((e.get("class") or "").split())]
    name = (names[0].get("title") or text_of(names[0])) if names else element.get("title") or ""
    shown = next((image for img in element.iter("img") if (image := picture(img, walker.base_url))), None)
    if shown is not None and (is_filename(name) or not name):
        shown.url, shown.thumb_url, shown.filename = url, shown.url, name or shown.filename
        walker.image(shown)
    elif name:
        walker.attachment(Attachment(name, url or None, size(text_of(element).replace(name, ""))))


def _field(walker: Walker, element: Element) -> None:
    name, value = text_of(element.find("dt")), text_of(element.find("dd"))
    if name and value:
        walker.add(Block("facts", rows=[[name, value]]))


def _post(engine: Engine, page: Page, thread: Thread, board: Board, pid: str, element: Element, *, files: bool, fields: bool) -> RawPost:
    walker = Walker(RULES, page.base_url)
    for field in _FIELDS(element) if fields else ():
        _field(walker, field)
    body = _body(element)
    if body is not None:
        walker.walk(body)
        walker.end_line()
    else:
        walker.locked(text_of(first_of(element, "messageNotice", "div")))
    for attached in _ATTACHED(element) if files else ():
        _attached(walker, attached)
    written, edited = _times(page, element)
    made = raw_post(engine, page, thread, board, pid, _permalink(thread, pid, element), walker.body, written)
    made.post.author = _author(element)
    made.post.floor = _floor(element)
    made.post.edited_at = edited.iso
    return made


def _thread_address(engine: Engine, page: Page) -> tuple[str, str | None]:
    for url in (absolute(page.url, page.link("canonical")), page.url, absolute(page.url, _SHARED(page.tree))):
        at = engine.target(url)
        if at and at.kind == "thread":
            return at.id, PAGE_NUMBER.sub("", url.split("#", 1)[0])
    key = re.search(r"thread-(\d+)", KEYS(page.tree))
    return (key[1], absolute(page.base_url, f"threads/{key[1]}/") or None) if key else ("0", page.url or None)


def _opened(page: Page, thread: Thread, drafts: list[RawPost]) -> None:
    """Who opened the thread and when: the first post where it is on this page, else the line below the title."""
    if drafts[0].post.floor == 1:
        thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        return
    about = first_of(page.tree, "p-description", "div") if b"p-description" in _top(page) else _OLD_ABOUT.first(page.tree)
    if about is not None:
        starter = _STARTER.first(about)
        thread.author = read_user(starter) if starter is not None else None
        thread.created_at = read_time(page, _STARTED.first(about)).iso
