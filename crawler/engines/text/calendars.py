"""What a text's times are read with: the zone that stands outside of its posts, the order of day and month in its dates, its own clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from crawler.dates import Calendar, parse
from crawler.dates.zones import FOOT, in_chinese, said
from crawler.engines.text.line import Line
from crawler.engines.text.moments import WEEKDAY
from crawler.engines.text.stamps import UNDATED
from crawler.page import Page

_NOW = re.compile(
    r"(?:it is(?: currently| now)?|(?:current|server|local|board|forum)(?: date and)? time(?: now)?(?: is)?|time (?:is )?now(?: is)?"
    r"|(?:当前|當前|现在|現在|系统|系統|服务器|伺服器)的?(?:时间|時間)[是为為]?|现在是|現在是|現在の時刻|現在日時"
    r"|aktuelle(?: uhr)?zeit(?: ist)?|aktuelles datum und uhrzeit|es ist jetzt|heure actuelle|nous sommes le|fecha(?: y hora)? actual"
    r"|ora attuale|oggi è|текущее время|сейчас|teraz jest|het is nu|(?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::?\d\d)?\s?[,，])\W*$",
    re.IGNORECASE,
)
"""What stands before the time at which a page was printed: words, or the zone (Discuz!)."""


def settle(page: Page, lines: list[Line], outside: list[Line]) -> bool:
    """Gives a text its calendar; ``outside`` are the lines around its posts or rows.  Whether the text says when it was printed."""
    texts = [*(stamp.text for line in lines for stamp in line.stamps), *(line.text for line in outside)]
    language = "zh" if in_chinese("", page.text) else ""
    zone = said(line.text for line in outside[-FOOT:])
    page.calendar = page.calendar_of(language, lambda: texts, zone=zone)
    printed = _printed(outside, page.calendar)
    if printed is not None and printed < page.fetched_at:
        page.calendar = page.calendar_of(language, lambda: texts, printed, zone)
    return printed is not None


def _printed(lines: Iterable[Line], calendar: Calendar) -> datetime | None:
    """The day and clock at which a page was printed, as it says itself."""
    for line in lines:
        for stamp in line.stamps:
            if stamp.form not in UNDATED and ":" in stamp.text and _NOW.search(WEEKDAY.sub("", line.text[: stamp.start])):
                iso = parse(stamp.text, calendar).iso
                return datetime.fromisoformat(iso) if iso else None
    return None
