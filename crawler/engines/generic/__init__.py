"""A forum made by software that is not known here: read by the shape of the page alone.

What is repeated, holds words, and has times or names beside it, is taken for posts; schema.org data, where a page has it, comes first,
and the state of its scripts last, where a page shows nothing before they ran.
An article, a shop or a page of links is refused: better nothing than made-up posts.
"""

from __future__ import annotations

import re

from crawler.engines.generic import addresses, routes
from crawler.engines.generic.board import read_board, read_empty, tells_topics
from crawler.engines.generic.by_data import read_alone, read_marked, read_state, read_told, read_whole
from crawler.engines.generic.by_shape import read_shape, stand_aside
from crawler.engines.generic.columns import heads_threads
from crawler.engines.generic.shape.outline import Outline
from crawler.engines.generic.signs import is_forum_address, signs_of
from crawler.engines.generic.structured.data import Facts, facts
from crawler.engines.generic.structured.microdata import marks
from crawler.forum import BoardPage, BoardRow, Engine, Notice, Reading, Target, ThreadRow
from crawler.page import Page

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")
"""A feed names every board's newest posts; it is no thread."""


_SURE = 2
"""Of three signs of a forum, those that a board without threads must show."""


_MANY = 20
"""Rows from which on the names in the markup are a sign: a blog's front page lists fewer, in the same words."""


def _drop_templates(page: Page) -> None:
    """Takes away what scripts make elements of: no reader sees it, but for what stands in an element's own tree."""
    for template in list(page.tree.iter("template")) if b"<template" in page.body else ():
        if template.get("shadowrootmode") is None:
            template.clear(keep_tail=True)


class Generic(Engine):
    """Any forum."""

    name = "generic"
    root = "host"
    rank = 100
    reads_json = True

    def detect(self, page: Page) -> bool:
        return page.json is not None or (b"<" in page.start and not _FEED.search(page.body, 0, 512))

    def target(self, url: str) -> Target | None:
        return addresses.target(url)

    def read(self, page: Page) -> Reading:
        if page.status >= 400:
            return Notice("not_a_forum", page.title[:200])
        if page.json is not None:
            return read_state(self, page, Facts()) or Notice("not_a_forum", "an answer without posts")
        _drop_templates(page)
        said, marked = facts(page), marks(page)
        if thread := read_marked(self, page, said, marked):
            return thread
        body = page.tree.find("body")
        outline = Outline(body if body is not None else page.tree, page.calendar.language)
        here, proof = routes.named(page, page.url), routes.proven(page, page.url) or ""
        threaded = here is not None and here.kind == "thread"
        if not threaded and (board := self._board(page, outline, said)):
            return board
        if thread := read_shape(self, page, outline, said):
            return read_whole(self, page, said, thread)
        if thread := read_told(self, page, said) or read_alone(self, page, said, marked):
            return thread
        if outline.outdated:
            outline = Outline(outline.nodes[0], outline.language)
        if not proof.startswith("thread") and (board := self._board(page, outline, said, last=True, threaded=threaded)):
            return board
        signs = signs_of(page, outline)
        known = page.of_forum or sum(signs) >= _SURE
        if here is not None and here.kind == "board" and (empty := read_empty(page, here, sure=known)):
            return empty
        return read_state(self, page, said, known=signs.elsewhere) or Notice("not_a_forum", page.title[:200])

    def _board(self, page: Page, outline: Outline, said: Facts, *, last: bool = False, threaded: bool = False) -> BoardPage | None:
        """A board or an index.  Of a site that is crawled as a forum a list of threads is one, and on a page without posts one of boards.

        ``last``: nothing else was found.  ``threaded``: the page has the address of a thread.
        """
        board = read_board(page, outline) if not said.is_article else None
        if board is None:
            return None
        rows: list[ThreadRow] | list[BoardRow] = board.threads or board.boards
        led = page.of_forum and not threaded and bool(last or board.threads)
        if led or (board.threads and (routes.proven(page, page.url) or "").startswith("list")):
            return board
        signs = signs_of(page, outline, crawled=False)
        many = not board.threads or len(board.threads) >= _MANY
        sure = sum(signs) - (signs.markup and not many) + is_forum_address("/" + rows[0].url.partition("//")[2].partition("/")[2])
        if board.threads:
            sure += heads_threads(outline.nodes[0])
        else:
            sure += tells_topics(outline, board.boards)
        if sure <= (not board.threads) or (board.threads and stand_aside(page, outline, said, [row.url for row in board.threads])):
            return None
        return board


ENGINE = Generic()
