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

LISTS = {
    "releases": (
        '<div class="release"><h2>1.{at}.0</h2><a class="user" href="/users/{name}">{name}</a> <time>2022-03-0{at}</time>'
        '<div class="markdown-body">{words}</div></div>',
        "https://code.example/rope/releases",
    ),
    "a page's history": (
        '<li><a href="/w?oldid={at}">10:1{at}, {at} March 2022</a> <a class="userlink" href="/wiki/User:{name}">{name}</a>'
        ' <span class="comment">({words})</span></li>',
        "https://wiki.example/w/index.php?title=Rope&action=history",
    ),
    "a blog's front page": (
        '<div class="post"><h2><a href="/{at}/all-about-rope-{at}">All about rope {at}</a></h2><p>Posted on {at} March 2022 by '
        '<a href="/author/{name}">{name}</a></p><div class="post-content">{words}</div><a href="/{at}/#comments">3 comments</a></div>',
        "https://rope.example/",
    ),
    "a blog's archive": (
        '<div class="post"><h2>All about rope {at}</h2><p>Posted on {at} March 2022 by {name}</p>'
        '<div class="post-content">{words}</div></div>',
        "https://rope.example/archive/2022",
    ),
    "jobs": (
        '<div class="job"><h3>Bell ringer {at}</h3><b class="user">{name} Ltd</b> <time>2022-03-0{at}</time>'
        '<div class="text">{words}</div></div>',
        "https://jobs.example/list?page=1",
    ),
}


@pytest.mark.parametrize("kind", LISTS)
def test_lists_of_other_things_are_refused(kind: str) -> None:
    row, url = LISTS[kind]
    rows = "".join(row.format(at=at, name=name, words=words) for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1))
    html = f"<html><head><title>Rope</title></head><body><h1>Rope</h1>{rows}</body></html>"
    assert isinstance(reading_of(html.encode(), url), Notice)


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
