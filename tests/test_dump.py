"""Plain-text copies of threads."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    assert post.engine == "dump"
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
    ("start", "is_dump"),
    [("楼主\n话", True), ("<!DOCTYPE html><p>楼主", False), ("  \n", False), ("[1, 2]", False), ("价格 < 100 元\n楼主\n话", True)],
)
def test_detect(start: str, is_dump: bool) -> None:
    assert ENGINES["dump"].detect(Page(start.encode())) is is_dump


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
