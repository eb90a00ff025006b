"""Remarks below a post (点评), and how many like it."""

from __future__ import annotations

from lxml.etree import _Element as Element
from msgspec import UNSET, UnsetType

from crawler.body.walker import Rules, Walker
from crawler.engines.discuz.marks import Marks
from crawler.engines.discuz.parts import shown, user
from crawler.items import Comment
from crawler.page import Page
from crawler.select import Select, text_of
from crawler.text import number

_REMARKS = Select(".//div[starts-with(@class,'pstl') or starts-with(@id,'commentdetail_')]")
_REMARK = Select(".//*[contains(@class,'psti') or contains(@class,'mtxt')]")
_REMARK_TIME = Select(".//*[contains(@class,'psti')]/span | .//li[@class='mtime']")
_REMARK_AUTHOR = Select(".//a[contains(@class,'xw1')]")
_MORE = Select(".//a[contains(@onclick, 'commentmore') or contains(@href, 'commentmore')]")
_REMARK_BUTTONS = ("详情", "詳情", "回复", "回復", "回覆")


def comments(page: Page, marks: Marks, pid: str) -> list[Comment]:
    """点评, oldest first (X prints the newest first, some skins the oldest)."""
    box = marks.ids.get("comment_" + pid)
    if box is None or not len(box):
        return []
    found = [(remark, words) for remark in _REMARKS(box) if (words := _REMARK.first(remark)) is not None]
    read = [_comment(page, remark, words) for remark, words in found][::-1]
    return sorted(read, key=lambda comment: comment.created_at or "") if all(comment.created_at for comment in read) else read


def hides_comments(marks: Marks, pid: str) -> bool:
    """Whether 点评 have further pages, which a script would show in their place."""
    box = marks.ids.get("comment_" + pid)
    return box is not None and _MORE.first(box) is not None


def likes(marks: Marks, pid: str, *, first: bool) -> int | UnsetType:
    """Who supports a reply, or recommends the thread (X's 支持 and 赞); the number is empty where nobody does."""
    shown = marks.ids.get(f"review_support_{pid}")
    if shown is None and first:
        shown = marks.ids.get("recommendv_add")
    found = number(text_of(shown)) if shown is not None else None
    return UNSET if found is None else found


def _comment(page: Page, remark: Element, words: Element) -> Comment:
    link = _REMARK_AUTHOR.first(remark)
    text = Walker(_REMARK_RULES, page.base_url).inside_text(words)
    return Comment(text, user(link) if link is not None else None, shown(page, _REMARK_TIME.first(remark)).iso)


def _remark_time(walker: Walker, element: Element) -> None:
    if "xg1" not in element.get("class", "") and not text_of(element).startswith(("发表于", "發表於")):
        walker.descend(element)


def _remark_link(walker: Walker, element: Element) -> None:
    """X3.1 prints the name in front of the words; any X may print buttons behind them."""
    if "xw1" not in element.get("class", "") and text_of(element) not in _REMARK_BUTTONS:
        walker.descend(element)


_REMARK_RULES = Rules(tags={"span": _remark_time, "a": _remark_link})
