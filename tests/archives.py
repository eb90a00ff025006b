"""Archives for tests: WARC records written by hand, so that each can be broken on purpose."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from crawler.demo.forum import Forum
from crawler.demo.site import Site
from crawler.demo.specials import IDS

HOST = "http://bbs.example/"
DAY = datetime(2024, 2, 1, 3, 4, 5, tzinfo=UTC)


def record(kind: str, body: bytes, **headers: str) -> bytes:
    """One WARC record."""
    named = {"WARC-Type": kind, "WARC-Date": f"{DAY:%Y-%m-%dT%H:%M:%SZ}", "WARC-Record-ID": "<urn:uuid:0>"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.0\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def answer(
    url: str, body: bytes, headers: str = "Content-Type: text/html\r\n", number: int = 0, day: datetime = DAY, status: str = "200 OK"
) -> bytes:
    """The record of an HTTP answer."""
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body
    return record(
        "response",
        http,
        WARC_Target_URI=url,
        WARC_Record_ID=f"<urn:uuid:{number}>",
        WARC_Date=f"{day:%Y-%m-%dT%H:%M:%SZ}",
        Content_Type="application/http; msgtype=response",
    )


def packed(records: Iterable[bytes], pack: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    """A compressed archive, a member for each record, as crawlers write it."""
    return b"".join(map(pack, records))


def thread_address(topic: str, page: int = 1) -> str:
    """The address of one of the demo forum's threads."""
    return f"{HOST}forum.php?mod=viewthread&tid={IDS[topic]}" + (f"&page={page}" if page > 1 else "")


def page_of(url: str, forum: Forum | None = None) -> bytes:
    """A page of the demo forum."""
    return Site(forum or Forum()).answer(url.removeprefix(HOST[:-1]), HOST).body


_POST = (
    '<div id="post_{pid}"><table id="pid{pid}"><tr><td class="pls"><div class="authi"><a href="space-uid-{at}.html">name{at}</a></div></td>'
    '<td><div class="authi"><em id="authorposton{pid}">发表于 2024-1-{at} 10:00</em></div>'
    '<table><tr><td class="t_f" id="postmessage_{pid}">{text}</td></tr></table></td></tr></table></div>'
)


def posts_page(tid: int, texts: Iterable[str]) -> bytes:
    """A page of a Discuz! thread with the given posts."""
    posts = "".join(_POST.format(pid=tid * 100 + at, at=at, text=text) for at, text in enumerate(texts, 1))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>渡口 - 船</title></head><body id="nv_forum" class="pg_viewthread">'
        f'<h1 class="ts"><a href="thread-{tid}-1-1.html" id="thread_subject">渡口 {tid}</a></h1>'
        f'<div id="postlist">{posts}</div></body></html>'
    ).encode()


def later(days: int) -> datetime:
    """Some days after the first fetch."""
    return DAY + timedelta(days=days)


def article(number: int) -> bytes:
    """A page that is no forum's."""
    words = f"<p>Paragraph {number} of an essay about bread, and how the oven was built in its year.</p>" * 40
    return f"<!DOCTYPE html><html><head><title>Bread {number}</title></head><body><main>{words}</main></body></html>".encode()
