"""Every spelling of one page is one place: question sites, link sites, and the forums that are WordPress plug-ins."""

from __future__ import annotations

import pytest

from crawler.engines import named
from crawler.forum import Place


@pytest.mark.parametrize(
    ("engine", "address", "place"),
    [
        ("stackexchange", "https://a.example/questions/12/some-words", Place("thread", "12")),
        ("stackexchange", "https://a.example/q/12", Place("thread", "12")),
        ("stackexchange", "https://a.example/questions/12/some-words?page=2", Place("thread", "12", 2)),
        ("stackexchange", "https://a.example/questions/12/some-words?answertab=oldest", None),
        ("stackexchange", "https://a.example/questions/12/some-words/40#40", None),
        ("stackexchange", "https://a.example/questions?tab=newest&page=3", Place("board", "questions", 3)),
        ("stackexchange", "https://a.example/questions/tagged/soil", Place("board", "soil")),
        ("stackexchange", "https://a.example/users/3/ada", None),
        ("reddit", "https://old.reddit.com/r/Teapots/comments/9a1b2c/a_title/", Place("thread", "9a1b2c")),
        ("reddit", "https://www.reddit.com/comments/9a1b2c", Place("thread", "9a1b2c")),
        ("reddit", "https://old.reddit.com/r/Teapots/comments/9a1b2c/a_title/c00001/", None),
        ("reddit", "https://old.reddit.com/r/Teapots/comments/9a1b2c/a_title/?sort=new", None),
        ("reddit", "https://old.reddit.com/r/Teapots/?count=25&after=t3_9a1b2c", Place("board", "teapots", 2)),
        ("reddit", "https://old.reddit.com/r/Teapots/new/", None),
        ("reddit", "https://www.reddit.com/r/Teapots/comments/9a1b2c/a_title/.json", Place("thread", "9a1b2c")),
        ("reddit", "https://www.reddit.com/r/Teapots.json?count=50&after=t3_9a1b2c", Place("board", "teapots", 3)),
        ("hackernews", "https://news.ycombinator.com/item?id=501", Place("thread", "501")),
        ("hackernews", "https://news.ycombinator.com/item?id=501&p=2", Place("thread", "501", 2)),
        ("hackernews", "https://news.ycombinator.com/news?p=2", Place("index", "", 2)),
        ("hackernews", "https://news.ycombinator.com/newest?next=499&n=61", Place("board", "newest", 3)),
        ("hackernews", "https://news.ycombinator.com/front?day=2025-05-03", None),
        ("hackernews", "https://news.ycombinator.com/user?id=kurt", None),
        ("hackernews", "https://news.ycombinator.com/vote?id=501&how=up&goto=news", None),
        ("lobsters", "https://a.example/s/ab12cd/a_title", Place("thread", "ab12cd")),
        ("lobsters", "https://a.example/s/ab12cd", Place("thread", "ab12cd")),
        ("lobsters", "https://a.example/page/3", Place("index", "", 3)),
        ("lobsters", "https://a.example/t/hardware/page/2", Place("board", "t/hardware", 2)),
        ("lobsters", "https://a.example/c/zz0001", None),
        ("slashdot", "https://linux.slashdot.org/story/25/05/03/140023/a-title?sdsrc=next", Place("thread", "25/05/03/140023")),
        ("slashdot", "https://slashdot.org/?page=2", Place("index", "", 3)),
        ("slashdot", "https://slashdot.org/index2.pl?fhfilter=tea", None),
        ("slashdot", "https://slashdot.org/comments.pl?sid=777&cid=5001", None),
        ("quora", "https://www.quora.com/Why-does-my-kettle-sing", Place("thread", "Why-does-my-kettle-sing")),
        ("quora", "https://www.quora.com/unanswered/Why-does-my-kettle-sing", Place("thread", "Why-does-my-kettle-sing")),
        ("quora", "https://www.quora.com/topic/Kettles", Place("board", "Kettles")),
        ("quora", "https://www.quora.com/Why-does-my-kettle-sing/answer/Kurt-Lang-3", None),
        ("quora", "https://www.quora.com/profile/Kurt-Lang-3", None),
        ("lemmy", "https://a.example/post/501", Place("thread", "501")),
        ("lemmy", "https://a.example/post/501/9001", None),
        ("lemmy", "https://a.example/api/v3/post?id=501", Place("thread", "501")),
        ("lemmy", "https://a.example/api/v3/comment/list?post_id=501&limit=50&page=1", Place("thread", "501", 2)),
        ("lemmy", "https://a.example/api/v3/post/list?community_name=teapots&page_cursor=P1f5&part=2", Place("board", "teapots", 2)),
        ("lemmy", "https://a.example/api/v3/post/list?community_name=teapots&sort=TopAll", None),
        ("lemmy", "https://a.example/comment/9001", None),
        ("lemmy", "https://a.example/c/teapots@far.example", Place("board", "teapots@far.example")),
        ("lemmy", "https://a.example/c/teapots?sort=Top", None),
        ("lemmy", "https://a.example/c/teapots?pageCursor=P1f3&page=2", Place("board", "teapots", 2)),
        ("bbpress", "https://a.example/forums/topic/first-words/", Place("thread", "first-words")),
        ("bbpress", "https://a.example/forums/topic/first-words/page/2/", Place("thread", "first-words", 2)),
        ("bbpress", "https://a.example/forums/topic/first-words/edit/", None),
        ("bbpress", "https://a.example/forums/forum/joinery/page/4/", Place("board", "joinery", 4)),
        ("bbpress", "https://a.example/forums/", Place("index", "")),
        ("wpforo", "https://a.example/community/", Place("index", "")),
        ("wpforo", "https://a.example/community/rigging/", Place("board", "rigging")),
        ("wpforo", "https://a.example/community/rigging/mast/paged/3/", Place("thread", "mast", 3)),
        ("wpforo", "https://a.example/community/rigging/mast/?wpfpaged=3", Place("thread", "mast", 3)),
        ("wpforo", "https://a.example/community/participant/nils/", None),
        ("asgaros", "https://a.example/forum/topic/late-swarm/?part=2", Place("thread", "late-swarm", 2)),
        ("asgaros", "https://a.example/forum/?view=thread&id=7", Place("thread", "7")),
        ("asgaros", "https://a.example/forum/forum/colonies/", Place("board", "colonies")),
        ("asgaros", "https://a.example/forum/?view=search&keywords=x", None),
    ],
)
def test_address(engine: str, address: str, place: Place | None) -> None:
    assert named(engine).place(address) == place
