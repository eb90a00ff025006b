"""Plain-text copies of threads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.engines import ENGINES
from crawler.extract import extract, reading_of
from crawler.forum import BoardPage, Notice
from crawler.items import Post
from crawler.page import Page

SEED = Path(__file__).parents[2] / "shared" / "seed.txt"

THREAD = """发帖

临江新渡口月底开通 候船厅可以坐两百人

街谈巷议  / 临江市  / 只看大图  / 倒序浏览   © 著作权归作者本人所有

#楼主# 2021-9-3

跳转到指定楼层
新渡口月底开通

两边坐船的人不用再绕路


DK20210903001.jpg

9月1日,工人在新渡口调试登船的跳板。 褚明月 摄

  新渡口修了一年半,昨天开始试船。候船厅能坐两百人,比老渡口大一倍。
  船票还是两块钱。老渡口的师傅说:“回复大家一句,月票照旧能用。”
DK20210903001.jpg

9月1日,图为候船厅里的新座椅。褚明月 摄

  老渡口会留到年底,之后改成码头公园。(记者 阮知夏)
共看临江,一起写临江!
踩
回复

使用道具

成为第一个回答人

B Color Link Quote Code Smilies
Powered by LINJIANG.EXAMPLE  © 2021 临江夜话
返回顶部
"""


def whole(post: Post) -> dict[str, object]:
    return {
        "title": post.thread.title,
        "tags": post.thread.tags,
        "floor": post.floor,
        "created": (post.created_at, post.created_precision),
        "text": post.text.split("\n"),
        "blocks": [block["type"] for block in post.blocks],
        "images": [(image.filename, image.caption, image.credit, image.caption_from, image.caption_group) for image in post.images],
        "rest": (post.quotes, post.attachments, post.comments, post.locked, post.author, post.edited_at),
    }


def test_a_thread_whole() -> None:
    (post,) = extract(THREAD.replace("共看临江,一起写临江!\n", "").encode())
    assert whole(post) == {
        "title": "临江新渡口月底开通 候船厅可以坐两百人",
        "tags": ["街谈巷议", "临江市"],
        "floor": 1,
        "created": ("2021-09-03T00:00:00+08:00", "day"),
        "text": [
            "新渡口月底开通",
            "两边坐船的人不用再绕路",
            "新渡口修了一年半,昨天开始试船。候船厅能坐两百人,比老渡口大一倍。",
            "船票还是两块钱。老渡口的师傅说:“回复大家一句,月票照旧能用。”",
            "老渡口会留到年底,之后改成码头公园。(记者 阮知夏)",
        ],
        "blocks": ["paragraph"] * 2 + ["image", "caption"] + ["paragraph"] * 2 + ["image", "caption"] + ["paragraph"],
        "images": [
            ("DK20210903001.jpg", "9月1日,工人在新渡口调试登船的跳板。", "褚明月", "after", None),
            ("DK20210903001.jpg", "9月1日,图为候船厅里的新座椅。", "褚明月", "after", None),
        ],
        "rest": ([], [], [], None, None, None),
    }
    assert post.engine == "text"
    assert post.thread.created_at == post.created_at


def test_line_ends_and_encodings_change_nothing() -> None:
    (plain,) = extract(THREAD.encode())
    for variant in (THREAD.replace("\n", "\r\n").encode(), THREAD.encode("gb18030"), THREAD.encode("utf-16")):
        (post,) = extract(variant)
        assert whole(post) == whole(plain)


def test_several_floors() -> None:
    posts = extract("题目\n#楼主# 2021-9-3 08:00\n头一句\n沙发\n坐上了\n#3楼# 2021-9-4\n楼主说得对\n楼主 是好人\n".encode())
    assert [(post.floor, post.text, post.created_precision) for post in posts] == [
        (1, "头一句", "minute"),
        (2, "坐上了", None),
        (3, "楼主说得对\n楼主 是好人", "day"),
    ]
    assert len({post.id for post in posts}) == 3


def test_the_same_bytes_are_the_same_thread() -> None:
    first, again, other = (extract(text.encode())[0].id for text in (THREAD, THREAD, THREAD + "。"))
    assert first == again != other


@pytest.mark.parametrize("text", ["随便一篇文章\n没有楼层\n", "\n\n", "", '{"json": 1}', "<p>楼主</p>"])
def test_no_thread(text: str) -> None:
    reading = reading_of(text.encode())
    assert isinstance(reading, Notice)
    assert reading.reason in ("empty", "not_a_forum")
    assert not isinstance(reading, BoardPage)


@pytest.mark.parametrize(
    ("start", "is_text"),
    [("楼主\n话", True), ("<!DOCTYPE html><p>楼主", False), ("  \n", False), ("[1, 2]", False), ("价格 < 100 元\n楼主\n话", True)],
)
def test_detect(start: str, is_text: bool) -> None:
    assert ENGINES["text"].detect(Page(start.encode())) is is_text


BOARD = """\
渡口几点收班 - 街谈 - 南岸夜话
首页
南岸夜话 › 街谈 › 渡口几点收班
发新帖 回复
渡口几点收班
{posts}
返回列表
上一页 1 2 下一页
您需要登录后才可以回帖 登录 | 立即注册
Powered by Nanan
"""
POST = """\
{name}
{name} 当前离线
积分
{points}
主题
{topics}
{floor}#
发表于 2021-9-{day} 0{hour}:10 | 只看该作者
{body}
回复
举报
"""
BODIES = (
    ("南岸人", "有人知道渡口几点收班吗？\n上次去晚了一步。"),
    ("小码头", "晚上八点。"),
    ("南岸人", "小码头 发表于 2021-9-2 02:10\n晚上八点。\n谢谢，那我七点半去。"),
    ("摆渡阿公", "顶"),
    ("小码头", "周末会晚半小时。"),
)


def thread_text(bodies: tuple[tuple[str, str], ...] = BODIES) -> str:
    posts = (
        POST.format(name=name, points=100 + at, topics=at * 7, floor=at, day=at, hour=at, body=body)
        for at, (name, body) in enumerate(bodies, 1)
    )
    return BOARD.format(posts="".join(posts).rstrip())


def test_a_thread_by_what_repeats() -> None:
    posts = extract(thread_text().encode())
    assert [(post.floor, post.author and post.author.name, (post.created_at or "")[:10], post.text) for post in posts] == [
        (1, "南岸人", "2021-09-01", "有人知道渡口几点收班吗？\n上次去晚了一步。"),
        (2, "小码头", "2021-09-02", "晚上八点。"),
        (3, "南岸人", "2021-09-03", "谢谢，那我七点半去。"),
        (4, "摆渡阿公", "2021-09-04", "顶"),
        (5, "小码头", "2021-09-05", "周末会晚半小时。"),
    ]
    assert {post.thread.title for post in posts} == {"渡口几点收班"}
    assert posts[0].board.path == ["街谈"]
    assert [(quote.author, quote.text) for quote in posts[2].quotes] == [("小码头", "晚上八点。")]
    assert all(post.confidence is not None and 0 < post.confidence < 1 for post in posts)


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("\n", "\n\n"), lambda text: text.replace("\n", "\r\n"), lambda text: "\u3000" + text]
)
def test_blank_lines_and_line_ends_change_nothing(change: Callable[[str], str]) -> None:
    plain, changed = extract(thread_text().encode()), extract(change(thread_text()).encode())
    assert [(post.floor, post.text) for post in changed] == [(post.floor, post.text) for post in plain]


@pytest.mark.parametrize("about", ["times", "floors", "authors"])
def test_one_of_the_marks_may_be_missing(about: str) -> None:
    gone = {"times": r"发表于 [\d: -]+ \| ", "floors": r"\n\d+#(?=\n)", "authors": r"当前离线\n"}[about]
    posts = extract(re.sub(gone, "", thread_text()).encode())
    assert [post.text for post in posts][1::3] == ["晚上八点。", "周末会晚半小时。"]


ENGLISH = """\
Ferry times | Harbour talk
Board index » Harbour » Ferry times
Ferry times
Post Reply
3 posts • Page 1 of 1
ann
Posts: 12
Joined: Tue Feb 01, 2022 9:00 am
Ferry times
Quote
Post by ann » Fri Mar 15, 2024 10:32 pm
When does the last ferry leave?
Top
bob
Posts: 3
Joined: Tue Feb 01, 2022 9:00 am
Re: Ferry times
Quote
Post by bob » Sat Mar 16, 2024 8:05 am
ann wrote: ↑Fri Mar 15, 2024 10:32 pm
When does the last ferry leave?
At eight.
Top
cleo
Posts: 77
Joined: Tue Feb 01, 2022 9:00 am
Re: Ferry times
Quote
Post by cleo » Sat Mar 16, 2024 9:00 am
Half past on Sundays.
Top
Post Reply
Return to Harbour
All times are UTC
"""


def test_an_english_thread() -> None:
    posts = extract(ENGLISH.encode())
    assert [(post.floor, post.author and post.author.name, (post.created_at or "")[:10], post.text) for post in posts] == [
        (1, "ann", "2024-03-15", "When does the last ferry leave?"),
        (2, "bob", "2024-03-16", "At eight."),
        (3, "cleo", "2024-03-16", "Half past on Sundays."),
    ]
    assert posts[0].thread.title == "Ferry times"
    assert [quote.author for quote in posts[1].quotes] == ["ann"]


NO_FORUM = {
    "article": "The old bridge\nBy Ann Moor\nMarch 3, 2024\n" + "The bridge was built of stone and still stands today.\n" * 20,
    "news list": "".join(f"News item {at}\nMarch {at}, 2024\nSome words on what happened on that day.\nRead more\n" for at in range(1, 15)),
    "chat": "".join(f"[10:{at:02}] <ann> what about {at}?\n[10:{at:02}] <bob> no idea\n" for at in range(20)),
    "readme": "# Tool\n\n[![build](https://a.example/b.svg)](https://a.example)\n\n## Install\n\n"
    "```\npip install tool\n```\n\n## Use\n\nRun **tool**.\n",
    "log": "".join(f"2024-03-{at:02} 10:00:00 INFO started worker {at}\n2024-03-{at:02} 10:00:01 INFO done\n" for at in range(1, 20)),
    "source": "def main():\n    return 1\n\n\nclass Post:\n    def reply(self):\n        return None\n" * 8,
    "shop": "".join(f"Lamp {at}\n$ {at}9.00\nAdd to cart\nReviews ({at})\n" for at in range(1, 12)),
    "poem": "The river goes\nwhere no one knows\n\n" * 12,
}


@pytest.mark.parametrize("kind", NO_FORUM)
def test_what_is_no_forum_gives_nothing_and_says_so(kind: str) -> None:
    reading = reading_of(NO_FORUM[kind].encode())
    assert isinstance(reading, Notice)
    assert reading.reason == "not_a_forum"
    assert reading.text


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading_of(text.encode("utf-8", "replace"))


WORD = st.text("渡口船票收班南岸码头公园两块钱周末", min_size=4, max_size=24)


@given(
    st.lists(
        st.tuples(st.sampled_from(["南岸人", "小码头", "摆渡阿公", "old_tom"]), WORD),
        min_size=4,
        max_size=9,
        unique_by=lambda post: post[1],
    )
)
def test_posts_of_a_rendering_come_back(written: list[tuple[str, str]]) -> None:
    bodies = tuple((name, f"{words}。") for name, words in written)
    posts = extract(thread_text(bodies).encode())
    assert [(post.author and post.author.name, post.text) for post in posts] == list(bodies)


@given(st.lists(st.sampled_from([*thread_text().split("\n"), "- - -", "| a | b |", "> x", "```", "#", "2024-01-02"]), max_size=60))
def test_broken_threads_are_read_without_an_error(lines: list[str]) -> None:
    reading_of("\n".join(lines).encode())


@pytest.mark.skipif(not SEED.exists(), reason="the text this began with is not beside the checkout")
def test_the_first_text() -> None:
    (post,) = extract(SEED.read_bytes())
    assert post.thread.title == "沪遵扶贫协作第九次联席会议在遵义举行"
    assert post.thread.tags == ["新闻爆料", "贵阳市"]
    assert (post.created_at, post.created_precision) == ("2019-05-11T00:00:00+08:00", "day")
    lines = [" ".join(line.split()) for line in SEED.read_text(encoding="utf-8").split("\n") if line.strip()]
    captions = [line for line in lines if line.endswith("杜朋城 摄")]
    assert [image.caption_raw for image in post.images] == captions
    assert [image.caption for image in post.images] == [line.removesuffix("杜朋城 摄").strip() for line in captions]
    assert {image.credit for image in post.images} == {"杜朋城"}
    assert len(captions) == 4
    first, last = lines.index("上海市代表团到我省考察扶贫协作"), next(at for at, line in enumerate(lines) if line.endswith("(记者 许邵庭)"))
    assert post.text.split("\n") == [line for line in lines[first : last + 1] if line not in captions and not line.endswith(".jpg")]
    assert [block["type"] for block in post.blocks].count("paragraph") == len(post.text.split("\n"))
