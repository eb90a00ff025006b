"""How a crawl ended: an exit status for machines, one line for people, both from the crawl's stats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

DONE, BROKEN, USAGE, HELD, REFUSED, CHANGED, PARTIAL = 0, 1, 2, 3, 4, 5, 6
"""Exit statuses: all read; our own disk, database or code failed; wrong usage; another run of the job is at work; the site refused or
challenged us; pages came but no posts; something was lost or left for the next run."""

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
    return _of_job(stats) if "job/interrupted" in stats else _ad_hoc(stats)


def _of_job(stats: Mapping[str, Any]) -> Outcome:
    """A run that finds nothing new has succeeded when it could read its boards."""
    names = ("store/new", "store/edited", "threads", "downloader/response_count", "posts", "threads/listed", "threads/failed")
    new, edited, threads, answers, posts, listed, failed = (stats.get(name, 0) for name in names)
    did = f"{new} new and {edited} edited posts from {threads} threads ({answers} answers)" + _pictures(stats)
    refused = any(stats.get(name) for name in _REFUSALS)
    empty = stats.get("notices/empty", 0) + stats.get("notices/not_a_forum", 0)
    dropped = sum(value for name, value in stats.items() if name.startswith(("refused/", "failures/parse")))
    if refused and (stats.get("job/gave_up") or not (posts or listed)):
        return Outcome(REFUSED, f"{did}: the site refuses or challenges us{_reasons(stats)}")
    if not posts and empty and (failed or not listed):
        return Outcome(CHANGED, f"{did}: pages came, nothing was found in them{_reasons(stats)}")
    if stats.get("seeds/lost"):
        return Outcome(PARTIAL, f"{did}; nothing at {stats['seeds/why']}")
    if failed or dropped:
        return Outcome(PARTIAL, f"{did}; {failed} threads or lists failed and {dropped} posts were refused{_reasons(stats)}")
    if stats["job/interrupted"]:
        return Outcome(PARTIAL, f"{did}; stopped before the end, the next run goes on{_reasons(stats)}")
    return Outcome(DONE, did + _reasons(stats))


def _ad_hoc(stats: Mapping[str, Any]) -> Outcome:
    posts, threads, answers = (stats.get(name, 0) for name in ("posts", "threads", "downloader/response_count"))
    did = f"{posts} posts from {threads} threads ({answers} answers)" + _pictures(stats)
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


def _pictures(stats: Mapping[str, Any]) -> str:
    failed = sum(value for name, value in stats.items() if name.startswith("images/failed/"))
    stored = stats.get("images/stored", 0)
    return f", {stored} new pictures" + (f" ({failed} could not be had)" if failed else "") if stored or failed else ""


def _reasons(stats: Mapping[str, Any]) -> str:
    found = sorted((name.removeprefix("notices/"), value) for name, value in stats.items() if name.startswith("notices/"))
    return "; not readable: " + ", ".join(f"{value} {name}" for name, value in found) if found else ""
