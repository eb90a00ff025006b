"""Where posts of texts begin and end, and how they are numbered: pages built from one post's lines."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import Notice

NAMES = ("cooper", "old salt", "wren", "cooper", "tilly")
SAID = (
    "The weir is closed until the frost has gone.",
    "Who has the key of the lower lock?",
    "It hangs behind the door of the mill.\nPlease bring it back.",
    "Thank you, I have found it there.",
    "The water is high again this morning.",
)


def pond(post: str, *, posts: int = 5, head: str = "Home\nForums\nLog in\n", foot: str = "Post Reply\nAll times are UTC\n") -> bytes:
    """A thread's page as text; the heads of its posts come from ``post``."""
    rows = [
        post.format(name=name, words=words, at=at, day=at + 2, named=("楼主", "沙发", "板凳", "地板", "5#")[at - 1])
        for at, (name, words) in enumerate(zip(NAMES[:posts], SAID[:posts], strict=True), 1)
    ]
    return f"The lower lock | Mill pond\n{head}The lower lock\n{''.join(rows)}{foot}".encode()


def floors(text: bytes) -> list[int | None]:
    return [post.floor for post in extract(text)]


@pytest.mark.parametrize(
    "post",
    [
        "{named} {name}\n2021-9-{day} 08:1{at}:00\n{words}\n回复\n举报\n",
        "{name}\n{named} 正方\n发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n",
    ],
)
def test_words_that_number_the_first_posts(post: str) -> None:
    assert floors(pond(post)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("badge", ["楼主\n", "樓主\n"])
def test_who_began_the_thread_is_no_number(badge: str) -> None:
    post = "{name}\n2{at}#\n" + badge + "发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n"
    assert floors(pond(post)) == [21, 22, 23, 24, 25]


@pytest.mark.parametrize(
    ("button", "expected"), [("引用\n{at}楼\n", [1, 2, 3, 4, 5]), ("Quote #{at}\n", [1, 2, 3, 4, 5]), ("回复 1楼\n", [None] * 5)]
)
def test_a_number_behind_a_button(button: str, expected: list[int | None]) -> None:
    """A post's own number is higher than those above; that of the post it answers is one of these."""
    assert floors(pond("{name}\n2021-9-{day}\n" + button + "{words}\n", head="论坛\n登录\n注册\n发新帖\n")) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Home\nForums\nLog in\nold salt\n4 replies\n", [1, 2, 3, 4, 5]),
        ("Home\nForums\nLog in\nspeech_bubble 4\n", [1, 2, 3, 4, 5]),
        ("Home\nForums\nLog in\n9 replies\n", [None] * 5),
    ],
)
def test_as_many_answers_as_the_page_says(head: str, expected: list[int | None]) -> None:
    assert floors(pond("{name}\nMember\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n", head=head)) == expected


@pytest.mark.parametrize("pager", ["1\n2\n3\n2 / 3\n", "1\n2\n3\n4\n2/3\n"])
def test_a_page_by_its_number_alone(pager: str) -> None:
    post = "{name}\nMember\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n"
    assert floors(pond(post, head="Home\nForums\nLog in\n13\nPosts\n", foot=pager + "Post Reply\n")) == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "post",
    [
        "Author: {name}    Date: 2021-9-{day} 08:1{at}\n{words}\n",
        "作者:\n{name}\n时间:\n2021-9-{day} 08:1{at}\n标题:\nThe lower lock\n{words}\n",
    ],
)
def test_a_page_for_printers(post: str) -> None:
    posts = extract(pond(post, head="", foot=""))
    assert [(one.author.name if one.author else None, one.text) for one in posts] == list(zip(NAMES, SAID, strict=True))


@pytest.mark.parametrize(
    "item", ["Author: {name}    Date: 2021-9-{back} 08:10\n{words}\n", "作者：{name} 时间：2021-9-{back} 08:10\n{words}\n"]
)
def test_the_newest_first_is_no_page_for_printers(item: str) -> None:
    rows = (item.format(name=name, words=words, back=20 - at) for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True)))
    assert isinstance(reading_of(f"News of the mill\n{''.join(rows)}".encode()), Notice)


@pytest.mark.parametrize("day", ["Today\nat 08:1{at} PM\n", "Yesterday\n08:1{at}\n"])
def test_a_clock_below_its_day(day: str) -> None:
    posts = extract(pond("{name}\nNewbie\nPosts: {at}\n#{at}\n" + day + "{words}\nQuote\nReport\n"))
    assert [one.text for one in posts] == list(SAID)
