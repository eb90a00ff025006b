"""SMF's print page (``action=printpage;topic=N.0``): 1.1 seen running, 2.0 and 2.1 known from pages made for the tests only."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.engines.smf.body import RULES
from crawler.forum import Engine, ThreadPage
from crawler.markup.plain import Plain, read_plain
from crawler.markup.sheet import Sheet
from crawler.select import Either, Select, has, text_of

_HEAD = f"{has('postheader')}"
_VIEW = Plain(
    posts=Select(f"//*[{_HEAD}]"),
    author=Select(".//strong[2]"),
    time=Select(".//strong[3]"),
    body=Select(f"following-sibling::*[1][{has('postbody')}]"),
    title=Either(f"(//*[{_HEAD}])[1]//strong[1]"),
    thread=re.compile(r"[?;&]topic=(?P<id>\d+)(?P<further>\.[1-9])?"),
    board=re.compile(r"[?;&]board=(\d+)"),
    rules=RULES,
)
_OLD = replace(
    _VIEW,
    posts=Select("//td[hr]/div[contains(@style,'5ex')]"),
    author=Select("preceding-sibling::b[2]"),
    time=Select("preceding-sibling::b[1]"),
    body=Select("."),
    title=Either("(//td[hr]/b)[1]"),
)
"""1.1 has no classes: three bold words stand between lines above each post."""
_WAY = Select("//h2 | id('linktree')")


def read_print(engine: Engine, sheet: Sheet) -> ThreadPage | None:
    """The thread that a print page shows; the way to it is one line: 'Category => Board => Topic started by: …'."""
    reading = read_plain(engine, sheet, _VIEW) or read_plain(engine, sheet, _OLD)
    if reading is not None:
        way = next((words for element in _WAY(sheet.tree) if "=>" in (words := text_of(element))), "")
        reading.board.path = [name for part in way.split("=>")[:-1] if (name := part.strip())]
        reading.board.name = reading.board.path[-1] if reading.board.path else None
    return reading
