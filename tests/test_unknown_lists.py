"""Boards of unknown software: where the next page is, and rows that say little at the address of a board; each kind with two faces."""

from __future__ import annotations

import pytest

from crawler.engines.generic import addresses
from crawler.engines.generic.routes import route_of
from crawler.extract import reading_of, threads
from crawler.forum import BoardPage, Notice
from tests.test_reading import WORDS

TITLES = [f"{words} And so on." for words in WORDS]


def _board(row: str, below: str, url: str) -> BoardPage | Notice:
    rows = "".join(row.format(id=at + 40, title=title, name="marten", at=at + 2) for at, title in enumerate(TITLES))
    html = f"<html><head><title>Bells - Tower forum</title></head><body><h1>Bells</h1><ul>{rows}</ul>{below}</body></html>"
    reading = reading_of(html.encode(), url)
    assert isinstance(reading, BoardPage | Notice)
    return reading


FULL = '<li><a href="/viewtopic?t={id}">{title}</a> <a href="/u/{id}">{name}</a> <time>2022-03-0{at}</time> <b>12</b> <b>340</b>{more}</li>'


@pytest.mark.parametrize(
    "pages",
    [
        '<a href="/viewtopic?t={id}&amp;start=10">2</a>',
        '<i>[ <a href="/viewtopic?t=7&amp;page=2">2</a> <a href="/viewtopic?t=7&amp;page=3">3</a> ]</i>',
    ],
)
def test_the_pages_of_a_thread_are_no_pages_of_its_board(pages: str) -> None:
    reading = _board(FULL.replace("{more}", pages), "", "https://tower.example/viewforum?f=7")
    assert isinstance(reading, BoardPage)
    assert (len(reading.threads), reading.next_url) == (3, None)


@pytest.mark.parametrize("sign", ["▶", "❯", '<i class="material-icons">chevron_right</i>', '<span class="icon">navigate_next</span>'])
def test_an_arrow_leads_to_the_next_page(sign: str) -> None:
    below = f'<p><a href="/viewforum?f=7&amp;page=2">{sign}</a></p>'
    reading = _board(FULL.replace("{more}", ""), below, "https://tower.example/viewforum?f=7")
    assert isinstance(reading, BoardPage)
    assert reading.next_url == "https://tower.example/viewforum?f=7&page=2"


@pytest.mark.parametrize("jump", ["post", "comment_id"])
def test_the_arrow_to_the_last_post_of_a_row_leads_to_no_further_page(jump: str) -> None:
    row = (
        '<li><a href="/forum/ropes-7/topic/{title}-{id}/">{title}</a> <a href="/u/{id}">{name}</a> <time>2022-03-0{at}</time>'
        f'<a href="/forum/ropes-7/topic/bell-2/?{jump}=9{{id}}"><i class="arrow-circle-right"></i></a></li>'
    )
    reading = _board(row, "", "https://tower.example/forum/ropes-7/?page=2")
    assert isinstance(reading, BoardPage)
    assert (len(reading.threads), reading.next_url) == (3, None)


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="/viewtopic?t={id}">{title}</a> <span>{at} replies</span></li>',
        '<li><a href="/viewtopic?t={id}">{title}</a> <a href="/u/{id}">{name}</a></li>',
    ],
)
def test_rows_with_one_thing_beside_them_make_a_board_at_its_address(row: str) -> None:
    reading = _board(row, "", "https://tower.example/viewforum?f=7")
    assert isinstance(reading, BoardPage)
    assert [thread.id for thread in reading.threads] == ["40", "41", "42"]
    assert isinstance(_board(row.replace("viewtopic?t=", "news/d/"), "", "https://tower.example/ropes"), Notice)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("/dien-dan/hoa/", "/dien-dan/rau/", True),
        ("/dien-dan/hoa/", "/chu-de/x-60/", False),
        ("/topic-worn-rope/", "/topic-old-bell-tower/", True),
        ("/thread-86-1-1.html", "/thread-9-1-1.html", True),
    ],
)
def test_addresses_of_one_kind_are_alike(one: str, other: str, alike: bool) -> None:
    assert (route_of(one) == route_of(other)) is alike


BARE = "".join(f'<li><a href="/hilo/{at}/x">{title} {at}</a></li>' for at, title in enumerate(("Worn rope", "Old bell", "North tower"), 40))
MENU = '<nav><a href="/foro/1">Bells</a> <a href="/foro/2">Ropes</a> <a href="/rules">Rules of this house</a></nav>'


@pytest.mark.parametrize("tag", ["ul", "div"])
def test_a_list_of_titles_alone_is_a_board_at_its_address(tag: str) -> None:
    body = f'{MENU}<{tag}>{BARE}</{tag}><a href="/foro/3/2">Siguiente</a>'.encode()
    reading = reading_of(b"<html><title>Tower forum</title><body>" + body, "https://tower.example/foro/3")
    assert isinstance(reading, BoardPage)
    assert ([row.id for row in reading.threads], reading.next_url) == (["40", "41", "42"], "https://tower.example/foro/3/2")


@pytest.mark.parametrize("menu", ["<nav>{}</nav>", '<div class="sidebar">{}</div>', "<div>{} <a href='/a'>A</a> <a href='/b'>B</a></div>"])
def test_links_of_a_menu_are_no_board(menu: str) -> None:
    body = f"<html><title>Tower forum</title><body>{menu.format(BARE)}<p>Welcome.</p>".encode()
    assert not threads(body, "https://tower.example/foro/3")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tower.example/bbs/board.php?bo_table=bells&wr_id=40", ("thread", "40", 1)),
        ("https://tower.example/bbs/board.php?bo_table=bells&page=2", ("board", "bells", 2)),
        ("https://tower.example/index.php?mid=bells&document_srl=40", ("thread", "40", 1)),
        ("https://tower.example/?p=2895", ("index", "", 1)),
        ("https://tower.example/forum/bells?p=2", ("board", "bells", 2)),
        ("https://tower.example/archiver/fid-7.html", ("board", "7", 1)),
        ("https://tower.example/index/board/7.20.html", ("board", "7", 21)),
        ("https://tower.example/index/topic/40.15.html", ("thread", "40", 16)),
        ("https://tower.example/archiver/?tid-7.html", ("thread", "7", 1)),
    ],
)
def test_what_addresses_name(url: str, expected: tuple[str, str, int]) -> None:
    found = addresses.target(url)
    assert found is not None
    assert (found.kind, found.id, found.page) == expected
