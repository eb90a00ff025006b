"""Unknown software: posts that are not made alike, told by a time, a name and words of their own; each kind with two faces."""

from __future__ import annotations

import pytest

from crawler.engines import named
from crawler.engines.generic.addresses import target
from crawler.forum import ThreadPage
from crawler.page import Page


def page(body: str, title: str, url: str) -> Page:
    return Page(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), url)


def read(body: str, title: str = "Leaky gutter - Roof forum", url: str = "https://roof.example/topic/77") -> ThreadPage:
    reading = named("generic").read(page(body, title, url))
    assert isinstance(reading, ThreadPage), reading
    return reading


def told(reading: ThreadPage) -> list[tuple[str | None, str | None, str]]:
    return [
        (made.post.author and made.post.author.name, (made.post.created_at or "")[:10] or None, made.body.blocks[0].text)
        for made in reading.posts
    ]


ASKED = "The gutter drips at the joint."
ANSWERED = "Clean it, then glue."
UNLIKE = {
    "article and comment": '<article><div class="byline">By <a href="/user/ada">Ada</a>, <time>2024-03-02</time></div>'
    f'<div class="text"><p>{ASKED}</p></div></article>'
    '<ul><li><div class="c-head"><a href="/user/bo">Bo</a> <i>2024-03-03</i></div>'
    f'<div class="c-text"><p>{ANSWERED}</p></div></li></ul>',
    "table and list": '<table><tr><td><a href="member.php?id=4">Ada</a></td>'
    f"<td><small>2024-03-02</small><div>{ASKED}</div></td></tr></table>"
    f'<dl><dd><b class="nick">Bo</b> <small>2024-03-03</small><div>{ANSWERED}</div></dd></dl>',
}


@pytest.mark.parametrize("face", UNLIKE)
def test_two_posts_that_are_not_made_alike(face: str) -> None:
    assert told(read(f"<h1>Leaky gutter</h1><main>{UNLIKE[face]}</main>")) == [
        ("Ada", "2024-03-02", ASKED),
        ("Bo", "2024-03-03", ANSWERED),
    ]


@pytest.mark.parametrize("address", ["https://roof.example/about", "https://roof.example/guide/gutters"])
def test_an_article_with_a_byline_is_none(address: str) -> None:
    body = f'<h1>Gutters</h1><article><p class="by"><a href="/author/ada">Ada</a> <time>2024-03-02</time></p><p>{ASKED}</p></article>'
    assert not isinstance(named("generic").read(page(body, "Gutters", address)), ThreadPage)


CELLS = (
    '<tr><td class="row{n}"><b>{name}</b><br>Joined: 2020-01-0{n}</td>'
    '<td class="row{n}"><small>2024-03-0{n}</small><div>{words}</div></td></tr>',
    "<tr><td>{name}<br>Level {n}</td><td><i>2024-03-0{n}</i><p>{words}</p></td></tr>",
)


@pytest.mark.parametrize("row", CELLS)
def test_the_cell_with_the_name_is_no_post_of_its_own(row: str) -> None:
    said = (
        f"{ASKED} It did so last year and the year before, too.",
        f"{ANSWERED} The old one lets go after two winters.",
        "It holds now, thank you.",
    )
    rows = "".join(row.format(n=n, name=f"Person{n}", words=words) for n, words in enumerate(said, 1))
    assert [words for _, _, words in told(read(f"<h1>Leaky gutter</h1><table>{rows}</table>"))] == list(said)


HEADS = (
    '<div class="top"><span>作者：<a href="/x/1">Ada</a></span><span>时间：2024-03-02 10:00:00</span></div>',
    '<p><a class="user" href="/x/1">Ada</a> <time>2024-03-02 10:00</time></p>',
)


@pytest.mark.parametrize("head", HEADS)
def test_the_first_post_has_the_time_and_the_name_under_the_heading(head: str) -> None:
    post = '<div class="post"><div class="head">{head}</div><div class="content">{words}</div></div>'
    rest = "".join(
        post.format(head=head.replace("Ada", name).replace("03-02", f"03-0{n}"), words=words)
        for n, name, words in ((3, "Bo", ANSWERED), (4, "Ida", "It holds now, thank you both."))
    )
    first = f'<div class="post"><div class="content">{ASKED}</div></div>'
    assert told(read(f"<h1>Leaky gutter</h1>{head}<div>{first}{rest}</div>"))[0] == ("Ada", "2024-03-02", ASKED)


GUESTS = {
    "bold": (
        '<div class="who"><strong><a href="/member/{name}">{name}</a></strong></div>',
        '<div class="who"><strong>{name}</strong></div>',
    ),
    "heading": ('<h4 class="who row1"><a href="/user/{name}/">{name}</a></h4>', '<h4 class="who row2">{name}</h4>'),
}


@pytest.mark.parametrize("face", GUESTS)
def test_a_guest_is_named_where_members_have_their_link(face: str) -> None:
    member, guest = GUESTS[face]
    said = (ASKED, f"{ANSWERED} Then wait for a day.", "It holds now, thank you.")
    posts = "".join(
        f'<div class="post">{who.format(name=name)}<time>2024-03-0{n}</time><div class="content">{words}</div></div>'
        for n, (who, name, words) in enumerate(zip((member, member, guest), ("Ada", "Bo", "Passer by"), said, strict=True), 1)
    )
    assert [name for name, _, _ in told(read(f"<h1>Leaky gutter</h1><div>{posts}</div>"))] == ["Ada", "Bo", "Passer by"]


@pytest.mark.parametrize(
    "attributes",
    ['data-tippy-content="Sunday, March 3rd, 2024 at 2:00:00 PM GMT+00:00"', 'datetime="2024-03-03 09:00:00" data-at-unix="1709474400"'],
)
def test_the_exact_time_may_stand_in_any_data_attribute(attributes: str) -> None:
    post = (
        '<div class="post"><a href="/user/{name}">{name}</a> <span {attributes}>2 years ago</span><div class="content">{words}</div></div>'
    )
    posts = "".join(post.format(name=name, attributes=attributes, words=words) for name, words in (("Ada", ASKED), ("Bo", ANSWERED)))
    assert [made.post.created_at for made in read(f"<h1>Leaky gutter</h1><div>{posts}</div>").posts] == ["2024-03-03T14:00:00+00:00"] * 2


TWO = "".join(
    f'<div class="post"><a href="/user/{name}">{name}</a> <time>2024-03-02</time><div class="content">{words}</div></div>'
    for name, words in (("Ada", ASKED), ("Bo", ANSWERED))
)


@pytest.mark.parametrize(
    ("heading", "title", "expected"),
    [
        ("<h1>Roof</h1>", "Leaky gutter / Tiles / Roof Forums", "Leaky gutter"),
        ('<h2><a href="/board/3">Tiles</a></h2>', "Leaky gutter - Tiles - Mobile version", "Leaky gutter"),
        ("", "Leaky gutter - Slate and Straw", "Leaky gutter"),
        ("<h1>Re: Leaky gutter (47 Views)</h1>", "Re: Leaky gutter (47 Views)", "Leaky gutter"),
        ('<a href="/">Slate</a>', "Leaky gutter Slate", "Leaky gutter"),
        ("<h1>Leaky gutter</h1>", "Info - Leaky gutter | Roof", "Leaky gutter"),
    ],
)
def test_titles_without_names_of_sites_and_boards(heading: str, title: str, expected: str) -> None:
    assert read(f"{heading}<a href='/board/3'>Tiles</a><div>{TWO}</div>", title).thread.title == expected


def test_a_script_called_by_one_letter_is_no_board() -> None:
    found = target("https://roof.example/C.php?bsn=60999&snA=682474")
    assert found is None or found.kind == "thread"
    assert (board := target("https://roof.example/c/tiles")) is not None
    assert board.kind == "board"
