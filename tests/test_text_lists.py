"""Lists of threads as text, tables within posts, and what the texts of one site have in common."""

from __future__ import annotations

import pytest

from crawler.engines.text.site import Edges
from crawler.extract import extract, posts, reading_of
from crawler.forum import BoardPage, Notice, ThreadPage
from crawler.lexicon.around import lists
from crawler.page import Page
from crawler.reading import read

TITLES = ("Ferry times in winter", "Who painted the old pier?", "Fares from March on", "A green boat at the yard", "Lost: one red glove")
NAMES = ("gannet", "old tom", "ropewalk", "gannet", "lamplighter")
LAST = ("lamplighter", "gannet", "old tom", "ropewalk", "old tom")

COLUMNS = (
    "Harbour talk\nForum index\nBoats and ferries\nNew topic\nTopics\nReplies\nViews\nLast post\n{rows}Mark all topics as read\nSort by\n"
)
COLUMN_ROW = "{title}\nby {name}\n2 Mar {day}, 2024\n{replies} Replies\n9{replies} Views\nLast post by {last}\n2024-04-{day} 10:00\n"
TABLE = "渡口夜话\n论坛\n船与渡口\n发新帖\n全部主题\t作者\t回复/查看\t最后发表\n{rows}默认排序\n发帖时间\n"
TABLE_ROW = "\t{title}\t{name} 2024-3-{day}\t{replies}81\t{last} 2024-4-{day} 10:38\n"


def listed(page: str, row: str) -> bytes:
    rows = (
        row.format(title=title, name=name, last=last, day=at + 10, replies=at + 1)
        for at, (title, name, last) in enumerate(zip(TITLES, NAMES, LAST, strict=True))
    )
    return page.format(rows="".join(rows)).encode()


@pytest.mark.parametrize(("page", "row"), [(COLUMNS, COLUMN_ROW.replace("2 Mar", "Mar")), (TABLE, TABLE_ROW)], ids=["lines", "cells"])
def test_a_list_of_threads_gives_its_rows(page: str, row: str) -> None:
    board = reading_of(listed(page, row))
    assert isinstance(board, BoardPage)
    assert [(thread.title, thread.author and thread.author.name) for thread in board.threads] == list(zip(TITLES, NAMES, strict=True))
    days = [((thread.created_at or "")[:10], (thread.last_post_at or "")[:10]) for thread in board.threads]
    assert days == [(f"2024-03-{day}", f"2024-04-{day}") for day in range(10, 15)]


def test_a_list_of_articles_is_none() -> None:
    rows = "".join(f"{title}\n{name}\nMar {at + 1}, 2024\nRead more\n" for at, (title, name) in enumerate(zip(TITLES, NAMES, strict=True)))
    assert isinstance(reading_of(f"Harbour news\nHome\nSearch\nLatest stories\n{rows}Subscribe\nContact us\n".encode()), Notice)


POST = "{name}\n{name}\nDeckhand\n2024-3-{day} 10:00\n#{at}\n{words}\nReply\nReport\n"
SIMILAR = "Similar threads\n" + "".join(f"{title}\nReplies\n{at}\nViews\n9{at}\nApr {at + 1}, 2024\n" for at, title in enumerate(TITLES))


def test_a_list_below_a_thread_makes_it_no_list() -> None:
    words = [f"{title} That is what I would like to know, and nobody at the pier told me a word about it so far." for title in TITLES]
    rows = "".join(POST.format(name=name, day=at + 10, at=at + 1, words=words[at]) for at, name in enumerate(NAMES))
    found = extract(f"Old boats - Harbour talk\nForums\nLog in\nOld boats\nThread starter\ngannet\n{rows}{SIMILAR}".encode())
    assert [post.text for post in found] == words


def thread(first: str) -> str:
    second = POST.format(name="old tom", day=12, at=2, words="Thank you, that helps.")
    return f"Fares - Harbour talk\nForums\nLog in\nFares\n{POST.format(name='gannet', day=11, at=1, words=first)}{second}Post reply\n"


MARKED = """# Fares

[Forums](/) » [Fares](/f)

[gannet](/member.php?u=1)

Posted 2024-03-11 10:00 #1

What I know:

{table}

More of it soon.

[Reply](/r) [Quote](/q)

[old tom](/member.php?u=2)

Posted 2024-03-12 10:00 #2

Thank you, *that* helps.

[Reply](/r) [Quote](/q)
"""


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            MARKED.format(table="| boat | fare |\n| --- | --- |\n| day | 2 |\n| night | 3 |"),
            [["boat", "fare"], ["day", "2"], ["night", "3"]],
        ),
        (MARKED.format(table="pier | bell\n---|---\nold | two"), [["pier", "bell"], ["old", "two"]]),
        (thread("What I know:\nboat\tfare\tdogs\nday\t2\tfree\nMore of it soon."), [["boat", "fare", "dogs"], ["day", "2", "free"]]),
    ],
)
def test_tables_are_blocks(text: str, rows: list[list[str]]) -> None:
    first = extract(text.encode())[0]
    assert [block["type"] for block in first.blocks] == ["paragraph", "table", "paragraph"]
    assert first.blocks[1]["rows"] == rows


def test_one_row_of_cells_is_no_table() -> None:
    assert [block["type"] for block in extract(thread("boat\tfare\nThat is all.").encode())[0].blocks] == ["paragraph"] * 3


MENU = "Tide tables of the week\nPier shop\nForums\nNew posts\nLog in\n"
RULES = "Spit only to lee, says the harbour board.\nDo not feed the gulls.\n"


def site_page(at: int, last: str) -> str:
    first = POST.format(name=NAMES[at], day=11 + at, at=1, words=f"I ask once more about this, it is year {at + 3}.")
    second = POST.format(name=LAST[at], day=12 + at, at=2, words=last).replace("Reply\nReport\n", "")
    return f"{MENU}{TITLES[at]}\n{first}{second}{RULES}Post reply\n"


def texts_of(page: Page) -> list[str]:
    reading = read(page)
    return [post.text for post in posts(reading)] if isinstance(reading, ThreadPage) else []


@pytest.mark.parametrize("words", ["Thank you, that helps.", "Nobody knows.\nAsk the master."])
def test_lines_that_pages_of_a_site_share_are_no_words(words: str) -> None:
    edges = Edges()
    for at in range(3):
        edges.learn(site_page(at, f"Answer {at}, as ever."), TITLES[at])
    page = site_page(4, words).encode()
    assert texts_of(Page(page))[1] != words
    assert texts_of(Page(page, edges=edges.known)) == ["I ask once more about this, it is year 7.", words]


def test_pages_of_one_thread_teach_once() -> None:
    edges = Edges()
    for at in range(4):
        edges.learn(site_page(at, "Thank you."), TITLES[0])
    assert not edges.known


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("Topics\nReplies\nViews\nLast post", "{name}\n2021-9-{day} 08:10\n{at}1\n{at}7\n{title}\nLast post\n"),
        ("主题\n回复\n查看\n最后发表", "{name}\n2021年9月{day}日 08:10\n{at}1\n{at}7\n{title}\n最后发表\n"),
    ],
)
def test_a_list_whose_rows_cannot_be_told_apart_is_no_thread(words: str, row: str) -> None:
    people = ("mo moor", "kit barrow", "ann vale", "mo moor")
    titles = ("Fares in winter", "Where does the pier end?", "Lost: one green oar", "Boats for sale")
    rows = "".join(
        row.format(title=title, name=name, at=at, day=at + 2) for at, (name, title) in enumerate(zip(people, titles, strict=True), 1)
    )
    text = (
        f"Harbour talk - Ferries\nBoard index\nFerries\nNew Topic\n{words}\n{rows}Mark all topics as read\nPost Reply\nAll times are UTC\n"
    )
    assert not isinstance(reading_of(text.encode()), ThreadPage)


@pytest.mark.parametrize("line", ["楼主", "帖子", "发布者"])
def test_what_stands_at_posts_tells_no_list(line: str) -> None:
    assert not lists(line)
