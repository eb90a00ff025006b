"""Discourse 2 to 2026: server HTML, the ``<noscript>`` view that robots get, the page a browser builds, and the JSON API.

Server HTML carries the API's own answer in ``data-preloaded``; the robots' view is read only where that is missing.  Ids of posts are their
numbers in the topic: all views have them, addresses and quotes use them, and they are never given twice.
"""

from __future__ import annotations

from crawler.engines.discourse import addresses
from crawler.engines.discourse.board import read_board, read_notice
from crawler.engines.discourse.parts import preloaded
from crawler.engines.discourse.thread import BODY, read_thread, shown_thread, topic_in
from crawler.forum import Engine, Notice, Reading, Reason, Target
from crawler.jsonvalue import get, strings, text
from crawler.page import Page
from crawler.select import Select, has

_POSTS = Select(f"//div[{has('crawler-post')}][starts-with(@id,'post_')] | //article[starts-with(@id,'post_')][@data-post-id]")
_REASONS: dict[str, Reason] = {"not_found": "missing", "invalid_access": "permission", "not_logged_in": "login", "rate_limit": "refused"}


class Discourse(Engine):
    """Discourse categories and topics."""

    name = "discourse"
    rank = 20
    generators = ("discourse",)
    fingerprints = (b"data-discourse-setup",)
    reads_json = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return True
        marks = ("post_stream", "error_type", "category_list")
        return isinstance(answer, dict) and (any(mark in answer for mark in marks) or get(answer, "topic_list", "topics") is not None)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        store = preloaded(page) if page.json is None else page.json if isinstance(page.json, dict) else {}
        if topic := topic_in(store):
            return read_thread(self, page, topic, store)
        if "error_type" in store:
            words = "; ".join(strings(store, "errors"))
            return Notice(_REASONS.get(text(store, "error_type"), "missing" if page.status == 404 else "site_error"), words[:200])
        if (posts := _POSTS(page.tree)) and any(map(BODY, posts)):
            return shown_thread(self, page, posts)
        if notice := read_notice(page):
            return notice
        return read_board(self, page, store)


ENGINE = Discourse()
