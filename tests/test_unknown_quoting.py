"""Quotations whose heading stands beside them or above them, in boards of unknown software; each kind with two faces."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from tests.test_reading import URL, WORDS, item, page

SAID = "Splice it with hemp."


def _last(answer: str) -> tuple[str, list[tuple[str, str | None]]]:
    last = extract(page(item(0) + item(1, SAID) + item(2, answer)), URL)[-1]
    return last.text, [(quote.text, quote.author) for quote in last.quotes]


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="quotetitle">Old Plover wrote:</div><div class="quotecontent">{said}</div>',
        '<div class="bb-quote-header"><a href="#p2">Zitat von: Old Plover am 2. März 2022, 10:00</a></div><div class="quote">{said}</div>',
        '<p class="citation">Old Plover, on 02 Mar 2022 - 10:00 AM, said:</p><blockquote>{said}</blockquote>',
    ],
)
def test_what_is_called_a_quotations_heading_says_whose_it_is_and_is_none_of_the_writers_words(quoted: str) -> None:
    assert _last(quoted.format(said=SAID) + WORDS[2]) == (WORDS[2], [(SAID, "Old Plover")])


@pytest.mark.parametrize("head", ["<p class='citation'>A note on hemp</p>", "<div class='quote-title'>A note on hemp</div>"])
def test_what_is_called_so_above_no_quotation_is_the_writers(head: str) -> None:
    assert _last(f"{head}<p>{WORDS[2]}</p>")[0] == f"A note on hemp\n{WORDS[2]}"


@pytest.mark.parametrize(
    ("heading", "author"), [("<b>Old Plover wrote:</b>", "Old Plover"), ("Old Plover a écrit:", "Old Plover"), ("Quote:", None)]
)
def test_a_frame_of_two_rows_is_a_quotation_below_its_heading(heading: str, author: str | None) -> None:
    frame = f"<table><tr><td><span>{heading}</span></td></tr><tr><td>{SAID}</td></tr></table>{WORDS[2]}"
    assert _last(frame) == (WORDS[2], [(SAID, author)])


@pytest.mark.parametrize("rows", ["<tr><td>Rope:</td></tr><tr><td>hemp</td></tr>", "<tr><td>Quote:</td><td>hemp</td></tr>"])
def test_other_tables_are_the_writers(rows: str) -> None:
    assert _last(f"<table>{rows}</table>{WORDS[2]}")[1] == []


@pytest.mark.parametrize("label", ["引用回帖:", "Quote", "Zitat:"])
def test_a_frame_with_a_legend_is_a_quotation(label: str) -> None:
    frame = f"<fieldset><legend>{label}</legend>2楼: Originally posted by <b>plover</b> at 2022-03-02 10:00<br>{SAID}</fieldset>{WORDS[2]}"
    assert _last(frame) == (WORDS[2], [(SAID, "plover")])


@pytest.mark.parametrize("line", ["-----------------------------", "=========="])
def test_a_name_with_a_time_above_words_of_an_earlier_post_quotes_them_up_to_a_line(line: str) -> None:
    assert _last(f"@plover 2022-03-02 10:00:00<br>{SAID}<br>{line}<br>{WORDS[2]}") == (WORDS[2], [(SAID, "plover")])


@pytest.mark.parametrize("line", ["@plover 2022-03-02 10:00:00", "@plover see 2022-03-02"])
def test_a_name_with_a_time_above_other_words_is_the_writers(line: str) -> None:
    assert _last(f"{line}<br>Never wet the hemp.") == (f"{line}\nNever wet the hemp.", [])


@pytest.mark.parametrize("called", ["quote-content", "post-quote-block"])
def test_an_opening_post_that_is_nothing_but_called_a_quotation_is_its_writers(called: str) -> None:
    first = item(0, f'<div class="{called}"><p>{WORDS[0]}</p><p>Who knows why?</p></div>')
    assert extract(page(first + item(1) + item(2)), URL)[0].text == f"{WORDS[0]}\nWho knows why?"


@pytest.mark.parametrize("line", ["本主题需向作者支付 <b>15 金钱</b> 才能浏览", "You must log in to see the rest."])
def test_what_is_called_a_lock_and_says_so_is_none_of_the_writers_words(line: str) -> None:
    first = extract(page(item(0, f'{WORDS[0]}<div class="locked">{line}</div>') + item(1) + item(2)), URL)[0]
    assert first.text == WORDS[0]


@pytest.mark.parametrize("foot", ["<br>--<br>FROM 1.2.4.*", ""])
def test_a_letters_quotation_is_one_where_its_head_stands_elsewhere(foot: str) -> None:
    assert _last(f"{WORDS[2]}<br>【 在 plover 的大作中提到: 】<br>: {SAID}{foot}") == (WORDS[2], [(SAID, "plover")])
