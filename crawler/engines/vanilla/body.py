"""The bodies of posts of vanilla: what each class and tag in them means."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker, skip
from crawler.items import Attachment, Quote
from crawler.select import first_of, text_of
from crawler.text import tidy
from crawler.urls import absolute

_SAID = re.compile(r"\s*(?:said|wrote|sagte|a dit|dijo)\s*:?$")


def _quote(walker: Walker, element: Element) -> None:
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    named = first_of(element, "QuoteAuthor", "div", "span", "p")
    if named is not None:
        quote.author = _SAID.sub("", text_of(named)) or None
        links = (re.search(r"Comment_(\d+)|comment/(\d+)", a.get("href") or a.get("rel") or "") for a in named.iter("a"))
        quote.post_id = next((match[1] or match[2] for match in links if match), None)
    walker.quote(quote)


def _embed(walker: Walker, element: Element) -> None:
    """Rich posts: what a script would show is described in ``data-embedjson``."""
    told = _told(element)
    kind, url = str(told.get("embedType") or ""), absolute(walker.base_url, str(told.get("url") or ""))
    if kind == "quote":
        user = told.get("insertUser") or {}
        held = Walker(RULES, walker.base_url)
        held.walk(element)
        held.end_line()
        text = "\n".join(line for block in held.body.blocks for line in block.lines()) or _plain(told.get("body") or told.get("bodyRaw"))
        record = str(told.get("recordID") or "")
        key = ("d" + record if told.get("recordType") == "discussion" else record) if record else None
        walker.quote(Quote(text, tidy(str(user.get("name") or "")) or None, key))
    elif kind == "file" and told.get("name"):
        size = told.get("size")
        walker.attachment(Attachment(tidy(str(told["name"])), url or None, size if isinstance(size, int) else None))
    elif kind in ("image", "giphy", "") or not url:
        walker.descend(element)
    elif kind == "link":
        walker.end_line()
        walker.text(url)
        walker.end_line()
    else:
        walker.add(Block("media", url=url))


def _told(element: Element) -> dict[str, Any]:
    try:
        told = json.loads(element.get("data-embedjson") or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _plain(html: object) -> str:
    return tidy(re.sub(r"<[^>]{1,500}>", " ", html)) if isinstance(html, str) else ""


def _files(walker: Walker, element: Element) -> None:
    for link in element.iter("a"):
        image = next((found for img in link.iter("img") if (found := picture(img, walker.base_url))), None)
        name = text_of(link)
        if image is not None:
            image.url, image.thumb_url = absolute(walker.base_url, link.get("href") or "") or image.url, image.url
            walker.image(image)
        elif name and link.get("href"):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href") or "") or None))


RULES = Rules(
    classes={
        **dict.fromkeys(("QuoteAuthor", "SpoilerTitle", "Signature", "Reactions", "emojiText"), skip),
        **dict.fromkeys(("Quote", "UserQuote", "blockquote"), _quote),
        **dict.fromkeys(("js-embed", "embedExternal"), _embed),
        "emoji": skip,
    },
    tags={"blockquote": _quote},
    beside=_files,
)
