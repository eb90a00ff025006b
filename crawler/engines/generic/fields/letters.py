"""Posts written as letters, as telnet boards show them on the web: sender, title and place above the text, ``--`` and the origin below."""

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
