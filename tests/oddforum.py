"""A forum of nobody's software: addresses, pagers and traps as home-made boards have them, with what is in it known.

Three faces: numbers in parts of a path, one script that is asked to list or to read, and names with marks in place of page numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

PEOPLE = ("Marten", "Ilse", "Okoro", "Yun")
SUBJECTS = ("Worn rope of the tenor", "Old frame creaks", "Who oiled the north bell", "Grease for the bearings", "A clapper that sticks")
PER_LIST, PER_THREAD = 3, 3


@dataclass(frozen=True)
class Topic:
    """A thread: its number, its board, how many posts it has."""

    id: int
    board: int
    posts: int

    @property
    def title(self) -> str:
        return f"{SUBJECTS[self.id % len(SUBJECTS)]} at tower {self.id % 7 + 2}"

    @property
    def slug(self) -> str:
        return self.title.lower().replace(" ", "-")

    def words(self, at: int) -> str:
        """What stands in a post; in no other one."""
        return f"Seen from the ladder, point {self.id}.{at}: the wheel turns freely and the rope runs clear of the beam."


BOARDS = {7: "Bells and ropes", 8: "Frames and towers", 9: "Oil and grease"}
TOPICS = [Topic(900 + n, 7 + n % 3, 1 + (n * 5) % 8) for n in range(12)]


@dataclass(frozen=True)
class Face:
    """How the addresses of a forum are made; ``at`` is the first row or post of a page."""

    board: Callable[[int, int], str]
    topic: Callable[[Topic, int], str]
    more: str = ""
    """What leads on, where pages have no numbers."""


def _after(at: int) -> str:
    return f"?after=k{at}" if at else ""


def _from(at: int) -> str:
    return f"&amp;from={at}" if at else ""


FACES = {
    "parts": Face(
        lambda board, at: f"/b/{board}/list" + (f"?page={at // PER_LIST + 1}" if at else ""),
        lambda topic, at: f"/t/{topic.id}-{topic.slug}" + (f"/p/{at // PER_THREAD + 1}" if at else ""),
    ),
    "script": Face(
        lambda board, at: f"/x.php?do=list&amp;n={board}{_from(at)}",
        lambda topic, at: f"/x.php?do=read&amp;n={topic.id}{_from(at)}",
    ),
    "marks": Face(
        lambda board, at: f"/plaza/{BOARDS[board].split()[0].lower()}{_after(at)}",
        lambda topic, at: f"/talk/{topic.slug}-{topic.id}{_after(at)}",
        "Load more",
    ),
}
_HEAD = (
    '<header><a href="/">The Ringers\' talking place</a> <a href="/enter?back=/">Sign in</a> <a href="/calendar/2026/11">Calendar</a>'
    ' <a href="/who">Ringers</a></header>'
)
_SIDE = '<aside><b>Pictures</b> <a href="?rp=2">2</a> <a href="?rp=3">3</a> <a href="?rp=2">next</a></aside>'


class OddForum:
    """Answers requests in one face."""

    def __init__(self, face: str) -> None:
        self.face = FACES[face]
        self.pages: dict[str, Callable[[], str]] = {}
        for board in BOARDS:
            rows = [topic for topic in TOPICS if topic.board == board]
            for at in range(0, len(rows), PER_LIST):
                self._add(self.face.board(board, at), lambda board=board, at=at: self._list(board, at))  # type: ignore[misc]
        for topic in TOPICS:
            for at in range(0, topic.posts, PER_THREAD):
                self._add(self.face.topic(topic, at), lambda topic=topic, at=at: self._thread(topic, at))  # type: ignore[misc]

    def _add(self, address: str, page: Callable[[], str]) -> None:
        self.pages[address.replace("&amp;", "&")] = page

    def answer(self, path: str) -> str | None:
        """A page; None where there is none."""
        asked = parse_qs(urlsplit(path).query)
        if "rp" in asked:
            path = re.sub(r"[?&]rp=\d+", "", path)
        if path in self.pages:
            return self.pages[path]()
        if path == "/":
            return self._index()
        if path.startswith("/calendar/"):
            year, month = map(int, path.split("/")[2:4])
            return self._page("Calendar", f'<p>Nothing rings.</p><a href="/calendar/{year + month // 12}/{month % 12 + 1}">next</a>')
        if path.startswith(("/who", "/enter")):
            return self._page("Ringer", "<p>Rings since the great frost.</p>")
        if path.startswith("/print/"):
            topic = next(topic for topic in TOPICS if topic.id == int(path[7:]))
            return self._page(topic.title, "".join(self._post(topic, at) for at in range(topic.posts)))
        return None

    def _page(self, title: str, body: str) -> str:
        return f"<html><head><title>{title}</title></head><body>{_HEAD}<h1>{title}</h1><main>{body}</main>{_SIDE}</body></html>"

    def _index(self) -> str:
        rows = ""
        for board, name in BOARDS.items():
            last = [topic for topic in TOPICS if topic.board == board][-1]
            rows += (
                f'<div class="k"><a href="{self.face.board(board, 0)}">{name}</a> <i>9 topics</i> <span>{_day(last, 0)}</span>'
                f' <a href="{self.face.topic(last, 0)}">{last.title}</a></div>'
            )
        return self._page("All rooms", rows)

    def _list(self, board: int, at: int) -> str:
        rows = [topic for topic in TOPICS if topic.board == board]
        shown = "".join(self._row(topic) for topic in rows[at : at + PER_LIST])
        return self._page(BOARDS[board], shown + self._pager(lambda at: self.face.board(board, at), at, PER_LIST, len(rows)))

    def _row(self, topic: Topic) -> str:
        last = (topic.posts - 1) // PER_THREAD * PER_THREAD
        return (
            f'<div class="z"><a href="{self.face.topic(topic, 0)}">{topic.title}</a>'
            f' <a href="/who/{topic.id % 4}">{PEOPLE[topic.id % 4]}</a>'
            f" <i>{topic.posts - 1}</i> <span>{_day(topic, topic.posts - 1)}</span>"
            f' <a href="{self.face.topic(topic, last)}#post{topic.posts}">last</a> <a href="/print/{topic.id}">print</a></div>'
        )

    def _thread(self, topic: Topic, at: int) -> str:
        shown = "".join(self._post(topic, post) for post in range(at, min(topic.posts, at + PER_THREAD)))
        return self._page(topic.title, shown + self._pager(lambda at: self.face.topic(topic, at), at, PER_THREAD, topic.posts))

    def _post(self, topic: Topic, at: int) -> str:
        who = (topic.id + at) % 4
        reply = self.face.topic(topic, 0)
        joint = "&amp;" if "?" in reply else "?"
        return (
            f'<div class="w" id="post{topic.id * 100 + at}"><a href="/who/{who}">{PEOPLE[who]}</a> <span>{_day(topic, at)}</span>'
            f'<div class="v">{topic.words(at)}</div><a href="{reply}{joint}replyto={at}">Answer</a></div>'
        )

    def _pager(self, address: Callable[[int], str], at: int, size: int, total: int) -> str:
        starts = range(0, total, size)
        if self.face.more:
            return f'<p><a href="{address(at + size)}">{self.face.more}</a></p>' if at + size < total else ""
        links = (f"<b>{n}</b>" if start == at else f'<a href="{address(start)}">{n}</a>' for n, start in enumerate(starts, 1))
        return f"<p>{' '.join(links)}</p>" if total > size else ""


def _day(topic: Topic, at: int) -> str:
    return f"{topic.id - 899} May 2025 {10 + at}:0{topic.id % 10}"
