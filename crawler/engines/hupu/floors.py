"""Hupu's pages before 2021: threads of floors and lists of threads, by what some thirty readers of them relied on.

Replies are counted from 1.  The best replies (``#readfloor``) stand once more above the others and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import parse
from crawler.forum import CHINA, Engine, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.pager import pager
from crawler.markup.part import Part, parts_of
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

THREAD = (b"floor_box", b"stime")
"""What a thread's page has."""
LIST = (b"for-list", b"truetit")
"""What a list's page has."""

_PARTS = {"floor": "div"}
_MOMENT = re.compile(r"\d{4}-\d\d?-\d\d? \d\d?:\d\d")
_CITED = re.compile(r"\s*引用\s*(\d+)\s*楼\s*@?(.*?)\s*发表的\s*[:：]?\s*", re.DOTALL)
_REPLIES = re.compile(r"(?<!\d)(\d+)\s*回复")
_VIEWS = re.compile(r"(?<!\d)(\d+)\s*浏览")
_COUNTS = re.compile(r"(?<!\d)(\d+)\s*/\s*(\d+)")
_CLOCK = re.compile(r"\d\d?:\d\d")


def read_thread(engine: Engine, page: Page, here: Target | None) -> ThreadPage | None:
    """The thread on such a page; None where there is none."""
    whole, parts = Part(page.tree), parts_of(page.tree, _PARTS)
    floors = [part for part in parts if part.element.get("id") and part.first("floor_box") is not None and not _best(part.element)]
    if not floors:
        return None
    if here is None or here.kind != "thread":
        here = Target("thread", "0")
    head = next(whole.by_id("j_data"), None)
    title = (head.get("data-title") or text_of(head)) if head is not None else ""
    thread = Thread(here.id, absolute(page.base_url, f"/{here.id}.html") or None, title or None)
    shown = text_of(whole.first("browse"))
    thread.replies, thread.views = (number(match[1]) if (match := counted.search(shown)) else None for counted in (_REPLIES, _VIEWS))
    board = _board(engine, page, whole)
    posts = [_post(engine, page, thread, board, part) for part in floors]
    opening = next((made.post for made in posts if made.post.post_id == thread.id), None)
    if opening is not None:
        thread.author, thread.created_at = opening.author, opening.created_at
    known = {str(made.post.floor): made.post.post_id for made in posts}
    for made in posts:
        for quote in made.body.quotes:
            quote.post_id = known.get(quote.post_id or "")
    pages = number(head.get("data-maxpage")) if head is not None else None
    if pages is None:
        pages, following = pager(engine, page, here, page.tree.iter("a"))
    else:
        following = absolute(page.base_url, f"/{here.id}-{here.page + 1}.html") if here.page < pages else None
    return ThreadPage(thread, board, posts, here.page, pages, following)


def read_rows(engine: Engine, page: Page) -> Iterator[ThreadRow]:
    """The rows of such a list."""
    parts = parts_of(page.tree, {"titlelink": "div"})
    for title in parts:
        link = title.first("truetit")
        url = absolute(page.base_url, link.get("href", "")) if link is not None else ""
        at, row = engine.target(url), title.element.getparent()
        if at is None or at.kind != "thread" or row is None:
            continue
        found = ThreadRow(at.id, url, text_of(link))
        part = Part(row)
        if (writer := part.first("aulink")) is not None:
            found.author = Author(text_of(writer), _member(writer))
        if counts := _COUNTS.search(text_of(part.first("ansour"))):
            found.replies, found.views = number(counts[1]), number(counts[2])
        days = (text_of(link) for box in part.all("author") for link in box.iter("a") if link is not writer)
        found.created_at = next((when.iso for day in days if (when := parse(day, page.calendar, CHINA)).iso), None)
        found.last_post_at = next((_latest(page, text_of(link)) for box in part.all("endreply") for link in box.iter("a")), None)
        yield found


def _best(floor: Element) -> bool:
    return any(up.get("id") == "readfloor" for up in floor.iterancestors("div"))


def _board(engine: Engine, page: Page, whole: Part) -> Board:
    """The last board in the path above the title."""
    host = page.base_url.split("/")[2:3]
    for box in whole.all("bbs_head"):
        for link in reversed(list(box.iter("a"))):
            url = absolute(page.base_url, link.get("href", ""))
            at = engine.target(url)
            if at and at.kind == "board" and url.split("/")[2:3] == host:
                return Board(at.id, text_of(link), [text_of(link)], url)
    return Board()


def _post(engine: Engine, page: Page, thread: Thread, board: Board, part: Part) -> RawPost:
    pid = part.element.get("id", "")
    opening = pid == "tpc"
    url = thread.url or page.url
    if opening:
        pid = thread.id or ""
    else:
        url = f"{url}#{pid}"
    cell = next((cell for table in part.all("case") for cell in table.iter("td")), None)
    whole = part.first("quote-content") if opening else None
    words = whole if whole is not None else cell
    body = read(words, _RULES, page.base_url) if words is not None else Body()
    shown = next((match[0] for line in part.all("stime") if (match := _MOMENT.search(text_of(line)))), None)
    made = raw_post(engine, page, thread, board, pid, url, body, parse(shown, page.calendar, CHINA))
    writer, box = part.first("u"), part.first("j_u")
    name = text_of(writer) or (box.get("uname", "") if box is not None else "")
    member = box.get("uid") if box is not None else _member(writer)
    made.post.author = Author(name, member or None) if name else None
    count = part.first("floornum")
    made.post.floor = number(count.get("id")) if count is not None else None
    return made


def _member(link: Element | None) -> str | None:
    return link.get("href", "").rpartition("/")[2] or None if link is not None else None


def _latest(page: Page, shown: str) -> str | None:
    """A row's last time: today's clock, a day of the last twelve months, or a whole date."""
    now = page.fetched_at.astimezone(CHINA)
    if _CLOCK.fullmatch(shown):
        return parse(f"{now:%Y-%m-%d} {shown}", now, CHINA).iso
    return parse(shown, now, CHINA).iso


def _quote(walker: Walker, element: Element) -> None:
    words = walker.inside_text(element)
    match = _CITED.match(words)
    walker.quote(Quote(words[match.end() :], match[2] or None, match[1]) if match else Quote(words))


def image(walker: Walker, element: Element) -> None:
    """A picture; what its address asks to make of it is left out."""
    found = picture(element, walker.base_url)
    if found is not None:
        found.url = found.url.partition("?x-oss-process")[0]
        walker.image(found)


_RULES = Rules(classes={"subhead": skip}, tags={"blockquote": _quote, "small": skip, "img": image})
"""``small`` names the telephone that a post was written with."""
