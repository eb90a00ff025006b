"""Pages of other kinds whose shape is close to a thread's are refused; a thread of nearly that shape is read."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import Notice
from tests.test_reading import NAMES, WORDS, authors

LONG = " ".join(WORDS)
DATED = "https://tower.example/2022/03/01/rope-for-bells"
AUTHOR = '<a class="author" href="/author/marten">marten</a> <time datetime="2022-03-01T10:00:00Z">1 March</time>'

OTHERS = {
    "a blog's article": (f'<h1>Rope</h1><article id="post-7">{AUTHOR}<div class="post-content"><p>{LONG}</p></div></article>', DATED),
    "paragraphs of one text, some with a date": (
        '<div class="post-content">'
        + "".join(f"<p><time>2022-03-0{at}</time><span>{words}</span></p>" for at, words in enumerate((*WORDS, WORDS[0] + " So it is."), 1))
        + "</div>",
        DATED,
    ),
    "news in columns": (
        "".join(
            f'<div class="col-6"><b class="user">{label}</b> <time>2022-03-0{at + 1}</time><div class="box-3">{WORDS[at]}</div></div>'
            for at, label in enumerate(("Novelty", "More news"))
        ),
        "https://tower.example/autonews.php?newsid=64",
    ),
    "what one account says elsewhere": (
        "<h1>Rope</h1>"
        + "".join(
            f'<div class="tw"><a class="user" href="https://sns.example/user/tower">@tower</a> <time>{at + 2} days ago</time>'
            f'<div class="text">{words}</div></div>'
            for at, words in enumerate(WORDS)
        ),
        "https://tower.example/news/rope",
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_forum_is_refused(kind: str) -> None:
    body, url = OTHERS[kind]
    html = f'<html><head><title>Rope for bells - Tower news</title></head><body>{body}<p class="replies">0</p></body></html>'
    assert isinstance(reading_of(html.encode(), url), Notice)


@pytest.mark.parametrize("at", ["https://tower.example/forum/2022/rope-for-bells", "https://tower.example/thread/2022-rope"])
def test_the_same_at_a_forums_address_is_a_thread_of_one_post(at: str) -> None:
    head = AUTHOR.replace("author/", "user/")
    body = f'<h1>Rope</h1><div class="post" id="post-7">{head}<div class="post-content"><p>{LONG}</p></div></div>'
    posts = extract(f"<html><head><title>Rope - Tower forum</title></head><body>{body}</body></html>".encode(), at)
    assert authors(posts) == ["marten"]


@pytest.mark.parametrize(("spoke", "day"), [("sagt", ""), ("says", "Do "), ("a écrit", "jeu. ")])
def test_what_stands_behind_a_name_is_no_part_of_it(spoke: str, day: str) -> None:
    posts = "".join(
        f'<li id="comment-{at + 40}"><b class="fn">{name} {spoke}</b> <span>{day}{at + 3}.03.2022 10:15</span>'
        f'<div class="comment-content">{words}</div></li>'
        for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True))
    )
    html = f"<html><head><title>Rope - Tower forum</title></head><body><h1>Rope</h1><ol>{posts}</ol></body></html>"
    assert authors(extract(html.encode(), "https://tower.example/forum/topic/7")) == list(NAMES)
