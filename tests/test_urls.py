"""Addresses: made absolute, compared, kept on the site."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote, urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.urls import absolute, identity, query, site

BASE = "http://bbs.example/sub/forum.php?mod=viewthread&tid=5"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("thread-8-1-1.html", "http://bbs.example/sub/thread-8-1-1.html"),
        ("forum.php?mod=viewthread&tid=7", "http://bbs.example/sub/forum.php?mod=viewthread&tid=7"),
        ("./data/a.jpg", "http://bbs.example/sub/data/a.jpg"),
        ("../data/a.jpg", "http://bbs.example/data/a.jpg"),
        ("/data/a.jpg", "http://bbs.example/data/a.jpg"),
        ("//cdn.example/a.jpg", "http://cdn.example/a.jpg"),
        ("https://cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        (" thread-8-1-1.html\n", "http://bbs.example/sub/thread-8-1-1.html"),
        ("thread-8-1-1.html#pid9", "http://bbs.example/sub/thread-8-1-1.html"),
        ("?page=2", "http://bbs.example/sub/forum.php?page=2"),
        ("图 片.jpg", "http://bbs.example/sub/%E5%9B%BE%20%E7%89%87.jpg"),
        ("a%20b.jpg", "http://bbs.example/sub/a%20b.jpg"),
        ("HTTP://CDN.example/A.jpg", "http://CDN.example/A.jpg"),
        *(
            (nothing, "")
            for nothing in ("", " ", "#", "#pid9", "javascript:;", "JavaScript:void(0)", "mailto:a@b.example", "data:image/gif;x")
        ),
        *((nothing, "") for nothing in ("ftp://files.example/a", "tel:110", "thunder://abc", "http://[broken/")),
    ],
)
def test_absolute(link: str, url: str) -> None:
    assert absolute(BASE, link).lower() == url.lower()


@given(st.text(), st.text())
def test_absolute_takes_anything(base: str, link: str) -> None:
    url = absolute(base, link)
    assert url == "" or url.startswith(("http://", "https://"))


@example("http://a.example", "/b?")
@example(BASE, "0.0?")
@given(
    st.sampled_from(
        [BASE, "http://a.example", "http://a.example/", "https://a.example:81/b/c", "http://a.example/b/?x=/c/d", "http://a.example/b/../c"]
    ),
    st.from_regex(r"[a-z0-9./?&=:%-]{1,20}", fullmatch=True),
)
def test_short_cuts_change_nothing(base: str, link: str) -> None:
    joined = safe_url_string(urljoin(base, link))
    assert absolute(base, link) == (joined if joined.startswith("http") else "")


@pytest.mark.parametrize(
    ("url", "parameters"),
    [
        ("forum.php?mod=viewthread&tid=86", {"mod": "viewthread", "tid": "86"}),
        ("forum.php?mod=viewthread&amp;tid=86&amp;extra=", {"mod": "viewthread", "tid": "86"}),
        ("forum.php?tid=86&extra=page%3D4#pid9", {"tid": "86", "extra": "page=4"}),
        ("forum.php", {}),
        ("forum.php?", {}),
        ("x?a&b=1", {"b": "1"}),
    ],
)
def test_query(url: str, parameters: dict[str, str]) -> None:
    assert query(url) == parameters


@given(st.text())
def test_query_takes_anything(url: str) -> None:
    query(url)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://BBS.example.com/x", "bbs.example.com"),
        ("http://bbs.example.com:8080/x", "bbs.example.com:8080"),
        ("http://bbs.example.com:80/x", "bbs.example.com"),
        ("https://bbs.example.com:443/x", "bbs.example.com"),
        ("https://bbs.example.com:80/x", "bbs.example.com:80"),
        ("http://user:secret@bbs.example.com/x", "bbs.example.com"),
        ("http://[broken", ""),
        ("thread.html", ""),
        ("", ""),
    ],
)
def test_site(url: str, host: str) -> None:
    assert site(url) == host


def _download(aid: int, signature: str, base: str = "http://bbs.example/forum.php?mod=attachment") -> str:
    token = quote(b64encode(f"{aid}|{signature}|1795501023|0|98".encode()).decode())
    return f"{base}&aid={token}&nothumb=yes"


def test_identity_outlives_the_token() -> None:
    assert identity(_download(102, "ae4d504a")) == identity(_download(102, "0badc0de")) == "http://bbs.example/attachment/102"
    assert identity(_download(103, "ae4d504a")) != identity(_download(102, "ae4d504a"))
    assert identity("http://bbs.example/attachment.php?aid=102") == "http://bbs.example/attachment/102"


@pytest.mark.parametrize(
    "url",
    [
        "http://bbs.example/data/attachment/forum/201905/11/a.jpg",
        "http://bbs.example/forum.php?mod=attachment&aid=%FF%FE",
        "http://bbs.example/forum.php?mod=attachment&aid=bm8gbnVtYmVy",
        "http://bbs.example/forum.php?mod=attachment",
        "http://[broken/attachment.php?aid=5",
        "",
    ],
)
def test_other_addresses_name_themselves(url: str) -> None:
    assert identity(url) == url


@given(st.text())
def test_identity_takes_anything(text: str) -> None:
    identity(f"http://bbs.example/forum.php?mod=attachment&aid={text}")
    identity(text)
