"""``scrapy crawl`` where sites are slow, hostile, broken, or not there: polite, on the site, and honest about the outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.crawl.outcome import CHANGED, DONE, PARTIAL, REFUSED, USAGE
from crawler.engines import ENGINES
from tests.conftest import Crawler
from tests.loopback import Answer, serving

target = ENGINES["discuz"].target

ROBOTS = "User-agent: *\nDisallow: /private/\n"
HEAD = '<html><head><meta name="generator" content="Discuz! X3.5" /><title>题 - 站</title></head><body>'


def thread_page(tid: int, words: str = "话", after: str = "") -> str:
    return f"""{HEAD}<div id="pt"><a href="forum-2-1.html">板</a></div>{after}<div id="postlist"><span id="thread_subject">题{tid}</span>
<div id="post_{tid}1"><table id="pid{tid}1"><tr><td><a id="postnum{tid}1" href="thread-{tid}-1-1.html">楼主</a><div class="pcb">
<div id="postmessage_{tid}1">{words}</div></div></td></tr></table></div></div></body></html>"""


def board_page(*links: str, after: str = "") -> str:
    rows = "".join(
        f'<tbody id="normalthread_{n}"><tr><th><a class="xst" href="{link}">题</a></th></tr></tbody>' for n, link in enumerate(links, 1)
    )
    return f'{HEAD}<table id="threadlisttableid">{rows}</table>{after}</body></html>'


def pages(**answers: Answer) -> Callable[[str], Answer | None]:
    """Answers by address: ``board``, ``thread1`` … are the rewritten addresses of page 1."""
    named: dict[str, Answer] = {"/robots.txt": ROBOTS, "/forum-2-1.html": answers.pop("board", board_page("thread-1-1-1.html"))}
    named |= {f"/thread-{name.removeprefix('thread')}-1-1.html": answer for name, answer in answers.items()}
    return named.get


def test_it_never_leaves_the_site(crawl: Crawler) -> None:
    with serving(lambda _: thread_page(9), host="127.0.0.2") as elsewhere:
        next_page = f'<div class="pg"><strong>1</strong><a class="nxt" href="{elsewhere.url}forum-2-2.html">下一页</a></div>'
        next_page = next_page.replace("</div>", '<span title="共 2 页"></span></div>')
        answers = pages(
            board=board_page(
                "thread-1-1-1.html", "thread-2-1-1.html", f"{elsewhere.url}thread-3-1-1.html", "thread-4-1-1.html", after=next_page
            ),
            thread1=thread_page(1),
            thread2=(302, {"Location": f"{elsewhere.url}thread-2-1-1.html"}, b""),
            thread4=thread_page(4, after=next_page.replace("forum-2-2", "thread-4-2-1")),
        )
        with serving(answers) as forum:
            found = crawl("board", url=f"{forum.url}forum-2-1.html")
    assert elsewhere.paths == []
    assert found.threads == {"1", "4"}


def test_cookies_are_sent_from_the_first_request_on(crawl: Crawler, tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tdEm0_auth\tabc\n")
    with serving(pages(thread1=thread_page(1))) as forum:
        crawl("board", url=f"{forum.url}forum-2-1.html", cookies=file)
        sent = dict(zip(forum.paths, forum.cookies, strict=True))
    assert "dEm0_auth=abc" in sent["/forum-2-1.html"]
    assert "dEm0_auth=abc" in sent["/thread-1-1-1.html"]


def test_crawl_delay(crawl: Crawler) -> None:
    robots = "User-agent: *\nCrawl-delay: 1\n"
    answers = {"/robots.txt": robots, "/forum-2-1.html": board_page("thread-1-1-1.html", "thread-2-1-1.html")}
    with serving(lambda path: answers.get(path) or thread_page(int(path[8]))) as forum:
        found = crawl("board", "-s", "RANDOMIZE_DOWNLOAD_DELAY=0", url=f"{forum.url}forum-2-1.html")
    assert found.threads == {"1", "2"}
    assert forum.paths[0] == "/robots.txt"
    assert forum.gap(lambda path: path != "/robots.txt") > 0.95


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(status: int, crawl: Crawler) -> None:
    refusals: list[Answer] = [(status, {"Retry-After": "2"}, b"<title>busy</title>")]
    answers = pages(board=board_page("thread-1-1-1.html"))
    with serving(lambda path: answers(path) or (refusals.pop() if refusals else thread_page(1))) as forum:
        found = crawl("board", url=f"{forum.url}forum-2-1.html")
    assert found.threads == {"1"}
    assert found.status == DONE
    first = forum.paths.index("/thread-1-1-1.html")
    assert forum.times[first + 1] - forum.times[first] > 1.8


def test_robots_txt_forbids(crawl: Crawler) -> None:
    with serving(lambda path: "User-agent: *\nDisallow: /\n" if path == "/robots.txt" else board_page()) as forum:
        found = crawl("board", url=f"{forum.url}forum-2-1.html")
    assert forum.paths == ["/robots.txt"]
    assert found.status == REFUSED
    assert "robots.txt forbids" in found.closing


def test_broken_pages_never_end_a_crawl(crawl: Crawler) -> None:
    whole = thread_page(1)
    breakages: list[Answer] = [
        b"",
        b"\x00" * 500,
        bytes(range(128, 256)) * 50,
        whole[:-200].replace("1", "2"),
        HEAD + "<div>" * 5000,
        HEAD + "<table><tr><td><ul><li>" * 400 + '<div id="postmessage_31">深',
        '<div id="postmessage_41">' + "<font>" * 600 + "深",
        thread_page(5).replace('id="pid51"', 'id="pid' + "9" * 5000 + '"'),
        (500, {}, b"<title>System Error</title>"),
        (200, {"Content-Encoding": "gzip"}, b"no gzip at all"),
        (200, {"Content-Type": "text/html; charset=hex"}, thread_page(6).encode("gbk")),
        (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n"),
        (302, {"Location": "http://[broken/"}, b""),
        (302, {"Location": "/forum-2-1.html"}, b""),
        "<!-- " + whole,
        "<html><body><script>document.cookie='a=1';location.reload()</script></body></html>",
    ]
    names = {f"thread{n}": answer for n, answer in enumerate(breakages, 100)}
    links = [f"{name.replace('thread', 'thread-')}-1-1.html" for name in names]
    with serving(pages(board=board_page(*links, "thread-1-1-1.html"), thread1=whole, **names)) as forum:
        found = crawl("board", "-s", "RETRY_ENABLED=0", url=f"{forum.url}forum-2-1.html")
    assert {f"/{link}" for link in links} <= set(forum.paths)
    assert "1" in found.threads
    assert "Traceback" not in found.done.stderr
    assert found.status == PARTIAL
    assert "lost" in found.closing


def test_endless_pagers_end(crawl: Crawler) -> None:
    def pager(address: str, page: int) -> str:
        return f'<div class="pg"><strong>{page}</strong><a class="nxt" href="{address}">下一页</a><span title="共 99999 页"></span></div>'

    def answer(path: str) -> Answer | None:
        at = target(path)
        if at is None:
            return ROBOTS if path == "/robots.txt" else None
        if at.kind == "board":
            return board_page("thread-1-1-1.html", after=pager(f"forum-2-{at.page + 1}.html", at.page))
        return thread_page(1, after=pager(f"thread-1-{at.page + 1}-1.html", at.page))

    with serving(answer) as forum:
        found = crawl("board", url=f"{forum.url}forum-2-1.html")
    assert len(found.posts) == 1
    assert len(forum.paths) < 12


@pytest.mark.parametrize(("setting", "below"), [("THREAD_PAGES", "thread-1-"), ("LIST_PAGES", "forum-2-")])
def test_what_has_no_end_is_left_and_told(setting: str, below: str, crawl: Crawler) -> None:
    """Every page brings something new, for ever."""

    def pager(address: str, page: int) -> str:
        return f'<div class="pg"><strong>{page}</strong><a class="nxt" href="{address}">下一页</a></div>'

    def answer(path: str) -> Answer | None:
        at = target(path)
        if at is None:
            return ROBOTS if path == "/robots.txt" else None
        if at.kind == "board":
            more = pager(f"forum-2-{at.page + 1}.html", at.page) if setting == "LIST_PAGES" else ""
            return board_page(f"thread-{at.page}-1-1.html", after=more)
        more = pager(f"thread-1-{at.page + 1}-1.html", at.page) if setting == "THREAD_PAGES" else ""
        return thread_page(int(at.id), after=more).replace(f"{at.id}1", f"{at.id}{at.page}1")

    with serving(answer) as forum:
        found = crawl("board", "-s", f"{setting}=4", url=f"{forum.url}forum-2-1.html")
    assert sum(below in path for path in forum.paths) == 4
    assert found.status == PARTIAL
    assert "1 endless" in found.closing


def test_passwords_in_links_are_left_out(crawl: Crawler) -> None:
    """In rows and in redirects: an address with a password would stand in every line and log."""

    def answer(path: str) -> Answer | None:
        if path.startswith("/forum-2"):
            return board_page(f"{forum.url.replace('://', '://me:secret@')}thread-1-1-1.html")
        if path == "/start":
            return 301, {"Location": forum.url.replace("://", "://me:secret@") + "forum-2-1.html"}, b""
        return thread_page(1) if path.startswith("/thread-1-") else ROBOTS if path == "/robots.txt" else None

    with serving(answer) as forum:
        found = crawl("board", url=f"{forum.url}start")
    assert len(found.posts) == 1
    assert "secret" not in found.done.stderr + json.dumps(found.posts)


# What goes wrong before anything is read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spider", "options", "why"),
    [
        ("board", {}, "where should it begin"),
        ("board", {"url": "nonsense"}, "'nonsense' is no web address"),
        ("board", {"url": "ftp://bbs.example/"}, "is no web address"),
        ("thread", {"url": "http://127.0.0.1/", "engine": "phpbb9"}, "there is no engine 'phpbb9'"),
        ("board", {"url": "http://127.0.0.1/", "cookies": "absent.txt"}, "there is no cookie file absent.txt"),
        ("board", {"url": "http://127.0.0.1/", "since": "gestern"}, "is no date"),
        ("bored", {"url": "http://127.0.0.1/"}, "there is no spider 'bored'"),
    ],
)
def test_wrong_usage_is_told_in_one_sentence(spider: str, options: dict[str, str], why: str, crawl: Crawler) -> None:
    found = crawl(spider, **options)
    assert found.status == USAGE
    assert why in found.closing
    assert found.done.stderr.splitlines()[-1] == found.closing
    assert not any(word in found.done.stderr for word in ("Traceback", "ERROR", "WARNING"))


@pytest.mark.parametrize(("contact", "warned"), [("", True), ("https://example.org/us", False)])
def test_a_crawl_without_a_contact_is_warned_of(contact: str, warned: bool, crawl: Crawler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOARDFEED_CONTACT", contact)
    found = crawl("board", url="http://nobody.invalid/")
    assert ("set BOARDFEED_CONTACT" in found.done.stderr) == warned


def test_a_dead_host(crawl: Crawler) -> None:
    with serving(lambda _: None) as gone:
        url = gone.url
    found = crawl("board", url=url)
    assert found.status == REFUSED
    assert "the host refuses connections" in found.closing
    assert "Traceback" not in found.done.stderr


@pytest.mark.parametrize(
    ("answer", "status", "why"),
    [
        ("<html><body><p>A page about cooking</p></body></html>", CHANGED, "not_a_forum"),
        ((404, {}, b"<h1>Not Found</h1>"), CHANGED, "missing"),
        ((403, {}, b"<h1>Forbidden</h1>"), REFUSED, "refused"),
        ("<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>", REFUSED, "challenge"),
        (f'{HEAD}<div id="messagetext"><p>抱歉，您没有权限访问该版块</p></div></body></html>', None, "permission"),
    ],
)
def test_nothing_to_read_is_never_a_success(answer: Answer, status: int | None, why: str, crawl: Crawler) -> None:
    with serving(pages(board=answer)) as site:
        found = crawl("board", url=f"{site.url}forum-2-1.html")
    assert found.posts == []
    assert found.status == status or (status is None and found.status != DONE)
    assert why in found.closing
