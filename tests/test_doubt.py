"""What a reading says of itself: words that went into no field, and how sure it is."""

from __future__ import annotations

import pytest

from crawler.crawl import changed
from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read
from tests.test_reading import WORDS, item, page

LOST = "The clapper itself is cracked along its lower edge, which nobody has said so far, and that is why it sounds like a pan."
LOST_TOO = "Whoever climbs up there next should bring the small lamp, for the bulb above the ladder has been gone since the winter."
ZH = "鐘舌的下緣其實裂了一條縫，到現在都沒有人提起過，所以敲起來才會像鍋子一樣，下次上去的人請把小燈帶著，因為梯子上面的燈泡早就壞掉了。"
OVER = f"<p>{LOST}</p><p>{LOST_TOO}</p>"


def reading_of(posts: str) -> ThreadPage:
    reading = read(Page(page(posts), "https://tower.example/forum/topic/77"), "generic")
    assert isinstance(reading, ThreadPage)
    return reading


@pytest.mark.parametrize(
    "between",
    [
        f'<div class="box">{OVER}</div>',
        f'<div class="folded" style="display:none">{OVER}</div>',
        f"<section><p>{ZH}</p></section>",
        f"<form action='/move'><input type='checkbox' name='chosen[]'><div>{OVER}</div></form>",
    ],
)
def test_sentences_between_posts_that_went_into_no_field_are_counted(between: str) -> None:
    reading = reading_of(item(0) + item(1) + between + item(2))
    assert reading.lacks["words"] >= 20


@pytest.mark.parametrize(
    "between",
    [
        f'<div class="signature">{OVER}</div>',
        "".join(f"<div class='note'>{LOST}</div>" for _ in range(2)),
        "<div class='note'>Last edited by marten on 3 March 2022 at 10:12, for the third time, because of a wrong word in it</div>",
        f"<script>var text = '{LOST} {LOST_TOO}';</script>",
        f"<div class='short'>{LOST[:40]}</div>",
        f"<form action='/answer'><label><input><span>{LOST}</span></label><p>{LOST_TOO}</p><textarea></textarea></form>",
    ],
)
def test_furniture_between_posts_is_none_of_them(between: str) -> None:
    assert "words" not in reading_of(item(0) + between + item(1) + item(2)).lacks


def test_words_left_over_are_said_and_lower_the_confidence() -> None:
    whole, poor = reading_of(item(0) + item(1) + item(2)), reading_of(item(0) + item(1) + f"<div class='box'>{OVER}</div>" + item(2))
    assert (poor.posts[0].post.confidence or 1) < (whole.posts[0].post.confidence or 0)
    assert changed.absent({"lacks/tower.example/words": 41}) == "41 words or more between posts of tower.example went into no field"


HEADS = (
    "".join(item(at, f"3 March 2022, 10:0{at} #{at + 1}<br>{words}") for at, words in enumerate(WORDS)),
    "".join(item(at, f"发表于 2022-3-{at + 1} 10:12 {at + 1}楼<br>{words}") for at, words in enumerate(WORDS)),
    "".join(item(at, f"{'Re: ' * bool(at)}Worn rope of the north bell") for at in range(3)),
)


@pytest.mark.parametrize("posts", HEADS)
def test_heads_and_subjects_in_place_of_texts_make_a_reading_unsure(posts: str) -> None:
    reading = read(Page(page(posts), "https://tower.example/forum/topic/77"), "generic")
    assert not isinstance(reading, ThreadPage) or all((made.post.confidence or 1) <= 0.6 for made in reading.posts)


@pytest.mark.parametrize("name", ["Worn rope", "Report"])
def test_a_name_that_cannot_be_one_makes_a_reading_unsure(name: str) -> None:
    posts = (
        item(0, who=f'<b class="author">{name}</b>')
        + item(1, who='<b class="author">{name}</b>')
        + item(2, who='<b class="author">{name}</b>')
    )
    reading = reading_of(posts)
    assert "author" in reading.lacks or not any(made.post.author and made.post.author.name == name for made in reading.posts)
    assert (reading.posts[0].post.confidence or 1) < 0.7
