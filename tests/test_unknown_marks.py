"""Marks that pages of known and unknown software set in places of their own: times for scripts, letters in print, counts in titles."""

from __future__ import annotations

import pytest

from crawler.engines.generic.addresses import target
from crawler.extract import extract, reading_of
from crawler.forum import BoardPage, ThreadPage
from tests.test_reading import NAMES, URL, WORDS, authors, item, page

NOTED = [
    '<div class="m"><a class="nick" href="/u/{n}">{who}</a> <i class="ago" data-timestamp="152611280{n}">long ago</i><p>{words}</p></div>',
    '<div class="m"><b class="author">{who}</b> <span data-livestamp="152611280{n}000"></span><div class="m-text">{words}</div></div>',
    '<div class="m"><span class="edit">Edited: 20 March 2020, 11:11</span> <b class="author">{who}</b> <i>Registered 3 January 2009</i>'
    ' <span class="when">12 May 2018, 08:1{n}</span><div class="m-text">{words}</div></div>',
]


@pytest.mark.parametrize("shape", NOTED)
def test_times_that_are_noted_for_scripts_or_stand_beside_other_times(shape: str) -> None:
    posts = extract(page("".join(shape.format(n=n, who=NAMES[n], words=WORDS[n]) for n in range(3))), URL)
    assert (authors(posts), [(post.created_at or "")[:13] for post in posts]) == (list(NAMES), ["2018-05-12T08"] * 3)


ROWS = [
    (
        "<table><tr><td>主题</td><td>作者</td><td>人气/回复</td></tr>{rows}</table>",
        "<tr><td><a href=show.asp?id={n}>Rope {n}</a></td><td>Kos</td><td>{n}0/{n}</td><td>2018-05-12</td></tr>",
    ),
    (
        "<table><tr><td>件名</td><td>作成者</td><td>閲覧 / 返信</td></tr>{rows}</table>",
        "<tr><td><a href=patio.cgi?read={n}>Rope {n}</a></td><td>Kos</td><td>{n}0 / {n}</td><td>2018/05/12</td></tr>",
    ),
]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_two_counts_in_the_order_of_their_head(table: str, row: str) -> None:
    shown = table.format(rows="".join(row.format(n=n) for n in (31, 32, 33)))
    reading = reading_of(f"<html><title>塔論壇</title><body><h1>绳</h1>{shown}".encode(), "https://b.example/bbs/list.asp")
    assert isinstance(reading, BoardPage)
    assert [(row.id, row.replies, row.views) for row in reading.threads] == [(str(n), n, n * 10) for n in (31, 32, 33)]


@pytest.mark.parametrize("shape", ["{n}: Rope {n} (24)", "{n}．Rope {n}（7）"])
def test_titles_between_their_place_and_their_count(shape: str) -> None:
    rows = "\n".join(f'<a href="/test/read.cgi/ropes/15261128{n}/l50">{shape.format(n=n)}</a>' for n in (11, 12, 13))
    reading = reading_of(
        f"<html><title>塔掲示板</title><body><h1>一覧</h1><small>{rows}</small>".encode(), "https://b.example/ropes/subback.html"
    )
    assert isinstance(reading, BoardPage)
    assert [row.title for row in reading.threads] == ["Rope 11", "Rope 12", "Rope 13"]


INDEX = [
    "<li><h3><a href=/forum/node/{n}>Board {n}</a></h3><span>主题 {n}0</span> <i>帖子 {n}55</i> Kos 2018-05-12</li>",
    "<p><a href=/forum/topic/{n}>Board {n}</a> <b>{n}0</b> <i>topics</i> Kos, 2018-05-12</p>",
]


@pytest.mark.parametrize("row", INDEX)
def test_rows_that_hold_topics_are_boards_whatever_their_addresses_say(row: str) -> None:
    shown = "".join(row.format(n=n) for n in (3, 4, 5))
    reading = reading_of(f"<html><title>Tower forum</title><body><h1>Forum</h1>{shown}".encode(), "https://b.example/forum/")
    assert isinstance(reading, BoardPage)
    assert ([board.name for board in reading.boards], reading.threads) == (["Board 3", "Board 4", "Board 5"], [])


@pytest.mark.parametrize(
    ("address", "kind", "number"),
    [
        ("zboard/view.php?id=free&no=41", "thread", "41"),
        ("read.php?board=Bells&num=41&page=2", "thread", "41"),
        ("bbs/zboard.php?id=free&page=2", "board", "free"),
        ("bbs/patio.cgi?read=31", "thread", "31"),
        ("bbs/light.cgi?res=12", "thread", "12"),
    ],
)
def test_a_board_by_its_name_and_a_thread_by_its_number(address: str, kind: str, number: str) -> None:
    found = target(f"https://a.example/{address}")
    assert found is not None
    assert (found.kind, found.id) == (kind, number)


PRINTED = [
    "发信人: marten (貂), 信区: Bells\n标  题: 绳子\n发信站: 钟楼 (Sat May 12 08:14:05 2018)\n\n{words}\n\n--\n※ 来源:·钟楼·[FROM: 10.]\n",
    "寄信人: marten (貂)\n標  題: 繩子\n發信站: 鐘樓 (Sat May 12 08:14:05 2018)\n\n{words}\n",
]


@pytest.mark.parametrize("letter", PRINTED)
def test_the_only_letter_of_a_page_in_print(letter: str) -> None:
    body = (
        f"<html><title>阅读文章 - 讨论区</title><body><h3>文章阅读</h3><hr><pre>{letter.format(words=WORDS[0])}</pre><a href=x>回文章</a>"
    )
    (post,) = extract(body.encode(), "https://a.example/bbscon?board=Bells&file=M.41")
    assert (authors([post]), post.text, (post.created_at or "")[:19]) == (["marten"], WORDS[0], "2018-05-12T08:14:05")


POST = (
    '<div id="p{n}" class="post post--{n}"><p class="author">by <strong><a href="/u{n}">{who}</a></strong> Sat May 12, 2018 8:14 am</p>'
    '<div class="content"><div>{words}</div></div></div>'
)
FOLDED = [
    '<dl class="codebox spoiler"><dt onclick="x()">Spoiler:</dt><dd style="display:none"><div>It was the sexton.</div></dd></dl>',
    '<dl class="codebox"><dt>The end:</dt><dd>It was the sexton.</dd></dl>',
]


@pytest.mark.parametrize("box", FOLDED)
@pytest.mark.parametrize("software", ['<body id="phpbb">', "<body>"])
def test_a_box_like_that_of_code_which_holds_none(box: str, software: str) -> None:
    shown = "".join(POST.format(n=n, who=NAMES[n], words=WORDS[n] + box * (n == 0)) for n in range(2))
    posts = extract(f"<html><title>Rope</title>{software}<h1 class=page-title>Rope</h1>{shown}".encode(), "https://a.example/t12-rope")
    assert authors(posts) == list(NAMES[:2])
    assert "It was the sexton." in posts[0].text


TABLE = (
    '<html lang="{lang}"><head><meta name="generator" content="vBulletin 3.8.7"><title>Rope</title></head><body><table id="post7"><tr>'
    '<td class="thead">12.05.2018, 08:14</td></tr><tr><td class="alt2"><a class="bigusername" href="member.php?u=5">{who}</a></td>'
    '<td class="alt1" id="td_post_7"><div id="post_message_7">{words}</div></td></tr></table></body></html>'
)


@pytest.mark.parametrize(("lang", "who", "words"), [("ru", "куница", "Верёвка опять протёрлась."), ("en", "marten", WORDS[0])])
def test_two_bytes_a_letter_hide_no_software(lang: str, who: str, words: str) -> None:
    (post,) = extract(TABLE.format(lang=lang, who=who, words=words).encode("utf-16"), "https://a.example/showthread.php?t=12")
    assert (post.engine, authors([post]), post.text) == ("vbulletin", [who], words)


@pytest.mark.parametrize("word", ["categories", "salons"])
def test_whatever_a_site_calls_its_boards(word: str) -> None:
    body = (
        '<html id="XF" data-template="thread_view" data-container-key="node-7" data-content-key="thread-12"><body>'
        f'<ul class="p-breadcrumbs"><li><a href="/{word}/bells.7/"><span>Bells</span></a></li></ul><h1 class="p-title-value">Rope</h1>'
        '<article class="message message--post" data-author="marten" id="js-post-9"><div class="message-body">'
        f'<div class="bbWrapper">{WORDS[0]}</div></div></article></body></html>'
    )
    reading = reading_of(body.encode(), "https://a.example/fils/rope.12/")
    assert isinstance(reading, ThreadPage)
    assert (reading.thread.id, reading.board.id, reading.board.name) == ("12", "7", "Bells")


LISTED = [
    '<li>{n}. <a href="/bbs/thread/{n}">Rope {n}</a> ({n}) - Kos 2018/05/12 08:14</li>',
    '<li><a class="cell" href="/thread/{n}"><div class="tit">Rope {n}</div><div><span class="name">Kos</span> <span>2 小时前</span>'
    '<i class="icon-msg"></i>{n}</div></a></li>',
    '<li><a href="/topic/{n}">Rope {n}</a> <i class="user">Kos</i> 2018-05-12，{n}0 次浏览，{n} 个回复</li>',
    '<li><a href="/topic/{n}">Rope {n}</a> <i class="user">Kos</i> 2018-05-12 <b class="cnt-replies">{n}</b></li>',
    '<li><a href="/topic/{n}">Rope {n}</a><p>樓主：<a href="/user/Kos">Kos</a>｜回覆：{n}｜瀏覽：{n}0｜2018/05/12</p></li>',
    '<li><a href="/topic/{n}">Rope {n}</a><p><b class="user">Kos</b> ・ 2018年5月12日 ・ コメント {n}件 ・ 閲覧数 {n}0</p></li>',
]


@pytest.mark.parametrize("row", LISTED)
def test_rows_whose_counts_stand_in_brackets_beside_icons_or_in_one_line(row: str) -> None:
    rows = "".join(row.format(n=n) for n in (31, 32, 33))
    reading = reading_of(f"<html><title>塔掲示板</title><body><h1>鐘</h1><ul>{rows}</ul>".encode(), "https://b.example/forum/3")
    assert isinstance(reading, BoardPage)
    assert [(row.title, row.replies) for row in reading.threads] == [(f"Rope {n}", n) for n in (31, 32, 33)]
    assert {row.author.name if row.author else None for row in reading.threads} == {"Kos"}


LAST = "<li><h3><a href=/forum/node/{n}>Board {n}</a></h3><i>主题 {n}0</i> <p>最后 <a href=/topic/{n}1>Rope {n}</a> Kos 2018-05-12</li>"


def test_beside_boards_the_last_topics_are_no_boards() -> None:
    rows = "".join(LAST.format(n=n) for n in (3, 4, 5))
    reading = reading_of(f"<html><title>塔论坛</title><body><h1>版块</h1>{rows}".encode(), "https://b.example/forum/")
    assert isinstance(reading, BoardPage)
    assert ([board.name for board in reading.boards], reading.threads) == (["Board 3", "Board 4", "Board 5"], [])


FEET = [
    ("--<br>FROM 10.0.0.*", WORDS[0]),
    ("--<br>Bells are my life<br>※ 来源:·钟楼·[FROM: 10.]", WORDS[0]),
    ("--<br>Bells are my life", f"{WORDS[0]}\n--\nBells are my life"),
]


@pytest.mark.parametrize(("foot", "text"), FEET)
def test_where_a_letter_came_from_is_no_part_of_it(foot: str, text: str) -> None:
    assert extract(page(item(0, f"{WORDS[0]}<br>{foot}") + item(1) + item(2)), URL)[0].text == text


@pytest.mark.parametrize("subject", ["主题：{}", "Subject: {}", "件名：Re: {}", "主题：回复：{}"])
def test_the_subject_above_a_text_with_its_label(subject: str) -> None:
    first = f"<p>{subject.format('Worn rope')}</p><p>{WORDS[0]}</p>"
    assert extract(page(item(0, first) + item(1) + item(2)), URL)[0].text == WORDS[0]


@pytest.mark.parametrize("number", ["{n} ：", "{n} 名前："])
def test_numbers_before_the_names_of_those_who_wrote(number: str) -> None:
    shape = "<dt>{number}<font><b>{who}</b></font>：2018/05/12(土) 08:14:05.22 ID:aB3</dt><dd>{words}</dd>"
    shown = "".join(shape.format(number=number.format(n=n + 1), who=NAMES[n], words=WORDS[n]) for n in range(3))
    posts = extract(f"<html><title>縄</title><body><h1>縄</h1><dl>{shown}</dl>".encode(), "https://a.example/test/read.cgi/r/1526112811/")
    assert (authors(posts), [post.floor for post in posts]) == (list(NAMES), [1, 2, 3])


LABELLED = [
    "<div><p><b>留言人：</b>{who}　<b>时间：</b>2018-5-12 08:14　<b>来自：</b>本地</p><p>{words}</p></div>",
    "<div><p>留言者：{who}　日期：2018-05-12 08:14　来自：本地</p><p>{words}</p></div>",
]


@pytest.mark.parametrize("shape", LABELLED)
def test_a_name_between_two_labels_of_one_line(shape: str) -> None:
    shown = "".join(shape.format(who=who, words=words) for who, words in zip(NAMES, WORDS, strict=True))
    posts = extract(f"<html><title>钟楼留言板</title><body>{shown}".encode(), "https://a.example/guestbook.php?id=41")
    assert authors(posts) == list(NAMES)


BOXES = [
    '<div class="quotebox"><div onclick="x()">▼ Скрытый текст</div><blockquote style="display:none"><p>{}</p></blockquote></div>',
    '<div class="quotebox spoiler-box"><p onclick="x()">The end</p><blockquote><p>{}</p></blockquote></div>',
]


@pytest.mark.parametrize("box", BOXES)
def test_a_box_that_a_line_above_it_opens_quotes_nobody(box: str) -> None:
    words = box.format("It was the sexton.")
    body = (
        '<html><title>Rope</title><body><div id="punviewtopic" class="pun"><div id="p7" class="blockpost"><h2><span>'
        '<span class="conr">#1</span> <a href="viewtopic.php?pid=7#p7">2018-05-12 08:14:05</a></span></h2><div class="postleft">'
        f'<dl><dt><strong>marten</strong></dt></dl></div><div class="postmsg"><p>{WORDS[0]}</p>{words}</div></div></div></body></html>'
    )
    (post,) = extract(body.encode(), "https://a.example/viewtopic.php?id=8")
    assert (post.quotes, "It was the sexton." in post.text) == ([], True)
