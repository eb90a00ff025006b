"""Threaded sites: which post answers which, against the tree that a page was made from."""

from __future__ import annotations

import json
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


def nested(depths: list[int], comment: Callable[[int], str], listed: str) -> str:
    """Comments in lists in each other; ``comment`` is one with ``{}`` for the list of its answers, ``listed`` a list."""
    answers: list[list[str]] = [[] for _ in depths]
    roots: list[str] = []
    for at, parent in reversed(list(enumerate(parents(depths)))):
        made = comment(at).replace("{}", listed.replace("{}", "".join(answers[at])))
        (roots if parent is None else answers[parent]).insert(0, made)
    return listed.replace("{}", "".join(roots))


def lobsters(depths: list[int]) -> str:
    def comment(at: int) -> str:
        return (
            f'<li class="comments_subtree"><div id="c_{80 + at}" data-shortid="{80 + at}" class="comment"><div class="details"><div '
            f'class="byline"><a href="/~u{at}">u{at}</a> <a href="/c/{80 + at}"><time datetime="2024-03-02 09:{10 + at}:00">then</time></a>'
            f'</div><div class="comment_text"><p>Alder, said the {at}th.</p></div></div></div>{{}}</li>'
        )

    story = (
        '<ol class="stories list"><li id="story_79" data-shortid="79" class="story"><div class="story_liner"><span class="link"><a class='
        '"u-url" href="/x">Smoke</a></span><div class="byline"><a class="u-author" href="/~u">u</a> <time datetime="2024-03-02 '
        '09:00:00">then</time><span class="comments_label"><a href="/s/79/smoke">comments</a></span></div></div></li></ol>'
    )
    tree = nested(depths, comment, '<ol class="comments">{}</ol>')
    return f"<html><head><title>Smoke</title></head><body><div id='inside'>{story}<li id='story_comments'>{tree}</li></div></body></html>"


def reddit(depths: list[int]) -> str:
    """The old pages: answers in a box of their own within the comment."""

    def comment(at: int) -> str:
        name = f"{80 + at}"
        return (
            f'<div class="thing comment" id="thing_t1_{name}" data-fullname="t1_{name}" data-type="comment" data-author="u{at}"><div class='
            f'"entry"><p class="tagline"><a class="author" href="/user/u{at}">u{at}</a> <time datetime="2024-03-02T09:{10 + at}:00Z">1d'
            f'</time></p><div class="usertext-body"><div class="md">Alder, the {at}th.</div></div></div><div class="child">{{}}</div></div>'
        )

    opening = (
        '<div class="thing link self" id="thing_t3_79" data-fullname="t3_79" data-type="link" data-author="u" data-subreddit="smoke" '
        'data-permalink="/r/smoke/comments/79/smoke/"><div class="entry"><p class="title"><a class="title" href="/r/smoke/comments/79/">'
        'Smoke</a></p><p class="tagline"><time datetime="2024-03-02T09:00:00+00:00">a day</time></p></div></div>'
    )
    tree = nested(depths, comment, '<div class="sitetable listing">{}</div>')
    head = '<html><head><title>Smoke : smoke</title><link rel="stylesheet" href="//www.redditstatic.com/reddit.css"></head><body>'
    return f'{head}<div class="content"><div id="siteTable">{opening}</div><div class="commentarea">{tree}</div></div></body></html>'


def drawn_reddit(depths: list[int]) -> str:
    """The pages of today: all comments behind each other, each names the one above it, the first ones the post."""

    def above(at: int) -> str:
        parent = parents(depths)[at]
        return "t3_79" if parent is None else f"t1_{80 + parent}"

    comments = "".join(
        f'<shreddit-comment author="u{at}" thingid="t1_{80 + at}" parentid="{above(at)}" depth="{depth}"><div slot='
        f'"commentMeta"><time datetime="2024-03-02T09:{10 + at}:00Z">1d</time></div><div slot="comment"><p>Alder, the {at}th.</p></div>'
        "</shreddit-comment>"
        for at, depth in enumerate(depths)
    )
    opening = (
        '<shreddit-post permalink="/r/smoke/comments/79/" id="t3_79" post-title="Smoke" post-type="text" author="u" '
        'subreddit-name="smoke" created-timestamp="2024-03-02T09:00:00.000000+0000"><h1 slot="title">Smoke</h1></shreddit-post>'
    )
    return f"<html><head><title>Smoke</title></head><body><shreddit-app>{opening}{comments}</shreddit-app></body></html>"


def lemmy(depths: list[int]) -> str:
    """An answer of the API: each comment's path names all above it; here the newest are first."""
    above = parents(depths)

    def path(at: int | None) -> str:
        return "0" if at is None else f"{path(above[at])}.{80 + at}"

    post = {
        "id": 79,
        "name": "Smoke",
        "creator_id": 1,
        "community_id": 2,
        "published": "2024-03-02T09:00:00Z",
        "ap_id": "https://l.example/post/79",
    }
    comments = [
        {
            "comment": {"id": 80 + at, "creator_id": 9, "post_id": 79, "content": f"Alder, said the {at}th.", "path": path(at),
                        "published": f"2024-03-02T09:{10 + at}:00Z", "ap_id": f"https://l.example/comment/{80 + at}"},
            "creator": {"id": 9, "name": "u", "actor_id": "https://l.example/u/u"},
            "post": post,
            "community": {"id": 2, "name": "smoke", "title": "Smoke", "actor_id": "https://l.example/c/smoke"},
            "counts": {"comment_id": 80 + at, "score": 1, "child_count": 0},
        }
        for at in range(len(depths))
    ]  # fmt: skip
    return json.dumps({"comments": comments[::-1]})


@pytest.mark.parametrize("depths", TREES)
@pytest.mark.parametrize(
    ("made", "url"),
    [
        (hybrid, "https://tide.example/phorum/read.php?4,80"),
        (hacker_news, "https://news.ycombinator.com/item?id=79"),
        (lobsters, "https://lobste.rs/s/79/smoke"),
        (reddit, "https://old.reddit.com/r/smoke/comments/79/smoke/"),
        (drawn_reddit, "https://www.reddit.com/r/smoke/comments/79/smoke/"),
        (lemmy, "https://l.example/api/v3/comment/list?post_id=79&limit=50"),
    ],
)
def test_answers_name_what_they_answer(made: Callable[[list[int]], str], url: str, depths: list[int]) -> None:
    """A comment on the opening post answers nobody else: it names no parent."""
    body = made(depths).encode()
    reading = read(Page(body, url, {"content-type": "application/json"} if body.startswith(b"{") else {}))
    assert isinstance(reading, ThreadPage)
    assert {post.post.engine for post in reading.posts} != {"generic"}
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
