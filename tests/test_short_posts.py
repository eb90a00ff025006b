"""Unknown software whose posts are a few words long: found by their times and names, not by how much is written in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.engines import named
from crawler.extract import posts
from crawler.forum import Notice, ThreadPage
from crawler.page import Page

NAMES, SAID = ("ada", "bo", "cy"), ("Knot or hem?", "I hem.", "Neither, I fray it.")


def boxed(n: int) -> str:
    """A post in an element of its own, with a quotation's time inside."""
    edited = "<p><em>Last edited: <time datetime='2026-03-09T09:00:00Z'>9 March</time></em></p>" if n == 0 else ""
    return f"""<article class="entry" id="entry_{n}"><h3><a href="/people/{n}">{NAMES[n]}</a></h3>
<div class="when"><time datetime="2026-03-0{n + 1}T08:00:00Z">March {n + 1}</time></div>
<div class="words"><p>{SAID[n]}</p>{edited}</div></article>"""


def flat(n: int) -> str:
    """A post in two rows of one table, as boards had them in 2003."""
    return f"""<tr><td><b class="username">{NAMES[n]}</b><br>Joined: 02 Jan 2003</td>
<td><span class="details">Posted: Sun Mar 0{n + 1}, 2026 8:00 am</span>
<span class="postbody">{SAID[n]}</span></td></tr>
<tr><td><a href="#top">Back to top</a></td><td><a href="profile.php?u={n}">Profile</a></td></tr>"""


def page(body: str, url: str = "https://looms.example/forum/topic/12-fringes") -> Page:
    html = f"<html><head><title>Fringes - Looms forum</title></head><body class='forum'><h1>Fringes</h1>{body}</body></html>"
    return Page(html.encode(), url, None, datetime(2026, 4, 1, tzinfo=UTC), 200)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("skin", [boxed, flat])
def test_a_few_words_each(skin: object, count: int) -> None:
    assert callable(skin)
    rows = "".join(skin(n) for n in range(count))
    reading = named("generic").read(page(f"<table>{rows}</table>" if skin is flat else rows))
    assert isinstance(reading, ThreadPage)
    found = [(post.author and post.author.name, (post.created_at or "")[:10], post.text) for post in posts(reading)]
    assert [(name, text) for name, _, text in found] == list(zip(NAMES, SAID, strict=True))[:count]
    assert [day for _, day, _ in found] == [f"2026-03-0{n + 1}" for n in range(count)]


@pytest.mark.parametrize(
    ("words", "url", "is_read"),
    [
        ("Less yeast or less warmth?", "https://food.example/forum/baking-3/topic/bread-12/", True),
        ("为什么发不起来？", "https://food.example/forum/thread-12-1-1.html", True),
        ("Less yeast or less warmth?", "https://food.example/news/bread", False),
    ],
)
def test_one_post_alone(words: str, url: str, is_read: bool) -> None:
    body = f"""<div id="post-71" class="post"><a href="/forum/member/profile/4/">ada</a> <i>Nov. 28, 2025, 4:05 p.m.</i>
<div class="post-content"><p>{words}</p></div></div>"""
    reading = named("generic").read(page(body, url))
    assert isinstance(reading, ThreadPage if is_read else Notice)
    if isinstance(reading, ThreadPage):
        assert [(post.post_id, post.author and post.author.name, post.text) for post in posts(reading)] == [("71", "ada", words)]


@pytest.mark.parametrize("kind", ["news", "events"])
def test_lists_of_links_with_days_are_no_posts(kind: str) -> None:
    rows = "".join(
        f"<li class='item'><h3><a href='/{kind}/{n}'>What happened on day {n} of the fair</a></h3> <a href='/people/{n}'>{NAMES[n]}</a> "
        f"<time datetime='2026-03-0{n + 1}'>March {n + 1}</time><p>{SAID[n]}</p></li>"
        for n in range(3)
    )
    reading = named("generic").read(page(f"<ul>{rows}</ul>", f"https://looms.example/{kind}"))
    assert not isinstance(reading, ThreadPage)
