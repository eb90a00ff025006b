"""Every wrong usage is one sentence on standard error and the promised status: real processes, in a folder that is no checkout."""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.crawl.outcome import BROKEN, DONE, HELD, REFUSED, USAGE
from tests.loopback import serving
from tests.patience import HANG
from tests.processes import QUICK, ROOT, boardfeed, scrapy
from tests.test_statuses import FINE, site

URL = "http://127.0.0.1:1/"
"""Nobody listens there."""
JOBS = f"""
[news]
urls = ["{URL}"]
[news.settings]
RETRY_ENABLED = false
[fast]
urls = ["{URL}"]
settings = {{DOWNLOAD_DELAY = "fast"}}
[typo]
urls = ["{URL}"]
settings = {{DOWNLOD_DELAY = 3}}
[pictures]
urls = ["{URL}"]
images = 3
[member]
urls = ["{URL}"]
cookies = "absent.txt"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of somebody who has begun to use it."""
    folder = tmp_path_factory.mktemp("usage")
    (folder / "page.html").write_text("<html><body><h1>Shoes</h1></body></html>")
    (folder / "jobs.toml").write_text(JOBS)
    (folder / "torn.toml").write_text("[a\n")
    (folder / "bord.toml").write_text(f'[a]\nurls = ["{URL}"]\nspider = "bord"\n')
    (folder / "latin.toml").write_bytes(b"# \xff")
    (folder / "odd.toml").write_text(f'[a]\nurls = ["{URL}"]\nmax_thread = 3\n')
    (folder / "bare.toml").write_text('urls = ["x.example"]\n')
    (folder / "var" / "news" / "feed").mkdir(parents=True)
    return folder


CRAWL = [
    ("", "where should it begin"),
    ("bord", "'bord' is no web address"),
    ("ftp://x.example/", "is no web address"),
    ("file:///etc/passwd", "is no web address"),
    ("http://", "is no web address"),
    ("board", "where should it begin"),
    ("board U", "-a url=http://127.0.0.1:1/"),
    ("thread U", "-a url=http://127.0.0.1:1/"),
    ("bord -a url=U", "there is no spider 'bord'; there are: board, thread"),
    ("U -a url=U", "not both"),
    ("U --since gestern", "is no date"),
    ("U -a since=2026-13-01", "is no date"),
    ("U --engine discus", "there is no engine 'discus'; did you mean discuz or discourse?"),
    ("U --max-threads 0", "is no number that can be used"),
    ("U --max-threads -1", "is no number that can be used"),
    ("U --max-pages many", "is no number that can be used"),
    ("U --timezone Mars/Base", "is no time zone"),
    ("U --timezone 8", "is no time zone"),
    ("U --timezone UTCx", "is no time zone"),
    ("U --profile absent/x", "there is no folder absent"),
    ("U --cookies absent.txt", "there is no cookie file absent.txt"),
    ("U --cookies page.html", "is no Netscape cookie file"),
    ("U --cookies .", ". is no Netscape cookie file"),
    ("U --images=perhaps", "neither yes nor no"),
    ("U --browser yes", "give browser=auto"),
    ("U --proxy http://x:99999", "proxy is no address of an HTTP proxy"),
    ("U --job=", "--job is given without a value"),
    ("mailto:a@b.example", "is no web address"),
    ("U --colour red", "there is no option --colour"),
    ("U -a colour=red", "there is no option 'colour'; did you mean "),
    ("U -a colour", "-a NAME=VALUE"),
    ("U -a again=U", "name the job with job=NAME"),
    ("U --job a/b", "a job's name is made of"),
    ("U --log-format xml", "choose from"),
    ("U -s", "expected one argument"),
    ("U -s DOWNLOAD_DELAY", "write -s NAME=VALUE"),
    ("U -s DOWNLOAD_DELAY=fast", "DOWNLOAD_DELAY='fast' is no number"),
    ("U -s DOWNLOAD_DELAY=-1", "give 0 or more"),
    ("U -s DOWNLOAD_DELAY=nan", "cannot be used"),
    ("U -s DOWNLOD_DELAY=3", "did you mean DOWNLOAD_DELAY?"),
    ("U -s RETRY_TIMES=1.5", "is no whole number"),
    ("U -s CONCURRENT_REQUESTS=0", "give more than 0"),
    ("U -s ROBOTSTXT_OBEY=perhaps", "neither yes nor no"),
    ("U -s ITEM_PIPELINES=x", "is no JSON object"),
    ("U -s LOG_FORMAT=x", "is no format of Python's logging"),
    ("U -s TWISTED_REACTOR=x", "Boardfeed runs on "),
    ('U -s EXTENSIONS={"absent.Thing":1}', "EXTENSIONS: absent.Thing cannot be loaded"),
    ("U -s DUPEFILTER_CLASS=os", "DUPEFILTER_CLASS: os cannot be loaded"),
    ("U -s RETRY_HTTP_CODES=x", "is no list of numbers"),
    ('U -s DOWNLOAD_SLOTS={"x":{"dealy":3}}', "DOWNLOAD_SLOTS is no table of sites"),
    ("U -L loud", "is no level"),
    ("U --logfile absent/x.log", "does not exist"),
    ("U --logfile .", "Is a directory"),
    ("U --pidfile absent/x.pid", "absent/x.pid: No such file"),
    ("U -o a.jsonl -O b.jsonl", "give one of them"),
    ("U --job a -s STORE_URL=nonsense", "STORE_URL is no address"),
    ("U --job a -s STORE_URL=mysql://root:secret@x/y", "STORE_URL is no address"),
    ("U --job a -s STORE_URL=postgresql://x/y", "write postgresql+psycopg://"),
]
OTHERS = [
    ("crwl", "did you mean crawl or "),
    ("U", "boardfeed crawl http://127.0.0.1:1/"),
    ("job nws", "there is no job 'nws' in jobs.toml; there are: news,"),
    ("job news x", "one job at a time"),
    ("job fast", "[fast.settings]: DOWNLOAD_DELAY='fast' is no number"),
    ("job typo", "did you mean DOWNLOAD_DELAY?"),
    ("job pictures", "neither yes nor no"),
    ("job member", "there is no cookie file absent.txt"),
    ("job news --again nonsense", "is no web address"),
    ("job news --again http://other.example/", "the job knows no thread or board at this address"),
    ("job a --file absent.toml", "boardfeed init writes one"),
    ("job a --file .", "Is a directory"),
    ("job a --file torn.toml", "torn.toml: Expected"),
    ("job a --file bord.toml", "'bord'; there are: board, thread"),
    ("job a --file odd.toml", "an unknown option, max_thread; did you mean max_threads or"),
    ("job a --file bare.toml", "write [urls]"),
    ("job news --reread --since soon", "since='soon' is no day"),
    ("job news --reread --since 2026-13-01", "since='2026-13-01' is no day"),
    ("job --all --reread", "it takes no name"),
    ("job --all --since 2026-01-31", "it takes no name"),
    ("job a --file latin.toml", "latin.toml is no UTF-8 text"),
    ("doctor --file absent.toml", "there is no file absent.toml"),
    ("--file x", "a command comes before --file"),
    ("feed", "which job?"),
    ("feed nws", "there is no job 'nws' below var; there are: news"),
    ("feed ../news", "is no job's name"),
    ("feed news --colour", "there is no option --colour"),
    ("feed news --export absent/x.parquet", "there is no folder absent"),
    ("feed news --export .", "it is a folder"),
    ("feed news --images absent/x.jsonl", "there is no folder absent"),
    ("feed news --images .", "it is a folder"),
    ("feed news --images x.jsonl --caption-from magic", "there is no such kind"),
    ("feed news --gallery g", "there is no image folder"),
    ("feed news --gallery g --min-side big", "invalid int value"),
    ("extract", "which file?"),
    ("extract page.html --engine discus", "did you mean discuz or discourse?"),
    ("extract page.html --jobs -1", "give a whole number from 1 to 1024"),
    ("extract page.html --url page", "is no web address"),
    ("extract page.html --colour", "there is no option --colour"),
    ("demo --threads 0", "a whole number from 1 to 100000"),
    ("demo --threads many", "a whole number from 1 to 100000"),
    ("demo --port 99999", "a whole number from 0 to 65535"),
    ("demo x", "takes no addresses"),
    ("demo --out /proc/none/x.jsonl", "cannot be written"),
    ("init a b", "one folder at a time"),
    ("init page.html", "page.html"),
    ("doctor x", "takes no 'x'"),
    ("fixture", "which page?"),
    ("fixture absent.html", "No such file"),
    ("new-engine kiln", "boardfeed new-engine NAME"),
    ("new-engine kiln absent.html", "No such file"),
]


def given(words: str) -> list[str]:
    """The arguments; ``U`` is the address where nobody listens."""
    return [re.sub(r"^(.*=)?U$", rf"\g<1>{URL}", word) for word in words.split()]


@pytest.mark.parametrize(("words", "said"), [*((f"crawl {words}".rstrip(), said) for words, said in CRAWL), *OTHERS])
def test_one_sentence(words: str, said: str, folder: Path) -> None:
    done = boardfeed(*given(words), folder=folder)
    (line,) = done.stderr.splitlines()
    assert line.startswith("boardfeed: ")
    assert said in line
    assert "secret" not in line
    assert (done.returncode, done.stdout) == (USAGE, "")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("crawl U", REFUSED, "the host refuses connections"),
        ("crawl http://no-such-host.invalid/", REFUSED, "the host name does not exist"),
        ("crawl U -o .", BROKEN, "the feed could not be written"),
        ("crawl U -o gopher://x/y.jsonl", BROKEN, "gopher://x/y.jsonl: this feed cannot be written: the log says why"),
        (
            "crawl U -v --job a -s STORE_PATIENCE=0 -s STORE_URL=postgresql+psycopg://u:secret@127.0.0.1:1/y",
            BROKEN,
            "the database server does not answer",
        ),
        ("crawl U --job a -s STORE_URL=sqlite:////none/x.sqlite", BROKEN, "boardfeed: the store: "),
        ("crawl U --job a -s STORE_DIR=page.html", BROKEN, "Not a directory"),
        ("crawl U --job held", HELD, "another run of this job is at work"),
    ],
)
def test_the_last_line_says_what_failed(words: str, status: int, said: str, folder: Path) -> None:
    (folder / "var" / "held").mkdir(exist_ok=True)
    with (folder / "var" / "held" / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = ("-s", "RETRY_ENABLED=0") if words.startswith("crawl") else ()
        done = boardfeed(*given(words), *waiting, folder=folder)
    line = done.stderr.splitlines()[-1]
    assert said in line
    assert line.startswith("boardfeed: ")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    assert done.returncode == status


def test_a_port_that_is_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = boardfeed("demo", "--serve", "--port", str(port), folder=folder, PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stderr) == (USAGE, f"boardfeed: port {port} cannot be used: Address already in use\n")


@pytest.mark.parametrize(
    ("module", "words", "package"),
    [
        ("PIL", ("crawl", URL, "--images"), "pillow"),
        ("psycopg", ("crawl", URL, "-s", "STORE_URL=postgresql+psycopg://x/y"), "'psycopg[binary]'"),
    ],
)
def test_a_missing_extra_is_told_with_the_command_that_installs_it(module: str, words: tuple[str, ...], package: str, folder: Path) -> None:
    program = f"import sys; sys.modules[{module!r}] = None; sys.argv[0] = 'boardfeed'; from crawler.cli import main; main()"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=HANG, check=False
    )
    (line,) = done.stderr.splitlines()
    assert done.returncode == USAGE
    assert line.endswith(f" install {package}")
    assert "what this needs is not installed; " in line


def test_a_spider_by_its_name_and_addresses_on_their_own(tmp_path: Path) -> None:
    """Both ways, the same crawl: no line but the closing one, and the same lines in the file and on standard output."""
    with serving(site(*FINE)) as server:
        url, quick = f"{server.url}forum-2-1.html", QUICK
        (tmp_path / "posts.jsonl").write_text("an older crawl\n")
        one = boardfeed("crawl", url, "-o", "posts.jsonl", *quick, folder=tmp_path)
        other = boardfeed("crawl", url, *quick, folder=tmp_path)
        third = scrapy("crawl", "board", "-a", f"url={url}", "-O", str(tmp_path / "third.jsonl"))
        told = boardfeed("crawl", url, *quick, "--log-format", "json", "-L", "DEBUG", folder=tmp_path)
    assert [done.returncode for done in (one, other, third, told)] == [DONE] * 4
    closing = one.stderr.removeprefix("boardfeed: ").strip()
    assert one.stderr == other.stderr == third.stderr == f"boardfeed: {closing}\n"
    assert closing.startswith("3 posts from 3 threads (5 answers)")
    read = [(tmp_path / name).read_text() for name in ("posts.jsonl", "third.jsonl")]
    assert [len(text.splitlines()) for text in (*read, other.stdout)] == [3, 3, 3]
    lines = [json.loads(line) for line in told.stderr.splitlines()]
    assert lines[-1] == {"event": "closed", "status": 0, "message": closing}
    assert {"level", "logger", "message", "time"} == set(lines[0])
    talkative = boardfeed("crawl", URL, "-v", "-s", "RETRY_ENABLED=0", folder=tmp_path)
    assert "Overridden settings" in talkative.stderr


def test_a_folder_to_begin_with(tmp_path: Path) -> None:
    assert boardfeed("init", folder=tmp_path).returncode == DONE
    mine = (tmp_path / "jobs.toml").read_text() + '\n[mine]\nurls = ["https://bbs.example.com/forum-2-1.html"]\n'
    (tmp_path / "jobs.toml").write_text(mine)
    again = boardfeed("init", folder=tmp_path)
    assert "jobs.toml is there already and stays as it is" in again.stdout
    assert (tmp_path / "jobs.toml").read_text() == mine
    assert json.loads((tmp_path / "schema" / "post.schema.json").read_text())["title"] == "Boardfeed: boardfeed/post/1"
    assert "mine\thttps://bbs.example.com/forum-2-1.html" in boardfeed("job", folder=tmp_path).stdout
    examined = boardfeed("doctor", folder=tmp_path)
    assert (examined.returncode, "[mine] can be run" in examined.stdout) == (DONE, True)
    (tmp_path / "jobs.toml").write_text('[mine]\nurls = ["https://bbs.example.com/"]\nengine = "discus"\n')
    examined = boardfeed("doctor", folder=tmp_path)
    assert (examined.returncode, "wrong jobs.toml: [mine]: there is no engine 'discus'" in examined.stdout) == (BROKEN, True)


def test_all_jobs_and_who_is_told(tmp_path: Path) -> None:
    """Jobs with defaults: each has a line, the worst status is the command's, and the hook is given each report."""
    with serving(site(*FINE)) as server:
        (tmp_path / "jobs.toml").write_text(
            "[defaults]\n"
            "on_status = 'cat > \"told-$BOARDFEED_JOB-$BOARDFEED_STATUS.json\"'\n"
            "settings = {DOWNLOAD_DELAY = 0, AUTOTHROTTLE_ENABLED = false, RETRY_ENABLED = false}\n"
            f'[good]\nurls = ["{server.url}forum-2-1.html"]\nmax_threads = 1\nsettings = {{RECHECK_DAYS = 0}}\n'
            f'[gone]\nurls = ["{server.url}forum-9-1.html"]\n'
            f'[wrong]\nurls = ["{URL}"]\nengine = "discus"\n'
        )
        (tmp_path / "var" / "good" / "run.log").mkdir(parents=True)
        done = boardfeed("job", "--all", folder=tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == USAGE
    ended = {line.split(":")[0]: line.rpartition("(status ")[2] for line in done.stdout.splitlines()}
    assert ended == {"good": "0)", "gone": "5)", "wrong": "2)"}
    told = {path.name: json.loads(path.read_text()) for path in tmp_path.glob("told-*.json")}
    assert {name: report["status"] for name, report in told.items()} == {
        "told-good-0.json": 0,
        "told-gone-5.json": 5,
        "told-wrong-2.json": 2,
    }
    assert told["told-good-0.json"]["posts"]["new"] == 1
    assert "did you mean discuz" in told["told-wrong-2.json"]["line"]
    assert "boardfeed: " in (tmp_path / "var" / "gone" / "run.log").read_text()
    assert "; var/good/run.log: Is a directory (status 0)" in done.stdout, "a log that cannot be written is told"
