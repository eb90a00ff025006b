"""The parts of a Tieba post: its data, number, author, time and body; what is no post."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA
from crawler.items import Author, Comment
from crawler.markup.part import Part
from crawler.page import Page
from crawler.select import text_of

_ADVERT = re.compile("广告|推广|商业推广|赞助")
"""The whole of a label."""


def json_of(text: str | None) -> dict[str, Any]:
    """The object that an attribute holds as JSON; empty where it holds none."""
    try:
        data = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        return {}
    return data if isinstance(data, dict) else {}


def fields_of(element: Element) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the post's own data says of its author and of itself."""
    data = json_of(element.get("data-field"))
    writer, content = data.get("author"), data.get("content")
    return writer if isinstance(writer, dict) else {}, content if isinstance(content, dict) else {}


def number_of(part: Part, body: Element, content: dict[str, Any]) -> str:
    """A post's number; empty where its row has none."""
    return part.element.get("data-pid") or str(content.get("post_id") or content.get("id") or "") or _digits(body.get("id"))


def tail_of(part: Part) -> list[str]:
    """What stands in a post's last line: the device, the floor, the time."""
    tail = [words for mark in part.all("tail-info") if (words := text_of(mark))]
    return tail + [words for bar in part.all("p_tail") for mark in bar.iter("span") if (words := text_of(mark))]


def is_advert(part: Part, body: Element) -> bool:
    """Whether a row is no post: it has no number, and either says that it is an advertisement or has neither floor nor time."""
    _, content = fields_of(part.element)
    if number_of(part, body, content) or content.get("post_no"):
        return False
    beside = (element for element in part.element.iter("span", "a", "em", "i", "div") if body not in (element, *element.iterancestors()))
    return not any(re.match(r"\d", words) for words in tail_of(part)) or any(_ADVERT.fullmatch(text_of(element)) for element in beside)


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")


def author_of(part: Part, writer: dict[str, Any]) -> Author | None:
    """The name as shown (a nickname since 2017), the id from the data."""
    links = (*part.all("p_author_name"), *(link for item in part.all("d_name") for link in item.iter("a")))
    shown = next((words for link in links if (words := text_of(link))), "")
    name: str | None = shown or writer.get("user_nickname") or writer.get("user_name") or writer.get("name")
    uid = writer.get("user_id") or writer.get("id")
    return Author(name, str(uid) if uid else None) if name else None


def when_of(page: Page, tail: list[str], content: dict[str, Any]) -> When:
    """The time in the post's last line; pages before about 2015 have it in the data too."""
    for words in [*tail, str(content.get("date") or "")]:
        if re.match(r"\d{4}-\d", words):
            return parse(words, page.calendar, CHINA)
    return NEVER


def remark_of(page: Page, entry: Element) -> Comment | None:
    """One remark below a post; None for an empty one."""
    text, author, shown = "", None, ""
    for element in entry.iter("a", "span"):
        words = (element.get("class") or "").split()
        if "at" in words and author is None and not text:
            author = Author(text_of(element)) if text_of(element) else None
        elif "lzl_content_main" in words:
            text = Walker(RULES, page.base_url).inside_text(element)
        elif "lzl_time" in words:
            shown = text_of(element)
    return Comment(text, author, parse(shown, page.calendar, CHINA).iso) if text or author else None


def _img(walker: Walker, element: Element) -> None:
    """Pictures, without the emoticons of the editor's folder."""
    image = None if "/editor/images/" in element.get("src", "") else picture(element, walker.base_url)
    if image is not None:
        walker.image(image)


RULES = Rules(
    classes=dict.fromkeys(("voice_player", "post_bubble_top", "post_bubble_bottom", "share_btn_wrapper"), skip), tags={"img": _img}
)
