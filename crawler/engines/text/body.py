"""The lines of a body -> its blocks: paragraphs, pictures, files, quotations, code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.blocks import Block, Body, Style
from crawler.body.pictures import is_decoration, is_filename
from crawler.engines.text.filelines import FILE, KINDS, OTHER, TIP
from crawler.engines.text.files import apart
from crawler.engines.text.joining import joined, united
from crawler.engines.text.line import Line
from crawler.engines.text.photographers import spaced
from crawler.engines.text.pictures import named
from crawler.engines.text.quotations import Quoted, squeezed, take
from crawler.engines.text.tables import table_at
from crawler.engines.text.trimming import ABOVE_CODE, LOCKED, is_note, is_whole, trimmed
from crawler.items import Attachment, Image
from crawler.lexicon import classify
from crawler.text import size, tidy
from crawler.urls import absolute

_DESCRIBED = re.compile(
    r"(?P<words>.*\S)\s*(?:图片|圖片|附件|image|picture|file)\s?[:：]\s?(?P<name>[^\s:：]+\.(?:jpe?g|png|gif|webp|bmp))", re.IGNORECASE
)
"""A picture's description and the name of its file, in the words that stand for a picture (PHPWind 9)."""
_LABEL = re.compile(
    r"(?:上传的附件|附件(?:列表)?|attachments?|attached (?:files?|thumbnails?|images?)|attachment|dateianhänge"
    r"|pièces jointes|вложения|allegati|adjuntos|code|代码|quellcode|[a-z]{2,12}(?:_[a-z]{2,12}){1,3})\s*[:：]?",
    re.IGNORECASE,
)
"""What forums print above files and code: words, or the name of a picture that stands for them."""
_ABOVE, _CODE = re.compile(r"(?:code|代码|quellcode)\s*[:：]", re.IGNORECASE), re.compile(r"[(){}\[\];=<>$#\\]|->")
"""The label above code, and signs of code: where no markup tells it from words."""
_CLOSING = "，。、；：？！）】》”’…,;:?!)]}»"


@dataclass(slots=True)
class Page:
    """What the bodies of a page have in common."""

    base_url: str
    marked: bool
    """Markdown."""
    parted: bool = False
    """Tags part lines."""


def read_body(lines: list[Line], page: Page, known: Quoted) -> Body:
    """Reads a post's lines."""
    body = Body()
    lines = trimmed(united(lines, is_whole, is_note) if page.parted else lines, body)
    lines = named(apart(take(joined(lines, known.names) if page.parted else lines, body, known)))
    code: list[str] = []
    done = 0
    for at, line in enumerate(lines):
        if at < done:
            continue
        if rows := table_at(lines, at, marked=page.marked):
            body.blocks.append(Block("table", rows=rows))
            done = at + len(rows) * len(rows[0])
            continue
        if line.code:
            code.append(line.raw)
            continue
        if code:
            body.blocks.append(Block("code", "\n".join(code)))
            code = []
        _add(line, lines[at - 1] if at else None, lines[at + 1] if at + 1 < len(lines) else None, body, page)
    if code:
        body.blocks.append(Block("code", "\n".join(code)))
    return body


def _add(line: Line, before: Line | None, after: Line | None, body: Body, page: Page) -> None:
    text = line.text
    if line.picture:
        address = line.picture.address
        if not is_decoration(address):
            name = address.rpartition("/")[2]
            image = Image(len(body.images), absolute(page.base_url, address) or address)
            alt = line.picture.alt or line.picture.title
            if told := _DESCRIBED.fullmatch(alt):
                alt, name = told["words"], told["name"]
            title = line.picture.title
            image.filename = next((words for words in (alt, name, title) if is_filename(words)), None)
            image.alt = alt if alt and not is_filename(alt) else None
            _image(body, image)
        return
    if is_filename(text):
        _image(body, Image(len(body.images), absolute(page.base_url, text) or text, filename=text))
    elif file := FILE.fullmatch(text):
        if file["kind"].lower() in KINDS:
            last = body.images[-1] if body.images and body.blocks and body.blocks[-1].type == "image" else None
            if last is not None and last.filename in (None, file["name"]) and file["name"] in (last.filename or file["name"]):
                last.filename = last.filename or file["name"]
                return
            _image(body, Image(len(body.images), absolute(page.base_url, file["name"]) or file["name"], filename=file["name"]))
        else:
            body.attachments.append(Attachment(file["name"], bytes=size(file["size"]), description=line.about or None))
            body.blocks.append(Block("attachment", index=len(body.attachments) - 1))
    elif alone := OTHER.fullmatch(text):
        body.attachments.append(Attachment(alone["name"], description=line.about or None))
        body.blocks.append(Block("attachment", index=len(body.attachments) - 1))
    elif LOCKED.fullmatch(text):
        body.locked.append(text)
        body.blocks.append(Block("locked", text))
    elif (
        TIP.fullmatch(text)
        or ABOVE_CODE.fullmatch(text)
        or _announces(line, after)
        or _of_file(line, before)
        or line.rule
        or (line.bare and len(text) < 3 and body.blocks == [])
    ):
        return
    elif before is not None and text[0] in _CLOSING and body.blocks and body.blocks[-1].type == "paragraph" and not line.gap:
        body.blocks[-1].text += text
    else:
        text = spaced(text) if body.blocks and body.blocks[-1].type == "image" else text
        style = Style.INDENT if line.raw[:1] in (" ", "\t", "\u3000") else Style.NONE
        body.blocks.append(Block("heading" if line.level else "paragraph", tidy(text), style=style))


def _of_file(line: Line, before: Line | None) -> bool:
    """Whether a line is a button of the file above it."""
    if line.kind != "button" or before is None or not (before.file or before.picture):
        return False
    entry = classify(line.text)
    return entry is not None and entry.kind == "attachment"


def _announces(line: Line, after: Line | None) -> bool:
    """Whether a line is a label that the forum prints above files and code."""
    if after is None or not _LABEL.fullmatch(line.text):
        return line.kind == "button" and after is not None and after.code
    return (
        after.code
        or (_ABOVE.fullmatch(line.text) is not None and len(_CODE.findall(after.text)) > 1)
        or after.kind == "button"
        or after.picture is not None
        or any(p.match(after.text) for p in (FILE, OTHER))
        or is_filename(after.text)
    )


def _image(body: Body, image: Image) -> None:
    body.images.append(image)
    body.blocks.append(Block("image", index=image.index))


def said(lines: list[Line]) -> str:
    """The letters of a body, to find them again in quotations."""
    return "".join(squeezed(line.text) for line in lines)
