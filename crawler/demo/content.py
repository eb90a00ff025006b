"""What a post's ``div.pcb`` holds: body, poll, attachments below, comments, ratings - or the notice that it is shut."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from crawler.demo.attachments import appended
from crawler.demo.body import body
from crawler.demo.layout import Visit, clock, dated
from crawler.demo.model import BOARDS, Block, File, PageBreak, Picture, Post, Thread
from crawler.demo.truth import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_RIGHT = """<div class="attach_nopermission attach_tips">
<div>
<h3><strong>本帖子中包含更多资源</strong></h3>
<p>您需要 <a href="member.php?mod=logging&amp;action=login">登录</a> 才可以下载或查看，没有账号？
<a href="member.php?mod=register">立即注册</a></p>
</div>
</div>"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a thread as one visitor gets it."""

    visit: Visit
    thread: Thread
    page: int
    shown: Sequence[tuple[int, Post]]
    """Floors and posts in the order shown."""
    body_page: str = "1"
    """``cp``: the page of a body written in pages, or ``all``."""


def content(sheet: Sheet, floor: int, post: Post) -> str:
    """What stands in ``div.pcb``."""
    visit, this = sheet.visit, sheet.thread
    if post.shut:
        return f'<div class="locked">{post.shut}</div>'
    if floor == 1 and this.price:
        preview = body(visit, this, post, post.blocks, jammer=False)
        return f"""<div id="postmessage_{sheet.shown[-1][1].pid}" class="t_f">{preview}<br /></div>
<div class="locked">
<a href="forum.php?mod=misc&amp;action=pay&amp;tid={this.tid}&amp;pid={post.pid}" class="y viewpay" title="购买主题">购买主题</a>
<em class="right">
</em>
本主题需向作者支付 <strong>{this.price} 金钱</strong> 才能浏览</div>"""
    blocks, parts = _body_page(post.blocks, sheet.body_page)
    words = body(visit, this, post, blocks, BOARDS[this.fid].jammer)
    poll = _poll(visit, this) if this.poll and floor == 1 else ""
    cell = f'<table cellspacing="0" cellpadding="0"><tr><td class="t_f" id="postmessage_{post.pid}">\n{words}</td></tr></table>'
    pages = (
        f'<div id="threadpage"></div><script type="text/javascript" reload="1">show_threadpage({post.pid}, 1, {parts}, 0, \'\');</script>'
    )
    below = "".join(
        appended(visit, this, post, block) for block in in_order(blocks) if isinstance(block, Picture | File) and block.appended
    )
    tags = ", ".join(f'<a title="{tag}" href="misc.php?mod=tag&amp;id={n}" target="_blank">{tag}</a>' for n, tag in enumerate(this.tags, 1))
    return f"""
<div class="{"pcbs" if poll else "t_fsz"}">{cell}
{pages if parts > 1 and sheet.body_page != "all" else ""}{poll}
</div>
{f'<div class="ptg mbm mtn">{tags}</div>' if tags and floor == 1 else ""}
{_NO_RIGHT if post.no_pictures else ""}{f'<div class="pattl">{below}</div>' if below else ""}
{_comments(visit, post)}
{_ratings(this, post) if post.rated else f'<div id="post_rate_div_{post.pid}"></div>'}"""


def _body_page(blocks: Sequence[Block], body_page: str) -> tuple[list[Block], int]:
    """The blocks of one page of a body, and how many pages it has."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            parts.append([])
        else:
            parts[-1].append(block)
    if body_page == "all":
        return [block for part in parts for block in part], len(parts)
    number = int(body_page) if body_page.isdecimal() else 1
    return parts[min(max(number, 1), len(parts)) - 1], len(parts)


def _poll(visit: Visit, this: Thread) -> str:
    options = "".join(
        f'<tr class="ptl">\n<td class="pvt">\n<label for="option_{n}">{n}. &nbsp;{option}</label>\n</td>\n<td class="pvts"></td>\n</tr>\n'
        for n, option in enumerate(this.poll, 1)
    )
    return f"""
<form id="poll" name="poll" method="post" autocomplete="off"\
 action="forum.php?mod=misc&amp;action=votepoll&amp;fid={this.fid}&amp;tid={this.tid}">
<input type="hidden" name="formhash" value="{visit.hash}" />
<div class="pinf">
<strong>单选投票</strong>, 共有 41 人参与投票
</div>
<div class="pcht">
<table summary="poll panel" cellspacing="0" cellpadding="0" width="100%">
{options}<tr>
<td colspan="2">
您所在的用户组没有投票权限
</td>
</tr>
</table>
</div>
</form>"""


def _comments(visit: Visit, post: Post) -> str:
    entries = "".join(
        f"""<div class="pstl xs1 cl">
<div class="psta vm">
<a href="home.php?mod=space&amp;uid={comment.author.uid}" c="1"><img src="./data/avatar/noavatar.svg" class="user_avatar"></a>
<a href="home.php?mod=space&amp;uid={comment.author.uid}" class="xi2 xw1">{escape(comment.author.name)}</a>
</div>
<div class="psti">
{escape(comment.text)}&nbsp;
<span class="xg1">
发表于 {dated(comment.when, visit.now, clock(comment.when))}</span>
</div>
</div>
"""
        for comment in reversed(post.comments)
    )
    heading = '<h3 class="psth xs1"><span class="icon_ring vm"></span>点评</h3>\n' if entries else ""
    return f'<div id="comment_{post.pid}" class="cm">\n{heading}{entries}</div>\n'


def _ratings(this: Thread, post: Post) -> str:
    link = f"forum.php?mod=misc&amp;action=viewratings&amp;tid={this.tid}&amp;pid={post.pid}"
    return f"""<h3 class="psth xs1"><span class="icon_ring vm"></span>评分</h3>
<dl id="ratelog_{post.pid}" class="rate">
<dd style="margin:0">
<table class="ratl">
<tr>
<th class="xw1" width="120"><a href="{link}" title="查看全部评分"> 参与人数 <span class="xi1">1</span></a></th>
<th class="xw1" width="80">金钱 <i><span class="xi1">+5</span></i></th>
<th><i class="txt_h">理由</i></th>
</tr>
<tbody class="ratl_l"><tr id="rate_{post.pid}_9">
<td><a href="home.php?mod=space&amp;uid=9" target="_blank">老电工</a></td><td class="xi1"> + 5</td>
<td class="xg1">写得有用</td>
</tr>
</tbody>
</table>
<p class="ratc"><a href="{link}" title="查看全部评分" class="xi2">查看全部评分</a></p>
</dd>
</dl>"""
