"""Compares a feed with the truth of the demo forum.

Feed lines are dicts as :class:`crawler.items.Post` is written; truth is what :meth:`crawler.demo.forum.Forum.truth` gives.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Record = dict[str, Any]
_PARTS = re.compile(r"\s*[|\t]\s*|\s{2,}")


def differences(posts: Iterable[Record], truth: Iterable[Record]) -> list[str]:
    """One short sentence for each difference; empty when the feed is right.

    A line with a higher revision replaces an earlier one; the same revision again is a post written twice.
    """
    feed: dict[tuple[str, str], Record] = {}
    found = []
    for post in posts:
        key = (str(post["thread"]["id"]), post["post_id"])
        if key in feed and post.get("revision", 1) <= feed[key].get("revision", 1):
            found.append(f"{_name(*key)}: written twice")
        feed[key] = post
    for wanted in truth:
        key = (wanted["thread_id"], wanted["post_id"])
        given = feed.pop(key, None)
        problems = ["missing"] if given is None else _compare(given, wanted)
        found += [f"{_name(*key)}: {problem}" for problem in problems]
    return found + [f"{_name(*key)}: there is no such post" for key in feed]


def _name(thread_id: str, post_id: str) -> str:
    return f"thread {thread_id} post {post_id}"


def _compare(post: Record, wanted: Record) -> Iterator[str]:
    for check in _CHECKS:
        yield from check(post, wanted)


def _fields(post: Record, wanted: Record) -> Iterator[str]:
    pairs = {
        "title": (post["thread"].get("title"), wanted["title"]),
        "author": ((post.get("author") or {}).get("name"), wanted["author"]),
        "created_at": (_moment(post.get("created_at")), _moment(wanted["created_at"])),
        "edited_at": (_moment(post.get("edited_at")), _moment(wanted["edited_at"])),
        "floor": (post.get("floor"), wanted["floor"]),
        "board": (post["board"].get("name"), wanted["board"]),
        "board path": (post["board"].get("path") or wanted["board_path"], wanted["board_path"]),
        "attachments": ([each["name"] for each in post.get("attachments", [])], wanted["attachments"]),
        "comments": ([_plain(each["text"]) for each in post.get("comments", [])], [_plain(text) for text in wanted["comments"]]),
    }
    if wanted["locked"] is not None:
        pairs["locked"] = (bool(post.get("locked")), wanted["locked"])
    for name, (given, right) in pairs.items():
        if given != right:
            yield f"{name} is {given!s}, should be {right!s}"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _text(post: Record, wanted: Record) -> Iterator[str]:
    """The poster's lines: none missing, none foreign, none twice, and in order."""
    paragraphs = [_plain(text) for text in wanted["paragraphs"]]
    allowed = {*paragraphs, *map(_plain, wanted["optional"])}
    lines = [_plain(line) for line in post["text"].split("\n") if line.strip()]
    parts = [part for line in post["text"].split("\n") for part in _split(line, allowed)]
    elsewhere = {*_block_lines(post), *_caption_lines(post), *_credit_lines(post, wanted)}
    for paragraph in dict.fromkeys(paragraphs):
        if paragraph not in parts and paragraph not in elsewhere:
            yield f"line missing: {paragraph}"
    for part in dict.fromkeys(parts):
        if part not in allowed:
            yield f"line does not belong to the text: {part}"
    for line, times in Counter(lines).items():
        if line in paragraphs and times > paragraphs.count(line):
            yield f"line {times} times in the text: {line}"
    place = 0
    for part in parts:
        if part in paragraphs[place:]:
            place = paragraphs.index(part, place)
        elif part in paragraphs:
            yield f"line out of order: {part}"


def _split(line: str, allowed: set[str]) -> list[str]:
    """A line, or the cells of a table's row where the line is made of such."""
    cells = [_plain(cell) for cell in _PARTS.split(line.strip()) if cell.strip()]
    whole = _plain(line)
    if whole and whole not in allowed and len(cells) > 1 and all(cell in allowed for cell in cells):
        return cells
    return [whole] if whole else []


def _block_lines(post: Record) -> Iterator[str]:
    """Cells, entries and code lines, which need not be in ``text``."""
    for block in post.get("blocks", []):
        if block["type"] in ("table", "list", "code"):
            yield from (_plain(cell) for row in block.get("rows", []) for cell in row)
            yield from map(_plain, block.get("items", []))
            yield from map(_plain, block.get("text", "").split("\n"))


def _caption_lines(post: Record) -> Iterator[str]:
    for image in post.get("images", []):
        yield from (_plain(image[name]) for name in ("caption_raw", "caption") if image.get(name))


def _credit_lines(post: Record, wanted: Record) -> Iterator[str]:
    """Lines that hold only a credit, where the feed has that credit."""
    given = {image["url"]: image.get("credit") for image in post.get("images", [])}
    for image in wanted["images"]:
        if image["caption"] is None and image["credit"] and image["credit"] in (given.get(image["url"]) or ""):
            yield _plain(image["line"])


def _images(post: Record, wanted: Record) -> Iterator[str]:
    given = {image["url"]: image for image in post.get("images", [])}
    urls = [image["url"] for image in wanted["images"]]
    yield from (f"image missing: {url}" for url in urls if url not in given)
    yield from (f"image does not belong to the post: {url}" for url in given if url not in urls)
    if set(given) == set(urls) and [image["url"] for image in post["images"]] != urls:
        yield "images out of order or twice"
    lines = [_plain(line) for line in post["text"].split("\n")]
    for right in wanted["images"]:
        if right["url"] in given:
            yield from (f"image {right['url'].rsplit('/', 1)[-1]}: {problem}" for problem in _caption(given[right["url"]], right, lines))


def _caption(image: Record, right: Record, lines: list[str]) -> Iterator[str]:
    caption, credit = image.get("caption"), image.get("credit")
    raw = _plain(image.get("caption_raw") or caption or "")
    if right["caption"] is None:
        if caption is not None:
            yield f"has none of its own, but was given the caption {caption}"
    elif caption is None:
        yield f"caption missing: {right['caption']}"
    else:
        if raw != _plain(right["caption"]):
            yield f"caption is {raw}, should be {right['caption']}"
        if right["credit"] and right["credit"] in caption:
            yield f"credit left in the caption: {caption}"
        if raw in lines and image.get("caption_from") != "after_unmarked":
            yield f"caption also in the text: {raw}"
        if (image.get("caption_group") or None) != right["group"]:
            yield f"caption_group is {image.get('caption_group')}, should be {right['group']}"
    if (right["credit"] or "") not in (credit or "") or bool(credit) != bool(right["credit"]):
        yield f"credit is {credit}, should be {right['credit']}"


def _quotes(post: Record, wanted: Record) -> Iterator[str]:
    given, right = ([(each["author"], each["post_id"], _plain(each["text"])) for each in record["quotes"]] for record in (post, wanted))
    if given != right:
        yield f"quotes are {given}, should be {right}"


_CHECKS: tuple[Callable[[Record, Record], Iterator[str]], ...] = (_fields, _text, _images, _quotes)
