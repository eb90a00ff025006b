"""Chinese threads as people keep them: in another encoding than they say, written by a browser, without scripts, without an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html

from crawler.archive.saved import unpack
from crawler.extract import extract, posts
from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import read_page

FIXTURES = Path(__file__).parent / "fixtures"
CASES = [
    case
    for engine in ("discuz", "phpwind", "tieba", "xiuno", "v2ex")
    for case in sorted((FIXTURES / engine).glob("*thread*"))
    if '"post_id"' in (case / "expected.jsonl").read_text(encoding="utf-8")
]


def in_gbk(page: str, _: str) -> bytes:
    return re.sub(r'charset=("?)[\w-]+', r"charset=\1gbk", page, count=1).encode("gb18030", "replace")


def in_gbk_unsaid(page: str, _: str) -> bytes:
    return re.sub(r"<meta[^>]*charset[^>]*>", "", page).encode("gb18030", "replace")


def in_utf8_that_says_gbk(page: str, _: str) -> bytes:
    return re.sub(r'charset=("?)[\w-]+', r"charset=\1gbk", page, count=1).encode()


def without_scripts(page: str, _: str) -> bytes:
    return re.sub(r"(?is)<script.*?</script>", "", page).encode()


def as_a_browser_writes(page: str, _: str) -> bytes:
    return html.tostring(html.fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8")), encoding="utf-8")


def as_a_browser_saves(page: str, url: str) -> bytes:
    """Links made absolute, pictures beside the page, the address in a comment."""
    base = found[1] if (found := re.search(r'<base href="([^"]+)"', page)) else url
    page = re.sub(r'href="([^"#][^"]*)"', lambda m: f'href="{urljoin(base, m[1].replace("&amp;", "&")).replace("&", "&amp;")}"', page)
    page = re.sub(r'src="([^"]+)"', lambda m: f'src="./page_files/{m[1].rsplit("/", 1)[-1]}"', page)
    return f"<!-- saved from url=(0046){url} -->\n{page}".encode()


def seen(page: Page) -> list[tuple[object, ...]]:
    reading = read(page)
    assert isinstance(reading, ThreadPage)
    return [(p.post_id, p.floor, p.author, p.created_at, p.text, p.locked, len(p.images), len(p.comments)) for p in posts(reading)]


@pytest.mark.parametrize(
    "kept",
    [in_gbk, in_gbk_unsaid, in_utf8_that_says_gbk, without_scripts, as_a_browser_writes, as_a_browser_saves],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_same_posts_however_a_page_was_kept(case: Path, kept: Callable[[str, str], bytes]) -> None:
    original = read_page(case)
    if (case.parent.name, kept) == ("xiuno", as_a_browser_saves):
        pytest.skip("only the folder tells that its smileys are none of the pictures")
    body = kept(original.text, original.url)
    assert seen(Page(body, original.url, fetched_at=original.fetched_at)) == seen(original)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<!-- saved from url=(0041)http://bbs.example/thread-86-1-1.html -->", "http://bbs.example/thread-86-1-1.html"),
        ("<!--\n Page saved with SingleFile \n url: https://a.example/p/7 \n saved date: x\n-->", "https://a.example/p/7"),
        ('<link href="http://bbs.example/x.php?a=1&amp;b=2" rel="canonical" />', "http://bbs.example/x.php?a=1&b=2"),
        ("<link rel=canonical href=http://bbs.example/x>", "http://bbs.example/x"),
        ('<meta property="og:url" content="http://bbs.example/y">', "http://bbs.example/y"),
        ('<link rel="stylesheet" href="http://bbs.example/z.css"><link rel="canonical" href="thread-86-1-1.html">', None),
        ("", None),
    ],
)
def test_the_address_a_page_names(head: str, url: str | None) -> None:
    assert unpack(f"<!DOCTYPE html>{head}<html></html>".encode()).url == url


def test_a_page_that_names_its_address_keeps_its_pictures() -> None:
    body = '<table id="pid1"><tr><td class="t_f" id="postmessage_1">话<img file="data/a.jpg"></td></tr></table>'
    page = (
        f'<!-- saved from url=(0041)http://bbs.example/forum/thread-86-1-1.html --><html><body id="nv_forum" class="pg_viewthread">{body}'
    )
    (post,) = extract(page.encode())
    assert (post.thread.id, [image.url for image in post.images]) == ("86", ["http://bbs.example/forum/data/a.jpg"])
