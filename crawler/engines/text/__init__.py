"""Plain-text and Markdown copies of forum pages, as web corpora keep them: posts read back from how their lines repeat.

No tool's and no site's name is known here.  Times and post numbers that come again with other lines between are the posts' anchors;
what repeats around them is the forum's, what is left is what people wrote.
"""

from __future__ import annotations

import re

from crawler.engines.text.board import read_board
from crawler.engines.text.gate import may_be
from crawler.engines.text.letters import read_letters
from crawler.engines.text.lines import read_lines
from crawler.engines.text.thread import read_thread
from crawler.forum import Engine, Notice, Reading, Target
from crawler.page import Page

_MARKUP = re.compile(
    rb"</?(?:html|head|body|title|div|table|t[dr]|p|br|span|meta|link|script|style|pre|center|section|ul|li|a|h[1-6])(?=[\s>/])",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(rb"<(?:!doctype|\?xml|html|head|body|title|meta)[\s>/]", re.IGNORECASE)
_LEFT = b"<![CDATA["
"""What makers of Markdown leave of a script at a text's beginning."""
_DENSE = 100
"""Bytes for a tag in markup, at most; scripts that stand in a text, and people who write of tags, stay below."""


def is_text(page: Page) -> bool:
    """Whether a page is no markup and no API's answer."""
    start = page.start
    if "html" in page.headers.get("content-type", "") or page.json is not None or not start.strip():
        return False
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").removeprefix(_LEFT)[:1] == b"<" or _DOCUMENT.search(start, 0, 1024):
        return False
    return len(_MARKUP.findall(start)) * _DENSE <= len(start) + _DENSE


class Text(Engine):
    """Text copies of forum threads and boards."""

    name = "text"
    root = "host"
    rank = 90

    def detect(self, page: Page) -> bool:
        return is_text(page)

    def target(self, url: str) -> Target | None:
        return None

    def read(self, page: Page) -> Reading:
        if letters := read_letters(self, page):
            return letters
        if not may_be(page.text):
            return Notice("not_a_forum", "a text without the words, times and numbers of forums")
        lines, marked = read_lines(page.text, page.edges)
        return (
            read_board(page, lines)
            or read_thread(self, page, lines, marked=marked)
            or Notice("not_a_forum", "a text without the times, numbers and names that stand at posts")
        )


ENGINE = Text()
