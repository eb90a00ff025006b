"""Vanilla Forums (Higher Logic Vanilla): the pages its PHP themes render, list and table layouts.

The opening post is ``Discussion_N``, replies are ``Comment_N``; the two count separately, so an opening post's id is written ``dN``.
Pages of the newer layouts that a browser builds from JSON hold no posts.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import parse
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.counters import counters
from crawler.markup.lists import board_rows, breadcrumb
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Numbered, Select, first_of, has, links_in, text_of
from crawler.text import count, number, tidy
from crawler.urls import absolute, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_OPENER = Numbered("Discussion_", "div", "li")
_COMMENTS = Numbered("Comment_", "li", "div")
_ROWS = Select("//li[starts-with(@id,'Discussion_')] | //tr[starts-with(@id,'Discussion_')]")
_CRUMBS = Classed("Breadcrumbs", "span", "div", "nav", "ul", "ol")
_TAGS = Select(f"//*[{has('InlineTags')}]//a | //*[{has('TagsMeta')}]//a")
_ROW_TITLE = Select(f".//*[{has('Title')}]/descendant-or-self::a | .//a[{has('Title')}]")
_ROW_USER = Select(f".//*[{has('DiscussionAuthor')} or {has('FirstUser')}]//a")
_ROW_DATES = Select(".//time")
_VIEWS = Select(f".//*[{has('CountViews')} or {has('ViewCount')}]//*[{has('Number')}]")
_REPLIES = Select(f".//*[{has('CountComments')} or {has('CommentCount')}]//*[{has('Number')}]")
_BOARDS = Select(f"//*[starts-with(@id,'Category_')]//a | //*[{has('CategoryNameHeading')} or {has('ChildCategories')}]//a")
_BAR = Classed("Pager", "div", "span", "nav", "ul")
_OLD_TITLE = Select(f"//div[{has('DiscussionTabs')}]//div[{has('SubTab')}]")
_OLD_CRUMB = Select(f"//div[{has('DiscussionTabs')}]//a[{has('TabLink')}]")
_SPLASH = Select(f"//*[{has('SplashInfo')}] | id('Content')/h1 | //main//h1")

_ROUTE = re.compile(r"(?:^|[/=])(?P<kind>discussion|categories|discussions)(?P<rest>(?:/[^?#&]*)?)$")
_THREAD = re.compile(r"/(\d+)(?:/(?!p\d+$)[^/]*)?(?:/p(\d+))?/?$")
_BOARD = re.compile(r"/([^/]+)(?:/p(\d+))?/?$")
_PROFILE = re.compile(r"/profile/(\d+)/[^/]+$")
_PAGE = re.compile(r"^/?(?:p(\d+))?/?$")
_SAID = re.compile(r"\s*(?:said|wrote|sagte|a dit|dijo)\s*:?$")


class Vanilla(Engine):
    """Vanilla boards (categories) and threads (discussions)."""

    name = "vanilla"
    rank = 24
    fingerprints = (b"gdn", b"vanilla", b"vanilla_discussion_index", b"vanilla_discussions_index", b"vanilla_categories_index")

    def detect(self, page: Page) -> bool:
        return any(mark in page.body for mark in (b"gdn.meta", b"/applications/vanilla/", b'id="vanilla_'))

    def target(self, url: str) -> Target | None:
        path, _, asked = url.split("#", 1)[0].partition("?")
        told = query("?" + asked) if asked else {}
        route = told.pop("p", "") if "p" in told and told["p"].startswith("/") else path
        if any(not name.startswith("utm_") for name in told):
            return None
        match = _ROUTE.search(route.rstrip("/") or "/")
        if match is None:
            return Target("index", "") if path.endswith("/") and path.count("/") <= 4 else None
        kind, rest = match["kind"], match["rest"]
        if kind == "discussion":
            found = _THREAD.match(rest)
            return Target("thread", found[1], number(found[2]) or 1) if found else None
        if plain := _PAGE.match(rest):
            return Target("index", "" if kind == "categories" else "discussions", number(plain[1]) or 1)
        found = _BOARD.match(rest) if kind == "categories" else None
        return Target("board", found[1], number(found[2]) or 1) if found else None

    def read(self, page: Page) -> Reading:
        opener = (element for element in _OPENER.each(page.tree) if _is_opener(element))
        elements = [*opener, *_COMMENTS(page.tree)]
        if elements:
            return self._thread(page, elements)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        words = next((text for element in _SPLASH(page.tree) if (text := text_of(element))), "")
        if page.status >= 400 or first_of(page.tree, "SplashInfo", "div") is not None:
            return Notice(reason(words, page.status), words[:200])
        here = self._here(page)
        if here and here.kind == "board" and b"DataList" in page.body:
            return self._board(page, [], [])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        here = self._here(page)
        thread = Thread(id=here.id if here and here.kind == "thread" else "0", url=self._first_page(page))
        thread.title = text_of(next(page.tree.iter("h1"), None)) or _OLD_TITLE.text(page.tree).lstrip("↳ ") or None
        tags = _TAGS(page.tree) if b"InlineTags" in page.body or b"TagsMeta" in page.body else []
        thread.tags = list(dict.fromkeys(filter(None, map(text_of, tags))))
        thread.views, thread.replies = counters(page)
        board = breadcrumb(self, page, [*links_in(_CRUMBS.first(page.tree)), *_OLD_CRUMB(page.tree)])
        zone = _zone(page, elements)
        posts: dict[str, RawPost] = {}
        for element in elements:
            kind, _, key = element.get("id", "").partition("_")
            pid = "d" + key if kind == "Discussion" else key
            if key.isdecimal() and pid not in posts:
                posts[pid] = self._post(page, thread, board, pid, element, zone)
        drafts = list(posts.values())
        if all(made.post.floor for made in drafts):
            drafts.sort(key=lambda made: made.post.floor or 0)
        if drafts[0].post.floor == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        current, pages, following = self._pages(page, Target("thread", thread.id or "0"))
        return ThreadPage(thread, board, drafts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, element: Element, zone: tzinfo | None) -> RawPost:
        walker = Walker(_RULES, page.base_url)
        body = first_of(element, "Message", "div")
        if body is None:
            body = first_of(element, "userContent", "div")
        if body is not None:
            walker.walk(body)
            walker.end_line()
        files = first_of(element, "AttachFileContainer", "div")
        if files is not None:
            _files(walker, files)
        own = thread.url or page.url if pid.startswith("d") else absolute(page.base_url, f"/discussion/comment/{pid}") + f"#Comment_{pid}"
        created = next(iter(element.iter("time")), None)
        created = created if created is not None else first_of(element, "DateCreated", "span", "div")
        made = raw_post(self, page, thread, board, pid, own, walker.body, read_time(page, created))
        made.post.author = _author(element)
        link = first_of(element, "Permalink", "a")
        item = number(link.get("name")) if link is not None else None
        old = "Item Comment" in element.get("class", "")  # 2.0 counts the opener as an item
        made.post.floor = 1 if pid.startswith("d") else item + (not old) if item is not None else None
        updated = first_of(element, "DateUpdated", "span", "time")
        if updated is not None:
            made.post.edited_at = parse((updated.get("title") or "").partition(" ")[2] or text_of(updated), page.calendar, zone).iso
        return made

    def _here(self, page: Page) -> Target | None:
        at = self.target(page.url)
        return at if at and at.kind != "index" else self.target(absolute(page.url, page.link("canonical"))) or at

    def _first_page(self, page: Page) -> str | None:
        canonical = absolute(page.url, page.link("canonical"))
        return re.sub(r"/p\d+/?$", "", canonical or page.url.split("#", 1)[0]) or None

    def _pages(self, page: Page, here: Target) -> tuple[int, int, str | None]:
        at = self._here(page)
        current = at.page if at and at.id == here.id else 1
        bar = _BAR.first(page.tree)
        if bar is None:
            return current, 1, None
        current = number(text_of(first_of(bar, "Highlight", "a", "span"))) or current
        last, following = pager(self, page, Target(here.kind, here.id, current), bar.iter("a"))
        return current, last, following

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        here, name = self._here(page), text_of(next(page.tree.iter("h1"), None)) or None
        if here is None or here.kind != "board":
            current, pages, following = self._pages(page, here) if here else (1, 1, None)
            return BoardPage(Board(name=name), boards, rows, current, pages, following)
        board = breadcrumb(self, page, links_in(_CRUMBS.first(page.tree)))
        if board.id != here.id:
            board.path = [*board.path, name] if name else board.path
        board.id, board.name, board.url = here.id, name or board.name, self._first_page(page)
        current, pages, following = self._pages(page, here)
        return BoardPage(board, [row for row in boards if row.id != here.id], rows, current, pages, following)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        for link in [*_ROW_TITLE(element), *element.iter("a")]:
            url, title = absolute(page.base_url, link.get("href") or ""), text_of(link)
            target = self.target(url) if title else None
            if target and target.kind == "thread" and target.page == 1:
                break
        else:
            return None
        row = ThreadRow(target.id, url, title)
        classes = " ".join(e.get("class") or "" for e in element.iter("span", "i", "li", "tr"))
        row.sticky = "Announcement" in classes
        row.moved = "Tag-Redirect" in classes or "Tag-Moved" in classes
        starter = next((link for link in _ROW_USER(element) if text_of(link)), None)
        row.author = _user(starter) if starter is not None else None
        times = [read_time(page, moment).iso for moment in _ROW_DATES(element)]
        if times:
            row.created_at, row.last_post_at = times[0] if len(times) > 1 else None, times[-1]
        row.views, row.replies = (_figure(found.first(element)) for found in (_VIEWS, _REPLIES))
        return row


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _zone(page: Page, elements: list[Element]) -> tzinfo | None:
    """The site's zone, None where the page does not show it: titles show its clock beside the exact time."""
    for moment in elements[0].iter("time"):
        exact = parse(moment.get("datetime"), page.fetched_at, UTC)
        shown = parse(moment.get("title"), page.fetched_at, UTC)
        if exact.iso and shown.iso:
            apart = datetime.fromisoformat(shown.iso) - datetime.fromisoformat(exact.iso)
            quarters = round(apart / timedelta(minutes=15))
            return timezone(timedelta(minutes=15 * quarters)) if abs(quarters) <= 56 else None
    return None


def _is_opener(element: Element) -> bool:
    """Rows of lists have the same id; 2.0 has the opener in the list of comments."""
    classes = element.get("class", "").split()
    return "Item" in classes and (element.tag == "div" or "FirstComment" in classes)


def _author(post: Element) -> Author | None:
    user = first_of(post, "Username", "a", "span")
    if user is None:
        place = first_of(post, "Author", "span", "div")
        user = next((a for a in links_in(place) if text_of(a)), None)
    return _user(user) if user is not None else None


def _user(element: Element) -> Author | None:
    name = text_of(element)
    numbered = _PROFILE.search(element.get("href") or "")
    return Author(name, element.get("data-userid") or (numbered[1] if numbered else None)) if name else None


def _figure(element: Element | None) -> int | None:
    return count((element.get("title") or text_of(element)) if element is not None else None)


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    named = first_of(element, "QuoteAuthor", "div", "span", "p")
    if named is not None:
        quote.author = _SAID.sub("", text_of(named)) or None
        links = (re.search(r"Comment_(\d+)|comment/(\d+)", a.get("href") or a.get("rel") or "") for a in named.iter("a"))
        quote.post_id = next((match[1] or match[2] for match in links if match), None)
    walker.quote(quote)


def _embed(walker: Walker, element: Element) -> None:
    """Rich posts: what a script would show is described in ``data-embedjson``."""
    told = _told(element)
    kind, url = str(told.get("embedType") or ""), absolute(walker.base_url, str(told.get("url") or ""))
    if kind == "quote":
        user = told.get("insertUser") or {}
        held = Walker(_RULES, walker.base_url)
        held.walk(element)
        held.end_line()
        text = "\n".join(line for block in held.body.blocks for line in block.lines()) or _plain(told.get("body") or told.get("bodyRaw"))
        record = str(told.get("recordID") or "")
        key = ("d" + record if told.get("recordType") == "discussion" else record) if record else None
        walker.quote(Quote(text, tidy(str(user.get("name") or "")) or None, key))
    elif kind == "file" and told.get("name"):
        size = told.get("size")
        walker.attachment(Attachment(tidy(str(told["name"])), url or None, size if isinstance(size, int) else None))
    elif kind in ("image", "giphy", "") or not url:
        walker.descend(element)
    elif kind == "link":
        walker.end_line()
        walker.text(url)
        walker.end_line()
    else:
        walker.add(Block("media", url=url))


def _told(element: Element) -> dict[str, Any]:
    try:
        told = json.loads(element.get("data-embedjson") or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _plain(html: object) -> str:
    return tidy(re.sub(r"<[^>]{1,500}>", " ", html)) if isinstance(html, str) else ""


def _files(walker: Walker, element: Element) -> None:
    for link in element.iter("a"):
        image = next((found for img in link.iter("img") if (found := picture(img, walker.base_url))), None)
        name = text_of(link)
        if image is not None:
            image.url, image.thumb_url = absolute(walker.base_url, link.get("href") or "") or image.url, image.url
            walker.image(image)
        elif name and link.get("href"):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))


_RULES = Rules(
    classes={
        **dict.fromkeys(("QuoteAuthor", "SpoilerTitle", "Signature", "Reactions", "emojiText"), skip),
        **dict.fromkeys(("Quote", "UserQuote", "blockquote"), _quote),
        **dict.fromkeys(("js-embed", "embedExternal"), _embed),
        "emoji": skip,
    },
    tags={"blockquote": _quote},
)

ENGINE = Vanilla()
