"""What a forum is made of: users, boards, threads, posts, and the pieces of a post's body."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Literal

ZONE = timezone(timedelta(hours=8))
POSTS_A_PAGE = 10
ROWS_A_PAGE = 20

UserKind = Literal["member", "anonymous", "guest", "gone"]
LineStyle = Literal["plain", "indent", "bold", "centre", "small", "right", "link", "smiley", "indented"]
Access = Literal["open", "deleted", "permission", "moved"]
BoardAccess = Literal["open", "members", "password"]


@dataclass(frozen=True, slots=True)
class User:
    """A poster.  Only members and deleted users ("gone") have a name that a page shows."""

    name: str
    uid: int
    kind: UserKind = "member"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, as its author wrote it; without text it is a blank line."""

    text: str
    style: LineStyle = "plain"


@dataclass(frozen=True, slots=True)
class FileName:
    """A line that only repeats the file name of the picture below it; no words of the poster's."""

    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and what belongs to it.

    ``line`` is the line as it stands in the text, or the description; with ``captioned`` false it holds only the credit.
    Pictures of one post with the same ``group`` share their line.
    """

    path: str
    filename: str
    aid: int | None
    width: int = 640
    height: int = 427
    thumb: bool = False
    centred: bool = False
    appended: bool = False
    description: str | None = None
    line: str | None = None
    captioned: bool = False
    credit: str | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of another post; without ``pid`` it was made by hand and names nobody."""

    text: str
    author: str | None = None
    pid: int | None = None
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts and pictures."""

    rows: tuple[tuple[str | Picture, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A code box."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """An attachment that is not a picture."""

    aid: int
    name: str
    size: str
    description: str | None = None
    appended: bool = False


@dataclass(frozen=True, slots=True)
class Film:
    """An embedded film."""

    url: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A part of the body that a guest cannot read."""

    by_reply: bool = True


@dataclass(frozen=True, slots=True)
class PageBreak:
    """``[page]``: what follows is on the body's next page."""


Block = Line | FileName | Picture | Quote | Bullets | Table | Code | File | Film | Hidden | PageBreak


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark below a post (点评)."""

    author: User
    text: str
    when: datetime


@dataclass(slots=True)
class Post:
    """One post.  ``shut`` is the notice that stands in place of the whole body."""

    pid: int
    author: User
    created: datetime
    blocks: list[Block] = field(default_factory=list)
    edited: datetime | None = None
    comments: list[Comment] = field(default_factory=list)
    shut: str | None = None
    sign: str | None = None
    rated: bool = False
    by_phone: bool = False
    no_pictures: bool = False
    likes: int = 0


@dataclass(slots=True)
class Thread:
    """One thread with its posts in floor order."""

    tid: int
    fid: int
    title: str
    posts: list[Post] = field(default_factory=list)
    views: int = 0
    type: str | None = None
    tags: list[str] = field(default_factory=list)
    sticky: int = 0
    """1 in its board, 2 in its category, 3 everywhere."""
    access: Access = "open"
    moved_to: int | None = None
    poll: tuple[str, ...] = ()
    price: int = 0
    """What it costs to read; the first post's blocks are then the free preview."""
    reverse: bool = False
    pinned: int | None = None
    """Floor of the reply that also stands second on page 1."""
    gap: bool = False
    """A floor was deleted: the first visit is answered with a redirect to the same address."""

    @property
    def replies(self) -> int:
        """As a page shows it: replies and comments together."""
        return len(self.posts) - 1 + sum(len(post.comments) for post in self.posts)

    @property
    def pages(self) -> int:
        """How many pages its posts fill."""
        return max(1, -(-len(self.posts) // POSTS_A_PAGE))

    def page_of(self, floor: int) -> int:
        """The number of the page that shows a floor; the last where none does."""
        return next((number for number in range(1, self.pages) if any(shown == floor for shown, _ in self.page(number))), self.pages)

    def page(self, number: int) -> list[tuple[int, Post]]:
        """Floor and post, in the order one page shows them; past the end that is the last page."""
        numbered = list(enumerate(self.posts, 1))
        if self.reverse:
            numbered[1:] = numbered[:0:-1]
        number = min(max(number, 1), self.pages)
        shown = numbered[(number - 1) * POSTS_A_PAGE : number * POSTS_A_PAGE]
        if self.pinned and number == 1:
            shown.insert(1, (self.pinned, self.posts[self.pinned - 1]))
        return shown


@dataclass(frozen=True, slots=True)
class Board:
    """One board, below a category or (as a sub-board) below another board."""

    fid: int
    name: str
    gid: int
    about: str
    parent: int | None = None
    access: BoardAccess = "open"
    jammer: bool = False
    types: tuple[str, ...] = ()


SITE = "临江夜话"
CATEGORIES = {1: "城里城外", 5: "沿江各乡"}
BOARDS = {
    board.fid: board
    for board in (
        Board(2, "茶馆闲谈", 1, "天南地北随便聊", types=("打听", "见闻", "闲话")),
        Board(3, "光影相册", 1, "贴图请写几句说明"),
        Board(4, "值班室", 1, "凭口令进入", access="password"),
        Board(6, "东岸", 5, "渡口以东的街坊", types=("打听", "见闻")),
        Board(7, "西岸", 5, "试行防复制", jammer=True),
        Board(8, "老友包厢", 5, "注册会员专用", access="members"),
        Board(9, "沙洲", 5, "岛上的事", parent=6),
    )
}
