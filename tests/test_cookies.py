"""Cookie files as browsers' add-ons write them."""

from __future__ import annotations

from pathlib import Path

import pytest
import scrapy.downloadermiddlewares.cookies as scrapy_cookies

from crawler.crawl.cookies import CookieFileError, load, stay_offline

HEAD = "# Netscape HTTP Cookie File\n\n"


def test_cookies(tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(
        HEAD
        + ".bbs.example\tTRUE\t/\tTRUE\t2145916800\tdEm0_auth\tabc%2F1\n"
        + "bbs.example\tFALSE\t/forum\tFALSE\t0\tsession\tx\n"
        + "bbs.example\tFALSE\t/\tFALSE\t946684800\tlong_gone\ty\n"
    )
    found = {str(cookie["name"]): cookie for cookie in load(str(file))}
    assert found["dEm0_auth"] == {"name": "dEm0_auth", "value": "abc%2F1", "domain": ".bbs.example", "path": "/", "secure": True}
    assert (found["session"]["path"], found["session"]["secure"]) == ("/forum", False)
    assert set(found) == {"dEm0_auth", "session", "long_gone"}


@pytest.mark.filterwarnings("ignore:http.cookiejar bug")
@pytest.mark.parametrize(
    "content", [b"", b"name=value; other=value", b'[{"name": "a"}]', b"\xff\xfe\x00junk", HEAD.encode() + b"only\ttwo\n"]
)
def test_other_files_are_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    file.write_bytes(content)
    with pytest.raises(CookieFileError, match=r"^cookies\.txt is no Netscape cookie file"):
        load(str(file))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(CookieFileError, match="there is no cookie file"):
        load(str(tmp_path / "absent.txt"))
    with pytest.raises(CookieFileError):
        load(str(tmp_path))


def test_domains_are_judged_offline() -> None:
    stay_offline()
    found = scrapy_cookies._split_domain("bbs.co.uk")
    assert (found.domain, found.suffix) == ("bbs", "co.uk")
