"""Ties captions and credits to the pictures of one post.

The strongest evidence wins, and ``caption_from`` names it: the uploader's description, the markup's own caption (figcaption, class),
a marked or credited line directly at the picture, the cell below it, a line that says 下图 or ▼ above it, a line of credit only, the alt
text, and last, uncertain, a short line in the dress of a caption.  A line serves one run of pictures; a picture without evidence stays
without a caption.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from crawler.blocks import Block, Body, Style
from crawler.forum import Draft
from crawler.items import CaptionFrom, Image
from pipelines.base import Pipeline
from pipelines.credits import Line, read
from pipelines.lines import (
    PLAIN,
    bare,
    drop_filenames,
    goes_on,
    is_cell,
    is_credit,
    is_dated,
    is_for_all,
    is_for_below,
    is_from_below,
    is_label,
    is_marked,
    is_plain,
    is_signed,
    is_stock,
)

OWN = 200
"""Characters up to which a text that the markup calls a caption is one."""
_BREAK_IN_ENGLISH = re.compile(r"(?<=[!-~])\n(?=[!-~])")


def tie(body: Body, title: str | None = None) -> Counter[str]:
    """Gives the pictures of ``body`` their captions and credits, in place; a body that has been tied is left as it is.

    Lines that are tied for certain become ``caption`` blocks; lines of a picture's file name go.  ``title`` is the thread's: a
    description or alt text that only repeats it says nothing.  Returns how many pictures got their words by which evidence (``none``:
    stayed without), and how many ``filename_lines`` went.
    """
    if not body.images or any(image.caption_from for image in body.images):
        return Counter()
    counts = Counter(filename_lines=drop_filenames(body))
    ties = _Ties(body, title)
    for rule in (ties.descriptions, ties.figures, ties.classes, ties.tables, ties.neighbours, ties.alts, ties.looks):
        rule()
    counts.update(image.caption_from or "none" for image in body.images)
    return +counts


class CaptionsPipeline(Pipeline):
    """Second of the pipelines: every picture with the words that belong to it."""

    prefix = "captions"

    def step(self, draft: Draft) -> Counter[str]:
        return tie(draft.body, draft.post.thread.title)


@dataclass(slots=True)
class _Run:
    """Pictures with nothing between them, and where they stand in the blocks."""

    start: int
    end: int
    images: list[Image]

    def is_free(self) -> bool:
        """Whether one of them is still without a caption."""
        return any(image.caption_from is None for image in self.images)


class _Ties:
    """One post while its captions are being tied."""

    def __init__(self, body: Body, title: str | None) -> None:
        self.blocks = body.blocks
        self.images = body.images
        self.title = bare(title) if title else None
        self.runs = list(self._find_runs())

    def _find_runs(self) -> Iterator[_Run]:
        for (is_image, _), group in groupby(enumerate(self.blocks), lambda pair: (pair[1].type == "image", pair[1].cell)):
            if is_image:
                members = list(group)
                yield _Run(members[0][0], members[-1][0] + 1, [self._image(block) for _, block in members])

    def _image(self, block: Block) -> Image:
        return self.images[block.index or 0]

    # What the rules use -------------------------------------------------------------------------------------------------------------

    def line(self, at: int, cell: tuple[int, int, int] | None) -> Block | None:
        """The paragraph at a place in the blocks, if one stands there in the same table cell and is not a caption yet."""
        block = self.blocks[at] if 0 <= at < len(self.blocks) else None
        return block if block is not None and block.type == "paragraph" and block.cell == cell else None

    def above(self, run: _Run) -> Block | None:
        """The line directly above a run."""
        return self.line(run.start - 1, self.blocks[run.start].cell)

    def below(self, run: _Run, step: int = 0) -> Block | None:
        """The line directly under a run, or ``step`` lines further down."""
        lines = [self.line(run.end + more, self.blocks[run.start].cell) for more in range(step + 1)]
        return lines[-1] if all(lines) else None

    def says_nothing(self, text: str) -> bool:
        """Whether a description or alt text is a stock phrase or repeats the thread's title."""
        return is_stock(text) or bare(text) == self.title

    def give(self, images: list[Image], lines: list[Block], evidence: CaptionFrom, *, stays: bool = False) -> None:
        """Gives a caption to those of the pictures that have none, or its credit to those that have.

        The lines become caption blocks unless they stay part of the text.
        """
        free = [image for image in images if image.caption_from is None]
        said = _write(free, "\n".join(line.text for line in lines), evidence)
        if not (said.words or said.credit):
            return
        if not free or evidence == "credit":
            for image in images:
                image.credit = image.credit or said.credit
        if not stays:
            for line in lines:
                line.type, line.images = "caption", [image.index for image in free or images]

    def give_own(self, run: _Run, image: Image, text: str, evidence: CaptionFrom) -> None:
        """Gives a picture the text that came with it; a line at the run that only repeats it is the same caption."""
        said = _write([image], text, evidence)
        if not (said.words or said.credit):
            return
        for line in (self.above(run), *(self.below(run, step) for step in range(len(run.images)))):
            if line is not None and bare(line.text) == bare(text):
                line.type, line.images = "caption", [image.index]

    # The rules ----------------------------------------------------------------------------------------------------------------------

    def descriptions(self) -> None:
        """The uploader's own description."""
        for run in self.runs:
            for block, image in zip(self.blocks[run.start : run.end], run.images, strict=True):
                if block.text and not self.says_nothing(block.text):
                    self.give_own(run, image, block.text, "description")

    def figures(self) -> None:
        """``figcaption``."""
        captions: defaultdict[int, list[Block]] = defaultdict(list)
        pictures: defaultdict[int, list[Image]] = defaultdict(list)
        for block in self.blocks:
            if block.figure is not None and block.type == "image":
                pictures[block.figure].append(self._image(block))
            elif block.figure is not None and block.role == "figcaption" and block.type == "paragraph":
                captions[block.figure].append(block)
        for figure, lines in captions.items():
            if pictures[figure] and sum(len(line.text) for line in lines) <= OWN:
                self.give(pictures[figure], lines, "figcaption")

    def classes(self) -> None:
        """A text at the picture whose class calls it a caption; under a picture before over one."""
        for side in (self.below, self.above):
            for run in self.runs:
                line = side(run)
                if line is not None and line.role is not None and len(line.text) <= OWN and run.is_free():
                    self.give(run.images, [line], "class")

    def tables(self) -> None:
        """A row of pictures over a row of texts, cell by cell.

        In a table that begins with texts and ends with pictures the texts may belong to the pictures below: nothing is tied.
        """
        tables: defaultdict[int, dict[int, dict[int, list[Block]]]] = defaultdict(dict)
        for block in self.blocks:
            if block.cell is not None:
                number, place, column = block.cell
                tables[number].setdefault(place, {}).setdefault(column, []).append(block)
        for rows in tables.values():
            if not _is_pictures(rows[min(rows)]) and _is_pictures(rows[max(rows)]):
                continue
            for place, row in sorted(rows.items()):
                under = rows.get(place + 1, {})
                if _is_pictures(row) and row.keys() == under.keys() and all(is_cell(lines) for lines in under.values()):
                    for column, lines in under.items():
                        self.give([self._image(block) for block in row[column]], lines, "table")

    def neighbours(self) -> None:
        """Lines directly at a run: the line above takes its first picture, or all of them; the line below takes the rest."""
        upside_down = self._captions_above()
        for run in self.runs:
            line = self.above(run)
            if line is not None and run.start in upside_down:
                self.give(run.images, [line], "before")
                continue
            claims = self._claims_below(run)
            is_captioned = any(evidence == "after" for _, _, evidence in claims)
            if line is not None and is_for_below(line) and not (is_captioned and len(claims) == len(run.images)):
                images = run.images if is_for_all(line) and not is_captioned else run.images[:1]
                self.give(images, [line], "before", stays=read(line.text).mark == "pointer")
            for images, lines, evidence in claims:
                self.give(images, lines, evidence)

    def _claims_below(self, run: _Run) -> list[tuple[list[Image], list[Block], CaptionFrom]]:
        """What the lines under a run say: one for each picture, or one or two for all."""
        first, second = self.below(run), self.below(run, 1)
        if first is None:
            return []
        each = [line for step in range(len(run.images)) if (line := self.below(run, step)) is not None and is_marked(line)]
        if len(each) == len(run.images) > 1 and not is_marked(self.below(run, len(each))):
            return [([image], [line], "after") for image, line in zip(run.images, each, strict=True)]
        if is_credit(first):
            return [(run.images, [first], "credit")]
        is_whole = read(first.text).credit is not None or not (is_marked(first) or is_plain(first, PLAIN))
        if second is not None and not is_whole and (is_signed(first, second) or goes_on(first, second)):
            return [(run.images, [first, second], "after")]
        return [(run.images, [first], "after")] if is_marked(first) else []

    def _captions_above(self) -> set[int]:
        """Where the runs start whose captions stand above them: line, picture, line, picture, and none below the last."""
        found: set[int] = set()
        chain: list[_Run] = []
        for run in self.runs:
            line, before = self.above(run), run.start - 2
            if line is None or not is_marked(line) or is_from_below(line):
                chain = []
            elif chain and chain[-1].end - 1 == before:
                chain.append(run)
            else:
                chain = [] if before >= 0 and self.blocks[before].type == "image" else [run]
            below = self.below(run)
            if len(chain) > 1 and not is_marked(below) and not is_credit(below):
                found.update(member.start for member in chain)
        return found

    def alts(self) -> None:
        """alt or title text that only one picture of the post carries."""
        times = Counter(bare(image.alt) for image in self.images if image.alt)
        for run in self.runs:
            for image in run.images:
                alt = image.alt
                if alt and image.caption_from is None and 4 <= len(alt) <= OWN and times[bare(alt)] == 1 and not self.says_nothing(alt):
                    self.give_own(run, image, alt, "alt")

    def looks(self) -> None:
        """A short line under a single picture in the dress of a caption, or in its place in a series; it stays part of the text."""
        times = Counter(block.text for block in self.blocks)
        for run in self.runs:
            line = self.below(run)
            if line is None or len(run.images) > 1 or not run.is_free() or times[line.text] > 1 or bare(line.text) == self.title:
                continue
            if is_label(line) and (self._is_dressed(run, line) or self._is_in_series(run, line)):
                self.give(run.images, [line], "after_unmarked", stays=True)

    def _is_dressed(self, run: _Run, line: Block) -> bool:
        """Centred (with its picture), small or grey, unlike most of the post and unlike the line after it."""
        look = line.style & (Style.CENTRE | Style.SMALL | Style.GREY)
        if look == Style.CENTRE:
            look &= self.blocks[run.start].style
        under = {run.end for run in self.runs}
        others = [block for at, block in enumerate(self.blocks) if block.type == "paragraph" and at not in under]
        is_rare = 2 * sum(block.style & look == look for block in others) <= len(others)
        after = self.below(run, 1)
        return bool(look) and is_rare and not (after is not None and after.style & look == look)

    def _is_in_series(self, run: _Run, line: Block) -> bool:
        """A dated line alone between two pictures, where another picture of the post has a marked line under it."""
        is_between = run.end + 1 < len(self.blocks) and self.blocks[run.end + 1].type == "image"
        return is_between and is_dated(line) and any(image.caption_from == "after" for image in self.images)


def _is_pictures(row: dict[int, list[Block]]) -> bool:
    return all(block.type == "image" for lines in row.values() for block in lines)


def _write(images: list[Image], raw: str, evidence: CaptionFrom) -> Line:
    """Writes what a text says into the pictures, nothing when it says nothing; returns the text taken apart."""
    said = read(raw)
    words = _BREAK_IN_ENGLISH.sub(" ", said.words).replace("\n", "")
    for image in images if words or said.credit else ():
        image.caption = words or None
        image.credit = said.credit
        image.caption_raw = raw
        image.caption_from = evidence if words else "credit"
        image.caption_group = [member.index for member in images] if len(images) > 1 else None
    return said
