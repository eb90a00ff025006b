"""MyBB's printable view (``printthread.php?tid=N``), seen running (1.8.37): posts between lines, each below its subject, name and time.

Nothing stands around a post, so one is put around each: then the view reads like any other.
"""

from __future__ import annotations

import re

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from crawler.engines.mybb.body import RULES
from crawler.forum import Engine, ThreadPage
from crawler.markup.css import css
from crawler.markup.plain import Plain, read_plain
from crawler.markup.sheet import Sheet
from crawler.select import Select, text_of

_VIEW = Plain(
    posts=Select("//div[@class='boardfeed-post']"),
    author=Select("./b[@class='boardfeed-name']"),
    time=Select("./b[@class='boardfeed-time']"),
    body=Select("./div[@class='boardfeed-body']"),
    title=css("span.largetext a"),
    thread=re.compile(r"/printthread\.php\?(?:.*&)?tid=(?P<id>\d+)(?:.*&page=(?P<page>\d+))?"),
    board=re.compile(r"/forumdisplay\.php\?fid=(\d+)"),
    rules=RULES,
)
_LINES = Select("//td/hr[following-sibling::strong]")
_WAY = re.compile(r"^\+-{3,}\s*[^:]+:\s*(.+?)\s*\($")
_SAID = re.compile(r"^\s*-\s*(.*?)\s*-?\s*$", re.DOTALL)


def read_printed(engine: Engine, sheet: Sheet) -> ThreadPage | None:
    """The thread that a printable page shows; None for any other page."""
    for line in _LINES(sheet.tree):
        _gather(line)
    reading = read_plain(engine, sheet, _VIEW)
    way = css("span.largetext").first(sheet.tree)
    if reading is not None and way is not None:
        steps = (_WAY.match((br.tail or "").strip()) for br in way.itersiblings("br"))
        names = [step[1] for step in steps if step]
        reading.board.path = names[:-1] if names and names[-1] == reading.thread.title else names
        reading.board.name = reading.board.path[-1] if reading.board.path else None
    return reading


def _gather(line: Element) -> None:
    """Puts what follows a line, up to the next one, into a post."""
    parts: list[Element] = []
    for part in line.itersiblings():
        if part.tag == "hr":
            break
        parts.append(part)
    bold = [part for part in parts if part.tag == "strong"]
    breaks = [at for at, part in enumerate(parts) if part.tag == "br"]
    if len(bold) < 2 or len(breaks) < 2:
        return
    link = next((part for part in parts[: breaks[0]] if part.tag == "a"), None)
    said = _SAID.match(bold[0].tail or "")
    name, time = text_of(link) if link is not None else said[1] if said else "", text_of(bold[1])
    parent = line.getparent()
    if parent is None:
        return
    post = SubElement(parent, "div", {"class": "boardfeed-post"})
    for word, shown in (("name", name), ("time", time)):
        SubElement(post, "b", {"class": f"boardfeed-{word}"}).text = shown
    body = SubElement(post, "div", {"class": "boardfeed-body"})
    body.text = parts[breaks[1]].tail
    body.extend(parts[breaks[1] + 1 :])
