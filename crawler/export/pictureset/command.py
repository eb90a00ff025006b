"""The options of ``scrapy feed NAME`` that make something of a job's pictures, and what they do."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import msgspec

from crawler.crawl.extras import missing
from crawler.items import CaptionFrom, Post

KINDS = (*get_args(CaptionFrom), "none")


class ChoiceError(ValueError):
    """What is asked for cannot be made; the message says what to do."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    group = parser.add_argument_group("pictures (of a job with images = true)")
    group.add_argument("--images", metavar="FILE.jsonl", help="write one line a picture: file, caption, credit, the words around it")
    group.add_argument("--webdataset", metavar="DIR", help="write the pictures and their words as WebDataset shards")
    group.add_argument("--parquet", metavar="FILE", help="write the pictures and their words as one Parquet file")
    group.add_argument("--gallery", metavar="DIR", help="write a page to look at: DIR/index.html")
    group.add_argument("--min-side", metavar="N", type=int, default=0, help="only pictures of at least N pixels on the shorter side")
    group.add_argument("--caption-from", metavar="KIND,…", default="", help=f"only pictures whose words come from: {', '.join(KINDS)}")
    group.add_argument("--dedupe", action="store_true", help="leave out pictures that look like an earlier one")
    group.add_argument("--pictures", metavar="DIR", help="the image folder (default: the job's own)")


def asked_for(opts: argparse.Namespace) -> bool:
    """Whether one of the options is given."""
    return any((opts.images, opts.webdataset, opts.parquet, opts.gallery))


def run(read: Callable[[], Iterable[Post]], pictures: Path, opts: argparse.Namespace) -> Iterator[str]:
    """Writes what is asked for and says so, a line each.

    ``read`` gives the feed's posts, latest revisions only, anew for every output; ``pictures`` is the job's image folder.
    Raises :class:`ChoiceError` with a sentence for a person, and ``OSError``.
    """
    _check(opts)
    from PIL import Image as Pillow  # noqa: PLC0415  (an extra)

    from crawler.export.gallery import write_gallery  # noqa: PLC0415
    from crawler.export.pictureset.choice import Choice  # noqa: PLC0415
    from crawler.export.pictureset.pairs import pairs  # noqa: PLC0415
    from crawler.export.pictureset.writers import write_lines, write_parquet, write_shards  # noqa: PLC0415

    Pillow.MAX_IMAGE_PIXELS = None  # what is in the folder has passed the crawl's own limit
    for target in filter(None, (opts.images, opts.parquet)):
        if not Path(target).absolute().parent.is_dir():
            raise ChoiceError(f"there is no folder {Path(target).parent} to write {Path(target).name} into")
        if Path(target).is_dir():
            raise ChoiceError(f"{target} cannot be written: it is a folder")
    folder = Path(opts.pictures) if opts.pictures else pictures
    if not folder.is_dir() and (opts.dedupe or opts.webdataset or opts.parquet or opts.gallery):
        raise ChoiceError(f"there is no image folder {folder}; crawl with images=1, or copy the pictures here and give --pictures DIR")
    kinds = frozenset(filter(None, opts.caption_from.split(",")))
    outputs = ((opts.images, write_lines), (opts.webdataset, write_shards), (opts.parquet, write_parquet), (opts.gallery, write_gallery))
    for target, write in outputs:
        if target:
            choice = Choice(opts.min_side, kinds, opts.dedupe)
            count = write(choice.of(pairs(read()), folder), Path(target), folder)
            left_out = ", ".join(f"{number} {why}" for why, number in choice.left_out.most_common())
            yield f"{target}: {count} pictures" + (f" (left out: {left_out})" if left_out else "")


def decode(lines: Iterable[bytes]) -> Iterator[Post]:
    """Feed lines as posts."""
    return map(msgspec.json.Decoder(Post).decode, lines)


def _check(opts: argparse.Namespace) -> None:
    for kind in filter(None, opts.caption_from.split(",")):
        if kind not in KINDS:
            raise ChoiceError(f"--caption-from {kind}: there is no such kind; there are: {', '.join(KINDS)}")
    if find_spec("PIL") is None:
        raise ChoiceError(missing("a set of pictures", "images"))
    if opts.parquet and find_spec("pyarrow") is None:
        raise ChoiceError(missing("Parquet", "parquet"))
