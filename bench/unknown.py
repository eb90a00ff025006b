"""How well unknown forums are read: each engine switched off on its own fixture pages, and skins that a generator changed.

``python -m bench.unknown``.  Both are measured against the engine's own reading of the same page as it came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bench.skins import CHANGES, other_skin
from crawler.extract import posts
from crawler.forum import Reading, ThreadPage
from crawler.items import Post
from crawler.page import Page
from crawler.reading import read

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
FIELDS = ("posts", "authors", "times", "titles")
FLOORS = {"off": (0.95, 0.90, 0.90, 0.90), "mutated": (0.98, 0.95, 0.95, 0.95)}
SURE = 0.9
LIKE, ALIKE = 0.6, 0.9
"""How alike two texts of one post are, at least: a line of furniture more or less is still the post; and two that are surely one post's."""


def pages() -> list[tuple[str, Page]]:
    """The HTML fixtures of all named engines."""
    found = []
    for meta in sorted(FIXTURES.glob("*/*/meta.json")):
        about, body = json.loads(meta.read_text(encoding="utf-8")), next(meta.parent.glob("page.*"))
        if body.suffix == ".html" and "/api/" not in about["url"] and meta.parent.parent.name not in ("generic", "dump"):
            found.append((meta.parent.parent.name, _page(body.read_bytes(), about)))
    return found


def _page(body: bytes, about: dict[str, str]) -> Page:
    return Page(body, about["url"], None, datetime.fromisoformat(about["fetched_at"]), int(about.get("status", 200)))


def compare(truth: list[Post], found: list[Post]) -> tuple[Counter[str], int]:
    """How many fields of a page were read again, and how many were read wrong where the reading was sure."""
    same: Counter[str] = Counter()
    wrong = 0
    left = [(post, _pairs(post.text)) for post in found]
    for post in truth:
        pairs = _pairs(post.text)
        likeness, at = max(((_alike(pairs, other), -at) for at, (_, other) in enumerate(left)), default=(0.0, 0))
        if likeness < LIKE:
            continue
        other, _ = left.pop(-at)
        same["posts"] += 1
        for field, one, two in (
            ("authors", post.author and post.author.name, other.author and other.author.name),
            ("times", _moment(post), _moment(other)),
            ("titles", post.thread.title, other.thread.title),
        ):
            same[field] += one == two
            sure = other.confidence is None or other.confidence >= SURE
            wrong += sure and one != two and two is not None and likeness > ALIKE
    return same, wrong


def _moment(post: Post) -> datetime | None:
    """When a post was written, to the minute, in whatever zone."""
    return datetime.fromisoformat(post.created_at).astimezone(UTC).replace(second=0) if post.created_at else None


def _pairs(text: str) -> Counter[str]:
    """The pairs of neighbouring letters of a text."""
    letters = "".join(filter(str.isalnum, text))
    return Counter(map("".join, pairwise(letters))) if len(letters) > 1 else Counter(letters)


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """How much of two texts is the same: 0 to 1."""
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def measure(reader: Callable[[str, Page, int], Reading]) -> tuple[dict[str, float], list[tuple[str, float]], int, list[tuple[float, bool]]]:
    """The shares over all pages, authors by engine, wrong fields of sure readings, and (confidence, every author right) by page."""
    total, engines, wrong, sure = Counter[str](), defaultdict(Counter[str]), 0, []
    for seed, (engine, page) in enumerate(pages()):
        reading = read(page, engine)
        if page.json is not None or not isinstance(reading, ThreadPage) or not (truth := [post for post in posts(reading) if post.text]):
            continue
        other = reader(engine, page, seed)
        found = posts(other) if isinstance(other, ThreadPage) else []
        same, mistakes = compare(truth, found)
        wrong += mistakes
        total.update(same)
        total["all"] += len(truth)
        engines[engine].update(same)
        engines[engine]["all"] += len(truth)
        if found and found[0].confidence is not None:
            sure.append((found[0].confidence, same["authors"] == same["posts"] > 0))
    shares = {field: total[field] / total["all"] for field in FIELDS}
    return shares, sorted(((name, own["authors"] / own["all"]) for name, own in engines.items()), key=lambda one: one[1]), wrong, sure


def main() -> None:
    """Prints the tables."""
    readers: dict[str, Callable[[str, Page, int], Reading]] = {
        "off": lambda _, page, __: read(page, "generic"),
        **{change.__name__: lambda _, page, seed, change=change: read(other_skin(page, seed, change)) for change in CHANGES},
        "mutated": lambda _, page, seed: read(other_skin(page, seed, *CHANGES)),
    }
    for name, reader in readers.items():
        shares, engines, wrong, sure = measure(reader)
        print(f"  {name:17}", "  ".join(f"{field} {shares[field]:.3f}" for field in FIELDS), f" wrong where sure: {wrong}")
        if name not in FLOORS:
            continue
        print("    floors:", "  ".join(f"{field} {floor}" for field, floor in zip(FIELDS, FLOORS[name], strict=True)))
        print("    fewest authors:", ", ".join(f"{engine} {share:.2f}" for engine, share in engines[:8]))
        for low, high in ((0.9, 1.01), (0.7, 0.9), (0.45, 0.7), (0.0, 0.45)):
            own = [right for confidence, right in sure if low <= confidence < high]
            if own:
                print(f"    confidence {low}-{min(high, 1.0)}: {len(own)} pages, all authors right on {sum(own) / len(own):.3f}")
        if found := [confidence >= SURE for confidence, right in sure if right]:
            print(f"    of readings with all authors right, {sum(found) / len(found):.2f} have {SURE} and more")


if __name__ == "__main__":
    main()
