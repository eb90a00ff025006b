"""Markdown source -> blocks, for APIs that answer with what was typed and not with HTML."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element
from markdown_it import MarkdownIt

from crawler.blocks import Body
from crawler.body import walker as blocks
from crawler.body.walker import Rules, Walker
from crawler.items import Quote
from crawler.jsonvalue import fragment

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
_SPOILER = re.compile(r"^ {0,3}:{3,}[ \t]*(?:spoiler[ \t]+(.*))?$", re.MULTILINE)
"""The lines around what Lemmy folds away; the first has its title."""


def read(source: str, base_url: str) -> Body:
    """Reads one post."""
    return blocks.read(fragment(_MARKDOWN.render(_SPOILER.sub(r"\n\1\n", source))), _RULES, base_url)


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(tags={"blockquote": _quote})
