"""Tapatalk's hosted groups (``tapatalk.com/groups/NAME/``): a restyled phpBB where all groups share one host.

Thread and board ids carry the group's name (``NAME.17351``): the numbers of two groups are the same numbers.
"""

from __future__ import annotations

import json
import re
from html import unescape

from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import When, parse
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page, meta
from crawler.raw_post import RawPost
from crawler.select import Numbered, Select, first_of, has, text_of
from crawler.text import count, number, size, tidy
from crawler.urls import absolute, query

_POSTS = Numbered("p_", "div")
_TOPICS = Select(f"//a[{has('topictitle')}] | //a[contains(@class,'topic-title')]")
_FORUMS = Select(f"//a[{has('forumtitle')}] | //a[{has('subforum')}] | //a[contains(@class,'forum-title')]")
_LINKS = Select("//a[@href]")
_CRUMBS = Select("id('nav-breadcrumbs')//a")
_BARS = Select("//*[self::div or self::ul][contains(@class,'pagination')]//a")
_MESSAGE = Select("id('message') | //div[contains(@class,'message-content')] | //div[contains(@class,'error')]")

_NAMED = re.compile(r"/groups/([\w-]+)/[^/?]*?-([tf])(\d+)(?:-s(\d+))?(?:\.html|/)?$")
_SCRIPT = re.compile(r"/groups/([\w-]+)/view(topic|forum)\.php$")
_INDEX = re.compile(r"/groups/([\w-]+)/(?:index\.php)?$")
_POSTER = re.compile(r'"POST_AUTHOR":"((?:[^"\\]|\\.){1,120})"')
_POSTER_ID = re.compile(r'"POSTER_ID":"(\d+)"')
_NEUTRAL = frozenset(("sid", "f", "t", "start"))


class Tapatalk(Engine):
    """Boards and threads of Tapatalk groups."""

    name = "tapatalk"
    rank = 12
    fingerprints = (b"tapatalk-cdn", b"FORUM_TAPATALK_ID")

    def detect(self, page: Page) -> bool:
        """Other boards with Tapatalk's plugin link its manifest only."""
        signs = (b"tapatalk-cdn.com/static/image/favicon", b"tapatalk-cdn.com/language/", b"FORUM_TAPATALK_ID")
        return any(sign in page.start for sign in signs)

    def target(self, url: str) -> Target | None:
        path, _, asked = url.split("#", 1)[0].partition("?")
        told = query("?" + asked) if asked else {}
        if set(told) - _NEUTRAL:
            return None
        if match := _NAMED.search(path):
            kind, key, start = match[2], match[3], match[4] or told.get("start")
        elif match := _SCRIPT.search(path):
            kind = match[2][0]
            key, start = told.get(kind, ""), told.get("start")
        elif match := _INDEX.search(path):
            return Target("index", match[1])
        else:
            return None
        page = (number(start) or 0) // (15 if kind == "t" else 25) + 1
        return Target("thread" if kind == "t" else "board", f"{match[1]}.{key}", page) if key.isdecimal() else None

    def read(self, page: Page) -> Reading:
        elements = _POSTS(page.tree)
        if elements:
            return self._thread(page, elements)
        rows = self._rows(page)
        boards = board_rows(self, page, _FORUMS(page.tree), _address)
        here = self._here(page)
        if here and here.kind != "thread" and (rows or boards):
            return self._board(page, here, rows, boards)
        words = next((text for element in _MESSAGE(page.tree) if (text := text_of(element))), "")
        if words or page.status >= 400:
            return Notice(reason(words, page.status), words[:200])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        here = self._here(page)
        thread = Thread(id=here.id if here and here.kind == "thread" else "0", url=self._first_page(page), title=_title(page))
        board = breadcrumb(self, page, _CRUMBS(page.tree), _address)
        drafts: dict[str, RawPost] = {}
        for element in elements:
            pid = element.get("id", "").removeprefix("p_")
            if pid.isdecimal() and pid not in drafts:
                drafts[pid] = self._post(page, thread, board, pid, element)
        posts = list(drafts.values())
        if posts and posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        current, pages, following = self._pages(page, here or Target("thread", "0"))
        return ThreadPage(thread, board, posts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, element: Element) -> RawPost:
        walker = Walker(_RULES, page.base_url)
        body = next((div for div in element.iter("div") if div.get("itemprop") in ("articleBody", "commentText")), None)
        if body is None:
            body = first_of(element, "content", "div")
        if body is not None:
            walker.walk(body)
            walker.end_line()
        files = first_of(element, "attachbox", "dl")
        if files is not None:
            walker.visit(files)
        made = raw_post(self, page, thread, board, pid, f"{thread.url or page.url}#p{pid}", walker.body, _when(page, element))
        made.post.author = _author(element)
        labels = (text_of(link) for link in element.iter("a") if "unread" in (link.get("class") or ""))
        made.post.floor = next((number(label) for label in labels if label.startswith("#")), None)
        notice = first_of(element, "notice", "div")
        if notice is not None:
            made.post.edited_at = parse(text_of(notice), page.calendar).iso
        return made

    def _here(self, page: Page) -> Target | None:
        return self.target(page.url) or self.target(absolute(page.url, page.link("canonical")))

    def _first_page(self, page: Page) -> str | None:
        url = absolute(page.url, page.link("canonical")) or page.url
        return re.sub(r"-s\d+(?=\.html|/?$)|(?<=[?&])(?:start|sid)=\w+&?", "", url.split("#", 1)[0]).rstrip("?&") or None

    def _pages(self, page: Page, here: Target) -> tuple[int, int, str | None]:
        last, following = pager(self, page, here, _BARS(page.tree))
        return here.page, last, _address(page, following) if following else None

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, here: Target, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        board = breadcrumb(self, page, _CRUMBS(page.tree), _address)
        if here.kind != "board":
            return BoardPage(Board(name=meta(page, "og:site_name") or None), boards, rows)
        name = board.name if board.id == here.id else _title(page)
        if board.id != here.id and name:
            board.path.append(name)
        board.id, board.name, board.url = here.id, name, self._first_page(page)
        current, pages, following = self._pages(page, here)
        return BoardPage(board, [row for row in boards if row.id != here.id], rows, current, pages, following)

    def _rows(self, page: Page) -> list[ThreadRow]:
        rows: dict[str, ThreadRow] = {}
        for link in _TOPICS(page.tree) or _LINKS(page.tree):
            url, title = _address(page, link.get("href") or ""), text_of(link)
            target = self.target(url) if title else None
            if target is None or target.kind != "thread" or target.page != 1 or target.id in rows:
                continue
            row = rows[target.id] = ThreadRow(target.id, url, title)
            held = next((above for above in link.iterancestors("li")), None)
            if held is None:
                continue
            user = first_of(held, "username", "a", "span")
            row.author = Author(name) if user is not None and (name := text_of(user)) else None
            row.sticky = bool({"sticky", "announce", "global-announce"} & set((held.get("class") or "").split()))
            row.replies, row.views = (count(text_of(first_of(held, word, "dd", "span", "div"))) for word in ("posts", "views"))
            spans = [span.get("title") or text_of(span) for span in held.iter("span") if "timespan" in (span.get("class") or "")]
            if spans:
                row.last_post_at = parse(spans[-1], page.calendar).iso
        return list(rows.values())


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _address(page: Page, href: str) -> str:
    """An absolute address without the session."""
    return re.sub(r"(?<=[?&])sid=\w+&?", "", absolute(page.base_url, href)).rstrip("?&")


def _title(page: Page) -> str | None:
    """The title without the group's name that Tapatalk puts before it."""
    for heading in page.tree.iter("h1"):
        if heading.get("itemprop") in ("name", "headline") and (text := text_of(heading)):
            return text
    return meta(page, "og:title").removeprefix(meta(page, "og:site_name") + "-") or None


def _author(post: Element) -> Author | None:
    """The script beside a post says it; the profile is left out where one author wrote twice in a row."""
    for script in post.iter("script"):
        if match := _POSTER.search(script.text or ""):
            try:
                name = tidy(unescape(str(json.loads(f'"{match[1]}"'))))
            except ValueError:
                break
            uid = _POSTER_ID.search(script.text or "")
            return Author(name, uid[1] if uid and uid[1].strip("0") else None) if name else None
    user = first_of(post, "username", "a", "span")
    if user is None:
        user = first_of(post, "username-coloured", "a", "span")
    profile = first_of(post, "postprofile", "dl")
    uid_shown = (profile.get("data-uid") or "") if profile is not None else ""
    name = text_of(user)
    return Author(name, uid_shown if uid_shown.strip("0") else None) if name else None


def _when(page: Page, post: Element) -> When:
    moment = next((e for e in post.iter("time") if e.get("itemprop") in ("datePublished", "commentTime")), None)
    span = first_of(post, "timespan", "span")
    shown = (span.get("title") or text_of(span)) if span is not None else ""
    when = parse(moment.get("datetime") if moment is not None else None, page.calendar)
    return when._replace(raw=shown or when.raw) if when.iso else parse(shown, page.calendar)


def _quote(walker: Walker, element: Element) -> None:
    cite = next(iter(element.iter("cite")), None)
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    if cite is not None:
        link = next((a for a in cite.iter("a") if text_of(a)), None)
        quote.author = (text_of(link) if link is not None else re.sub(r"\s*(?:wrote|said).*$", "", text_of(cite))) or None
        pid = next((m for a in cite.iter("a") if (m := re.search(r"[#?&]p=?(\d+)", a.get("href") or ""))), None)
        quote.post_id = pid[1] if pid else None
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    listing = next(iter(element.iter("pre", "code")), None)
    walker.code(listing if listing is not None else element)


def _files(walker: Walker, element: Element) -> None:
    for link in element.iter("a"):
        image = next((found for img in link.iter("img") if (found := picture(img, walker.base_url))), None)
        url, name = absolute(walker.base_url, link.get("href") or ""), text_of(link)
        if image is not None:
            walker.image(image)
        elif name and "file.php" in url:
            walker.attachment(Attachment(name, url, size(link.tail)))


_RULES = Rules(
    classes={
        **dict.fromkeys(("hide", "signature", "notice"), skip),
        "codebox": _code,
        "attachbox": _files,
    },
    tags={"blockquote": _quote, "cite": skip},
)

ENGINE = Tapatalk()
