"""SMF threads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.pictures import picture
from crawler.body.walker import Walker
from crawler.dates import When, parse
from crawler.engines.smf.addresses import target
from crawler.engines.smf.body import RULES
from crawler.engines.smf.parts import MEMBER, address, bare, breadcrumb, full, read_pager, zone_of
from crawler.forum import Engine, ThreadPage, raw_post
from crawler.items import Attachment, Author, Image, Thread
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Value, first_of, text_of
from crawler.text import number, size
from crawler.urls import absolute

_OPENED = Value("id('display_head')/p[1]")
_HEADING = Either("id('top_subject')", "id('forumposts')//h3")
_MARK = re.compile(r"(msg|subject|modified)_(\d+)(_footer)?")
_DATED = re.compile(r"^«?\s*.*?[:：]\s+(.+?)\s*»?$")
_REPLY = re.compile(r"#\s*(\d+)")
_OPENED_BY = re.compile(r"^Started by (?P<name>.+?), (?P<time>(?:\w{3,9} \d{1,2}, \d{4}|\d|Today|Yesterday).*)$")
_READ = re.compile(r"\s*\([^()]*?(\d[\d,.]*)[^()]*\)$")
_PIXELS = re.compile(r"(\d{2,5})x(\d{2,5})")


@dataclass(slots=True)
class _Message:
    """The marked elements of one message."""

    body: Element
    subject: Element | None = None
    modified: Element | None = None
    footer: Element | None = None


def read_messages(page: Page) -> dict[str, _Message]:
    """The messages of a page by number, in order."""
    marked: dict[str, dict[str, Element]] = {}
    for element in page.tree.iter("div", "h5", "td", "span"):
        mark = element.get("id")
        match = _MARK.fullmatch(mark) if mark else None
        if match and (element.tag != "span" or match[1] == "modified"):
            marked.setdefault(match[2], {})[match[1] + (match[3] or "")] = element
    found: dict[str, _Message] = {}
    for key, parts in marked.items():
        subject = parts.get("subject")
        body = parts["msg"] if "msg" in parts else _bare_body(subject)
        if body is not None:
            found[key] = _Message(body, subject, parts.get("modified"), parts.get("msg_footer"))
    return found


def read_thread(engine: Engine, page: Page, messages: dict[str, _Message]) -> ThreadPage:
    """One page of a thread."""
    pager, zone, board = read_pager(page), zone_of(page), breadcrumb(page)
    thread = _head(page)
    posts: list[RawPost] = []
    start = f"{_script(page)}?topic={thread.id}.msg"
    for at, (key, message) in enumerate(messages.items()):
        body, (when, reply) = _read_body(page, message), _when(page, message, zone)
        made = raw_post(engine, page, thread, board, key, f"{start}{key}#msg{key}", body, when)
        made.post.author = _author(message)
        made.post.floor = reply + 1 if reply is not None else pager.before + at + 1 if pager.before is not None else None
        made.post.edited_at = _edited(page, message, zone)
        posts.append(made)
    if posts[0].post.floor == 1:
        thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
    elif opened := _OPENED_BY.match(_OPENED(page.tree)):
        thread.author, thread.created_at = Author(opened["name"]), parse(opened["time"], page.calendar, zone).iso
    return ThreadPage(thread, board, posts, pager.page, pager.pages, pager.next_url)


def _bare_body(subject: Element | None) -> Element | None:
    """SMF 1.1 names a guest's copy of a body nothing: it is the ``div.post`` in the cell that holds the subject."""
    for cell in subject.iterancestors("td") if subject is not None else ():
        if (body := first_of(cell, "post", "div")) is not None:
            return body
    return None


def _script(page: Page) -> str:
    """The forum's script; in the queryless form (``index.php/topic,2.0.html``) a page seems to stand in a folder of that name."""
    return address(page, "index.php").replace("/index.php/index.php", "/index.php")


def _topic_id(page: Page) -> str:
    match = re.search(rb"topic[=,](\d+)\.", page.body)
    return match[1].decode() if match else "0"


def _read_body(page: Page, message: _Message) -> Body:
    walker = Walker(RULES, page.base_url)
    walker.walk(message.body)
    walker.end_line()
    files = message.footer if message.footer is not None else _old_files(message)
    if files is not None:
        _attachments(walker, files)
    walker.end_line()
    return walker.body


def _old_files(message: _Message) -> Element | None:
    """SMF 1.1 lists files in the table row behind the body's, above the edit note."""
    table = next(message.modified.iterancestors("table"), None) if message.modified is not None and message.modified.tag == "td" else None
    return next((div for div in table.iter("div") if "overflow" in div.get("style", "")), None) if table is not None else None


def _author(message: _Message) -> Author | None:
    name = None
    area = next((div for div in message.body.iterancestors("div") if div.get("class") == "postarea"), None)
    poster = (
        next((div for div in area.itersiblings("div", preceding=True) if "poster" in div.get("class", "")), None)
        if area is not None
        else None
    )
    if poster is not None:
        name = next(poster.iter("h4"), None)
    elif message.subject is not None:
        row = next((tr for tr in message.subject.iterancestors("tr") if tr.find("td[@rowspan]") is not None), None)
        name = next(row.iter("b"), None) if row is not None else None
    if name is None:
        return None
    for link in name.iter("a"):
        if shown := text_of(link):
            member = MEMBER.search(link.get("href", ""))
            return Author(shown, (member[1] or member[2]) if member else None)
    return Author(shown) if (shown := text_of(name)) else None


def _when(page: Page, message: _Message, zone: tzinfo | None) -> tuple[When, int | None]:
    """The time of a message, and its number as a reply where the page prints one."""
    head = message.subject.getparent() if message.subject is not None else None
    if head is None:
        return parse(None, page.calendar, zone), None
    info = first_of(head, "postinfo", "div")
    if info is not None:
        link, label = first_of(info, "smalltext", "a"), first_of(head, "page_number", "span")
        reply = _REPLY.search(text_of(label)) or _REPLY.search(link.get("title", "").partition(" - ")[0] if link is not None else "")
        return parse(text_of(link), page.calendar, zone), int(reply[1][:9]) if reply else None
    line = first_of(head, "smalltext", "div")
    words = text_of(line)
    shown = _DATED.match(words)
    raw = shown[1] if shown else words.strip("« »")
    exact = next((time.get("datetime") for time in line.iter("time")), None) if line is not None else None
    when = parse(exact or raw, page.calendar, zone)
    reply = _REPLY.search(words)
    return when._replace(raw=raw or when.raw), int(reply[1][:9]) if reply else None


def _edited(page: Page, message: _Message, zone: tzinfo | None) -> str | None:
    words = text_of(message.modified)
    return parse(words.partition(": ")[2] or words, page.calendar, zone).iso if re.search(r"\d", words) else None


def _attachments(walker: Walker, element: Element) -> None:
    """The files below a message: a picture (or its thumbnail) and, behind it, a link with the file's name and size."""
    image: Image | None = None
    for part in element.iter("a", "img"):
        if part.tag == "img":
            parent = part.getparent()
            named = parent is not None and parent.tag == "a" and bool(text_of(parent))
            image = picture(part, walker.base_url) if not named else image
            if image is not None and not named:
                image.url, image.alt = bare(image.url).removesuffix(";image"), None
                if parent is not None and parent.tag == "a":
                    full(walker, image, parent)
            continue
        name, url = text_of(part), bare(absolute(walker.base_url, part.get("href", "")))
        if not name or "attach" not in url:
            continue
        following = part.getnext()
        words = f"{part.tail or ''} {(following.tail or '') if following is not None and following.tag == 'br' else ''}"
        if image is None:
            walker.attachment(Attachment(name, url, size(words)))
            continue
        image.url, image.filename = url, name
        if pixels := _PIXELS.search(words):
            image.width, image.height = int(pixels[1]), int(pixels[2])
        walker.image(image)
        image = None


def _head(page: Page) -> Thread:
    places = (target(url) for url in (page.link("canonical"), page.url))
    found = next((at.id for at in places if at and at.kind == "thread"), None) or _topic_id(page)
    thread = Thread(id=found, url=f"{_script(page)}?topic={found}.0")
    heading = _HEADING.first(page.tree)
    above = heading.getparent() if heading is not None else None
    if heading is not None and heading.tag == "span" and (above is None or above.tag != "h3"):  # 2.1; the Core theme of 2.0 has it in a h3
        thread.title = text_of(heading)
    elif heading is not None:
        words = text_of(heading)
        read = _READ.search(words)
        thread.views = number(read[1].replace(".", "")) if read else None
        thread.title = _READ.sub("", words.partition(": ")[2] or words)
    thread.title = thread.title or page.title or None
    return thread
