"""Files on boards that know no attachments: a plain link that is called like the file it leads to."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.items import Attachment
from crawler.select import text_of
from crawler.urls import absolute, path

_NAME = re.compile(
    r"[^/\\<>|:*?\"]{1,120}\.(pdf|docx?|xlsx?|pptx?|odt|ods|csv|txt|log|json|xml|zip|rar|7z|gz|tgz|bz2|xz|apk|exe|dmg|iso|epub|torrent|psd|ai|dwg)",
    re.IGNORECASE,
)


def link(walker: Walker, element: Element) -> None:
    """The handler for ``a``: a file where the words are a file's name and the address ends alike, text otherwise."""
    name = _NAME.fullmatch(text_of(element)) if element.get("href") and not len(element) else None
    url = absolute(walker.base_url, element.get("href", "")) if name else ""
    if name and url and path(url).lower().endswith("." + name[1].lower()):
        walker.attachment(Attachment(name[0], url))
    else:
        walker.descend(element)
