"""What an engine took from a page, made fit for a record: no control characters, no impossible numbers, no relative addresses.

A page may hold anything, and an engine hands on what it finds.  This is the one place where all of it is looked at.
"""

from __future__ import annotations

import re
from typing import Protocol, TypeVar

from crawler.forum import BoardPage, BoardRow, Notice, Reading, ThreadPage, ThreadRow
from crawler.items import Attachment, Author, Board, Image, Quote, Thread
from crawler.raw_post import RawPost
from crawler.text import tidy

MOST = (1 << 31) - 1
"""The largest floor, count, width or page number: what databases and other programs take."""
LONGEST = 2000
"""Characters of a name, a title or a time; more is no name."""
LONGEST_ADDRESS = 8000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ufffd\ud800-\udfff]")

Text = TypeVar("Text", str, "str | None")
Row = TypeVar("Row", BoardRow, ThreadRow)


def settle(reading: Reading) -> Reading:
    """The reading with every value in its range; what is out of range is null, what cannot be printed is gone."""
    if isinstance(reading, Notice):
        reading.text = line(reading.text)
        return reading
    reading.page = whole(reading.page) or 1
    reading.pages = whole(reading.pages)
    reading.next_url = address(reading.next_url)
    _board(reading.board)
    if isinstance(reading, ThreadPage):
        reading.whole_url = address(reading.whole_url)
        _thread(reading.thread)
        for made in reading.posts:
            _post(made)
    else:
        _rows(reading)
    return reading


def line(text: Text) -> Text:
    """A text of one line as a reader sees it; None stays None."""
    if not text:
        return text
    return (text if _is_fine(text) else tidy(_CONTROL.sub(" ", text)))[:LONGEST]


def lines(text: str) -> str:
    """A text of several lines without what cannot be printed."""
    return text if _is_fine(text) else _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _is_fine(text: str) -> bool:
    return text.isprintable() and "\ufffd" not in text


def whole(value: int | None) -> int | None:
    """A number that can be one; None otherwise."""
    return value if value is not None and 0 <= value <= MOST else None


def address(url: str | None) -> str | None:
    """A whole web address; None for anything else."""
    if not url or not url.startswith(("http://", "https://")) or len(url) > LONGEST_ADDRESS:
        return None
    return url if url.isprintable() and " " not in url else _CONTROL.sub("", url).replace(" ", "%20").replace("\n", "").replace("\t", "")


class _Named(Protocol):
    author: Author | None


def _author(holder: _Named) -> None:
    if (author := holder.author) is None:
        return
    author.name, author.id = line(author.name), line(author.id) or None
    if not author.name:
        holder.author = None


def _board(board: Board) -> None:
    board.id, board.name, board.url = line(board.id) or None, line(board.name) or None, address(board.url)
    board.path = [name for name in map(line, board.path) if name]


def _thread(thread: Thread) -> None:
    thread.id, thread.title, thread.url = line(thread.id), line(thread.title) or None, address(thread.url)
    thread.tags = [tag for tag in map(line, thread.tags) if tag]
    thread.views, thread.replies = whole(thread.views), whole(thread.replies)
    _author(thread)


def _rows(reading: BoardPage) -> None:
    """Boards and threads of a list; a row without an address or an id leads nowhere."""
    reading.list_url = address(reading.list_url)
    reading.boards, reading.threads = _once(reading.boards), _once(reading.threads)
    for board in reading.boards:
        board.id, board.name, board.url = line(board.id), line(board.name), address(board.url) or ""
    for row in reading.threads:
        row.id, row.title, row.url = line(row.id), line(row.title), address(row.url) or ""
        row.replies, row.views = whole(row.replies), whole(row.views)
        _author(row)


def _once(rows: list[Row]) -> list[Row]:
    """Rows without those whose number stands further up already."""
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row.id, row)
    return list(seen.values())


def _post(made: RawPost) -> None:
    post, body = made.post, made.body
    post.url = address(post.url) or post.thread.url or ""
    post.id, post.post_id, post.created_raw = line(post.id), line(post.post_id), line(post.created_raw)
    post.floor, post.locked = whole(post.floor), lines(post.locked) if post.locked else post.locked
    _author(post)
    for comment in post.comments:
        comment.text = lines(comment.text)
        _author(comment)
    for image in body.images:
        _image(image)
    for quote in body.quotes:
        _quote(quote)
    for attachment in body.attachments:
        _attachment(attachment)
    for block in body.blocks:
        block.text, block.url = lines(block.text), address(block.url)
        if block.items:
            block.items = [lines(item) for item in block.items]
        if block.rows:
            block.rows = [[lines(cell) for cell in row] for row in block.rows]


def _image(image: Image) -> None:
    only_named = image.url == image.filename  # a text names its pictures and has no addresses
    image.url, image.thumb_url = address(image.url) or (line(image.url) if only_named else ""), address(image.thumb_url)
    image.filename, image.alt = line(image.filename) or None, line(image.alt) or None
    image.width, image.height = whole(image.width), whole(image.height)


def _quote(quote: Quote) -> None:
    quote.text, quote.author = lines(quote.text), line(quote.author) or None
    quote.post_id, quote.created_raw = line(quote.post_id) or None, line(quote.created_raw) or None


def _attachment(attachment: Attachment) -> None:
    attachment.name, attachment.url = line(attachment.name), address(attachment.url)
    attachment.description = lines(attachment.description) if attachment.description else None
