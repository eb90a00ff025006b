"""More faces of the kinds on which pages went wrong: heads in cells, names of ranks, lists in other languages; two of each."""

from __future__ import annotations

import pytest

from crawler.engines.generic.addresses import target
from crawler.extract import extract, reading_of
from crawler.forum import BoardPage, ThreadPage
from tests.test_reading import URL, WORDS, authors, item, page

WHO = ["Merel", "Putter", "Gaai"]
LETTERS = {
    "cells": "<table><tr><td>Absender:</td><td><b>{who}</b></td></tr><tr><td>Datum:</td><td>{day}.05.2018 08:14</td></tr>"
    "<tr><td>Betreff:</td><td>Seil</td></tr><tr><td colspan=2>{words}</td></tr></table>",
    "rows of one table": "<tr><td>From:</td><td>{who}</td></tr><tr><td>Date:</td><td>{day} May 2018 08:14</td></tr>"
    "<tr><td colspan=2>{words}</td></tr>",
    "paragraphs": "<p><b>De:</b> {who}<br><b>Fecha:</b> {day}/05/2018 08:14<br><b>Asunto:</b> La cuerda</p><p>{words}</p><hr>",
    "lines of one element": "<b>Från</b>: {who} (mejl)<br><b>Skickat</b>: 2018-05-{day} 08:14<br><b>Ämne</b>: Repet<br><br>{words}<hr>",
    "addresses behind names": "<ul><li><em>From</em>: {who} &lt;<a>m@a.example</a>&gt;</li><li><em>Date</em>: {day} May 2018 08:14</li>"
    "<li><em>Subject</em>: Rope</li></ul><pre>{words}</pre><hr>",
    "bare lines": "<p>Fra: {who}<br>Dato: {day}-05-2018 08:14<br>Emne: Rebet</p><p>{words}</p>",
    "name in a link": "<div>Автор: <a href=/p/{day}>{who}</a></div><div>Дата: {day}.05.2018 08:14</div><div>{words}</div>",
}


def told(shape: str) -> str:
    return "".join(shape.format(who=who, words=words, day=day) for who, words, day in zip(WHO, WORDS, (12, 13, 14), strict=True))


@pytest.mark.parametrize("face", LETTERS)
def test_heads_of_letters_that_no_element_holds_with_their_words(face: str) -> None:
    found = told(LETTERS[face])
    found = f"<table>{found}</table>" if face.startswith("rows") else f"<div>{found}</div>"
    posts = extract(f"<html lang=es><title>Rope</title><body><h3>Rope</h3>{found}".encode(), "https://tower.example/archive/41.html")
    assert (authors(posts), [post.text for post in posts]) == (WHO, list(WORDS))
    assert [(post.created_at or "")[:16] for post in posts] == [f"2018-05-{day}T08:14" for day in (12, 13, 14)]


@pytest.mark.parametrize("lines", ["Name: Junghans<br>Datum: um 1910<br><br>", "<p>Von: Hamburg</p><p>Gesendet: 3 Kisten</p>"])
def test_lines_with_labels_are_the_words_of_a_writer_who_is_named_elsewhere(lines: str) -> None:
    first = extract(page(item(0, lines + WORDS[0]) + item(1) + item(2)), URL)[0]
    assert first.text.startswith(lines.partition("<br>")[0].partition("</p>")[0].removeprefix("<p>"))


BELOW = [
    "<div>{words}</div><div align=right>{who} 2018-05-{day} 08:14</div><hr>",
    "<p>{words}</p><p class=w>{who}, {day}.05.2018 08:14</p>",
]


@pytest.mark.parametrize("shape", BELOW)
def test_a_line_below_each_text_ends_its_post(shape: str) -> None:
    posts = extract(f"<html><title>Rope</title><body><h2>Rope</h2>{told(shape)}".encode(), "https://tower.example/bbs/read.cgi?no=41")
    assert (authors(posts), [post.text for post in posts]) == (WHO, list(WORDS))


RANKED = [
    '<div class="user"><a href="#"><img alt="avatar"></a><i class="r">Gardener</i><b>{who}</b></div><i>2018-05-{day} 08:14</i>',
    '<div class="poster"><em>Keeper of ropes</em><a href="/{day}/{who}">{who}</a></div><i>2018-05-{day} 08:14</i>',
]


@pytest.mark.parametrize("face", RANKED)
def test_what_is_the_same_in_the_place_of_every_name_is_a_rank(face: str) -> None:
    assert authors(extract(page(told(f'<div class="p" id="p{{day}}">{face}<div class="post-text">{{words}}</div></div>')), URL)) == WHO


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://a.example/talk/top-10-ropes-of-2019.5531.html", "5531"),
        ("https://a.example/wiki/the-100-best-knots.77.php", "77"),
        ("https://a.example/k/res/700.html", "700"),
        ("https://a.example/thread/5-knots-in-30-minutes.77/", "77"),
        ("https://a.example/topic/12-version-2.5", "12"),
    ],
)
def test_the_number_of_a_thread_behind_its_words(url: str, number: str) -> None:
    found = target(url)
    assert found is not None
    assert (found.kind, found.id) == ("thread", number)


INDEX = [
    "<div><h3><a href=/kategori/{n}-x>Board {n}</a></h3><ul><li><b>{n}0</b> trådar</li><li><b>{n}55</b> inlägg</li></ul></div>",
    "<p><a href=/deska/{n}>Board {n}</a> <i>{n}0 témat, {n}55 příspěvků</i></p>",
]


@pytest.mark.parametrize("row", INDEX)
def test_an_index_that_says_how_many_topics_each_board_has(row: str) -> None:
    reading = reading_of(f"<html><title>Bryggan</title><body>{''.join(row.format(n=n) for n in (3, 4, 5))}".encode(), "https://b.example/")
    assert isinstance(reading, BoardPage)
    assert [board.name for board in reading.boards] == ["Board 3", "Board 4", "Board 5"]


LISTS = [
    ("<li><a href=tema.php?id={n}>Worn rope {n}</a> <span>založil Kos, {n} odpovědi, zobrazeno {n}0×</span></li>", "deska.php?id=3"),
    (
        '<li><a href="/d/{n}-x">Worn rope {n}</a> <a href="/u/Kos">Kos</a> <time datetime="2018-05-12">x</time>'
        '<b aria-label="{n} replies"><svg></svg></b><b aria-label="{n}0 views"></b></li>',
        "c/boats",
    ),
]


@pytest.mark.parametrize(("row", "path"), LISTS)
def test_rows_that_say_who_and_how_often(row: str, path: str) -> None:
    rows = "".join(row.format(n=n) for n in (31, 32, 33))
    reading = reading_of(f"<html><title>Beseda</title><body><h1>Dům</h1><ul>{rows}</ul>".encode(), f"https://b.example/{path}")
    assert isinstance(reading, BoardPage)
    assert [(row.id, row.replies, row.views) for row in reading.threads] == [(str(n), n, n * 10) for n in (31, 32, 33)]
    assert {row.author.name if row.author else None for row in reading.threads} == {"Kos"}


TITLES = [
    ("The Keepers • Téma megtekintése - Worn at the end", "<h1>The Keepers</h1>", "Worn at the end"),
    ("The Keepers - Vis emne - Worn at the end", '<h1><a href="/">The Keepers</a></h1>', "Worn at the end"),
    (
        "The Keepers",
        '<div class="crumbs"><a href="/">The Keepers</a> / <a href="/forum/3">Bells</a> / Worn at the end</div>',
        "Worn at the end",
    ),
    ("Worn at the end [Archivo] - The Keepers", '<a href="/">The Keepers</a>', "Worn at the end"),
    ("Worn at the end", "<h1>Worn at the end <small>Страница 2 из 3</small></h1>", "Worn at the end"),
    ("Rope » The Keepers » Fórum", '<div class="logo">The Keepers</div>', "Rope"),
    ("Rope talk: Worn at the end", "<font><b>Worn at the end</b></font>", "Worn at the end"),
    ("Rope-a", '<h1><span class="tag">Ask</span>Worn at the end<em>(4 replies/88 views)</em></h1>', "Worn at the end"),
]


@pytest.mark.parametrize(("shown", "above", "title"), TITLES)
def test_what_of_a_heading_is_the_title(shown: str, above: str, title: str) -> None:
    reading = reading_of(f"<html><title>{shown}</title><body>{above}{item(0)}{item(1)}{item(2)}".encode(), URL)
    assert isinstance(reading, ThreadPage)
    assert reading.thread.title == title


@pytest.mark.parametrize(
    "row",
    [
        "<div class=item><a href=/f/{day}>{who}</a> {day}.05.2018<h3><a href=/job/{day}>Maker sought in {who}</a></h3><p>{words}</p></div>",
        "<section><i>{who}</i> {day}.05.2018<h2><a href=/offer/{day}>A house for sale in {who}</a></h2><p>{words}</p></section>",
    ],
)
def test_offers_that_lead_to_pages_of_their_own_are_no_talk(row: str) -> None:
    assert extract(f"<html lang=de><title>Markt</title><body>{told(row)}".encode(), "https://markt.example/seiler") == []


ALTS = [
    ("Worn rope 1", None),
    ("Worn rope (#2)", None),
    ("bild_2018-05-12.png - 340 kB", None),
    ("Free Image Hosting at www.imageshack.us", None),
    ("Бесплатный хостинг картинок", None),
    ("Снимок экрана от 2021-05-05 10-22-33", None),
    ("Bildschirmfoto 2021-05-05 um 10.22.33", None),
    ("Worn rope in the north tower", "Worn rope in the north tower"),
]


@pytest.mark.parametrize(("alt", "caption"), ALTS)
def test_a_title_with_a_number_says_nothing_of_a_picture(alt: str, caption: str | None) -> None:
    posts = extract(page(item(0, f'{WORDS[0]}<br><img src="/p/1.jpg" alt="{alt}">') + item(1) + item(2)), URL)
    assert [image.caption for post in posts for image in post.images] == [caption]


CARDS = [
    '<a class="row" href="/thread/{n}"><h5>Worn rope {n}</h5><small>Kos</small> <span>{n} replies</span> <span>{n}0 views</span></a>',
    '<a class="row" href="/thread/{n}"><h4>Worn rope {n}</h4><em>{n} پاسخ</em><i>{n}0 بازدید</i></a>',
]


@pytest.mark.parametrize("row", CARDS)
def test_links_that_hold_a_heading_and_counts(row: str) -> None:
    rows = "".join(row.format(n=n) for n in (31, 32, 33))
    reading = reading_of(f"<html><title>Tower forum</title><body><h1>Bells</h1>{rows}".encode(), "https://b.example/forum/3")
    assert isinstance(reading, BoardPage)
    assert [(row.title, row.replies, row.views) for row in reading.threads] == [(f"Worn rope {n}", n, n * 10) for n in (31, 32, 33)]


PRINTED = [
    "<hr><p><b>{who}</b> schreef op {day} mei 2018 08:14:</p><p>{words}</p>",
    "<p><i>{who}</i> skrev 2018-05-{day} 08:14</p><div>{words}</div>",
]


@pytest.mark.parametrize("shape", PRINTED)
def test_a_verb_between_name_and_time(shape: str) -> None:
    posts = extract(f"<html lang=nl><title>Rope</title><body><h2>Rope</h2>{told(shape)}".encode(), "https://a.example/topic/41/print")
    assert (authors(posts), [post.text for post in posts]) == (WHO, list(WORDS))


SPOKEN = [
    '<div class="p"><ul class="meta-autor"><li>Autor: <b>{who}</b></li><li>Mesaje: 2{day}</li><li>Data: 2018-05-{day} 08:14</li></ul>'
    '<div class="tx">{words}</div></div>',
    '<div class="p"><span class="author"><small>Guest</small> {who}</span> <i>{day}.05.2018 08:14</i><div class="tx">{words}</div></div>',
]


@pytest.mark.parametrize("shape", SPOKEN)
def test_people_who_speak_at_times_of_the_day_where_nothing_says_forum(shape: str) -> None:
    assert authors(extract(f"<html><title>Rope</title><body><h1>Rope</h1>{told(shape)}".encode(), "https://a.example/talk/41")) == WHO


SIGNED = ["sig-box", "user-sig", "signature-text"]


@pytest.mark.parametrize("name", SIGNED)
def test_long_signatures_are_not_the_posts(name: str) -> None:
    long = "Owner of two boats, one of them afloat; the other one is a matter of opinion, says everybody who saw it, number {day}."
    shape = (
        f'<div><a class="user" href="/u/{{day}}">{{who}}</a> <i>2018-05-{{day}}</i><p>{{words}}</p><div class="{name}">{long}</div></div>'
    )
    posts = extract(page(told(shape)), URL)
    assert [post.text.startswith(words) for post, words in zip(posts, WORDS, strict=True)] == [True, True, True]


LONELY = [
    "<table><tr><td>つぐみ さん　2018年5月12日 08:14</td></tr><tr><td>{words}</td></tr></table><i>返信はありません。</i>",
    "<table><tr><td>Merel</td><td>12.05.2018 08:14</td></tr><tr><td colspan=2>{words}</td></tr></table><p>No replies yet</p>",
]


@pytest.mark.parametrize("shape", LONELY)
def test_the_only_post_under_a_name_in_words(shape: str) -> None:
    body = f"<html lang=ja><title>Rope - Tower forum</title><body><h3>Rope</h3>{shape.format(words=WORDS[0])}"
    (post,) = extract(body.encode(), "https://a.example/bbs/read.cgi?no=41")
    assert (post.text, (post.created_at or "")[:16]) == (WORDS[0], "2018-05-12T08:14")


ELEMENTS = ["<x-item id=i{n}><x-name>{who}</x-name><x-when datetime=2018-05-{day}T08:14Z>x</x-when><x-text>{words}</x-text></x-item>"]


@pytest.mark.parametrize("shape", ELEMENTS)
def test_elements_of_a_page_of_its_own(shape: str) -> None:
    posts = "".join(shape.format(who=who, words=words, day=12 + n, n=n) for n, (who, words) in enumerate(zip(WHO, WORDS, strict=True)))
    found = extract(f"<html><title>x</title><body><x-list>{posts}</x-list>".encode(), "https://a.example/v/41")
    assert (authors(found), [(post.created_at or "")[:16] for post in found]) == (WHO, [f"2018-05-{day}T08:14" for day in (12, 13, 14)])


def test_newest_posts_above_a_thread_lend_it_neither_name_nor_time() -> None:
    shape = '<div class="lp"><a class="nick" href="/u/{day}">{who}</a> <span>{day}.05.2018 08:14</span><p>{words}</p></div>'
    row = '<div class="lp"><a class="nick" href="/u/{n}">Kos</a> <span>1.06.2018</span><a href="/t/{n}">What oars for boat {n}</a></div>'
    box = f"<div>{row.format(n=8)}{row.format(n=9)}</div>"
    posts = extract(f"<html><title>Rope</title><body><h1>Rope</h1>{box}{told(shape)}".encode(), URL)
    assert (authors(posts), (posts[0].created_at or "")[:10]) == (WHO, "2018-05-12")
