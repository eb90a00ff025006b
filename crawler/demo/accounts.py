"""Who sees more than a guest: one account, and one password of a board, kept in cookies as Discuz! does."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

USER, PASSWORD = "alice", "the password"
"""The account; the board asks for the same password."""
_COOKIES = {"members": "dEm0_2132_auth=1", "password": "dEm0_2132_fidpw4=1"}


def admitted(cookies: str) -> frozenset[str]:
    """What a request's cookies open."""
    return frozenset(access for access, cookie in _COOKIES.items() if cookie in cookies.split("; "))


def cookie(target: str, body: bytes) -> str | None:
    """The cookie that a form earns; None where a word in it is wrong."""
    fields = dict(parse_qsl(body.decode("ascii", "replace")))
    asked = dict(parse_qsl(urlsplit(target).query))
    if "formhash" not in fields:
        return None
    if asked.get("action") == "pwverify":
        return _COOKIES["password"] if fields.get("pw") == PASSWORD else None
    right = fields.get("username") == USER and fields.get("password") == PASSWORD
    return _COOKIES["members"] if right and asked.get("action") == "login" else None
