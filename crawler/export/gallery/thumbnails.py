"""Small pictures for the gallery, made here: nothing is fetched."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageOps

from crawler.export.pictureset.pairs import Pair
from crawler.export.target import whole

SIDE = 384
"""Pixels of the longer side."""
_AHEAD = 64
"""Pictures under way at a time."""

logger = logging.getLogger(__name__)


def made(pairs: Iterable[Pair], pictures: Path, folder: Path) -> Iterator[tuple[Pair, str]]:
    """Pairs with the paths of their thumbnails below ``folder``, in order; a picture that cannot be read is left out, with a warning."""
    under_way: deque[tuple[Pair, Future[str | None]]] = deque()
    begun: dict[str, Future[str | None]] = {}
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for pair in pairs:
            if pair.sha256 not in begun:
                begun[pair.sha256] = workers.submit(_thumbnail, pictures / pair.file, folder, pair.sha256)
            under_way.append((pair, begun[pair.sha256]))
            if len(under_way) >= _AHEAD:
                yield from _finished(under_way)
        while under_way:
            yield from _finished(under_way)


def _finished(under_way: deque[tuple[Pair, Future[str | None]]]) -> Iterator[tuple[Pair, str]]:
    pair, future = under_way.popleft()
    if thumb := future.result():
        yield pair, thumb


def _thumbnail(source: Path, folder: Path, digest: str) -> str | None:
    name = f"{digest[:2]}/{digest[2:]}.webp"
    target = folder / name
    if target.exists():
        return name
    try:
        target.parent.mkdir(exist_ok=True)
        with Pillow.open(source) as picture:
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE), reducing_gap=2.0)
            small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        with whole(target) as temporary:
            small.save(temporary, "WEBP", quality=75)
    except (OSError, ValueError, SyntaxError) as error:
        logger.warning("No thumbnail of %s: %s", source, error)
        return None
    return name
