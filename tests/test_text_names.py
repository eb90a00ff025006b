"""Names in texts: which of the lines of a head is the author's, and which is a rank, a place, or somebody else's."""

from __future__ import annotations

import pytest

from crawler.engines.text.affixes import without_affixes
from crawler.engines.text.names import name_in
from crawler.extract import extract
from tests.test_text_heads import NAMES, WORDS, page, told

RANKS = {"lamplighter": "Keeper of lamps", "old tom": "Sailor", "ropewalk": "Sailor", "gannet": "Keeper of lamps"}
JOINED = {"lamplighter": "2017-3-9", "old tom": "2012-11-30", "ropewalk": "2019-5-1", "gannet": "2008-8-8"}
COUNTS = {"lamplighter": "1,204", "old tom": "377", "ropewalk": "5,110", "gannet": "921"}
BEGAN = NAMES[0]


def threads(post: str, **more: str) -> list[tuple[str | None, str]]:
    """The names and words that are read from a page with such posts; the one who began the thread is called so, and has a letter."""
    values = {
        "rank": tuple(RANKS[name] for name in NAMES),
        "joined": tuple(JOINED[name] for name in NAMES),
        "count": tuple(COUNTS[name] for name in NAMES),
        "status": tuple("Thread starter\n" if name == BEGAN else "" for name in NAMES),
        "letter": tuple(f"{name[0].upper()}\n" if name == BEGAN else "" for name in NAMES),
    }
    shifted = {key: (found[-1], *found[:-1]) for key, found in values.items()}
    return [(name, words) for _, name, _, words in told(extract(page(post, **shifted, **{key: (value,) for key, value in more.items()})))]


@pytest.mark.parametrize(
    "post",
    [
        "{letter}{name}\n{status}{count} posts\nJoined 2018\nShare post\n#{at}\nSep {day}, 2021\n{words}\nQuote\nReport\n",
        "{letter}{name}\n{rank}\n{status}Joined\n{joined}\nMessages\n{count}\nSep {day}, 2021\n#{at}\n{words}\nReply\nReport\n",
        "{letter}{name}\n{rank}\n{status}{joined}\n{count}\n2021-9-{day}\n#{at}\n{words}\nReply\nReport\n",
    ],
)
def test_what_not_everybody_has_does_not_move_a_name(post: str) -> None:
    assert threads(post) == list(zip(NAMES, WORDS, strict=True))


@pytest.mark.parametrize(
    "post",
    [
        "{name}\n{rank}\nMessages:\n{count}\n#{at}\n{words}\n{name}\n,\nSep {day}, 2021\nIP\n",
        "{name}\n{words}\n#{at}\n{name},\nSep {day}, 2021\n",
        "{name}\n{name} {rank}\nMessages:\n{count}\n#{at}\n{words}\n{name}, Sep {day}, 2021 IP\n",
    ],
)
def test_a_name_and_a_time_below_what_was_written_are_of_the_post_above(post: str) -> None:
    read = extract(page(post)) if "rank" not in post else None
    found = threads(post) if read is None else [(one.author.name if one.author else None, one.text) for one in read]
    assert found == list(zip(NAMES, WORDS, strict=True))


@pytest.mark.parametrize(
    "post",
    [
        "{name}\nPosted\nSep {day}, 2021\n{name}\nMembers\n{count}\nPosted\nSep {day}, 2021\n{words}\nQuote\nReport\n",
        "{name}\n{name} 22\nPosted Sep {day}, 2021\n{name}\n{name}\nLevel 2\n{count}\nPosted Sep {day}, 2021\n{words}\nQuote\nReport\n",
    ],
)
def test_a_time_printed_twice_with_the_name_between_is_one_post(post: str) -> None:
    assert [words for _, words in threads(post)] == list(WORDS)


@pytest.mark.parametrize("since", ["Founded:\n{joined}\n", "Sailing since\n{joined}\n"])
def test_days_in_no_order_are_no_posts(since: str) -> None:
    post = "{name}\n{rank}\nPosts:\n{count}\n" + since + "Reply with quote\nby\n{name}\nSep {day}, 2021 4:0{at} am\n{words}\nTop\n"
    assert [words for _, words in threads(post)] == list(WORDS)


@pytest.mark.parametrize("alt", ["Avatar for {name}", "{name}'s picture", "{name}'s avatar"])
def test_words_of_a_members_picture_hold_the_name(alt: str) -> None:
    found = threads(alt + "\nSep {day}, 2021 08:1{at}\n#{at}\n{words}\nQuote\nReport\n")
    assert {name for name, _ in found} <= {*NAMES, None}


@pytest.mark.parametrize(
    "post",
    [
        "{name}\n{rank}\n隐藏此楼\n查看此楼\n{words}\nIP属地:北岸\n来自\n手机客户端\n{at}楼\n2021-09-{day} 10:0{at}\n回复\n收起回复\n",
        "{name}\n{rank}\nReport\nShare\n{words}\nLocation: the long quay\n#{at}\nSep {day}, 2021 10:0{at}\nReply\nQuote\n",
    ],
)
def test_numbers_and_times_below_what_was_written_are_of_the_post_above(post: str) -> None:
    read = extract(page(post, rank=("Keeper", "Sailor")))
    told_days = [(one.floor, (one.created_at or "")[:10], one.text) for one in read]
    assert told_days[1:] == [(at, f"2021-09-{at + 2:02}", words) for at, words in enumerate(WORDS, 1)][1:]


@pytest.mark.parametrize("reply", ["{name} 回复了此帖\n", "{name} replied to this\n"])
def test_a_letter_glued_to_a_name_is_no_part_of_it(reply: str) -> None:
    names = ("灯塔看守", "老汤姆")
    rows = [
        f"{name[0]}{name}\n5 天前\n发布 #{at} 2021年9月{at + 2}日 10点0{at}分\n{words}\n回复\n{reply.format(name=names[at % 2])}"
        for at, (name, words) in enumerate(zip(names * 3, WORDS, strict=True), 1)
    ]
    read = extract(f"Ferry times | Harbour talk\n首页\n登录\n注册\nFerry times\n{''.join(rows)}登录以回复\n".encode())
    assert {one.author.name for one in read if one.author} <= set(names)


@pytest.mark.parametrize(
    ("alt", "caption"),
    [("The boat at the pier in March图片：boat7.jpg", "The boat at the pier in March"), ("渡船停在北岸 附件: IMG_3.png", "渡船停在北岸")],
)
def test_a_pictures_words_hold_its_description_and_its_file(alt: str, caption: str) -> None:
    shown = f"![{alt}](https://harbour.example/f/9f2c.jpg)\n\n"
    rows = [
        f"**{name}**\n\n#{at} Sep {at + 2}, 2021 10:0{at}\n\n{shown if at == 2 else ''}{words}\n\n[Reply](/r) [Report](/x)\n\n"
        for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    ]
    text = f"# Ferry times in winter\n\n[Home](/) [Forums](/f) [Log in](/l)\n\n{''.join(rows)}[Post reply](/n)\n"
    images = [image for one in extract(text.encode()) for image in one.images]
    assert [(image.filename, image.alt) for image in images] == [(alt.rsplit("：", maxsplit=1)[-1].rsplit(" ", maxsplit=1)[-1], caption)]


@pytest.mark.parametrize(
    ("names", "bare"),
    [
        (("ann Deck Hand", "bob Deck Hand", "cleo Old Keeper", "dora Old Keeper"), ("ann", "bob", "cleo", "dora")),
        (("the author ann", "the author bob", "the author cleo", "dora"), ("ann", "bob", "cleo", "dora")),
        (("Ann W", "Bob W", "Cleo D", "Dora D"), ("Ann W", "Bob W", "Cleo D", "Dora D")),
        (("old tom", "old salt", "gannet", "ropewalk", "dora"), ("old tom", "old salt", "gannet", "ropewalk", "dora")),
    ],
)
def test_words_that_most_names_share_are_no_part_of_them(names: tuple[str, ...], bare: tuple[str, ...]) -> None:
    assert tuple(without_affixes(names)) == bare


@pytest.mark.parametrize("rank", ["No Longer With Us", "Lamp Cleaner"])
def test_a_first_letter_in_place_of_a_picture_stands_above_the_name(rank: str) -> None:
    more = {"first": ("R\n", "", "O\n", "R\n", "", ""), "called": (f"{rank}\n", "", f"{rank}\n", f"{rank}\n", "", "")}
    post = "{first}{name}\n{called}Member\nJoined 2018\nSep {day}, 2021\n#{at}\n{words}\nReply\nReport\n"
    found = [name for _, name, _, _ in told(extract(page(post, **more)))]
    assert [name for name in found if name] == [name for at, name in enumerate(NAMES) if found[at]]
    assert (found[1], found[2], found[5]) == (NAMES[1], NAMES[2], NAMES[5])


@pytest.mark.parametrize("name", ["Ning Ning", "Joe Root"])
def test_a_line_that_stands_twice_is_the_whole_name(name: str) -> None:
    assert name_in(name, twice=True) == name
    assert name_in(f"{name} Offline", twice=True) == name


@pytest.mark.parametrize("place", ["italy", "north shore"])
def test_words_behind_a_name_that_stands_alone_below(place: str) -> None:
    names = ("lamplighter", "old tom", "ropewalk")
    rows = "".join(
        f"{name} {place}\n{name}\nSep {at}, 2021 08:1{at}\n#{at}\nThe lamp number {at} is out again.\nReply\n"
        for at, name in enumerate(names, 1)
    )
    text = f"The lamps of the pier - Harbour talk\nHome\nForums\nLog in\nThe lamps of the pier\n{rows}Post Reply\n"
    assert [post.author and post.author.name for post in extract(text.encode())] == list(names)


@pytest.mark.parametrize("names", [("Joe Root", "Ann Page", "Tom Post"), ("lamp quote", "old reply", "rope edit")])
def test_the_last_word_of_a_name_is_no_button(names: tuple[str, ...]) -> None:
    rows = "".join(
        f"{name}\nMember\nSep {at}, 2021 08:1{at}\n#{at}\nThe lamp number {at} is out again.\nReply\n" for at, name in enumerate(names, 1)
    )
    text = f"The lamps of the pier - Harbour talk\nHome\nForums\nLog in\nThe lamps of the pier\n{rows}Post Reply\n"
    assert [post.author and post.author.name for post in extract(text.encode())] == list(names)
