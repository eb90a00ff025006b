"""Unknown software: how the pages of large sites are made, each kind with two faces in words of our own."""

from __future__ import annotations

import pytest

from crawler.blocks import Block, Body
from crawler.engines import named
from crawler.engines.generic.addresses import target
from crawler.engines.generic.fields.heads import take_time
from crawler.forum import ThreadPage
from crawler.page import Page

ASKED = "阳台朝北，冬天会不会太冷，想改成看书的地方。"
FIRST = "会冷，贴一层保温膜会好很多，窗帘也要厚一点，不然坐不住。"
OTHERS = ("我家就是这样改的，三个周末就弄完了，花的钱不多。", "顶", "插座要提前想好，明线走起来不好看，还要买线槽。")
NAMES = ("听雨", "阿木", "大头", "橘子")


def read(body: str, url: str, title: str = "阳台改书房可行吗") -> ThreadPage:
    reading = named("generic").read(Page(f"<html lang=zh><head><title>{title}</title></head><body>{body}</body></html>".encode(), url))
    assert isinstance(reading, ThreadPage), reading
    return reading


def told(reading: ThreadPage) -> list[tuple[str | None, str]]:
    return [(made.post.author and made.post.author.name, "\n".join(block.text for block in made.body.blocks)) for made in reading.posts]


def each(form: str, words: tuple[str, ...] = (FIRST, *OTHERS)) -> str:
    rows = enumerate(zip(NAMES, words, strict=True), 1)
    return "".join(form.format(n=n, name=name, words=said, day=f"2024-03-0{n} 10:1{n}") for n, (name, said) in rows)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (
            '<div class="AskPage"><div class="QuestionHeader"><div class="Tag"><a href="/topic/19">装修</a></div>'
            '<div><h1 class="QuestionHeader-title">阳台改书房可行吗</h1>'
            f'<div class="QuestionHeader-detail"><span class="RichText">{ASKED}</span></div></div></div></div>',
            '<div class="Item"><div class="Meta"><a href="/people/p{n}">{name}</a></div><span class="RichText">{words}</span>'
            '<div class="ItemTime"><span>发布于 {day}</span></div></div>',
        ),
        (
            f'<div class="ask-head"><h1>阳台改书房可行吗</h1><pre class="ask-detail">{ASKED}</pre></div>',
            '<div class="answer-item"><a class="uname" href="/u/{n}">{name}</a> <i>{day}</i><div class="answer-text">{words}</div></div>',
        ),
    ],
)
def test_a_question_whose_header_says_no_name(asked: str, answer: str) -> None:
    reading = read(f'{asked}<div class="list">{each(answer)}</div>', "https://ask.example/question/6123")
    assert told(reading) == [(None, ASKED), *zip(NAMES, (FIRST, *OTHERS), strict=True)]


def test_the_best_answer_is_made_unlike_the_others_and_has_a_row_of_buttons() -> None:
    asked = (
        f'<div class="ask-box"><h1>阳台改书房可行吗</h1><div class="q-con">{ASKED}</div><ul><li>'
        f'<a class="user" href="/u/9">山人</a></li></ul></div>'
    )
    best = (
        '<div class="best"><div class="hd"><a href="/u/1" class="uname">听雨</a><p>推荐于2024-03-01</p></div><div class="answer">'
        f'<div class="best-text"><p>{FIRST}</p><div class="wp"><span>赞同</span><span>反对</span><span>收起</span></div></div></div></div>'
    )
    other = (
        '<div class="answer"><div><a class="uname" href="/u/{n}">{name}</a><i>{day}</i></div><div>'
        '<span class="con">{words}</span></div></div>'
    )
    answers = each(other).partition("</div></div>")[2]
    reading = read(f'{asked}<div class="answers">{best}{answers}</div>', "https://ask.example/question/1201.html")
    assert told(reading) == [("山人", ASKED), *zip(NAMES, (FIRST, *OTHERS), strict=True)]


@pytest.mark.parametrize(
    "form",
    [
        '<div class="item"><div><p><a href="/u{n}00" class="name">{name}</a></p><p>粉丝 {n}</p></div>'
        '<div><div><span>{n}楼</span> <b class="time">{day}</b></div><div class="doc">{words}</div></div></div>',
        '<li class="fd comment-{n}"><div><a href="#menu" class="member_{n}">{name}</a><p>Lv {n}</p></div>'
        '<div><div class="xe_words">{words}</div><p><a>赞</a> <i>{day}</i></p></div></li>',
    ],
)
def test_posts_with_floors_or_called_posts_need_no_word_for_a_forum(form: str) -> None:
    reading = read(each(form), "https://hutong.example/d2077.htm")
    assert told(reading) == list(zip(NAMES, (FIRST, *OTHERS), strict=True))


@pytest.mark.parametrize("notice", ["forward", "tip-line"])
def test_a_notice_above_the_replies_is_not_the_opening_post(notice: str) -> None:
    opening = (
        f'<div class="who"><a href="/u/7" class="name">山人</a> <i>2024-03-01 09:00</i></div><div class="newstext"><p>{ASKED}</p></div>'
        f'<div class="{notice}">声明：用户在本社区发表的所有信息仅代表个人观点，与本网站立场无关，据此操作风险自担。</div>'
    )
    form = '<div class="reply_item"><a class="nick" href="/u/{n}">{name}</a><i>{day}</i><span class="reply_title">{words}</span></div>'
    reading = read(f"<div class=main>{opening}<div class=list>{each(form)}</div></div>", "https://gu.example/news,6,1550.html")
    assert told(reading)[0] == ("山人", ASKED)


@pytest.mark.parametrize("line", ["<div>{}</div>", "<section>{}</section>"])
def test_lines_of_one_post_are_not_posts(line: str) -> None:
    form = (
        '<div class="box"><div class="man"><a href="/home.php?owner=u{n}"><img src="a.png"></a><div><a href="/home.php?owner=u{n}">'
        '{name}</a><p>{n}楼 {day} 编辑</p></div></div><div class="box_txt">{words}</div><div><a>举报</a></div></div>'
    )
    lines = tuple(line.format(words) for words in (FIRST + ASKED, *OTHERS))
    reading = read(each(form, (lines[0] + line.format(ASKED), *lines[1:])), "https://hall.example/topic/77")
    assert told(reading) == list(zip(NAMES, (f"{FIRST}{ASKED}\n{ASKED}", *OTHERS), strict=True))


@pytest.mark.parametrize("label", ["<span>조회 91</span>", "<span>추천 3</span>"])
def test_a_button_with_a_nickname_is_a_name_and_a_count_is_none(label: str) -> None:
    opening = f'<div><button class="nickname">山人</button><i>2024-03-01 09:00</i>{label}</div><div class="article_text">{ASKED}</div>'
    form = '<li class="comment"><button class="comment-nickname">{name}</button><p class="comment-text">{words}</p><i>{day}</i></li>'
    reading = read(f"<article>{opening}</article><ul>{each(form)}</ul>", "https://cafe.example/articles/99001")
    assert [name for name, _ in told(reading)] == ["山人", *NAMES]


@pytest.mark.parametrize("address", ["forum-269-thread-9001-1-1.html", "bbs-12-topic-9001.html", "fid7-tid-9001.html"])
def test_a_thread_with_its_board_in_one_part_of_its_address(address: str) -> None:
    found = target(f"https://www.example/{address}")
    assert found is not None
    assert (found.kind, found.id) == ("thread", "9001")


LINE = '<p class="info"><span>2024-03-01</span><span>{label}：山人</span><span>浏览 102</span></p>'
NOTICE = '<div class="{called}">版权声明：本文内容由用户自发贡献，版权归作者所有，社区不拥有其著作权，亦不承担相应责任。</div>'


@pytest.mark.parametrize(
    "asked",
    [
        f'<div class="ask">{LINE.format(label="提问者")}<div class="describe">{ASKED}</div></div>',
        f'<div class="topic-box">{LINE.format(label="发布人")}<p>{ASKED}</p></div>',
        f'<div class="ask-box"><div class="ask-desc">{ASKED}</div><div class="ask-foot"><a class="user" href="/u/9">山人</a>'
        " <i>2024-03-01</i></div>"
        f"{NOTICE.format(called='copyright-outer-line')}</div>",
        f'<div class="box"><a class="user" href="/u/9">山人</a> <i>2024-03-01</i><div class="desc">{ASKED}</div>'
        f"{NOTICE.format(called='disclaimer')}</div>",
    ],
)
def test_what_stands_beside_a_question_is_none_of_its_words(asked: str) -> None:
    form = '<div class="answer"><a class="uname" href="/u{n}00">{name}</a><div class="con">{words}</div><em>{day}</em></div>'
    reading = read(f"<h1>阳台改书房可行吗</h1>{asked}<h2>全部回答(4)</h2><div>{each(form)}</div>", "https://ask.example/ask/k71.html")
    assert told(reading) == [("山人", ASKED), *zip(NAMES, (FIRST, *OTHERS), strict=True)]


@pytest.mark.parametrize(
    "form",
    [
        '<div class="ans"><a class="lawyer-name" href="//x.example/lawyer/{n}">{name}</a><div class="text">{words}</div><i>{day}</i></div>',
        '<div class="ans"><span class="doctor_name">{name}</span><em>擅长：耳鼻喉</em><div class="text">{words}</div><i>{day}</i></div>',
        '<div class="post"><span>{name}</span><span>·</span><span>{day}</span><div class="py-1">{words}</div></div>',
        '<div class="row"><div class="l">{name}<br>网友</div><div class="r"><p>{day} <span>{n} 楼</span></p><div>{words}</div></div></div>',
    ],
)
def test_names_of_those_who_answer(form: str) -> None:
    reading = read(f"<h1>阳台改书房可行吗</h1><h2>律师解答 (4)</h2>{each(form)}", "https://a.example/luntan/88001.html")
    assert told(reading) == list(zip(NAMES, (FIRST, *OTHERS), strict=True))


@pytest.mark.parametrize("title", ["さん", "님"])
def test_a_question_that_is_its_own_heading_and_names_with_what_one_adds_to_them(title: str) -> None:
    asked = f'<div class="question-item"><p class="user-name">山人{title}</p><p>2024-03-01 09:00</p><h1 class="text">{ASKED * 4}</h1></div>'
    form = '<div class="answer-item"><p class="user-name">{name}' + title + '</p><p>{day}</p><p class="text">{words}</p></div>'
    reading = read(f"<main>{asked}{each(form)}</main>", "https://chie.example/qa/question_detail/q1423", f"{ASKED} - 知恵")
    assert told(reading) == [("山人", ASKED * 4), *zip(NAMES, (FIRST, *OTHERS), strict=True)]


@pytest.mark.parametrize("line", ["发贴时间: 2024-03-01 10:11 | 第 3 楼", "发表时间：2024-03-01 10:11 3楼", "2024-03-01 10:11"])
def test_a_line_of_label_time_and_floor_is_no_words(line: str) -> None:
    body = Body([Block("paragraph", line), Block("paragraph", "引用 编辑"), Block("paragraph", FIRST)])
    assert take_time(body, "zh") == "2024-03-01 10:11"
    assert [block.text for block in body.blocks] == [FIRST]


@pytest.mark.parametrize(
    "name",
    [
        '<div class="acc-card"><a class="user-card__name" href="/list?id={n}">{name}</a><span>{n}5</span></div>',
        '<div class="doctor_name"><a href="/doc_card/{n}">{name}</a> 主治医师</div>',
    ],
)
def test_names_with_what_is_said_of_them(name: str) -> None:
    form = '<div class="reply-card">' + name + '<div class="rich-text">{words}</div><p><span>{day}</span><i>广东</i><i>回复</i></p></div>'
    reading = read(each(form), "https://www.example/ys/article/36001234")
    assert told(reading) == list(zip(NAMES, (FIRST, *OTHERS), strict=True))


@pytest.mark.parametrize("label", ["提问者：", "咨询人:"])
def test_a_label_says_who_asked(label: str) -> None:
    line = f'<p><span>{label}<a href="/my/9">山人</a></span> <span>提问时间：2024-03-01 09:00</span></p>'
    asked = f"<h1>阳台改书房可行吗</h1><div>{ASKED}</div>{line}"
    form = '<dl class="ans"><dt><a href="/my/{n}" class="nick">{name}</a></dt><dd class="ans_txt">{words}</dd><dd>回答时间：{day}</dd></dl>'
    reading = read(f"<div>{asked}</div><h2>全部回答（4）</h2>{each(form)}", "http://ask.example/q/90001.html")
    assert told(reading) == [("山人", ASKED), *zip(NAMES, (FIRST, *OTHERS), strict=True)]


def test_posts_without_classes_in_a_column_are_posts() -> None:
    form = '<div><a class="nick" href="/u/{n}">{name}</a> <i>{day}</i><p>{words}</p></div>'
    column = f"<table><tr><td><div>欢迎来到装修论坛，发帖之前请先看版规，谢谢大家的配合。</div></td><td>{each(form)}</td></tr></table>"
    reading = read(column, "https://hall.example/topic/77")
    assert [name for name, _ in told(reading)] == list(NAMES)


@pytest.mark.parametrize(
    ("heading", "form"),
    [
        (
            "商品评价 (4)",
            '<div class="comment-item"><div class="user-info">{name}</div><p class="comment-con">{words}</p><i>{day}</i></div>',
        ),
        ("Customer reviews", '<li class="entry"><b class="nick">{name}</b> <time>{day}</time><div class="comment-text">{words}</div></li>'),
    ],
)
def test_what_buyers_say_is_no_thread(heading: str, form: str) -> None:
    page = f"<html><head><title>净化器 - 商城</title></head><body><h1>净化器</h1><p>￥899</p><h3>{heading}</h3>{each(form)}</body></html>"
    assert not isinstance(named("generic").read(Page(page.encode(), "https://item.example/123456.html")), ThreadPage)
