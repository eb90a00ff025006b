"""Forums with accounts, as a crawl meets them: each kind of software's login form, its tokens, and what it says to a wrong password."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

USER, PASSWORD, ANSWER, TOKEN = "渡口吹风", "p&ss wörd", "石桥", "a41c9e"
"""What the forums know."""
IN, OUT = '<a href="/out?action=logout">退出</a>', '<a href="{}">登录</a>'

Fields = dict[str, str]


@dataclass
class Kind:
    """One software's login: its form, where it stands, and what it takes for right."""

    page: str
    """The form's page; a slash: every page has the form."""
    form: str
    action: str
    right: Callable[[Fields], bool]
    guest: str = ""
    """What a guest is shown everywhere, where a script draws the form."""
    token: tuple[str, str] = ("", "")
    """Where that script has its token, and what it is told there."""


def has(**wanted: object) -> Callable[[Fields], bool]:
    """Whether all of these came."""
    return lambda fields: all(fields.get(name) == value for name, value in wanted.items())


KINDS = {
    "discuz": Kind(
        "/member.php?mod=logging&action=login",
        '<form method="post" name="login" action="/member.php?mod=logging&amp;action=login&amp;loginsubmit=yes&amp;loginhash=Lx1">'
        f'<input type="hidden" name="formhash" value="{TOKEN}"><select name="loginfield"><option value="username">用户名</option></select>'
        '<input type="text" name="username"><input type="password" name="password">'
        '<select name="questionid"><option value="0">无</option><option value="2">父亲</option></select>'
        '<input type="text" name="answer"><input type="checkbox" name="cookietime" value="2592000">'
        '<button type="submit" name="loginsubmit" value="true">登录</button></form>',
        "/member.php?mod=logging&action=login&loginsubmit=yes&loginhash=Lx1",
        has(formhash=TOKEN, loginfield="username", username=USER, password=PASSWORD, questionid="2", answer=ANSWER, cookietime="2592000"),
    ),
    "phpbb": Kind(
        "/ucp.php?mode=login",
        '<form action="./ucp.php?mode=login" method="post" id="login">'
        '<input type="text" name="username"><input type="password" name="password">'
        '<input type="checkbox" name="autologin"><input type="checkbox" name="viewonline"><input type="hidden" name="sid" value="77">'
        f'<input type="hidden" name="form_token" value="{TOKEN}"><input type="submit" name="login" value="Login"></form>',
        "/ucp.php?mode=login",
        lambda fields: (
            has(username=USER, password=PASSWORD, sid="77", form_token=TOKEN, login="Login", autologin="on")(fields)
            and "viewonline" not in fields
        ),
    ),
    "xenforo": Kind(
        "/login/",
        f'<form action="/login/login" method="post"><input type="hidden" name="_xfToken" value="{TOKEN}">'
        '<input name="login"><input type="password" name="password"><input type="checkbox" name="remember" value="1"></form>',
        "/login/login",
        has(_xfToken=TOKEN, login=USER, password=PASSWORD, remember="1"),
    ),
    "mybb": Kind(
        "/",
        '<form action="/member.php" method="post"><input type="hidden" name="action" value="do_login">'
        f'<input type="hidden" name="quick_login" value="1"><input type="hidden" name="my_post_key" value="{TOKEN}">'
        '<input type="text" name="quick_username">'
        '<input type="password" name="quick_password"><input type="checkbox" name="quick_remember" value="yes"></form>',
        "/member.php",
        has(action="do_login", quick_login="1", my_post_key=TOKEN, quick_username=USER, quick_password=PASSWORD, quick_remember="yes"),
    ),
    "vbulletin": Kind(
        "/",
        '<form action="login.php?do=login" method="post"><input type="text" name="vb_login_username"><input type="password" '
        'name="vb_login_password"><input type="hidden" name="securitytoken" value="guest"><input type="hidden" name="vb_login_md5password">'
        '<input type="hidden" name="do" value="login"></form>',
        "/login.php?do=login",
        has(vb_login_username=USER, vb_login_md5password=md5(PASSWORD.encode(), usedforsecurity=False).hexdigest(), do="login"),
    ),
    "smf": Kind(
        "/index.php?action=login",
        '<form action="/index.php?action=login2" method="post"><input type="text" name="user"><input type="password" name="passwrd">'
        f'<input type="hidden" name="b2f7" value="{TOKEN}"><input type="hidden" name="hash_passwrd" value=""></form>',
        "/index.php?action=login2",
        has(user=USER, passwrd=PASSWORD, b2f7=TOKEN),
    ),
    "unheard-of": Kind(
        "/sign-in",
        f'<form action="/session" method="post"><input type="hidden" name="t" value="{TOKEN}"><input type="email" name="whoami">'
        '<input type="password" name="key"></form><form action="/sign-up"><input name="n"><input type="password" name="a">'
        '<input type="password" name="b"></form>',
        "/session",
        has(t=TOKEN, whoami=USER, key=PASSWORD),
    ),
}


DRAWN = {
    "flarum": Kind(
        "/",
        "",
        "/login",
        has(identification=USER, password=PASSWORD, remember=True, token=TOKEN),
        '<div id="app" class="App"><div class="App-navigation"></div></div>'
        f'<script id="flarum-json-payload" type="application/json">{{"session": {{"userId": 0, "csrfToken": "{TOKEN}"}}}}</script>',
    ),
    "nodebb": Kind(
        "/",
        "",
        "/login",
        has(username=USER, password=PASSWORD, _csrf=TOKEN, token=TOKEN),
        '<main component="panel" id="panel"></main>'
        '<script id="ajaxify-data" type="application/json">{"relative_path": "", "template": {"name": "403"}}</script>',
        ("/api/config", f'{{"csrf_token": "{TOKEN}"}}'),
    ),
    "discourse": Kind(
        "/",
        "",
        "/session.json",
        has(login=USER, password=PASSWORD, token=TOKEN),
        '<meta name="generator" content="Discourse 3.2.1 - https://github.com/discourse/discourse">',
        ("/session/csrf.json", f'{{"csrf": "{TOKEN}"}}'),
    ),
}
"""Software whose form a script draws."""


@dataclass
class Accounts:
    """A running forum and what was asked of it."""

    url: str = ""
    sent: list[tuple[str, Fields]] = field(default_factory=list)
    """Addresses and fields of all POST requests."""
    members: int = 0
    """Sessions that were begun."""
    lifetime: int = 10**6
    """So many pages are shown to a session, then it is over."""
    left: int = 0


@contextmanager
def serving(kind: Kind, pages: Callable[[str, bool], str | None]) -> Iterator[Accounts]:
    """Serves ``pages(path, member)`` with the form, or a link to it, for guests."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            member = f"sid={forum.members}" in self.headers.get("Cookie", "") and forum.left > 0
            forum.left -= member
            if self.path == "/robots.txt":
                self.answer(200, "User-agent: *\nDisallow: /member.php\nDisallow: /ucp.php\nDisallow: /login\n")
                return
            if self.path == kind.token[0]:
                self.answer(200, kind.token[1], {"Content-Type": "application/json"})
                return
            if kind.guest and not member:
                self.answer(200, f"<html><head>{kind.guest}</head><body></body></html>")
                return
            body = kind.form if self.path == kind.page != "/" else pages(self.path, member)
            top = IN if member else OUT.format(kind.page) if kind.page != "/" else kind.form
            whole = body if body and "<body>" in body else f"<html><body>{body}</body></html>"
            self.answer(200 if body else 404, whole.replace("<body>", f"<body>{top}", 1) if body else "")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            fields = dict(parse_qsl(body, keep_blank_values=True)) if not body.startswith("{") else json.loads(body)
            fields["token"] = self.headers.get("X-CSRF-Token", "")
            forum.sent.append((self.path, fields))
            if self.path == kind.action and kind.right(fields):
                forum.members += 1
                forum.left = forum.lifetime
                self.answer(303, "", {"Location": "/", "Set-Cookie": f"sid={forum.members}; path=/"})
            elif kind.guest:
                self.answer(200, '{"error": "密码错误"}', {"Content-Type": "application/json"})
            else:
                self.answer(200, f'<html><body><div class="error">密码错误</div>{kind.form}</body></html>')

        def answer(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
            data = body.encode()
            self.send_response(status)
            for name, value in ({"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data))} | (headers or {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing to stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        forum = Accounts(f"http://127.0.0.1:{server.server_port}/")
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield forum
        finally:
            server.shutdown()
