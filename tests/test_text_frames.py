"""Where posts of texts begin and end, and how they are numbered: pages built from one post's lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.engines.text.board import is_listing
from crawler.engines.text.lines import read_lines
from crawler.extract import extract, reading_of
from crawler.forum import Notice

NAMES = ("cooper", "old salt", "wren", "cooper", "tilly")
SAID = (
    "The weir is closed until the frost has gone.",
    "Who has the key of the lower lock?",
    "It hangs behind the door of the mill.\nPlease bring it back.",
    "Thank you, I have found it there.",
    "The water is high again this morning.",
)


def pond(post: str, *, posts: int = 5, head: str = "Home\nForums\nLog in\n", foot: str = "Post Reply\nAll times are UTC\n") -> bytes:
    """A thread's page as text; the heads of its posts come from ``post``."""
    rows = [
        post.format(name=name, words=words, at=at, day=at + 2, named=("楼主", "沙发", "板凳", "地板", "5#")[at - 1])
        for at, (name, words) in enumerate(zip(NAMES[:posts], SAID[:posts], strict=True), 1)
    ]
    return f"The lower lock | Mill pond\n{head}The lower lock\n{''.join(rows)}{foot}".encode()


def floors(text: bytes) -> list[int | None]:
    return [post.floor for post in extract(text)]


@pytest.mark.parametrize(
    "post",
    [
        "{named} {name}\n2021-9-{day} 08:1{at}:00\n{words}\n回复\n举报\n",
        "{name}\n{named} 正方\n发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n",
        "{named}\n楼主\n{name}\n发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n",
    ],
)
def test_words_that_number_the_first_posts(post: str) -> None:
    assert floors(pond(post)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("badge", ["楼主\n", "樓主\n"])
def test_who_began_the_thread_is_no_number(badge: str) -> None:
    post = "{name}\n2{at}#\n" + badge + "发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n"
    assert floors(pond(post)) == [21, 22, 23, 24, 25]


@pytest.mark.parametrize(
    ("button", "expected"), [("引用\n{at}楼\n", [1, 2, 3, 4, 5]), ("Quote #{at}\n", [1, 2, 3, 4, 5]), ("回复 1楼\n", [None] * 5)]
)
def test_a_number_behind_a_button(button: str, expected: list[int | None]) -> None:
    """A post's own number is higher than those above; that of the post it answers is one of these."""
    assert floors(pond("{name}\n2021-9-{day}\n" + button + "{words}\n", head="论坛\n登录\n注册\n发新帖\n")) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Home\nForums\nLog in\nold salt\n4 replies\n", [1, 2, 3, 4, 5]),
        ("Home\nForums\nLog in\nspeech_bubble 4\n", [1, 2, 3, 4, 5]),
        ("Home\nForums\nLog in\n9 replies\n", [None] * 5),
    ],
)
def test_as_many_answers_as_the_page_says(head: str, expected: list[int | None]) -> None:
    assert floors(pond("{name}\nMember\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n", head=head)) == expected


@pytest.mark.parametrize(
    ("head", "foot", "expected"),
    [
        ("Replies: 13\n", "Page 3 of 3\n", [10, 11, 12, 13, 14]),
        ("speech_bubble\nchat_bubble\n13\n", "第3页，共3页\n", [10, 11, 12, 13, 14]),
        ("13 Antworten\n", "Seite 2 von 3\n", [None] * 5),
        ("2 replies\n13 replies\n", "Page 3 of 3\n", [None] * 5),
        ("", "Pages: [1] 2 3\n", [1, 2, 3, 4, 5]),
        ("", "页:\n[1]\n", [1, 2, 3, 4, 5]),
        ("", "Pages: 1 [2] 3\n", [None] * 5),
    ],
)
def test_the_page_among_the_pages(head: str, foot: str, expected: list[int | None]) -> None:
    post = "{name}\nMember\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n"
    assert floors(pond(post, head="Home\nForums\nLog in\n" + head, foot=foot + "Post Reply\n")) == expected


@pytest.mark.parametrize(
    "post",
    [
        "Posted by {name} on Sep {day}, 2021 08:1{at}\n{subject}{words}\nQuote\nReport\n",
        "作者: {name}\n时间: 2021-9-{day} 08:1{at}\n{subject}{words}\n回复\n举报\n",
    ],
)
@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        (("The lower lock\n", "Re: The lower lock\n"), [1, 2, 3, 4, 5]),
        (("The lower lock\n", ""), [1, 2, 3, 4, 5]),
        (("The lower lock\n",) * 2, [None] * 5),
    ],
)
def test_the_post_that_is_headed_by_the_title_opens_the_thread(post: str, subjects: tuple[str, str], expected: list[int | None]) -> None:
    rows = (post.replace("{subject}", subjects[at > 0]).replace("{at}", str(at)).replace("{day}", str(at + 2)) for at in range(5))
    told = (row.format(name=name, words=words) for row, name, words in zip(rows, NAMES, SAID, strict=False))
    assert floors(f"The lower lock | Mill pond\nHome\nForums\nLog in\nThe lower lock\n{''.join(told)}Post Reply\n".encode()) == expected


@pytest.mark.parametrize("begun", ["miller\n2021-9-1\nchat_bubble 31\n", "Started by\nmiller\nSep 1, 2021\n31 replies\n"])
def test_the_day_of_the_thread_is_no_post(begun: str) -> None:
    found = extract(pond("{name}\nMember\n2021-9-{day} 08:1{at}\n{words}\nQuote\nReport\n", head="Home\nForums\nLog in\n" + begun))
    assert [post.text for post in found] == list(SAID[:5])


@pytest.mark.parametrize("pager", ["1\n2\n3\n2 / 3\n", "1\n2\n3\n4\n2/3\n"])
def test_a_page_by_its_number_alone(pager: str) -> None:
    post = "{name}\nMember\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n"
    assert floors(pond(post, head="Home\nForums\nLog in\n13\nPosts\n", foot=pager + "Post Reply\n")) == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "post",
    [
        "Author: {name}    Date: 2021-9-{day} 08:1{at}\n{words}\n",
        "作者:\n{name}\n时间:\n2021-9-{day} 08:1{at}\n标题:\nThe lower lock\n{words}\n",
    ],
)
def test_a_page_for_printers(post: str) -> None:
    posts = extract(pond(post, head="", foot=""))
    assert [(one.author.name if one.author else None, one.text) for one in posts] == list(zip(NAMES, SAID, strict=True))


@pytest.mark.parametrize(
    "item", ["Author: {name}    Date: 2021-9-{back} 08:10\n{words}\n", "作者：{name} 时间：2021-9-{back} 08:10\n{words}\n"]
)
def test_the_newest_first_is_no_page_for_printers(item: str) -> None:
    rows = (item.format(name=name, words=words, back=20 - at) for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True)))
    assert isinstance(reading_of(f"News of the mill\n{''.join(rows)}".encode()), Notice)


@pytest.mark.parametrize("day", ["Today\nat 08:1{at} PM\n", "Yesterday\n08:1{at}\n"])
def test_a_clock_below_its_day(day: str) -> None:
    posts = extract(pond("{name}\nNewbie\nPosts: {at}\n#{at}\n" + day + "{words}\nQuote\nReport\n"))
    assert [one.text for one in posts] == list(SAID)


@pytest.mark.parametrize(
    ("post", "remark"),
    [
        (
            "{name}\n{name}\nMember\nPosts\n9{at}\nJoined\n2019-2-{day}\n#{at}\nPosted 2021-9-{day} 08:1{at}\n{words}\nReply\nReport\n",
            "Comments\nwren\nPosted 2021-9-9 07:00\nSo it is.\n",
        ),
        (
            "{name}\n{name}\n中级会员\n积分\n9{at}\n帖子\n3{at}\n{at}#\n发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n",
            "点评\nwren\n发表于 2021-9-9 07:00\n说得对。\n",
        ),
    ],
)
def test_a_remark_between_two_numbers_is_no_post(post: str, remark: str) -> None:
    text = pond(post).decode().replace(f"{SAID[2]}\n", f"{SAID[2]}\n{remark}")
    assert [(one.floor, one.author.name if one.author else None) for one in extract(text.encode())] == list(enumerate(NAMES, 1))


@pytest.mark.parametrize(
    ("post", "quoted"),
    [
        ("{name}\n#{at}\nPosted 2021-9-{day} 08:1{at}\nQuote\n{words}\nReply\nReport\n", "tilly Posted 2021-8-1 07:00\nIs it open?\n"),
        ("{name}\n{at}#\n发表于 2021-9-{day} 08:1{at}\n只看该作者\n{words}\n回复\n举报\n", "tilly 发表于 2021-8-1 07:00\nIs it open?\n"),
    ],
)
@pytest.mark.parametrize("posts", [1, 2])
def test_a_quotation_that_begins_a_post_is_no_post(post: str, quoted: str, posts: int) -> None:
    text = pond(post, posts=posts).decode().replace(SAID[0], quoted + SAID[0])
    found = extract(text.encode())
    assert len(found) == posts
    assert found[0].created_at is not None
    assert found[0].created_at.startswith("2021-09-03")


BODIES = ("灯换了。", "船没有来。", "人也没有来。", "雨下了一夜。")
IN_ROWS = (
    "|  |  |\n| --- | --- |\n| [{name}](space?uid={at}) | {at}# *发表于 2021-9-{day} 08:1{at}* | [只看该作者](t?a={at})  {words} |\n{below}"
    "|  | [回复](post?p={at}) [举报](report?p={at}) |\n\n"
)
RULED = (
    "[{name}](space?uid={at})\n\n|  **{at}#** *发表于 2021-9-{day} 08:1{at}* | [只看该作者](t?a={at})\n---\n\n{words}\n---\n\n{below}"
    "|  [回复](post?p={at}) [举报](report?p={at})\n\n"
)


@pytest.mark.parametrize(
    ("post", "below"),
    [(IN_ROWS, "| 岁月不居 |\n"), (IN_ROWS, "| **wren** | 代写书信 |\n"), (RULED, "岁月不居  \n"), (RULED, "岁月不居\n代写书信  \n")],
)
def test_what_stands_in_a_row_of_its_own_below_one_post_is_a_signature(post: str, below: str) -> None:
    rows = (
        post.format(name=name, words=words, at=at, day=at + 2, below=below if at == 3 else "")
        for at, (name, words) in enumerate(zip(NAMES, BODIES, strict=False), 1)
    )
    text = f"[塘边夜话](/) › [塘边](b1)\n\n# 下闸\n\n[登录](login) [注册](register)\n\n{''.join(rows)}[返回列表](b1)\n"
    assert [one.text for one in extract(text.encode())] == list(BODIES)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("|  |  | | --- | --- | | 灯换了。 |", "灯换了。"),
        ("* 带雨衣 * 带手电 |", "带雨衣\n带手电"),
        (".pcb{margin-right:0} | 灯换了。 |", "灯换了。"),
    ],
)
def test_what_a_table_in_a_table_leaves_is_no_text(cells: str, words: str) -> None:
    rows = (
        IN_ROWS.format(name=name, words=cells if at == 2 else f"{text} |", at=at, day=at + 2, below="").replace(
            " | |\n|  | [回复]", " |\n|  | [回复]"
        )
        for at, (name, text) in enumerate(zip(NAMES, BODIES, strict=False), 1)
    )
    text = f"[塘边夜话](/) › [塘边](b1)\n\n# 下闸\n\n[登录](login) [注册](register)\n\n{''.join(rows)}[返回列表](b1)\n"
    assert extract(text.encode())[1].text == words


OPENING = "{name}\n{at}#\n发表于 2021-9-{day} 08:1{at}\n只看该作者\n{words}\n回复\n举报\n"


@pytest.mark.parametrize(
    "said",
    [
        "{words}\n单选投票, 共有 12 人参与投票\n1. 早船\n2. 晚船\n您所在的用户组没有投票权限",
        "{words}\n多选投票: ( 最多可选 3 项 )\n, 共有\n7\n人参与投票\n早船\n晚船",
        "悬赏\n30\n金钱\n未解决\n{words}",
        "悬赏 15 贡献 已解决\n{words}\n最佳答案\nwren\n查看完整内容\n在磨坊门后。",
        "活动类型:\n划船\n开始时间:\n2021-10-1 09:00\n活动地点:\n下闸\n已报名人数:\n3\n人\n我要参加\n"
        "{words}\n已通过 (3 人)\n留言\n申请时间\nwren",
        "活动类型: 划船\n活动地点: 下闸\n剩余名额: 2 人\n{words}",
        "{words}\n结束时间: 2021-10-1 09:00 裁判: wren\n正方观点 (4)\n该开闸\nVS\n反方观点 (2)\n不该开",
    ],
)
def test_panels_of_special_threads_are_no_words(said: str) -> None:
    text = pond(OPENING).decode().replace(SAID[0], said.replace("{words}", SAID[0]))
    assert extract(text.encode())[0].text == SAID[0]


@pytest.mark.parametrize(
    "said", ["活动地点：下闸。\n时间自定。\n不见不散。", "我觉得最佳答案在楼上。\n查看完整内容要登录。", "悬赏 30 金钱也没人来。\n真没人。"]
)
def test_words_like_those_of_panels_stay(said: str) -> None:
    text = pond(OPENING).decode().replace(SAID[0], said)
    assert extract(text.encode())[0].text == said


@pytest.mark.parametrize(("below", "expected"), [("回复\n", "{words}"), ("", "128\n{words}")])
def test_a_number_of_views_below_the_first_time(below: str, expected: str) -> None:
    """Where words stand directly below the other posts' times, a number is somebody's, too."""
    post = "{name}\n2021-9-{day}\n" + "\0" + "{words}\n"
    text = pond(post, head="论坛\n登录\n注册\n发新帖\n最新回复\n").decode()
    first, *rest = text.split("\0")
    assert extract((first + "128\n" + below.join(rest)).encode())[0].text == expected.format(words=SAID[0])


@pytest.mark.parametrize("phone", [" 来自手机", " via mobile"])
def test_posts_of_three_forms_are_one_thread(phone: str) -> None:
    """Numbers in the time's line and words behind the time, the number alone, and a number in a line of its own."""
    forms = (
        "{at}# 发表于 2021-9-{day} 08:1{at}" + phone,
        "{at}# 发表于 2021-9-{day} 08:1{at}",
        "{at}#\n楼主\n发表于 2021-9-{day} 08:1{at}",
    )
    said = [*enumerate((*SAID, "The frost is gone.", "Open the weir.", "I have it."), 1)]
    heads = {at: forms[form].format(at=at, day=at + 2) for at, form in enumerate((0, 0, 1, 0, 2, 1, 0, 0), 1)}
    rows = "".join(f"{NAMES[at % 5]}\n积分\n{at}00\n* 发消息\n{heads[at]}\n只看该作者\n{words}\n回复\n举报\n" for at, words in said)
    text = f"下闸 - 塘边夜话\n首页\n登录\n注册\n下闸\n{rows}返回列表\n发新帖\n"
    assert [(one.floor, one.text) for one in extract(text.encode())] == said


@pytest.mark.parametrize(
    ("head", "post"),
    [
        ("5 回复 3 作者 20 查看\n公告\n", "{name}\n{at}楼\n2021-9-{day} 08:1{at}:00\n{words}\n"),
        ("5 帖子 3 发布者 20 浏览\n公告\n", "{name}\n{at}楼\n2021-9-{day} 08:1{at}\n{words}\n"),
    ],
)
def test_words_of_lists_at_posts_and_at_one_thread_make_no_list(head: str, post: str) -> None:
    lines, _ = read_lines(pond(post, head="首页\n倒序浏览\n登录\n" + head, foot="回复\n").decode())
    rows = [(at - 2, at + 1) for at, line in enumerate(lines) if line.stamps]
    assert not is_listing(lines, rows)
    assert is_listing([replace(line, floor=None, key="row", kind=None) for line in lines], rows)


@pytest.mark.parametrize(
    "post",
    [
        "{name} 发表于 2021-9-{day} 08:1{at}:00\n\n{title}{words}\n",
        "{name}\n{name}\nPosted 2021-9-{day} 08:1{at}\n{title}{words}\nReply\nReport\n",
    ],
)
@pytest.mark.parametrize(("above", "kept"), [("", ""), ("The lower lock\n", "The lower lock\n")])
def test_a_title_below_who_wrote(post: str, above: str, kept: str) -> None:
    """It is the page's where the page prints it nowhere above; else somebody repeats it."""
    rows = [
        post.format(name=name, words=words, at=at, day=at + 2, title="" if at > 1 else "The lower lock\n")
        for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 1)
    ]
    page = f"The lower lock - Mill pond\nHome\nForums\nLog in\nMill pond › Locks › The lower lock\n{above}{''.join(rows)}Post Reply\n"
    assert [one.text for one in extract(page.encode())] == [f"{kept}{SAID[0]}", *SAID[1:]]


@pytest.mark.parametrize(("button", "cut"), [("| 只看该作者", 4), ("| 显示全部楼层", 5), ("来自手机 | 只看该作者", 3)])
def test_a_button_that_a_screen_s_edge_parted(button: str, cut: int) -> None:
    post = "{name}\n{at}#\n发表于 2021-9-{day} 08:1{at} " + button + "\n{words}\n回复\n举报\n"
    whole = pond(post).decode()
    parted = whole.replace(button, f"{button[:cut]}\n{button[cut:]}", 2)
    assert [one.text for one in extract(parted.encode())] == list(SAID)


@pytest.mark.parametrize("glue", ["", " "])
def test_a_name_before_what_an_earlier_post_says(glue: str) -> None:
    """It is a quotation, though nothing parts the name from the words."""
    rows = "".join(
        f"{name}\n{at}#\n2021-9-2{at} 08:10\n{quote}{words}\n回复\n举报\n"
        for at, (name, words, quote) in enumerate(
            [
                ("水车", "下闸到霜化为止都不开。", ""),
                ("河伯", "那我改天再来。", f"水车{glue}下闸到霜化为止都不开。\n"),
                ("水车", "好的，来之前先问一声。", ""),
            ],
            1,
        )
    )
    posts = extract(f"下闸 - 塘边夜话\n论坛\n登录\n注册\n下闸\n{rows}返回列表\n".encode())
    assert [one.text for one in posts] == ["下闸到霜化为止都不开。", "那我改天再来。", "好的，来之前先问一声。"]
    assert [quote.author for quote in posts[1].quotes] == ["水车"]


@pytest.mark.parametrize(
    ("menu", "left"),
    [
        ("微信\n新浪微博\nQQ空间\n", ""),
        ("Share this page\nFacebook Twitter Reddit\n", ""),
        ("Facebook\nX (Twitter)\nPinterest\nLink\n", ""),
        ("Ask on Facebook or by Email.\n", "\nAsk on Facebook or by Email."),
        ("Facebook\n", "\nFacebook"),
    ],
)
def test_a_menu_of_places_to_share_a_post(menu: str, left: str) -> None:
    """One such name is what somebody says."""
    posts = extract(
        pond("{name}\nMember\n#{at}\nSep {day}, 2021 08:1{at}\n{words}\nQuote\nReport\n").replace(
            SAID[0].encode(), f"{SAID[0]}\n{menu.rstrip()}".encode()
        )
    )
    assert [one.text for one in posts] == [f"{SAID[0]}{left}", *SAID[1:]]


@pytest.mark.parametrize(
    "row",
    [
        "def {word}_{at}(post, reply):\n    # 20{year}-04-1{at} {name}: {said}\n    return post.author + reply[{at}]\n",
        'void {word}{at}() {{ // posted 20{year}-04-1{at} 10:0{at} by {name}\n  forum.reply("{word}");\n}}\n',
    ],
)
def test_a_program_is_no_thread(row: str) -> None:
    rows = (
        row.format(word=name.split()[0], name=name.title(), said=words.split("\n")[0], at=at, year=10 + at)
        for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True))
    )
    assert isinstance(reading_of("\n".join(rows).encode()), Notice)


@pytest.mark.parametrize(
    "row", ["{name}\nMay {day}, 20{year}\n★★★★☆\n{said}\nHelpful ({at})\n", "{at}.\n{name}\n20{year}-05-{day}\n{said}\n"]
)
def test_numbers_that_grow_beside_times_that_do_not(row: str) -> None:
    """Opinions of one thing are counted, too; who writes in a thread writes later than those above."""
    years = (23, 18, 16, 20, 17)
    rows = (
        row.format(name=name, said=words, at=at, day=at + 10, year=years[at])
        for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True))
    )
    assert isinstance(reading_of(f"Soup\nHome\nReviews\n{''.join(rows)}".encode()), Notice)


@pytest.mark.parametrize("foot", ["Similar threads\n{rows}", "Latest posts\n{rows}Forum statistics\n"])
def test_a_list_of_threads_below_a_thread(foot: str) -> None:
    rows = "".join(
        f"{name}\nThe {words.split()[1]} of {at}\nReplies\n{at}\nViews\n7{at}\nLast post\nSep {at + 2}, 2021\n"
        for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 1)
    )
    posts = extract(pond("{name}\nMember\nSep {day}, 2021\n#{at}\n{words}\nReply\n", foot=foot.format(rows=rows)))
    assert [one.text for one in posts] == list(SAID)


@pytest.mark.parametrize(
    ("head", "post"),
    [
        ("Home\nForums\nTopics\nNew posts\nMoors forum\n", "Reply\nPosted {day} Sep 2021, 08:1{at}\n{words}\n"),
        ("论坛\n登录\n主题\n楼主\n", "只看该作者\n发表于 2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n"),
    ],
)
def test_a_forum_s_words_and_times_without_names(head: str, post: str) -> None:
    """Whoever wrote is left out; what was written is not."""
    posts = extract(pond(post, head=head))
    assert [one.text for one in posts] == list(SAID)
    assert {one.author for one in posts} == {None}


@pytest.mark.parametrize(
    "post",
    [
        "[–]{named} {at}8 points{at}9 points 1{at} hours ago (2 children)\n{words}\npermalink\nsave\nreport\nreply\n",
        "[-] {named} [S] 3{at} votes 1{at} days ago\n{words}\nReply\nShare\nReport\n",
    ],
)
def test_votes_between_a_name_and_a_time(post: str) -> None:
    names = ("cooper", "old_salt", "wren", "tilly", "wren")
    rows = "".join(post.format(named=name, words=words, at=at) for at, (name, words) in enumerate(zip(names, SAID, strict=True), 1))
    posts = extract(f"The lower lock : millpond\nhot\nnew\nlog in\nsign up\n5 comments\n{rows}about\nhelp\n".encode())
    assert [(one.author.name if one.author else None, one.text) for one in posts] == list(zip(names, SAID, strict=True))


@pytest.mark.parametrize(
    ("below", "left"),
    [
        ("Posts: 31\nMember\nfrom the mill\nJoined\n2019\n", ""),
        ("积分\n中级会员\n签约摄影师\n积分\n117\n", ""),
        ("点评 wren\nVery true.\n发表于 2021-9-8 10:12\n", ""),
        ("点评 wren\nVery true.\n", "\n点评 wren\nVery true."),
    ],
)
def test_what_stands_below_one_post_s_words(below: str, left: str) -> None:
    """A member's figures from the column beside it, and others' remarks, which have a time."""
    page = pond("{name}\n{at}#\n2021-9-{day} 08:1{at}\n{words}\n回复\n举报\n", head="论坛\n登录\n注册\n发新帖\n")
    posts = extract(page.replace(f"{SAID[1]}\n".encode(), f"{SAID[1]}\n{below}".encode()))
    assert [one.text for one in posts] == [SAID[0], f"{SAID[1]}{left}", *SAID[2:]]
