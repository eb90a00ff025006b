"""Logins: right, wrong and expired, at forms of each kind; what is never sent, and never told."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.crawl.forms import password_form
from crawler.crawl.login import Login
from crawler.crawl.options import OptionError, Options
from crawler.crawl.outcome import DONE, REFUSED
from crawler.crawl.script_logins import exchange, refusal, token_address
from crawler.crawl.secrets import Secret
from crawler.demo import accounts, running
from crawler.page import Page
from tests.accounts import ANSWER, DRAWN, KINDS, PASSWORD, USER, Kind, serving
from tests.loopback import Answer
from tests.loopback import serving as loopback
from tests.processes import boardfeed
from tests.test_statuses import HEAD, board, thread
from tests.test_statuses import PASSWORD as BOARD_ASKS

LOGIN = {"user": USER, "question": "2", "answer_env": "ANSWER", "password_env": "NEWS"}
WRONG = "no such word"
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
MEMBERS_ONLY = f"{HEAD}<div id='messagetext'><p>您需要先登录才能继续本操作</p></div></body></html>"


def pages(path: str, member: bool) -> str | None:
    """A board with two threads; the second is for members."""
    found = {"/": "<p>hello</p>", "/forum-2-1.html": board("thread-1-1-1.html", "thread-2-1-1.html"), "/thread-1-1-1.html": thread(1)}
    found["/thread-2-1-1.html"] = thread(2) if member else MEMBERS_ONLY
    return found.get(path)


@pytest.mark.parametrize("name", KINDS)
def test_who_logs_in_reads_what_members_read(name: str, tmp_path: Path) -> None:
    with serving(KINDS[name], pages) as forum:
        login = json.dumps(LOGIN)
        done = boardfeed("crawl", f"{forum.url}forum-2-1.html", "--login", login, *QUICK, folder=tmp_path, NEWS=PASSWORD, ANSWER=ANSWER)
    assert (done.returncode, len(done.stdout.splitlines())) == (DONE, 2), done.stderr
    assert [path for path, _ in forum.sent] == [KINDS[name].action]
    assert PASSWORD not in done.stderr + done.stdout


@pytest.mark.parametrize("name", DRAWN)
def test_logins_whose_form_a_script_draws(name: str, tmp_path: Path) -> None:
    with serving(DRAWN[name], pages) as forum:
        asked = ("crawl", f"{forum.url}forum-2-1.html", "--login", USER, *QUICK)
        wrong = boardfeed(*asked, folder=tmp_path, BOARDFEED_PASSWORD=WRONG)
        done = boardfeed(*asked, folder=tmp_path, BOARDFEED_PASSWORD=PASSWORD)
    assert (done.returncode, len(done.stdout.splitlines())) == (DONE, 2), done.stderr
    assert [path for path, _ in forum.sent] == [DRAWN[name].action] * 2
    assert (wrong.returncode, "(密码错误)" in wrong.stderr) == (REFUSED, True), wrong.stderr
    assert not any(word in text for word in (PASSWORD, WRONG) for text in (done.stderr, wrong.stderr))


@pytest.mark.parametrize("name", ["phpbb", "mybb"])
def test_a_wrong_password_is_sent_once_and_ends_the_crawl(name: str, tmp_path: Path) -> None:
    with serving(KINDS[name], pages) as forum:
        done = boardfeed("crawl", f"{forum.url}forum-2-1.html", "--login", USER, *QUICK, folder=tmp_path, BOARDFEED_PASSWORD=WRONG)
    assert done.returncode == REFUSED
    assert "the login failed: the site refuses the user or the password (密码错误)" in done.stderr.splitlines()[-1]
    assert (len(forum.sent), done.stdout) == (1, "")
    assert WRONG not in done.stderr


def test_a_login_that_ends_is_renewed_once(tmp_path: Path) -> None:
    def closed(path: str, member: bool) -> str | None:
        return pages(path, member) if member or not path.startswith("/thread") else MEMBERS_ONLY

    with serving(KINDS["xenforo"], closed) as forum:
        forum.lifetime = 2
        done = boardfeed("crawl", f"{forum.url}forum-2-1.html", "--login", USER, *QUICK, folder=tmp_path, BOARDFEED_PASSWORD=PASSWORD)
    assert len(forum.sent) == 2
    assert done.returncode == REFUSED
    assert "pages show us as a guest" in done.stderr.splitlines()[-1]


def test_a_job_logs_in_and_keeps_no_secret(tmp_path: Path) -> None:
    with serving(KINDS["phpbb"], pages) as forum:
        secret = tmp_path / "secret"
        secret.write_text(PASSWORD + "\n")
        table = f'[news]\nurls = ["{forum.url}forum-2-1.html"]\nlogin = {{user = "{USER}", password_file = "secret"}}\n'
        (tmp_path / "jobs.toml").write_text(table)
        refused = boardfeed("job", "news", *QUICK, folder=tmp_path)
        secret.chmod(0o600)
        done = boardfeed("job", "news", *QUICK, folder=tmp_path)
    assert (refused.returncode, "others can read" in refused.stderr) == (2, True)
    assert (done.returncode, done.stdout, "2 new" in done.stderr) == (DONE, "", True), done.stderr
    kept = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept + done.stderr.encode()


def test_a_board_that_asks_for_a_password(tmp_path: Path) -> None:
    form = BOARD_ASKS.replace("</form>", '<input type="password" name="pw"></form>')
    form = form.replace("?action=", "?mod=forumdisplay&amp;fid=3&amp;action=")

    def protected(path: str, member: bool) -> str | None:
        return {"/forum-3-1.html": board("thread-1-1-1.html") if member else form, "/thread-1-1-1.html": thread(1)}.get(path)

    kind = Kind("/x", "", "/forum.php?mod=forumdisplay&fid=3&action=pwverify", lambda fields: fields.get("pw") == PASSWORD)
    with serving(kind, protected) as forum:
        url = f"{forum.url}forum-3-1.html"
        asked = ("crawl", url, *QUICK, "-a", 'passwords={"3": "env:BOARD_3"}')
        done = boardfeed(*asked, folder=tmp_path, BOARD_3=PASSWORD)
        forum.members = 0
        wrong = boardfeed(*asked, folder=tmp_path, BOARD_3="no")
    assert (done.returncode, len(done.stdout.splitlines())) == (DONE, 1), done.stderr
    assert (wrong.returncode, len(forum.sent)) == (REFUSED, 2), wrong.stderr


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("https://elsewhere.example/login", "the form sends the password to another site, elsewhere.example"),
        ("/captcha", "asks for a captcha"),
    ],
)
def test_no_password_goes_where_it_should_not(action: str, said: str, tmp_path: Path) -> None:
    captcha = '<input name="seccodeverify">' if action == "/captcha" else ""
    form = f'<form action="{action}" method="post"><input name="user"><input type="password" name="p">{captcha}</form>'
    with serving(Kind("/", form, action, bool), pages) as forum:
        done = boardfeed("crawl", f"{forum.url}forum-2-1.html", "--login", USER, *QUICK, folder=tmp_path, BOARDFEED_PASSWORD=PASSWORD)
    assert (done.returncode, said in done.stderr.splitlines()[-1], forum.sent) == (REFUSED, True, [])


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"login": "alice"}, "the environment has no BOARDFEED_PASSWORD"),
        ({"login": '{"user": "alice", "password": "x"}'}, "a password does not stand in options"),
        ({"login": '{"user": "alice", "colour": "x"}'}, "login has no colour"),
        ({"login": '{"password_env": "HOME"}'}, "login needs a user"),
        ({"login": '{"user": "alice", "password_file": "/none"}'}, "/none: No such file"),
        ({"login": "{broken"}, "login is no JSON object"),
        ({"passwords": '{"3": "secret"}'}, "a password is named, not written"),
        ({"passwords": "3"}, "passwords is no JSON object"),
        ({"proxy": "ftp://x"}, "is no address of an HTTP proxy"),
    ],
)
def test_wrong_options(option: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOARDFEED_PASSWORD", raising=False)
    with pytest.raises(OptionError, match=words):
        Options.parse(url="http://bbs.example/", **option)


def test_forms_of_other_kinds_are_no_logins() -> None:
    new = '<form><input name="n"><input type="password" name="a"><input type="password" name="b"></form>'
    for markup in ("", '<form><input name="q"></form>', new):
        assert password_form(Page(f"<html><body>{markup}</body></html>".encode(), "http://bbs.example/")) is None


ACCOUNT = Login("ann", Secret(PASSWORD))
FLARUM = '<script id="flarum-json-payload" type="application/json">{"session": {"userId": 0, "csrfToken": "c9"}}</script>'


@pytest.mark.parametrize(
    ("engine", "page", "token", "sent"),
    [
        ("flarum", FLARUM, "", ("http://f.example/sub/login", {"identification": "ann", "password": PASSWORD, "remember": True})),
        ("nodebb", "", '{"csrf_token": "c9"}', ("http://f.example/sub/login", {"username": "ann", "password": PASSWORD})),
        ("discourse", "", '{"csrf": "c9"}', ("http://f.example/sub/session.json", {"login": "ann", "password": PASSWORD})),
    ],
)
def test_logins_of_scripts(engine: str, page: str, token: str, sent: tuple[str, dict[str, object]]) -> None:
    root = "http://f.example/sub/"
    tokens = Page(token.encode(), f"{root}t", {"content-type": "application/json"}) if token else None
    assert (token_address(engine, root) is not None) == bool(token)
    found = exchange(engine, root, Page(f"<html><body>{page}</body></html>".encode(), root), tokens, ACCOUNT)
    body = json.loads(found.body) if "json" in found.kind else dict(parse_qsl(found.body.decode()))
    assert (found.url, found.token, sent[1].items() <= body.items()) == (sent[0], "c9", True)


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ('{"error": "Incorrect username"}', 200, "Incorrect username"),
        ('{"errors": [{"code": "not_authenticated"}]}', 401, "not_authenticated"),
        ("[[error:invalid-login-credentials]]", 403, "[[error:invalid-login-credentials]]"),
        ('{"user": {"id": 3}}', 200, None),
        ('{"token": "x", "userId": 3}', 200, None),
    ],
)
def test_answers_to_scripts(body: str, status: int, why: str | None) -> None:
    found = refusal(Page(body.encode(), "http://f.example/login", {"content-type": "application/json"}, status=status))
    assert (found is None) == (why is None)
    assert why is None or why in str(found)


def test_all_requests_go_through_the_proxy(tmp_path: Path) -> None:
    def answer(path: str) -> Answer | None:
        return {"/forum-2-1.html": board("thread-1-1-1.html"), "/thread-1-1-1.html": thread(1)}.get(urlsplit(path).path)

    with loopback(answer) as proxy:
        there = "http://no-such-host.invalid/forum-2-1.html"
        for asked, given in (({}, ("--proxy", proxy.url)), ({"http_proxy": proxy.url}, ())):
            done = boardfeed("crawl", there, *given, *QUICK, folder=tmp_path, **asked)
            assert (done.returncode, len(done.stdout.splitlines())) == (DONE, 1), done.stderr
    assert "http://no-such-host.invalid/robots.txt" in proxy.paths


def test_each_site_is_sent_its_own_cookies_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "cookies.txt").write_text(
        "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tone\t1\n127.0.0.2\tFALSE\t/\tFALSE\t0\ttwo\t2\n"
    )
    answers = {"/forum-2-1.html": board("thread-1-1-1.html"), "/thread-1-1-1.html": thread(1)}
    with loopback(answers.get) as one, loopback(answers.get, "127.0.0.2") as two:
        urls = [f"{server.url}forum-2-1.html" for server in (one, two)]
        done = boardfeed("crawl", *urls, "--cookies", "cookies.txt", *QUICK, folder=tmp_path)
    assert (done.returncode, len(done.stdout.splitlines())) == (DONE, 2), done.stderr
    assert [{cookie for cookie in server.cookies if cookie} for server in (one, two)] == [{"one=1"}, {"two=2"}]


def test_a_job_sends_a_refused_password_never_again(tmp_path: Path) -> None:
    with serving(KINDS["phpbb"], pages) as forum:
        (tmp_path / "jobs.toml").write_text(f'[news]\nurls = ["{forum.url}forum-2-1.html"]\nlogin = {{user = "{USER}"}}\n')
        for _ in range(2):
            done = boardfeed("job", "news", *QUICK, folder=tmp_path, BOARDFEED_PASSWORD=WRONG)
            assert done.returncode == REFUSED
        assert len(forum.sent) == 1
        assert "the site refused this user and password on 2" in done.stderr.splitlines()[-1]
        assert WRONG not in (tmp_path / "var" / "news" / "login-refused.json").read_text()
        done = boardfeed("job", "news", *QUICK, folder=tmp_path, BOARDFEED_PASSWORD=PASSWORD)
    assert (done.returncode, len(forum.sent)) == (DONE, 2), done.stderr


def test_one_site_has_a_pace_of_its_own(tmp_path: Path) -> None:
    """AutoThrottle makes it slower, never faster."""
    answers = {f"/thread-{n}-1-1.html": thread(n) for n in range(1, 7)}
    answers |= {"/forum-2-1.html": board(*(path[1:] for path in answers))}
    with loopback(answers.get) as server:
        slots = json.dumps({"127.0.0.1": {"delay": 0.4, "jitter": 0}})
        pace = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_START_DELAY=0", "-s", f"DOWNLOAD_SLOTS={slots}")
        done = boardfeed("crawl", f"{server.url}forum-2-1.html", *pace, folder=tmp_path)
    assert done.returncode == DONE, done.stderr
    assert server.gap() > 0.39


def test_the_demo_shows_its_member_more(tmp_path: Path) -> None:
    """Boards for members and with a password, behind the forms as stock Discuz! has them."""
    with running(threads=12) as forum:
        for name, address, given in (
            ("老友包厢", f"{forum.url}forum-8-1.html", ("--login", accounts.USER)),
            ("值班室", f"{forum.url}forum-4-1.html", ("-a", 'passwords={"4": "env:BOARDFEED_PASSWORD"}')),
        ):
            guest = boardfeed("crawl", address, *QUICK, folder=tmp_path)
            inside = boardfeed("crawl", address, *given, *QUICK, folder=tmp_path, BOARDFEED_PASSWORD=accounts.PASSWORD)
            assert (guest.returncode, guest.stdout, inside.returncode) == (REFUSED, "", DONE), inside.stderr
            assert name in {json.loads(line)["board"]["name"] for line in inside.stdout.splitlines()}
