"""What to do where an optional library is missing."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Literal

_PACKAGES = {
    "images": "pillow",
    "s3": "botocore",
    "postgres": "psycopg[binary]",
    "parquet": "pyarrow",
    "zstd": "zstandard",
    "archives": "fastwarc isal fsspec zstandard",
    "ray": "ray[data]",
}
"""Boardfeed's extras and the packages that each brings."""
Extra = Literal["images", "s3", "postgres", "parquet", "zstd", "archives", "ray"]


def missing(what: str, extra: Extra) -> str:
    """A sentence with the command that installs what ``what`` needs into the environment at hand."""
    packages = _PACKAGES[extra].split()
    pip = f"{sys.executable} -m pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    wanted = " ".join(f"'{package}'" for package in packages)
    return f"{what}: {packages[0].partition('[')[0]} is needed and not installed; {pip} {wanted}"
