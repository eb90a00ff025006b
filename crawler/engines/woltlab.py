"""WoltLab Suite Forum 3 to 6 and WoltLab Burning Board 4: threads and boards.

Every post names its id and an exact time, in every skin and language.  6.0 has elements of its own for times and page bars.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.body.handlers import cut_link
from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When
from crawler.forum import Target, ThreadRow
from crawler.items import Attachment, Author, Image, Quote
from crawler.markup.css import css
from crawler.markup.pager import pager
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.select import first_of, text_of
from crawler.text import count, number, size, tidy_code
from crawler.urls import absolute, query

_PLACE = re.compile(r"(?:^|/)(thread|board)/(\d+)(?:-[^/]*)?/?$", re.IGNORECASE)
_OLD = re.compile(r"page=(Thread|Board)&(?:threadID|boardID)=(\d+)(?:&pageNo=(\d+))?$")
_INDEX = re.compile(r"(?:[\w-]+/)?(?:index\.php/?)?(?:board-?list/?)?", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:Zitat von|Quote from|Citation de|Cita de|Citazione di|Citaat van|Cytat z|Цитата от)\s+(.+)$")
_POST = re.compile(r"#post(\d+)$|postID=(\d+)")
_EDITED = re.compile(r"\(([^()]*\d[^()]*)\)[^()]*$")


def _quote(walker: Walker, element: Element) -> None:
    """``blockquote.quoteBox``: title, content, and the post's address in ``cite``."""
    title, content = first_of(element, "quoteBoxTitle", "div", "span"), first_of(element, "quoteBoxContent", "div")
    parts = [part for part in element if isinstance(part.tag, str)]
    content = content if content is not None or not parts or title is None else parts[-1]
    words = text_of(title)
    match = _QUOTED.match(words)
    quote = Quote(
        walker.inside_text(content if content is not None else element), match[1] if match else (words and speaker(words)) or None
    )
    found = _POST.search(element.get("cite") or "")
    quote.post_id = (found[1] or found[2]) if found else None
    walker.quote(quote)


def _code(walker: Walker, element: Element) -> None:
    """``div.codeBox``: every line is an element of its own."""
    lines = [
        "".join(line.itertext()).strip("\n") for line in element.iter("div", "li") if "codeBoxLine" in (line.get("class") or "").split()
    ]
    pre = next(element.iter("pre"), None)
    if lines:
        walker.add(Block("code", tidy_code("\n".join(lines))))
    elif pre is not None:
        walker.code(pre)


def _link(walker: Walker, element: Element) -> None:
    """``a``: around an embedded picture it leads to the original."""
    img = next(element.iter("img"), None)
    if img is None or "jsImageViewer" not in (element.get("class") or ""):
        cut_link(walker, element)
        return
    _picture(walker, element, img)


def _picture(walker: Walker, link: Element, img: Element) -> None:
    original, small = absolute(walker.base_url, link.get("href") or ""), absolute(walker.base_url, img.get("src") or "")
    if original:
        name = link.get("title") or img.get("alt") or ""
        walker.image(Image(0, original, thumb_url=small if small != original else None, filename=name or None))


def _files(walker: Walker, element: Element) -> None:
    """The list of uploads below a post: pictures and others."""
    for item in element.iter("li"):
        link = next((a for a in item.iter("a") if a.get("href")), None)
        img = next(item.iter("img"), None)
        if link is None:
            continue
        if img is not None and next((True for a in item.iter("a") if "jsImageViewer" in (a.get("class") or "")), False):
            _picture(walker, link, img)
        else:
            name = next(filter(None, map(text_of, item.iter("a"))), "file")
            url = absolute(walker.base_url, link.get("href") or "") or None
            walker.attachment(Attachment(name, url, size(text_of(item).replace(",", "."))))


_RULES = Rules(
    classes={
        "quoteBox": _quote,
        "codeBox": _code,
        "spoilerBoxContent": Walker.descend,
        **dict.fromkeys(("jsSpoilerToggle", "toggleButton", "messageSignature", "attachmentThumbnailList", "attachmentFileList"), skip),
    },
    tags={"blockquote": _quote, "a": _link},
)


class WoltLab(Table):
    """WoltLab threads and boards."""

    name = "woltlab"
    post_ids = "site"
    rank = 40
    fingerprints = (
        *(b"tpl_wbb_thread", b"tpl_wbb_board", b"tpl_wbb_boardList", b"tplThread", b"tplBoard"),
        *(b"tpl_wcf_error", b"tpl_wcf_permissionDenied", b"tpl_wcf_userException"),
    )

    title = board_name = css("h1.contentTitle", "header.boxHeadline h1")
    page_part, permalink = re.compile(r"[?&]pageNo=\d+"), "{thread}#post{id}"
    tags = css("header.contentHeader .label, header.boxHeadline .label")
    crumbs = css(".breadcrumbs a[href]")
    pager = css(".pagination a[href], .pageNavigation a[href]")
    message = css("#main .error, #main .warning, #main .info", "#content")

    posts = css("article.wbbPost")
    body, body_rules = css("div.messageText"), _RULES
    author = css("aside.messageSidebar .username")
    time = css("header.messageHeader time, header.messageHeader woltlab-core-date-time")
    member = re.compile(r"user/(\d+)|userID=(\d+)", re.IGNORECASE)

    rows = css("ol.wbbThread[data-thread-id], tr[data-thread-id], div.wbbThread[data-thread-id]")
    row_link, row_author = css("a[class*='wbbTopicLink']"), css("li.messageGroupAuthor")
    row_time = css("li.messageGroupTime time, li.messageGroupTime woltlab-core-date-time")
    row_last = css(".columnLastPost time, .columnLastPost woltlab-core-date-time")
    row_sticky = css("span[class*='jsIconSticky'], [class*='thumbtack'], fa-icon[name*='thumbtack']")
    boards = css("[data-board-id] h3 a[href], h3.wbbBoardNode__title a[href]")

    def detect(self, page: Page) -> bool:
        return any(sign in page.start for sign in (b'id="tpl_wbb_', b"WCF", b"woltlab"))

    def target(self, url: str) -> Target | None:
        where, _, rest = url.partition("#")[0].partition("://")[2].partition("/")[2].partition("?")
        if match := _OLD.match(rest):
            return Target("thread" if match[1] == "Thread" else "board", match[2], int((match[3] or "1")[:6]))
        route, _, rest = rest.partition("&") if rest and "=" not in rest.partition("&")[0] else (where, "", rest)
        asked = query(f"?{rest}")
        page = number(asked.pop("pageNo", None)) or 1
        if asked:
            return None
        if match := _PLACE.search(route):
            return Target("thread" if match[1].lower() == "thread" else "board", match[2], page)
        return Target("index", "") if _INDEX.fullmatch(route) else None

    def posts_on(self, sheet: Sheet) -> list[Element]:
        return [post for post in super().posts_on(sheet) if self.id_of(sheet, post)]

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return self.page_part.sub("", sheet.address(sheet.page.link("canonical")) or sheet.bare_url)

    def id_of(self, sheet: Sheet, unit: Element) -> str:
        """The post's own, or (data attributes may be lost) the one of the entry around it."""
        entry = unit.getparent()
        around = (entry.get("id") or "").removeprefix("post") if entry is not None else ""
        found = unit.get("data-post-id") or unit.get("data-object-id") or around
        return found if found.isdecimal() else ""

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        walker = Walker(self.body_rules, sheet.page.base_url)
        walker.take(super().body_of(sheet, unit))
        for files in css(".attachmentThumbnailList, .attachmentFileList")(unit):
            _files(walker, files)
        return walker.body

    def moment(self, sheet: Sheet, element: Element | None, within: re.Pattern[str] | None = None) -> When:
        """6.0's own element has in ``date`` what ``time`` has in ``datetime``."""
        if element is not None and (exact := element.get("date")):
            when = sheet.moment(exact)
            return when._replace(raw=text_of(element) or exact)
        return super().moment(sheet, element, within)

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        """In the post's head, else for machines."""
        when = super().time_of(sheet, unit)
        told = css("meta[itemprop='datePublished'], meta[itemprop='dateCreated']").first(unit) if when.iso is None else None
        return sheet.moment(told.get("content")) if told is not None else when

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        shown = [text_of(link) for link in css("header.messageHeader a")(unit)]
        label = next((words for words in shown if re.fullmatch(r"#\d[\d.,]*", words)), "") or text_of(css("p.messageCounter").first(unit))
        return number(label.replace(".", ""))

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        found = self.author.first(unit)
        name = text_of(found)
        return Author(name, next(map(self.member_id, found.iter("a")), None)) if found is not None and name else None

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        for note in css("p.messageFooterNote")(unit):
            match = _EDITED.search(text_of(note))
            exact = self.moment(sheet, css("time, woltlab-core-date-time").first(note)) if len(note) else NEVER
            if iso := exact.iso or (sheet.moment(match[1]).iso if match else None):
                return iso
        return None

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        bar, onward = css("woltlab-core-pagination").first(sheet.tree), sheet.address(sheet.page.link("next")) or None
        if bar is None:
            pages, following = pager(self, sheet.page, here, self.pager(sheet.tree))
            return here.page, pages, following or onward
        pages, url = number(bar.get("count")) or 1, sheet.address(bar.get("url") or "")
        following = f"{url}{'&' if '?' in url else '?'}pageNo={here.page + 1}" if url and here.page < pages else None
        return here.page, pages, following or onward

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is not None:
            counts = [count(text_of(value).replace(".", "")) for value in css(".columnStats dd")(unit)]
            found.replies, found.views = (*counts, None, None)[:2]
        return found


ENGINE = WoltLab()
