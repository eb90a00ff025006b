"""Whether the classes and tables that settings name can be used: Scrapy itself ends with a traceback, or in the middle of a crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

_TABLES = ("_MIDDLEWARES", "_PIPELINES", "EXTENSIONS")
"""Endings of the names of tables whose keys are classes."""
_SLOT = {"delay", "concurrency", "jitter", "randomize_delay", "throttle"}
"""What a slot of ``DOWNLOAD_SLOTS`` may say (Scrapy 2.19)."""


def wrong(settings: BaseSettings, known: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each setting whose classes or table cannot be used; ``known``: the defaults by name."""
    for name, default in known.items():
        value = settings[name]
        if _same(value, default):
            continue
        if name == "TWISTED_REACTOR":
            yield f"TWISTED_REACTOR={value!r}: Boardfeed runs on {default} only"
        elif isinstance(default, str) and default.startswith(("scrapy.", "crawler.")) and isinstance(value, str):
            yield from _unknown(name, value)
        elif name.endswith(_TABLES):
            for key in value or ():
                yield from _unknown(name, key)
        elif isinstance(default, list) and default and all(isinstance(part, int) for part in default):
            parts = value.split(",") if isinstance(value, str) else value
            if not all(str(part).strip().isdecimal() for part in parts):
                yield f"{name}={value!r} is no list of numbers; write {name}={','.join(map(str, default))}"
        elif name == "DOWNLOAD_SLOTS" and not all(
            isinstance(slot, dict) and set(slot) <= _SLOT for slot in settings.getdict(name).values()
        ):
            yield f'{name} is no table of sites; write {name} = {{"bbs.example.com" = {{delay = 10}}}}'


def _same(value: Any, default: Any) -> bool:
    """Whether a value is the default; tables of Scrapy are of a type of their own."""
    return value == default or (isinstance(value, Mapping) and isinstance(default, Mapping) and dict(value) == dict(default))


def _unknown(name: str, path: Any) -> Iterator[str]:
    try:
        load_object(path)
    except Exception as error:  # whatever a module does while it is imported
        yield f"{name}: {path} cannot be loaded: {error}"
