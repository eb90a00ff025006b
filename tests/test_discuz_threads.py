"""Discuz! threads: small pieces of their markup.  Whole pages are in tests/fixtures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extract import extract, posts
from crawler.forum import ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.reading import read

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def box(pid: int, body: str = "话", floor: str = "楼主", when: str = "2019-5-11 10:20:30", user: str = "", after: str = "") -> str:
    column = user or '<div class="authi"><a href="home.php?mod=space&amp;uid=7" class="xw1">老街坊</a></div>'
    label = f'<strong><a href="x" id="postnum{pid}">{floor}</a></strong>' if floor else ""
    return f"""<div id="post_{pid}"><table id="pid{pid}" class="plhin"><tr><td class="pls"><div id="favatar{pid}" class="pls favatar">
<div class="pi">{column}</div></div></td><td class="plc"><div class="pi">{label}<div class="authi">
<em id="authorposton{pid}">发表于 {when}</em></div></div><div class="pct"><div class="pcb"><div class="t_fsz"><table><tr>
<td class="t_f" id="postmessage_{pid}">
{body}</td></tr></table></div>{after}</div></div></td></tr><tr><td class="plc plm"><div class="sign">签名</div></td></tr></table></div>"""


def thread(*boxes: str, pager: str = "", url: str = "http://bbs.example/thread-5-1-1.html") -> ThreadPage:
    page = f"""<html><head><meta name="generator" content="Discuz! X3.5" /><title>题 - 板 - 站</title></head><body>
<div id="pt"><a href="./">首页</a><a href="forum.php?gid=1">大区</a><a href="forum-2-1.html">板</a></div>{pager}
<div id="postlist"><h1><a href="forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=1">[见闻]</a>
<span id="thread_subject">题</span></h1>{"".join(boxes)}</div></body></html>"""
    reading = read(Page(page.encode(), url, fetched_at=NOW))
    assert isinstance(reading, ThreadPage)
    return reading


def post(body: str, **parts: Any) -> Post:
    return posts(thread(box(11, body, **parts)))[0]


def test_head() -> None:
    reading = thread(box(11))
    assert (reading.thread.id, reading.thread.title, reading.thread.tags) == ("5", "题", ["见闻"])
    assert (reading.board.id, reading.board.name, reading.board.path) == ("2", "板", ["大区", "板"])
    assert (reading.page, reading.pages, reading.next_url) == (1, 1, None)
    made = posts(reading)[0]
    assert (made.id, made.floor, made.text) == ("bbs.example/5/11", 1, "话")
    assert made.author
    assert (made.author.name, made.author.id) == ("老街坊", "7")
    assert (made.created_at, made.created_precision) == ("2019-05-11T10:20:30+08:00", "second")


@pytest.mark.parametrize(
    ("labels", "floors"),
    [
        (["楼主", "沙发", "板凳", "地板", "<em>5</em><sup>#</sup>"], [1, 2, 3, 4, 5]),
        (["楼主", '<em title="置顶回复">顶</em> 来自 13#', "沙发"], [1, 13, 2]),
        (["楼主", "26#", "25#"], [1, 26, 25]),
        (["1#", "2#", "沙发#"], [1, 2, 2]),
        (["", "推荐", "板凳"], [1, 2, 3]),
        (["楼主", "报纸", "地下室", "4#"], [1, 2, 3, 4]),
        (["楼主", "报纸", "10#"], [1, None, 10]),
    ],
)
def test_floors(labels: list[str], floors: list[int | None]) -> None:
    reading = thread(*(box(pid, floor=label) for pid, label in enumerate(labels, 11)))
    assert [draft.post.floor for draft in reading.posts] == floors


@pytest.mark.parametrize(
    ("shown", "iso"),
    [
        ('<span title="2026-11-18 14:15:00">6&nbsp;天前</span>', "2026-11-18T14:15:00+08:00"),
        ('<span title="2026-11-24 12:00">4 小时前</span>', "2026-11-24T12:00:00+08:00"),
        ("2019-5-1 09:02", "2019-05-01T09:02:00+08:00"),
        ("半小时前", "2026-11-24T15:30:00+08:00"),
        ("很久以前", None),
        ("12-05-01 09:02", "2012-05-01T09:02:00+08:00"),
        ("昨天&nbsp;02:10 PM", "2026-11-23T14:10:00+08:00"),
        ("3 分鐘前", "2026-11-24T15:57:00+08:00"),
    ],
)
def test_times(shown: str, iso: str | None) -> None:
    assert post("话", when=shown).created_at == iso


def test_one_date_tells_the_order_of_all() -> None:
    found = thread(box(11, when="5-12-2012 09:02"), box(12, when="25-12-2012 10:00:05"))
    assert [draft.post.created_at for draft in found.posts] == ["2012-12-05T09:02:00+08:00", "2012-12-25T10:00:05+08:00"]
    found = thread(box(11, when="5-12-2012 09:02"), box(12, when="5-25-2012 10:00:05"))
    assert [draft.post.created_at for draft in found.posts] == ["2012-05-12T09:02:00+08:00", "2012-05-25T10:00:05+08:00"]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("匿名", None),
        ('<a href="javascript:;">匿名 <em>10.1.2.x</em></a>', None),
        ("已走的人 <em>该用户已被删除</em>", "已走的人"),
        ('<div class="authi"><a href="space-uid-9.html" class="xw1">小满</a></div>', "小满"),
    ],
)
def test_authors(column: str, name: str | None) -> None:
    author = post("话", user=column).author
    assert (author.name if author else None) == name


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("一<br />\n二<br />\n<br />\n三", "一\n二\n三"),
        ("\u3000\u3000一<br />\n&nbsp;&nbsp;二", "一\n二"),
        ('<i class="pstatus"> 本帖最后由 老街坊 于 2019-5-12 09:00 编辑 </i><br />\n<br />\n话', "话"),
        ('一<font class="jammer">&amp; 9 Z5</font><br />\n<span style="display:none">x! v</span>二', "一\n二"),
        ('一<font style="font-size:0px;color:#FFF">&amp; 9 Z5</font><br />\n二<font size="1">三</font>', "一\n二三"),
        ('<div class="tindex"><h3>目录</h3><ul><li>第一部分</li></ul></div>话', "话"),
        ('看<embed src="http://v.example/a.swf">片<br />\n话', "看\n片\n话"),
        ("<ignore_js_op><span>看图</span></ignore_js_op>", "看图"),
        ('笑<img src="static/image/smiley/default/x.gif" smilieid="3" />', "笑"),
        ('<a href="space-uid-3.html">@小满</a> 来看', "@小满 来看"),
        ("<blockquote>缩进</blockquote>话", "缩进\n话"),
        ('<div class="a_pr">广告</div>话', "话"),
        ('<script>var x="码"</script>话', "话"),
    ],
)
def test_bodies(body: str, text: str) -> None:
    assert post(body).text == text


def test_edit_note() -> None:
    note = '<i class="pstatus"> 本帖最后由 老街坊 于 {} 编辑 </i><br />\n话'
    assert post(note.format("2019-5-12 09:00")).edited_at == "2019-05-12T09:00:00+08:00"
    assert post(note.format('<span title="2026-11-20 09:00">4 天前</span>')).edited_at == "2026-11-20T09:00:00+08:00"


def test_code_keeps_lines_and_indents() -> None:
    code = """<div class="blockcode"><div id="code_a1"><ol><li>for x in y:<br />
<li>&nbsp; &nbsp; print(x)<br />
<li><br />
<li>done</ol></div><em onclick="copycode($('code_a1'));">复制代码</em></div>"""
    (block,) = post(code).blocks
    assert block["type"] == "code"
    assert block["text"] == "for x in y:\n    print(x)\n\ndone"


def test_quote() -> None:
    words = '<font color="#999999">小满 发表于 2019-5-10 09:00</font>'
    link = f'<a href="forum.php?mod=redirect&amp;goto=findpost&amp;pid=645&amp;ptid=5">{words}</a>'
    made = post(f'<div class="quote"><blockquote><font size="2">{link}</font><br />\n引一<br />\n引二</blockquote></div><br />\n话')
    (quote,) = made.quotes
    assert (quote.author, quote.created_raw, quote.post_id, quote.text) == ("小满", "2019-5-10 09:00", "645", "引一\n引二")
    assert made.text == "话"


def test_quote_made_by_hand() -> None:
    (quote,) = post('<div class="quote"><blockquote>不知谁说的</blockquote></div>话').quotes
    assert (quote.author, quote.post_id, quote.text) == (None, None, "不知谁说的")


ATTACHED = """<ignore_js_op><img id="aimg_102" aid="102" src="static/image/common/none.gif" zoomfile="data/attachment/forum/201905/11/a.jpg"
file="data/attachment/forum/201905/11/a.jpg.thumb.jpg" class="zoom" width="600" inpost="1" />
<div class="tip tip_4 aimg_tip" id="aimg_102_menu" style="position: absolute; display: none"><div class="xs0">
<p><strong>IMG_1.jpg</strong> <em class="xg1">(32 KB, 下载次数: 2)</em></p><p><a href="x">下载附件</a></p>{}
<p class="xg1 y">2019-5-11 10:20 上传</p>
</div></div></ignore_js_op>"""


@pytest.mark.parametrize(("paragraph", "caption"), [("<p>江边的晚霞</p>", "江边的晚霞"), ("", None), ("<p>IMG_1.jpg</p>", None)])
def test_attached_picture(paragraph: str, caption: str | None) -> None:
    made = post("前<br />\n" + ATTACHED.format(paragraph) + "<br />\n后")
    (image,) = made.images
    assert image.url == "http://bbs.example/data/attachment/forum/201905/11/a.jpg"
    assert image.thumb_url == image.url + ".thumb.jpg"
    assert (image.filename, image.caption, image.caption_from) == ("IMG_1.jpg", caption, "description" if caption else None)
    assert made.text == "前\n后"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            'id="aimg_90412" class="zoom" file="http://p.example/a.jpg"',
            'id="aimg_k3RtQ" class="zoom" file="http://p.example/a.jpg"',
            True,
        ),
        (
            'id="aimg_90412" class="zoom" src="http://p.example/a.jpg"',
            'id="aimg_55170" class="zoom" src="http://p.example/a.jpg"',
            True,
        ),
        ('id="aimg_90412" aid="90412" class="zoom" file="/data/a.jpg"', 'id="aimg_90412" class="zoom" zoomfile="/data/b.jpg"', True),
        ('id="aimg_90412" src="data/attachment/forum/a.jpg"', 'id="aimg_90413" src="data/attachment/forum/a.jpg"', False),
    ],
)
def test_the_number_of_a_picture_is_its_attachments(one: str, other: str, *, same: bool) -> None:
    """Pictures of other sites have a new id with every visit, which may look like a number."""
    hashes = {post(f"看图<br /><img {attributes} />").content_hash for attributes in (one, other)}
    assert (len(hashes) == 1) is same


def test_listed_pictures_and_files() -> None:
    listed = """<div class="pattl"><dl class="tattl attm"><dd><p class="mbn"><a href="x" id="aid103" class="xw1">晚霞.jpg</a></p>
<p class="mbn xg2">江边的晚霞</p><div class="mbn"><img id="aimg_103" aid="103" src="static/image/common/none.gif"
zoomfile="data/b.jpg" file="data/b.jpg" alt="江边的晚霞" /></div></dd></dl><dl class="tattl"><dt>
<img src="static/image/filetype/zip.gif" /></dt><dd><p class="attnm">
<a href="forum.php?mod=attachment&amp;aid=MTA0" id="aid104">表.zip</a></p>
<p>9 KB, 下载次数: 3</p><p class="xg2">第二版</p></dd></dl></div>"""
    made = post("话", after=listed)
    (image,), (file,) = made.images, made.attachments
    assert (image.url, image.filename, image.caption) == ("http://bbs.example/data/b.jpg", "晚霞.jpg", "江边的晚霞")
    assert (file.name, file.bytes, file.description) == ("表.zip", 9216, "第二版")
    assert [block["type"] for block in made.blocks] == ["paragraph", "image", "attachment"]


@pytest.mark.parametrize(
    ("body", "locked", "text"),
    [
        (
            '上<br />\n<div class="locked">游客，如果您要查看本帖隐藏内容请<a href="x">回复</a></div><br />\n下',
            "游客，如果您要查看本帖隐藏内容请回复",
            "上\n下",
        ),
        ('<div class="showhide"><h4>本帖隐藏的内容</h4>给看的</div>', None, "给看的"),
        (
            '<div class="spoiler"><div class="spoilerheader"><input type="button" value="看"/> （點擊展開 / 收起）</div>'
            '<div class="spoilerbody" style="display: none;">折起的</div></div>',
            None,
            "折起的",
        ),
        (
            '<div class="sff_collapse"><div class="sff_collapse_b"><span class="sff_collapse_t">&gt;</span> 说明</div>'
            '<div class="sff_collapse_d">折起的<div><a href="javascript:;">点击隐藏</a></div></div></div>',
            None,
            "说明\n折起的",
        ),
    ],
)
def test_hidden_parts(body: str, locked: str | None, text: str) -> None:
    made = post(body)
    assert (made.locked, made.text) == (locked, text)


def test_a_blocked_post_has_no_body_and_is_a_post() -> None:
    blocked = box(12, floor="沙发").replace(
        '<div class="pcb">', '<div class="pcb"><div class="locked">提示: <em>该帖被管理员或版主屏蔽</em></div><!--'
    )
    blocked = blocked.replace('</div></div></td></tr><tr><td class="plc plm">', '--></div></div></td></tr><tr><td class="plc plm">')
    first, second = posts(thread(box(11), blocked))
    assert (second.post_id, second.floor, second.text, second.locked) == ("12", 2, "", "该帖被管理员或版主屏蔽")
    assert first.locked is None


def test_a_paid_preview_with_the_last_post_s_id() -> None:
    preview = box(11, "免费的开头").replace('id="postmessage_11"', 'id="postmessage_12"')
    preview = preview.replace("</table></div>", '</table></div><div class="locked">本主题需向作者支付 15 金钱 才能浏览</div>', 1)
    first, last = posts(thread(preview, box(12, "回的话", floor="沙发")))
    assert (first.text, last.text) == ("免费的开头", "回的话")
    assert "15 金钱" in (first.locked or "")


def test_a_post_shown_twice_is_one() -> None:
    assert [draft.post.post_id for draft in thread(box(11), box(12), box(11)).posts] == ["11", "12"]


def test_a_body_in_pages_asks_for_all_of_it() -> None:
    script = "<script>show_threadpage('11', '1', '3', '0');</script>"
    assert thread(box(11, "上" + script)).whole_url == "http://bbs.example/forum.php?mod=viewthread&tid=5&page=1&cp=all"
    whole = thread(box(11, "上" + script), url="http://bbs.example/forum.php?mod=viewthread&tid=5&page=1&cp=all")
    assert whole.whole_url is None


@pytest.mark.parametrize(
    ("bar", "found"),
    [
        ("", (1, 1, None)),
        (
            '<strong>1</strong><a href="thread-5-2-1.html">2</a><a href="thread-5-2-1.html" class="nxt">下一页</a>',
            (1, 2, "thread-5-2-1.html"),
        ),
        (
            '<strong>2</strong><a href="forum.php?mod=viewthread&amp;tid=5&amp;extra=page%3D1&amp;page=3" class="nxt">下一页</a>'
            '<span title="共 13 页">/</span>',
            (2, 13, "forum.php?mod=viewthread&tid=5&page=3"),
        ),
        ('<a href="thread-5-12-1.html" class="prev">&nbsp;</a><a href="thread-5-1-1.html">1 ...</a><strong>13</strong>', (13, 13, None)),
    ],
)
def test_pager(bar: str, found: tuple[int, int | None, str | None]) -> None:
    reading = thread(box(11), pager=f'<div class="pg">{bar}</div>')
    assert (reading.page, reading.pages, (reading.next_url or "").removeprefix("http://bbs.example/") or None) == found


def test_a_page_past_the_end_has_no_next() -> None:
    bar = '<div class="pg"><strong>2</strong><a href="thread-5-1-1.html">1</a><span title="共 2 页">/ 2 页</span></div>'
    assert thread(box(11), pager=bar, url="http://bbs.example/thread-5-99-1.html").next_url is None


@pytest.mark.parametrize(
    ("footer", "created"),
    [
        ("GMT+8, 2026-11-24 14:17", "2024-03-02T10:15:00+08:00"),
        ("GMT+12, 2026-11-24 18:17", "2024-03-02T10:15:00+12:00"),
        ("GMT-5, 2026-11-24 01:17", "2024-03-02T10:15:00-05:00"),
        ("GMT+5.5, 2026-11-24 11:47", "2024-03-02T10:15:00+05:30"),
        ("GMT+99, 2026-11-24 11:47", "2024-03-02T10:15:00+08:00"),
        ("", "2024-03-02T10:15:00+08:00"),
    ],
)
def test_times_are_in_the_zone_that_the_footer_names(footer: str, created: str) -> None:
    body = '<td class="t_f" id="postmessage_7">好看</td><em id="authorposton7">发表于 2024-3-2 10:15</em>'
    (post,) = extract(f'<div id="post_7">{body}</div><div id="ft">{footer}<span id="debuginfo"></span></div>'.encode())
    assert post.created_at == created
