"""Pictures and files of posts in texts: which line is whose name, size and description, in the forms of several tools."""

from __future__ import annotations

import pytest

from crawler.engines.text.columns import unscreened
from crawler.engines.text.markdown import unmark
from crawler.engines.text.photographers import spaced
from crawler.engines.text.stamps import stamps
from crawler.extract import extract
from crawler.items import Post

PAGE = (
    "渡口几点收班 - 南岸夜话\n首页\n登录\n渡口几点收班\n南岸人\n积分\n100\n1#\n发表于 2021-9-1 08:10 | 只看该作者\n{words}\n回复\n举报\n"
    "小码头\n积分\n200\n2#\n发表于 2021-9-2 08:10 | 只看该作者\n谢谢，收藏了。\n回复\n举报\n返回列表\n发新帖\n"
)


def first(words: str) -> Post:
    return extract(PAGE.format(words=words).encode())[0]


@pytest.mark.parametrize(
    "line",
    [
        "pier.jpg (21.3 KB, 下载次数: 4) 下载附件 新渡口的跳板 2021-9-1 08:00 上传",
        "pier.jpg (9 KB, 下载次数: 12)\n新渡口的跳板",
        "Attachments 新渡口的跳板 pier.jpg (21.3 KiB) Not viewed yet",
        "描述：新渡口的跳板\n图片：pier.jpg 新渡口的跳板",
    ],
)
def test_one_picture_and_its_description(line: str) -> None:
    post = first(f"今天去看了新渡口。\n{line}")
    assert [(image.filename, image.alt) for image in post.images] == [("pier.jpg", "新渡口的跳板")]
    assert post.text == "今天去看了新渡口。"


@pytest.mark.parametrize(
    "lines",
    [
        "pier.jpg (21.3 KB, 下载次数: 4)\n新渡口\nboat.jpg (9 KB, 下载次数: 1)\n渡船\ntimes.pdf\n193 Bytes, 下载次数: 0\n时刻表",
        "Attachments times.pdf 时刻表 (193 Bytes) Not downloaded yet 新渡口 pier.jpg (21.3 KiB) Not viewed yet "
        "渡船 boat.jpg (9 KiB) Viewed 2 times",
    ],
)
def test_a_list_of_files_ends_a_post(lines: str) -> None:
    post = first(f"今天去看了新渡口。\n{lines}")
    assert [(image.filename, image.alt) for image in post.images] == [("pier.jpg", "新渡口"), ("boat.jpg", "渡船")]
    assert [(file.name, file.description) for file in post.attachments] == [("times.pdf", "时刻表")]
    assert post.text == "今天去看了新渡口。"


def test_words_below_a_list_of_files_are_none_of_it() -> None:
    post = first("看图。\npier.jpg (21.3 KB, 下载次数: 4)\n新渡口\nboat.jpg (9 KB, 下载次数: 1)\n渡船\n下周再去一次，谁想一起去？")
    assert all(image.alt is None for image in post.images)


@pytest.mark.parametrize(
    "table",
    [
        "附件名称/大小\n下载次数\n最后更新\ntimes.pdf\n(1KB)\n0\n09-01 08:10",
        "附件名称/大小 下载次数 最后更新 times.pdf (1KB) 0 09-01 08:10",
    ],
)
def test_a_table_of_files_is_no_text(table: str) -> None:
    post = first(f"时刻表在下面。\n{table}")
    assert (post.text, [file.name for file in post.attachments]) == ("时刻表在下面。", ["times.pdf"])


@pytest.mark.parametrize(
    "lines",
    ["pier.jpg\n票价没变。\npier.jpg\nJPG，18.4 KB，由南岸人于2021年9月1日上传。", "图片：pier.jpg\n[3_29_e8f6c]\n票价没变。"],
)
def test_a_picture_that_is_named_twice_is_one(lines: str) -> None:
    post = first(f"今天去看了新渡口。\n{lines}")
    assert [image.filename for image in post.images] == ["pier.jpg"]
    assert post.text == "今天去看了新渡口。\n票价没变。"


@pytest.mark.parametrize(
    ("words", "parted"),
    [
        ("清早的渡口排起长队罗书言/摄", "清早的渡口排起长队 罗书言/摄"),
        ("雨后的跳板空无一人高若溪摄", "雨后的跳板空无一人 高若溪摄"),
        ("雨后的跳板空无一人高远摄", None),
        ("清早的渡口排起长队温高言摄", None),
        ("雨后的跳板空无一人司马若溪摄", None),
        ("清早的渡口排起长队温书言摄", None),
        ("桥头摆摊的老周方远摄", None),
        ("这些照片都是我用手机拍摄", None),
    ],
)
def test_a_photographer_is_told_by_the_surname(words: str, parted: str | None) -> None:
    assert spaced(words) == (parted or words)


@pytest.mark.parametrize(
    "lines",
    [
        "新渡口的跳板，9月1日\n新渡口的跳板，9月1日\n收班的时刻表\n收班的时刻表\npier.jpg",
        "pier.jpg\n新渡口的跳板，9月1日 新渡口的跳板，9月1日\n收班的时刻表 收班的时刻表",
    ],
)
def test_words_that_stand_twice_beside_a_file_are_pictures(lines: str) -> None:
    post = first(f"今天去看了新渡口。\n{lines}")
    assert [image.alt for image in post.images if image.filename is None] == ["新渡口的跳板，9月1日", "收班的时刻表"]
    assert post.text == "今天去看了新渡口。"


@pytest.mark.parametrize("lines", ["没变。\n没变。\npier.jpg", "渡口的灯一直亮着\n渡口的灯一直亮着\n晚上再去。"])
def test_people_say_things_twice(lines: str) -> None:
    assert first(f"今天去看了新渡口。\n{lines}").text.split("\n")[1:3] == lines.split("\n")[:2]


@pytest.mark.parametrize(
    "lines",
    [
        "Attachments:\nFile comment:\n新渡口的跳板\npier.jpg [ 5.29 KiB | Viewed 4 times ]\nboat.jpg [ 9.1 KiB | Viewed 1 time ]",
        "描述：\n新渡口的跳板\n图片：\npier.jpg\n图片：\nboat.jpg",
    ],
)
def test_labels_that_a_tag_parted_from_their_values(lines: str) -> None:
    post = first(f"今天去看了新渡口。\n{lines}")
    assert [(image.filename, image.caption) for image in post.images] == [("pier.jpg", "新渡口的跳板"), ("boat.jpg", None)]
    assert post.text == "今天去看了新渡口。"


@pytest.mark.parametrize(
    ("shown", "captions"),
    [
        ("| ![](a/pier.jpg) | ![](a/boat.jpg) |\n|---|---|\n| 新渡口的跳板 | 收班的船 |\n", ["新渡口的跳板", "收班的船"]),
        (
            "|  **pier.jpg** (9 KB, 下载次数: 2) 下载附件 2021-9-1 08:00 上传 |  "
            "**boat.jpg** (8 KB, 下载次数: 1) 下载附件 2021-9-1 08:01 上传 |\n---|---\n新渡口的跳板| 收班的船\n",
            ["新渡口的跳板", "收班的船"],
        ),
        ("| ![](a/pier.jpg) | ![](a/boat.jpg) |\n|---|---|\n| 新渡口的跳板 | 收班的船 | 九月 |\n", [None, None]),
    ],
)
def test_words_below_a_row_of_pictures_are_their_captions(shown: str, captions: list[str | None]) -> None:
    text = PAGE.format(words=f"今天去看了新渡口。\n\n{shown}").replace("首页\n", "# 渡口几点收班\n[首页](./)\n[论坛](./f)\n**南岸**\n")
    assert [image.caption for image in extract(text.encode())[0].images] == captions


@pytest.mark.parametrize("text", ["332532021-9-1 15:00:00", "72021-9-1 15:00:00"])
def test_a_time_run_together_with_a_count(text: str) -> None:
    assert [stamp.text for stamp in stamps(text)] == ["2021-9-1 15:00:00"]


@pytest.mark.parametrize(("line", "level"), [("Ferry times\n-----------", 2), ("收班时间\n---", 2), ("The lamps of the pier.\n---", 0)])
def test_three_strokes_below_a_sentence_make_no_heading(line: str, level: int) -> None:
    assert [one.level for one in unmark(line).lines] == [level]


@pytest.mark.parametrize("words", ["新渡口的跳板", "The boat at the pier"])
def test_words_of_a_placeholder_that_stand_above_it_are_the_pictures(words: str) -> None:
    shown = f"{words}\n![{words}](static/image/common/none.gif)\n![smile](static/image/smiley/1.gif)\n"
    assert [line.text for line in unmark(shown).lines if line.text] == [words, words]


LEFT = ("老渡口", "新手上路", "  积分 12", "发消息")
RIGHT = ("2楼", "发表于 2021-9-3 08:10 | 只看该作者", "船票还是两块钱吗？", "上次听说要涨价。", "回复")


@pytest.mark.parametrize("shift", [0, 2])
def test_a_table_that_is_filled_up_is_read_column_by_column(shift: int) -> None:
    right = [*RIGHT, *[""] * shift]
    left = ["" for _ in range(len(right) - len(LEFT))] + list(LEFT)
    rows = [f"{'':4}{a:12}{b:40}" for a, b in zip(left, right, strict=True)]
    found = [line.strip() for line in unscreened("\n".join(["渡口几点收班", *rows, "", *rows])).split("\n") if line.strip()]
    own = [line.strip() for line in LEFT]
    assert found == ["渡口几点收班", *own, *RIGHT, *own, *RIGHT]
