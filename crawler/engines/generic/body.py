"""The body of a post of unknown software: what the words in class names mean decides what is quoted and what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from lxml.etree import _Element as Element

from crawler.blocks import Body, Handler, Rules, Walker, skip
from crawler.engines.generic.vocabulary import is_furniture
from crawler.items import Quote
from crawler.page import Page
from crawler.select import text_of

_SAYS = re.compile(
    r"^(?P<name>.{1,60}?)\s*(?:said|wrote|schrieb|escribió|a écrit|написал\w*|[写寫]道|[说說]|[发發]表[于於])"
    r"[^:：]{0,40}[:：]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ENDS = re.compile("[:：]")
_LONGEST = 120
"""Letters of a quotation's heading at most."""
_ORIGINALLY = re.compile(
    r"^(?:originally posted by|quote from|zitat von|引自|原帖由)\s*[:：]?\s*(?P<name>[^:：]{1,60}?)\s*(?:[:：]\s*(?P<rest>.*))?$",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"^(?:(?:bb|post|msg|message|comment|block|forum)?[-_]?(?:code)?[-_]?quote(?:d|box|[-_]?(?:container|content|text|body|block|message|wrapper))?|.*[-_]quote[-_]?block)$",
    re.IGNORECASE,
)


def read_body(page: Page, element: Element) -> Body:
    """Reads one body element."""
    walker = Walker(_RULES, page.base_url)
    walker.walk(element)
    walker.end_line()
    walker.body.loose = True
    return walker.body


def _quote(walker: Walker, element: Element) -> None:
    """A quoted passage; a heading with the quoted person's name belongs to it."""
    lines = [line for line in walker.inside_text(element).split("\n") if line]
    quote = Quote("")
    cite = text_of(element.find(".//cite"))
    if cite:
        lines = [line for line in lines if line != cite]
    heading = cite or (lines[0] if lines else "")
    if match := (_ENDS.search(heading, 0, _LONGEST) and _SAYS.match(heading)) or _ORIGINALLY.match(heading):
        quote.author = match["name"].strip()
        if not cite:
            lines[:1] = [match["rest"]] if match["rest"] else []
    elif cite:
        quote.author = cite.strip(" :：") or None
    quote.text = "\n".join(lines)
    walker.quote(quote)


class _ByName(dict[str, "Handler | None"]):
    """What to do with an element by a word of its class, decided by what the word means, remembered."""

    def __missing__(self, word: str) -> Handler | None:
        if len(self) > 20_000:
            self.clear()
        self[word] = found = _quote if _QUOTE.match(word) else skip if is_furniture(word) else None
        return found

    def get(self, word: str, default: Handler | None = None) -> Handler | None:  # type: ignore[override]
        return self[word]


_RULES = Rules(classes=cast("Mapping[str, Handler]", _ByName()), tags={"blockquote": _quote, "time": skip})
