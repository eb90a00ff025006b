"""Ties captions and credits to the pictures of one post.

The strongest evidence wins, and ``caption_from`` names it: the uploader's description, the markup's own caption (figcaption, class),
a marked or credited line directly at the picture, the cell below it, a line that says 下图 or ▼ above it, a line of credit only, the alt
text, and last, uncertain, a short line in the dress of a caption.  A line serves one run of pictures; a picture without evidence stays
without a caption.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile

from crawler.blocks import Block, Body, Style
from crawler.body.pictures import names_file
from crawler.items import CaptionFrom, Image
from crawler.raw_post import RawPost
from pipelines.base import Step
from pipelines.credits import Line, picture_number, read
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
MOST_SHARING = 60
"""Pictures that can share one caption: a line beside more of them says nothing of each."""
MANY = 20
"""Lines under a run of pictures that are compared with their descriptions."""
_BREAK_IN_ENGLISH = re.compile(r"(?<=[!-~])\n(?=[!-~])")


_BESIDE = "-–—|_·•:：»›>/,，([（【"
"""What stands between a title and the names of a site, a board or a person."""


def tie(body: Body, title: str | None = None, names: Iterable[str] = ()) -> Counter[str]:
    """Gives the pictures of ``body`` their captions and credits, in place; a body that has been tied is left as it is.

    Lines that are tied for certain become ``caption`` blocks; lines of a picture's file name go.  ``title`` is the thread's: a
    description or alt text that only repeats it, or one of the page's other ``names``, says nothing.
    Returns how many pictures got their words by which evidence (``none``:
    stayed without), and how many ``filename_lines`` went.
    """
    if not body.images or any(image.caption_from for image in body.images):
        return Counter()
    counts = Counter(filename_lines=drop_filenames(body))
    ties = _Ties(body, title, names)
    for rule in (ties.descriptions, ties.figures, ties.classes, ties.tables, ties.neighbours, ties.alts, ties.looks):
        rule()
    counts.update(image.caption_from or "none" for image in body.images)
    return +counts


class CaptionsPipeline(Step):
    """Second of the pipelines: every picture with the words that belong to it."""

    prefix = "captions"

    def step(self, raw: RawPost) -> Counter[str]:
        post = raw.post
        names = (*raw.names, *post.board.path, post.site.partition("/")[0], *([post.author.name] if post.author else ()))
        return tie(raw.body, post.thread.title, names)


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

    def __init__(self, body: Body, title: str | None, names: Iterable[str]) -> None:
        self.blocks = body.blocks
        self.images = body.images
        self.title = bare(title) if title else None
        self.names = {bare(name) for name in names}
        self.runs = list(self._find_runs())

    def _find_runs(self) -> Iterator[_Run]:
        for (is_image, _), group in groupby(enumerate(self.blocks), lambda pair: (pair[1].type == "image", pair[1].cell)):
            if is_image:
                members = list(group)
                yield _Run(members[0][0], members[-1][0] + 1, [self._image(block) for _, block in members])

    def _image(self, block: Block) -> Image:
        return self.images[block.index or 0]

    # What the rules use -------------------------------------------------------------------------------------------------------------

    def above(self, run: _Run) -> Block | None:
        """The line directly above a run, in the same table cell."""
        block = self.blocks[run.start - 1] if run.start else None
        return block if block is not None and block.type == "paragraph" and block.cell == self.blocks[run.start].cell else None

    def below(self, run: _Run, most: int = 1) -> list[Block]:
        """The lines directly under a run, with nothing else between them; lines that became captions do not count."""
        cell = self.blocks[run.start].cell
        places = range(run.end, min(run.end + most, len(self.blocks)))
        return list(takewhile(lambda block: block.type == "paragraph" and block.cell == cell, (self.blocks[at] for at in places)))

    def says_nothing(self, text: str) -> bool:
        """Whether a description or alt text is a file's name, a stock phrase, or the thread's title and other names."""
        return (
            is_stock(text) or names_file(text) or (words := bare(text)) in self.names or (self.title is not None and self._is_title(words))
        )

    def _is_title(self, words: str) -> bool:
        """Whether a text is the title and, behind dashes, other names: ``walnut - Winter cover - Small boats``."""
        before, title, after = words.partition(self.title or "\0")
        return (
            bool(title)
            and (not before or before[-1] in _BESIDE or before == "re:")
            and (not after or after[0] in _BESIDE or not any(map(str.isalpha, after)))
        )

    def give(self, images: list[Image], lines: list[Block], evidence: CaptionFrom, *, stays: bool = False) -> None:
        """Gives a caption to those of the pictures that have none, or its credit to those that have.

        The lines become caption blocks unless they stay part of the text.
        """
        if len(images) > MOST_SHARING:
            return
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
        for line in (self.above(run), *self.below(run, min(len(run.images), MANY))):
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
        under = [(run, line) for run in self.runs for line in self.below(run)]
        over = [(run, line) for run in self.runs if (line := self.above(run)) is not None]
        for run, line in under + over:
            if line.role is not None and line.type == "paragraph" and len(line.text) <= OWN and run.is_free():
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
        numbered = self._numbered_above()
        upside_down = self._captions_above() | numbered.keys()
        for run in self.runs:
            line = self.above(run)
            if line is not None and run.start in upside_down:
                self.give(run.images if numbered.get(run.start, True) else run.images[:1], [line], "before")
                continue
            claims = [] if run.end + 1 in upside_down else self._claims_below(run)
            is_captioned = any(evidence == "after" for _, _, evidence in claims)
            if line is not None and is_for_below(line) and not (is_captioned and len(claims) == len(run.images)):
                images = run.images if is_for_all(line) and not is_captioned else run.images[:1]
                self.give(images, [line], "before", stays=read(line.text).mark == "pointer")
            for images, lines, evidence in claims:
                self.give(images, lines, evidence)

    def _claims_below(self, run: _Run) -> list[tuple[list[Image], list[Block], CaptionFrom]]:
        """What the lines under a run say: one for each picture, or one or two for all."""
        lines = self.below(run, len(run.images) + 1)
        if not lines:
            return []
        each = list(takewhile(is_marked, lines))
        if len(each) == len(run.images) > 1:
            return [([image], [line], "after") for image, line in zip(run.images, each, strict=True)]
        first, second = lines[0], lines[1] if len(lines) > 1 else None
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
            if line is None or not (is_marked(line) or is_for_below(line)) or is_from_below(line):
                chain = []
            elif chain and chain[-1].end - 1 == before:
                chain.append(run)
            else:
                chain = [] if before >= 0 and self.blocks[before].type == "image" else [run]
            if len(chain) > 1 and not any(is_marked(below) or is_credit(below) for below in self.below(run)):
                found.update(member.start for member in chain)
        return found

    def _numbered_above(self) -> dict[int, bool]:
        """Where the runs start whose lines above say their numbers, and whether these count runs, not pictures.

        图2： above the second picture, where no line says another's number.  Where a run has several pictures every run must have a line.
        """
        lines = {run.start: line for run in self.runs if (line := self.above(run)) is not None}
        told = {start: number for start, line in lines.items() if is_marked(line) and (number := picture_number(line.text))}
        if any(len(run.images) > 1 for run in self.runs):
            above = [start for start, line in lines.items() if start in told or is_for_below(line)]
            if len(above) < len(self.runs):
                return {}
        by_run = {run.start: number for number, run in enumerate(self.runs, 1)}
        by_picture = {run.start: run.images[0].index + 1 for run in self.runs}
        for order, counts_runs in ((by_run, True), (by_picture, False)):
            if all(order[start] == number for start, number in told.items()):
                return dict.fromkeys(told, counts_runs)
        return {}

    def alts(self) -> None:
        """alt or title text that only one picture of the post carries."""
        times = Counter(bare(image.alt) for image in self.images if image.alt)
        for run in self.runs:
            for image in run.images:
                alt = image.alt
                if alt and image.caption_from is None and 4 <= len(alt) <= OWN and times[bare(alt)] == 1 and not self.says_nothing(alt):
                    self.give_own(run, image, alt, "alt")

    def looks(self) -> None:
        """A short line under a single picture that looks unlike the post's paragraphs, or, dated, in its place in a series.

        It stays part of the text.
        """
        times = Counter(block.text for block in self.blocks)
        under = {run.end for run in self.runs}
        others = Counter(block.style for at, block in enumerate(self.blocks) if block.type == "paragraph" and at not in under)
        has_marked = any(image.caption_from == "after" for image in self.images)
        for run in self.runs:
            lines = self.below(run, 2)
            if not lines or len(run.images) > 1 or not run.is_free():
                continue
            line, after = lines[0], lines[1:]
            is_before_picture = run.end + 1 < len(self.blocks) and self.blocks[run.end + 1].type == "image"
            is_in_series = has_marked and is_before_picture and is_dated(line)
            is_own = times[line.text] == 1 and bare(line.text) != self.title
            is_odd = _is_dressed(self.blocks[run.start], line, after, others) or _is_flush(line, others)
            if is_own and is_label(line) and (is_in_series or is_odd):
                self.give(run.images, [line], "after_unmarked", stays=True)


def _is_dressed(picture: Block, line: Block, after: list[Block], others: Counter[Style]) -> bool:
    """Centred (with its picture), small or grey, unlike most of the post and unlike the line after it."""
    look = line.style & (Style.CENTRE | Style.SMALL | Style.GREY)
    if look == Style.CENTRE:
        look &= picture.style
    alike = sum(count for style, count in others.items() if style & look == look)
    return bool(look) and 2 * alike <= others.total() and not any(block.style & look == look for block in after)


def _is_flush(line: Block, others: Counter[Style]) -> bool:
    """Without the indent that the post's paragraphs have: on Chinese boards captions are set flush, paragraphs two characters in."""
    indented = sum(count for style, count in others.items() if Style.INDENT in style)
    return Style.INDENT not in line.style and indented > 0 and 2 * indented >= others.total()


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
