"""The words that forums, not people, put on pages: data (one file a language), matched on whole normalised lines."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_OUTER = " \u3000:：,，.。!！?？…[]【】()（）|·>»<«-—~"
_DIGITS = re.compile(r"\d+")
_VARYING = re.compile(
    r"(?P<edit_note>[\[【(（]?\s*[本此该該](?:[帖贴貼楼樓]|主[题題]|文章?|[回留]言)(?:子)?(?:最[后後近])?(?:[由被于於]).{1,60}(?:编辑|編輯|修改)(?:[过過])?\s*[\]】)）]?)"
    r"|(?P<attachment>(?:\S{1,120}\s*)?[(（]\s*[\d.]+\s*(?:Bytes|KB|MB|K|M)\s*[,，]\s*下载次数\s*[:：]\s*\d+\s*[)）]"
    r"|(?:19|20)\d\d-\d\d?-\d\d?(?: \d\d?:\d\d)? 上传)"
    r"|(?P<moderation>本主题由\s*.{1,40}于.{6,30}(?:审核通过|加入精华|置顶|移动|提升|关闭))"
    r"|(?P<thanks>The following (?:\d+ )?(?:users?|members?) (?:say|said|thank|thanked|like|liked) .{1,80})"
    r"|(?P<footer>Powered by .{1,60})"
    r"|(?P<client>[\[【]?(?:来自|发自)[:：]?\s*(?:\S{0,12}(?:客户端|手机版|触屏版)|PC浏览器)[\]】]?)",
    re.IGNORECASE,
)
"""Lines with a part that varies.  Seen in bodies of Discuz! X (tips, moderation notes) and on text dumps of such pages."""
_HINT = re.compile(
    r"的(?:帖子|回[复覆])$|下[载載]次[数數]|\d ?[KMG]i?B\b|(?:来自|发自|發自|[发發]送自)(?:我的|:|：)|人|分享[到至]"
    r"|[Ss](?:ent from m|hare\b)|gesendet von|mon |mi |mio |моего |others? |users? |people |members? ",
    re.IGNORECASE,
)
"""What :data:`_TOLD` is asked for only: most lines have nothing of it."""
_TOLD = re.compile(
    r"(?P<reply_to>(?:回[复覆]|引用)\s*(?:第?\s*\d+\s*[楼樓#])?\s*\S.{0,50}的(?:帖子|回[复覆]))"
    r"|(?P<attachment>(?:(?:附件(?:下[载載])?|attach(?:ed files?|ments?)|dateianhänge|fichiers? joints?|archivos? adjuntos?|вложения)"
    r"\s*[:：]\s*\S.{0,90}|\S{1,90}\.\w{2,4}\s*)[(（]\s*[\d.]+ ?[KMG]i?B\b.{0,40}[)）]"
    r"|下[载載]次[数數]\s*[:：]\s*\d+)"
    r"|(?P<thanks>[\d,.]+\s*(?:users?|people|members?|others?) (?:like[ds]?|love[ds]?|found|reacted|thank(?:ed)?|say|said)\b.{0,80}"
    r"|.{1,60} and [\d,.]+ others? (?:like[ds]?|reacted|thanked)\b.{0,40}"
    r"|(?:\S.{0,60}等)?\s*\d+\s*人(?:[觉覺]得|已?[赞讚]|[点點][赞讚]|喜[欢歡]|[顶頂]|感[谢謝]|收藏|支持)(?:[了过過])?.{0,10})"
    r"|(?P<share>(?:分享[到至]|share(?: (?:on|to|this|via))?(?: \w+)?)\s*[:：].{0,60})"
    r"|(?P<client>(?:[-—]{1,2}\s*)?(?:来自|发自|發自|[发發]送自)"
    r"(?:我的\s*(?:[A-Za-z0-9 .+-]{2,24}|.{0,12}(?:手机|手機|客户端|平板))|\s*[:：]\s*.{1,20})"
    r"|sent from my .{2,40}|gesendet von .{2,30} mit .{2,20}|envoyé de mon .{2,40}|enviado desde mi .{2,40}|inviato dal mio .{2,40}"
    r"|отправлено с моего .{2,40})",
    re.IGNORECASE,
)
"""The same, with what everybody may write in the middle of a text: such lines go where they stand first or last."""
_LAST = frozenset("辑輯改过過)）传过华顶动升闭端版器]】")
"""How such lines end, but the footer: hardly any other line has to be matched."""
_FIRST = frozenset(("powered", "the fol"))
"""How others begin."""
MAX_LENGTH = 120
"""Characters; no forum says more in one line."""


_MOMENT = re.compile(r"\d:\d\d|\d[-./]\d{1,2}[-./]\d|\d (?:\w+ )?ago\b")
"""A clock, a day in numbers, or how long ago: what a line of people's words that begins alike hardly has."""
_ASKED = 4
"""Letters of a line that are asked first."""
_NAME = 30
"""Characters of a name, and of the spaces and signs around it."""
_MAX_BUTTONS = 40
"""Characters of a line of buttons."""
_CERTAINTY = ("any", "edge", "loose")


class Entry(NamedTuple):
    """What the lexicon says of a line."""

    kind: str
    where: str


@cache
def _edits() -> dict[str, bool]:
    """How lines begin that say who changed a post, and when; whether a name alone may follow."""
    lines = files("crawler.lexicon").joinpath("edits.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {phrase: follows == "name" for _, phrase, follows in rows}


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of these: hardly any other line has them."""
    return frozenset(phrase[:_ASKED] for phrase in _edits())


@cache
def lexicon() -> dict[str, Entry]:
    """All languages' phrases, normalised."""
    entries: dict[str, Entry] = {}
    for name in ("zh.tsv", "en.tsv"):
        for line in files("crawler.lexicon").joinpath(name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                phrase, kind, where = line.split("\t")
                entries[normalise(phrase)] = Entry(kind, where)
    return entries


def normalise(line: str) -> str:
    """A line as the lexicon compares it: no spaces, no outer punctuation, lower case, every number 0.

    >>> normalise(" 【 返回 顶部 】"), normalise("24 条回复")
    ('返回顶部', '0条回复')
    """
    return _DIGITS.sub("0", "".join(line.split()).strip(_OUTER).lower())


@lru_cache(maxsize=4096)
def classify(line: str) -> Entry | None:
    """What kind of furniture a whole line is; None for a person's own words."""
    if len(line) > MAX_LENGTH:
        return None
    if (line[-1:] in _LAST or line[:7].lower() in _FIRST) and (match := _VARYING.fullmatch(line)):
        return Entry((match.lastgroup or "").replace("_", " "), "edge" if match.lastgroup in ("footer", "thanks") else "any")
    if _HINT.search(line) and (match := _TOLD.fullmatch(line.strip())):
        return Entry((match.lastgroup or "").replace("_", " "), "edge")
    return lexicon().get(normalise(line)) or _buttons(line) or (Entry("edit note", "edge") if _is_edit(line) else None)


def _is_edit(line: str) -> bool:
    """Whether a line says who changed a post: it begins so, and goes on with a time, with a name, or not at all."""
    phrase, rest = _edit(line)
    return bool(phrase) and (not rest or _MOMENT.search(rest) is not None or (_edits()[phrase] and len(rest) <= _NAME))


def after_edit(line: str) -> str | None:
    """What follows, in lower case, where a line begins as those do that say who changed a post; None for others.

    >>> after_edit("Edited by Ada (see edit history)"), after_edit("I edited it")
    ('ada (see edit history', None)
    """
    phrase, rest = _edit(line)
    return rest.strip(_OUTER) if phrase else None


def _edit(line: str) -> tuple[str, str]:
    """How a line begins that says who changed a post, and what follows; empty for others."""
    words = line.strip(_OUTER).lower()
    if words[:_ASKED] not in _beginnings() or not words.startswith(tuple(_edits())):
        return "", ""
    phrase = max((phrase for phrase in _edits() if words.startswith(phrase)), key=len)
    return phrase, words[len(phrase) :]


def _buttons(line: str) -> Entry | None:
    """Several phrases in one line, as buttons stand; as certain as the least certain of them."""
    words = line.split() if len(line) <= _MAX_BUTTONS else []
    found = [entry for word in words if (entry := lexicon().get(normalise(word)))]
    return max(found, key=lambda entry: _CERTAINTY.index(entry.where)) if len(found) == len(words) > 1 else None
