"""The feed's record: one :class:`Post` a line.  ``DATA_FORMAT.md`` and ``schema/post.schema.json`` are generated from here.

``None`` always means 'the page does not say'.  Nothing in a record is guessed silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, NotRequired, Required, TypedDict

import msgspec
from msgspec import UNSET, Meta, UnsetType

Precision = Literal["second", "minute", "day"]
GoneReason = Literal["deleted", "thread_deleted", "moved"]
Inferred = Literal["timezone", "author", "created_at", "title"]
Lacking = Literal["comments"]
CaptionFrom = Literal["description", "figcaption", "class", "after", "table", "before", "credit", "alt", "after_unmarked"]
BlockType = Literal[
    "paragraph", "heading", "caption", "image", "quote", "code", "table", "list", "attachment", "media", "poll", "facts", "locked"
]
FileError = Literal[
    "robots",
    "private",
    "missing",
    "refused",
    "http",
    "network",
    "empty",
    "html",
    "unknown_type",
    "truncated",
    "too_large",
    "too_many_pixels",
    "storage",
]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


@dataclass(slots=True)
class Author:
    """Who wrote something.  An anonymous or unnamed author is ``None`` in place of an Author."""

    name: str
    """The name as shown."""
    id: str | None = None
    """The forum's own user id; null for guests and deleted users."""


@dataclass(slots=True)
class Board:
    """The board that a thread belongs to, from the thread's own breadcrumb."""

    id: str | None = None
    """The forum's own board id."""
    name: str | None = None
    """The board's name."""
    path: list[str] = field(default_factory=list)
    """Names from the outermost category to this board, this board last."""
    url: str | None = None
    """The board's first page."""


@dataclass(slots=True)
class Thread:
    """What all posts of one thread share."""

    id: str | None = None
    """The forum's own thread id."""
    url: str | None = None
    """The thread's first page, without session ids, referring pages or sort orders."""
    title: str | None = None
    """The full title, without the board's and the site's names."""
    tags: list[str] = field(default_factory=list)
    """Thread type and tags, as shown."""
    author: Author | None = None
    """Who opened the thread; null when anonymous or not shown on this page."""
    created_at: str | None = None
    """When it was opened (ISO 8601 with offset); null where the page shows only later posts."""
    views: int | None = None
    """Views as shown at the time of the fetch."""
    replies: int | None = None
    """Replies as shown; some engines count comments in, so it need not equal the number of posts less one."""


@dataclass(slots=True)
class ImageFile:
    """The downloaded picture; only when pictures are downloaded."""

    path: str
    """Path below the job's image folder, made from the sha256, never from a remote name."""
    sha256: Sha256
    """Digest of the stored bytes."""
    bytes: int
    """Size in bytes."""
    mime: str
    """Type decided by content."""
    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""


@dataclass(slots=True)
class Image:
    """One picture of a post, with the words that belong to it."""

    index: int
    """Position in the post's ``images``; ``blocks`` refer to it."""
    url: str
    """The original's absolute URL, never a placeholder; a thumbnail only where nothing else is named."""
    thumb_url: str | None = None
    """The thumbnail, where the page names both."""
    filename: str | None = None
    """The uploader's file name as shown."""
    alt: str | None = None
    """alt or title text, unless it is only the file name."""
    width: int | None = None
    """Width in pixels as the page states it (display size, not necessarily the file's)."""
    height: int | None = None
    """Height in pixels as the page states it."""
    caption: str | None = None
    """What the picture shows, in the poster's words, without its credit and lead-in mark; null when it has none."""
    credit: str | None = None
    """Photographer or source, cut out of the caption line."""
    caption_raw: str | None = None
    """The caption line as it stood, credit and marks included."""
    caption_from: CaptionFrom | None = None
    """The evidence that tied the words to the picture; null when there are none."""
    caption_group: list[int] | None = None
    """Indices of all the pictures that share this caption; null when it is this picture's alone."""
    file: ImageFile | None = None
    """The downloaded file; null when pictures are not downloaded, or this one was not: ``file_error``."""
    file_error: FileError | None = None
    """Why a picture that was to be downloaded has no ``file``; see below."""


@dataclass(slots=True)
class Quote:
    """A passage quoted from another post; never part of ``text``."""

    text: str
    """The quoted words."""
    author: str | None = None
    """Name of the quoted author, as shown."""
    post_id: str | None = None
    """Id of the quoted post on the same site."""
    created_raw: str | None = None
    """The quoted post's time, as shown."""


@dataclass(slots=True)
class Attachment:
    """A file other than a picture."""

    name: str
    """The file name as shown."""
    url: str | None = None
    """Where it is downloaded; tokens that change with each visit are left out."""
    bytes: int | None = None
    """Size as shown, in bytes (rounded where the page rounds)."""
    description: str | None = None
    """The uploader's own description."""


@dataclass(slots=True)
class Source:
    """Where a page stood in a corpus."""

    file: str
    """The file's name, without folders."""
    record: str
    """The record's own id; without one its number in the file, from 1."""


@dataclass(slots=True)
class Comment:
    """A short remark below a post (点评 and the like)."""

    text: str
    """The remark."""
    author: Author | None = None
    """Who made it."""
    created_at: str | None = None
    """When (ISO 8601 with offset)."""


@dataclass(slots=True)
class Gone:
    """That a post is not there any more.  Its line keeps what names it (site, engine, addresses, board, thread, floor), nothing else."""

    reason: GoneReason
    """`deleted`: its thread is shown without it; `thread_deleted`: the site says that the thread is not there; `moved`: it stands in
    another thread now."""
    seen_at: str
    """When that was found to be so for good (UTC)."""
    to: str | None = None
    """Moved: the `id` of the line under which the post goes on."""


class BlockRecord(TypedDict, total=False):
    """One piece of the post, in the order a reader saw it."""

    type: Required[BlockType]
    text: NotRequired[str]
    """paragraph, heading, caption, code, locked: its text (code keeps its line breaks)."""
    index: NotRequired[int]
    """image, quote, attachment: position in the post's list of that name."""
    images: NotRequired[list[int]]
    """caption: the pictures it belongs to."""
    url: NotRequired[str]
    """media: the address of the film or sound."""
    rows: NotRequired[list[list[str]]]
    """table: its cells; facts: pairs of name and value."""
    items: NotRequired[list[str]]
    """list: its entries; poll: the options."""
    hidden: NotRequired[bool]
    """true: a spoiler; a reader sees it only after unfolding it."""


@dataclass(slots=True, kw_only=True)
class Post:
    """One post, as the feed carries it: one JSON line."""

    schema: Literal["boardfeed/post/1"] = "boardfeed/post/1"
    """The version of this contract."""
    id: str
    """``site/thread id/post id``: stable for ever, the key to upsert by."""
    site: str
    """The forum: its host (with port when it is not the default) and, where it lies in one, its folder: `bbs.example.com/forum`."""
    engine: str
    """The forum software that was recognised, e.g. ``discuz``."""
    url: str
    """The post's permalink."""
    board: Board
    """Where the thread stands."""
    thread: Thread
    """The thread."""
    post_id: str
    """The forum's own post id; stable when floors are renumbered."""
    floor: int | None = None
    """The number a reader sees; 1 is the opening post (楼主); null where the page shows none."""
    author: Author | None = None
    """Who wrote it; null when anonymous."""
    created_at: str | None = None
    """When it was written: ISO 8601 with the site's offset."""
    created_raw: str | None = None
    """The time as shown."""
    created_precision: Precision | None = None
    """How exact ``created_at`` is."""
    edited_at: str | None = None
    """When it was last edited, where the page says so."""
    text: str = ""
    """The post's own words, one paragraph a line; no quotes, captions, file names, signature, buttons or notices."""
    blocks: list[BlockRecord] = field(default_factory=list)
    """Everything in reading order: the lossless view."""
    images: list[Image] = field(default_factory=list)
    """The pictures, in reading order."""
    quotes: list[Quote] = field(default_factory=list)
    """The quoted passages, in reading order."""
    attachments: list[Attachment] = field(default_factory=list)
    """The files, in reading order."""
    comments: list[Comment] = field(default_factory=list)
    """Remarks below the post, oldest first."""
    locked: str | None = None
    """Why the body, or a part of it, cannot be read, in the site's words; null when all of it can."""
    confidence: float | None = None
    """0 to 1, only where a page, or what ``inferred`` names, was read by its shape (unknown software or skins); null otherwise."""
    inferred: list[Inferred] | UnsetType = UNSET
    """What the page does not say outright; left out where there is nothing.  `timezone`: nobody names the zone, and the offset of this
    line's times is the best guess, the same on all pages of the site.  `author`, `created_at`, `title`: the engine of the software did
    not find it, and the shape of the page says it (`confidence` is then a number); a Hijri `created_at` may be a day off. `created_at` also
    where nothing tells whether 03-04-2024 is a day of March or of April, and the page's English is all that is known (`confidence` says
    nothing of it)."""
    content_hash: str = ""
    """sha256 over what a reader calls the content: no tokens, counters or relative times."""
    revision: int = 1
    """1, 2, …: a later line with the same id replaces the earlier one."""
    fetched_at: str = ""
    """When the page was fetched (UTC)."""
    source: Source | UnsetType = UNSET
    """Which record of a corpus the page is, to join back; left out of the line where the page came from no corpus."""
    likes: int | UnsetType = UNSET
    """Likes, thanks, upvotes or points, as the page shows them at the time of the fetch; no part of `content_hash`; left out where it shows
    none."""
    lacks: list[Lacking] | UnsetType = UNSET
    """What of the post its page does not show; left out where nothing is missing.  `comments`: there are more of them (further pages of
    remarks, a link that unfolds them); no part of `content_hash`."""
    language: str | UnsetType = UNSET
    """The language of `text` (ISO 639: `zh`, `en`, …), in exports with `--language`; left out elsewhere, and where it is not sure."""
    gone: Gone | UnsetType = UNSET
    """The post is not there any more, why, and where it went; left out of the line of a post that is there."""
    reply_to: str | None = None
    """Post id of the post that this one answers: the page says so, or it quotes that one by its number and no other; left out where it
    does not."""


_encoder = msgspec.json.Encoder()
_NO_PARENT = b',"reply_to":null}'
"""How the line of a post without a parent ends: ``reply_to`` is the record's last field."""


def encode(post: Post) -> bytes:
    """One feed line, without its line end."""
    line = _encoder.encode(post)
    return line if post.reply_to is not None else line[: -len(_NO_PARENT)] + b"}"
