"""Pages that show nothing without a browser: what a crawl says of them, and what it reads with ``browser=auto``."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from crawler.crawl import chromium
from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import DONE, PARTIAL, REFUSED
from crawler.forum import Notice
from crawler.markup.shell import drawn_by_script
from crawler.page import Page
from crawler.reading import read, read_by
from tests.loopback import Answer, Loopback, serving
from tests.processes import QUICK, boardfeed
from tests.test_statuses import board, thread

needs_a_browser = pytest.mark.skipif(
    importlib.util.find_spec("scrapy_playwright") is None or not chromium.found(), reason="no scrapy-playwright, or no Chromium"
)


def drawn(markup: str) -> str:
    """A page whose body comes from the server after it was loaded, as markup in JSON, and is put into its place by a script."""
    return (
        "<html><head><title>茶馆</title></head><body><div id='app'>Loading…</div><script>"
        f"setTimeout(() => {{ document.documentElement.innerHTML = {json.dumps(markup)}.replace('</h', '</h') }}, 600)"
        "</script></body></html>"
    )


SHELLS = [
    '<html><body><div id="app"></div><script src="/main.js"></script></body></html>',
    '<html><body><h1>论坛</h1><app-root></app-root><script type="module" src="/m.js"></script><p>© 2024</p></body></html>',
    '<html><body><noscript>You need to enable JavaScript to run this app.</noscript><script src="/m.js"></script></body></html>',
    '<html><body><a href="/">Home</a><main id="posts">加载中</main><script>fetch("/api/posts?thread=1").then(drawn)</script></body></html>',
]
NO_SHELLS = [
    "<html><body><h1>Shoes</h1></body></html>",
    '<html><body><h1>Shoes</h1><p>We sell shoes.</p><script src="/count.js"></script></body></html>',
    f'<html><body><div id="ad"></div><p>{"Words about cooking. " * 40}</p><script src="/count.js"></script></body></html>',
]


@pytest.mark.parametrize(("markup", "shell"), [*((markup, True) for markup in SHELLS), *((markup, False) for markup in NO_SHELLS)])
def test_shells(markup: str, shell: bool) -> None:
    page = Page(markup.encode(), "http://bbs.example/thread-1-1-1.html")
    assert drawn_by_script(page) is shell
    reading = read(page)
    assert isinstance(reading, Notice)
    assert (reading.reason == "script") is shell


_MENU = "".join(f'<li><a href="{name}">{name}</a></li>' for name in ("index", "guide", "search", "rules", "help", "archive"))
FRAMES = {
    "discuz": '<head><meta name="generator" content="Discuz! X3.4"><script>var STYLEID = "1", discuz_uid = "0";</script></head>'
    f'<body id="nv_forum"><div id="append_parent"></div><div id="ajaxwaitid"></div><ul id="nv">{_MENU}</ul><div id="ct"></div></body>',
    "phpbb": '<head><title>Tide</title><script src="./assets/javascript/core.js"></script></head><body id="phpbb" class="nojs">'
    f'<div id="wrap"><ul id="nav-main">{_MENU}</ul><div id="page-body"></div><div id="darkenwrapper"></div></div></body>',
}
DRAWN = {
    "flarum": '<head><title>Tide</title></head><body><div id="app"><header><h1><a href="/">Tide</a></h1></header><main></main></div>'
    '<div id="flarum-loading"></div><script src="/assets/forum-1.js"></script></body>',
    "discourse": '<head><meta name="generator" content="Discourse 3.4"></head><body class="docked"><section id="main"></section>'
    '<script src="/assets/vendor.js"></script></body>',
}


@pytest.mark.parametrize("name", [*FRAMES, *DRAWN])
def test_an_empty_page_in_its_softwares_frame_needs_no_browser(name: str) -> None:
    engine, reading = read_by(Page(f"<!DOCTYPE html><html>{(FRAMES | DRAWN)[name]}</html>".encode(), "https://bbs.example/"))
    assert engine is not None
    assert engine.name == name
    assert (isinstance(reading, Notice) and reading.reason == "script") is (name in DRAWN)


def test_without_a_browser_the_last_line_says_that_one_is_needed(tmp_path: Path) -> None:
    pages: dict[str, Answer] = {"/forum-2-1.html": board("thread-1-1-1.html", "thread-2-1-1.html"), "/thread-1-1-1.html": thread(1)}
    pages["/thread-2-1-1.html"] = pages["/forum-3-1.html"] = SHELLS[0]
    with serving(pages.get) as server:
        for path, status in (("forum-2-1.html", PARTIAL), ("forum-3-1.html", REFUSED)):
            done = boardfeed("crawl", server.url + path, *QUICK, folder=tmp_path)
            assert done.returncode == status
            assert "it needs a browser" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("value", ["always", "chrome"])
def test_another_value_is_wrong_usage(value: str) -> None:
    with pytest.raises(OptionError, match="give browser=auto"):
        Options.parse(url="http://bbs.example/", browser=value)


def test_a_browser_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.crawl.options.find_spec", lambda _: True)
    monkeypatch.setattr("crawler.crawl.chromium.found", lambda: False)
    with pytest.raises(OptionError, match="there is no Chromium"):
        Options.parse(url="http://bbs.example/", browser="auto")
    monkeypatch.setattr("crawler.crawl.options.find_spec", lambda _: None)
    with pytest.raises(OptionError, match="install scrapy-playwright"):
        Options.parse(url="http://bbs.example/", browser="auto")


CHECK = """<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={};
setTimeout(() => { document.cookie = 'passed=' + (6 * 7) + '; path=/'; location.reload() }, 400)</script></body></html>"""


@needs_a_browser
def test_only_guarded_pages_are_read_in_a_browser(tmp_path: Path) -> None:
    """A page drawn by a script, beside plain pages; what it loads for the eye, or from inside, is not asked for."""
    shown = thread(2).replace("话", '话<img src="/big.png"><img src="http://10.0.0.1/x">')
    pages: dict[str, Answer] = {"/forum-2-1.html": board("thread-1-1-1.html", "thread-2-1-1.html"), "/thread-1-1-1.html": thread(1)}
    pages["/thread-2-1-1.html"] = drawn(shown)
    with serving(pages.get) as server:
        done = boardfeed("crawl", f"{server.url}forum-2-1.html", "--browser", "auto", *QUICK, folder=tmp_path)
        asked = [path for path in server.paths if path != "/robots.txt"]
    assert (done.returncode, len(done.stdout.splitlines())) == (DONE, 2), done.stderr
    assert sorted(asked) == ["/forum-2-1.html", "/thread-1-1-1.html", "/thread-2-1-1.html", "/thread-2-1-1.html"]


@needs_a_browser
def test_a_check_is_passed_once(tmp_path: Path) -> None:
    """The cookie that a browser check gives opens the following pages for the plain client; a job keeps it so, too."""
    pages: dict[str, Answer] = {"/forum-2-1.html": board("thread-1-1-1.html", "thread-2-1-1.html")}
    pages |= {f"/thread-{number}-1-1.html": thread(number) for number in (1, 2)}
    running: list[Loopback] = []

    def answer(path: str) -> Answer | None:
        return pages.get(path) if "passed=42" in running[0].cookies[-1] else (403, {}, CHECK.encode())

    with serving(answer) as server:
        running.append(server)
        (tmp_path / "jobs.toml").write_text(f'[news]\nurls = ["{server.url}forum-2-1.html"]\nbrowser = "auto"\n')
        done = boardfeed("job", "news", *QUICK, folder=tmp_path)
        asked = [path for path in server.paths if path.startswith("/thread")]
    assert (done.returncode, "2 new" in done.stderr) == (DONE, True), done.stderr
    assert sorted(asked) == ["/thread-1-1-1.html", "/thread-2-1-1.html"]
