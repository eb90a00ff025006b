"""NGA: albums, and the messages that stand in place of posts."""

from __future__ import annotations

import pytest

from crawler.extract import posts
from crawler.forum import Notice, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.reading import read

URL = "https://nga.178.com/read.php?tid=77"
STORE = "https://img.nga.178.com/attachments/"


def post(body: str) -> Post:
    page = f"""<html><head><meta charset="utf-8"><title>搬家 - NGA</title></head><body><script>commonui.x()</script><table>
<tr id="post1strow0"><td><a id="postauthor0" href="nuke.php?uid=3">小满</a></td><td><span id="postdate0">2023-02-03 09:10</span>
<p id="postcontent0" class="postcontent ubbcode">{body}</p></td></tr></table></body></html>"""
    reading = read(Page(page.encode(), URL))
    assert isinstance(reading, ThreadPage)
    return posts(reading)[0]


@pytest.mark.parametrize(
    ("album", "pictures", "text"),
    [
        (
            "[album=新家]<br/>./mon_202302/03/-a.jpg<br/>./mon_202302/03/-b.png[/album]",
            ["mon_202302/03/-a.jpg", "mon_202302/03/-b.png"],
            "搬完了\n新家\n歇会儿",
        ),
        ("[album]./mon_202302/03/-a.jpg.medium.jpg[/album]", ["mon_202302/03/-a.jpg"], "搬完了\n歇会儿"),
        ("[album=][img]./mon_202302/03/-a.jpg[/img]<br/>[/album]", ["mon_202302/03/-a.jpg"], "搬完了\n歇会儿"),
        (f"[album]\n{STORE}mon_202302/03/-a.jpg\n[/album]", ["mon_202302/03/-a.jpg"], "搬完了\n歇会儿"),
    ],
)
def test_an_album_s_lines_are_pictures(album: str, pictures: list[str], text: str) -> None:
    found = post(f"搬完了<br/>{album}歇会儿")
    assert [image.url for image in found.images] == [STORE + name for name in pictures]
    assert [image.caption for image in found.images] == [None] * len(pictures)
    assert found.text == text


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("(ERROR:15) 访客不能直接访问", "login"),
        ("(ERROR:<!--msgcodestart-->15<!--msgcodeend-->) <b>请先登录</b>", "login"),
        ("(ERROR:3) 没有权限浏览此版面 <a href='/x'>登录</a>", "permission"),
        ("(ERROR:16) 找不到主题 <a href='/x'>登录</a>", "missing"),
    ],
)
def test_a_message_says_why(words: str, reason: str, status: int) -> None:
    page = f"<html><head><meta charset='utf-8'><title>提示信息 - NGA</title></head><body><script>commonui.x()</script>{words}</body></html>"
    reading = read(Page(page.encode(), URL, status=status))
    assert isinstance(reading, Notice)
    assert reading.reason == reason
