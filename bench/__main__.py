"""Prints every benchmark's table; ``python -m bench NAME …`` only those named."""

from __future__ import annotations

import sys

from bench import archives, crawling, extraction, memory, storing, texts, workers

BENCHMARKS = {
    "extraction": extraction.main,
    "texts": texts.main,
    "archives": archives.main,
    "crawling": crawling.main,
    "memory": memory.main,
    "storing": storing.main,
    "workers": workers.main,
}


def main() -> None:
    """Runs the benchmarks asked for, or all."""
    asked = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in asked if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    for name in asked:
        print(f"\n## {name}\n")
        BENCHMARKS[name]()


main()
