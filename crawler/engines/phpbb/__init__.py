"""phpBB 3.0–3.3: prosilver, subsilver2 and what is made from them; phpBB 2.0.

Every page that a guest without cookies sees has ``sid=…`` in all its links; it is taken out everywhere.  phpBB pages count items
(``start=10``), and posts carry no number: a floor is the place in the thread, known from the pager.

Seen running: 3.2.11 with prosilver, and with subsilver2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.dates import When
from crawler.engines.phpbb.board import Boards
from crawler.engines.phpbb.body import RULES
from crawler.engines.phpbb.old import CRUMBS, PHPBB2
from crawler.engines.phpbb.pager import read_pager
from crawler.engines.phpbb.plain import VIEW
from crawler.forum import BoardPage, Reading, Target, ThreadPage
from crawler.items import Author
from crawler.markup.css import css
from crawler.markup.plain import read_plain
from crawler.markup.sheet import Sheet
from crawler.page import Page
from crawler.select import Classed, Either, Numbered, Select, Value, has, text_of
from crawler.text import tidy
from crawler.urls import query

_OLD = (b"postdetails", b"forumline")
"""Classes of phpBB 2, one of which most of its skins keep."""
_SCRIPTS = (b"viewtopic.php", b"viewforum.php", b"/ucp.php?mode=")
"""Scripts that its pages link to; a site that rewrites addresses leaves the last of them alone."""
_HEAD_BYTES = 20_000
"""A page of phpBB names itself, or links to a board, within so many bytes; all engines are asked, so only these are searched."""
_ANCHOR = Value("./tr[2]/td[1]/a/@name | .//a[starts-with(@name,'p')][number(substring(@name,2))>0]/@name")
_PROFILE = Select(".//a[contains(@href,'mode=viewprofile')][not(ancestor::blockquote)]")
_LOOSE = Value(f".//time[not(ancestor::*[{has('content')} or {has('postprofile')}])]/@datetime")
_BESIDE = frozenset(("attachbox", "notice", "rules", "tablebg", "gensmall"))


class Phpbb(Boards):
    """phpBB boards and topics."""

    fingerprints = (b"phpbb", b"phpBB", b"viewtopic", b"viewforum")

    title = Either(
        Classed("topic-title", "h2"), "//h2[a[contains(@href,'viewtopic')]] | //a[@class='titles']", f"//*[{has('topic-title')}]"
    )
    crumbs = css(
        "#nav-breadcrumbs a[href]",
        "p.breadcrumbs a[href]",
        "li[class*='breadcrumbs'] a[href]",
        "ul[class*='navlinks'] a[href*='viewforum']",
        ".breadcrumbs a[href]",
        CRUMBS,
    )
    message = Either("id('message')", f"//*[{has('message-title')}]/..", f"//table[{has('tablebg')}][.//h1 or .//th]//p[{has('gen')}]")

    posts = Either(
        Numbered("p", "div"),
        "//a[starts-with(@name,'p')][number(substring(@name,2))>0]/ancestor::table[1]",
        "//*[starts-with(@id,'p')][number(substring(@id,2))>0][not(self::a)]",
        f"//*[{has('post')}][number(@id)>0]",
    )
    counts_places = True
    body = Either(
        Classed("content", "div"),
        ".//td/div[@class='postbody']",
        f".//*[{has('content')}] | .//*[@itemprop='articleBody' or @itemprop='text']",
        f".//*[{has('postbody')}]",
    )
    body_rules = RULES
    author = Either(
        "./div/*/dt/*[self::a or self::span][starts-with(@class,'username')]",
        "./div/*/dt/a[contains(@href,'viewprofile')][normalize-space()]",
        ".//b[@class='postauthor']",
        f".//*[{has('postprofile')}]//*[self::a or self::span][{has('username')} or {has('username-coloured')}]",
        f".//p[{has('author')}]//*[{has('username')} or {has('username-coloured')}]",
        f".//*[{has('postprofile')}]//a[contains(@href,'viewprofile')][normalize-space()]",
        f".//p[{has('author')}]/strong",
    )
    time = Either(
        Classed("author", "p"),
        ".//td[@class='gensmall']/div[last()][b]",
        f".//*[{has('author')} or {has('post-date')} or {has('postdate')} or {has('dateline')}][not(self::a)]",
    )

    def detect(self, page: Page) -> bool:
        head = page.start[:_HEAD_BYTES]
        if b'id="phpbb' in head or b"phpBB style name" in head:
            return True
        body = page.body
        if not any(script in body for script in _SCRIPTS):
            return False
        old = b'class="forumline' in body or (b'class="postdetails"' in body and b'class="postbody"' in body)
        return old or b"postprofile" in body or b'class="topictitle"' in body or (b'class="tablebg"' in body and b"wrapcentre" in body)

    def read(self, page: Page) -> Reading:
        reading = super().read(page)
        if isinstance(reading, ThreadPage) or not any(mark in page.body for mark in _OLD):
            return reading
        old = PHPBB2.read(page)
        return old if isinstance(old, ThreadPage) or (isinstance(old, BoardPage) and old.threads) else reading

    def otherwise(self, sheet: Sheet) -> Reading | None:
        return read_plain(self, sheet, VIEW) if "view=print" in sheet.page.url else None

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        if b"postbody" not in sheet.page.body and b'class="content' not in sheet.page.body:
            return []
        found: dict[str, Element] = {}
        for element in super().posts_on(sheet):
            pid = (_ANCHOR(element) if element.tag == "table" else element.get("id", "")).removeprefix("p")
            if pid not in found and self._has_body(sheet, element):
                found[pid] = element
        sheet.numbers = {element: pid for pid, element in found.items()}
        return list(found.values())

    def thread_page(self, sheet: Sheet, units: Sequence[Element]) -> Reading:
        sheet.here = next((at for url in self._addresses(sheet) if (at := self.target(url)) and at.kind == "thread"), None)
        return super().thread_page(sheet, units)

    def _addresses(self, sheet: Sheet) -> list[str]:
        """The addresses of the topic that the page tells: its canonical one, that of its heading, its own."""
        heading = self.title.first(sheet.tree)
        links = [a.get("href") or "" for a in ([] if heading is None else [heading, *heading.iter("a")])]
        return [sheet.address(url) for url in (sheet.page.link("canonical"), *links, sheet.page.url)]

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        """An address without a script in it is the site's own; any other is written anew."""
        own = (url for url in self._addresses(sheet)[:-1] if ".php" not in url)
        first = Target("thread", here.id)
        return next((url for url in own if self.target(url) == first), "") or sheet.address(f"viewtopic.php?t={here.id}")

    def title_of(self, sheet: Sheet) -> str:
        return super().title_of(sheet) or re.split(r"\s+[-•|]\s+", sheet.page.title)[0]

    def pages_of(self, sheet: Sheet, here: Target) -> tuple[int, int | None, str | None]:
        current, last_page, following, total = read_pager(self, sheet, here)
        if total and here.kind == "thread":
            sheet.thread.replies = total - 1
            sheet.until = total if current == last_page else None
        if query(sheet.page.url).get("sd") == "d":
            sheet.before = sheet.until = None
        return current, last_page, following

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return f"{sheet.address('viewtopic.php')}?p={pid}#p{pid}"

    def beside_of(self, sheet: Sheet, unit: Element, content: Element) -> Iterable[Element]:
        """What belongs to a post and stands behind its body: the files, the edit note, a lock; not the signature."""
        parent = content.getparent()
        places = [*content.itersiblings("*"), *(parent.itersiblings("*") if parent is not None else ())]
        return (element for element in places if not _BESIDE.isdisjoint(element.get("class", "").split()))

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        for element in self.author(unit):
            if name := text_of(element):
                links = [element] if element.tag == "a" else [a for a in _PROFILE(unit) if len(a) or text_of(a) in ("", name)]
                ident = next(filter(None, map(self.member_id, links)), None)
                return Author(name, ident if ident != "1" else None)
        return None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        """phpBB 3.2 and later say a time exactly, in UTC, whatever words they print by the clock of the board's zone."""
        head = self.time.first(unit)
        if head is None:
            return sheet.moment(_LOOSE(unit))
        stamp = next(head.iter("time"), None)
        raw = _shown(head) if stamp is None else text_of(stamp)
        when = sheet.moment(stamp.get("datetime") if stamp is not None else None)
        when = when.shown_in(sheet.zone) if when.iso else sheet.moment(raw)
        return when._replace(raw=raw or when.raw)


def _shown(element: Element) -> str:
    """The time in a line such as 'by NAME » TIME' (prosilver) or 'Posted: TIME' (subsilver2)."""
    label = element.find("b") if element.tag == "div" else None
    return tidy(label.tail or "") if label is not None else text_of(element).rpartition("»")[2].strip()


ENGINE = Phpbb()
