"""A body element becomes blocks, by what HTML itself says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.blocks import Body, Style
from crawler.body.walker import Rules, Walker, read, skip
from crawler.page import Page

BASE = "http://bbs.example/"


def element_of(markup: str) -> Any:
    return Page(f"<html><body><div>{markup}</div></body></html>".encode()).tree.find(".//body/div")


def body(markup: str, rules: Rules | None = None) -> Body:
    return read(element_of(markup), rules or Rules(), BASE)


def shown(markup: str) -> list[Any]:
    """Each block as (type, what it holds); a paragraph as its text."""
    found: list[Any] = []
    read_body = body(markup)
    for block in read_body.blocks:
        held = (
            block.rows
            or block.items
            or (read_body.images[block.index or 0].url.removeprefix(BASE) if block.type == "image" else block.text)
        )
        found.append(block.text if block.type == "paragraph" else (block.type, held or block.url))
    return found


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("", []),
        (" \n ", []),
        ("一<br />\n二<br><br>三", ["一", "二", "三"]),
        ("一<p>二</p>三<div>四</div>五", ["一", "二", "三", "四", "五"]),
        ("一<b>二</b><font color=red>三</font>", ["一二三"]),
        ("<p>一\n二</p>", ["一 二"]),
        ("\u3000\u3000一&nbsp;&nbsp;二", ["一 二"]),
        ("1 &lt; 2 &amp; 3", ["1 < 2 & 3"]),
        ("一<hr>二", ["一", "二"]),
        ("一<!-- 二 -->三", ["一三"]),
        ("一<foo>二</foo>三", ["一二三"]),
        ("<h2>题</h2>文", [("heading", "题"), "文"]),
        ("<h2>题<br>二</h2>", [("heading", "题"), ("heading", "二")]),
        ("<blockquote>缩进</blockquote>后", ["缩进", "后"]),
    ],
)
def test_lines(markup: str, blocks: list[Any]) -> None:
    assert shown(markup) == blocks


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<ul><li>甲</li><li>乙</li></ul>", [("list", ["甲", "乙"])]),
        ('<ul class="litype_1"><li>甲<br />\n<li>乙<br />\n</ul>丙', [("list", ["甲", "乙"]), "丙"]),
        ("<ol><li>甲<br>续<li>乙</ol>", [("list", ["甲\n续", "乙"])]),
        ("<ul><li>甲<ul><li>子</li></ul></li><li>乙</li></ul>", [("list", ["甲", "子", "乙"])]),
        ("<ul><ul><li>甲</ul></ul>", [("list", ["甲"])]),
        ("<ul><li></li></ul>", []),
        ("<ul><li>甲<li><img src=a.jpg>乙</ul>", ["甲", ("image", "a.jpg"), "乙"]),
        ("<ul>前言<li>甲<li>乙</ul>", ["前言", "甲", "乙"]),
        ("<ul><li>甲</li>夹在中间<li>乙</li></ul>", ["甲", "夹在中间", "乙"]),
        ("<ul>只有话</ul>", ["只有话"]),
    ],
)
def test_lists(markup: str, blocks: list[Any]) -> None:
    assert shown(markup) == blocks


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<table><tr><th>路</th><th>班</th></tr><tr><td>7</td><td>5:40</td></tr></table>", [("table", [["路", "班"], ["7", "5:40"]])]),
        ("<table><tbody><tr><td>甲<br>续<td>乙</table>", [("table", [["甲\n续", "乙"]])]),
        ("<table><tr><td>甲</td><td></td></tr></table>", [("table", [["甲", ""]])]),
        ("<table><tr><td>只有一格</td></tr></table>", ["只有一格"]),
        ("<table><tr><td></td><td></td></tr></table>", []),
        ("<table></table>", []),
        ("<table><tr><td><img src=a.jpg><td><img src=b.jpg><tr><td>甲<td>乙</table>", [("image", "a.jpg"), ("image", "b.jpg"), "甲", "乙"]),
        ("<table><tr><td>外</td><td><table><tr><td>一</td><td>二</td></tr></table></td></tr></table>", ["外", ("table", [["一", "二"]])]),
        ("<table><thead><tr><th>甲<th>乙</thead><tr><td>丙<td>丁</table>", [("table", [["甲", "乙"], ["丙", "丁"]])]),
        ("<table><tr><br><td>甲</td><br><td>乙</td></tr></table>", [("table", [["甲", "乙"]])]),
        ("<table>话<tr><td>甲</td><td>乙</td></tr></table>", ["话", "甲", "乙"]),
        ("<table><tr><td>甲</td><td>乙</td>话</tr></table>", ["甲", "乙", "话"]),
        ("<table><form><tr><td>甲</td><td>乙</td></tr></form></table>", ["甲", "乙"]),
        ("前<table><caption>表题</caption><tr><td>甲</td><td>乙</td></tr></table>", ["前", "表题", ("table", [["甲", "乙"]])]),
    ],
)
def test_tables(markup: str, blocks: list[Any]) -> None:
    assert shown(markup) == blocks


def test_cells_of_a_picture_table_are_known() -> None:
    blocks = body("<table><tr><td><img src=a.jpg><td><img src=b.jpg><tr><td>甲<td>乙</table>后").blocks
    assert [block.cell and block.cell[1:] for block in blocks] == [(0, 0), (0, 1), (1, 0), (1, 1), None]


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<pre>\nif x:\n    y\n\nz\n</pre>", [("code", "if x:\n    y\n\nz")]),
        ("<pre><code>a<br>b</code></pre>", [("code", "a\nb")]),
        ("前<pre>码</pre>后", ["前", ("code", "码"), "后"]),
        ("<pre> </pre>", []),
    ],
)
def test_code(markup: str, blocks: list[Any]) -> None:
    assert shown(markup) == blocks


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        (
            "一<img src=a.jpg>二<img src=b.jpg><img src=c.jpg>三",
            ["一", ("image", "a.jpg"), "二", ("image", "b.jpg"), ("image", "c.jpg"), "三"],
        ),
        ("<a href=x.html>去<img src=a.jpg>看</a>", ["去", ("image", "a.jpg"), "看"]),
        ("笑<img src=static/image/smiley/default/biggrin.gif smilieid=3>了", ["笑了"]),
        ("<embed src=/v/a.swf>后面<br>的话", [("media", BASE + "v/a.swf"), "后面", "的话"]),
        ("<video src=/v/a.mp4>旧浏览器</video>", [("media", BASE + "v/a.mp4")]),
        ("<audio><source src=https://cdn.example/a.mp3></audio>", [("media", "https://cdn.example/a.mp3")]),
        ("<iframe src='javascript:alert(1)'></iframe>", []),
    ],
)
def test_pictures_and_films(markup: str, blocks: list[Any]) -> None:
    assert shown(markup) == blocks


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>话</script>",
        "<style>话</style>",
        "<noscript>话</noscript>",
        "<template>话</template>",
        "<button>话</button>",
        "<textarea>话</textarea>",
        "<select><option>话</select>",
        '<span style="display:none">话</span>',
        '<p style="color:red; DISPLAY : none">话</p>',
        '<div style="visibility:hidden"><p>话</p></div>',
        '<table style="display:none"><tr><td>话</td></tr></table>',
    ],
)
def test_hidden_elements(hidden: str) -> None:
    assert shown(f"前{hidden}后") in (["前后"], ["前", "后"])


def test_figures_know_their_captions() -> None:
    first, caption, second, line = body(
        "<figure><img src=a.jpg><figcaption>说明</figcaption></figure><figure><img src=b.jpg></figure>后"
    ).blocks
    assert (first.figure, caption.role) == (caption.figure, "figcaption")
    assert len({first.figure, second.figure, line.figure}) == 3


@pytest.mark.parametrize(
    ("markup", "role"),
    [
        ('<div class="wp-caption-text">话</div>', "class"),
        ('<p class="pic-desc">话</p>', "class"),
        ('<span class="caption">话</span>', "class"),
        ('<div class="captionless">话</div>', None),
        ('<div class="description">话</div>', None),
    ],
)
def test_caption_classes(markup: str, role: str | None) -> None:
    assert [block.role for block in body(f"前{markup}后").blocks][1 if role else -1] == role


@pytest.mark.parametrize(
    ("markup", "style"),
    [
        ("话", Style.NONE),
        ("<b>话</b>", Style.BOLD),
        ("<strong>话</strong> ", Style.BOLD),
        ("<b>粗</b>不粗", Style.NONE),
        ('<div align="center">话</div>', Style.CENTRE),
        ("<center><small>话</small></center>", Style.CENTRE | Style.SMALL),
        ('<p style="text-align: center; color: #888">话</p>', Style.CENTRE | Style.GREY),
        ('<font size="1" color="gray">话</font>', Style.SMALL | Style.GREY),
        ('<span style="font-size:12px">话</span>', Style.SMALL),
        ('<span style="font-size:16px;color:#000;font-weight:700">话</span>', Style.BOLD),
        ('<span style="background-color:#999">话</span>', Style.NONE),
        ('<font color="red">话</font>', Style.NONE),
    ],
)
def test_looks(markup: str, style: Style) -> None:
    assert body(markup).blocks[0].style == style


def test_an_engine_s_rules_come_first() -> None:
    rules = Rules(classes={"jammer": skip}, tags={"b": skip})
    assert [block.text for block in body('一<font class="x jammer">噪</font>二<b>粗</b>三', rules).blocks] == ["一二三"]


# Hostile markup -------------------------------------------------------------------------------------------------------------------------

NESTS = {
    "div": ("<div>", "</div>"),
    "list": ("<ul><li>", "</li></ul>"),
    "bare list": ("<ul>", "</ul>"),
    "table": ("<table><tr><td>", "</td><td>又</td></tr></table>"),
    "list and table": ("<ul><li><table><tr><td>", "</td><td>又</td></tr></table></li></ul>"),
    "figure": ("<figure><blockquote>", "</blockquote></figure>"),
    "heading": ("<h3><b>", "</b></h3>"),
}


@pytest.mark.parametrize("depth", [12, 60])
@pytest.mark.parametrize("name", NESTS)
def test_nesting_costs_a_visit_an_element(name: str, depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    opening, closing = NESTS[name]
    element = element_of(f"{opening * depth}底<img src=a.jpg>{closing * depth}")
    visits = 0
    visit = Walker.visit

    def counting(walker: Walker, element: Any) -> None:
        nonlocal visits
        visits += 1
        visit(walker, element)

    monkeypatch.setattr(Walker, "visit", counting)
    found = read(element, Rules(), BASE)
    assert visits <= len(list(element.iter()))
    assert any("底" in line for block in found.blocks for line in block.lines())


@pytest.mark.parametrize("name", NESTS)
def test_what_is_nested_too_deep_is_still_read(name: str) -> None:
    opening, _ = NESTS[name]
    element = html.fragment_fromstring("<div></div>")
    inner = element
    for _ in range(150):
        for tag in opening.strip("<>").split("><"):
            child = html.Element(tag)
            inner.append(child)
            inner = child
    inner.text = "深处的话"
    text = "".join(line for block in read(element, Rules(), BASE).blocks for line in block.lines())
    assert "深处的话" in text


_NAMES = "div p b ul ol li table tr td th h2 figure figcaption pre br img blockquote span font center dl"
_TAGS = st.sampled_from(_NAMES.split())
_MARKUP = st.lists(st.one_of(st.text("一二三 \n<&", max_size=5), _TAGS.map("<{}>".format), _TAGS.map("</{}>".format)), max_size=30).map(
    "".join
)


@settings(deadline=None)
@given(_MARKUP)
def test_any_markup_is_read(markup: str) -> None:
    found = body(markup)
    for block in found.blocks:
        assert block.record()["type"] == block.type
        assert all(line.strip() == line for line in block.lines() if block.type != "code")
    assert [block.index for block in found.blocks if block.type == "image"] == list(range(len(found.images)))


@settings(deadline=None)
@given(_MARKUP)
def test_no_word_is_lost(markup: str) -> None:
    element = element_of(markup)
    words = sorted(c for c in "".join(element.itertext()) if c in "一二三")
    kept = sorted(c for block in read(element, Rules(), BASE).blocks for line in block.lines() for c in line if c in "一二三")
    assert kept == words


@pytest.mark.parametrize(
    "markup",
    [
        "前<details><summary>结局</summary>里面<p>再里面</p></details>后",
        '前<div class="bbCodeSpoiler"><button type="button">结局</button><div>里面<ul><li>再里面</li></ul></div></div>后',
        '前<div><input type="button" value="show"><div style="display: none">里面<blockquote>再里面</blockquote></div></div>后',
    ],
)
def test_what_must_be_unfolded_is_marked(markup: str) -> None:
    blocks = body(markup).blocks
    assert [block.hidden for block in blocks if block.text in ("前", "后", "结局")] == [False] * (2 + ("summary" in markup))
    assert all(block.record().get("hidden") is True for block in blocks if "里面" in f"{block.text}{block.items}")
    assert len([block for block in blocks if block.hidden]) == 2
