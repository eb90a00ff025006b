"""Forumotion (Forumactif, ForoActivo …): its phpBB 2, phpBB 3, PunBB, Invision and Modern templates.

All of them write ``post--N`` or ``pN`` around a post, and the time behind the name or the title, without any markup of its own.
Addresses say what they are and where a page begins: ``/t61p25-title``.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import NEVER, When, parse
from crawler.engines.phpbb.body import RULES as PHPBB
from crawler.engines.phpbb.old import table
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Thread
from crawler.markup.lists import board_rows, breadcrumb
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, first_of, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, path, query

_POSTS = Either("//*[contains(@class,'post--')]", f"//div[starts-with(@id,'p')][{has('post')}]", f"//tr[{has('post')}]")
_BODY = Either(
    f".//*[{has('entry-content')} or {has('post-entry')}]//*[{has('entry-content')} or self::div][1]",
    f".//div[{has('content')}]/div",
    f".//div[{has('content')}]",
    f".//*[{has('postbody')}]",
)
_NAME = Either(
    f".//p[{has('author')}]/strong",
    f".//*[{has('postprofile-name')} or {has('username')} or {has('author')}]//a[starts-with(@href,'/u')]",
    f".//*[{has('name')}]",
    f".//*[{has('postprofile')}]//dt//strong",
    f".//*[{has('postprofile-name')} or {has('username')}]",
)
_DATE = Either(
    f".//*[{has('topic-date')}]",
    f".//p[{has('author')}]",
    f".//*[{has('posthead')} or {has('post-header')}]//*[self::h2 or self::h3 or self::h4]",
    f".//*[{has('postdetails')}][not({has('poster-profile')})]",
)
_TITLE = Either(f"//h1[{has('page-title')} or {has('topic-title')}]", f"//a[{has('cattitle')} or {has('maintitle')}]", "//h1")
_CRUMBS = Select("//a[starts-with(@href,'/f') or starts-with(@href,'/c')]")
_ROWS = Select(f"//a[{has('topictitle')} or {has('topic-title')}] | //*[{has('topictitle')} or {has('topic-title')}]//a")
_BOARDS = Select(f"//a[{has('forumtitle')} or {has('forumlink')}] | //*[{has('hierarchy')} or {has('forumtitle')}]//a")
_LINKS = Select("//a[contains(@href,'p') and (starts-with(@href,'/t') or starts-with(@href,'/f'))]")
_ADDRESS = re.compile(r"^/(?P<kind>[tf])(?P<id>\d+)(?:p(?P<start>\d+))?(?:-[^/]*)?$")
_USER = re.compile(r"/u(\d+)")
_KEY = re.compile(r"(?:^|\s)(?:post--|p)(\d+)(?:\s|$)")
_MESSAGE = Select(f"id('info_open')//p | //*[{has('message')} or {has('msg')}]//p | //td[{has('row1')}]//span[{has('gen')}]")


class Forumotion(Engine):
    """Forumotion boards and topics."""

    name = "forumotion"
    rank = 30
    fingerprints = (b"illiweb", b"forumotion", b"forumactif", b"foroactivo", b"hitskin_com", b"servimg")

    def detect(self, page: Page) -> bool:
        head = page.body[:40_000].partition(b"</head>")[0]
        return b"illiweb.com" in head or b"2img.net" in head

    def target(self, url: str) -> Target | None:
        match, asked = _ADDRESS.match(path(url)), query(url)
        if asked:
            return None
        if match is None:
            return Target("index", "") if path(url) in ("/", "/forum", "/index.htm") else None
        return Target.at("thread" if match["kind"] == "t" else "board", match["id"], int((match["start"] or "0")[:9]))

    def read(self, page: Page) -> Reading:
        posts = {match[1]: element for element in _POSTS(page.tree) if (match := _key(element)) and _BODY.first(element) is not None}
        if posts:
            return self._thread(page, posts)
        rows: dict[str, ThreadRow] = {}
        for link in _ROWS(page.tree):
            url = absolute(page.base_url, link.get("href") or "")
            at = self.target(url)
            if at and at.kind == "thread" and at.first and text_of(link) and at.id not in rows:
                rows[at.id] = _row(page, link, ThreadRow(at.id, url, text_of(link)))
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            at = self.target(page.url)
            board = (
                breadcrumb(self, page, [])
                if at is None or at.kind != "board"
                else Board(at.id, text_of(_TITLE.first(page.tree)) or None, [], page.url)
            )
            board.path = [board.name] if board.name else []
            return BoardPage(board, [row for row in boards if row.id != board.id], list(rows.values()), *self._pages(page))
        words = text_of(_MESSAGE.first(page.tree))[:200]
        return Notice(reason(words, page.status) if words or page.status >= 400 else "empty", words or page.title)

    def _thread(self, page: Page, posts: dict[str, Element]) -> ThreadPage:
        canonical = absolute(page.base_url, page.link("canonical"))
        places = [(at, url) for url in (canonical, page.url.split("#")[0]) if url and (at := self.target(url)) and at.kind == "thread"]
        ident = places[0][0].id if places else "0"
        first = next((url for at, url in places if at.first), None) or next(
            (re.sub(r"(/t\d+)p\d+", r"\1", url) for _, url in places), page.url
        )
        thread = Thread(ident, first, text_of(_TITLE.first(page.tree)) or page.title)
        opener = next(iter(posts.values()))
        before = [a for a in _CRUMBS(page.tree) if opener not in a.iterancestors()]
        board = breadcrumb(self, page, before[:4])
        current, pages, next_url = self._pages(page)
        start = (places[0][0].item or 1) if places else 1
        drafts: list[RawPost] = []
        for index, (key, element) in enumerate(posts.items()):
            content = _BODY.first(element)
            body = read(content, _RULES, page.base_url) if content is not None else Body()
            made = raw_post(self, page, thread, board, key, f"{first}#{key}", body, _when(page, element))
            made.post.author, made.post.floor = _author(element), start + index
            drafts.append(made)
        if start == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
        return ThreadPage(thread, board, drafts, current, pages, next_url)

    def _pages(self, page: Page) -> tuple[int, int, str | None]:
        """Current page, number of pages, address of the next: addresses count items."""
        here = self.target(page.url) or Target("index", "")
        links: dict[int, str] = {}
        starts: dict[int, int] = {1: 1}
        for link in _LINKS(page.tree):
            url, shown = absolute(page.base_url, link.get("href") or ""), text_of(link)
            at = self.target(url)
            if at and (at.kind, at.id) == (here.kind, here.id) and shown.isdecimal() and at.item:
                links[int(shown[:9])], starts[int(shown[:9])] = url, at.item
        current = next((n for n, start in starts.items() if start == (here.item or 1)), 0)
        if not current:
            size = next(((start - 1) // (n - 1) for n, start in starts.items() if n > 1), 0)
            current = ((here.item or 1) - 1) // size + 1 if size else 1
        return current, max([current, *links]), links.get(current + 1)


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _key(element: Element) -> re.Match[str] | None:
    return _KEY.search(element.get("class") or "") or _KEY.search(element.get("id") or "")


def _author(element: Element) -> Author | None:
    found = _NAME.first(element)
    name = text_of(found)
    if found is None or not name or name.lower() in ("guest", "invité", "invitado", "convidado", "gast", "ospite", "гость"):
        return None
    return _named(found)


def _named(element: Element) -> Author:
    user = next((match for a in [element, *element.iter("a")] if (match := _USER.search(a.get("href") or ""))), None)
    return Author(text_of(element), user[1] if user else None)


def _when(page: Page, element: Element) -> When:
    """The last text with a figure in the line of a post's head."""
    line = _DATE.first(element)
    if line is None:
        return NEVER
    texts = [tidy(text) for text in (line.text, *(child.tail for child in line)) if text and any(map(str.isdigit, text))]
    return parse(texts[-1] if texts else text_of(line), page.calendar)


def _row(page: Page, link: Element, row: ThreadRow) -> ThreadRow:
    holder = next(link.iterancestors("li", "tr"), None)
    if holder is None:
        return row
    marks = " ".join(f"{part.get('class')} {part.get('style')} {part.get('src')}" for part in (holder, *holder.iter("dl", "img", "i")))
    row.sticky = any(word in marks.lower() for word in ("sticky", "announce", "pinned"))
    row.replies, row.views = (number(text_of(first_of(holder, what, "dd"))) for what in ("posts", "views"))
    cell = next(link.iterancestors("dd", "dt", "td"), holder)
    user = next((a for a in cell.iter("a") if _USER.search(a.get("href") or "")), None)
    row.author = _named(user) if user is not None else None
    last = first_of(holder, "lastpost", "dd")
    times = (parse(tidy(text), page.calendar).iso for text in last.itertext() if any(map(str.isdigit, text))) if last is not None else ()
    row.last_post_at = next(filter(None, times), None)
    return row


def _codebox(walker: Walker, element: Element) -> None:
    """``dl.codebox``: code, or with ``spoiler`` or ``hidecode`` any text at all behind a heading."""
    inside = element.find("dd")
    if inside is None:
        walker.descend(element)
    elif {"spoiler", "hidecode"} & set((element.get("class") or "").split()):
        walker.descend(inside)
    else:
        walker.code(inside)


_RULES = Rules(
    classes={
        **PHPBB.classes,
        **dict.fromkeys(("vote", "signature_div", "postbody-head", "clear", "fa_like_div"), skip),
        "codebox": _codebox,
    },
    tags={**PHPBB.tags, "table": table},
)

ENGINE = Forumotion()
