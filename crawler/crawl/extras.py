"""What to do where an optional library is missing."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Literal

_PACKAGES = {"images": "pillow", "s3": "botocore", "postgres": "psycopg[binary]", "parquet": "pyarrow", "zstd": "zstandard"}
"""Boardfeed's extras and the package that each brings."""
Extra = Literal["images", "s3", "postgres", "parquet", "zstd"]


def missing(what: str, extra: Extra) -> str:
    """A sentence with the command that installs what ``what`` needs into the environment at hand."""
    package = _PACKAGES[extra]
    pip = f"{sys.executable} -m pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    return f"{what}: {package.partition('[')[0]} is needed and not installed; {pip} '{package}'"
