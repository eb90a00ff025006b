"""What belongs to a post beside its words: whether a page shows all its remarks, and the threadmark that makes it a chapter."""

from __future__ import annotations

import json
from html import escape

import pytest

from crawler.forum import ThreadPage
from crawler.page import Page
from crawler.reading import read


def discuz(more: str) -> str:
    remarks = "".join(
        f'<div class="pstl"><div class="psta"><a class="xi2 xw1" href="space-uid-{at}.html">name{at}</a></div>'
        f'<div class="psti">说得好{at} <span class="xg1">发表于 2024-1-3 10:0{at}</span></div></div>'
        for at in range(2)
    )
    return (
        '<html><head><meta name="generator" content="Discuz! X3.4"><title>渡口</title></head><body id="nv_forum" class="pg_viewthread">'
        '<h1><a href="thread-4-1-1.html" id="thread_subject">渡口</a></h1><div id="postlist"><div id="post_7"><table id="pid7"><tr><td>'
        '<em id="authorposton7">发表于 2024-1-2 10:00</em><table><tr><td class="t_f" id="postmessage_7">早班几点？</td></tr></table>'
        f'<div id="comment_7" class="cm">{remarks}{more}</div></td></tr></table></div></div></body></html>'
    )


def tieba(counted: int) -> str:
    told = {"author": {"user_name": "name"}, "content": {"post_id": 7, "post_no": 1, "thread_id": 4, "comment_num": counted}}
    remarks = "".join(
        f'<li class="lzl_single_post"><div class="lzl_cnt"><a class="at">name{at}</a><span class="lzl_content_main">说得好{at}</span>'
        f'<span class="lzl_time">2024-1-3 10:0{at}</span></div></li>'
        for at in range(2)
    )
    return (
        '<html><head><title>渡口【船吧】_百度贴吧</title></head><body><div class="l_post" '
        f'data-field="{escape(json.dumps(told))}"><div class="d_post_content j_d_post_content">早班几点？</div>'
        f'<span class="tail-info">1楼</span><span class="tail-info">2024-01-02 10:00</span><ul>{remarks}</ul></div></body></html>'
    )


def drawn_tieba(more: str) -> str:
    remarks = "".join(
        f'<div class="pb-lzl-item"><div><span class="head-name">name{at}</span></div><div class="comment-content">'
        f'<span class="pb-rich-text">说得好{at}</span><div class="comment-desc-left">2024-01-03</div></div></div>'
        for at in range(2)
    )
    return (
        '<html><head><title>渡口-百度贴吧</title></head><body><div id="app"><div class="pb-comment-item" data-id="7"><div class="head-line '
        'user-info"><b class="head-name">name</b></div><div class="comment-content"><div class="pb-rich-text">几点？</div><div class='
        f'"comment-desc-left">2楼 2024-01-02</div><div class="lzl-wrapper">{remarks}{more}</div></div></div></div></body></html>'
    )


def stack(link: str) -> str:
    remarks = "".join(
        f'<li class="comment js-comment" id="comment-{at}"><div class="comment-body"><span class="comment-copy">Well said {at}</span>'
        f'<a class="comment-user" href="/users/{at}/name{at}">name{at}</a></div></li>'
        for at in range(2)
    )
    return (
        '<html><head><title>Ferries - Tides Stack Exchange</title></head><body class="question-page">'
        '<header class="s-topbar"><a href="/questions">Questions</a></header><div id="question-header"><h1><a '
        'class="question-hyperlink" href="/questions/4/ferries">Ferries</a></h1></div><div class="question js-question" id="question" '
        'data-questionid="4"><div class="s-prose js-post-body"><p>When does the first leave?</p></div><div class="post-signature owner">'
        '<span class="relativetime" title="2024-01-02 10:00:00Z">Jan 2</span></div><div id="comments-4" class="js-post-comments-component">'
        f'<ul class="comments-list">{remarks}</ul></div><div id="comments-link-4">{link}</div></div></body></html>'
    )


QUESTION = "https://tides.stackexchange.com/questions/4/ferries"
MORE = """<div class="pgs mbm mtn cl"><div class="pg"><a href="javascript:;" class="nxt"
onclick="ajaxget('forum.php?mod=misc&amp;action=commentmore&amp;tid=4&amp;pid=7&amp;page=2', 'comment_7')">下一页</a></div></div>"""
ADD = '<a class="js-add-link comments-link" href="#">Add a comment</a>'


@pytest.mark.parametrize(
    ("markup", "url", "whole"),
    [
        (discuz(MORE), "https://bbs.example/thread-4-1-1.html", False),
        (discuz(""), "https://bbs.example/thread-4-1-1.html", True),
        (tieba(11), "https://tieba.baidu.com/p/4", False),
        (tieba(2), "https://tieba.baidu.com/p/4", True),
        (drawn_tieba('<div class="show-more-lzl">展开 9 条回复</div>'), "https://tieba.baidu.com/p/4", False),
        (drawn_tieba(""), "https://tieba.baidu.com/p/4", True),
        (
            stack(f'{ADD}<a class="js-show-link comments-link" href="#">Show <b>3</b> more comments</a>'),
            QUESTION,
            False,
        ),
        (
            stack(f'{ADD}<a class="js-show-link comments-link dno" href="#"></a>'),
            QUESTION,
            True,
        ),
        (stack('<a class="comments-link">add / show 5 more comments</a>'), QUESTION, False),
    ],
)
def test_a_post_whose_remarks_go_on_says_so(markup: str, url: str, whole: bool) -> None:
    reading = read(Page(markup.encode(), url))
    assert isinstance(reading, ThreadPage)
    (made,) = reading.posts
    assert len(made.post.comments) == 2
    assert (made.post.lacks or []) == ([] if whole else ["comments"])
    assert reading.lacks.get("comments", 0) == (not whole)


def xenforo(header: str) -> str:
    return (
        '<html id="XF" class="has-no-js"><head><title>The Ferry | Tides</title></head><body data-template="thread_view">'
        '<div class="block--messages">'
        '<article class="message message--post hasThreadmark js-post" data-author="Ada" data-content="post-7" id="js-post-7">'
        f'<span class="u-anchorTarget" id="post-7"></span>{header}<div class="message-inner"><div class="message-cell message-cell--main">'
        '<header class="message-attribution"><a href="/threads/the-ferry.4/post-7">'
        '<time class="u-dt" datetime="2024-02-05T12:00:00+0000">Feb 5</time></a></header><div>'
        '<article class="message-body">'
        '<div class="bbWrapper">The river was high.</div>'
        "</article></div></div></div></article></div></body></html>"
    )


@pytest.mark.parametrize(
    ("header", "blocks"),
    [
        (
            '<div class="message-cell message-cell--threadmark-header"><label>Threadmarks</label><span class="threadmarkLabel" '
            'id="threadmark-3">2.1 High water</span><a class="threadmark-control" href="/threads/the-ferry.4/threadmarks">Index</a></div>',
            [("heading", "2.1 High water"), ("paragraph", "The river was high.")],
        ),
        (
            '<div class="message-cell message-cell--threadmark-header"><span class="primary"><label for="a">Sidestory</label> '
            '<span class="threadmarkLabel"><a href="#post-7">The lock keeper</a></span></span></div>',
            [("heading", "The lock keeper"), ("paragraph", "The river was high.")],
        ),
        ("", [("paragraph", "The river was high.")]),
    ],
)
def test_a_threadmark_is_a_heading(header: str, blocks: list[tuple[str, str]]) -> None:
    reading = read(Page(xenforo(header).encode(), "https://tides.example/threads/the-ferry.4/"))
    assert isinstance(reading, ThreadPage)
    assert [[(block.type, block.text) for block in made.body.blocks] for made in reading.posts] == [blocks]
