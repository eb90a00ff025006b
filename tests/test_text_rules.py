"""The rules by which texts are read: times in lines, Markdown's signs, columns, scattered letters, words of forums."""

from __future__ import annotations

import pytest

from crawler.engines.text.columns import unscreened
from crawler.engines.text.heading import clean, trail
from crawler.engines.text.lines import read_lines
from crawler.engines.text.markdown import is_markdown, strip
from crawler.engines.text.names import name_in
from crawler.engines.text.screen import screen, unwrapped
from crawler.engines.text.stamps import floor_in, stamps
from crawler.lexicon.around import around


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发表于 2019-8-8 07:43:11 | 只看该作者", ["2019-8-8 07:43:11"]),
        ("2025年9月14日 20:05", ["2025年9月14日 20:05"]),
        ("by mo » Fri Mar 15, 2024 10:32 pm", ["Mar 15, 2024 10:32 pm"]),
        ("Quote from: mo on Mar 09, 2024, 06:31 AM有没有人", ["Mar 09, 2024, 06:31 AM"]),
        ("12. März 2024, 10:15", ["12. März 2024, 10:15"]),
        ("1 марта 2024 г. в 10:15", ["1 марта 2024 г. в 10:15"]),
        ("03.04.2024, 10:15 Uhr", ["03.04.2024, 10:15"]),
        ("10:15 AM - Mar 02, 2024", ["10:15 AM - Mar 02, 2024"]),
        ("半小时前", ["半小时前"]),
        ("vor 3 Tagen", ["vor 3 Tagen"]),
        ("version 1.2.3.4", []),
        ("12 replies", []),
        ("chapter 3 page 2024", []),
    ],
)
def test_times(line: str, expected: list[str]) -> None:
    assert [stamp.text for stamp in stamps(line)] == expected


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("#12", 12),
        ("第3楼", 3),
        ("20楼^#", 20),
        ("沙发", 2),
        ("#楼主# 2019-5-11", 1),
        ("#沙发# 2020-1-2 10:00", 2),
        ("12", None),
        ("楼主说得对", None),
    ],
)
def test_floors(line: str, number: int | None) -> None:
    floor = floor_in(line)
    assert (floor.number if floor else None) == number


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("回复(3)", "button"),
        ("Posts: 12", "panel"),
        ("Reply | Quote", "button"),
        ("返回顶部", "foot"),
        ("热心会员突出贡献", "rank"),
        ("上一页下一页", "page"),
        ("支持楼主", None),
        ("I reply", None),
    ],
)
def test_words_around_posts(line: str, kind: str | None) -> None:
    assert around(line) == kind


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("**bold** and *thin*", "bold and thin"),
        ("_low_ words", "low words"),
        ("snake_case_name", "snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"a\_b", "a_b"),
        ("** 沙发 **", "沙发"),
    ],
)
def test_emphasis_goes_in_pairs(words: str, bare: str) -> None:
    assert strip(words) == bare


def test_markdown_is_known_by_the_whole_text() -> None:
    page = "\n".join(f"[name {at}](/u/{at}) wrote\n\nwords of {at}\n" for at in range(8))
    assert is_markdown(page)
    help_text = "A page of plain words.\n" * 60 + "Links: [Google](http://a.example)\n**bold**\n# Title\n"
    assert not is_markdown(help_text)


def test_markdown_lines() -> None:
    text = (
        "# [Title](/t/1)\n\n"
        '| [ann](/user/ann) | **#2** | words here |\n|---|---|---|\n\n![Pier](/a/pier.jpg)\n\n[](/post/5 "2024-02-03T10:11:12Z")\n' * 2
    )
    lines, marked = read_lines(text)
    assert marked
    assert [line.text for line in lines[:6]] == ["Title", "ann", "#2", "words here", "Pier", "2024-02-03T10:11:12Z"]
    assert lines[0].level == 1
    assert lines[4].picture is not None
    assert lines[4].picture.address == "/a/pier.jpg"


@pytest.mark.parametrize("code", ["    for lamp in lamps:\n        # every night\n", "  1. for lamp in lamps:\n  2.     # every night\n"])
def test_a_comment_in_code_is_no_heading(code: str) -> None:
    lines, marked = read_lines("## [Lamps](/t/1)\n\n[ann](/u/ann) **#2**\n\n" + code)
    assert marked
    assert [(line.text, line.level) for line in lines if "night" in line.text] == [("# every night", 0)]


TWO_COLUMNS = """\
老渡口
新手上路                2楼
                        发表于 2021-9-3 08:10
积分 12                 船票还是两块钱吗？上次去的时候听说要涨价，
                        后来又说不涨了。
                        回复
                        举报
小码头
新手上路                3楼
                        发表于 2021-9-3 09:20
积分 40                 没涨，照旧两块钱，老人半价，学生也是半价，
                        下个月再看。
                        回复
                        举报
"""


def test_columns_are_read_one_after_the_other() -> None:
    lines = [line.strip() for line in unscreened(TWO_COLUMNS).split("\n") if line.strip()]
    assert lines[:3] == ["老渡口", "新手上路", "积分 12"]
    assert lines[3:6] == ["2楼", "发表于 2021-9-3 08:10", "船票还是两块钱吗？上次去的时候听说要涨价，后来又说不涨了。"]
    assert lines[8:11] == ["小码头", "新手上路", "积分 40"]


def test_a_column_that_stops_and_goes_on_is_one() -> None:
    right = ["发表于 2021-9-3 08:10", "", *(part for at in range(1, 6) for part in (f"第{at}张照片在下面。", ""))]
    last = [("老渡口", "最后一张。"), ("积分十二", "完。"), ("新手上路", "好。"), ("发消息", "再见。")]
    rows = ["有图                    1楼", *(f"{'':24}{words}" for words in right), *(f"{a:{24 - len(a)}}{b}" for a, b in last)]
    text = "\n".join(rows) + "\n"
    lines = [line.strip() for line in unscreened(text * 2).split("\n") if line.strip()]
    assert lines[:4] == ["有图", "老渡口", "积分十二", "新手上路"]


def test_a_button_at_a_screens_edge_ends_its_line() -> None:
    full = "发表于 2021-9-3 08:10:15 12 | 只看大图 | 只看该作者"
    lines = [full, "船票两块钱。", full, "还是两块钱。", full, "没有涨价。"]
    assert unwrapped([screen(line) for line in lines], len(screen(full))) == [screen(line) for line in lines]
    words = [line.replace("只看该作者", "这条船要开了") for line in lines]
    assert len(unwrapped([screen(line) for line in words], len(screen(words[0])))) == 3


@pytest.mark.parametrize("name", ["[biggrin]", "[face_12]"])
def test_text_browsers_print_smileys_by_their_files_names(name: str) -> None:
    text = f"[avatar] 老渡口\n船票两块钱。{name}\n[noavatar]\n小码头\n知道了。{name}\n[online_mem]\n[avatar] 南岸人\n[sic]\n"
    assert [line.text for line in read_lines(text)[0]][:5] == ["老渡口", "船票两块钱。", "小码头", "知道了。", "南岸人"]


def test_one_word_in_brackets_is_somebodys() -> None:
    assert [line.text for line in read_lines("老渡口\n船票两块钱。[sic]\n知道了。\n")[0]] == ["老渡口", "船票两块钱。[sic]", "知道了。"]


def test_lines_of_free_length_are_left_alone() -> None:
    text = "short\na line\n" + "words " * 60 + "\nanother line\n"
    assert unscreened(text) == text


@pytest.mark.parametrize("scrap", ["0M2J5@5~0@!E0b", "8 A. x; q W6 }, L/ Z# R* q"])
def test_scattered_letters_go(scrap: str) -> None:
    text = f"船票两块钱。4v;v1C&q(c*w)Q3@\n{scrap}\n下周见。\n7}}1EO#S!@(G:h1;R.I2\n价格是 3-4 元\n"
    assert [line.text for line in read_lines(text)[0]] == ["船票两块钱。", "下周见。", "价格是 3-4 元"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("南岸人 当前离线", "南岸人"),
        ("ann ann", "ann"),
        ("ann_moor (Ann Moor)", "ann_moor"),
        ("Kit99 K", "Kit99"),
        ("Kit B", "Kit B"),
        ("Diamond Bar, CA", None),
        ("Established Member", None),
        ("沙发南岸人", "南岸人"),
        ("Newbie", None),
        ("积分 板凳", None),
        ("Posts Joined", None),
        ("2,305", None),
        ("A", None),
        ("谢谢分享。", None),
        ("Re: ferry", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert name_in(text) == name


def test_titles_and_trails() -> None:
    assert clean("Re: Ferry times - Page 2") == "Ferry times"
    assert clean("Post subject: Re: Ferry times") == "Ferry times"
    assert trail("南岸 › 街谈 › 渡口几点收班") == ["南岸", "街谈", "渡口几点收班"]
    assert trail("街谈 / 临江 / 只看大图") == []
