"""Posts written as letters.

Telnet boards show sender, title and place above the text, ``--`` and the origin below.
Old forums (Phorum 3) show a line for the author and one for the date.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.blocks import Block, Body
from crawler.items import Quote

_SENDER = re.compile(r"^(?:发信人|發信人|寄信人)\s*[:：]\s*(?P<name>[^\s(（,，]+)")
_SENT = re.compile(r"^(?:发信站|發信站)\s*[:：].*?[(（](?P<time>[^()（）]{10,40})[)）]")
_HEAD = 5
"""Lines among which the head ends."""
_QUOTED = re.compile(r"^【\s*在\s*(?P<name>[^\s(（]+).*的大作中提到")
_QUOTES = (":", "：", ">")
_END = "--"
_AUTHOR = re.compile(r"^(?:Author|From|Posted by|Autor|Auteur|Von|Автор|作者)\s*[:：]\s*(?P<name>[^<>]{1,60}?)\s*(?:<[^<>]*>)?$")
_DATE = re.compile(r"^(?:Date|Datum|Fecha|Data|Дата|日期|时间|時間)\s*[:：]\s*(?P<time>(?=.*\d)[^:：].{5,50})$")
_OTHER = re.compile(r"^(?:Subject|Betreff|Sujet|Asunto|Тема|标题|標題|To|Cc|IP)\s*[:：]")


class Head(NamedTuple):
    """What stands above the text."""

    sender: str
    time: str


def unfold(body: Body) -> Head | None:
    """Takes head and foot of a letter away and its quotation out of the text; None (and nothing changed) for any other post."""
    sender = _SENDER.match(body.blocks[0].text) if body.blocks else None
    if sender is None:
        return None
    for number, block in enumerate(body.blocks[:_HEAD]):
        if sent := _SENT.match(block.text):
            body.blocks = _text(body, body.blocks[number + 1 :])
            return Head(sender["name"], sent["time"])
    return None


def unfold_lines(body: Body) -> Head | None:
    """The same where the head is a line for the author and one for the date; only for posts that have neither elsewhere."""
    sender = _AUTHOR.match(body.blocks[0].text) if body.blocks else None
    if sender is None:
        return None
    time, end = "", 1
    for block in body.blocks[1:_HEAD]:
        sent = _DATE.match(block.text)
        if sent is None and not _OTHER.match(block.text):
            break
        time, end = time or (sent["time"] if sent else ""), end + 1
    if not time or end == len(body.blocks):
        return None
    del body.blocks[:end]
    return Head(sender["name"], time)


def _text(body: Body, blocks: list[Block]) -> list[Block]:
    kept: list[Block] = []
    quote: Quote | None = None
    for block in blocks:
        if block.text == _END:
            break
        if found := _QUOTED.match(block.text):
            quote = Quote("", found["name"])
            body.quotes.append(quote)
            kept.append(Block("quote", index=len(body.quotes) - 1))
        elif quote is not None and block.text.startswith(_QUOTES):
            quote.text = f"{quote.text}\n{block.text[1:].strip()}".strip()
        else:
            kept.append(block)
    return kept
