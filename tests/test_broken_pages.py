"""Saved pages that lost parts on their way: no engine fails on them, and what it still says holds together."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from crawler.extract import posts
from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import read_page
from tests.test_fixtures import CASES

ROUNDS = 4


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def without_a_tag(body: bytes, dice: random.Random) -> bytes:
    tag = dice.choice(re.findall(rb"<(\w+)", body) or [b"p"])
    return re.sub(rb"</?" + re.escape(tag) + rb"\b[^>]*>", b"", body)


def without_an_attribute(body: bytes, dice: random.Random) -> bytes:
    name = dice.choice(re.findall(rb'\s([\w-]+)="', body) or [b"class"])
    return re.sub(rb"\s" + re.escape(name) + rb'="[^"]*"', b"", body)


def with_holes(body: bytes, dice: random.Random) -> bytes:
    for _ in range(10):
        start = dice.randrange(len(body) + 1)
        body = body[:start] + body[start + dice.randrange(120) :]
    return body


def with_odd_numbers(body: bytes, dice: random.Random) -> bytes:
    return re.sub(rb'(?<=[>"= ])\d+', lambda found: dice.choice([found[0], b"9" * 25, b"-1", b""]), body)


def with_empty_attributes(body: bytes, dice: random.Random) -> bytes:
    return re.sub(rb'="[^"]*"', lambda found: found[0] if dice.random() < 0.9 else b'=""', body)


def with_comments_for_text(body: bytes, dice: random.Random) -> bytes:
    return re.sub(rb">[^<]+<", lambda found: found[0] if dice.random() < 0.8 else b"><!-- lost --><", body)


def without_data(body: bytes, _: random.Random) -> bytes:
    """As collections of pages publish them: no scripts, no data attributes, no comments."""
    body = re.sub(rb"<(script|noscript)\b.*?</\1>|<!--.*?-->", b"", body, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(rb"\sdata-[\w-]+(?:=\"[^\"]*\"|='[^']*'|=[^\s>]+)?", b"", body)


LOSSES: list[Callable[[bytes, random.Random], bytes]] = [
    without_a_tag,
    without_an_attribute,
    with_holes,
    with_odd_numbers,
    with_empty_attributes,
    with_comments_for_text,
    without_data,
]


def breaks_nothing(case: Path, lose: Callable[[bytes, random.Random], bytes], rounds: int) -> None:
    """Reads a page with losses, by detection and by its own engine; what is read names nothing that is not there."""
    whole = read_page(case)
    dice = random.Random(f"{case.parent.name}/{case.name}")  # noqa: S311  (losses, not secrets)
    for _ in range(rounds):
        page = Page(lose(whole.body, dice), whole.url, whole.headers, whole.fetched_at, whole.status)
        for engine in (None, case.parent.name):
            reading = read(page, engine)
            found = posts(reading) if isinstance(reading, ThreadPage) else []
            for post in found:
                lists = {"image": post.images, "quote": post.quotes, "attachment": post.attachments}
                shown = [(block["type"], block["index"]) for block in post.blocks if block["type"] in lists]
                assert all(0 <= index < len(lists[kind]) for kind, index in shown)
                assert {image for block in post.blocks for image in block.get("images", ())} <= set(range(len(post.images)))


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_page_that_lost_parts_breaks_no_engine(case: Path) -> None:
    breaks_nothing(case, LOSSES[crc32(named(case).encode()) % len(LOSSES)], 1)


@pytest.mark.soak
@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_page_with_every_loss(case: Path, lose: Callable[[bytes, random.Random], bytes]) -> None:
    breaks_nothing(case, lose, ROUNDS)
