"""The lines of a body without what forums print at either end of it: buttons, notes of changes, ratings."""

from __future__ import annotations

import re

from crawler.blocks import Body
from crawler.engines.text.filelines import TIP
from crawler.engines.text.line import Line
from crawler.lexicon import classify
from crawler.lexicon.around import places

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
LOCKED = re.compile(
    r"游客，(?:如果您要查看本帖隐藏内容请|本帖隐藏的内容需要).{0,60}|提示[:：]\s*(?:该帖|作者)被.{0,30}屏蔽.{0,10}|购买主题.{0,10}本主题需向作者支付.{0,30}|.{0,10}您无法查看内容。?"
    r"|you must (?:be logged in|log in|reply|register) to (?:see|view) .{0,60}|\*{0,3}\s*hidden (?:content|text).{0,60}",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"(?:.{0,60}[,，]\s?)?由.{1,40}于.{6,24}(?:上传|上傳|隐藏|隱藏|锁定|鎖定|移动|移動|编辑|編輯)[.。]?|本帖最后由.{1,60}编辑"
    r"|[\[(（【]\s?(?:last |post )?(?:edited|modified|changed)\b.{3,90}[\])）】]|附件名称.{0,24}(?:下载次数|最后更新)"
    r"|提示[:：]\s*(?:该帖|作者)被.{0,30}屏蔽"
    r"|(?:last |post )?(?:edited|modified) by.{3,90}(?:\b(?:19|20)\d\d|\d:\d\d(?:\s?[ap]\.?m\.?)?|in total)\.?",
    re.IGNORECASE,
)
"""Notes that begin and end with words of the forum's: links part them into lines."""
ABOVE_CODE = re.compile(r"(?:code|代码|quellcode)\s*[:：]?\s*(?:(?:select|expand|copy|复制|all|代码|code)\s*){1,3}", re.IGNORECASE)
"""What forums print above code, with its buttons."""
_MEMBER, _FIGURES = frozenset(("panel", "rank", "status")), 3
"""Lines that tell of a member; several are a panel."""
_NAME = 16
"""Characters of a member's name (Discuz! X)."""
_PLACES = 3
"""Places to share a post that are a menu."""
_TEXT_KINDS = ("button", "foot")


def trimmed(lines: list[Line], body: Body) -> list[Line]:
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
    end = _before_list(lines, start, _before_panel(lines, start, _before_menu(lines, start, end)))
    for place in range(start + 1, end):
        if _rated(lines, place, end):
            end = place
            break
    return lines[start:end]


def _before_panel(lines: list[Line], start: int, end: int) -> int:
    """Where a body ends below which its author's figures stand, with their labels and ranks, from a column beside it."""
    place = best = end
    known = 0
    while place > start + 1:
        line, above = lines[place - 1], lines[place - 2]
        place -= 1
        if line.kind in _MEMBER:
            known, best = known + 1, place
        elif not (line.number or line.bare or (known and len(line.text) <= _NAME and above.kind in _MEMBER)):
            break
    return best if known >= _FIGURES else end


def _before_menu(lines: list[Line], start: int, end: int) -> int:
    """Where a body ends below which a page offers to share it: the names of several places, in one line or in more."""
    place, named = end, 0
    while place > start + 1 and (lines[place - 1].bare or (count := places(lines[place - 1].text))):
        named += 0 if lines[place - 1].bare else count
        place -= 1
    return place if named >= _PLACES else end


def _before_list(lines: list[Line], start: int, end: int) -> int:
    """Where a body ends whose last lines are the heading of the answers below it, with how many there are."""
    place = end
    while place > start + 1 and (lines[place - 1].bare or lines[place - 1].number):
        place -= 1
    return place - 1 if place > start + 1 and lines[place - 1].kind == "page" else end


def _rated(lines: list[Line], at: int, end: int) -> bool:
    """Whether others' remarks or ratings begin at a line: a button's name, then who, what and when."""
    text, next_ = lines[at].text, lines[at + 1 : min(end, at + 6)]
    button, _, name = text.partition(" ")
    if button == "点评" and len(name) <= _NAME:
        return any(line.stamps and (not name or "发表于" in line.text) for line in next_)
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


def is_whole(text: str) -> bool:
    """Whether a text is a note by both of its ends."""
    return _PRINTED.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Whether a text is what forums print at posts, files and code, by its beginning."""
    return any(pattern.fullmatch(text) for pattern in (_NOTE, LOCKED, TIP, ABOVE_CODE))


def _is_button(line: Line) -> bool:
    return line.kind in _TEXT_KINDS or (not line.file and classify(line.text) is not None)
