"""Pages that come before any forum software."""

from __future__ import annotations

import pytest

from crawler.forum import Notice, ThreadPage
from crawler.markup.notices import before_the_forum, reason
from crawler.page import MAX_BYTES, Page
from crawler.reading import read

LINKS = "".join(f'<a href="forum-{n}-1.html">板块{n}</a>' for n in range(20))
CHALLENGES = {
    "Cloudflare": "<title>Just a moment...</title><script>window._cf_chl_opt={};</script><noscript>Enable JavaScript</noscript>",
    "Cloudflare, old": '<form class="cf-browser-verification" action="/x">Checking your browser before accessing</form>',
    "Anubis": '<title>Making sure you&#39;re not a bot!</title><script src="/.within.website/x/cmd/anubis/static/main.mjs"></script>',
    "Jiasule": "<script>document.cookie='__jsl_clearance_s=1;path=/';location.href=location.pathname</script>",
    "Aliyun": "<script>var arg1='0A';function setCookie(){document.cookie='acw_sc__v2='+x;document.location.reload()}</script>",
    "Safedog": '<title>网站防火墙</title><link href="/safedog/x.css"><p>您的请求带有不合法参数</p>',
    "a cookie and again": "<html><body><script>document.cookie='k=1';window.location.reload();</script></body></html>",
    "a slider": "<body><h1>安全验证</h1><p>请拖动滑块完成拼图</p><script src=/s.js></script></body>",
    "script wanted": "<body>请开启JavaScript并刷新该页.<script src=/x.js></script></body>",
}
FORUM = f"""<html><head><meta name="generator" content="Discuz! X3.4" /><title>求助 - 站</title></head><body>{LINKS}
<div id="postlist"><span id="thread_subject">求助</span><div id="post_11"><table id="pid11"><tr><td>
<div class="pcb"><div id="postmessage_11">{{}}</div></div></td></tr></table></div></div>{{}}</body></html>"""


@pytest.mark.parametrize("name", CHALLENGES)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_challenges(name: str, status: int) -> None:
    notice = before_the_forum(Page(f"<html>{CHALLENGES[name]}</html>".encode(), "http://bbs.example/", status=status))
    assert notice
    assert notice.reason in (("challenge",) if status != 403 else ("challenge", "refused"))


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("我的站套了 Cloudflare，老是 Just a moment...，怎么关？", ""),
        ("页面里只有 window._cf_chl_opt 和 acw_sc__v2，正常吗", ""),
        ("手机登录一直要人机验证，滑动验证也过不去", "<script>var a = 1</script>"),
        ("图打不开", '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
        ("图打不开", "<script>document.cookie='lastvisit=1';if (x) location.href='/forum.php'</script>"),
        ("服务器装了 safedog 之后很慢", ""),
    ],
)
def test_a_forum_that_speaks_of_them_is_a_forum(words: str, script: str) -> None:
    reading = read(Page(FORUM.format(words, script).encode(), "http://bbs.example/thread-5-1-1.html"))
    assert isinstance(reading, ThreadPage)
    assert reading.posts[0].body.blocks[0].text == words


@pytest.mark.parametrize("status", [401, 403, 429])
def test_refusals(status: int) -> None:
    assert before_the_forum(Page(b"<h1>Forbidden</h1>", status=status)) == Notice("refused", f"HTTP {status}")


def test_a_forum_s_own_403_is_left_to_its_engine() -> None:
    words = "抱歉，您没有权限访问该版块"
    page = Page(
        f'<html><meta name="generator" content="Discuz! X3.5"><body><div id="messagetext"><p>{words}</p></div></body>'.encode(), status=403
    )
    assert read(page) == Notice("permission", words)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_a_forum"),
        (b"<html><body><p>My cooking blog</p></body></html>", "not_a_forum"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "undecodable"),
        (b"%PDF-1.4\n" + bytes(range(128, 256)) * 90, "undecodable"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_other_things(body: bytes, reason: str) -> None:
    reading = read(Page(body, "http://bbs.example/x"))
    assert isinstance(reading, Notice)
    assert reading.reason == reason


@pytest.mark.parametrize(("status", "reason"), [(404, "missing"), (410, "missing"), (503, "site_error"), (200, "not_a_forum")])
def test_a_page_of_no_software_is_known_by_its_status(status: int, reason: str) -> None:
    reading = read(Page(b"<html><body><h1>Nothing to see</h1></body></html>", "http://bbs.example/x", status=status))
    assert isinstance(reading, Notice)
    assert reading.reason == reason


@pytest.mark.parametrize(
    ("words", "status", "reason"),
    [
        ("抱歉，指定的主题不存在或已被删除或正在被审核", 404, "missing"),
        ("抱歉，指定的版块不存在", 200, "missing"),
        ("抱歉，本帖要求阅读权限高于 30 才能浏览", 200, "permission"),
        ("抱歉，您所在的用户组(游客)无法进行此操作", 200, "permission"),
        ("抱歉，您尚未登录，没有权限访问该版块", 200, "permission"),
        ("您需要先登录才能继续本操作", 200, "login"),
    ],
)
def test_message_pages(words: str, status: int, reason: str) -> None:
    body = f"""<html><head><meta name="generator" content="Discuz! X3.5" /><meta name="description" content="漏出来的正文" />
<title>提示信息</title></head><body><div id="messagetext" class="alert_error"><p>{words}</p></div>{LINKS}</body></html>"""
    assert read(Page(body.encode(), "http://bbs.example/thread-5-1-1.html", status=status)) == Notice(reason, words)  # type: ignore[arg-type]


def test_password_form_and_breakdown() -> None:
    form = (
        '<html><body><h3>要密码</h3><form action="forum.php?mod=forumdisplay&fid=4&action=pwverify"></form><i id="discuz_uid"></i></body>'
    )
    assert isinstance(password := read(Page(form.encode())), Notice)
    assert password.reason == "password"
    error = b"<html><head><meta name=generator content='Discuz! X3.5'><title>System Error</title></head><body>MySQL</body></html>"
    assert read(Page(error, status=503)) == Notice("site_error", "System Error")


@pytest.mark.parametrize(
    "words", ["Das angegebene Thema existiert nicht.", "Ce sujet n’existe plus.", "Тема удалена.", "お探しのトピックは存在しません。"]
)
def test_messages_in_many_languages_say_that_a_thread_is_gone(words: str) -> None:
    assert reason(words) == "missing"
