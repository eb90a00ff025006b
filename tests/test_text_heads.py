"""Heads of posts in texts: values between labels, names that stand twice, numbers without a sign, times that are signed."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import Notice
from crawler.items import Post

NAMES = ("lamplighter", "old tom", "ropewalk", "lamplighter", "gannet", "ropewalk")
WORDS = (
    "The ferry was late again today, by half an hour.",
    "Does anybody know the new fare?",
    "Two coins, as before; children pay one.\nDogs travel free.",
    "Then nothing changed at all.",
    "They painted the pier, it looks fine.",
    "I saw the new boat at the yard.\nIt is green.\nIt has two masts.",
)
TITLE = "Ferry times in winter"


def told(posts: list[Post]) -> list[tuple[int | None, str | None, str, str]]:
    return [(post.floor, post.author.name if post.author else None, (post.created_at or "")[:10], post.text) for post in posts]


def page(post: str, *, foot: str = "You must log in or register to reply here.\n", **more: tuple[str, ...]) -> bytes:
    rows = [
        post.format(name=name, words=words, at=at, day=at + 2, **{key: values[at % len(values)] for key, values in more.items()})
        for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    ]
    return f"{TITLE} | Harbour talk\nHome\nForums\nLog in\nRegister\n{TITLE}\n{''.join(rows)}{foot}".encode()


def wanted(*, floors: bool = True) -> list[tuple[int | None, str | None, str, str]]:
    rows = enumerate(zip(NAMES, WORDS, strict=True), 1)
    return [(at if floors else None, name, f"2021-09-{at + 2:02}", words) for at, (name, words) in rows]


@pytest.mark.parametrize(
    "post",
    [
        "09-{day:02}-2021, 09:0{at} AM #{at}\n{name}\nView Profile\nJoin Date\nMay 201{at}\nLocation\n{place}\nPosts\n{at}1\n{words}\n"
        "Reply With Quote\n",
        "#{at} 2021-9-{day} 08:1{at}\n{name}\n注册时间\n2019-2-{at}\n来自\n{place}\n帖子\n{at}7\n{words}\n回复\n举报\n",
    ],
)
def test_values_between_labels_are_no_words(post: str) -> None:
    places = ("Eastpoint", "the long quay", "北岸")
    assert [row[1:] for row in told(extract(page(post, place=places)))] == [row[1:] for row in wanted()]


@pytest.mark.parametrize(
    "post",
    [
        "{name}\n{name}\n{rank}\nSep {day}, 2021\n#{at}\n{words}\nReply\nLike\nReactions: gannet, old tom and {at} others\n",
        "{name}\n{name} {rank}\n2021-9-{day} 10:00\n{at}#\n{words}\nReport\nReply\n{at} people: gannet, ropewalk\n",
    ],
)
def test_names_that_stand_twice_begin_a_head(post: str) -> None:
    assert told(extract(page(post, rank=("Deckhand first class", "Keeper of keys", "Bosun's mate")))) == wanted()


@pytest.mark.parametrize(
    "post", ["{name} September {day}, 2021, 8:0{at}am {at}\n{words}\n", "{at}\n{name} 2021-9-{day} 08:0{at}\n{words}\n"]
)
def test_numbers_without_a_sign_that_run_on(post: str) -> None:
    foot = "Related topics\nTopic Replies Views Activity\n" + "".join(f"Old boat {at}\n{at} 9{at} May {at}, 2020\n" for at in range(1, 4))
    assert told(extract(page(post, foot=foot))) == wanted()


def test_numbers_that_do_not_run_on_are_none() -> None:
    posts = extract(page("{name} September {day}, 2021, 8:0{at}am {likes}\n{words}\nReply\nQuote\n", likes=("7", "3", "12")))
    assert [post.floor for post in posts] == [None] * len(NAMES)


SIGNED = "{name}\n{rank}\nMessages:\n{at}4\nLikes Received:\n{at}\n#{at}\n{words}\n{name}, Sep {day}, 2021{more}\n"


@pytest.mark.parametrize("more", ["", " IP"])
def test_times_signed_by_the_name_above_stand_below(more: str) -> None:
    posts = extract(page(SIGNED, rank=("Greenhorn", "Notable Hand"), more=(more,)))
    assert [row[1:] for row in told(posts)] == [row[1:] for row in wanted()]


@pytest.mark.parametrize("label", ["Founded", "Since"])
def test_days_behind_labels_are_no_posts(label: str) -> None:
    head = f"{{name}}\nPosts: {{at}}2\n{label}: Oct 0{{at}}, 201{{year}}\nReply with quote\n"
    post = head + "Post by {name} » Fri Sep {day:02}, 2021 8:0{at} am\n{words}\nTop\n"
    assert [row[1:] for row in told(extract(page(post, year=("7", "1", "4"))))] == [row[1:] for row in wanted()]


@pytest.mark.parametrize(
    "quoted",
    [
        "2 hours ago, old tom said:\nDoes anybody know the new fare?",
        "On 9/4/2021 at 8:12 AM, old tom wrote:\nDoes anybody know the new fare?",
    ],
)
def test_a_quotation_that_begins_with_its_time(quoted: str) -> None:
    words = [*WORDS]
    words[4] = f"{quoted}\n{WORDS[4]}"
    post = "{name}\nMember\nPosted September {day}, 2021\n{words}\nQuote\nShare\n"
    rows = "".join(post.format(name=name, day=at + 3, words=line) for at, (name, line) in enumerate(zip(NAMES, words, strict=True)))
    posts = extract(f"{TITLE} - Harbour talk\nForums\nSign in\n{TITLE}\n{rows}Join the conversation\n".encode())
    assert [post.text for post in posts] == list(WORDS)
    assert [(quote.author, quote.text) for quote in posts[4].quotes] == [("old tom", WORDS[1])]


@pytest.mark.parametrize(
    "start", ["Thread starter\nlamplighter\nStart date\nSep 3, 2021", "Discussion in 'Boats' started by lamplighter, Sep 3, 2021."]
)
def test_the_title_stands_above_who_began(start: str) -> None:
    post = "{name}\n{name}\nDeckhand\nSep {day}, 2021\n#{at}\n{words}\nReply\nLike\n"
    rows = "".join(
        post.format(name=name, day=at + 2, at=at, words=words) for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    )
    text = f"Home\nForums\nNew posts\nBoats and ferries\nHarbour talk\n{TITLE}\n{start}\n{rows}You must log in or register to reply here.\n"
    assert {post.thread.title for post in extract(text.encode())} == {TITLE}


def changes(entry: str) -> str:
    return "".join(entry.format(at=at, name=NAMES[at % 6], words=WORDS[at % 6]) for at in range(1, 9))


@pytest.mark.parametrize(
    "text",
    [
        changes(
            "boat (1.{at}) stable; urgency=low\n\n  * {words}\n\n -- {name} <hand@harbour.example>  Fri, 0{at} Mar 2024 10:00:00 +0100\n\n"
        ),
        changes("{name} 2024-03-01 10:0{at}:00\n{words}\n\n"),
    ],
    ids=["changelog", "chat"],
)
def test_names_and_times_alone_are_no_forum(text: str) -> None:
    assert isinstance(reading_of(text.encode()), Notice)


@pytest.mark.parametrize("buttons", ["回复举报", "收藏点赞分享"])
def test_buttons_run_together_end_a_post(buttons: str) -> None:
    post = "{name}\n{name} 当前在线\n积分\n{at}00\n{at}#\n发表于 2021-9-{day} 08:1{at} | 只看该作者\n{words}\n" + buttons + "\n"
    assert told(extract(page(post))) == wanted()


@pytest.mark.parametrize("answered", ["引用 2 楼", "回复 #2"])
def test_the_number_of_the_post_that_is_answered_is_no_word(answered: str) -> None:
    post = "{name} 2021-9-{day} 08:1{at}\n#{at}\n{words}\n回复\n举报\n"
    text = page(post).decode().replace(WORDS[4], f"{answered}\n{WORDS[4]}")
    assert [row[3] for row in told(extract(text.encode()))] == list(WORDS)


HARBOUR = "Ferry fares | Harbour talk\nHome\nFerry fares\n{posts}Post Reply\nAll times are UTC\n"
SAILORS = ("mo moor", "kit barrow", "ann vale", "mo moor")
SAID = (
    "The fare is two coins.",
    "It was one coin last year, was it not?",
    "Two coins, and three on Sundays.",
    "Thank you both, then two it is.",
)


def harbour(post: str) -> bytes:
    posts = (
        post.format(
            name=name,
            at=at,
            day=at + 3,
            words=words,
            place=("Hull", "Cork", "Oslo", "Bergen")[at - 1],
            job=("Cook", "Pilot", "Smith", "Clerk")[at - 1],
        )
        for at, (name, words) in enumerate(zip(SAILORS, SAID, strict=True), 1)
    )
    return HARBOUR.format(posts="".join(posts)).encode()


@pytest.mark.parametrize(
    "post",
    [
        "{name}\nMember\nMessages\n{at}1\nCountry\n{place}\nSep {day}, 2021\n#{at}\n{words}\nReply\nReport\n",
        "{name}\nKind of crew\n{job}\nHome shore\n{place}\nSep {day}, 2021\n#{at}\n{words}\nReply\nReport\n",
    ],
)
def test_values_below_labels_are_nobody(post: str) -> None:
    authors = {found.author.name for found in extract(harbour(post)) if found.author}
    assert authors <= set(SAILORS)


@pytest.mark.parametrize("status", ["Offline", "Away"])
def test_a_name_with_its_status_behind(status: str) -> None:
    post = "{name} " + status + "\n\n{job}\nPosts: {at}2\nJoined: Feb 2011\n#{at}\n2021-09-{day}, 08:10 AM\n{words}\nFind\nReply\n"
    found = extract(harbour(post))
    assert [one.author.name for one in found if one.author] == list(SAILORS)
    assert [one.text for one in found] == list(SAID)


@pytest.mark.parametrize("between", ["Author stats\n", "Members\n12 posts\n"])
def test_a_time_printed_twice_is_one_post(between: str) -> None:
    post = "{name}\n{name} Members\nSep {day}, 2021 08:1{at}\n" + between + "Sep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n"
    assert [one.text for one in extract(harbour(post))] == list(SAID)


@pytest.mark.parametrize(
    ("pager", "floors"),
    [
        ("11 posts\n1\n2\n3\nNext\n", [1, 2, 3, 4]),
        ("11 posts\nPrevious 1 2 3 Next Page 2 of 3\n", [5, 6, 7, 8]),
        ("12 Beiträge\nVorherige\n1\n2\n3\n", [9, 10, 11, 12]),
        ("11 posts\nPrevious\n1\n2\n3\nNext\n", [5, 6, 7, 8]),
        ("31 posts\nPrevious\n1\n2\n3\nNext\n", [None] * 4),
        ("Nächste Seite »\n", [1, 2, 3, 4]),
        ("« 上一页\n下一页 »\n", [None] * 4),
        ("Previous topic\nNext topic\n", [None] * 4),
    ],
)
def test_numbers_by_the_pages_own_count(pager: str, floors: list[int | None]) -> None:
    post = "{name}\nMember\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n"
    text = harbour(post).decode().replace("Post Reply\n", pager + "Post Reply\n")
    assert [one.floor for one in extract(text.encode())] == floors


@pytest.mark.parametrize(
    "head",
    [
        "{title}\nThread starter {name}\nStart date Sep 4, 2021\n",
        "{title}\nThread starter\nold salt\nStart date\nSep 4, 2021\n",
        "{title}\nFares\nboats, money\n",
        "Question\n{title}\nThread starter old salt\n",
    ],
)
def test_titles_among_types_boards_and_who_began(head: str) -> None:
    title = "What does the ferry to the island cost now?"
    post = "{name}\nMember\nSep {day}, 2021 08:1{at}\n#{at}\n{words}\nQuote\nReport\n"
    text = (
        harbour(post)
        .decode()
        .replace("Ferry fares\n", head.format(title=title, name=SAILORS[0]))
        .replace("Ferry fares |", f"Question - {title} |" if "Question" in head else "Harbour |")
    )
    assert extract(text.encode())[0].thread.title == title


@pytest.mark.parametrize(
    "head",
    [
        "bookmark_outline\n{title}\nchat_bubble\nlamplighter\n",
        "{title}\nIt is currently Tue Nov 24, 2020 3:10 pm\nAll times are UTC\n",
        "{title}\nYour browser does not seem to support JavaScript. As a result, your viewing experience will be diminished.\n",
        "{title}\n此主题已被删除。只有拥有主题管理权限的用户可以查看。\n",
        "Harbour talk\nTitle: {title}\n",
    ],
)
def test_what_stands_among_titles_and_is_none(head: str) -> None:
    title = "What does the ferry to the island cost now?"
    post = "{name}\nMember\nSep {day}, 2021 08:1{at}\n#{at}\n{words}\nQuote\nReport\n"
    text = harbour(post).decode().replace("Ferry fares\n", head.format(title=title)).replace("Ferry fares |", "Harbour |")
    assert extract(text.encode())[0].thread.title == title


@pytest.mark.parametrize("first", ["# Harbour Archiver\n\n[Home](/) › [Boats](/b) › {title}\n", "## [Boats](/b)\n\n{title}\n\n"])
def test_a_heading_that_is_no_title(first: str) -> None:
    title = "What does the ferry to the island cost now?"
    posts = "".join(
        f"**[{name}](/member.php?u={at})**\n\nPosted 2021-09-{at:02} 10:00 #{at}\n\n{words}\n\n[Reply](/r) [Report](/x)\n\n"
        for at, (name, words) in enumerate(zip(NAMES, WORDS, strict=True), 1)
    ).replace(WORDS[0], f"### {title}\n\n{WORDS[0]}" if "Archiver" in first else WORDS[0])
    assert extract(f"{first.format(title=title)}{posts}[Post reply](/n)\n".encode())[0].thread.title == title
