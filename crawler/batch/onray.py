"""The same pieces of work on a Ray cluster, by Ray Data: wherever one is read, however often, its output is the same file, written whole.

A task that fails, or whose node is lost, is run again by Ray.  What a piece's report says counts once: the files stand for themselves.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from crawler.archive.document import CorpusError
from crawler.batch.inputs import Work
from crawler.batch.output import Output
from crawler.batch.reading import How, Report
from crawler.batch.run import read_into
from crawler.crawl.extras import missing

LOCAL = "local"
_ADDRESS = re.compile(r"auto|local|ray://\S+|[\w.-]+:\d+")


def is_address(text: str) -> bool:
    """Whether a word behind ``--ray`` names a cluster, and no input."""
    return _ADDRESS.fullmatch(text) is not None


def each(works: Sequence[Work], how: How, output: Output, address: str) -> Iterator[tuple[Work, Report]]:
    """Reads pieces of work into a folder that all nodes see, each with its report, as they end.  Raises :class:`CorpusError`."""
    try:
        import ray  # noqa: PLC0415  (an extra)
        from ray import data  # noqa: PLC0415
    except ImportError:
        raise CorpusError(missing("--ray", "ray")) from None
    if not works:
        return
    if not ray.is_initialized():
        ray.init(None if address == LOCAL else address, log_to_driver=False, logging_level=logging.ERROR)
    data.DataContext.get_current().enable_progress_bars = False
    pieces = data.from_items([{"place": at, "work": work} for at, work in enumerate(works)], override_num_blocks=len(works))

    def read(row: dict[str, Any]) -> dict[str, Any]:
        return {"place": row["place"], "report": msgspec.json.encode(read_into(output, row["work"], how))}

    for row in pieces.map(read).iter_rows():
        yield works[row["place"]], msgspec.json.decode(row["report"], type=Report)
