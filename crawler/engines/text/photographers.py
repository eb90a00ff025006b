"""Names of photographers that a text browser ran together with the words before them: w3m drops spaces between ideographs."""

from __future__ import annotations

import re

_SIGNED = re.compile(r"(?P<words>[^\s/／]{6,120})[/／]?[摄攝]")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付"
    "方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇呂盧鍾譚陸賈韋鄒龍賀顧錢嚴湯"
)
"""The commonest surnames, most of them for nine in ten people."""
_DOUBLE = frozenset(("司马", "東方", "东方", "公孙", "公孫", "长孙", "長孫", "司馬"))
"""Surnames of two signs that end with one of these."""
_LEAST = 4
"""Characters before a name, at least."""
_NAME = 3
"""Characters of nearly all names; a shorter one may be the end of a name whose surname is rare."""


def spaced(text: str) -> str:
    """The text with a space before the photographer's name at its end, where one of three signs, the first alone a surname, stands there.

    >>> spaced("傍晚的渡口排起长队温书言/摄"), spaced("傍晚的渡口排起长队罗书言/摄"), spaced("傍晚的渡口排起长队温高言/摄")
    ('傍晚的渡口排起长队温书言/摄', '傍晚的渡口排起长队 罗书言/摄', '傍晚的渡口排起长队温高言/摄')
    """
    found = _SIGNED.fullmatch(text)
    start = len(found["words"]) - _NAME if found else 0
    if found is None or start < _LEAST or text[start] not in _SURNAMES or text[start + 1] in _SURNAMES:
        return text
    sure = text[start - 1].isalpha() and text[start - 1 : start + 1] not in _DOUBLE
    return f"{text[:start]} {text[start:]}" if sure else text
