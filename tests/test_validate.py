"""A draft becomes a post, or is refused; the hash says whether its content changed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.blocks import Block, Body
from crawler.content import picture_name
from crawler.dates import When
from crawler.engines import ENGINES
from crawler.forum import raw_post
from crawler.items import Attachment, Author, Board, Comment, Image, Quote, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from pipelines.validate import MAX_TEXT, Refused, ValidatePipeline, finish


def made(signature: str = "a") -> RawPost:
    """A draft with one of everything; ``signature`` is what changes with every visit."""
    token = quote(b64encode(f"102|{signature}|1795501023|0|98".encode()).decode())
    image = Image(0, f"http://bbs.example/forum.php?mod=attachment&aid={token}", caption="晚霞", caption_raw="晚霞。李明 摄", credit="李明")
    image.caption_from = "after"
    body = Body(
        blocks=[
            Block("heading", "一"),
            Block("paragraph", "江边"),
            Block("image", index=0),
            Block("caption", "晚霞。李明 摄", images=[0]),
            Block("quote", index=0),
            Block("list", items=["甲", "乙\n丙"]),
            Block("table", rows=[["路", "班"], ["7", ""]]),
            Block("code", "x = 1\n\ny = 2"),
            Block("attachment", index=0),
        ],
        images=[image],
        quotes=[Quote("引的话", "老张", "9", "5 天前")],
        attachments=[Attachment("表.xlsx", f"http://bbs.example/forum.php?mod=attachment&aid={token}", 9216, "第二版")],
    )
    page = Page(b"", "http://bbs.example/thread-5-1-1.html", fetched_at=datetime(2026, 11, 24, 8, tzinfo=UTC))
    thread = Thread("5", title="题", views=10, replies=3)
    result = raw_post(
        ENGINES["discuz"], page, thread, Board("2", "板"), "11", page.url, body, When("2019-05-11T10:20:00+08:00", "昨天", "minute")
    )
    result.post.floor = 1
    result.post.comments = [Comment("点个赞", Author("小李"), "2019-05-12T00:00:00+08:00")]
    return result


def test_the_finished_post() -> None:
    post = finish(made())
    assert post.text.split("\n") == ["一", "江边", "甲", "乙", "丙", "路", "班", "7", "x = 1", "", "y = 2"]
    assert [block["type"] for block in post.blocks] == [block.type for block in made().body.blocks]
    assert post.blocks[3] == {"type": "caption", "text": "晚霞。李明 摄", "images": [0]}
    assert (len(post.images), len(post.quotes), len(post.attachments)) == (1, 1, 1)
    assert len(post.content_hash) == 64


def _set(path: str, value: object) -> Callable[[RawPost], None]:
    def change(draft: RawPost) -> None:
        target: object = draft
        *steps, last = path.split(".")
        for step in steps:
            target = target[int(step)] if isinstance(target, list) else getattr(target, step)
        setattr(target, last, value)

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("post.thread.views", 999),
        _set("post.thread.replies", 999),
        _set("post.created_raw", "前天"),
        _set("post.fetched_at", "2027-01-01T00:00:00+00:00"),
        _set("post.floor", 1),
        _set("body.quotes.0.created_raw", "6 天前"),
        _set("body.attachments.0.bytes", 9300),
        _set("post.board", Board("7", "改了名的板")),
        _set("body.images.0.width", 600),
    ],
)
def test_the_hash_does_not_see(change: Callable[[RawPost], None]) -> None:
    other = made("b")
    change(other)
    assert finish(other).content_hash == finish(made()).content_hash


@pytest.mark.parametrize(
    "change",
    [
        _set("post.thread.title", "改过的题"),
        _set("body.blocks.1.text", "江边。"),
        _set("body.blocks.0.type", "paragraph"),
        _set("body.blocks.5.items", ["甲"]),
        _set("body.blocks.6.rows", [["路", "班"], ["8", ""]]),
        _set("body.blocks.7.text", "x = 2"),
        _set("body.images.0.url", "http://bbs.example/b.jpg"),
        _set("body.images.0.credit", "王芳"),
        _set("body.images.0.caption_raw", "朝霞"),
        _set("body.quotes.0.text", "别的话"),
        _set("body.attachments.0.name", "表2.xlsx"),
        _set("post.comments", []),
        _set("post.locked", "仅作者可见"),
    ],
)
def test_the_hash_sees(change: Callable[[RawPost], None]) -> None:
    other = made()
    change(other)
    assert finish(other).content_hash != finish(made()).content_hash


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://bbs.example/data/attachment/forum/202601/05/ab.jpg", "https://cdn.example.net/forum/202601/05/ab.jpg.thumb.jpg", True),
        ("https://img.example/large/9f.jpg", "https://img2.example/300x200/9f.jpg?x-oss-process=resize,w_640", True),
        ("https://img.example/u/9f.png!w640", "https://img.example/u/9f.png", True),
        ("https://a.example/uploads/dusk-300x200.webp", "https://a.example/uploads/dusk.webp", True),
        ("https://a.example/file.php?id=7&sid=1c", "https://a.example/file.php?sid=2d&id=7&t=1", True),
        ("https://a.example/file.php?id=7&sid=1c", "https://a.example/file.php?id=8&sid=1c", False),
        ("https://a.example/u/dusk.jpg", "https://a.example/u/dawn.jpg", False),
        ("https://a.example/202601/1.jpg", "https://a.example/202602/1.jpg", False),
        ("https://a.example/attachments/dusk-jpg.71/", "https://a.example/attachments/dusk-jpg.72/", False),
    ],
)
def test_a_picture_is_what_its_address_names(one: str, other: str, same: bool) -> None:
    assert (picture_name(one) == picture_name(other)) is same


def test_a_picture_that_the_software_numbers_is_its_number() -> None:
    one, other, another = made(), made(), made()
    for raw, name in ((one, "attachment/5"), (other, "attachment/5"), (another, "attachment/6")):
        next(block for block in raw.body.blocks if block.type == "image").name = name
    other.body.images[0].url = "http://bbs.example/static/later.php?aid=x"
    assert finish(other).content_hash == finish(one).content_hash != finish(another).content_hash


def test_a_reply_s_hash_does_not_see_the_title() -> None:
    one, other = made(), made()
    one.post.floor = other.post.floor = 2
    other.post.thread.title = "改过的题"
    assert finish(one).content_hash == finish(other).content_hash


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("no id", _set("post.post_id", "")),
        ("no id", _set("post.thread.id", None)),
        ("too long", _set("body.blocks.1.text", "长" * (MAX_TEXT + 1))),
        ("undecodable", _set("body.blocks.1.text", "江\ufffd")),
        ("undecodable", _set("post.thread.title", "题\ufffd")),
        ("image order", _set("body.blocks.2.index", 1)),
        ("image order", _set("body.images", [])),
        ("caption without evidence", _set("body.images.0.caption_from", None)),
        ("caption without evidence", _set("body.images", [Image(0, "http://bbs.example/a.jpg", caption_from="alt")])),
    ],
)
def test_refusals_have_a_reason_and_are_counted(reason: str, change: Callable[[RawPost], None]) -> None:
    bad = made()
    change(bad)
    stats = MemoryStatsCollector(get_crawler())
    with pytest.raises(Refused) as refused:
        ValidatePipeline(stats).process_item(bad)
    assert refused.value.reason == reason
    assert stats.get_value(f"refused/{reason}") == 1
    assert stats.get_value("posts") is None


def test_posts_are_counted() -> None:
    stats = MemoryStatsCollector(get_crawler())
    locked = made()
    locked.post.locked = "仅作者可见"
    for one in (made(), locked):
        ValidatePipeline(stats).process_item(one)
    assert (stats.get_value("posts"), stats.get_value("posts/locked")) == (2, 1)
