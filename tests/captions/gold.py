"""Reads ``gold.txt`` and scores the caption rules over it; ``README.md`` explains the format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.blocks import Block, Body, Style
from crawler.items import Image
from pipelines.captions import tie

GOLD = Path(__file__).with_name("gold.txt")

Words = tuple[str | None, str | None, str | None]
"""Evidence, caption, credit."""

_IMAGE = re.compile(r"img(?P<looks>[.a-z]*)(?:\*(?P<times>\d+))?(?P<rest>.*)")
_FIELDS = re.compile(r" (name|alt|desc|figure)=(.*?)(?= (?:name|alt|desc|figure)=|$)")
_CELL = re.compile(r"cell (\d+) (\d+) (\d+) (.*)")


@dataclass(slots=True)
class Case:
    """One post and what its pictures should say."""

    name: str
    title: str | None = None
    uncertain: str | None = None
    """Why the rules are known to fail here."""
    body: Body = field(default_factory=Body)
    expected: list[Words] = field(default_factory=list)
    groups: list[list[int] | None] = field(default_factory=list)

    def found(self) -> list[Words]:
        """What the rules say; the case is used up."""
        tie(self.body, self.title)
        return [(image.caption_from, image.caption, image.credit) for image in self.body.images]


def cases(path: Path = GOLD) -> list[Case]:
    """The gold set."""
    made: list[Case] = []
    times = 1
    for line in filter(None, map(str.rstrip, path.read_text(encoding="utf-8").splitlines())):
        case = made[-1] if made else Case("")
        if line.startswith("== "):
            made.append(Case(line[3:]))
        elif line.startswith("? "):
            case.uncertain = line[2:]
        elif line.startswith("title "):
            case.title = line[6:]
        elif line.startswith("  "):
            _expect(case, line.strip(), times)
        else:
            times = _add(case.body, line)
    return made


def _expect(case: Case, line: str, times: int) -> None:
    parts = [part.strip() for part in line.split("|")]
    words = tuple(None if part == "-" else part for part in parts) if len(parts) == 3 else (None, None, None)
    first = len(case.expected)
    case.expected += [words] * times
    case.groups += [list(range(first, first + times)) if times > 1 and words[0] else None] * times


def _add(body: Body, line: str) -> int:
    """Adds what a line says to the body; how many pictures the line stands for."""
    cell = None
    if match := _CELL.fullmatch(line):
        cell, line = (int(match[1]), int(match[2]), int(match[3])), match[4]
    if match := _IMAGE.fullmatch(line):
        fields = dict(_FIELDS.findall(match["rest"]))
        for _ in range(int(match["times"] or 1)):
            index = len(body.images)
            body.images.append(Image(index, f"https://forum.example/p/{index}", filename=fields.get("name"), alt=fields.get("alt")))
            figure = int(fields["figure"]) if "figure" in fields else None
            body.blocks.append(Block("image", fields.get("desc", ""), index, style=_style(match["looks"]), figure=figure, cell=cell))
        return int(match["times"] or 1)
    kind, _, text = line.partition(" ")
    name, _, looks = kind.partition(".")
    if name == "figcaption":
        number, _, text = text.partition(" ")
        body.blocks.append(Block("paragraph", text, role="figcaption", figure=int(number)))
    elif name == "quote":
        body.blocks.append(Block("quote", index=0))
    else:
        role = "class" if name == "class" else None
        body.blocks.append(Block("heading" if name == "head" else "paragraph", text, style=_style(looks), role=role, cell=cell))
    return 1


def _style(looks: str) -> Style:
    style = Style.NONE
    for look in filter(None, looks.split(".")):
        style |= Style[look.upper()]
    return style


def score(gold: Iterable[Case]) -> str:
    """A table of precision and recall per evidence, uncertain cases included, and the line they make together."""
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for case in gold:
        for want, got in zip(case.expected, case.found(), strict=True):
            wanted[want[0] or "none"] += 1
            found[got[0] or "none"] += 1
            right[got[0] or "none"] += want == got
    lines = [f"{'caption_from':<16}{'wanted':>8}{'found':>8}{'right':>8}{'precision':>11}{'recall':>8}"]
    ties = [name for name in wanted | found if name != "none"]
    rows = [(name, wanted[name], found[name], right[name]) for name in [*sorted(ties), "none"]]
    rows.append(("all captions", sum(map(wanted.get, ties)), sum(map(found.__getitem__, ties)), sum(map(right.__getitem__, ties))))
    for name, want, got, good in rows:
        lines.append(f"{name:<16}{want:>8}{got:>8}{good:>8}{_share(good, got):>11}{_share(good, want):>8}")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def uncertain(gold: Iterable[Case]) -> str:
    """The posts on which the rules are known to fail, and why."""
    return "\n".join(f"fails on purpose: {case.name.removeprefix('uncertain: ')}: {case.uncertain}" for case in gold if case.uncertain)


if __name__ == "__main__":
    print(score(cases()), uncertain(cases()), sep="\n")  # noqa: T201
