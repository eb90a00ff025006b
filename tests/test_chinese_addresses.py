"""Which addresses of Chinese boards name a page, and which are traps."""

from __future__ import annotations

import pytest

from crawler.engines import named

PLACES = [
    ("xiuno", "http://x.example/?thread-2-3.htm", "thread 2 3"),
    ("xiuno", "http://x.example/thread-2.htm", "thread 2 1"),
    ("xiuno", "http://x.example/forum/1/2", "board 1 2"),
    ("xiuno", "http://x.example/?forum-1-1.htm&orderby=lastpid&digest=0", "board 1 1"),
    ("xiuno", "http://x.example/?forum-1-1.htm&orderby=tid&digest=0", None),
    ("xiuno", "http://x.example/?forum-1-1.htm&digest=1", None),
    ("xiuno", "http://x.example/?user-5.htm", None),
    ("xiuno", "http://x.example/", "index  1"),
    ("phpwind", "http://x.example/read.php?tid=8&fid=5&page=2", "thread 8 2"),
    ("phpwind", "http://x.example/index.php?c=read&tid=8", "thread 8 1"),
    ("phpwind", "http://x.example/index.php?c=thread&fid=5", "board 5 1"),
    ("phpwind", "http://x.example/index.php?c=cate&fid=1", "index c1 1"),
    ("phpwind", "http://x.example/thread.php?fid=14&page=40", "board 14 40"),
    ("phpwind", "http://x.example/read-htm-tid-51-page-2.html", "thread 51 2"),
    ("phpwind", "http://x.example/read.php?tid-51.html", "thread 51 1"),
    ("phpwind", "http://x.example/pw/html_data/15/1910/4512.html", "thread 4512 1"),
    ("phpwind", "http://x.example/read.php?tid=8&uid=21", None),
    ("phpwind", "http://x.example/read.php?tid=8&desc=1", None),
    ("phpwind", "http://x.example/read.php?tid=8&page=e#a", None),
    ("phpwind", "http://x.example/index.php?c=thread&fid=5&orderby=postdate", None),
    ("phpwind", "http://x.example/index.php?m=space&uid=5", None),
    ("tieba", "https://tieba.baidu.com/p/7700123?pn=2", "thread 7700123 2"),
    ("tieba", "https://tieba.baidu.com/p/7700123?see_lz=1", None),
    ("tieba", "https://tieba.baidu.com/p/7700123?pid=880010#880010", None),
    ("tieba", "http://tieba.baidu.com/f?kw=%C0%CF%CA%BD%CA%D5%D2%F4%BB%FA&tp=0&pn=50", "board 老式收音机 2"),
    ("tieba", "http://tieba.baidu.com/f?kw=%E8%80%81%E5%BC%8F%E6%94%B6%E9%9F%B3%E6%9C%BA&ie=utf-8", "board 老式收音机 1"),
    ("tieba", "http://tieba.baidu.com/f?kw=x&tab=good", None),
    ("bbsgo", "https://x.example/topic/205", "thread 205 1"),
    ("bbsgo", "https://x.example/topics/node/3", "board 3 1"),
    ("bbsgo", "https://x.example/topics/node/newest", None),
    ("bbsgo", "https://x.example/user/41", None),
    ("v2ex", "https://v2ex.example/t/901?p=2#reply3", "thread 901 2"),
    ("v2ex", "https://v2ex.example/go/desk", "board desk 1"),
    ("v2ex", "https://v2ex.example/member/deng", None),
    ("tianya", "http://x.example/post-free-2500001-2.shtml", "thread free-2500001 2"),
    ("tianya", "http://x.example/list-free-1.shtml", "board free 1"),
    ("nga", "https://x.example/read.php?tid=2001&page=3", "thread 2001 3"),
    ("nga", "https://x.example/read.php?tid=2001&authorid=5", None),
    ("nga", "https://x.example/read.php?tid=2001&page=e#a", None),
    ("nga", "https://x.example/thread.php?fid=-7", "board -7 1"),
    ("ptt", "https://www.ptt.cc/bbs/Oven/M.1597603762.A.135.html", "thread M.1597603762.A.135 1"),
    ("ptt", "https://www.ptt.cc/bbs/Oven/index.html", "board Oven 1"),
    ("ptt", "https://www.ptt.cc/bbs/Oven/index2087.html", "board Oven 2088"),
    ("ptt", "https://www.ptt.cc/bbs/Oven/search?q=author%3Ax", None),
    ("ptt", "https://www.ptt.cc/man/Oven/index.html", None),
    ("gamer", "https://forum.gamer.com.tw/C.php?page=2&bsn=60999&snA=682474&tnum=240", "thread 60999-682474 2"),
    ("gamer", "https://forum.gamer.com.tw/C.php?bsn=60999&snA=682474&tnum=240&last=1", None),
    ("gamer", "https://forum.gamer.com.tw/Co.php?bsn=60999&sn=2550451&subbsn=15&bPage=0", None),
    ("gamer", "https://forum.gamer.com.tw/B.php?page=3&bsn=60999", "board 60999 3"),
    ("gamer", "https://forum.gamer.com.tw/B.php?bsn=60999&subbsn=4", None),
    ("gamer", "https://forum.gamer.com.tw/G1.php?bsn=60999", None),
    ("hupu", "https://bbs.hupu.com/624001122.html", "thread 624001122 1"),
    ("hupu", "https://bbs.hupu.com/624001122-3.html#55501", "thread 624001122 3"),
    ("hupu", "https://bbs.hupu.com/topic-daily-2", "board topic-daily 2"),
    ("hupu", "https://bbs.hupu.com/502-1", "board 502 1"),
    ("hupu", "https://bbs.hupu.com/topic-daily-postdate-2", None),
    ("wecenter", "http://x.example/question/789", "thread 789 1"),
    ("wecenter", "http://x.example/?/question/789", "thread 789 1"),
    ("wecenter", "http://x.example/question/id-789__sort_key-agree_count__sort-DESC__uid-__page-2", "thread 789 2"),
    ("wecenter", "http://x.example/question/789?sort_key=add_time&sort=DESC", None),
    ("wecenter", "http://x.example/question/id-789__uid-focus__page-2", None),
    ("wecenter", "http://x.example/article/31", "thread article-31 1"),
    ("wecenter", "http://x.example/category/6", "board 6 1"),
    ("wecenter", "http://x.example/home/explore/sort_type-new__category-6__day-0__page-2", "board 6 2"),
    ("wecenter", "http://x.example/explore/sort_type-hot__day-7", None),
    ("wecenter", "http://x.example/people/77", None),
]


@pytest.mark.parametrize(("engine", "url", "expected"), PLACES)
def test_what_an_address_names(engine: str, url: str, expected: str | None) -> None:
    place = named(engine).place(url)
    assert (f"{place.kind} {place.id} {place.page}" if place else None) == expected
