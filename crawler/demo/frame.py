"""Head and foot of every page of the demo forum, as stock Discuz! X3.5 (R20250901) writes them."""

from __future__ import annotations

from html import escape

from crawler.demo.accounts import USER
from crawler.demo.layout import Visit, clock
from crawler.demo.model import SITE


def head(visit: Visit, title: str, kind: str, extra: str = "", about: str = "") -> str:
    """Everything before ``div#wp``; ``kind`` is the module's name (viewthread, forumdisplay, index)."""
    searches = "\n\n".join(
        f'<a href="search.php?mod=forum&amp;srchtxt={visit.user_query(word)}&amp;formhash={visit.hash}&amp;source=hotsearch" '
        f'target="_blank" class="xi2" sc="1">{word}</a>'
        for word in ("集市", "渡船", "停水")
    )
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="{visit.charset}" />
<meta name="renderer" content="webkit" />
<title>{escape(title)} -  {SITE} -  Powered by Discuz!</title>
{extra}
<meta name="keywords" content="{escape(title)}" />
<meta name="description" content="{escape(about)} ... {escape(title)} ,{SITE}" />
<meta name="generator" content="Discuz! X3.5" />
<meta name="author" content="Discuz! Team and Comsenz UI Team" />
<base href="{visit.base}" /><link rel="stylesheet" type="text/css" href="data/cache/style_1_common.css?D3m" />
<script type="text/javascript">var STYLEID = '1', charset = '{visit.charset}', discuz_uid = '0',
 cookiepre = 'dEm0_2132_', SITEURL = '{visit.base}';</script>
<link rel="archives" title="{SITE}" href="{visit.base}archiver/" />
</head>

<body id="nv_forum" class="pg_{kind}" onkeydown="if(event.keyCode==27) return false;">
<div id="append_parent"></div><div id="ajaxwaitid"></div>
<div id="toptb" class="cl">
<div class="wp">
<div class="z"><a href="javascript:;" onclick="setHomepage('{visit.base}');">设为首页</a><a href="{visit.base}">收藏本站</a></div>
<div class="y"><a href="javascript:;" id="switchwidth" title="切换到窄版" class="switchwidth">切换到窄版</a></div>
</div>
</div>
<div id="hd">
<div class="wp">
<div class="hdc cl"><h2><a href="./" title="{SITE}">\
<img src="static/image/common/logo.svg" alt="{SITE}" class="boardlogo" border="0" /></a></h2>
{_account(visit)}
</div>
<div id="nv">
<a href="javascript:;" id="qmenu">快捷导航</a>
<ul><li class="a" id="mn_forum" ><a href="forum.php" hidefocus="true" title="BBS"  >论坛<span>BBS</span></a></li></ul>
</div>
<div id="scbar" class="cl">
<form id="scbar_form" method="post" autocomplete="off" action="search.php?searchsubmit=yes" target="_blank">
<input type="hidden" name="formhash" value="{visit.hash}" />
<input type="text" name="srchtxt" id="scbar_txt" value="请输入搜索内容" />
<div id="scbar_hot">
<strong class="xw1">热搜: </strong>

{searches}
</div>
</form>
</div>
</div>
</div>


<div id="wp" class="wp">
"""


def foot(visit: Visit, back: str = "forum.php", back_name: str = "返回版块") -> str:
    """Everything from the end of ``div#wp``."""
    return f"""	</div>
<div id="ft" class="wp cl">
<div id="flk" class="y">
<p>
<a href="archiver/" >Archiver</a><span class="pipe">|</span><a href="forum.php?showmobile=yes" >手机版</a><span class="pipe">|</span>\
<a href="forum.php?mod=misc&action=showdarkroom" >小黑屋</a><span class="pipe">|</span>\
<strong><a href="{visit.base}" target="_blank">{SITE}</a></strong>
</p>
<p class="xs0">
GMT+8, {clock(visit.now)}<span id="debuginfo">
, Processed in 0.0{int(visit.hash[:4], 16):05d} second(s), 14 queries
.
</span>
</p>
</div>
<div id="frt">
<p>Powered by <strong><a href="https://www.discuz.vip/" target="_blank">Discuz!</a></strong> <em>X3.5</em></p>
<p class="xs0">&copy; 2001-2026 <a href="https://code.dismall.com/" target="_blank">Discuz! Team</a>.</p>
</div></div>
<script src="home.php?mod=misc&ac=sendmail&rand={visit.hash}" type="text/javascript"></script>

<div id="scrolltop">
<span hidefocus="true"><a title="返回顶部" onclick="window.scrollTo('0','0')" class="scrolltopa" ><b>返回顶部</b></a></span>
<span>
<a href="{back}" hidefocus="true" class="returnlist" title="{back_name}"><b>{back_name}</b></a>
</span>
</div>
</body>
</html>
"""


def _account(visit: Visit) -> str:
    """The header's corner: a form for guests, a way out for members."""
    if "members" in visit.admitted:
        return f"""<div id="um"><p><strong class="vwmy"><a href="home.php?mod=space&amp;uid=9">{USER}</a></strong>
<span class="pipe">|</span><a href="member.php?mod=logging&amp;action=logout&amp;formhash={visit.hash}">退出</a></p></div>"""
    return f"""<form method="post" autocomplete="off" id="lsform" \
action="member.php?mod=logging&amp;action=login&amp;loginsubmit=yes&amp;infloat=yes">
<div class="fastlg cl">
<table cellspacing="0" cellpadding="0">
<tr>
<td><select name="fastloginfield"><option value="username">用户名</option><option value="email">Email</option></select></td>
<td><input type="text" name="username" class="px vm" /></td>
<td><label for="ls_cookietime"><input type="checkbox" name="cookietime" class="pc" />自动登录</label></td>
<td>&nbsp;<a href="javascript:;">找回密码</a></td>
</tr>
<tr>
<td><label for="ls_password" class="z psw_w">密码</label></td>
<td><input type="password" name="password" id="ls_password" class="px vm" /></td>
<td><button type="submit" class="pn vm"><em>登录</em></button></td>
<td>&nbsp;<a href="member.php?mod=register" class="xi2 xw1">立即注册</a></td>
</tr>
</table>
<input type="hidden" name="formhash" value="{visit.hash}" />
</div>
</form>"""
