"""Names of photographers that a text browser ran together with the words before them: w3m drops spaces between ideographs."""

from __future__ import annotations

import re

_SIGNED = re.compile(r"(?P<words>[^\s/／]{6,120})(?P<sign>[/／]?[摄攝])")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付"
    "方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇呂盧鍾譚陸賈韋鄒龍賀顧錢嚴湯"
)
"""The commonest surnames, most of them for nine in ten people."""
_LEAST = 4
"""Characters before a name, at least."""


def spaced(text: str) -> str:
    """The text with a space before the photographer's name at its end, where only one name can stand there: a surname and one or two signs.

    >>> spaced("傍晚的渡口排起长队温书言/摄"), spaced("傍晚的渡口排起长队罗书言/摄")
    ('傍晚的渡口排起长队温书言/摄', '傍晚的渡口排起长队 罗书言/摄')
    """
    found = _SIGNED.fullmatch(text)
    if found is None:
        return text
    words = found["words"]
    starts = [place for place in (len(words) - 3, len(words) - 2) if place >= _LEAST and words[place] in _SURNAMES]
    glued = len(starts) == 1 and words[starts[0] - 1].isalpha()
    return f"{words[: starts[0]]} {words[starts[0] :]}{found['sign']}" if glued else text
