"""Whether a page was made for a guest or for somebody who is logged in."""

from __future__ import annotations

import re
from typing import Literal

from crawler.page import Page
from crawler.select import text_of

_LEAVE = re.compile(r"action=logout|[?&/]logout\b|/log[-_]?out\b|/sign[-_]?out\b|\blogoff\b|mode=logout|do=logout", re.IGNORECASE)
_ENTER = re.compile(
    r"action=login|[?&/]log[-_]?in\b|/sign[-_]?(?:in|up)\b|mode=login|(?:action|mod)=register|/register\b|mod=logging", re.IGNORECASE
)
_LEAVE_WORDS = frozenset(("退出", "退出登录", "登出", "注销", "安全退出", "log out", "logout", "sign out", "abmelden", "выход"))
_ENTER_WORDS = frozenset(("登录", "登入", "登錄", "注册", "立即注册", "註冊", "log in", "login", "sign in", "register", "sign up"))


def shown_as(page: Page) -> Literal["guest", "member"] | None:
    """Who the page takes us for: a way out is shown to members only, a way in to guests only; None where it shows neither.

    Pages in JSON and pages of scripts show neither.
    """
    if (said := page.tree.get("data-logged-in")) in ("true", "false"):  # XenForo 2, whose way out is in a menu loaded later
        return "member" if said == "true" else "guest"
    enters = False
    for link in page.tree.iter("a", "form", "button"):
        address = link.get("href") or link.get("action") or ""
        words = text_of(link).lower() if link.tag != "form" else ""
        if _LEAVE.search(address) or words in _LEAVE_WORDS:
            return "member"
        enters = enters or bool(_ENTER.search(address)) or words in _ENTER_WORDS
    return "guest" if enters else None
