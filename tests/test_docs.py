"""What the documents show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.processes import scrapy

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("deploy/*.md")]


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [re.sub(r"(?m)^   ", "", code) for code in re.findall(rf"(?ms)^ *```{language}\n(.*?)^ *```", text)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_files_that_documents_name_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    known = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")} | {"crawl"}
    assert set(re.findall(r"(?m)^\$ scrapy ([\w-]+)", text)) <= known
    targets = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert set(re.findall(r"make ([a-z]+)`", text)) <= set(targets)
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [target for target in links if not (document.parent / target).exists()] == []


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


def test_no_case_from_an_unknown_page(tmp_path: Path) -> None:
    page = tmp_path / "shop.html"
    page.write_text("<html><body><h1>Shoes</h1></body></html>", "utf-8")
    done = scrapy("fixture", str(page), "--to", str(tmp_path))
    assert done.returncode == 1
    assert "no engine knows this page" in done.stderr
