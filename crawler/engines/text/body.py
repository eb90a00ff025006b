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
from crawler.items import Attachment, Image
from crawler.lexicon import classify
from crawler.text import size, tidy
from crawler.urls import absolute

_NOTE = re.compile(
    r"[\[【(（*_]*\s*(?:本帖最后由.{1,60}编辑|(?:last |post )?edited(?: by| on|:| at).{0,100}|last (?:edit:|modified).{0,80}"
    r"|zuletzt (?:bearbeitet|geändert).{0,100}|最后编辑.{0,60}|.{0,30}最后编辑于.{0,40}"
    r"|modifié.{0,80}|dernière (?:édition|modification).{0,80}|(?:última edición|editado).{0,80}|modificato.{0,80}"
    r"|последний раз редактировалось.{0,90}|изменено.{0,80}|ostatnio (?:edytowany|zmieniony).{0,80}"
    r"|laatst bewerkt.{0,80}|senast redigerad.{0,80}|edited \d.{0,40}|\(?edited\)?"
    r"|.{0,40}编辑于.{0,40}|.{1,40}于.{6,24}编辑.{0,6}|由.{1,40}于.{6,24}(?:隐藏|隱藏|锁定|鎖定|移动|移動))[\])）】*_]*[.。]?",
    re.IGNORECASE,
)
_REASON = re.compile(r"(?:edit )?(?:reason|原因|理由|grund|raison|motivo|причина)\s*[:：]", re.IGNORECASE)
"""How the line begins that says why a post was changed."""
_LOCKED = re.compile(
    r"游客，(?:如果您要查看本帖隐藏内容请|本帖隐藏的内容需要).{0,60}|提示[:：]\s*(?:该帖|作者)被.{0,30}屏蔽.{0,10}|购买主题.{0,10}本主题需向作者支付.{0,30}|.{0,10}您无法查看内容。?"
    r"|you must (?:be logged in|log in|reply|register) to (?:see|view) .{0,60}|\*{0,3}\s*hidden (?:content|text).{0,60}",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"(?P<words>.*\S)\s*(?:图片|圖片|附件|image|picture|file)\s?[:：]\s?(?P<name>[^\s:：]+\.(?:jpe?g|png|gif|webp|bmp))", re.IGNORECASE
)
"""A picture's description and the name of its file, in the words that stand for a picture (PHPWind 9)."""
_PRINTED = re.compile(
    r"(?:.{0,60}[,，]\s?)?由.{1,40}于.{6,24}(?:上传|上傳|隐藏|隱藏|锁定|鎖定|移动|移動|编辑|編輯)[.。]?|本帖最后由.{1,60}编辑"
    r"|[\[(（【]\s?(?:last |post )?(?:edited|modified|changed)\b.{3,90}[\])）】]|附件名称.{0,24}(?:下载次数|最后更新)"
    r"|提示[:：]\s*(?:该帖|作者)被.{0,30}屏蔽"
    r"|(?:last |post )?(?:edited|modified) by.{3,90}(?:\b(?:19|20)\d\d|\d:\d\d(?:\s?[ap]\.?m\.?)?|in total)\.?",
    re.IGNORECASE,
)
"""Notes that begin and end with words of the forum's: links part them into lines."""
_LABEL = re.compile(
    r"(?:上传的附件|附件(?:列表)?|attachments?|attached (?:files?|thumbnails?|images?)|attachment|dateianhänge"
    r"|pièces jointes|вложения|allegati|adjuntos|code|代码|quellcode|[a-z]{2,12}(?:_[a-z]{2,12}){1,3})\s*[:：]?",
    re.IGNORECASE,
)
"""What forums print above files and code: words, or the name of a picture that stands for them."""
_ABOVE_CODE = re.compile(r"(?:code|代码|quellcode)\s*[:：]?\s*(?:(?:select|expand|copy|复制|all|代码|code)\s*){1,3}", re.IGNORECASE)
"""What forums print above code, with its buttons."""
_CLOSING = "，。、；：？！）】》”’…,;:?!)]}»"
_TEXT_KINDS = ("button", "foot")


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
    lines = _trim(united(lines, _is_whole, _is_note) if page.parted else lines, body)
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


def _trim(lines: list[Line], body: Body) -> list[Line]:
    """Without buttons and notes at either end."""
    start, end = 0, len(lines)
    while start < end and (_idle(lines[start]) or _noted(lines[start], body) or (start + 1 < end and _refers(lines[start]))):
        start += 1
    if start and start < end and _REASON.match(lines[start].text) and _noted(lines[start - 1], body):
        start += 1
    while end > start and (
        _idle(lines[end - 1]) or _noted(lines[end - 1], body) or (end - start > 1 and _is_button(lines[end - 1])) or _why(lines, start, end)
    ):
        end -= 1
    end = _before_list(lines, start, end)
    for place in range(start + 1, end):
        if _rated(lines, place, end):
            end = place
            break
    return lines[start:end]


def _before_list(lines: list[Line], start: int, end: int) -> int:
    """Where a body ends whose last lines are the heading of the answers below it, with how many there are."""
    place = end
    while place > start + 1 and (lines[place - 1].bare or lines[place - 1].number):
        place -= 1
    return place - 1 if place > start + 1 and lines[place - 1].kind == "page" else end


def _rated(lines: list[Line], at: int, end: int) -> bool:
    """Whether others' remarks or ratings begin at a line: a button's name, then who, what and when."""
    text, next_ = lines[at].text, lines[at + 1 : min(end, at + 6)]
    if text == "点评":
        return any(line.stamps for line in next_)
    return text in ("评分", "評分") and any(line.text.startswith(("参与人数", "參與人數")) for line in next_[:1])


def _idle(line: Line) -> bool:
    return line.bare and line.text != "…" and not line.code


def _refers(line: Line) -> bool:
    """Whether a line is a button's name and a post's number: the post that is answered."""
    return line.kind == "button" and line.floor is not None


def _why(lines: list[Line], start: int, end: int) -> bool:
    """Whether a body's last line, or the last two, say why it was changed: below the note that it was."""
    for place in (end - 1, end - 2):
        if place > start and _REASON.match(lines[place].text):
            return lines[place - 1].kind == "note" or _NOTE.fullmatch(lines[place - 1].text) is not None
    return False


def _noted(line: Line, body: Body) -> bool:
    """Whether a line says when the post was last changed; the time is kept."""
    if len(line.text) > 140 or not (line.kind == "note" or _NOTE.fullmatch(line.text)):
        return False
    if not line.stamps and line.kind != "note" and len(line.text) > 40:
        return False
    body.edited = line.stamps[-1].text if line.stamps else body.edited
    return True


def _is_whole(text: str) -> bool:
    return _PRINTED.fullmatch(text) is not None


def _is_note(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_NOTE, _LOCKED, TIP, _ABOVE_CODE))


def _is_button(line: Line) -> bool:
    return line.kind in _TEXT_KINDS or (not line.file and classify(line.text) is not None)


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
    elif _LOCKED.fullmatch(text):
        body.locked.append(text)
        body.blocks.append(Block("locked", text))
    elif (
        TIP.fullmatch(text)
        or _ABOVE_CODE.fullmatch(text)
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
