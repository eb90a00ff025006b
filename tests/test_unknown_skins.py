"""Known software in a skin that its engine does not know: read by its shape, and said so; what the software says itself stays."""

from __future__ import annotations

import pytest

from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.page import Page
from crawler.reading import read, read_by

POST = '<div class="turn"><b class="user">{name}</b> <i>{when}</i><div class="turn-text">{words}</div></div>'
SAID = (
    ("Orla", "2025-03-01 09:10", "The kettle has begun to whistle a third too low, and descaling did not help at all."),
    ("Piet", "2025-03-01 11:45", "Take the little reed out of the spout and look whether it is bent, mine was."),
    ("Orla", "2025-03-02 08:00", "It was bent, and it is back at its old pitch now, thank you very much."),
)
POSTS = "".join(POST.format(name=name, when=when, words=words) for name, when, words in SAID)
ROW = '<li><a href="{href}">{title}</a> <b class="user">Orla</b> <i>2025-03-0{day} 10:00</i> <em>{day}</em></li>'
SOFTWARE = {
    "Discuz! X3.4": "https://kettles.example/forum.php?mod=viewthread&tid=8",
    "phpwind v9": "https://kettles.example/read.php?tid=8&fid=2",
    "vBulletin 4.2.5": "https://kettles.example/showthread.php?t=8",
    "Discourse 3.1.0": "https://kettles.example/t/whistling/8",
}


def page(generator: str, url: str, body: str, status: int = 200) -> Page:
    head = f'<meta name="generator" content="{generator}"><title>Whistling kettle - Kettle forum</title>'
    return Page(f"<html><head>{head}</head><body><h1>Whistling kettle</h1>{body}</body></html>".encode(), url, status=status)


@pytest.mark.parametrize(("generator", "url"), SOFTWARE.items())
def test_a_thread_is_read_by_its_shape(generator: str, url: str) -> None:
    reading = read(page(generator, url, POSTS))
    assert isinstance(reading, ThreadPage)
    assert [(made.post.author.name, made.post.created_raw) for made in reading.posts if made.post.author] == [said[:2] for said in SAID]
    assert {made.post.engine for made in reading.posts} == {"generic"}
    assert all(made.post.confidence for made in reading.posts)


def test_a_board_is_read_by_its_shape() -> None:
    rows = "".join(ROW.format(href=f"forum.php?mod=viewthread&amp;tid={n}", title=f"Kettle number {n}", day=n) for n in range(1, 6))
    skinned = page("Discuz! X3.4", "https://kettles.example/forum.php?mod=forumdisplay&fid=2", f"<ul>{rows}</ul>")
    reader, reading = read_by(skinned)
    assert reader
    assert reader.name == "generic"
    assert isinstance(reading, BoardPage)
    assert [row.title for row in reading.threads] == [f"Kettle number {n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("url", "body", "status", "reason"),
    [
        ("https://kettles.example/showthread.php?t=8", POSTS, 404, "missing"),
        ("https://kettles.example/showthread.php?t=8", "<p>Nothing here.</p>", 200, "empty"),
        ("https://kettles.example/member.php?u=8", POSTS, 200, "empty"),
    ],
)
def test_what_is_no_thread_stays_none(url: str, body: str, status: int, reason: str) -> None:
    reading = read(page("vBulletin 4.2.5", url, body, status))
    assert isinstance(reading, Notice)
    assert reading.reason == reason


def test_an_engine_asked_for_has_the_only_word() -> None:
    skinned = page("Discuz! X3.4", SOFTWARE["Discuz! X3.4"], POSTS)
    assert read(skinned, "discuz") == Notice("empty", "Whistling kettle - Kettle forum")


def test_posts_whose_words_stand_elsewhere_are_read_by_their_shape() -> None:
    posts = "".join(f'<li component="post" data-pid="{n}">{POST.format(name=n, when=w, words=t)}</li>' for n, (_, w, t) in enumerate(SAID))
    reading = read(page("", "https://kettles.example/topic/8/whistling", f'<ul component="topic">{posts}</ul>'))
    assert isinstance(reading, ThreadPage)
    assert [made.body.blocks[0].text for made in reading.posts] == [words for _, _, words in SAID]
    assert {made.post.engine for made in reading.posts} == {"generic"}
