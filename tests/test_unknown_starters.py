"""Names and times of unknown software's pages that are another's, or stand in another place; each kind with two faces."""

from __future__ import annotations

import re

import pytest

from crawler.dates.spot import date_in
from crawler.engines.generic.fields.people import as_name
from crawler.extract import extract
from tests.test_reading import NAMES, URL, WORDS, authors, item, page, thread


def _times(body: str) -> list[str]:
    return [(post.created_at or "")[:10] for post in extract(page(body), URL)]


def _dated(body: str) -> str:
    return re.sub(r'<time datetime="([\d-]+)T([\d:]+)Z">x</time>', r"<time>\1 \2</time>", body)


@pytest.mark.parametrize(
    "head",
    [
        '<h1>Worn rope</h1><div class="meta"><a href="/u/9">curlew</a><span>2022-02-27 17:58</span></div>',
        '<div class="top"><h2><span>Worn rope</span></h2><p>Started by <a href="/u/9">curlew</a>, '
        '<time datetime="2022-02-27T17:58:00Z">x</time></p></div>',
    ],
)
@pytest.mark.parametrize(
    "below", ["", '<div class="comments"><a href="/u/3">wren</a> <time datetime="2022-02-28T09:00:00Z">x</time> Yes.</div>']
)
def test_who_began_a_thread_is_named_under_its_title_where_the_opening_post_names_nobody(head: str, below: str) -> None:
    first = f'<div class="reply" id="r39"><div class="reply-text">The bell is silent since the rope has worn through.</div>{below}</div>'
    found = extract(page(first + thread(), head=head), URL)
    assert (found[0].author and found[0].author.name, (found[0].created_at or "")[:10]) == ("curlew", "2022-02-27")
    assert authors(found)[-3:] == [*NAMES]


@pytest.mark.parametrize(
    "last",
    [
        'last post by <a href="/u/3">wren</a> <time datetime="2022-03-09T09:00:00Z">x</time>',
        '最后由 <a href="/u/3">wren</a> 回复于 <span title="2022-03-09 09:00">5 天前</span>',
    ],
)
def test_who_wrote_last_and_when_is_said_of_the_thread(last: str) -> None:
    first = item(0).replace('<div class="reply" id="r40">', f'<div class="reply" id="r40"><header><p>{last}</p></header>')
    found = extract(page(first + item(1) + item(2)), URL)
    assert [(post.created_at or "")[:10] for post in found] == ["2022-03-01", "2022-03-02", "2022-03-03"]
    assert authors(found) == [*NAMES]


@pytest.mark.parametrize("event", ["<b>wren</b> pinned this", "关闭了主题"])
def test_the_time_of_what_happened_between_two_posts_is_not_the_next_ones(event: str) -> None:
    between = f'<div class="event">{event} <time datetime="2022-03-02T20:00:00Z">x</time></div>'
    assert _times(item(0) + item(1) + between + item(2)) == ["2022-03-01", "2022-03-02", "2022-03-03"]


@pytest.mark.parametrize("label", ["Liked by: ", "赞同来自: "])
def test_whom_a_post_pleased_did_not_write_it(label: str) -> None:
    who = '<p><a class="user" href="/u/{id}">{name}</a></p><p>' + label + '<a class="user" href="/u/99">wren</a></p>'
    unsigned = "<p>" + label + '<a class="user" href="/u/99">wren</a></p>'
    assert authors(extract(page(item(0, who=who) + item(1, who=unsigned) + item(2, who=who)), URL)) == ["marten", None, "stoat"]


@pytest.mark.parametrize(
    "who",
    [
        '<h3 class="guest row2"><span><a href="#9">#2</a></span>Sparks</h3>',
        '<h3 class="row2 deleted"><a href="#9">#2</a> Sparks <i></i></h3>',
    ],
)
def test_a_guest_is_named_where_members_are_linked_beside_the_posts_number(who: str) -> None:
    linked = '<h3 class="row2"><span><a href="#9">#1</a></span><span class="author"><a class="user" href="/u/{id}">{name}</a></span></h3>'
    assert authors(extract(page(item(0, who=linked) + item(1, who=who) + item(2, who=linked)), URL)) == ["marten", "Sparks", "stoat"]


@pytest.mark.parametrize("cut", ["Stoat of the ...", "Stoat of…"])
@pytest.mark.parametrize(
    "who", ['<a class="user" href="/u/8" title="{whole}">{cut}</a>', '<p class="user-name"><a href="/u/8" title="{whole}">{cut}</a></p>']
)
def test_a_name_that_the_page_cut_is_whole_in_its_title(who: str, cut: str) -> None:
    last = item(2, who=who.format(whole="Stoat of the North Tower", cut=cut))
    named = who.format(whole="x", cut="{name}")
    assert authors(extract(page(item(0, who=named) + item(1, who=named) + last), URL))[-1] == "Stoat of the North Tower"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("1 year, 3 months ago", 0),
        ("posted 2 days and 4 hours ago", 7),
        ("23 小时 14 分钟前", 0),
        ("12 replies, 4 hours ago", 12),
        ("版本 3 14 分钟前", 5),
    ],
)
def test_how_long_ago_begins_with_its_largest_unit(text: str, start: int) -> None:
    assert date_in(text) == start


@pytest.mark.parametrize(
    "side", ['<h3>Started by</h3><dl><dd><a href="/u/5">marten</a></dd></dl>', '<b>发起人:</b> <a href="/u/5">marten</a>']
)
def test_who_began_a_thread_is_named_at_its_side_where_the_opening_post_names_nobody(side: str) -> None:
    body = _dated(item(0, who="") + item(1) + item(2))
    assert authors(extract(page(f'{body}<div class="box">{side}</div>'), URL)) == [*NAMES]


@pytest.mark.parametrize(
    "side",
    ['<h3>Online</h3><a href="/u/5">marten</a>', '<b>Topic starter</b><a href="/u/5">marten</a><b>Asked by</b><a href="/u/8">wren</a>'],
)
def test_no_other_name_at_the_side_is_the_opening_posts(side: str) -> None:
    body = _dated(item(0, who="") + item(1) + item(2))
    assert authors(extract(page(f'{body}<div class="box">{side}</div>'), URL))[0] is None


@pytest.mark.parametrize(
    ("shown", "name"), [("獾 该用户已被删除", "獾"), ("匿名该用户匿名发帖", None), ("积分", None), ("水獭 石桥", "水獭 石桥")]
)
def test_what_became_of_a_member_is_no_part_of_the_name(shown: str, name: str | None) -> None:
    assert as_name(shown) == name


@pytest.mark.parametrize("label", ["积分", "Points"])
def test_what_a_member_has_of_something_is_no_name(label: str) -> None:
    who = '<p><a class="user" href="/u/{id}">{name}</a></p><dl><dt>' + label + '</dt><dd><a class="user" href="/u/{id}">12</a></dd></dl>'
    unnamed = "<dl><dt>" + label + '</dt><dd><a class="user" href="/u/5">12</a></dd></dl>'
    assert authors(extract(page(item(0, who=who) + item(1, who=unnamed) + item(2, who=who)), URL)) == ["marten", None, "stoat"]


@pytest.mark.parametrize("line", ["wren · 23 hours ago · 5462 clicks", "wren | 23 hours ago, 12 replies"])
def test_how_long_ago_ends_before_the_next_figure(line: str) -> None:
    first = item(0).replace('<time datetime="2022-03-01T10:00:00Z">x</time>', f"<small>{line}</small>")
    assert extract(page(first + item(1) + item(2)), URL)[0].created_at is not None


@pytest.mark.parametrize("guest", ["<i>Anonymous</i>", "Guest"])
def test_posts_of_bare_text_are_parted_at_the_lines_of_guests_and_of_todays_posts_too(guest: str) -> None:
    people = [
        ("marten", "2022-3-5 19:20"),
        (guest, "2022-3-5 20:01"),
        ("stoat", "2022-3-5 21:01"),
        ("wren", '<span title="2022-3-6 07:30">x</span>'),
    ]
    words = [*WORDS, "Then bring it along and we shall see."]
    posts = (f'<p class="author"><strong>{who}</strong> posted {at}</p>{said}' for (who, at), said in zip(people, words, strict=True))
    assert [post.text for post in extract(page(f"<div>{''.join(posts)}</div>"), URL)] == words
