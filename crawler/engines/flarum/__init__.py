"""Flarum 0.1 beta to 2: server HTML, the page a browser builds, and the JSON:API.

The visible page is built by a script from the API's answer that server HTML carries (``app.boot(…)`` in the betas, ``app.load(…)`` until
1.0, ``#flarum-json-payload`` since); a board's page of the betas carries none, so it names the API's list.  The copy in ``<noscript>`` has
neither ids nor times and is the last resort.  Field names changed with 0.1 beta 8: ``startTime`` became ``createdAt``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.engines.flarum import addresses
from crawler.engines.flarum.board import read_board
from crawler.engines.flarum.thread import read_shown, read_thread
from crawler.forum import Engine, Notice, Reading, Reason, Target
from crawler.jsonvalue import Entry, decode, embedded, entries, get, text
from crawler.page import Page
from crawler.select import Select, has

_PAYLOAD = Select("id('flarum-json-payload')")
_POSTS = Select(f"//*[{has('PostStream-item')}][@data-id][@data-type='comment']")
_COPIES = Select(f"//noscript//*[self::div or self::article][.//h3][./*[{has('Post-body')}]]")
_REASONS: dict[str, Reason] = {"404": "missing", "403": "permission", "401": "login", "429": "refused"}


class Flarum(Engine):
    """Flarum tags and discussions."""

    name = "flarum"
    rank = 20
    fingerprints = (b"App-navigation", b"flarum-loading", b"PostStream-item")
    reads_json = True

    def detect(self, page: Page) -> bool:
        answer = page.json
        if answer is None:
            return True
        data = get(answer, "data")
        kind = text(data, "type") or text(data, 0, "type")
        return kind in ("discussions", "posts", "forums") or text(answer, "errors", 0, "code") != "" or (data == [] and "links" in answer)

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        answer = page.json if page.json is not None else _carried(page)
        document = answer if page.json is not None else get(answer, "apiDocument") or get(answer, "document")
        if error := get(document, "errors", 0):
            return Notice(_REASONS.get(text(error, "status"), "site_error"), text(error, "detail") or text(error, "code"))
        known = {(text(entry, "type"), text(entry, "id")): entry for entry in _resources(answer, document)}
        data = get(document, "data")
        if text(data, "type") == "discussions":
            posts = [entry for entry in entries(document, "included") if get(entry, "type") == "posts"]
            return read_thread(self, page, data, posts, known)
        if text(data, 0, "type") == "posts":
            discussion = get(data, 0, "relationships", "discussion", "data")
            return read_thread(
                self, page, known.get(("discussions", text(discussion, "id")), discussion or {}), entries(data), known, whole_list=True
            )
        if containers := _POSTS(page.tree) or _COPIES(page.tree):
            return read_shown(self, page, containers)
        return read_board(page, document, known)


def _carried(page: Page) -> Any:
    payload = _PAYLOAD.first(page.tree)
    if payload is not None:
        return decode(payload.text or "")
    scripts = (script.text or "" for script in page.tree.iter("script"))
    marked = ((script, mark) for script in scripts for mark in ("app.boot(", "app.load("))
    return next((found for script, mark in marked if (found := embedded(script, mark))), None)


def _resources(answer: Any, document: Any) -> Iterator[Entry]:
    """All that the page knows, by type and id; full entries after bare ones."""
    yield from entries(answer, "resources")
    yield from entries(document, "data")
    yield from entries(document, "included")


ENGINE = Flarum()
