"""Answers requests as a Discuz! X3.5 forum does: which address gives which page, notice or redirect."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from crawler.demo import accounts, notices, pictures
from crawler.demo.boards import board_page
from crawler.demo.content import Sheet
from crawler.demo.index import index_page
from crawler.demo.layout import Visit
from crawler.demo.model import BOARDS, CATEGORIES, POSTS_A_PAGE
from crawler.demo.specials import NOW
from crawler.demo.threads import thread_page
from crawler.demo.writer import POSTS_A_THREAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.demo.forum import Forum
    from crawler.demo.model import Thread

_REWRITTEN = (
    (re.compile(r"/thread-(\d+)-(\d+)-\d+\.html"), "viewthread", ("tid", "page")),
    (re.compile(r"/forum-(\d+)-(\d+)\.html"), "forumdisplay", ("fid", "page")),
)
_ARCHIVED = re.compile(r"(fid|tid)-(\d+)\.html")
_PICTURE = re.compile(r"/(data/attachment/forum/\d{6}/\d{2}/\w+\.jpg(\.thumb\.jpg)?|ext/\w+\.jpg)")
_THREAD_TRAPS = ("authorid", "ordertype", "from", "action", "mobile", "highlight", "viewpid")


_OPENED = format_datetime(NOW.astimezone(UTC), usegmt=True)


@dataclass(slots=True)
class Answer:
    """One answer; ``kind`` says for the statistics what was asked for."""

    kind: str
    body: bytes = b""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunked: bool = True
    """Pages carry no Content-Length; static files do."""


class Site:
    """The forum at one charset."""

    def __init__(self, forum: Forum, charset: str = "utf-8") -> None:
        self.forum = forum
        self.charset = charset
        self._noted_gaps: set[int] = set()

    def answer(self, target: str, base: str, cookies: str = "") -> Answer:
        """Answers a GET for ``target`` (path and query) at a site that calls itself ``base``."""
        parts = urlsplit(target)
        visit = Visit(base, self.forum.now, self.charset, accounts.admitted(cookies))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = parts.path
        for pattern, module, names in _REWRITTEN:
            if match := pattern.fullmatch(path):
                path, query = "/forum.php", {"mod": module, **dict(zip(names, match.groups(), strict=True))}
        if path in ("/", "/forum.php"):
            return self._forum_php(visit, query, target)
        if path == "/archiver/":
            return self._archiver(visit, unquote(parts.query))
        if path in ("/home.php", "/member.php", "/misc.php", "/search.php"):
            return self._page("other", visit, notices.notice(visit, notices.GUESTS_NOT))
        return _static(path)

    def entered(self, target: str, base: str, body: bytes) -> Answer:
        """Answers a form that was sent to ``target``: a login, or a board's password."""
        visit = Visit(base, self.forum.now, self.charset)
        cookie = accounts.cookie(target, body)
        if cookie is None:
            return self._page("other", visit, notices.notice(visit, notices.REFUSED, "alert_error"))
        answer = self._redirect("other", visit, target.replace("&action=pwverify", "") if "pwverify" in target else base)
        answer.headers.append(("Set-Cookie", f"{cookie}; path=/"))
        return answer

    def _page(self, kind: str, visit: Visit, text: str, status: int = 200) -> Answer:
        headers = [("Content-Type", f"text/html; charset={self.charset}")]
        cookies = {
            "saltkey": visit.hash,
            "lastvisit": "1750213800",
            "sid": visit.hash[:6],
            "lastact": "1750217400%09forum.php",
            "visitedfid": "2",
        }
        headers += [("Set-Cookie", f"dEm0_2132_{name}={value}; path=/") for name, value in cookies.items()]
        return Answer(kind, text.encode(self.charset, "xmlcharrefreplace"), status, headers)

    def _redirect(self, kind: str, visit: Visit, location: str, status: int = 302) -> Answer:
        answer = self._page(kind, visit, "", status)
        answer.headers.append(("Location", location))
        return answer

    def _forum_php(self, visit: Visit, query: Mapping[str, str], target: str) -> Answer:
        match query.get("mod"):
            case "forumdisplay":
                return self._board(visit, query)
            case "viewthread":
                return self._thread(visit, query, target)
            case "redirect":
                return self._goto(visit, query)
            case "attachment":
                return _download()
            case None:
                gid = _number(query.get("gid"))
                known = gid if gid in CATEGORIES else None
                return self._page("category" if known else "index", visit, index_page(self.forum, visit, known))
            case _:
                return self._page("other", visit, notices.notice(visit, notices.GUESTS_NOT))

    def _board(self, visit: Visit, query: Mapping[str, str]) -> Answer:
        board = BOARDS.get(_number(query.get("fid")))
        if board is None:
            return self._page("board", visit, notices.notice(visit, notices.NO_BOARD, "alert_error"))
        if board.access == "members" and board.access not in visit.admitted:
            return self._page("board", visit, notices.notice(visit, notices.MEMBERS_ONLY))
        if board.access == "password" and board.access not in visit.admitted:
            return self._page("board", visit, notices.password_form(visit, board.fid))
        kind = "trap" if {"filter", "orderby", "dateline"} & query.keys() else "board"
        type_id = _number(query.get("typeid")) if query.get("filter") == "typeid" else None
        return self._page(kind, visit, board_page(self.forum, visit, board.fid, _number(query.get("page"), 1), type_id))

    def _thread(self, visit: Visit, query: Mapping[str, str], target: str) -> Answer:
        thread = self.forum.thread(_number(query.get("tid")))
        kind = "trap" if any(name in query for name in _THREAD_TRAPS) else "thread"
        why = self.forum.why_closed(thread) if thread else "deleted"
        if thread is None or (why and why not in visit.admitted):
            return self._closed(kind, visit, thread, why)
        if thread.gap and thread.tid not in self._noted_gaps:
            self._noted_gaps.add(thread.tid)
            return self._redirect(kind, visit, visit.base + target.lstrip("/"))
        thread.views += 1
        if query.get("action") == "printable":
            return self._page(kind, visit, notices.printable(visit, thread))
        page = min(max(_number(query.get("page"), 1), 1), thread.pages)
        shown = thread.page(page)
        if query.get("ordertype") == "1":
            shown = list(enumerate(thread.posts, 1))[::-1][(page - 1) * POSTS_A_PAGE : page * POSTS_A_PAGE]
        if only := _number(query.get("authorid")):
            shown = [(floor, post) for floor, post in enumerate(thread.posts, 1) if post.author.uid == only][:POSTS_A_PAGE] or shown
        return self._page(kind, visit, thread_page(Sheet(visit, thread, page, shown, query.get("cp", "1"))))

    def _closed(self, kind: str, visit: Visit, thread: Thread | None, why: str | None) -> Answer:
        if thread and why == "moved":
            return self._redirect(kind, visit, f"{visit.base}forum.php?mod=viewthread&tid={thread.moved_to}")
        if thread and why == "password":
            return self._redirect(kind, visit, f"{visit.base}forum.php?mod=forumdisplay&fid={thread.fid}")
        if why == "deleted":
            return self._page(kind, visit, notices.notice(visit, notices.NO_THREAD, "alert_error"), 404)
        return self._page(kind, visit, notices.notice(visit, notices.MEMBERS_ONLY if why == "members" else notices.PERMISSION))

    def _goto(self, visit: Visit, query: Mapping[str, str]) -> Answer:
        pid = _number(query.get("pid"))
        thread = self.forum.thread(pid // POSTS_A_THREAD if pid else _number(query.get("tid")))
        if thread is None:
            return self._page("redirect", visit, notices.notice(visit, notices.NO_THREAD, "alert_error"), 404)
        link = f"forum.php?mod=viewthread&tid={thread.tid}"
        match query.get("goto"):
            case "findpost":
                return self._redirect("redirect", visit, f"{link}&page={thread.page_of(pid % POSTS_A_THREAD)}#pid{pid}", 301)
            case "lastpost":
                return self._redirect("redirect", visit, f"{link}&page={thread.pages}#lastpost")
            case _:
                step = 1 if query.get("goto") == "nextnewset" else -1
                return self._redirect("redirect", visit, f"forum.php?mod=viewthread&tid={max(1, thread.tid + step)}")

    def _archiver(self, visit: Visit, query: str) -> Answer:
        name, _, rest = query.partition("&")
        match = _ARCHIVED.fullmatch(name)
        if match is None:
            return self._page("archiver", visit, notices.archive_index(visit))
        page, number = _number(dict(parse_qsl(rest)).get("page"), 1), int(match[2])
        if match[1] == "fid" and number in BOARDS and BOARDS[number].access == "open":
            return self._page("archiver", visit, notices.archive_board(self.forum, visit, number, page))
        thread = self.forum.thread(number) if match[1] == "tid" else None
        if thread is None or self.forum.why_closed(thread):
            return self._page("archiver", visit, notices.notice(visit, notices.NO_THREAD, "alert_error"), 404)
        return self._page("archiver", visit, notices.archive_thread(visit, thread, page))


def _static(path: str) -> Answer:
    if path == "/robots.txt":
        return Answer("robots", notices.ROBOTS.encode(), headers=[("Content-Type", "text/plain")], chunked=False)
    if _PICTURE.fullmatch(path):
        return _picture(path)
    return Answer("missing", b"<html><body><h1>404 Not Found</h1></body></html>", 404, [("Content-Type", "text/html")], chunked=False)


def _download() -> Answer:
    name = quote("附件.zip")
    headers = [("Content-Type", "application/octet-stream"), ("Content-Disposition", f'attachment; filename="{name}"')]
    return Answer("attachment", b"PK\5\6" + bytes(18), 200, headers, chunked=False)


def _picture(path: str) -> Answer:
    content = pictures.png(path)
    headers = [
        ("Content-Type", "image/png"),
        ("Last-Modified", _OPENED),
        ("ETag", f'"{sha256(content).hexdigest()[:16]}"'),
        ("Accept-Ranges", "bytes"),
    ]
    return Answer("image", content, 200, headers, chunked=False)


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else default
