"""The forum's back door below ``/_demo/``: truth, statistics and changes, for tests and benchmarks on loopback."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler.demo.site import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.demo.forum import Forum

PREFIX = "/_demo/"


class Statistics:
    """What was asked for, and when (Unix time)."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Starts anew."""
        self.kinds: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.requests: list[tuple[str, str, float]] = []

    def count(self, target: str, kind: str, fault: str | None) -> None:
        """Notes one request."""
        self.kinds[kind] += 1
        if fault:
            self.faults[fault] += 1
        self.requests.append((target, kind, time.time()))

    def report(self) -> dict[str, Any]:
        """All of it, as JSON wants it."""
        urls, kinds, times = zip(*self.requests, strict=True) if self.requests else ((), (), ())
        return {"requests": len(urls), "kinds": self.kinds, "faults": self.faults, "urls": urls, "kind_of": kinds, "times": times}


class Control:
    """Answers below ``/_demo/``."""

    def __init__(self, forum: Forum, statistics: Statistics) -> None:
        self.forum = forum
        self.statistics = statistics

    def answer(self, path: str, body: bytes, base: str) -> Answer:
        """truth, unreadable, stats, reset-stats; and what changes the forum (the methods of :class:`Forum`, values as JSON)."""
        forum = self.forum
        actions: dict[str, Callable[..., Any]] = {
            "truth": lambda: forum.truth(base),
            "unreadable": forum.unreadable,
            "stats": lambda: [self.statistics.report()],
            "reset-stats": self.statistics.reset,
            "reply": lambda tid, text: [{"pid": forum.reply(tid, text)}],
            "new-thread": lambda fid, title, text: [{"tid": forum.new_thread(fid, title, text)}],
            "edit": forum.edit,
            "comment": forum.comment,
            "like": forum.like,
            "delete-post": forum.delete_post,
            "restore-post": forum.restore_post,
            "split": lambda pids, title: [{"tid": forum.split(pids, title)}],
            "retitle": forum.retitle,
            "delete": forum.delete,
            "restore": forum.restore,
            "move": lambda tid, fid: [{"tid": forum.move(tid, fid)}],
            "merge": forum.merge,
        }
        try:
            result = actions[path.removeprefix(PREFIX)](**json.loads(body or b"{}"))
            return _json(result or [])
        except (ValueError, KeyError, TypeError, StopIteration) as error:
            return _json([{"error": repr(error)}], 400)


def _json(lines: Iterable[Any], status: int = 200) -> Answer:
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return Answer("control", body.encode(), status, [("Content-Type", "application/x-ndjson; charset=utf-8")], chunked=False)
