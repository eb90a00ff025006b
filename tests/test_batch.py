"""Runs over many files: what is read, how posts join, what a killed run leaves, and how it ends."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastwarc")
pytest.importorskip("isal")

from crawler.batch import holding, run
from crawler.batch import inputs as batch_inputs
from crawler.batch.folder import Folder
from crawler.batch.holding import HeldError
from crawler.batch.inputs import Work, inputs, works
from crawler.batch.joining import Stream
from crawler.batch.outcome import Outcome
from crawler.batch.output import Output, OutputError
from crawler.batch.reading import How, Report, read_work
from crawler.demo.forum import Forum
from tests.archives import HOST, answer, article, later, packed, page_of, posts_page, thread_address
from tests.loopback import serving
from tests.processes import ROOT, scrapy

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOW = How(moment=NOW)


def pieces(*names: Path | str) -> list[Work]:
    return list(works(file for one in inputs(map(str, names)) for file in one.files))


def on_stdout(*names: Path | str) -> list[dict[str, Any]]:
    """The lines that a run prints."""
    return [json.loads(line) for line in run.to_lines(pieces(*names), HOW, 1, "", lambda *_: None, Stream())]


def in_folder(out: Path, *names: Path | str) -> list[dict[str, Any]]:
    """The lines of the parts that a run writes."""
    to_folder(Output(str(out), "jsonl", "same", NOW.isoformat()), *names)
    return lines_of(out)


def to_folder(output: Output, *names: Path | str, jobs: int = 1) -> int:
    return run.to_folder(pieces(*names), output, lambda *_: None, lambda works: run.each(works, HOW, jobs, output))


def lines_of(out: Path) -> list[dict[str, Any]]:
    manifest = json.loads((out / "manifest.json").read_bytes())
    return [json.loads(line) for part in manifest["parts"] if part["file"] for line in (out / part["file"]).read_bytes().splitlines()]


def kept(lines: Iterable[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [(line["id"], line["revision"], line["text"]) for line in lines]


# What is read -------------------------------------------------------------------------------------------------------------------------


def test_files_folders_patterns_and_archives_in_any_mixture(tmp_path: Path) -> None:
    for name in ("a/bbs.example/thread-1-1-1.html", "b/thread-2-1-1.htm", "c/thread-3-1-1.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(posts_page(int(name.split("-")[1]), ["话"]))
    (tmp_path / "a/bbs.example/style.css").write_bytes(b"body {}")
    (tmp_path / "a/.hidden.html").write_bytes(posts_page(9, ["话"]))
    (tmp_path / "d.warc.gz").write_bytes(packed([answer(f"{HOST}thread-4-1-1.html", posts_page(4, ["话"]))]))
    given = [tmp_path / "a", str(tmp_path / "b" / "*.htm"), tmp_path / "c/thread-3-1-1.html", tmp_path / "d.warc.gz", tmp_path / "a"]
    lines = on_stdout(*given)
    assert sorted(line["thread"]["title"] for line in lines) == [f"渡口 {tid}" for tid in (1, 2, 3, 4)]
    assert {line["site"] for line in lines if line["thread"]["title"] == "渡口 1"} == {"bbs.example"}


def test_files_of_a_web_server(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    data = packed([answer(f"{HOST}thread-4-1-1.html", posts_page(4, ["话"]))])
    with serving(lambda path: data if path == "/part.warc.gz" else None) as server:
        (line,) = on_stdout(f"{server.url}part.warc.gz")
        assert line["id"] == "bbs.example/4/401"
        assert [one.error for one in inputs([f"{server.url}absent.warc.gz"])] != [""]


def test_an_object_store_takes_the_output_and_gives_the_input() -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    store.pipe("/in/1.warc.gz", packed([answer(f"{HOST}thread-4-1-1.html", posts_page(4, ["话"]))]))
    store.pipe("/in/2.html", posts_page(5, ["话"]))
    output = Output("memory://out", "jsonl", "same", NOW.isoformat())
    assert to_folder(output, "memory://in/*") == 2
    manifest = json.loads(store.cat("/out/manifest.json"))
    texts = [json.loads(store.cat(f"/out/{part['file']}"))["thread"]["title"] for part in manifest["parts"]]
    assert sorted(texts) == ["渡口 4", "渡口 5"]
    assert not store.exists("/out/work")
    assert Output("memory://out", "jsonl", "same", NOW.isoformat()).finished


def test_files_of_other_processes_are_seen_where_a_store_remembers_its_lists() -> None:
    """As s3fs does: a file that was not there when its folder was listed is not there for this process."""
    fsspec = pytest.importorskip("fsspec")
    memory = pytest.importorskip("fsspec.implementations.memory").MemoryFileSystem

    class Remembering(memory):  # type: ignore[misc]  # an extra's class
        protocol = "remembering"
        lists: dict[str, list[Any]] = {}  # noqa: RUF012  (of all instances, as the files are)

        def ls(self, path: str, detail: bool = True, **rest: Any) -> list[Any]:
            known = self.lists.setdefault(path.strip("/"), super().ls(path, detail=True))
            return known if detail else [entry["name"] for entry in known]

        def open(self, path: str, *args: Any, **rest: Any) -> Any:
            known = self.lists.get(path.strip("/").rpartition("/")[0])
            if known is not None and all(not path.endswith(entry["name"]) for entry in known):
                raise FileNotFoundError(path)
            return super().open(path, *args, **rest)

        def invalidate_cache(self, path: str | None = None) -> None:
            self.lists.clear()

    fsspec.register_implementation("remembering", Remembering, clobber=True)
    mine, others = Folder("remembering://mine"), fsspec.filesystem("memory")
    others.pipe(batch_inputs.remote("remembering://mine/held/a")[1], b"1")
    assert mine.names("held") == {"a"}
    others.pipe(batch_inputs.remote("remembering://mine/held/b")[1], b"2")
    assert mine.read("held/b") == b"2"


# Joining ------------------------------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_thread_join_with_the_ids_of_a_crawl(tmp_path: Path) -> None:
    forum = Forum()
    addresses = [thread_address("quotes", page) for page in (2, 1)]
    (tmp_path / "a.warc.gz").write_bytes(packed(answer(url, page_of(url, forum), number=at) for at, url in enumerate(addresses)))
    truth = {post["post_id"]: f"bbs.example/{post['thread_id']}/{post['post_id']}" for post in forum.truth(HOST)}
    lines = on_stdout(tmp_path / "a.warc.gz")
    assert len({line["thread"]["id"] for line in lines}) == 1
    assert all(truth[line["post_id"]] == line["id"] for line in lines)
    assert len(lines) == len({line["id"] for line in lines}) > 10


CHANGED = [(0, ["一", "二"]), (30, ["一", "二改"]), (60, ["一", "二改"]), (90, ["一", "二", "三"])]
EXPECTED = [("401", 1, "一"), ("402", 1, "二"), ("402", 2, "二改"), ("402", 3, "二"), ("403", 1, "三")]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
@pytest.mark.parametrize("apart", [False, True], ids=["one file", "a file each"])
def test_one_page_at_several_dates_gives_revisions_by_date(tmp_path: Path, order: Sequence[int], apart: bool) -> None:
    url = f"{HOST}thread-4-1-1.html"
    records = [answer(url, posts_page(4, CHANGED[at][1]), number=at, day=later(CHANGED[at][0])) for at in order]
    for at, some in enumerate([[one] for one in records] if apart else [records]):
        (tmp_path / f"{at}.warc.gz").write_bytes(packed(some))
    names = sorted(tmp_path.glob("*.warc.gz"))
    expected = [(f"bbs.example/4/{post}", revision, text) for post, revision, text in EXPECTED]
    assert sorted(kept(on_stdout(*names))) == sorted(expected)
    assert sorted(kept(in_folder(tmp_path / "out", *names))) == sorted(expected)


def test_two_forums_of_a_web_archive_keep_their_posts_apart(tmp_path: Path) -> None:
    for host in ("reeds.example", "mill.example"):
        page = posts_page(4, [f"话 {host}"]).decode()
        note = f"<!-- saved from url=(0050)https://web.archive.org/web/20130201030405/http://{host}/thread-4-1-1.html -->"
        (tmp_path / f"{host}.html").write_text(note + page, encoding="utf-8")
    lines = on_stdout(tmp_path)
    assert sorted(kept(lines)) == [("mill.example/4/401", 1, "话 mill.example"), ("reeds.example/4/401", 1, "话 reeds.example")]
    assert {line["fetched_at"] for line in lines} == {"2013-02-01T03:04:05+00:00"}


def httrack(folder: Path, host: str, pages: dict[str, bytes], *, queries: bool) -> None:
    """A mirror as HTTrack lays it out: scripts' pages become files with four signs of their query's digest, links lead to these.

    ``queries``: whether links keep the query for readers, as they do unless ``-%q0`` is given.
    """

    def file(address: str) -> str:
        path, asked, query = address.partition("?")
        if not asked:
            return path
        return f"{path.removesuffix('.php')}{md5(asked.encode() + query.encode(), usedforsecurity=False).hexdigest()[:4]}.html"

    def link(match: re.Match[str]) -> str:
        address = match[1].replace("&amp;", "&")
        if address not in pages:
            return f'href="http://{host}/{match[1]}"'
        return f'href="{file(address)}{"?" + match[1].partition("?")[2] if queries and "?" in address else ""}"'

    made = "by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 02 Feb 2024 03:04:05 GMT -->"
    for address, page in pages.items():
        body = re.sub('href="([^"#]*)"', link, page.decode())
        note = f"<html>\n\n<!-- Mirrored from {host}/{address.replace('&', '&amp;')} {made}\n<!-- Added by HTTrack -->"
        (folder / host.replace(":", "_")).mkdir(parents=True, exist_ok=True)
        (folder / host.replace(":", "_") / file(address)).write_text(body.replace("<html>", note), encoding="utf-8")
    rows = "".join(
        f"03:04:{at:02}\t99/99\t---MC-\t200\tadded ('OK')\ttext/html\tdate:x\t{host}/{name}\t{file(name)}\n"
        for at, name in enumerate(pages)
    )
    own = {"hts-cache/new.txt": f"date\tsize\n{rows}", "hts-cache/new.lst": "[a.html]\n", "hts-log.txt": rows, "cookies.txt": "# HTTP\n"}
    local = "<html><head><title>Local index - HTTrack Website Copier</title></head><body>Index of locally available sites</body></html>"
    moved = (
        f'<HTML>\n<!-- Created by HTTrack -->\n<!-- Mirrored from {host}/old {made}\n<BODY><A HREF="forum.php"><h3>Click here...</h3></A>'
    )
    for name, text in {**own, "index.html": local, f"{host.replace(':', '_')}/old.html": f"{moved}</BODY></HTML>"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("host", "queries"), [("bbs.example", True), ("bbs.example:8080", True), ("bbs.example", False)])
def test_a_mirror_of_httrack_has_the_posts_of_a_crawl(tmp_path: Path, host: str, queries: bool) -> None:
    pages = {f"forum.php?mod=viewthread&tid={tid}": linked(tid) for tid in (4, 5)} | {"thread-6-1-1.html": posts_page(6, ["话"])}
    httrack(tmp_path / "mirror", host, pages, queries=queries)
    (tmp_path / "a.warc.gz").write_bytes(packed([answer(f"http://{host}/{name}", page) for name, page in pages.items()]))
    there, crawled = (sorted(on_stdout(tmp_path / name), key=lambda line: line["id"]) for name in ("mirror", "a.warc.gz"))
    assert [line["id"] for line in there] == [f"{host}/{post[0]}/{post}" for post in ("401", "402", "501", "502", "601")]
    if queries:  # without them nobody knows what a link within the mirror led to
        assert [line["author"] for line in there] == [line["author"] for line in crawled]
    assert [(line["url"], line["thread"]["url"]) for line in there] == [(line["url"], line["thread"]["url"]) for line in crawled]
    assert {line["fetched_at"] for line in there} == {"2024-02-02T03:04:05+00:00"}
    assert report_of(tmp_path / "mirror").pages == 5  # the three, the local index, and where a page has moved


def linked(tid: int) -> bytes:
    """A thread's page whose members and posts are named by links to scripts."""
    page = posts_page(tid, ["话", "好"]).decode().replace("thread-", "forum.php?mod=viewthread&amp;tid=").replace("-1-1.html", "")
    return re.sub(r"space-uid-(\d+)\.html", r"home.php?mod=space&amp;uid=\1", page).encode()


def test_pages_without_an_address_do_not_replace_each_other(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.html").write_bytes(posts_page(4, ["话 a" if name == "c" else f"话 {name}"]))
    assert sorted(kept(on_stdout(tmp_path))) == [("unknown/4/401", 1, "话 a"), ("unknown/4/401", 1, "话 b")]


def test_what_the_threads_page_shows_is_not_taken_from_another_view(tmp_path: Path) -> None:
    views = [("thread-4-1-1.html", ["一", "二"]), ("forum.php?mod=viewthread&tid=4&authorid=1", ["一 view"])]
    records = [answer(HOST + url, posts_page(4, texts), number=at, day=later(at)) for at, (url, texts) in enumerate(views)]
    for turned in (records, records[::-1]):
        (tmp_path / "a.warc.gz").write_bytes(packed(turned))
        assert kept(on_stdout(tmp_path / "a.warc.gz")) == [("bbs.example/4/401", 1, "一"), ("bbs.example/4/402", 1, "二")]
    (tmp_path / "a.warc.gz").write_bytes(packed(records[1:]))
    assert kept(on_stdout(tmp_path / "a.warc.gz")) == [("bbs.example/4/401", 1, "一 view")]


PLAIN = """<html><head><title>渡口 4</title></head><body vlink="#333333" link="#333333">
<div id="nav"><a href="./">河</a> &rsaquo; <a href="?fid-2.html">话</a> &rsaquo; 渡口 4</div>
<div id="content"><p class="author"><strong>甲</strong> 发表于 2024-1-2 03:04</p><h3>渡口 4</h3>
一<p class="author"><strong>乙</strong> 发表于 2024-1-2 03:05</p>二</div>
<div id="end"><a href="../forum.php?mod=viewthread&tid=4">完整版本</a></div><p>Discuz! Archiver</p></body></html>"""


@pytest.mark.parametrize("order", [1, -1])
def test_a_view_without_the_posts_ids_gives_nothing_of_a_thread_that_is_known(tmp_path: Path, order: int) -> None:
    bare, whole = (f"{HOST}archiver/?tid-4.html", PLAIN.encode()), (f"{HOST}thread-4-1-1.html", posts_page(4, ["一", "二"]))
    records = [answer(url, body, number=at, day=later(at)) for at, (url, body) in enumerate([bare, whole][::order])]
    (tmp_path / "both.warc.gz").write_bytes(packed(records))
    expected = [("bbs.example/4/401", 1, "一"), ("bbs.example/4/402", 1, "二")]
    assert kept(on_stdout(tmp_path / "both.warc.gz")) == expected
    assert kept(in_folder(tmp_path / "both", tmp_path / "both.warc.gz")) == expected
    (tmp_path / "bare.warc.gz").write_bytes(packed([answer(*bare)]))
    assert [line["text"] for line in on_stdout(tmp_path / "bare.warc.gz")] == ["一", "二"]
    assert [line["text"] for line in in_folder(tmp_path / "bare", tmp_path / "bare.warc.gz")] == ["一", "二"]


# Reports ------------------------------------------------------------------------------------------------------------------------------


def report_of(*names: Path | str) -> Report:
    report = Report()
    for work in pieces(*names):
        list(read_work(work, HOW, report))
    return report


def test_one_pages_failure_is_counted_and_the_rest_read(tmp_path: Path) -> None:
    members = [gzip.compress(answer(f"{HOST}thread-{at}-1-1.html", posts_page(at, ["话"]), number=at)) for at in range(1, 9)]
    members[3] = members[3][:-30]
    members[5] = gzip.compress(answer(f"{HOST}x", b"\xff\xfe" + b"\x00\xd8" * 400, number=5))
    members.insert(2, gzip.compress(answer("https://bread.example/1", article(1))))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(members))
    report = report_of(tmp_path / "a.warc.gz")
    assert (report.pages, report.threads, report.posts, report.refused) == (8, 6, 6, 1)
    assert report.nothing == {"not_a_forum": 1}
    assert sum(report.failed.values()) == 2
    assert set(report.where) == set(report.failed)


def test_a_file_that_is_none_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<html>" + b"x" * 10_000)[:40])
    (tmp_path / "c.html").write_bytes(posts_page(1, ["话"]))
    report = report_of(tmp_path)
    assert (report.posts, sum(report.failed.values())) == (1, 2)


@pytest.mark.parametrize("start", [b"PK\x05\x06", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"])
def test_an_attachment_in_a_mirror_is_passed_over_and_one_that_is_named_is_told(tmp_path: Path, start: bytes) -> None:
    attachment = tmp_path / "bbs.example" / "forum.php?mod=attachment&aid=7"
    attachment.parent.mkdir()
    attachment.write_bytes(start + bytes(range(256)) * 9)
    (attachment.parent / "thread-1-1-1.html").write_bytes(posts_page(1, ["话"]))
    folder = report_of(tmp_path)
    assert (folder.pages, folder.posts, folder.failed) == (1, 1, {})
    assert report_of(attachment).failed != {}


def outcome_of(names: Sequence[str], report: Report) -> Outcome:
    given = inputs(names)
    outcome = Outcome(given)
    shown = type("Nobody", (), {"done": staticmethod(lambda *_: None)})()
    for work in works(file for one in given for file in one.files):
        outcome.seeing(shown)(work, report)
    return outcome


@pytest.mark.parametrize(
    ("report", "status", "said"),
    [
        (Report(pages=50, threads=1, posts=3, nothing={"not_a_forum": 49}), 0, "nothing on: 49 not_a_forum"),
        (
            Report(pages=50, threads=1, posts=3, failed={"cut off": 2}, where={"cut off": "a at 7"}),
            6,
            "not readable: 2 cut off; the first: a at 7",
        ),
        (Report(pages=50, nothing={"not_a_forum": 49}, boards=1), 1, "no posts in 50 pages (49 times: not_a_forum)"),
    ],
)
def test_the_closing_line_and_the_status(tmp_path: Path, report: Report, status: int, said: str) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"")
    outcome = outcome_of([str(tmp_path / "a.warc.gz")], report)
    assert outcome.status == status
    assert said in "\n".join(outcome.lines())


def test_a_stopped_run_says_so(tmp_path: Path) -> None:
    outcome = outcome_of([str(tmp_path)], Report())
    outcome.stopped = True
    assert outcome.status == 6
    assert outcome.lines()[-1].endswith("stopped before the end")


# Parts --------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two archives with threads of which some were changed later, articles, and damage."""
    folder = tmp_path_factory.mktemp("archive")
    for name in "ab":
        members = []
        for at in range(120):
            url, day = f"{HOST}thread-{at % 50 + 1}-1-1.html", later(at // 50 + 10 * (name == "b"))
            members.append(gzip.compress(answer(url, posts_page(at % 50 + 1, ["一", f"二 {at // 50}"]), number=at, day=day)))
            members.append(gzip.compress(answer(f"https://bread.example/{at}", article(at), number=1000 + at)))
            if at % 40 == 7:
                members[-1] = members[-1][:-20]
        (folder / f"{name}.warc.gz").write_bytes(b"".join(members))
    return folder


def everything(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_parts_are_named_by_their_input_and_told_in_the_manifest(archive: Path, tmp_path: Path) -> None:
    lines = in_folder(tmp_path, archive)
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert [part["inputs"] for part in manifest["parts"]] == [[str(archive / "a.warc.gz")], [str(archive / "b.warc.gz")]]
    assert [part["file"].startswith(f"parts/{name}.warc.gz.") for part, name in zip(manifest["parts"], "ab", strict=True)] == [True, True]
    assert manifest["posts"] == len(lines) == len({(line["id"], line["revision"]) for line in lines})
    assert sum(manifest["report"]["failed"].values()) >= 6
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.json", "parts"}


def test_parquet_parts(archive: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    lines = in_folder(tmp_path / "lines", archive)
    to_folder(Output(str(tmp_path / "out"), "parquet", "same", NOW.isoformat()), archive)
    rows = [row for part in sorted((tmp_path / "out/parts").iterdir()) for row in parquet.read_table(part).to_pylist()]
    assert [(row["id"], row["revision"], row["text"]) for row in rows] == kept(lines)


def test_several_processes_write_what_one_writes(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_inputs, "PIECE", 16_000)
    for jobs in (1, 2):
        output = Output(str(tmp_path / str(jobs)), "jsonl", "same", NOW.isoformat())
        to_folder(output, archive, jobs=jobs)
    assert everything(tmp_path / "1") == everything(tmp_path / "2")
    assert len(pieces(archive)) > 3
    lines = list(run.to_lines(pieces(archive), HOW, 2, str(tmp_path / "scratch"), lambda *_: None, Stream()))
    assert sorted(kept(map(json.loads, lines))) == sorted(kept(lines_of(tmp_path / "1")))


def test_a_run_killed_at_any_place_goes_on_and_the_output_is_the_same(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_inputs, "PIECE", 4000)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    in_folder(whole, archive)
    for after in range(1, 100, 9):
        child = multiprocessing.get_context("fork").Process(target=_dies, args=(archive, killed, after))
        child.start()
        child.join()
        if child.exitcode == 0:
            break
    else:
        pytest.fail("the run does not go on")
    assert after > 1
    assert everything(killed) == everything(whole)
    assert all(not path.name.endswith(".tmp") for path in killed.rglob("*"))


def _dies(archive: Path, out: Path, after: int) -> None:
    """A run that is killed when it puts a file in its place for the nth time, before or behind it."""
    replace, turns = Path.replace, iter(range(1, 10_000))

    def replaced(path: Path, target: Path) -> Path:
        turn = next(turns)
        if turn == after and after % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        done = replace(path, target)
        if turn == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    Path.replace = replaced  # type: ignore[method-assign,assignment]
    in_folder(out, archive)


def test_another_runs_folder_is_refused(archive: Path, tmp_path: Path) -> None:
    in_folder(tmp_path, archive)
    assert Output(str(tmp_path), "jsonl", "same", NOW.isoformat()).finished
    with pytest.raises(OutputError):
        Output(str(tmp_path), "jsonl", "other", NOW.isoformat())


def test_a_folder_that_another_run_writes_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "PATIENCE", 0.2)
    out = tmp_path / "not" / "there"
    with Folder(str(out)).held(), pytest.raises(HeldError, match="another run writes to"), Folder(str(out)).held():
        pytest.fail("two runs at once")
    with Folder(str(out)).held():
        assert list(out.iterdir()) == []


def test_a_folder_of_an_object_store_is_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    store = pytest.importorskip("fsspec").filesystem("memory")
    file, asked = "/held/running", iter(range(100))
    monkeypatch.setattr(holding, "sleep", lambda _: store.pipe_file(file, f"other {next(asked)}".encode()))
    with Folder("memory://held").held():  # nobody is there
        assert store.exists(file)
    assert not store.exists(file)
    store.pipe_file(file, b"other")
    with pytest.raises(HeldError, match="another run writes to memory://held"), Folder("memory://held").held():
        pytest.fail("two runs at once")
    assert store.cat_file(file).startswith(b"other")
    monkeypatch.setattr(holding, "SILENCE", 0)
    with pytest.raises(HeldError), Folder("memory://held").held():  # it was silent, and a third one is quicker
        pytest.fail("two runs at once")
    monkeypatch.setattr(holding, "sleep", lambda _: None)
    with Folder("memory://held").held():  # its run was killed
        assert not store.cat_file(file).startswith(b"other")
    assert not store.exists(file)


def test_a_run_at_an_address_counts_and_sees_who_took_its_place(caplog: pytest.LogCaptureFixture) -> None:
    store, file = pytest.importorskip("fsspec").filesystem("memory"), "/counted/running"
    said: list[bytes] = []

    class Beats(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            said.append(store.cat_file(file))
            if len(said) == 3:
                store.pipe_file(file, b"other 1")
            return False

    store.pipe_file(file, b"run")
    holding._count(store, file, "run", Beats())
    assert said == [b"run", b"run 1", b"run 2"]
    assert "has taken the place of this one" in caplog.text


# Processes ----------------------------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_folder(archive: Path, tmp_path: Path) -> None:
    first = scrapy("extract", str(archive), "--out", str(tmp_path / "out"), "--jobs", "2")
    assert first.returncode == 6  # the damage
    assert "not readable: " in first.stderr
    assert lines_of(tmp_path / "out") != []


def test_a_closed_pipe_is_no_error(archive: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "extract", str(archive), *[str(archive / "a.warc.gz")] * 20]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.returncode == 0
