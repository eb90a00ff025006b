"""A demo forum that is ill for a while: a server in front of it that turns bad in one of many ways, and heals."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import Answer, Loopback, serving

if TYPE_CHECKING:
    from crawler.demo import RunningForum

LOCAL = "text/html; charset=utf-8"
_HEAD = '<!DOCTYPE html><html><head><meta name="generator" content="Discuz! X3.5" /><title>提示信息</title></head><body>'
_FOOT = "</body></html>"


def notice(words: str) -> bytes:
    """A message page of Discuz! X."""
    return f'{_HEAD}<div id="messagetext" class="alert_error"><p>{words}</p></div>{_FOOT}'.encode()


LOGIN = f'{_HEAD}<div id="messagetext" class="alert_info"><p>您需要先登录才能继续本操作</p></div><form action="member.php">{_FOOT}'.encode()
CLOSED = f"<!DOCTYPE html><html><head><title>站点维护</title></head><body><h1>站点升级，暂时关闭，请稍后再来</h1>{_FOOT}".encode()


class Sick:
    """Passes requests on to a forum, except while it is ill in the way :attr:`way`."""

    def __init__(self, forum: RunningForum) -> None:
        self.forum = forum
        self.way = "well"
        self.url = ""
        self.elsewhere = ""
        """Another host that shows the same forum."""
        self.seed = "/"
        """The address of the job, as a path."""
        self.first = ""
        """The thread that was asked for first while the forum was ill: what happens to one thread happens to it."""

    def __call__(self, path: str) -> Answer | None:
        found = WAYS[self.way](self, path) if self.way != "well" else None
        return found if found is not None else self.healthy(path)

    def healthy(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """What the forum answers, with its own address made this one's."""
        status, headers, body = self.forum.get(path)
        kept = {
            name.title(): value.replace(self.forum.url, self.url) for name, value in headers.items() if name in ("content-type", "location")
        }
        return status, kept, body.replace(self.forum.url.encode(), self.url.encode())

    def one(self, path: str) -> bool:
        """Whether a path is that of the one thread."""
        if is_thread(path):
            self.first = self.first or thread_id(path)
        return is_thread(path) and thread_id(path) == self.first


def _query(path: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(path).query))


def thread_id(path: str) -> str:
    """The thread that a path names; empty for any other page."""
    return _query(path).get("tid", "") if "mod=viewthread" in path else ""


def is_thread(path: str) -> bool:
    """Whether a path is a thread's."""
    return bool(thread_id(path))


def is_list(path: str, first: int = 1) -> bool:
    """Whether a path is a board's list, from page ``first`` on."""
    return "mod=forumdisplay" in path and int(_query(path).get("page", "1")) >= first


Way = Callable[[Sick, str], "Answer | None"]


def _threads(answer: Callable[[Sick, str], Answer]) -> Way:
    """The same for every thread."""
    return lambda sick, path: answer(sick, path) if is_thread(path) else None


def _to(path: str) -> Answer:
    return 302, {"Location": path}, b""


def _half(answer: tuple[int, dict[str, str], bytes]) -> Answer:
    status, headers, body = answer
    return status, headers, body[: len(body) // 2]


def _cut_off(answer: tuple[int, dict[str, str], bytes]) -> Answer:
    status, headers, body = answer
    return status, headers | {"Content-Length": str(len(body)), "Connection": "close"}, body[: len(body) // 2]


def _dated_2099(sick: Sick, path: str) -> Answer | None:
    if not is_list(path):
        return None
    status, headers, body = sick.healthy(path)
    row = re.compile(rb'(id="normalthread_.*?class="by">.*?class="by">.*?<em>)(.*?)(</em>)', re.DOTALL)
    return status, headers, row.sub(rb'\g<1><a href="#">2099-1-1 00:00</a>\g<3>', body, count=1)


def _without_counts(sick: Sick, path: str) -> Answer | None:
    if not is_list(path):
        return None
    status, headers, body = sick.healthy(path)
    body = re.sub(rb'<td class="num">.*?</td>', b"<td></td>", body, flags=re.DOTALL)
    return status, headers, re.sub(rb'(<td class="by">.*?<em>).*?(</em>)', rb"\g<1>\g<2>", body, flags=re.DOTALL)


def _offsite(sick: Sick, path: str) -> Answer | None:
    return (302, {"Location": f"http://127.0.0.9:9{path}"}, b"") if sick.one(path) else None


def _seed_moves(sick: Sick, path: str) -> Answer | None:
    return (301, {"Location": sick.elsewhere + path.lstrip("/")}, b"") if path == sick.seed else None


def _robots(_: Sick, path: str) -> Answer | None:
    return b"User-agent: *\nDisallow: /\n" if path == "/robots.txt" else None


def _without_pager(answer: tuple[int, dict[str, str], bytes]) -> Answer:
    status, headers, body = answer
    body = re.sub(rb'<div class="pg">.*?</div>', b"", body, flags=re.DOTALL)
    return status, headers, re.sub(rb'<a class="bm_h".*?</a>', b"", body, flags=re.DOTALL)


def _without_rows(answer: tuple[int, dict[str, str], bytes]) -> Answer:
    status, headers, body = answer
    return status, headers, re.sub(rb'<tbody id="(?:normal|stick)thread_.*?</tbody>', b"", body, flags=re.DOTALL)


def _first_page(sick: Sick, path: str) -> Answer:
    return sick.healthy(re.sub(r"&page=\d+", "", path))


def _wrong_charset(answer: tuple[int, dict[str, str], bytes]) -> Answer:
    status, headers, body = answer
    return status, headers | {"Content-Type": "text/html; charset=gbk"}, body.replace(b"charset=utf-8", b"charset=gbk")


def _slowly(answer: Answer) -> Answer:
    time.sleep(2)
    return answer


def _wrong_thread(sick: Sick, path: str) -> Answer:
    sick.first = sick.first or thread_id(path)
    return sick.healthy(f"/forum.php?mod=viewthread&tid={sick.first}")


def _squeezed(body: bytes) -> Answer:
    return 200, {"Content-Encoding": "gzip"}, body


def _shown(body: str, status: int = 200, **headers: str) -> Answer:
    return status, headers, body.encode()


CHECK = "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
CAPTCHA = f"{_HEAD}<form><p>请输入验证码以继续访问</p><input name='captcha'><img src='/captcha.png'></form>{_FOOT}"
DATABASE = f"<html><head><title>Discuz! Database Error</title></head><body><p>(1040) Too many connections</p>{_FOOT}"
WARNING = (
    "<br />\n<b>Fatal error</b>:  Allowed memory size of 134217728 bytes exhausted in <b>/www/source/class.php</b> on line <b>301</b><br />"
)
PARKED = "<html><head><title>river.example is for sale</title></head><body><h1>This domain may be for sale</h1></body></html>"

BOMB = gzip.compress(bytes(64 << 20))

GONE = notice("抱歉，指定的主题不存在或已被删除或正在被审核")

EXITS: tuple[Way, ...] = (
    lambda *_: (404, {}, b"<h1>404 Not Found</h1>"),
    lambda *_: GONE,
    lambda *_: notice("抱歉，您没有权限访问该版块"),
    lambda *_: LOGIN,
    lambda *_: _to("http://127.0.0.9:9/"),
    lambda _, path: _to(path),
    lambda *_: _to("/"),
    lambda *_: _to("ftp://127.0.0.1/thread"),
    lambda *_: _to("http://[/"),
    lambda *_: _shown("busy", 503),
    lambda *_: _shown("slow down", 429),
    lambda *_: _squeezed(b"this is no gzip at all"),
    lambda *_: _squeezed(BOMB),
    lambda *_: _shown(CHECK, 403),
    lambda *_: b"",
    lambda sick, path: _cut_off(sick.healthy(path)),
    lambda sick, path: _half(sick.healthy(path)),
    _wrong_thread,
    lambda sick, _: sick.healthy("/"),
    lambda *_: (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    lambda *_: _shown("<html><body><p>no forum at all</p></body></html>"),
)
"""Every way out that the answer to a request for a thread can take."""


def _every_exit(sick: Sick, path: str) -> Answer | None:
    """Another way out for every second thread: the others show that the site is well."""
    number = int(thread_id(path) or 1)
    return EXITS[number // 2 % len(EXITS)](sick, path) if number % 2 == 0 else None


WAYS: dict[str, Way] = {
    "robots.txt forbids all": _robots,
    "list pages from 2 on lead to /": lambda _, path: _to("/") if is_list(path, 2) else None,
    "threads: 404": _threads(lambda *_: (404, {}, b"<html><body><h1>404 Not Found</h1></body></html>")),
    "threads: 410": _threads(lambda *_: (410, {}, b"<html><body><h1>410 Gone</h1></body></html>")),
    "threads do not exist": _threads(lambda *_: GONE),
    "closed for an upgrade": _threads(lambda *_: CLOSED),
    "threads: login page": _threads(lambda *_: LOGIN),
    "threads lead to login": lambda _, path: (
        _to("/member.php?mod=logging&action=login") if is_thread(path) else LOGIN if "member.php" in path else None
    ),
    "threads lead to themselves": _threads(lambda _, path: _to(path)),
    "threads lead to /": _threads(lambda *_: _to("/")),
    "threads: wrongly compressed": _threads(lambda *_: _squeezed(b"this is no gzip at all")),
    "threads: a bomb": _threads(lambda *_: _squeezed(BOMB)),
    "threads: one thread's page for all": _threads(_wrong_thread),
    "threads: the front page for all": _threads(lambda sick, _: sick.healthy("/")),
    "a row dated 2099": _dated_2099,
    "one thread leads to another host": _offsite,
    "the seed has moved to another host": _seed_moves,
    "rows without counts and times": _without_counts,
    "threads: half a page": _threads(lambda sick, path: _half(sick.healthy(path))),
    "threads: cut off": _threads(lambda sick, path: _cut_off(sick.healthy(path))),
    "threads: empty": _threads(lambda *_: b""),
    "lists: half a page": lambda sick, path: _half(sick.healthy(path)) if is_list(path) else None,
    "lists: the front page": lambda sick, path: sick.healthy("/") if is_list(path) else None,
    "one thread leads to /": lambda sick, path: _to("/") if sick.one(path) else None,
    "one thread: 404": lambda sick, path: (404, {}, b"") if sick.one(path) else None,
    "every third thread does not exist": lambda _, path: GONE if is_thread(path) and int(thread_id(path)) % 3 == 0 else None,
    "threads: 503 with Retry-After": _threads(lambda *_: _shown("busy", 503, **{"Retry-After": "1"})),
    "all: 429": lambda _, path: None if path == "/robots.txt" else _shown("slow down", 429),
    "threads: a browser check": _threads(lambda *_: _shown(CHECK)),
    "threads: a browser check with 403": _threads(lambda *_: _shown(CHECK, 403)),
    "threads: a captcha": _threads(lambda *_: _shown(CAPTCHA)),
    "threads: a database error": _threads(lambda *_: _shown(DATABASE)),
    "threads: a PHP error": _threads(lambda *_: _shown(WARNING)),
    "lists: a database error": lambda _, path: _shown(DATABASE) if is_list(path) else None,
    "lists: without rows": lambda sick, path: _without_rows(sick.healthy(path)) if is_list(path) else None,
    "lists: no permission": lambda _, path: notice("抱歉，您没有权限访问该版块") if is_list(path) else None,
    "lists: login page": lambda _, path: LOGIN if is_list(path) else None,
    "lists: 404": lambda _, path: (404, {}, b"<h1>Not Found</h1>") if is_list(path) else None,
    "lists: without a pager": lambda sick, path: _without_pager(sick.healthy(path)) if is_list(path) else None,
    "lists: page 1 whatever is asked": lambda sick, path: _first_page(sick, path) if is_list(path, 2) else None,
    "threads: page 1 whatever is asked": _threads(_first_page),
    "threads: without a pager": _threads(lambda sick, path: _without_pager(sick.healthy(path))),
    "threads: slow": _threads(lambda sick, path: _slowly(sick.healthy(path)) if int(thread_id(path)) % 5 == 0 else sick.healthy(path)),
    "threads: a wrong charset": _threads(lambda sick, path: _wrong_charset(sick.healthy(path))),
    "all: a parking page": lambda _, path: None if path == "/robots.txt" else _shown(PARKED),
    "all leads to a parking domain": lambda _, path: None if path == "/robots.txt" else _to("http://127.0.0.9:9/"),
    "all: 502": lambda *_: _shown("bad gateway", 502),
    "one thread does not exist": lambda sick, path: GONE if sick.one(path) else None,
    "every second thread: another way out": _every_exit,
    "every third thread: no permission": lambda _, path: (
        notice("抱歉，您没有权限访问该版块") if is_thread(path) and int(thread_id(path)) % 3 == 0 else None
    ),
}
"""What goes wrong, for everybody who asks; each heals when :attr:`Sick.way` is set back."""


@contextmanager
def sick(forum: RunningForum) -> Iterator[tuple[Sick, Loopback]]:
    """A forum that can fall ill, on a host of its own; another host shows it as well."""
    patient = Sick(forum)

    def healthy(path: str) -> Answer:
        status, headers, body = patient.healthy(path)
        new = {name: value.replace(patient.url, patient.elsewhere) for name, value in headers.items()}
        return status, new, body.replace(patient.url.encode(), patient.elsewhere.encode())

    with serving(patient) as server, serving(healthy, host="127.0.0.2") as other:
        patient.url, patient.elsewhere = server.url, other.url
        yield patient, server
