"""Unknown software: remarks below questions and answers that a page marks for machines go with these, and none is lost."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.items import Post
from tests.test_reading import WORDS, page

URL = "https://tower.example/77/worn-rope"
KIND = "https://schema.org/"


def scope(kind: str, inner: str, name: str, day: int, words: str, tag: str = "div") -> str:
    """A thing that a page marks: who, when, what; and what stands in it."""
    who = f'<span itemprop="author" itemscope itemtype="{KIND}Person"><a href="/user/{name}"><b itemprop="name">{name}</b></a></span>'
    time = f'<time itemprop="dateCreated" datetime="2022-03-0{day}T10:00:00Z">{day} March</time>'
    said = f'<div itemprop="text">{words}</div>'
    return f'<{tag} itemscope itemtype="{KIND}{kind}">{who} {time} {said}{inner}</{tag}>'


def read(tag: str, more: str) -> list[Post]:
    remark = [scope("Comment", "", name, day, words, tag) for name, day, words in (("007", 4, "Which knot?"), ("stoat", 5, "A bowline."))]
    asked = scope("Question", f"<div>{remark[0]}{more}</div>", "marten", 1, WORDS[0])
    answers = scope("Answer", f"<div>{remark[1]}</div>", "plover", 2, WORDS[1]) + scope("Answer", "", "007", 3, WORDS[2])
    return extract(page(f'<div itemscope itemtype="{KIND}QAPage">{asked}{answers}</div>'), URL)


@pytest.mark.parametrize("tag", ["div", "li"])
@pytest.mark.parametrize("more", ["", '<a href="?show=9">show 3 more comments</a>', "<button>+2 comments</button>"])
def test_remarks_go_with_what_they_are_about(tag: str, more: str) -> None:
    posts = read(tag, more)
    assert [post.text for post in posts] == list(WORDS)
    assert [post.author.name if post.author else None for post in posts] == ["marten", "plover", "007"]
    below = [[(one.author and one.author.name, one.created_at, one.text) for one in post.comments] for post in posts]
    assert below == [[("007", "2022-03-04T10:00:00+00:00", "Which knot?")], [("stoat", "2022-03-05T10:00:00+00:00", "A bowline.")], []]
    assert [post.lacks for post in posts[:1] if post.lacks] == ([["comments"]] if more else [])
