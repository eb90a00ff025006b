"""Which engine made a page: by its host, its generator, or the fingerprints it shows."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.engines import ENGINES, order
from crawler.forum import Engine, Notice
from crawler.page import Page

_SITES = {ending: engine for engine in ENGINES.values() for ending in engine.sites}
_GENERATORS = {beginning: engine for engine in ENGINES.values() for beginning in engine.generators}
_DETECTING = [engine for engine in ENGINES.values() if type(engine).detect is not Engine.detect]
"""Engines with a ``detect`` of their own.  The inherited one says yes: it decides only where a fingerprint was found before."""
_JSON = [engine for engine in _DETECTING if engine.reads_json]
_BY_FINGERPRINT = {
    word: [engine for engine in ENGINES.values() if word in engine.fingerprints]
    for word in {word for engine in ENGINES.values() for word in engine.fingerprints}
}
_TEXT = ENGINES["text"]
_FINGERPRINTS = frozenset(_BY_FINGERPRINT)
_WITHOUT = [engine for engine in _DETECTING if not engine.fingerprints]
_LAST = 100
"""The rank of the engine that reads any page by its shape."""


def detect(page: Page) -> Engine | None:
    """The engine that made a page, by its host, its generator or the fingerprints it shows; None for unknown software."""
    if _TEXT.detect(page):
        return _TEXT
    return _introduced(page) or next((engine for engine in _asked(page) if engine.detect(page)), None)


def _introduced(page: Page) -> Engine | None:
    host, generator = page.host, page.generator
    by_site = (engine for ending, engine in _SITES.items() if host.endswith(ending))
    by_generator = (engine for beginning, engine in _GENERATORS.items() if generator.startswith(beginning))
    return next(by_site, None) or next(by_generator, None)


def _asked(page: Page) -> Iterator[Engine]:
    """Those that may have made a page, the likely ones first."""
    if page.json is not None:
        yield from _JSON
        return
    for words in page.glances():
        shown = {engine.name: engine for word in _FINGERPRINTS.intersection(words) for engine in _BY_FINGERPRINT[word]}
        yield from sorted(shown.values(), key=order)
    yield from (engine for engine in _WITHOUT if engine.rank < _LAST)
    yield from _deep(page)
    yield from (engine for engine in _WITHOUT if engine.rank >= _LAST)


def _deep(page: Page) -> Iterator[Engine]:
    """Those whose fingerprint stands in the markup behind other things, and that can read the page: what is written about is none."""
    made = {engine.name: engine for word in _FINGERPRINTS.intersection(page.words_in_tags()) for engine in _BY_FINGERPRINT[word]}
    for engine in sorted(made.values(), key=order):
        if engine.detect(page) and not isinstance(engine.read(page), Notice):
            yield engine
