"""Exit statuses of jobs, and what their reports say of each board: real processes against a demo forum that is changed on its way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.crawl.outcome import BROKEN, CHANGED, DONE, PARTIAL, REFUSED
from crawler.demo.forum import Forum
from crawler.demo.site import Site
from tests.jobs import JobRunner, Result
from tests.loopback import Answer, serving
from tests.processes import ROOT, scrapy
from tests.test_statuses import COOKIES, FAR_AWAY, PASSWORD, RAISING, board, site, thread

BOARD = "forum.php?mod=forumdisplay&fid=7"


class Altered:
    """The demo forum behind a server that changes its pages."""

    def __init__(self) -> None:
        self.site = Site(Forum(threads=120))
        self.alter: Callable[[str], str] = str

    def __call__(self, path: str) -> Answer | None:
        answer = self.site.answer(path, "http://127.0.0.1/")
        body = answer.body.decode().replace('<base href="http://127.0.0.1/"', "<base ")
        return answer.status, dict(answer.headers) | {"Content-Length": str(len(self.alter(body).encode()))}, self.alter(body).encode()


def run(job: JobRunner, **options: object) -> Result:
    """A run with options of the crawl on top."""
    given = [part for name, value in options.items() for part in ("-a", f"{name}={value}")]
    done = scrapy(
        "crawl", "board", "-a", f"url={job.url}", "-a", "job=x", *given, "-s", f"STORE_DIR={job.var}", "-s", "RECHECK_DAYS=100000"
    )
    return Result(done.returncode, done.stderr)


def test_a_pipeline_that_raises_leaves_the_page_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raising.py").write_text(RAISING)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{ROOT}")
    with serving(site(thread(1), thread(2), thread(3))) as server:
        job = JobRunner(tmp_path, f"{server.url}forum-2-1.html", ROUND_SECONDS=0)
        result = job.run(ITEM_PIPELINES=json.dumps({"pipelines.validate.ValidatePipeline": 300, "raising.Raising": 400}))
        assert result.status == BROKEN
        assert "thread-2-1-1.html: ZeroDivisionError: of no use" in result.line
        assert {post["thread"]["id"] for post in job.feed()} == {"1", "3"}
        assert job.run().status == DONE
        assert {post["thread"]["id"] for post in job.feed()} == {"1", "2", "3"}


def test_a_site_that_changed(tmp_path: Path) -> None:
    forum = Altered()
    with serving(forum) as server:
        job = JobRunner(tmp_path, server.url + BOARD)
        assert job.run().status == DONE
        forum.alter = lambda body: re.sub(r'<em id="authorposton[^>]*>.*?</em>', "", body, flags=re.DOTALL)  # nothing left for the shape
        for n in range(3):
            forum.site.forum.new_thread(7, f"新主题{n}", "首帖")
        result = job.run()
        assert (result.status, "site_changed" in result.line, "(time)" in result.line) == (CHANGED, True, True), result.line
        forum.alter = str
        forum.site.forum.new_thread(7, "又一个", "首帖")
        assert job.run().status == DONE


def test_a_lost_login_replaces_nothing(tmp_path: Path) -> None:
    hidden, shown = '<div class="locked">游客，如果您要查看本帖隐藏内容请<a href="x">登录</a></div>', "这里写着只有会员看得到的一段话"
    member = '<a href="member.php?mod=logging&amp;action=logout&amp;formhash=1">退出</a>'
    (tmp_path / "cookies.txt").write_text(COOKIES.format(FAR_AWAY))
    forum = Altered()
    tid = forum.site.forum.new_thread(7, "只给会员", f"开头。{shown}。结尾。")
    with serving(forum) as server:
        job = JobRunner(tmp_path, server.url + BOARD)
        forum.alter = lambda body: body.replace("</body>", f"{member}</body>")
        assert run(job, cookies=tmp_path / "cookies.txt").status == DONE
        before = job.feed()
        assert [post["text"] for post in before if post["thread"]["id"] == str(tid)] == [f"开头。{shown}。结尾。"]
        forum.alter = lambda body: body.replace(f"开头。{shown}。结尾。", hidden)
        forum.site.forum.reply(tid, "顶")
        result = run(job, cookies=tmp_path / "cookies.txt")
        assert (result.status, "pages show us as a guest" in result.line) == (REFUSED, True), result.line
        assert [post["revision"] for post in job.feed() if post["thread"]["id"] == str(tid)] == [1, 1]


def test_a_row_for_each_board(tmp_path: Path) -> None:
    with serving(site(thread(1), thread(2), forum_3_1=PASSWORD, forum_4_1=board("thread-9-1-1.html"))) as server:
        first, second, third = (f"{server.url}forum-{n}-1.html" for n in (2, 3, 4))
        job = JobRunner(tmp_path, f"{first},{second},{third}", ROUND_SECONDS=0)
        result = job.run()
        assert (result.status, f"nothing at {second}" in result.line) == (PARTIAL, True), result.line
        rows = [line.strip() for line in result.log.splitlines() if line.startswith("  http")]
        assert [row.split(": ")[0] for row in rows] == [first, second, third]
        assert "2 threads, 2 posts, last read 20" in rows[0]
        assert "last read never, not readable: password since 20" in rows[1]
        (path,) = (job.folder / "runs").glob("*.json")
        assert [entry["reason"] for entry in json.loads(path.read_text())["boards"]] == [None, "password", None]
        metrics = (job.folder / "metrics.prom").read_text()
        assert f'boardfeed_board_posts{{board="{first}",job="x"}} 2.0\n' in metrics
        assert f'boardfeed_board_unreadable_since_seconds{{board="{second}",job="x",reason="password"}} ' in metrics
        assert rows == scrapy("feed", "x", "-s", f"STORE_DIR={job.var}").stdout.splitlines()[1:4]


@pytest.mark.parametrize(
    ("answer", "status"),
    [((404, {}, b"gone"), CHANGED), *(pytest.param(answer, REFUSED, marks=pytest.mark.soak) for answer in (PASSWORD, (500, {}, b"oops")))],
)
def test_a_job_that_reads_nothing(answer: Answer, status: int, tmp_path: Path) -> None:
    with serving(site(forum_2_1=answer)) as server:
        result = JobRunner(tmp_path, f"{server.url}forum-2-1.html", RETRY_ENABLED=0).run()
    assert result.status == status, result.line
