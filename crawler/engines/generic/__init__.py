"""A forum made by software that is not known here: read by the shape of the page alone.

What is repeated, holds words, and has times or names beside it, is taken for posts (:mod:`~crawler.engines.generic.records`); schema.org data, where a page
has it, fills in what the shape does not tell.  An article, a shop or a page of links is refused: better nothing than made-up posts.
"""

from __future__ import annotations

import re
from hashlib import sha256

from lxml.etree import _Element as Element

from crawler.blocks import Block, Body, Handler, Rules, Walker, skip
from crawler.engines.generic import addresses
from crawler.engines.generic.board import next_page, rows
from crawler.engines.generic.data import Facts, beginning, facts
from crawler.engines.generic.fields import Fields, floors, post_ids
from crawler.engines.generic.outline import Outline
from crawler.engines.generic.records import Record, Records, find, opening, titled
from crawler.engines.generic.vocabulary import is_furniture
from crawler.forum import BoardPage, Draft, Engine, Notice, Place, Reading, ThreadPage, ThreadRow, draft
from crawler.items import Author, Board, Quote, Thread
from crawler.page import Page, meta
from crawler.select import text_of
from crawler.text import tidy

_SIGNS = re.compile(
    r"forum|topic|thread|bbs|board|discuss|comment|repl(?:y|ies)|answer|question|post|message|论坛|回复|回帖|楼|贴吧|社区|評論|评论|问答",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")
"""A feed names every board's newest posts; it is no thread."""
_FORUM_KEYS = (
    "thread", "topic", "forum", "replies", "discussion", "bbs", "post-body", "post_body", "postbody", "post-content", "post_content",
    "postcontent", "post-text", "post_message", "postmsg", "post-list", "postlist", "answer", "question", "huifu", "tiezi", "floor",
)  # fmt: skip
_FORUM_WORDS = re.compile(
    r"\b(?:forums?|community|discussions?|boards?|bbs|foro|forum[eos]*|q&a|reddit)\b|论坛|社区|贴吧|讨论|问答|論壇|社區|討論|フォーラム|掲示板|форум|커뮤니티|포럼",
    re.IGNORECASE,
)
_FORUM_URL = re.compile(
    r"forum|thread|topic|viewtopic|discuss|question|/t/|/d/|/q/|/bbs|bbs\.|/p/\d|board|communit|tieba|/comments/|club|/ask|zhidao|answers?\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^(?P<name>.{1,60}?)\s*(?:said|wrote|schrieb|escribió|a écrit|написал\w*|[写寫]道|[说說]|[发發]表[于於])"
    r"[^:：]{0,40}[:：]\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ORIGINALLY = re.compile(
    r"^(?:originally posted by|quote from|zitat von|引自|原帖由)\s*[:：]?\s*(?P<name>[^:：]{1,60}?)\s*(?:[:：]\s*(?P<rest>.*))?$",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"^(?:(?:bb|post|msg|message|comment|block|forum)?[-_]?(?:code)?[-_]?quote(?:d|box|[-_]?(?:container|content|text|body|block|message|wrapper))?|.*[-_]quote[-_]?block)$",
    re.IGNORECASE,
)
_POST_KEY = re.compile(r"post|repl(?:y|ies)|comment|message|answer|msg|huifu", re.IGNORECASE)
_ACCEPTED = 0.45
_ACCEPTED_LATE = 0.6
"""The same at the second look, which takes more for content."""
_ENOUGH = 25
"""Mean weight of the bodies below which a group is counters and labels, not posts."""
_WORDY = 60
"""Mean weight of the bodies below which they may be the descriptions of boards."""
_ENOUGH_ALONE = 60
"""The same for a post that stands alone."""


class Generic(Engine):
    """Any forum."""

    name = "generic"
    rank = 100

    def detect(self, page: Page) -> bool:
        return page.json is None and not _FEED.search(page.body, 0, 512) and _SIGNS.search(page.text, 0, 64 << 10) is not None

    def place(self, url: str) -> Place | None:
        return addresses.place(url)

    def read(self, page: Page) -> Reading:
        body = page.tree.find("body")
        root = body if body is not None else page.tree
        said = facts(page)
        for bold in (True, False):
            outline = Outline(root, bold)
            found = find(outline)
            sure = confidence(page, outline, said, found)
            if found and sure >= (_ACCEPTED if bold else _ACCEPTED_LATE):
                return self._thread(page, outline, said, found, sure)
            if said.is_thread and len(said.posts) > 1:
                return self._told(page, said)
            if not said.is_article and _forum_like(page, outline) and (listed := rows(page, outline)):
                return self._board(page, listed)
        return Notice("not_a_forum", text_of(page.tree.find(".//title"))[:200])

    # Threads --------------------------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, outline: Outline, said: Facts, found: Records, sure: float) -> ThreadPage:
        records = list(found.records)
        thread, board = self._about(page, said), Board()
        first = opening(outline, records[0]) if floors(outline, records)[0] != 1 else None
        if first and text_of(outline.nodes[first.body]) not in (thread.title or ""):
            records.insert(0, first)
        current, next_url, pages = next_page(page, _pager_links(outline, records[-1]))
        fields = Fields(page, outline, found.records)
        ids, numbers = post_ids(outline, records), floors(outline, records)
        known = {one.start: one for one in said.posts}
        posts: list[Draft] = []
        seen: set[tuple[str, str | None]] = set()
        for number, record in enumerate(records):
            body = _read(page, outline, record)
            text = "\n".join(line for block in body.blocks for line in block.lines())
            if not body.blocks:
                continue
            told = known.get(beginning(text))
            author = fields.author(record) or (Author(told.author) if told and told.author else None)
            when = fields.time(told.created) if told and told.created else fields.when(record)
            if len(text) > 12 and (text, when.iso) in seen:
                continue
            seen.add((text, when.iso))
            _trim(body, author, when.raw)
            post_id = ids[number] or _digest(author, when.iso, text)
            made = draft(self, page, thread, board, post_id, page.url, body, when)
            made.post.author, made.post.confidence = author, round(sure, 2)
            made.post.floor = numbers[number] if str(numbers[number]) != post_id else None
            posts.append(made)
        if current == 1 and posts:
            thread.author, thread.created_at = posts[0].post.author, posts[0].post.created_at
        return ThreadPage(thread, board, posts, current, pages, next_url)

    def _told(self, page: Page, said: Facts) -> ThreadPage:
        """A page whose posts are only in its data."""
        thread, board = self._about(page, said), Board()
        fields = Fields(page, None, [])
        posts = []
        for one in said.posts:
            body = Body([Block("paragraph", line) for line in one.text.split("\n")], loose=True)
            author = Author(one.author) if one.author else None
            when = fields.time(one.created)
            made = draft(self, page, thread, board, _digest(author, when.iso, one.text), one.url or page.url, body, when)
            made.post.author, made.post.confidence = author, 0.6
            posts.append(made)
        return ThreadPage(thread, board, posts)

    def _about(self, page: Page, said: Facts) -> Thread:
        place = self.place(page.url)
        headings = [text for h1 in page.tree.iter("h1") if (text := text_of(h1))]
        shown = meta(page, "og:title") or text_of(page.tree.find(".//title"))
        title = (
            said.title or next((text for text in headings if text in shown), None) or (headings[0] if len(headings) == 1 else None) or shown
        )
        return Thread(place.id if place and place.id else _digest(None, None, page.url or title), page.url or None, tidy(title) or None)

    # Boards ---------------------------------------------------------------------------------------------------------------------------

    def _board(self, page: Page, listed: list[ThreadRow]) -> BoardPage:
        place = self.place(page.url)
        current, next_url, pages = next_page(page, page.tree.iter("a"))
        name = text_of(page.tree.find(".//h1")) or text_of(page.tree.find(".//title"))
        board = Board(place.id if place else None, name or None, [name] if name else [], page.url or None)
        return BoardPage(board, [], listed, current, pages, next_url)


def confidence(page: Page, outline: Outline, said: Facts, found: Records | None) -> float:
    """0 to 1: how sure it is that the page is a thread and these are its posts."""
    if found is None:
        return 0.0
    count = len(found.records)
    mean = sum(outline.nets[record.body] for record in found.records) / count
    if mean < _ENOUGH or (count == 1 and (mean < _ENOUGH_ALONE or (not (found.timed and found.named) and not said.is_thread))):
        return 0.0
    forum = _forum_like(page, outline)
    place = addresses.place(page.url)
    sure = 0.3 * found.timed**2 + 0.25 * found.named**2 + 0.1 * min(1.0, (count - 1) / 3) + 0.12 * forum
    if _POST_KEY.search(found.key):
        sure += 0.15
    if said.is_thread:
        sure += 0.2
    elif said.is_article:
        sure -= 0.35
    if place and place.kind != "thread":
        sure -= 0.3 if mean > _WORDY else 0.5
    if not said.is_thread and titled(outline, found.records[:12]) > 0.5:
        sure -= 0.4
    if count == 1 and forum < 2 and not said.is_thread:
        sure -= 0.3
    return max(0.0, min(1.0, sure))


def _forum_like(page: Page, outline: Outline) -> int:
    """How many of three say forum: the address, the names in the markup, the page's own names."""
    names = [text_of(page.tree.find(".//title"))]
    for element in page.tree.iter("meta", "body"):
        if element.tag == "body":
            break
        if element.get("property") in ("og:site_name", "og:title") or element.get("name") == "description":
            names.append((element.get("content") or "")[:200])
    keys = " ".join(outline.groups).lower()
    return (
        (_FORUM_URL.search(page.url) is not None)
        + any(word in keys for word in _FORUM_KEYS)
        + (_FORUM_WORDS.search(" ".join(names)) is not None)
    )


def _pager_links(outline: Outline, last: Record) -> list[Element]:
    """The links below the posts."""
    return [outline.nodes[at] for at in outline.within(outline.anchors, last.body, len(outline.nodes))]


def _digest(author: Author | None, created: str | None, text: str) -> str:
    """An id for a post that has none: the same as long as its author, time and beginning stay."""
    return sha256("\n".join((author.name if author else "", created or "", text[:200])).encode()).hexdigest()[:16]


# Bodies ---------------------------------------------------------------------------------------------------------------------------------


def _read(page: Page, outline: Outline, record: Record) -> Body:
    walker = Walker(_RULES, page.base_url)
    walker.walk(outline.nodes[record.body])
    walker.end_line()
    walker.body.loose = True
    return walker.body


def _trim(body: Body, author: Author | None, raw: str | None) -> None:
    """Takes the author's name and the time away where they stand in the body's own lines."""
    shown = {author.name if author else None, raw}
    body.blocks = [block for block in body.blocks if block.type != "paragraph" or block.text not in shown]


def _quote(walker: Walker, element: Element) -> None:
    """A quoted passage; a heading with the quoted person's name belongs to it."""
    lines = [line for line in walker.inside_text(element).split("\n") if line]
    quote = Quote("")
    cite = text_of(element.find(".//cite"))
    if cite:
        lines = [line for line in lines if line != cite]
    heading = cite or (lines[0] if lines else "")
    if match := _SAYS.match(heading) or _ORIGINALLY.match(heading):
        quote.author = match["name"].strip()
        if not cite:
            lines[:1] = [match["rest"]] if match["rest"] else []
    elif cite:
        quote.author = cite.strip(" :：") or None
    quote.text = "\n".join(lines)
    walker.quote(quote)


class _ByName(dict[str, Handler]):
    """What to do with an element by a word of its class, decided by what the word means, remembered."""

    def get(self, word: str, default: Handler | None = None) -> Handler | None:  # type: ignore[override]
        found = _handler(word)
        return found or default


def _handler(word: str) -> Handler | None:
    if word not in _KNOWN:
        if len(_KNOWN) > 20_000:
            _KNOWN.clear()
        _KNOWN[word] = _quote if _QUOTE.match(word) else skip if is_furniture(word) else None
    return _KNOWN[word]


_KNOWN: dict[str, Handler | None] = {}
_RULES = Rules(classes=_ByName(), tags={"blockquote": _quote, "time": skip})

ENGINE = Generic()
