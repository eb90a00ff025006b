"""A feed as one Parquet file: the latest revision of every post."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from crawler.export.latest import latest
from crawler.export.schemas import Shape, shape
from crawler.items import Post

BATCH = 5_000
"""Posts in a row group."""


def export(folder: Path, target: Path, *, gone: bool = False) -> int:
    """Writes a feed folder's posts to ``target``, those that have gone only if ``gone``, and gives their number.

    Nothing is left at ``target`` when it fails.
    """
    schema = schema_of(Post)
    temporary = target.with_name(f".{target.name}.tmp")
    count = 0
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            posts = map(msgspec.json.decode, latest(folder, gone=gone))
            while batch := list(islice(posts, BATCH)):
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                count += len(batch)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def schema_of(record: type) -> pa.Schema:
    """The Arrow schema of a record of dataclasses."""
    return pa.schema(list(_type(shape(record))))


def _type(found: Shape) -> Any:
    if isinstance(found, list):
        return pa.list_(_type(found[0]))
    if isinstance(found, dict):
        return pa.struct([pa.field(name, _type(field)) for name, field in found.items()])
    return _PLAIN[found]


_PLAIN: dict[str, pa.DataType] = {"string": pa.string(), "integer": pa.int64(), "float": pa.float64(), "boolean": pa.bool_()}
