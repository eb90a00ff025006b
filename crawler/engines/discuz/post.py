"""A Discuz! post: its body and what stands around it, its author, time and floor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.dates import NEVER, When
from crawler.engines.discuz.body import RULES, lock_words, take_edit_note
from crawler.engines.discuz.marks import Marks
from crawler.engines.discuz.parts import is_exact, moment, shown, user
from crawler.items import Author
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Select, text_of
from crawler.text import number, tidy

FLOORS = {"楼主": 1, "樓主": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4}
"""The names X prints for the first floors (a site option; X3.4 as installed prints 1#, 2# …)."""
_USER_PAGE = re.compile(r"uid[=-]\d|username[=-]")
_NAME = frozenset(("xw1", "top_user"))
"""Classes of an author's name (X; the touch skin Comiis)."""
_SAID = re.compile(r"[发發]表[于於]\s*[:：]?\s*((?:19|20)\d\d-\d{1,2}-\d{1,2}(?:\s(?:[上下]午\s?)?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)?)")
_NUMBER = re.compile(r"#?\s*\d+\s*[#楼樓]?")
_SIGNED = re.compile(r"\d{1,6}\s*[#楼樓]|#\s?\d{1,6}")
_BARE_TIME = re.compile(r"/?\s*((?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}\s+\d{1,2}:\d\d(?::\d\d)?)")
"""A whole text that is a time, to the minute."""
_POINTS = Select(".//div[@class='point']")
_AROUND = frozenset(
    (
        "pattl",
        "postattachlist",
        "act",
        "trade_box",
        "typeoption",
        "locked",
        "img_one",
        "img_list",
        "post_attlist",
        "comiis_img_one",
        "comiis_img_list",
    )
)
"""Classes of what stands beside a body and belongs to the post."""
_CONTENT = frozenset(("pcb", "postmessage", "defaultpost", "display", "comiis_messages", "mes"))
"""Classes of the box that holds a body and what belongs to it (X, 7.2, 7.2, touch, touch in Comiis's skin, X2's small view)."""
_POSTED = re.compile(r"[发發]表[于於]\s*[:：]?\s*(\d[\d/-]+(?: \d+:\d\d(?::\d\d)?(?: [AP]M)?)?)")
"""6 prints the time as bare text beside the floor."""


def read_body(page: Page, marks: Marks, pid: str) -> Walker:
    """The body, then what stands around it: lists of pictures and files, poll, activity, locks."""
    walker = Walker(RULES, page.base_url)
    body = marks.body(pid)
    if body is not None:
        walker.walk(body)
        walker.end_line()
        take_edit_note(walker)
    for element in around(marks.posts[pid], body):
        words = element.get("class", "").split()
        if element.get("id") == "poll" or not _AROUND.isdisjoint(words):
            walker.visit(element)
        elif "attach_nopermission" in words or (body is None and ("xi1" in words or "notice" in words)):
            walker.locked(lock_words(element))
        elif any(div.get("class") == "trdb" for div in element.iterchildren("div")):
            for div in element.iter("div"):
                if "trdl" in div.get("class", "").split():
                    walker.visit(div)
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


def around(post: Element, body: Element | None) -> Iterator[Element]:
    """The elements beside a body, up to the box that holds the post's content; a locked post has the box only (7.2: one in another)."""
    if body is None:
        beside = post.getnext()
        boxes = [div for box in (post, beside) if box is not None and (box is post or not box.get("id")) for div in box.iter("div")]
        boxes = [div for div in boxes if not _CONTENT.isdisjoint(div.get("class", "").split())]
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


def author(marks: Marks, pid: str) -> Author | None:
    post = marks.posts[pid]
    if (column := marks.ids.get("favatar" + pid)) is not None:
        for div in column.iter("div"):
            if div.get("class") == "authi":
                return user(div)
        named = next((div for div in column.iter("div") if div.get("class") == "pi"), None)
        if named is not None:
            return user(named)  # without one, a site shows the name above the post
    for element in post.iter("td", "li"):
        words = element.get("class", "")
        if words.startswith("postauthor"):
            names = (box for box in element.iter("div", "cite") if box.tag == "cite" or box.get("class") in ("postinfo", "autor-name-row"))
            return next(map(user, names), None)
        if words == "pls":  # X1 and its skins: the same column without an id
            named = next((div for div in element.iter("div") if div.get("class") == "pi"), None)
            if named is not None and text_of(named) and not any(div.get("class") == "authi" for div in named.iter("div")):
                return user(named)
        if words.startswith("mtit"):
            return next((user(span) for span in element.iter("span") if span.get("class") == "z"), None)
    lines = [element for element in marks.head(pid) if "authi" in element.get("class", "").split()]
    links = [link for line in lines for link in line.iter("a") if _USER_PAGE.search(link.get("href", "")) and text_of(link)]
    if not links and not any("匿名" in text_of(line) for line in lines):
        links = [element for element in marks.head(pid) if element.tag == "a" and _is_name(element)]
        links = links or [element for element in marks.above(pid) if element.tag == "a" and _is_name(element)]
    if links:
        return user(links[0])
    line = next((element for element in marks.head(pid) if "bm_user" in element.get("class", "").split()), None)
    return _unlinked(line) if line is not None else None


def _unlinked(line: Element) -> Author | None:
    """A deleted user in X2's small view: the label of the floor, a bare name, what became of them."""
    words = [tidy(piece) for piece in line.itertext()]
    at = next((at for at, word in enumerate(words) if "已被删除" in word or "已被刪除" in word), 0)
    name = re.sub(r"^#\s*", "", words[at - 1]) if at else ""
    return Author(name) if name and not name.startswith("匿名") else None


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
            return moment(page, match[1])
    return NEVER


def _said(page: Page, marks: Marks, pid: str) -> When:
    """The time of skins that give it no mark of its own: a class, or the words 发表于 in front of the body."""
    for element in (*marks.head(pid), *marks.above(pid)):
        if "kmtime" in element.get("class", "").split():
            return shown(page, element)
        if is_exact(exact := element.get("title", "")) and _follows_said(element):
            when = moment(page, exact)
            return when._replace(raw=text_of(element) or when.raw)
        if match := _SAID.search(element.text or "") or _SAID.search(element.tail or ""):
            return moment(page, match[1])
    for element in (*marks.head(pid), *marks.above(pid)):
        if element.tag != "dd" and (
            match := _BARE_TIME.fullmatch(tidy(element.text or "")) or _BARE_TIME.fullmatch(tidy(element.tail or ""))
        ):
            return moment(page, match[1])
    return NEVER


def _follows_said(element: Element) -> bool:
    """Whether the words in front of an element end with 发表于; the element has the exact time as its title."""
    before, holder = element.getprevious(), element.getparent()
    words = before.tail if before is not None else holder.text if holder is not None else None
    return (words or "").rstrip(" \n\t\xa0:：").endswith(("发表于", "發表於"))


def floor_label(marks: Marks, pid: str) -> str:
    """What a post shows as its floor (楼主, 2#, a site's own name); empty in views and skins that have no place for it."""
    label = marks.ids.get("postnum" + pid, marks.ids.get("postnum_" + pid))
    if label is None and (line := _touch_line(marks.posts[pid])) is not None:
        label = next((part for part in line.iter("span", "em") if part.get("class") == "y" or part.tag == "em"), None)
    elif label is None:
        label = next((part for part in marks.posts[pid].iter("strong") if part.get("id", "").startswith("postnum")), None)
    return text_of(label)


def _touch_line(post: Element) -> Element | None:
    """The line with the floor in the touch views: ``li.mtit``, or the first ``li.grey`` of the simple one."""
    lines = (li for ul in post.iter("ul") if ul.get("class") == "authi" for li in ul.iter("li"))
    return next((li for li in lines if "mtit" in li.get("class", "") or li.get("class") == "grey"), None)


def _numbered(marks: Marks, pid: str) -> int | None:
    """The floor of skins that give it no id: 2<sup>#</sup>, a number in bold, or bare text.

    楼主 is no floor there: X says so beside the time of every post that the opener wrote.
    """
    for element in marks.head(pid):
        if element.tag == "sup" and element.text == "#":
            return number(text_of(element.getparent()))
        if element.tag == "strong" and _NUMBER.fullmatch(text_of(element)):
            return number(text_of(element))
        if element.tag == "em" and (element.tail or "").lstrip()[:1] == "#":
            return number(text_of(element))
        for piece in (tidy(element.text or ""), tidy(element.tail or "")):
            if piece and (FLOORS.get(piece, 1) > 1 or _SIGNED.fullmatch(piece)):
                return FLOORS.get(piece) or number(piece)
    return None


def number_floors(posts: list[RawPost], page: int, labels: Iterable[str]) -> None:
    """Fills in floors that carry a site's own name, or none (skins drop the first label), where their neighbours leave no choice.

    X names no more than the first floors: on the first page names in the order of time, and no number behind them, are those.
    """
    for made in [made for made in posts if made.post.floor == 1][1:]:
        made.post.floor = None  # 楼主 marks each post of the opener (robot view)
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
    if page == 1 and not any(floors[1:]):
        named = zip(pairwise([made.post for made in posts]), islice(labels, 1, None), strict=True)
        for at, ((earlier, later), label) in enumerate(named, 2):
            if not label or not (earlier.created_at or "") <= (later.created_at or ""):
                return
            later.floor = at


def written(page: Page, marks: Marks, pid: str) -> When:
    """When a post was written."""
    when = _when(page, marks, pid)
    return when if when.raw else _said(page, marks, pid)


def floor(marks: Marks, pid: str) -> int | None:
    """The number a reader sees."""
    if not (label := floor_label(marks, pid)):
        return _numbered(marks, pid)
    return FLOORS.get(label.rstrip("#")) or number(label.rpartition("来自")[2])
