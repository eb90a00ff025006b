"""Discuz! boards: their rows."""

from __future__ import annotations

import pytest

from crawler.engines import ENGINES
from crawler.forum import BoardPage, Target
from crawler.page import Page
from crawler.reading import read

target = ENGINES["discuz"].target


def row(mark: str, link: str, title: str = "题", before: str = "") -> str:
    return f"""<tbody id="{mark}"><tr><td class="icn"><a href="{link}" title="新窗口打开"><i></i></a></td><th class="new">
{before}<a href="{link}" class="s xst">{title}</a></th>
<td class="by"><cite><a href="home.php?mod=space&uid=7">老街坊</a></cite>
<em><span>2019-1-8</span></em></td>
<td class="num"><a href="{link}" class="xi2">14</a><em>1752</em></td><td class="by"><cite><a href="x">小满</a></cite>
<em><a href="forum.php?mod=redirect&tid=5&goto=lastpost#lastpost">2019-1-9 10:20</a></em></td></tr></tbody>"""


def board(*rows: str) -> BoardPage:
    page = f"""<html><head><meta name="generator" content="Discuz! X3.5" /><title>板 - 站</title></head><body>
<div id="pt"><a href="forum.php?gid=1">大区</a><a href="forum-2-1.html">板</a></div>
<table id="threadlisttableid">{"".join(rows)}</table></body></html>"""
    reading = read(Page(page.encode(), "http://bbs.example/forum-2-1.html"))
    assert isinstance(reading, BoardPage)
    return reading


def test_rows() -> None:
    reading = board(
        row("stickthread_2", "thread-2-1-1.html", "置顶"),
        '<tbody id="separatorline"><tr><td></td><th><a href="javascript:;">版块主题</a></th></tr></tbody>',
        row("normalthread_8", "forum.php?mod=viewthread&amp;tid=8&amp;extra=page%3D1", "头<b>题</b>", '<em>[<a href="x">民生</a>]</em>'),
        row("normalthread_324", "thread-173-1-1.html", "搬走的", "移动:"),
    )
    assert [(found.id, found.title, found.sticky, found.moved) for found in reading.threads] == [
        ("2", "置顶", True, False),
        ("8", "头题", False, False),
        ("173", "搬走的", False, True),
    ]
    found = reading.threads[1]
    assert found.url == "http://bbs.example/forum.php?mod=viewthread&tid=8"
    assert (found.author and found.author.name, found.created_at, found.last_post_at) == (
        "老街坊",
        "2019-01-08T00:00:00+08:00",
        "2019-01-09T10:20:00+08:00",
    )
    assert (found.replies, found.views) == (14, 1752)


def test_links_keep_their_question_mark() -> None:
    link = "forum.php?extra=page%3D1&amp;mod=viewthread&amp;tid=8"
    assert target(board(row("normalthread_8", link)).threads[0].url) == Target("thread", "8")


def test_an_empty_board_is_a_board() -> None:
    assert board().threads == []


X_SUB = """<html><head><meta name="generator" content="Discuz! X3.5" /></head><body>
<div id="pt" class="bm cl"><div class="z"><a href="./" class="nvhm">首页</a><em>&raquo;</em><a href="forum.php">论坛</a> <em>&rsaquo;</em>
<a href="forum.php?gid=1">山水</a><em>&rsaquo;</em> <a href="forum-2-1.html">茶馆</a><em>&rsaquo;</em> 茶具角</div></div>
<table id="threadlisttableid"><tbody id="normalthread_5"><tr><th><a href="thread-5-1-1.html" class="xst">壶</a></th></tr></tbody></table>
</body></html>"""
OLD_SUB = """<html><head><meta name="generator" content="Discuz! 7.2" /></head><body>
<div id="nav"><a href="index.php">某论坛</a> &raquo; <a href="forumdisplay.php?fid=2">茶馆</a> &raquo; 茶具角</div>
<table id="forum_9" class="datatable"><tbody id="normalthread_5"><tr><th><a href="viewthread.php?tid=5">壶</a></th></tr></tbody></table>
<script type="text/javascript">var fid = parseInt('9');</script></body></html>"""


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (X_SUB, "https://bbs.example/forum-9-1.html"),
        (X_SUB, "https://bbs.example/forum.php?mod=forumdisplay&fid=9&page=2"),
        (OLD_SUB, "https://bbs.example/forumdisplay.php?fid=9"),
        (OLD_SUB, "https://bbs.example/teapots/"),
    ],
)
def test_a_sub_board_whose_breadcrumb_ends_in_bare_text(text: str, url: str) -> None:
    reading = read(Page(text.encode(), url))
    assert isinstance(reading, BoardPage)
    assert (reading.board.id, reading.board.name, reading.board.path[-2:]) == ("9", "茶具角", ["茶馆", "茶具角"])
    assert reading.board.url
    assert "fid=9" in reading.board.url


def test_bare_text_below_a_board_s_own_link_is_no_sub_board() -> None:
    text = X_SUB.replace("forum-2-1.html", "forum-9-1.html").replace("茶具角", "第2页")
    reading = read(Page(text.encode(), "https://bbs.example/forum-9-2.html"))
    assert isinstance(reading, BoardPage)
    assert (reading.board.id, reading.board.name) == ("9", "茶馆")
