"""Pages without a list of posts or threads: notices, the password form, and the forum's other surfaces (print view, archiver)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.frame import foot, head
from crawler.demo.layout import Visit, clock
from crawler.demo.model import BOARDS, CATEGORIES, SITE, Line, Post, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.demo.forum import Forum

NO_THREAD = "抱歉，指定的主题不存在或已被删除或正在被审核"
NO_BOARD = "抱歉，指定的版块不存在"
MEMBERS_ONLY = "抱歉，您尚未登录，没有权限访问该版块"
PERMISSION = "抱歉，本帖要求阅读权限高于 30 才能浏览"
REFUSED = "登录失败，用户名或密码不正确"
GUESTS_NOT = "抱歉，您需要登录才能继续本操作"

ROBOTS = """#
# robots.txt for Discuz! X3.5
#

User-agent: *
Allow: /data/attachment/
Allow: /data/avatar/
Allow: /data/cache/
Disallow: /api/
Disallow: /data/
Disallow: /source/
Disallow: /admin.php
Disallow: /search.php
Disallow: /member.php
Disallow: /api.php
Disallow: /misc.php
Disallow: /connect.php
Disallow: /forum.php?mod=redirect*
Disallow: /forum.php?mod=post*
Disallow: /home.php?mod=spacecp*
Disallow: /*?mod=misc*
Disallow: /*?mod=attachment*
Disallow: /*mobile=yes*
"""


def notice(visit: Visit, text: str, kind: str = "alert_info") -> str:
    """A message page; Discuz answers most of them with 200."""
    return f"""{head(visit, "提示信息", "viewthread")}<div id="ct" class="wp cl w">
<div class="nfl" id="main_message">
<div class="f_c altw">
<div id="messagetext" class="{kind}">
<p>{text}</p>
</div>
</div>
</div>
</div>
{foot(visit)}"""


def password_form(visit: Visit, fid: int) -> str:
    """A password board: a form, no message."""
    return f"""{head(visit, "提示信息", "forumdisplay")}<div id="ct" class="wp cl w">
<div class="mn">
<div class="bm bw0">
<h3>本版块需要密码，您必须在下面输入正确的密码才能浏览这个版块</h3>
<form method="post" autocomplete="off" action="forum.php?mod=forumdisplay&amp;fid={fid}&amp;action=pwverify">
<input type="hidden" name="formhash" value="{visit.hash}" />
<input type="password" name="pw" class="px vm" size="25" />
&nbsp;<button class="pn pnc vm" type="submit" name="loginsubmit" value="true"><strong>提交</strong></button>
</form>
</div>
</div>
</div>
{foot(visit)}"""


def printable(visit: Visit, thread: Thread) -> str:
    """The print view: all posts' text on one bare page."""
    entries = "\n".join(
        f'<hr noshade size="2" />\n<b>作者: </b>{escape(post.author.name or "匿名")}&nbsp; &nbsp; '
        f"<b>时间: </b>{clock(post.created)}<br />\n{_plain(post)}"
        for post in thread.posts
    )
    return (
        f'<html>\n<head>\n<meta charset="{visit.charset}" />\n<base href="{visit.base}" />\n'
        f"<title>{escape(thread.title)} - 打印预览</title>\n</head>\n<body>\n"
        f"<b>标题: </b>{escape(thread.title)}\n{entries}\n</body>\n</html>\n"
    )


def _plain(post: Post) -> str:
    return "" if post.shut else "<br />\n".join(escape(block.text) for block in post.blocks if isinstance(block, Line))


def _archive(visit: Visit, title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="{visit.charset}" />\n<base href="{visit.base}archiver/" />\n'
        f"<title>{escape(title)} -  Powered by Discuz! Archiver</title>\n"
        f'<meta name="generator" content="Discuz! X3.5" />\n</head>\n<body>\n<center id="header">\n<h2>{SITE}\'s Archiver </h2>\n</center>'
        f'<div id="nav">\n<a href="./"><strong>{SITE}</strong></a>\n</div>\n<div id="content">\n{content}\n</div>\n</body>\n</html>\n'
    )


def _links(entries: Iterable[tuple[str, str]]) -> str:
    return "<ul>\n" + "".join(f'<li><a href="?{target}.html">{escape(name)}</a></li>\n' for target, name in entries) + "</ul>\n"


def archive_index(visit: Visit) -> str:
    """The archiver's list of boards."""
    parts = [
        f"<h3>{name}</h3>\n" + _links((f"fid-{board.fid}", board.name) for board in BOARDS.values() if board.gid == gid)
        for gid, name in CATEGORIES.items()
    ]
    return _archive(visit, "论坛", "".join(parts))


def archive_board(forum: Forum, visit: Visit, fid: int, page: int) -> str:
    """The archiver's list of threads."""
    return _archive(visit, BOARDS[fid].name, _links((f"tid-{thread.tid}", thread.title) for thread in forum.rows(fid, page)))


def archive_thread(visit: Visit, thread: Thread, page: int) -> str:
    """The archiver's thread: no ids, no floors, no pictures."""
    entries = "".join(
        f'<p class="author">\n<strong>{escape(post.author.name or "Anonymous")}</strong>\n发表于 {clock(post.created, seconds=True)}</p>\n'
        f"<h3>{escape(thread.title) if floor == 1 else ''}</h3>\n{_plain(post)}\n"
        for floor, post in thread.page(page)
    )
    return _archive(visit, thread.title, entries)
