"""CPU time to extract a page's posts, as a multiple of only parsing it."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any
from unittest.mock import patch

import lxml.html
from lxml.etree import _Element as Element
from scrapy.exceptions import DropItem

from bench.pages import thread_pages
from crawler.body.walker import Walker
from crawler.extract import extract, pipelines
from crawler.forum import Engine, ThreadPage
from crawler.items import encode
from crawler.page import Page
from crawler.reading import detect

ROUNDS = 7


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call: the best of several, as anything else on the machine only adds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        work()
        best = min(best, process_time() - start)
    return best


def main() -> None:
    """Prints the table."""
    origin, pages = thread_pages()
    bare = cpu(lambda: [lxml.html.fromstring(body) for body, _ in pages])
    whole = cpu(lambda: [extract(body, url) for body, url in pages])
    print(f"{len(pages)} {origin}, {sum(len(body) for body, _ in pages) / len(pages) / 1000:.0f} kB each")
    print(f"  bare lxml.html.fromstring  {bare / len(pages) * 1000:6.2f} ms a page")
    print(f"  extract()                  {whole / len(pages) * 1000:6.2f} ms a page   {whole / bare:.2f} x (target: 2.5)")
    table(pages, bare)


def steps(pages: list[tuple[bytes, str]]) -> list[tuple[str, float]]:
    """Where the time goes: each step alone, over pages prepared as far as it needs."""

    def fresh() -> list[Page]:
        return [Page(body, url) for body, url in pages]

    decode = cpu(fresh)
    parse = cpu(lambda: [page.tree for page in fresh()]) - decode
    parsed = fresh()
    detected = [(page, engine) for page in parsed if (engine := detect(page))]
    detecting = cpu(lambda: [detect(page) for page in parsed])
    reading = cpu(lambda: read(detected))
    blocks = min(in_bodies(detected) for _ in range(ROUNDS))
    finished = [post for body, url in pages for post in extract(body, url)]
    return [
        ("decode", decode),
        ("parse", parse),
        ("detect", detecting),
        ("fields", reading - blocks),
        ("blocks", blocks),
        *piped(detected),
        ("encode", cpu(lambda: [encode(post) for post in finished])),
    ]


def read(detected: list[tuple[Page, Engine]]) -> list[ThreadPage]:
    """The threads among the pages."""
    readings = [engine.read(page) for page, engine in detected]
    return [reading for reading in readings if isinstance(reading, ThreadPage)]


def in_bodies(detected: list[tuple[Page, Engine]]) -> float:
    """CPU seconds that reading spends in the posts' bodies."""
    spent, depth = 0.0, 0

    def timed(walk: Callable[[Walker, Element], None]) -> Callable[[Walker, Element], None]:
        def run(walker: Walker, element: Element) -> None:
            nonlocal spent, depth
            start, depth = process_time(), depth + 1
            walk(walker, element)
            depth -= 1
            spent += 0 if depth else process_time() - start

        return run

    with patch.object(Walker, "walk", timed(Walker.walk)):
        read(detected)
    return spent


def piped(detected: list[tuple[Page, Engine]]) -> list[tuple[str, float]]:
    """CPU seconds in each pipeline."""
    spent = [(type(pipeline).__name__.removesuffix("Pipeline").lower(), float("inf")) for pipeline in pipelines()]
    for _ in range(ROUNDS):
        items: list[Any] = [made for reading in read(detected) for made in reading.posts]
        for at, pipeline in enumerate(pipelines()):
            start = process_time()
            items = [piece for item in items if (piece := through(pipeline, item))]
            name, best = spent[at]
            spent[at] = name, min(best, process_time() - start)
    return spent


def through(pipeline: Any, item: Any) -> Any:
    """What a pipeline makes of an item; None where it drops it."""
    try:
        return pipeline.process_item(item)
    except DropItem:
        return None


def table(pages: list[tuple[bytes, str]], bare: float) -> None:
    """Prints the steps."""
    for step, seconds in steps(pages):
        print(f"    {step:22}   {seconds / len(pages) * 1000:6.2f} ms a page   {seconds / bare:.2f} x")
