"""Kinds of unknown forums whose words stand in bare lines: who wrote, when, how often; each with two faces at least."""

from __future__ import annotations

import pytest

from crawler.engines.generic.addresses import target
from crawler.extract import extract, reading_of
from crawler.forum import BoardPage, ThreadPage
from crawler.items import Post

WORDS = ("The weir lets water through since the frost.", "Clay and straw, two spades deep, held ours for years.", "We dug, and it holds.")
WHO = ("Odile", "Knut", "Odile")


def told(shape: str) -> str:
    rows = zip(WHO, WORDS, (7, 8, 9), strict=True)
    return "".join(shape.format(who=who, words=words, day=day, re="Re: " * (day > 7)) for who, words, day in rows)


def read(body: str, url: str = "https://weir.example/forum/thread/41", title: str = "Leaking weir - Weir forum") -> list[Post]:
    return extract(f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode(), url)


def summary(posts: list[Post]) -> list[tuple[str | None, str, str]]:
    return [(post.author and post.author.name, (post.created_at or "")[:10], post.text) for post in posts]


EXPECTED = [(who, f"2003-04-0{day}", words) for who, words, day in zip(WHO, WORDS, (7, 8, 9), strict=True)]

SPOKEN = {
    "title above": "<tr><td><hr>Title: <b>{re}Leaking weir</b><br>"
    "Post by <b>{who}</b> on <b>Apr {day}<sup>th</sup>, 2003, 8:15am</b><hr>{words}</td></tr>",
    "colon behind": "<p>Posted by <a href=mailto:x>{who}</a> on April {day}, 2003 at 08:15:02:<p>{words}<hr>",
    "in German": "<hr>Titel: <b>{re}Leaking weir</b><br>Beitrag von: <b>{who}</b> am <b>0{day}.04.2003 08:15</b><hr><div>{words}</div>",
}


@pytest.mark.parametrize("face", SPOKEN)
def test_a_line_that_says_who_wrote_and_when_begins_a_post(face: str) -> None:
    body = told(SPOKEN[face])
    assert (
        summary(read(f"<table>{body}</table>" if body.startswith("<tr>") else body, "https://weir.example/cgi-bin/board.pl?num=41"))
        == EXPECTED
    )


def test_a_single_line_with_a_colon_begins_the_only_letter_and_an_article_has_none() -> None:
    line = "<p>Posted by <b>Odile</b> on April 7, 2003 at 08:15:02{end}<p>" + WORDS[0] + "<p>" + WORDS[1] + "<hr><p>Follow Ups:"
    followed = read(line.format(end=":"), "https://weir.example/wwwboard/messages/41.html")
    assert [(post.author and post.author.name, post.text) for post in followed] == [("Odile", f"{WORDS[0]}\n{WORDS[1]}")]
    assert read(line.format(end=""), "https://weir.example/diary/2003/leaking", "Leaking weir - The diary of a miller") == []


BELOW = (
    "<p>{words}<br><font size=-1><i>{who}</i> -- April {day}, 2003 at 08:15:02</font><hr>",
    "{words}<br><small><b>{who}</b>, 2003-04-0{day} 08:15</small><hr>",
)


@pytest.mark.parametrize("shape", BELOW)
def test_bare_words_belong_to_the_line_below_them(shape: str) -> None:
    posts = read(f"<b>Leaking weir</b><p>{told(shape)}")
    assert summary(posts) == EXPECTED


LABELLED = {
    "Добавлено: ": "<tr><td><b>{who}</b></td>"
    '<td><span class="d">Добавлено: {day} апр 2003, 08:15</span><hr><span class="b">{words}</span></td></tr>',
    "Posted - ": "<tr><td><b>{who}</b><br>Rank-A</td>"
    '<td><span class="d">Placed: {day} Apr 2003 08:15</span><hr><span class="b">{words}</span></td></tr>',
}


@pytest.mark.parametrize("label", LABELLED)
def test_a_label_before_a_time_names_nobody(label: str) -> None:
    posts = read(f"<table><tr><th>Autor</th><th>Beitrag</th></tr>{told(LABELLED[label])}</table>")
    assert [post.author and post.author.name for post in posts] == list(WHO)


NUMBERED = {
    "colon": ("<dt>{day} ：<b>{who}</b>：2003/04/0{day} 08:15</dt><dd>{words}</dd>", [7, 8, 9]),
    "zeros": (
        '<div class="post"><span class="n">000{day}</span> <b>{who}</b> 2003/04/0{day} 08:15<div class="t">{words}</div></div>',
        [7, 8, 9],
    ),
    "thousands": (
        '<div class="post"><b class="user">{who}</b> <i>#1,20{day}</i> '
        '<time datetime="2003-04-0{day}T08:15Z">x</time><div class="text">{words}</div></div>',
        [1207, 1208, 1209],
    ),
}


@pytest.mark.parametrize("face", NUMBERED)
def test_posts_begin_with_their_numbers(face: str) -> None:
    shape, floors = NUMBERED[face]
    assert [post.floor for post in read(told(shape), "https://weir.example/forum/thread/41?page=3")] == floors


@pytest.mark.parametrize("words", ["ยังไม่มีความคิดเห็น", "Noch keine Antworten"])
def test_that_nobody_replied_is_no_post_below_the_byline_of_the_only_one(words: str) -> None:
    byline = '<footer><a href="/profile/55">Odile</a> <i>2003-04-07 08:15</i></footer>'
    body = f'<section class="tale"><div class="tale-words">{WORDS[0]}</div>{byline}</section>'
    found = read(f'<h1>Weir</h1>{body}<section class="below"><p class="none">{words}</p></section>')
    assert [(post.author and post.author.name, post.text) for post in found] == [("Odile", WORDS[0])]


@pytest.mark.parametrize("number", ["<a href='#7'>&gt;&gt;7</a>", "<a href='/res/41#p7'>&gt;&gt; 7</a>"])
def test_a_post_that_begins_with_anothers_number_answers_it(number: str) -> None:
    shape = "<dt>{day} ：<b>{who}</b>：2003/04/0{day} 08:15</dt><dd>{words}</dd>"
    posts = read("<dl>" + told(shape).replace(WORDS[1], f"{number}<br>{WORDS[1]}").replace(WORDS[2], f"{WORDS[2]} {number}") + "</dl>")
    assert [post.reply_to for post in posts] == [None, posts[0].post_id, None]


TRAILS = {
    "bare list": "<nav><ol><li><a href=/>Start</a></li><li><a href=/forum/12>Locks</a></li>"
    "<li>Leaking weir</li></ol></nav><h1>Leaking weir</h1>",
    "lines": "<table><tr><td><a href=default.asp>All forums</a><br>"
    "<a href='forum.asp?FORUM_ID=12'>Locks</a><br><img src=i.gif> Leaking weir</td></tr></table>",
}


@pytest.mark.parametrize("face", TRAILS)
def test_the_way_to_a_thread_need_not_be_called_one(face: str) -> None:
    shape = '<div class="post"><b class="user">{who}</b> <i>2003-04-0{day} 08:15</i><div class="text">{words}</div></div>'
    posts = read(TRAILS[face] + told(shape), "https://weir.example/topic.asp?TOPIC_ID=41")
    assert [(post.board.name, post.thread.title) for post in posts] == [("Locks", "Leaking weir")] * 3


SUBJECTS = ["文章主题: Frost on the weir", "Тема: Frost on the weir (Прочитано 204 раз)"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_label_says_the_title_that_the_page_does_not_print(subject: str) -> None:
    shape = '<div class="post"><b class="user">{who}</b> <i>2003-04-0{day} 08:15</i><div class="text">{words}</div></div>'
    posts = read(f"<div><span>{subject}</span></div>{told(shape)}", title="Locks - Weir forum")
    assert posts[0].thread.title == "Frost on the weir"


@pytest.mark.parametrize("words", ["No replies yet", "还没有回复"])
def test_that_nobody_replied_is_no_post(words: str) -> None:
    body = '<h1>Weir</h1><div class="topic"><a class="user" href="/u/5">Odile</a> <i>2003-04-07 08:15</i>'
    body += f'<div class="topic-content">{WORDS[0]}</div></div>'
    assert [post.text for post in read(f'{body}<div class="comments"><p class="none">{words}</p></div>')] == [WORDS[0]]


@pytest.mark.parametrize("number", ['<span class="cnt">4</span>', "<em>[4]</em>"])
def test_how_often_a_thread_was_answered_is_no_part_of_its_title(number: str) -> None:
    rows = "".join(
        f'<tr><td><a href="/board.php?id=weir&no={n}">{title} {number}</a></td><td>{who}</td><td>5{n}</td><td>2003-04-0{n}</td></tr>'
        for n, title, who in ((1, "Leaking weir", "Odile"), (2, "Water 2003", "Knut"), (3, "New clay", "Odile"))
    )
    page = "<html><head><title>Weir</title></head><body><table>"
    page += f"<tr><th>제목</th><th>글쓴이</th><th>조회</th><th>날짜</th></tr>{rows}</table></body></html>"
    reading = reading_of(page.encode(), "https://weir.example/board.php?id=weir")
    assert isinstance(reading, BoardPage)
    assert [(row.title, row.replies) for row in reading.threads] == [("Leaking weir", 4), ("Water 2003", 4), ("New clay", 4)]


@pytest.mark.parametrize("words", ["No replies yet", "Nichts davon."])
def test_a_page_whose_only_posts_say_nothing_is_no_thread(words: str) -> None:
    reading = reading_of(
        f"<html><title>Weir forum</title><body><h1>Weir</h1><p>{words}</p></body></html>".encode(), "https://weir.example/thread/4"
    )
    assert not isinstance(reading, ThreadPage) or reading.posts


ALONE = {
    "list": "<h1>Leaking weir</h1><hr><ul><li><em>To</em>: <a>weir@list.example</a></li><li><em>Subject</em>: Leaking weir</li>"
    "<li><em>From</em>: Odile &lt;<a>o@a.example</a>&gt;</li>"
    "<li><em>Date</em>: Mon, 7 Apr 2003 08:15:02 +0200</li></ul><hr><pre>{words}</pre>",
    "neighbours between": "<h1>Leaking weir</h1><p><b>From:</b> Odile (<i>o@a.example</i>)"
    "<br><b>Date:</b> Mon, 7 Apr 2003 08:15:02 +0200</p>"
    "<ul><li><b>Next message:</b> <a href=2.html>Knut: clay</a></li></ul><hr><p>{words}</p><hr><p>Made by a <a href=/>script</a>.</p>",
}


@pytest.mark.parametrize("face", ALONE)
def test_a_letter_alone_has_a_head_with_a_subject_or_an_address(face: str) -> None:
    posts = read(ALONE[face].format(words=WORDS[0]), "https://lists.weir.example/archive/weir/msg041.html")
    assert [(post.author and post.author.name, post.created_at, post.text) for post in posts] == [
        ("Odile", "2003-04-07T08:15:02+02:00", WORDS[0])
    ]


FEET = (
    "<tr><td>{words}</td></tr><tr><td><small>Written by <b>{who}</b> on {day} April 2003 at 08:15</small></td></tr>",
    "<div>{words}</div><div>Posted by {who} on April {day}, 2003 at 08:15</div>",
)


@pytest.mark.parametrize("shape", FEET)
def test_a_line_that_says_who_wrote_may_stand_below(shape: str) -> None:
    body = told(shape)
    assert summary(read(f"<h2>Leaking weir</h2><table>{body}</table>" if "<tr>" in shape else f"<h2>Leaking weir</h2>{body}")) == EXPECTED


@pytest.mark.parametrize("answer", ["回复 {n}楼", "@{n}楼"])
def test_the_number_of_the_answered_post_is_not_ones_own(answer: str) -> None:
    shape = (
        '<div class="post" id="p10{day}" data-floor="{day}"><b class="user">{who}</b> <i>2003-04-0{day} 08:15</i>'
        '<a href="#p107">ANSWER</a><div class="text">{words}</div></div>'
    )
    posts = read(told(shape).replace("ANSWER", answer.format(n=7)))
    assert [post.floor for post in posts] == [7, 8, 9]


@pytest.mark.parametrize("shape", ["<div class=m>{words}</div><div class=s>{mark}</div>", "<td><p>{words}</p><hr><p>{mark}</p></td>"])
def test_what_somebody_says_below_every_post_is_no_post(shape: str) -> None:
    marks = {who: f"The {who} who lives at the upper weir, keeps the sluice and mends what the ice breaks every winter" for who in WHO}
    row = '<div class="c1"><b class="u">{who}</b></div><div class="c2"><div class="d">{day} Apr 2003, 08:15</div>{said}</div>'
    said = zip(WHO, ("Both leak.", "Clay helps.", "It does."), (7, 8, 9), strict=True)
    rows = [row.format(who=who, day=day, said=shape.format(words=words, mark=marks[who])) for who, words, day in said]
    posts = read("".join(f'<div class="row" id="r{n}">{one}</div>' for n, one in enumerate(rows)))
    assert [post.text.split("\n")[0] for post in posts] == ["Both leak.", "Clay helps.", "It does."]


ADDRESSES = [
    ("view.php?id=weir&page=2&no=55", "thread", "55"),
    ("zboard.php?id=weir", "board", "weir"),
    ("thread.php?fid=9", "board", "9"),
    ("archive/f-9.html", "board", "9"),
    ("archive/t-51.html", "thread", "51"),
]


@pytest.mark.parametrize(("path", "kind", "number"), ADDRESSES)
def test_what_an_address_names(path: str, kind: str, number: str) -> None:
    found = target(f"https://weir.example/{path}")
    assert found is not None
    assert (found.kind, found.id) == (kind, number)


@pytest.mark.parametrize("time", ["Mon Apr 7 08:15:02 CEST 2003", "Mon, 7 Apr 2003 08:15:02"])
def test_a_letter_alone_may_have_a_head_without_labels(time: str) -> None:
    head = f"<h1>Leaking weir</h1><b>Odile</b> <a href='mailto:o%40a.example'>o at a.example</a><br><i>{time}</i>"
    lists = "<p><ul><li>Previous message: <a href=1.html>The frost</a></li><li><b>Sorted by:</b> <a href=d.html>[ date ]</a></li></ul><hr>"
    posts = read(f"{head}{lists}<pre>{WORDS[0]}</pre><hr>", "https://weir.example/pipermail/weir/2003-April/000041.html")
    assert summary(posts) == [("Odile", "2003-04-07", WORDS[0])]


@pytest.mark.parametrize("words", ["Ответов пока нет", "Non ci sono ancora risposte", "Henüz cevap yok", "Nie ma jeszcze odpowiedzi"])
def test_that_nobody_replied_is_said_in_many_languages(words: str) -> None:
    body = '<h1>Weir</h1><div class="topic"><a class="user" href="/u/5">Odile</a> <i>2003-04-07 08:15</i>'
    body += f'<div class="body">{WORDS[0]}</div></div>'
    assert [post.text for post in read(f"{body}<div class=answers>{words}.</div>")] == [WORDS[0]]


@pytest.mark.parametrize("mark", ["Re: ", "AW: "])
def test_subjects_longer_than_the_words_below_them_are_no_posts(mark: str) -> None:
    subject = "The leaking weir at the upper mill since the frost of February"
    shape = '<div class="unit"><div class="s">{mark}{subject}</div>'
    shape += '<div class="w"><b class="user">{who}</b> {day} Apr 2003 08:15</div><div class="t">{words}</div></div>'
    said = zip(WHO, ("Both leak.", "Clay helps.", "It does."), (7, 8, 9), strict=True)
    rows = (shape.format(mark=mark * (day > 7), subject=subject, who=who, day=day, words=words) for who, words, day in said)
    assert [post.text for post in read("".join(rows))] == ["Both leak.", "Clay helps.", "It does."]


@pytest.mark.parametrize("status", ["Hors ligne", "Не в сети", "Çevrimdışı"])
def test_whether_somebody_is_here_is_no_name(status: str) -> None:
    shape = '<div class="m"><span class="author">STATUS</span><b>{who}</b><i>2003-04-0{day} 08:15</i><div class="text">{words}</div></div>'
    assert [post.author and post.author.name for post in read(told(shape).replace("STATUS", status))] == list(WHO)


NEWS = (
    '<h2><a href="/news/{day}">News {day}</a></h2><p>Posted by {who} on April {day}, 2003</p><p>{words}</p>',
    '<div><h3><a href="/2003/{day}.html">News {day}</a></h3>'
    "<p>Written by <b>{who}</b> on April {day}, 2003 at 08:15</p><p>{words}</p></div>",
)


@pytest.mark.parametrize("shape", NEWS)
def test_lines_under_links_to_pages_of_their_own_are_news(shape: str) -> None:
    assert read(f"<h1>News</h1>{told(shape)}", "https://valley.example/news/", "Valley news") == []


@pytest.mark.parametrize("title", ["Weirs of <b>2003</b>", "Route <span>66</span>"])
def test_a_number_at_the_end_of_a_title_is_the_writers(title: str) -> None:
    rows = "".join(
        f'<tr><td><a href="/topic/{n}">{title}</a></td><td>{who}</td><td>{n}</td><td>5{n}</td></tr>' for n, who in enumerate(WHO, 1)
    ).replace(title, f"{title}!", 2)
    head = "<tr><th>Topic</th><th>Author</th><th>Replies</th><th>Views</th></tr>"
    page = f"<html><head><title>Locks - Weir forum</title></head><body><h1>Locks</h1><table>{head}{rows}</table></body></html>"
    reading = reading_of(page.encode(), "https://weir.example/forum/9")
    assert isinstance(reading, BoardPage)
    assert [(row.title.rstrip("!")[-2:], row.replies) for row in reading.threads] == [(title.rpartition("<")[0][-2:], n) for n in (1, 2, 3)]


@pytest.mark.parametrize("line", ["in answer to {who}", "Rank of {who}"])
def test_what_is_said_twice_below_labels_is_what_was_written(line: str) -> None:
    shape = f'<div class="h"><b class="user">{{who}}</b></div><div class="w">{line}</div>'
    shape += '<div class="text">{words}</div><i>{day} Apr 2003 08:15</i>'
    said = zip(WHO, (WORDS[0], WORDS[1], WORDS[0]), (7, 8, 9), strict=True)
    rows = (f'<div class="post" id="m5{day}">{shape.format(who=who, words=words, day=day)}</div>' for who, words, day in said)
    assert [post.text for post in read("".join(rows))] == [WORDS[0], WORDS[1], WORDS[0]]


@pytest.mark.parametrize("line", ["Posted by: {who} | Date: 2003-04-0{day} 08:15", "{who} · Sent: 2003-04-0{day} 08:15"])
def test_a_label_may_stand_between_a_name_and_its_time(line: str) -> None:
    posts = read("<h3>Leaking weir</h3>" + told(f'<div class="txt">{{words}}</div><div class="inf">{line}</div>'))
    assert summary(posts) == EXPECTED
