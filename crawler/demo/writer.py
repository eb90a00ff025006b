"""Writes threads: numbers their posts and pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crawler.demo import texts
from crawler.demo.model import Block, Line, Picture, Post, Quote, Thread, User

POSTS_A_THREAD = 1000
"""Post ids of thread n are n * 1000 + 1, 2, …"""
PICTURES_A_THREAD = 100
USERS = tuple(User(name, uid) for uid, name in enumerate(texts.MEMBERS, 3))


class Writer:
    """Writes one thread, post after post.

    ``flags`` are further fields of :class:`Thread`.
    """

    def __init__(self, seed: int, tid: int, fid: int, start: datetime, **flags: Any) -> None:
        self.dice = texts.dice(seed, tid)
        self.now = start
        self.pictures = 0
        flags.setdefault("title", texts.title(self.dice))
        self.thread = Thread(tid, fid, views=self.dice.randint(80, 9000), **flags)

    def post(self, *blocks: Block, author: User | None = None, minutes: int | None = None, **flags: Any) -> Post:
        """Adds a post, some minutes after the one before; without ``blocks`` it gets a line of its own making."""
        if self.thread.posts:
            self.now += timedelta(minutes=self.dice.randint(3, 400) if minutes is None else minutes, seconds=self.dice.randint(0, 59))
        post = Post(
            pid=self.thread.tid * POSTS_A_THREAD + len(self.thread.posts) + 1,
            author=author or self.dice.choice(USERS),
            created=self.now,
            blocks=list(blocks) or [Line(texts.reply(self.dice))],
            **flags,
        )
        self.thread.posts.append(post)
        return post

    def replies(self, count: int) -> None:
        """Adds plain answers."""
        for _ in range(count):
            self.post()

    def lines(self, count: int) -> list[Block]:
        """Paragraphs that begin with two full-width blanks, as most writers do."""
        return [Line(text, "indent") for text in texts.sentences(self.dice, count)]

    def picture(self, **words: Any) -> Picture:
        """A new picture; ``words`` are further fields of :class:`Picture`."""
        self.pictures += 1
        folder = self.now.strftime("data/attachment/forum/%Y%m/%d/%H%M%S")
        width, height = self.dice.choice(((640, 427), (480, 640), (900, 600), (1024, 683)))
        words.setdefault("filename", f"IMG_{self.dice.randint(1000, 9999)}.jpg")
        return Picture(
            path=f"{folder}{self.dice.getrandbits(88):022x}.jpg",
            aid=self.thread.tid * PICTURES_A_THREAD + self.pictures,
            width=width,
            height=height,
            thumb=width >= 900,
            **words,
        )

    def quote(self, post: Post) -> Quote:
        """Quotes a post's first line."""
        first = next(block.text for block in post.blocks if isinstance(block, Line))
        return Quote(first, post.author.name, post.pid, post.created)
