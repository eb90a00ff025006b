"""Pages that come before any forum software: browser checks, refusals, bytes that are no text."""

from __future__ import annotations

import re

from crawler.forum import Notice
from crawler.page import MAX_BYTES, Page
from crawler.select import Strings

_SMALL = 60_000
"""Bytes; browser checks are small, forum pages that merely speak of them are not taken for one."""

_CHALLENGE = re.compile(
    rb"_cf_chl_opt|/cdn-cgi/challenge-platform|cf-browser-verification|Just a moment\.\.\.|Checking your browser"
    rb"|Making sure you&#39;re not a bot|within\.website/x/cmd/anubis|DDoS-Guard|sucuri_cloudproxy|aliyun_waf|acw_sc__v2"
    rb"|__jsl_clearance|safedog|yunsuo_session|slide_verify|_guard/"
)
_COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=|location(?:\.href)?\s*=|location\.(?:reload|replace|assign)\(", re.IGNORECASE)
_SHOWN = Strings("//body//text()[not(ancestor::script or ancestor::style)]")
_CHALLENGE_WORDS = re.compile("安全验证|访问验证|人机验证|滑动验证|浏览器安全检查|请开启JavaScript|请启用JavaScript|异常流量")


def before_the_forum(page: Page) -> Notice | None:
    """Why a page is no forum page at all; None when an engine should look at it."""
    if len(page.body) > MAX_BYTES:
        return Notice("too_large", f"{len(page.body)} bytes")
    if page.damaged:
        return Notice("undecodable", f"not readable as {page.encoding}")
    if page.status in (401, 403, 429) and len(page.body) < _SMALL and not _forum_like(page.body):
        return Notice("challenge" if _CHALLENGE.search(page.body) else "refused", f"HTTP {page.status}")
    if len(page.body) < _SMALL and (_CHALLENGE.search(page.body) or _scripted(page)):
        return Notice("challenge", "a browser check instead of the page")
    return None


def _scripted(page: Page) -> bool:
    """A page that shows nothing and only sets a cookie and comes again, or asks to prove one's humanity."""
    if len(page.body) > 12_000 or b"<script" not in page.body.lower():
        return False
    shown = " ".join("".join(_SHOWN(page.tree)).split())
    return bool(_COOKIE_SCRIPT.search(page.body) and len(shown) < 60) or bool(len(shown) < 300 and _CHALLENGE_WORDS.search(shown))


def _forum_like(body: bytes) -> bool:
    return b"messagetext" in body or b"alert_error" in body
