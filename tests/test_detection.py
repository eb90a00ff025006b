"""Which engine made a page: the host and the generator decide, then marks near the start; nobody claims another's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.engines import ENGINES
from crawler.forum import Engine
from crawler.page import Page
from crawler.reading import detect
from crawler.testing.fixture import read_page
from tests.test_fixtures import CASES


def claims(engine: Engine, page: Page) -> bool:
    """Whether an engine would take a page if no other were asked before it; what has no fingerprints takes only what nobody else does."""
    if page.json is not None:
        return engine.name != "generic" and engine.reads_json and engine.detect(page)
    return any(not set(engine.fingerprints).isdisjoint(words) for words in page.glances()) and engine.detect(page)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_no_other_engine_claims_a_page(case: Path) -> None:
    page = read_page(case)
    assert {name for name, engine in ENGINES.items() if claims(engine, page)} <= {case.parent.name}


STYLES = b"<style>" + b".a1b{margin:0 0 3px;color:#345}\n" * 2300 + b"</style>"
"""More than a page's start."""


@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: f"{case.parent.name}/{case.name}")
@pytest.mark.parametrize("behind", [b"<head>", b"<body"])
def test_stylesheets_hide_no_software(case: Path, behind: bytes) -> None:
    page = read_page(case)
    at = page.body.find(b">", page.body.find(behind)) + 1
    if page.json is None and behind in page.body:
        hidden = Page(page.body[:at] + STYLES + page.body[at:], page.url, page.headers)
        assert detect(hidden) is detect(page)


def name_of(body: str, url: str = "https://forum.example.com/") -> str | None:
    engine = detect(Page(body.encode(), url))
    return engine.name if engine else None


@pytest.mark.parametrize("own", ["", "<p>Simple words</p>"])
def test_a_forum_inside_of_another_sites_frame(own: str) -> None:
    post = '<div id="forumposts"><h4><a href="/f/index.php?action=profile;u=5">a</a></h4><a href="/f/index.php?topic=2.msg3#msg3">x</a>'
    words = f'<div class="post"><div class="inner" id="msg_3">Words</div></div></div>{own}'
    assert name_of(f"<html><head>{STYLES.decode()}</head><body>{post}{words}", "https://forum.example.com/f/index.php?topic=2.0") == "smf"


PAGE = "<html><head>{}</head><body><p>Words of a topic</p></body></html>"


@pytest.mark.parametrize(
    ("generator", "name"),
    [
        ("Discuz! X3.4", "discuz"),
        ("phpwind v9.0", "phpwind"),
        ("Discourse 3.4.0 - https://github.com/discourse/discourse", "discourse"),
        ("vBulletin 3.8.4", "vbulletin"),
        ("vBulletin 4.2.5", "vbulletin"),
        ("vBulletin 5.7.5", "vbulletin5"),
    ],
)
def test_the_generator_decides_before_any_mark(generator: str, name: str) -> None:
    head = f'<meta name="Generator" content="{generator}"><script>var smf_theme_url = "x", my_post_key = "y";</script>'
    assert name_of(PAGE.format(head)) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://tieba.baidu.com/p/1", "tieba"),
        ("https://bbs.nga.cn/read.php?tid=1", "nga"),
        ("http://bbs.tianya.cn/post-free-1-1.shtml", "tianya"),
        ("https://www.v2ex.com/t/1", "v2ex"),
    ],
)
def test_a_site_of_its_own_needs_no_mark(url: str, name: str) -> None:
    assert name_of(PAGE.format(""), url) == name


@pytest.mark.parametrize(
    ("filler", "name"),
    [("<head>", "smf"), ("<head>" + "<style>a{}</style>" * 400, "smf"), ("<head>" + "<style>a{}</style>" * 4000, "generic")],
)
def test_fingerprints_count_where_software_shows_itself(filler: str, name: str) -> None:
    """Far inside a page a word may be somebody's words: then only its shape tells."""
    after = "</head><body>" + "<p>Words of a topic, and more of them</p>" * 2000
    assert name_of(f"<html>{filler}<script>var smf_theme_url = 'x';</script>{after}</body></html>") == name


def test_a_board_with_the_plugin_of_tapatalk_is_not_one_of_tapatalk() -> None:
    head = '<link href="https://groups.tapatalk-cdn.com/static/manifest/manifest.json" rel="manifest">'
    assert name_of(PAGE.format(head + "<script>var smf_theme_url = 'x';</script>")) == "smf"


def test_a_mark_alone_is_not_enough_where_others_use_the_word() -> None:
    assert name_of(PAGE.format("<title>Moving from MyBB</title>")) == "generic"


@pytest.mark.parametrize("name", [name for name, engine in ENGINES.items() if engine.fingerprints])
def test_fingerprints_are_words(name: str) -> None:
    marks = ENGINES[name].fingerprints
    assert next(Page(b" ".join(marks)).glances()) == list(marks)


@pytest.mark.parametrize(
    ("script", "mark", "own"),
    [
        ('<a href="./ucp.php?mode=register">Join</a>', '<div id="wrapcentre"><table class="tablebg">', True),
        ('<form action="./ucp.php?mode=login">', '<dl><dt><a class="topictitle" href="/kiln-t4.html">Kiln</a></dt></dl>', True),
        ('<a href="./usercp.php?action=profile">Me</a>', '<div id="wrapcentre"><table class="tablebg">', False),
    ],
)
def test_phpbb_with_rewritten_addresses_is_known_by_its_other_scripts(script: str, mark: str, *, own: bool) -> None:
    body = f"{script}{mark}</table></div><p>Run by phpBB</p>"
    assert (name_of(PAGE.format("").replace("<p>Words of a topic</p>", body)) == "phpbb") is own
