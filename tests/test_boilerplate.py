"""The forum's words go, people's words stay."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blocks import Block, Body
from crawler.items import Image
from crawler.lexicon import classify, lexicon, normalise
from pipelines.boilerplate import clean

PICTURE = "(picture)"
QUOTE = "(quote)"


def body(*lines: str, loose: bool = False) -> Body:
    """Paragraphs; the two names above stand for a picture and a quote."""
    made = Body(loose=loose)
    for line in lines:
        if line == PICTURE:
            made.images.append(Image(len(made.images), "http://bbs.example/a.jpg"))
            made.blocks.append(Block("image", index=len(made.images) - 1))
        elif line == QUOTE:
            made.blocks.append(Block("quote", index=0))
        else:
            made.blocks.append(Block("paragraph", line))
    return made


def left(made: Body) -> list[str]:
    return [PICTURE if block.type == "image" else QUOTE if block.type == "quote" else block.text for block in made.blocks]


@pytest.mark.parametrize(
    "lines",
    [
        ["回复很快，谢谢楼主。"],
        ["回复"],
        ["支持"],
        ["支持！"],
        ["顶"],
        ["收藏"],
        ["举报", "回复"],
        ["我只说两个字：", "支持", "别的不谈。"],
        ["先点这里", "回复", "再点那里"],
        ["点击下载附件里的表格填好，再交到二楼。"],
        ["返回顶部的按钮找不到了，哪位知道？"],
        ["本帖最后由谁编辑我看不懂"],
        ["他说：上一页写错了"],
        ["关于我们小区停水的事"],
        ["来自手机城的朋友说得对"],
        [PICTURE, "回复"],
        [QUOTE, "举报"],
        [QUOTE, "支持"],
        ["2019-5-11 上传那天我在场"],
        ["Fine.", "Edited by Max Brod in the twenties, the book lost two chapters and won a public."],
        ["Fine.", "Edited by Max Brod in 1925, the book lost two chapters."],
        ["Fine.", "Last edit: forgot the salt, 200 g is enough."],
        ["Gut.", "Dieser Beitrag wurde 2019 geschrieben."],
    ],
)
def test_people_s_words_stay(lines: list[str]) -> None:
    made = body(*lines)
    assert not clean(made)
    assert left(made) == lines


@pytest.mark.parametrize(
    ("lines", "kept", "kinds"),
    [
        (["好看", "下载附件", "保存到相册"], ["好看"], {"attachment": 2}),
        (["返回顶部"], [], {"footer": 1}),
        (["好看", "回复", "举报"], ["好看"], {"toolbar": 2}),
        (["引用", "好看"], ["好看"], {"toolbar": 1}),
        (["好看", "【 返 回 顶 部 】"], ["好看"], {"footer": 1}),
        (["复制代码", "好看"], ["好看"], {"code": 1}),
        (["本帖最后由 老街坊 于 2019-5-11 10:20 编辑", "好看"], ["好看"], {"edit note": 1}),
        (["好看", "[ 本帖最後由 行山客 於 2016-5-7 10:40 AM 編輯 ]"], ["好看"], {"edit note": 1}),
        (["Bonjour", "Dernière modification par Ada (Hier 08:20:00)"], ["Bonjour"], {"edit note": 1}),
        (["Fine.", "This reply was modified 3 weeks ago by Ben."], ["Fine."], {"edit note": 1}),
        (["晚霞.jpg (327.2 KB, 下载次数: 2)", "好看"], ["好看"], {"attachment": 1}),
        (["2019-5-11 10:20 上传", "好看"], ["好看"], {"attachment": 1}),
        (["好看", "来自: 江边客户端"], ["好看"], {"client": 1}),
        (["好看", "本主题由 管理 于 2019-5-12 09:00 加入精华"], ["好看"], {"moderation": 1}),
        (["B Color Link Quote Code Smilies", "好看", "您需要登录后才可以回帖 登录 | 立即注册"], ["好看"], {"toolbar": 1, "footer": 1}),
        ([PICTURE, "登录/注册后可看大图", "好看"], [PICTURE, "好看"], {"attachment": 1}),
    ],
)
def test_furniture_goes_and_is_counted(lines: list[str], kept: list[str], kinds: dict[str, int]) -> None:
    made = body(*lines)
    assert clean(made) == kinds
    assert left(made) == kept


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["好看", "踩", "回复", "使用道具", "页脚里的随便什么话"], ["好看"]),
        (["跳转到指定楼层", "好看", "真的"], ["好看", "真的"]),
        (["好看", "支持", "真的"], ["好看", "真的"]),
        (["回复很快", "谢谢"], ["回复很快", "谢谢"]),
    ],
)
def test_where_no_markup_ends_the_post(lines: list[str], kept: list[str]) -> None:
    made = body(*lines, loose=True)
    clean(made)
    assert left(made) == kept


_LINES = st.lists(
    st.sampled_from(["好看", "回复", "举报", "支持", "下载附件", "返回顶部", "发帖", "24 条回复", PICTURE, QUOTE]), max_size=9
)


@given(_LINES, st.booleans())
def test_clean_is_clean(lines: list[str], loose: bool) -> None:
    made = body(*lines, loose=loose)
    removed = clean(made)
    assert sum(removed.values()) == len(lines) - len(made.blocks)
    once = copy.deepcopy(made)
    assert not clean(made)
    assert made == once


@given(_LINES)
def test_words_are_never_all_taken(lines: list[str]) -> None:
    """A button's name may be all that somebody wrote."""
    made = body(*lines)
    clean(made)
    never_people_s = {"下载附件", "返回顶部"}
    assert [line for line in left(made) if line not in (PICTURE, QUOTE)] or not {*lines} - never_people_s - {PICTURE, QUOTE}


@pytest.mark.parametrize(
    ("line", "form"), [(" 【 返回 顶部 】", "返回顶部"), ("24 条回复", "0条回复"), ("Report Post...", "reportpost"), ("", "")]
)
def test_normalise(line: str, form: str) -> None:
    assert normalise(line) == form


def test_the_lexicon_is_sound() -> None:
    assert len(lexicon()) > 80
    assert {entry.where for entry in lexicon().values()} == {"any", "edge", "loose"}
    assert all(phrase and phrase == normalise(phrase) for phrase in lexicon())


@pytest.mark.parametrize(
    ("line", "where"),
    [("使用道具 举报", "edge"), ("返回顶部 返回列表", "any"), ("使用道具 好看", None), ("举报 这个人", None), ("回复 很快", None)],
)
def test_buttons_in_one_line(line: str, where: str | None) -> None:
    entry = classify(line)
    assert (entry.where if entry else None) == where


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("张三等 12 人觉得很赞", "thanks"),
        ("Anna and 3 others liked this", "thanks"),
        ("发自我的 iPhone", "client"),
        ("sent from my left pocket phone", "client"),
        ("附件: plan.pdf (12 KB, 下载次数: 3)", "attachment"),
        ("12 people found the lamp broken.", None),
        ("3人喜欢吃辣", None),
        ("来自：河南的朋友请进", None),
        ("5 people said it was broken", None),
    ],
)
def test_what_is_printed_with_a_count_or_a_device_is_told_from_words(line: str, kind: str | None) -> None:
    entry = classify(line)
    assert (entry.kind if entry else None) == kind


@given(st.text())
def test_any_line_is_judged(line: str) -> None:
    entry = classify(line)
    assert entry is None or len(line) <= 120
