"""How a run over files ended: lines for a person, a status for machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from crawler.batch.inputs import Input, Work
from crawler.batch.progress import Progress
from crawler.batch.reading import Report
from crawler.crawl.outcome import BROKEN, DONE, PARTIAL, USAGE

_SHOWN = 20
"""Lines about single files; the rest is a number."""


class Outcome:
    """What became of the given inputs.

    Status 0: every file was read, and every one given by name held posts; 1: one did not, or the output could not be written; 2: none of
    the given files is there; 6: pages or records could not be read, or the run was stopped.
    """

    def __init__(self, given: Sequence[Input]) -> None:
        self.inputs = given
        self.posts = 0
        """Lines written."""
        self.late = 0
        """Lines left out because a newer one of the same post had been written."""
        self.broken = ""
        self.stopped = False
        self.closed = False
        """Whether whoever read the lines has had enough."""
        self.before = False
        """Whether all was done by an earlier run."""
        self._report = Report()
        self._of_input: dict[str, Report] = defaultdict(Report)

    def seeing(self, shown: Progress) -> Callable[[Work, Report], None]:
        """What a run calls for each piece of work."""

        def seen(work: Work, report: Report) -> None:
            self._report.add(report)
            for given in {file.given for file in work.files}:
                self._of_input[given].add(report)
            shown.done(work, report)

        return seen

    @property
    def status(self) -> int:
        """The exit status."""
        if self.closed or self.before:
            return DONE
        if not self.stopped and all(one.error for one in self.inputs):
            return USAGE
        if self.broken or (not self.stopped and self._complaints()):
            return BROKEN
        return PARTIAL if self.stopped or self._report.failed else DONE

    def lines(self) -> list[str]:
        """What is to be told: what was read, then the inputs that gave nothing, so that the last line says what failed."""
        if self.before:
            return ["all was read by an earlier run; nothing to do"]
        complaints = [] if self.stopped or self.broken else [f"{name}: {why}" for name, why in self._complaints().items()]
        more = [f"… and {len(complaints) - _SHOWN} more such files"] if len(complaints) > _SHOWN else []
        return [self._closing(), *complaints[:_SHOWN], *more]

    def _complaints(self) -> dict[str, str]:
        found = dict(self._report.silent)
        found = {name: f"no posts ({why})" for name, why in found.items()}
        for one in self.inputs:
            if one.error:
                found[one.name] = one.error
            elif one.name not in found and one.files and not self._of_input[one.name].posts:
                found[one.name] = _nothing(self._of_input[one.name])
        return found

    def _closing(self) -> str:
        report = self._report
        files = sum(len(one.files) for one in self.inputs)
        read = f"{_some(self.posts, 'post')} from {_some(report.threads, 'page')} of threads"
        parts = [f"{read} ({_some(report.pages, 'page')} in {_some(files, 'file')})"]
        if report.boards:
            parts.append(f"{_some(report.boards, 'page')} of boards")
        if report.nothing:
            parts.append("nothing on: " + _counted(report.nothing))
        if report.failed:
            parts.append("not readable: " + _counted(report.failed))
            parts.append(f"the first: {next(iter(report.where.values()))}")
        if self.late:
            parts.append(f"{self.late} older revisions left out, as newer ones were written before (--out keeps all)")
        if self.stopped:
            parts.append("stopped before the end")
        return "; ".join([*parts, *filter(None, [self.broken])])


def _nothing(report: Report) -> str:
    """Why a file or folder gave no posts."""
    if report.failed and not report.pages:
        return next(iter(report.failed))
    if not report.pages:
        return "no posts (no pages in it)"
    name, count = max((report.nothing | report.failed).items(), key=lambda entry: entry[1], default=("boards only", report.boards))
    return f"no posts in {_some(report.pages, 'page')} ({count} times: {name})"


def _some(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
