"""Every command that README, docs/ and deploy/ print is run as printed, in a sandbox, or stands here with the reason why not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo import RunningForum, running
from crawler.demo.model import BOARDS
from tests.archives import answer, packed, record
from tests.patience import HANG
from tests.processes import ROOT
from tests.program import program

DOCUMENTS = (
    *("README.md", "CONTRIBUTING.md", "deploy/README.md"),
    *("docs/index.md", "docs/access.md", "docs/pictures.md", "docs/archives.md", "docs/scale.md", "docs/engine.md"),
)
ALWAYS = ("README.md", "deploy/README.md")
"""The others are run by ``make soak``."""
NOT_RUN = {
    "uv tool install": "asks a package registry",
    "git pull": "asks for the repository",
    "/opt/boardfeed/bin/pip": "asks a package registry",
    "python3 -m venv": "the sandbox has the tests' environment in its place",
    "useradd": "changes the machine's users",
    "chown": "needs the user",
    "systemctl": "needs a running systemd; the units are verified and what they start is run below",
    "journalctl": "needs a running systemd",
    "crontab": "needs cron; its line is run below",
    "podman": "needs a container engine",
    "docker": "needs a container engine",
    "mkdir -p /var/lib/scrapyd": "scrapyd is another environment's",
    "(cd /var/lib/scrapyd": "scrapyd is another environment's",
    "PATH=/opt/boardfeed/bin:$PATH scrapyd-deploy": "scrapyd is another environment's",
    "curl http://127.0.0.1:6800": "scrapyd is another environment's",
    "createdb": "needs a PostgreSQL server; tests/test_workers.py has one",
    "boardfeed crawl https://bbs.example.com/forum-2-1.html --browser": "needs Chromium; tests/test_browser.py",
    "boardfeed demo": "tests/test_demo.py",
    "boardfeed extract page.txt": "tests/test_corpora.py",
    "boardfeed extract 's3://": "asks an object store; tests/test_batch.py has one",
    "boardfeed extract --ray": "asks a cluster; tests/test_ray.py has one",
    "pip install": "asks a package registry",
    "boardfeed fixture https://": "tests/test_docs.py",
    "boardfeed new-engine": "tests/test_docs.py, with what follows it",
    "$EDITOR": "a person's work",
    "pytest": "tests/test_docs.py",
}
JOB = "/opt/boardfeed/bin/boardfeed job --file /etc/boardfeed/jobs.toml -s STORE_DIR=/var/lib/boardfeed"
COOKIES = "# Netscape HTTP Cookie File\nother.example\tFALSE\t/\tFALSE\t4102444800\ta\tb\n"


class Sandbox:
    """A folder that stands for the machine: what a document calls ``/etc`` and so on lies below it."""

    def __init__(self, folder: Path, forum: RunningForum, boardfeed: str) -> None:
        self.folder = folder
        self.forum = forum
        thread = next(post["thread_id"] for post in forum.truth() if post["board"] == BOARDS[2].name)
        self.stands_for = {
            "https://bbs.example.com/thread-86-1-1.html": f"{forum.url}thread-{thread}-1-1.html",
            "https://bbs.example.com/": forum.url,
            "/opt/boardfeed": f"{folder}/opt",
            "/etc/boardfeed": f"{folder}/etc",
            "/etc/": f"{folder}/etc/",
            "/var/lib/boardfeed": f"{folder}/state",
            "/var/backups": f"{folder}/backups",
        }
        for name in ("opt/bin", "etc/systemd/system", "etc/logrotate.d", "state"):
            (folder / name).mkdir(parents=True)
        for name in ("deploy", "examples", "schema"):
            (folder / name).symlink_to(ROOT / name)
        for name, text in (
            ("boardfeed", boardfeed),
            ("runuser", '#!/bin/sh\nshift 3\nexec "$@"\n'),
            ("python", f'#!/bin/sh\nexec {sys.executable} "$@"\n'),
        ):
            (folder / "opt" / "bin" / name).write_text(text)
            (folder / "opt" / "bin" / name).chmod(0o755)
        (folder / "cookies.txt").write_text(COOKIES)
        (folder / "page.html").write_bytes(forum.get(f"thread-{thread}-1-1.html")[2])

    def archives(self) -> None:
        """The page of a thread in all the forms that docs/archives.md names."""
        pyarrow, parquet, zstandard = map(pytest.importorskip, ("pyarrow", "pyarrow.parquet", "zstandard"))
        page, url = (self.folder / "page.html").read_bytes(), self.stands_for["https://bbs.example.com/thread-86-1-1.html"]
        text = "渡口几点收班\n#楼主# 2021-9-3 08:10\n有人知道吗？\n#沙发# 2021-9-3 09:00\n晚上八点。\n"
        kept = record("conversion", text.encode(), WARC_Target_URI="https://bbs.example/t/1", Content_Type="text/plain")
        row = {"html": page.decode(), "url": url}
        mail = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Location: {url}\nContent-Transfer-Encoding: 8bit\n\n"
        files = {
            "saved/page.html": page,
            "mirror/a/b/page.html": page,
            "page.mhtml": mail.encode() + page,
            "dump.txt": text.encode(),
            "part.warc.gz": packed([answer(url, page)]),
            "part.wet.gz": packed([kept]),
            "rows.jsonl.zst": zstandard.compress(json.dumps(row).encode() + b"\n"),
        }
        for name, data in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
        parquet.write_table(pyarrow.Table.from_pylist([row]), self.folder / "rows.parquet")

    def here(self, text: str) -> str:
        """A document's text with this machine's places in it."""
        return re.sub("|".join(map(re.escape, self.stands_for)), lambda match: self.stands_for[match[0]], text)

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """A command as a shell runs it."""
        environment = os.environ | {"PATH": f"{self.folder}/opt/bin:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["/bin/sh", "-c", self.here(command)],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=HANG,
            check=False,
        )

    def job(self, file: Path) -> None:
        """What a reader writes into ``jobs.toml`` before he runs the job ``news``."""
        if file.exists() and "\n[news]\n" not in file.read_text():
            file.write_text(file.read_text() + f'\n[news]\nurls = ["{self.forum.url}forum-2-1.html"]\nimages = true\n')


@pytest.fixture(scope="module")
def forum() -> Iterator[RunningForum]:
    with running(threads=12) as forum:
        yield forum


@pytest.fixture
def sandbox(forum: RunningForum, tmp_path: Path) -> Iterator[Sandbox]:
    with program() as boardfeed:
        yield Sandbox(tmp_path, forum, boardfeed)


def commands(document: str) -> list[str]:
    """The commands of a document's console blocks, without what is said of them."""
    text = (ROOT / document).read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"(?ms)^```console\n(.*?)^```", text) for line in re.sub(r"\\\n\s*", "", block).splitlines()]
    return [re.split(r"\s{3,}#", line.removeprefix("$ "))[0].strip() for line in lines if line.startswith("$ ")]


@pytest.mark.parametrize("document", [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.soak) for name in DOCUMENTS])
def test_commands_as_printed(document: str, sandbox: Sandbox, tmp_path: Path) -> None:
    if document == "docs/archives.md":
        sandbox.archives()
    for command in commands(document):
        if any(command.startswith(beginning) for beginning in NOT_RUN):
            continue
        if command.startswith("deploy/backup"):
            assert sandbox.run(f"{JOB} news").returncode == 0
        done = sandbox.run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}"
        sandbox.job(tmp_path / "jobs.toml")
    if document == "deploy/README.md":
        assert (tmp_path / "backups" / "boardfeed" / "news" / "store.sqlite").stat().st_size > 0


def test_reasons_are_of_commands_that_are_printed() -> None:
    printed = [command for document in DOCUMENTS for command in commands(document)]
    assert [beginning for beginning in NOT_RUN if not any(command.startswith(beginning) for command in printed)] == []


def test_what_timers_start(sandbox: Sandbox, forum: RunningForum, tmp_path: Path) -> None:
    """The commands of the units and of the crontab, one after another on one job."""
    (tmp_path / "etc" / "jobs.toml").write_text(f'[news]\nurls = ["{forum.url}forum-2-1.html"]\n')
    (tmp_path / "etc" / "env").write_text("BOARDFEED_CONTACT=mailto:editor@example.org\n")
    (cron,) = (line for line in (ROOT / "deploy" / "crontab").read_text().splitlines() if not line.startswith("#"))
    told = sandbox.run(cron.split(maxsplit=5)[5])
    assert told.returncode == 0, (tmp_path / "state" / "cron.log").read_text()
    assert "news: " in (tmp_path / "state" / "cron.log").read_text()
    for unit, instance in (("boardfeed@.service", "news"), ("boardfeed-worker@.service", "news.1")):
        (start,) = re.findall(r"(?m)^ExecStart=(.*)$", (ROOT / "deploy" / unit).read_text())
        done = sandbox.run(start.replace("%%", "\0").replace("%i", instance).replace("\0", "%").replace("$$", "$"))
        assert (done.returncode, "0 new" in done.stderr) == (0, True), done.stderr
    assert (tmp_path / "state" / "news" / "feed" / "manifest.jsonl").exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in (*ROOT.glob("deploy/*.service"), *ROOT.glob("deploy/*.timer")):
        text = unit.read_text().replace("/opt/boardfeed/bin/boardfeed", "/bin/true")
        (tmp_path / unit.name.replace("@.", "@news.")).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    command = [shutil.which("systemd-analyze") or "", "verify", *units]
    done = subprocess.run(command, capture_output=True, text=True, timeout=HANG, check=False)
    assert (done.returncode, done.stderr) == (0, "")
