"""Every spelling of one page is one target: ``tests/fixtures/<engine>/addresses.tsv`` (a kind of ``-`` names nothing: a trap)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crawler.engines import ENGINES, named
from crawler.forum import Target

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = [
    (file.parent.name, row)
    for file in sorted(FIXTURES.glob("*/addresses.tsv"))
    for row in csv.DictReader(file.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
]
HOSTILE = (
    "",
    "#",
    "javascript:;",
    "\x00",
    "http://[broken/forum.php?tid=1",
    "https://a.example/" + "9" * 5000,
    "https://a.example/?page=-1",
)


@pytest.mark.parametrize(("engine", "row"), ROWS, ids=[f"{engine} {row['address'][:80]}" for engine, row in ROWS])
def test_what_an_address_names(engine: str, row: dict[str, str]) -> None:
    found = named(engine).target(row["address"])
    if row["kind"] == "-":
        assert found is None
    else:
        item = int(row["item"]) if row["item"] else None
        assert found == Target(row["kind"], row["id"], int(row["page"] or 1), item)  # type: ignore[arg-type]  # a Literal, from a file


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: repr(address[:30]))
def test_any_address_is_judged(engine: str, address: str) -> None:
    named(engine).target(address)
