"""Kinds of unknown forums whose markup says little: bold names, lines with nothing around them, buttons' names; each with two faces."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.engines import named
from crawler.engines.generic.shape.gathered import gather
from crawler.engines.generic.shape.outline import Outline
from crawler.extract import extract
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


FLAT = {
    "rule": ("<hr>", "<b>{name}</b> - 2024-05-0{n} 18:30<br><br>{words}<hr>", ""),
    "rule above": ("<div>", "<hr>By <b>{name}</b> on <b>2024-05-0{n} 18:30</b><hr><div>{words}</div><br>", "</div>"),
    "line": ("<div>", '<p class="who">{name} 2024-05-0{n} 18:30</p>{words}<br>', "</div>"),
    "paragraphs": ("<div>", "<p><i>{name} @ 2024-05-0{n} 18:30</i></p><p>{words}</p>", "</div>"),
    "rows": ("<table>", "<tr><td>{name} wrote on 2024-05-0{n} 18:30:</td></tr><tr><td>{words}</td></tr>", "</table>"),
    "terms": ("<dl>", '<dt>{n} <a href="mailto:x">{name}</a> 2024-05-0{n} 18:30</dt><dd>{words}</dd>', "</dl>"),
}


@pytest.mark.parametrize("face", FLAT)
def test_posts_that_no_element_holds_begin_with_their_lines(face: str) -> None:
    before, post, after = FLAT[face]
    assert read(f"<h1>Damp loft</h1>{before}{posts(post)}{after}<p>Powered by nothing.</p>") == EXPECTED


@pytest.mark.parametrize("face", FLAT)
def test_a_page_whose_posts_were_put_together_has_a_new_outline(face: str) -> None:
    before, post, after = FLAT[face]
    body = html.fromstring(f"<body>{before}{posts(post)}{after}</body>")
    outline = Outline(body)
    assert not outline.outdated
    assert gather(outline)
    assert outline.outdated
    assert len(body.findall(".//div[@class='gathered']")) == len(SAID)


@pytest.mark.parametrize("address", ["https://beams.example/prices", "https://beams.example/forum/topic/7"])
def test_lines_that_name_one_person_only_or_stand_on_no_forum_are_no_posts(address: str) -> None:
    body = "".join(f"<p>{'Ilse' if 'forum' in address else name} 2024-05-0{n} 18:30</p>words<br>" for n, name in enumerate(NAMES, 1))
    page = Page(f"<html><head><title>Prices</title></head><body>{body}</body></html>".encode(), address)
    assert not isinstance(named("generic").read(page), ThreadPage)


IN_ONE_CELL = "<tr><td><b>{name}</b></td><td>2024-05-0{n} 18:30<hr>{words}</td></tr>"
IN_UTILITIES = (
    '<div class="flex"><div class="w-32 font-bold">{name}</div><div class="flex-1"><div class="text-xs">2024-05-0{n} 18:30</div>'
    '<div class="mt-2">{words}</div></div></div>'
)


@pytest.mark.parametrize("face", [IN_ONE_CELL, IN_UTILITIES])
def test_a_cell_with_the_name_is_no_body(face: str) -> None:
    body = posts(face)
    assert read(f"<h1>Damp loft</h1><table>{body}</table>" if face == IN_ONE_CELL else f"<h1>Damp loft</h1><div>{body}</div>") == EXPECTED


LINKED = '<div class="post"><a class="user" href="/member/{n}">{name}</a><i>2024-05-0{n} 18:30</i><div class="content">{words}</div></div>'
TABLED = (
    '<tr><td><a class="nm" href="profile.php?uid={n}">{name}</a></td><td><i>2024-05-0{n} 18:30</i><div class="text">{words}</div></td></tr>'
)


@pytest.mark.parametrize("face", [LINKED, TABLED])
def test_members_may_be_called_like_buttons(face: str) -> None:
    """But what several members are called is a button."""
    who = ("Oda", "Reply", "Guest", "Guest")
    body = "".join(face.format(n=n, name=name, words=f"{SAID[n % 3]} I looked at it {n} times.") for n, name in enumerate(who, 1))
    assert [name for name, _, _ in read(f"<h1>Damp loft</h1><table>{body}</table>")] == ["Oda", "Reply", None, None]


HEAD = '<div class="post-it"><h5><a href="/profile/{name}">{name}</a></h5><h6>2024-05-0{n} 18:30</h6>{words}</div>'
FOOT = (
    '<div class="x1"><div class="x2"><a href="/u/{name}">{name}</a></div><div class="x3">{words}<div class="x4"><a href="#r">Reply</a> '
    '<a href="#q">Quote</a> · 2024-05-0{n} 18:30</div></div></div>'
)


@pytest.mark.parametrize("face", [HEAD, FOOT])
def test_words_beside_a_time_in_one_element_are_taken_alone(face: str) -> None:
    longer = " The loft is thirty years old and the wood is sound."
    found = read(posts(face.replace("{words}", "{words}" + longer)))
    assert found == [(name, time, words + longer) for name, time, words in EXPECTED]


TOPIC = "釉面缩成一团，杯口都露了胎，怎么办才好？（持续更新）"
HEADED = """<html><head><title>{title}</title></head><body><div class="wrap"><a id="top"></a><div id="page-header"><h1>筑窑人的社区</h1>
<p>论坛<br><a href="http://kiln.example/">http://kiln.example/</a></p><h2>{topic}</h2>
<p><a href="http://kiln.example/thread/5">http://kiln.example/thread/5</a></p></div>
<div id="page-body"><div class="page-number">Page <strong>1</strong> of <strong>3</strong></div>{posts}</div></div></body></html>"""
PRINTED = """<div class="post"><h3>{re}{topic}</h3><div class="date">Posted: <strong>Sat Mar 0{day}, 2024 10:15 am</strong></div>
<div class="author">by <strong>{who}</strong></div><div class="content">{words}</div></div><hr>"""
PRINTED_SAID = [
    ("heron", "The second coat came off the rim in flakes, ran down into the foot and glued the bowl to the shelf."),
    ("otter", "Too thick, I think."),
    ("tern", "Wash the shelf first, then fire it once more."),
]


@pytest.mark.parametrize(
    "title",
    [
        "筑窑人的社区 - {topic}",
        "{topic} | 筑窑人的社区",
    ],
)
def test_the_site_s_name_above_a_printed_thread_is_no_post(title: str) -> None:
    lines = enumerate(PRINTED_SAID, 1)
    shown = "".join(PRINTED.format(topic=TOPIC, re="Re: " * (day > 1), day=day, who=who, words=words) for day, (who, words) in lines)
    page = HEADED.format(title=title.format(topic=TOPIC), topic=TOPIC, posts=shown)
    found = extract(page.encode(), "https://kiln.example/thread/5", "generic")
    assert [(post.author and post.author.name, post.text) for post in found] == PRINTED_SAID
