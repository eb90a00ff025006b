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


def listed(rows: str, url: str | None = "http://bbs.example/forum-2-1.html", generator: str = "Discuz! X3.2") -> BoardPage:
    page = f"""<html><head><meta name="generator" content="{generator}" /><title>板</title></head><body class="pg_forumdisplay">
<div id="threadlist">{rows}</div></body></html>"""
    reading = read(Page(page.encode(), url))
    assert isinstance(reading, BoardPage)
    return reading


SCRIPTED = """<{0} id="{1}thread_{2}"><div class="x"><a class="face" href="home.php?mod=space&uid=7"><img src="a.jpg"></a>
<a href="javascript:void(0);" onclick="go({2})"><img src="i.png"></a> <a href="javascript:void(0);" onclick="go({2})" class="xst">题{2}</a>
<span class="by"><cite><a href="space-uid-7.html">小满</a></cite> <em>2019-1-8</em></span><span class="num">4 / 90</span></div></{0}>"""


@pytest.mark.parametrize("element", ["li", "div", "dl", "section"])
def test_rows_are_known_by_their_number_whatever_their_element(element: str) -> None:
    found = listed(SCRIPTED.format(element, "stick", 70) + SCRIPTED.format(element, "normal", 71)).threads
    assert [(row.id, row.url, row.title, row.sticky, row.moved) for row in found] == [
        ("70", "http://bbs.example/forum.php?mod=viewthread&tid=70", "题70", True, False),
        ("71", "http://bbs.example/forum.php?mod=viewthread&tid=71", "题71", False, False),
    ]
    assert [(row.author and row.author.id, row.created_at, row.replies, row.views) for row in found] == [
        ("7", "2019-01-08T00:00:00+08:00", 4, 90)
    ] * 2


def test_a_scripted_row_of_an_old_board_leads_to_its_own_script() -> None:
    found = listed(SCRIPTED.format("dl", "normal", 71), "http://bbs.example/forumdisplay.php?fid=2", "Discuz! 7.2").threads
    assert [row.url for row in found] == ["http://bbs.example/viewthread.php?tid=71"]


@pytest.mark.parametrize("link", ["viewthread.php?tid=8&amp;extra=page%3D1", "forum.php?mod=viewthread&amp;tid=8", "thread-8-1-1.html"])
def test_a_saved_board_that_names_no_address_has_its_rows(link: str) -> None:
    rows = f'<table id="threadlisttableid">{row("normalthread_8", link)}</table>'
    assert [(found.id, found.title, found.replies) for found in listed(rows, None).threads] == [("8", "题", 14)]


EYE, CHAT = '<li><i class="dm-eye-fill"></i>81</li>', '<li><i class="dm-chat-s-fill"></i>5</li>'


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (EYE + CHAT, (81, 5)),
        (CHAT + EYE, (81, 5)),
        ('<li class="mr"><a href="forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=4">#7月</a></li>' + EYE + CHAT, (81, 5)),
        (CHAT, (None, 5)),
        ("<li>81</li><li>5</li>", (81, 5)),
        ('<li><a href="x">#闲聊</a></li><li>81</li><li>5</li>', (81, 5)),
        ("", (None, None)),
    ],
)
def test_counts_of_the_touch_view(counts: str, expected: tuple[int | None, int | None]) -> None:
    found = listed(f"""<div class="threadlist cl"><ul><li class="list"><div class="muser"><a href="home.php?mod=space&uid=7">小满</a>
<span class="mtime">2019-1-8</span></div><a href="forum.php?mod=viewthread&tid=8&mobile=2"><em>题</em></a>
<div class="threadlist_foot cl"><ul>{counts}</ul></div></li></ul></div>""").threads
    assert [(row.id, row.views, row.replies) for row in found] == [("8", *expected)]


@pytest.mark.parametrize("box", ['<div id="sub_forum_2" class="bm">{}</div>', '<div class="subforumshow"><h2>子版块</h2>{}</div>'])
def test_sub_boards_of_the_touch_views(box: str) -> None:
    links = '<ul><li><a href="forum.php?mod=forumdisplay&fid=12&mobile=2"><p>茶具角</p></a></li><li><a href="misc.php">更多</a></li></ul>'
    assert [(found.id, found.name) for found in listed(box.format(links)).boards] == [("12", "茶具角")]


@pytest.mark.parametrize(
    ("head", "boards"),
    [
        (
            '<span class="display name vm"><h2 class="tit">渡口</h2></span><div id="subname_list">'
            '<ul><li><a href="forum.php?mod=forumdisplay&amp;fid=36&amp;mobile=2">东岸</a></li></ul></div>',
            [("36", "东岸")],
        ),
        ('<span class="name">渡口</span>', []),
    ],
)
def test_the_head_of_a_board_in_the_touch_view_before_35(head: str, boards: list[tuple[str, str]]) -> None:
    body = (
        f'<header class="header"><div class="nav"><a href="forum.php?forumlist=1&amp;mobile=2" class="z"></a>{head}</div></header>'
        '<div class="threadlist"><ul><li><a href="forum.php?mod=viewthread&amp;tid=9&amp;mobile=2">船'
        '<span class="by">小满</span></a></li></ul></div>'
    )
    page = Page(
        f'<html><head><meta name="generator" content="Discuz! X3.4"></head><body class="bg">{body}</body></html>'.encode(),
        "http://bbs.example/forum.php?mod=forumdisplay&fid=2&mobile=2",
    )
    reading = read(page)
    assert isinstance(reading, BoardPage)
    assert (reading.board.id, reading.board.name, [(row.id, row.name) for row in reading.boards]) == ("2", "渡口", boards)


@pytest.mark.parametrize(
    ("table", "empty"),
    [
        ('<tbody id="separatorline" class="emptb"><tr><td class="icn"></td><th></th></tr></tbody>', True),
        ('<tbody id="separatorline"></tbody><tbody><tr><td><a href="javascript:;" tid="8">船</a></td></tr></tbody>', False),
        ("", False),
    ],
)
def test_the_last_page_of_a_board_that_counts_too_many_threads(table: str, empty: bool) -> None:
    page = Page(
        '<html><head><meta name="generator" content="Discuz! X3.5"></head><body><div id="threadlist"><form id="moderate">'
        f'<table id="threadlisttableid">{table}</table></form></div></body></html>'.encode(),
        "http://bbs.example/forum.php?mod=forumdisplay&fid=2&page=3",
    )
    reading = read(page)
    assert (isinstance(reading, BoardPage) and reading.says_empty is True) is empty
