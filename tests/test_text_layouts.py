"""Layouts of threads as text: where the time, the name and the pictures' words stand; and what looks like a thread and is none."""

from __future__ import annotations

import pytest

from crawler.extract import extract, reading_of
from crawler.forum import Notice
from crawler.items import Post

WORDS = (
    "The ferry was late again today, by half an hour.",
    "Does anybody know the new fare?",
    "Two coins, as before; children pay one.",
    "Then nothing changed at all.",
    "They painted the pier, it looks fine.",
    "I saw the new boat at the yard.",
)


def told(posts: list[Post]) -> list[tuple[str | None, str, str]]:
    return [(post.author.name if post.author else None, (post.created_at or "")[:10], post.text) for post in posts]


GUESTBOOK = "Harbour talk\nHome\n{posts}Powered by harbour\nPrivacy\n"
SIGNED = "{words}\nPosted by {name} on 2021-9-{day} 08:1{at}\nReply\nReport\n"
ANGLERS = "钓友吧\n首页\n登录\n{posts}发表回复\n"
LEVELLED = "{name}\n中级会员\n{at}\n{words}\n{at}楼 2021-9-{day} 10:2{at}\n回复\n"
ANSWERED = (
    "{name}\n中级会员\n{at}\n{words}\n来自手机{at}楼2021-09-0{day} 10:2{at}\n回复(2)收起回复\nropewalk: 说得对\n2021-9-9 23:10回复\n"
    "gannet: 明天再说\n2021-9-9 08:11回复\n我也说一句\n"
)


@pytest.mark.parametrize(("page", "post"), [(GUESTBOOK, SIGNED), (ANGLERS, LEVELLED), (ANGLERS, ANSWERED)])
def test_times_below_the_words(page: str, post: str) -> None:
    names = ["sailor", "old tom", "mate", "sailor", "mate", "old tom"]
    made = [post.format(name=name, words=words, day=at + 2, at=at) for at, (name, words) in enumerate(zip(names, WORDS, strict=True), 1)]
    found = told(extract(page.format(posts="".join(made)).encode()))
    assert found == [(name, f"2021-09-{at:02}", words) for at, (name, words) in enumerate(zip(names, WORDS, strict=True), 3)]


PANEL = "{name}\n{points}\n主题\n{topics}\n帖子\n{medals}发消息\n发表于 2021-9-{at} 08:10 | 只看该作者\n{words}\n回复\n举报\n"


@pytest.mark.parametrize("medal", ["优秀版块会员奖\n", "码头摄影师\n渡口十年\n"])
def test_names_at_distances_that_vary(medal: str) -> None:
    names = ["南岸人", "小码头", "摆渡阿公", "南岸人"]
    made = [
        PANEL.format(name=name, points=at * 31, topics=at * 7, medals=medal if at % 2 else "", at=at, words=words)
        for at, (name, words) in enumerate(zip(names, WORDS[:4], strict=True), 1)
    ]
    text = "渡口几点收班 - 南岸夜话\n首页\n登录\n渡口几点收班\n" + "".join(made) + "返回列表\n"
    assert [name for name, _, _ in told(extract(text.encode()))] == names


DRAWN = "Harbour talk\nLoading...\nThis site is best viewed in a modern browser with JavaScript enabled.\n\nFerry times\n\n{posts}"


@pytest.mark.parametrize("rule", ["-" * 60, "━" * 40])
def test_a_forum_that_draws_itself_prints_names_and_rules(rule: str) -> None:
    names = ["ann", "bob", "cleo", "dora"]
    text = DRAWN.format(posts="".join(f"{name}\n\n{words}\n\n{rule}\n\n" for name, words in zip(names, WORDS, strict=False)))
    assert told(extract(text.encode())) == [(name, "", words) for name, words in zip(names, WORDS, strict=False)]
    without = text.replace("This site is best viewed in a modern browser with JavaScript enabled.", "A place for lists.")
    assert isinstance(reading_of(without.encode()), Notice)


THREAD = "渡口几点收班 - 南岸夜话\n首页\n登录\n渡口几点收班\n{first}{second}返回列表\n发新帖\n"
ONE = "{name}\n积分\n{at}00\n{at}#\n发表于 2021-9-{at} 08:10 | 只看该作者\n{words}\n回复\n举报\n"


def thread(words: str, answer: str = "谢谢，收藏了。") -> str:
    return THREAD.format(first=ONE.format(name="南岸人", at=1, words=words), second=ONE.format(name="小码头", at=2, words=answer))


@pytest.mark.parametrize(
    "lines",
    [
        "pier.jpg\n(21.3 KB, 下载次数: 4)\n下载附件\n新渡口的跳板\n2021-9-1 08:00 上传",
        "pier.jpg (21.3 KB, 下载次数: 4)\n下载附件\n2021-9-1 08:00 上传\n新渡口的跳板\n新渡口的跳板",
        "描述：新渡口的跳板\n图片：pier.jpg\n新渡口的跳板",
        "File comment: 新渡口的跳板\npier.jpg\npier.jpg [ 21.3 KiB | Viewed 1 time ]",
        "pier.jpg (21.3 KB, 下载次数: 4)\n下载附件\n2021-9-1 08:00 上传\npier.jpg\n新渡口的跳板\n新渡口的跳板",
        "新渡口的跳板\n新渡口的跳板\npier.jpg (21.3 KiB) Viewed 4 times",
    ],
)
def test_what_uploaders_say_of_a_picture_is_no_text(lines: str) -> None:
    first = extract(thread(f"今天去看了新渡口。\n{lines}\n下周再去一次。").encode())[0]
    assert [(image.filename, image.alt) for image in first.images] == [("pier.jpg", "新渡口的跳板")]
    assert first.text == "今天去看了新渡口。\n下周再去一次。"


@pytest.mark.parametrize(
    "lines",
    [
        "pier.jpg (21.3 KB, 下载次数: 4)\n下载附件\n2021-9-1 08:00 上传\n新渡口\n新渡口\n"
        "boat.jpg (9 KB, 下载次数: 1)\n下载附件\n2021-9-1 08:00 上传\n渡船\n渡船\ntimes.pdf\n193 Bytes, 下载次数: 0\n时刻表",
        "Attachments\ntimes.pdf\n时刻表\n(193 Bytes) Not downloaded yet\n新渡口\n新渡口\npier.jpg (21.3 KiB) Viewed 4 times\n"
        "渡船\n渡船\nboat.jpg (9 KiB) Not viewed yet",
        "Attachments\ntimes.pdf\n时刻表\n(193 Bytes) Not downloaded yet\n新渡口\npier.jpg (21.3 KiB) Viewed 4 times\n"
        "渡船\nboat.jpg (9 KiB) Not viewed yet",
        "File comment: 时刻表\ntimes.pdf [193 Bytes]\nDownloaded 1 time\nFile comment: 新渡口\npier.jpg\n"
        "pier.jpg [ 21.3 KiB | Viewed 1 time ]\nFile comment: 渡船\nboat.jpg\nboat.jpg [ 9 KiB | Viewed 1 time ]",
    ],
)
def test_a_description_belongs_to_the_file_on_its_side(lines: str) -> None:
    first = extract(thread(f"今天去看了新渡口。\n{lines}").encode())[0]
    assert [(image.filename, image.alt) for image in first.images] == [("pier.jpg", "新渡口"), ("boat.jpg", "渡船")]
    assert [(file.name, file.description) for file in first.attachments] == [("times.pdf", "时刻表")]
    assert first.text == "今天去看了新渡口。"


@pytest.mark.parametrize("size", ["(21.3 KB, 下载次数: 4)", "(21.3 KiB) Viewed 4 times"])
def test_words_between_pictures_that_could_be_of_either_stay_words(size: str) -> None:
    first = extract(thread(f"今天去看了新渡口。\npier.jpg {size}\n人很多。\nboat.jpg {size}\n船很旧。").encode())[0]
    assert [image.filename for image in first.images] == ["pier.jpg", "boat.jpg"]
    assert all(image.alt is None for image in first.images)


@pytest.mark.parametrize(
    "script",
    [
        "var board = {'name': 'harbour', 'pages': 3};\nfunction show(at) {\nreturn board[at];\n}\nshow(1);\n$('.post').hide();\n",
        "@media print {\n.post { color: black; }\n}\n.button:hover { color: red; }\n"
        + '{"posts":[{"id":1,"at":"2021-09-01T08:10:00Z","words":"\\u6e21"}]}' * 8
        + "\n",
    ],
)
def test_scripts_are_no_words(script: str) -> None:
    text = thread("今天去看了新渡口。\nfor (;;) { wait(); }\n照这样写就行。")
    found = extract(f"{script}{text}{script}".encode())
    assert [post.text for post in found] == ["今天去看了新渡口。\nfor (;;) { wait(); }\n照这样写就行。", "谢谢，收藏了。"]
    assert found[0].thread.title == "渡口几点收班"


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        ("渡口换了新灯。\n具体时刻请看\n码头公告栏，不要问我。", "渡口换了新灯。\n具体时刻请看码头公告栏，不要问我。"),
        ("灯换了，\n船没换。", "灯换了，船没换。"),
        ("The new lamps are\nmuch brighter than the old ones.", "The new lamps are much brighter than the old ones."),
        ("渡口的灯\n亮了一夜\n船没有来\n人也没有来", "渡口的灯\n亮了一夜\n船没有来\n人也没有来"),
        ("集合地点：\n南码头的灯下。\n不要迟到。", "集合地点：南码头的灯下。\n不要迟到。"),
        ("Where to meet:\nunder the lamp of the pier.\nBe there in time.", "Where to meet: under the lamp of the pier.\nBe there in time."),
        ("要带的东西：\n雨衣\n手电\n不要迟到。", "要带的东西：\n雨衣\n手电\n不要迟到。"),
        ("照这个写：\ndef lamp(on):\n    # at night\n    return on\n就行。", "照这个写：\ndef lamp(on):\n# at night\nreturn on\n就行。"),
    ],
)
def test_sentences_that_tags_parted(parted: str, whole: str) -> None:
    assert extract(thread(parted).encode())[0].text == whole


@pytest.mark.parametrize(
    "printed",
    [
        "Last edited by\n小码头\non Sep 18, 2021 8:17 am, edited 1 time in total.\nReason:\n写错了",
        "由\n小码头\n于 2021年9月18日 11:56隐藏。",
        "本帖最后由\n小码头\n于 2021-9-18 08:17 编辑",
        "(Last modified:\nSep 18, 2021 8:17 am\nby\n小码头\n)",
    ],
)
def test_notes_that_links_part_are_no_text(printed: str) -> None:
    assert [post.text for post in extract(thread("灯换了。\n船没换。", f"谢谢，收藏了。\n好的\n{printed}").encode())] == [
        "灯换了。\n船没换。",
        "谢谢，收藏了。\n好的",
    ]


def test_words_below_a_picture_stay_words() -> None:
    first = extract(thread("今天去看了新渡口。\npier.jpg\n(21.3 KB, 下载次数: 4)\n人很多，明天再去。\n票价没变。").encode())[0]
    assert first.text == "今天去看了新渡口。\n人很多，明天再去。\n票价没变。"


@pytest.mark.parametrize(
    "line",
    ["PDF，193 字节，由南岸人于2021年9月18日上传。", "Uploaded by ann on September 18, 2021", "Code: Select all", "Code Select Expand"],
)
def test_what_forums_print_among_words_is_no_text(line: str) -> None:
    assert extract(thread(f"表在下面。\n{line}\n下周再去。").encode())[0].text == "表在下面。\n下周再去。"


@pytest.mark.parametrize("day", ["9月3日，渡口人很多", "▼下图为9月3日，航拍的渡口"])
def test_a_day_in_a_sentence_is_no_post(day: str) -> None:
    posts = extract(thread(f"大家好。\n{day}\n票价没变。").encode())
    assert [post.text for post in posts] == [f"大家好。\n{day}\n票价没变。", "谢谢，收藏了。"]


def test_lines_that_call_themselves_signatures() -> None:
    several = thread("票价没变。\n江水长流，这是签名档", "改天去看看。\n芦苇青青，这是签名档")
    assert [post.text for post in extract(several.encode())][:2] == ["票价没变。", "改天去看看。"]
    one = "票价没变。\n江水长流，这是签名档"
    assert extract(thread(one).encode())[0].text == one
    about = thread("票价没变。\n江水长流，这是签名档", "你的签名档不错。")
    assert extract(about.encode())[0].text == "票价没变。\n江水长流，这是签名档"
    assert extract(thread("求一个签名档").encode())[0].text == "求一个签名档"


NAMES = ("Ann", "Bob", "Cleo")
OTHERS = {
    "phones' chat": "".join(f"0{at % 9 + 1}/03/2024, 10:{at + 10} - {NAMES[at % 3]}: {WORDS[at % 6]}\n" for at in range(20)),
    "chat in blocks": "".join(f"{NAMES[at % 3]}\n10:{at + 10} AM\n{WORDS[at % 6]}\n" for at in range(20)),
    "mailing list": "".join(
        f"From: {NAMES[at % 3].lower()} at harbour.example ({NAMES[at % 3]})\nDate: Mon, {at + 1} Mar 2024 10:00:00 +0100\n"
        f"Subject: Re: [ferry] times\n\nOn Mon, Mar {at + 1}, 2024 Bob wrote:\n> {WORDS[0]}\n\n{WORDS[at % 6]}\n\n"
        for at in range(12)
    ),
    "teasers": "Harbour notes\nHome\nLogin\nRegister\n"
    + "".join(
        f"Note {at}\nPosted by {NAMES[at % 3]} on March {at}, 2024\n{WORDS[at % 6]}\nRead more\n{at} comments\n" for at in range(1, 12)
    ),
    "diary": "".join(f"2024年3月{at}日 晴\n今天渡口人不多。{WORDS[at % 6]}\n\n" for at in range(1, 20)),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_looks_like_a_thread(kind: str) -> None:
    assert isinstance(reading_of(OTHERS[kind].encode()), Notice)


@pytest.mark.parametrize("heading", ["最新回复 (1)", "全部回复\n(\n1\n)", "Replies\n1"])
def test_the_heading_of_the_answers_is_no_text(heading: str) -> None:
    text = thread("今天去看了新渡口。\n{}\n").replace("\n{}\n\n回复\n举报\n", f"\n{heading}\n", 1)
    assert heading in text
    assert [post.text for post in extract(text.encode())] == ["今天去看了新渡口。", "谢谢，收藏了。"]


@pytest.mark.parametrize("figures", [("12 34\n56", "12 34 56", "7 8 9"), ("1\n2\n3", "12\n34 56", "7 8 9")])
def test_figures_in_one_line_or_in_several(figures: tuple[str, ...]) -> None:
    posts = "".join(
        f"{name}\n{cells}\n主题 帖子 积分\n新手上路\n积分{at}1\n发消息\n发表于 2021-9-{at} 08:10 | 只看该作者\n{words}\n回复\n举报\n"
        for at, (name, cells, words) in enumerate(
            zip(("南岸人", "小码头", "老渡口"), figures, ("渡口几点收班？", "八点。", "星期天八点半。"), strict=True), 1
        )
    )
    found = extract(THREAD.format(first=posts, second="").encode())
    assert [post.author.name for post in found if post.author] == ["南岸人", "小码头", "老渡口"]
