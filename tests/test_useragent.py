"""The crawler's name brings the desktop view, and says whom to ask."""

from __future__ import annotations

import pytest

from crawler import settings
from crawler.crawl.useragent import user_agent, wrong_view


@pytest.mark.parametrize("contact", [None, "https://example.org/about-us", "mailto:editor@example.org"])
def test_it_brings_the_desktop_view(contact: str | None) -> None:
    assert wrong_view(user_agent(contact)) is None


def test_it_says_whom_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    assert user_agent("mailto:editor@example.org") == "Boardfeed/0.1 (+mailto:editor@example.org)"
    monkeypatch.setenv("BOARDFEED_CONTACT", "https://example.org/us")
    assert user_agent() == "Boardfeed/0.1 (+https://example.org/us)"
    monkeypatch.delenv("BOARDFEED_CONTACT")
    assert "+http" in user_agent()
    assert "+http" in settings.USER_AGENT or "@" in settings.USER_AGENT


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0", None),
        ("Scrapy/2.19 (+https://scrapy.org)", None),
        ("curl/8.5", None),
        ("", None),
        ("txgz-crawler/1.0", "crawl"),
        ("Googlebot/2.1", "bot"),
        ("Java/17.0.2", "java"),
        ("Mozilla/5.0 (iPhone)", "iphone"),
        ("Boardfeed/0.1 (+mailto:remote@example.org)", "mot"),
        ("Boardfeed/0.1 (+https://connect.example.org)", "nec"),
    ],
)
def test_words_that_bring_another_view(name: str, word: str | None) -> None:
    assert wrong_view(name) == word
