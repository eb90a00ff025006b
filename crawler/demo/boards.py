"""The board page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.frame import foot, head
from crawler.demo.index import board_table
from crawler.demo.layout import Visit, category_link, clock, crumbs, dated, day, pager, user_link
from crawler.demo.model import BOARDS, SITE, Board, Thread

if TYPE_CHECKING:
    from crawler.demo.forum import Forum

_PIN = '<i class="tpin tpin{}"><svg width="18" height="18"><path d="M9 0l9 9H14v9H4V9H0z"></path></svg></i>'
_STICKY_NAMES = {1: "本版置顶主题", 2: "分类置顶主题", 3: "全局置顶主题"}
_SEPARATOR = """<tbody id="separatorline">
<tr class="ts">
<td>&nbsp;</td>
<th><a href="javascript:;" title="查看更新" class="forumrefresh">版块主题</a></th><td>&nbsp;</td><td>&nbsp;</td><td>&nbsp;</td>
</tr>
</tbody>
"""


def board_crumbs(fid: int) -> list[str]:
    """Links from the category to the board."""
    board = BOARDS[fid]
    above = board_crumbs(board.parent) if board.parent else [category_link(board.gid)]
    return [*above, f'<a href="forum.php?mod=forumdisplay&amp;fid={fid}">{board.name}</a>']


def board_page(forum: Forum, visit: Visit, fid: int, page: int, type_id: int | None = None) -> str:
    """One page of a board; with ``type_id`` only the threads of that type, on one page, as the type filter shows them."""
    this = BOARDS[fid]
    pages = forum.pages(fid)
    page = page if 1 <= page <= pages else 1
    link = f"forum.php?mod=forumdisplay&fid={fid}"
    above, own = forum.stickies(fid) if page == 1 else ([], [])
    normal = forum.rows(fid, page)
    if type_id is not None:
        above, own, pages = [], [], 1
        normal = [thread for thread in normal if thread.type == dict(enumerate(this.types, 1)).get(type_id)]
    rows = "".join(_row(visit, thread, page) for thread in [*above, *own])
    rows += (_SEPARATOR if rows else "") + "".join(_row(visit, thread, page) for thread in normal)
    following = f'rel="{link}&page={page + 1}" curpage="{page}" id="autopbn" totalpage="{pages}"'
    more = f'<a class="bm_h" href="javascript:;" {following}>下一页 &raquo;</a>'
    numbers = pager(link, page, pages)
    feed = f"{visit.base}forum.php?mod=rss&fid={fid}&amp;auth=0"
    rss = f'<link rel="alternate" type="application/rss+xml" title="{SITE} - {this.name}" href="{feed}" />'
    return f"""{head(visit, this.name + (f" - 第{page}页" if page > 1 else ""), "forumdisplay", rss)}{crumbs(*board_crumbs(fid))}
<div class="boardnav">
<div id="ct" class="wp cl">

<div class="mn">
<div class="bm bml pbn">
<div class="bm_h cl">
<span class="y"><a href="forum.php?mod=rss&amp;fid={fid}&amp;auth=0" class="fa_rss" target="_blank" title="RSS">订阅</a></span>
<h1 class="xs2">
<a href="{link}">{this.name}</a>
<span class="xs1 xw0 i">今日: <strong class="xi1">0</strong><span class="pipe">|</span>\
主题: <strong class="xi1">{forum.size(fid)}</strong></span></h1>
</div>
</div>
{_sub_boards(forum, visit, fid)}
<div id="pgt" class="bm bw0 pgs cl">
<span id="fd_page_top">{numbers}</span>
<span class="pgb y"  ><a href="forum.php">返&nbsp;回</a></span>
<a href="javascript:;" id="newspecial" title="发新帖" class="pgsbtn showmenu">发新帖</a></div>
{_types(this)}<div id="threadlist" class="tl bm bmw">
<div class="th">
<table cellspacing="0" cellpadding="0">
<tr>
<th colspan="2">
<div class="tf">
<span id="atarget" class="y" title="在新窗口中打开帖子">新窗</span>
<a id="filter_special" href="javascript:;" class="showmenu xi2">全部主题</a>&nbsp;
<a href="forum.php?mod=forumdisplay&amp;fid={fid}&amp;filter=lastpost&amp;orderby=lastpost" class="xi2">最新</a>&nbsp;
<a href="forum.php?mod=forumdisplay&amp;fid={fid}&amp;filter=heat&amp;orderby=heats" class="xi2">热门</a>&nbsp;
<a href="forum.php?mod=forumdisplay&amp;fid={fid}&amp;filter=digest&amp;digest=1" class="xi2">精华</a>&nbsp;
<a href="forum.php?mod=forumdisplay&amp;fid={fid}&amp;filter=author&amp;orderby=dateline" class="xi2">发帖时间</a>&nbsp;
</div>
</th>
<td class="by">作者</td>
<td class="num">回复/查看</td>
<td class="by">最后发表</td>
</tr>
</table>
</div>
<div class="bm_c">
<form method="post" autocomplete="off" name="moderate" id="moderate" action="forum.php?mod=topicadmin&amp;action=moderate&amp;fid={fid}">
<input type="hidden" name="formhash" value="{visit.hash}" />
<table summary="forum_{fid}" cellspacing="0" cellpadding="0" id="threadlisttableid">
{rows}</table>
</form>
</div>
</div>
{more if page < pages else ""}
<div class="bm bw0 pgs cl">
<span id="fd_page_bottom">{numbers}</span>
<span  class="pgb y"><a href="forum.php">返&nbsp;回</a></span></div>
<div id="f_pst" class="bm">
<div class="bm_h">
<h2>快速发帖</h2>
</div>
<div class="pt hm">
您需要登录后才可以发帖 <a href="member.php?mod=logging&amp;action=login" class="xi2">登录</a> | \
<a href="member.php?mod=register" class="xi2">立即注册</a>
</div>
<p class="ptm pnpost"><a href="home.php?mod=spacecp&amp;ac=credit&amp;op=rule&amp;fid={fid}" class="y" target="_blank">本版积分规则</a>
<button type="submit" name="topicsubmit" class="pn pnc"><strong>发表帖子</strong></button></p>
</div>
</div>

</div>
</div>
{foot(visit)}"""


def _sub_boards(forum: Forum, visit: Visit, fid: int) -> str:
    below = [board for board in BOARDS.values() if board.parent == fid]
    if not below:
        return ""
    table = board_table(forum, visit, below)
    return f"""<div class="bm bmw fl">
<div class="bm_h cl">
<h2>子版块</h2>
</div>

<div id="subforum_{fid}" class="bm_c" style="">
{table}</div>
</div>
"""


def _types(this: Board) -> str:
    if not this.types:
        return ""
    link = f"forum.php?mod=forumdisplay&amp;fid={this.fid}"
    items = "".join(f'<li><a href="{link}&amp;filter=typeid&amp;typeid={n}">{name}</a></li>\n' for n, name in enumerate(this.types, 1))
    return f'<ul id="thread_types" class="ttp bm cl">\n<li id="ttp_all" class="xw1 a"><a href="{link}">全部</a></li>\n{items}</ul>\n'


def _row(visit: Visit, thread: Thread, page: int) -> str:
    moved = thread.moved_to is not None
    link = f"forum.php?mod=viewthread&amp;tid={thread.moved_to or thread.tid}&amp;extra=page%3D{page}"
    row_id = f"{'stickthread' if thread.sticky else 'normalthread'}_{thread.tid}"
    icon_title = _STICKY_NAMES.get(thread.sticky) or ("投票" if thread.poll else "有新回复")
    icon = _PIN.format(thread.sticky) if thread.sticky else '<i class="fico-thread fic6 fc-l"></i>'
    first, last = thread.posts[0], thread.posts[-1]
    types = BOARDS[thread.fid].types
    kind = ""
    if thread.type:
        type_link = f"forum.php?mod=forumdisplay&fid={thread.fid}&amp;filter=typeid&amp;typeid={types.index(thread.type) + 1}"
        kind = f'<em>[<a href="{type_link}">{thread.type}</a>]</em>'
    pages = "".join(f'<a href="{link}&amp;page={n}" onclick="atarget(this)">{n}</a>' for n in range(2, min(thread.pages, 6) + 1))
    who = f'<a href="home.php?mod=space&amp;uid={first.author.uid}" c="1">{escape(first.author.name)}</a>' if first.author.name else "匿名"
    goto = f"forum.php?mod=redirect&tid={thread.moved_to or thread.tid}&goto=lastpost#lastpost"
    return f"""<tbody id="{row_id}">
<tr>
<td class="icn">
<a href="{link}" title="{icon_title} - 新窗口打开" target="_blank">
{icon}
</a>
</td>
<th class="{"common" if thread.sticky else "new"}">
<a href="javascript:;" id="content_{thread.tid}" class="showcontent y" title="更多操作"></a>
{kind} {"移动:" if moved else ""}<a href="{link}" {'style="font-weight: bold;color: #EE1B2E;" ' if thread.sticky == 3 else ""}\
onclick="atarget(this)" class="s xst">{escape(thread.title)}</a>
{'<span class="tps">&nbsp;...' + pages + "</span>" if pages else ""}
</th>
<td class="by">
<cite>
{who}</cite>
<em><span>{dated(first.created, visit.now, day(first.created))}</span></em>
</td>
<td class="num"><a href="{link}" class="xi2">{"-" if moved else thread.replies}</a><em>{"-" if moved else thread.views}</em></td>
<td class="by">
<cite>{user_link(visit, last.author, ' c="1"')}</cite>
<em><a href="{goto}">{dated(last.created, visit.now, clock(last.created))}</a></em>
</td>
</tr>
</tbody>
"""
