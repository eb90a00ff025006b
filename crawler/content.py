"""What a reader calls a post's content, as one digest: it changes when somebody edits the post, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

import msgspec

from crawler.items import Post
from crawler.urls import identity, path, query

_SIZE = re.compile(
    r"\d{1,4}x\d{1,4}|[wh][_-]?\d{2,4}|thumb(?:nail)?s?|small|medium|large|bmiddle|square|orig(?:inal)?|(?:orj|mw|wap|thumb)\d+",
    re.IGNORECASE,
)
"""A folder that only says how large the pictures in it are (the last ones: Sina)."""
_SIZED = re.compile(
    r"(?<=\.jpg|\.png|\.gif|\.bmp)\.thumb\.jpg$|(?<!\.jpg|\.png|\.gif|\.bmp)[._-](?:thumb|small|medium|large|\d{2,4}x\d{2,4})(?=\.\w+$)"
    r"|[!@][\w,-]+$",
    re.IGNORECASE,
)
"""The same within a file's name: Discuz writes ``x.jpg.thumb.jpg``, WordPress ``x-300x200.jpg``, picture hosts ``x.jpg!w640``."""
_FILE = re.compile(r"\.(?:jpe?g|jpe|png|gif|webp|bmp|tiff?|avif|heic)$", re.IGNORECASE)
_PASSING = frozenset(
    (
        *("sid", "s", "token", "auth", "key", "sign", "sig", "signature", "hash", "expires", "expire", "t", "ts", "time", "timestamp", "d"),
        *("stc", "nothumb", "noupdate", "thumb", "thumbnail", "width", "height", "w", "h", "size", "quality", "q", "format", "v"),
    )
)
"""Parameters that say who asks, since when, and how large, not which picture."""


def content_hash(post: Post, names: Mapping[int, str] | None = None) -> str:
    """sha256 over what a reader calls the content: no tokens, counters, sizes, hosts or relative times.

    ``names`` are what the software itself calls the post's pictures, by their index.
    """
    names = names or {}
    return _digest(post, [names.get(image.index) or picture_name(image.url) for image in post.images])


def former_hash(post: Post) -> str:
    """The digest of stores before version 6: in it a picture was its address."""
    return _digest(post, [identity(image.url) for image in post.images])


def _digest(post: Post, pictures: list[str]) -> str:
    content = (
        post.thread.title if post.floor == 1 else None,
        post.text,
        [(block["type"], block.get("text"), block.get("rows"), block.get("items")) for block in post.blocks if block["type"] != "locked"],
        [(name, image.caption_raw, image.credit) for name, image in zip(pictures, post.images, strict=True)],
        [(quote.author, quote.post_id, quote.text) for quote in post.quotes],
        [(attachment.name, attachment.description) for attachment in post.attachments],
        [(comment.author and comment.author.name, comment.text) for comment in post.comments],
        post.locked,
    )
    return sha256(msgspec.json.encode(content)).hexdigest()


def picture_name(url: str) -> str:
    """What picture an address names, whatever host, size and token it is asked for with.

    >>> picture_name("https://img2.example.net/forum/202601/05/ab12.jpg.thumb.jpg?x=1"), picture_name("/data/202601/05/ab12.jpg")
    ('05/ab12.jpg', '05/ab12.jpg')
    >>> picture_name("https://forum.example.com/download/file.php?id=77&t=1&sid=0a1b")
    'download/file.php?id=77'
    """
    known = identity(url)
    if known != url:
        return attachment(known.rpartition("/")[2])
    segments = [part for part in path(url).split("/") if part]
    if not segments:
        return url
    *folders, name = segments
    folder = next((part for part in reversed(folders) if not _SIZE.fullmatch(part)), "")
    name = _SIZED.sub("", name)
    asked = "" if _FILE.search(name) else "&".join(f"{key}={value}" for key, value in sorted(query(url).items()) if key not in _PASSING)
    return "/".join(filter(None, (folder, name))) + (f"?{asked}" if asked else "")


def attachment(number: str) -> str:
    """The name of a picture that the software numbers."""
    return f"attachment/{number}"
