"""Pictures made for tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

Pillow = pytest.importorskip("PIL.Image", reason="needs Pillow")


def raster(format: str = "PNG", size: tuple[int, int] = (64, 48), seed: int = 1, frames: int = 1, **how: Any) -> bytes:
    """A picture with a pattern of its own for every seed; bytes of a real encoder."""
    pictures = [_pattern(size, seed + frame) for frame in range(frames)]
    if frames > 1:
        how |= {"save_all": True, "append_images": pictures[1:]}
    out = BytesIO()
    pictures[0].save(out, format, **how)
    return out.getvalue()


def _pattern(size: tuple[int, int], seed: int) -> Any:
    """Soft blobs of colour: small files, and no two seeds look alike."""
    small = Pillow.frombytes("RGB", (9, 9), bytes((seed * (37 + place) + place * place * 7) % 256 for place in range(243)))
    return small.resize(size, Pillow.Resampling.BICUBIC)
