"""Ordinary threads, made up from a seed and a thread id."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.demo import cases, texts
from crawler.demo.model import BOARDS, Line, Thread
from crawler.demo.writer import Writer

ORDINARY_BOARDS = (2, 3, 6, 7, 2, 9)


def ordinary(seed: int, tid: int, last: datetime) -> Thread:
    """The thread that stands behind an ordinary thread id; its last post is at ``last``.

    Three in ten open with pictures, one in eight fills more than a page, one reply in six quotes.
    """
    rng = texts.dice(seed, tid, "shape")
    fid = ORDINARY_BOARDS[tid % len(ORDINARY_BOARDS)]
    count = rng.randint(11, 32) if rng.random() < 1 / 8 else rng.randint(0, 8)
    gaps = [rng.randint(2, 900) for _ in range(count)]
    types = BOARDS[fid].types
    writer = Writer(seed, tid, fid, last - timedelta(minutes=sum(gaps)), type=rng.choice(types) if types and rng.random() < 0.5 else None)
    blocks = writer.lines(rng.randint(1, 3))
    if rng.random() < 0.3:
        for case in rng.sample(cases.ORDINARY, rng.randint(1, 2)):
            blocks += case(writer)
            blocks += [Line(texts.reply(writer.dice), "indent")]
    writer.post(*blocks)
    for gap in gaps:
        earlier = rng.choice(writer.thread.posts)
        if rng.random() < 1 / 6:
            writer.post(writer.quote(earlier), Line(texts.reply(writer.dice)), minutes=gap)
        else:
            writer.post(minutes=gap, by_phone=rng.random() < 0.2)
    return writer.thread
