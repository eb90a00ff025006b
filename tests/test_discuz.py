"""What addresses of Discuz! name, and which of them are traps."""

from __future__ import annotations

import pytest

from crawler.engines import ENGINES
from crawler.forum import Target

target = ENGINES["discuz"].target


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("forum.php", Target("index", "")),
        ("", Target("index", "")),
        ("index.php", Target("index", "")),
        ("forum.php?gid=1", Target("index", "g1")),
        ("forum.php?mod=forumdisplay&fid=2", Target("board", "2")),
        ("forum.php?mod=forumdisplay&fid=2&page=3", Target("board", "2", 3)),
        ("forum.php?mod=forumdisplay&amp;fid=2&amp;page=3", Target("board", "2", 3)),
        ("forum-2-3.html", Target("board", "2", 3)),
        ("forumdisplay.php?fid=2&page=3", Target("board", "2", 3)),
        ("forum-news-1.html", Target("board", "news")),
        ("forum.php?mod=viewthread&tid=86", Target("thread", "86")),
        ("forum.php?mod=viewthread&tid=86&page=3", Target("thread", "86", 3)),
        ("forum.php?mod=viewthread&amp;tid=86&amp;page=3", Target("thread", "86", 3)),
        ("forum.php?mod=viewthread&tid=86&extra=page%3D4", Target("thread", "86")),
        ("forum.php?mod=viewthread&tid=86&extra=page%3D1&page=2", Target("thread", "86", 2)),
        ("forum.php?mod=viewthread&tid=86&extra=&highlight=%E7%81%AB", Target("thread", "86")),
        ("forum.php?mod=viewthread&tid=86&mobile=2", Target("thread", "86")),
        ("forum.php?mod=viewthread&tid=86&authorid=", Target("thread", "86")),
        ("forum.php?mod=viewthread&tid=86&cp=all", Target("thread", "86")),
        ("forum.php?mod=viewthread&tid=86#pid645", Target("thread", "86")),
        ("forum.php?tid=86&mod=viewthread", Target("thread", "86")),
        ("thread-86-3-1.html", Target("thread", "86", 3)),
        ("thread-86-3-7.html", Target("thread", "86", 3)),
        ("bbs/thread-86-3-1.html", Target("thread", "86", 3)),
        ("thread-86-0-1.html", Target("thread", "86")),
        ("viewthread-86-3-1.html", Target("thread", "86", 3)),
        ("t86-3-1", Target("thread", "86", 3)),
        ("f161-2", Target("board", "161", 2)),
        ("viewthread.php?tid=86&extra=page%3D1", Target("thread", "86")),
        ("bbs/forum.php?mod=viewthread&tid=86", Target("thread", "86")),
    ],
)
def test_place(address: str, where: Target) -> None:
    assert target(f"http://bbs.example/{address}") == where


@pytest.mark.parametrize(
    "address",
    [
        "forum.php?mod=viewthread&tid=86&page=2&authorid=7",
        "forum.php?mod=viewthread&tid=86&extra=&ordertype=1",
        "forum.php?mod=viewthread&tid=86&from=album",
        "forum.php?mod=viewthread&action=printable&tid=86",
        "forum.php?mod=viewthread&tid=86&viewpid=645&inajax=1",
        "forum.php?mod=viewthread&tid=86&cp=2",
        "forum.php?mod=viewthread&amp;tid=86&amp;authorid=7",
        "thread-86-1-1.html?authorid=7",
        "thread-86-1-1.html?ordertype=1",
        "viewthread.php?action=printable&tid=86",
        "forum.php?mod=viewthread",
        "forum.php?mod=viewthread&tid=abc",
        "forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=3",
        "forum.php?mod=forumdisplay&fid=2&filter=author&orderby=dateline",
        "forum.php?mod=forumdisplay&fid=2&filter=digest&digest=1",
        "forum.php?mod=forumdisplay&fid=2&filter=specialtype&specialtype=poll",
        "forum.php?mod=forumdisplay&fid=2&orderby=heats",
        "forum.php?mod=forumdisplay&fid=2&dateline=86400",
        "forum.php?mod=forumdisplay&fid=2&archiveid=1",
        "forum.php?mod=forumdisplay&fid=4&action=pwverify",
        "forum.php?mod=redirect&goto=findpost&ptid=86&pid=645",
        "forum.php?mod=redirect&tid=86&goto=lastpost",
        "forum.php?mod=redirect&goto=nextoldset&tid=86",
        "redirect.php?goto=findpost&pid=645&ptid=86",
        "forum.php?mod=post&action=reply&fid=2&tid=86",
        "forum.php?mod=attachment&aid=MTAyfGFl",
        "forum.php?mod=image&aid=102&size=300x300",
        "forum.php?mod=misc&action=rate&tid=86&pid=645",
        "forum.php?mod=rss&fid=2",
        "forum.php?mod=guide&view=hot",
        "forum.php?mod=collection",
        "archiver/",
        "archiver/?tid-86.html",
        "archiver/?fid-2.html&page=2",
        "archiver/tid-86.html",
        "home.php?mod=space&uid=3",
        "space-uid-3.html",
        "misc.php?mod=tag&id=1",
        "search.php?mod=forum&srchtxt=x&formhash=ab12cd34&searchsubmit=true",
        "member.php?mod=logging&action=login",
        "member.php?mod=logging&action=login&referer=http://bbs.example/thread-86-1-1.html",
        "connect.php?mod=login&referer=forum-2-1.html",
        "plugin.php?id=x:y&url=/forum-2-1.html",
        "group.php?mod=index",
        "data/attachment/forum/201905/11/a.jpg",
        "robots.txt",
    ],
)
def test_traps_are_no_place(address: str) -> None:
    assert target(f"http://bbs.example/{address}") is None


@pytest.mark.parametrize(
    "url", ["", "#", "javascript:;", "\x00", "http://[broken/forum.php?tid=1", "forum.php?mod=viewthread&tid=" + "9" * 5000]
)
def test_any_address_is_judged(url: str) -> None:
    target(url)
