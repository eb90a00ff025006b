"""The thread page around its posts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.boards import board_crumbs
from crawler.demo.frame import foot, head
from crawler.demo.layout import crumbs, pager
from crawler.demo.model import BOARDS, Line, Thread
from crawler.demo.posts import post_box

if TYPE_CHECKING:
    from crawler.demo.content import Sheet

_TITLE_IN_CRUMBS = 24


def thread_page(sheet: Sheet) -> str:
    """The whole page."""
    visit, this, page, pages = sheet.visit, sheet.thread, sheet.page, sheet.thread.pages
    link = f"forum.php?mod=viewthread&tid={this.tid}&extra="
    first = this.posts[0]
    about = next((block.text for block in first.blocks if isinstance(block, Line)), "")[:80]
    short = this.title if len(this.title) <= _TITLE_IN_CRUMBS else f"{this.title[:_TITLE_IN_CRUMBS]} ..."
    way = [*board_crumbs(this.fid), f'<a href="forum.php?mod=viewthread&amp;tid={this.tid}">{escape(short)}</a>\n']
    canonical = f'<link href="{visit.base}forum.php?mod=viewthread&tid={this.tid}" rel="canonical" />'
    title = f"{this.title} - {BOARDS[this.fid].name}{f' - 第{page}页' if page > 1 else ''}"
    numbers = pager(link, page, pages)
    bodies = "".join(post_box(sheet, place) for place in range(len(sheet.shown)))
    return f"""{head(visit, title, "viewthread", canonical, about)}{crumbs(*way)}
<div id="ct" class="wp cl">
<div id="pgt" class="pgs mbm cl ">
<div class="pgt">{numbers}</div>
<span class="y pgb"><a href="forum.php?mod=forumdisplay&amp;fid={this.fid}">返回列表</a></span>
<a id="newspecial" href="javascript:;" title="发新帖" class="pgsbtn showmenu">发新帖</a></div>


<div id="postlist" class="pl bm">
{_thread_head(this, any(floor == 1 for floor, _ in sheet.shown))}

<table cellspacing="0" cellpadding="0" class="ad">
<tr>
<td class="pls">
</td>
<td class="plc">
</td>
</tr>
</table>{bodies}<div id="postlistreply" class="pl"><div id="post_new" class="viewthread_table" style="display: none"></div></div>
</div>
<form method="post" autocomplete="off" name="modactions" id="modactions">
<input type="hidden" name="formhash" value="{visit.hash}" />
</form>
<div class="pgs mtm mbm cl">
{numbers}<span class="pgb y"><a href="forum.php?mod=forumdisplay&amp;fid={this.fid}">返回列表</a></span>
</div>
<div id="f_pst" class="pl bm bmw">
<form method="post" autocomplete="off" id="fastpostform" action="forum.php?mod=post&amp;action=reply&amp;fid={this.fid}&amp;tid={this.tid}">
<div class="tedt mtn">
<div class="bar"><span class="y"><a href="forum.php?mod=post&amp;action=reply&amp;fid={this.fid}&amp;tid={this.tid}">高级模式</a></span>
<div class="fpd">
<a href="javascript:;" title="文字加粗" class="fbld">B</a>
<a href="javascript:;" title="图片" class="fmg">Image</a>
<a href="javascript:;" title="引用" class="fqt">Quote</a>
</div></div>
<div class="area">
<div class="pt hm">
您需要登录后才可以回帖 <a href="member.php?mod=logging&amp;action=login" class="xi2">登录</a> | \
<a href="member.php?mod=register" class="xi2">立即注册</a>
</div>
</div>
</div>
<p class="ptm pnpost">
<a href="home.php?mod=spacecp&amp;ac=credit&amp;op=rule&amp;fid={this.fid}" class="y" target="_blank">本版积分规则</a>
<button type="button" name="replysubmit" class="pn pnc vm"><strong>发表回复</strong></button>
<label for="fastpostrefresh"><input id="fastpostrefresh" type="checkbox" class="pc" />回帖后跳转到最后一页</label>
</p>
</form>
</div>
</div>
{foot(visit, f"forum.php?mod=forumdisplay&amp;fid={this.fid}", "返回列表")}"""


def _thread_head(this: Thread, has_first: bool) -> str:
    author = this.posts[0].author
    if has_first:
        numbers = f"""<div class="hm ptn">
<span class="xg1">查看:</span> <span class="xi1">{this.views}</span><span class="pipe">|</span>\
<span class="xg1">回复:</span> <span class="xi1">{this.replies}</span>
</div>"""
    else:
        link = (
            f'<a href="home.php?mod=space&amp;uid={author.uid}" title="{escape(author.name)}">{escape(author.name)}</a>'
            if author.name
            else "匿名"
        )
        numbers = f'<div id="tath" class="cl">\n楼主: {link}\n</div>'
    kind = ""
    if this.type:
        type_id = BOARDS[this.fid].types.index(this.type) + 1
        kind = f'<a href="forum.php?mod=forumdisplay&amp;fid={this.fid}&amp;filter=typeid&amp;typeid={type_id}">[{this.type}]</a>\n'
    return f"""<table cellspacing="0" cellpadding="0">
<tr>
<td class="pls ptn pbn">
{numbers}
</td>
<td class="plc ptm pbn vwthd">
<div class="y">
<a href="forum.php?mod=viewthread&amp;action=printable&amp;tid={this.tid}" title="打印" target="_blank"><i class="fico-print"></i></a>
<a href="forum.php?mod=redirect&amp;goto=nextoldset&amp;tid={this.tid}" title="上一主题"><i class="fico-left"></i></a>
<a href="forum.php?mod=redirect&amp;goto=nextnewset&amp;tid={this.tid}" title="下一主题"><i class="fico-right"></i></a>
</div>
<h1 class="ts">
{kind}<span id="thread_subject">{escape(this.title)}</span>
</h1>
<span class="xg1">
<a href="forum.php?mod=viewthread&amp;tid={this.tid}" onclick="return copyThreadUrl(this)" >[复制链接]</a>
</span>
</td>
</tr>
</table>
"""
