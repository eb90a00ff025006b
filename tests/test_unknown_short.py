"""Unknown software: short threads, questions that are made unlike their answers, and what pages print around and in posts."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.lexicon import classify

ASKED = "院子里的老井去年秋天开始返浑，打上来要放一晚才能用，不知道是井壁的事还是水脉的事。"
MORE = "井深十一米，周围没有人家。"
SAID = (
    ("石匠老温", "先看井口往下三米的砖缝，十有八九是雨水从那里渗下去的，勾缝以后就好了。"),
    ("苇子", "同意。"),
    ("阿沅", "我们村的井也浑过一年，后来在井底铺了两层碎石，到现在都是清的。"),
)
TITLE = "老井返浑怎么办"


def told(body: str, url: str, title: str = TITLE) -> list[tuple[str | None, str]]:
    """Who said what on a page."""
    page = f"<html lang=zh><head><title>{title}</title></head><body>{body}</body></html>"
    return [(post.author and post.author.name, post.text) for post in extract(page.encode(), url)]


def rows(form: str, said: tuple[tuple[str, str], ...] = SAID) -> str:
    """Posts of one form."""
    return "".join(form.format(who=who, words=words, n=n, at=f"2022-03-0{n + 1} 09:1{n}") for n, (who, words) in enumerate(said, 1))


ANSWER = (
    '<li class="ans"><a class="name" href="/lawyer/u{n}7">{who}</a><div class="ans-text">{words}</div>'
    '<div class="foot"><span class="time">{at}</span></div></li>'
)


@pytest.mark.parametrize(
    ("who", "above"),
    [
        (
            "问井人",
            f'<div class="detail"><h1>{TITLE}</h1><p><span>咨询人：问井人</span><span>地区：江南-水乡</span>'
            "<span>2022-03-01 08:00:11</span>"
            f'<span>1231人看过</span></p><div class="detail-con">{ASKED}</div></div><div class="box"><h2>各位师傅的解答（共三条）</h2>',
        ),
        (
            "问井人",
            f'<table class="info"><tr><td><table><tr><td><a href="/u/9121">问井人</a><font>{TITLE}</font>'
            "<div>发布于: 2022-03-01 08:00<br>"
            f'看过的有一百多人</div></td></tr></table><table><tr><td class="board-con">{ASKED}</td></tr></table></td></tr></table><div>',
        ),
        (
            None,
            f'<div class="main-con"><h1>{TITLE}</h1><div class="line"><i>2022-03-01 08:00</i>'
            "<span>看过的有一百多人</span></div>"
            f'<div class="main-text">{ASKED}</div><div class="state">声明：以上只代表作者本人，照做以前请再问问别人。</div></div><div>',
        ),
    ],
)
def test_a_question_below_its_head_and_above_a_heading(who: str | None, above: str) -> None:
    found = told(f"{above}<ul>{rows(ANSWER)}</ul></div>", "https://well.example/ask/question_41231.html")
    assert found == [(who, ASKED), *SAID]


@pytest.mark.parametrize(
    "form", ['<div class="line customer"><b>顾客：</b><div class="words">{0}</div></div>', '<div class="plain">{0}</div>']
)
def test_what_stands_right_below_the_title_is_what_was_asked(form: str) -> None:
    answers = '<div class="line"><div><span class="name">{who}</span><span>{at}</span></div><div class="words">{words}</div></div>'
    found = told(f"<div><h1>{TITLE}</h1>{form.format(ASKED)}{rows(answers)}</div>", "https://well.example/question/6123")
    assert found == [(None, ASKED), *SAID]


@pytest.mark.parametrize(
    "answer",
    [
        '<h2>みんなの回答</h2><div class="answer-box"><a href="/profile/u{n}1.html">{who}</a><span>{at}</span>'
        '<div class="a-text">{words}</div></div>',
        '<section class="answers"><div class="answer"><span class="uname">{who}</span><i>{at}</i>'
        '<p class="txt">{words}</p></div></section>',
    ],
)
def test_a_question_with_one_answer(answer: str) -> None:
    asked = (
        f'<div class="question-box"><h1>{TITLE}</h1><div class="who"><a href="/profile/u91.html">问井人</a>'
        "<span>2022-03-01 08:00</span></div>"
        f'<div class="q-text">{ASKED}</div></div>'
    )
    assert told(asked + rows(answer, SAID[:1]), "https://well.example/qa/q97.html") == [("问井人", ASKED), SAID[0]]


@pytest.mark.parametrize(
    "link",
    [
        "../User/LookUserInfo.asp?ID=10{n}",
        "index.php?showuser=10{n}",
        "/forum/u,101{n}.html",
        "https://i.well.example/100{n}",
        "/nutzer/n{n}",
    ],
)
def test_links_to_people_are_no_boards(link: str) -> None:
    form = (
        f'<table class="lou"><tr><td><a href="{link}">{{who}}</a></td><td><i>{{at}}</i><div class="a_con">{{words}}</div></td></tr></table>'
    )
    assert told(f"<h1>{TITLE}</h1>{rows(form)}", "https://well.example/forum/w,150,161.html") == list(SAID)


@pytest.mark.parametrize("buttons", ["[<a href=p>回复本文</a>][<a href=c>原帖</a>] ", "[<a href=p>回信</a>] "])
def test_letters_below_their_buttons(buttons: str) -> None:
    form = (
        "<tr><td><hr>{b}发信人: <a href=q>{{who}}</a>(某人), 信区: Well\n"
        "标  题: 老井\n发信站: 石桥 (2022年03月0{{n}}日08:00:00 星期三)\n\n{{words}}\n\n--\n※ 来源:·石桥\n</td></tr>"
    )
    page = f"<table><pre>{rows(form.format(b=buttons))}</pre></table>"
    assert told(page, "https://well.example/bbs/tcon,board,Well,reid,15.html") == list(SAID)


ONLY = (
    '<div class="doc"><div class="man"><p><a href="/u912/">问井人</a></p><p>{panel}</p></div><div class="doc_cont"><i>2022-03-01 08:00</i>'
    '<div class="doc_txt">{words}</div><p>{buttons}</p></div></div>'
)


@pytest.mark.parametrize(
    ("panel", "buttons", "read"),
    [
        ("积分 12", "<a>只看楼主</a> <a>引用</a>", True),
        ("帖子 3", "<a>回复</a> <a>引用</a> <a>加好友</a>", True),
        ("杭州", "<a>打印</a> <a>分享</a>", False),
        ("记者", "<a>回复</a>", False),
    ],
)
def test_an_only_post_among_the_words_of_forums(panel: str, buttons: str, *, read: bool) -> None:
    page = f"<h1>{TITLE}</h1>{ONLY.format(words=ASKED + MORE, panel=panel, buttons=buttons)}"
    assert told(page, "https://well.example/d231231.htm") == ([("问井人", ASKED + MORE)] if read else [])


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="reply-quote"><span>苇子：</span><p>井水本来就该放一晚再用的，哪里的都是。</p></div>',
        "<blockquote>井水本来就该放一晚再用的。</blockquote>",
    ],
)
def test_a_quotation_in_an_only_post_is_none(quote: str) -> None:
    post = (
        '<div class="lou"><div><a href="/u/77" class="nm">问井人</a><p>积分 3</p></div>'
        '<div class="you"><p class="sj">发表于 2022-03-01 08:00 | 1楼</p>'
        f'<div class="nr">{quote}{ASKED}{MORE}</div></div></div><a>回复</a> <a>引用</a>'
    )
    found = told(f"<h1>{TITLE}</h1>{post}", "https://well.example/t/312.html", f"{TITLE}_水井论坛")
    assert [who for who, _ in found] == ["问井人"]
    assert (ASKED + MORE) in found[0][1]


@pytest.mark.parametrize(
    ("heading", "words"),
    [("You may also like", (ASKED,)), ("楼主最近还看过", (ASKED,)), ("材料如下", (ASKED, "材料如下", "碎石两车", "细沙半车"))],
)
def test_a_list_of_other_threads_below_a_post(heading: str, words: tuple[str, ...]) -> None:
    items = words[2:] or ("井台怎么修", "雨水管怎么接")
    body = f"<p>{ASKED}</p><div>{heading}<ul>{''.join(f'<li><a href=/t/{n}>{item}</a></li>' for n, item in enumerate(items))}</ul></div>"
    form = '<div class="post"><a href="/u/{n}1">{who}</a> <i>{at}</i><div class="post-text">{words}</div></div>'
    found = told(rows(form, (("问井人", body), *SAID)), "https://well.example/thread/7")
    assert found[0] == ("问井人", "\n".join(words))


@pytest.mark.parametrize(
    "line",
    [
        "回复 3楼 苇子 2021-04-01 10:00 的帖子",
        "引用 2楼 苇子 的回复",
        "Attached Files: drawing.pdf (12.3 KB, 31 views)",
        "附件: 井壁图.zip (12.3 KB)",
        "下载次数: 31",
        "Ann and 3 others reacted to this",
        "苇子、阿沅等 3 人觉得很赞",
        "分享到：微博 微信",
        "Sent from my phone using the Well app",
        "来自：水井社区 Android 客户端",
    ],
)
def test_lines_that_forums_print_in_posts(line: str) -> None:
    assert classify(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "来自我的家乡的井水最甜",
        "the whole drawing is rather small (12 KB)",
        "我和3人觉得井水没有问题",
        "3 users of the well came to see it",
        "分享一点修井的经验",
        "回复晚了，不好意思",
        "附件我放在村口了",
        "这是他昨天说的帖子",
    ],
)
def test_words_of_people_that_begin_alike(line: str) -> None:
    assert classify(line) is None


@pytest.mark.parametrize("name", ["ContentMeta-author", "zwnick", "answer-username"])
def test_names_beside_what_is_said_of_people(name: str) -> None:
    form = (
        f'<article class="Plate"><div><a class="{name}" href="/w/{{n}}">{{who}}</a><span class="{name}Status">打井多年的老手</span>'
        '<time datetime="2022-03-0{n}T08:00:00+08:00">{at}</time></div><div class="Plate-body">{words}</div></article>'
    )
    assert told(f"<h1>{TITLE}</h1>{rows(form)}", "https://well.example/frage/old-well") == list(SAID)
