"""A conversation has people who answer each other: pages of nearly that shape, each with the thread that looks like it and is read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from crawler.engines.generic.conversation import rise
from crawler.engines.generic.signs import is_forum_address, says_forum
from crawler.extract import extract, reading_of
from crawler.forum import BoardPage, Notice
from tests.test_reading import NAMES, WORDS

PLACE = "https://tower.example/bells/rope-of-the-north-bell"


@pytest.mark.parametrize(
    ("names", "told", "forum"),
    [
        ("Bell ringers' board", "", True),
        ("Ringing community", "", True),
        ("Rope and wheel discussions", "", True),
        ("Tower", "The ringers' forum for all of the county", True),
        ("Board of Trustees", "", False),
        ("Forty ringers on board a ferry", "", False),
        ("County Community College: courses", "", False),
        ("Minutes of the board meetings", "", False),
        ("Tower", "Our community gives to the bells, and the board thanks for it", False),
    ],
)
def test_words_that_forums_share_with_others(names: str, told: str, forum: bool) -> None:
    assert says_forum(names, told) is forum


@pytest.mark.parametrize(
    ("path", "forum"),
    [
        ("board/7", True),
        ("bells_board.cgi?read=4", True),
        ("discuss/44-worn-rope", True),
        ("community/rope", True),
        ("community/questions-about-the-rope-of-the-north-bell", True),
        ("2022/03/in-which-we-discuss-the-rope-of-a-bell", False),
        ("about/board-of-trustees", False),
        ("news/community-college-rings-the-bells", False),
        ("ferry/forty-ringers-on-board", False),
    ],
)
def test_addresses_with_the_words_of_a_title(path: str, forum: bool) -> None:
    assert is_forum_address(f"https://tower.example/{path}") is forum


def _entry(at: int, name: str, words: str) -> str:
    return (
        f'<div class="post"><span class="author">{name}</span> <time datetime="2022-03-0{at}T10:00:00Z">{at} March 2022'
        f'</time><div class="post-body">{words}</div></div>'
    )


def _page(names: Sequence[str]) -> str:
    return "<title>Rope</title><body>" + "".join(_entry(at, name, WORDS[at % len(WORDS)]) for at, name in enumerate(names, 1))


def _names(page: str, url: str) -> list[str | None]:
    return [post.author.name if post.author else None for post in extract(page.encode(), url)]


@pytest.mark.parametrize("path", ["2022/03/02/rope", "news/live-from-the-tower"])
def test_one_author_for_all_is_no_conversation(path: str) -> None:
    url = f"https://tower.example/{path}"
    assert isinstance(reading_of(_page(["marten"] * 3).encode(), url), Notice)
    assert _names(_page(NAMES), url) == list(NAMES)


@pytest.mark.parametrize("path", ["forum/rope-3", "thread/3"])
def test_one_person_may_write_all_of_a_thread(path: str) -> None:
    assert _names(_page(["marten"] * 3), f"https://tower.example/{path}") == ["marten"] * 3


@pytest.mark.parametrize("other", ["<p>3 March 2022</p>", _entry(3, "marten", WORDS[1])])
def test_a_pair_without_another_person_is_no_conversation(other: str) -> None:
    first = _entry(1, "marten", " ".join(WORDS))
    unnamed = f'<div class="post">{other}<div class="post-body">{WORDS[1]}</div></div>'
    page = "<title>Rope</title><body>" + first
    assert _names(page + unnamed, PLACE) == []
    assert _names(page + _entry(3, "odile", WORDS[1]), PLACE) == ["marten", "odile"]


TITLED = {
    "headings above texts": "<div><h3><a>All about {slug}</a></h3>{by}<p>{words}</p></div>",
    "headings beside units": "<div><h1><a>All about {slug}</a></h1></div><li>{by}<p>{words}</p></div>",
    "headings in texts": "<div>{by}<p><h3><a>All about {slug}</a></h3>{words}</p></div>",
    "links that hold headings": "<div>{by}<p><a><div><h3>All about {slug}</h3></div></a>{words}</p></div>",
    "links around cards": '<a class="post" href="/{at}/{slug}"><h5>All about {slug}</h5>{by}<p>{words}</p></a>',
    "texts that begin with links": "<div>{by}<p><a>All about {slug}</a> {words}</p></div>",
}
"""Lists of articles by several people: each has a page of its own."""
THREADS = {
    "subjects": "<div><h3><a>Re: Rope</a></h3>{by}<p>{words}</p></div>",
    "places on the page": '<li><h3><a href="/7/rope#p{at}">All about {slug}</a></h3>{by}<p>{words}</p></li>',
    "bare addresses": "<div>{by}<p><a>tower.example/{slug}</a> {words}</p></div>",
    "quotations": "<div>{by}<p><blockquote><a>Odile wrote then</a> So it is.</blockquote>{words}</p></div>",
    "people": '<li>{by}<p><a href="/user/{at}">Odile of {slug}</a> {words}</p></li>',
}


def _listed(form: str) -> str:
    by = '<span class="author">{name}</span> <time datetime="2022-03-0{at}T10:00:00Z">{at} March 2022</time>'
    short = {
        "<li>": '<div class="post">',
        "<p>": '<div class="post-body">',
        "<a>": '<a href="/{at}/{slug}">',
        "</li>": "</div>",
        "</p>": "</div>",
    }
    for one, whole in short.items():
        form = form.replace(one, whole)
    units = (
        form.format(at=at, slug=slug, by=by.format(name=name, at=at), words=words)
        for at, (slug, name, words) in enumerate(zip(("worn-ropes", "old-wheels", "new-clappers"), NAMES, WORDS, strict=True), 1)
    )
    return "<title>Rope</title><body>" + "".join(units)


@pytest.mark.parametrize("form", TITLED)
@pytest.mark.parametrize("url", [PLACE, "https://tower.example/"])
def test_texts_with_pages_of_their_own_are_no_conversation(form: str, url: str) -> None:
    assert _names(_listed(TITLED[form]), url) == []


@pytest.mark.parametrize("form", THREADS)
@pytest.mark.parametrize("url", [PLACE, "https://tower.example/thread/3"])
def test_links_of_posts_are_no_titles(form: str, url: str) -> None:
    assert _names(_listed(THREADS[form]), url) == list(NAMES)


@pytest.mark.parametrize(
    ("numbers", "rising"),
    [
        (["4", "9", "12"], True),
        ([1, 2, 3], True),
        (["12", "9", "4"], False),
        (["4", None, "9"], False),
        (["4", "9"], False),
        (["a4", "a9", "b1"], False),
    ],
)
def test_numbers_of_a_thread_rise(numbers: list[str | int | None], rising: bool) -> None:
    assert rise(numbers) is rising


def _rows(path: str) -> str:
    return "".join(
        f'<tr><td><a href="{path}{at}">{words[:30]}</a></td><td>{NAMES[at % 3]}</td><td>{at} replies</td><td>2022-03-0{at}</td></tr>'
        for at, words in enumerate(WORDS, 1)
    )


def test_a_board_of_people_lists_no_threads() -> None:
    table = "<table>" + _rows("/meetings/").replace(" replies", "") + "</table>"
    assert isinstance(
        reading_of(f"<title>Board of Trustees</title><body>{table}".encode(), "https://tower.example/board-of-trustees/"), Notice
    )
    reading = reading_of(f"<title>Ringers' board</title><body><table>{_rows('/topic/')}</table>".encode(), "https://tower.example/board/7")
    assert isinstance(reading, BoardPage)
    assert len(reading.threads) == len(WORDS)


def _answered(head: str, form: str = "comment") -> str:
    """A text with something above it, and what people say below."""
    below = "".join(
        f'<li class="{form}"><b class="author">{name}</b> <time datetime="2022-03-0{at}T10:00:00Z">{at} March 2022</time>'
        f'<div class="{form}-content">{words}</div></li>'
        for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 2)
    )
    text = f'<article>{head} <time>1 March 2022</time><div class="text-content"><p>{" ".join(WORDS)} So ends it.</p></div></article>'
    return f'<title>Rope</title><body><main>{text}<ol class="{form}-list">{below}</ol></main>'


@pytest.mark.parametrize(
    "head", ["<h3>Notes</h3>", '<a href="/home">Home</a> <a href="/bells">Bells</a>', "<b>Ringing</b>", "<h2>More ropes</h2>"]
)
def test_what_stands_above_an_article_is_none_of_its_writer(head: str) -> None:
    assert _names(_answered(head), PLACE) == list(NAMES)


@pytest.mark.parametrize(
    "head",
    ['<span class="author">odile</span>', '<a href="/user/odile">odile</a>', "<p>by odile</p>", '<h3><a href="/user/odile">odile</a></h3>'],
)
def test_a_marked_writer_opens_the_thread(head: str) -> None:
    assert _names(_answered(head), PLACE) == ["odile", *NAMES]
    assert _names(_answered(head, form="reply"), "https://tower.example/forum/topic/3") == ["odile", *NAMES]


def test_who_answers_below_may_be_a_bare_link_above() -> None:
    assert _names(_answered(f'<a href="/x/{NAMES[1]}">{NAMES[1]}</a>'), PLACE) == [NAMES[1], *NAMES]
