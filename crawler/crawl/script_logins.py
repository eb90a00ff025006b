"""Logins of forums whose form is drawn by a script: which addresses they use, and what is sent there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

from crawler.crawl.login import Login
from crawler.jsonvalue import decode, text
from crawler.page import Page
from crawler.select import Select

_PAYLOAD = Select("id('flarum-json-payload')")


class Exchange(NamedTuple):
    """One request of a login: without a body a token is asked for."""

    url: str
    body: bytes = b""
    kind: str = "application/x-www-form-urlencoded; charset=UTF-8"
    token: str = ""
    """Sent as ``X-CSRF-Token``."""


ENGINES = ("flarum", "nodebb", "discourse")


def token_address(engine: str, root: str) -> str | None:
    """Where a token is had; None where the page itself holds it."""
    return {"nodebb": urljoin(root, "api/config"), "discourse": urljoin(root, "session/csrf.json")}.get(engine)


def exchange(engine: str, root: str, page: Page, token_page: Page | None, login: Login) -> Exchange:
    """The request that logs in.  ``root`` is the forum's address with a slash at its end."""
    token = next(_tokens(page, token_page), "")
    if engine == "flarum":  # 1.x
        body = json.dumps({"identification": login.user, "password": login.password.value, "remember": True}).encode()
        return Exchange(urljoin(root, "login"), body, "application/json; charset=UTF-8", token)
    if engine == "nodebb":  # 1.19 to 4
        fields = {"username": login.user, "password": login.password.value, "remember": "on", "_csrf": token}
        return Exchange(urljoin(root, "login"), urlencode(fields).encode(), token=token)
    fields = {"login": login.user, "password": login.password.value}  # Discourse 2 and 3
    return Exchange(urljoin(root, "session.json"), urlencode(fields).encode(), token=token)


def refusal(answer: Page) -> str | None:
    """Why an answer in JSON, or one with an error's status, is no success; None where it is one."""
    words = [text(answer.json, name) for name in ("error", "message")]
    error = isinstance(answer.json, dict) and ("error" in answer.json or "errors" in answer.json or "failed" in answer.json)
    if error or answer.status >= 400:
        return next(filter(None, words), "") or answer.text.strip()[:100] or f"HTTP {answer.status}"
    return None


def _tokens(page: Page, token_page: Page | None) -> Iterator[str]:
    if token_page is not None:
        yield from filter(None, (text(token_page.json, name) for name in ("csrf_token", "csrf")))
    payload = _PAYLOAD.first(page.tree)
    if payload is not None:
        yield from filter(None, [text(decode(payload.text or ""), "session", "csrfToken")])
