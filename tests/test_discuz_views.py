"""Discuz!'s touch view and archiver, and settings of its boards: small pieces of their markup.  Whole pages are in tests/fixtures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import posts
from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.reading import read

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def touch_post(pid: int, body: str = "话", name: str = '<a href="home.php?mod=space&amp;uid=7&amp;mobile=2">小满</a>', **parts: str) -> str:
    """``label`` of the floor, ``when``, and what stands ``before`` the body in its box."""
    return f"""<div class="plc cl" id="pid{pid}"><div class="display pi"><ul class="authi">
<li class="mtit"><span class="y">{parts.get("label", "楼主")}</span><span class="z">{name}</span></li>
<li class="mtime"><span class="y"><em>81</em></span>{parts.get("when", "2025-10-2 01:45")}</li></ul>
<div class="message">{parts.get("before", "")}{body}</div></div></div>"""


def touch(*boxes: str, learnt: dict[str, str] | None = None) -> tuple[Page, list[Post]]:
    page = Page(
        f"""<html><head><meta name="generator" content="Discuz! X3.5" /><title>题 - 板 - 手机版</title></head><body class="pg_viewthread">
<div class="header cl"><h2><a href="forum.php?mod=forumdisplay&fid=2&mobile=2">板</a></h2></div>
<div class="view_tit">题</div>{"".join(boxes)}</body></html>""".encode(),
        "http://bbs.example/forum.php?mod=viewthread&tid=5&mobile=2",
        fetched_at=NOW,
        learnt=learnt,
    )
    reading = read(page)
    assert isinstance(reading, ThreadPage)
    return page, posts(reading)


@pytest.mark.parametrize("name", ['<a href="javascript:;">游客 <em>10.2.3.x</em></a>', "匿名", "訪客"])
def test_a_guest_has_no_name(name: str) -> None:
    assert touch(touch_post(1, name=name))[1][0].author is None


@pytest.mark.parametrize("name", ["游客中心", "小游客"])
def test_a_name_that_holds_the_word_for_guests_is_one(name: str) -> None:
    author = touch(touch_post(1, name=f'<a href="javascript:;">{name}</a>'))[1][0].author
    assert author
    assert author.name == name


def test_things_for_sale_stand_beside_the_body() -> None:
    goods = """<div class="trade_box"><div><a href="#"><img src="data/attachment/forum/w.jpg" alt="茶碗" /></a></div>
<div><a href="#"><h4>茶碗</h4></a><div><strong>88.00</strong>&nbsp;元</div></div></div>"""
    (post,) = touch(touch_post(1, '<div id="postmessage_1">自己烧的</div>', before=goods))[1]
    assert post.text == "自己烧的"
    assert [block["rows"] for block in post.blocks if block["type"] == "facts"] == [[["茶碗", "88.00 元"]]]
    assert [image.url for image in post.images] == ["http://bbs.example/data/attachment/forum/w.jpg"]


@pytest.mark.parametrize(
    ("labels", "minutes", "floors"),
    [
        (["顶楼", "二当家", "三把手"], (1, 2, 3), [1, 2, 3]),
        (["顶楼", "三把手", "二当家"], (1, 3, 2), [1, 2, None]),
        (["顶楼", "二当家", "9F"], (1, 2, 3), [1, None, 9]),
        (["顶楼", "", ""], (1, 2, 3), [1, None, None]),
    ],
)
def test_floors_with_names_of_the_sites_own(labels: list[str], minutes: tuple[int, ...], floors: list[int | None]) -> None:
    shown = zip(labels, minutes, strict=True)
    boxes = (touch_post(pid, label=label, when=f"2025-10-2 01:0{at}") for pid, (label, at) in enumerate(shown, 1))
    assert [post.floor for post in touch(*boxes)[1]] == floors


def test_a_price_in_front_of_the_body_is_no_floor() -> None:
    price = '<div class="reward_txt">悬赏<strong>30</strong>金钱</div>'
    assert touch(touch_post(1, '<div id="postmessage_1">谁知道</div>', label="顶楼", before=price))[1][0].floor == 1


@pytest.mark.parametrize(
    ("shown", "learnt", "days"),
    [
        (["04-08-2025 20:46"], {}, ["2025-08-04"]),
        (["4.8.2025 20:46"], {}, ["2025-08-04"]),
        (["04-08-2025 20:46", "04-25-2025 20:46"], {}, ["2025-04-08", "2025-04-25"]),
        (["04-08-2025 20:46"], {"order": "month"}, ["2025-04-08"]),
        (["8/4/2025 20:46"], {"order": "day"}, ["2025-04-08"]),
        (["25-8-4 20:46", "26-8-4 20:46"], {}, ["2025-08-04", "2026-08-04"]),
        (["27-8-2025 20:46"], {}, ["2025-08-27"]),
    ],
)
def test_orders_of_dates(shown: list[str], learnt: dict[str, str], days: list[str]) -> None:
    _, found = touch(*(touch_post(pid, when=when) for pid, when in enumerate(shown, 1)), learnt=learnt)
    assert [(post.created_at or "")[:10] for post in found] == days


@pytest.mark.parametrize(("shown", "taught"), [("04-18-2025 20:46", "month"), ("18-04-2025 20:46", "day"), ("04-08-2025 20:46", None)])
def test_a_page_teaches_the_order_of_its_sites_dates(shown: str, taught: str | None) -> None:
    assert touch(touch_post(1, when=shown))[0].taught.get("order") == taught


@pytest.mark.parametrize("title", ["2026-11-24 11:15", "24-11-2026 11:15", "11/24/2026 11:15 AM"])
def test_relative_words_have_the_time_in_a_title(title: str) -> None:
    (post,) = touch(touch_post(1, when=f'<span title="{title}">5 小时前</span>'))[1]
    assert (post.created_at, post.created_precision) == ("2026-11-24T11:15:00+08:00", "minute")


FILE = """<ul class="quote post_attlist"><li><a href="forum.php?mod={href}"><div class="tit"><span class="link">釉方.zip</span>
<p>20 KB, 下载次数: 0</p></div></a></li></ul>"""


@pytest.mark.parametrize(("href", "has_url"), [("attachment&amp;aid=Mzg", True), ("misc&amp;action=attachpay&amp;aid=38", False)])
def test_a_file_that_is_for_sale_has_no_address(href: str, has_url: bool) -> None:
    (file,) = touch(touch_post(1, "话" + FILE.format(href=href)))[1][0].attachments
    assert (file.name, file.bytes, file.url is not None) == ("釉方.zip", 20480, has_url)


def archive(*entries: tuple[str, str], between: str = "") -> list[Post]:
    said = [f'<p class="author"><strong>小满</strong>\n发表于 {when}</p><h3></h3>{words}' for when, words in entries]
    page = f"""<html><head><title>题 - 板 - Powered by Discuz! Archiver</title><meta name="generator" content="Discuz! X3.5" /></head><body>
<div id="nav"><a href="./">站</a> &rsaquo; <a href="fid-2.html">板</a> &rsaquo; 题</div>
<div id="content">{said[0]}{between}{"".join(said[1:])}<div class="page"><strong>[1]</strong></div></div></body></html>"""
    reading = read(Page(page.encode(), "http://bbs.example/archiver/tid-5.html", fetched_at=NOW))
    assert isinstance(reading, ThreadPage)
    assert reading.board.name == "板"
    return posts(reading)


def test_a_paid_thread_in_the_archiver() -> None:
    price = "\n本主题需向作者支付 <strong>15 金钱</strong> 才能浏览 <a href='../forum.php?mod=misc&action=pay'>购买主题</a>"
    entries = ("2025-10-3 20:55", '<div id="postmessage_54" class="t_f">先看看</div>'), ("2025-10-3 21:56", "我买了")
    opening, reply = archive(*entries, between=price)
    assert (opening.text, opening.locked) == ("先看看", "本主题需向作者支付 15 金钱 才能浏览")
    assert (reply.text, reply.locked, reply.author and reply.author.name) == ("我买了", None, "小满")


@pytest.mark.parametrize(("hours", "floors"), [((1, 2, 3), [1, 2, 3]), ((1, 3, 2), [1, None, None])])
def test_the_archivers_floors_are_places_in_the_order_of_time(hours: tuple[int, ...], floors: list[int | None]) -> None:
    assert [post.floor for post in archive(*((f"2025-10-3 0{hour}:00", "话") for hour in hours))] == floors


@pytest.mark.parametrize(("what", "status"), [("Database Error", 200), ("System Error", 503)])
def test_a_report_of_a_fault_is_the_sites(what: str, status: int) -> None:
    page = f"<html><head><title>bbs.example - {what}</title></head><body><h1>Discuz! {what}</h1><p>(1146) no such table</p></body></html>"
    reading = read(Page(page.encode(), "http://bbs.example/forum.php?mod=viewthread&tid=5", fetched_at=NOW, status=status))
    assert isinstance(reading, Notice)
    assert reading.reason == "site_error"


LINE = '<hr noshade size="2" width="100%">\n'


def printed(words: str, *, title: str = "标题", time: str = "时间") -> list[Post]:
    head = f"<b>作者: </b>{{}}&nbsp; &nbsp; <b>{time}: </b>{{}}<br />\n"
    page = f"""<html><head><title>题 - 站 - Powered by Discuz!</title><script>var discuz_uid = '0';</script></head><body><h1>站</h1>
<b>{title}: </b>题 <b><a href="###" onclick="window.print()">[打印本页]</a></b><br />{LINE}
{head.format("小满", "2025-8-4 20:46")}<b>{title}: </b>题<br />{words}<br /><br /><br />
{LINE}{head.format("匿名", "2025-8-4 21:50")}提示: <em>该帖被管理员或版主屏蔽</em><br /><br /><br />
{LINE}<table><tr><td>欢迎光临 站 (http://bbs.example/)</td></tr></table></body></html>"""
    reading = read(Page(page.encode(), "http://bbs.example/forum.php?mod=viewthread&action=printable&tid=5", fetched_at=NOW))
    assert isinstance(reading, ThreadPage)
    assert (reading.thread.id, reading.thread.title) == ("5", "题")
    return posts(reading)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("头一行<br />第二行", "头一行\n第二行"),
        ("上<br /><hr class='l' /><b>下</b>", "上\n下"),
        ("<ul><li>一<li>二</ul>", "一\n二"),
    ],
)
def test_the_view_for_printers(words: str, text: str) -> None:
    opening, blocked = printed(words)
    assert (opening.text, opening.floor, opening.author and opening.author.name) == (text, 1, "小满")
    assert opening.created_at == "2025-08-04T20:46:00+08:00"
    assert (blocked.text, blocked.locked, blocked.author) == ("", "该帖被管理员或版主屏蔽", None)


def test_the_view_for_printers_in_the_other_script() -> None:
    assert [post.created_raw for post in printed("话", title="標題", time="時間")] == ["2025-8-4 20:46", "2025-8-4 21:50"]


@pytest.mark.parametrize(("inside", "empty"), [("", True), ("\n", True), ('<li class="teil">Words in a skin of its own</li>', False)])
def test_a_list_of_the_touch_view_without_any_row_is_empty(inside: str, *, empty: bool) -> None:
    page = f"""<html><head><meta name="generator" content="Discuz! X3.4" /><title>板 - 手机版</title></head><body class="pg_forumdisplay">
<header class="header"><h2 class="tit">板</h2></header><div class="threadlist"><ul>{inside}</ul></div></body></html>"""
    reading = read(Page(page.encode(), "http://bbs.example/forum.php?mod=forumdisplay&fid=2&page=4", fetched_at=NOW))
    assert (isinstance(reading, BoardPage) and reading.says_empty is True) is empty
