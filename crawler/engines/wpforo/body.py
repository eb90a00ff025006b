"""The bodies of posts of wpforo: what each class and tag in them means."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker, skip
from crawler.items import Quote
from crawler.markup.uploads import uploads
from crawler.select import text_of


def _quote(walker: Walker, element: Element) -> None:
    """The name and the time stand in a box of their own inside the quote."""
    lines = [line for line in walker.inside_text(element).split("\n") if line]
    quote = Quote("", post_id=element.get("data-postid"))
    author = next((a for a in element.iter("div") if "wpforo-post-quote-author" in (a.get("class") or "")), None)
    if author is not None:
        name = text_of(author)
        quote.author = re.sub(r"^.*?:\s*|^(?:Posted by)\s*", "", name).lstrip("@") or None
        lines = [line for line in lines if line != name]
    quote.text = "\n".join(lines)
    walker.quote(quote)


RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "wpforo-post-signature",
                "wpf-post-edited",
                "wpf-post-edit-wrap",
                "wpf-edit-date",
                "wpforo-comment-footer",
                "wpforo-comment-action-links",
                "wpf-mod-message",
                "wpf-post-button-actions",
                "wpf-spoiler-head",
            ),
            skip,
        ),
        "wpforo-post-quote": _quote,
        "wpforo-attached-file": uploads,
    },
    tags={"blockquote": _quote},
)
