"""Posts written as letters, as telnet boards show them on the web: sender, title and place above the text, ``--`` and the origin below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body
from crawler.items import Quote
from crawler.lexicon.phrases import any_of, word_of
from crawler.text import tidy

_SENDER = re.compile(r"^(?:发信人|發信人|寄信人)\s*[:：]\s*(?P<name>[^\s(（,，]+)")
_SENT = re.compile(r"^(?:发信站|發信站)\s*[:：].*?[(（](?P<time>[^()（）,，]{10,40})[^()（）]{0,20}[)）]")
_FROM = re.compile(rf"^{any_of('sender')}\s*[:：]\s*(?P<name>[^<>\n]{{1,60}}?)\s*(?:<[^<>\n]*>|\([^()\n]*\)|$|\n)", re.IGNORECASE)
_DATE = re.compile(rf"^{any_of('sent')}\s*[:：]\s*(?P<time>[^\n]*\d[^\n]*)", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(rf"^{any_of('sender', 'sent', 'subject')}\s*[:：]", re.IGNORECASE)
_SPREAD = re.compile(r"^([\u3040-\u9fff\uac00-\ud7af])[ \t\u3000\xa0]+([\u3040-\u9fff\uac00-\ud7af])(?=\s*[:：])", re.MULTILINE)
_BUTTONS = re.compile(r"^(?:\[[^\[\]]{1,20}\]\s*)+(?=\S)")
"""What a page offers to do with a letter, before its head."""
_SIGNED = re.compile(r"(?:^|\n)-- ?(?:\n|$)")
"""The line before a letter's signature."""
_START = 300
"""Letters of a text among which the head of a letter is."""
_TEXTS = 12
"""Texts of an element that are looked at for it."""
_HEAD = 5
"""Lines among which the head ends."""
_QUOTED = re.compile(r"^【\s*在\s*(?P<name>[^\s(（]+).*的大作中提到")
_WROTE = re.compile(
    rf"^(?:(?:on|am|le|el)\s.{{6,40}}?,?\s)?(?P<name>[^<>:\d]{{1,40}}?)\s*(?:<[^<>]*>)?\s*{word_of('wrote')}\s*[:：]$", re.IGNORECASE
)
"""The line above a quotation that says whose it is."""
_SIGNS = re.compile(r"(?:^|(?<=\s))>\s?")
_QUOTES = (":", "：", ">")
_END = "--"
_ORIGIN = re.compile(r"(?:※\s*(?:来源|來源|发信站|發信站|修改|编辑|編輯)\s*[:：·]|\[?FROM[:：]?\s*\d{1,3}\.)")
_FOOT = 10
"""Lines of a foot at most: a signature has six."""


class Head(NamedTuple):
    """What stands above the text."""

    sender: str
    time: str


def begins_letter(element: Element) -> bool:
    """Whether an element begins with the head of a letter, and says in it when it was sent; its subject may stand above."""
    start = _joined("\n".join(line for text in islice(element.itertext(), _TEXTS) if (line := text.strip()))[:_START])
    if _SENDER.match(_BUTTONS.sub("", start)) is not None:
        return "(" in start
    head = start if _HEADER.match(start) else start.partition("\n")[2]
    return _FROM.match(head) is not None and _DATE.search(head) is not None


def telnet_head(element: Element) -> Head | None:
    """The head of a telnet board's letter with which a text begins: sender and time; None without both."""
    lines = [line.strip() for line in (element.text or "").lstrip()[:_START].split("\n")]
    sender = _SENDER.match(lines[0])
    sent = next((found for line in lines[:_HEAD] if (found := _SENT.match(line))), None)
    return Head(sender["name"], sent["time"]) if sender and sent else None


def cut_foot(body: Body) -> None:
    """Takes away what telnet boards print below a text: ``--``, a signature, and where it came from (``※ 来源:·…``, ``FROM 10.0.0.*``)."""
    blocks = body.blocks
    if len(blocks) < 2 or blocks[-1].type != "paragraph" or _ORIGIN.match(blocks[-1].text) is None:
        return
    at = next((at for at, block in enumerate(blocks) if block.text == _END and len(blocks) - at <= _FOOT), len(blocks) - 1)
    if at and all(block.type == "paragraph" for block in blocks[at:]):
        del blocks[at:]


def _joined(text: str) -> str:
    """A text whose labels are not spread over the width of longer ones: ``제  목:`` is 제목."""
    return _SPREAD.sub(r"\1\2", text)


def unfold(body: Body, known: str | None = None) -> Head | None:
    """Takes head and foot of a letter away and its quotation out of the text; None (and nothing changed) for any other post.

    Of a post whose writer and time are ``known`` from elsewhere, lines with labels are its words, unless they name the same person.
    """
    if body.blocks and body.blocks[0].type in ("code", "paragraph") and (head := _mail(body, known)):
        return head
    sender = _SENDER.match(_BUTTONS.sub("", body.blocks[0].text)) if body.blocks else None
    if sender is None:
        return None
    if body.blocks[0].type == "code":
        body.blocks[:1] = [Block("paragraph", tidy(line)) for line in body.blocks[0].text.split("\n") if line.strip()]
    for number, block in enumerate(body.blocks[:_HEAD]):
        if sent := _SENT.match(block.text):
            body.blocks = _text(body, body.blocks[number + 1 :])
            return Head(sender["name"], sent["time"])
    return None


def take_quoted(body: Body) -> None:
    """Takes a letter's quotation and foot out of a post whose head the page shows elsewhere, in place; nothing changes for any other."""
    if any(block.text.startswith("【") and _QUOTED.match(block.text) for block in body.blocks):
        body.blocks = _text(body, body.blocks)


def _mail(body: Body, known: str | None) -> Head | None:
    """The head of a mail, or of an old board's post: ``From:`` (``Author:``) and ``Date:``, lines of one element or of several."""
    lines = [line for block in body.blocks[:_HEAD] for line in _joined(block.text).split("\n")]
    sender = next((match for line in lines[:2] if (match := _FROM.match(line))), None)
    at = next((at for at, line in enumerate(lines[:_HEAD]) if _DATE.match(line)), None)
    if sender is None or at is None or at == 0 or (known is not None and known not in sender["name"]):
        return None
    first = body.blocks[0]
    if first.type == "code":
        head, _, rest = first.text.partition("\n\n")
        rest = _SIGNED.split(rest, maxsplit=1)[0]
        paragraphs = (" ".join(" ".join(part).split()) for paragraph in rest.split("\n\n") for part in _parted(paragraph))
        body.blocks[:1] = [Block("paragraph", words) for words in paragraphs if words]
        lines = _joined(head).split("\n")
    else:
        last = max(number for number, block in enumerate(body.blocks[:_HEAD]) if _HEADER.match(_joined(block.text)))
        del body.blocks[: last + 1]
    _take_quotes(body)
    sent = next(match for line in lines if (match := _DATE.match(line)))
    return Head(sender["name"].strip(), sent["time"].strip())


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


def _parted(paragraph: str) -> Iterator[list[str]]:
    """The lines of a paragraph, quoted ones apart from others."""
    for _, lines in groupby(paragraph.split("\n"), lambda line: line.startswith(">")):
        yield list(lines)


def _take_quotes(body: Body) -> None:
    """Makes quotations of the lines that begin with ``>``, with the line above that says whose they are."""
    kept: list[Block] = []
    for quoted, blocks in groupby(body.blocks, lambda block: block.type == "paragraph" and block.text.startswith(">")):
        if not quoted:
            kept += blocks
            continue
        words = "\n".join(_SIGNS.sub("", block.text) for block in blocks)
        author = _WROTE.match(kept[-1].text) if kept else None
        if author:
            del kept[-1]
        body.quotes.append(Quote(words, author["name"].strip() if author else None))
        kept.append(Block("quote", index=len(body.quotes) - 1))
    body.blocks = kept
