"""Unknown software: members whose names are numbers, the only post of a page, and what stands in the panel beside a post."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.engines.generic.fields.stamps import time_of
from crawler.extract import extract
from crawler.items import Post
from tests.test_reading import WORDS, item, page

MENU = '<div id="top"><a href="/">Home</a> <a href="/find">Find</a> <a href="/new">Today\'s Posts</a></div>'
URL = "https://tower.example/topic.php?id=77"
DAYS = ("3-3-2026 at 10:00", "4-3-2026 at 11:20", "5-3-2026 at 12:40")


def line(name: str, number: int, at: int) -> str:
    """A post whose writer and time stand in a line above it, the member's page known by a number."""
    head = f'<a class="s" href="topic.php?post={at}">#</a> By <a href="user_info.php?uid={number}">{name}</a> <i>Date</i> {DAYS[at]}'
    return f'<div class="pst" id="p{at + 400}"><div class="hd">{head}</div><div class="txt">{WORDS[at]}</div></div>'


def panel(name: str, number: int, at: int) -> str:
    """A post beside the panel of its writer, whose page is known by the name."""
    who = f'<td rowspan="2" class="cell"><font><strong><a href="/member.php?action=show&amp;member={name}">{name}</a></strong></font><br>'
    more = f"<div>Junior Member<br>Posts: {number}<br>Registered: 28-5-2025<br><strong>Mood:</strong> Not Set</div></td>"
    time = f'<td class="cell"><small>posted on {DAYS[at]}</small></td>'
    return f'<tr>{who}{more}{time}</tr><tr><td class="cell"><div class="body">{WORDS[at]}</div></td></tr>'


def read(face: str, names: tuple[str, ...]) -> list[Post]:
    make = {"line": line, "panel": panel}[face]
    posts = "".join(make(name, at + 11, at) for at, name in enumerate(names))
    posts = f"<table>{posts}</table>" if face == "panel" else posts
    foot = "<p>Powered by Rope 1.10.02</p>"
    body = f"<html><head><title>Worn rope - Tower forum</title></head><body>{MENU}<h1>Worn rope</h1>{posts}{foot}</body></html>"
    return extract(body.encode(), URL)


@pytest.mark.parametrize("face", ["line", "panel"])
@pytest.mark.parametrize("names", [("007", "marten", "12345"), ("marten", "007", "stoat")])
def test_a_member_may_be_called_by_a_number(face: str, names: tuple[str, ...]) -> None:
    posts = read(face, names)
    assert [post.author.name if post.author else None for post in posts] == list(names)
    assert [post.text for post in posts] == list(WORDS)


@pytest.mark.parametrize("face", ["line", "panel"])
@pytest.mark.parametrize("name", ["007", "marten"])
def test_the_only_post_of_a_page_is_not_written_by_its_menu(face: str, name: str) -> None:
    (post,) = read(face, (name,))
    assert post.author is not None
    assert (post.author.name, post.text, (post.created_at or "")[:16]) == (name, WORDS[0], "2026-03-03T10:00")


@pytest.mark.parametrize("count", ["<a href='user_info.php?uid=11'>566</a>", "<a href='/u/11/all'>566</a>"])
def test_how_much_somebody_wrote_is_no_name(count: str) -> None:
    head = f'<a href="user_info.php?uid=11">marten</a> wrote {count} posts. {DAYS[0]}'
    found = extract(page(f"<div class='pst'>{head}<div>{WORDS[0]}</div></div>"), URL)
    assert [post.author.name for post in found if post.author] in (["marten"], [])


@pytest.mark.parametrize("names", [("Reply", "007", "12345"), ("2008", "Edit", "Quote")])
def test_members_may_be_called_like_buttons_and_numbers(names: tuple[str, ...]) -> None:
    assert [post.author.name if post.author else None for post in read("line", names)] == list(names)


@pytest.mark.parametrize("note", ["Edited 08 Sep, 2025 13:44", "编辑于 2025-9-8 13:44", "Bearbeitet: 08.09.2025, 13:44"])
def test_when_a_post_was_changed_is_no_part_of_it(note: str) -> None:
    posts = extract(page(item(0) + item(1, f"{WORDS[1]}<div class='m'>{note}</div>") + item(2)), URL)
    assert [post.text for post in posts] == list(WORDS)


@pytest.mark.parametrize("who", ["Sea Otter", "marten"])
def test_who_is_named_above_a_quotation_wrote_that(who: str) -> None:
    quoted = f"<p>{who} wrote:</p><blockquote><p>{WORDS[0]}</p></blockquote><p>{WORDS[1]}</p>"
    first = item(0, who=f'<a class="user" href="/u/5">{who}</a>')
    post = extract(page(first + item(1, quoted) + item(2)), URL)[1]
    assert (post.text, [quote.author for quote in post.quotes]) == (WORDS[1], [who])


LAST = ("2 replies | Last update 2022-04-09", "最后回复 2022-04-09 10:00")


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("views", ["• 3 views", "| 0 collectors"])
def test_a_reply_has_its_own_time_and_not_that_of_the_last_one(last: str, views: str) -> None:
    by = '<a class="user" href="/u/5">{0}</a> at 2022-03-0{1}'
    top = f'<div class="top"><p>{by.format("marten", 1)}\t {views}</p><div class="said">{WORDS[0]}</div></div>'
    said = [f'<div class="text">{words}</div>' for words in WORDS[1:]]
    rest = "".join(f'<div class="reply"><p>{by.format(name, at + 2)}</p>{said[at]}</div>' for at, name in enumerate("ab"))
    posts = extract(page(f"{top}<h3>{last}</h3>{rest}"), URL)
    assert [(post.created_at or "")[:10] for post in posts] == ["2022-03-01", "2022-03-02", "2022-03-03"]


@pytest.mark.parametrize(("text", "shown"), [("at 15 days ago\t\t• 9 views", "15 days ago"), ("3 May 2021 · 10:20", "3 May 2021 · 10:20")])
def test_what_is_said_behind_a_time_is_no_part_of_it(text: str, shown: str) -> None:
    assert time_of(html.fragment_fromstring(f"<i>{text}</i>")) == shown
