"""How much of what people wrote is read, and how little else: word F1 on the forum pages of WCXB (CC BY 4.0), beside other extractors.

``python -m bench.quality [--data FOLDER] [--generic-only] [--all] [--pages]``; the peers come with ``pip install boardfeed[peers]``.
The folder holds ``html/ID.html.gz`` and ``ground-truth/ID.json``.  Pages numbered 4xxx lost their scripts and data attributes before
they were published; they count only with ``--all``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import NamedTuple

import lxml.html

from bench.extraction import table
from crawler.engines import named
from crawler.extract import posts
from crawler.forum import ThreadPage
from crawler.items import Post
from crawler.markup.notices import before_the_forum
from crawler.page import Page
from crawler.reading import detect

DATA = Path(__file__).resolve().parents[2] / "shared" / "wcxb"
"""Where the pages are looked for: beside the checkout."""
SANITISED = "4"
UNREADABLE = frozenset(("0551", "4145", "4147", "4278", "4314", "4607", "4802", "4838"))
"""A bot wall, and pages that do not hold their own text or have no truth."""
POOR = 0.5


class Sample(NamedTuple):
    """One page and what a person copied from it."""

    id: str
    body: bytes
    url: str
    truth: str


class Score(NamedTuple):
    """How one system did on one page."""

    engine: str
    f1: float
    posts: int


def f1(predicted: str, truth: str) -> float:
    """Word F1: words as a multiset, in lower case."""
    ours, theirs = (Counter(re.findall(r"\w+", text.lower())) for text in (predicted, truth))
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total()) if both else float(not ours and not theirs)


def load(folder: Path, *, everything: bool) -> list[Sample]:
    """The pages, in order."""
    samples = []
    for path in sorted((folder / "ground-truth").glob("*.json")):
        if path.stem in UNREADABLE or (path.stem.startswith(SANITISED) and not everything):
            continue
        meta = json.loads(path.read_text(encoding="utf-8"))
        with gzip.open(folder / "html" / f"{path.stem}.html.gz") as file:
            samples.append(Sample(path.stem, file.read(), meta.get("url") or "", meta["ground_truth"].get("main_content") or ""))
    return samples


def own_posts(sample: Sample, engine: str | None) -> tuple[str, list[Post]]:
    """This project's reading of a page: the engine's name and the posts, through the pipelines."""
    page = Page(sample.body, sample.url)
    found = named(engine) if engine else detect(page)
    reading = found.read(page) if found and not before_the_forum(page) else None
    return found.name if found else "none", posts(reading) if isinstance(reading, ThreadPage) else []


def ours(sample: Sample, engine: str | None) -> Score:
    """How this project does on a page; quoted text is no post's own."""
    name, read_posts = own_posts(sample, engine)
    return Score(name, f1("\n\n".join(post.text for post in read_posts), sample.truth), len(read_posts))


# Peers ----------------------------------------------------------------------------------------------------------------------------------


def _trafilatura() -> Callable[[bytes], str]:
    extract = import_module("trafilatura").extract
    return lambda body: extract(body) or ""


def _resiliparse() -> Callable[[bytes], str]:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    decode = import_module("resiliparse.parse.encoding").bytes_to_str
    return lambda body: extract(decode(body, "utf-8"), main_content=True, comments=True)


def _justext() -> Callable[[bytes], str]:
    justext = import_module("justext")
    stop = justext.get_stoplist("English")
    return lambda body: "\n".join(paragraph.text for paragraph in justext.justext(body, stop) if not paragraph.is_boilerplate)


def _readability() -> Callable[[bytes], str]:
    document = import_module("readability").Document
    return lambda body: lxml.html.fromstring(document(body.decode("utf-8", "replace")).summary()).text_content()


PEERS: dict[str, Callable[[], Callable[[bytes], str]]] = {
    "trafilatura": _trafilatura,
    "resiliparse": _resiliparse,
    "jusText": _justext,
    "readability-lxml": _readability,
}


def peer(make: Callable[[], Callable[[bytes], str]], samples: list[Sample]) -> tuple[list[float], float] | None:
    """Scores and CPU seconds of another extractor; None when it is not installed.  A page it fails on scores nothing."""
    try:
        extract = make()
    except ImportError:
        return None
    scores, spent = [], 0.0
    for sample in samples:
        start = process_time()
        try:
            text = extract(sample.body)
        except Exception:
            text = ""
        spent += process_time() - start
        scores.append(f1(text, sample.truth))
    return scores, spent


# Tables ---------------------------------------------------------------------------------------------------------------------------------


def cpu(work: Callable[[Sample], object], samples: list[Sample], rounds: int = 3) -> float:
    """CPU seconds over all pages: the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        for sample in samples:
            work(sample)
        best = min(best, process_time() - start)
    return best


def line(name: str, scores: Iterable[float], seconds: float, bare: float) -> str:
    """A row of the table of systems."""
    own = list(scores)
    poor = sum(score < POOR for score in own)
    return f"  {name:22} {mean(own):6.3f} {poor:8} {len(own) / seconds:10.0f} {seconds / bare:10.1f} x"


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    own = list(values)
    return sum(own) / len(own) if own else 0.0


def by_engine(scores: list[Score]) -> None:
    """Prints one row an engine."""
    engines: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        engines[score.engine].append(score)
    print(f"  {'engine':22} {'pages':>6} {'mean F1':>8} {'worst':>6} {'posts':>6}")
    for name, own in sorted(engines.items(), key=lambda entry: -len(entry[1])):
        worst, count = min(score.f1 for score in own), sum(score.posts for score in own)
        print(f"  {name:22} {len(own):6} {mean(score.f1 for score in own):8.3f} {worst:6.3f} {count:6}")


def main(arguments: list[str] | None = None) -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality", description="Word F1 on the forum pages of WCXB, beside other extractors."
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, help="folder with html/ and ground-truth/ (default: shared/wcxb beside the checkout)"
    )
    parser.add_argument("--generic-only", action="store_true", help="read every page by its shape alone, all other engines switched off")
    parser.add_argument("--all", action="store_true", help="the sanitised pages, too")
    parser.add_argument("--pages", action="store_true", help="one line a page")
    parser.add_argument("--steps", action="store_true", help="where the time goes")
    options = parser.parse_args(arguments)
    samples = load(options.data, everything=options.all)
    if not samples:
        sys.exit(f"no pages in {options.data}: WCXB's forum pages belong there (html/ID.html.gz, ground-truth/ID.json); or use --data")
    engine = "generic" if options.generic_only else None
    scores = [ours(sample, engine) for sample in samples]
    if options.pages:
        for sample, score in zip(samples, scores, strict=True):
            print(f"  {sample.id}  {score.f1:.3f}  {score.posts:4} posts  {score.engine:14} {sample.url}")
    by_engine(scores)
    bare = cpu(lambda sample: lxml.html.fromstring(sample.body), samples)
    name = "boardfeed, shape alone" if engine else "boardfeed"
    print(f"\n  {'system':22} {'F1':>6} {'< 0.5':>8} {'pages/s':>10} {'CPU of a bare parse':>20}")
    print(line(name, (score.f1 for score in scores), cpu(lambda sample: own_posts(sample, engine), samples), bare))
    if options.steps:
        table([(sample.body, sample.url) for sample in samples], bare)
    for other, make in PEERS.items():
        measured = peer(make, samples)
        print(line(other, *measured, bare) if measured else f"  {other:22} not installed (pip install 'boardfeed[peers]')")


if __name__ == "__main__":
    main()
