"""What stands beside posts and is none of theirs: members' days, who commented on an answer, lists of people; two faces of each."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import ThreadPage
from tests.test_reading import NAMES, URL, WORDS, authors, item, page

SEEN_LAST = [
    "<ul><li><span>最后登录：</span>2024-05-0{at}</li><li><span>注册时间：</span>2011-12-29</li></ul><p>发布于 2022-03-0{at} 17:43:20</p>",
    "<p><b>Letzter Besuch:</b> 0{at}.05.2024</p><p class=at>geschrieben 0{at}.03.2022 17:43</p>",
    "<dl><dt>Última visita</dt><dd>0{at}/05/2024</dd></dl><p class=at>0{at}/03/2022 17:43</p>",
]


def told(shape: str, names: tuple[str, ...] = NAMES) -> str:
    return "".join(shape.format(who=who, words=words, at=at) for at, (who, words) in enumerate(zip(names, WORDS, strict=True), 4))


@pytest.mark.parametrize("panel", SEEN_LAST)
def test_when_a_member_was_seen_last_is_not_when_a_post_was_written(panel: str) -> None:
    who = f'<td><a class="user-name" href="/u/{{at}}/">{{who}}</a>{panel}</td>'
    posts = extract(page(told(f'<table class="floor"><tr>{who}<td><div class="text">{{words}}</div></td></tr></table>')), URL)
    assert [(post.created_at or "")[:10] for post in posts] == ["2022-03-04", "2022-03-05", "2022-03-06"]


COMMENTED = [
    '<ul class="notes"><li><a class="p" href="/u/77">heron</a> <span>Thank you, that is what I looked for.</span></li></ul>',
    '<p class="remark"><a class="by" href="/member/77">heron</a>: <i>Thank you, that is what I looked for.</i></p>',
]


@pytest.mark.parametrize("comment", COMMENTED)
def test_who_commented_on_an_answer_did_not_write_it(comment: str) -> None:
    asked = '<div class="detail">Which rope is the one that lasts longest in a damp tower?</div><a class="asker" href="/u/77">heron</a>'
    answer = (
        '<li class="answer"><span class="user_info"><a href="//my.tower.example/{who}">{who}</a></span><div class="detail">{words}</div>'
    )
    first, *others = told(answer + "|").split("|")
    found = extract(page(f'<div class="q">{asked}</div><ul>{first}{comment}{"".join(others)}</ul>'), URL)
    assert authors(found)[-3:] == list(NAMES)


PEOPLE = [
    '<li class="menu_user"><div><a href="/user/{at}"><img></a><a class="cut" href="/user/{at}">{who}</a><br>K:{at}</div></li>',
    '<li class="menu_user"><div><a class="cut" href="/user/{at}">{who}</a> ({at})</div></li>',
]


@pytest.mark.parametrize("shape", PEOPLE)
def test_people_in_a_list_wrote_nothing_in_it(shape: str) -> None:
    people = "".join(shape.format(at=at + 30, who=f"warden{at}") for at in range(20))
    found = reading_of(page(f"<ul>{people}</ul><div class='post_content'><p>{WORDS[0]}</p></div>"), URL)
    assert not (isinstance(found, ThreadPage) and len(found.posts) > 1)


@pytest.mark.parametrize("name", [":(", "- Ilo (ei -"])
def test_the_sender_of_a_letter_may_be_called_by_signs(name: str) -> None:
    head = "<b>Lähettäjä</b>:&nbsp;{who}&nbsp;<br>Päivämäärä: 2{at}.8.24 21:08:52<br><br>"
    posts = extract(page(told(f"<table class=m><tr><td><p class=msg>{head}{{words}}</p></td></tr></table>", (name, *NAMES[1:]))), URL)
    assert (authors(posts), [post.text for post in posts]) == ([name, *NAMES[1:]], list(WORDS))


@pytest.mark.parametrize("tag", ["cite", "b"])
def test_the_name_of_a_card_is_the_writers_though_one_person_wrote_most(tag: str) -> None:
    who = f'<div class="vcard"><{tag} class="fn"><a href="https://{{name}}.example/">SJD</a></{tag}></div>'
    assert authors(extract(page("".join(item(at, who=who) for at in range(3))), URL)) == ["SJD"] * 3


TITLES = [
    ("[Guide] Waxing the rope", "Waxing the rope [Guide] - Ropes - Bells - TOWER FORUM"),
    ("【指南】 给钟绳打蜡的方法", "给钟绳打蜡的方法 【指南】 - 绳子 - 钟楼 - 钟楼论坛"),
]


@pytest.mark.parametrize(("heading", "title"), TITLES)
def test_a_heading_with_the_words_of_the_pages_title_in_another_order_is_the_title(heading: str, title: str) -> None:
    crumbs = f"<p><a href=/>FORUM</a> <a href=/b/1>Ropes</a> {title[:8]}</p>"
    head = f"<h1>{heading}</h1><h1>Post a reply</h1>"
    posts = extract(page(crumbs + "".join(map(item, range(3))), title=title, head=head), URL)
    assert {post.thread.title for post in posts} == {heading}


SKINS = [
    '<div class="panel"><a class="postername" href="./memberlist.php?mode=viewprofile&amp;u=7">{who}</a></div><p>» 26 May 2022, 00:42</p>',
    '<p class="at">May 26, 2022 12:42 am</p><p class="whose"><a href="./memberlist.php?mode=viewprofile&amp;u=7">{who}</a> Warden</p>',
]


@pytest.mark.parametrize("head", SKINS)
def test_posts_of_which_the_engine_knows_neither_writer_nor_time_are_read_by_shape(head: str) -> None:
    body = '<p id="phpbb"><a href="./viewforum.php?f=3">Ropes</a></p><h2 class="topic-title">Worn rope</h2>'
    words = " ".join(WORDS)
    post = f'<div id="p404" class="outer"><div class="inner">{head.format(who="marten")}<div class="content">{words}</div></div></div>'
    posts = extract(page(body + post, title="Worn rope - Tower", head=""), "https://tower.example/forum/viewtopic.php?t=77")
    assert authors(posts) == ["marten"]
    assert (posts[0].created_at or "")[:10] == "2022-05-26"


ROWS = [
    '<div class="box"><div class="left"><a href="ropes/{at}">Rope {who}</a><br><i>Bells / Ropes</i><br><b>Last:</b> {words}</div>'
    "<div>10.03.2016 - 16:2{at}<br><div class=thread_user>by: {who}</div></div></div>",
    '<div class="row"><div class="teaser"><a href="ropes/{who}.html">{who}rope</a><p>{words}</p></div>'
    "<p class=author>{who}</p><i>2016-03-0{at}</i></div>",
]


@pytest.mark.parametrize("row", ROWS)
def test_rows_that_begin_with_links_to_threads_are_no_posts(row: str) -> None:
    assert not isinstance(
        reading_of(page(told(row), title="Tower forum", head="<h1>Forum</h1>"), "https://tower.example/forum"), ThreadPage
    )


@pytest.mark.parametrize("link", ["https://museum.example/{at}", "/u/{at}", "#p{at}"])
def test_posts_that_begin_with_links_are_posts(link: str) -> None:
    shape = f'<a href="{link}">Look at this</a><br>{{words}}'
    posts = extract(page("".join(item(at, shape.format(at=at, words=WORDS[at])) for at in range(3))), URL)
    assert authors(posts) == list(NAMES)


CHOICES = [
    '<form action="/show"><div class="reply"><div class="reply-text"><select name=mode><option>Flat list</select><input type=submit></div>'
    "<div class=reply-text>Choose how you like to see the replies, and press the button to keep that.</div></div></form>",
    '<form><div class="reply-text"><p>Hier wählst du, wie die Antworten geordnet sein sollen.</p>'
    "<select><option>Neue zuerst</select></div></form>",
]


@pytest.mark.parametrize("form", CHOICES)
def test_a_form_in_which_a_reader_chooses_how_posts_are_shown_is_no_post(form: str) -> None:
    posts = extract(page("".join(map(item, range(3))) + form), URL)
    assert [post.text for post in posts] == list(WORDS)


GUESTS = [
    "Submitted by {who} Bellringer (not verified) on Fri, 2{at}/08/2014 - 06:08",
    "Napsal uživatel {who} (bez ověření) dne 2{at}.08.2014 - 06:08",
]


@pytest.mark.parametrize("line", GUESTS)
def test_a_line_with_a_guests_name_may_be_long_and_says_when(line: str) -> None:
    shape = (
        f'<div class="comment"><h3>Re: Worn rope</h3><div class="submitted">{line}</div><div class="content"><p>{{words}}</p></div></div>'
    )
    posts = extract(page(told(shape)), URL)
    assert [(post.created_at or "")[:16] for post in posts] == [f"2014-08-2{at}T06:08" for at in (4, 5, 6)]
    assert [(name or "").split()[0] for name in authors(posts)] == list(NAMES)
