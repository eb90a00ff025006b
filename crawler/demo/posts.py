"""One post of a thread page: its author's column, its head, and the bars around its body."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.demo.content import Sheet, content
from crawler.demo.layout import clock, dated

if TYPE_CHECKING:
    from crawler.demo.model import Post, Thread

_FLOORS = {1: "楼主", 2: "沙发", 3: "板凳", 4: "地板"}
_RANKS = ("新手上路", "中级会员", "高级会员", "金牌会员")
_FIRST = """<span class="none" title="回帖奖励"></span>
<a href="forum.php?mod=viewthread&amp;tid={tid}&amp;from=album" class="show">只看大图</a>
<span class="pipe show">|</span><a href="forum.php?mod=viewthread&amp;tid={tid}&amp;extra=&amp;ordertype=1"  class="show">倒序浏览</a>
<span class="pipe show">|</span><a href="javascript:;" class="show">阅读模式</a>
"""
_JUMP = """<div id="fj" class="y">
<label class="z">电梯直达</label>
<input type="text" class="px p_fre z" size="2" title="跳转到指定楼层" />
</div>
"""


def post_box(sheet: Sheet, place: int) -> str:
    """The post at one place of the page."""
    visit, this, page = sheet.visit, sheet.thread, sheet.page
    floor, post = sheet.shown[place]
    pinned = place == 1 and floor == this.pinned and page == 1
    label = (
        f'<em title="置顶回复" class="replystick vm">顶</em> 来自 {floor}#'
        if pinned
        else _FLOORS.get(floor) or f"<em>{floor}</em><sup>#</sup>"
    )
    pid, author = post.pid, post.author
    findpost = f"forum.php?mod=redirect&goto=findpost&ptid={this.tid}&pid={pid}"
    permalink = f"forum.php?mod=viewthread&tid={this.tid}" if floor == 1 else findpost
    mine = floor > 1 and author.name and author == this.posts[0].author
    nameless = "匿名&nbsp;\n" if author.kind in ("anonymous", "guest") else ""
    by_author = f"forum.php?mod=viewthread&amp;tid={this.tid}&amp;page={page}&amp;authorid={author.uid}"
    only = f'<span class="pipe">|</span>\n<a href="{by_author}" rel="nofollow">只看该作者</a>\n'
    first = _FIRST.format(tid=this.tid)
    last = '<a name="lastpost"></a>' if post is this.posts[-1] else ""
    return f"""<div id="post_{pid}" ><table id="pid{pid}" class="plhin" summary="pid{pid}" cellspacing="0" cellpadding="0">
<tr>
 {last}<td class="pls" rowspan="2">
<div id="favatar{pid}" class="pls cl favatar">
<div class="pi">
{_side(this, post)}
</div>
</td>
<td class="plc">
<div class="pi">
{_JUMP if floor == 1 else ""}<strong>
<a href="{permalink}"   id="postnum{pid}" onclick="setCopy(this.href, '帖子地址复制成功');return false;">
{label}</a>
</strong>
<div class="pti">
<div class="pdbt">
</div>
<div class="authi">
<img class="authicn vm" id="authicon{pid}" src="static/image/common/online_member.gif" />
{'&nbsp;楼主<span class="pipe">|</span>' if mine else ""}
{nameless}<em id="authorposton{pid}">发表于 {dated(post.created, visit.now, clock(post.created, seconds=True))}</em>
{'<span class="xg1">来自手机</span>' if post.by_phone else ""}
{"" if nameless else only}{first if floor == 1 else ""}</div>
</div>
</div><div class="pct">{'<style type="text/css">.pcb{margin-right:0}</style>' if floor == 1 else ""}<div class="pcb">
{content(sheet, floor, post)}
</div>
</div>

</td></tr>
<tr><td class="plc plm">
{f'<div class="sign" style="max-height:100px;">{post.sign}</div>' if post.sign else ""}
</td>
</tr>
<tr id="_postposition{pid}"></tr>
<tr>
<td class="pls"></td>
<td class="plc" style="overflow:visible;">
<div class="po hin">
<div class="pob cl">
<em>
<a class="fastre" \
href="forum.php?mod=post&amp;action=reply&amp;fid={this.fid}&amp;tid={this.tid}&amp;repquote={pid}&amp;extra=&amp;page={page}">回复</a>
{_likes(this, post)}</em>

<p>
<a href="javascript:;">举报</a>
</p>

</div>
</div>
</td>
</tr>
<tr class="ad">
<td class="pls">
</td>
<td class="plc">
</td>
</tr>
</table>
</div>"""


def _likes(this: Thread, post: Post) -> str:
    link = f"forum.php?mod=misc&amp;action=postreview&amp;do=support&amp;tid={this.tid}&amp;pid={post.pid}"
    return f'<a class="replyadd" href="{link}">支持 <span id="review_support_{post.pid}">{post.likes}</span></a>\n' if post.likes else ""


def _side(this: Thread, post: Post) -> str:
    user = post.author
    if user.kind == "anonymous":
        return "匿名</div>"
    if user.kind == "guest":
        return '<a href="javascript:;">匿名 <em>10.1.2.x</em></a>\n</div>'
    if user.kind == "gone":
        return f"{escape(user.name)} <em>该用户已被删除</em>\n</div>"
    space = f"home.php?mod=space&amp;uid={user.uid}"
    points, name = user.uid * 137 % 4000, escape(user.name)
    counts = "".join(
        f'<{cell}><p><a href="{space}" class="xi2">{number}</a></p>{label}</{cell}>'
        for cell, number, label in (("th", user.uid * 3, "主题"), ("th", user.uid * 19, "回帖"), ("td", points, "积分"))
    )
    return f"""<div class="authi"><a href="{space}" target="_blank" class="xw1">{name}</a>
</div>
</div>
<div class="p_pop blk bui card_gender_0" id="userinfo{post.pid}" style="display: none; margin-top: -11px;">
<div class="i y">
<div>
<strong><a href="{space}" target="_blank" class="xi2">{name}</a></strong>
<em>当前离线</em>
</div><dl class="cl">
<dt>积分</dt><dd><a href="{space}&do=profile" target="_blank" class="xi2">{points}</a></dd>
</dl>
</div>
</div>
<div>
<div class="avatar"><a href="{space}" class="avtm" target="_blank"><img src="./data/avatar/noavatar.svg" class="user_avatar"></a></div>
</div>
<div class="tns xg2"><table cellspacing="0" cellpadding="0">{counts}</table></div>

<p><em><a href="home.php?mod=spacecp&amp;ac=usergroup&amp;gid=13" target="_blank">{_RANKS[user.uid % 4]}</a></em></p>
<p><span id="g_up{post.pid}"><i class="fico-star3 fic4 fc-l" title="Rank: 4"></i></span></p>
<div id="g_up{post.pid}_menu" class="tip tip_4" style="display: none;">\
<div class="tip_c">{_RANKS[user.uid % 4]}, 积分 {points}, 距离下一级还需 300 积分</div></div>
<dl class="pil cl">
	<dt>积分</dt><dd><a href="{space}&do=profile" target="_blank" class="xi2">{points}</a></dd>
</dl>
<ul class="xl xl2 o cl">
<li class="pm2">\
<a href="home.php?mod=spacecp&amp;ac=pm&amp;op=showmsg&amp;touid={user.uid}&amp;pid={post.pid}&amp;tid={this.tid}" \
title="发消息" class="xi2">发消息</a></li>
</ul>"""
