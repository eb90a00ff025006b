"""Saved pages, served again under their own addresses: a proxy that answers for every host from what was saved of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest

from crawler.testing.fixture import read_page
from tests.loopback import Loopback, serving


@dataclass(frozen=True)
class Saved:
    """An answer that a site once gave."""

    url: str
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    kind: str = ""
    """What the page shows, in the words of whoever saved it."""


def fixture(folder: Path) -> Saved:
    """A page of ``tests/fixtures``, as a site without TLS would send it: a proxy cannot look into that."""
    page = read_page(folder)
    host = page.url.split("/")[2]
    headers = {"Content-Type": page.headers.get("content-type", "text/html")}
    return Saved(plain(page.url, host), plain(page.body.decode("latin-1"), host).encode("latin-1"), page.status, headers)


def plain(text: str, host: str) -> str:
    """A text in which a host's addresses have no TLS."""
    for slashes in ("//", r"\/\/"):
        text = text.replace(f"https:{slashes}{host}", f"http:{slashes}{host}")
    return text


def folder(root: Path) -> list[Saved]:
    """The pages of a folder with an ``index.tsv`` (url, file, kind, status, ua, location), as an ordinary browser got them."""
    rows = csv.DictReader((root / "index.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    return [
        Saved(row["url"], (root / row["file"]).read_bytes(), int(row["status"]), _headers(root / row["file"], row["location"]), row["kind"])
        for row in rows
        if row["ua"] == "desktop"
    ]


def _headers(file: Path, location: str | None) -> dict[str, str]:
    lines = file.with_suffix(".headers").read_text("latin-1").splitlines()
    types = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("content-type:")]
    return {"Content-Type": types[0]} if types and not location else {"Location": location} if location else {}


@contextmanager
def replaying(pages: Iterable[Saved], alike: Callable[[str], Hashable] = lambda _: None) -> Iterator[Loopback]:
    """Answers with the first page saved under an address, or under one that is ``alike``; anything else is a 404.

    What is started meanwhile sends its requests here, whatever their host.
    """
    answers: dict[Hashable, Saved] = {}
    for page in pages:
        answers.setdefault(_spelled(page.url), page)
        answers.setdefault(alike(page.url), page)
    answers.pop(None, None)

    def answer(url: str) -> tuple[int, dict[str, str], bytes] | None:
        found = answers.get(_spelled(url)) or answers.get(alike(url))
        return (found.status, found.headers, found.body) if found else None

    with serving(answer) as proxy, pytest.MonkeyPatch.context() as environment:
        environment.setenv("http_proxy", proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            environment.delenv(name, raising=False)
        yield proxy


def _spelled(url: str) -> str:
    return unquote(url.replace("&amp;", "&")).removesuffix("/")
