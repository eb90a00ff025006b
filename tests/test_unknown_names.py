"""Unknown software: what is a person's name and what is not, and what is like a post and is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.engines import named
from crawler.engines.generic.addresses import target
from crawler.engines.generic.fields.people import name_of, named_by
from crawler.forum import Target, ThreadPage
from crawler.page import Page

WORDS = (
    "The kettle boils over as soon as I look away, and the stove has to be cleaned again.",
    "Fill it to the rivet and no higher, that is what the small one inside is there for.",
    "There is a rivet indeed. I have owned this kettle since the wedding and never saw it.",
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada", "Ada"),
        ("12 Monkeys", "12 Monkeys"),
        ("Posted by Ada", "Ada"),
        ("by Ada", "Ada"),
        ("Bo (Guest)", "Bo"),
        ("Bo (not verified)", "Bo"),
        ("Judith C(157)", "Judith C"),
        ("小明12帖子", "小明"),
        ("小明 12帖子", "小明"),
        ("Gabier Messages : 31", "Gabier"),
        ("563 posts", None),
        ("3.4k posts", None),
        ("76 Replies", None),
        ("1,204 Сообщений", None),
        ("3帖子", None),
        ("Active", None),
        ("Watch", None),
        ("View Public Profile", None),
        ("Find More Posts by Ada", None),
        ("Re: The kettle", None),
        ("nsfw:yes (or nsfw:no)", None),
        ("Advertisement", None),
        ("NilsJoined: 2 years ago", None),
        ("Ada Plane<span>Participant</span>", "Ada Plane"),
        ("<a>lantian</a><br>等级 结帖率 82.35%", "lantian"),
        ("<span>作者：</span><a>青石</a>", "青石"),
        ("Ada <i>Plane</i>", "Ada Plane"),
        ("<font>B</font><font>o</font>", "Bo"),
        ("<i>锁</i><b>锁匠铺</b>", "锁匠铺"),
        ("举报 只看此人 引用", None),
    ],
)
def test_labels_and_counts_are_no_names(text: str, name: str | None) -> None:
    assert name_of(html.fragment_fromstring(f"<b>{text}</b>")) == name


@pytest.mark.parametrize(
    ("href", "number"),
    [
        ("/members/sora-66.123456/", "123456"),
        ("/profile/1104-lola-2/", "1104"),
        ("member.php?u=12", "12"),
        ("/space-uid-77.html", "77"),
        ("/people/p7711", "7711"),
        ("/users/460185/ada", "460185"),
        ("/profile/user-1168", "1168"),
        ("/u/ada101", None),
        ("/u/ada-21", None),
        ("/profile/ada", None),
    ],
)
def test_the_digits_of_a_name_are_no_number(href: str, number: str | None) -> None:
    found = named_by(html.fragment_fromstring(f'<a href="{href}">somebody</a>'))
    assert found is not None
    assert found[1].id == number


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://f.example/index.php?thread/88-rope-ends/", Target("thread", "88", 1)),
        ("https://f.example/index.php?thread/88-rope-ends/&pageNo=2", Target("thread", "88", 2)),
    ],
)
def test_a_route_behind_the_question_mark(url: str, expected: Target) -> None:
    assert target(url) == expected


def _thread(*items: str) -> ThreadPage:
    head = "<head><title>My kettle boils over - Stove forum</title></head>"
    markup = f"<html>{head}<body><h1>Kettle</h1><div id='list'>{''.join(items)}</div></body></html>"
    reading = named("generic").read(Page(markup.encode(), "https://stove.example/topic/71", None, datetime(2024, 6, 1, tzinfo=UTC)))
    assert isinstance(reading, ThreadPage)
    return reading


def _item(number: int, before: str, after: str = "") -> str:
    return (
        f'<div class="row" id="p{number}00"><div class="top">{before}</div><div class="row-text"><p>{WORDS[number]}</p>{after}</div></div>'
    )


def test_a_label_before_every_time_is_no_name() -> None:
    said = [_item(number, f"<i>Written</i> <span>{number + 2} May 2024 10:15</span>") for number in range(3)]
    assert [made.post.author for made in _thread(*said).posts] == [None] * 3


def test_the_words_before_the_times_are_the_names() -> None:
    said = [_item(number, f"{name}, <span>{number + 2} May 2024 10:15</span>") for number, name in enumerate(("Ada", "Bo", "Ada"))]
    assert [made.post.author and made.post.author.name for made in _thread(*said).posts] == ["Ada", "Bo", "Ada"]


def test_a_name_glued_to_a_rank_is_none() -> None:
    told = "<div><i>{name}</i><i>{rank}</i></div><span>{day} May 2024 10:15</span>"
    people = (("Ada", "Newcomer"), ("Bo", "Old hand"), ("Cleo", "Newcomer"))
    said = [_item(at, told.format(name=name, rank=rank, day=at + 2)) for at, (name, rank) in enumerate(people)]
    assert [made.post.author for made in _thread(*said).posts] == [None] * 3


def test_a_line_below_every_post_is_no_part_of_them() -> None:
    times = [f'<b class="user">Ada</b> <span>{number + 2} May 2024 10:15</span>' for number in range(3)]
    said = [_item(number, time, "<p>Log in to answer this</p>") for number, time in enumerate(times)]
    assert [made.body.blocks[-1].text for made in _thread(*said).posts] == list(WORDS)


def test_a_printed_day_is_more_than_how_long_ago_it_was() -> None:
    times = [f'<b class="user">Ada</b> <span title="{number} months ago">{number} May 2023 10:15</span>' for number in (2, 3, 4)]
    reading = _thread(*(_item(number, time) for number, time in enumerate(times)))
    assert [made.post.created_at for made in reading.posts] == [f"2023-05-0{number}T10:15:00+00:00" for number in (2, 3, 4)]


def test_the_letter_in_place_of_a_picture_is_no_name() -> None:
    link = '<a href="/u/{0}" class="who">{1}</a>'
    before = link + ' <a href="/u/{0}" class="who">{0}</a> <span>{2} May 2024 10:15</span>'
    said = [_item(at, before.format(name, name[0].upper(), at + 2)) for at, name in enumerate(("ada", "bo", "cleo"))]
    assert [made.post.author and made.post.author.name for made in _thread(*said).posts] == ["ada", "bo", "cleo"]


def test_who_is_named_at_the_picture_only() -> None:
    link = '<a href="/u/{name}" class="who">{name}</a> <span>{day} May 2024 10:15</span>'
    left = '<span class="user-avatar" title="Cleo\'s avatar"></span> <span>4 May 2024 10:15</span>'
    said = [_item(at, link.format(name=name, day=at + 2)) for at, name in enumerate(("ada", "bo"))]
    assert [made.post.author and made.post.author.name for made in _thread(*said, _item(2, left)).posts] == ["ada", "bo", "Cleo"]


def test_the_title_of_the_thread_is_no_name() -> None:
    said = [_item(at, f"<b>{name}</b> wrote this: <span>{at + 2} May 2024 10:15</span>") for at, name in enumerate(("ada", "bo", "cleo"))]
    said[0] = said[0].replace("<b>ada", "<b>My kettle boils over - Stove</b> <b>ada")
    assert [made.post.author and made.post.author.name for made in _thread(*said).posts] == ["ada", "bo", "cleo"]
