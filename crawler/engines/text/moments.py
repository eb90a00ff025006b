"""When posts were written: the times in a text that are posts' own, and their order."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

from crawler.engines.text.line import Line
from crawler.engines.text.stamps import UNDATED, Stamp
from crawler.lexicon.around import letters

_FAR = 90
"""Characters beside a time from which on it stands in somebody's words."""
_BEHIND = 6
"""Characters of the next line that may say what a time was."""
_OTHER = re.compile(
    r"(?:join(?:ed)?(?: date)?|regist(?:er|ra)\w*|member since|注册(?:时间|日期)?|註冊\w*"
    r"|最后(?:登录|活动|访问|编辑|回复|发表|修改)|最後\w*|上次\w*|编辑于|编辑|修改于"
    r"|本帖最后由.*|last (?:edit\w*|visit\w*|seen|active|activity|online|post|modified|reply|login|updated).*"
    r"|(?:edit|updat|modifi)(?:ed)?\b.*|edited by.*|start(?:ed)? by.*"
    r"|registriert\w*|mitglied seit|dabei seit|zuletzt.*|inscri\w+(?: le)?|modifié.*|registrad[oa]\w*"
    r"|editado.*|última.*|iscritto\w*|modificato.*|регистрация|зарегистрирован\w*|изменено.*"
    r"|dołączył\w*|rejestracja|lid (?:geworden|sinds).*|kayıt.*|blev medlem|登録日?|가입일?|上传|下载|uploaded|downloaded"
    r"|attached|生日|birthday|版权所有|copyright|©.*|(?:all )?times are.*|gmt.*|time now.*|it is currently"
    r"|更新(?:时间|于)|截止\w*|结束\w*|开始\w*|ends?|expires?|有效期)\W*(?:\bon\b|\bat\b|于|於|:|：)?\s*$",
    re.IGNORECASE,
)
"""Words before a time that is not a post's own."""
_NAME = 40
"""Characters of a name before a time."""
_BEGUN = re.compile(r"(?:start(?:ed|er)|opened|begun|created|last (?:post|reply|message)) by\W*$|(?:发起人|最后发表)\W*$", re.IGNORECASE)
"""How the line above a name and a time ends where these say who began the thread or wrote last."""
_OTHER_AFTER = re.compile(
    r"\s*(?:上传|上傳|编辑|編輯|隐藏|隱藏|锁定|鎖定|移动|移動|被.*编辑|\W*下载次数|uploaded|登录|processed|,? edited)", re.IGNORECASE
)
POSTED = re.compile(
    r"(?:post(?:ed|s)?|wrote|written|asked|answered|replied|submitted|said|发表于|發表於|发布于|發佈於|发布时间|发表时间|发布"
    r"|回复于|回覆於|写于|发贴时间|发帖时间|时间|date|verfasst|geschrieben"
    r"|escrito|publicado|publié|écrit|inviato|scritto|добавлено|отправлено|сообщение|wysłany|napisano"
    r"|geplaatst|skrevet|skrivet|gönderildi|投稿|日時|작성|등록|»|on|at|:)\W*$",
    re.IGNORECASE,
)
_QUOTING = re.compile(r"(?:quote|quoting|引用|originally|原帖|zitat|citation|cita|цитата|wrote|写道|さんの)", re.IGNORECASE)
_QUOTED = re.compile(r"(?:^|\s)(?:wrote|said|schrieb|écrit|escribió|scritto|写道|寫道|说道|написал\w*)\s*[:：]?\W*$", re.IGNORECASE)
WEEKDAY = re.compile(
    r"(?<![^\W_])(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?|mo|di|mi|do|fr|sa"
    r"|so|lun|mar|mer|jeu|ven|sam|dim|mi[eé]|jue|vie|s[aá]b|dom|gio|пн|вт|ср|чт|пт|сб|вс|星期.|周.)[.,]{0,2}\s*$",
    re.IGNORECASE,
)
"""The weekday before a time."""


def own_stamp(lines: list[Line], at: int) -> Stamp | None:
    """The time in a line that may be when a post was written; None for others (joined, edited, uploaded) and in sentences."""
    line = lines[at]
    for stamp in line.stamps:
        before, after = WEEKDAY.sub("", line.text[: stamp.start]).strip(), line.text[stamp.end :]
        if len(before) + len(after) > _FAR and len(before) > 40:
            return None
        said = before
        if not letters(before) and at and lines[at - 1].row != line.row and len(lines[at - 1].text) < 40 and not lines[at - 1].stamps:
            said = lines[at - 1].text + before
            if not lines[at - 1].text.endswith((":", "：", "于", "於", "on")) and not lines[at - 1].kind:
                said = before
        elif not letters(before) and at and line.cell and lines[at - 1].row == line.row:
            said = lines[at - 1].text
        if at and len(before) < _NAME and _BEGUN.search(lines[at - 1].text[-_NAME:]):
            continue
        after = after.strip()
        if not after and at + 1 < len(lines) and not lines[at + 1].gap:
            after = lines[at + 1].text[:_BEHIND]
        if _QUOTED.search(after) or (after == "," and _QUOTED.search(_below(lines, at))):
            return None
        if _OTHER.search(said) or _OTHER_AFTER.match(after) or (said.endswith(("(", "（")) and _OTHER.search(said[:-1])):
            continue
        if stamp.form in ("shortday", "english") and ":" not in stamp.text and _in_sentence(before, after):
            return None
        if not letters(before) and _QUOTED.search(_above(lines, at)):
            return None
        if _QUOTING.search(before[:20]) and not before.lower().startswith("post"):
            return None
        return stamp
    return None


def _in_sentence(before: str, after: str) -> bool:
    """Whether a day without its year stands among somebody's words: they touch it, or there are many."""
    touches = re.match(r"\s?[，,、；;：:]|[^\W\d_]", after) is not None or before[-1:].isalpha()
    return len(letters(before + after)) > (2 if touches else 12)


def _above(lines: list[Line], at: int) -> str:
    """The words above a line, signs alone left out."""
    place = at - 1
    while place >= 0 and lines[place].bare:
        place -= 1
    return lines[place].text if place >= 0 and at - place <= 3 else ""


def _below(lines: list[Line], at: int) -> str:
    """The words of the next lines: a name and a verb can be two."""
    return " ".join(line.text for line in lines[at + 1 : at + 3])[:_FAR]


def without_quotations(lines: list[Line], own: dict[int, Stamp]) -> dict[int, Stamp]:
    """Without the lines that name somebody and the time of a post above, with that name at it."""
    seen: dict[str, int] = {}
    kept = {}
    for at, stamp in own.items():
        before = lines[at].text[: stamp.start]
        name = POSTED.sub("", before).split()
        name = name if any(map(str.isalpha, "".join(name))) else []
        minute = _MINUTE.sub(r"\1", stamp.text)
        above = seen.get(minute)
        if (
            name
            and not lines[at].floor
            and above is not None
            and at - above > 3
            and not lines[above].text.startswith(before)
            and any(name[0] in line.text for line in lines[max(0, above - 30) : above + 4])
        ):
            continue
        seen.setdefault(minute, at)
        kept[at] = stamp
    return kept


def in_order(at: list[int], own: dict[int, Stamp]) -> list[int]:
    """Without the times that go back (or forth, where the others go back): a quotation's, a panel's."""
    orders = [order_of(own[a]) for a in at]
    if len(at) < 3 or None in orders:
        return at
    longest = max((_rising([one for one in orders if one]), _rising([tuple(-part for part in one) for one in orders if one])), key=len)
    return [at[place] for place in longest] if len(longest) >= 0.5 * len(at) else at


def _rising(values: list[tuple[int, ...]]) -> list[int]:
    """The places of the longest run of values, gaps allowed, that never fall."""
    ends: list[tuple[int, ...]] = []
    tips: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_right(ends, value)
        before.append(tips[at - 1] if at else -1)
        ends[at : at + 1] = [value]
        tips[at : at + 1] = [place]
    run, place = [], tips[-1] if tips else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run[::-1]


def is_posted(lines: list[Line], at: int, own: dict[int, Stamp]) -> bool:
    """Whether a line says in words that its time is when something was posted."""
    before = lines[at].text[: own[at].start].strip() if at in own else ""
    return len(letters(before)) > 2 and POSTED.search(before) is not None


def falls(stamps: list[Stamp]) -> bool:
    """Whether the posts' times go back from post to post."""
    order = [one for stamp in stamps if (one := order_of(stamp))]
    return len(order) > 1 and sum(a > b for a, b in pairwise(order)) > sum(a < b for a, b in pairwise(order))


_MINUTE = re.compile(r"(\d:\d\d):\d\d$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@lru_cache(maxsize=1 << 12)
def order_of(stamp: Stamp) -> tuple[int, ...] | None:
    """Numbers by which times of one form are in order; None for forms that have no year."""
    if stamp.form in UNDATED or not (year := _YEAR.search(stamp.text)):
        return None
    rest = stamp.text[: year.start()] + " " + stamp.text[year.end() :]
    numbers = [int(number) for number in _NUMBERS.findall(rest)[:4]]
    if stamp.form in ("day", "month", "clockfirst"):
        month = next((at for at, name in enumerate(_MONTHS) for word in _WORDS.findall(rest) if word.lower().startswith(name)), 0)
        half = 12 if "pm" in rest.lower() and len(numbers) > 1 and numbers[1] < 12 else 0
        return (int(year[0]), month, *numbers[:1], *(number + half * (place == 0) for place, number in enumerate(numbers[1:3])))
    if stamp.form == "numbers" and len(numbers) > 1 and "." in stamp.text[:6]:
        numbers[:2] = numbers[1::-1]
    if len(numbers) > 2 and "pm" in rest.lower() and numbers[2] < 12:
        numbers[2] += 12
    return (int(year[0]), *numbers)
