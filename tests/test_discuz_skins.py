"""Discuz! pages whose markup is not the stock one: small pieces, each as some skin or plugin makes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import posts
from crawler.forum import Notice, Reading, ThreadPage
from crawler.items import Comment, Post
from crawler.page import Page
from crawler.reading import detect, read

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
URL = "http://bbs.example/forum.php?mod=viewthread&tid=5"
STOCK = '<meta name="generator" content="Discuz! X3.4" />'


def reading(body: str, url: str = URL, head: str = STOCK) -> Reading:
    page = f'<html><head>{head}<title>题 - 板 - 站</title></head><body><span id="thread_subject">题</span>{body}</body></html>'
    return read(Page(page.encode(), url, fetched_at=NOW))


def found(body: str, url: str = URL, head: str = STOCK) -> list[Post]:
    page = reading(body, url, head)
    assert isinstance(page, ThreadPage)
    return posts(page)


def box(pid: int, column: str = "", head: str = "", body: str = "话", after: str = "") -> str:
    return f"""<div id="post_{pid}"><table><tr>{column}<td class="plc"><div class="pi">{head}</div><div class="pct"><div class="pcb">
<div class="t_fsz"><table><tr><td class="t_f" id="postmessage_{pid}">{body}</td></tr></table></div>
{after}</div></div></td></tr></table></div>"""


LINE = (
    '<div class="authi"><a href="home.php?mod=space&amp;uid=7" class="xi2">小满</a> <em id="authorposton1">发表于 2020-1-2 03:04</em></div>'
)


@pytest.mark.parametrize(
    ("column", "head", "name", "uid"),
    [
        ("<td></td>", LINE, "小满", "7"),
        ('<td id="userinfo_1">搭档: <a href="home.php?mod=space&amp;uid=9">阿木</a></td>', LINE, "小满", "7"),
        ('<td class="pls favatar"><div class="authi"><a href="space-uid-7.html" class="xw1">小满</a></div></td>', "", "小满", "7"),
        ('<td><a class="xw1">小满</a></td>', "", "小满", None),
        ('<td><a href="space-username-x.html">小满</a></td>', "", "小满", None),
        ("<td></td>", '<div class="authi">匿名 发表于 2020-1-2 03:04</div>', None, None),
        ('<td>搭档: <a href="home.php?mod=space&amp;uid=9">阿木</a></td>', '<div class="authi">匿名 发表于 2020-1-2</div>', None, None),
    ],
)
def test_author_without_the_stock_column(column: str, head: str, name: str | None, uid: str | None) -> None:
    author = found(box(1, column, head, '话 <a href="home.php?mod=space&amp;uid=3">@别人</a>'))[0].author
    assert (author and author.name, author and author.id) == (name, uid)


@pytest.mark.parametrize(
    ("head", "when"),
    [
        ('<div class="authi"><span class="mr10">發表於 2026-6-8 02:15</span></div>', "2026-06-08T02:15:00+08:00"),
        ('<div class="authi"><b>x</b> 发表于：2026-6-8 02:15:09 |</div>', "2026-06-08T02:15:09+08:00"),
        ('<div class="authi"><b>x</b> 發表於 2026-6-8 02:15 PM</div>', "2026-06-08T14:15:00+08:00"),
        ('<div>x 发表于 <span title="2026-6-8 02:15:09">半年前</span></div>', "2026-06-08T02:15:09+08:00"),
        ('<div class="kmtime">昨天&nbsp;12:00</div>', "2026-11-23T12:00:00+08:00"),
        ("<div>没有时间</div>", None),
    ],
)
def test_time_without_a_mark_of_its_own(head: str, when: str | None) -> None:
    assert found(box(1, head=head, body="发表于 2001-1-1 00:00 是引用的话"))[0].created_at == when


@pytest.mark.parametrize(
    ("head", "floor"),
    [
        ("<strong><a href='x'><em>12</em><sup>#</sup></a></strong>", 12),
        ("<strong><a href='x'>#12</a></strong>", 12),
        ("<strong>12楼</strong>", 12),
        ('<div id="postnum1"><em>12</em></div>', 12),
        ('<a id="postnum1">樓主</a>', 1),
        ('<a id="postnum1">沙發</a>', 2),
        ("<strong>精华</strong>", None),
    ],
)
def test_floor_without_the_stock_label(head: str, floor: int | None) -> None:
    page = reading(box(1, head=head, body="<strong>3</strong>"), URL + "&page=2") if floor is None else reading(box(1, head=head))
    assert isinstance(page, ThreadPage)
    assert page.posts[0].post.floor == (floor or 1)


def test_bodies_without_numbered_boxes() -> None:
    one = '<table><tr><td><a href="space-uid-{0}.html" class="xw1">{1}</a></td><td><em id="authorposton{0}">发表于 2020-1-{0}</em>'
    one += '<table><tr><td class="t_f" id="postmessage_{0}">{2}</td></tr></table></td></tr></table>'
    first, second = found(one.format(1, "小满", "头楼") + one.format(2, "阿木", "二楼"))
    assert [(post.post_id, post.text, post.author and post.author.name) for post in (first, second)] == [
        ("1", "头楼", "小满"),
        ("2", "二楼", "阿木"),
    ]
    assert (first.created_at, second.created_at) == ("2020-01-01T00:00:00+08:00", "2020-01-02T00:00:00+08:00")


def remarks(*lines: str) -> list[Comment]:
    return found(box(1, after=f'<div id="comment_1" class="cm"><h3 class="psth">点评</h3>{"".join(lines)}</div>'))[0].comments


NAME = '<a href="space-uid-7.html" class="xi2 xw1">小满</a>'


BUTTONS = '<a href="x">详情</a> <a href="x">回复</a>'


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (NAME, '好&nbsp;<span class="xg1">发表于 2019-11-21 20:06</span>'),
        ("", f'{NAME}&nbsp;好&nbsp;<span class="xg1">發表於 2019-11-21 20:06</span>'),
        (NAME, f'好 <span>发表于 <span title="2019-11-21 20:06">昨天</span> {BUTTONS}</span>'),
        (NAME, f'好 {BUTTONS} <span class="xg1">2019-11-21 20:06</span>'),
    ],
)
def test_remarks_of_skins(names: str, words: str) -> None:
    (made,) = remarks(f'<div class="pstl"><div class="psta">{names}</div><div class="psti">{words}</div></div>')
    assert (made.text, made.author and made.author.name, made.created_at) == ("好", "小满", "2019-11-21T20:06:00+08:00")


def test_remarks_come_oldest_first_and_a_score_line_is_none() -> None:
    def line(text: str, when: str) -> str:
        return f'<div class="pstl"><div class="psti">{text}<span class="xg1">发表于 {when}</span></div></div>'

    early, late, score = line("早", "2019-1-1 08:00"), line("晚", "2019-1-2 08:00"), '<div class="pstl">观点 <i>5</i></div>'
    assert [made.text for made in remarks(score, early, late)] == ["早", "晚"]
    assert [made.text for made in remarks(late, early)] == ["早", "晚"]
    assert [made.text for made in remarks(line("后", "?"), line("先", "?"))] == ["先", "后"]


def bar(where: str) -> str:
    return f'<div class="pg"><strong>1</strong><a href="forum.php?mod={where}&tid=5&page=2" class="nxt">下一页</a></div>'


def test_the_pager_of_remarks_is_not_the_threads() -> None:
    own = f'<div id="comment_1" class="cm"><div class="pgs">{bar("misc&action=commentmore")}</div></div>'
    page = reading(box(1, after=own))
    assert isinstance(page, ThreadPage)
    assert (page.page, page.pages, page.next_url) == (1, 1, None)
    page = reading(box(1, after=own) + bar("viewthread").replace("<a", "<a>2</a><a", 1))
    assert isinstance(page, ThreadPage)
    assert (page.pages, page.next_url) == (2, URL + "&page=2")


TEASER = """<div class="attach_nopermission attach_tips"><div><h3><strong>{}</strong></h3>
<p>您需要 <a href="x">登录</a> 才可以下载或查看</p></div><span class="atips_close" onclick="hide()">x</span></div>"""


def test_a_call_to_register_locks_nothing_and_hidden_files_do() -> None:
    invited = found(box(1, body=TEASER.format("马上注册，结交更多好友") + "正文"))[0]
    assert (invited.text, invited.locked) == ("正文", None)
    hidden = found(box(1, body="正文", after=TEASER.format("本帖子中包含更多资源")))[0]
    assert (hidden.text, hidden.locked) == ("正文", "本帖子中包含更多资源您需要登录才可以下载或查看")


def test_notices_of_touch_views_are_locks_not_quotes() -> None:
    notice = '<div class="grey quote">提示: <em>该帖被屏蔽</em></div>'
    post = found(f'<div class="plc" id="pid8"><div class="display"><div class="message">{notice}</div></div></div>')[0]
    assert (post.locked, post.quotes) == ("该帖被屏蔽", [])


def test_a_user_group_stands_where_a_board_does() -> None:
    crumbs = '<div id="pt"><a href="group.php?gid=5">兴趣</a><a href="forum.php?mod=group&amp;fid=77">爬山组</a></div>'
    board = found(crumbs + box(1))[0].board
    assert (board.id, board.name) == ("77", "爬山组")


def test_boxes_without_any_body_are_not_empty_posts() -> None:
    page = reading('<div id="pid7">某个插件的楼</div><ul><li id="pid8">又一楼</li></ul>')
    assert isinstance(page, Notice)
    assert page.reason == "empty"


COMIIS = """<div class="comiis_postli" id="pid{0}"><div class="comiis_postli_top"><h2><span class="y"><em>{0}</em><sup>#</sup></span>
<a href="home.php?mod=space&amp;uid={0}&amp;do=profile" class="top_user">{1}</a><span class="top_lev">Lv.3</span></h2>
<div class="comiis_postli_time"><span class="kmtime">2026-9-15 10:0{0}</span></div></div>
<div class="comiis_message cl message"><div class="comiis_messages cl">{2}</div></div>
<div class="comiis_postli_times">赞 回复</div></div>"""


def test_comiis_touch_skin() -> None:
    picture = '<img src="./template/comiis_app/pic/none.png" comiis_loadimages="data/a.jpg" alt="a.jpg">'
    first = f'<div class="comiis_a comiis_message_table cl">先关闸<br />{picture}</div>'
    first += '<ul class="comiis_img_one cl"><li><img src="data/b.jpg"></li></ul>'
    quote = '<div class="comiis_quote bg_h"><blockquote><font>小满 发表于 2026-9-15 10:01</font><br />先关闸</blockquote></div>'
    second = f'<div class="comiis_message_table cl">{quote}说得对</div>'
    third = '<div class="comiis_message_table cl"><div class="comiis_quote bg_h f_c">提示: 作者被禁止</div></div>'
    html = COMIIS.format(1, "小满", first) + COMIIS.format(2, "阿木", second) + COMIIS.format(3, "阿秋", third)
    assert detect(Page(html.encode(), URL)) is not None
    made = found(html, head="")
    assert [(post.floor, post.author and (post.author.name, post.author.id), post.text) for post in made] == [
        (1, ("小满", "1"), "先关闸"),
        (2, ("阿木", "2"), "说得对"),
        (3, ("阿秋", "3"), ""),
    ]
    assert made[0].created_at == "2026-09-15T10:01:00+08:00"
    assert [image.url for image in made[0].images] == ["http://bbs.example/data/a.jpg", "http://bbs.example/data/b.jpg"]
    assert [quote.text for quote in made[1].quotes] == ["先关闸"]
    assert made[2].locked == "作者被禁止"


def test_a_page_kept_by_an_archive() -> None:
    kept = "https://archive.example/web/2019/http://bbs.example/forum.php?mod=viewthread&tid=5"
    post = found(box(1, body='<img file="data/attachment/a.jpg" src="x/none.gif">'), kept)[0]
    assert (post.thread.id, post.thread.url) == ("5", kept)
    assert post.images[0].url == "https://archive.example/web/2019/http://bbs.example/data/attachment/a.jpg"


@pytest.mark.parametrize("line", ["来自: 安卓客户端", "[来自: 某某客户端]", "【发自手机版】"])
def test_a_clients_name_is_no_word_of_the_poster(line: str) -> None:
    assert found(box(1, body=f"话<br />{line}"))[0].text == "话"


QUOTE_72 = """<div class="quote"><blockquote>船靠东岸<br />
<font size="2"><font color="#999999">老舵手 发表于 2010-3-5 15:31</font> <a href="redirect.php?goto=findpost&amp;pid=24&amp;ptid=5">
<img src="images/common/back.gif" /></a></font></blockquote></div>"""


def test_a_quote_that_names_its_source_below() -> None:
    (quote,) = found(box(1, body=QUOTE_72 + "我在船上"))[0].quotes
    assert (quote.text, quote.author, quote.created_raw, quote.post_id) == ("船靠东岸", "老舵手", "2010-3-5 15:31", "24")


def test_code_with_a_heading_and_a_button_above() -> None:
    code = '<div class="blockcode"><span class="headactions">复制内容到剪贴板</span><h5>代码:</h5><code id="code0">a<br />\nb</code></div>'
    assert found(box(1, body=code))[0].blocks == [{"type": "code", "text": "a\nb"}]


@pytest.mark.parametrize(
    "around",
    [
        "<div class='lead'><h2>小满</h2>{}</div>",
        "{}",
        "<table id='normal'><tr><td><div>发表于 2020-1-2 03:04</div></td><td>{}</td></tr></table>",
    ],
)
def test_an_opening_without_a_box_beside_boxed_replies(around: str) -> None:
    opening = around.format("<div id='postmessage_40'>锅底糊了</div>")
    replies = "".join(
        f'<div id="pid{pid}"><p id="postmessage_{pid}x"></p><div id="postmessage_{pid}">用醋煮{pid}</div></div>' for pid in (41, 42)
    )
    posts_found = found(f"<div id='postlist'>{opening}{replies}</div>")
    assert [post.post_id for post in posts_found] == ["40", "41", "42"]
    assert [post.text for post in posts_found] == ["锅底糊了", "用醋煮41", "用醋煮42"]


def test_a_body_of_another_number_beside_a_box_mark_is_the_marks_own() -> None:
    marks = '<a id="pid41"></a><div id="postmessage_7">预览</div><a id="pid42"></a><div id="postmessage_42">回</div>'
    assert [post.post_id for post in found(marks)] == ["41", "42"]


@pytest.mark.parametrize(
    "name",
    [
        '<a href="space-uid-7.html" class="xw1"><span>楼主</span> 小满</a>',
        '<a href="space-uid-7.html" class="xw1">作者: 小满</a>',
        '<a href="space-uid-7.html" class="xw1"><b>发帖人：</b><i>小满</i></a>',
        '<a href="space-uid-7.html" class="xw1"><em>小满</em></a>',
        '<a href="space-uid-7.html" class="xw1">小<b>满</b></a>',
    ],
)
def test_a_label_inside_the_link_is_no_part_of_the_name(name: str) -> None:
    author = found(box(1, f'<td class="pls favatar"><div class="authi">{name}</div></td>'))[0].author
    assert author
    assert (author.name, author.id) == ("小满", "7")


@pytest.mark.parametrize(
    ("page", "label", "floors"),
    [
        (2, "<div>小满 楼主 | 发表于 2020-1-2</div>", [None, None, None]),
        (1, "<div>小满 <span>|</span>楼主</div>", [1, None, None]),
        (1, "<div><span>x</span>沙发</div>", [1, 2, None]),
        (2, "<div><b>#</b>18楼</div>", [None, 18, None]),
    ],
)
def test_the_mark_of_the_opener_is_no_floor(page: int, label: str, floors: list[int | None]) -> None:
    bar = f'<div class="pg"><a href="x">1</a><strong>{page}</strong></div>'
    body = box(1) + box(2, head=label) + box(3)
    assert [post.floor for post in found(bar + body, f"{URL}&page={page}")] == floors
