"""The threads with a fixed small id: one for each thing that a crawler of Discuz! boards must have met.

``SPECIALS`` names them all; ordinary threads begin at ``FIRST_ORDINARY``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawler.demo import cases, texts
from crawler.demo.model import ZONE, Bullets, Code, Comment, File, Film, Hidden, Line, PageBreak, Picture, Quote, Table, Thread, User
from crawler.demo.writer import USERS, Writer

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2025, 6, 18, 10, 30, tzinfo=ZONE)
"""What the forum's clock shows when it is opened."""
START = datetime(2019, 3, 1, 8, 0, tzinfo=ZONE)
FIRST_ORDINARY = 61

ANONYMOUS = User("", 0, "anonymous")
GUEST = User("", 0, "guest")
GONE = User("已走的人", 977, "gone")
BLOCKED = "提示: <em>该帖被管理员或版主屏蔽</em>"
BANNED = "提示: <em>作者被禁止或删除 内容自动屏蔽</em>"
AUTHOR_ONLY = "此帖仅作者可见"
CIPHERED = (
    '本帖为密码帖 ，请输入密码<input type="text" class="vm" />&nbsp;<button class="pn vm" type="button"><strong>提交</strong></button>'
)
IDS = {
    "sticky everywhere": 1, "sticky in its category": 2, "sticky in its board": 3, "moved": 4, "long": 5, "formats": 6, "quotes": 7,
    "comments": 8, "poll": 9, "anonymous": 10, "strangers": 11, "blocked first post": 12, "hidden part": 13, "price": 14,
    "password": 15, "paged body": 16, "reverse": 17, "pinned reply": 18, "gap": 19, "deleted": 20, "reading permission": 21,
    "recent": 22, "author only": 23, "members' board": 24, "password board": 25, "photographer": 27, "lead-in": 28, "arrow": 29,
    "before": 30, "described": 31, "described below": 32, "table": 33, "group": 34, "credit only": 35, "centred": 36, "small": 37,
    "bare": 38, "same name": 39, "moved here": 40, "elsewhere": 41, "jammer with pictures": 42, "jammer": 43, "traps": 44,
    "bare below": 45, "no picture right": 46, "all in one": 47,
}  # fmt: skip
CASES = {
    "photographer": cases.photographer, "lead-in": cases.lead_in, "arrow": cases.arrow, "before": cases.before,
    "described": cases.described, "described below": cases.described_below, "table": cases.table, "group": cases.group,
    "credit only": cases.credit_only, "centred": cases.centred, "small": cases.small, "bare": cases.bare,
    "same name": cases.same_name, "bare below": cases.bare_below,
}  # fmt: skip


def _long(writer: Writer) -> None:
    writer.post(*writer.lines(2))
    for floor in range(2, 124):
        earlier = writer.dice.choice(writer.thread.posts)
        quoted = [writer.quote(earlier)] if floor % 7 == 0 else []
        writer.post(*quoted, Line(f"{texts.reply(writer.dice)}（第{floor}天）"), minutes=1440)


def _formats(writer: Writer) -> None:
    tid = writer.thread.tid
    writer.thread.tags = list(writer.dice.sample(texts.TAGS, 2))
    first = writer.post(
        Line("这一帖把各种写法都试一遍，先空两格开头。", "indent"),
        Line("停电通知用红字写", "bold"),
        Line("居中的一行小标题", "centre"),
        Line("靠右的落款", "right"),
        Line("缩进的一段，不是引用别人的话。", "indented"),
        Line("全文见街道办的网页", "link"),
        Line("写到这里笑一下", "smiley"),
        Bullets(("带上户口本", "先到二楼取号", "交表之后等电话")),
        Bullets(("早班六点", "晚班十点"), numbered=True),
        Table((("日期", "路段", "说明"), ("六月三日", "盐仓街", "停水五小时"), ("六月四日", "船厂路", "半幅封闭"))),
        Code(("#!/bin/sh", 'for f in *.txt; do echo "<$f>"; done', "exit 0")),
        Quote("公告栏上抄来的一句，没有写是谁说的。"),
        Film("ext/boat.mp4"),
        Line("附件有两个，请自取："),
        File(tid * 100 + 91, "停水范围.pdf", "42.5 KB", "扫描的，共三页"),
        File(tid * 100 + 92, "登记表.xlsx", "9 KB"),
        Hidden(),
        Hidden(by_reply=False),
        Line("最后一句：如有改动，以现场张贴的为准。", "indent"),
        File(tid * 100 + 93, "备用地图.zip", "128 Bytes", "没有放进正文的附件", appended=True),
        edited=writer.now + timedelta(hours=5),
        sign='找我修收音机请看<a href="forum.php" target="_blank">置顶帖</a>，不收定金',
        rated=True,
    )
    first.comments += [Comment(USERS[4], "点个赞，写得周全", writer.now + timedelta(hours=7))]
    writer.post(writer.quote(first), Line("谢谢整理，已经转给楼里的邻居。"))
    writer.post(Table((("公交", "首班"), ("7路", "5:40"))), Line("我补一张时刻表。"))


def _quotes(writer: Writer) -> None:
    first = writer.post(*writer.lines(2))
    for turn in range(11):
        earlier = first if turn % 3 else writer.thread.posts[-1]
        writer.post(writer.quote(earlier), Line(f"{texts.reply(writer.dice)}（其{turn + 1}）"))


def _comments(writer: Writer) -> None:
    writer.post(*writer.lines(1)).comments += [
        Comment(USERS[1], "标题再写清楚一点就好了", writer.now + timedelta(hours=2)),
        Comment(USERS[2], "下次带上我", writer.now + timedelta(hours=3)),
    ]
    writer.replies(11)
    writer.thread.posts[3].comments.append(Comment(USERS[8], "这层说得最实在", writer.now + timedelta(hours=1)))


def _strangers(writer: Writer) -> None:
    writer.post(*writer.lines(2), sign="签名里写的话不算正文")
    writer.post(author=GUEST)
    writer.post(Line("屏蔽之前写的话谁也不该看到"), shut=BLOCKED)
    writer.post(author=GONE)
    writer.post(Line("号被封之前写的话也不该看到"), author=GONE, shut=BANNED)
    writer.post(author=ANONYMOUS)
    writer.post(author=writer.thread.posts[0].author)


def _blocked_first(writer: Writer) -> None:
    writer.post(Line("首帖被屏蔽，这句只会漏在网页的描述里。"), shut=BLOCKED)
    writer.replies(3)


def _hidden(writer: Writer) -> None:
    writer.post(Line("看得见的上半段，先说经过。"), Hidden(), Line("看得见的结尾，谢谢各位。"))
    writer.replies(2)


def _price(writer: Writer) -> None:
    writer.thread.price = 15
    writer.post(Line("免费看的开头：整理了十二处适合看日落的地方。"))
    writer.replies(4)


def _password(writer: Writer) -> None:
    writer.post(Line("知道口令的人才能读的首帖"), shut=CIPHERED)
    writer.replies(2)
    writer.post(Line("知道口令的人才能读的回帖"), shut=CIPHERED)


def _paged(writer: Writer) -> None:
    one, two, three = (writer.lines(2) for _ in range(3))
    parts = [Line(f"第{part}节", "bold") for part in "一二三"]
    writer.post(parts[0], *one[:1], PageBreak(), parts[1], *two[:1], PageBreak(), parts[2], *three[1:])
    writer.replies(2)


def _author_only(writer: Writer) -> None:
    writer.post(Line("想收二手自行车的请留价格，互相看不见。"))
    for _ in range(3):
        writer.post(Line(f"我出{writer.dice.randint(80, 300)}元，电话私下说"), shut=AUTHOR_ONLY)


def _recent(writer: Writer) -> None:
    writer.post(*writer.lines(1))
    for minutes in (2880, 2880, 1440, 1440, 1440, 600, 480, 200, 120, 55, 20):
        writer.post(minutes=minutes)


def _elsewhere(writer: Writer) -> None:
    line = f"{texts.scene(writer.dice)}。{texts.PHOTOGRAPHERS[3]}摄"
    away = Picture("ext/ferry_01.jpg", "ferry_01.jpg", None, line=line, captioned=True, credit=texts.PHOTOGRAPHERS[3])
    writer.post(*writer.lines(1), away, Line(line))
    writer.replies(1)


def _no_right(writer: Writer) -> None:
    writer.post(*writer.lines(1), Line("图传好了，注册的朋友应该看得到。"), no_pictures=True)
    writer.replies(2)


def _traps(writer: Writer) -> None:
    for case in (cases.heading, cases.two_lenses, cases.source):
        writer.post(*writer.lines(1), *case(writer))
    writer.post(Line("本帖最后由谁编辑我看不懂，下载附件的按钮倒是找到了。"))


def _pictured(*names: str) -> Callable[[Writer], None]:
    def write(writer: Writer) -> None:
        for name in names:
            writer.post(*writer.lines(1), *CASES[name](writer), *writer.lines(1))
        writer.replies(2)

    return write


def _plain(posts: int, author: User | None = None) -> Callable[[Writer], None]:
    def write(writer: Writer) -> None:
        writer.post(*writer.lines(2), author=author)
        writer.replies(posts - 1)

    return write


PLANS: dict[str, tuple[int, Callable[[Writer], None], dict[str, Any]]] = {
    "sticky everywhere": (2, _plain(6), {"sticky": 3, "title": "【公告】夜话发帖约定，来的人都看一眼"}),
    "sticky in its category": (6, _plain(3), {"sticky": 2, "title": "【各乡】汛期值班电话汇总"}),
    "sticky in its board": (2, _plain(4), {"sticky": 1, "title": "茶馆常见问题，先翻再问", "type": "打听"}),
    "moved": (2, _plain(1), {"access": "moved", "moved_to": IDS["moved here"], "title": "东岸修桥意见（已搬走）"}),
    "long": (2, _long, {"title": "接龙：每天一句江边早安"}),
    "formats": (2, _formats, {"title": "【写法大全】停水停电通知（带附件）", "type": "见闻"}),
    "quotes": (2, _quotes, {}),
    "comments": (2, _comments, {"type": "闲话"}),
    "poll": (2, _plain(5), {"poll": texts.PLACES[2:6], "title": "夏夜集市放在哪里好"}),
    "anonymous": (7, _plain(4, ANONYMOUS), {"title": "不留名说件烦心事"}),
    "strangers": (2, _strangers, {}),
    "blocked first post": (2, _blocked_first, {}),
    "hidden part": (2, _hidden, {}),
    "price": (6, _price, {"title": "看日落的十二个去处"}),
    "password": (6, _password, {}),
    "paged body": (3, _paged, {"title": "三节游记，一页放不下"}),
    "reverse": (2, _plain(26), {"reverse": True}),
    "pinned reply": (2, _plain(15), {"pinned": 13}),
    "gap": (6, _plain(12), {"gap": True}),
    "deleted": (2, _plain(3), {"access": "deleted"}),
    "reading permission": (2, _plain(3), {"access": "permission"}),
    "recent": (2, _recent, {}),
    "author only": (6, _author_only, {}),
    "members' board": (8, _plain(3), {}),
    "password board": (4, _plain(3), {}),
    **{name: (3, _pictured(name), {}) for name in CASES},
    "moved here": (6, _plain(4), {"title": "东岸修桥意见"}),
    "elsewhere": (3, _elsewhere, {}),
    "jammer with pictures": (7, _pictured("photographer", "described", "bare"), {}),
    "jammer": (7, _quotes, {}),
    "traps": (3, _traps, {}),
    "no picture right": (9, _no_right, {}),
    "all in one": (3, _pictured(*CASES), {"title": "一年的照片，都放在这里"}),
}


def special(seed: int, name: str) -> Thread:
    """Writes one of them."""
    fid, write, flags = PLANS[name]
    start = NOW - timedelta(days=8, hours=1) if name == "recent" else START + timedelta(days=3 * IDS[name], minutes=IDS[name])
    writer = Writer(seed, IDS[name], fid, start, **flags)
    write(writer)
    return writer.thread
