"""Kinds of unknown forums: posts in numbered boxes, openings before replies, names and titles of old boards; each kind with two faces."""

from __future__ import annotations

import pytest

from crawler.engines import named
from crawler.forum import Notice, ThreadPage
from crawler.page import Page


def read(body: str, title: str = "Warm cellar - Root forum", url: str = "https://root.example/topic/12") -> ThreadPage:
    page = Page(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), url)
    reading = named("generic").read(page)
    assert isinstance(reading, ThreadPage), reading
    return reading


def texts(reading: ThreadPage) -> list[str]:
    return ["\n".join(block.text for block in made.body.blocks) for made in reading.posts]


def names(reading: ThreadPage) -> list[str | None]:
    return [made.post.author and made.post.author.name for made in reading.posts]


ROWS = (
    '<div id="post_{id}" class="plain"><div class="by"><a href="/user/{name}">{name}</a></div><div class="at">2024-04-0{n} 08:00</div>'
    '<div class="inner-text">{words}</div></div>'
)
CELLS = (
    '<table id="msg-{id}"><tr><td class="c"><a href="/member/{name}">{name}</a></td><td class="d"><em>2024-04-0{n} 08:00</em>'
    '<div id="msg-text-{id}" class="e">{words}</div></td></tr></table>'
)


@pytest.mark.parametrize("face", [ROWS, CELLS])
def test_posts_of_few_words_are_told_by_the_numbers_of_their_boxes(face: str) -> None:
    said = ("Too warm?", "Yes.", "Then open it.")
    body = "".join(face.format(id=400 + n, name=f"Person{n}", n=n, words=words) for n, words in enumerate(said, 1))
    reading = read(f"<h1>Warm cellar</h1><div>{body}</div>")
    assert texts(reading) == list(said)
    assert names(reading) == ["Person1", "Person2", "Person3"]
    assert [made.post.post_id for made in reading.posts] == ["401", "402", "403"]


@pytest.mark.parametrize("stem", ["thread_", "product-"])
def test_numbered_boxes_that_lead_to_pages_of_their_own_are_no_posts(stem: str) -> None:
    row = '<div id="{stem}{n}"><a href="/x/{n}-a-name">A page of its own, {n}</a> <a href="/user/a">Ada</a> <i>2024-04-0{n}</i></div>'
    body = "".join(row.format(stem=stem, n=n) for n in range(1, 6))
    page = Page(f"<html><head><title>Shop</title></head><body>{body}</body></html>".encode(), "https://shop.example/shelf")
    assert not isinstance(named("generic").read(page), ThreadPage)


LEADS = {
    "article": '<article class="topic"><div class="head"><a href="/user/Ada">Ada</a> <time>2024-04-01 08:00</time></div>'
    '<h1>Warm cellar</h1><div class="topic-content"><p>Too warm?</p></div></article>',
    "box": '<div class="box"><h1>Warm cellar</h1><small>By <a href="/user/Ada">Ada</a> at 2024-04-01 08:00</small>'
    '<div class="inner"><div class="topic_content">Too warm?</div></div></div>',
}


@pytest.mark.parametrize("lead", LEADS)
def test_the_post_that_replies_answer_is_one_however_short(lead: str) -> None:
    reply = (
        '<div class="reply-item"><a class="reply-name" href="/user/{name}">{name}</a> <time>2024-04-0{n} 09:00</time>'
        '<div class="reply-content"><p>{words}</p></div></div>'
    )
    said = ("Open the hatch over night, and shut it in the morning.", "Ours has two hatches, one of them low, and stays at eight.")
    replies = "".join(reply.format(name=f"Person{n}", n=n, words=words) for n, words in enumerate(said, 2))
    reading = read(f"{LEADS[lead]}<div class='replies'>{replies}</div>")
    assert texts(reading) == ["Too warm?", *said]
    assert names(reading) == ["Ada", "Person2", "Person3"]


POST = '<div class="post-row"><b class="user-name">{name}</b> <i>2024-04-0{n} 08:00</i><div class="post-text">{words}</div></div>'
LONG = ("The cellar stays at fourteen degrees even in the winter.", "Open the hatch over night, and shut it in the morning.")


def two(second: str, first: str = LONG[0]) -> ThreadPage:
    return read(
        "<h1>Warm cellar</h1>" + "".join(POST.format(name=f"Person{n}", n=n, words=words) for n, words in ((1, first), (2, second)))
    )


@pytest.mark.parametrize(
    ("heading", "who"),
    [
        ("Quote from: Ada on April 01, 2024, 08:00:00 AM", "Ada"),
        ("引用 1 楼 石头 的回复:", "石头"),
        ("Quote:", None),
    ],
)
def test_the_heading_above_a_quotation_belongs_to_it(heading: str, who: str | None) -> None:
    made = two(f"<div>{heading}</div><blockquote>{LONG[0]}</blockquote>{LONG[1]}").posts[1]
    assert [(quote.author, quote.text) for quote in made.body.quotes] == [(who, LONG[0])]
    assert [block.text for block in made.body.blocks if block.type == "paragraph"] == [LONG[1]]


@pytest.mark.parametrize("heading", ["Code:", "Code: [Select]", "代码："])
def test_the_heading_of_code_is_nobodys_words(heading: str) -> None:
    made = two(f"{LONG[1]}<div>{heading}</div><pre>low = 8\nhigh = 12</pre>").posts[1]
    assert [block.text for block in made.body.blocks if block.type == "paragraph"] == [LONG[1]]


def test_a_line_that_only_begins_like_a_heading_stays() -> None:
    words = "Code: I have none for it, but this is what the thermometer said."
    made = two(f"{LONG[1]}<div>{words}</div><pre>low = 8</pre>").posts[1]
    assert words in [block.text for block in made.body.blocks]


@pytest.mark.parametrize(
    ("title", "home"),
    [
        ("Root cellar - Warm cellar", '<div><a href="/cgi/board.pl">Root cellar</a> › Warm cellar</div>'),
        ("Root cellar &gt; Warm cellar", '<h1><a href="/cgi/index.php">Root cellar</a></h1><p>Warm cellar</p>'),
    ],
)
def test_the_sites_name_before_the_title_is_no_part_of_it(title: str, home: str) -> None:
    posts = "".join(POST.format(name=f"Person{n}", n=n, words=words) for n, words in enumerate(LONG, 1))
    reading = read(home + posts, title, "https://root.example/cgi/board.pl?topic=12")
    assert reading.thread.title == "Warm cellar"


@pytest.mark.parametrize("when", ["Mar 2<sup>nd</sup>, 2024 at 10:15am", "<b>Mar 2</b><sup>nd</sup>, 2024 at 10:15am"])
def test_a_time_with_a_raised_ending_keeps_its_year(when: str) -> None:
    posts = "".join(
        POST.format(name=f"Person{n}", n=n, words=words).replace(f"<i>2024-04-0{n} 08:00</i>", f"<div class='small'>{when}</div>")
        for n, words in enumerate(LONG, 1)
    )
    assert {(made.post.created_at or "")[:16] for made in read(f"<h1>Warm cellar</h1>{posts}").posts} == {"2024-03-02T10:15"}


def test_a_page_of_an_article_and_its_menu_stays_none() -> None:
    body = '<article><h1>Cellars</h1><div class="content"><p>How we build them, and what they cost.</p></div></article>'
    page = Page(f"<html><head><title>Cellars</title></head><body>{body}</body></html>".encode(), "https://root.example/cellars")
    assert isinstance(named("generic").read(page), Notice)
