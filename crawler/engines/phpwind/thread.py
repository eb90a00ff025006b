"""phpwind threads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.body.walker import Walker
from crawler.dates import NEVER, When, parse, stamp
from crawler.engines.phpwind.addresses import plain, target
from crawler.engines.phpwind.body import RULES, take_edit_note
from crawler.engines.phpwind.parts import breadcrumb, pager, user
from crawler.forum import CHINA, Engine, Target, ThreadPage, raw_post
from crawler.items import Author, Comment, Thread
from crawler.markup.part import Part, parts_of
from crawler.page import Page
from crawler.raw_post import UNNUMBERED, known
from crawler.select import text_of
from crawler.text import likes, number, tidy
from crawler.urls import absolute

FLOORS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4, "地下室": 5, "下水道": 6, "GF": 1}
"""The names of the first floors, and 'ground floor' of boards that count B1F, B2F …."""

_POSTS = {"J_read_floor": "div", "read_t": "div", "js-post": "table"}
_LISTED = re.compile("(?:hidden_)?att_(?!small_|pic_)")
_LINES = ("floor_top_tips", "tipTop", "tiptop", "tipad")
"""The line of a post with its time and floor."""
_LABELS = frozenset(("lou", "s2", "s3"))
_BODY_ID = re.compile(r"read_(\d+|tpc)")
_POST_ID = re.compile(r"(?:read|readfloor|cont)_?(\d+|tpc)")
_LABEL = re.compile(r"(?:楼主|沙发|板凳|地板|GF|B?\d{1,6}[楼樓F])#?")
_PLAIN = re.compile(r"[\s\[\]]|#$")
_DATED = re.compile(r"\d{4}-\d")
_FULL = re.compile(r"(?:19|20)\d\d-\d")
_SAID = re.compile(r"^(?:[发發]布[于於]|[发發]表[于於]|Posted)\s*[:：]?\s*")
_POSTED = re.compile(r"(?:[发發][布表][于於]|Posted)\s*[:：]?\s*(\d{4}-\d+-\d+(?: \d+:\d+(?::\d+)?)?)")
_PROFILE = re.compile(r"(?:u|profile|show)\.php\?(?:.*\baction[=-]show\b.*)?\buid[=-](\d+)")
_BLOCKED = re.compile(r"用户被禁言|[该該](?:主题|主題|帖|回复|回覆)\S{0,8}屏蔽")
_EDITED = re.compile(r"[于於]\s*(.+?)\s*[编編][辑輯]")


def read_thread(engine: Engine, page: Page) -> ThreadPage | None:
    """A thread page; None when there is no post on it."""
    whole, posts = Part(page.tree), parts_of(page.tree, _POSTS)
    posts = posts or _around_bodies(whole)
    if not posts:
        return None
    crumbs = [link for box in (*whole.all("bread_crumb"), *whole.by_id("breadCrumb", "breadcrumbs")) for link in box.iter("a")]
    current, pages, next_url = pager(page, whole.all("pages"))
    found: dict[str, tuple[Part, Element | None]] = {}
    for nth, post in enumerate(posts):
        body = _body(post)
        pid = _pid(post.element, body)
        if pid is None and body is not None:
            pid = "0" if current == 1 and not nth else f"{UNNUMBERED}{nth}"
        if pid is not None:
            found[pid] = post, body
    if not found:
        return None
    at, url = _place(page, crumbs, whole)
    thread = Thread(id=at.id, url=plain(url, at) if url else None, title=_title(page, whole, crumbs))
    heading = next(whole.by_id("subject_tpc"), None)
    types = [link for link in heading.iter("a") if not link.get("onclick")] if heading is not None else []
    tags = (text_of(link).strip("[]") for link in (*types, *(a for box in whole.all("read_tag_list", "read_tags") for a in box.iter("a"))))
    thread.tags = [tag for tag in tags if tag]
    thread.views, thread.replies = _counts(whole)
    board = breadcrumb(page, crumbs)
    made_of = []
    for pid, (post, body) in found.items():
        walker = _read_body(page, post, body)
        link = thread.url or page.url
        own = known(pid)
        url = f"{link}#{own}" if link and own.strip("0") else link
        made = raw_post(engine, page, thread, board, own, url, walker.body, _when(page, post, body))
        made.post.author, made.post.floor = _author(post, body), _floor(post, body)
        made.post.likes = likes(text_of(post.first("J_like_count")))
        note = _EDITED.search(text_of(post.first("edit_log")))
        made.post.edited_at = parse(note[1] if note else walker.body.edited, page.calendar, CHINA).iso
        made_of.append(made)
    first = made_of[0].post
    if first.floor is None and current == 1:
        first.floor = 1
    if first.floor == 1:
        thread.author, thread.created_at = first.author, first.created_at
    for made, (post, _) in zip(made_of, found.values(), strict=True):
        made.post.comments = [Comment(text, thread.author) for box in post.all("louMes") if (text := text_of(box.find("p")))]
    return ThreadPage(thread, board, made_of, current, pages, next_url)


# The thread -----------------------------------------------------------------------------------------------------------------------------


def _around_bodies(whole: Part) -> list[Part]:
    """The posts of older and restyled layouts: what stands around one body and no other, or the table around the only one."""
    found = [box for box in whole.all("tpc_content") if len(box) != 1 or not (box[0].get("id") or "").startswith("w_")]
    found += [box for box in whole.named if _BODY_ID.fullmatch(box.get("id", ""))]
    bodies = [body for body in dict.fromkeys(found) if not any(up in found for up in body.iterancestors())]
    bodies_in = Counter(up for body in bodies for up in body.iterancestors())
    posts = []
    for body in bodies:
        around = [up for up in body.iterancestors() if bodies_in[up] == 1]
        post = next((up for up in around if _POST_ID.fullmatch(up.get("id", ""))), None)
        if post is None and len(bodies) == 1:
            tables = [up for up in around if up.tag == "table"]
            post = next((table for table in tables if Part(table).first("r_two") is not None), tables[0] if tables else body)
        posts.append(Part(next(reversed(around), body) if post is None else post))
    return posts


def _place(page: Page, crumbs: list[Element], whole: Part) -> tuple[Target, str]:
    links = (link for bar in whole.all("pages") for link in bar.iter("a"))
    for url in (page.url, *(absolute(page.base_url, link.get("href", "")) for link in (*crumbs[::-1], *links))):
        at = target(url)
        if at and at.kind == "thread":
            return at, url
    return Target("thread", "0"), ""


def _title(page: Page, whole: Part, crumbs: list[Element]) -> str | None:
    for heading in whole.by_id("J_post_title", "subject_tpc"):
        if title := tidy("".join(_own_words(heading))):
            return title
    for link in crumbs[::-1]:
        at = target(absolute(page.base_url, link.get("href", "")))
        if at and at.kind == "thread" and text_of(link):
            return text_of(link)
    return tidy(re.split(r"\s*\|\s*|\s+-\s+", page.title)[0]) or None


def _own_words(element: Element) -> Iterator[str]:
    """The heading's words without its links (the thread's type, '[复制链接]')."""
    yield element.text or ""
    for child in element:
        if child.tag != "a":
            yield from _own_words(child)
        yield child.tail or ""


def _counts(whole: Part) -> tuple[int | None, int | None]:
    """Views and replies: ``span.hits``, ``span.replies`` (9), or the two entries of ``div.readNum`` (8)."""
    if (hits := whole.first("hits")) is not None:
        return number(text_of(hits.find("em"))), number(text_of(whole.first("replies")))
    box = whole.first("readNum")
    shown = [number(text_of(em)) for em in box.iter("em")] if box is not None else []
    return (shown[0], shown[1]) if len(shown) > 1 else (None, None)


# A post ---------------------------------------------------------------------------------------------------------------------------------


def _body(post: Part) -> Element | None:
    """``div.editor_content`` (9), the ``div#read_PID`` in ``div.tpc_content`` (8), or the latter itself."""
    if (body := post.first("editor_content")) is not None:
        return body
    if (outer := post.first("tpc_content")) is None:
        return next((box for box in post.named if _BODY_ID.fullmatch(box.get("id", ""))), None)
    return next((div for div in outer.iter("div") if _POST_ID.fullmatch(div.get("id", ""))), outer)


def _pid(element: Element, body: Element | None) -> str | None:
    """9 names it on the post (``read_0`` is the opening post), 8 on post and body (``readfloor_tpc``, ``read_tpc``), 7 on the body."""
    for holder in (element, body):
        match = _POST_ID.fullmatch(holder.get("id", "")) if holder is not None else None
        if match:
            return "0" if match[1] == "tpc" else match[1]
    return None


def _read_body(page: Page, post: Part, body: Element | None) -> Walker:
    """The body, then the pictures and files listed below it."""
    walker = Walker(RULES, page.base_url)
    if body is not None:
        walker.walk(body)
        walker.end_line()
        take_edit_note(walker)
        blocks = walker.body.blocks
        if len(blocks) == 1 and len(blocks[0].text) < 40 and _BLOCKED.search(blocks[0].text):
            walker.locked(blocks.pop().text)
    listed = [entry for box in post.all("big_img") for entry in box]
    listed += [entry for box in post.all("read_attach_downattach") for entry in box.iter("dd")]
    listed += [element for element in post.named if _LISTED.match(element.get("id", ""))]
    for extra in listed:
        if (body is None or body not in extra.iterancestors()) and not any(other in extra.iterancestors() for other in listed):
            walker.visit(extra)
    walker.end_line()
    return walker


def _head(post: Part, body: Element | None, *tags: str) -> Iterator[Element]:
    """What stands in a post before its body."""
    for element in post.element.iter(*tags, *([body.tag] if body is not None else [])):
        if element is body:
            return
        if element.tag in tags:
            yield element


def _author(post: Part, body: Element | None) -> Author | None:
    """Who wrote it.  Where the name is no link, the one around the portrait or in the line above the body tells the id."""
    box = post.within("floor_info", "name")
    box = box if box is not None else post.first("readName")
    if box is not None:
        return user(box)
    found = None
    for strong in (strong for cell in post.all("r_two") for strong in cell.iter("strong", "b")):
        link = strong.getparent()
        if (found := user(link if link is not None and link.tag == "a" else strong)) is None or found.id:
            return found
        break
    links = [link for link in _head(post, body, "a") if "uid" in link.get("href", "")]
    if found is None:
        return next((user(link) for link in links if text_of(link)), None)
    found.id = next((match[1] for link in links if (match := _PROFILE.search(link.get("href", "")))), None)
    return found


def _when(page: Page, post: Part, body: Element | None) -> When:
    """8 prints 'three days ago' and the full time as its title; 9 always prints the full time."""
    lines = [part for line in post.all(*_LINES, "read_hd") for part in (line, *line.iter("span"))]
    for element in lines or _head(post, body, "span", "td", "div", "em"):
        words, full = tidy(element.text or ""), _SAID.sub("", element.get("title", ""))
        if _FULL.match(full) or (len(words) < 40 and _DATED.search(words) and (lines or _SAID.match(words))):
            shown = _SAID.sub("", words).rstrip("| ")
            when = parse(full if _FULL.match(full) else shown, page.calendar, CHINA)
            return when._replace(raw=shown or when.raw)
        if lines and (seconds := number(element.get("data-timestamp", ""))):
            return When(stamp(seconds, CHINA), words or None, "second")
    told = (match for line in post.all(*_LINES) if (match := _POSTED.search(text_of(line))))
    return next((parse(match[1], page.calendar, CHINA) for match in told), NEVER)


def _floor(post: Part, body: Element | None) -> int | None:
    """The label counts from 0; a reply set on top says which floor it comes from."""
    lines = [label for line in post.all(*_LINES) for label in line.iter("span", "a")]
    labels = [label for label in lines if not _LABELS.isdisjoint((label.get("class") or "").split())]
    for label in labels or _head(post, body, "span", "a", "em", "b"):
        text, source = _PLAIN.sub("", text_of(label)), label.getnext()
        if text == "置顶" and source is not None:
            text = _PLAIN.sub("", text_of(source))
        if not labels and not _LABEL.fullmatch(text):
            continue
        counted = number(text)
        if floor := FLOORS.get(text) or (counted + 1 if counted is not None else None):
            return floor
    return None
