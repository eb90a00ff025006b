"""A board page of unknown software: the threads and the boards that it lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from crawler.dates.spot import date_in
from crawler.engines.generic.addresses import link as link_to
from crawler.engines.generic.addresses import names_list, split
from crawler.engines.generic.addresses import target as place_of
from crawler.engines.generic.fields.of_post import Fields
from crawler.engines.generic.pager import next_page
from crawler.engines.generic.shape.judging import named
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.shape.placing import PostBox, beside_body, place_bodies
from crawler.engines.generic.shape.vocabulary import is_profile
from crawler.forum import BoardPage, BoardRow, ThreadRow
from crawler.items import Board
from crawler.page import Page
from crawler.select import text_of
from crawler.text import count, number

_FIGURE = r"(\d[\d.,]*\s?[kKmM万]?)"
_REPLY_WORDS = (
    r"repl(?:y|ies)|comments?|answers?|responses?|antwort(?:en)?|beiträge|réponses?|commentaires?|respuestas?|comentarios?|risposte|respostas?"
    r"|reacties|svar|odpowiedzi|ответ(?:ов|а|ы)?|yorum|cevap|yanıt|[个個条條]?(?:回[复覆帖应]|评论|回答)|コメント|返信|댓글|답글"
)
_VIEW_WORDS = (
    r"views?|hits|reads?|aufrufe|zugriffe|vues|visitas|visite|vistas|weergaven|visninger|wyświetle\w*|просмотр\w*|görüntüleme|okunma"
    r"|[次]?(?:查看|浏览|瀏覽|阅读|点击|點擊|人气)|閲覧|조회"
)
_REPLIES = re.compile(rf"{_FIGURE}\s*(?:{_REPLY_WORDS})(?!\w)|^(?:{_REPLY_WORDS})\s*[:：(]?\s*{_FIGURE}\)?$", re.IGNORECASE)
_VIEWS = re.compile(rf"{_FIGURE}\s*(?:{_VIEW_WORDS})(?!\w)|^(?:{_VIEW_WORDS})\s*[:：(]?\s*{_FIGURE}\)?$", re.IGNORECASE)
_PAIR = re.compile(r"^(\d{1,7})\s*/\s*(\d{1,9})$")
_BULLET = re.compile(r"^[●•○◆◇■□▪▫※★☆►▶»›·]+\s*")
"""What lists print before a title."""
_COUNT = re.compile(r"^[\d.,]+\s*[kKmM万]?$")
_NUMBERS = re.compile(r"\d+")
_NUMBERED = re.compile(r"^([a-z]+)(?:[-_]\d+)+(?:\.\w+)?$", re.IGNORECASE)
"""A kind and its numbers: ``thread-86-1-1.html``; other words with hyphens are a title."""
_LEAST_ROWS, _LEAST_BOARDS = 3, 2
_LEAST_TITLE = 4
"""Bytes: four letters, or two Chinese characters."""
_LEAST_TOLD = 1.5
_MOST = 0.8
_NEAR = 40
"""Elements before and after a link among which counts are looked for."""
_LONGEST = 40
"""Letters of a count with the spaces around it."""
_SAMPLE = 8
"""Rows of a group that are looked at to judge it."""
_PINNED = re.compile(r"sticky|pinned|thumb-?tack|pushpin|置顶|置頂", re.IGNORECASE)


def read_board(page: Page, outline: Outline) -> BoardPage | None:
    """The page as a board or an index; None where neither threads nor boards are listed."""
    here = place_of(page.url)
    best = _lists(page, outline, 1 if here and (here.kind == "board" or here.page > 1) else _LEAST_ROWS)
    boards = _boards(page, best["board"])
    listed = [] if boards and _are_last_posts(best["thread"], best["board"]) else _read(page, outline, best["thread"])
    if not listed and not boards:
        return None
    current, next_url, pages = next_page(page, page.tree.iter("a"))
    name = text_of(page.tree.find(".//h1")) or page.title
    board = Board((here.id or None) if here else None, name or None, [name] if name else [], page.url or None)
    return BoardPage(board, boards, listed, current, pages, next_url)


class Link(NamedTuple):
    """A link that may lead to a thread or a board."""

    at: int
    href: str
    title: str


def _lists(page: Page, outline: Outline, least: int) -> dict[str, list[Link]]:
    """The links to the threads that a page lists, ``least`` of them at least, and those to the boards; none where it lists none."""
    needed = {"thread": least, "board": _LEAST_BOARDS}
    best: dict[str, tuple[bool, float, list[Link]]] = dict.fromkeys(needed, (False, 0.0, []))
    for links in _alike(outline):
        several = len(links) >= _LEAST_ROWS
        kinds = [kind for kind, number in needed.items() if len(links) >= number]
        if not kinds or not (several or _NUMBERS.search(links[0].href)) or (told := _told(outline, links)) < _LEAST_TOLD:
            continue
        worth = told * min(60.0, sum(len(link.title) for link in links) / len(links))
        for kind in kinds:
            score = worth * _share(page, links, kind)
            if score and (several, score) > best[kind][:2]:
                best[kind] = (several, score, links)
    return {kind: links for kind, (_, _, links) in best.items()}


def _are_last_posts(threads: list[Link], boards: list[Link]) -> bool:
    """Whether each board has one thread beside it, and no other stands on the page: an index shows where the last post is."""
    if len(threads) > len(boards):
        return False
    places = sorted([(link.at, "board") for link in boards] + [(link.at, "thread") for link in threads])
    return all(before[1] == "board" for before, link in pairwise(places) if link[1] == "thread") and places[0][1] == "board"


def _alike(outline: Outline) -> list[list[Link]]:
    """The links of a page by the shape of their addresses, each address once."""
    groups: dict[str, dict[str, Link]] = defaultdict(dict)
    for at in outline.anchors:
        node = outline.nodes[at]
        href = node.get("href") or "#"
        if href.startswith(("#", "javascript:", "mailto:")) or is_profile(href) or len((title := text_of(node)).encode()) < _LEAST_TITLE:
            continue
        if date_in(title) == 0:
            continue
        own = groups[_shape(href)]
        address = href.split("#", 1)[0]
        if address not in own or len(title) > len(own[address].title):
            own[address] = Link(at, href, title)
    return [sorted(group.values()) for group in groups.values()]


def _told(outline: Outline, links: list[Link]) -> float:
    """How many of three a row has: a time, a name, a count; the mean of the first ones."""
    sample = place_bodies(outline, [link.at for link in links[: _SAMPLE + 1]])[:_SAMPLE]
    timed = sum(bool(beside_body(outline, outline.times, box)) for box in sample)
    counted = sum(any(True for _ in _counts(outline, box, linked=True)) or any(_told_counts(outline, box)) for box in sample)
    return (timed + counted + sum(named(outline, box) for box in sample)) / len(sample)


def _share(page: Page, links: list[Link], kind: str) -> float:
    """The share of links that name a thread or board; 0 where they do not name each its own.

    The year in an article's address names none, and links of one wording (``Post reply``) are buttons.
    """
    if 2 * len({link.title for link in links}) <= len(links):
        return 0.0
    places = [found for link in links if (found := place_of(link_to(page, link.href)))]
    share = sum(found.kind == kind for found in places) / len(links)
    return share if share >= _MOST and len({found.id for found in places}) > _MOST * len(links) else 0.0


def _boards(page: Page, links: list[Link]) -> list[BoardRow]:
    """The rows of an index."""
    urls = [link_to(page, link.href) for link in links]
    places = [(place_of(url), url, link.title) for url, link in zip(urls, links, strict=False)]
    return [BoardRow(at.id, url, title) for at, url, title in places if at and url]


def _shape(href: str) -> str:
    """What addresses of one kind have in common: numbers and long words blanked."""
    parts = split(href)
    if parts is None:
        return ""
    path, before = [], ""
    for segment in parts.path.split("/"):
        named = before.isdecimal() or names_list(before)
        numbered = (match := _NUMBERED.match(segment)) and (not named or names_list(match[1]))
        slug = not numbered and (len(segment) > 14 or "-" in segment or "_" in segment or (named and not segment.isdecimal()))
        path.append("s" if slug and segment else _NUMBERS.sub("0", segment))
        before = segment
    return f"{'/'.join(path)}?{re.sub(r'=[^&;]*', '=', parts.query)}{'#' if parts.fragment else ''}"


def _replies_and_views(outline: Outline, box: PostBox) -> tuple[int, int] | None:
    """The two counts of a row, the smaller first; None where it has more or fewer.  Numbers that are links may lead to its pages."""
    for linked in (False, True):
        counts = list(_counts(outline, box, linked=linked))
        if len(counts) == 2:
            return min(counts), max(counts)
    return None


def _told_counts(outline: Outline, box: PostBox) -> tuple[int | None, int | None]:
    """Replies and views where the row says which is which: ``3 replies``, ``Views: 32``, or both as ``3/24``."""
    replies = views = None
    for text in _texts(outline, box):
        if pair := _PAIR.match(text):
            return int(pair[1]), int(pair[2])
        if not any(map(str.isdigit, text)):
            continue
        if replies is None and (match := _REPLIES.search(text)):
            replies = count(match[1] or match[2])
        elif views is None and (match := _VIEWS.search(text)):
            views = count(match[1] or match[2])
    return replies, views


def _texts(outline: Outline, box: PostBox) -> Iterator[str]:
    """The short texts near a row's link."""
    after = outline.end(box.body) + 1
    for at in (*range(box.start, box.body)[-_NEAR:], *range(after, box.end + 1)[:_NEAR]):
        node = outline.nodes[at]
        for text in (node.text, node.tail):
            if text and len(text) < _LONGEST and (text := text.strip()):
                yield text


def _counts(outline: Outline, box: PostBox, *, linked: bool) -> Iterator[int]:
    """The bare numbers near a row's link."""
    after = outline.end(box.body) + 1
    for at in (*range(box.start, box.body)[-_NEAR:], *range(after, box.end + 1)[:_NEAR]):
        node = outline.nodes[at]
        for text in (node.text if linked or node.tag != "a" else None, node.tail):
            if text and len(text) < _LONGEST and _COUNT.match(text := text.strip()) and (value := number(text)) is not None:
                yield value


def _read(page: Page, outline: Outline, links: list[Link]) -> list[ThreadRow]:
    """The rows of a board."""
    boxes = place_bodies(outline, [link.at for link in links]) if links else []
    fields = Fields(page, outline, boxes, any_link=False)
    threads = []
    for box in boxes:
        node = outline.nodes[box.body]
        url = link_to(page, node.get("href") or "")
        at = place_of(url)
        if at is None or not url:
            continue
        row = ThreadRow(at.id, url, _BULLET.sub("", text_of(node)), fields.author(box))
        row.replies, row.views = _told_counts(outline, box)
        if row.replies is row.views is None and (counts := _replies_and_views(outline, box)):
            row.replies, row.views = counts
        times = [when.iso for when in fields.times(box) if when.iso]
        row.last_post_at = max(times, key=datetime.fromisoformat, default=None)
        row.created_at = min(times, key=datetime.fromisoformat) if len(set(times)) > 1 else None
        row.sticky = _pinned(outline, box)
        threads.append(row)
    return threads


def _pinned(outline: Outline, box: PostBox) -> bool:
    return any(_PINNED.search(outline.nodes[at].get("class") or "") for at in range(box.whole, box.body + 1))
