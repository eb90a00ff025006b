"""A feed with pictures on disk, for what is made of both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler.images.file import identify
from crawler.items import Author, Board, Image, ImageFile, Post, Thread
from tests.rasters import raster


def keep(pictures: Path, data: bytes) -> ImageFile:
    """Puts a picture where a crawl would."""
    file = identify(data)
    path = pictures / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return file


def picture(pictures: Path, seed: int = 1, data: bytes | None = None, **words: Any) -> Image:
    """A downloaded picture."""
    file = keep(pictures, data or raster("JPEG", (320, 240), seed))
    return Image(0, f"https://bbs.example/p/{seed}.jpg", file=file, **words)


def post(number: int, *parts: str | Image, **fields: Any) -> Post:
    """A post of paragraphs and pictures."""
    made = Post(
        id=f"bbs.example/{number}/{number}1",
        site="bbs.example",
        engine="discuz",
        url=f"https://bbs.example/thread-{number}-1-1.html",
        board=Board("2", fields.pop("board", "街景"), []),
        thread=Thread(str(number), f"https://bbs.example/thread-{number}-1-1.html", fields.pop("title", f"第{number}帖")),
        post_id=f"{number}1",
        floor=1,
        author=Author("老街坊"),
        created_at=fields.pop("created_at", f"2026-05-{number % 28 + 1:02}T08:00:00+08:00"),
        **fields,
    )
    for part in parts:
        if isinstance(part, Image):
            part.index = len(made.images)
            made.images.append(part)
            made.blocks.append({"type": "image", "index": part.index})
            if part.caption_raw:
                made.blocks.append({"type": "caption", "text": part.caption_raw, "images": [part.index]})
        else:
            made.blocks.append({"type": "paragraph", "text": part})
    made.text = "\n".join(part for part in parts if isinstance(part, str))
    return made


def images(posts: Iterable[Post]) -> list[Image]:
    return [image for made in posts for image in made.images]
