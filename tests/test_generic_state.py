"""Posts that a page carries only in the state of its scripts."""

from __future__ import annotations

import json
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.engines.generic.structured.state import first_value, posts_in_state
from crawler.extract import extract
from crawler.page import Page

PADDING = {"routes": [{"path": f"/section/{number}", "exact": True} for number in range(80)]}


def page(state: Any, before: str = "window.__STATE__ = ") -> bytes:
    script = before + json.dumps(state, ensure_ascii=False) + ";"
    return f"<html><title>河湾论坛 thread</title><body><div id=root></div><script>{script}</script></body></html>".encode()


FIRST, SECOND = 'User:{"id":1,"username":"阮知夏"}', "User:2"
APOLLO = {
    **PADDING,
    FIRST: {"__typename": "User", "id": 1},
    SECOND: {"__typename": "User", "id": 2, "username": "柳长河"},
    "Post:7": {"id": 7, "created_at": "2024-05-22 14:43:02", "content": "[b]开头[/b]一句\n第二行", "user": {"__ref": FIRST}},
    "Post:8": {"id": 8, "created_at": "2024-05-22 15:30:55", "content": "[quote]开头一句[/quote]我同意", "user": {"__ref": SECOND}},
}
NEXT = {
    **PADDING,
    "props": {
        "comments": [
            {"id": "a1", "createdAt": "2024-03-02T10:15:00Z", "author": {"displayName": "温书言"}, "body": "<p>第一段</p><p>第二段</p>"},
            {"id": "a2", "createdAt": "2024-03-02T11:15:00Z", "author": {"displayName": "庞一舟"}, "body": "<p>回一句</p>"},
        ]
    },
}
KOREAN = {
    **PADDING,
    "list": [
        {"id": 5, "regDate": "2024-03-02T10:15:00Z", "writer": {"nickName": "박새"}, "contents": "<p>첫 줄입니다</p>"},
        {"id": 6, "regDate": "2024-03-02T11:15:00Z", "writer": {"nickName": "할미새"}, "contents": "<p>답글입니다</p>"},
    ],
}


def resource(kind: str, number: int, told: dict[str, Any], **related: Any) -> dict[str, Any]:
    links = {name: {"data": {"type": "people", "id": str(other)} if other else None} for name, other in related.items()}
    return {"type": kind, "id": str(number), "attributes": told, "relationships": links}


JSON_API = {
    **PADDING,
    "document": {
        "data": {
            **resource("talks", 3, {"title": "桐油"}),
            "relationships": {"lines": {"data": [{"type": "lines", "id": n} for n in "45"]}},
        },
        "included": [
            resource("lines", 5, {"createdAt": "2024-05-02T08:00:00Z", "contentHtml": "<p>晾三天。</p>"}, user=None),
            resource("people", 9, {"slug": "x", "username": "he9", "displayName": "老何"}),
            resource("lines", 4, {"createdAt": "2024-05-01T08:00:00Z", "contentHtml": "<p>要晾几天？</p>"}, user=9),
        ],
    },
}
"""The order is the main object's; whoever left has no name."""


@pytest.mark.parametrize(
    ("state", "posts"),
    [
        (JSON_API, [("4", "老何", "2024-05-01T08:00:00", "要晾几天？"), ("5", None, "2024-05-02T08:00:00", "晾三天。")]),
        (KOREAN, [("5", "박새", "2024-03-02T10:15:00", "첫 줄입니다"), ("6", "할미새", "2024-03-02T11:15:00", "답글입니다")]),
        (APOLLO, [("7", "阮知夏", "2024-05-22T14:43:02", "开头一句\n第二行"), ("8", "柳长河", "2024-05-22T15:30:55", "我同意")]),
        (NEXT, [("a1", "温书言", "2024-03-02T10:15:00", "第一段\n第二段"), ("a2", "庞一舟", "2024-03-02T11:15:00", "回一句")]),
    ],
)
def test_posts_come_from_the_state(state: Any, posts: list[tuple[str, str, str, str]]) -> None:
    found = extract(page(state), "https://bbs.example.com/thread/1")
    assert [(p.post_id, p.author and p.author.name, (p.created_at or "")[:19], p.text) for p in found] == posts


BOX = '<div class="post"><h3 class="post-user">{name}</h3><div class="post-body"><p>{words}</p></div></div>'
TIMED = {"regDate": "2024-03-02T10:15:00Z", "writer": "Ada"}
SAID = ("The stove needs two hours to warm the hall.", "Ours needs one, with dry birch.", "Then I will buy birch this year.")


@pytest.mark.parametrize("key", ["contents", "html"])
def test_a_page_that_shows_only_the_first_posts_is_read_from_its_state(key: str) -> None:
    """What is shown has no times.  A state that says something else is that of something else."""
    whole = page({**PADDING, "list": [{**TIMED, "id": at, key: f"<p>{words}</p>"} for at, words in enumerate(SAID)]})
    others = tuple(reversed([words[::-1] for words in SAID]))
    for told, count in ((SAID, 3), (others, 2)):
        shown = "".join(BOX.format(name=name, words=words) for name, words in zip(("Ada", "Bo"), told, strict=False)).encode()
        found = extract(whole.replace(b"<div id=root>", shown), "https://bbs.example.com/forum/thread/1")
        assert [post.text for post in found] == list(told[:count])
        assert all(bool(post.created_at) is (count == 3) for post in found)


def test_a_small_script_counts_when_its_type_says_that_it_is_data() -> None:
    """Times may be Unix seconds.  Of a small script that may be anything, nothing is taken."""
    answers = [
        {"_id": "k1", "user": {"nickname": "温书言"}, "timestamp": 1700000000, "text": "船底要先晾干，再刮旧漆，不然新漆会起泡。" * 2},
        {"_id": "k2", "user": {"nickname": "庞一舟"}, "timestamp": 1700003600, "text": "我晾了三天，刮完以后又擦了一遍桐油才上漆。" * 2},
    ]
    small = page({"topic": {"answers": answers}}, "").replace(b";</script>", b"</script>")
    assert extract(small, "https://bbs.example.com/thread/1") == []
    named = page({"topic": {"answers": answers}}, "window.__INITIAL_STATE__=")
    assert len(extract(named, "https://bbs.example.com/thread/1")) == len(answers)
    found = extract(small.replace(b"<script>", b'<script type="application/json">'), "https://bbs.example.com/thread/1")
    assert [(p.post_id, p.author and p.author.name, p.created_at) for p in found] == [
        ("k1", "温书言", "2023-11-14T22:13:20+00:00"),
        ("k2", "庞一舟", "2023-11-14T23:13:20+00:00"),
    ]


@pytest.mark.parametrize(
    "state",
    [
        PADDING,
        {**PADDING, "items": [{"title": "鞋", "price": 3, "date": "2024-01-01"}] * 9},
        {**PADDING, "post": {"id": 1, "content": "只有一条", "createdAt": "2024-01-01", "author": "某"}},
        [[[[[[]]]]]] * 500,
    ],
)
def test_what_is_no_thread_gives_nothing(state: Any) -> None:
    assert posts_in_state(Page(page(state))) == []


KEYS = st.sampled_from(["id", "author", "user", "content", "body", "created_at", "date", "__ref"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
STATES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=30)


@given(STATES)
def test_any_state_is_read(state: Any) -> None:
    posts_in_state(Page(page({**PADDING, "x": [state, state]})))


@pytest.mark.parametrize("text", ["[" * 900 + "1," * 5000, '{"a":' * 300 + "[2]" * 5000], ids=["lists", "objects"])
def test_values_that_break_off_are_not_read_again_from_each_of_their_starts(text: str) -> None:
    tries = 0

    def called(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal tries
        tries += event == "call" and frame.f_code.co_name == "raw_decode"

    sys.setprofile(called)
    try:
        assert first_value(text, 2000) is None
    finally:
        sys.setprofile(None)
    assert 1 <= tries < 50


def test_a_state_behind_other_values_is_found() -> None:
    state = {"posts": ["kettle" * 500]}
    assert first_value(f"var a = {{b: 1}}, c = [1, 2]; window.state = {json.dumps(state)};", 2000) == state


LIVE = [
    {"id": f"b{at}", "createdAt": f"2024-03-02T1{at}:15:00Z", "author": {"displayName": "温书言"}, "body": f"<p>第{at}段消息</p>"}
    for at in (1, 2, 3)
]


@pytest.mark.parametrize("replier", [None, "庞一舟"])
def test_state_of_an_articles_page_is_no_thread_where_one_person_writes_all(replier: str | None) -> None:
    entries = [{**LIVE[0]}, {**LIVE[1]}, {**LIVE[2], "author": {"displayName": replier or "温书言"}}]
    body = page({**PADDING, "props": {"entries": entries}}).replace("河湾论坛 thread".encode(), "河湾新闻".encode())
    assert len(extract(body, "https://news.example/live/7-hewan")) == (3 if replier else 0)
    assert len(extract(body, "https://news.example/forum/thread/7")) == 3
