"""phpBB 2.0: tables all the way (subSilver and what is made from it).

A post's number is the name of an anchor beside its author; its text stands in pieces between the tables of quotations, and the signature
below a line of underscores.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import day_first, parse
from crawler.engines.phpbb.addresses import target
from crawler.engines.phpbb.parts import USER, address, zone_of
from crawler.engines.phpbb.thread import topic_id
from crawler.forum import BoardPage, Engine, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.lists import breadcrumb
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, first_of, has, text_of
from crawler.text import number
from crawler.urls import query

_NAMES = Select(f"//*[{has('name')}][a[@name]]")
_TITLE = Select(f"//a[{has('maintitle')}][contains(@href,'viewtopic')] | //*[{has('maintitle')}]/a[contains(@href,'viewtopic')]")
_NAV = Select(f"//a[{has('nav')}][contains(@href,'viewforum')] | //*[{has('nav')}]/a[contains(@href,'viewforum')]")
_ROWS = Select(f"//*[{has('topictitle')}]/descendant-or-self::a[contains(@href,'viewtopic')]")
_PAGED = Select("//a[contains(@href,'start=')]")
_EDITED = re.compile(r"\b(?:on|am|le|el|il|op|dnia)\s+(\S.*?\d)\s*(?:;|$)")
_LINE = "_" * 17
"""What phpBB 2 writes above a signature."""
_ID = re.compile(r"p?(\d+)")


def found_old_posts(page: Page) -> list[tuple[str, Element, Element]]:
    """(id, name, cell of the text) of each post."""
    found: dict[str, tuple[str, Element, Element]] = {}
    for name in _NAMES(page.tree) if b"postbody" in page.body and b"postdetails" in page.body else []:
        mark = _ID.fullmatch(next((a.get("name") or "" for a in name.iter("a") if a.get("name")), ""))
        row = next(name.iterancestors("tr"), None)
        text = first_of(row, "postbody", "span", "div", "td") if row is not None else None
        if mark and text is not None and mark[1] not in found:
            cell = text if text.tag == "td" else next(text.iterancestors("td"), text)
            found[mark[1]] = (mark[1], name, cell)
    return list(found.values())


def read_old_thread(engine: Engine, page: Page, posts: list[tuple[str, Element, Element]]) -> ThreadPage:
    """One page of a thread."""
    here = target(address(page, page.url))
    ident = here.id if here and here.kind == "thread" else query(page.url).get("t") or topic_id(page)
    heading = _TITLE.first(page.tree)
    title = text_of(heading) or re.split(r"\s+::\s+(?:[^:]*? - )?", page.title)[-1]
    thread = Thread(id=ident, url=address(page, f"viewtopic.php?t={ident}"), title=title or None)
    board = breadcrumb(engine, page, _NAV(page.tree), address)
    current, pages, next_url, per_page = _read_pager(page, "thread", ident)
    zone, script = zone_of(page), address(page, "viewtopic.php")
    shown = [_time(name) for _, name, _ in posts]
    begins_with_day = day_first(shown)
    drafts: list[RawPost] = []
    for at, (key, name, cell) in enumerate(posts):
        body, when = _read_body(page, cell), parse(shown[at], page.calendar, zone, day_first=begins_with_day)
        made = raw_post(engine, page, thread, board, key, f"{script}?p={key}#{key}", body, when)
        made.post.author = _author(name)
        made.post.edited_at = parse(body.edited, page.calendar, zone, day_first=begins_with_day).iso
        made.post.floor = (current - 1) * per_page + at + 1 if current == 1 or per_page else None
        drafts.append(made)
    if current == 1:
        thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
    return ThreadPage(thread, board, drafts, current, pages, next_url)


def read_old_board(engine: Engine, page: Page) -> BoardPage | None:
    """A board; None where no row of phpBB 2 is found."""
    zone = zone_of(page)
    rows: dict[str, ThreadRow] = {}
    for link in _ROWS(page.tree):
        url, title, tr = address(page, link.get("href") or ""), text_of(link), next(link.iterancestors("tr"), None)
        at = target(url)
        if at is None or at.kind != "thread" or tr is None or not title or at.id in rows:
            continue
        row = rows[at.id] = ThreadRow(at.id, url, title)
        marks = (
            " ".join(f"{img.get('src') or ''} {img.get('alt') or ''}" for img in tr.iter("img")).lower() + text_of(link.getparent()).lower()
        )
        row.sticky, row.moved = "sticky" in marks or "announce" in marks, "moved" in marks.replace("removed", "")
        name = first_of(tr, "name", "span")
        row.author = _author(name) if name is not None else None
        counts = [number(text_of(span)) for span in tr.iter("span") if "postdetails" in (span.get("class") or "")]
        row.replies, row.views = (*counts, None, None)[:2] if len(counts) > 1 else (None, None)
        last = [span for span in tr.iter("span") if "postdetails" in (span.get("class") or "")][-1:]
        row.last_post_at = parse((last[0].text or "").strip(), page.calendar, zone).iso if last else None
    if not rows:
        return None
    here = target(address(page, page.url))
    board = breadcrumb(engine, page, _NAV(page.tree), address)
    ident = here.id if here and here.kind == "board" else board.id or ""
    current, pages, next_url, _ = _read_pager(page, "board", ident)
    return BoardPage(board if board.id else Board(ident or None), [], list(rows.values()), current, pages, next_url)


def _time(name: Element) -> str:
    """The time in 'Posted: TIME Post subject: …': the first details of the cell with the text."""
    row, cell = next(name.iterancestors("tr"), None), next(name.iterancestors("td"), None)
    if row is None or cell is None:
        return ""
    details = [span for span in row.iter("span") if "postdetails" in (span.get("class") or "") and cell not in span.iterancestors("td")]
    return (details[0].text or text_of(details[0])).partition(": ")[2].strip() if details else ""


def _author(element: Element) -> Author | None:
    """Who wrote: a post's name is no link, but the button below it leads to the profile."""
    name, row = text_of(element), next(element.iterancestors("tr"), None)
    below = row.getnext() if row is not None and element.find("a[@name]") is not None else None
    links = [*element.iter("a"), *(below.iter("a") if below is not None else ())]
    user = next((match[1] for a in links if "viewprofile" in (href := a.get("href") or "") and (match := USER.search(href))), None)
    return Author(name, user) if name else None


def _read_pager(page: Page, kind: str, ident: str) -> tuple[int, int, str | None, int]:
    """Current page, number of pages, address of the next, posts a page (0 where one page is all)."""
    links: dict[int, str] = {}
    bar: Element | None = None
    for link in _PAGED(page.tree):
        url, shown = address(page, link.get("href") or ""), text_of(link)
        at = target(url)
        if shown.isdecimal() and at and (at.kind, at.id) == (kind, ident):
            links.setdefault(int(shown[:9]), url)
            bar = bar if bar is not None else link.getparent()
    if bar is None:
        return 1, 1, None, 0
    pages = max(links)
    sizes = [((at.item or 1) - 1) // (n - 1) for n, url in links.items() if n > 1 and (at := target(url))]
    bold = [int(shown[:9]) for b in bar.iter("b", "strong") if (shown := text_of(b)).isdecimal()]
    current = bold[0] if bold else 1
    return current, max(current, pages), links.get(current + 1), sizes[0] if sizes else 0


# Bodies ---------------------------------------------------------------------------------------------------------------------------------


def _read_body(page: Page, cell: Element) -> Body:
    _cut_signature(cell)
    walker = Walker(_RULES, page.base_url)
    walker.walk(cell)
    walker.end_line()
    return walker.body


def _cut_signature(cell: Element) -> None:
    """Takes the signature out of the page: what follows the line of underscores."""
    for br in cell.iter("br"):
        if (br.tail or "").strip().startswith(_LINE):
            br.tail = None
            parent = br.getparent()
            for after in list(br.itersiblings()) if parent is not None else ():
                if parent is not None and "gensmall" not in (after.get("class") or ""):
                    parent.remove(after)
            return


def table(walker: Walker, element: Element) -> None:
    """Quotations and listings are tables: a line that names whose, and a cell."""
    cell = first_of(element, "quote", "td")
    listing = first_of(element, "code", "td")
    if cell is not None:
        head = first_of(element, "genmed", "span")
        walker.quote(Quote(walker.inside_text(cell), speaker(text_of(head)) if head is not None else None))
    elif listing is not None:
        walker.code(listing)
    else:
        walker.table(element)


def _small(walker: Walker, element: Element) -> None:
    if match := _EDITED.search(text_of(element)):
        walker.body.edited = match[1]


def _img(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is not None and "/smiles/" not in image.url:
        walker.image(image)


_RULES = Rules(classes={"postdetails": skip, "gensmall": _small}, tags={"table": table, "img": _img})
