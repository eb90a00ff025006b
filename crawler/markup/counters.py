"""Views and replies of a thread, from the counters in the page's schema.org data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.page import Page

_COUNTER = re.compile(
    rb'"interactionType":\s*"[^"]{0,40}/(View|Comment)Action",\s*"userInteractionCount":\s*"?(\d{1,12})'
    rb'|"userInteractionCount":\s*"?(\d{1,12})"?,\s*"interactionType":\s*"[^"]{0,40}/(View|Comment)Action"'
)


def counters(page: Page) -> tuple[int | None, int | None]:
    """(views, replies); None where the page does not tell."""
    if b"DiscussionForumPosting" not in page.body and b"QAPage" not in page.body:
        return None, None
    found = (match for part in _near(page.body) for match in _COUNTER.findall(part))
    told = {(kind or other).decode(): int(number or figure) for kind, number, figure, other in found}
    return told.get("View"), told.get("Comment")


def _near(body: bytes) -> Iterator[bytes]:
    """The surroundings of each count: much less than a page to search."""
    at = body.find(b"userInteractionCount")
    while at >= 0:
        yield body[max(at - 120, 0) : at + 160]
        at = body.find(b"userInteractionCount", at + 1)
