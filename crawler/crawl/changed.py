"""Whether a site has changed: its posts always had a time, an author, a title, and now most have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALWAYS, SELDOM = 0.95, 0.5
"""Shares of posts with a field: of a site that shows it, and of one that has changed."""
KNOWN, ENOUGH = 20, 3
"""Posts that must have been read before, and in this run, to tell."""


def lacking(now: Mapping[str, int], before: Mapping[str, int]) -> list[str]:
    """The fields that all posts had before and most have not now.  Both name posts and, by field, how many posts had it."""
    if before.get("posts", 0) < KNOWN or now.get("posts", 0) < ENOUGH:
        return []
    return [
        name
        for name, count in before.items()
        if name != "posts" and count >= ALWAYS * before["posts"] and now.get(name, 0) < SELDOM * now["posts"]
    ]


def seen(stats: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """By site: how many posts a crawl has read, and how many had each field."""
    return _by_site(stats, "fields/")


def _by_site(stats: Mapping[str, Any], prefix: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, count in stats.items():
        if key.startswith(prefix):
            site, _, name = key.removeprefix(prefix).rpartition("/")
            found.setdefault(site, {})[name] = count
    return found


def absent(stats: Mapping[str, Any]) -> str:
    """What most posts of a site lack in this crawl, in a sentence; empty where nothing is."""
    parts = []
    for site, counts in sorted(seen(stats).items()):
        posts = counts.pop("posts", 0)
        for name in ("author", "time", "title"):
            missing = posts - counts.get(name, 0)
            if posts >= ENOUGH and missing > SELDOM * posts:
                parts.append(f"no {name} on {missing} of {posts} posts of {site}")
    lost = ((site, counts["words"]) for site, counts in sorted(doubted(stats).items()) if "words" in counts)
    return "; ".join([*parts, *(f"{words} words or more between posts of {site} went into no field" for site, words in lost)])


def doubted(stats: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """By site: the fields that readings lacked or that could not be, with the posts concerned; ``words``: words that were left over."""
    return _by_site(stats, "lacks/")


def sentence(stats: Mapping[str, Any]) -> str:
    """Which sites have changed (``site_changed/<site>`` in the stats), in a sentence; empty where none has."""
    found = [f"{key.removeprefix('site_changed/')} ({lost})" for key, lost in sorted(stats.items()) if key.startswith("site_changed/")]
    return f"site_changed: most posts lack what this site always showed: {', '.join(found)}" if found else ""
