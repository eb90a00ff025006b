"""What a crawl's stats add up to."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.crawl.outcome import CHANGED, DONE, PARTIAL, REFUSED, outcome

READ = {"posts": 40, "threads": 5, "downloader/response_count": 9, "pages/thread": 5, "pages/board": 2}


@pytest.mark.parametrize(
    ("stats", "status"),
    [
        (READ, DONE),
        (READ | {"notices/permission": 3, "notices/missing": 1, "failures/http/404": 1}, DONE),
        (READ | {"failures/offsite": 2}, DONE),
        (READ | {"failures/timeout": 1}, PARTIAL),
        (READ | {"failures/parse": 1}, PARTIAL),
        (READ | {"refused/image order": 1}, PARTIAL),
        (READ | {"notices/site_error": 1}, PARTIAL),
        (READ | {"notices/challenge": 1}, PARTIAL),
        (READ | {"seeds/lost": 1, "seeds/why": "x: y", "failures/dns": 1}, PARTIAL),
        ({}, CHANGED),
        ({"pages/board": 1, "downloader/response_count": 2}, CHANGED),
        ({"job/interrupted": False, "pages/board": 1, "job/posts": 0}, CHANGED),
        ({"job/interrupted": False, "pages/board": 1, "job/posts": 9}, DONE),
        ({"job/interrupted": True, "pages/board": 1, "job/posts": 0}, PARTIAL),
        ({"posts/older_than_since": 9, "pages/thread": 1}, DONE),
        ({"notices/challenge": 1, "downloader/response_count": 1}, REFUSED),
        ({"failures/robots": 1}, REFUSED),
        ({"seeds/lost": 1, "seeds/why": "x: y", "notices/challenge": 1}, REFUSED),
        ({"seeds/lost": 1, "seeds/why": "x: y", "failures/dns": 1}, REFUSED),
        ({"seeds/lost": 1, "seeds/why": "x: y", "notices/not_a_forum": 1}, CHANGED),
    ],
)
def test_status(stats: dict[str, Any], status: int) -> None:
    assert outcome(stats).status == status


def test_the_closing_line_says_what_was_done_and_why_not() -> None:
    line = outcome(READ | {"notices/permission": 3, "notices/password": 1}).line
    assert line == "40 posts from 5 threads (9 answers); not readable: 1 password, 3 permission"
    assert outcome({"seeds/lost": 1, "seeds/why": "http://x.example/: the host refuses connections"}).line.endswith(
        "nothing at http://x.example/: the host refuses connections"
    )
    assert "2 pages or posts were lost" in outcome(READ | {"failures/timeout": 1, "refused/no id": 1}).line


@pytest.mark.parametrize(
    ("stats", "why"),
    [
        ({"notices/password": 1, "notices/site_error": 4}, "the site does not answer as it should"),
        ({"notices/login": 2, "failures/timeout": 3}, "the site does not answer as it should"),
        ({"notices/login": 3, "failures/timeout": 1}, "the site shows this to members only"),
    ],
)
def test_where_nothing_was_read_the_line_says_what_most_pages_said(stats: dict[str, Any], why: str) -> None:
    found = outcome(stats | {"downloader/response_count": 5})
    assert (found.status, why in found.line) == (REFUSED, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"posts": 138, "time": 138, "title": 138}, "no author on 138 of 138 posts of bbs.example"),
        ({"posts": 10, "author": 10, "title": 10, "time": 2}, "no time on 8 of 10 posts of bbs.example"),
        ({"posts": 10, "author": 6, "title": 10, "time": 10}, None),
    ],
)
def test_the_closing_line_says_what_most_posts_lack(fields: dict[str, int], said: str | None) -> None:
    stats = {"posts": fields["posts"], "threads": 3, "downloader/response_count": 4}
    found = outcome(stats | {f"fields/bbs.example/{name}": count for name, count in fields.items()})
    assert found.status == 0
    assert (said in found.line) if said else ("no " not in found.line)
