"""A feed as Parquet: one file, or a data set of one folder for each site and day."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.dataset as pa_dataset
import pyarrow.parquet as pq

from crawler.export.schemas import Shape, shape
from crawler.export.target import whole
from crawler.items import Post

BATCH = 5_000
"""Posts in a row group."""
MAX_PARTITIONS = 5_000
"""Sites and days among the posts of a batch, at most."""


def export(lines: Iterable[bytes], target: Path) -> int:
    """Writes a feed's lines to ``target`` and gives their number.  Nothing is left at ``target`` when it fails."""
    schema = schema_of(Post)
    count = 0
    with whole(target) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        for table in _tables(lines, schema):
            writer.write_table(table)
            count += table.num_rows
    return count


def export_set(lines: Iterable[bytes], target: Path) -> int:
    """Writes a feed's lines below ``target``, a folder for each site and day (UTC) of the fetch, in the shape that BigQuery takes too.

    A table's ``rows`` are records with ``cells``, as BigQuery has no lists of lists.  Raises :class:`FileExistsError` where ``target`` is.
    """
    schema = for_bigquery(schema_of(Post)).append(pa.field("day", pa.string()))
    temporary = target.with_name(f".{target.name}.tmp")
    if target.exists():
        raise FileExistsError(f"{target} is there already")
    count = 0
    try:
        for number, table in enumerate(_tables(map(_celled, lines), schema)):
            count += table.num_rows
            keys = pa.schema([("site", pa.string()), ("day", pa.string())])
            pa_dataset.write_dataset(
                table,
                temporary,
                format="parquet",
                partitioning=pa_dataset.partitioning(keys, flavor="hive"),
                basename_template=f"part-{number}-{{i}}.parquet",
                existing_data_behavior="overwrite_or_ignore",
                max_partitions=MAX_PARTITIONS,
            )
        temporary.mkdir(exist_ok=True)
        temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return count


def _celled(line: bytes) -> bytes:
    post = msgspec.json.decode(line)
    post["day"] = post["fetched_at"][:10]
    for block in post["blocks"]:
        if "rows" in block:
            block["rows"] = [{"cells": row} for row in block["rows"]]
    return msgspec.json.encode(post)


def for_bigquery(found: Any) -> Any:
    """A schema or type whose lists of lists are lists of records with ``cells``."""
    if isinstance(found, pa.Schema):
        return pa.schema([pa.field(field.name, for_bigquery(field.type)) for field in found])
    if pa.types.is_struct(found):
        return pa.struct([pa.field(field.name, for_bigquery(field.type)) for field in found])
    if not pa.types.is_list(found):
        return found
    inner = found.value_type
    return pa.list_(pa.struct([pa.field("cells", inner)]) if pa.types.is_list(inner) else for_bigquery(inner))


def _tables(lines: Iterable[bytes], schema: pa.Schema) -> Iterator[pa.Table]:
    posts = map(msgspec.json.decode, lines)
    while batch := list(islice(posts, BATCH)):
        yield pa.Table.from_pylist(batch, schema=schema)


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
