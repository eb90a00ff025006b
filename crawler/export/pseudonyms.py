"""People's names in an export replaced by keyed hashes: the same person is the same word, and nobody without the key learns who."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from crawler.items import Author, Post, encode

KEY = "pseudonyms.key"
"""The key's file in the job's folder; who has it can tell whether a name is a given one."""

_decoder = msgspec.json.Decoder(Post)


def key_of(folder: Path) -> bytes:
    """The job's key; made when it is first asked for, readable by its owner only."""
    path = folder / KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(32))
    return path.read_bytes()


def pseudonymised(lines: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The lines with other words for names and member ids; what people write about each other in their texts stays."""
    for line in lines:
        post = _decoder.decode(line)
        replace(post, key)
        yield encode(post) + b"\n"


def replace(post: Post, key: bytes) -> None:
    """Replaces the names and ids of everybody whom a post names outside of its text."""

    def word(name: str) -> str:
        return hmac.new(key, f"{post.site}\n{name}".encode(), sha256).hexdigest()[:16]

    def person(author: Author | None) -> Author | None:
        return author and Author(word(author.name), author.id and word(f"id {author.id}"))

    post.author, post.thread.author = person(post.author), person(post.thread.author)
    for comment in post.comments:
        comment.author = person(comment.author)
    for quote in post.quotes:
        quote.author = quote.author and word(quote.author)
