"""NGA (bbs.nga.cn and its other names).  No page of it was at hand; the markup is what its own scripts and public readers of it rely on.

The page prints bodies as the markup they were written in; scripts turn it into HTML, and name authors, exact times, edits and attached
pictures, which stand in their calls.  A page saved from a browser has the HTML instead.  Posts are counted from 0, which is the opening
post and shown as 楼主.  Remarks to a post (贴条) stand below it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import msgspec
from lxml import etree
from lxml.etree import _Element as Element

from crawler.body.pictures import picture
from crawler.body.walker import Rules, Walker
from crawler.dates import When, parse, stamp
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Reason, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Comment, Image, Quote, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Strings, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

_IMAGES = "https://img.nga.178.com/attachments/"
"""Where pictures stand that a body names as ``./mon_202001/…``."""

_CALL = re.compile(r"postArg\.proc\(\s*(\d+)\s*,(.*?)(?:null,)?'(-?\d+)',(\d{9,10}),", re.DOTALL)
_REMARK_CALL = re.compile(r"postArg\.proc\(\s*'_(\d+)'\s*,(.*?)(?:null,)?'(-?\d+)',(\d{9,10}),", re.DOTALL)
_ATTACHED = re.compile(r"attach\.load\(\s*'[^']*'\s*,\s*'postcontent(\d+)'\s*,\s*\[(.*?)\]", re.DOTALL)
_FILE = re.compile(r"url:'([^']+)'")
_SIZE = re.compile(r"\.(?:medium|thumb|thumb_s|thumb_ss)\.jpg$")
_EDITED = re.compile(r"loadAlertInfo\(\s*'\[E(\d{9,10})\b[^']*'\s*,\s*'alertc(\d+)'")
_PAGES = re.compile(r"__PAGE\s*=\s*\{\s*0:'[^']*',\s*1:(\d+),\s*2:(\d+)")
_WORDS = Strings("//body//text()[not(ancestor::script or ancestor::style)]")
_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("login", re.compile("登录|访客|未登陆")),
    ("permission", re.compile("权限|声望|不允许|禁止")),
    ("missing", re.compile("不存在|找不到|被删除|未审核")),
)
"""What NGA's messages say; the first that it says."""
_USERS = "userInfo.setAll("
_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), html)
    for pattern, html in (
        (r"\[img[^\]]*\](?:\./)(mon_[^\[\s]+?)\[/img\]", rf'<img src="{_IMAGES}\1">'),
        (r"\[img[^\]]*\](.+?)\[/img\]", r'<img src="\1">'),
        (r"\[attach\](?:\./)?(mon_[^\[\s]+?)\[/attach\]", rf'<a href="{_IMAGES}\1">{_IMAGES}\1</a>'),
        (r"\[s:[^\]]{1,20}\]", ""),
        (r"\[quote\]", "<blockquote>"),
        (r"\[/quote\]", "</blockquote>"),
        (r"\[code[^\]]*\]", "<pre>"),
        (r"\[/code\]", "</pre>"),
        (r"\[h\](.*?)\[/h\]|===(.{1,60}?)===", r"<h4>\1\2</h4>"),
        (r"\[url=([^\]\s\"]+)\](.*?)\[/url\]", r'<a href="\1">\2</a>'),
        (r"\[tid=\d+[^\]]*\](.*?)\[/tid\]", r"\1"),
        (r"\[collapse=([^\]]*)\]", r"<p>\1</p>"),
        (
            r"\[/?(?:url|b|u|i|del|size|color|font|align|l|r|list|collapse|table|tr|td\d*|flash|randomblock|dice|album|customachieve)(?:=[^\]]*)?\]",
            "",
        ),
        (r"\[\*\]", "<br>"),
        (r"\[@([^\]]{1,40})\]", r"@\1"),
    )
)
_ALBUM = re.compile(r"\[album(?:=([^\]]*))?\](.*?)\[/album\]", re.IGNORECASE | re.DOTALL)
"""Addresses of pictures, one a line, and what the album is called."""
_BARE_PICTURE = re.compile(r"(?<![^\s>\]])((?:\./|https?://)[^\s<>\[\]\"]+)(?![^\s<\[])(?!\s*\[/img\])")
_MESSAGE = re.compile(r"ERROR:\s*\d*\s*\)?\s*(.{1,200})")
_SHORT = 400
"""Letters on a page that is nothing but a message."""
_POSTED = r"(?:\[(?:pid|tid)(?:=(\d+))?[^\]]*\](?:Reply|Topic)\[/(?:pid|tid)\])?\s*Post by\s*(.+?)\s*\((\d{4}-[^)]+)\):?\s*"
_QUOTED = re.compile(r"^(?:Reply|Topic)?\s*" + _POSTED)
_ANSWER = re.compile(r"\[b\]\s*Reply to\s*" + _POSTED + r"\[/b\]")
"""An answer that names a post without its words."""
_UID = re.compile(r"\[uid(?:=-?\d+)?\](.*?)\[/uid\]")


class Nga(Engine):
    """NGA boards and threads."""

    name = "nga"
    rank = 30
    sites = ("nga.cn", "nga.178.com", "ngabbs.com", "ngacn.cc")
    fingerprints = (b"NGA",)

    def detect(self, page: Page) -> bool:
        return b"commonui." in page.body and any(mark in page.body for mark in (b"post1strow", b"topicrow", b"(ERROR:"))

    def target(self, url: str) -> Target | None:
        script, asked = url.partition("?")[0].rpartition("/")[2], query(url)
        if asked.keys() - {"tid", "fid", "stid", "page", "_ff", "rand"} or not asked.get("page", "1").isdecimal():
            return None
        at = int(asked.get("page", "1")[:9]) or 1
        if script == "read.php" and asked.get("tid", "").isdecimal():
            return Target("thread", asked["tid"], at)
        board = asked.get("stid") or asked.get("fid") or ""
        return Target("board", board, at) if script == "thread.php" and board.removeprefix("-").isdecimal() else None

    def read(self, page: Page) -> Reading:
        known: dict[str, Element] = {name: element for element in page.tree.iter("*") if (name := element.get("id"))}
        floors = [name.removeprefix("postcontent") for name in known if re.fullmatch(r"postcontent\d+", name)]
        current, pages = next(((int(b), int(a)) for a, b in _PAGES.findall(page.text)), (1, None))
        here = self.target(page.url)
        next_url = _next(page, here, current, pages)
        if floors:
            return self._thread(page, known, floors, (current, pages, next_url))
        rows = [row for element in page.tree.iter("tr") if (row := self._row(page, element))]
        if rows:
            return BoardPage(self._board(page), [], rows, current, pages, next_url)
        words = _message(page)
        said = [(found.start(), reason) for reason, pattern in _REASONS if (found := pattern.search(words))]
        return Notice(min(said)[1] if said else "missing" if "帖子" in words else "empty", words)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, known: dict[str, Element], floors: list[str], at: tuple[int, int | None, str | None]) -> ThreadPage:
        users, calls = _users(page.text), {call[1]: call for call in _CALL.finditer(page.text)}
        here = self.target(page.url) or Target("thread", "0")
        title = text_of(known.get("currentTopicName")) or re.sub(r"\s*(?:NGA玩家社区.*|-\s*\d+)$", "", page.title)
        thread = Thread(id=here.id, url=absolute(page.base_url, f"read.php?tid={here.id}") or None, title=title or None)
        board = self._board(page)
        edits = {floor: stamp(int(second), CHINA) for second, floor in _EDITED.findall(page.text)}
        files = {call[1]: _FILE.findall(call[2]) for call in _ATTACHED.finditer(page.text)}
        remarks = _remarks(page, known, users)
        posts = []
        for floor in floors:
            call, content = calls.get(floor), known["postcontent" + floor]
            pid = next((mark[3:-6] for mark in _near(content) if re.fullmatch(r"pid\d+Anchor", mark)), floor)
            walker = _read(page, content)
            _attach(walker, files.get(floor, []))
            when = parse(text_of(known.get("postdate" + floor)), page.calendar, CHINA)
            if call:
                when = When(stamp(int(call[4]), CHINA), when.raw, "second")
            made: RawPost = raw_post(
                self, page, thread, board, pid, f"{thread.url}&pid={pid}" if pid != "0" else page.url, walker.body, when
            )
            link = known.get("postauthor" + floor)
            uid = call[3] if call else query(link.get("href", "")).get("uid", "") if link is not None else ""
            made.post.author = _author(uid, users, _name(link))
            made.post.floor = number(floor) or None
            made.post.edited_at, made.post.comments = edits.get(floor), remarks.get(pid, [])
            posts.append(made)
            if floor == "0":
                thread.author, thread.created_at = made.post.author, made.post.created_at
        return ThreadPage(thread, board, posts, *at)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page) -> Board:
        board = Board()
        for link in page.tree.iter("a"):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if "nav_link" in link.get("class", "") and at and at.kind == "board" and text_of(link):
                board.id, board.name, board.url = at.id, text_of(link), url
                board.path.append(text_of(link))
        return board

    def _row(self, page: Page, row: Element) -> ThreadRow | None:
        links = {word: link for link in row.iter("a", "span") for word in (link.get("class") or "").split()}
        if "topic" not in links:
            return None
        url = absolute(page.base_url, links["topic"].get("href", ""))
        at = self.target(url)
        if at is None or at.kind != "thread":
            return None
        found = ThreadRow(at.id, url, text_of(links["topic"]))
        if "author" in links:
            uid = query(links["author"].get("href", "")).get("uid")
            found.author = Author(text_of(links["author"]), uid) if text_of(links["author"]) else None
        seconds = text_of(links.get("postdate"))
        found.created_at = stamp(int(seconds), CHINA) if re.fullmatch(r"\d{9,10}", seconds) else parse(seconds, page.calendar, CHINA).iso
        found.last_post_at = parse(text_of(links.get("replydate")), page.calendar, CHINA).iso
        found.replies = number(text_of(links.get("replies")))
        return found


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _message(page: Page) -> str:
    """What a page says in place of posts: behind its error number, or all of a page that says little; else its title."""
    shown = tidy(" ".join(_WORDS(page.tree)))
    if found := _MESSAGE.search(shown):
        return found[1]
    return shown if 0 < len(shown) <= _SHORT and "提示信息" in page.title else page.title


def _next(page: Page, here: Target | None, current: int, pages: int | None) -> str | None:
    if here is None or not pages or current >= pages:
        return None
    base = re.sub(r"&page=\d+", "", page.url.split("#", 1)[0])
    return f"{base}&page={current + 1}"


def _users(text: str) -> dict[str, Any]:
    """The members that the page names to its scripts."""
    start = text.find(_USERS)
    if start < 0:
        return {}
    end = text.find("</script", start)
    inner = text[start + len(_USERS) : end if end > 0 else None]
    names = re.findall(r'"uid":(-?\d+),"username":"((?:[^"\\]|\\.)*)"', inner)
    return {uid: name for uid, name in ((uid, _decoded(name)) for uid, name in names) if name}


def _decoded(text: str) -> str:
    try:
        return tidy(msgspec.json.decode(f'"{text}"', type=str))
    except msgspec.DecodeError:
        return tidy(text)


def _author(uid: str, users: dict[str, Any], shown: str) -> Author | None:
    name = users.get(uid) or shown
    return Author(name, uid or None) if name and not name.startswith("#anony_") and not uid.startswith("-") else None


def _name(link: Element | None) -> str:
    """The name in a link, without the initial that stands for an avatar."""
    if link is None:
        return ""
    initials = "".join(text_of(mark) for mark in link.iter("b") if mark.get("name") == "nameinit")
    return text_of(link).removeprefix(initials).strip()


def _remarks(page: Page, known: dict[str, Element], users: dict[str, Any]) -> defaultdict[str, list[Comment]]:
    """The remarks below posts, by the post's id."""
    found: defaultdict[str, list[Comment]] = defaultdict(list)
    calls = {call[1]: call for call in _REMARK_CALL.finditer(page.text)} if "comment_for_" in page.text else {}
    for name, element in known.items():
        box = next((up.get("id", "") for up in element.iterancestors() if up.get("id", "").startswith("comment_for_")), "")
        if box and name.startswith("postcomment_"):
            call = calls.get(name.removeprefix("postcomment_"))
            text = "\n".join(line for block in _read(page, element).body.blocks for line in block.lines())
            author, when = (_author(call[3], users, ""), stamp(int(call[4]), CHINA)) if call else (None, None)
            found[box.removeprefix("comment_for_")].append(Comment(text, author, when))
    return found


def _near(content: Element) -> list[str]:
    """The ids in a post's cell."""
    cell = next(content.iterancestors("td", "tr"), None)
    return [mark.get("id", "") for mark in cell.iter("a")] if cell is not None else []


# Bodies ---------------------------------------------------------------------------------------------------------------------------------


def _read(page: Page, content: Element) -> Walker:
    """A body: its markup becomes HTML, as the page's scripts would make it."""
    html = "".join([_escaped(content.text), *(etree.tostring(child, encoding="unicode", method="html") for child in content)])
    walker = Walker(_RULES, page.base_url)
    if "[" in html or "===" in html:
        html = _ALBUM.sub(_album, _ANSWER.sub("", html))
        for pattern, made in _WRITTEN:
            html = pattern.sub(made, html)
        content = etree.fromstring(f"<div>{html}</div>", etree.HTMLParser(remove_comments=True)) if html.strip() else content
    walker.walk(content)
    walker.end_line()
    return walker


def _album(match: re.Match[str]) -> str:
    """An album's lines as pictures; its name is a line of its own."""
    pictures = _BARE_PICTURE.sub(r"[img]\1[/img]", match[2])
    return f"<p>{match[1] or ''}</p>{pictures}<br>"


def _attach(walker: Walker, files: list[str]) -> None:
    """Attached pictures that do not stand in the text already, in whatever size."""
    shown = {image.url.rpartition("/")[2] for image in walker.body.images}
    for file in files:
        url = _SIZE.sub("", _IMAGES + file.removeprefix("./"))
        if file.startswith(("mon_", "./mon_")) and url.rpartition("/")[2] not in shown:
            if re.search(r"\.(?:jpe?g|png|gif|webp|bmp)$", url, re.IGNORECASE):
                walker.image(Image(0, url))
            else:
                walker.attachment(Attachment(url.rpartition("/")[2], url))


def _img(walker: Walker, element: Element) -> None:
    """A picture; a page from a browser names the original, or the one that waits to be loaded, in attributes of its own."""
    original = absolute(walker.base_url, element.get("data-srcorg") or element.get("data-srclazy") or "")
    image = None if "smile" in element.get("class", "") else Image(0, original) if original else picture(element, walker.base_url)
    if image is not None:
        smaller = image.url
        if (url := _SIZE.sub("", smaller)) != smaller:
            image.url, image.thumb_url = url, image.thumb_url or smaller
        walker.image(image)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _quote(walker: Walker, element: Element) -> None:
    """'Reply Post by NAME (TIME):' heads a quotation."""
    text = walker.inside_text(element)
    head = _QUOTED.match(text)
    quote = Quote(text)
    if head:
        quote = Quote(text[head.end() :].strip(), tidy(_UID.sub(r"\1", head[2])), head[1], head[3])
    walker.quote(quote)


_RULES = Rules(tags={"blockquote": _quote, "img": _img}, classes={"quote": _quote})

ENGINE = Nga()
