"""The registry of engines, and which of them made a page.

Every module in this folder is one engine and names it ``ENGINE``; nothing else has to be changed for a new one.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from crawler.forum import Engine, Notice, Reading
from crawler.notices import before_the_forum
from crawler.page import Page


def _found() -> dict[str, Engine]:
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    engines: list[Engine] = sorted((module.ENGINE for module in modules), key=lambda engine: (engine.rank, engine.name))
    return {engine.name: engine for engine in engines}


ENGINES: dict[str, Engine] = _found()
"""Every engine by name, in the order in which they are asked."""


class UnknownEngineError(ValueError):
    """No engine has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown engine {name!r}; one of: {', '.join(ENGINES)}")


def detect(page: Page) -> Engine | None:
    """The engine that made a page; None for unknown software."""
    return next((engine for engine in ENGINES.values() if engine.detect(page)), None)


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
    return engine.read(page) if engine else Notice("not_a_forum", "made by no software that is known here")
