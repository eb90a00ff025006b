"""XiunoBBS 4 and its forks: plain and rewritten addresses, the stock theme and themes that keep its lists.

Facts seen on 4.0.4.  The opening post stands in a card of its own and nowhere names its id; pages after the first show a link in place of
its body.  Floors are positions: they renumber when a post is deleted.  Times are relative or a bare date, never exact.
"""

from __future__ import annotations

import re

import msgspec
from lxml.etree import _Element as Element

from crawler.body.handlers import locked
from crawler.body.walker import Rules, Walker
from crawler.dates import When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Reason, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.class_index import Part, marked
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

OPENING = "0"
"""The post id of an opening post, which the page does not name."""

_PARTS = {"post": "li", "thread": "li", "card-thread": "div"}
"""Replies, rows of a list, and the opening post."""
_TITLES = Select("//h4")
_NAMED = Select("//input[@name='modtid'] | //form[contains(@action,'user-login') or contains(@action,'user/login')]")

_ADDRESS = re.compile(r"(?:^|[/?])(?P<kind>thread|forum|index)[-/](?P<id>\d+)(?:[-/](?P<page>\d+))?(?:\.html?)?(?=$|[?&#])")
_HOME = re.compile(r"(?:/|/index(?:\.php|\.htm)?)(?:\?(?:index(?:\.htm)?)?)?$")
_BOARDS = re.compile(rb"var forumarr\s*=\s*(\{.*?\})\s*;", re.DOTALL)
_BOARD_ID = re.compile(rb"var fid\s*=\s*['\"]?(\d+)")
_WHOLE = "查看主题内容"
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("missing", re.compile("不存在|已删除|not exist")),
    ("permission", re.compile("无权|权限")),
    ("login", re.compile("登录|login")),
)


class Xiuno(Engine):
    """XiunoBBS boards and threads."""

    name = "xiuno"
    rank = 20
    fingerprints = (b"bootstrap-bbs", b"xiuno")

    def detect(self, page: Page) -> bool:
        return b"bootstrap-bbs.css" in page.start or b"js/xiuno.js" in page.start or b"js/xiuno.js" in page.body[-32768:]

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.search(url)
        if match is None:
            return Target("index", "") if _HOME.search(url.split("#", 1)[0]) else None
        asked = query("?" + url[match.end() :].lstrip("?&"))
        if asked.get("orderby", "lastpid") != "lastpid" or asked.get("digest", "0") != "0" or asked.keys() - {"orderby", "digest", "page"}:
            return None
        identity, page = match["id"], int((match["page"] or "1")[:9]) or 1
        if match["kind"] == "index":
            return Target("index", "", int(identity[:9])) if match["page"] is None and identity != "0" else None
        return Target("thread" if match["kind"] == "thread" else "board", identity, page)

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        opening = next((box for box in whole.all("message") if box.get("isfirst") == "1"), None)
        if opening is not None and any(_is_unnamed(part.element) for part in parts):
            return Notice("empty", "replies without numbers")
        if opening is not None:
            return self._thread(page, whole, parts, opening)
        rows = [row for part in parts if part.element.get("data-tid") and (row := self._row(page, part))]
        if rows or whole.first("threadlist") is not None:
            current, pages, next_url = self._pager(page, whole)
            return BoardPage(self._board(page, whole), [], rows, current, pages, next_url)
        return self._notice(page, whole)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, parts: list[Part], opening: Element) -> ThreadPage:
        url = self._first_page(page, whole, "thread")
        target = self.target(url)
        thread = Thread(id=target.id if target else _named_id(page, whole), url=url or None, title=_title(page))
        head = next((card for card in whole.all("card") if card in opening.iterancestors()), page.tree)
        card = next((part for part in parts if part.element is head), None) or marked(head, {})[0]
        links = (link for link in head.iter("a") if "tag" in link.get("class", "") or "tag-" in link.get("href", ""))
        thread.tags = [tag for link in links if (tag := text_of(link))]
        thread.views, thread.replies = _beside(card, "icon-eye"), number(text_of(whole.first("posts")))
        thread.author, thread.created_at = _author(card), _when(page, card).iso
        board = self._board(page, whole)
        current, pages, next_url = self._pager(page, whole)
        posts = []
        if not _stands_elsewhere(opening):
            posts.append(self._post(page, thread, board, OPENING, card, opening, 1))
        for part in parts:
            pid, body = part.element.get("data-pid"), part.first("message")
            if pid and body is not None:
                posts.append(self._post(page, thread, board, pid, part, body, number(text_of(part.first("floor")))))
        return ThreadPage(thread, board, posts, current, pages, next_url)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, part: Part, message: Element, floor: int | None) -> RawPost:
        walker = Walker(_RULES, page.base_url)
        walker.walk(message)
        walker.end_line()
        url = page.url if self.target(page.url) else thread.url
        made = raw_post(self, page, thread, board, pid, url or page.url, walker.body, _when(page, part))
        made.post.author = _author(part)
        made.post.floor = floor
        return made

    def _first_page(self, page: Page, whole: Part, kind: str) -> str:
        """The address of the thread's or board's first page, in the spelling that the page itself uses."""
        for link in (page.url, *(a.get("href", "") for bar in whole.all("pagination") for a in bar.iter("a"))):
            url = absolute(page.base_url, link)
            target, match = self.target(url), _ADDRESS.search(url)
            if target and match and target.kind == kind:
                return url[: match.start("id")] + target.id + (".htm" if "/" not in url[match.end("kind")] else "")
        return ""

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, whole: Part) -> Board:
        """The board, from the list of boards and the current one's number that the footer hands to the scripts, or the breadcrumb."""
        body = page.body if page.encoding == "utf-8" else page.text.encode("utf-8", "replace")
        names, current = _BOARDS.search(body), _BOARD_ID.search(body)
        known = _names(names[1]) if names else {}
        board = Board(id=current[1].decode() if current and current[1] != b"0" else None)
        board.name = known.get(board.id or "")
        for link in (*(link for bar in whole.all("breadcrumb") for link in bar.iter("a")), *whole.all("navbar-brand")):
            url = absolute(page.base_url, link.get("href", ""))
            target = self.target(url)
            if target and target.kind == "board" and board.id in (None, target.id):
                board.id, board.url = target.id, url
                board.name = board.name or known.get(target.id) or text_of(link) or None
        board.path = [board.name] if board.name else []
        return board

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for holder in part.all("subject") for link in holder.iter("a")):
            url, title = absolute(page.base_url, link.get("href", "")), text_of(link)
            target = self.target(url)
            if target and target.kind == "thread" and target.page == 1 and title:
                break
        else:
            return None
        sticky = any(re.fullmatch(r"top_\d", word) for word in (part.element.get("class") or "").split())
        found = ThreadRow(target.id, url, title, sticky=sticky)
        users = [box for box in part.all("username") if box.tag == "span"]
        if users:
            found.author = Author(text_of(users[0]), users[0].get("uid")) if text_of(users[0]) else None
        found.created_at = _when(page, part).iso
        last = users[1].getnext() if len(users) > 1 else None
        found.last_post_at = parse(text_of(last), page.calendar, CHINA).iso or (found.created_at if len(users) == 1 else None)
        found.replies = next((count for word in part.words if word.startswith("icon-comment") for count in [_beside(part, word)]), None)
        found.views = _beside(part, "icon-eye")
        return found

    def _pager(self, page: Page, whole: Part) -> tuple[int, int | None, str | None]:
        for bar in whole.all("pagination"):
            links = [(text_of(link).strip(".… "), absolute(page.base_url, link.get("href", ""))) for link in bar.iter("a")]
            marks = (text_of(item) for item in bar.iter("li") if "active" in (item.get("class") or "").split())
            current = next((int(mark[:9]) for mark in marks if mark.isdecimal()), 1)
            pages = max([current, *(int(words[:9]) for words, _ in links if words.isdecimal())])
            following = next((url for words, url in links if words == str(current + 1)), None)
            if following is None and current < pages:
                following = next((url for words, url in links if words in ("▶", "»", "下一页")), None)
            return current, pages, following
        return 1, 1, None

    def _notice(self, page: Page, whole: Part) -> Notice:
        if any(form.tag == "form" for form in _NAMED(page.tree)):
            return Notice("login", page.title)
        words = text_of(whole.first("card-title", "alert-danger"))
        reason = next((reason for reason, pattern in _REASONS if pattern.search(words)), "missing" if page.status == 404 else "empty")
        return Notice(reason, words[:200])


def _is_unnamed(element: Element) -> bool:
    return "post" in (element.get("class") or "").split() and not element.get("data-pid")


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _title(page: Page) -> str | None:
    """The first heading with words of its own besides links (badges)."""
    for element in _TITLES(page.tree):
        own = tidy("".join([element.text or "", *(child.tail or "" for child in element)])) or text_of(element)
        if own:
            return own
    return page.title or None


def _named_id(page: Page, whole: Part) -> str:
    """The thread's id in the form of moderators or on the button that quotes."""
    known = [field.get("value") for field in _NAMED(page.tree) if field.tag == "input"]
    return next(filter(None, [*known, *(link.get("data-tid") for link in whole.all("post_reply"))]), "0")


def _beside(part: Part, icon: str) -> int | None:
    """The number beside an icon."""
    mark = part.first(icon)
    return number(text_of(mark.getparent())) if mark is not None else None


def _stands_elsewhere(opening: Element) -> bool:
    """Pages after the first show a link to the first in place of the opening post's body."""
    return text_of(opening) == _WHOLE


def _names(listed: bytes) -> dict[str, str]:
    try:
        return msgspec.json.decode(listed, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _author(part: Part) -> Author | None:
    for holder in part.all("username"):
        for link in holder.iter("a"):
            name, uid = text_of(link), re.search(r"user[-/](\d+)", link.get("href", ""))
            if name:
                return Author(name, uid[1] if uid else None)
    return None


def _when(page: Page, part: Part) -> When:
    return parse(text_of(part.first("date")), page.calendar, CHINA)


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _quote(walker: Walker, element: Element) -> None:
    """A quote names the quoted author in a link of its own, without id or time."""
    author = None
    for link in element.findall("a"):
        if "user" not in (link.get("class") or "").split():
            continue
        author = text_of(link) or None
        link.text = None
        for child in list(link):
            link.remove(child)
    walker.quote(Quote(walker.inside_text(element), author))


def _files(walker: Walker, element: Element) -> None:
    """``fieldset``: the uploaded files, at the end of the body."""
    for entry in element.iter("li"):
        link = entry.find(".//a")
        if link is not None and text_of(link):
            walker.attachment(Attachment(text_of(link), absolute(walker.base_url, link.get("href", "")) or None))


_RULES = Rules(classes={"fieldset": _files, "alert": locked}, tags={"blockquote": _quote})

ENGINE = Xiuno()
