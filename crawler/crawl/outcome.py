"""How a crawl ended: an exit status for machines, one line for people, both from the crawl's stats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from crawler.crawl import changed

DONE, BROKEN, USAGE, HELD, REFUSED, CHANGED, PARTIAL = 0, 1, 2, 3, 4, 5, 6
"""Exit statuses: all read; our own disk, database or code failed; wrong usage; another run of the job is at work; the site did not let us
read; it sent other pages than it should; something is missing."""

_LOCKED = ("permission", "password", "login")
"""What a guest cannot read."""
_GUARDED = ("challenge", "script")
"""What shows nothing outside of a browser."""
_TURNED_AWAY = (*_GUARDED, "refused", "robots", "offsite", "no_login", "browser")
_SILENT = ("dns", "unreachable", "timeout", "network", "cut_off", "redirects", "site_error", "unanswered")
_STRANGE = ("undecodable", "too_large", "empty", "not_a_forum", "scheme", "parse", "another_page", "endless")
_GONE = ("missing", "moved")
_LOST = (*_GUARDED, "refused", "robots", "no_login", "browser", *_SILENT, *_STRANGE)
"""What a guest could read and we could not.  A link to another site is none of a site's pages."""
NO_LOSS = (*_LOCKED, *_GONE, "offsite")
"""Reasons for which a guest of the site misses nothing."""
MANY = 3
"""So many threads that have gone, and more than were read, are no threads' fate but the site's state."""


class Outcome(NamedTuple):
    """Exit status and closing line."""

    status: int
    line: str


def outcome(stats: Mapping[str, Any]) -> Outcome:
    """What a crawl's stats add up to.  An empty success is none.

    Our own failure comes first, then a crawl that read nothing, a login that is needed and was lost, a site that has changed, and what is
    missing.
    """
    job = "job/interrupted" in stats
    reasons = _reasons(stats)
    did = (_did_job if job else _did)(stats) + _pictures(stats) + _absent(stats)
    if own := _own(stats):
        return Outcome(BROKEN, f"{did}; {own}{_unreadable(reasons)}")
    if _nothing(stats, reasons, job=job):
        status, why = _why_nothing(stats, reasons)
        return Outcome(
            REFUSED if login(stats) else status,
            f"{did}: {why}{_unreadable(reasons)}{_seeds(stats) or _worst(stats, reasons)}{login(stats)}",
        )
    if "login/refused" in stats or (login(stats) and _needs_login(stats, reasons)):
        return Outcome(REFUSED, f"{did}{_unreadable(reasons)}{login(stats)}")
    if site_changed := changed.sentence(stats):
        return Outcome(CHANGED, f"{did}; {site_changed}{_unreadable(reasons)}")
    missing = _missing(stats, reasons, job=job)
    if missing:
        worst = _seeds(stats) or _worst(stats, reasons)
        return Outcome(PARTIAL, f"{did}; {missing}{_unreadable(reasons)}{worst}{login(stats)}")
    return Outcome(DONE, did + _unreadable(reasons) + login(stats))


# What was done ------------------------------------------------------------------------------------------------------------------------


def _did(stats: Mapping[str, Any]) -> str:
    posts, threads, answers = (stats.get(name, 0) for name in ("posts", "threads", "downloader/response_count"))
    return f"{posts} posts from {threads} threads ({answers} answers)"


def _did_job(stats: Mapping[str, Any]) -> str:
    names = ("store/new", "store/edited", "threads", "downloader/response_count")
    new, edited, threads, answers = (stats.get(name, 0) for name in names)
    gone = f", {stats['store/gone']} gone" if stats.get("store/gone") else ""
    return f"{new} new and {edited} edited posts{gone} from {threads} threads ({answers} answers)"


def _pictures(stats: Mapping[str, Any]) -> str:
    failed, stored = _below(stats, "images/failed/"), stats.get("images/stored", 0)
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(failed.items()))
    return f", {stored} new pictures" + (f" ({sum(failed.values())} could not be had): {why}" if why else "") if stored or failed else ""


def _absent(stats: Mapping[str, Any]) -> str:
    found = changed.absent(stats)
    passed = f"{over} links like those that led to nothing were not followed" if (over := stats.get("links/passed_over")) else ""
    said = "; ".join(filter(None, (found, passed)))
    return f" ({said})" if said else ""


# What was not -------------------------------------------------------------------------------------------------------------------------


def _reasons(stats: Mapping[str, Any]) -> Counter[str]:
    """Pages that gave nothing, by reason: answers that were no page of the forum, and requests without an answer."""
    found = Counter(_below(stats, "notices/"))
    found.update({name: count for name, count in _below(stats, "failures/").items() if not name.startswith("http")})
    return found


def _own(stats: Mapping[str, Any]) -> str:
    """Our own failure in a sentence; empty without one."""
    if stats.get("images/failed/storage"):
        return f"{stats['images/failed/storage']} pictures could not be stored; the log says why"
    kinds = {"feed": "the feed could not be written", "pipeline": "posts failed in a pipeline", "code": "pages failed in our own code"}
    for kind, words in kinds.items():
        if count := stats.get(f"own/{kind}"):
            number = "" if kind == "feed" else f"{count} "
            return f"{number}{words}: {stats.get(f'where/own/{kind}', 'the log says where')}"
    if any(_below(stats, "feedexport/failed_count/").values()):
        return "the feed could not be written; the log says why"
    return ""


def _nothing(stats: Mapping[str, Any], reasons: Counter[str], *, job: bool) -> bool:
    """Whether nothing at all was read.  A job whose boards show nothing new has read them."""
    posts = stats.get("posts", 0) or any(stats.get(name) for name in ("posts/older_than_since", "threads/older_than_since"))
    if not job:
        return not posts and not (_was_stopped(stats) and not reasons)
    empty = stats.get("job/posts") == 0 and stats.get("pages/board") and not _was_stopped(stats)
    tried = any(reasons.values()) or stats.get("seeds/lost") or empty
    if posts or not tried:
        return False
    return bool(not stats.get("pages/board") or stats.get("job/gave_up") or stats.get("job/posts") == 0)


def _why_nothing(stats: Mapping[str, Any], reasons: Counter[str]) -> tuple[int, str]:
    if guarded := _guarded(stats, reasons):
        return REFUSED, guarded
    if any(reasons[name] for name in _TURNED_AWAY):
        return REFUSED, "the site refuses or challenges us"
    locked, silent = (sum(reasons[name] for name in names) for names in (_LOCKED, _SILENT))
    if locked and locked >= silent:
        return REFUSED, "the site shows this to members only"
    if silent:
        return REFUSED, "the site does not answer as it should"
    return CHANGED, "pages came, nothing was found in them"


def _guarded(stats: Mapping[str, Any], reasons: Counter[str]) -> str:
    """What became of pages that show nothing outside of a browser, in a sentence; empty without any."""
    tried = "browser/asked" in stats
    if reasons["challenge"]:
        return (
            "the site challenges us, in a browser too" if tried else "the site challenges us: it needs a browser (browser=auto), or cookies"
        )
    if reasons["script"]:
        return "a script draws the pages, and draws nothing" if tried else "a script draws the pages: it needs a browser (browser=auto)"
    return "the browser could not show the pages; the log says why" if reasons["browser"] else ""


def _missing(stats: Mapping[str, Any], reasons: Counter[str], *, job: bool) -> str:
    """What is missing, in numbers; empty where nothing is."""
    parts = []
    refused = sum(_below(stats, "refused/").values())
    lost = sum(reasons[name] for name in _LOST) + stats.get("rests/lost", 0)
    gone = sum(reasons[name] for name in (*_GONE, "login"))
    if not job and gone >= MANY and gone > stats.get("threads", 0):
        lost += gone
    if job:
        failed = max(stats.get("threads/failed", 0), lost)
        if failed or refused:
            parts.append(f"{failed} threads or lists failed and {refused} posts were refused")
        if left := stats.get("job/given_up", 0):
            parts.append(f"{left} threads were given up before and are still missing")
    elif lost + refused:
        parts.append(f"{lost + refused} pages or posts were lost")
    if guarded := _guarded(stats, reasons):
        parts.append(guarded)
    if unasked := stats.get("links/unasked"):
        parts.append(f"{unasked} links to lists or pages were not understood")
    if any(_below(stats, "images/failed/").values()) and not stats.get("images/stored") and not stats.get("images/known"):
        parts.append("not one picture could be had")
    if seeds := stats.get("seeds/lost"):
        parts.append(f"{seeds} of the given addresses gave nothing")
    if _was_stopped(stats):
        parts.append("stopped before the end" + (", the next run goes on" if job else ""))
    return "; ".join(parts)


def _was_stopped(stats: Mapping[str, Any]) -> bool:
    if "job/interrupted" in stats:
        return bool(stats["job/interrupted"])
    return "start_time" in stats and stats.get("finish_reason") != "finished"


def _seeds(stats: Mapping[str, Any]) -> str:
    more = stats.get("seeds/lost", 0) - 1
    others = f" (and at {more} more)" if more > 0 else ""
    return f"; nothing at {stats['seeds/why']}{others}" if more >= 0 else ""


def _worst(stats: Mapping[str, Any], reasons: Counter[str]) -> str:
    """Where the worst loss is: a list (all below it is missing), else the commonest reason, else a link."""
    lost = [name for name, _ in reasons.most_common() if name in _LOST] + list(NO_LOSS)
    where = next((stats[key] for name in ("list", "rest", *lost, "unasked") if (key := f"where/{name}") in stats), "")
    return f"; the worst: {where}" if where else ""


def login(stats: Mapping[str, Any]) -> str:
    """What is wrong with the login; empty where it is good, or none was given."""
    if refused := stats.get("login/refused"):
        return f"; the login failed: {refused}"
    expired, guest, member = (stats.get(f"login/{name}", 0) for name in ("expired", "guest", "member"))
    if guest and guest * 10 > member:
        return f"; the login has expired: pages show us as a guest ({stats.get('where/guest', '')})"
    return f"; the login has expired: {expired} cookies are past their date" if expired and not member else ""


def _needs_login(stats: Mapping[str, Any], reasons: Counter[str]) -> bool:
    """Whether something was met that only members see."""
    return any(reasons[name] for name in _LOCKED) or any(stats.get(f"posts/{name}") for name in ("locked", "kept_fuller"))


def _unreadable(reasons: Mapping[str, int]) -> str:
    found = [f"{count} {name}" for name, count in sorted(reasons.items()) if count]
    return "; not readable: " + ", ".join(found) if found else ""


def _below(stats: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): value for name, value in stats.items() if name.startswith(prefix)}
