"""Discuz! X's mobile interface (``api/mobile/index.php?module=viewthread``), versions 1 to 4: a thread or a board as JSON.

Pictures stand in a message as ``[attach]N[/attach]``; ``attachments`` says what N is, and also holds those that no message names.
"""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.content import attachment
from crawler.dates import When, stamp
from crawler.engines.discuz.body import RULES
from crawler.engines.discuz.parts import moment, zone
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Image, Thread
from crawler.jsonvalue import Entry, entries, fragment, get, text, whole
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import size
from crawler.urls import absolute, query

_ATTACH = re.compile(r"\[attach(?:img)?\](\d+)\[/attach(?:img)?\]")


def is_answer(page: Page) -> bool:
    """Whether an answer is this interface's."""
    return isinstance(get(page.json, "Variables"), dict) and get(page.json, "Version") is not None


def read_answer(engine: Engine, page: Page) -> Reading:
    """What an answer says."""
    said = get(page.json, "Variables")
    posts = entries(said, "postlist")
    if posts:
        return _thread_page(engine, page, said, posts)
    words = text(page.json, "Message", "messagestr")
    if words:
        return Notice(reason(words, page.status), words[:200])
    if get(said, "forum_threadlist") is not None or get(said, "sublist") is not None:
        return _board_page(page, said)
    return Notice("empty")


def _thread_page(engine: Engine, page: Page, said: Entry, posts: list[Entry]) -> ThreadPage:
    told = get(said, "thread")
    tid = text(told, "tid") or text(posts[0], "tid") or "0"
    thread = Thread(tid, _root(page, f"forum.php?mod=viewthread&tid={tid}"), _words(text(told, "subject")) or None)
    thread.author, thread.views, thread.replies = _person(told), whole(told, "views"), whole(told, "replies")
    board = _board(page, said)
    made = [_post(engine, page, thread, board, post) for post in posts]
    if made[0].post.floor == 1:
        thread.created_at = made[0].post.created_at
    current, pages, following = _pages(page, thread.replies + 1 if thread.replies is not None else None, whole(said, "ppp"))
    return ThreadPage(thread, board, made, current, pages, following)


def _post(engine: Engine, page: Page, thread: Thread, board: Board, post: Entry) -> RawPost:
    pid = text(post, "pid")
    url = _root(page, f"forum.php?mod=redirect&goto=findpost&ptid={thread.id}&pid={pid}") if pid else thread.url or page.url
    when = moment(page, _words(text(post, "dateline")))
    seconds = text(post, "dbdateline")
    if seconds.isdecimal() and len(seconds) == 10:
        when = When(stamp(int(seconds), zone(page)), when.raw or seconds, "second")
    made = raw_post(engine, page, thread, board, pid, url, _body(page, post), when)
    made.post.author, made.post.floor = _person(post), whole(post, "number") or whole(post, "position")
    return made


def _body(page: Page, post: Entry) -> Body:
    files = (
        {aid: file for aid, file in found.items() if isinstance(file, dict)} if isinstance(found := get(post, "attachments"), dict) else {}
    )

    def attach(walker: Walker, element: Element) -> None:
        if file := files.pop(element.get("aid") or "", None):
            _file(walker, page, file, element.get("aid", ""))

    walker = Walker(Rules(RULES.classes, {**RULES.tags, "attach": attach}), _root(page, ""))
    walker.walk(fragment(_ATTACH.sub(r'<attach aid="\1"></attach>', text(post, "message"))))
    walker.end_line()
    for aid, file in files.items():
        _file(walker, page, file, aid)
    return walker.body


def _file(walker: Walker, page: Page, file: Entry, aid: str) -> None:
    url, name = _root(page, text(file, "url") + text(file, "attachment")), text(file, "filename")
    if whole(file, "isimage"):
        walker.image(Image(0, url, filename=name or None), _words(text(file, "description")), attachment(aid))
    elif name:
        walker.attachment(Attachment(name, url, size(text(file, "attachsize")), _words(text(file, "description")) or None))


def _board_page(page: Page, said: Entry) -> BoardPage:
    board = _board(page, said)
    rows = [_row(page, thread) for thread in entries(said, "forum_threadlist") if text(thread, "tid")]
    boards = [
        BoardRow(fid, _root(page, f"forum.php?mod=forumdisplay&fid={fid}"), _words(text(sub, "name")))
        for sub in entries(said, "sublist")
        if (fid := text(sub, "fid"))
    ]
    total = whole(said, "forum", "threads") or whole(said, "forum", "threadcount")
    return BoardPage(board, boards, rows, *_pages(page, total, whole(said, "tpp")))


def _row(page: Page, thread: Entry) -> ThreadRow:
    tid = text(thread, "tid")
    row = ThreadRow(tid, _root(page, f"forum.php?mod=viewthread&tid={tid}"), _words(text(thread, "subject")), _person(thread))
    row.created_at, row.last_post_at = (moment(page, _words(text(thread, name))).iso for name in ("dateline", "lastpost"))
    row.replies, row.views = whole(thread, "replies"), whole(thread, "views")
    row.sticky = (whole(thread, "displayorder") or 0) > 0
    return row


def _board(page: Page, said: Entry) -> Board:
    fid = text(said, "forum", "fid") or text(said, "fid") or text(said, "thread", "fid")
    name = _words(text(said, "forum", "name")) or None
    return Board(fid or None, name, [name] if name else [], _root(page, f"forum.php?mod=forumdisplay&fid={fid}") if fid else None)


def _person(told: Any) -> Author | None:
    name, uid = _words(text(told, "author")), text(told, "authorid")
    return Author(name, uid if uid.strip("0") else None) if name else None


def _pages(page: Page, total: int | None, each: int | None) -> tuple[int, int | None, str | None]:
    current = max(int((query(page.url).get("page") or "1")[:9]) if query(page.url).get("page", "1").isdecimal() else 1, 1)
    if not total or not each:
        return current, None, None
    pages = max(-(-total // each), current)
    bare = re.sub(r"&page=\d+", "", page.url)
    return current, pages, f"{bare}&page={current + 1}" if current < pages else None


def _words(html: str) -> str:
    """The text of a field, which may hold tags and entities."""
    return text_of(fragment(html)) if "<" in html or "&" in html else html.strip()


def _root(page: Page, link: str) -> str:
    """An address on the forum to which the interface belongs."""
    return absolute(page.url.partition("api/mobile/")[0], link) if link else page.url.partition("api/mobile/")[0]
