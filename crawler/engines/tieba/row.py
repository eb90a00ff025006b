"""The parts of a row in a Tieba board."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import _Element as Element

from crawler.dates import parse
from crawler.engines.tieba.post import json_of
from crawler.forum import CHINA
from crawler.items import Author
from crawler.markup.part import Part
from crawler.page import Page
from crawler.select import text_of
from crawler.text import tidy

_DAY = re.compile(r"^(\d{1,2})-(\d{1,2})$")


def sticky_of(part: Part, data: dict[str, Any]) -> bool:
    """Whether a thread stays on top."""
    folder = any("thread_top_list_folder" in up.get("class", "") for up in part.element.iterancestors("li"))
    return (
        folder
        or bool(data.get("is_top"))
        or part.first("icon-top") is not None
        or any(i.get("alt") == "置顶" for i in part.element.iter("img"))
    )


def row_author(holder: Element) -> Author | None:
    """The title holds the whole name where the link cuts it short."""
    full = tidy((holder.get("title") or "").partition(":")[2])
    shown = next((name for link in holder.iter("a") if (name := text_of(link))), "")
    uid = json_of(holder.get("data-field")).get("user_id")
    name = full if full and (not shown or shown.endswith("...")) else shown
    return Author(name, str(uid) if uid else None) if name else None


def row_time(page: Page, shown: str) -> str | None:
    """A clock means today and 'month-day' this year; only with the year before it is the day left out, and with it the time."""
    now = page.fetched_at.astimezone(CHINA)
    if match := _DAY.match(shown):
        shown = f"{now.year}-{match[1]}-{match[2]}"
    elif re.fullmatch(r"\d{1,2}:\d\d", shown):
        shown = f"{now:%Y-%m-%d} {shown}"
    else:
        return None
    when = parse(shown, page.calendar, CHINA).iso
    return when if when and when <= now.isoformat() else None
