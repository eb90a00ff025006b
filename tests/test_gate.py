"""One gate for addresses: what leads into a private network is not visited, however it is spelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.crawl.addresses import is_private, literal
from tests.loopback import serving
from tests.rasters import raster
from tests.test_images import fetch, forum, images, img, store  # noqa: F401  (fixtures)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0x7f.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("[::1]", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("bbs.example.com", None),
        ("", None),
    ],
)
def test_an_address_in_any_spelling(host: str, address: str | None) -> None:
    assert literal(host) == address


@pytest.mark.parametrize(
    ("address", "private"),
    [
        *((inside, True) for inside in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "0.0.0.0")),  # noqa: S104
        *((inside, True) for inside in ("::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1")),
        ("93.184.216.34", False),
        ("2606:2800:220:1:248:1893:25c8:1946", False),
    ],
)
def test_private(address: str, private: bool) -> None:
    assert is_private(address) is private


def test_no_spelling_of_an_inner_address_is_visited(fetch: Callable[..., Any]) -> None:  # noqa: F811
    with serving(lambda _: raster(), host="127.0.0.1") as inside:
        port = inside.url.rstrip("/").rpartition(":")[2]
        spellings = [f"http://{host}:{port}/x.png" for host in ("127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "localhost")]
        with serving(
            forum({"jump.png": (302, {"Location": spellings[0]}, b"")}, thread1="".join(map(img, [*spellings, "jump.png"])))
        ) as server:
            found = fetch(server)
        assert inside.paths == []
    assert [image["file_error"] for image in images(found)] == ["private"] * 6
