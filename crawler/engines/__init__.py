"""The registry of engines.

Every module in this folder is one engine and names it ``ENGINE``; nothing else has to be changed for a new one.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from crawler.forum import Engine
from crawler.text import nearest


def order(engine: Engine) -> tuple[int, str]:
    """The place of an engine among those that may have made a page: by rank, then by name."""
    return engine.rank, engine.name


def _found() -> dict[str, Engine]:
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    engines: list[Engine] = sorted((module.ENGINE for module in modules), key=order)
    return {engine.name: engine for engine in engines}


ENGINES: dict[str, Engine] = _found()
"""Every engine by name, in the order in which they are asked."""


class UnknownEngineError(ValueError):
    """No engine has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no engine {name!r}{nearest(name, ENGINES)}")


def named(name: str) -> Engine:
    """An engine by name.  Raises :class:`UnknownEngineError`."""
    if name not in ENGINES:
        raise UnknownEngineError(name)
    return ENGINES[name]
