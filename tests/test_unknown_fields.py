"""Names, times and quotations of unknown software's posts where the usual places do not tell them; each kind with two faces."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from crawler.engines.generic.fields.beside import name_before
from crawler.extract import extract
from tests.test_reading import NAMES, URL, WORDS, authors, item, page, thread

TIMES = ["2022-03-01", "2022-03-02", "2022-03-03"]


def _posts(form: str) -> str:
    return "".join(
        form.format(name=name, words=words, at=at, id=at + 40) for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    )


@pytest.mark.parametrize(
    "heading",
    [
        "<b>plover wrote:</b>",
        "plover 发表于 2022-03-02 10:00 原帖",
        "Posted by: @plover",
        "<i>Quote:</i> plover said on 2 March 2022, 10:00:",
    ],
)
def test_words_of_an_earlier_post_below_a_speakers_line_are_a_quotation(heading: str) -> None:
    answer = f"<p>{heading}</p><p>{WORDS[1][:40]}</p><p>{WORDS[2]}</p>"
    last = extract(page(item(0) + item(1) + item(2, answer)), URL)[-1]
    assert (last.text, [quote.author for quote in last.quotes]) == (WORDS[2], ["plover"])


@pytest.mark.parametrize("line", ["Here the old sexton wrote tide0027x.", "On the beam somebody posted no 12 of the list"])
def test_a_sentence_with_a_number_is_no_head_of_the_words_below_that_an_earlier_post_has_too(line: str) -> None:
    last = extract(page(item(0) + item(1) + item(2, f"<p>{line}</p><p>{WORDS[1][:40]}</p>")), URL)[-1]
    assert (last.text, last.quotes) == (f"{line}\n{WORDS[1][:40]}", [])


@pytest.mark.parametrize("line", ["plover wrote:", "This is what the sexton said:"])
def test_words_that_no_post_holds_are_the_writers(line: str) -> None:
    last = extract(page(item(0) + item(1) + item(2, f"<p>{line}</p><p>Never wet the hemp.</p>")), URL)[-1]
    assert last.text == f"{line}\nNever wet the hemp."


@pytest.mark.parametrize(
    "form",
    [
        '<div class="post" id="p{id}"><p><cite>{name}</cite> 2022-3-{at} 10:15</p><div class="post-text"><h3></h3>{words}</div></div>',
        '<div class="post" id="p{id}"><div class="post-profile"></div><p><strong>{name}</strong> &raquo; 0{at} Mar 2022 10:15</p>'
        '<div class="post-text">{words}</div></div>',
    ],
)
def test_a_place_called_after_people_without_names_hides_no_name(form: str) -> None:
    assert authors(extract(page(_posts(form)), URL)) == list(NAMES)


@pytest.mark.parametrize(
    "below", ['<a class="file" title="1 March 2022 08:00">plan</a>', '<time datetime="2022-03-01T08:00:00Z">edit</time>']
)
def test_the_time_above_a_body_is_the_posts_and_one_below_is_a_files(below: str) -> None:
    form = (
        '<div class="post" id="p{id}"><a href="/u/{id}">{name}</a> <span>2022-03-0{at} 10:15</span><div class="post-text">{words}</div>'
        + (below + "</div>")
    )
    assert [(post.created_at or "")[:16] for post in extract(page(_posts(form)), URL)] == [f"{day}T10:15" for day in TIMES]


@pytest.mark.parametrize(
    "head", ['<b><a class="l" href="/u/{id}">{name}</a></b>', '<p><a href="/members/{name}.{id}/">{name}</a> <i>bell ringer</i></p>']
)
def test_the_name_at_the_start_of_a_body_is_no_part_of_it(head: str) -> None:
    form = (
        '<div class="post" id="p{id}"><small>2022-03-0{at} 10:15</small><a href="/u/{id}" class="avatar"></a><div class="inner">'
        + head
        + '<div class="w">{words}</div></div></div>'
    )
    posts = extract(page(_posts(form)), URL)
    assert authors(posts) == list(NAMES)
    assert [post.text for post in posts] == list(WORDS)


STATE = {
    "data": [
        {"id": str(at), "attributes": {"contentHtml": f"<p>{words}</p>", "createdAt": f"{day}T10:15:00Z"}}
        for at, (words, day) in enumerate(zip(WORDS, TIMES, strict=True))
    ]
}
GRAPH = {
    "@type": "DiscussionForumPosting",
    "comment": [{"@type": "Comment", "text": words, "dateCreated": f"{day}T10:15:00Z"} for words, day in zip(WORDS, TIMES, strict=True)],
}


@pytest.mark.parametrize(("kind", "data"), [("application/json", STATE), ("application/ld+json", GRAPH)])
def test_times_that_only_the_pages_data_has(kind: str, data: dict[str, object]) -> None:
    posts = "".join(
        f'<article class="post"><h3 class="user">{name}</h3><div class="body">{words}</div></article>'
        for name, words in zip(NAMES, WORDS, strict=True)
    )
    found = extract(page(posts + f'<script type="{kind}">{json.dumps(data)}</script>'), URL)
    assert [(post.created_at or "")[:16] for post in found] == [f"{day}T10:15" for day in TIMES]
    assert all("created_at" in (post.inferred or ()) for post in found)


@pytest.mark.parametrize("other", ["{} And that is the whole story of the summer.", "As somebody said here before: {}"])
def test_words_that_are_only_part_of_others_lend_no_time(other: str) -> None:
    short = ("Not in the winter.", "All in the winter.", "Or in the spring.")
    posts = "".join(
        f'<article class="post"><h3 class="user">{name}</h3><div class="body">{words}</div></article>'
        for name, words in zip(NAMES, (*WORDS[:2], short[0]), strict=True)
    )
    data = {"data": [{"contentHtml": other.format(words), "createdAt": "2022-03-01T10:15:00Z"} for words in short]}
    found = extract(page(posts + f'<script type="application/json">{json.dumps(data)}</script>'), URL)
    assert [post.created_at for post in found] == [None] * len(found)
    assert found


@pytest.mark.parametrize(
    "stamp", ['<b class="when"><i class="v" title="2022-03-0{at}T10:15:00+0000"></i>hours ago</b>', "<b>0{at} Mar 2022 10:15</b>"]
)
def test_marked_posts_with_an_unmarked_time(stamp: str) -> None:
    form = (
        '<div itemscope itemtype="https://schema.org/Answer"><i itemprop="author">{name}</i> '
        + stamp
        + '<div itemprop="text">{words}</div></div>'
    )
    html = page(f'<div itemscope itemtype="https://schema.org/Question"><p itemprop="text">{WORDS[0]} Why?</p></div>{_posts(form)}')
    assert [(post.created_at or "")[:16] for post in extract(html, URL)][1:] == [f"{day}T10:15" for day in TIMES]


@pytest.mark.parametrize("line", ["<p>Answered by {name} on {day} March 2022</p>", "<br>— {name}, {day} March 2022"])
def test_a_line_below_the_words_that_says_who_wrote_them(line: str) -> None:
    posts = "".join(
        f"<div>{words}{line.format(name=name, day=at)}</div>" for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    )
    found = extract(page(posts), "https://tower.example/question/77")
    assert (authors(found), [post.text for post in found]) == (list(NAMES), list(WORDS))
    assert [(post.created_at or "")[:10] for post in found] == TIMES


def test_a_thread_that_says_nothing_twice_is_read_as_before() -> None:
    assert [post.text for post in extract(page(thread()), URL)] == list(WORDS)


@pytest.mark.parametrize("day", ["Montag", "mié.", "вторник", "月曜日", "수요일", "Wednesday"])
def test_a_day_of_the_week_before_a_time_is_nobody(day: str) -> None:
    node = etree.fromstring(f"<p><b>{day}</b> <time>3 March 2022</time></p>")
    assert name_before(node[1], None) is None
    node[0].text = "Ada"
    assert name_before(node[1], None) == "Ada"


@pytest.mark.parametrize("name", ["Olav", "Lala", "Omo"])
def test_a_name_made_of_the_letters_of_small_words_is_one(name: str) -> None:
    node = etree.fromstring(f"<p><b>{name}</b> on <time>3 March 2022</time></p>")
    assert name_before(node[1], None) == name


@pytest.mark.parametrize("words", ["o" * 60 + "!x", "on at " * 10 + "!x"])
def test_endless_small_words_before_a_time_are_nobody(words: str) -> None:
    """They took time that doubles with each: sixty never ended."""
    node = etree.fromstring(f"<p>{words} 3 March 2022</p>")
    assert name_before(node, node.text) is None


@pytest.mark.parametrize("end", ["<p>________________</p>{picture}", "<p>Reply</p><p>Quote</p>{picture}"])
def test_a_picture_below_the_end_of_a_post_goes_with_it(end: str) -> None:
    """Under a signature's line, and under buttons that no markup parts from the words."""
    form = '<div class="post"><b class="user">{name}</b> <i>2022-03-0{at} 10:00</i><div class="content"><p>{words}</p>'
    body = _posts(form + end.replace("{picture}", '<p><img src="/u/flag.jpg" width="300" height="200"></p><p>Ahoy</p>') + "</div></div>")
    found = extract(f"<html><head><title>A rope - Sea forum</title></head><body>{body}</body></html>".encode(), URL)
    assert [(post.text, post.images) for post in found] == [(words, []) for words in WORDS]


@pytest.mark.parametrize(
    "panel",
    [
        "<dl><dd><strong>Founded:</strong> Oct 05, 201{at}</dd></dl><p>by {name} <strong>»</strong> Tue Mar 0{at}, 2022 5:58 am</p>",
        '<span class="when">May 15, 201{at}</span><b class="user">{name}</b><span class="when">Mar {at}, 2022, 10:22 pm</span>',
    ],
)
def test_the_date_of_a_member_s_panel_is_no_time_of_a_post(panel: str) -> None:
    """Both stand in elements of one kind; the post's has a clock."""
    body = _posts('<div class="post"><a href="/user/{at}" class="username">{name}</a>' + panel + '<div class="content">{words}</div></div>')
    found = extract(f"<html><head><title>A rope - Sea forum</title></head><body>{body}</body></html>".encode(), URL)
    assert [(post.created_at or "")[:10] for post in found] == TIMES


@pytest.mark.parametrize("called", ["RichText RichText--user", "user-text"])
def test_bodies_called_after_users_are_texts_where_names_and_times_stand_beside_them(called: str) -> None:
    form = '<article><h3><a href="/u/{at}">{name}</a></h3> <time>2022-03-0{at} 10:00</time>'
    said = [f"{words} And then {words.lower()} Nobody had seen it before, so we wrote it down at once." for words in WORDS]
    body = "".join(
        form.format(name=name, at=at) + f'<div class="{called}"><p>{words}</p></div></article>'
        for at, (name, words) in enumerate(zip(NAMES, said, strict=True), 1)
    )
    found = extract(f"<html><head><title>A rope - Sea forum</title></head><body>{body}</body></html>".encode(), URL)
    assert (authors(found), [post.text for post in found]) == (list(NAMES), said)
