"""Readings that know what they lack, and the kinds of pages on which unknown software went wrong: two faces of each."""

from __future__ import annotations

import gzip

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.items import Post, encode

WORDS = (
    "The rope of the north bell has worn through again just above the knot.",
    "Splice it with hemp, the nylon one burns the hands when it slips away.",
    "I have ten metres of hemp left over and could bring it on Sunday morning.",
)
NAMES = ("marten", "plover", "stoat")
URL = "https://tower.example/forum/topic/77"


def page(posts: str, title: str = "Worn rope - Tower forum", head: str = "<h1>Worn rope</h1>") -> bytes:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{head}{posts}</body></html>'.encode()


def item(at: int, words: str | None = None, who: str = '<a class="user" href="/u/{id}">{name}</a>') -> str:
    name = who.format(id=at + 5, name=NAMES[at])
    time = f'<time datetime="2022-03-0{at + 1}T10:00:00Z">x</time>'
    return f'<div class="reply" id="r{at + 40}">{name} {time}<div class="reply-text">{words or WORDS[at]}</div></div>'


def thread(**changes: str) -> str:
    return "".join(item(at, **changes) for at in range(3))


def authors(posts: list[Post]) -> list[str | None]:
    return [post.author.name if post.author else None for post in posts]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="x"><button type="button">Open</button><p style="display:none">It was the sexton.</p></div>',
        '<p class="x"><span>Ending</span> <a href="javascript:;">Reveal</a><span style="visibility: hidden">It was the sexton.</span></p>',
    ],
)
def test_what_a_control_shows_is_read_and_the_control_is_not(box: str) -> None:
    text = extract(page(item(0, WORDS[0] + box) + item(1) + item(2)), URL)[0].text
    assert "It was the sexton." in text
    assert "Open" not in text
    assert "Reveal" not in text


@pytest.mark.parametrize(
    "box",
    [
        '<span style="display:none">qx 7 zz</span>',
        '<div><button>Copy</button><span style="display:none">qx 7 zz</span></div>',
        '<div><button>More</button><ul style="display:none"><li><a href="/r/1">qx 7 zz</a></li></ul></div>',
    ],
)
def test_what_is_hidden_without_a_control_of_its_own_stays_out(box: str) -> None:
    assert "zz" not in extract(page(item(0, WORDS[0] + box) + item(1) + item(2)), URL)[0].text


@pytest.mark.parametrize(
    ("alt", "caption"),
    [
        ("My holiday 2021 (3).jpeg", None),
        ("a1b2.png?width=300", None),
        ("Worn rope | Tower forum", None),
        ("WhatsApp Image 2023-01-05 at 10.22.33", None),
        ("The worn rope beside the new one on the bench", "The worn rope beside the new one on the bench"),
    ],
)
def test_an_alt_text_is_a_caption_only_where_it_tells_of_the_picture(alt: str, caption: str | None) -> None:
    posts = extract(page(item(0, f'{WORDS[0]}<br><img src="/p/1.jpg" alt="{alt}">') + item(1) + item(2)), URL)
    assert [image.caption for post in posts for image in post.images] == [caption]


@pytest.mark.parametrize("source", ["https://m.example/cgi/mimetex.cgi?a_1", "https://latex.codecogs.com/gif.latex?a_1"])
def test_a_formula_is_a_word_of_its_sentence(source: str) -> None:
    posts = extract(page(item(0, f'{WORDS[0]} With <img src="{source}" alt="$a_1$"> it holds.') + item(1) + item(2)), URL)
    assert posts[0].text.endswith("With a_1 it holds.")
    assert not posts[0].images


@pytest.mark.parametrize("holder", ['div class="page-widget"', 'section class="user-panel"'])
def test_a_furniture_word_on_what_holds_all_posts_is_none(holder: str) -> None:
    posts = extract(page(f"<{holder}>{thread()}</{holder.split(maxsplit=1)[0]}>"), URL)
    assert authors(posts) == list(NAMES)


@pytest.mark.parametrize(
    "who",
    [
        '<a href="/member/{id}">Card</a> <b class="author">{name}</b>',
        '<label class="author">Write</label> <i class="msgUserName">{name}</i>',
    ],
)
def test_a_label_beside_each_name_is_no_name(who: str) -> None:
    assert authors(extract(page(thread(who=who)), URL)) == list(NAMES)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Worn rope | Tower forum", '<div><a href="https://tower.example/">Tower forum</a></div>'),
        ("Tower forum: Bells » Worn rope", '<div><a href="/">Tower forum: Bells</a></div>'),
        ("Worn rope - Tower forum", '<h1>Worn rope <small class="pages">Page 2 of 9</small></h1>'),
    ],
)
def test_the_site_and_the_pager_are_no_part_of_a_title(title: str, head: str) -> None:
    assert extract(page(thread(), title, head), URL)[0].thread.title == "Worn rope"


@pytest.mark.parametrize("tag", ["div", "p"])
def test_a_byline_below_belongs_to_the_text_above_it(tag: str) -> None:
    rows = "".join(
        f'<div class="text">{WORDS[at]}</div><{tag} class="by"><a href="/u/{at + 5}">{NAMES[at]}</a>, 2022-03-0{at + 1} 10:00</{tag}>'
        for at in range(3)
    )
    posts = extract(page(f"<div>{rows}</div>"), URL)
    assert authors(posts) == list(NAMES)
    assert [post.created_at for post in posts] == [f"2022-03-0{at}T10:00:00+00:00" for at in (1, 2, 3)]


@pytest.mark.parametrize("words", ["Who rings on Sunday morning?", "谁来敲星期天早上的钟？有人吗"])
def test_a_thread_may_have_one_short_post(words: str) -> None:
    posts = extract(page(item(0, words)), URL)
    assert [post.text for post in posts] == [words]


@pytest.mark.parametrize("url", ["https://tower.example/forum/search?q=rope", "https://tower.example/forum/members"])
def test_posts_on_pages_of_results_and_members_are_no_thread(url: str) -> None:
    assert not extract(page(thread()), url)


def test_the_reply_form_is_no_post() -> None:
    box = f'<a class="user" href="/u/9">you</a><div class="reply-text"><textarea></textarea>{WORDS[0]}</div>'
    form = f'<form action="/reply"><div class="reply">{box}</div></form>'
    assert authors(extract(page(thread() + form), URL)) == list(NAMES)


@pytest.mark.parametrize("link", ['<a class="reply-link" href="#r40">@marten</a>', '<span>Antwort auf <a href="#r40">1</a></span>'])
def test_a_link_to_the_answered_post_is_reply_to(link: str) -> None:
    posts = extract(page(item(0) + item(1) + item(2, who="<a class='user' href='/u/{id}'>{name}</a>" + link)), URL)
    assert [post.reply_to for post in posts] == [None, None, posts[0].post_id]


def test_a_line_has_reply_to_and_inferred_only_where_they_say_something() -> None:
    post = extract(page(thread()), URL)[0]
    assert b"reply_to" not in encode(post)
    assert b"inferred" not in encode(post)
    post.reply_to = "7"
    assert encode(post).endswith(b',"reply_to":"7"}')


def test_what_an_engine_did_not_find_is_asked_of_the_shape_and_said() -> None:
    rows = "".join(
        f'<div class="windowbg"><div class="post_wrapper"><div class="poster">'
        f'<p class="nick"><a href="/profile/{name}">{name}</a></p></div>'
        f'<div class="postarea"><div class="post"><div class="inner" id="msg_{at}">{words}</div></div></div></div></div>'
        for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 61)
    )
    whole = page(f'<div id="forumposts">{rows}</div><div id="footer"><a href="https://www.simplemachines.org">SMF 2.0</a></div>')
    reading = reading_of(whole, "https://tower.example/index.php?topic=7.0", "smf")
    assert isinstance(reading, ThreadPage)
    assert [made.post.author.name for made in reading.posts if made.post.author] == list(NAMES)
    assert all(made.post.inferred == ["author"] and made.post.confidence for made in reading.posts)
    assert reading.lacks["created_at"] == 3


@pytest.mark.parametrize("counts", ["<i>14 Antworten</i> <i>302 Aufrufe</i>", "<i>14/302</i>", "<i>Replies: 14</i> <i>Views: 302</i>"])
def test_counts_say_what_they_count(counts: str) -> None:
    rows = "".join(
        f'<li><a href="/thread/{at}-rope-{at}">● The rope of tower {at}</a> '
        f'<a class="user" href="/u/{at}">{NAMES[at % 3]}</a> {counts}</li>'
        for at in range(120, 124)
    )
    reading = reading_of(page(f"<ul>{rows}</ul>"), "https://tower.example/forum/7")
    assert isinstance(reading, BoardPage)
    assert {(row.title[:3], row.replies, row.views) for row in reading.threads} == {("The", 14, 302)}


def test_saved_forms_are_the_pages_that_they_keep() -> None:
    whole = page(thread())
    assert authors(extract(gzip.compress(whole), URL)) == list(NAMES)
    mirrored = b"<!-- Mirrored from tower.example/forum/topic/77 by HTTrack Website Copier/3.x -->" + whole
    assert extract(mirrored)[0].site == "tower.example"
    kept = extract(
        whole.replace(b'href="/u/', b'href="/web/20200102030405/https://tower.example/u/'),
        f"https://web.archive.org/web/20200102030405/{URL}",
    )
    assert (kept[0].site, kept[0].thread.id, authors(kept)) == ("tower.example", "77", list(NAMES))
    mail = (
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="q"\r\n\r\n--q\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: https://tower.example/forum/topic/77\r\n\r\n"
    )
    assert extract(mail + whole + b"\r\n--q--\r\n")[0].site == "tower.example"


def test_gzip_that_never_ends_is_cut_and_broken_gzip_is_no_page() -> None:
    assert isinstance(reading_of(b"\x1f\x8b" + b"\0" * 40, URL), Notice)
    assert isinstance(reading_of(gzip.compress(b" " * (20 << 20)), URL), Notice)


def test_a_reading_without_member_numbers_is_never_surest() -> None:
    named = extract(page(thread()), URL)
    unnumbered = extract(page(thread(who='<b class="user">{name}</b>')), URL)
    assert (named[0].confidence or 0) > (unnumbered[0].confidence or 1)


@pytest.mark.parametrize(
    "letter",
    [
        "<pre>From: {name} &lt;{name} at tower.example&gt;\nSubject: Worn rope\nDate: Tue, 1 Mar 2022 10:00:00 +0000\n\n{words}</pre>",
        "<p class='msg'><b>Author</b>: {name}<br>Date: 2022-03-01 10:00<br><br>{words}</p>",
    ],
)
def test_the_head_of_a_letter_is_name_and_time(letter: str) -> None:
    rows = "".join(f"<div class='m'>{letter.format(name=name, words=words)}</div>" for name, words in zip(NAMES, WORDS, strict=True))
    posts = extract(page(rows), URL)
    assert authors(posts) == list(NAMES)
    assert [post.text for post in posts] == list(WORDS)
    assert {post.created_at for post in posts} == {"2022-03-01T10:00:00+00:00"}


def test_lines_with_colons_are_the_writers_where_a_head_stands_elsewhere() -> None:
    posts = extract(page(item(0, f"Rope: hemp<br>Date: unknown<br>{WORDS[0]}") + item(1) + item(2)), URL)
    assert posts[0].text.startswith("Rope: hemp\nDate: unknown\n")


@pytest.mark.parametrize("clock", ["GMT+8, 2025-6-18 10:31", "Time now: 18 June 2025, 10:31"])
def test_the_forum_s_clock_is_no_time_of_a_lone_post(clock: str) -> None:
    body = (
        '<html><body id="nv_forum"><div id="post_7"><table id="pid7"><tr><td class="plc"><div class="pcb"><table><tr>'
        f'<td class="t_f" id="postmessage_7">首帖的正文写在这里。</td></tr></table></div></td></tr></table></div>'
        f"<p>{clock}</p></body></html>"
    ).encode()
    reading = reading_of(body, "https://bbs.example/thread-7-1-1.html", "discuz")
    assert isinstance(reading, ThreadPage)
    assert [made.post.created_at for made in reading.posts] == [None]


@pytest.mark.parametrize("alt", ["Tower forum", "Bell ringers", "Posted Image", "user posted image", "DSC00412 (Large)"])
def test_an_alt_text_that_is_the_sites_or_any_pictures_is_no_caption(alt: str) -> None:
    posts = extract(
        page(item(0, f'{WORDS[0]}<br><img src="/p/1.jpg" alt="{alt}">') + item(1), "Worn rope | Bell ringers | Tower forum"), URL
    )
    assert [image.caption for post in posts for image in post.images] == [None]
