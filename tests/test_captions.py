"""Which words belong to which picture."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blocks import Block, Body, Style
from crawler.body.pictures import is_filename
from crawler.items import Board, Image
from pipelines.captions import CaptionsPipeline, tie
from pipelines.credits import read
from tests.captions.gold import Case, cases, score

GOLD = cases()
REFERENCE = next((folder / "shared" / "discuz" for folder in Path(__file__).parents if (folder / "shared" / "discuz").is_dir()), None)


@pytest.mark.parametrize("case", GOLD, ids=lambda case: case.name)
def test_gold(case: Case, request: pytest.FixtureRequest) -> None:
    if case.uncertain:
        request.applymarker(pytest.mark.xfail(reason=case.uncertain, strict=True))
    case = deepcopy(case)
    assert case.found() == case.expected
    assert [image.caption_group for image in case.body.images] == case.groups


def test_gold_set_is_large_and_half_of_it_are_traps() -> None:
    wanted = [words[0] for case in GOLD for words in case.expected]
    assert len(wanted) >= 150
    assert 0.4 <= wanted.count(None) / len(wanted) <= 0.6


def test_score_counts_right_and_wrong() -> None:
    case = Case("one right, one wrong")
    case.body.images = [Image(0, "u0"), Image(1, "u1")]
    case.body.blocks = [Block("image", index=0), Block("paragraph", "图为甲。"), Block("image", index=1)]
    case.expected = [("after", "甲。", None), ("after", "乙。", None)]
    table = {line.split()[0]: line.split()[1:] for line in score([case]).splitlines()}
    assert table["after"] == ["2", "1", "1", "1.000", "0.500"]
    assert table["none"] == ["0", "1", "0", "0.000", "-"]


def test_precision_over_the_whole_gold_set() -> None:
    totals = score(deepcopy(GOLD)).splitlines()[-1].split()
    assert float(totals[-2]) >= 0.98
    assert float(totals[-1]) >= 0.97


@pytest.mark.parametrize(
    ("line", "words", "credit"),
    [
        ("渡口的清晨。温书言 摄", "渡口的清晨。", "温书言"),
        ("渡口的清晨。温书言 摄于柳叶渡", "渡口的清晨。", "温书言"),
        ("张三摄", "", "张三"),
        ("李和平摄", "", "李和平"),
        ("甲秀楼 温书言 摄", "甲秀楼", "温书言"),
        ("后置双摄", "后置双摄", None),
        ("业余时间，喜欢摄影", "业余时间，喜欢摄影", None),
        ("左图为旧，右图为新。", "左图为旧，右图为新。", None),
        ("▼下图为新桥", "新桥", None),
        ("Boats at dawn\nPhoto: Jane Doe", "Boats at dawn", "Jane Doe"),
        ("Photo courtesy of the museum", "", "the museum"),
        ("字" * 301, "字" * 301, None),
    ],
)
def test_reading_a_line(line: str, words: str, credit: str | None) -> None:
    assert read(line)[:2] == (words, credit)


def _body(*lines: str) -> Body:
    """``*`` is a picture, all else a paragraph."""
    body = Body()
    for line in lines:
        if line == "*":
            body.images.append(Image(len(body.images), f"https://forum.example/{len(body.images)}.jpg"))
            body.blocks.append(Block("image", index=len(body.images) - 1))
        else:
            body.blocks.append(Block("paragraph", line))
    return body


def test_a_tied_line_becomes_a_caption_block() -> None:
    body = _body("开头。", "*", "*", "渡口的清晨。温书言 摄", "结尾。")
    assert tie(body) == Counter(after=2)
    assert [block.type for block in body.blocks] == ["paragraph", "image", "image", "caption", "paragraph"]
    assert body.blocks[3].images == [0, 1]
    assert body.images[0].caption_raw == "渡口的清晨。温书言 摄"
    assert body.images[1].caption_group == [0, 1]


def test_an_uncertain_line_stays_in_the_text() -> None:
    body = _body("很长的一段正文，说的是别的事情。", "*", "渡口")
    body.blocks[2].style = Style.SMALL
    assert tie(body) == Counter(after_unmarked=1)
    assert body.images[0].caption == "渡口"
    assert body.blocks[2].type == "paragraph"


def test_file_names_go_and_are_counted() -> None:
    body = _body("0.jpg", "*", "IMG_7.png", "正文里的 a.png 不是文件名行", "别处.png")
    assert tie(body) == Counter(filename_lines=2, none=1)
    assert [block.text for block in body.blocks] == ["", "正文里的 a.png 不是文件名行", "别处.png"]


def test_a_post_without_pictures_is_left_alone() -> None:
    body = _body("图为大家问好。", "a.jpg", "温书言 摄")
    before = deepcopy(body)
    assert tie(body) == Counter()
    assert body == before


def test_the_pipeline_counts_with_and_without_stats() -> None:
    counted: Counter[str] = Counter()
    stats = SimpleNamespace(inc_value=lambda name, count=1, **_: counted.update({name: count}))
    pipeline = CaptionsPipeline.from_crawler(SimpleNamespace(stats=stats))
    post = SimpleNamespace(thread=SimpleNamespace(title="渡口"), board=Board(), site="a.example", author=None)
    draft = SimpleNamespace(post=post, names=(), body=_body("*", "图为渡口。", "*"))
    assert pipeline.process_item(draft) is draft
    assert counted == {"captions/after": 1, "captions/none": 1}
    assert CaptionsPipeline().process_item(SimpleNamespace(post=post, names=(), body=_body("*"))).body.images[0].caption is None


_LINES = st.one_of(
    st.just("*"),
    st.just("*"),
    st.sampled_from(
        [
            "图为渡口。",
            "渡口的清晨。温书言 摄",
            "（图/温书言）",
            "下图为渡口",
            "渡口的夜景如下图：",
            "▼",
            "▲渡口",
            "左图：甲",
            "右图：乙",
            "0.jpg",
            "IMG_1234",
            "别的.png",
            "11月14日傍晚，街口。",
            "4月4日，街口，",
            "一段正文。",
            "后置双摄",
            "摄影：温书言",
            "Photo by Jane Doe",
            "Figure 1: x",
        ]
    ),
    st.text(max_size=40),
    st.text("图为摄（）()/：:▲▼下左右 。，a.jpgPhotoby", max_size=30),
)


@st.composite
def _bodies(draw: st.DrawFn) -> Body:
    body = _body(*draw(st.lists(_LINES, max_size=12)))
    for block in body.blocks:
        block.style = Style(draw(st.integers(0, 15)))
        block.role = draw(st.sampled_from([None, None, None, "class", "figcaption"])) if block.type == "paragraph" else None
        block.figure = draw(st.sampled_from([None, None, None, 1, 2]))
        block.cell = draw(st.sampled_from([None, None, None, (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)]))
        if block.type == "image":
            block.text = draw(st.sampled_from(["", "", "一九九四年的渡口", "▼", "a.jpg"]))
            body.images[block.index or 0].alt = draw(st.sampled_from([None, None, "雨后的渡口", "image"]))
    return body


@given(_bodies())
def test_whatever_stands_in_a_post(body: Body) -> None:
    before = deepcopy(body)
    counts = tie(body, "渡口")
    names = counts.pop("filename_lines", 0)
    assert sum(counts.values()) == len(body.images)
    kept = [block.text for block in body.blocks]
    lost = Counter(block.text for block in before.blocks) - Counter(kept)
    assert sum(lost.values()) == names
    assert all(is_filename(text) or text == "IMG_1234" or text.casefold() == "0.jpg" for text in lost)
    assert [text for text in (block.text for block in before.blocks) if text not in lost] == [text for text in kept if text not in lost]
    for image in body.images:
        assert (image.caption_from is None) == (image.caption is None and image.credit is None)
        assert image.caption is None or image.caption.strip()
        assert image.caption_group is None or image.index in image.caption_group
    for block in body.blocks:
        assert (block.type == "caption") == (block.images is not None)
        assert all(body.images[index].caption_from for index in block.images or ())
    again = deepcopy(body)
    assert not set(tie(again, "渡口")) - {"none"}
    assert again == body


@given(st.text(max_size=320))
def test_any_line_can_be_read(text: str) -> None:
    line = read(text)
    assert line.credit is None or line.credit


@pytest.mark.skipif(REFERENCE is None, reason="the reference forum's pages are not here")
def test_the_reference_forum() -> None:
    from crawler.forum import ThreadPage  # noqa: PLC0415
    from crawler.page import Page  # noqa: PLC0415
    from crawler.reading import read as read_page  # noqa: PLC0415  (the engines are no part of what is tested elsewhere in this file)

    assert REFERENCE is not None
    threads = [json.loads(line) for line in (REFERENCE / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    truth = {image["url"]: image for thread in threads for post in thread.get("posts", ()) for image in post.get("images", ())}
    seen = set()
    for path in sorted((REFERENCE / "pages").glob("0*_thread*.html")):
        reading = read_page(Page(path.read_bytes(), "http://127.0.0.1:8300/forum.php?mod=viewthread&tid=1"))
        for draft in reading.posts if isinstance(reading, ThreadPage) else ():
            tie(draft.body, draft.post.thread.title)
            for image in draft.body.images:
                want = truth.get(image.url)
                if want is None:
                    continue
                seen.add(image.url)
                assert (image.caption_raw if image.caption else None) == want["caption"], path.name
                assert (image.credit is None) == (want["credit"] is None), path.name
                assert image.credit is None or image.credit in want["credit"], path.name
    assert len(seen) >= 30
