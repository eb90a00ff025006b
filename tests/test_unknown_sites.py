"""Skins of big sites and of old boards, each row of a page in another form: who wrote, when, and nothing else."""

from __future__ import annotations

import pytest

from crawler.extract import extract

URL = "https://mill.example/thread/41-worn-rope"
SAID = (
    ("marten", "9:12 AM", "The rope of the upper gate is worn through at the third ring, and it slips in the rain."),
    ("Ann Plover", "11:34 AM", "No."),
    ("ibis", "4:05 PM", "Turn it end for end first: what lies on the drum has hardly seen any work in all these years."),
    ("marten", "7:40 PM", "Done, and it holds."),
)
DAY = "March 4, 2021"


def page(row: str, head: str = "<h1>Worn rope</h1>", title: str = "Worn rope - Mill forum") -> bytes:
    """A thread of four posts, each made by ``row``."""
    rows = "".join(
        row.replace("{who}", who).replace("{at}", at).replace("{says}", says).replace("{n}", str(300 + number)).replace("{I}", who[0])
        for number, (who, at, says) in enumerate(SAID)
    )
    return f"<html><head><title>{title}</title></head><body>{head}{rows}</body></html>".encode()


ROWS = {
    "a byline below bare words": '<div class="comments">{says}<br><span class="small">posted by <a href="/user/{n}">{who}</a>'
    ' at <a href="#{n}">'
    f"{{at}}</a> on {DAY} [<a href='/fav'>2 likes</a>]</span></div><br>",
    "a byline below bare lines": '<div class="answers">{says}<br><br><small>posted by <a href="/member/{n}">{who}</a>, <b>{at}</b> on '
    f"{DAY}</small></div>",
    "rows called alike": '<table><tr><td><font class="text"><b>{who}</b></font><br>Registered: 3-4-2009</td>'
    f'<td><a class="small">posted on {DAY} at {{at}}</a></td></tr><tr><td><font class="text">{{says}}</font></td></tr></table>',
    "cells called alike": '<table><tr><td class="cell"><span class="words">{who}</span> '
    f'<i class="when">{DAY} {{at}}</i></td></tr><tr><td class="cell"><span class="words">{{says}}</span></td></tr></table>',
    "a letter in place of a picture": '<div class="message"><div class="message-user"><a href="/profile/{n}"><span>{I}</span></a>'
    f'<a class="link" href="/profile/{{n}}">{{who}}</a><p>Replied on <span>{DAY} {{at}}</span></p></div>'
    f'<div class="message-text">{{says}}</div></div>',
    "a dot before the time": '<div class="card" id="reply-{n}"><div><span class="font-bold">{who}</span> <span>&middot;</span>'
    f'<span class="grey">{DAY} {{at}}</span></div><div class="px-4">{{says}}</div><button>Quote</button></div>',
    "a name in brackets": '<div class="article" id="p{n}"><div class="user">Cy R.</div><div class="username">'
    '<a href="/user/{n}">({who})</a></div>'
    f'<p class="date">{DAY} {{at}}</p><div class="article-text">{{says}}</div></div>',
    "a time in a row above, a day of joining beside": f'<table><tr><td class="name"><a href="/profile{{n}}">{{who}}</a></td>'
    f"<td><time>{DAY} {{at}}</time></td>"
    '</tr><tr><td class="user">Rank: Newbie<br>Joined: 3/1/2009</td><td><div class="post-text">{says}</div></td></tr></table>',
}


@pytest.mark.parametrize("face", ROWS)
def test_who_wrote_what_and_when(face: str) -> None:
    posts = extract(page(ROWS[face]), URL)
    assert [(post.author and post.author.name, post.text) for post in posts] == [(who, says) for who, _, says in SAID]
    assert [(post.created_at or "")[:16] for post in posts] == [f"2021-03-04T{clock}" for clock in ("09:12", "11:34", "16:05", "19:40")]


@pytest.mark.parametrize(
    "signature", ['<span class="signature">------<br>To the water</span>', '<div class="post-signatur">Tief ist der Brunnen.</div>']
)
def test_a_signature_is_none_of_the_words_however_few_these_are(signature: str) -> None:
    head = f'<a href="/user/{{n}}">{{who}}</a> <time>{DAY} {{at}}</time>'
    row = f'<div class="post">{head}<div class="post-body"><p>{{says}}</p>{signature}</div></div>'
    assert [post.text for post in extract(page(row), URL)] == [says for _, _, says in SAID]


ENTRY = """<li class="item"><div class="content">{says}</div>
<footer><a class="date" href="/e/{n}">4.3.2021 {at}</a> <a class="author" href="/x/{n}">{who}</a></footer></li>"""


def test_people_who_fill_a_page_talk_though_no_word_says_so() -> None:
    posts = extract(page(ENTRY, title="worn rope - words"), "https://words.example/worn-rope--41")
    assert [post.text for post in posts] == [says for _, _, says in SAID]


@pytest.mark.parametrize("change", [("{who}", "Source"), (" {at}", "")])
def test_entries_that_one_label_names_or_that_have_days_only_are_no_talk(change: tuple[str, str]) -> None:
    assert not extract(page(ENTRY.replace(*change), title="worn rope - words"), "https://words.example/worn-rope--41")


POST = f'<div class="post"><a href="/user/{{n}}">{{who}}</a> <time>{DAY} {{at}}</time><div class="post-body">{{says}}</div></div>'


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (f"<h1>Worn rope <br><span class='small'>{DAY} 9:12 AM</span></h1>", "Worn rope | Ask the mill"),
        (
            "<h1>Mill club <span>discussion</span></h1><div><a href='/tools'>Tools</a> &gt; Worn rope</div>",
            "Mill club - Tools: Worn rope",
        ),
        ("<h1>Mill course</h1><h2>News</h2><h3>Worn rope</h3>", "MILL1: Worn rope"),
    ],
)
def test_a_title_among_other_words(head: str, title: str) -> None:
    assert extract(page(POST, head, title), URL)[0].thread.title == "Worn rope"


FURNITURE = {
    "reactions": '<div class="reactions-bar"><span>👍</span> <span>3</span></div>',
    "thanks": '<div class="like-box">ibis, Ann Plover</div>',
    "thanks in words": "<div>The following 2 users thanked ibis for this post: marten, Ann Plover</div>",
    "an advert": '<div class="ad-slot">Kettles from four coins</div>',
    "an advert in words": "<div>Advertisement</div>",
    "a button alone": '<p><a href="/quote/3">Reply With Quote</a></p>',
    "a button in another language": '<div><a href="#">Zitieren</a></div>',
    "a question": "<div>Was this post helpful? <a>Yes</a> <a>No</a></div>",
    "what a link leads to": '<div class="link-preview"><a href="https://shop.example">Ropes</a><p>All ropes, cheap and quick.</p></div>',
    "another of these": '<aside class="onebox"><a href="https://shop.example">Rings</a> and hooks, by the dozen.</aside>',
    "more to unfold": "<div>展开全文</div>",
}


@pytest.mark.parametrize("kind", FURNITURE)
def test_furniture_inside_of_a_body_is_nobodys_words(kind: str) -> None:
    posts = extract(page(POST.replace("{says}", "<p>{says}</p>" + FURNITURE[kind])), URL)
    assert [post.text for post in posts] == [says for _, _, says in SAID]


@pytest.mark.parametrize(
    "words", ['<p><a href="https://rope.example/">Link</a></p>', "<p>Thanks</p><p>It holds.</p>", '<div class="hidden-box">It holds.</div>']
)
def test_words_of_a_person_that_look_like_furniture_stay(words: str) -> None:
    text = extract(page(POST.replace("{says}", "<p>{says}</p>")).replace(b"</p>", f"</p>{words}".encode(), 1), URL)[0].text
    assert text.split("\n")[-1] in ("Link", "It holds.")


@pytest.mark.parametrize(
    "aside",
    [
        '<div class="files"><a href="/f/1">rope.pdf</a> (24.1 KB, 13 views)</div>',
        '<ul class="more"><li><a href="/forums/9-ring">Which ring for the gate?</a> 4 replies</li></ul>',
    ],
)
def test_files_and_threads_beside_posts_make_no_board(aside: str) -> None:
    row = POST.replace("</div></div>", f"</div>{aside}</div>" if "files" in aside else "</div></div>")
    below = "" if "files" in aside else aside * 3
    posts = extract(page(row).replace(b"</body>", below.encode() + b"</body>"), "https://mill.example/forums/42-51-rope.htm")
    assert [post.text for post in posts] == [says for _, _, says in SAID]
