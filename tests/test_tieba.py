"""Tieba: rows that are no posts."""

from __future__ import annotations

import pytest

from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read


def row(data: str, body: str, tail: str, mark: str = "") -> str:
    return f"""<div class="l_post j_l_post" {mark} data-field='{data}'><ul class="p_author"><li class="d_name">
<a class="p_author_name">某人</a></li></ul><div class="d_post_content j_d_post_content">{body}</div>{tail}</div>"""


def tail(floor: int) -> str:
    return f'<span class="tail-info">{floor}楼</span><span class="tail-info">2019-05-06 07:08</span>'


NUMBERED = '{"author":{},"content":{"post_id":31,"post_no":1}}'


@pytest.mark.parametrize(
    ("extra", "floors"),
    [
        (row("{}", "来买", "<em>推广</em>"), [1]),
        (row("", "来买", '<div class="tag"><i>广告</i></div>' + tail(2)), [1]),
        (row('{"content":{}}', "来买", ""), [1]),
        (row("{}", "<span>广告</span>", tail(2)), [1, 2]),
        (row('{"content":{"post_id":32}}', "话", "<span>广告</span>" + tail(2)), [1, 2]),
        (row("{}", "话", tail(2), 'data-pid="32"'), [1, 2]),
    ],
)
def test_advertisements_among_posts(extra: str, floors: list[int]) -> None:
    head = '<html><head><meta charset="utf-8"><title>题_茶吧_百度贴吧</title><script>var from="tieba";</script></head><body>'
    reading = read(Page(f"{head}{row(NUMBERED, '首', tail(1))}{extra}</body></html>".encode(), "https://tieba.baidu.com/p/9"))
    assert isinstance(reading, ThreadPage)
    assert [made.post.floor for made in reading.posts] == floors
