"""Days in texts: the zone that the page's foot names, its own clock, the order of day and month that its dates show."""

from __future__ import annotations

import pytest

from crawler.extract import extract

WORDS = (
    "The kiln was opened too early.",
    "Which glaze did you take?",
    "The grey one from the second shelf.\nIt ran over the foot.",
    "Mine cracked as well, all four cups.",
)
NAMES = ("clayhand", "old tom", "窑火", "clayhand")


def page(post: str, times: tuple[str, ...], foot: str = "", head: str = "") -> bytes:
    rows = [
        post.format(n=n, name=name, time=time, words=words)
        for n, (name, time, words) in enumerate(zip(NAMES, times, WORDS, strict=True), 1)
    ]
    return f"Cracked cups - Potters' board\n{head}Log in\nRegister\nCracked cups\n{''.join(rows)}Reply\nPowered by nothing\n{foot}".encode()


POSTS = ("{name}\nMember\nPosted: {time}\n#{n}\n{words}\nReply\nQuote\n", "{n}楼\n{name}\n发表于 {time}\n{words}\n回复\n举报\n")


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize(
    ("head", "foot", "offset"),
    [
        ("", "All times are\nUTC-03:30\n", "-03:30"),
        ("All times are UTC + 2 hours\n", "", "+02:00"),
        ("", "GMT+9, 2021-9-8 15:39 , Processed in 0.04 second(s)\n", "+09:00"),
    ],
)
def test_the_zone_stands_around_the_posts(post: str, head: str, foot: str, offset: str) -> None:
    posts = extract(page(post, ("2021-9-3 10:01", "2021-9-3 11:02", "2021-9-4 08:03", "2021-9-5 23:04"), foot, head))
    assert [one.created_at for one in posts] == [f"2021-09-{time}:00{offset}" for time in ("03T10:01", "03T11:02", "04T08:03", "05T23:04")]
    assert not any(one.inferred for one in posts)


@pytest.mark.parametrize(
    ("post", "times", "foot"),
    [
        (POSTS[1], ("3 天前", "昨天 12:40", "半小时前", "4 分钟前"), "GMT+8, 2021-9-8 15:39\n"),
        (POSTS[0], ("3 days ago", "Yesterday, 12:40 PM", "30 minutes ago", "4 minutes ago"), "It is currently Wed Sep 8, 2021 3:39 pm\n"),
    ],
)
def test_times_without_a_year_are_told_from_the_clock_of_the_page(post: str, times: tuple[str, ...], foot: str) -> None:
    posts = extract(page(post, times, foot))
    assert [(one.created_at or "")[:10] for one in posts] == ["2021-09-05", "2021-09-07", "2021-09-08", "2021-09-08"]
    assert [one.created_at for one in extract(page(post, times))] == [None] * 4


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize(
    ("times", "day"), [(("03/09/2021 10:01", "03/09/2021 11:02", "04/09/2021 08:03", "25/09/2021 23:04"), "2021-09-03"),
                       (("03-09-2021, 10:01 AM", "03-09-2021, 11:02 AM", "03-14-2021, 08:03 PM", "04-01-2021, 11:04 PM"), "2021-03-09")],
)  # fmt: skip
def test_one_date_tells_the_order_of_the_others(post: str, times: tuple[str, ...], day: str) -> None:
    assert (extract(page(post, times))[0].created_at or "")[:10] == day
