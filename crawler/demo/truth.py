"""What the feed must say about a post of the demo forum.

``paragraphs`` are the poster's own lines in order, captions where they stand, with list items, table cells and code lines one by one;
no quotes, hidden parts or file-name lines.  ``optional`` may be among the text or not (a poll's options).  ``locked`` is ``None`` where
the page leaves it open.  An image's ``line`` is its line as it stands, or its description; ``caption`` is the same unless the line holds
only a credit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.demo.model import (
    BOARDS,
    CATEGORIES,
    Block,
    Bullets,
    Code,
    File,
    Hidden,
    Line,
    Picture,
    Post,
    Quote,
    Table,
    Thread,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def of_thread(thread: Thread, base: str) -> Iterator[dict[str, Any]]:
    """One dict for each post of a readable thread."""
    for floor, post in enumerate(thread.posts, 1):
        yield _of_post(thread, floor, post, base)


def _of_post(thread: Thread, floor: int, post: Post, base: str) -> dict[str, Any]:
    blocks = [] if post.shut else post.blocks
    locked: bool | None = bool(post.shut) or any(isinstance(block, Hidden) for block in blocks) or bool(thread.price and floor == 1)
    return {
        "thread_id": str(thread.tid),
        "post_id": str(post.pid),
        "floor": floor,
        "author": post.author.name or None,
        "created_at": post.created.isoformat(),
        "edited_at": post.edited.replace(second=0).isoformat() if post.edited else None,
        "title": thread.title,
        "board": BOARDS[thread.fid].name,
        "board_path": board_path(thread.fid),
        "paragraphs": [text for block in blocks for text in _paragraphs(block)],
        "optional": list(thread.poll) if floor == 1 else [],
        "locked": None if post.no_pictures else locked,
        "quotes": [
            {"author": block.author, "post_id": str(block.pid) if block.pid else None, "text": block.text}
            for block in blocks
            if isinstance(block, Quote)
        ],
        "images": _images(blocks, base),
        "attachments": [block.name for block in in_order(blocks) if isinstance(block, File)],
        "comments": [comment.text for comment in post.comments] if not post.shut else [],
    }


def board_path(fid: int) -> list[str]:
    """Names from the category to the board."""
    board = BOARDS[fid]
    above = board_path(board.parent) if board.parent else [CATEGORIES[board.gid]]
    return [*above, board.name]


def in_order(blocks: Iterable[Block]) -> list[Block]:
    """The blocks as a page shows them: what is not in the text comes last, pictures before files."""
    parts: tuple[list[Block], list[Block], list[Block]] = ([], [], [])
    for block in blocks:
        below = isinstance(block, Picture | File) and block.appended
        parts[(2 if isinstance(block, File) else 1) if below else 0].append(block)
    return [block for part in parts for block in part]


def pictures(blocks: Iterable[Block]) -> list[Picture]:
    """All pictures in the order a page shows them."""
    found = []
    for block in in_order(blocks):
        if isinstance(block, Picture):
            found.append(block)
        elif isinstance(block, Table):
            found += [cell for row in block.rows for cell in row if isinstance(cell, Picture)]
    return found


def _paragraphs(block: Block) -> Iterable[str]:
    match block:
        case Line(text=text):
            return [text] if text else []
        case Bullets(items=items):
            return items
        case Code(lines=lines):
            return lines
        case Table(rows=rows):
            return [cell for row in rows for cell in row if isinstance(cell, str)]
        case _:
            return []


def _images(blocks: Iterable[Block], base: str) -> list[dict[str, Any]]:
    shown = pictures(blocks)
    return [
        {
            "url": base + picture.path,
            "caption": picture.line if picture.captioned else None,
            "credit": picture.credit,
            "line": picture.line,
            "group": [index for index, other in enumerate(shown) if other.group == picture.group] if picture.group is not None else None,
        }
        for picture in shown
    ]
