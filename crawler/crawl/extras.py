"""What to do where an optional library is missing."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Literal

_PACKAGES = {
    "archives": "fastwarc isal fsspec zstandard",
    "browser": "scrapy-playwright",
    "images": "pillow",
    "language": "py3langid",
    "parquet": "pyarrow",
    "postgres": "'psycopg[binary]'",
    "ray": "'ray[data]'",
    "s3": "botocore",
    "zstd": "zstandard",
}
"""Boardfeed's extras and what each brings."""
Extra = Literal["archives", "browser", "images", "language", "parquet", "postgres", "ray", "s3", "zstd"]


def missing(what: str, extra: Extra) -> str:
    """A sentence with the command that installs what ``what`` needs into the environment at hand."""
    pip = f"{sys.executable} -m pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    return f"{what}: what this needs is not installed; {pip} {_PACKAGES[extra]}"
