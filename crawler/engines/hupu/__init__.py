"""Hupu (虎扑社区): threads from the data that their pages carry for their script, boards from their rows (before 2021: floors and lists).

Since 2021 replies bear no number.  The block of the best replies (亮了) repeats replies of the thread and is left out.  Pages of these
years that lost their scripts are left to the reader of unknown forums: their class names change with every release.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml import etree
from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read
from crawler.dates import When, parse, stamp
from crawler.engines.hupu import floors
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.markup.part import Part, parts_of
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

_ADDRESS = re.compile(r"^https?://[^/]+/(?:(\d+)(?:-(\d+))?\.html|([a-z]+(?:-[a-z]+)*|\d+)(?:-(\d+))?)?/?$")
_OTHER_ORDER = re.compile(r"-(?:hot|postdate|nopost|lights)$")
_COUNTS = re.compile(r"(?<![\d,])([\d,]+)\s*/\s*([\d,]+)")
_BASE = "https://bbs.hupu.com/"
_ROWS = {"bbs-sl-web-post-body": "li"}


class Hupu(Engine):
    """Hupu's threads and boards."""

    name = "hupu"
    rank = 40
    fingerprints = (b"hupu", b"hoopchina")

    def detect(self, page: Page) -> bool:
        if (b"__NEXT_DATA__" in page.body and b'"puname"' in page.body) or b"bbs-sl-web-post-body" in page.body:
            return True
        return any(all(mark in page.body for mark in marks) for marks in (floors.THREAD, floors.LIST))

    def target(self, url: str) -> Target | None:
        match = _ADDRESS.match(url.partition("#")[0])
        if match is None or _OTHER_ORDER.search(match[3] or ""):
            return None
        if match[1]:
            return Target("thread", match[1], int((match[2] or "1")[:9]))
        return Target("board", match[3], int((match[4] or "1")[:9])) if match[3] else Target("index", "")

    def read(self, page: Page) -> Reading:
        detail = _detail(page)
        if detail is not None:
            return self._thread(page, detail)
        if found := floors.read_thread(self, page, self.target(page.url)):
            return found
        parts = parts_of(page.tree, _ROWS)
        rows = [row for part in parts if (row := self._row(page, part))]
        older = list(floors.read_rows(self, page)) if not rows else []
        if rows or older:
            here = self.target(page.url) or Target("board", "")
            name = re.split(r"[-_]", page.title)[0]
            board = Board(here.id or None, name or None, [name] if name else [], absolute(page.base_url, f"/{here.id}") or None)
            links = (link for link in page.tree.iter("a") if older or "pagination" in _around(link))
            pages, next_url = pager(self, page, here, links)
            return BoardPage(board, [], rows or older, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, detail: dict[str, Any]) -> ThreadPage:
        said = _object(detail.get("thread"))
        tid = str(said.get("tid") or "0")
        thread = Thread(tid, absolute(page.base_url or _BASE, f"/{tid}.html"), str(said.get("title") or "") or None)
        thread.views, thread.replies = _count(said.get("read")), _count(said.get("replies"))
        topic = _object(said.get("topic"))
        name = str(topic.get("name") or "")
        board = Board(str(topic.get("url") or "").strip("/") or None, name or None, [name] if name else [])
        board.url = absolute(page.base_url or _BASE, str(topic.get("url") or "")) or None
        answers = _object(detail.get("replies"))
        here = self.target(page.url)
        current = here.page if here and here.kind == "thread" else _count(answers.get("current")) or 1
        pages = _count(answers.get("total"))
        posts = []
        opening = self._post(page, thread, board, said, tid)
        thread.author, thread.created_at = opening.post.author, opening.post.created_at
        if current == 1:
            opening.post.floor = 1
            posts.append(opening)
        entries = answers.get("list")
        for entry in entries if isinstance(entries, list) else ():
            if (pid := str(_object(entry).get("pid") or "")) and _object(entry).get("content"):
                posts.append(self._post(page, thread, board, entry, pid))
        following = absolute(page.base_url or _BASE, f"/{tid}-{current + 1}.html") if pages and current < pages else None
        return ThreadPage(thread, board, posts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, entry: dict[str, Any], pid: str) -> RawPost:
        body = _body(str(entry.get("content") or ""))
        quoted = _object(entry.get("quote"))
        if words := "\n".join(line for block in _body(str(quoted.get("content") or "")).blocks for line in block.lines()):
            walker = Walker(_RULES, _BASE)
            walker.quote(Quote(words, _name(quoted), str(quoted.get("pid") or "") or None))
            walker.take(body)
            body = walker.body
        url = thread.url if pid == thread.id else f"{thread.url}#{pid}"
        made = raw_post(self, page, thread, board, pid, url or page.url, body, _when(page, entry))
        name, user = _name(entry), _object(entry.get("author"))
        made.post.author = Author(name, str(user.get("puid") or "") or None) if name else None
        return made

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in part.all("p-title"):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread":
                found = ThreadRow(at.id, url, text_of(link))
                writer = part.first("post-auth")
                author = text_of(writer)
                member = next((user.get("href", "") for user in writer.iter("a")), "") if writer is not None else ""
                found.author = Author(author, member.rpartition("/")[2] or None) if author else None
                if counts := _COUNTS.search(text_of(part.first("post-datum"))):
                    found.replies, found.views = number(counts[1]), number(counts[2])
                found.last_post_at = parse(text_of(part.first("post-time")), page.calendar, CHINA).iso
                return found
        return None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _detail(page: Page) -> dict[str, Any] | None:
    """What the page's data says of a thread."""
    for script in page.tree.iter("script"):
        if script.get("id") == "__NEXT_DATA__":
            try:
                data = msgspec.json.decode(script.text or "")
            except msgspec.DecodeError:
                return None
            for name in ("props", "pageProps", "detail"):
                data = _object(data).get(name)
            detail = _object(data)
            return detail if detail.get("thread") else None
    return None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else number(value) if isinstance(value, str) else None


def _name(entry: dict[str, Any]) -> str | None:
    return str(_object(entry.get("author")).get("puname") or "") or None


def _when(page: Page, entry: dict[str, Any]) -> When:
    """Milliseconds since 1970, and what the page shows for them."""
    shown, moment = str(entry.get("createdAtFormat") or "") or None, entry.get("createdAt")
    if isinstance(moment, int | float) and moment > 0:
        return When(stamp(moment / 1000, CHINA), shown or str(moment), "second")
    return parse(shown, page.calendar, CHINA)


def _body(html: str) -> Body:
    if not html.strip():
        return Body()
    root = etree.fromstring(f"<div>{html}</div>".encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    return read(root, _RULES, _BASE)


def _around(link: Element) -> str:
    """The class words of the elements right around a link."""
    return " ".join(up.get("class") or "" for _, up in zip(range(4), link.iterancestors(), strict=False))


_RULES = Rules(tags={"img": floors.image})

ENGINE = Hupu()
