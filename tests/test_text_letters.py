"""Letters of telnet boards kept as text: one alone, several with answers, and what only looks like one."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import Notice

MAINLAND = """发信人: {name} ({name}的昵称), 信区: Harbour
标  题: {title}
发信站: 南岸夜话 (Tue Mar  5 21:14:0{at} 2019), 站内

{words}
{quoted}
--
签名不是正文
※ 来源:·南岸夜话 harbour.example·[FROM: 10.0.0.*]
"""
TAIWAN = """作者  {name} ({name}的暱稱)                    看板  Harbour
標題  {title}
時間  Tue Mar  5 21:14:0{at} 2019
──────────────────────────

{words}
{quoted}
--
※ 發信站: 南岸(harbour.example), 來自: 10.0.0.7
推 gannet: 推一個                                03/05 21:20
"""
QUOTES = {MAINLAND: "【 在 ropewalk (绳) 的大作中提到: 】\n: 末班船几点\n", TAIWAN: "※ 引述《ropewalk (繩)》之銘言：\n: 末班船几点\n"}


@pytest.mark.parametrize("letter", [MAINLAND, TAIWAN])
def test_a_letter_is_a_post(letter: str) -> None:
    text = letter.format(name="lamplighter", title="渡口的灯修好了", at=1, words="昨晚灯亮了。\n……", quoted="")
    (post,) = extract(text.encode())
    assert (post.thread.title, post.board.name) == ("渡口的灯修好了", "Harbour")
    assert (post.author.name if post.author else None, (post.created_at or "")[:19]) == ("lamplighter", "2019-03-05T21:14:01")
    assert post.text == "昨晚灯亮了。\n……"


@pytest.mark.parametrize("letter", [MAINLAND, TAIWAN])
def test_letters_on_a_page_are_one_thread(letter: str) -> None:
    first = letter.format(name="ropewalk", title="末班船", at=1, words="末班船几点", quoted="")
    second = letter.format(name="gannet", title="Re: 末班船", at=2, words="十点半。", quoted=QUOTES[letter])
    posts = extract((first + "\n" + second).encode())
    assert [(post.author.name, post.text) for post in posts if post.author] == [("ropewalk", "末班船几点"), ("gannet", "十点半。")]
    assert [(quote.author, quote.text) for quote in posts[1].quotes] == [("ropewalk", "末班船几点")]
    assert posts[1].thread.title == "末班船"


@pytest.mark.parametrize("head", ["作者：南岸人\n标题：渡口的灯\n时间：2019-03-05 21:14:01\n", "发信人: 南岸人\n\n请把信寄到渡口。\n"])
def test_an_article_with_its_author_is_no_letter(head: str) -> None:
    assert isinstance(reading_of(f"{head}\n昨晚渡口的灯亮了，街坊都来看。\n".encode()), Notice)
