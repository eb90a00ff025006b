"""The thread pages that benchmarks read: real ones where a folder of them lies beside the checkout, else the demo forum's."""

from __future__ import annotations

import csv
from pathlib import Path

from crawler.demo import running

SHARED = Path(__file__).parents[2] / "shared"
SAVED = SHARED / "discuz" / "pages"


def thread_pages() -> tuple[str, list[tuple[bytes, str]]]:
    """Where the pages are from, and (body, address) of each."""
    if SAVED.is_dir():
        with (SAVED / "index.tsv").open(encoding="utf-8") as index:
            rows = [row for row in csv.DictReader(index, delimiter="\t") if row["status"] == "200"]
        pages = [((SAVED / row["file"]).read_bytes(), row["url"]) for row in rows]
        return "saved pages of a Discuz! X3.5 forum", [page for page in pages if b'id="postmessage_' in page[0]]
    with running(threads=300) as forum:
        addresses = [f"forum.php?mod=viewthread&tid={tid}" for tid in range(61, 161)]
        return "pages of the demo forum", [(forum.get(address)[2], forum.url + address) for address in addresses]
