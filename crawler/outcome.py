"""How a crawl ended: an exit status for machines, one line for people, both from the crawl's stats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

DONE, USAGE, REFUSED, CHANGED, PARTIAL = 0, 2, 4, 5, 6
"""Exit statuses: all read; wrong usage; the site refused or challenged us; pages came but no posts; something was lost."""

_REFUSALS = ("notices/challenge", "notices/refused", "failures/robots")
_LOSSES = (
    "failures/",
    "refused/",
    *(f"notices/{reason}" for reason in ("site_error", "undecodable", "too_large", "empty", "challenge", "refused")),
)
_NO_LOSS = ("failures/http", "failures/offsite")


class Outcome(NamedTuple):
    """Exit status and closing line."""

    status: int
    line: str


def outcome(stats: Mapping[str, Any]) -> Outcome:
    """What a crawl's stats add up to.  An empty success is none."""
    posts, threads, answers = (stats.get(name, 0) for name in ("posts", "threads", "downloader/response_count"))
    did = f"{posts} posts from {threads} threads ({answers} answers)"
    refused = any(stats.get(name) for name in _REFUSALS)
    lost = sum(value for name, value in stats.items() if name.startswith(_LOSSES) and not name.startswith(_NO_LOSS))
    if stats.get("seeds/lost"):
        read = (
            stats.get("pages/board", 0) + stats.get("pages/thread", 0) + stats.get("notices/not_a_forum", 0) + stats.get("notices/empty", 0)
        )
        status = REFUSED if refused else CHANGED if read and not posts else PARTIAL
        return Outcome(status, f"{did}; nothing at {stats['seeds/why']}")
    if not posts and refused:
        return Outcome(REFUSED, f"{did}: the site refuses or challenges us{_reasons(stats)}")
    if not posts and not stats.get("posts/older_than_since"):
        return Outcome(CHANGED, f"{did}: pages came, posts did not{_reasons(stats)}")
    if lost:
        return Outcome(PARTIAL, f"{did}; {lost} pages or posts were lost{_reasons(stats)}")
    return Outcome(DONE, did + _reasons(stats))


def _reasons(stats: Mapping[str, Any]) -> str:
    found = sorted((name.removeprefix("notices/"), value) for name, value in stats.items() if name.startswith("notices/"))
    return "; not readable: " + ", ".join(f"{value} {name}" for name, value in found) if found else ""
