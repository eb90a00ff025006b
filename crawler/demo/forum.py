"""The forum itself: which threads stand where, what can be read, what changes, and the truth about all of it."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.demo import truth
from crawler.demo.model import BOARDS, ROWS_A_PAGE, Comment, Line, Post, Thread
from crawler.demo.ordinary import ORDINARY_BOARDS, ordinary
from crawler.demo.specials import FIRST_ORDINARY, IDS, NOW, START, special
from crawler.demo.writer import POSTS_A_THREAD, USERS, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

THREADS_KEPT = 2048


class Forum:
    """A forum of at least the special threads; ``threads`` counts those too.

    Ordinary threads are made anew from ``(seed, tid)`` whenever they are looked at, so 100,000 of them cost a few megabytes.
    What people and moderators change is kept and laid over them.
    """

    def __init__(self, seed: int = 1, threads: int = 60) -> None:
        self.seed = seed
        self.now = NOW
        self.next_tid = FIRST_ORDINARY + max(0, threads - len(IDS))
        self._step = (NOW - timedelta(days=8) - START) / max(1, self.next_tid - FIRST_ORDINARY)
        self._kept = {tid: special(seed, name) for name, tid in IDS.items()}
        self._ordinary = lru_cache(maxsize=THREADS_KEPT)(self._write)
        self._order = self._first_order()
        self._bin: dict[int, tuple[int, Post]] = {}
        self._last: Counter[int] = Counter()  # the number of each thread's last post, where posts have been taken away

    def _write(self, tid: int) -> Thread:
        return ordinary(self.seed, tid, self._last_at(tid))

    def _last_at(self, tid: int) -> datetime:
        """Ordinary threads stand in the order of their ids."""
        return (START + self._step * (tid - FIRST_ORDINARY + 1)).replace(microsecond=0)

    def _first_order(self) -> dict[int, list[int]]:
        """Each board's threads, latest post first, without the sticky ones."""
        order: dict[int, list[int]] = {fid: [] for fid in BOARDS}
        for tid in range(self.next_tid - 1, FIRST_ORDINARY - 1, -1):
            order[ORDINARY_BOARDS[tid % len(ORDINARY_BOARDS)]].append(tid)
        for tid, thread in self._kept.items():
            if not thread.sticky and thread.access != "deleted":
                order[thread.fid].append(tid)
        for tids in order.values():
            tids.sort(key=self.last_post_at, reverse=True)
        return order

    def last_post_at(self, tid: int) -> datetime:
        """When the thread's last post was written."""
        kept = self._kept.get(tid)
        return kept.posts[-1].created if kept else self._last_at(tid)

    def thread(self, tid: int) -> Thread | None:
        """The thread, readable or not; ``None`` where there never was one."""
        if tid in self._kept:
            return self._kept[tid]
        return self._ordinary(tid) if FIRST_ORDINARY <= tid < self.next_tid else None

    def tids(self) -> Iterator[int]:
        """All thread ids."""
        yield from sorted(IDS.values())
        yield from range(FIRST_ORDINARY, self.next_tid)

    def stickies(self, fid: int) -> tuple[list[Thread], list[Thread]]:
        """The sticky threads a board shows: those from elsewhere that come on top, and its own."""
        gid = BOARDS[fid].gid
        pinned = [thread for thread in self._kept.values() if thread.sticky and thread.access == "open"]
        above = [thread for thread in pinned if thread.sticky == 3 or (thread.sticky == 2 and BOARDS[thread.fid].gid == gid)]
        return sorted(above, key=lambda thread: -thread.sticky), [thread for thread in pinned if thread.sticky == 1 and thread.fid == fid]

    def size(self, fid: int) -> int:
        """Rows of a board, its own sticky threads included."""
        return len(self._order[fid]) + len(self.stickies(fid)[1])

    def pages(self, fid: int) -> int:
        """Pages of a board."""
        return max(1, -(-self.size(fid) // ROWS_A_PAGE))

    def rows(self, fid: int, page: int) -> list[Thread]:
        """One page's ordinary rows; a page past the end is page 1, as in X3.5."""
        if not 1 <= page <= self.pages(fid):
            page = 1
        own = len(self.stickies(fid)[1])
        first = max(0, (page - 1) * ROWS_A_PAGE - own)
        return [self._get(tid) for tid in self._order[fid][first : page * ROWS_A_PAGE - own]]

    def latest(self, fid: int) -> Thread | None:
        """The thread with a board's last post."""
        return self._get(self._order[fid][0]) if self._order[fid] else None

    def why_closed(self, thread: Thread) -> str | None:
        """Why a guest cannot read the thread; ``None`` when it is open."""
        board = BOARDS[thread.fid].access
        if thread.access != "open":
            return thread.access
        return None if board == "open" else board

    def reply(self, tid: int, text: str) -> int:
        """Adds a post, one paragraph a line of ``text``, and gives its id."""
        thread = self._change(tid)
        self._last[tid] = max(self._last[tid], len(thread.posts)) + 1
        post = Post(tid * POSTS_A_THREAD + self._last[tid], USERS[len(thread.posts) % len(USERS)], self._tick(), _lines(text))
        thread.posts.append(post)
        self._lift(thread)
        return post.pid

    def new_thread(self, fid: int, title: str, text: str) -> int:
        """Opens a thread and gives its id."""
        writer = Writer(self.seed, self.next_tid, fid, self._tick(), title=title)
        writer.post(*_lines(text))
        self.next_tid += 1
        self._kept[writer.thread.tid] = writer.thread
        self._lift(writer.thread)
        return writer.thread.tid

    def edit(self, pid: int, text: str) -> None:
        """Replaces a post's body, with an edit note."""
        _, post = self._find(pid)
        post.blocks = list(_lines(text))
        post.edited = self._tick()

    def comment(self, pid: int, text: str) -> None:
        """Adds a remark below a post; it counts as a reply, and the thread keeps its place in the list."""
        _, post = self._find(pid)
        post.comments.append(Comment(USERS[len(post.comments) % len(USERS)], text, self._tick()))

    def like(self, pid: int) -> None:
        """One more supports a post."""
        self._find(pid)[1].likes += 1

    def delete_post(self, pid: int) -> None:
        """Deletes a reply; the thread sinks to the place of the last one that is left."""
        thread, post = self._find(pid)
        self._take(thread, post)
        self._bin[pid] = (thread.tid, post)

    def restore_post(self, pid: int) -> None:
        """Takes a deleted reply out of the bin: it stands where it stood."""
        tid, post = self._bin.pop(pid)
        self._put(self._change(tid), [post])

    def split(self, pids: list[int], title: str) -> int:
        """Makes a thread of some replies of another one, and gives its id."""
        found = [self._find(pid) for pid in pids]
        thread = Thread(self.next_tid, found[0][0].fid, title)
        self.next_tid += 1
        self._kept[thread.tid] = thread
        for old, post in found:
            self._take(old, post)
        self._put(thread, [post for _, post in found])
        return thread.tid

    def retitle(self, tid: int, title: str) -> None:
        """Gives a thread another title."""
        self._change(tid).title = title

    def delete(self, tid: int) -> None:
        """Deletes a thread: its page is a 404 notice from now on."""
        thread = self._change(tid)
        thread.access = "deleted"
        if tid in self._order[thread.fid]:
            self._order[thread.fid].remove(tid)

    def restore(self, tid: int) -> None:
        """Takes a deleted thread out of the bin: it stands where it stood."""
        self._change(tid).access = "open"
        self._place(tid)

    def move(self, tid: int, fid: int) -> int:
        """Moves a thread to another board and gives the id of the pointer that stays in the old one."""
        thread = self._change(tid)
        pointer = Thread(self.next_tid, thread.fid, thread.title, thread.posts[:1], access="moved", moved_to=tid)
        self.next_tid += 1
        self._kept[pointer.tid] = pointer
        self._order[thread.fid][self._order[thread.fid].index(tid)] = pointer.tid
        thread.fid, thread.type = fid, None
        self._place(tid)
        return pointer.tid

    def merge(self, tid: int, into: int) -> None:
        """Moves a thread's posts into another thread, in the order of their times; the emptied thread is deleted."""
        self._put(self._change(into), self._change(tid).posts)
        self.delete(tid)

    def truth(self, base: str = "http://127.0.0.1/") -> Iterator[dict[str, Any]]:
        """One dict for each post that a guest can see, in the order of threads and floors; see :mod:`crawler.demo.truth`."""
        for tid in self.tids():
            thread = self._get(tid)
            if not self.why_closed(thread):
                yield from truth.of_thread(thread, base)

    def unreadable(self) -> Iterator[tuple[int, str]]:
        """Ids of the threads a guest cannot read, each with the reason."""
        for tid in self.tids():
            why = self.why_closed(self._get(tid))
            if why:
                yield tid, why

    def _get(self, tid: int) -> Thread:
        thread = self.thread(tid)
        if thread is None:
            raise KeyError(tid)
        return thread

    def _change(self, tid: int) -> Thread:
        """The thread, kept from now on."""
        if tid not in self._kept:
            self._kept[tid] = deepcopy(self._get(tid))
        return self._kept[tid]

    def _find(self, pid: int) -> tuple[Thread, Post]:
        """A post and the thread in which it stands, kept from now on."""
        home = self._change(pid // POSTS_A_THREAD)
        return next((thread, post) for thread in (home, *self._kept.values()) for post in thread.posts if post.pid == pid)

    def _take(self, thread: Thread, post: Post) -> None:
        self._last[thread.tid] = max(self._last[thread.tid], len(thread.posts))
        thread.posts.remove(post)
        self._place(thread.tid)

    def _put(self, thread: Thread, posts: list[Post]) -> None:
        """Adds posts to a thread in the order of their times."""
        thread.posts = sorted([*thread.posts, *posts], key=lambda post: post.created)
        self._place(thread.tid)

    def _place(self, tid: int) -> None:
        """Puts a thread where its last post's time belongs."""
        order = self._order[self._get(tid).fid]
        if tid in order:
            order.remove(tid)
        order.append(tid)
        order.sort(key=self.last_post_at, reverse=True)

    def _lift(self, thread: Thread) -> None:
        if thread.sticky:
            return
        order = self._order[thread.fid]
        if thread.tid in order:
            order.remove(thread.tid)
        order.insert(0, thread.tid)

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def _lines(text: str) -> list[Any]:
    return [Line(line) for line in text.splitlines()]
