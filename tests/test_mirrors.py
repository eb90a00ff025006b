"""Mirrors and web archives: a page's own address, by what a program wrote into it or by the names of its folders."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.archive.origin import Origin, placed, unwrapped
from crawler.archive.saved import unpack

SAVED = datetime(2013, 2, 1, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("mirror/bbs.example/viewtopic.php@t=7.html", "http://bbs.example/viewtopic.php?t=7"),
        ("mirror/bbs.example/viewtopic.php?t=7&start=20", "http://bbs.example/viewtopic.php?t=7&start=20"),
        ("bbs.example.com/forum/thread-7-1-1.html", "http://bbs.example.com/forum/thread-7-1-1.html"),
        ("bbs.example+8080/forum/index.html", "http://bbs.example:8080/forum/"),
        ("/home/ann.moor/backup.old/bbs.example/t/7", "http://bbs.example/t/7"),
        ("websites/bbs.example/20130201030405/showthread.php%3Ft=7", "http://bbs.example/showthread.php?t=7"),
        ("web.archive.org/web/20130201030405/http:/bbs.example/t/7.html", "http://bbs.example/t/7.html"),
        ("web.archive.org/web/20130201030405id_/https%3A/bbs.example/t/7.html", "https://bbs.example/t/7.html"),
        ("bbs.example/index.html@thread-7.htm", "http://bbs.example/?thread-7.htm"),
        ("bbs.example/forum/index.html?thread-7.htm", "http://bbs.example/forum/?thread-7.htm"),
        ("bbs.example/topic/7@page=2.html", "http://bbs.example/topic/7?page=2"),
        ("bbs.example/@ann/7.html", "http://bbs.example/@ann/7.html"),
        ("my.archive/page.html", None),
        ("notes.v2/conf.d/page.html", None),
        ("page.html", None),
    ],
)
def test_the_folders_of_a_mirror_tell_the_address(path: str, url: str | None) -> None:
    assert placed(path.split("/")).url == url
    assert placed(path.split("/")).saved_at == (SAVED if "20130201030405" in path else None)


@pytest.mark.parametrize(
    ("kept", "url"),
    [
        ("https://web.archive.org/web/20130201030405/http://bbs.example/t/7", "http://bbs.example/t/7"),
        ("http://web.archive.org/web/20130201030405id_/http:/bbs.example/t/7?a=1", "http://bbs.example/t/7?a=1"),
        ("https://keep.example/wayback/20130201030405mp_/https://bbs.example/t/7", "https://bbs.example/t/7"),
    ],
)
def test_addresses_in_web_archives(kept: str, url: str) -> None:
    assert unwrapped(kept) == Origin(url, SAVED)


@pytest.mark.parametrize(
    "url", ["https://bbs.example/t/7", "https://bbs.example/go/2013/http://other.example/", "https://bbs.example/web/x/http://a"]
)
def test_other_addresses_are_their_own(url: str) -> None:
    assert unwrapped(url) is None


NOTES = {
    "the Wayback Machine's script": '<script>__wm.wombat("http://bbs.example/t/7","20130201030405","https://web.archive.org/");</script>',
    "a browser": "<!-- saved from url=(0060)https://web.archive.org/web/20130201030405/http://bbs.example/t/7 -->",
    "its canonical link": '<link rel="canonical" href="https://web.archive.org/web/20130201030405/http://bbs.example/t/7">',
    "HTTrack": "<!-- Mirrored from bbs.example/t/7 by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 01 Feb 2013 03:04:05 GMT -->",
    "SingleFile": "<!--\n Page saved with SingleFile \n url: http://bbs.example/t/7 \n saved date: Fri Feb 01 2013 04:04:05 GMT+0100\n-->",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_what_programs_note(note: str) -> None:
    saved = unpack(f"<!DOCTYPE html>{note}<html><body>words</body></html>".encode(), path=("mirror", "other.example", "7.html"))
    assert (saved.url or "").partition("://")[2] == "bbs.example/t/7"
    assert saved.saved_at == SAVED


@pytest.mark.parametrize(
    ("link", "scheme"),
    [('<img src="http://bbs.example/a.gif">', "http"), ('<img src="https://bbs.example/a.gif">', "https"), ("", "https")],
)
def test_a_note_without_a_scheme_takes_the_pages(link: str, scheme: str) -> None:
    saved = unpack(f"<!DOCTYPE html>{NOTES['HTTrack']}<html><body>{link}</body></html>".encode())
    assert saved.url == f"{scheme}://bbs.example/t/7"


@pytest.mark.parametrize("note", ["a browser", "the Wayback Machine's script"])
def test_a_web_archives_links_and_banner_go(note: str) -> None:
    banner = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>12 captures</div><!-- END WAYBACK TOOLBAR INSERT -->"
    links = (
        '<a href="/web/20130201030405/http://bbs.example/u/1">a</a><img src="https://web.archive.org/web/2013im_/http://bbs.example/7.jpg">'
    )
    saved = unpack(f"<html>{NOTES[note]}<body>{banner}{links}</body></html>".encode())
    assert saved.body.endswith(b'<body><a href="http://bbs.example/u/1">a</a><img src="http://bbs.example/7.jpg"></body></html>')


@pytest.mark.parametrize(
    ("note", "path", "link", "own"),
    [
        ("", ("bbs.example", "viewtopic.php@t=7.html"), "viewtopic.php%3Ft=8.html", "viewtopic.php?t=8"),
        ("", ("bbs.example", "viewtopic.php@t=7.html"), "viewtopic.php@t=8&amp;start=20.html#p9", "viewtopic.php?t=8&amp;start=20#p9"),
        (NOTES["HTTrack"].replace("/t/7", "/viewtopic.php?t=7"), (), "viewtopicab12.html?t=8", "viewtopic.php?t=8"),
    ],
)
def test_a_mirrors_links_lead_to_the_sites_scripts(note: str, path: tuple[str, ...], link: str, own: str) -> None:
    saved = unpack(f'<html>{note}<a href="{link}">x</a></html>'.encode(), path=path)
    assert f'<a href="{own}">'.encode() in saved.body


def test_the_sites_own_word_is_worth_more_than_a_folders_name() -> None:
    page = b'<html><head><link rel="canonical" href="https://bbs.example/t/7"></head></html>'
    assert unpack(page, path=("shop.example", "7.html")).url == "https://bbs.example/t/7"
    assert unpack(page, path=("www.bbs.example", "t", "7")).url == "http://www.bbs.example/t/7"
    assert unpack(page, "http://given.example/1", ("www.bbs.example", "t", "7")).url == "http://given.example/1"
