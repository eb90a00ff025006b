"""CPU time to extract a page's posts, as a multiple of only parsing it."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import lxml.html

from bench.pages import thread_pages
from crawler.engines import detect
from crawler.extract import extract, posts
from crawler.forum import ThreadPage
from crawler.items import encode
from crawler.page import Page

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
    for step, seconds in steps(pages):
        print(f"    {step:22}   {seconds / len(pages) * 1000:6.2f} ms a page   {seconds / bare:.2f} x")


def steps(pages: list[tuple[bytes, str]]) -> list[tuple[str, float]]:
    """Where the time goes: each step alone, over pages prepared as far as it needs."""

    def fresh() -> list[Page]:
        return [Page(body, url) for body, url in pages]

    decode = cpu(fresh)
    parse = cpu(lambda: [page.tree for page in fresh()]) - decode
    parsed = fresh()
    detected = [(page, detect(page)) for page in parsed]
    detecting = cpu(lambda: [detect(page) for page in parsed])
    reading = cpu(lambda: [engine.read(page) for page, engine in detected if engine])
    readings = [[engine.read(page) for page, engine in detected if engine] for _ in range(ROUNDS)]
    cleaned = iter(readings)
    cleaning = cpu(lambda: [posts(reading) for reading in next(cleaned) if isinstance(reading, ThreadPage)])
    finished = [post for body, url in pages for post in extract(body, url)]
    encoding = cpu(lambda: [encode(post) for post in finished])
    return [
        ("decode", decode),
        ("parse", parse),
        ("detect", detecting),
        ("fields and blocks", reading),
        ("clean, captions, finish", cleaning),
        ("encode", encoding),
    ]
