"""XenForo 1 and 2, and VerticalScope's skin of XenForo 2 (``MessageCard``).

Posts are found by their numbered ids: ``js-post-N`` in XenForo 2, ``post-N`` in XenForo 1.  '1', '2' and 'VS' below name who showed a rule.
"""

from __future__ import annotations

import re
from itertools import chain, islice

from lxml.etree import _Element as Element

from crawler.blocks import Block, Rules, Walker, skip
from crawler.boards import board_rows
from crawler.counters import counters
from crawler.dates import When
from crawler.forum import BoardPage, BoardRow, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.notices import reason
from crawler.page import Page
from crawler.pager import pager
from crawler.pictures import is_filename, picture
from crawler.select import Numbered, Select, Strings, Value, first_of, has, text_of
from crawler.text import count, number, size, tidy
from crawler.times import read_time
from crawler.urls import absolute, query

# Selectors ----------------------------------------------------------------------------------------------------------------------------

_POSTS = Numbered("js-post-", "article", "div")
_OLD_POSTS = Select("//li[starts-with(@id,'post-')][@data-author or contains(@class,'message')]")
_FIELDS = Select(".//div[contains(@class,'message-fields--before')]//dl")
_ATTACHED = Select(".//ul[contains(@class,'attachmentList')]/li")
_OWN_LINKS = Select(".//a[contains(@href,'/post-')][not(ancestor::article[contains(@class,'message-body')])]")
_OLD_TITLE = Select(f"//div[{has('titleBar')}]/h1 | //h1")
_TITLES = frozenset(("p-title-value", "MessageCard__thread-title"))
"""Classes of the heading (2, VS)."""
_LABELS = Select(f".//*[{has('label')} or {has('prefix')}]")
_OLD_ABOUT = Select("id('pageDescription')")
_STARTER = Select(f".//*[{has('username')}]")
_STARTED = Select(f".//time | .//*[{has('DateTime')}]")
_VIEWED = Strings("//div[contains(@class,'MessageCard__thread-info')]//text()")
_NEXT = Select("/html/head/link[@rel='next']")
_ROWS = Select(f"//div[contains(@class,'structItem--thread')] | //li[{has('discussionListItem')}]")
_ROW_TITLE = Select(f".//div[{has('structItem-title')}]//a | .//h3[{has('title')}]//a")
_ROW_USER = Select(f".//*[{has('structItem-parts')} or {has('posterDate')}]//*[{has('username')}]")
_ROW_DATES = Select(f".//*[{has('DateTime')}]")
_ROW_COUNTS = Select(".//div[contains(@class,'structItem-cell--meta') or contains(@class,'stats')]//dd")
_BOARDS = Select("//h3[contains(@class,'node')]/a[@href] | //h4[contains(@class,'node')]/a[@href] | //a[contains(@class,'subNodeLink')]")
_MESSAGE = Select(
    f"//div[{has('blockMessage')}] | //label[{has('OverlayCloser')}] | //div[{has('errorPanel')}] | //div[{has('messageBody')}]"
)
_SHARED = Value("/html/head/meta[@property='og:url']/@content")
_KEYS = Value("concat(/html/@data-content-key,' ',/html/@data-container-key)")
_TEMPLATE = Value("/html/@data-template")

_MARK = re.compile(rb"<html[^>]{0,400}?\bid=[\"'](?:XF|XenForo)[\"']", re.IGNORECASE)
_ROUTE = re.compile(
    r"(?:^|[/?])(?P<kind>threads?|t|forums|f|categories)(?:/(?:[^/?&#]*?\.)?(?P<id>[^/?&#.]+)(?:/page-(?P<page>\d+))?)?/?(?:[?&](?P<rest>.*))?$"
)
_OTHER_ROUTES = frozenset(
    re.findall(
        r"\S+",
        "- members whats-new search login logout register help media resources tags account conversations direct-messages find-new "
        "online posts misc lost-password pages watched attachments featured threads forums forum categories recent-activity "
        "index.php link-forums blogs",
    )
)
_PAGE_NUMBER = re.compile(r"page-\d+/?$")
_SAID = re.compile(r"\s*(?:said|sagte|schrieb|wrote|dijo|a dit|написал\w*|说|說)?\s*[:：]\s*↑?$")
_SOURCE = re.compile(r"post: (\d+)|[?&]id=(\d+)|post-(\d+)")
_DATED = re.compile("message-attribution|message-header|date-created|messageDetails|messageMeta|datePermalink")
_DIGITS = re.compile(r"\d+")


class XenForo(Engine):
    """XenForo boards and threads."""

    name = "xenforo"
    rank = 20
    marks = (b"XF", b"XenForo", b"js-inlineModContainer")

    def detect(self, page: Page) -> bool:
        return bool(_MARK.search(page.body[:4096])) or b"js-inlineModContainer" in page.body

    def place(self, url: str) -> Place | None:
        match = _ROUTE.search(url.split("#", 1)[0])
        if match is None:
            path = url.split("#", 1)[0].partition("?")
            return Place("index", "") if path[0].endswith(("/", "/index.php")) and path[0].count("/") <= 4 and not path[2] else None
        kind, key = match["kind"], match["id"]
        extra = query("?" + match["rest"]) if match["rest"] else {}
        page = number(match["page"] or extra.pop("page", None)) or 1
        if any(not name.startswith("utm_") for name in extra):
            return None
        if key is None:
            return Place("index", "") if kind in ("forums", "categories") else None
        if kind == "categories":
            return Place("index", "c" + key) if key.isdecimal() else None
        if kind == "forums":
            return Place("board", key, page) if key not in _OTHER_ROUTES else None
        return Place("board" if kind == "f" else "thread", key, page) if key.isdecimal() else None

    def read(self, page: Page) -> Reading:
        found = _POSTS(page.tree) if b"js-post-" in page.body else _OLD_POSTS(page.tree)
        elements = [element for element in found if "deleted" not in element.get("class", "").split()]
        if elements:
            return self._thread(page, elements)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        words = next((words for element in _MESSAGE(page.tree) if (words := text_of(element))), "")
        if _TEMPLATE(page.tree).startswith(("forum_view", "forum_list", "category_view")) and page.status < 400:
            return self._board(page, [], [])
        if words or page.status >= 400:
            return Notice("login" if _TEMPLATE(page.tree) == "login" else reason(words, page.status), words[:200])
        return Notice("empty", page.title)

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, elements: list[Element]) -> ThreadPage:
        thread = Thread()
        thread.id, thread.url = self._thread_address(page)
        thread.title, labels = _title(page)
        thread.tags = list(dict.fromkeys([*labels, *(_tags(page))]))
        thread.views, thread.replies = _counters(page)
        board = self._breadcrumb(page)
        current, pages, following = self._pages(page, Place("thread", thread.id or "0"))
        marks = {"fields": b"message-fields--before", "attachments": b"attachmentList"}
        extras = {name for name, mark in marks.items() if mark in page.body}
        posts: dict[str, Draft] = {}
        for element in elements:
            pid = _DIGITS.search(element.get("id", ""))
            if pid and pid[0] not in posts:
                posts[pid[0]] = self._post(page, thread, board, pid[0], element, extras)
        drafts = list(posts.values())
        if all(made.post.floor for made in drafts):
            drafts.sort(key=lambda made: made.post.floor or 0)
        self._opened(page, thread, drafts)
        return ThreadPage(thread, board, drafts, current, pages, following)

    def _post(self, page: Page, thread: Thread, board: Board, pid: str, element: Element, extras: set[str]) -> Draft:
        walker = Walker(_RULES, page.base_url)
        for field in _FIELDS(element) if "fields" in extras else ():
            _field(walker, field)
        body = _body(element)
        if body is not None:
            walker.walk(body)
            walker.end_line()
        else:
            walker.locked(text_of(first_of(element, "messageNotice", "div")))
        for attached in _ATTACHED(element) if "attachments" in extras else ():
            _attached(walker, attached)
        written, edited = _times(page, element)
        made = draft(self, page, thread, board, pid, _permalink(thread, pid, element), walker.body, written)
        made.post.author = _author(element)
        made.post.floor = _floor(element)
        made.post.edited_at = edited.iso
        made.post.locked = "; ".join(walker.body.locked) or None
        return made

    def _thread_address(self, page: Page) -> tuple[str, str | None]:
        for url in (absolute(page.url, page.link("canonical")), page.url, absolute(page.url, _SHARED(page.tree))):
            place = self.place(url)
            if place and place.kind == "thread":
                return place.id, _PAGE_NUMBER.sub("", url.split("#", 1)[0])
        key = re.search(r"thread-(\d+)", _KEYS(page.tree))
        return (key[1], absolute(page.base_url, f"threads/{key[1]}/") or None) if key else ("0", page.url or None)

    def _opened(self, page: Page, thread: Thread, drafts: list[Draft]) -> None:
        """Who opened the thread and when: the first post where it is on this page, else the line below the title."""
        if drafts[0].post.floor == 1:
            thread.author, thread.created_at = drafts[0].post.author, drafts[0].post.created_at
            return
        about = first_of(page.tree, "p-description", "div") if b"p-description" in page.body else _OLD_ABOUT.first(page.tree)
        if about is not None:
            starter = _STARTER.first(about)
            thread.author = _user(starter) if starter is not None else None
            thread.created_at = read_time(page, _STARTED.first(about)).iso

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _breadcrumb(self, page: Page) -> Board:
        board = Board()
        crumbs = first_of(page.tree, "p-breadcrumbs", "ul")
        if crumbs is None:
            crumbs = first_of(page.tree, "breadcrumb", "fieldset")
        for link in crumbs.iter("a") if crumbs is not None else ():
            href, name = link.get("href", ""), text_of(link)
            place = self.place(absolute(page.base_url, href))
            if not name or place is None or place.kind == "thread" or (place == Place("index", "") and not re.search(r"#.*\.\d", href)):
                continue
            board.path.append(name)
            if place.kind == "board":
                board.id, board.name, board.url = place.id, name, absolute(page.base_url, href)
        if board.id and not board.id.isdecimal() and (key := re.search(r"node-(\d+)", _KEYS(page.tree))):
            board.id = key[1]
        return board

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        board = self._breadcrumb(page)
        here = self.place(page.url) or self.place(absolute(page.url, page.link("canonical")))
        name = _title(page)[0]
        if here is None or here.kind != "board":
            return BoardPage(Board(name=name), boards, rows)
        key = re.search(r"node-(\d+)", _KEYS(page.tree))
        board.id = key[1] if key and not here.id.isdecimal() else here.id
        if board.name != name:
            board.path = [*board.path, name] if name else board.path
        board.name, board.url = name, _PAGE_NUMBER.sub("", page.url.split("#", 1)[0]) or None
        current, pages, following = self._pages(page, here)
        return BoardPage(board, boards, rows, current, pages, following)

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        for link in chain(_ROW_TITLE(element), element.iter("a")):
            url, title = absolute(page.base_url, re.sub(r"/unread/?$", "/", link.get("href") or "")), text_of(link)
            place = self.place(url) if title else None
            if place and place.kind == "thread" and place.page == 1:
                break
        else:
            return None
        classes, counts = element.get("class", ""), [text_of(dd) for dd in _ROW_COUNTS(element)]
        parent = element.getparent()
        row = ThreadRow(place.id, url, title)
        starter = _ROW_USER.first(element)
        row.author = _user(starter) if starter is not None else None
        if row.author is None and element.get("data-author"):
            row.author = Author(element.get("data-author", ""))
        times = list(element.iter("time")) or _ROW_DATES(element)
        if times:
            row.created_at, row.last_post_at = read_time(page, times[0]).iso, read_time(page, times[-1]).iso
        row.replies, row.views = (count(counts[0]), count(counts[1])) if len(counts) > 1 else (None, None)
        group = parent.get("class", "") if parent is not None else ""
        row.sticky = "sticky" in classes.split() or "--sticky" in group or _marked(element, "sticky")
        row.moved = "redirect" in classes or _marked(element, "redirect")
        return row

    def _pages(self, page: Page, here: Place) -> tuple[int, int, str | None]:
        bar = first_of(page.tree, "pageNav", "div") if b"pageNav-main" in page.body else None
        if bar is None and b"PageNav" in page.body:
            bar = first_of(page.tree, "PageNav", "div")
        at = self.place(page.url)
        current = at.page if at and at.id == here.id else 1
        if bar is None:
            links = _NEXT(page.tree)
        else:
            links = list(bar.iter("a"))
            marked = first_of(bar, "pageNav-page--current", "li")
            current = number(text_of(marked if marked is not None else first_of(bar, "currentPage", "a"))) or current
        last, following = pager(self, page, Place(here.kind, here.id, current), links)
        told = number(bar.get("data-last")) if bar is not None else None
        return current, max(last, told or 1), following


# Parts of a post ------------------------------------------------------------------------------------------------------------------------


def _body(post: Element) -> Element | None:
    body = first_of(post, "message-body", "article", "div") if post.tag != "li" else first_of(post, "messageText", "blockquote")
    wrapper = first_of(body, "bbWrapper", "div") if body is not None else None
    return body if wrapper is None else wrapper


def _author(post: Element) -> Author | None:
    user = first_of(post, "username", "a", "span")
    if user is None:
        user = first_of(post, "MessageCard__user-info__name", "a", "span")
    found = _user(user) if user is not None else None
    return found or (Author(name) if (name := tidy(post.get("data-author") or "")) else None)


def _user(element: Element) -> Author | None:
    name = text_of(element)
    uid = element.get("data-user-id") or ""
    if not uid.isdecimal():
        found = re.search(r"members/(?:[^/?]*\.)?(\d+)(?:/|$)", element.get("href") or "")
        uid = found[1] if found else ""
    return Author(name, uid if uid.strip("0") else None) if name else None


def _times(page: Page, post: Element) -> tuple[When, When]:
    """When a post was written and when it was last edited."""
    written: Element | None = None
    edited: Element | None = None
    old = post.tag == "li"
    for element in post.iter(*(("abbr", "span") if old else ("time",))):
        if old and "DateTime" not in (element.get("class") or ""):
            continue
        above = " ".join(e.get("class") or "" for e in islice(element.iterancestors(), 4))
        if "lastEdit" in above or "editDate" in above:
            edited = element
        elif written is None and _DATED.search(above):
            written = element
    when = read_time(page, written)
    if when.iso is None:
        own = (read_time(page, link) for link in _OWN_LINKS(post))
        when = next((shown for shown in own if shown.iso), when)
    return when, read_time(page, edited)


def _floor(post: Element) -> int | None:
    opposite = first_of(post, "message-attribution-opposite", "ul") if post.tag != "li" else None
    if opposite is None:
        label = first_of(post, "postNumber" if post.tag == "li" else "MessageCard__post-position", "a")
        if label is not None:
            return number(text_of(label))
    labels = [text_of(item) for item in (opposite if opposite is not None else _OWN_LINKS(post))]
    return next((number(label.partition("#")[2]) for label in labels if re.search(r"#\s*\d", label)), None)


def _counters(page: Page) -> tuple[int | None, int | None]:
    """Views and replies: in the JSON of 2, above the title in VS."""
    told = counters(page)
    if told != (None, None) or b"MessageCard__thread-info" not in page.body:
        return told
    shown = " ".join(_VIEWED(page.tree))
    views, replies = (re.search(rf"([\d.,]+\s*[KM]?)\s*{word}", shown) for word in ("views", "replies"))
    return count(views and views[1]), count(replies and replies[1])


def _permalink(thread: Thread, pid: str, post: Element) -> str:
    base = thread.url or ""
    if post.tag == "li":
        return f"{base.rpartition('threads/')[0]}posts/{pid}/"
    return f"{base.rstrip('/')}/post-{pid}"


def _title(page: Page) -> tuple[str | None, list[str]]:
    """The heading without its prefixes, and the prefixes."""
    heading = next((h1 for h1 in page.tree.iter("h1") if not _TITLES.isdisjoint(h1.get("class", "").split())), None)
    heading = heading if heading is not None else _OLD_TITLE.first(page.tree)
    if heading is None:
        return tidy(page.title.rpartition(" | ")[0]) or None, []
    labels = [text for label in _LABELS(heading) if (text := text_of(label))]
    title = text_of(heading)
    for label in labels:
        title = title.removeprefix(label).strip()
    return title or None, [label.strip("[]") for label in labels]


def _tags(page: Page) -> list[str]:
    held = first_of(page.tree, "tagList", "dl", "span", "div") if b"tagList" in page.body else None
    return [text for link in held.iter("a") if (text := text_of(link))] if held is not None else []


def _marked(row: Element, word: str) -> bool:
    return any(word in icon.get("class", "") for icon in row.iter("i", "span"))


# Body rules -----------------------------------------------------------------------------------------------------------------------------


def _code_block(walker: Walker, element: Element) -> None:
    """``bbCodeBlock``: a quotation, code, a spoiler or a link's preview, by its further classes."""
    classes = element.get("class", "")
    if "--unfurl" in classes:
        walker.end_line()
        walker.text(element.get("data-url") or next((a.get("href") for a in element.iter("a") if a.get("href")), None))
        walker.end_line()
    elif "--quote" in classes or "bbCodeQuote" in classes:
        _quote(walker, element)
    else:
        walker.descend(element)


def _quote(walker: Walker, element: Element) -> None:
    source = element.get("data-source") or next((a.get("href") or "" for a in element.iter("a") if _SOURCE.search(a.get("href") or "")), "")
    author = element.get("data-quote") or element.get("data-author") or ""
    pid = _SOURCE.search(source)
    head = next((e for e in element.iter("div") if {"bbCodeBlock-title", "attribution"} & set(e.get("class", "").split())), None)
    if not author and head is not None:
        author = _SAID.sub("", text_of(head))
    quote = Quote("\n".join(line for line in walker.inside_text(element).split("\n") if line))
    quote.author, quote.post_id = author or None, next(filter(None, pid.groups()), None) if pid else None
    walker.quote(quote)


def _image(walker: Walker, element: Element) -> None:
    image = picture(element, walker.base_url)
    if image is None:
        return
    parent = element.getparent()
    href = absolute(walker.base_url, parent.get("href") or "") if parent is not None and parent.tag == "a" else ""
    if "/attachments/" in href and image.url != href:
        image.url, image.thumb_url = href, image.url
    if "/attachments/" in image.url:
        image.url = image.url.split("?", 1)[0]
    if image.alt == "Image":
        image.alt = None
    walker.image(image)


def _attached(walker: Walker, element: Element) -> None:
    """An entry of the list below a body; pictures that stand in the text are not listed again."""
    link = next((a for a in element.iter("a") if a.get("href") and "/attachments/" in "/" + a.get("href", "")), None)
    if link is None:
        return
    url = absolute(walker.base_url, link.get("href", "")).split("?", 1)[0]
    names = [e for e in element.iter() if {"file-name", "attachment-name", "filename"} & set((e.get("class") or "").split())]
    name = (names[0].get("title") or text_of(names[0])) if names else element.get("title") or ""
    shown = next((image for img in element.iter("img") if (image := picture(img, walker.base_url))), None)
    if shown is not None and (is_filename(name) or not name):
        shown.url, shown.thumb_url, shown.filename = url, shown.url, name or shown.filename
        walker.image(shown)
    elif name:
        walker.attachment(Attachment(name, url or None, size(text_of(element).replace(name, ""))))


def _media(walker: Walker, element: Element) -> None:
    frame = next((e for e in element.iter("iframe", "video", "source", "span") if e.get("src") or e.get("data-s9e-mediaembed-src")), None)
    source = (frame.get("src") or frame.get("data-s9e-mediaembed-src")) if frame is not None else None
    source = source or next((a.get("href") for a in element.iter("a") if a.get("href")), None)
    if url := absolute(walker.base_url, source or ""):
        walker.add(Block("media", url=url))


def _field(walker: Walker, element: Element) -> None:
    name, value = text_of(element.find("dt")), text_of(element.find("dd"))
    if name and value:
        walker.add(Block("facts", rows=[[name, value]]))


def _hidden(walker: Walker, element: Element) -> None:
    walker.locked(text_of(element))


_RULES = Rules(
    classes={
        **dict.fromkeys(
            (
                "bbCodeBlock-title",
                "bbCodeBlock-expandLink",
                "bbCodeBlock-shrinkLink",
                "bbCodeSpoiler-button",
                "attribution",
                "quoteExpand",
                "messageTextEndMarker",
                "js-selectToQuoteEnd",
                "samCodeUnit",
                "adsbygoogle",
                "cv-attach-exif",
                "mceSmilieSprite",
                "avatar",
            ),
            skip,
        ),
        **dict.fromkeys(("bbCodeBlock", "bbCodeQuote"), _code_block),
        **dict.fromkeys(("bbMediaWrapper", "bbMediaJustifier", "bbOembed"), _media),
        **dict.fromkeys(("messageHide", "hidden-content"), _hidden),
    },
    tags={"img": _image},
)

ENGINE = XenForo()
