"""Faces of the kinds on which unknown software went wrong: two of each."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of, threads
from crawler.forum import Notice, ThreadPage
from tests.test_reading import URL, WORDS, authors, item, page, thread

CHAN = "https://chan.example/d/res/900.html"


@pytest.mark.parametrize(
    "trap",
    ["<span hidden>qx 7 zz</span>", '<span style="font-size:0">qx 7 zz</span>', '<font style="color:red;font-size: 0px;">qx 7 zz</font>'],
)
def test_what_is_not_shown_is_not_the_writers(trap: str) -> None:
    assert "zz" not in extract(page(item(0, WORDS[0] + trap) + item(1) + item(2)), URL)[0].text


@pytest.mark.parametrize(
    "shown",
    ['<div style="font-size:0"><span style="font-size:14px">It holds.</span></div>', "<button>Show</button><p hidden>It holds.</p>"],
)
def test_what_is_shown_after_all_is(shown: str) -> None:
    assert "It holds." in extract(page(item(0, WORDS[0] + shown) + item(1) + item(2)), URL)[0].text


@pytest.mark.parametrize("name", ["modal-open", "page-footer-fixed", "tooltip"])
def test_a_body_that_is_only_called_furniture_is_read(name: str) -> None:
    posts = extract(page("".join(item(at, f'<div class="{name}">{words}</div>') for at, words in enumerate(WORDS))), URL)
    assert [post.text for post in posts] == list(WORDS)


FOLDED = {
    "link in a paragraph": '<p><a href="javascript:;" onclick="t()">Afficher</a></p><div hidden>It holds.</div>',
    "label": '<input type="checkbox" id="s1"><label for="s1">Zeigen</label><div style="display:none">It holds.</div>',
    "called a button": '<div><div role="button">展开</div><div style="display:none">It holds.</div></div>',
    "names what it shows": '<div><button aria-controls="z">もっと見る</button></div><div id="z" style="display: none;">It holds.</div>',
    "bare label": '<div><label><input type="checkbox"> Pokaż</label><div style="display:none">It holds.</div></div>',
    "right before it": '<br><span role="button">Afficher</span><span style="display:none">It holds.</span>',
    "summary of a part": "<details><summary>คลิกเพื่อแสดง</summary><p>It holds.</p></details>",
    "part before the verb": '<div><a href="#">Spoiler anzeigen</a><div style="display:none">It holds.</div></div>',
    "shown by class": '<a data-toggle="collapse" href="#c1">Ver</a><div id="c1" class="collapse">It holds.</div>',
}


@pytest.mark.parametrize("face", FOLDED)
def test_what_a_control_shows_is_the_writers_and_the_control_is_not(face: str) -> None:
    text = extract(page(item(0, WORDS[0] + FOLDED[face]) + item(1) + item(2)), URL)[0].text
    assert text.split("\n") == [WORDS[0], "It holds."]


LOCKED = [
    '<div class="hide-tip">本帖隐藏的内容需要回复才可以浏览</div>',
    '<p class="bbc-hide"><em>You must log in and reply to see it.</em></p>',
    '<div class="guest-msg">คุณไม่ได้รับอนุญาตให้ดูลิงก์ กรุณา สมัคร หรือ เข้าสู่ระบบ</div>',
    '<div class="hidden-box">Görmek için cevap yazmalısınız.</div>',
    '<div class="alert alert-info">Bạn phải đăng nhập để xem nội dung này.</div>',
]


@pytest.mark.parametrize("shown", LOCKED)
def test_what_is_not_shown_to_everybody_is_said(shown: str) -> None:
    post = extract(page(item(0, WORDS[0] + shown) + item(1) + item(2)), URL)[0]
    assert (post.text, bool(post.locked)) == (WORDS[0], True)


def test_what_a_known_engine_does_not_know_as_locked_is_told_by_its_words() -> None:
    hidden = '<div class="hidebox hidebox_hidden">You must reply to this topic to see the hidden content.</div>'
    post = f'<div id="p11" class="post"><div class="postbody"><p class="author">plover</p><div class="content">Rope. {hidden} End.</div>'
    found = extract(f'<body id="phpbb" class="section-viewtopic">{post}'.encode(), "https://tower.example/viewtopic.php?t=9")[0]
    assert (found.engine, found.text, bool(found.locked)) == ("phpbb", "Rope.\nEnd.", True)


@pytest.mark.parametrize(
    "shown",
    [
        "<p>He says: you must reply to see it.</p>",
        '<div class="hide">The rope was behind the bell.</div>',
        '<div class="notice">Please post pictures of your ropes.</div>',
        '<div class="hide">本帖隐藏的内容：绳子在钟后面。</div>',
    ],
)
def test_words_of_the_writer_lock_nothing(shown: str) -> None:
    post = extract(page(item(0, WORDS[0] + shown) + item(1) + item(2)), URL)[0]
    assert post.locked is None


LETTERS = {
    "telnet": (
        "<pre>發信人: {name} (別名), 看板: Tower\n標  題: 鐘繩\n發信站: 河邊站 (Mon May  {day} 10:22:11 2021)\n\n{quoted}{words}\n--\n"
        "※ 來源: 河邊站 ◆ From: 10.0.0.1</pre>",
        "【 在 marten (別名) 的大作中提到: 】\n: 鐘繩斷了\n\n",
    ),
    "mail": (
        "<div>From: {name} &lt;{name}@tower.example&gt;<br>Date: Mon, {day} May 2021 10:22:11 +0200<br>Subject: Rope<br><br>"
        "{quoted}{words}</div>",
        "On Mon, May 3, 2021 marten wrote:<br>&gt; 鐘繩斷了<br><br>",
    ),
    "subject first": (
        "<table><tr><td><b>Re: Rope</b><br>Author: {name}<br>Date: 2021-05-0{day} 10:22<br><br>{quoted}{words}</td></tr></table>",
        "marten wrote:<br>&gt; 鐘繩斷了<br><br>",
    ),
}


LETTERS_ELSEWHERE = {
    "fr": "<pre>De : {name} &lt;{name}@tower.example&gt;\nDate : Mon, {day} May 2021 10:22:11 +0200\nObjet : Corde\n\n{words}\n</pre>",
    "ru": "<table><tr><td><b>От:</b> {name}<br><b>Дата:</b> 0{day}.05.21 10:22<br><b>Тема:</b> Верёвка<br><br>{words}</td></tr></table>",
    "ko": "<pre>글쓴이: {name}\n날  짜: 2021-05-0{day} 10:22\n제  목: 종\n\n{words}</pre>",
    "en": "<p><b>Posted by:</b> {name}<br><b>Posted on:</b> May {day}, 2021 10:22 AM<br><br>{words}</p>",
}


@pytest.mark.parametrize("language", LETTERS_ELSEWHERE)
def test_letters_in_other_languages(language: str) -> None:
    letters = "".join(
        LETTERS_ELSEWHERE[language].format(name=name, day=day, words=words)
        for name, day, words in zip(["marten", "plover", "ibis"], "345", WORDS, strict=True)
    )
    posts = extract(f"<html lang={language}><title>Rope</title><body>{letters}".encode(), "https://lists.tower.example/msg/55.html")
    assert authors(posts) == ["marten", "plover", "ibis"]
    assert [post.text for post in posts] == list(WORDS)
    assert [(post.created_at or "")[:10] for post in posts] == ["2021-05-03", "2021-05-04", "2021-05-05"]


DEEP = {
    "class": ('class="note level-{depth}"', 1),
    "indent": ('class="note" style="margin-left: {depth}px"', 20),
    "attribute": ('class="note" data-depth="{depth}"', 1),
}


@pytest.mark.parametrize("face", DEEP)
def test_how_deep_a_post_stands_tells_which_one_it_answers(face: str) -> None:
    told, step = DEEP[face]
    head = '<a class="author" href="/u/{n}">name{n}</a> <time datetime="2021-05-0{n}T10:00:00Z">x</time>'
    notes = "".join(
        f'<div id="p{n}" {told.format(depth=depth * step)}>{head.format(n=n)}<div class="txt">{words}</div></div>'
        for n, depth, words in zip("3456", (0, 1, 2, 1), (*WORDS, "So be it, on Sunday then."), strict=True)
    )
    assert [post.reply_to for post in extract(page(notes), URL)] == [None, "3", "4", "3"]


REPLIES = {
    "link": '<div id="p{n}" class="note">{head}'
    '<small>En réponse à <a href="#p{parent}">#{parent}</a></small><div class="txt">{words}</div></div>',
    "attribute": '<div id="p{n}" class="note" data-parent-id="{parent}">{head}<div class="txt">{words}</div></div>',
    "other": '<div id="p{n}" class="note" data-reply-to="p{parent}">{head}<div class="txt">{words}</div></div>',
}


@pytest.mark.parametrize("face", REPLIES)
def test_which_post_another_answers(face: str) -> None:
    head = '<a class="author" href="/u/{n}">name{n}</a> <time datetime="2021-05-0{n}T10:00:00Z">x</time>'
    notes = "".join(
        REPLIES[face].format(n=n, parent=parent, words=words, head=head.format(n=n))
        for n, parent, words in zip("345", "034", WORDS, strict=True)
    )
    assert [post.reply_to for post in extract(page(notes), URL)] == [None, "3", "4"]


@pytest.mark.parametrize("kind", LETTERS)
def test_letters_in_one_element(kind: str) -> None:
    letter, quoted = LETTERS[kind]
    first = letter.format(name="marten", day=3, quoted="", words=WORDS[0])
    posts = extract(
        page(first + letter.format(name="plover", day=4, quoted=quoted, words=WORDS[1])), "https://tower.example/bbs/read/55.html"
    )
    assert authors(posts) == ["marten", "plover"]
    assert [post.text for post in posts] == [WORDS[0], WORDS[1]]
    assert [(quote.text, quote.author) for quote in posts[1].quotes] == [("鐘繩斷了", "marten")]


@pytest.mark.parametrize("title", ["Tower forum :: Worn rope", "Worn rope | Tower forum"])
def test_a_logo_is_no_title(title: str) -> None:
    posts = extract(page(thread(), title, "<h1>Tower forum</h1><h2>Worn rope</h2>"), URL)
    assert posts[0].thread.title == "Worn rope"


@pytest.mark.parametrize(("path", "number"), [("thread/ropes-of-2024.77/", "77"), ("thema-71.html", "71"), ("sujet_12-cordes.html", "12")])
def test_a_threads_number_in_its_address(path: str, number: str) -> None:
    assert extract(page(thread()), f"https://tower.example/forum/{path}")[0].thread.id == number


@pytest.mark.parametrize("path", ["/thread/{n}", "topic.php?id={n}"])
def test_a_saved_list_without_an_address_has_its_rows(path: str) -> None:
    rows = "".join(
        f'<li><a href="{path.format(n=at + 7)}">Rope number {at}</a> <b class="user">plover</b> <i>2022-03-0{at + 1} 10:00</i></li>'
        for at in range(4)
    )
    assert [(row.id, row.title) for row in threads(page(f"<ul>{rows}</ul>"))] == [(str(at + 7), f"Rope number {at}") for at in range(4)]


@pytest.mark.parametrize("number", ['<a href="#{n}">No.{n}</a>', "<span>No. {n}</span>"])
def test_an_imageboards_numbers_are_ids_and_no_names(number: str) -> None:
    def post(at: int, words: str) -> str:
        shown = number.format(n=900 + at)
        return f'<span class="postername">Anonymous</span> <i>2021/05/03(Mon) 10:2{at}</i> {shown}<blockquote>{words}</blockquote>'

    replies = "".join(f'<table><tr><td class="answer">{post(at, words)}</td></tr></table>' for at, words in enumerate(WORDS) if at)
    posts = extract(page(f'<div class="opmsg">{post(0, WORDS[0])}</div>{replies}'), CHAN)
    assert [(post.post_id, post.text) for post in posts] == [(str(900 + at), words) for at, words in enumerate(WORDS)]
    assert not any((name or "").startswith("No") for name in authors(posts))


OTHERS = {
    "reviews": '<div><b class="author">{name}</b> <time>{when}</time><div class="review-body">{words}</div></div>',
    "releases": '<div><a class="by" href="/u/{name}">{name}</a> <time>{when}</time><div class="release-notes">{words}</div></div>',
    "of a product": '<div itemscope itemtype="https://schema.org/Review"><a class="user" href="/u/{name}">{name}</a> <time>{when}</time>'
    '<p class="post-text">{words}</p></div>',
    "testimonials": '<div><p class="testimonial">{words}</p><i class="author">{name}</i> <time>{when}</time></div>',
}


@pytest.mark.parametrize("kind", OTHERS)
def test_entries_of_other_lists_are_no_posts(kind: str) -> None:
    entries = "".join(OTHERS[kind].format(name=f"person{at}", when=f"2022-03-0{at + 1}", words=words) for at, words in enumerate(WORDS))
    assert isinstance(reading_of(page(entries, "Ropes & Co", "<h1>Hemp rope</h1>"), "https://ropes.example/best-board-games/12"), Notice)


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ('<div><h3>What is lay {n}?</h3><div class="answer-content">{words}</div></div>', "https://ropes.example/help/threads"),
        (
            '<div class="poem"><h3>Rope song {n}</h3><div class="poem-text">{words}</div><i>2022-03-0{n}</i></div>',
            "https://ropes.example/songs/1",
        ),
    ],
)
def test_sections_under_headings_are_no_posts(entry: str, url: str) -> None:
    entries = "".join(entry.format(n=at + 1, words=words) for at, words in enumerate(WORDS))
    assert isinstance(reading_of(page(entries, "Ropes: questions and answers", "<h1>Hemp rope</h1>"), url), Notice)


TALK = {
    "vi": '<div class="o"><span class="n">{name}</span><span class="t">0{day}/04/2019 07:05</span><div class="c">{words}</div></div>',
    "it": "<div class=row><p><b>{name}</b> · {day} aprile 2019 07:05</p><div>{words}</div></div>",
    "ko": '<div class="x"><div class="who">{name}</div><div class="w">2019년 4월 {day}일 07:05</div><div class="what">{words}</div></div>',
}


def talk(language: str, people: list[str], clock: bool = True) -> bytes:
    notes = "".join(TALK[language].format(name=name, day=day, words=words) for name, day, words in zip(people, "345", WORDS, strict=True))
    title = f"<html lang={language}><head><meta charset=utf-8><title>Ropes</title><body><h2>Worn ropes</h2>"
    return (title + (notes if clock else notes.replace("07:05", ""))).encode()


@pytest.mark.parametrize("language", TALK)
def test_people_named_before_times_of_the_day_talk(language: str) -> None:
    people = ["marten", "plover", "ibis"]
    posts = extract(talk(language, people), "https://www.tower.example/#/v/41")
    assert authors(posts) == people
    assert [post.text for post in posts] == list(WORDS)
    assert [(post.created_at or "")[:16] for post in posts] == ["2019-04-03T07:05", "2019-04-04T07:05", "2019-04-05T07:05"]


@pytest.mark.parametrize(("people", "clock"), [(["News", "News", "News"], True), (["marten", "plover", "ibis"], False)])
def test_lines_with_days_or_one_word_are_no_talk(people: list[str], clock: bool) -> None:
    assert isinstance(reading_of(talk("it", people, clock), "https://www.tower.example/a/41"), Notice)


@pytest.mark.parametrize("label", ["Autor: ", "<i>投稿者：</i>", "작성자: "])
def test_a_label_before_a_name_is_no_part_of_it(label: str) -> None:
    who = '<a class="author" href="/u/{}">{}{}</a>'
    posts = extract(page("".join(item(at, who=who.format(at, label, name)) for at, name in enumerate(("marten", "plover", "ibis")))), URL)
    assert authors(posts) == ["marten", "plover", "ibis"]


@pytest.mark.parametrize("shown", ["{n} von 58", "Beitrag #{n}", "{n}번", "Message {n} sur 37"])
def test_floors_in_other_words(shown: str) -> None:
    posts = extract(page("".join(item(at, who=f"<b class=user>plover</b> <i>{shown.format(n=at + 21)}</i>") for at in range(3))), URL)
    assert [post.floor for post in posts] == [21, 22, 23]


@pytest.mark.parametrize("heading", ["Worn rope <small>(leído 302 veces)</small>", "Worn rope <span>[Gelesen 82 mal]</span>"])
def test_how_often_a_thread_was_read_is_no_part_of_its_title(heading: str) -> None:
    posts = extract(page(thread(), "Worn rope | Tower", f"<h1>{heading}</h1>"), URL)
    assert posts[0].thread.title == "Worn rope"


@pytest.mark.parametrize("name", ["fil ariane", "navpath", "brotkrumen"])
def test_the_way_to_a_thread_by_other_names(name: str) -> None:
    way = f'<p class="{name}"><a href="/">Tower</a> / <a href="/forum/3">Ropes</a> / Worn rope</p>'
    posts = extract(page(thread(), "Worn rope", f"{way}<h1>Worn rope</h1>"), URL)
    assert (posts[0].board.name, posts[0].board.id) == ("Ropes", "3")


@pytest.mark.parametrize("path", ["users/7/posts", "mitglieder/marten/beiträge", "uzytkownik/4/posty", "utenti/marten/messaggi"])
def test_what_one_person_wrote_in_many_threads_is_no_thread(path: str) -> None:
    assert not extract(page(thread()), f"https://tower.example/{path}")


@pytest.mark.parametrize("title", ["Worn rope Page2", "Worn rope (Seite 2)", "Worn rope - 第 2 页"])
def test_the_number_of_a_page_is_no_part_of_the_title(title: str) -> None:
    posts = extract(page(thread(), f"{title} - Tower"), "https://tower.example/t/45-2")
    assert (posts[0].thread.title, posts[0].thread.id) == ("Worn rope", "45")
    assert extract(page(thread(), "Chapter page 2", "<h1>Chapter page 2</h1>"), URL)[0].thread.title == "Chapter page 2"


@pytest.mark.parametrize(
    "shown", ['<a href="/t/45-2">下一页&rsaquo;&rsaquo;</a>', '<a href="/t/45-2">Next »</a>', '<a href="/t/45-2">2</a>']
)
def test_the_next_page_is_the_number_behind_the_threads(shown: str) -> None:
    reading = reading_of(page(thread() + f"<div>{shown}</div>"), "https://tower.example/t/45")
    assert isinstance(reading, ThreadPage)
    assert reading.next_url == "https://tower.example/t/45-2"


@pytest.mark.parametrize("tag", ['<a href="/tag/x" id="Tag584db792b8f59c2e">x</a>', '<a href="/tag/y" name="k3f9a0">y</a>'])
def test_a_lone_post_has_its_own_number(tag: str) -> None:
    head = '<a class="user" href="/u/5">plover</a> <i>2022-03-01 10:00</i>'
    body = f'{head}<div class="post-text"><div id="p450"><p>{WORDS[0]}</p></div></div>{tag}'
    assert [post.post_id for post in extract(page(f"<h1>Worn rope</h1><div class=post>{body}</div>"), URL)] == ["450"]


HEADED = {
    "fr": "<p><b>{name}</b> ({day} avril 2019 à 07:05)<br>{words}</p><hr>",
    "en": "<div>{name}, April {day}, 2019 7:05 AM<br>{words}</div>",
}


@pytest.mark.parametrize("language", HEADED)
def test_a_first_line_that_names_writer_and_time_is_no_text(language: str) -> None:
    notes = "".join(
        HEADED[language].format(name=name, day=day, words=words)
        for name, day, words in zip(["marten", "plover", "ibis"], "345", WORDS, strict=True)
    )
    posts = extract(f"<html lang={language}><title>Rope</title><body><h2>Rope</h2>{notes}".encode(), "https://tower.example/print?topic=41")
    assert authors(posts) == ["marten", "plover", "ibis"]
    assert [post.text for post in posts] == list(WORDS)
    assert [(post.created_at or "")[:16] for post in posts] == ["2019-04-03T07:05", "2019-04-04T07:05", "2019-04-05T07:05"]


ALONE = {
    "ja": '<div class="toukou"><span class="name">かもめ</span> <time>2019年4月2日 07:05</time><div>綱がまた切れました。</div></div>'
    "<p>返信はまだありません</p>",
    "de": '<div class="fach"><b class="autor">Dohle</b>, 2.4.2019 07:05<div>Wo gibt es Seile?</div></div><a href="/anmelden">Antworten</a>',
}


@pytest.mark.parametrize("language", ALONE)
def test_a_lone_short_post_that_can_be_answered(language: str) -> None:
    url = "https://tower.example/forum/thread/41"
    start = f"<html lang={language}><meta charset=utf-8><title>Rope</title><body><h1>Rope</h1>"
    assert len(extract((start + ALONE[language]).encode(), url)) == 1
    silent = ALONE[language].partition("<p>")[0].partition("<a ")[0]
    assert not extract((start + silent).encode(), url)


@pytest.mark.parametrize(
    "address", ["https://wiki.tower.example/index.php?title=Rope&action=history", "https://tower.example/users/5/topics"]
)
def test_records_of_what_people_did_are_no_thread(address: str) -> None:
    assert not extract(talk("ko", ["marten", "plover", "ibis"]), address)


def test_a_table_of_records_is_no_talk() -> None:
    rows = "".join(f"<tr><td>name{n}</td><td>2019-04-02 10:1{n}:22</td><td>{words}</td></tr>" for n, words in enumerate(WORDS))
    page = f"<html><title>Log</title><body><table><tr><th>Who</th><th>When</th><th>What</th></tr>{rows}</table>"
    assert isinstance(reading_of(page.encode(), "https://tower.example/log"), Notice)


NESTED = {
    "list": '<li id="x{n}"><div class="it">{post}</div>{replies}</li>',
    "section": '<section class="reply" id="x{n}"><div class="it">{post}</div>{replies}</section>',
}


@pytest.mark.parametrize("face", NESTED)
def test_replies_in_the_element_of_the_only_first_post_answer_it(face: str) -> None:
    def entry(n: int, replies: str = "") -> str:
        post = f'<a class="user" href="/u/{n}">name{n}</a> <i>2021-05-03 10:0{n}</i><div class="it-text">{WORDS[n % 3]} {n}</div>'
        return NESTED[face].format(n=n, post=post, replies=f"<div class=under>{replies}</div>" if replies else "")

    posts = extract(page(entry(1, entry(2) + entry(3, entry(4)))), URL)
    places = {post.post_id: at for at, post in enumerate(posts)}
    assert [places.get(post.reply_to or "") for post in posts] == [None, 0, 0, 2]


@pytest.mark.parametrize(
    "shown", ["<time>2019-04-02 07:05</time>", '<p class="date">Tuesday, April 2, 2019 7:05 AM</p>'], ids=["element", "paragraph"]
)
def test_a_time_between_a_question_and_its_answer_is_the_questions(shown: str) -> None:
    answer = f'<div class="txt">{WORDS[1]}</div><p><a href="/user/2">plover</a>, 2019-04-02 09:41</p>'
    asked = (
        f'<h3><a href="/user/1">marten</a> asks</h3><div class="txt">{WORDS[0]}</div>{shown}<div class="answers"><div>{answer}</div></div>'
    )
    posts = extract(page(f'<div class="question">{asked}</div>'), "https://tower.example/question/41")
    assert [(post.created_at or "")[:16] for post in posts] == ["2019-04-02T07:05", "2019-04-02T09:41"]
    assert authors(posts) == ["marten", "plover"]


@pytest.mark.parametrize("number", ["N°{n}", "No.{n}"])
def test_nameless_posts_with_numbers_are_a_talk(number: str) -> None:
    notes = "".join(
        f'<article><header><b class="nom">Anonyme</b> <time datetime="2019-04-0{at + 2}T10:00:00Z">x</time> '
        f'<a href="#p{500 + at}">{number.format(n=500 + at)}</a></header><div class="corps">{words}</div></article>'
        for at, words in enumerate(WORDS)
    )
    posts = extract(f"<html lang=fr><title>/j/</title><body>{notes}".encode(), "https://chan.example/j/res/500.html")
    assert [post.text for post in posts] == list(WORDS)
    assert authors(posts) == [None] * 3


@pytest.mark.parametrize("names", [("question", "answer"), ("ask", "answer")])
def test_a_question_without_time_and_name_is_a_post(names: tuple[str, str]) -> None:
    asked, answered = names
    answers = "".join(f'<div class="{answered}"><div class="{answered}-text">{words}</div></div>' for words in WORDS[1:])
    posts = extract(page(f'<div class="{asked}"><p>{WORDS[0]}</p></div>{answers}'), "https://tower.example/question/41")
    assert [post.text for post in posts] == list(WORDS)


@pytest.mark.parametrize(("language", "day"), [("ru", "Сбт 06 Апр 2019"), ("de", "Sa 6. April 2019")])
def test_a_day_of_the_week_is_nobodys_name(language: str, day: str) -> None:
    notes = "".join(
        f'<div class="post" id="p{at}"><i>{day} 10:0{at}</i><div class="post-text">{words}</div></div>' for at, words in enumerate(WORDS)
    )
    posts = extract(f"<html lang={language}><title>Forum</title><body>{notes}".encode(), URL)
    assert [(post.author, (post.created_at or "")[:16]) for post in posts] == [(None, f"2019-04-06T10:0{at}") for at in range(3)]


@pytest.mark.parametrize(("unit", "name", "body"), [("x-note", "x-who", "x-text"), ("forum-post", "user-name", "post-body")])
def test_elements_of_a_pages_own_are_posts(unit: str, name: str, body: str) -> None:
    notes = "".join(
        f"<{unit}><{name}>{who}</{name}> <time datetime=2019-04-0{at + 2}T10:00Z>x</time><{body}>{words}</{body}></{unit}>"
        for at, (who, words) in enumerate(zip(["marten", "plover", "ibis"], WORDS, strict=True))
    )
    posts = extract(f"<html><title>Rope</title><body><x-app>{notes}</x-app>".encode(), "https://tower.example/s/41")
    assert (authors(posts), [post.text for post in posts]) == (["marten", "plover", "ibis"], list(WORDS))


@pytest.mark.parametrize(
    "byline", ['<a class="asker" href="/u/5">marten</a> <i>2019-04-02 07:05</i>', "by <b class=user>marten</b>, 2019-04-02 07:05"]
)
def test_the_byline_below_a_question_under_its_title_is_none_of_its_words(byline: str) -> None:
    answers = "".join(
        f'<div class="answer"><a class="user" href="/u/{at}">name{at}</a> <i>2019-04-03 0{at}:41</i><div class="con">{words}</div></div>'
        for at, words in enumerate(WORDS)
        if at
    )
    asked = f'<div class="ask"><h2>Worn rope</h2><div class="ask-con">{WORDS[0]}</div><p class="ask-info">{byline}</p></div>'
    posts = extract(page(asked + answers, head=""), "https://tower.example/question/41")
    assert next((post.text, (post.created_at or "")[:10]) for post in posts) == (WORDS[0], "2019-04-02")
    assert authors(posts) == ["marten", "name1", "name2"]


BELOW = [
    "<div class=said><p>{words}</p><p align=right>-- {who} (2018-05-{day}, 08:14)</p></div>",
    '<div class="isi"><p>{words}</p></div><p>Ditulis oleh <b>{who}</b> pada {day} Mei 2018 08:14</p>',
    "<dd class=tekst><p>{words}</p></dd><dt>{who} · 2018-05-{day} 08:14</dt>",
]


@pytest.mark.parametrize("post", BELOW)
def test_a_byline_below_each_text(post: str) -> None:
    posts = "".join(
        post.format(who=who, words=words, day=day) for who, words, day in zip(["Merel", "Putter", "Gaai"], WORDS, (12, 13, 14), strict=True)
    )
    side = "<aside><h4>Terbaru</h4><ul><li><a href=/x/1>Atap bocor</a></li></ul></aside>"
    found = extract(f"<html lang=id><title>Rope</title><body><h1>Rope</h1><div>{posts}</div>{side}".encode(), URL)
    assert (authors(found), [one.text for one in found]) == (["Merel", "Putter", "Gaai"], list(WORDS))
    assert [(one.created_at or "")[:16] for one in found] == [f"2018-05-{day}T08:14" for day in (12, 13, 14)]


LABELLED = {
    "called a label": '<div class="by-author"><span class="label">Autor wpisu</span><span>{who}</span></div><i>2018-05-{day} 08:14</i>',
    "in words": "<h5>Antwort von <em>{who}</em></h5><i>2018-05-{day} 08:14</i>",
    "terms": "<dl><dt>De</dt><dd>{who}</dd><dt>Data</dt><dd>2018-05-{day} 08:14</dd></dl>",
}


@pytest.mark.parametrize("face", LABELLED)
def test_what_stands_before_a_name_is_none(face: str) -> None:
    posts = "".join(
        f'<div class="post" id="p{day}">{LABELLED[face].format(who=who, day=day)}<div class="post-text">{words}</div></div>'
        for who, words, day in zip(["Merel", "Putter", "Gaai"], WORDS, (12, 13, 14), strict=True)
    )
    assert authors(extract(page(posts), URL)) == ["Merel", "Putter", "Gaai"]


@pytest.mark.parametrize(("posting", "read"), [("DiscussionForumPosting", True), ("BlogPosting", False)])
def test_a_lone_post_that_only_forums_call_so(posting: str, read: bool) -> None:
    marked = (
        f'<article itemscope itemtype="http://schema.org/{posting}"><span itemprop="author">marten</span>'
        f'<time itemprop="datePublished" datetime="2018-05-12T08:14:00Z">x</time><div itemprop="articleBody">{WORDS[0]}</div></article>'
    )
    posts = extract(f"<html><title>Rope</title><body><h1>Rope</h1>{marked}".encode(), "https://tower.example/x/41")
    assert [(post.text, authors([post])) for post in posts] == ([(WORDS[0], ["marten"])] if read else [])


@pytest.mark.parametrize(("attributes", "seen"), [("", False), (" shadowrootmode=open", True)])
def test_what_scripts_would_make_elements_of_is_no_post(attributes: str, seen: bool) -> None:
    hidden = f"<template{attributes}>{item(2)}</template>"
    assert len(extract(page(item(0) + item(1) + hidden), URL)) == 2 + seen
