"""WeCenter (AnwSion): questions with their answers, articles with their remarks, and lists of both (templates of 2.x to 3.1; 集思录).

Answers stand by their votes and bear no number.  Who asked is named beside the question only; what is said about an answer comes with a
script, not with the page.  Times are given to the day once they are a week old.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.walker import Rules, Walker
from crawler.dates import NEVER, When
from crawler.forum import CHINA, Notice, Target, ThreadRow
from crawler.items import Attachment, Author, Board, Quote, Thread
from crawler.markup.css import css
from crawler.markup.elements import with_id
from crawler.markup.notices import reason
from crawler.markup.sheet import Sheet
from crawler.markup.table import Table
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import text_of
from crawler.text import number
from crawler.urls import absolute

_BOXES = css(".markitup-box, .aw-upload-img-list, .aw-upload-file-list")
_DATES = css("span.text-color-999, em.text-color-999, span.aw-text-color-999, em.aw-text-color-999")
_THREAD = re.compile(r"/(question|article)/(?:id-)?(\d+)((?:__[a-z_]+-[\w.]*)*)/?$")
_LIST = re.compile(r"/(?:(?:home/)?explore(?:/([a-z_]+-[^/?]*)?)?|category/(\w+))/?$")
_DEFAULTS = {"sort_type": ("new", ""), "day": ("0", ""), "is_recommend": ("0", ""), "uid": ("",), "page": None, "category": None}
"""What may stand in an address of the plain list, and with which values; None: any."""
_REPLIES, _VIEWS = re.compile(r"(?<!\d)(\d+) 个(?:回复|评论)"), re.compile(r"(?<![\d,])([\d,]+) 次浏览")
_DATED = re.compile(r"\d{4}-\d\d?-\d\d?|(?<!\d)\d+\s*(?:秒|分钟|小时|天)前|刚刚")
_ASIDE = frozenset(("mod-head", "title", "publisher", "aw-agree-by"))


def _pairs(text: str | None) -> dict[str, str]:
    """The parameters in a path: ``__sort_key-agree_count__page-2``."""
    return dict(pair.partition("-")[::2] for pair in (text or "").split("__") if pair)


def _files(walker: Walker, element: Element) -> None:
    for link in element.iter("a"):
        if name := text_of(link):
            walker.attachment(Attachment(name, absolute(walker.base_url, link.get("href", "")) or None))


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(classes={"aw-upload-file-list": _files}, tags={"blockquote": _quote})


class WeCenter(Table):
    """Questions, articles and lists of WeCenter."""

    name = "wecenter"
    rank = 35
    fingerprints = (b"G_POST_HASH", b"aw-top-menu-wrap", b"aw-content-wrap", b"aw-ajax-box")
    zone = CHINA

    title = css(".aw-question-detail h1", ".aw-question-detail-title h1")
    tags = css("#question_topic_editor .topic-tag, #question_topic_editor .aw-topic-name")
    pager = css(".pagination a")
    opening = css(".aw-question-detail", ".aw-question-detail-title")
    posts, number_in, permalink = css("div.aw-item"), re.compile(r"^answer_list_(\d+)$"), "{thread}#answer_{id}"
    body, needs_body, body_rules = css(".markitup-box"), True, _RULES
    likes = css(".aw-vote-count")
    rows, row_link = css("div.aw-item"), css("h4 a")

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

    # Questions and articles -----------------------------------------------------------------------------------------------------------

    def posts_on(self, sheet: Sheet) -> Sequence[Element]:
        """The question and its answers: what stands inside of the question is none."""
        found = super().posts_on(sheet)
        detail = sheet.opening
        return [] if detail is None else [unit for unit in found if unit is detail or detail not in unit.iterancestors()]

    def unnamed(self, sheet: Sheet, units: Sequence[Element]) -> Target:
        """The question's number, as the page tells its scripts."""
        bar = with_id(sheet.tree, "question_topic_editor")
        return Target("thread", (bar.get("data-id") if bar is not None else None) or "0")

    def thread_of(self, sheet: Sheet, here: Target) -> Thread:
        thread = super().thread_of(sheet, here)
        lines, heads = map(text_of, sheet.tree.iter("li")), map(text_of, sheet.tree.iter("h2"))
        thread.views = next((number(line) for line in lines if line.startswith("浏览:")), None)
        thread.replies = next((number(head) for head in heads if re.fullmatch(r"\d+ 个(?:回复|评论)", head)), None)
        thread.author = self._asker(sheet)
        return thread

    def url_of_thread(self, sheet: Sheet, here: Target) -> str:
        return sheet.address(f"/question/{here.id}".replace("question/article-", "article/"))

    def board_above(self, sheet: Sheet) -> Board:
        return Board()

    def opening_post(self, sheet: Sheet, unit: Element) -> RawPost:
        made = super().opening_post(sheet, unit)
        made.post.floor = 1
        return made

    def opened_at(self, sheet: Sheet) -> When:
        return self.time_of(sheet, sheet.opening) if sheet.opening is not None else NEVER

    def read_body(self, sheet: Sheet, content: Element, beside: Iterable[Element] = ()) -> Body:
        """The question's body is all of it."""
        return self.body_of(sheet, content)

    def body_of(self, sheet: Sheet, unit: Element) -> Body:
        """A post's text, pictures and files stand in boxes of their own."""
        walker, boxes = Walker(self.body_rules, sheet.page.base_url), self.own(sheet, unit, _BOXES(unit))
        for box in boxes:
            if not any(outer in box.iterancestors() for outer in boxes):
                walker.visit(box)
                walker.end_line()
        return walker.body

    def author_of(self, sheet: Sheet, unit: Element) -> Author | None:
        """The first name that is none of those who agree, nor an avatar."""
        for link in self.own(sheet, unit, [*css(".aw-user-name")(unit), *css(".mod-head a")(unit)]):
            href, name = link.get("href") or "", text_of(link)
            if name and not _within(link, "aw-agree-by") and ("people/" in href or not href):
                return Author(name, link.get("data-id") or href.rstrip("/").rpartition("/")[2] or None)
        return None

    def _asker(self, sheet: Sheet) -> Author | None:
        """Who asked, from the box beside the question."""
        for head in sheet.tree.iter("h3"):
            if text_of(head) == "发起人" and (outer := head.getparent()) is not None and (box := outer.getparent()) is not None:
                return self.author_of(sheet, box)
        return None

    def time_of(self, sheet: Sheet, unit: Element) -> When:
        """The date below a post; dates in signatures and lists of names are none of it."""
        for shown in self.own(sheet, unit, _DATES(unit)):
            words = text_of(shown)
            if _DATED.search(words) and not any(_within(shown, outer) for outer in _ASIDE):
                return sheet.moment(words)
        return NEVER

    # Lists ----------------------------------------------------------------------------------------------------------------------------

    def row_of(self, sheet: Sheet, unit: Element) -> ThreadRow | None:
        found = super().row_of(sheet, unit)
        if found is None:
            return None
        line = " ".join(map(text_of, css(".aw-text-color-999")(unit)))
        found.author = self.author_of(sheet, unit) if re.search("发起|发表", line) else None
        replies, views = _REPLIES.search(line), _VIEWS.search(line)
        found.replies = number(replies[1]) if replies else number(text_of(css(".aw-question-replay-count").first(unit)))
        found.views = number(views[1]) if views else None
        dated = next((words.strip() for words in line.split("•") if _DATED.search(words)), None)
        found.last_post_at = sheet.moment(dated).iso
        return found

    def board_of(self, sheet: Sheet, here: Target) -> Board:
        name = sheet.page.title.split(" - ")[0]
        return Board(here.id or "explore", name or None, [name] if name else [], sheet.page.url or None)

    def notice(self, sheet: Sheet) -> Notice:
        page = sheet.page
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)


def _within(element: Element, word: str) -> bool:
    return any(word in (up.get("class") or "").split() for up in element.iterancestors())


ENGINE = WeCenter()
