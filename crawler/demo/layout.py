"""Small things that many pages of the demo forum need: dates, links, the pager, and what changes with every visit."""

from __future__ import annotations

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.demo.model import CATEGORIES, SITE, User

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class Visit:
    """One answer: where the forum stands, what its clock shows, and the tokens that are new each time."""

    base: str
    now: datetime
    charset: str = "utf-8"
    admitted: frozenset[str] = frozenset()
    """Which boards and threads are shown that guests do not see: those for members, those with a password."""
    hash: str = field(default_factory=lambda: secrets.token_hex(4))

    def attachment(self, aid: int, tid: int) -> str:
        """The address of a download, signed anew each time."""
        token = f"{aid}|{self.hash}|{int(self.now.timestamp())}|0|{tid}"
        return f"forum.php?mod=attachment&amp;aid={quote(b64encode(token.encode()).decode(), safe='')}"

    def user_query(self, name: str) -> str:
        """A user's name as the forum's charset writes it in an address."""
        return quote(name, encoding=self.charset)


def clock(when: datetime, seconds: bool = False) -> str:
    """2023-5-5 09:12 - month and day are not padded."""
    return f"{day(when)} {when:%H:%M:%S}" if seconds else f"{day(when)} {when:%H:%M}"


def day(when: datetime) -> str:
    """2023-5-5."""
    return f"{when.year}-{when.month}-{when.day}"


def ago(when: datetime, now: datetime) -> str | None:
    """The words for a time within the last seven days; ``None`` for earlier ones."""
    seconds = int((now - when).total_seconds())
    days = (now.date() - when.date()).days
    if seconds < 0 or days > 7:
        return None
    if days > 2:
        return f"{days}&nbsp;天前"
    if days:
        return f"{'昨天' if days == 1 else '前天'}&nbsp;{when:%H:%M}"
    if seconds < 60:
        return f"{seconds}&nbsp;秒前" if seconds else "刚刚"
    if seconds < 1800:
        return f"{seconds // 60}&nbsp;分钟前"
    return "半小时前" if seconds < 3600 else f"{seconds // 3600}&nbsp;小时前"


def dated(when: datetime, now: datetime, shown: str, title: str | None = None) -> str:
    """``shown``, or the words for a recent time with the date in their title."""
    words = ago(when, now)
    return f'<span title="{title or shown}">{words}</span>' if words else shown


def user_link(visit: Visit, user: User, attributes: str = "") -> str:
    """A user's name as lists show it."""
    if user.kind in ("anonymous", "guest"):
        return "匿名"
    return f'<a href="home.php?mod=space&username={visit.user_query(user.name)}"{attributes}>{escape(user.name)}</a>'


def crumbs(*links: str) -> str:
    """The way from the site to this page."""
    way = " <em>&rsaquo;</em> ".join(('<a href="forum.php">论坛</a>', *links))
    site = f'<a href="./" class="nvhm" title="首页">{SITE}</a><em>&raquo;</em>'
    return f'<div id="pt" class="bm cl">\n<div class="z">\n{site}{way}</div>\n</div>\n'


def category_link(gid: int) -> str:
    """Link to a category."""
    return f'<a href="forum.php?gid={gid}">{CATEGORIES[gid]}</a>'


def pager(link: str, page: int, pages: int) -> str:
    """``div.pg`` with at most ten numbers; nothing for a single page."""
    if pages < 2:
        return ""
    first = min(max(1, page - 1 if page < pages - 8 else pages - 9), max(1, pages - 9)) if pages > 10 else 1
    last = min(pages, first + 9)
    parts = []
    if first > 1:
        parts.append(f'<a href="{link}&amp;page=1" class="first">1 ...</a>')
    if page > 1:
        parts.append(f'<a href="{link}&amp;page={page - 1}" class="prev">&nbsp;&nbsp;</a>')
    parts += [f"<strong>{n}</strong>" if n == page else f'<a href="{link}&amp;page={n}">{n}</a>' for n in range(first, last + 1)]
    if last < pages:
        parts.append(f'<a href="{link}&amp;page={pages}" class="last">... {pages}</a>')
    parts.append(
        f'<label><input type="text" name="custompage" class="px" size="2" title="输入页码，按回车快速跳转" value="{page}" '
        f"onkeydown=\"if(event.keyCode==13) {{window.location='{link}&amp;page='+this.value;; doane(event);}}\" />"
        f'<span title="共 {pages} 页"> / {pages} 页</span></label>'
    )
    if page < pages:
        parts.append(f'<a href="{link}&amp;page={page + 1}" class="nxt">下一页</a>')
    return f'<div class="pg">{"".join(parts)}</div>'
