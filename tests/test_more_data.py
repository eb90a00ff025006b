"""Posts that are data: answers of interfaces that nobody described, and answers that a page keeps in its scripts."""

from __future__ import annotations

import json

import pytest

from crawler.extract import posts, reading_of
from crawler.forum import Notice, ThreadPage

SAID = [("Merel", "Has the rope of the bell worn through again?"), ("Putter", "Splice it with hemp."), ("Gaai", "I have some left over.")]


def entries(**keys: str) -> list[dict[str, object]]:
    """Three posts of which each answers the one before, with other names for their fields."""
    return [
        {
            keys.get("id", "id"): 900 + n,
            keys.get("parent", "parentId"): 899 + n if n else None,
            keys.get("author", "author"): {"name": who},
            keys.get("created", "createdAt"): f"2018-05-1{n + 2}T08:14:00Z",
            keys.get("body", "body"): says,
        }
        for n, (who, says) in enumerate(SAID)
    ]


ANSWERS = {
    "nested": {"data": {"thread": {"id": 41, "title": "Worn rope", "comments": entries()}}},
    "flat": {
        "topic": {"subject": "Worn rope"},
        "posts": entries(id="post_id", parent="reply_to", author="user", created="post_date", body="text"),
    },
}


@pytest.mark.parametrize("face", ANSWERS)
def test_an_answer_of_an_unknown_interface(face: str) -> None:
    reading = reading_of(json.dumps(ANSWERS[face]).encode(), "https://a.example/api/thread/41")
    assert isinstance(reading, ThreadPage)
    assert (reading.thread.id, reading.thread.title) == ("41", "Worn rope")
    found = posts(reading)
    assert [(post.author and post.author.name, post.text) for post in found] == SAID
    assert [post.reply_to for post in found] == [None, "900", "901"]


@pytest.mark.parametrize(
    "answer", [{"items": [{"name": "Rope", "price": 3}]}, {"title": "Rope", "body": "One text alone.", "author": "Merel"}]
)
def test_an_answer_without_several_posts_is_no_thread(answer: dict[str, object]) -> None:
    assert isinstance(reading_of(json.dumps(answer).encode(), "https://a.example/api/thing/41"), Notice)


PACKED = [
    '<script type="application/json" data-url="/api">{}</script>',
    "<script>window.__ANSWER__ = {}</script>",
]


@pytest.mark.parametrize("script", PACKED)
def test_an_answer_that_a_script_keeps_as_it_came(script: str) -> None:
    packed = json.dumps({"status": 200, "body": json.dumps({"posts": entries()})})
    body = f'<html><title>x</title><body><div id="app"></div>{script.format(packed)}</body>'
    reading = reading_of(body.encode(), "https://a.example/tema/41")
    assert isinstance(reading, ThreadPage)
    assert [post.text for post in posts(reading)] == [says for _, says in SAID]
