"""Questions with one answer, opening posts without a box, previews and lists beside a thread: pages of no software that is known."""

from __future__ import annotations

import pytest

from crawler.extract import extract, threads

URL = "https://ask.harbour.example/question/7/rope"


def page(body: str, title: str = "Which rope? - Harbour questions", lang: str = "en") -> bytes:
    head = f'<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><h1>Which rope?</h1>{body}</body></html>".encode()


QUESTION = "The old line chafes at the cleat after every storm; what should lie there instead of it?"
ANSWER = "Braided polyester, one size thicker, and a piece of fire hose around it where it touches."


@pytest.mark.parametrize(
    ("byline", "below", "told"),
    [
        ("otter asked", "by <b>heron</b>, March 3, 2015", ("otter", "heron")),
        ("<i>Frage von</i> otter", "von <span>heron</span> · 3. März 2015", ("otter", "heron")),
        ("asked by otter", "answered by heron on March 3, 2015", ("otter", "heron")),
    ],
)
def test_an_answer_inside_the_question_s_box(byline: str, below: str, told: tuple[str | None, str]) -> None:
    """The date between the two is the question's, the one in the answer's element is the answer's."""
    answers = f"<div class='answers'><div class='answer'><div class='a-text'>{ANSWER}</div><div class='by'>{below}</div></div></div>"
    box = f"<div class='question'><h3>{byline}</h3><div class='q-text'>{QUESTION}</div><div class='date'>March 2, 2015</div>{answers}</div>"
    posts = extract(page(box, lang="de" if "von" in byline else "en"), URL)
    assert [post.text for post in posts] == [QUESTION, ANSWER]
    assert [(post.created_at or "")[:10] for post in posts] == ["2015-03-02", "2015-03-03"]
    names = [post.author.name if post.author else None for post in posts]
    assert names[1] == told[1]
    assert names[0] in (told[0], None)


RELATED = [("Anchor drags", "petrel1"), ("Paint comes off", "petrel2"), ("Pump runs dry", "petrel3"), ("Lamp too weak", "petrel4")]


@pytest.mark.parametrize("entry", ["<div class='rel'>{}</div>", "<li>{}</li>"])
def test_a_list_of_like_questions_names_nobody_here(entry: str) -> None:
    rows = "".join(
        entry.format(
            f"<a href='/question/{n}/x'>{title}</a> <span>{n} answers</span> <a href='/users/{n}'>{name}</a> <span>{n} days ago</span>"
        )
        for n, (title, name) in enumerate(RELATED, 50)
    )
    thread = f"<div class='question'><div class='body'>{QUESTION}</div></div><div class='answer'><div class='body'>{ANSWER}</div></div>"
    posts = extract(page(f"{thread}<div class='related'>{rows}</div>"), URL)
    assert [post.text for post in posts] == [QUESTION, ANSWER]
    assert not any(post.author and post.author.name.startswith("petrel") for post in posts)
    assert not any(post.created_at for post in posts)


@pytest.mark.parametrize("body", ["blockquote", "div class='comment'"])
def test_an_opening_post_without_a_box(body: str) -> None:
    """Imageboards: the first post's parts stand bare before the replies, which have a table each."""

    def parts(number: int, words: str) -> str:
        return (
            f"<span class='nm'>Nameless</span> <span class='tm'>20/05/01(Fri)10:0{number}:12</span> <span>No.70{number}</span>"
            f"<{body}>{words}</{body.split(maxsplit=1)[0]}>"
        )

    replies = "".join(
        f"<table><tr><td>…</td><td class='r'>{parts(n, words)}</td></tr></table>" for n, words in enumerate((ANSWER, QUESTION), 1)
    )
    found = extract(
        page(f"<div class='thread'>{parts(0, 'Who left a kayak at the second pier, with the paddle in it?')}{replies}</div>"), URL
    )
    assert [post.text for post in found] == ["Who left a kayak at the second pier, with the paddle in it?", ANSWER, QUESTION]
    assert [post.created_at[14:16] if post.created_at else None for post in found] == ["00", "01", "02"]


def test_previews_of_other_threads_are_no_posts() -> None:
    """However long they are: each leads to a page of its own."""
    short = ["Primer first, always.", "Oil, and two days of drying.", "North side only in June.", "Or in May."]
    posts = "".join(
        f"<div class='comment'><b class='user'>otter{n}</b> <time datetime='2011-10-0{n + 1}T08:23:00+00:00'>x</time>"
        f"<p class='msg-text'>{words}</p></div>"
        for n, words in enumerate(short)
    )
    cards = "".join(
        f"<li class='card'><h4><a href='/topic/{n}'>{title} again</a></h4><a class='user' href='/u/{name}'>{name}</a> "
        f"<time datetime='2011-09-2{n - 50}'>x</time><p class='excerpt'>{title}: {ANSWER} {QUESTION}</p></li>"
        for n, (title, name) in enumerate(RELATED, 50)
    )
    found = extract(page(f"<div class='comments'>{posts}</div><ul class='latest'>{cards}</ul>"), "https://harbour.example/forum/topic/41")
    assert [post.text for post in found] == short


# Boards of known software in small skins -----------------------------------------------------------------------------------------------


def test_phpbb_2_without_the_stock_s_classes_and_with_its_columns_in_another_order() -> None:
    def row(number: int, replies: str, name: str) -> str:
        who = f"<a href='profile.php?mode=viewprofile&amp;u={number}'>{name}</a>" if number % 2 else name
        cells = (who, replies, "1,204", f"05 Jan 2005 10:00<br>{name}")
        titled = f"<td><span class='topictitle'><a href='viewtopic.php?t={number}' class='topictitle'>Knot {number}</a></span></td>"
        return f"<tr><td></td>{titled}{''.join(f'<td><span class=gensmall>{cell}</span></td>' for cell in cells)}</tr>"

    body = f"<table class='forumline'>{row(3, '14', 'otter')}{row(4, '0', 'heron')}</table>Powered by phpBB 2.0.4"
    rows = threads(page(body, "Harbour :: View Forum - Knots"), "http://harbour.example/viewforum.php?f=3")
    assert [(row.id, row.author.name if row.author else None, row.replies, row.views) for row in rows] == [
        ("3", "otter", 14, 1204),
        ("4", "heron", 0, 1204),
    ]
    assert all(row.last_post_at and row.last_post_at.startswith("2005-01-05T10:00") for row in rows)


def test_vbulletin_3_rows_of_moved_threads() -> None:
    def row(number: int, *cells: str) -> str:
        link = f"<a href='showthread.php?t={number}' id='thread_title_{number}'>Knot {number}</a>"
        return f"<tr><td id='td_threadtitle_{number}'><div>{link}</div></td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    rows_shown = row(8, "-", "-", "-") + row(9, "2021-11-28 10:00", "7", "30")
    body = f"<table id='threadslist'><tbody id='threadbits_forum_3'>{rows_shown}</tbody></table>"
    head = '<html><head><meta name="generator" content="vBulletin 3.8.11"><title>Knots</title></head><body>'
    rows = threads(f"{head}{body}</body></html>".encode(), "http://harbour.example/forumdisplay.php?f=3")
    assert [(row.id, row.moved) for row in rows] == [("8", True), ("9", False)]
