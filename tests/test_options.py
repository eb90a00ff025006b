"""The -a options: read, or refused in one sentence that says what to do."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.crawl.options import OptionError, Options


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("http://bbs.example/", ["http://bbs.example/"]),
        ("bbs.example/forum-2-1.html", ["https://bbs.example/forum-2-1.html"]),
        ("http://a.example/x, http://b.example/y", ["http://a.example/x", "http://b.example/y"]),
        ("http://a.example/x,b.example/y", ["http://a.example/x", "https://b.example/y"]),
        ("http://127.0.0.1:8300/forum.php?mod=viewthread&tid=8", ["http://127.0.0.1:8300/forum.php?mod=viewthread&tid=8"]),
        ("http://localhost:8300/", ["http://localhost:8300/"]),
        ("http://[::1]:8300/", ["http://[::1]:8300/"]),
        ("http://bbs.example/forum.php?mod=viewthread&amp;tid=8", ["http://bbs.example/forum.php?mod=viewthread&tid=8"]),
        ("HTTPS://BBS.example/", ["https://bbs.example/"]),
        ("http://论坛.example/", ["http://xn--kfsr23j.example/"]),
        ("http://例子.测试/bbs/版块?a=%20", ["http://xn--fsqu00a.xn--0zwm56d/bbs/%E7%89%88%E5%9D%97?a=%20"]),
    ],
)
def test_urls(text: str, urls: list[str]) -> None:
    assert Options.parse(url=text).urls == urls


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "forum",
        "http://",
        "http:///x",
        "ftp://bbs.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://bbs.example:port/",
        "http://[broken/",
        "http://a b.example/",
        "http://bbs.example/, nonsense",
        "http://me:secret@bbs.example/",
        "me:secret@bbs.example/t/1",
    ],
)
def test_no_urls(text: str) -> None:
    with pytest.raises(OptionError, match=r"give|Give"):
        Options.parse(url=text)


@pytest.mark.parametrize("text", ["http://me:secret@bbs.example/", "me:secret@bbs.example", "ftp://me:secret@bbs.example/x"])
def test_a_password_is_not_repeated(text: str) -> None:
    with pytest.raises(OptionError) as error:
        Options.parse(url=text)
    assert "secret" not in str(error.value)


URL = "http://bbs.example/"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        ("2026-01-01", "2026-01-01T00:00:00+08:00"),
        ("2026-01-01 08:30", "2026-01-01T08:30:00+08:00"),
        ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_since(text: str, moment: str | None) -> None:
    assert Options.parse(url=URL, since=text).since == (datetime.fromisoformat(moment) if moment else None)


def test_counts() -> None:
    assert Options.parse(url=URL).max_threads is None
    options = Options.parse(url=URL, max_threads="3", max_pages="1")
    assert (options.max_threads, options.max_pages) == (3, 1)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("since", "gestern", "since='gestern' is no date"),
        ("since", "2026-13-01", "is no date"),
        ("max_threads", "0", "max_threads='0' is no number"),
        ("max_threads", "-1", "is no number"),
        ("max_pages", "many", "max_pages='many' is no number"),
        ("engine", "phpbb9", "there is no engine 'phpbb9'; did you mean phpbb"),
        ("cookies", "absent.txt", "there is no cookie file absent.txt"),
    ],
)
def test_refusals(name: str, value: str, why: str) -> None:
    with pytest.raises(OptionError, match=why):
        Options.parse(**{"url": URL, name: value})


def test_engine_and_cookies(tmp_path: Path) -> None:
    file = tmp_path / "c.txt"
    file.write_text("# Netscape HTTP Cookie File\nbbs.example\tFALSE\t/\tFALSE\t0\ta\tb\n")
    options = Options.parse(url=URL, engine="discuz", cookies=str(file))
    assert options.engine == "discuz"
    assert [cookie["value"] for cookie in options.cookies] == ["b"]


@given(st.text(max_size=30), st.text(max_size=12), st.text(max_size=6))
def test_any_options_are_read_or_refused(url: str, since: str, count: str) -> None:
    for given_options in ({"url": url}, {"url": URL, "since": since}, {"url": URL, "max_pages": count}):
        with suppress(OptionError):
            Options.parse(**given_options)
