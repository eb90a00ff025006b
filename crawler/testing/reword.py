"""A saved page in other words: what people posted is replaced by words of the same shape, what the software prints stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from random import Random

from crawler.extract import posts
from crawler.forum import BoardPage, Reading, ThreadPage
from crawler.page import Page
from crawler.reading import read
from crawler.text import tidy

_WORD = re.compile(r"[^\W\d_]+")
_SLUG = re.compile(r"(?<=[/=])[^\W_]+(?:-[^\W_]+){2,}")
_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvw"
_CHINESE = "山水木火土石田云雨风花草竹米茶灯桥船书画琴棋窗门桌椅碗壶针线布瓦砖沙湖江河海星月春夏秋冬"
_SHORT = 2
"""Letters of what is too short to be told from the software's own words."""


def reword(page: Page, reading: Reading | None = None) -> bytes:
    """The page as UTF-8 with other words in its posts, titles and names, by what a new engine reads on it or else any engine.

    A page that says nothing is given back as it is.
    """
    known_by = reading if isinstance(reading, ThreadPage | BoardPage) else read(page)
    said = sorted({line for line in _posted(known_by) if len(line) > _SHORT}, key=len, reverse=True)
    nodes = {tidy(text) for text in map(str, page.tree.itertext()) if tidy(text)}
    parts = {node for node in nodes if len(node) > _SHORT and any(node in line for line in said)}
    source = page.text
    for part in sorted(parts | set(said), key=len, reverse=True):
        for spelling in {part, escape(part), escape(part, quote=False)}:
            source = source.replace(spelling, escape(other_words(part), quote='"' in part))
    known = {word.lower() for line in said for word in _WORD.findall(line)}
    source = _SLUG.sub(lambda slug: _WORD.sub(lambda word: _other(word[0]) if word[0] in known else word[0], slug[0]), source)
    return re.sub(r"(?i)(<meta[^>]{0,99}charset=[\"']?)[\w-]+", r"\g<1>utf-8", source, count=1).encode("utf-8", "replace")


def other_words(text: str) -> str:
    """Words of the same lengths, cases and scripts; the same words always become the same.

    >>> one = other_words("Ada saw 12 birds, Ada!")
    >>> one == other_words("Ada saw 12 birds, Ada!"), len(one), one[8:10]
    (True, 22, '12')
    """
    return _WORD.sub(lambda word: _other(word[0]), text)


def _other(word: str) -> str:
    dice = Random(word.lower())  # noqa: S311  (words, not secrets)
    return "".join(_letter(letter, dice) for letter in word)


def _letter(letter: str, dice: Random) -> str:
    if not letter.isascii():
        return dice.choice(_CHINESE) if "\u3400" <= letter <= "\u9fff" else letter
    drawn = dice.choice(_VOWELS if letter.lower() in _VOWELS else _CONSONANTS)
    return drawn.upper() if letter.isupper() else drawn


def _posted(reading: Reading) -> Iterator[str]:
    """What people wrote: texts, titles, names."""
    if isinstance(reading, ThreadPage):
        for post in posts(reading):
            yield from post.text.split("\n")
            yield from (line for quote in post.quotes for line in (*quote.text.split("\n"), quote.author or ""))
            yield from (words for image in post.images for words in (image.caption_raw or "", image.alt or ""))
            yield from (words for comment in post.comments for words in (comment.text, comment.author.name if comment.author else ""))
            yield post.author.name if post.author else ""
        yield reading.thread.title or ""
    if isinstance(reading, BoardPage):
        for row in reading.threads:
            yield row.title
            yield row.author.name if row.author else ""
