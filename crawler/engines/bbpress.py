"""bbPress 2 (WordPress): the stock templates, wordpress.org's, BuddyBoss'.  Addresses are told by the words ``topic`` and ``forum``.

A post's head stands before it (stock), inside it (BuddyBoss) or inside its body (themes).  Classes tell its number and its author's.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.quoting import speaker
from crawler.body.walker import Rules, Walker, read, skip
from crawler.dates import When, parse
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.lists import board_rows, breadcrumb, thread_row
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Either, Select, has, text_of
from crawler.text import number, tidy
from crawler.urls import absolute, path

_BODIES = Select(
    f"//div[{has('bbp-reply-content')} or {has('bbp-topic-content')}][not(parent::li)]"
    f" | //li[{has('topic-lead')}]//div[{has('item-description')}]"
)
_DATE = Either(
    f".//*[{has('bbp-reply-post-date')} or {has('bbp-topic-post-date')} or {has('bbp-reply-date')}]",
    f".//span[{has('bs-timestamp')}]",
    f".//span[{has('bs-replied')}][.//span[{has('bbp-topic-freshness-author')}]]",
)
_NAME = Either(
    f".//*[{has('bbp-reply-author')} or {has('bbp-topic-author')}]//*[{has('bbp-author-name')}][normalize-space(.)]",
    f".//*[{has('bbp-author-name')}][normalize-space(.)]",
)
_PLACE_OF_NAME = Select(f".//div[{has('bbp-reply-author')} or {has('bbp-topic-author')}]")
_LINK = Select(f".//a[{has('bbp-reply-permalink')}] | .//a[{has('bbp-topic-permalink')}]")
_CURRENT = Select(f"//span[{has('bbp-breadcrumb-current')}]")
_CRUMBS = Select(f"//div[{has('bbp-breadcrumb')}]//a[@href]")
_TITLE = Select(f"//h1[{has('entry-title')} or {has('page-title')}] | //h1")
_TAGS = Select(f"//div[{has('bbp-topic-tags')}]//a")
_ROWS = Either(
    "//ul[starts-with(@id,'bbp-topic-')][not(contains(@id,'-lead'))]",
    f"//li[.//div[{has('item-title')}]/a[{has('bbp-topic-permalink')}]]",
)
_ROW_LINK = Select(f".//a[{has('bbp-topic-permalink')}]")
_ROW_AUTHOR = Select(f".//span[{has('bbp-topic-started-by')}]")
_ROW_COUNT = Select(f"./li[{has('bbp-topic-reply-count')}] | .//span[{has('bs-replies')}]")
_ROW_FRESH = Select(f"./li[{has('bbp-topic-freshness')}]/a | .//span[{has('bs-replied')}]/a[@title]")
_COUNTS_POSTS = Select(f"//li[{has('bbp-header')}]//li[{has('bbp-topic-reply-count')}]")
_BOARDS = Select(f"//a[{has('bbp-forum-title')}]")
_PAGER = Select(f"//div[{has('bbp-pagination-links')}]//a")
_NOTICE = Select(f"//div[{has('bbp-template-notice')}] | id('forum-private')")
_USER = re.compile(r"(?:^|\s)user-id-([1-9]\d*)(?:\s|$)")
_POSITION = re.compile(r"bbp-reply-position-(\d+)")
_POST = re.compile(r".*?(?:^|\s)(?:post|reply)-(\d+)(?:\s|$).*")
_REVISION = re.compile(r"modified (.+?) by", re.IGNORECASE)
_PLACE = re.compile(
    r"/(?:(?P<thread>topic|discussion|thread|thema|sujet|tema|onderwerp)|forum|foro)/(?P<name>[^/]+(?:/[^/]+)*?)/?(?:page/(?P<page>\d+)/?)?$"
)
"""Sites may choose other words; BuddyBoss says ``discussion``."""
_PAGED = re.compile(r"/page/(\d+)/?$")
_ANCHOR = re.compile(r"#post-(\d+)$")
_HEADING = re.compile(r"^(?P<name>.{1,80}?) (?:wrote|said|schrieb|a écrit|escribió|dijo)\s*[:：]$", re.IGNORECASE)
_TRAPS = frozenset(("edit", "reply", "feed", "split", "merge"))


class BbPress(Engine):
    """bbPress forums and topics."""

    name = "bbpress"
    rank = 40
    fingerprints = (b"bbpress", b"bbpress-forums")

    def detect(self, page: Page) -> bool:
        return _BODY_CLASS.search(page.start) is not None or b'id="bbpress-forums"' in page.body

    def target(self, url: str) -> Target | None:
        name = path(url)
        if match := _PLACE.search(name):
            slug = match["name"].rpartition("/")[2]
            if slug in _TRAPS or "?" in url:
                return None
            return Target("thread" if match["thread"] else "board", slug, int((match["page"] or "1")[:9]))
        return Target("index", "") if re.fullmatch(r"/(?:forums?|community)/?", name) else None

    def read(self, page: Page) -> Reading:
        if bodies := _BODIES(page.tree):
            return self._thread(page, bodies)
        rows = [row for element in _ROWS(page.tree) if (row := self._row(page, element))]
        boards = board_rows(self, page, _BOARDS(page.tree))
        if rows or boards:
            return self._board(page, rows, boards)
        words = text_of(_NOTICE.first(page.tree) if _NOTICE(page.tree) else page.tree.find(".//title"))[:200]
        return Notice("empty" if page.status < 400 and not _NOTICE(page.tree) else reason(words, page.status), words)

    # Topics ---------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, bodies: list[Element]) -> ThreadPage:
        canonical = next((link.get("href", "") for link in page.tree.iter("link") if link.get("rel") == "canonical"), "")
        named = (at for url in (page.url, canonical) if (at := self.target(url)) and at.kind == "thread")
        place = next(named, None) or _last_word(canonical or page.url)
        address = re.sub(r"page/\d+/?$", "", (canonical or page.url).split("?", 1)[0].split("#", 1)[0])
        title = text_of(_CURRENT.first(page.tree)) or text_of(_TITLE.first(page.tree))
        thread = Thread(place.id, address or None, title or None, [text_of(tag) for tag in _TAGS(page.tree)])
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        posts = list({made.post.id: made for made in (self._post(page, thread, board, body) for body in bodies)}.values())
        if place.page == 1:
            posts[0].post.floor = 1
        if posts[0].post.floor == 1:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, *_pages(page, place.page))

    def _post(self, page: Page, thread: Thread, board: Board, content: Element) -> RawPost:
        parent = content.getparent()
        entry = next((div for div in content.iterancestors("div", "li") if _is_entry(div)), parent if parent is not None else content)
        header = entry.getprevious()
        holder = header if header is not None and "-header" in (header.get("class") or "") else entry
        classes = entry.get("class") or ""
        pid = number(holder.get("id") or entry.get("id")) or number(_POST.sub(r" \1 ", classes)) or _lead_id(entry) or 0
        link = _LINK.first(holder)
        url = (absolute(page.base_url, link.get("href") or "") if link is not None else "") or thread.url or page.url
        body = read(content, _RULES, page.base_url)
        made = raw_post(self, page, thread, board, str(pid), f"{url}#post-{pid}", body, _when(page, _DATE.first(holder)))
        name, user, position = _NAME.first(entry), _USER.search(classes), _POSITION.search(classes)
        words = text_of(name) if name is not None else _bare_name(_PLACE_OF_NAME.first(entry))
        made.post.author = Author(words, user[1] if user else None) if words and words.lower() != "anonymous" else None
        made.post.floor = int(position[1][:9]) + (b"bbp-lead-topic" in page.body) if position else None
        made.post.edited_at = parse(body.edited, page.calendar).iso
        return made

    # Forums ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, rows: list[ThreadRow], boards: list[BoardRow]) -> BoardPage:
        target = self.target(page.url) or Target("index", "")
        board = breadcrumb(self, page, _CRUMBS(page.tree))
        if target.kind == "board":
            name = text_of(_CURRENT.first(page.tree)) or text_of(_TITLE.first(page.tree))
            board.id, board.name, board.url = target.id, name or None, re.sub(r"page/\d+/?$", "", page.url)
            board.path += [name] if name else []
        return BoardPage(board, boards, rows, *_pages(page, target.page))

    def _row(self, page: Page, element: Element) -> ThreadRow | None:
        found = thread_row(self, page, _ROW_LINK(element))
        if found is None:
            return None
        starter = _ROW_AUTHOR.first(element)
        name = next(iter(_NAME(starter) if starter is not None else ()), starter)
        words = re.sub(r"^[^:]*:\s*", "", text_of(name))
        found.author = Author(words) if words and words.lower() != "anonymous" else None
        found.sticky = "sticky" in (element.get("class") or "")
        posts = number(_ROW_COUNT.text(element))
        found.replies = posts - 1 if posts and _COUNTS_POSTS.text(page.tree).lower() == "posts" else posts
        fresh = _ROW_FRESH.first(element)
        found.last_post_at = parse(fresh.get("title"), page.calendar).iso if fresh is not None else None
        return found


def _last_word(url: str) -> Target:
    """The topic that an address names where a site has its own word for topics."""
    where = path(url)
    page = _PAGED.search(where)
    return Target("thread", _PAGED.sub("", where).rstrip("/").rpartition("/")[2] or "0", int(page[1][:9]) if page else 1)


def _pages(page: Page, current: int) -> tuple[int, int, str | None]:
    """Current page, number of pages, address of the next: by the numbers shown, whatever a site's addresses are."""
    links = {int(shown[:9]): absolute(page.base_url, a.get("href") or "") for a in _PAGER(page.tree) if (shown := text_of(a)).isdecimal()}
    return current, max([current, *links]), links.get(current + 1) or None


def _is_entry(element: Element) -> bool:
    """Whether an element holds one post: posts have their number in their id or, with a header before them, in their class."""
    classes = element.get("class") or ""
    return "topic-lead" in classes or "type-reply" in classes or "type-topic" in classes or (element.get("id") or "").startswith("post-")


def _lead_id(entry: Element) -> int | None:
    """The opener's number where it stands above the replies: its list is called ``topic-N-replies``."""
    return next((number(above.get("id")) for above in entry.iterancestors("ul")), None)


def _bare_name(place: Element | None) -> str:
    """2.5 writes a guest's name without any markup, after the picture."""
    texts = [place.text, *(child.tail for child in place)] if place is not None else []
    return next((name for text in texts if (name := tidy(text or ""))), "")


def _when(page: Page, shown: Element | None) -> When:
    if shown is None:
        return parse(None, page.calendar)
    titled = next((whole for link in shown.iter("a") if any(map(str.isdigit, whole := link.get("title") or ""))), None)
    own = [tidy(part) for part in (shown.text, *(child.tail for child in shown)) if part and any(map(str.isdigit, part))]
    return parse(titled or (own[-1].removeprefix("on ") if own else text_of(shown)), page.calendar)


def _quote(walker: Walker, element: Element) -> None:
    """Quotations are the plug-ins': a heading in a box of its own, or a first line that names who wrote."""
    quote = Quote(walker.inside_text(element))
    title = next((div for div in element.iter("div", "cite") if "quote-title" in (div.get("class") or "")), None)
    first, _, rest = quote.text.partition("\n")
    if title is not None:
        quote.author = speaker(text_of(title))
        post = next((match for a in title.iter("a") if (match := _ANCHOR.search(a.get("href") or ""))), None)
        quote.post_id = post[1] if post else None
    elif match := _HEADING.match(first):
        quote.author, quote.text = match["name"], rest
    walker.quote(quote)


def _revisions(walker: Walker, element: Element) -> None:
    """Dated notes of edits, the newest last; the time is relative, with the whole one in a title where a theme gives it."""
    notes = [match[1] for note in element.iter("li") if (match := _REVISION.search(text_of(note)))]
    walker.body.edited = notes[-1] if notes else walker.body.edited


def _attachments(walker: Walker, element: Element) -> None:
    """Files of the attachments plug-in: pictures as they are, others by their links; a picture's name stands below it."""
    shown: set[str | None] = set()
    for link in element.iter("a"):
        if link.find(".//img") is not None:
            shown.add(link.get("href"))
            walker.descend(link)
        elif (name := text_of(link)) and link.get("href") not in shown:
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href", "")) or None))


_BODY_CLASS = re.compile(rb"<body[^>]*[\s\"']bbpress[\s\"']")
_RULES = Rules(
    classes={
        "bbp-reply-revision-log": _revisions,
        "bbp-topic-revision-log": _revisions,
        "bbp-attachments": _attachments,
        **dict.fromkeys(
            (
                *("bbp-signature", "bbp-author-ip", "d4p-bbp-quote-title", "bbp-admin-links", "bbp-meta", "bbp-reply-header"),
                *("bbp-reply-post-date", "bbp-reply-permalink", "bbp-author-link", "bbp-reply-date-ip", "bbp_author_name"),
            ),
            skip,
        ),
    },
    tags={"blockquote": _quote},
)

ENGINE = BbPress()
