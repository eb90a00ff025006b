"""How sure readings by shape are: what speaks for one, and what against; each with two faces."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from tests.test_reading import URL, item, page, thread


def _sure(body: str) -> float:
    return extract(page(body), URL)[0].confidence or 0.0


@pytest.mark.parametrize("who", ['<a class="user" href="/u/{id}">{name}</a>', '<p><a href="/member/{id}">{name}</a></p>'])
def test_posts_with_times_whose_writers_are_members_are_sure(who: str) -> None:
    assert _sure(thread(who=who)) >= 0.9


@pytest.mark.parametrize("who", ["", "<b>Guest</b>"])
def test_posts_of_which_nobody_is_named_are_not(who: str) -> None:
    assert _sure(thread(who=who)) < 0.5


@pytest.mark.parametrize(
    "body",
    [
        item(0) + item(1, who="") + item(2, who=""),
        thread(who='<b class="user">The old sexton of the tower</b>'),
        item(0),
    ],
)
def test_what_is_odd_about_names_lowers_it(body: str) -> None:
    assert _sure(body) < _sure(thread()) - 0.05


@pytest.mark.parametrize("time", ["2 days ago", "2022-03-01"])
def test_days_without_a_clock_lower_it(time: str) -> None:
    inexact = "".join(item(at).replace(f'<time datetime="2022-03-0{at + 1}T10:00:00Z">x</time>', f"<span>{time}</span>") for at in range(3))
    assert _sure(inexact) < _sure(thread())


@pytest.mark.parametrize("number", [0, 2])
def test_a_reading_is_as_sure_as_its_weakest_field(number: int) -> None:
    untimed = item(number).replace(f'<time datetime="2022-03-0{number + 1}T10:00:00Z">x</time>', "")
    assert _sure("".join(untimed if at == number else item(at) for at in range(3))) <= 0.85
