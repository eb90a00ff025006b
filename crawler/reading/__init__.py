"""What a page says: which engine reads it, and who reads it where that engine finds nothing."""

from __future__ import annotations

import logging

from crawler.engines import ENGINES, named
from crawler.forum import BoardPage, Engine, Notice, Reading, ThreadPage
from crawler.markup.notices import before_the_forum, by_status
from crawler.markup.shell import drawn_by_script
from crawler.page import Page
from crawler.reading import confidence, edges, learnt, root
from crawler.reading.check import check
from crawler.reading.complete import complete
from crawler.reading.detection import detect
from crawler.reading.leftover import NOTHING_LEFT, left_over
from crawler.reading.names import empty_words
from crawler.reading.second import names_everybody, names_nobody, second_reading
from crawler.reading.values import settle

__all__ = ["detect", "read", "read_by"]

_SHAPE = ENGINES["generic"]

ENOUGH = 3
"""Rows that make a list, whatever they link to."""

logger = logging.getLogger(__name__)


def read(page: Page, name: str | None = None) -> Reading:
    """What a page says, by the named engine or the one that made it."""
    return read_by(page, name)[1]


def read_by(page: Page, name: str | None = None, *, thorough: bool = True) -> tuple[Engine | None, Reading]:
    """What a page says, and the engine that could read it.

    A board in a skin of its own may show nothing where its software's engine looks.  Then the page is read by its shape alone, and its
    posts say so: they name the engine ``generic`` and a confidence.  An engine that was asked for by its name has the only word.

    ``thorough``: whether words that went into no field are looked for on pages of known software, too.  It takes an eighth of the reading,
    and what a skin loses it loses on all pages: of a site's many pages some are enough.
    """
    if notice := before_the_forum(page):
        return None, notice
    try:
        engine = named(name) if name else detect(page)
    except RecursionError:
        return None, Notice("broken", "the page is nested too deep")
    if engine is None:
        nothing = Notice("not_a_forum", "no forum software that is known here, and nothing that looks like one")
        return None, _seen(page, by_status(page, nothing), known=False)
    root.settle(page, engine)
    reading = _by(engine, page)
    learnt.teach_order(page)
    if page.cut:
        return engine, Notice("too_large", "elements are nested more than 2,048 deep; what follows cannot be read")
    if not name and _nothing(reading) and _may_list(engine, page.url):
        shown = _by_shape(page)
        if not isinstance(shown, Notice) and not _nothing(shown) and _is_list(engine, shown):
            return _SHAPE, _checked(page, _SHAPE, shown, thorough=True)
    if not name and thorough and engine is not _SHAPE and (better := second_reading(page, engine, reading, _by_shape)) is not None:
        return _SHAPE, _checked(page, _SHAPE, better, thorough=True)
    checked = _checked(page, engine, by_status(page, reading), thorough=thorough or engine is _SHAPE)
    if not name and engine is not _SHAPE and names_nobody(checked) and names_everybody(shown := _by_shape(page)):
        return _SHAPE, _checked(page, _SHAPE, shown, thorough=True)
    return engine, _seen(page, checked, known=engine is not _SHAPE)


def _seen(page: Page, reading: Reading, *, known: bool) -> Reading:
    """What was read; where that is nothing and a script draws the page, that is why."""
    nothing = _nothing(reading) or (isinstance(reading, Notice) and reading.reason == "not_a_forum")
    return Notice("script", "a script draws this page: it needs a browser") if nothing and drawn_by_script(page, known=known) else reading


def _checked(page: Page, engine: Engine, reading: Reading, *, thorough: bool) -> Reading:
    """A reading that lacks no more than it must, and knows what it lacks."""
    if isinstance(reading, ThreadPage) and reading.posts:
        _each_once(reading)
        if page.boilerplate:
            edges.drop(reading, page.boilerplate)
        if engine is _SHAPE:
            learnt.recall(page, reading)
        doubts = check(page, reading)
        if doubts and engine is not _SHAPE:
            complete(page, reading, doubts)
            doubts = check(page, reading)
        reading.lacks = {field: len(places) for field, places in doubts.items()}
        if cut := sum(bool(made.post.lacks) for made in reading.posts):
            reading.lacks["comments"] = cut
        left = left_over(page, reading) if thorough else NOTHING_LEFT
        if left.words:
            reading.lacks["words"] = left.words
        confidence.lower(reading, doubts, left.share)
        if engine is _SHAPE and page.has_others:
            learnt.teach(page, reading)
        names = empty_words(page, reading) if any(made.body.images for made in reading.posts) else ()
        for made in reading.posts:
            made.body.element, made.names = None, names
    return reading


def _each_once(reading: ThreadPage) -> None:
    """A page that holds its posts twice (for desktops, for phones) has each of them once."""
    ids = {made.post.id for made in reading.posts}
    if len(ids) == len(reading.posts):
        return
    seen: set[tuple[str, str]] = set()
    kept = []
    for made in reading.posts:
        known = made.post.id, "\n".join(block.text for block in made.body.blocks)
        if known not in seen:
            kept.append(made)
        seen.add(known)
    reading.posts = kept


def _by(engine: Engine, page: Page) -> Reading:
    """What an engine reads; a page on which the engine fails is a notice that names it, never the end of a crawl or a batch."""
    try:
        return settle(engine.read(page))
    except Exception as error:
        logger.exception("The engine %s failed on %s", engine.name, page.url)
        return Notice("broken", f"the engine {engine.name} failed on this page ({type(error).__name__}): a bug worth reporting")


def _by_shape(page: Page) -> Reading:
    return _by(_SHAPE, page)


def _may_list(engine: Engine, url: str) -> bool:
    """Whether an address may be a board's or a thread's: by the engine, or, where the site rewrites its addresses, by the words in it."""
    if not url or engine.target(url):
        return True
    target = _SHAPE.target(url)
    return target is not None and target.kind == "thread"


def _is_list(engine: Engine, shown: ThreadPage | BoardPage) -> bool:
    """Whether what the shape shows as a board's threads is more than some links that the engine knows to be none (rules, help, …)."""
    if isinstance(shown, ThreadPage) or len(shown.threads) >= ENOUGH or not shown.threads:
        return True
    return any(engine.target(row.url) for row in shown.threads)


def _nothing(reading: Reading) -> bool:
    """Whether a page was recognised and nothing found on it; a login form, a deleted thread, words that there is nothing are something."""
    if isinstance(reading, Notice):
        return reading.reason in ("empty", "broken")
    if isinstance(reading, ThreadPage):
        return not any(made.body.blocks for made in reading.posts) and reading.whole_url is None
    return not (reading.threads or reading.boards or reading.says_empty) and reading.list_url is None
