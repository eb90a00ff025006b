"""WeCenter (AnwSion): questions with their answers, articles with their remarks, and lists of both (templates of 2.x to 3.1; 集思录).

Answers stand by their votes and bear no number.  Who asked is named beside the question only; what is said about an answer comes with a
script, not with the page.  Times are given to the day once they are a week old.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from crawler.body.walker import Rules, Walker
from crawler.dates import NEVER, When, parse
from crawler.forum import CHINA, BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.class_index import Part, marked
from crawler.markup.notices import reason
from crawler.markup.pager import pager
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

OPENING = "0"
"""The post id of the question itself, or of the article."""

_PARTS = {"aw-item": "div"}
_THREAD = re.compile(r"/(question|article)/(?:id-)?(\d+)((?:__[a-z_]+-[\w.]*)*)/?$")
_LIST = re.compile(r"/(?:(?:home/)?explore(?:/([a-z_]+-[^/?]*)?)?|category/(\w+))/?$")
_DEFAULTS = {"sort_type": ("new", ""), "day": ("0", ""), "is_recommend": ("0", ""), "uid": ("",), "page": None, "category": None}
"""What may stand in an address of the plain list, and with which values; None: any."""
_ANSWER = re.compile(r"answer_list_(\d+)")
_DATED = re.compile(r"\d{4}-\d\d?-\d\d?|\d+\s*(?:秒|分钟|小时|天)前|刚刚")
_ASIDE = frozenset(("mod-head", "title", "publisher", "aw-agree-by"))


class WeCenter(Engine):
    """Questions, articles and lists of WeCenter."""

    name = "wecenter"
    rank = 35
    fingerprints = (b"G_POST_HASH", b"aw-top-menu-wrap", b"aw-content-wrap", b"aw-ajax-box")

    def detect(self, page: Page) -> bool:
        return b"aw-item" in page.body and (
            b"markitup-box" in page.body or b"aw-common-list" in page.body or b"aw-question-list" in page.body
        )

    def target(self, url: str) -> Target | None:
        url = url.partition("#")[0].replace("/index.php?/", "/").replace("/?/", "/")
        if match := _THREAD.search(url):
            said = _pairs(match[3])
            if said and ("page" not in said or said.get("uid") or said.get("single") or said.get("item_id")):
                return None
            return Target("thread", match[2] if match[1] == "question" else f"article-{match[2]}", number(said.get("page")) or 1)
        if match := _LIST.search(url):
            said = _pairs(match[1])
            if any(name not in _DEFAULTS or ((allowed := _DEFAULTS[name]) and value not in allowed) for name, value in said.items()):
                return None
            return Target("board", match[2] or said.get("category") or "explore", number(said.get("page")) or 1)
        return Target("index", "") if re.fullmatch(r"https?://[^/]+/?", url) else None

    def read(self, page: Page) -> Reading:
        whole, parts = marked(page.tree, _PARTS)
        detail = whole.first("aw-question-detail", "aw-question-detail-title")
        if detail is not None:
            return self._thread(page, whole, detail, parts)
        rows = [row for part in parts if (row := self._row(page, part))]
        if rows:
            here = self.target(page.url) or Target("board", "explore")
            name = page.title.split(" - ")[0]
            board = Board(here.id or "explore", name or None, [name] if name else [], page.url or None)
            pages, next_url = pager(self, page, here, _pages(whole))
            return BoardPage(board, [], rows, here.page, pages, next_url)
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    # Questions and articles -----------------------------------------------------------------------------------------------------------

    def _thread(self, page: Page, whole: Part, detail: Element, parts: list[Part]) -> ThreadPage:
        here = next((at for url in (page.url, page.link("canonical")) if (at := self.target(url)) and at.kind == "thread"), None)
        here = here or Target("thread", _named(whole) or "0")
        title = next((text_of(head) for head in detail.iter("h1")), "")
        thread = Thread(
            here.id, absolute(page.base_url, f"/question/{here.id}".replace("question/article-", "article/")) or None, title or None
        )
        bars = list(whole.by_id("question_topic_editor"))
        thread.tags = [text_of(tag) for tag in whole.all("topic-tag", "aw-topic-name") if any(bar in tag.iterancestors() for bar in bars)]
        thread.views = next((number(text_of(line)) for line in page.tree.iter("li") if text_of(line).startswith("浏览:")), None)
        heads = (text_of(head) for head in page.tree.iter("h2"))
        thread.replies = next((number(head) for head in heads if re.fullmatch(r"\d+ 个(?:回复|评论)", head)), None)
        thread.author = _asker(page)
        opening, _ = marked(detail, {})
        when = _when(page, opening)
        thread.created_at = when.iso
        pages, next_url = pager(self, page, here, _pages(whole))
        posts = []
        if here.page == 1:
            posts.append(self._post(page, thread, OPENING, opening, when))
            posts[0].post.author, posts[0].post.floor = thread.author, 1
        answers = [
            part
            for part in parts
            if part.element is not detail and detail not in part.element.iterancestors() and part.first("markitup-box") is not None
        ]
        for part in answers:
            match = _ANSWER.fullmatch(part.element.get("id", ""))
            made = self._post(page, thread, match[1] if match else "", part, _when(page, part))
            made.post.author = _author(part)
            posts.append(made)
        return ThreadPage(thread, Board(), posts, here.page, pages, next_url)

    def _post(self, page: Page, thread: Thread, pid: str, part: Part, when: When) -> RawPost:
        walker = Walker(_RULES, page.base_url)
        boxes = list(part.all("markitup-box", "aw-upload-img-list", "aw-upload-file-list"))
        for box in boxes:
            if not any(outer in box.iterancestors() for outer in boxes):
                walker.visit(box)
                walker.end_line()
        url = thread.url if pid in ("", OPENING) or not thread.url else f"{thread.url}#answer_{pid}"
        return raw_post(self, page, thread, Board(), pid, url or page.url, walker.body, when)

    # Lists ----------------------------------------------------------------------------------------------------------------------------

    def _row(self, page: Page, part: Part) -> ThreadRow | None:
        for link in (link for head in part.element.iter("h4") for link in head.iter("a")):
            url = absolute(page.base_url, link.get("href", ""))
            at = self.target(url)
            if at and at.kind == "thread":
                found = ThreadRow(at.id, url, text_of(link))
                line = " ".join(text_of(words) for words in part.all("aw-text-color-999"))
                user = _author(part)
                found.author = user if re.search("发起|发表", line) else None
                replies = re.search(r"(\d+) 个(?:回复|评论)", line)
                found.replies = int(replies[1]) if replies else number(text_of(part.first("aw-question-replay-count")))
                views = re.search(r"([\d,]+) 次浏览", line)
                found.views = number(views[1]) if views else None
                dated = next((words.strip() for words in line.split("•") if _DATED.search(words)), None)
                found.last_post_at = parse(dated, page.calendar, CHINA).iso
                return found
        return None


# Parts ----------------------------------------------------------------------------------------------------------------------------------


def _pairs(text: str | None) -> dict[str, str]:
    """The parameters in a path: ``__sort_key-agree_count__page-2``."""
    return dict(pair.partition("-")[::2] for pair in (text or "").split("__") if pair)


def _named(whole: Part) -> str | None:
    """The question's number, as the page tells its scripts."""
    return next((bar.get("data-id") for bar in whole.by_id("question_topic_editor")), None)


def _pages(whole: Part) -> list[Element]:
    return [link for bar in whole.all("pagination") for link in bar.iter("a")]


def _author(part: Part) -> Author | None:
    """The first name that is none of those who agree, nor an avatar."""
    links = [*part.all("aw-user-name"), *(link for head in part.all("mod-head") for link in head.iter("a"))]
    for link in links:
        href, name = link.get("href") or "", text_of(link)
        if name and not _within(link, "aw-agree-by") and ("people/" in href or not href):
            return Author(name, link.get("data-id") or href.rstrip("/").rpartition("/")[2] or None)
    return None


def _asker(page: Page) -> Author | None:
    """Who asked, from the box beside the question."""
    for head in page.tree.iter("h3"):
        if text_of(head) == "发起人" and (outer := head.getparent()) is not None and (box := outer.getparent()) is not None:
            part, _ = marked(box, {})
            return _author(part)
    return None


def _when(page: Page, part: Part) -> When:
    """The date below a post; dates in signatures and lists of names are none of it."""
    for shown in part.all("text-color-999", "aw-text-color-999"):
        words = text_of(shown)
        if shown.tag in ("span", "em") and _DATED.search(words) and not any(_within(shown, outer) for outer in _ASIDE):
            return parse(words, page.calendar, CHINA)
    return NEVER


def _within(element: Element, word: str) -> bool:
    return any(word in (up.get("class") or "").split() for up in element.iterancestors())


def _files(walker: Walker, element: Element) -> None:
    for link in element.iter("a"):
        if name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href", "")) or None))


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(classes={"aw-upload-file-list": _files}, tags={"blockquote": _quote})

ENGINE = WeCenter()
