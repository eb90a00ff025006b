"""Saved pages of a stock Discuz! X3.5, against what was posted there; where they stand beside the checkout."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import posts, reading_of
from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.items import Post

FOLDER = Path(__file__).parents[2] / "shared" / "discuz"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="no saved pages beside the checkout")

NO_FLOORS = ("026", "095", "096")
"""An author's posts only (another count), and the robot view, which prints none."""
PARTS = ("065", "069")
"""One part of a body in pages."""
NO_PICTURES = ("116", "117", "118", "119")
"""Pictures withheld from guests or served in another form by a site option."""

PAGES = list(csv.DictReader((FOLDER / "pages" / "index.tsv").read_text("utf-8").splitlines(), delimiter="\t")) if FOLDER.exists() else []
THREADS = [json.loads(line) for line in (FOLDER / "truth.jsonl").read_text("utf-8").splitlines()] if FOLDER.exists() else []
TRUTH = {str(post["pid"]): (thread, post) for thread in THREADS for post in thread.get("posts", [])}


def unnamed(page: dict[str, str]) -> bool:
    """If the page prints its posts without their ids."""
    return "archiver" in page["kind"] or "printable" in page["kind"]


def paragraphs(post: Post) -> list[str]:
    found: list[str] = []
    for block in post.blocks:
        if block["type"] in ("paragraph", "heading", "caption", "code"):
            found += block["text"].split("\n")
        elif block["type"] == "list":
            found += [line for item in block["items"] for line in item.split("\n")]
        elif block["type"] == "table":
            found += [cell for row in block["rows"] for cell in row if cell]
    return found


def shown(number: str, post: Post) -> dict[str, Any]:
    """A post as it was read, in the words of the truth."""
    record: dict[str, Any] = {
        "title": post.thread.title,
        "author": (post.author.name, post.author.id) if post.author else ("匿名", None),
        "created": post.created_at,
        "board": post.board.name,
        "quotes": [(quote.author, quote.post_id, quote.created_raw, quote.text) for quote in post.quotes],
        "attachments": [(file.name, file.description) for file in post.attachments],
    }
    if number not in NO_FLOORS:
        record["floor"] = post.floor
    if number not in PARTS:
        record["paragraphs"] = paragraphs(post)
    if number not in NO_PICTURES:
        record["images"] = [
            (image.url.rsplit("/", 1)[-1], image.caption_raw if image.caption else None, image.credit is not None) for image in post.images
        ]
    return record


def wanted(number: str, thread: dict[str, Any], post: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "title": thread["title"],
        "author": (post["author"], str(post["uid"]) if post["uid"] and post["author"] != "匿名" else None),
        "created": post["created"] + "+08:00",
        "board": thread["board"],
        "quotes": [
            (quote["author"], str(quote["pid"]) if quote["pid"] else None, quote["when"], quote["text"].replace("\n\n", "\n"))
            for quote in post["quotes"]
        ],
        "attachments": [(file["filename"], file["description"]) for file in post["attachments"]],
    }
    if number not in NO_FLOORS:
        record["floor"] = post["floor"]
    if number not in PARTS:
        record["paragraphs"] = post["paragraphs"]
    if number not in NO_PICTURES:
        record["images"] = [(image["url"].rsplit("/", 1)[-1], image["caption"], image["credit"] is not None) for image in post["images"]]
    return record


@pytest.mark.parametrize("page", [page for page in PAGES if not unnamed(page)], ids=lambda page: page["file"][:40])
def test_page(page: dict[str, str]) -> None:
    number = page["file"][:3]
    reading = reading_of((FOLDER / "pages" / page["file"]).read_bytes(), page["url"])
    found = posts(reading) if isinstance(reading, ThreadPage) else []
    for post in found:
        thread, truth = TRUTH[post.post_id]
        assert shown(number, post) == wanted(number, thread, truth)
        everything = post.text + json.dumps(post.blocks, ensure_ascii=False)
        assert not any(secret in everything for secret in truth.get("must_not_leak", []))
        assert post.locked or not truth.get("locked")
        assert not any(
            image.credit and image.credit not in credit["credit"] for image, credit in zip(post.images, truth["images"], strict=False)
        )
    if isinstance(reading, ThreadPage) and reading.pages == 1 and number != "026":
        assert {post.post_id for post in found} == {pid for pid, (thread, _) in TRUTH.items() if str(thread["tid"]) == reading.thread.id}


@pytest.mark.parametrize("page", [page for page in PAGES if unnamed(page)], ids=lambda page: page["file"][:40])
def test_archive(page: dict[str, str]) -> None:
    """The archiver and the view for printers name no posts: they come in the thread's order. The latter prints no seconds."""
    length = len("2023-05-05T13:08") if "printable" in page["kind"] else None
    reading = reading_of((FOLDER / "pages" / page["file"]).read_bytes(), page["url"])
    if isinstance(reading, ThreadPage):
        known = [post for thread, post in TRUTH.values() if str(thread["tid"]) == reading.thread.id]
        shown = [(made.post.author.name if made.post.author else "匿名", (made.post.created_at or "")[:length]) for made in reading.posts]
        assert shown == [(post["author"], (post["created"] + "+08:00")[:length]) for post in known][: len(shown)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["file"][:40])
def test_kind(page: dict[str, str]) -> None:
    kind = page["kind"].removeprefix("rewrite on ").removeprefix("mobile ").removeprefix("robot-UA ").removeprefix("scrapy default UA ")
    readable = page["status"] == "200" and not any(word in kind for word in ("message", "form"))
    wanted_type: type = Notice
    if readable and kind.startswith(
        ("thread", "lazyload", "guest", "attachrefcheck", "printable thread", "archiver thread", "archiver paged")
    ):
        wanted_type = ThreadPage
    elif readable and kind.startswith(("board", "index", "sub-board", "archiver board", "archiver index")):
        wanted_type = BoardPage
    reading = reading_of((FOLDER / "pages" / page["file"]).read_bytes(), page["url"])
    assert isinstance(reading, wanted_type)


@pytest.mark.parametrize("page", [page for page in PAGES if "board" in page["kind"]], ids=lambda page: page["file"][:40])
def test_rows(page: dict[str, str]) -> None:
    threads = {str(thread["tid"]): thread for thread in THREADS}
    reading = reading_of((FOLDER / "pages" / page["file"]).read_bytes(), page["url"])
    for row in reading.threads if isinstance(reading, BoardPage) else ():
        if thread := threads.get(row.id):
            assert row.title == thread["title"]
        if thread and row.created_at and "created" in thread:
            assert row.created_at[:10] == thread["created"][:10]
