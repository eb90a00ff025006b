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
    notice = before_the_forum(page)
    if notice:
        return notice
    engine = named(name) if name else detect(page)
    reading = engine.read(page) if engine else Notice("not_a_forum", "made by no software that is known here")
    if isinstance(reading, Notice) and reading.reason == "empty" and not name:
        reading = _as_unknown(page) or reading
    return by_status(page, reading)


def _as_unknown(page: Page) -> ThreadPage | None:
    """A thread in a layout that its own software's engine does not know (a much older version, a skin): read as an unknown forum's."""
    reading = ENGINES["generic"].read(page)
    return reading if isinstance(reading, ThreadPage) else None
