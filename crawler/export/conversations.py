"""A feed as conversations: one line a thread, its posts in order with their parents; also as MNBVC's forum format."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from crawler.export.target import whole
from crawler.items import Post

_decoder = msgspec.json.Decoder(Post)


def conversation(posts: list[Post]) -> dict[str, Any]:
    """A thread: ``parent`` is the ``post_id`` of the post that one answers, null where no page says so or it is not in the feed."""
    first = posts[0]
    known = {post.post_id for post in posts}
    return {
        "id": f"{first.site}/{first.thread.id}",
        "site": first.site,
        "engine": first.engine,
        "url": first.thread.url,
        "title": first.thread.title,
        "board": first.board.path or ([first.board.name] if first.board.name else []),
        "tags": first.thread.tags,
        "posts": [
            {
                "post_id": post.post_id,
                "parent": post.reply_to if post.reply_to in known else None,
                "floor": post.floor,
                "author": post.author.name if post.author else None,
                "created_at": post.created_at,
                "text": post.text,
                **({"language": post.language} if post.language else {}),
            }
            for post in posts
        ],
    }


def mnbvc(posts: list[Post]) -> dict[str, Any]:
    """A thread in the forum format of the MNBVC corpus: its first reply is the opening post."""
    first = posts[0]
    number = str(first.thread.id)
    return {
        "ID": int(number) if number.isdecimal() else int(sha256(first.id.encode()).hexdigest()[:12], 16),
        "主题": first.thread.title or "",
        "来源": first.site,
        "回复": [{"楼ID": post.post_id, "回复": post.text, "扩展字段": _more(post)} for post in posts],
        "元数据": {
            "发帖时间": _moment(first.thread.created_at or first.created_at),
            "回复数": len(posts) - 1,
            "扩展字段": json.dumps({"标签": "/".join(first.board.path), "原文": first.thread.url or ""}, ensure_ascii=False),
        },
    }


def _more(post: Post) -> str:
    found = {
        "回复人": post.author.name if post.author else None,
        "回复时间": _moment(post.created_at),
        "引用ID": post.reply_to,
        "楼层": post.floor,
        "语言": post.language or None,
    }
    return json.dumps({name: value for name, value in found.items() if value not in (None, "")}, ensure_ascii=False)


def _moment(written: str | None) -> str:
    return f"{datetime.fromisoformat(written):%Y%m%d %H:%M:%S}" if written else ""


def export(lines: Iterable[bytes], target: Path, form: Callable[[list[Post]], dict[str, Any]]) -> int:
    """Writes the threads of a feed's lines to ``target``, one a line, and gives their number.  Nothing is left there when it fails."""
    count = 0
    with whole(target) as temporary, temporary.open("wb") as out:
        for posts in threads(lines):
            out.write(msgspec.json.encode(form(posts)) + b"\n")
            count += 1
    return count


def threads(lines: Iterable[bytes]) -> Iterator[list[Post]]:
    """The posts of each thread, as a reader sees them.  A feed may be larger than the memory: it is sorted on the disk."""
    with TemporaryDirectory(prefix="boardfeed-") as folder:
        store = sqlite3.connect(Path(folder) / "lines.sqlite", isolation_level=None)
        try:
            store.execute("pragma journal_mode = off")
            store.execute("pragma synchronous = off")
            store.execute("create table lines (thread text, number integer, line blob)")
            store.execute("begin")
            store.executemany("insert into lines values (?, ?, ?)", _keyed(lines))
            store.execute("commit")
            store.execute("create index place on lines (thread, number)")
            rows = store.execute("select thread, line from lines order by thread, number")
            for _, found in groupby(rows, key=lambda row: row[0]):
                yield _in_order([_decoder.decode(line) for _, line in found])
        finally:
            store.close()


def _keyed(lines: Iterable[bytes]) -> Iterator[tuple[str, int, bytes]]:
    for number, line in enumerate(lines):
        post = _decoder.decode(line)
        yield f"{post.site}/{post.thread.id}", number, line


def _in_order(posts: list[Post]) -> list[Post]:
    """By floor where all have one, else as they came."""
    if all(post.floor is not None for post in posts):
        return sorted(posts, key=lambda post: post.floor or 0)
    return posts
