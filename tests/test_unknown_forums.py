"""Unknown software: what is taken for a thread, what is refused, and that no page breaks the reading."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blocks import Block, Body
from crawler.dates import Calendar
from crawler.dates.spot import date_in
from crawler.engines import named
from crawler.engines.generic.addresses import target
from crawler.engines.generic.fields.letters import unfold
from crawler.engines.generic.fields.numbers import post_ids
from crawler.engines.generic.fields.printed import floor_in
from crawler.engines.generic.pager import steps
from crawler.forum import CHINA, Notice, Target, ThreadPage
from crawler.page import Page
from crawler.reading import read

POST = '<div class="item"><b class="user">{name}</b> <span class="when">{when}</span><div class="item-text">{words}</div></div>'
WORDS = (
    "The handle came off again and I do not know which glue to trust any more.",
    "Take hide glue, it can be opened with steam when the next handle breaks.",
    "Thank you, that is what my grandfather used, I had quite forgotten about it.",
)


def page(posts: str, url: str = "https://x.example/topic/5/handle") -> Page:
    return Page(f"<html><head><title>Handle - a forum</title></head><body><h1>Handle</h1>{posts}</body></html>".encode(), url)


def thread(when: str = "2025-05-0{} 10:00") -> str:
    return "".join(POST.format(name=f"Person{n}", when=when.format(n + 1), words=words) for n, words in enumerate(WORDS))


def test_repeated_bodies_with_names_and_times_are_posts() -> None:
    reading = named("generic").read(page(thread()))
    assert isinstance(reading, ThreadPage)
    assert [made.post.author.name for made in reading.posts if made.post.author] == ["Person0", "Person1", "Person2"]
    assert [made.post.created_at for made in reading.posts] == [f"2025-05-0{n}T10:00:00+00:00" for n in (1, 2, 3)]
    assert all(made.body.loose and made.post.confidence and made.post.confidence > 0.45 for made in reading.posts)


def test_a_feed_is_no_thread() -> None:
    entries = "".join(
        f"<entry><author><name>P{n}</name></author><published>2025-05-0{n + 1}</published><content>{words}</content></entry>"
        for n, words in enumerate(WORDS)
    )
    feed = Page(
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A forum</title>{entries}</feed>'.encode(),
        "https://x.example/feed",
    )
    reading = read(feed)
    assert isinstance(reading, Notice)
    assert reading.reason == "not_a_forum"


def test_ids_stay_when_a_post_is_added_before() -> None:
    first, second = (
        named("generic").read(page(posts)) for posts in (thread(), POST.format(name="N", when="2025-04-01 1:00", words="x" * 90) + thread())
    )
    assert isinstance(first, ThreadPage)
    assert isinstance(second, ThreadPage)
    assert [made.post.id for made in first.posts] == [made.post.id for made in second.posts][1:]


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{words}</p>" for words in WORDS),
        "".join(
            f'<li class="card"><h3><a href="/a/{n}">Story {n}</a></h3><p class="text">{words}</p></li>' for n, words in enumerate(WORDS)
        ),
        '<form class="login"><label>Name</label><input><label>Password</label><input></form>',
        "",
    ],
)
def test_other_pages_are_refused(body: str) -> None:
    assert isinstance(named("generic").read(page(body, "https://x.example/about")), Notice)


@given(st.text(alphabet='<>/="divpaspn cltime h1#2024-:回复楼\n', max_size=400))
def test_no_page_breaks_it(markup: str) -> None:
    assert named("generic").read(page(markup)) is not None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/topic/5/handle?page=3", Target("thread", "5", 3)),
        ("https://x.example/topic/5/handle/page-3", Target("thread", "5", 3)),
        ("https://x.example/showthread.php?t=77&start=20", Target("thread", "77", 21)),
        ("https://x.example/forum/chairs", Target("board", "chairs")),
        ("https://x.example/", Target("index", "")),
        ("https://x.example/forum/chairs-2/topic/seat-of-13-staves-15/", Target("thread", "15")),
        ("https://x.example/forum/%E6%A4%85%E5%AD%90-3/topic/%E5%9D%90-12/?page=2", Target("thread", "12", 2)),
        ("https://x.example/category/3/chairs-and-stools/", Target("board", "3")),
        ("https://x.example/c/chairs/3", Target("board", "3")),
        ("https://x.example/forum/chairs/why-does-it-creak-so", Target("thread", "why-does-it-creak-so")),
        ("https://x.example/forum/chairs/12-why-it-creaks", Target("thread", "12")),
        ("https://x.example/?thread-7-2.htm", Target("thread", "7", 2)),
        ("https://x.example/?forum-3.htm", Target("board", "3")),
        ("https://x.example/index.php?topic=7.20", Target("thread", "7", 21)),
        ("https://x.example/index.php?PHPSESSID=0a1b2c3d4e5f6a7b8c9d&topic=7.msg93", Target("thread", "7")),
        ("https://x.example/index.php/topic,7.20.html", Target("thread", "7", 21)),
        ("https://x.example/questions/", Target("index", "")),
        ("https://x.example/topic/the-1950-lathe-of-my-uncle-23/", Target("thread", "23")),
        ("https://x.example/topic/best-chairs-of-2024-9/", Target("thread", "9")),
        ("https://x.example/topic/a-chair-with-40000-nails-31", Target("thread", "31")),
        ("https://x.example/topic/a-chair-with-nails-40000-2", Target("thread", "40000")),
        ("https://x.example/index.php?mode=thread&id=44", Target("thread", "44")),
        ("https://x.example/index.php?page=board&id=3", Target("board", "3")),
        ("https://x.example/index.php?mode=posting&id=44", None),
        ("https://x.example/questions/scope:all/sort:newest/page:2/", Target("index", "", 2)),
        ("https://x.example/topic/publish/3/", None),
        ("https://x.example/questions/7/revisions/", None),
        ("https://x.example/?thread-create-3.htm", None),
        ("https://x.example/topic/5/handle?sort=new", None),
        ("https://x.example/login", None),
        ("http://[broken", None),
    ],
)
def test_addresses(url: str, expected: Target | None) -> None:
    assert target(url) == expected


@pytest.mark.parametrize(
    ("url", "other", "step"),
    [
        ("https://x.example/t/12", "https://x.example/t/12?page=2", 1),
        ("https://x.example/t/12?page=2", "https://x.example/t/12?page=3", 1),
        ("https://x.example/tie/8812.html", "https://x.example/tie/8812_2.html", 1),
        ("https://x.example/t/12?page=2", "https://x.example/t/12?page=1", -1),
        ("https://x.example/t?t=12&sid=" + "1a" * 16, "https://x.example/t?t=12&page=2&sid=" + "2b" * 16, 1),
        ("https://x.example/t/%E5%9D%90-12", "https://x.example/t/坐-12?page=2", 1),
        ("https://x.example/t/12", "https://x.example/t/13?page=2", None),
        ("https://x.example/t/12", "https://y.example/t/12?page=2", None),
    ],
)
def test_steps_between_pages(url: str, other: str, step: int | None) -> None:
    assert steps(url, other) == step


@pytest.mark.parametrize(
    "text",
    [
        "Posted on Jan 5, 2024",
        "3 hours ago",
        "发表于 2024-5-1 12:30",
        "昨天 08:15",
        "5 мая 2024",
        "12:30pm",
        "05-20 08:15",
        "Yesterday",
        "2h",
        "Posted today",
        "18 九月, 2026 11:45",
        "十一月 3, 2026",
        "Monday, September 14th 2026",
    ],
)
def test_printed_times_are_seen(text: str) -> None:
    assert date_in(text) is not None


@pytest.mark.parametrize("text", ["12 replies", "Page 2", "C++17", "v2.4", "回复 12", "Seen at the lake today", "今天天气真好", "刚才那位"])
def test_other_numbers_are_not_times(text: str) -> None:
    assert date_in(text) is None
    assert floor_in(text) is None


@pytest.mark.parametrize(
    ("text", "start"), [("昨天 20:40", 0), ("发布于昨天 20:40", 3), ("3楼 05-20 08:15", 3), ("Posted 3 March 2021", 7)]
)
def test_a_printed_time_begins_with_its_day(text: str, start: int) -> None:
    assert date_in(text) == start


@pytest.mark.parametrize(
    ("text", "number"),
    [("#12", 12), ("12楼", 12), ("第 3 楼", 3), ("[3楼]", 3), ("7L", 7), ("沙发", 2), ("发表于 第4楼", 4), ("3楼上下", None)],
)
def test_printed_post_numbers(text: str, number: int | None) -> None:
    assert floor_in(text) == number


@pytest.mark.parametrize(
    ("shown", "iso"),
    [
        ("05-20 08:15", "2025-05-20T08:15:00+08:00"),
        ("12-20 08:15", "2024-12-20T08:15:00+08:00"),
        ("5月20日 08:15", "2025-05-20T08:15:00+08:00"),
        ("1700000000", "2023-11-14T22:13:20+00:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+00:00"),
        ("05/04 14:20", None),
        ("14:20", None),
    ],
)
def test_times_without_a_year_are_the_last_such_day(shown: str, iso: str | None) -> None:
    assert Calendar(datetime(2025, 6, 1, 4, tzinfo=UTC), zone=CHINA).noted(shown).iso == iso


def test_ids_are_the_longer_numbers_where_floors_number_the_posts_too() -> None:
    assert post_ids([[("id:floor", str(n)), ("data-pid:", str(8800 + n))] for n in (1, 2, 3)]) == ["8801", "8802", "8803"]
    assert post_ids([[("id:user", "7")], [("id:user", "7")]]) == [None, None]


MARKED = (
    '<div class="post" id="p{n}" itemscope itemtype="https://schema.org/{kind}"><a itemprop="author" class="who">Person{n}</a>'
    '<time itemprop="datePublished" datetime="2025-05-0{n}T10:00:00Z"></time><div itemprop="text">{words}</div>{inside}</div>'
)
COMMENT = '<p itemscope itemtype="https://schema.org/Comment"><span itemprop="text">A remark on the answer, no post.</span></p>'


def test_marked_posts_need_no_shape() -> None:
    posts = MARKED.format(n=1, kind="Question", words="Short?", inside="") + MARKED.format(n=2, kind="Answer", words="Yes.", inside=COMMENT)
    reading = named("generic").read(page(posts))
    assert isinstance(reading, ThreadPage)
    assert [(made.post.post_id, made.post.author and made.post.author.name) for made in reading.posts] == [
        ("1", "Person1"),
        ("2", "Person2"),
    ]
    assert [made.post.created_at for made in reading.posts] == ["2025-05-01T10:00:00+00:00", "2025-05-02T10:00:00+00:00"]


def test_the_post_before_the_first_marked_one_is_found() -> None:
    plain = '<div class="post" id="p1"><a class="author">Opener</a><time datetime="2025-05-01T09:00:00Z"></time><div>It began.</div></div>'
    replies = "".join(MARKED.format(n=n, kind="Comment", words=f"Reply {n}.", inside="") for n in (2, 3))
    reading = named("generic").read(page(plain + replies))
    assert isinstance(reading, ThreadPage)
    assert [made.body.blocks[0].text for made in reading.posts] == ["It began.", "Reply 2.", "Reply 3."]
    assert reading.thread.author
    assert reading.thread.author.name == "Opener"


def test_letters_lose_head_and_foot_and_keep_their_quotation() -> None:
    lines = [
        *("发信人: oar (船桨), 信区: River", "标  题: Re: 漏水", "发信站: 水边 (Mon May  5 08:03:10 2014), 站内", "缝里补一点胶。"),
        *("【 在 keel (龙骨) 的大作中提到: 】", ": 船底漏水了", "--", "※ 来源:·水边"),
    ]
    body = Body([Block("paragraph", line) for line in lines])
    assert unfold(body) == ("oar", "Mon May  5 08:03:10 2014")
    assert [(block.type, block.text) for block in body.blocks] == [("paragraph", "缝里补一点胶。"), ("quote", "")]
    assert [(quote.author, quote.text) for quote in body.quotes] == [("keel", "船底漏水了")]
    assert unfold(Body([Block("paragraph", "发信人: 没有下文")])) is None
