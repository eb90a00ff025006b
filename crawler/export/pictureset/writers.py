"""The three shapes of a set.  Nothing half-written is left in place."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from crawler.export.pictureset.pairs import Pair
from crawler.export.target import whole

SHARD_BYTES = 512 << 20
"""A shard is closed when it has grown to this."""
ROWS = 100
"""Pictures in a row group: readers hold one in memory."""


def write_lines(pairs: Iterable[Pair], target: Path, pictures: Path) -> int:
    """JSON Lines beside the image folder; ``file`` leads from the lines' folder to the picture."""
    way = Path(os.path.relpath(pictures, target.parent)) if pictures.is_dir() else Path()
    count = 0
    with whole(target) as temporary, temporary.open("wb") as out:
        for count, pair in enumerate(pairs, 1):  # noqa: B007  (the count is the result)
            out.write(msgspec.json.encode(replace(pair, file=(way / pair.file).as_posix())) + b"\n")
    return count


def write_shards(pairs: Iterable[Pair], folder: Path, pictures: Path, shard_bytes: int = SHARD_BYTES) -> int:
    """WebDataset: ``pictures-000000.tar`` … of ``KEY.jpg`` (the bytes as they came), ``KEY.json`` and ``KEY.txt`` (the caption).

    All pictures carry the name ``.jpg``, whatever they are (``mime`` tells; readers go by content): WebDataset makes a column of every
    extension, and ``datasets`` refuses a set whose first samples differ in columns.  For the same reason there are no nulls in the JSON.
    Raises ``ValueError`` where the folder holds shards already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if next(folder.glob("*.tar"), None):
        raise ValueError(f"{folder} holds shards already; give an empty folder")
    count, rest = 0, iter(pairs)
    for number in range(1_000_000):
        pair = next(rest, None)
        if pair is None:
            break
        with whole(folder / f"pictures-{number:06}.tar") as temporary, tarfile.open(temporary, "w") as tar:
            while pair is not None:
                _add(tar, f"{count:09}", pair, pictures)
                count += 1
                pair = next(rest, None) if tar.offset < shard_bytes else None
    return count


def _add(tar: tarfile.TarFile, key: str, pair: Pair, pictures: Path) -> None:
    image = (pictures / pair.file).read_bytes()
    words = {name: "" if value is None else value for name, value in asdict(pair).items()} | {"file": f"{key}.jpg"}
    for extension, data in (
        ("jpg", image),
        ("json", json.dumps(words, ensure_ascii=False).encode()),
        ("txt", (pair.caption or "").encode()),
    ):
        member = tarfile.TarInfo(f"{key}.{extension}")
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))


def write_parquet(pairs: Iterable[Pair], target: Path, pictures: Path) -> int:
    """One Parquet file with the pictures in it, as ``datasets`` reads and shows them.  Raises ``ImportError`` without pyarrow."""
    import pyarrow as pa  # noqa: PLC0415  (an extra)
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {name: "int64" if "int" in str(kind) else "string" for name, kind in Pair.__annotations__.items()}
    features = {"image": {"_type": "Image"}} | {name: {"dtype": kind, "_type": "Value"} for name, kind in kinds.items()}
    columns = [pa.field("image", pa.struct([("bytes", pa.binary()), ("path", pa.string())]))]
    columns += [pa.field(name, pa.int64() if kind == "int64" else pa.string()) for name, kind in kinds.items()]
    schema = pa.schema(columns, metadata={"huggingface": json.dumps({"info": {"features": features}})})
    count, rest = 0, iter(pairs)
    with whole(target) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        while rows := [_row(pair, pictures) for pair in islice(rest, ROWS)]:
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def _row(pair: Pair, pictures: Path) -> dict[str, Any]:
    return {"image": {"bytes": (pictures / pair.file).read_bytes(), "path": pair.file}, **asdict(pair)}
