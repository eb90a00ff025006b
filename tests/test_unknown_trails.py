"""Unknown software: the way to a thread that its page shows, named as a breadcrumb or not; other forms of a list are no threads."""

from __future__ import annotations

import pytest

from crawler.engines.generic.addresses import target
from crawler.extract import extract
from tests.test_reading import page, thread

URL = "https://tower.example/topic.php?id=77"
TITLE = "Worn rope – what now"


@pytest.mark.parametrize(
    "way",
    [
        '<td class="x"><a href="/">Tower</a> &raquo; <a href="/forumdisplay.php?fid=3">Bells</a> &raquo; {title}</td>',
        '<div><a href="/">Tower</a> &gt; <a href="/forumdisplay.php?fid=3">Bells</a> &gt; <b>{title}</b></div>',
        '<p class="breadcrumb"><a href="/">Tower</a> » <a href="/forumdisplay.php?fid=3">Bells</a> » </p>',
    ],
)
def test_a_breadcrumb_is_known_by_the_title_at_its_end(way: str) -> None:
    head = f"<table><tr>{way.format(title=TITLE)}</tr></table>" if way.startswith("<td") else way.format(title=TITLE)
    post = extract(page(thread(), f"{TITLE} - Tower", head), URL)[0]
    assert (post.board.id, post.board.name) == ("3", "Bells")


@pytest.mark.parametrize("sign", ["/", "→"])
def test_the_last_link_of_the_way_is_the_board_whatever_its_number(sign: str) -> None:
    head = f'<div>Topic <a href="list.php">Talk</a> {sign} <a href="board_show.php?tid=77">Bells</a> {sign} {TITLE}</div>'
    post = extract(page(thread(), TITLE, head), URL)[0]
    assert (post.board.id, post.board.name, post.thread.title) == (None, "Bells", TITLE)


@pytest.mark.parametrize(("url", "title"), [("/t/77-2", f"{TITLE} Page2 - Tower"), ("/topic.php?id=77&page=3", f"{TITLE}, page 3 | Tower")])
def test_the_number_of_the_page_is_no_part_of_the_title(url: str, title: str) -> None:
    assert extract(page(thread(), title, "<p>Tower</p>"), f"https://tower.example{url}")[0].thread.title == TITLE


@pytest.mark.parametrize(
    "href", ["/boards/3.atom", "/forum/bells.rss", "/topics/77.pdf", "/index.php?fold_threads=1", "/index.php?toggle_view=1"]
)
def test_another_form_or_look_of_a_list_is_no_thread(href: str) -> None:
    assert target(f"https://tower.example{href}") is None


@pytest.mark.parametrize("href", ["/projects/bells/boards/7", "/guild/tower/forums/7"])
def test_a_number_behind_boards_is_a_board(href: str) -> None:
    found = target(f"https://tower.example{href}")
    assert found is not None
    assert (found.kind, found.id) == ("board", "7")
