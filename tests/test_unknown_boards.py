"""Lists of unknown software: what the head of a table says of its columns, and what tells an index of boards."""

from __future__ import annotations

import pytest

from crawler.engines.generic.pager import next_page
from crawler.extract import reading_of, threads
from crawler.forum import BoardPage
from crawler.page import Page

TABLES = {
    "ru": (
        "<tr><td>Темы</td><td>Автор</td><td>Ответов</td><td>Просмотров</td><td>Последнее сообщение</td></tr>",
        "<tr><td><a href='./tema-{n}.html'>Колокол номер {n}</a></td><td>куница</td><td>{n}</td><td>140{n}</td>"
        "<td>0{n}.05.2021 10:00</td></tr>",
    ),
    "th": (
        "<tr><th>หัวข้อ</th><th>เริ่มโดย</th><th>ตอบ</th><th>อ่าน</th></tr>",
        "<tr><td><a href='/kratu/{n}'>ระฆังใบที่ {n}</a></td><td>куница</td><td>{n}</td><td>1,40{n}</td></tr>",
    ),
    "de": (
        "<tr><th></th><th>Thema</th><th colspan=2>Zugriffe</th><th>Antworten</th><th>Autor</th></tr>",
        "<tr><td>*</td><td><a href='thema.php?nr={n}'>Glocke Nummer {n}</a><br>0{n}.05.2021 10:00</td><td></td><td>140{n}</td><td>{n}</td>"
        "<td>куница</td></tr>",
    ),
}


@pytest.mark.parametrize("language", TABLES)
def test_the_head_of_a_table_says_what_its_columns_are(language: str) -> None:
    head, row = TABLES[language]
    if language == "de":
        row = row.replace("<td></td><td>140{n}</td>", "<td colspan=2>140{n}</td>")
    page = f"<html lang={language}><title>Tower</title><body><table>{head}{''.join(row.format(n=n) for n in range(3, 7))}</table>"
    rows = threads(page.encode(), "https://tower.example/forum/3")
    assert [(row.id, row.author and row.author.name, row.replies, row.views) for row in rows] == [
        (str(n), "куница", n, 1400 + n) for n in range(3, 7)
    ]


INDEX = {
    "vi": "<div><a href='/dien-dan/{n}/'>Tháp {n}</a><div>{n}0 chủ đề</div><div>Mới nhất: <a href='/chu-de/lan-9{n}/'>Lan</a></div></div>",
    "pl": "<section><h3><a href='/dzial/{n}/'>Wieża {n}</a></h3><p>Tematy: {n}0</p>"
    "<p>Ostatni: <a href='/temat/90{n}/'>Lina</a>, 2.05.2021</p></section>",
    "ja": "<tr><td><a href='board.cgi?b={n}'>塔 {n}</a></td><td>{n}0</td><td>{n}00</td><td>2021年5月2日 10:00<br>てん</td></tr>",
}


@pytest.mark.parametrize("language", INDEX)
def test_an_index_says_how_many_topics_its_boards_have(language: str) -> None:
    rows = "".join(INDEX[language].format(n=n) for n in range(3, 6))
    head = "<table><tr><th>掲示板</th><th>スレッド</th><th>投稿</th><th>最新</th></tr>" if language == "ja" else ""
    reading = reading_of(f"<html lang={language}><title>Forum</title><body>{head}{rows}".encode(), "https://tower.example/")
    assert isinstance(reading, BoardPage)
    assert ([board.id for board in reading.boards], reading.threads) == (["3", "4", "5"], [])


CARDS = [
    '<a href="/thread/{n}"><div class="tit">{title}</div><div><span>marten</span><span>{n}回复</span><span>140浏览</span></div></a>',
    '<a href="/thread/{n}"><p>marten · {n} replies · 140 views</p><h3>{title}</h3></a>',
]


@pytest.mark.parametrize("card", CARDS)
def test_a_link_that_holds_a_row(card: str) -> None:
    rows = "".join(card.format(n=n, title=f"Bell number {n}") for n in range(3, 7))
    found = threads(f"<html><title>Forum</title><body><div>{rows}</div>".encode(), "https://tower.example/forum/3")
    assert [(row.title, row.replies, row.views) for row in found] == [(f"Bell number {n}", n, 140) for n in range(3, 7)]


COUNTS = [
    ("it", "Risposte: {n} · Visite: 140", ""),
    ("ar", "{n} ردود", "١٤٠ مشاهدة"),
    ("vi", "{n} trả lời", "140 lượt xem"),
    ("ko", "답글 {n}", "조회 140"),
    ("nl", "{n} antwoorden", "140 keer bekeken"),
    ("th", "ตอบ {n}", "อ่าน 140"),
]


@pytest.mark.parametrize(("language", "replies", "views"), COUNTS)
def test_counts_say_what_they_count(language: str, replies: str, views: str) -> None:
    rows = "".join(
        f"<li><a href='/topic/{n}'>Bell {n}</a> <a href='/thanh-vien/{n}'>marten{n}</a> <time datetime='2021-05-0{n}T10:00Z'>x</time>"
        f" <i>{replies.format(n=n)}</i> <i>{views}</i></li>"
        for n in range(3, 7)
    )
    found = threads(f"<html lang={language}><title>Forum</title><body><ul>{rows}</ul>".encode(), "https://tower.example/forum/3")
    assert [(row.author and row.author.name, row.replies, row.views) for row in found] == [(f"marten{n}", n, 140) for n in range(3, 7)]


EMPTY = {
    "said": "<tr><td colspan=3>In diesem Forum gibt es noch keine Themen.</td></tr>",
    "shown": "",
}


@pytest.mark.parametrize("rows", EMPTY.values(), ids=EMPTY)
def test_a_list_with_nothing_below_its_head_is_an_empty_board(rows: str) -> None:
    head = "<table><tr><th>Thema</th><th>Beiträge</th><th>Ansichten</th><th>Letzter Beitrag</th></tr>"
    reading = reading_of(
        f"<html lang=de><title>Glocken</title><body><h1>Glocken</h1>{head}{rows}</table>".encode(), "https://tower.example/forum/3/"
    )
    assert isinstance(reading, BoardPage)
    assert (reading.board.id, reading.threads, reading.says_empty) == ("3", [], True)


def test_a_table_of_other_things_is_no_empty_board() -> None:
    page = b"<html><title>Bells</title><body><h1>Bells</h1><table><tr><th>Bell</th><th>Weight</th></tr></table>"
    assert not isinstance(reading_of(page, "https://tower.example/forum/3/"), BoardPage)


@pytest.mark.parametrize(
    ("bar", "following"),
    [
        ('<b>1</b> <a href="/f/wood?page=2">2</a> <a href="/f/wood?page=9">»</a>', "page=2"),
        ('<b>1</b> <a href="/f/wood?page=2">2</a> <a href="/f/wood?page=3">▶</a>', "page=2"),
        ('<b>1</b> … <a href="/f/wood?page=9">9</a> <a href="/f/wood?page=2">›</a>', "page=2"),
        ('<b>1</b> <a href="/f/wood?page=9">›</a>', "page=9"),
    ],
)
def test_an_arrow_that_passes_over_pages_is_not_the_next_one(bar: str, following: str) -> None:
    page = Page(f"<html><body><p>{bar}</p></body></html>".encode(), "https://plane.example/f/wood")
    assert next_page(page, page.tree.iter("a"))[1] == f"https://plane.example/f/wood?{following}"
