"""Drupal 6: themes that say little of what their parts are."""

from __future__ import annotations

import pytest

from crawler.extract import posts
from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import detect, read

URL = "https://site.example/node/8"
HEAD = '<html><head><title>Bent spade | Tool shed</title><script src="/misc/drupal.js"></script></head><body>'
CRUMBS = '<div class="breadcrumb"><a href="/">Home</a> » <a href="/{0}">Forums</a> » <a href="/{0}/3">Digging</a></div>'
STOCK = """<h1><a href="/">Tool shed</a></h1>{crumbs}<h2 class="with-tabs">Bent spade</h2><div id="node-8" class="node">
<span class="submitted">Sat, 03/13/2010 - 09:10 — <a href="/user/4">ines</a></span>
<div class="content clear-block"><p>Can it be bent back?</p></div></div>
<div id="comments"><a id="comment-21"></a>
<div class="comment odd"><div class="clear-block">
<span class="submitted">Sun, 03/14/2010 - 10:11 —
<a href="/user/6">otto</a></span>
<h3><a href="/node/8#comment-21" class="active">Yes</a></h3>
<div class="content">Heat it first.</div></div></div></div>"""
PLAIN = """<div id="top"><h1>Tool shed</h1></div>{crumbs}<div class="node"><h1>Bent spade</h1>
<div class="submitted">Submitted by ines on Sat, 2010-03-13
09:10</div>
<div class="content"><p>Can it be bent back?</p></div>
<div class="links">login to reply</div></div>
<div class="comment">
<h3 class="title"><a href="/node/8#comment-21">Yes</a></h3>
<div class="submitted">Submitted by otto (not verified) on Sun, 2010-03-14 10:11.</div>
<div class="content">Heat it first.</div></div>"""

UNLINKED = PLAIN.replace('<a href="/node/8#comment-21">Yes</a>', "Yes")
OWN = ("cid-21", "comment-id-21")
"""What themes of a site's own call a comment."""


@pytest.mark.parametrize("forum", ["forum", "?q=forum", "forums"])
@pytest.mark.parametrize("theme", [STOCK, PLAIN, *(UNLINKED.replace('class="comment"', f'class="comment" id="{name}"') for name in OWN)])
def test_a_topic(theme: str, forum: str) -> None:
    reading = read(Page(f"{HEAD}{theme.format(crumbs=CRUMBS.format(forum))}</body></html>".encode(), URL))
    assert isinstance(reading, ThreadPage)
    assert (reading.thread.title, reading.board.id, reading.board.name) == ("Bent spade", "3", "Digging")
    found = posts(reading)
    assert [(post.post_id, post.author and post.author.name, post.text) for post in found] == [
        ("n8", "ines", "Can it be bent back?"),
        ("21", "otto", "Heat it first."),
    ]
    assert [(post.created_at or "")[:16] for post in found] == ["2010-03-13T09:10", "2010-03-14T10:11"]


def test_a_site_of_the_same_software_without_a_forum_is_none_of_its_forums() -> None:
    blog = STOCK.format(crumbs='<div class="breadcrumb"><a href="/">Home</a> » <a href="/blog">Blogs</a></div>')
    engine = detect(Page(f"{HEAD}{blog}</body></html>".encode(), URL))
    assert engine is None or engine.name != "drupal"
