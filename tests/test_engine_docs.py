"""The engines of docs/engine.md read pages of theirs: what the guide shows is what works."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.engines.csdn import Csdn
from crawler.extract import posts
from crawler.forum import BoardPage, Engine, Notice, Target, ThreadPage
from crawler.page import Page

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "engine.md").read_text("utf-8"), re.DOTALL)


def engine(source: str) -> Engine:
    scope: dict[str, Any] = {"__name__": "docs"}
    exec(source, scope)  # noqa: S102  (the guide's own text)
    made: Engine = scope["ENGINE"]
    return made


KILNBOARD, CSDN_NIGHT, PLUME = map(engine, BLOCKS)

POST = """<div class="entry" id="e-{0}"><a class="nr">#{1}</a><div class="who"><a class="nick" href="/member/{2}">{3}</a></div>
<span class="stamp">{4}</span><div class="words">{5}<div class="sig">my pots</div></div></div>"""
THREAD = (
    '<html><head><meta name="generator" content="Kilnboard 2.1"></head><body><div id="nav"><a href="/section/7-glazes">Glazes</a></div>'
    '<h1 class="topic-name">A leaking teapot</h1>'
    + POST.format(101, 1, 3, "Ada", "2024-05-03 10:12", "<p>It leaks.</p>")
    + POST.format(
        102, 2, 5, "Bert", "2024-05-03 11:40", '<blockquote class="said"><b>Ada wrote:</b> It leaks.</blockquote><p>Fire it once more.</p>'
    )
    + '<div class="pages"><a href="/topic/88-leaking?page=2">2</a> <a href="/topic/88-leaking?page=3">3</a></div></body></html>'
)
BOARD = """<html><body><div id="nav"><a href="/">Home</a></div><h1>Glazes</h1><ul>
<li class="line pinned"><a class="name" href="/topic/88-x">A leak</a>
<a class="nick" href="/member/3">Ada</a> <span class="count">12</span>
<span class="stamp">2024-05-04 08:01</span></li></ul></body></html>"""
EMPTY = "<html><body><h1>Glazes</h1><p class='nothing'>{}</p></body></html>"


def test_a_thread_by_selectors() -> None:
    reading = KILNBOARD.read(Page(THREAD.encode(), "https://clay.example/topic/88-leaking"))
    assert isinstance(reading, ThreadPage)
    first, second = posts(reading)
    assert (first.post_id, first.floor, first.author and first.author.id, first.text) == ("101", 1, "3", "It leaks.")
    assert (second.text, second.quotes[0].author, second.quotes[0].text) == ("Fire it once more.", "Ada", "It leaks.")
    assert (reading.board.id, reading.board.name, reading.thread.title) == ("7", "Glazes", "A leaking teapot")
    assert reading.thread.created_at is not None
    assert reading.thread.created_at.startswith("2024-05-03T10:12")
    assert (reading.pages, reading.next_url) == (3, "https://clay.example/topic/88-leaking?page=2")


def test_a_board_by_selectors() -> None:
    reading = KILNBOARD.read(Page(BOARD.encode(), "https://clay.example/section/7-glazes"))
    assert isinstance(reading, BoardPage)
    (row,) = reading.threads
    assert (row.id, row.title, row.replies, row.sticky, row.author and row.author.name) == ("88", "A leak", 12, True, "Ada")
    assert (reading.board.id, reading.board.name) == ("7", "Glazes")


@pytest.mark.parametrize("words", ["There are no topics in this section yet.", "本版暂无主题", "Keine Themen vorhanden"])
def test_an_empty_board_is_a_board(words: str) -> None:
    reading = KILNBOARD.read(Page(EMPTY.format(words).encode(), "https://clay.example/section/7-glazes"))
    assert isinstance(reading, BoardPage)
    assert (reading.threads, reading.board.id) == ([], "7")


@pytest.mark.parametrize(
    ("words", "reason"), [("You must log in to see this section.", "login"), ("You are not permitted to view topics here.", "permission")]
)
def test_a_closed_board_is_none(words: str, reason: str) -> None:
    assert KILNBOARD.read(Page(EMPTY.format(words).encode(), "https://clay.example/section/7-glazes")) == Notice(reason, words)  # type: ignore[arg-type]  # a Literal


def test_answers_by_paths() -> None:
    answer = {
        "thread": {"subject": "A leak", "room": {"slug": "glazes", "label": "Glazes"}},
        "meta": {"pages": 2},
        "posts": [{"id": 5, "nr": 1, "html": "<p>It <b>leaks</b>.</p>", "created": 1714731120, "user": {"nick": "Ada", "id": 3}}],
    }
    reading = PLUME.read(Page(json.dumps(answer).encode(), "https://plume.example/api/threads/12"))
    assert isinstance(reading, ThreadPage)
    (post,) = posts(reading)
    assert (post.id, post.url, post.text) == ("plume.example/12/5", "https://plume.example/threads/12#p5", "It leaks.")
    assert (post.created_at, post.thread.created_at) == ("2024-05-03T10:12:00+00:00", "2024-05-03T10:12:00+00:00")
    assert (reading.board.id, reading.next_url) == ("glazes", "https://plume.example/api/threads/12?page=2")


def test_lists_and_empty_lists_by_paths() -> None:
    rows = [{"id": 12, "subject": "A leak", "user": {"nick": "Ada"}, "answers": 3, "pinned": True, "created": "2024-05-03T10:12:00Z"}]
    for threads in (rows, []):
        page = Page(
            json.dumps({"room": {"slug": "glazes", "label": "Glazes"}, "threads": threads}).encode(), "https://a.example/api/rooms/glazes"
        )
        assert PLUME.detect(page)
        reading = PLUME.read(page)
        assert isinstance(reading, BoardPage)
        assert [(row.id, row.replies, row.sticky) for row in reading.threads] == [("12", 3, True)] * len(threads)
        assert (reading.board.id, reading.board.name) == ("glazes", "Glazes")


@pytest.mark.parametrize("address", ["/topic/88-leaking?sort=new", "/member/3", "/topic/88/edit"])
def test_traps(address: str) -> None:
    assert KILNBOARD.target("https://clay.example" + address) is None


def test_the_command_begins_an_engine(tmp_path: Path) -> None:
    long = THREAD.replace("It leaks.", "It has been leaking since the last winter, what would you do about it?")
    long = long.replace("Fire it once more.", "Fire it once more, slowly, with a thin glaze on the inside of the pot.")
    (tmp_path / "thread.html").write_text(long, encoding="utf-8")
    command = [sys.executable, "-m", "scrapy", "new-engine", "kilnboard", str(tmp_path / "thread.html"), "--url"]
    command += ["https://clay.example/topic/88-leaking", "--engines", str(tmp_path), "--to", str(tmp_path / "fixtures")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    made = engine((tmp_path / "kilnboard.py").read_text("utf-8"))
    assert made.target("https://clay.example/topic/88-leaking") == Target("thread", "88")
    lines = (tmp_path / "fixtures" / "kilnboard" / "thread" / "expected.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["post_id"] for line in lines] == ["101", "102"]
    assert "leaking since" not in (tmp_path / "fixtures" / "kilnboard" / "thread" / "page.html").read_text("utf-8")


def test_a_skin_overrides_three_lines() -> None:
    markup = (
        "<h1 class='title'>Which oil for a clock [问题点数：20分]</h1>"
        "<div id='post-41'><a class='who' href='/u/ada'>Ada</a><span class='when'>2019-03-02 10:15</span>"
        "<section class='prose'>The old one is thick.<div class='ad_wrap'>Buy!</div></section></div>"
        "<div id='post-42'><a class='who' href='/u/bo'>Bo</a><span class='when'>2019-03-02 11:20</span>"
        "<section class='prose'><fieldset><legend>引用 1 楼 Ada 的回复:</legend>The old one</fieldset>Use thin oil.</section></div>"
    )
    page = Page(f"<html><body>{markup}</body></html>".encode(), "https://bbs.csdn.net/topics/8")
    reading = CSDN_NIGHT.read(page)
    assert isinstance(reading, ThreadPage)
    assert (reading.thread.title, reading.thread.author and reading.thread.author.name) == ("Which oil for a clock", "Ada")
    assert [made.post.created_at for made in reading.posts] == ["2019-03-02T10:15:00+08:00", "2019-03-02T11:20:00+08:00"]
    assert [block.text for block in reading.posts[0].body.blocks] == ["The old one is thick."]
    assert reading.posts[1].body.quotes[0].author == "Ada"
    assert not isinstance(Csdn().read(page), ThreadPage)
