"""Which pictures a set takes: large enough, captioned by the wanted evidence, and not the same picture again."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image as Pillow

from crawler.export.pictureset.pairs import Pair

SAME = 7
"""Bits of 128 by which two hashes of one picture may differ; made for 8 bands, of which one is then alike."""
_BANDS = 8
_FLAT = 4.0
"""Standard deviation of grey below which a picture has no features to compare."""


@dataclass(slots=True)
class Choice:
    """What was asked for; :meth:`of` counts in ``left_out`` why pictures were not taken."""

    min_side: int = 0
    """Pixels of the shorter side."""
    caption_from: frozenset[str] = frozenset()
    """Kinds of evidence, ``none`` for pictures without words; empty: all."""
    dedupe: bool = False
    left_out: Counter[str] = field(default_factory=Counter)

    def of(self, given: Iterable[Pair], pictures: Path) -> Iterator[Pair]:
        """The pairs that are taken.  Files that are not in the folder are left out, unless there is no folder (pictures kept elsewhere)."""
        local = pictures.is_dir()
        seen = Seen()
        for pair in given:
            why = self._why_not(pair, pictures / pair.file, local, seen)
            if why:
                self.left_out[why] += 1
            else:
                yield pair

    def _why_not(self, pair: Pair, path: Path, local: bool, seen: Seen) -> str | None:
        if min(pair.width, pair.height) < self.min_side:
            return "too small"
        if self.caption_from and (pair.caption_from or "none") not in self.caption_from:
            return "other or no caption"
        if local and not path.is_file():
            return "file not there"
        if self.dedupe and seen.before(pair.sha256, fingerprint(path)):
            return "seen before"
        return None


class Seen:
    """Pictures that have come by: the same bytes, or the same look."""

    def __init__(self) -> None:
        self.digests: set[str] = set()
        self.bands: defaultdict[tuple[int, int], list[int]] = defaultdict(list)

    def before(self, digest: str, look: int | None) -> bool:
        """Whether a picture was seen before; from now on it was."""
        known = digest in self.digests
        self.digests.add(digest)
        if known or look is None:
            return known
        bands = [(band, look >> (16 * band) & 0xFFFF) for band in range(_BANDS)]
        if any((look ^ other).bit_count() <= SAME for band in bands for other in self.bands[band]):
            return True
        for band in bands:
            self.bands[band].append(look)
        return False


def fingerprint(path: Path) -> int | None:
    """128 bits of what a picture looks like, whatever its size, format and compression; None where it is too plain to tell.

    Each bit says whether brightness rises between neighbours of a 9 by 9 miniature, first along rows, then along columns (dHash).
    """
    with Pillow.open(path) as picture:
        picture.draft("L", (72, 72))
        small = picture.convert("RGBA").convert("L") if "A" in picture.getbands() or picture.mode == "P" else picture.convert("L")
        grey = list(small.resize((9, 9), Pillow.Resampling.BOX).tobytes())
    mean = sum(grey) / len(grey)
    if math.sqrt(sum((value - mean) ** 2 for value in grey) / len(grey)) < _FLAT:
        return None
    rises = [grey[9 * y + x] < grey[9 * y + x + 1] for y in range(8) for x in range(8)]
    rises += [grey[9 * y + x] < grey[9 * y + 9 + x] for y in range(8) for x in range(8)]
    return sum(bit << place for place, bit in enumerate(rises))
