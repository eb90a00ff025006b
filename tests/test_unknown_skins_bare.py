"""Unknown forums whose markup says little: parts told by their place, answers inside of posts, names below, markup shown as typed."""

from __future__ import annotations

import pytest

from crawler.dates.spot import date_in
from crawler.engines import named
from crawler.engines.generic.shape.outline import Outline
from crawler.extract import posts
from crawler.forum import Notice, ThreadPage
from crawler.items import Post
from crawler.jsonvalue import fragment
from crawler.page import Page

SAID = (
    "The lower beam of the shed gave way after the thaw and took two of the short posts with it.",
    "Take the load off first, then see which of the posts still stands on dry stone.",
    "Mine did the same in spring. A car jack and two planks held it for a week.",
    "Oak would last longer there, pine drinks the water from the stone below it.",
)
NAMES = ("Runa", "Teo", "Maike", "Olavi")


def read(body: str, url: str = "https://shed.example/topic/31", title: str = "Lower beam - Shed forum") -> list[Post]:
    page = Page(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), url)
    reading = named("generic").read(page)
    assert isinstance(reading, ThreadPage), reading
    return posts(reading)


def thread(face: str, *said: str, **more: str) -> str:
    filled = (face.format(n=n, name=name, words=words, **more) for n, (name, words) in enumerate(zip(NAMES, said, strict=False), 1))
    return f"<h1>Lower beam</h1><div>{''.join(filled)}</div>"


def rows(face: str, **more: str) -> str:
    return thread(face, *SAID, **more)


BARE = (
    '<div id="m-{n}"><div><a href="/people/{name}">{name}</a> <span>2024-03-0{n} 10:15</span></div><div>{words}</div>'
    "<div>Has been building sheds since the flood and asks to be told what is wrong with them</div></div>",
    '<div><div><b><a href="/u/{name}">{name}</a></b></div><div><i>0{n}.03.2024 10:15</i></div><div>{words}</div>'
    "<div>Reads every answer twice before another one is written, and so should everybody else</div></div>",
)


@pytest.mark.parametrize("face", BARE)
def test_parts_without_classes_are_told_by_their_place(face: str) -> None:
    found = read(rows(face))
    assert [post.text for post in found] == list(SAID)
    assert [post.author and post.author.name for post in found] == list(NAMES)


FAR = (
    '<section class="unit"><div class="zuk">{words}</div><div class="foot">{buttons}<div><span>edited <em>2024-05-01 09:00</em></span> '
    '<a href="/people/Warden">Warden</a></div><div><span>asked <em>2024-03-0{n} 10:15</em></span> <a href="/people/{name}">{name}</a></div>'
    "</div></section>",
    '<li class="entry-0"><p class="kav">{words}</p><ul>{buttons}</ul>'
    '<p>Modified on <time>01.05.2024 09:00</time> <a href="/u/Warden">Warden</a></p>'
    '<p>Posted on <time>0{n}.03.2024 10:15</time> <a href="/u/{name}">{name}</a></p></li>',
)


@pytest.mark.parametrize("face", FAR)
def test_the_writer_below_many_controls_and_an_edit_is_found(face: str) -> None:
    buttons = "".join(f"<span><a href='#b{n}'>Do {n}</a></span>" for n in range(12))
    found = read(rows(face, buttons=buttons))
    assert [post.text for post in found] == list(SAID)
    assert [post.author and post.author.name for post in found] == list(NAMES)


WRAPPED = (
    '<article id="post-{n}"><div class="w1"><a href="/members/{name}.{n}/">{name}</a> <time>2024-03-0{n} 10:15</time></div>'
    '<div class="w2"><article><blockquote>{words}<blockquote>an older line</blockquote></blockquote></article></div></article>',
    '<div class="row"><p><a href="/user/{name}">{name}</a>, 0{n}.03.2024 10:15</p>'
    '<div class="w3"><blockquote><div>{words}</div></blockquote></div></div>',
)


@pytest.mark.parametrize("face", WRAPPED)
def test_a_quotation_around_all_words_of_all_posts_is_what_was_written(face: str) -> None:
    assert [post.text for post in read(rows(face))] == list(SAID)


NESTED = (
    '<li class="item"><div class="top"><a href="/u/{name}">{name}</a> <span>2024-03-0{n} 10:15</span></div>'
    '<div class="words">{words}</div>{inner}</li>',
    '<div class="cell"><p class="line"><a href="/people/{name}">{name}</a> <time>0{n}.03.2024 10:15</time></p>'
    '<div class="said">{words}</div>{inner}</div>',
)


@pytest.mark.parametrize("face", NESTED)
def test_short_answers_inside_of_posts_are_posts(face: str) -> None:
    inner = face.format(name="Pim", n=5, words="Why?", inner=face.format(name="Teo", n=6, words=SAID[2], inner=""))
    top = face.format(name="Runa", n=1, words=SAID[0], inner=inner) + face.format(name="Maike", n=2, words=SAID[1], inner="")
    found = read(f"<h1>Lower beam</h1><div>{top}</div>")
    assert [(post.author and post.author.name, post.text) for post in found] == [
        ("Runa", SAID[0]),
        ("Pim", "Why?"),
        ("Teo", SAID[2]),
        ("Maike", SAID[1]),
    ]


PIECES = (
    '<div class="post"><a href="/u/{name}">{name}</a> <span><b>9:4{n}pm</b> on <b>Mar 0{n}</b>, <b>2023</b></span>'
    '<div class="body">{words}</div></div>',
    '<div class="post"><a href="/u/{name}">{name}</a> <div class="on">0{n}.03.2023, <span>21:4{n}</span></div>'
    '<div class="body">{words}</div></div>',
)


@pytest.mark.parametrize("face", PIECES)
def test_a_time_in_pieces_is_read_whole(face: str) -> None:
    assert [(post.created_at or "")[:16] for post in read(rows(face))] == [f"2023-03-0{n}T21:4{n}" for n in range(1, 5)]


STATUS = (
    '<div class="post"><a href="/user/{name}"><span title="x">{name[0]}</span> <span>Offline</span></a> <a href="/user/{name}">{name}</a> '
    '<time>2024-03-0{n} 10:15</time><div class="body">{words}</div></div>',
    '<div class="post"><a href="/user/{name}"><b>{name[0]}</b> <i>在线</i></a> <em>12.9k</em> <a href="/user/{name}">{name}</a> '
    '<time>2024-03-0{n} 10:15</time><div class="body">{words}</div></div>',
)


@pytest.mark.parametrize("face", STATUS)
def test_a_letter_with_a_status_is_no_name(face: str) -> None:
    assert [post.author and post.author.name for post in read(rows(face))] == list(NAMES)


SIGNLESS = "https://house.example/7/lower-beam"
CONTROLS = (
    '<div class="k"><div class="author">{name}</div><p class="q">{words}</p>'
    '<p class="w"><time>2024-03-0{n} 10:15</time> {control}</p></div>',
    '<div class="k"><em class="nick">{name}</em><div class="q">{words}</div>{control}<span>0{n}.03.2024 10:15</span></div>',
)


@pytest.mark.parametrize("face", CONTROLS)
def test_what_can_be_answered_or_quoted_is_a_post(face: str) -> None:
    above = f"<div><span>{' '.join(SAID)}</span><span>{' '.join(SAID[::-1])}</span></div>"
    for control in ('<a href="#r">Reply</a>', "<button>引用</button>"):
        assert [post.text for post in read(above + rows(face, control=control), SIGNLESS, "Lower beam")] == list(SAID)
    bare = f"<html><head><title>Lower beam</title></head><body>{above}{rows(face, control='').replace(' 10:15', '')}</body></html>"
    assert isinstance(named("generic").read(Page(bare.encode(), SIGNLESS)), Notice)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Edited by Runa (see edit history)", False),
        ("Reactions: Teo, Maike and 19 others", False),
        ("Teo and Maike like this", False),
        ("Edited by my neighbour, who cannot spell", True),
        ("Cats and dogs like this", True),
        ("I counted rafters and 19 others", True),
    ],
)
@pytest.mark.parametrize("face", [BARE[0], PIECES[1]])
def test_lines_that_forums_print_below_a_post_are_none_of_it(face: str, line: str, kept: bool) -> None:
    said = (f"{SAID[0]}</p><p>{line}", *SAID[1:])
    found = read(thread(face, *(f"<p>{words}</p>" for words in said)))
    assert found[0].text == (f"{SAID[0]}\n{line}" if kept else SAID[0])


@pytest.mark.parametrize(
    "words",
    [
        "This topic was automatically closed 30 days after the last reply. New replies are no longer allowed.",
        "此主题在最后一个回复的 30 天后被自动关闭。不再允许新的回复。",
    ],
)
@pytest.mark.parametrize("face", [PIECES[0], STATUS[0]])
def test_the_note_that_a_thread_was_closed_is_no_post(face: str, words: str) -> None:
    filled = "".join(face.format(n=n, name=name, words=said) for n, (name, said) in enumerate(zip(NAMES, SAID, strict=True), 1))
    closed = face.format(n=5, name="system", words=words)
    assert [post.text for post in read(f"<h1>Lower beam</h1><div>{filled}{closed}</div>")] == list(SAID)


@pytest.mark.parametrize("mark", ['<aside class="onebox web">', '<div class="bbc-block--unfurl">', '<div class="link-preview">'])
def test_the_preview_of_a_linked_page_is_its_address(mark: str) -> None:
    tag = mark[1:].split(maxsplit=1)[0]
    preview = f'See {mark}<h3><a href="https://oak.example/beams">Beams of oak</a></h3><p>What the other page says of itself.</p></{tag}>'
    assert read(thread(PIECES[1], SAID[0], preview, *SAID[2:]))[1].text == "See\nhttps://oak.example/beams"


@pytest.mark.parametrize(
    ("typed", "text", "quoted"),
    [
        ("[quote=Teo]Oak lasts.[/quote]It does not, [b]not here[/b].", "It does not, not here.", "Oak lasts."),
        ("<p>[quote]Oak lasts.[/quote]</p><p>See [url=https://oak.example/b]this[/url] &amp; that.</p>", "See this & that.", "Oak lasts."),
        ("Brackets [like these] stay, and [b without an end.", "Brackets [like these] stay, and [b without an end.", None),
    ],
)
def test_bbcode_shown_as_it_was_typed_is_read(typed: str, text: str, quoted: str | None) -> None:
    second = read(thread(PIECES[1], SAID[0], typed, *SAID[2:]))[1]
    assert second.text == text
    assert [quote.text for quote in second.quotes] == ([quoted] if quoted else [])


@pytest.mark.parametrize("head", ["Runa:", "Runa said: ↑", "Originally Posted by Runa"])
@pytest.mark.parametrize("face", [BARE[0], PIECES[1]])
def test_a_name_above_a_quotation_belongs_to_it(face: str, head: str) -> None:
    quoted = (
        f"<div>{head}</div><img src='go.gif'><div>{SAID[0]}</div>"
        if head[0] == "O"
        else f"<div>{head}</div><blockquote>{SAID[0]}</blockquote>"
    )
    said = (SAID[0], f"{quoted}<p>{SAID[1]}</p>", *SAID[2:])
    second = read(thread(face, *said))[1]
    assert second.text == SAID[1]
    assert [(quote.author, quote.text) for quote in second.quotes] == [("Runa", SAID[0])]


LETTERS = (
    '<table class="art"><tr><td class="l">{name}</td><td class="c"><p>发信人: {name} (走廊), 信区: Shed<br>标题: Lower beam<br>'
    "发信站: 木棚 (Sat Mar  {n} 10:15:33 2013), 站内<br><br>{words}<br>{quoted}--<br>"
    '<font class="f6">※ 来源:·木棚 shed.example·[FROM: 10.1.2.*]</font></p></td></tr></table>',
    '<div class="mail"><div class="t">From: {name} (corridor)<br>Date: Sat, {n} Mar 2013 10:15:33<br><br>{words}<br>{quoted}'
    '<span class="s1">Sent on 2013-03-0{n} from the shed by the river, over the wall</span></div></div>',
)


@pytest.mark.parametrize("face", LETTERS)
def test_coloured_lines_in_letters_are_no_posts(face: str) -> None:
    quoted = '<font class="f6">: an older line of somebody that is long enough to be one</font><br>'
    found = read(rows(face, quoted=quoted if face == LETTERS[0] else ""))
    assert [post.author and post.author.name for post in found] == list(NAMES)
    assert [(post.created_at or "")[:10] for post in found] == [f"2013-03-0{n}" for n in range(1, 5)]
    assert all(post.text.startswith(words) for post, words in zip(found, SAID, strict=True))


EDITED = (
    '<table class="t"><tr><td><b class="author">{name}</b></td><td><span class="det">Posted: 2024-03-0{n} 10:15</span><hr>'
    '<span class="postbody">{short}</span><span class="note">{note}</span></td></tr></table>',
    '<div class="msg"><a href="/u/{name}">{name}</a> <time>0{n}.03.2024 10:15</time>'
    '<div class="line">{short}</div><div class="line">{note}</div></div>',
)


@pytest.mark.parametrize("face", EDITED)
def test_notes_of_edits_are_no_bodies_of_short_posts(face: str) -> None:
    said = ("Oak or pine?", "Oak.", "Why not larch, then?")
    note = "Last edited by {name} on 2024-03-07 09:00; edited 2 times in total"
    filled = "".join(
        face.format(n=n, name=name, short=short, note=note.format(name=name) if n < 3 else "")
        for n, (name, short) in enumerate(zip(NAMES, said, strict=False), 1)
    )
    found = read(f"<h1>Lower beam</h1><div>{filled}</div>", "https://shed.example/forum/topic/31")
    assert [post.text for post in found] == list(said)


@pytest.mark.parametrize(("text", "start"), [("10.9.8.7 12/31 23:54", 9), ("192.168.1.12", None), ("12.3.2024", 0)])
def test_the_address_of_a_machine_is_no_day(text: str, start: int | None) -> None:
    assert date_in(text) == start


@pytest.mark.parametrize(
    ("link", "names"),
    [
        ('<a href="/goods/14-a"><h4>Beam of oak</h4></a>', False),
        ('<a href="show.php?id=24"><h3>Tin roof</h3></a>', False),
        ('<a href="/people/Runa"><h4>Runa</h4></a>', True),
        ('<a href="/teo"><h3>Teo</h3></a>', True),
        ("<h4>Maike</h4>", True),
    ],
)
def test_headings_that_lead_to_other_pages_are_no_names(link: str, names: bool) -> None:
    outline = Outline(fragment(f"<div>{link}<p>{SAID[0]}</p></div>"))
    heading = next(at for at, node in enumerate(outline.nodes) if str(node.tag) in ("h3", "h4"))
    assert outline.is_name(heading) is names
