"""Discuz! threads.  Posts are found by what every skin keeps: the numbered ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from crawler.blocks import Rules, Walker
from crawler.dates import NEVER, When, parse
from crawler.engines.discuz.addresses import is_old, place
from crawler.engines.discuz.body import RULES, lock_words, take_edit_note
from crawler.engines.discuz.parts import breadcrumb, pager, shown, user, zone
from crawler.forum import Draft, Engine, Place, ThreadPage, draft
from crawler.items import Author, Comment, Thread
from crawler.page import Page
from crawler.select import Select, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, query

FLOORS = {"楼主": 1, "樓主": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4}
"""The names X prints for the first floors (a site option; X3.4 as installed prints 1#, 2# …)."""

_MARKED = ("div", "td", "table", "a", "em", "span", "h1", "li", "article", "section", "form")
"""The elements that carry ids worth knowing."""
_POST = re.compile(r"post_(\d+)")
_TOUCH_POST = re.compile(r"pid(\d+)")
_BODY = re.compile(r"postmessage_(\d+)")
_USER_PAGE = re.compile(r"uid[=-]\d|username[=-]")
_NAME = frozenset(("xw1", "top_user"))
"""Classes of an author's name (X; the touch skin Comiis)."""
_SAID = re.compile(r"[发發]表[于於]\s*[:：]?\s*((?:19|20)\d\d-\d{1,2}-\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?)")
_NUMBER = re.compile(r"#?\s*\d+\s*[#楼樓]?")
_LINKS = Select("//a[@href]")
_TOUCH_TITLE = Select("//div[@class='view_tit']")
_REMARKS = Select(".//div[starts-with(@class,'pstl') or starts-with(@id,'commentdetail_')]")
_REMARK = Select(".//*[contains(@class,'psti') or contains(@class,'mtxt')]")
_REMARK_TIME = Select(".//*[contains(@class,'psti')]/span | .//li[@class='mtime']")
_REMARK_AUTHOR = Select(".//a[contains(@class,'xw1')]")
_POINTS = Select(".//div[@class='point']")
_REMARK_BUTTONS = ("详情", "詳情", "回复", "回復", "回覆")
_AROUND = frozenset(
    ("pattl", "postattachlist", "act", "typeoption", "locked", "img_one", "img_list", "post_attlist", "comiis_img_one", "comiis_img_list")
)
"""Classes of what stands beside a body and belongs to the post."""
_CONTENT = frozenset(("pcb", "postmessage", "defaultpost", "display", "comiis_messages"))
"""Classes of the box that holds a body and what belongs to it (X, 7.2, 7.2, touch, touch in Comiis's skin)."""

_POSTED = re.compile(r"[发發]表[于於]\s*[:：]?\s*(\d[\d/-]+(?: \d+:\d\d(?::\d\d)?(?: [AP]M)?)?)")
"""6 prints the time as bare text beside the floor."""


class Marks:
    """A page's elements by id, and its posts in order."""

    def __init__(self, page: Page) -> None:
        self.ids: dict[str, Element] = {}
        self.posts: dict[str, Element] = {}
        self.bodies: dict[str, Element] = {}
        marked = [(mark, element) for element in page.tree.iter(*_MARKED) if (mark := element.get("id"))]
        pattern = next((p for p in (_POST, _TOUCH_POST, _BODY) if any(p.fullmatch(mark) for mark, _ in marked)), _POST)
        if pattern is _BODY:
            self._unwrapped(marked)
            return
        current = None
        for mark, element in marked:
            self.ids.setdefault(mark, element)
            if match := pattern.fullmatch(mark):
                current = match[1]
                self.posts.setdefault(current, element)
            if current and mark.startswith("postmessage_"):
                self.bodies.setdefault(current, element)

    def _unwrapped(self, marked: list[tuple[str, Element]]) -> None:
        """Bodies without numbered boxes around them: a post is the largest element that holds one body only."""
        for mark, element in marked:
            self.ids.setdefault(mark, element)
            if match := _BODY.fullmatch(mark):
                self.bodies.setdefault(match[1], element)
        held = Counter(outer for body in self.bodies.values() for outer in body.iterancestors())
        for pid, body in self.bodies.items():
            alone = [outer for outer in body.iterancestors() if held[outer] == 1 and outer.tag not in ("body", "html")]
            self.posts[pid] = alone[-1] if alone else body

    def head(self, pid: str) -> Iterator[Element]:
        """A post's elements in front of its body."""
        body = self.body(pid)
        for element in self.posts[pid].iter(etree.Element):
            if element is body:
                return
            yield element

    def body(self, pid: str) -> Element | None:
        """A post's body.  A paid thread's preview carries the id of another post (X3.5): what stands inside the post counts."""
        if pid in self.bodies:
            return self.bodies[pid]
        names = [(div.get("class", ""), div) for div in self.posts[pid].iter("div")]
        return next((div for name, div in names if name == "message" or "comiis_message_table" in name), None)


def read_thread(engine: Engine, page: Page) -> ThreadPage | None:
    """A thread page; None when there is no post on it, or numbered boxes in which no skin known here keeps a body."""
    marks = Marks(page)
    if not marks.posts:
        return None
    at = _place(page, marks)
    thread = _head(page, marks, at)
    board = breadcrumb(page)
    current, pages, next_url = pager(page)
    posts = []
    for pid in marks.posts:
        walker = _read_body(page, marks, pid)
        script = "redirect.php?" if is_old(page) else "forum.php?mod=redirect&"
        url = absolute(page.base_url, f"{script}goto=findpost&ptid={at.id}&pid={pid}")
        when = _when(page, marks, pid)
        made = draft(engine, page, thread, board, pid, url, walker.body, when if when.raw else _said(page, marks, pid))
        made.post.author, made.post.floor = _author(marks, pid), _floor(marks, pid) or _numbered(marks, pid)
        made.post.locked = "；".join(dict.fromkeys(walker.body.locked)) or None
        made.post.edited_at = parse(walker.body.edited, page.fetched_at, zone(page)).iso
        made.post.comments = _comments(page, marks, pid)
        posts.append(made)
    if not any(made.body.blocks or marks.body(made.post.post_id) is not None for made in posts):
        return None
    _number_floors(posts, current)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    whole = None
    if b"show_threadpage(" in page.body and "cp=all" not in page.url:
        whole = absolute(page.base_url, f"forum.php?mod=viewthread&tid={at.id}&page={current}&cp=all")
    return ThreadPage(thread, board, posts, current, pages, next_url, whole)


# The thread -----------------------------------------------------------------------------------------------------------------------------


def _place(page: Page, marks: Marks) -> Place:
    for url in _candidates(page, marks):
        at = place(url)
        if at and at.kind == "thread":
            return at
        if "goto=findpost" in url and (tid := query(url).get("ptid")):
            return Place("thread", tid)
    return Place("thread", "0")


def _candidates(page: Page, marks: Marks) -> Iterator[str]:
    yield page.url
    yield page.link("canonical")
    yield from (marks.ids[mark].get("href", "") for mark in marks.ids if mark.startswith("postnum"))
    yield from (link.get("href", "") for link in _LINKS(page.tree))


def _head(page: Page, marks: Marks, at: Place) -> Thread:
    url = absolute(page.base_url, page.link("canonical"))
    if place(url) != Place("thread", at.id):
        url = absolute(page.base_url, f"{'viewthread.php?' if is_old(page) else 'forum.php?mod=viewthread&'}tid={at.id}")
    thread = Thread(id=at.id, url=url, title=_title(page, marks))
    heading = marks.ids.get("thread_subject")
    types = heading.itersiblings("a", preceding=True) if heading is not None else ()
    tags = (text_of(link).strip("[]") for link in (*types, *_tags(marks)))
    thread.tags = list(dict.fromkeys(filter(None, tags)))
    if (top := marks.ids.get("postlist")) is not None and (head := top.find(".//div[@class='hm ptn']")) is not None:
        counts = [number(text_of(span)) for span in head.iter("span") if span.get("class") == "xi1"]
        thread.views, thread.replies = counts if len(counts) == 2 else (None, None)
    return thread


def _tags(marks: Marks) -> Iterator[Element]:
    """The tags below the first body."""
    first = next(iter(marks.posts))
    for element in _around(marks.posts[first], marks.body(first)):
        for div in element.iter("div"):
            if div.get("class", "").startswith(("ptg", "tags")):
                yield from div.iter("a")


def _title(page: Page, marks: Marks) -> str | None:
    if (heading := marks.ids.get("thread_subject")) is not None:
        return text_of(heading)
    if (old := marks.ids.get("threadtitle")) is not None and (h1 := old.find("h1")) is not None:
        return tidy("".join([h1.text or "", *(child.tail or "" for child in h1)])) or None
    first = next(iter(marks.posts.values())).getparent()
    if first is not None and first.get("class") == "mainbox viewthread" and (title := text_of(first.find("h1"))):
        return title
    return _TOUCH_TITLE.text(page.tree) or tidy(re.split(r"\s+-\s+", page.title)[0]) or None


# A post ---------------------------------------------------------------------------------------------------------------------------------


def _read_body(page: Page, marks: Marks, pid: str) -> Walker:
    """The body, then what stands around it: lists of pictures and files, poll, activity, locks."""
    walker = Walker(RULES, page.base_url)
    body = marks.body(pid)
    if body is not None:
        walker.walk(body)
        walker.end_line()
        take_edit_note(walker)
    for element in _around(marks.posts[pid], body):
        words = element.get("class", "").split()
        if element.get("id") == "poll" or not _AROUND.isdisjoint(words):
            walker.visit(element)
        elif "attach_nopermission" in words:
            walker.locked(lock_words(element))
        elif "ds" in words:
            for point in _POINTS(element):
                walker.visit(point)
        elif element.tag == "ul" and not words:
            for box in element.iter("div"):
                if "box_ex2" in box.get("class", ""):
                    walker.visit(box)
        elif "pcbs" in words:
            for form in element.iter("form"):
                walker.visit(form)
    walker.end_line()
    return walker


def _around(post: Element, body: Element | None) -> Iterator[Element]:
    """The elements beside a body, up to the box that holds the post's content; a locked post has the box only (7.2: one in another)."""
    if body is None:
        boxes = [div for div in post.iter("div") if not _CONTENT.isdisjoint(div.get("class", "").split())]
        yield from boxes[-1].iterchildren("*") if boxes else ()
        return
    inner: Element = body
    for outer in body.iterancestors():
        if inner is post or outer is post or outer.tag == "body":
            return
        yield from (child for child in outer.iterchildren("*") if child is not inner)
        if not _CONTENT.isdisjoint(outer.get("class", "").split()):
            return
        inner = outer


def _author(marks: Marks, pid: str) -> Author | None:
    post = marks.posts[pid]
    if (column := marks.ids.get("favatar" + pid)) is not None:
        for div in column.iter("div"):
            if div.get("class") == "authi":
                return user(div)
        named = next((div for div in column.iter("div") if div.get("class") == "pi"), None)
        return user(named) if named is not None else None
    for element in post.iter("td", "li"):
        words = element.get("class", "")
        if words.startswith("postauthor"):
            names = (box for box in element.iter("div", "cite") if box.tag == "cite" or box.get("class") == "postinfo")
            return next(map(user, names), None)
        if words.startswith("mtit"):
            return next((user(span) for span in element.iter("span") if span.get("class") == "z"), None)
    lines = [element for element in marks.head(pid) if "authi" in element.get("class", "").split()]
    links = [link for line in lines for link in line.iter("a") if _USER_PAGE.search(link.get("href", "")) and text_of(link)]
    if not links and not any("匿名" in text_of(line) for line in lines):
        links = [element for element in marks.head(pid) if element.tag == "a" and _is_name(element)]
    return user(links[0]) if links else None


def _is_name(link: Element) -> bool:
    named = _USER_PAGE.search(link.get("href", "")) or not _NAME.isdisjoint(link.get("class", "").split())
    return bool(named and text_of(link))


def _when(page: Page, marks: Marks, pid: str) -> When:
    if (element := marks.ids.get("authorposton" + pid)) is not None:
        return shown(page, element)
    for line in marks.posts[pid].iter("li", "div"):
        words = line.get("class", "")
        if line.tag == "li" and words.startswith(("mtime", "grey rela")):
            return shown(page, line)
        if words == "postinfo" and (match := _POSTED.search(text_of(line))):
            return parse(match[1], page.fetched_at, zone(page))
    return NEVER


def _said(page: Page, marks: Marks, pid: str) -> When:
    """The time of skins that give it no mark of its own: a class, or the words 发表于 in front of the body."""
    for element in marks.head(pid):
        if "kmtime" in element.get("class", "").split():
            return shown(page, element)
        if match := _SAID.search(element.text or "") or _SAID.search(element.tail or ""):
            return parse(match[1], page.fetched_at, zone(page))
    return NEVER


def _floor(marks: Marks, pid: str) -> int | None:
    label = marks.ids.get("postnum" + pid)
    if label is None and (line := _touch_line(marks.posts[pid])) is not None:
        label = next((part for part in line.iter("span", "em") if part.get("class") == "y" or part.tag == "em"), None)
    elif label is None:
        label = next((part for part in marks.posts[pid].iter("strong") if part.get("id", "").startswith("postnum")), None)
    text = text_of(label)
    return FLOORS.get(text.rstrip("#")) or number(text.rpartition("来自")[2])


def _touch_line(post: Element) -> Element | None:
    """The line with the floor in the touch views: ``li.mtit``, or the first ``li.grey`` of the simple one."""
    lines = (li for ul in post.iter("ul") if ul.get("class") == "authi" for li in ul.iter("li"))
    return next((li for li in lines if "mtit" in li.get("class", "") or li.get("class") == "grey"), None)


def _numbered(marks: Marks, pid: str) -> int | None:
    """The floor of skins that give it no id: 2<sup>#</sup>, or a number in bold."""
    for element in marks.head(pid):
        if element.tag == "sup" and element.text == "#":
            return number(text_of(element.getparent()))
        if element.tag == "strong" and _NUMBER.fullmatch(text_of(element)):
            return number(text_of(element))
    return None


def _number_floors(posts: list[Draft], page: int) -> None:
    """Fills in floors that carry a site's own name, or none (skins drop the first label), where their neighbours leave no choice."""
    floors = [made.post.floor for made in posts]
    if page == 1 and floors[0] is None:
        posts[0].post.floor = floors[0] = 1
    if None not in floors:
        return
    for at, floor in enumerate(floors):
        after = next(((later, n) for later, n in enumerate(floors[at + 1 :], at + 1) if n is not None), None)
        before = floors[at - 1] if at else 0 if page == 1 else None
        if floor is None and before is not None and after is not None and before + 1 == after[1] - (after[0] - at):
            posts[at].post.floor = floors[at] = before + 1


def _comments(page: Page, marks: Marks, pid: str) -> list[Comment]:
    """点评, oldest first (X prints the newest first, some skins the oldest)."""
    box = marks.ids.get("comment_" + pid)
    if box is None or not len(box):
        return []
    found = [(remark, words) for remark in _REMARKS(box) if (words := _REMARK.first(remark)) is not None]
    comments = [_comment(page, remark, words) for remark, words in found][::-1]
    return sorted(comments, key=lambda comment: comment.created_at or "") if all(comment.created_at for comment in comments) else comments


def _comment(page: Page, remark: Element, words: Element) -> Comment:
    link = _REMARK_AUTHOR.first(remark)
    text = Walker(_REMARK_RULES, page.base_url).inside_text(words)
    return Comment(text, user(link) if link is not None else None, shown(page, _REMARK_TIME.first(remark)).iso)


def _remark_time(walker: Walker, element: Element) -> None:
    if "xg1" not in element.get("class", "") and not text_of(element).startswith(("发表于", "發表於")):
        walker.descend(element)


def _remark_link(walker: Walker, element: Element) -> None:
    """X3.1 prints the name in front of the words; any X may print buttons behind them."""
    if "xw1" not in element.get("class", "") and text_of(element) not in _REMARK_BUTTONS:
        walker.descend(element)


_REMARK_RULES = Rules(tags={"span": _remark_time, "a": _remark_link})
