"""GameFAQs' message boards.  Guests read the times of California; pages are numbered from 0."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read
from crawler.dates import parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Image, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, first_of, has, links_in, text_of
from crawler.text import number
from crawler.urls import absolute, path, query

_POSTS = Select(f"//td[{has('msg')}][starts-with(@id,'message_')]")
_ROWS = Select(f"//table[{has('topics')}]//tr[td[{has('topic')}]]")
_CRUMBS = Select(f"(//ol[{has('crumbs')}])[1]//a")
_PAGER = Select(f"//ul[{has('paginate')}]//a")
_BOARDS = Select("//td//a[contains(@href,'/boards/')]")
_TITLE = Select("//h1")
_PLACE = re.compile(r"^/boards(?:/(\d+)(?:-[^/]*)?(?:/(\d+))?)?/?$")
_PICTURE = re.compile(r"https://gamefaqs\.gamespot\.com/a/(?:forum|user_image)/\S+\.(?:jpe?g|png|gif|webp)")
_CALIFORNIA = ZoneInfo("America/Los_Angeles")


class GameFaqs(Engine):
    """Boards and topics."""

    name = "gamefaqs"
    rank = 30
    sites = ("gamefaqs.gamespot.com",)
    fingerprints = (b"gamefaqs-desktop", b"gamefaqs-mobile")

    def detect(self, page: Page) -> bool:
        return b"/boards" in page.start

    def target(self, url: str) -> Target | None:
        match, asked = _PLACE.match(path(url)), query(url)
        if match is None or not asked.keys() <= {"page"}:
            return None
        page = (number(asked.get("page")) or 0) + 1
        if match[2]:
            return Target("thread", match[2], page)
        return Target("board", match[1], page) if match[1] else Target("index", "")

    def read(self, page: Page) -> Reading:
        target = self.target(page.url) or self.target(page.link("canonical"))
        if posts := _POSTS(page.tree):
            return self._thread(page, target, posts)
        if rows := _ROWS(page.tree):
            target = target or Target("index", "")
            pages, following = pager(self, page, target, _PAGER(page.tree))
            name = text_of(_TITLE.first(page.tree)) or None
            board = Board(target.id or None, name, [name] if name else [], page.url.split("?", 1)[0] or None)
            return BoardPage(board, [], [row for element in rows if (row := self._row(page, element))], target.page, pages, following)
        if target and target.kind == "index" and (boards := board_rows(self, page, _BOARDS(page.tree))):
            return BoardPage(Board(), boards)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _thread(self, page: Page, target: Target | None, elements: list[Element]) -> ThreadPage:
        target = target if target and target.kind == "thread" else Target("thread", "0")
        url = (page.link("canonical") or page.url).split("?", 1)[0]
        thread = Thread(target.id, absolute(page.base_url, url) or None, text_of(_TITLE.first(page.tree)) or None)
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = [self._post(page, thread, board, element) for element in elements]
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        pages, following = pager(self, page, target, _PAGER(page.tree))
        return ThreadPage(thread, board, posts, target.page, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        pid = element.get("id", "").removeprefix("message_")
        content = first_of(element, "msg_text", "div")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        _show_pictures(body)
        shown = first_of(element, "post_time", "span")
        raw = (shown.get("title") if shown is not None else "") or text_of(shown)
        made = raw_post(
            self,
            page,
            thread,
            board,
            pid,
            f"{thread.url}/{pid}" if thread.url else page.url,
            body,
            parse(raw, page.calendar, _CALIFORNIA),
        )
        made.post.floor = number(text_of(first_of(element, "message_num", "span")))
        user = next((link for link in element.iter("a") if link.get("data-username")), None)
        made.post.author = Author(user.get("data-username", ""), user.get("data-userid")) if user is not None else None
        edited = first_of(element, "edit_time", "span")
        made.post.edited_at = parse(edited.get("title"), page.calendar, _CALIFORNIA).iso if edited is not None else None
        return made

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, links_in(first_of(element, "topic", "td")))
        if found is None:
            return None
        name = text_of(next(links_in(first_of(element, "tauthor", "td")), None))
        found.author = Author(name) if name else None
        posts = number(text_of(first_of(element, "count", "td")))
        found.replies = posts - 1 if posts else None
        found.last_post_at = parse(text_of(first_of(element, "lastpost", "td")) or None, page.calendar, _CALIFORNIA).iso
        found.sticky = any("sticky" in icon.get("class", "") or "thumb" in icon.get("class", "") for icon in element.iter("i", "img"))
        return found


def _show_pictures(body: Body) -> None:
    """A picture is posted as its bare address; a script shows it."""
    for block in body.blocks:
        if block.type == "paragraph" and _PICTURE.fullmatch(block.text):
            body.images.append(Image(len(body.images), block.text))
            block.type, block.text, block.index = "image", "", len(body.images) - 1


def _cite(walker: Walker, element: Element) -> None:
    """``NAME posted...`` before a quote belongs to it."""
    if "data-quote-id" not in element.attrib and not text_of(element).endswith("posted..."):
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    before = element.getprevious()
    before = before.getprevious() if before is not None and before.tag == "br" else before
    author = text_of(before).removesuffix("posted...").strip() if before is not None and before.tag == "cite" else ""
    walker.quote(Quote(walker.inside_text(element), author or None, before.get("data-quote-id") if author and before is not None else None))


_RULES = Rules(tags={"blockquote": _quote, "cite": _cite})

ENGINE = GameFaqs()
