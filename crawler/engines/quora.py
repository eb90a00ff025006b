"""Quora as a browser shows it: a question and its answers; the classes made for the site's own tests and logs name the parts.

A long answer stands twice, cut and whole.  Between the answers stand some to other questions, each below that question's title.
Exact times are in the scripts' data, for the first answers only; the page says '3y'.
"""

from __future__ import annotations

import re
from datetime import UTC

from lxml.etree import _Element as Element

from crawler.blocks import Body
from crawler.body.submissions import submission
from crawler.body.walker import Rules, Walker, read
from crawler.dates import When, parse, stamp
from crawler.forum import BoardPage, Engine, Notice, Reading, Target, ThreadPage, ThreadRow, raw_post
from crawler.items import Author, Board, Quote, Thread
from crawler.markup.notices import reason
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.select import Classed, Select, Value, first_of, has, text_of
from crawler.urls import absolute, path

_ITEMS = Select("//div[contains(@class,'dom_annotate_question_answer_item_')]")
_TITLES = Classed("puppeteer_test_question_title", "div", "span")
_QUESTION = Select(f"//div[{has('puppeteer_test_question_title')}][not(ancestor::a)]")
_LISTED = Select(f"//a[.//*[{has('puppeteer_test_question_title')}]]")
_WORDS = Select(f".//*[{has('spacing_log_answer_content')}]//span[{has('qu-userSelect--text')}]")
_WRITER = Select(f".//*[{has('spacing_log_answer_header')}]//a[contains(@href,'/profile/')][normalize-space()]")
_STAMP = Select(f".//a[{has('answer_timestamp')}]")
_TOPIC = Value("//meta[@property='og:title']/@content")
_EXACT = re.compile(rb'"permaUrl\\":\\"(/[^"\\]+)\\".{0,12000}?"creationTime\\":(\d{16}),', re.DOTALL)
_THREAD = re.compile(r"^/(?:unanswered/)?([^/]{3,})/?$")
_BOARD = re.compile(r"^/topic/([^/]+)/?$")
_NO_QUESTIONS = frozenset(("about", "answer", "careers", "following", "login", "notifications", "search", "sitemap", "spaces", "topics"))


class Quora(Engine):
    """Questions and topics."""

    name = "quora"
    rank = 30
    sites = ("quora.com",)
    fingerprints = (b"quoracdn",)

    def target(self, url: str) -> Target | None:
        name = path(url)
        if match := _BOARD.match(name):
            return Target("board", match[1])
        if (match := _THREAD.match(name)) and match[1] not in _NO_QUESTIONS:
            return Target("thread", match[1])
        return Target("index", "") if name == "/" else None

    def read(self, page: Page) -> Reading:
        target = self.target(page.url) or self.target(page.link("canonical"))
        question = _QUESTION.first(page.tree)
        if question is not None and target and target.kind == "thread":
            return self._thread(page, target, question)
        rows = {row.id: row for link in _LISTED(page.tree) if (row := self._row(page, link))}
        if rows:
            board = Board(target.id, _TOPIC(page.tree) or None, [], page.url) if target and target.kind == "board" else Board()
            return BoardPage(board, [], list(rows.values()))
        return Notice(reason(page.title, page.status) if page.status >= 400 else "empty", page.title)

    def _thread(self, page: Page, target: Target, question: Element) -> ThreadPage:
        url = absolute(page.base_url, "/" + target.id)
        thread = Thread(target.id, url, text_of(question))
        moments = {key.decode(): int(digits) for key, digits in _EXACT.findall(page.body)}
        asked = raw_post(self, page, thread, Board(), "question", url, submission(Body(), thread.title, ""), When(None, None, None))
        asked.post.floor = 1
        answers = [self._answer(page, thread, item, moments) for item in _ITEMS(page.tree) if _TITLES.first(item) is None]
        return ThreadPage(thread, Board(), [asked, *(answer for answer in answers if answer)])

    def _answer(self, page: Page, thread: Thread, item: Element, moments: dict[str, int]) -> RawPost | None:
        words = _WORDS(item)
        if not words:
            return None
        link, writer = _STAMP.first(item), _WRITER.first(item)
        url = absolute(page.base_url, link.get("href", "")).split("?", 1)[0] if link is not None else page.url
        shown = text_of(link)
        when = _when(page, moments.get(path(url)), shown)
        body = read(words[-1], _RULES, page.base_url)
        made = raw_post(self, page, thread, Board(), path(url).rstrip("/").rpartition("/")[2], url, body, when)
        if writer is not None:
            made.post.author = Author(text_of(writer), path(writer.get("href", "")).rpartition("/")[2] or None)
        return made

    def _row(self, page: Page, link: Element) -> ThreadRow | None:
        url = absolute(page.base_url, link.get("href", ""))
        target = self.target(url)
        title = text_of(first_of(link, "puppeteer_test_question_title", "div", "span"))
        return ThreadRow(target.id, url, title) if target and target.kind == "thread" else None


def _when(page: Page, microseconds: int | None, shown: str) -> When:
    """``5h`` and ``3d`` say when; years, months and ``Updated 7mo`` do not."""
    if iso := stamp(microseconds // 1_000_000, UTC) if microseconds else None:
        return When(iso, shown or iso, "second")
    match = re.fullmatch(r"(\d+)([hd])", shown)
    words = (
        f"{match[1]} {'hours' if match[2] == 'h' else 'days'} ago"
        if match
        else shown
        if re.fullmatch(r"(?!Updated)\D+ \d+, \d{4}", shown)
        else None
    )
    when = parse(words, page.calendar)
    return when._replace(raw=shown or None)


def _quote(walker: Walker, element: Element) -> None:
    walker.quote(Quote(walker.inside_text(element)))


_RULES = Rules(tags={"blockquote": _quote})

ENGINE = Quora()
