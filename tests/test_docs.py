"""What the documents show is what happens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from crawler.testing.fixture import difference
from tests.patience import HANG
from tests.processes import scrapy

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("deploy/*.md")]


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [dedent(code) for code in re.findall(rf"(?ms)^ *```{language}\n(.*?)^ *```", text)]


KILN_THREAD = (
    '<html><head><meta name="generator" content="Kilnboard 2.1"></head><body><h1 class="topic-name">旧船</h1><div class="entry" id="e-101">'
    '<div class="who"><a class="nick" href="/member/3">河湾</a></div><span class="stamp">2024-03-02 10:15</span>'
    '<div class="words">好看<br>真好看<div class="sig">签名</div></div></div></body></html>'
)
KILN_BOARD = (
    '<html><head><meta name="generator" content="Kilnboard 2.1"></head><body><h1>釉</h1><ul><li class="line">'
    '<a class="name" href="/topic/1-x">今天的河湾</a></li><li class="line"><a class="name" href="/topic/2-y">旧船</a></li></ul>'
    "</body></html>"
)


def test_the_engine_shown_to_contributors_is_one_more_engine_and_changes_no_other(tmp_path: Path) -> None:
    """In a copy of the checkout: the file as printed, a case of a board and of a thread, then what contributors are told to run."""
    for room in ("crawler", "pipelines", "spiders", "tests"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "fixtures"))
    for file in ("pyproject.toml", "scrapy.cfg"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "tests" / "fixtures").mkdir()
    for folder in (ROOT / "tests" / "fixtures").iterdir():
        (tmp_path / "tests" / "fixtures" / folder.name).symlink_to(folder)
    (code,) = blocks("CONTRIBUTING.md", "python")
    (tmp_path / "crawler" / "engines" / "kilnboard.py").write_text(code, encoding="utf-8")

    def run(*command: str) -> str:
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=HANG, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("ruff", "check", "crawler/engines/kilnboard.py")
    run("ruff", "format", "--check", "crawler/engines/kilnboard.py")
    for name, page in (("topic/88-leaking", KILN_THREAD), ("section/7-glazes", KILN_BOARD)):
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        run("scrapy", "fixture", "page.html", "--url", f"https://clay.example/{name}")
    cases = tmp_path / "tests" / "fixtures" / "kilnboard"
    (post,) = map(json.loads, (cases / "88-leaking" / "expected.jsonl").read_text("utf-8").splitlines())
    assert (post["text"], post["author"]["name"], post["created_raw"]) == ("好看\n真好看", "河湾", "2024-03-02 10:15")
    board = json.loads((cases / "7-glazes" / "expected.jsonl").read_text("utf-8"))
    assert [(row["id"], row["title"]) for row in board["threads"]] == [("1", "今天的河湾"), ("2", "旧船")]
    assert "passed" in run("pytest", "tests/test_fixtures.py", "-p", "no:cacheprovider", "-k", "kilnboard")
    (tmp_path / "claimed.py").write_text(CLAIMED, encoding="utf-8")
    assert run("claimed", *(folder.name for folder in (ROOT / "tests" / "fixtures").iterdir())) == ""


CLAIMED = """
import sys
from pathlib import Path
from crawler.reading import detect
from crawler.testing.fixture import read_page

for name in sys.argv[1:]:
    for meta in Path("tests/fixtures", name).glob("*/meta.json"):
        engine = detect(read_page(meta.parent))
        if engine is not None and engine.name == "kilnboard":
            print(meta.parent)
"""
"""Prints the saved pages of other forums that the new engine takes for its own."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_files_that_documents_name_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    known = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")} | {"crawl"}
    assert set(re.findall(r"(?m)^\$ (?:scrapy|boardfeed) ([\w-]+)", text)) <= known
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert set(re.findall(r"make ([a-z-]+)`", text)) <= set(targets)
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [target for target in links if not (document.parent / target).exists()] == []


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    """Each page is in the menu, each link leads to a page and an anchor that are there."""
    pytest.importorskip("material", reason="needs mkdocs-material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANG, check=False)
    assert done.returncode == 0, done.stderr
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert {path.stem for path in tmp_path.glob("*.html")} >= pages


def test_every_command_explains_itself() -> None:
    for command in ("crawl", "demo", "extract", "fixture"):
        shown = scrapy(command, "--help")
        assert shown.returncode == 0
        assert "Usage" in shown.stdout or "usage" in shown.stdout


def test_a_page_becomes_a_case(tmp_path: Path) -> None:
    page = tmp_path / "thread-86-1-1.html"
    page.write_text(
        '<div id="post_7"><td class="t_f" id="postmessage_7">好看</td><em id="authorposton7">发表于 2024-3-2 10:15</em></div>', "utf-8"
    )
    done = scrapy("fixture", str(page), "--url", "https://bbs.example.com/thread-86-1-1.html", "--to", str(tmp_path / "cases"))
    case = tmp_path / "cases" / "discuz" / "thread-86-1-1-html"
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 expected lines" in done.stdout
    assert (case / "page.html").read_bytes() == page.read_bytes()
    assert '"text":"好看"' in (case / "expected.jsonl").read_text(encoding="utf-8")


THREAD = (
    '<div id="post_7"><td class="t_f" id="postmessage_7">{}</td><em id="authorposton7">发表于 2024-3-2 10:15</em></div>'
    '<div id="post_8"><td class="t_f" id="postmessage_8">{}</td><em id="authorposton8">发表于 2024-3-2 10:16</em></div>'
)


@pytest.mark.parametrize(("field", "wrong", "right"), [("text", "好看", "真好看"), ("created_at", "T10:16", "T10:17")])
def test_a_corrected_case_is_never_overwritten(tmp_path: Path, field: str, wrong: str, right: str) -> None:
    page, case = tmp_path / "page.html", tmp_path / "cases" / "discuz" / "mine"
    page.write_text(THREAD.format("好看", "是的"), "utf-8")
    again = ("fixture", str(page), "--url", "https://bbs.example.com/thread-86-1-1.html", "--to", str(tmp_path / "cases"), "--case", "mine")
    assert scrapy(*again).returncode == 0
    drafted = (case / "expected.jsonl").read_text("utf-8")
    corrected = drafted.replace(wrong, right)
    assert corrected != drafted
    (case / "expected.jsonl").write_text(corrected, "utf-8")
    page.write_text(THREAD.format("好看", "是的") + "<p></p>", "utf-8")
    refused = scrapy(*again)
    assert refused.returncode == 1
    assert "--overwrite" in refused.stderr
    changes = [line for line in refused.stdout.splitlines() if line.startswith(("-", "+"))][2:]
    assert any(line.startswith(f"-{field}: ") and right in line for line in changes)
    assert any(line.startswith(f"+{field}: ") and wrong in line for line in changes)
    assert ((case / "expected.jsonl").read_text("utf-8"), "<p>" in (case / "page.html").read_text("utf-8")) == (corrected, False)
    assert scrapy(*again, "--overwrite").returncode == 0
    assert difference((case / "expected.jsonl").read_bytes().splitlines(), drafted.encode().splitlines()) == ""


def test_a_draft_is_shown_and_a_missing_address_is_said(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(THREAD.format("好看", "是的"), "utf-8")
    done = scrapy("fixture", str(page), "--to", str(tmp_path / "cases"))
    assert (done.returncode, done.stderr.count("--url")) == (0, 1)
    assert {"— line 1 —", 'text: "好看"', "— line 2 —", 'text: "是的"'} <= set(done.stdout.splitlines())
    assert "null" not in done.stdout


def test_no_case_from_an_unknown_page(tmp_path: Path) -> None:
    page = tmp_path / "shop.html"
    page.write_text("<html><body><h1>Shoes</h1></body></html>", "utf-8")
    done = scrapy("fixture", str(page), "--to", str(tmp_path))
    assert done.returncode == 1
    assert "no engine knows this page" in done.stderr
