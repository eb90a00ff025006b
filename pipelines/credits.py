"""What one caption line is made of: a lead-in mark, the words, and a credit.  Pure text; no picture is looked at here.

The forms are those of Chinese news boards (``…。罗某 摄``, ``（图/罗某）``, ``某单位供图``, ``新华社发（罗某摄）``) and of English pages
(``Photo by …``, ``Image courtesy of …``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Mark = Literal["up", "down", "pointer"]


class Line(NamedTuple):
    """A line, taken apart."""

    words: str
    """What is said, without mark and credit; empty when the line is a credit only."""
    credit: str | None
    """Photographer or source, without the verb (摄, 供图, Photo by) but with the role and the house (新华社记者 …)."""
    mark: Mark | None
    """Which way the line points: at a picture above, at one below, or (``pointer``) at one below in a sentence of its own."""


LONGEST = 300
"""Longer lines are never taken apart; no caption is that long, and the patterns stay cheap."""

_CJK = "\u4e00-\u9fff"
_N = f"(?![的了在是为这那我你他她它们着过不也都就被把从到与于很])[{_CJK}]"
_NAME = rf"(?:(?:{_N}){{2,4}}(?:[·•][{_CJK}]{{1,6}})?|{_N} (?:{_N}){{1,2}}|[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){{0,3}})"
_ROLES = "记者|通讯员|摄影师|摄影队|摄影部|摄影家|特派员|网友|坛友|摄友|影友|市民|读者|作者|会员|志愿者"
_ROLE = rf"[{_CJK}A-Za-z]{{0,12}}?(?:{_ROLES})[\s:：]*"
_BYLINE = rf"(?:{_ROLE}{_NAME}(?:[、和\s]\s?{_NAME}){{0,2}}\s*){{1,3}}"
_NICK = r"(?:网友|坛友|摄友|影友|@)\s?[“\"「]?[\w·-]{2,14}?[”\"」]?"
_NO_NAME = r"(?<![双单多航拍跟偷盗抓统吸])(?<!置三)(?<!后三)(?<!置四)(?<!后四)"
_SOURCE = r"[^，,、；;。！？:：\s（）()/／]{2,20}(?: [A-Z][A-Za-z.'-]*){0,3}"
_AGENCIES = r"视觉中国|东方IC|摄图网|图虫创意|全景网|CFP|IC ?[Pp]hoto|Getty ?Images|[Pp]ixabay|[Uu]nsplash|[Pp]exels"
_WHO = r"(?P<who>(?:the )?[A-Z@][^!?)\]\n]{1,59}?(?:\b[A-Z]\.)?|the [^.!?)\]\n]{2,40}?)"

_START = r"(?:^|(?<=[。！？!?；;，,.…”\"’）)】\]\s])|[（(【\[])\s*"
_START_ENGLISH = r"(?:^|\n|(?<=[.!?)”\"’])\s+|\s?[（(\[]|\s[—–|-]+\s?)"
_END = r"\s*[）)】\]]?[。.]?$"
_CHINESE_FORMS = (
    rf"(?P<who>{_BYLINE}|{_NICK}|{_NAME}(?:[、和/&]\s?{_NAME}){{0,2}})\s*[/／]?{_NO_NAME}摄(?:于[^。，,]{{1,20}})?",
    rf"(?P<who>{_BYLINE}|{_NAME}(?=\s))\s*摄影",
    rf"(?P<who>{_BYLINE})图",
    rf"图片?\s*[/／|｜丨]\s*(?P<who>{_SOURCE})",
    rf"(?:图片?来源|照片来源|图片提供|供图|摄影师?|摄)\s*[:：/／|｜丨]\s*(?P<who>{_SOURCE})",
    rf"图[源自]\s*[:：/／|｜丨]?\s*(?P<who>{_SOURCE})",
    rf"(?:图片|照片|图)由\s*(?P<who>{_SOURCE}?)\s*(?:提供|供图|拍摄)",
    rf"(?!感谢|谢谢|欢迎|请|求)(?P<who>{_SOURCE})\s*供图",
    rf"(?P<who>[{_CJK}]{{1,8}}(?:社|网|报|新闻))\s*发",
    rf"(?P<who>(?:{_AGENCIES})(?:\s*资料)?)(?:\s*(?:供图|发|图))?",
    rf"(?P<who>[{_CJK}]{{0,6}}(?:资料图片?|资料照片|视频截图|监控截图|网页截图|报道截图|微博截图))",
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž\u0400-\u042f@]"
_SIGNED_NAME = rf"(?P<who>{_CAPITAL}[\w.'’-]*(?:\s(?:(?:von|van|de|da|di|der|den|del|du|la|le)\s){{0,2}}{_CAPITAL}[\w.'’-]*){{0,3}})"
_PHOTO_WORDS = (
    r"(?i:fotos?|photos?|fotografie|aufnahme|bildquelle|фото|снимок|fot\.|zdjęcie|kuva|valokuva"
    r"|foto\s(?:di|de|door|av|af|von)|фото\s?автора)"
)
_WHOEVER = r"(?P<who>[^，,、；;。.！？!?:：\s（）()/／]{1,20})"
_BEHIND_WORDS = (
    rf"(?:(?<=[.!?…»”\"’)])\s+|\s?[（(\[]\s*|\s[—–|-]+\s?){_PHOTO_WORDS}\s?(?:[:/]|(?<=[.\s]))\s?{_SIGNED_NAME}",
    rf"(?:^|(?<=[。．.」）)\s])|[（(【\[])\s*(?:撮影者?|写真提供|画像提供|写真撮影)\s*[:：=＝/／]\s*{_WHOEVER}",
    rf"[（(\[【]\s*(?:사진|촬영|사진제공)\s*[:=：]\s*{_WHOEVER}",
)
"""The same in other languages: behind the words of the caption, or in brackets."""
_ENGLISH_FORMS = (
    rf"(?i:(?:photo(?:graph)?s?|images?|pictures?)\s*(?:by|credits?|courtesy(?:\s+of)?|source)?)\s*(?::|(?<=by)|(?<=of))\s*{_WHO}",
    rf"(?i:credits?\s*:|courtesy\s+of|©)\s*{_WHO}",
    r"(?P<who>(?:AP|Reuters|AFP|Getty Images)(?: Photo)?\s*/\s*[A-Z][^!?)\]\n]{1,40}?)",
)
_FORMS = (
    *(re.compile(f"{_START}{form}{_END}") for form in _CHINESE_FORMS),
    *(re.compile(f"{_START_ENGLISH}{form}{_END}") for form in _ENGLISH_FORMS),
    *(re.compile(f"{form}{_END}") for form in _BEHIND_WORDS),
    re.compile(rf"[（(【\[]\s*图\s*[:：]\s*(?P<who>{_SOURCE})\s*[）)】\]][。.]?$"),
)
_NOBODY = re.compile(
    "喜欢|爱好|热爱|学习|从事|街头|人像|风光|风景|纪实|旅游|商业|婚纱|手机|相机|单反|无人机|全景|微距|夜景|实景|现场|原创"
    "|[前后]置.?|镜头|广角|长焦|红外|监控|潜望"
)

SIGN_OFF = re.compile(
    r"""^[（(【\[]?(?:来源|文章来源|信息来源|稿源|编辑|责任编辑|责编|作者|文字?|撰文|供稿|校对|审核|监制|记者|通讯员|图文|文图)\s*[:：/／|｜丨]
    |^[（(]?(?:文[/／、]图|图[/／、]文)
    |(?:图文|图片|文图|信息|素材|内容|本文|本帖)[^。，,]{0,12}(?:均[为来由系]|网友投稿|来[源自]于?(?:网络|互联网))
    |^[（(]?以上.{0,6}来[源自]于?(?:网络|互联网)|^[（(]?本文(?:图片|配图)|除.{0,4}[标注]注外
    |(?:侵权|侵)(?:必?删|联系)|[编审校][辑核对]\s*[:：/／|｜丨]|供稿|网站地图|后置[双三四]摄|^拍摄$""",
    re.VERBOSE,
)
"""Lines about the whole article, or page furniture, that look like a credit."""

_COUNT = "[两二三四五六七八九几多0-9]{1,2}"
_PICTURE = "(?:图片?|照片)"
_NUMBER = r"[0-9一二三四五六七八九十]{1,3}(?:[-－][0-9]{1,2})?"
_FIGURES = (
    r"(?i:figure|fig\.?|photo|picture|image|abb(?:ildung|\.)|bild|foto|imagen|immagine|figura|afbeelding|obrázek|obr\.|rys\.|zdjęcie|рис(?:унок|\.)"
    r"|фото|hình|ảnh|şekil|resim)\s*(?:n[°ºo]\.?\s*)?"
)
"""What pictures are called in front of their number."""
_FIGURE = re.compile(rf"(?:图片?|写真|画像|図|사진|그림|{_FIGURES})\s?(?:(?P<digits>\d{{1,3}})|(?P<sign>[一二三四五六七八九十]))(?![\w-])")
_LEADS_UP = (
    rf"[▲△↑⬆]+|(?:[左右中题配附上])?图(?:片|中)?(?:为|系|[:：])|[左右中上]图是|图\s?{_NUMBER}(?:为|[:：、.．]|\s+|(?=[左右上下]))"
    rf"|图[说注解]\s*[:：]|图片(?:说明|描述|注释)\s*[:：]|(?:资料|现场|组)图片?\s*[:：]|照片\s*[:：]"
    rf"|(?:以上|上面|上)(?:这)?(?:{_COUNT})?(?:张|幅)?{_PICTURE}(?:均?为|是|[:：])|组图\s*[:：]"
    rf"|(?:写真|画像|図|사진|그림)\s?{_NUMBER}\s*[:：.、．]"
    rf"|{_FIGURES}\d{{1,3}}\s*[.:–-]"
    r"|(?i:(?:pictured|above|caption)(?:,? (?:left|right))?:)"
)
_LEADS_DOWN = (
    r"[▼▽↓⬇]+|(?:下|以下)の(?:写真|画像|図)\s?(?:は|[:：])|아래\s?(?:사진|그림)\s?[:：]|下圖(?:均?為|是|[:：，,])|下图(?:均?为|系|是|[:：，,])"
    r"|(?i:(?:(?:the )?(?:picture|photo|image) |pictured |shown )?below(?: shows)?|(?:(?:imagen?|foto) (?:de )?)?abajo"
    r"|(?:(?:das )?(?:bild|foto) )?unten|(?:photo )?ci-dessous|(?:(?:фото|рисунок) )?ниже|abaixo|qui sotto|poniżej)\s*:"
    rf"|(?:以下|下面|下)(?:这)?(?:{_COUNT})?(?:张|幅|组)?{_PICTURE}(?:均?为|系|是|[:：])"
)
_UP = re.compile(rf"^(?:{_LEADS_UP})|^(?:效果|示意|对比|实景)图\s*[:：]|[，,。；]\s*上?图为|[▲△↑⬆]+$|[（(]上图[）)]$")
_DOWN = re.compile(rf"^(?:{_LEADS_DOWN})|[▼▽↓⬇]+$|[（(](?:见?下图)[）)]$")
_POINTER = re.compile(rf"[▼▽↓⬇]|下图|如图|如下图|(?:以下|下面)(?:这)?(?:{_COUNT})?(?:张|幅|组){_PICTURE}")
_LEAD = re.compile(rf"^(?:(?:{_LEADS_UP}|{_LEADS_DOWN})\s*){{1,2}}")
_TRAIL = re.compile(r"\s*(?:[▲△↑⬆▼▽↓⬇]+|[（(](?:上图|见?下图|如图)[）)])[。.：:]?$")
_SIDES = re.compile(r"[左右中上下]图|图\s?[0-9一二三四五六七八九十]")
_SIMPLE = str.maketrans("圖為攝張組說註這兩個記員網資來現場題對實屬寫釋庫衛視覺", "图为摄张组说注这两个记员网资来现场题对实属写释库卫视觉")
"""The traditional letters of marks and credits as simplified ones."""
_LOOSE = " \u3000，,、；;:：|｜/-—"


@lru_cache(maxsize=1024)
def read(text: str) -> Line:
    """Takes a line apart; a caption of several lines is read as one text, line breaks and all.

    图为, 图1：, ▲ and the like are cut off the words, because what follows stands on its own; a line that speaks of two pictures
    (左图为…，右图为…) keeps them, because cutting the first would damage the sentence.

    >>> read("图为雨后的渡口。温书言 摄")
    Line(words='雨后的渡口。', credit='温书言', mark='up')
    """
    if len(text) > LONGEST:
        return Line(text, None, None)
    said = simplified(text)
    mark: Mark | None = "down" if _DOWN.search(said) else "pointer" if _POINTER.search(said) else "up" if _UP.search(said) else None
    rest, credit = cut(text)
    words = said[: len(rest)]
    if len(set(_SIDES.findall(words))) < 2:
        words = _LEAD.sub("", words, count=1)
    words = _TRAIL.sub("", words).strip(_LOOSE)
    start = said.find(words)
    return Line(text[start : start + len(words)] if re.search(r"\w", words) else "", credit, mark)


def picture_number(text: str) -> int | None:
    """The number of the picture that a line says to be about: ``图2：…``, ``Fig. 2: …``; None without one."""
    match = _FIGURE.match(simplified(text))
    if match is None or match.lastgroup is None:
        return None
    return int(match["digits"]) if match["digits"] else "一二三四五六七八九十".index(match["sign"]) + 1


def simplified(text: str) -> str:
    """A text of the same length, its traditional letters as the patterns have them."""
    return text if text.isascii() else text.translate(_SIMPLE)


def cut(text: str) -> tuple[str, str | None]:
    """The line without its credit, and the credit; several credits in a row are joined with a space.

    >>> cut("街边的早点摊。新华社发（温书言摄）")
    ('街边的早点摊。', '新华社 温书言')
    """
    rest = simplified(text)
    if SIGN_OFF.search(rest):
        return text, None
    credits: list[str] = []
    while rest and len(credits) < 3:
        found = next((match for form in _FORMS if (match := form.search(rest)) and not _NOBODY.match(match["who"])), None)
        if found is None:
            break
        credits.insert(0, text[slice(*found.span("who"))].strip())
        rest = rest[: found.start()].rstrip(" \n\u3000，,、；;—-|｜")
    return text[: len(rest)], " ".join(credits) or None
