"""Titles of threads on pages of unknown software: what of the page's title is the thread's, where headings do not tell."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from tests.test_reading import URL, page, thread

CRUMBS = '<p><a href="/">Tower</a> &gt; <a href="/forum/bells">Bells</a></p>'


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Tower > Bells > Worn rope", CRUMBS),
        ("Tower • Ver tópico: Worn rope", "<h1>Tower</h1><h3>Re: Worn rope</h3>"),
        ("Tower - Thema anzeigen - Worn rope", "<h2>Tower</h2>"),
        ("Tower :: Worn rope", '<a href="/">Tower</a><h1><a href="/forum/topic/77">Worn rope</a></h1>'),
    ],
)
def test_the_site_comes_first(title: str, head: str) -> None:
    assert extract(page(thread(), title, head), URL)[0].thread.title == "Worn rope"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("钟楼的绳子断了（附图）-修缮-塔楼社区", "钟楼的绳子断了（附图）"),
        ("Worn rope - Bells - Tower forum - Mobile version", "Worn rope"),
        ("钟楼的绳子断了 塔楼论坛", "钟楼的绳子断了"),
        ("Worn rope @ Tower Community", "Worn rope"),
    ],
)
def test_board_and_site_go_where_no_heading_tells(title: str, expected: str) -> None:
    assert extract(page(thread(), title, ""), URL)[0].thread.title == expected


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("塔楼社区 - 修缮(Repair)", "<ul><li>主题: Worn rope</li></ul>"),
        ("Tower", '<h1><a href="./">Tower</a></h1><h2>Worn rope <span class="category">(Bells)</span></h2>'),
        (
            "Rope - Tower forum",
            '<div class="breadcrumb"><a href="/">Tower forum</a> <b class="breadcrumb-current">Rope for the bell</b></div>',
        ),
        ("Worn rope | Bells, rods | Tower", '<h1><a href="/bells">Bells</a> » <a href="/bells/all">Talk</a><br>Worn rope</h1>'),
    ],
)
def test_what_the_page_is_called_is_less_than_its_thread(title: str, head: str) -> None:
    found = extract(page(thread(), title, head), URL)[0].thread.title
    assert found == ("Rope for the bell" if "current" in head else "Worn rope")


@pytest.mark.parametrize("link", ["https://tower.example/", "https://bells.example"])
def test_a_heading_that_leads_to_a_front_page_is_no_title(link: str) -> None:
    head = f'<h1><a href="{link}">Tower Bells</a></h1>'
    title = "Where do Tower Bells come from / Talk / Tower Bells Forum"
    assert extract(page(thread(), title, head), URL)[0].thread.title == "Where do Tower Bells come from"


def test_a_title_that_speaks_of_forums_stays() -> None:
    head = "<h1>Has this forum an end?</h1><h2>Recommended posts</h2>"
    assert extract(page(thread(), "Has this forum an end? - Tower", head), URL)[0].thread.title == "Has this forum an end?"


@pytest.mark.parametrize(
    ("title", "url", "subject"),
    [
        ("Tower - Bells - Worn rope", URL, ""),
        ("Ring of bells - Bells - Worn rope", URL, "<p>Re: Worn rope</p>"),
        ("Ring of bells - Worn rope - Bells", "https://tower.example/forum/topic/77-worn-rope", ""),
    ],
)
def test_parts_in_any_order_without_a_heading(title: str, url: str, subject: str) -> None:
    assert extract(page(subject + thread(), title, ""), url)[0].thread.title == "Worn rope"


@pytest.mark.parametrize("address", ["https://tower.example/viewtopic?t=7&view=print", "https://tower.example/printthread.php?t=7"])
def test_a_saved_view_for_printers_is_the_thread(address: str) -> None:
    head = "<h1>Tower list</h1><h2>Worn rope</h2>"
    posts = extract(page(thread(), "Tower list :: View topic - Worn rope", head), address)
    assert [post.thread.title for post in posts] == ["Worn rope"] * 3
