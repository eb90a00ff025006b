"""CPU time to read pages kept as text, as a multiple of splitting them into lines and one pass of a regex over these."""

from __future__ import annotations

import re

from bench.extraction import cpu
from crawler.extract import reading_of

_ONE_PASS = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|#\d+")
_POST = """\
{name}
{name} offline
Posts: {at}
Joined: 2019-2-{day}
{at}#
Posted 2021-9-{day} 08:{at:02} by {name}
{words}
Reply
Quote
Report
"""
_WORDS = "The last ferry leaves at eight, on Sundays half an hour later; the fare is two coins as before. "


def thread_text(posts: int) -> str:
    """A thread's page as text, in English and without any software's name."""
    written = (_POST.format(name=f"sailor{at % 7}", at=at, day=at % 28 + 1, words=_WORDS * (at % 5 + 1)) for at in range(1, posts + 1))
    return "Ferry times | Harbour talk\nHome\nFerry times\n" + "".join(written) + "Post Reply\nAll times are UTC\n"


def article_text(kilobytes: int) -> str:
    """An article's page as text."""
    paragraph = _WORDS * 3 + "\n\n"
    return "The old ferry\nBy Ann Moor\nMarch 3, 2021\n\n" + paragraph * (kilobytes * 1000 // len(paragraph))


def main() -> None:
    """Prints the table."""
    for what, text in (("a thread", thread_text(30)), ("no forum", article_text(10))):
        body = text.encode()
        bare = cpu(lambda text=text: [_ONE_PASS.search(line) for line in text.split("\n")])  # type: ignore[misc]  # a default, not an argument
        whole = cpu(lambda body=body: reading_of(body))  # type: ignore[misc]  # the same
        times = f"{whole * 1000:6.2f} ms a page, {1 / whole:6.0f} pages/s"
        print(f"{what:9} {len(body) / 1000:4.1f} kB  {times}   {whole / bare:6.1f} x lines and one regex")
