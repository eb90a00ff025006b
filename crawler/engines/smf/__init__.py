"""Simple Machines Forum 1.1, 2.0 (both of its themes, Curve and Core) and 2.1.

A message is known by its number, which all versions put into ids: ``msg_N`` (the body; in 2.0 and later), ``subject_N`` (all),
``modified_N``, ``msg_N_footer``.  Addresses separate parameters with ``;`` and count items (``topic=2.10``); without a cookie every link
begins with ``PHPSESSID=…``, which is taken out everywhere.  Members see the number of a reply: the opening message has none,
but where a site shows the newest message first: there it is number 1.

Seen running: 2.1.4 and 1.1.2, their print views too; 2.0.19 in both of its themes and in six skins of sites, in English and Russian.
Skins put the box of the writer beside more than the message's own area (Bootstrap), or make the whole page of tables, as 1.1 did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import takewhile

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.dates import NEVER, When, parse
from crawler.dates.zones import between
from crawler.engines.smf.board import Boards
from crawler.engines.smf.body import RULES, SESSION
from crawler.engines.smf.plain import read_print
from crawler.forum import Reading, Target
from crawler.items import Author, Thread
from crawler.markup.css import css
from crawler.markup.elements import elements_of, with_id
from crawler.markup.sheet import Sheet
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Either, Value, first_of, has, text_of
from crawler.text import number

_DROPPED = frozenset(("PHPSESSID", "topicseen", "boardseen", "nowap", "fbclid"))
_PATH = re.compile(r"/(topic|board),(\w+)\.(\w+)(?:\.html)?(?:/|$)")
_VALUE = re.compile(r"(?<!\d)(\d+)(?:\.(\d+))?$")
_MARK = re.compile(r"(?:msg|subject|modified)_(\d+)(?:_footer)?")
_OPENED = Value("id('display_head')/p[1]")
_OPENED_BY = re.compile(r"^Started by (?P<name>.+?), (?P<time>(?:\w{3,9} \d{1,2}, \d{4}|\d|Today|Yesterday).*)$")
_DATED = re.compile(r"^«?\s*.*?[:：]\s+(.+?)\s*»?$")
_REPLY = re.compile(r"#\s*(\d+)")
_READ = re.compile(r"\s*\([^()]*?(\d[\d,.]*)[^()]*\)$")
_TOPIC = re.compile(rb"topic[=,](\d+)\.")


class Smf(Boards):
    """SMF boards and topics."""

    name = "smf"
    post_ids = "site"
    rank = 21
    fingerprints = (b"smf_theme_url", b"simplemachines", b"forumposts")
    address_cut = SESSION

    title = css("#top_subject", "#forumposts h3")
    document_title = True
    crumbs = css("div.navigate_section a", "ul.linktree a", "div.nav a, div.linktree a", "ol.breadcrumb a, ul.breadcrumb a")
    category = re.compile(r"#c?\d")
    bar = Either(
        Classed("pagelinks", "div"),
        "//td[@class='middletext'][.//a or .//b]",
        "//div[@class='pages']",
        f"//div[a[{has('navPages')}]] | //td[a[{has('navPages')}]]",  # the Core theme of 2.0, and skins made of tables
    )
    bar_shows = css("span.current_page", "strong, b")
    message = Either(
        "id('frmLogin')//p[contains(@class,'information')] | //form[@name='frmLogin']//td[@class='windowbg'][1]",
        "id('fatal_error')//div[@class='padding' or @class='errorbox' or contains(@class,'windowbg')] | id('fatal_error')",
        "//table[@class='tborder'][.//a[@href='javascript:history.go(-1)']]//td[@class='windowbg']",
    )

    permalink, counts_places = "{thread}.msg{id}#msg{id}", True
    body_rules = RULES

    def detect(self, page: Page) -> bool:
        if b"smf_theme_url" in page.start or (b"simplemachines.org" in page.body[-4000:] and b"topic=" in page.body):
            return True
        return b'id="forumposts"' in page.body and b"action=profile;u=" in page.body and (b".msg" in page.body or b'id="msg' in page.body)

    def target(self, url: str) -> Target | None:
        """SMF counts items, and the address does not say how many make a page."""
        head, _, tail = url.split("#", 1)[0].partition("?")
        asked = dict(part.partition("=")[::2] for part in re.split(r"[;&]", tail.replace("&amp;", "&")) if part)
        asked = {name: value for name, value in asked.items() if name not in _DROPPED}
        if match := _PATH.search(head + "/"):
            asked[match[1]] = f"{match[2]}.{match[3]}"
        if not asked and head.rpartition("/")[2] in ("", "index.php"):
            return Target("index", "")
        if len(asked) != 1 or not (asked.keys() <= {"topic", "board"}):
            return None
        (name, value), *_ = asked.items()
        item = _VALUE.match(value)
        return Target.at("thread" if name == "topic" else "board", item[1], int((item[2] or "0")[:9])) if item else None

    def zone_on(self, page: Page) -> tzinfo | None:
        """2.1 prints the current time in its head, with the exact one beside it; the difference is the zone."""
        clock = css("div.user time[datetime]").first(page.tree)
        exact = parse(clock.get("datetime"), page.fetched_at, UTC).iso if clock is not None else None
        return between(parse(text_of(clock), page.fetched_at, UTC).iso, datetime.fromisoformat(exact)) if exact else None

    def otherwise(self, sheet: Sheet) -> Reading | None:
        return read_print(self, sheet) if b"postheader" in sheet.page.body or "action=printpage" in sheet.page.url else None

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The bodies of the messages, in the order in which anything of them stands on the page."""
        known = elements_of(sheet.tree).by_id()
        marks = (match[1] for mark, (element, *_) in known.items() if (match := _MARK.fullmatch(mark)) and _is_part(element, mark))
        found: dict[Element, str] = {}
        for key in dict.fromkeys(marks):
            body = with_id(sheet.tree, f"msg_{key}")
            body = body if body is not None and body.tag != "span" else _bare_body(_part(sheet, "subject", key))
            if body is not None:
                found.setdefault(body, key)
        sheet.numbers = found
        return list(found)

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        match = _TOPIC.search(sheet.page.body)
        return Target("thread", match[1].decode() if match else "0")

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        heading = self.title.first(sheet.tree)
        read = _READ.search(text_of(heading)) if heading is not None and not _is_bare(heading) else None
        thread.views = number(read[1].replace(".", "")) if read else None
        return thread

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        """In the queryless form (``index.php/topic,2.0.html``) a page seems to stand in a folder of the script's name."""
        return f"{sheet.address('index.php').replace('/index.php/index.php', '/index.php')}?topic={here.id}.0"

    def title_of(self, sheet: Sheet) -> str:
        heading = self.title.first(sheet.tree)
        words = text_of(heading)
        if heading is not None and not _is_bare(heading):
            words = _READ.sub("", words.partition(": ")[2] or words)
        return words or sheet.page.title

    def opened(self, sheet: Sheet, posts: list[RawPost]) -> None:
        floors = [made.post.floor or 0 for made in posts]
        if all(floors) and (floors == [2] or floors[0] > floors[-1]):  # newest first: there the opening message is number 1, not none
            for made in posts:
                made.post.floor = (made.post.floor or 0) - 1
        opening = next((made.post for made in posts if made.post.floor == 1), None)
        if opening is not None:
            sheet.thread.author, sheet.thread.created_at = opening.author, opening.created_at
        elif opened := _OPENED_BY.match(_OPENED(sheet.tree)):
            sheet.thread.author, sheet.thread.created_at = Author(opened["name"]), sheet.moment(opened["time"]).iso

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        return self.read_body(sheet, unit, self.beside_of(sheet, unit, unit))

    def beside_of(self, sheet: Sheet, unit: Element, content: Element) -> Iterable[Element]:
        """The files below a message; SMF 1.1 lists them in the table row behind the body's, above the edit note."""
        key = sheet.numbers[unit]
        footer, modified = with_id(sheet.tree, f"msg_{key}_footer"), _part(sheet, "modified", key)
        if footer is not None:
            return (footer,)
        table = next(modified.iterancestors("table"), None) if modified is not None and modified.tag == "td" else None
        return [div for div in table.iter("div") if "overflow" in div.get("style", "")][:1] if table is not None else ()

    def url_of(self, sheet: Sheet, unit: Element, pid: str) -> str:
        return f"{(sheet.thread.url or '').removesuffix('.0')}.msg{pid}#msg{pid}"

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        poster = _poster(unit)
        if poster is not None:
            return self.person(next(poster.iter("h4"), None))
        subject = _part(sheet, "subject", sheet.numbers[unit])
        above = subject.iterancestors("tr") if subject is not None else ()
        row = next((tr for tr in above if tr.find("td[@rowspan]") is not None), None)
        return self.person(next(row.iter("b", "strong"), None)) if row is not None else None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        head = _head(sheet, unit)
        info = first_of(head, "postinfo", "div") if head is not None else None
        if info is not None:
            return sheet.moment(text_of(first_of(info, "smalltext", "a")))
        line = first_of(head, "smalltext", "div") if head is not None else None
        words = text_of(line)
        shown = _DATED.match(words)
        raw = shown[1] if shown else words.strip("« »")
        exact = next((time.get("datetime") for time in line.iter("time")), None) if line is not None else None
        when = sheet.moment(exact or raw)
        return when._replace(raw=raw or when.raw)

    def floor_of(self, sheet: Sheet, unit: Element) -> int | None:
        """One more than the number of a reply, where the page prints one."""
        head = _head(sheet, unit)
        info = first_of(head, "postinfo", "div") if head is not None else None
        if head is None or info is None:
            words = [text_of(first_of(head, "smalltext", "div"))] if head is not None else []
        else:
            link = first_of(info, "smalltext", "a")
            titled = link.get("title", "").partition(" - ")[0] if link is not None else ""
            words = [text_of(first_of(head, "page_number", "span")), titled]
        reply = next(filter(None, map(_REPLY.search, words)), None)
        return int(reply[1][:9]) + 1 if reply else None

    def edited_of(self, sheet: Sheet, unit: Element, body: Body) -> str | None:
        words = text_of(_part(sheet, "modified", sheet.numbers[unit]))
        return sheet.moment(words.partition(": ")[2] or words).iso if re.search(r"\d", words) else NEVER.iso


def _part(sheet: Sheet, kind: str, key: str) -> Element | None:
    """The element with the mark of one part of a message."""
    found = with_id(sheet.tree, f"{kind}_{key}")
    return found if found is not None and _is_part(found, kind) else None


def _is_part(element: Element, mark: str) -> bool:
    """Whether a mark stands on an element of a message: in the lists of boards, spans have the same ids."""
    return element.tag in ("div", "h5", "td") or (element.tag == "span" and mark.startswith("modified"))


def _poster(body: Element) -> Element | None:
    """The box of who wrote a message: beside the ``postarea`` that holds the body, or, in skins, beside something around that."""
    for around in takewhile(lambda up: up.tag != "form", body.iterancestors("div", "form")):
        for other in around.itersiblings("div", preceding=True):
            if "poster" in other.get("class", "").split():
                return other
            if other.find(".//*[@class='postarea']") is not None:
                break  # another message
    return None


def _head(sheet: Sheet, body: Element) -> Element | None:
    subject = _part(sheet, "subject", sheet.numbers[body])
    return subject.getparent() if subject is not None else None


def _bare_body(subject: Element | None) -> Element | None:
    """SMF 1.1 names a guest's copy of a body nothing: it is the ``div.post`` in the cell that holds the subject."""
    cells = subject.iterancestors("td") if subject is not None else ()
    return next((body for cell in cells if (body := first_of(cell, "post", "div")) is not None), None)


def _is_bare(heading: Element) -> bool:
    """Whether a heading holds the title alone, as in 2.1; the Core theme of 2.0 has such a one in a ``h3`` with other words."""
    above = heading.getparent()
    return heading.tag == "span" and (above is None or above.tag != "h3")


ENGINE = Smf()
