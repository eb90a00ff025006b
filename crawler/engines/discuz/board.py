"""Discuz! boards, categories, the index, and pages that only say why there is nothing."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element
from msgspec import UNSET

from crawler.engines.discuz.addresses import bare, clean, is_old, target
from crawler.engines.discuz.parts import breadcrumb, pager, shown, user
from crawler.forum import BoardPage, BoardRow, Notice, Reason, ThreadRow
from crawler.items import Author, Board
from crawler.markup.notices import says_empty
from crawler.page import Page
from crawler.select import Select, Value, text_of
from crawler.text import number, tidy
from crawler.urls import absolute

_ROWS = Select("//*[starts-with(@id,'normalthread_') or starts-with(@id,'stickthread_')]")
_ROW_ID = re.compile(r"(?:normal|stick)thread_\d+")
_TOUCH_ROWS = Select(
    "//div[starts-with(@class,'threadlist')]//li[starts-with(@class,'list')] | //div[@class='threadlist']/ul/li[not(@class)]"
)
_BARE_LIST = Select("//div[@class='threadlist']/ul[not(*)] | id('threadlisttableid')[.//*[@id='separatorline']][not(.//a)]")
_TOUCH_WRITER = Select(".//div[@class='muser']//a")
_TOUCH_TIME = Select(".//span[@class='mtime']")
_TOUCH_COUNTS = Select(".//div[starts-with(@class,'threadlist_foot')]//li[not(.//a)]")
_TOUCH_ICON = re.compile(r"\bdm-(eye|chat)")
"""What the two counts of the touch view (X3.5) are, by their icons; earlier ones print views, then replies."""
_BY = ("by", "author", "lastpost")
_COUNTS = ("num", "nums")
"""Classes of a row's cells (X, 7.2)."""
_BOARDS = Select(
    "//table[contains(@class,'fl_tb')]//h2/a | //table[contains(@class,'fl_tb')]//dt/a | //tbody[starts-with(@id,'forum')]//h2/a"
    " | //div[starts-with(@id,'sub-forum_') or starts-with(@id,'sub_forum_') or starts-with(@class,'subforum')]//li//a[@href]"
    " | id('subname_list')//a[@href]"
)
_LINKS = Select("//a[@href]")
_TRAIL = Select("id('nav') | id('pt')")
_OLD_ID = re.compile(rb"\bfid = parseInt\('([1-9]\d*)'\)")
_WATERFALL = Select("id('waterfall')")
_COVERS = Select("id('waterfall')//li")
_ANSWERED = re.compile(r"[回答][复覆復應应]\s*[:：]?\s*(\d+)")
_LIST = Select("id('threadlist') | id('moderate') | //div[starts-with(@class,'threadlist')]")
"""The box of the threads (X's desktop view; all desktop views; touch views)."""
_NOTICE = Select("id('messagetext') | //div[contains(@class,'alert_error') or contains(@class,'alert_info')] | //div[@class='jump_c']")
_PASSWORD = Select("//form[contains(@action,'pwverify')]")
_PASSWORD_WORDS = Value("//form[contains(@action,'pwverify')]/ancestor::div[1]/preceding-sibling::h3")
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("missing", re.compile("不存在|被删除|被刪除|已关闭|正在被审核|没有找到|not exist|deleted")),
    ("password", re.compile("密码|密碼")),
    ("permission", re.compile("权限|權限|无权|無權|用户组|用戶組|限制|积分")),
    ("login", re.compile("登录|登錄|登入|login")),
)


def read_board(page: Page) -> BoardPage | None:
    """A board, a category or the index; None when the page is none of them."""
    rows = [row for element in _ROWS(page.tree) or _TOUCH_ROWS(page.tree) if (row := _row(page, element))]
    rows = rows or [row for cover in _COVERS(page.tree) if (row := _cover_row(page, cover))]
    boards = _boards(page)
    empty = not rows and _is_empty(page)
    if not (rows or boards or empty or _is_list(page)):
        return None
    current, pages, next_url = pager(page)
    listed = None
    if _WATERFALL(page.tree) and "forumdefstyle" not in page.url:
        listed = page.url + ("&" if "?" in page.url else "?") + "forumdefstyle=yes"
    return BoardPage(_board(page), boards, rows, current, pages, next_url, listed, empty or UNSET)


def read_notice(page: Page) -> Notice | None:
    """A message page.  Its status proves nothing: X answers 200 for boards it does not show, 404 for threads it does not."""
    if _PASSWORD(page.tree):
        return Notice("password", _PASSWORD_WORDS(page.tree))
    box = _NOTICE.first(page.tree)
    if box is not None:
        words = tidy(" ".join(text_of(part) for part in box.iter("p", "h2", "h3")) or text_of(box))
        reason = next((reason for reason, pattern in _REASONS if pattern.search(words)), "missing" if page.status == 404 else "permission")
        return Notice(reason, words[:200])
    if page.status >= 500 or is_broken(page):
        return Notice("site_error", page.title)
    return None


def is_broken(page: Page) -> bool:
    """Whether a page is X's own report of a fault in its database or its code (status 503; before X3.5: 200)."""
    return b"Discuz! Database Error" in page.body[:6000] or b"Discuz! System Error" in page.body[:6000]


def _board(page: Page) -> Board:
    """The board by its breadcrumb.

    Where that ends in bare text (7.2, and sub-boards of X) its last link is the board above; the board's own number is in the page's
    address, or in a script of 7.2 only.
    """
    board, at, marked = breadcrumb(page), target(page.url), _OLD_ID.search(page.body)
    identity = at.id if at and at.kind == "board" else marked[1].decode() if marked else None
    trail = _TRAIL.first(page.tree)
    name = _bare_end(trail) if trail is not None else ""
    if identity and name and board.id != identity:
        script = "forumdisplay.php?" if is_old(page) else "forum.php?mod=forumdisplay&"
        board.id, board.name, board.url = identity, name, absolute(page.base_url, f"{script}fid={identity}")
        board.path.append(name)
    return board


def _bare_end(trail: Element) -> str:
    """The text after the last link of a breadcrumb."""
    words = ""
    for element in trail.iter():
        if element.tag == "a":
            words = element.tail or ""
        elif element is not trail and (above := element.getparent()) is not None and above.tag != "a":
            words += (element.text or "") + (element.tail or "")
    return tidy(words).strip("»›> ")


def _is_list(page: Page) -> bool:
    return b"threadlisttable" in page.body or b'id="threadlist"' in page.body or b'id="waterfall"' in page.body


def _is_empty(page: Page) -> bool:
    """Whether words where the threads would stand say that there are none: '本版块或指定的范围内尚无主题'.

    The last page of a board that counts too many threads says nothing: the list of X3.4's touch view holds no element, the table of X's
    desktop view only the line below sticky threads.
    """
    return _BARE_LIST.first(page.tree) is not None or any(says_empty(tidy(words)) for box in _LIST(page.tree) for words in box.itertext())


def _row(page: Page, element: Element) -> ThreadRow | None:
    """A thread's row.  The id in the row is not always the thread's: a moved one links to where it went."""
    mark = found[0] if (found := _ROW_ID.match(element.get("id", ""))) else ""
    row = (_listed_row if mark else _touch_row)(page, element)
    if row is not None:
        row.sticky = (mark or element.get("class", "")).startswith(("stick", "list_top"))
        row.moved = bool(mark) and mark.rpartition("_")[2] != row.id
    return row


def _listed_row(page: Page, element: Element) -> ThreadRow | None:
    """A row of a list for desktops; skins make it of other elements than a table's, and open threads by scripts."""
    heads = list(element.iter("th")) or [element]
    links = [link for head in heads for link in head.iter("a")]
    row = _linked(page, links) or _scripted(page, element, links)
    if row is None:
        return None
    cells = [(cell, cell.get("class")) for cell in element.iter("td", "dd", "li", "div", "p", "span")]
    if by := [cell for cell, name in cells if name in _BY]:
        row.author = user(by[0])
        row.created_at, row.last_post_at = shown(page, by[0].find("em")).iso, shown(page, by[-1].find("em")).iso
    counts = re.findall(r"\d+", " ".join(text for cell, name in cells if name in _COUNTS for text in cell.itertext()))
    if len(counts) > 1:
        row.replies, row.views = number(counts[0]), number(counts[1])
    return row


def _linked(page: Page, links: list[Element]) -> ThreadRow | None:
    """A thread by the first link to one that has words."""
    for link in links:
        at, title = target(bare(link.get("href", ""))), text_of(link)
        if at and at.kind == "thread" and title:
            return ThreadRow(at.id, clean(page, link.get("href", "")), title)
    return None


def _scripted(page: Page, element: Element, links: list[Element]) -> ThreadRow | None:
    """A thread whose link is a script: its number is the row's."""
    tid = element.get("id", "").rpartition("_")[2]
    links = [link for link in links if link.get("href", "#").startswith(("javascript:", "#")) and text_of(link)]
    title = next((text_of(link) for link in links if "xst" in link.get("class", "").split()), "") or next(map(text_of, links), "")
    script = "viewthread.php?" if is_old(page) else "forum.php?mod=viewthread&"
    return ThreadRow(tid, absolute(page.base_url, f"{script}tid={tid}"), title) if tid.isdecimal() and title else None


def _touch_row(page: Page, element: Element) -> ThreadRow | None:
    """A row of the touch views: X3.4's link holds its writer's name too, X3.5 has counts with icons below."""
    for link in element.iter("a"):
        at, writer = target(bare(link.get("href", ""))), text_of(link.find("span[@class='by']"))
        title = (text_of(link.find("em")) or text_of(link)).removesuffix(writer).rstrip()
        if at and at.kind == "thread" and title:
            break
    else:
        return None
    row = ThreadRow(at.id, clean(page, link.get("href", "")), title, Author(writer) if writer else None)
    row.replies = number(text_of(element.find("span[@class='num']")))
    if (writer_link := _TOUCH_WRITER.first(element)) is not None:
        row.author, row.created_at = user(writer_link), shown(page, _TOUCH_TIME.first(element)).iso
        row.views, row.replies = _touch_counts(_TOUCH_COUNTS(element))
    return row


def _cover_row(page: Page, element: Element) -> ThreadRow | None:
    """A thread that a board of pictures shows by its cover."""
    row = _linked(page, list(element.iter("a")))
    if row is not None:
        row.author = next((user(link) for link in element.iter("a") if "uid" in link.get("href", "") and text_of(link)), None)
        row.replies = number(found[1] if (found := _ANSWERED.search(text_of(element))) else None)
    return row


def _touch_counts(places: list[Element]) -> tuple[int | None, int | None]:
    """(views, replies)."""
    marked = {found[1]: place for place in places for icon in place.iter("i") if (found := _TOUCH_ICON.search(icon.get("class", "")))}
    views, replies, *_ = (marked.get("eye"), marked.get("chat")) if marked else (*places, None, None)
    return number(text_of(views)), number(text_of(replies))


def _boards(page: Page) -> list[BoardRow]:
    links = _BOARDS(page.tree)
    if not links and not _is_list(page) and (at := target(page.url)) and at.kind == "index":
        links = _LINKS(page.tree)
    rows: dict[str, BoardRow] = {}
    for link in links:
        at, url, name = target(bare(link.get("href", ""))), clean(page, link.get("href", "")), _name(link)
        if at and at.kind == "board" and at.page == 1 and name:
            rows.setdefault(at.id, BoardRow(at.id, url, name))
    return list(rows.values())


def _name(link: Element) -> str:
    """A board's name; links of X3.5's touch view hold today's posts and the description too."""
    head = link.find("p[@class='mtit']")
    return tidy(head.text or "") if head is not None else text_of(link)
