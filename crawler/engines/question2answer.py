"""Question2Answer 1.6 to 1.8: a question and its answers are the posts, the remarks below them their comments.

All of them are numbered alike (``q21``, ``a22``, ``c23``), and every theme keeps the classes: ``qa-q-view-…``, ``qa-a-item-…``,
``qa-c-item-…``.  1.6 has exact times in a hidden ``value-title``, later versions in ``time``.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, read
from crawler.dates import NEVER, When, parse
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Comment, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.markup.time_element import read_time
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, first_of, has, text_of
from crawler.text import count, number
from crawler.urls import absolute, path, query

_POSTS = Select(f"//div[{has('qa-q-view')}] | //*[{has('qa-a-list-item')}]")
_COMMENTS = Select(f".//*[{has('qa-c-list-item')}]")
_ROWS = Select(f"//*[{has('qa-q-list-item')}]")
_ROW_LINK = Select(f".//*[{has('qa-q-item-title')}]//a")
_BOARDS = Select(f"//a[{has('qa-nav-cat-link')} or {has('qa-browse-cat-link')}]")
_CATEGORY = Select(f"//*[{has('qa-q-view-where')}]//a")
_TAGS = Select(f"//*[{has('qa-q-view-tags')}]//a")
_HEAD = Select("//h1")
_PAGER = Select(f"//*[{has('qa-page-links')}]//a")
_ERROR = Select(f"//*[{has('qa-error')} or {has('qa-notice')}]")
_QUESTION = re.compile(r"^/?(?:.*?index\.php)?/?(\d+)(?:/[^/]*)?/?$")
_LIST = re.compile(r"/?(?:questions|qa)(?:/(?P<name>[^?]+?))?/?$")
_NOBODY = frozenset(("anonymous", "anonym", "anonyme", "anónimo", "anonimo", "аноним", "匿名"))
_PER_PAGE = 20


class Question2Answer(Engine):
    """Question2Answer questions and their lists."""

    name = "question2answer"
    rank = 40
    fingerprints = (b"qa-body-js-off", b"qa-template-question", b"qa-template-questions", b"qa-template-qa")

    def target(self, url: str) -> Target | None:
        asked = query(url)
        start = number(asked.pop("start", None)) or 0
        route = asked.pop("qa", None)
        if route is not None and "qa_1" in asked:
            route = f"{route}/{asked.pop('qa_1')}"
        if asked:
            return None
        where = route if route is not None else path(url)
        if (match := _QUESTION.match(where)) and not start:
            return Target("thread", match[1])
        if match := _LIST.search(where):
            return (
                Target("board", match["name"] or "", start // _PER_PAGE + 1)
                if match["name"]
                else Target("index", "", start // _PER_PAGE + 1)
            )
        return Target("index", "") if where in ("", "/") else None

    def read(self, page: Page) -> Reading:
        if posts := _POSTS(page.tree):
            return self._thread(page, posts)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            target, name = self.target(page.url), text_of(_HEAD.first(page.tree))
            board = Board(target.id, name, [name], page.url) if target and target.kind == "board" else Board(name=name or None)
            return BoardPage(board, boards, rows, *_pages(page))
        words = text_of(_ERROR.first(page.tree))
        return Notice(reason(words, page.status) if words else "empty", words[:200] or page.title)

    # Questions ------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        address = page.url.split("#", 1)[0]
        canonical = absolute(page.base_url, page.link("canonical"))
        places = [(at, url) for url in (canonical, address) if url and (at := self.target(url)) and at.kind == "thread"]
        ident = places[0][0].id if places else str(number(elements[0].get("id")) or 0)
        tags = list(dict.fromkeys(filter(None, map(text_of, _TAGS(page.tree)))))
        title = _HEAD.first(page.tree)
        name = next((span for span in title.iter("span", "a") if text_of(span)), title) if title is not None else None
        thread = Thread(ident, places[0][1] if places else address, text_of(name) or None, tags)
        thread.views = count(text_of(first_of(page.tree, "qa-view-count-data", "span"))) if b"qa-view-count-data" in page.body else None
        board = breadcrumb(self, page, _CATEGORY(page.tree))
        if board.id is None and (link := _CATEGORY.first(page.tree)) is not None:  # a category's own address has no word of its own
            board = Board(path(absolute(page.base_url, link.get("href") or "")).strip("/") or None, text_of(link), [text_of(link)])
        posts = [self._post(page, thread, board, element) for element in elements]
        if (elements[0].get("id") or "").startswith("q"):
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *_pages(page))

    def _post(self, page: Page, thread: Thread, board: Board, element: Element) -> RawPost:
        kind = "qa-q-view" if "qa-q-view" in (element.get("class") or "").split() else "qa-a-item"
        key = str(number(element.get("id")) or 0)
        content = first_of(element, f"{kind}-content", "div", "span")
        body = read(content, _RULES, page.base_url) if content is not None else Body()
        what = first_of(element, f"{kind}-what", "a")
        url = (absolute(page.base_url, what.get("href") or "") if what is not None else "") or thread.url or page.url
        made = raw_post(
            self, page, thread, board, key, f"{url}#{element.get('id') or ''}", body, _when(page, first_of(element, f"{kind}-when", "span"))
        )
        who = first_of(element, f"{kind}-who-data", "span")
        made.post.author = _author(text_of(who))
        meta = first_of(element, f"{kind}-meta", "span", "div")
        edited = next((time for time in meta.iter("time") if time.get("itemprop") == "dateModified"), None) if meta is not None else None
        made.post.edited_at = read_time(page, edited).iso
        made.post.comments = [comment for remark in _COMMENTS(element) if (comment := _comment(page, remark))]
        return made

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        found.replies = count(text_of(first_of(element, "qa-a-count-data", "span")) or None)
        views = first_of(element, "qa-view-count-data", "span")
        found.views = count(text_of(views)) if views is not None else None
        when, who = first_of(element, "qa-q-item-when", "span"), first_of(element, "qa-q-item-who-data", "span")
        if text_of(first_of(element, "qa-q-item-what", "span", "a")) == "asked":
            found.author, found.created_at = _author(text_of(who)), _when(page, when).iso
        else:
            found.last_post_at = _when(page, when).iso
        return found


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _comment(page: Page, element: Element) -> Comment | None:
    content = first_of(element, "qa-c-item-content", "div", "span")
    words = read(content, _RULES, page.base_url) if content is not None else Body()
    text = "\n".join(line for block in words.blocks for line in block.lines())
    author = _author(text_of(first_of(element, "qa-c-item-who-data", "span")))
    return Comment(text, author, _when(page, first_of(element, "qa-c-item-when", "span")).iso) if text else None


def _author(name: str) -> Author | None:
    return Author(name) if name and name.lower() not in _NOBODY else None


def _when(page: Page, element: Element | None) -> When:
    if element is None:
        return NEVER
    exact = next(element.iter("time"), None)
    if exact is not None:
        return read_time(page, exact)
    hidden = first_of(element, "value-title", "span")
    when = parse((hidden.get("title") if hidden is not None else None) or text_of(element), page.calendar)
    return when._replace(raw=text_of(element) or when.raw)


def _pages(page: Page) -> tuple[int, int, str | None]:
    """Current page, number of pages, address of the next."""
    links = {int(shown[:9]): absolute(page.base_url, a.get("href") or "") for a in _PAGER(page.tree) if (shown := text_of(a)).isdecimal()}
    here = first_of(page.tree, "qa-page-selected", "span") if links else None
    current = number(text_of(here)) or 1
    return current, max([current, *links]), links.get(current + 1) or None


_RULES = Rules()

ENGINE = Question2Answer()
