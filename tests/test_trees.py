"""Threaded sites: which post answers which, against the tree that a page was made from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read

TREES = [[0, 1, 2, 1, 2, 3, 3, 1], [0, 1, 1, 1], [0, 1, 2, 3, 4, 1, 2]]
"""How deep each post stands, in the order of the page."""


def parents(depths: list[int]) -> list[int | None]:
    """The place of the post that each one answers."""
    path: list[int] = []
    found: list[int | None] = []
    for at, depth in enumerate(depths):
        del path[depth:]
        found.append(path[-1] if path else None)
        path.append(at)
    return found


def hybrid(depths: list[int]) -> str:
    """Phorum's view of whole messages, moved to the right."""
    messages = "".join(
        f'<a name="msg-{80 + at}"></a><div class="message" style="padding-left: {15 * depth}px;"><div class="generic"><table><tr><td>'
        f'<div class="message-author icon-user">Rill {at}</div><small><strong>Re: Smoke</strong><br />June 12, 2022 09:{10 + at}AM</small>'
        f'</td></tr></table></div><div class="message-body">Alder, said the {at}th.</div></div>'
        for at, depth in enumerate(depths)
    )
    head = '<html><head><title>Smoke</title></head><body><div id="phorum"><div id="page-info"><h1>Smoke</h1></div>'
    return f"{head}{messages}</div></body></html>"


def hacker_news(depths: list[int]) -> str:
    """A comment's page: the comment and what answers it, by images as wide as they are deep."""
    rows = "".join(
        f'<tr class="athing comtr" id="{80 + at}"><td><table border="0"><tr><td class="ind"><img src="s.gif" width="{40 * depth}"></td>'
        f'<td class="default"><div><span class="comhead"><a href="user?id=u{at}" class="hnuser">u{at}</a> <span class="age" '
        f'title="2024-03-02T09:{10 + at}:00"><a href="item?id={80 + at}">on March 2, 2024</a></span></span></div>'
        f'<div class="comment"><div class="commtext c00">Alder, said the {at}th.</div></div></td></tr></table></td></tr>'
        for at, depth in enumerate(depths)
    )
    story = (
        '<table class="fatitem"><tr class="athing submission" id="79"><td class="title"><span class="titleline"><a href="item?id=79">Smoke'
        '</a></span></td></tr><tr><td class="subtext"><span class="score" id="score_79">9 points</span> by <a class="hnuser" '
        'href="user?id=u">u</a> <span class="age" title="2024-03-02T09:00:00"><a href="item?id=79">on March 2</a></span></td></tr></table>'
    )
    return (
        '<html op="item"><head><title>Smoke | Hacker News</title></head><body><center><table id="hnmain"><tr><td>'
        f'{story}<table class="comment-tree">{rows}</table></td></tr></table></center></body></html>'
    )


@pytest.mark.parametrize("depths", TREES)
@pytest.mark.parametrize(
    ("made", "url"),
    [(hybrid, "https://tide.example/phorum/read.php?4,80"), (hacker_news, "https://news.ycombinator.com/item?id=79")],
)
def test_answers_name_what_they_answer(made: Callable[[list[int]], str], url: str, depths: list[int]) -> None:
    reading = read(Page(made(depths).encode(), url))
    assert isinstance(reading, ThreadPage)
    told = {post.post.post_id: post.post.reply_to for post in reading.posts}
    expected = {f"{80 + at}": f"{80 + parent}" if parent is not None else None for at, parent in enumerate(parents(depths))}
    assert {pid: told.get(pid) for pid in expected} == expected


def test_the_threaded_list_of_phorum_tells_what_the_message_answers() -> None:
    depths = [0, 1, 2, 1, 2, 3, 3, 1]
    for shown, parent in enumerate(parents(depths)):
        rows = "".join(
            f'<tr><td class="message-subject-threaded {"current" if at == shown else ""}"><h4 style="padding-left: {15 * depth}px;">'
            f'<a href="https://tide.example/phorum/read.php?4,80{f",{80 + at}" if at else ""}">Re: Smoke</a></h4></td><td>Rill</td>'
            f"<td>05/02/2022 06:{10 + at}PM</td></tr>"
            for at, depth in enumerate(depths)
        )
        message = (
            hybrid([0]).replace('<a name="msg-80"></a>', "").replace("</div></body>", f'<table class="list">{rows}</table></div></body>')
        )
        reading = read(Page(message.encode(), f"https://tide.example/phorum/read.php?4,80,{80 + shown}"))
        assert isinstance(reading, ThreadPage)
        (only,) = reading.posts
        assert (only.post.post_id, only.post.reply_to) == (f"{80 + shown}", None if parent is None else f"{80 + parent}")
