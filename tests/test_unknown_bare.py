"""Kinds of unknown forums whose markup says little: bold names without classes, short posts under their subject; each with two faces."""

from __future__ import annotations

import pytest

from crawler.engines import named
from crawler.forum import ThreadPage
from crawler.page import Page

SAID = ("Too damp?", "Open the hatch.", "It helped.")
NAMES = ("Ilse", "磨坊", "Ilse")


def read(
    body: str, title: str = "Damp loft - Beam forum", url: str = "https://beams.example/forum/topic/7"
) -> list[tuple[str | None, str, str]]:
    page = Page(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), url)
    reading = named("generic").read(page)
    assert isinstance(reading, ThreadPage), reading
    return [
        (made.post.author and made.post.author.name, (made.post.created_at or "")[:16], "\n".join(block.text for block in made.body.blocks))
        for made in reading.posts
    ]


def posts(face: str) -> str:
    rows = zip(NAMES, SAID, ("Damp loft", "Re: Damp loft", "Re: Damp loft"), strict=True)
    return "".join(face.format(n=n, name=name, words=words, subject=subject) for n, (name, words, subject) in enumerate(rows, 1))


EXPECTED = [(name, f"2024-05-0{n}T18:30", words) for n, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 1)]

CELLS = (
    '<div class="box"><table><tr class="a"><td><b>{name}</b><br>Posts: 4</td><td><b>{subject}</b><br>2024-05-0{n} 18:30</td></tr>'
    '<tr class="b"><td colspan="2"><div class="message">{words}</div></td></tr></table></div>'
)
PRINTED = (
    '<div class="row"><div class="top">Title: <strong>{subject}</strong><br>Post by: <strong>{name}</strong> on '
    '<strong>2024-05-0{n} 18:30</strong></div><div class="text">{words}</div></div>'
)


@pytest.mark.parametrize("face", [CELLS, PRINTED])
def test_a_name_may_be_nothing_but_bold(face: str) -> None:
    assert read(posts(face)) == EXPECTED


GUEST = '<div class="{kind}-author">{name}<br><div class="author-role">Guest</div></div><div class="{kind}-content"><p>{words}</p></div>'
LEAD = (
    '<ul class="lead"><li class="opening"><div class="date">2024-05-01 18:30</div><div class="topic user-id-4 odd">'
    + GUEST.format(kind="topic", name="{one}", words="{first}")
    + '</div></li></ul><ul class="replies"><li class="rest"><div class="date">2024-05-02 18:30</div><div class="reply user-id-5 even">'
    + GUEST.format(kind="reply", name="{two}", words="{second}")
    + "</div></li></ul>"
)
BY_CLASS = (
    '<div class="talk author-4x"><div class="by-author">{one}</div><em>2024-05-01 18:30</em><div class="talk-text">{first}</div></div>'
    '<div class="answer author-5x"><div class="by-author">{two}</div><em>2024-05-02 18:30</em><div class="answer-text">{second}</div></div>'
)


@pytest.mark.parametrize("face", [LEAD, BY_CLASS])
def test_a_whole_post_may_be_called_after_its_writer(face: str) -> None:
    (one, two, _), (first, second, _) = NAMES, SAID
    assert read(face.format(one=one, two=two, first=first, second=second)) == EXPECTED[:2]


SUBJECT_IN_HEAD = (
    '<div class="message"><table><tr><td><div class="author">{name}</div><small><b>{subject}</b><br>2024-05-0{n} 18:30</small></td></tr>'
    '</table><div class="message-body">{words}<div class="tools"><a href="#q">Quote</a> <a href="#r">Reply</a></div></div></div>'
)
SUBJECT_ABOVE = (
    '<div class="entry" id="e{n}"><div class="line"><span class="poster">{name}</span> <i>{subject}</i> <em>2024-05-0{n} 18:30</em></div>'
    '<div class="inner">{words} <a href="#q">Quote</a> <a href="#r">Reply</a></div></div>'
)


@pytest.mark.parametrize("face", [SUBJECT_IN_HEAD, SUBJECT_ABOVE])
def test_the_subject_is_not_what_was_written_and_buttons_hide_no_body(face: str) -> None:
    found = read(posts(face).replace("Damp loft", "Damp loft above the old mill"), "Damp loft above the old mill - Beam forum")
    assert [(name, time, words.split("\n")[0].removesuffix(" Quote Reply")) for name, time, words in found] == EXPECTED
