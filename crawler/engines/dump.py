"""Plain-text copies of forum pages, as web corpora keep them: one line a block, a picture left as a line that is only its file name.

Shape seen in a dump of a Discuz! X thread: a few lines of head (title, then ``type / tag / buttons``), a line ``#楼主# 2019-5-11`` before
each body, the page's end after the last.
"""

from __future__ import annotations

import re
from hashlib import sha256

from crawler.blocks import Block, Body, Style
from crawler.body.pictures import is_filename
from crawler.dates import parse
from crawler.engines.discuz.post import FLOORS
from crawler.forum import CHINA, Engine, Notice, Reading, Target, ThreadPage, raw_post
from crawler.items import Board, Image, Thread
from crawler.lexicon import classify
from crawler.page import Page
from crawler.raw_post import RawPost
from crawler.text import number, tidy
from crawler.urls import absolute

_MARKUP = re.compile(
    rb"<(?:!doctype|\?xml|/?(?:html|head|body|title|div|table|t[dr]|p|br|span|meta|script|pre|center|section|ul|a|h[1-6]))[\s>/]",
    re.IGNORECASE,
)
_FLOOR = re.compile(r"#?\s*(?P<floor>楼主|沙发|板凳|地板|\d{1,6}\s*[#楼])\s*#?\s*(?P<rest>.*)")
_TAG_LINE = re.compile(r"^(?=.*\s/\s)(?:[^/]{1,20}\s*/\s*)+[^/]{0,40}$")


class Dump(Engine):
    """Text dumps of forum threads."""

    name = "dump"
    rank = 90

    def detect(self, page: Page) -> bool:
        if "html" in page.headers.get("content-type", ""):
            return False
        start = page.body[:65536]
        return bool(start.strip()) and not start.lstrip().startswith((b"{", b"[")) and not _MARKUP.search(start)

    def target(self, url: str) -> Target | None:
        return None

    def read(self, page: Page) -> Reading:
        raws = [raw for raw in page.text.splitlines() if tidy(raw)]
        lines = [tidy(raw) for raw in raws]
        starts = [at for at, line in enumerate(lines) if (match := _FLOOR.fullmatch(line)) and _is_head(match["rest"])]
        if not starts:
            return Notice("empty", "a text without a floor mark (such as #楼主#)")
        thread = _thread(page, lines[: starts[0]])
        ends = [*starts[1:], len(lines)]
        posts = [_post(self, page, thread, raws[start:end]) for start, end in zip(starts, ends, strict=True)]
        if posts[0].post.floor == 1:
            thread.created_at = posts[0].post.created_at
        return ThreadPage(thread, Board(), posts)


def _is_head(rest: str) -> bool:
    """A floor mark stands alone or before a date; a sentence that begins with 楼主 is none."""
    return not rest or re.match(r"(?:[发發]表[于於]\s*)?(?:19|20)\d\d[-/年]", rest) is not None


def _thread(page: Page, head: list[str]) -> Thread:
    thread = Thread(id=sha256(page.body).hexdigest()[:16], url=page.url or None)
    for line in head:
        if _TAG_LINE.match(line.split("©")[0].strip() + " ") or " / " in line:
            parts = (tidy(part) for part in line.split("©")[0].split("/"))
            thread.tags += [part for part in parts if part and classify(part) is None]
        elif thread.title is None and classify(line) is None:
            thread.title = line
    return thread


def _head(line: str) -> tuple[int | None, str]:
    """Floor and the words behind it of a line that opens a post."""
    match = _FLOOR.fullmatch(line)
    return (FLOORS.get(match["floor"]) or number(match["floor"]), match["rest"]) if match else (None, "")


def _post(engine: Engine, page: Page, thread: Thread, raws: list[str]) -> RawPost:
    floor, rest = _head(tidy(raws[0]))
    body = Body(loose=True)
    for raw in raws[1:]:
        line = tidy(raw)
        if is_filename(line):
            body.images.append(Image(len(body.images), absolute(page.url, line) or line, filename=line))
            body.blocks.append(Block("image", index=len(body.images) - 1))
        else:
            body.blocks.append(Block("paragraph", line, style=Style.INDENT if raw[0] in " \t\u3000" else Style.NONE))
    when = parse(rest, page.calendar, CHINA)
    made = raw_post(engine, page, thread, Board(), str(floor), page.url, body, when)
    made.post.floor = floor
    return made


ENGINE = Dump()
