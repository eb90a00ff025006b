"""The ways in which posters tie words to pictures, one function each: it returns the blocks of one such passage."""

from __future__ import annotations

from crawler.demo import texts
from crawler.demo.model import Block, FileName, Line, Table
from crawler.demo.writer import Writer


def _captioned(writer: Writer, line: str, credit: str | None = None) -> list[Block]:
    return [writer.picture(line=line, captioned=True, credit=credit), Line(line)]


def photographer(writer: Writer) -> list[Block]:
    """The line after, with the photographer at its end."""
    name = writer.dice.choice(texts.PHOTOGRAPHERS)
    mark = writer.dice.choice((f"{name} 摄", f"{name}摄", f"记者 {name} 摄", f"（{name} 摄）", f"（图/{name}）"))
    return _captioned(writer, f"{texts.scene(writer.dice)}。{mark}", name)


def lead_in(writer: Writer) -> list[Block]:
    """图为 …, 图1：…, 资料图：…"""
    mark = writer.dice.choice(("图为", f"图{writer.pictures + 1}：", "资料图：", "图片说明："))
    return _captioned(writer, f"{mark}{texts.scene(writer.dice)}。")


def arrow(writer: Writer) -> list[Block]:
    """▲ below the picture."""
    return _captioned(writer, f"▲{texts.scene(writer.dice)}")


def before(writer: Writer) -> list[Block]:
    """下图为 … or ▼ above the picture."""
    line = f"{writer.dice.choice(('下图为', '▼'))}{texts.scene(writer.dice)}"
    return [Line(line), writer.picture(line=line, captioned=True)]


def described(writer: Writer) -> list[Block]:
    """The uploader's description, in the picture's tip."""
    words = texts.scene(writer.dice)
    return [writer.picture(description=words, line=words, captioned=True)]


def described_below(writer: Writer) -> list[Block]:
    """Two pictures that stand below the text, each with its description."""
    scenes = texts.scene(writer.dice), texts.scene(writer.dice)
    return [writer.picture(description=words, line=words, captioned=True, appended=True) for words in scenes]


def bare_below(writer: Writer) -> list[Block]:
    """Pictures below the text without a word."""
    return [writer.picture(appended=True), writer.picture(appended=True)]


def table(writer: Writer) -> list[Block]:
    """A row of pictures, and the words in the row under it."""
    lines = texts.scene(writer.dice), texts.scene(writer.dice)
    return [Table((tuple(writer.picture(line=line, captioned=True) for line in lines), lines))]


def group(writer: Writer) -> list[Block]:
    """One line for two pictures."""
    name = writer.dice.choice(texts.PHOTOGRAPHERS)
    line = f"以上两图：{texts.scene(writer.dice)}。{name} 摄"
    key = writer.pictures
    pictures = [writer.picture(line=line, captioned=True, credit=name, group=key) for _ in range(2)]
    return [*pictures, Line(line)]


def credit_only(writer: Writer) -> list[Block]:
    """A photographer and nothing else."""
    name = writer.dice.choice(texts.PHOTOGRAPHERS)
    line = writer.dice.choice((f"图/{name}", f"摄影：{name}", f"（{name} 摄）"))
    return [writer.picture(line=line, credit=name), Line(line)]


def centred(writer: Writer) -> list[Block]:
    """A centred line without a mark, under a centred picture."""
    line = texts.scene(writer.dice)
    return [writer.picture(line=line, captioned=True, centred=True), Line(line, "centre")]


def small(writer: Writer) -> list[Block]:
    """A small grey line without a mark."""
    line = texts.scene(writer.dice)
    return [writer.picture(line=line, captioned=True), Line(line, "small")]


def bare(writer: Writer) -> list[Block]:
    """No caption at all: the story goes on."""
    return [writer.picture(), *writer.lines(1)]


def same_name(writer: Writer) -> list[Block]:
    """Two pictures of one file name, which also stands as a line above each."""
    name = f"P0{writer.dice.randint(20200101, 20241231)}{writer.dice.randint(100000, 999999)}.jpg"
    blocks: list[Block] = []
    for _ in range(2):
        credit = writer.dice.choice(texts.PHOTOGRAPHERS)
        line = f"{texts.scene(writer.dice)}。{credit} 摄"
        picture = writer.picture(filename=name, line=line, captioned=True, credit=credit)
        blocks += [Line(""), FileName(name), picture, Line(""), Line(line)]
    return blocks


def heading(writer: Writer) -> list[Block]:
    """A heading under a picture: not a caption."""
    return [writer.picture(), Line("二、怎么走最省事", "bold"), *writer.lines(1)]


def two_lenses(writer: Writer) -> list[Block]:
    """后置双摄: the sign of a photographer inside a sentence, not a caption."""
    return [writer.picture(), Line("这台旧手机后置双摄，拍夜景噪点不少，拿来记事倒是够用，我打算再用一年。")]


def source(writer: Writer) -> list[Block]:
    """An article's source at the end of a text: not a picture's credit."""
    return [writer.picture(), *writer.lines(1), Line("来源：临江广播站"), Line("网站地图|联系我们的页面已经打不开了，只好贴在这里。")]


ORDINARY = (
    photographer, photographer, lead_in, arrow, before, described, described_below, bare_below, table, group, credit_only, centred,
    small, bare, bare, same_name,
)  # fmt: skip
