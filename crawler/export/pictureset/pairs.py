"""A feed's pictures, one by one, each with the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.items import CaptionFrom, Image, Post


@dataclass(slots=True)
class Pair:
    """One picture and its words."""

    file: str
    """Path of the picture: in ``--images`` from the folder of the lines, in shards the member's name, else below the image folder."""
    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    caption: str | None
    credit: str | None
    caption_from: CaptionFrom | None
    caption_shared_by: int
    """How many pictures share the caption; 1 when it is this picture's alone."""
    alt: str | None
    text_before: str | None
    """The paragraph before the picture, in the same post."""
    text_after: str | None
    """The paragraph after it, its caption left out."""
    licence: str | None
    """The line of the post that speaks of a licence or of rights, as it stands; null means that the post does not say."""
    post_id: str
    """The post's ``id`` in the feed."""
    post_url: str
    floor: int | None
    author: str | None
    created_at: str | None
    thread_title: str | None
    board: str | None
    url: str
    """Where the picture was downloaded."""


def pairs(posts: Iterable[Post]) -> Iterator[Pair]:
    """The downloaded pictures of posts, in reading order; ``file`` is the path below the image folder."""
    for post in posts:
        licence = licence_of(post)
        for image in post.images:
            if image.file is not None:
                yield _pair(post, image, licence)


def _pair(post: Post, image: Image, licence: str | None) -> Pair:
    file = image.file
    if file is None:
        raise ValueError("not downloaded")
    before, after = _around(post, image)
    return Pair(
        file=file.path,
        sha256=file.sha256,
        mime=file.mime,
        bytes=file.bytes,
        width=file.width or 0,
        height=file.height or 0,
        caption=image.caption,
        credit=image.credit,
        caption_from=image.caption_from,
        caption_shared_by=len(image.caption_group or [image.index]),
        alt=image.alt,
        text_before=before,
        text_after=after,
        licence=licence,
        post_id=post.id,
        post_url=post.url,
        floor=post.floor,
        author=post.author.name if post.author else None,
        created_at=post.created_at,
        thread_title=post.thread.title,
        board=post.board.name,
        url=image.url,
    )


def _around(post: Post, image: Image) -> tuple[str | None, str | None]:
    """The nearest paragraphs above and below."""
    place = next((n for n, block in enumerate(post.blocks) if block["type"] == "image" and block.get("index") == image.index), None)
    if place is None:
        return None, None
    words = [block.get("text") if block["type"] == "paragraph" else None for block in post.blocks]
    before = next((text for text in reversed(words[:place]) if text), None)
    after = next((text for text in words[place:] if text and text != image.caption_raw), None)
    return before, after


_LICENCE = re.compile(
    r"""\bCC[ -]?(?:BY|0)\b|creative\s+commons|知识共享|创作共用|署名.{0,6}(?:非商业|相同方式|禁止演绎)
    |public\s+domain|公有领域|公共领域|all\s+rights\s+reserved|©|\(c\)\s*\d{4}|版权所有|版权归|著作权归|保留.{0,4}权利
    |(?:未经.{0,12}(?:授权|许可|允许|同意)|请勿|禁止|谢绝|不得).{0,8}(?:转载|转发|使用|商用)|转载.{0,6}(?:注明|署名|授权|联系)|(?:欢迎|可以|允许)转载""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_NOTE = 200


def licence_of(post: Post) -> str | None:
    """The first line of a post that speaks of a licence or of rights.

    >>> bool(_LICENCE.search("照片以 CC BY-SA 4.0 发布")), bool(_LICENCE.search("转载自江湾日报"))
    (True, False)
    """
    lines = [*post.text.splitlines(), *(line for image in post.images for line in (image.caption_raw, image.credit) if line)]
    return next((line.strip() for line in lines if len(line) <= _LONGEST_NOTE and _LICENCE.search(line)), None)
