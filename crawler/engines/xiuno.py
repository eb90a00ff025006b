"""XiunoBBS 4 and its forks: plain and rewritten addresses, the stock theme and themes that keep its lists.

Facts seen on 4.0.4.  The opening post stands in a card of its own and nowhere names its id; pages after the first show a link in place of
its body.  Floors are positions: they renumber when a post is deleted.  Times are relative or a bare date, never exact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from lxml.etree import _Element as Element

from crawler.body.handlers import locked
from crawler.body.walker import Rules, Walker
from crawler.dates import NEVER, When
from crawler.forum import CHINA, BoardRow, Notice, Reason, Target, ThreadRow
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.css import Find, css
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

_NAMED = Select("//input[@name='modtid'] | //form[contains(@action,'user-login') or contains(@action,'user/login')]")
_USERS = css("span.username")
_ADDRESS = re.compile(r"(?:^|[/?])(?P<kind>thread|forum|index)[-/](?P<id>\d+)(?:[-/](?P<page>\d+))?(?:\.html?)?(?=$|[?&#])")
_HOME = re.compile(r"(?:/|/index(?:\.php|\.htm)?)(?:\?(?:index(?:\.htm)?)?)?$")
_BOARDS = re.compile(rb"var forumarr\s*=\s*(\{.*?\})\s*;", re.DOTALL)
_BOARD_ID = re.compile(rb"var fid\s*=\s*['\"]?(\d+)")
_WHOLE = "查看主题内容"
"""What stands in place of the opening post's body on the pages after the first."""
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("missing", re.compile("不存在|已删除|not exist")),
    ("permission", re.compile("无权|权限")),
    ("login", re.compile("登录|login")),
)


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


class Xiuno(Table):
    """XiunoBBS boards and threads."""

    name = "xiuno"
    rank = 20
    fingerprints = (b"bootstrap-bbs", b"xiuno")
    zone = CHINA

    bar, bar_shows = css(".pagination"), css("li.active")
    replies = css(".posts")

    opening = css(".message[isfirst='1']")
    posts, body, needs_body, body_rules = css("li.post"), css(".message"), True, _RULES
    author, time, floor = css(".username a"), css(".date"), css(".floor")
    member = re.compile(r"user[-/](\d+)")

    boards = css("li[fid] > a, li[data-active^='fid-'] > a")
    rows, row_link, row_time = css("li.thread[data-tid]"), css(".subject a"), css(".date")

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

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        found = super().posts_on(sheet)
        lost = sheet.opening is None and (sheet.here is None or sheet.here.first)
        if lost or any(not post.get("data-pid") for post in found if post is not sheet.opening):
            return []
        if text_of(sheet.opening) == _WHOLE:
            sheet.opening, found = None, found[1:]
        return found

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        return unit.get("data-pid") or ""

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        """The thread's id in the form of moderators or on the button that quotes."""
        known = [field.get("value") for field in _NAMED(sheet.tree) if field.tag == "input"]
        buttons = (link.get("data-tid") for link in css(".post_reply")(sheet.tree))
        named = self.target(self._first_page(sheet, "thread"))
        return named or Target("thread", next(filter(None, [*known, *buttons]), "0"))

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread, card = super().thread_of(sheet, here), self._card(sheet)
        if card is not None:
            links = (link for link in card.iter("a") if "tag" in link.get("class", "") or "tag-" in link.get("href", ""))
            thread.tags, thread.views = [tag for link in links if (tag := text_of(link))], _beside(card, css(".icon-eye"))
            thread.author, thread.created_at = self.author_of(sheet, card), self.time_of(sheet, card).iso
        return thread

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return self._first_page(sheet, "thread")

    def title_of(self, sheet: Sheet) -> str:
        """The first heading with words of its own besides links (badges)."""
        heads = (tidy("".join([head.text or "", *(part.tail or "" for part in head)])) or text_of(head) for head in sheet.tree.iter("h4"))
        return next(filter(None, heads), sheet.page.title)

    def opening_post(self, sheet: Sheet, unit: Element) -> RawPost:
        made = super().opening_post(sheet, unit)
        made.post.floor, made.post.url = 1, self.url_of(sheet, unit, "")
        return made

    def opened_at(self, sheet: Sheet) -> When:
        card = self._card(sheet)
        return self.time_of(sheet, card) if card is not None else NEVER

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        """The page's own: posts have no addresses."""
        return (sheet.page.url if self.target(sheet.page.url) else sheet.thread.url) or sheet.page.url

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        return next(filter(None, map(self.person, self.author(unit))), None)

    def _card(self, sheet: Sheet) -> Element | None:
        """What holds the opening post, or what stands in its place, with its author and time."""
        opening = self.opening.first(sheet.tree)
        outer = opening.iterancestors() if opening is not None else ()
        return next((card for card in outer if "card" in card.get("class", "").split()), None)

    def _first_page(self, sheet: Sheet, kind: str) -> str:
        """The address of the thread's or board's first page, in the spelling that the page itself uses."""
        for link in (sheet.page.url, *(a.get("href", "") for a in css(".pagination a")(sheet.tree))):
            url = sheet.address(link)
            at, match = self.target(url), _ADDRESS.search(url)
            if at and match and at.kind == kind:
                return url[: match.start("id")] + at.id + (".htm" if "/" not in url[match.end("kind")] else "")
        return ""

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        found.sticky = any(re.fullmatch(r"top_\d", word) for word in (unit.get("class") or "").split())
        users = _USERS(unit)
        if users and (name := text_of(users[0])):
            found.author = Author(name, users[0].get("uid"))
        last = users[1].getnext() if len(users) > 1 else None
        found.last_post_at = sheet.moment(text_of(last)).iso or (found.created_at if len(users) == 1 else None)
        found.replies, found.views = _beside(unit, css("[class^='icon-comment']")), _beside(unit, css(".icon-eye"))
        return found

    def boards_on(self, sheet: Sheet) -> list[BoardRow]:
        """The boards in the menu of the first page; the same menu is on every page, and says nothing about a board there."""
        return super().boards_on(sheet) if sheet.here is not None and sheet.here.kind == "index" else []

    def board_above(self, sheet: Sheet) -> Board:
        """The board, from the list of boards and the current one's number that the footer hands to the scripts, or the breadcrumb."""
        page = sheet.page
        body = page.body if page.encoding == "utf-8" else page.text.encode("utf-8", "replace")
        names, current = _BOARDS.search(body), _BOARD_ID.search(body)
        known = _names(names[1]) if names else {}
        board = Board(id=current[1].decode() if current and current[1] != b"0" else None)
        board.name = known.get(board.id or "")
        for link in css(".breadcrumb a, .navbar-brand")(sheet.tree):
            at = self.target(sheet.address(link))
            if at and at.kind == "board" and board.id in (None, at.id):
                board.id, board.url = at.id, sheet.address(link)
                board.name = board.name or known.get(at.id) or text_of(link) or None
        board.path = [board.name] if board.name else []
        return board

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        return self.board_above(sheet)

    def is_empty_board(self, sheet: Sheet) -> bool:
        return css(".threadlist").first(sheet.tree) is not None

    def notice(self, sheet: Sheet) -> Notice:
        if any(form.tag == "form" for form in _NAMED(sheet.tree)):
            return Notice("login", sheet.page.title)
        words = text_of(css(".card-title", ".alert-danger").first(sheet.tree))
        status = sheet.page.status
        reason = next((reason for reason, pattern in _REASONS if pattern.search(words)), "missing" if status == 404 else "empty")
        return Notice(reason, words[:200])


def _beside(part: Element, icon: Find) -> int | None:
    """The number beside an icon."""
    mark = icon.first(part)
    return number(text_of(mark.getparent())) if mark is not None else None


def _names(listed: bytes) -> dict[str, str]:
    try:
        return msgspec.json.decode(listed, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}


ENGINE = Xiuno()
