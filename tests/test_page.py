"""Pages: decoded honestly, parsed once, whatever the bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.extract import posts
from crawler.forum import Notice, ThreadPage
from crawler.items import encode
from crawler.page import MAX_BYTES, Page, meta
from crawler.reading import read

SIMPLE = "昨天我们去江边看了日落，来的人很多，大家都说这里好。"
TRADITIONAL = "昨天我們去江邊看了日落，來的人很多，大家都說這裡好。"
WESTERN = "Das Café hat geöffnet – naïve Gäste aßen Crème brûlée für 5 £."


def html(words: str, charset: str = "") -> str:
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}" />' if charset else ""
    return f"<html><head>{declared}<title>{words}</title></head><body><p>{words}</p></body></html>"


@pytest.mark.parametrize(
    ("words", "written", "header", "declared"),
    [
        (SIMPLE, "utf-8", "utf-8", "utf-8"),
        (SIMPLE, "utf-8", "", ""),
        (SIMPLE, "utf-8-sig", "", ""),
        (SIMPLE, "utf-8", "gbk", "gbk"),
        (SIMPLE, "utf-8", "", "gb2312"),
        (SIMPLE, "gbk", "gbk", ""),
        (SIMPLE, "gbk", "GB2312", ""),
        (SIMPLE, "gbk", "", "gbk"),
        (SIMPLE, "gb18030", "", "gb18030"),
        (SIMPLE, "gbk", "", ""),
        (SIMPLE, "gbk", "utf-8", ""),
        (SIMPLE, "gbk", "utf-8", "gbk"),
        (SIMPLE, "gbk", "iso-8859-1", ""),
        (SIMPLE, "gbk", "big5", ""),
        (SIMPLE, "gbk", "no-such-charset", "neither"),
        (SIMPLE, "gbk", "", "hex"),
        (SIMPLE, "gbk", "", "idna"),
        (SIMPLE, "gbk", "", "undefined"),
        (SIMPLE, "gbk", "", "utf-16"),
        (TRADITIONAL, "big5", "big5", ""),
        (TRADITIONAL, "big5", "", "big5"),
        (TRADITIONAL, "big5", "", ""),
        (TRADITIONAL, "big5", "gbk", ""),
        (TRADITIONAL, "gbk", "", ""),
        (WESTERN, "cp1252", "windows-1252", ""),
        (WESTERN, "cp1252", "", "iso-8859-1"),
        (SIMPLE, "utf-16", "", ""),
        (SIMPLE, "utf-16", "utf-8", ""),
    ],
)
def test_encodings(words: str, written: str, header: str, declared: str) -> None:
    headers = {"Content-Type": f"text/html; charset={header}"} if header else {}
    page = Page(html(words, declared).encode(written), headers=headers)
    assert page.tree.findtext(".//p") == words
    assert page.tree.findtext(".//title") == words
    assert not page.damaged


def test_utf_16_in_the_other_order() -> None:
    page = Page(codecs.BOM_UTF16_BE + html(SIMPLE).encode("utf-16-be"))
    assert page.tree.findtext(".//p") == SIMPLE


@pytest.mark.parametrize(("written", "half"), [("gbk", b"\xc4"), ("utf-8", b"\xe4\xbd")])
def test_a_character_cut_in_half_costs_a_character(written: str, half: bytes) -> None:
    """Boards shorten titles by bytes."""
    body = html(SIMPLE * 9).encode(written).replace(b"</p>", half + b"...</p>")
    page = Page(body)
    assert not page.damaged
    assert (page.tree.findtext(".//p") or "").startswith(SIMPLE * 9)
    assert (page.tree.findtext(".//p") or "").endswith("...")


@pytest.mark.parametrize("first", [b"\xc3", b"\xe9"])
def test_first_bytes_of_names_in_place_of_avatars_cost_nothing_else(first: bytes) -> None:
    """esoTalk 1.0 shows the first byte of a member's name, in a page of English with few other letters."""
    page = Page(b"<html><body><p>Eis, \xc3\xa9t\xc3\xa9</p>" + b"<span class='avatar'>" + first + b"</span></body></html>")
    assert not page.damaged
    assert page.encoding == "utf-8"


def test_noise_is_damaged() -> None:
    page = Page(b"<html><body><p>" + bytes(range(128, 256)) * 40 + b"</p></body></html>")
    assert page.damaged
    assert read(page) == Notice("undecodable", f"not readable as {page.encoding}")


THREAD = """<html><head><meta name="generator" content="Discuz! X3.5" /><title>頭 - 板 - 站</title></head><body><div id="postlist">
<h1><span id="thread_subject">頭</span></h1>
<div id="post_11"><table id="pid11"><tr><td class="plc"><em id="authorposton11">於 2019-5-11</em>
<div class="pcb">
<td class="t_f" id="postmessage_11">{}<ul><li>一</ul><pre>二</pre><img src="a.jpg" alt="三" />
</td></div></td></tr></table></div></div></body></html>"""
"""The bones of a Discuz! X thread page."""


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["utf-8", "gbk", "big5"]), st.sampled_from([None, "text/html; charset=gbk", "x", "\xff"]))
@example(b"\xc4\xe3\xba\xc3\xc4", "gbk", None)
@example(b"&#xfffd;&#0;&#xd800;", "utf-8", None)
@example(b"<" * 200, "utf-8", None)
def test_no_bytes_break_a_page(noise: bytes, charset: str, header: str | None) -> None:
    before, after = THREAD.encode(charset).split(b"{}")
    headers = {"content-type": header} if header else {}
    for body in (noise, before + noise + after, before[:-40] + noise):
        reading = read(Page(body, "http://bbs.example/thread-5-1-1.html", headers))
        if isinstance(reading, ThreadPage):
            assert not any("\ufffd".encode() in encode(post) for post in posts(reading))


@pytest.mark.parametrize("body", [b"", b"\0", b" ", b"<", b"<!--", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf", b"<html><body><![CDATA[x"])
def test_hardly_a_page(body: bytes) -> None:
    page = Page(body)
    assert page.tree is not None
    assert page.generator == ""
    assert page.site == "unknown"
    assert isinstance(read(page), Notice)


def test_unclosed_tags_do_not_end_a_page() -> None:
    page = Page(b"<html><body>" + b"<font><b>" * 300 + b'<div id="far">x</div></body></html>')
    assert page.tree.findtext(".//*[@id='far']") == "x"


def test_too_large_is_refused_unread() -> None:
    reading = read(Page(b"<p>" + b"x" * MAX_BYTES))
    assert isinstance(reading, Notice)
    assert reading.reason == "too_large"


@pytest.mark.parametrize(
    ("url", "base", "site"),
    [
        ("http://bbs.example/a/b.php", "", "bbs.example"),
        ("http://bbs.example/a/b.php", '<base href="http://bbs.example:81/">', "bbs.example"),
        ("", '<base href="http://bbs.example:81/">', "bbs.example:81"),
        ("", '<base target="_blank">', "unknown"),
        ("", "", "unknown"),
    ],
)
def test_site(url: str, base: str, site: str) -> None:
    assert Page(f"<html><head>{base}</head><body></body></html>".encode(), url).site == site


def test_base() -> None:
    page = Page(b'<html><head><base href="/sub/"></head><body></body></html>', "http://bbs.example/a/b.php")
    assert page.base_url == "http://bbs.example/sub/"
    assert Page(b"<html><body></body></html>", "http://bbs.example/a").base_url == "http://bbs.example/a"


def test_meta() -> None:
    page = Page(
        b'<head><meta name="Generator" content="Discuz! X3.4"><meta property="og:title" content="T"><body><meta name="x" content="y">'
    )
    assert page.generator == "discuz! x3.4"
    assert meta(page, "og:title") == "T"
    assert meta(page, "x") == meta(page, "absent") == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_text_without_its_mark_is_undecodable(encoding: str) -> None:
    page = Page("<html><body><p>论坛里的一句话，谁都读得懂。</p></body></html>".encode(encoding))
    assert page.damaged
    reading = read(page)
    assert isinstance(reading, Notice)
    assert reading.reason == "undecodable"


@pytest.mark.parametrize("tag", ["div", "b"])
def test_a_page_that_is_nested_too_deep_says_so(tag: str) -> None:
    head = f'<html><body id="nv_forum"><p>{"words " * 20}</p>'
    page = Page(
        (head + f"<{tag}>" * 5000 + "deep" + f"</{tag}>" * 5000 + "</body></html>").encode(), "https://bbs.example/thread-1-1-1.html"
    )
    reading = read(page, "discuz")
    assert isinstance(reading, Notice)
    assert "nested" in reading.text
