"""The registry of engines, and which of them made a page.

Every module in this folder is one engine and names it ``ENGINE``; nothing else has to be changed for a new one.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from crawler.forum import Engine, Notice, Reading, ThreadPage
from crawler.notices import before_the_forum, by_status
from crawler.page import Page


def _order(engine: Engine) -> tuple[int, str]:
    return engine.rank, engine.name


def _found() -> dict[str, Engine]:
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    engines: list[Engine] = sorted((module.ENGINE for module in modules), key=_order)
    return {engine.name: engine for engine in engines}


ENGINES: dict[str, Engine] = _found()
"""Every engine by name, in the order in which they are asked."""


class UnknownEngineError(ValueError):
    """No engine has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown engine {name!r}; one of: {', '.join(ENGINES)}")


_SITES = {ending: engine for engine in ENGINES.values() for ending in engine.sites}
_GENERATORS = {beginning: engine for engine in ENGINES.values() for beginning in engine.generators}
_ANSWERING = [engine for engine in ENGINES.values() if engine.answers]
_MARKED = {mark: [engine for engine in ENGINES.values() if mark in engine.marks] for engine in ENGINES.values() for mark in engine.marks}
_MARKS = frozenset(_MARKED)
_SHAPE = ENGINES["generic"]
_UNMARKED = [engine for engine in ENGINES.values() if not engine.marks]


def detect(page: Page) -> Engine | None:
    """The engine that made a page, by its host, its generator or the marks it shows; None for unknown software."""
    return _introduced(page) or next((engine for engine in _asked(page) if engine.detect(page)), None)


def _introduced(page: Page) -> Engine | None:
    site, generator = page.site, page.generator
    by_site = (engine for ending, engine in _SITES.items() if site.endswith(ending))
    by_generator = (engine for beginning, engine in _GENERATORS.items() if generator.startswith(beginning))
    return next(by_site, None) or next(by_generator, None)


def _asked(page: Page) -> Iterator[Engine]:
    """Those that may have made a page, the likely ones first."""
    if page.json is not None:
        yield from _ANSWERING
        return
    for words in page.glances():
        shown = {engine.name: engine for mark in _MARKS.intersection(words) for engine in _MARKED[mark]}
        yield from sorted(shown.values(), key=_order)
    yield from _UNMARKED


def named(name: str) -> Engine:
    """An engine by name.  Raises :class:`UnknownEngineError`."""
    if name not in ENGINES:
        raise UnknownEngineError(name)
    return ENGINES[name]


def read(page: Page, name: str | None = None) -> Reading:
    """What a page says, by the named engine or the one that made it."""
    return read_by(page, name)[1]


def read_by(page: Page, name: str | None = None) -> tuple[Engine | None, Reading]:
    """What a page says, and the engine that could read it.

    A board in a skin of its own may show nothing where its software's engine looks.  Then the page is read by its shape alone, and its
    posts say so: they name the engine ``generic`` and a confidence.  An engine that was asked for by its name has the only word.
    """
    if notice := before_the_forum(page):
        return None, notice
    engine = named(name) if name else detect(page)
    if engine is None:
        return None, by_status(page, Notice("not_a_forum", "no forum software that is known here, and nothing that looks like one"))
    reading = engine.read(page)
    if not name and _nothing(reading) and _may_list(engine, page.url):
        shown = _SHAPE.read(page)
        if not isinstance(shown, Notice) and not _nothing(shown):
            return _SHAPE, shown
    return engine, by_status(page, reading)


def _may_list(engine: Engine, url: str) -> bool:
    """Whether an address may be a board's or a thread's: by the engine, or, where the site rewrites its addresses, by the words in it."""
    if not url or engine.place(url):
        return True
    place = _SHAPE.place(url)
    return place is not None and place.kind == "thread"


def _nothing(reading: Reading) -> bool:
    """Whether a page was recognised and nothing found on it; a login form or a deleted thread is something."""
    if isinstance(reading, Notice):
        return reading.reason == "empty"
    if isinstance(reading, ThreadPage):
        return not any(made.body.blocks for made in reading.posts) and reading.whole_url is None
    return not reading.threads and not reading.boards and reading.list_url is None
