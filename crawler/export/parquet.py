"""A feed as one Parquet file: the latest revision of every post."""

from __future__ import annotations

import types
import typing
from dataclasses import is_dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from crawler.export.latest import latest
from crawler.export.target import whole
from crawler.items import Post

BATCH = 5_000
"""Posts in a row group."""


def export(folder: Path, target: Path) -> int:
    """Writes a feed folder's posts to ``target`` and gives their number.  Nothing is left at ``target`` when it fails."""
    schema = schema_of(Post)
    count = 0
    with whole(target) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        posts = map(msgspec.json.decode, latest(folder))
        while batch := list(islice(posts, BATCH)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


def schema_of(record: type) -> pa.Schema:
    """The Arrow schema of a record of dataclasses."""
    return pa.schema(_fields(record))


def _fields(record: type) -> list[pa.Field]:
    return [pa.field(name, _type(kind)) for name, kind in typing.get_type_hints(record).items()]


_PLAIN: dict[Any, pa.DataType] = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def _type(kind: Any) -> pa.DataType:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin is typing.Literal:
        return pa.string()
    if origin in (typing.Required, typing.NotRequired, typing.Annotated):
        return _type(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return _type(next(argument for argument in arguments if argument is not type(None)))
    if origin is list:
        return pa.list_(_type(arguments[0]))
    if is_dataclass(kind) or typing.is_typeddict(kind):
        return pa.struct(_fields(kind))
    raise TypeError(f"no Arrow type for {kind}")
