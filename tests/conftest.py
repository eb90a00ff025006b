"""Whole crawls, as a person starts them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.processes import scrapy

# The tests start hundreds of processes: without kept bytecode each of them compiles the whole checkout.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@dataclass
class Crawl:
    """A finished crawl."""

    done: subprocess.CompletedProcess[str]
    posts: list[dict[str, Any]]

    @property
    def status(self) -> int:
        return self.done.returncode

    @property
    def closing(self) -> str:
        """The one line for a person."""
        (line,) = (line for line in self.done.stderr.splitlines() if line.startswith("boardfeed: "))
        return line

    @property
    def threads(self) -> set[str]:
        return {post["thread"]["id"] for post in self.posts}


Crawler = Callable[..., Crawl]


def crawl_into(out: Path, spider: str, *settings: str, **options: Any) -> Crawl:
    """Runs a spider to its end."""
    given = [part for name, value in options.items() for part in ("-a", f"{name}={value}")]
    done = scrapy("crawl", spider, *given, "-O", str(out), *settings)
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    return Crawl(done, [json.loads(line) for line in lines])


@pytest.fixture
def crawl(tmp_path: Path) -> Crawler:
    return partial(crawl_into, tmp_path / "out.jsonl")
