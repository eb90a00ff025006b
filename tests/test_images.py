"""``scrapy crawl … -a images=1``: each picture once, as it came, beside its caption; whatever it is, its post is there."""

from __future__ import annotations

import json
import os
import signal
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl.outcome import DONE, USAGE
from crawler.demo import running
from crawler.images.folder import PARTIAL, WholeFiles
from crawler.settings import DOWNLOADER_MIDDLEWARES
from tests.conftest import Crawler
from tests.loopback import Answer, Gate, Loopback, serving
from tests.patience import wait_for
from tests.processes import QUICK, scrapy, start
from tests.rasters import raster
from tests.test_crawl_manners import board_page, thread_page
from tests.test_imagefile import bomb


def img(address: str) -> str:
    return f'<img id="aimg_{sum(address.encode())}" src="static/image/common/none.gif" zoomfile="{address}" file="{address}.thumb.jpg" />'


def forum(pictures: dict[str, Answer], robots: str = "", **threads: str) -> Callable[[str], Answer | None]:
    """A board of threads: ``thread1="body"`` …, and what picture addresses answer."""
    numbers = [int(name.removeprefix("thread")) for name in threads]
    named: dict[str, Answer] = {"/robots.txt": f"User-agent: *\n{robots}", **{f"/{name}": answer for name, answer in pictures.items()}}
    named["/forum-2-1.html"] = board_page(*(f"thread-{number}-1-1.html" for number in numbers))
    named |= {f"/thread-{number}-1-1.html": thread_page(number, threads[f"thread{number}"]) for number in numbers}
    return named.get


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def fetch(crawl: Crawler, store: Path) -> Callable[..., Any]:
    def run(server: Loopback, *settings: str) -> Any:
        return crawl("board", "-s", f"STORE_DIR={store}", *settings, url=f"{server.url}forum-2-1.html", images=1)

    return run


def images(found: Any) -> list[dict[str, Any]]:
    return [image for post in sorted(found.posts, key=lambda post: post["id"]) for image in post["images"]]


def files(store: Path) -> dict[str, bytes]:
    """What is in the image folder, by path below it."""
    folder = store / "images"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("??/*")}


# What is stored -------------------------------------------------------------------------------------------------------------------------


def test_pictures_are_kept_as_they_came_beside_their_captions(fetch: Callable[..., Any], store: Path) -> None:
    moving, photo = raster("GIF", frames=3), raster("JPEG", (80, 40), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    pictures = {"a.jpg": (200, {"Content-Type": "image/jpeg"}, moving), "b": photo}
    with serving(forum(pictures, thread1=f"{img('a.jpg')}<br>图为渡口的清晨。（温书言 摄）<br>{img('b')}")) as server:
        found = fetch(server)
    first, second = images(found)
    assert (first["caption"], first["credit"]) == ("渡口的清晨。", "温书言")
    digest = sha256(moving).hexdigest()
    assert first["file"] == {
        "path": f"{digest[:2]}/{digest[2:]}.gif",
        "sha256": digest,
        "bytes": len(moving),
        "mime": "image/gif",
        "width": 64,
        "height": 48,
    }
    assert (second["file"]["mime"], second["file"]["width"], second["file_error"]) == ("image/jpeg", 80, None)
    assert files(store) == {first["file"]["path"]: moving, second["file"]["path"]: photo}
    assert found.closing.endswith("2 new pictures")
    assert not [path for path in server.paths if "thumb" in path]


def test_a_picture_is_asked_for_once_and_stored_once(fetch: Callable[..., Any], store: Path) -> None:
    def attachment(signature: str) -> str:
        token = b64encode(f"102|{signature}|1795501023|0|98".encode()).decode().replace("=", "%3D")
        return f"forum.php?mod=attachment&amp;aid={token}&amp;nothumb=yes"

    one = raster(seed=1)
    known: dict[str, Answer] = {"a.png": one, "same-bytes.png": one}
    pages = forum(
        known, thread1=img("a.png") * 2 + img(attachment("aaaa")), thread2=img("a.png") + img(attachment("bbbb")) + img("same-bytes.png")
    )
    with serving(lambda path: raster(seed=2) if "mod=attachment" in path else pages(path)) as server:
        found = fetch(server)
    asked = [path for path in server.paths if "attachment" in path or "png" in path]
    assert sorted(Counter(path.split("aid")[0] for path in asked).items()) == [
        ("/a.png", 1),
        ("/forum.php?mod=attachment&", 1),
        ("/same-bytes.png", 1),
    ]
    assert len(images(found)) == 6
    assert all(image["file"] for image in images(found))
    assert len(files(store)) == 2


BAD: dict[str, tuple[Answer | None, str]] = {
    "cut.jpg": (raster("JPEG", (300, 300))[:-900], "truncated"),
    "zero.jpg": (b"", "empty"),
    "page.jpg": ("<html><body>请登录</body></html>", "html"),
    "bomb.png": (bomb(60_000, 60_000), "too_many_pixels"),
    "words.jpg": (b"words", "unknown_type"),
    "gone.jpg": (None, "missing"),
    "closed.jpg": ((403, {}, b""), "refused"),
    "broken.jpg": ((500, {}, b""), "http"),
    "large.png": (raster("BMP", (400, 400)), "too_large"),
    "private/x.jpg": (raster(), "robots"),
    "half.png": ((200, {"Content-Length": "99999", "Connection": "close"}, raster()), "truncated"),
    "away.jpg": ((302, {"Location": "/login"}, b""), "html"),
}


def test_no_picture_takes_its_post_with_it(fetch: Callable[..., Any], store: Path) -> None:
    pictures = {name: answer for name, (answer, _) in BAD.items() if answer is not None} | {"good.png": raster(), "login": "<p>login"}
    threads = {f"thread{n}": f"话{n}{img(name)}{img('good.png')}" for n, name in enumerate(BAD, 1)}
    with serving(forum(pictures, robots="Disallow: /private/\n", **threads)) as server:
        found = fetch(server, "-s", "IMAGES_MAX_BYTES=300000", "-s", "RETRY_TIMES=1")
    by_thread = {post["thread"]["id"]: post for post in found.posts}
    assert {BAD_NAME: by_thread[str(n)]["images"][0]["file_error"] for n, BAD_NAME in enumerate(BAD, 1)} == {
        name: why for name, (_, why) in BAD.items()
    }
    assert all(post["images"][0]["file"] is None and post["images"][1]["file"] for post in found.posts)
    assert len(files(store)) == 1
    assert found.status == DONE
    assert f"1 new pictures ({len(BAD)} could not be had)" in found.closing
    assert "Traceback" not in found.done.stderr


def test_a_host_that_does_not_answer(fetch: Callable[..., Any]) -> None:
    with serving(forum({}, thread1=img("http://127.0.0.1:1/x.png") + img("http://nowhere.invalid/x.png"))) as server:
        found = fetch(server, "-s", "RETRY_TIMES=0")
    assert [image["file_error"] for image in images(found)] == ["private", "network"]


def test_pictures_on_other_hosts_are_pictures_too_but_not_those_of_the_crawlers_own_network(fetch: Callable[..., Any]) -> None:
    with serving(lambda _: raster(), host="127.0.0.2") as inside:
        inner = inside.url
        pictures: dict[str, Answer] = {"jump.png": (302, {"Location": f"{inner}secret.png"}, b"")}
        with serving(forum(pictures, thread1=img(f"{inner}a.png") + img("http://localhost/b.png") + img("jump.png"))) as server:
            found = fetch(server)
    assert [image["file_error"] for image in images(found)] == ["private"] * 3
    assert not [path for path in inside.paths if path == "/a.png"]


# Manners --------------------------------------------------------------------------------------------------------------------------------


def test_the_thread_is_the_referer_and_robots_and_pace_hold(fetch: Callable[..., Any]) -> None:
    pictures: dict[str, Answer] = {f"{n}.png": raster(seed=n) for n in range(5)} | {"no/9.png": raster(seed=9)}
    body = "".join(map(img, pictures))
    with serving(forum(pictures, robots="Crawl-delay: 0.5\nDisallow: /no/\n", thread1=body)) as server:
        found = fetch(server)
    sent = dict(zip(server.paths, server.referers, strict=True))
    assert sent["/0.png"].endswith("viewthread&tid=1")
    assert "/no/9.png" not in server.paths
    assert server.gap(lambda path: path.endswith(".png")) > 0.5 / 2 * 0.95  # Scrapy waits for half to one and a half of a delay
    assert [image["file_error"] for image in images(found)] == [None] * 5 + ["robots"]


def test_another_host_s_robots_txt_is_asked_for(fetch: Callable[..., Any]) -> None:
    """A host of pictures only has wishes of its own."""
    named = {"/robots.txt": "User-agent: *\nDisallow: /no/\n", "/yes/1.png": raster(seed=1), "/no/2.png": raster(seed=2)}
    open_gate = json.dumps({**DOWNLOADER_MIDDLEWARES, "crawler.middlewares.gate.Gate": None})  # the other host is in a private network
    with serving(named.get, host="127.0.0.2") as other:
        body = img(f"{other.url}yes/1.png") + img(f"{other.url}no/2.png")
        with serving(forum({}, thread1=body)) as server:
            found = fetch(server, "-s", f"DOWNLOADER_MIDDLEWARES={open_gate}")
    assert other.paths == ["/robots.txt", "/yes/1.png"]
    assert [image["file_error"] for image in images(found)] == [None, "robots"]


def test_one_request_at_a_time_even_without_a_delay(fetch: Callable[..., Any]) -> None:
    pages = forum({f"{n}.png": raster(seed=n) for n in range(20)}, thread1="".join(img(f"{n}.png") for n in range(20)))
    under_way, most = [], []

    def watched(path: str) -> Answer | None:
        under_way.append(path)
        most.append(len(under_way))
        time.sleep(0.01)
        under_way.remove(path)
        return pages(path)

    with serving(watched) as server:
        found = fetch(server)
    assert len(images(found)) == 20
    assert max(most) == 1


def test_without_the_option_nothing_is_asked_for(crawl: Crawler, store: Path) -> None:
    with serving(forum({"a.png": raster()}, thread1=img("a.png"))) as server:
        found = crawl("board", "-s", f"STORE_DIR={store}", url=f"{server.url}forum-2-1.html")
    assert "/a.png" not in server.paths
    assert (images(found)[0]["file"], images(found)[0]["file_error"]) == (None, None)
    assert not store.exists()


def test_an_option_that_is_neither_yes_nor_no() -> None:
    done = scrapy("crawl", "board", "-a", "url=http://127.0.0.1:1/", "-a", "images=some")
    assert done.returncode == USAGE
    assert "images='some'" in done.stderr


def test_the_demo_forum(crawl: Crawler, store: Path) -> None:
    with running(threads=30) as forum:
        found = crawl("board", "-s", f"STORE_DIR={store}", url=forum.url, images=1)
        asked = [url for url in forum.stats()["urls"] if "/attachment/" in url]
    on_site = [image for image in images(found) if image["url"].startswith(forum.url)]
    assert on_site
    assert all(image["file"] or image["file_error"] for image in on_site)
    assert max(Counter(asked).values()) == 1
    assert not [url for url in asked if url.endswith(".thumb.jpg")]
    assert found.status == DONE


# Again ----------------------------------------------------------------------------------------------------------------------------------


def test_a_second_run_asks_for_nothing(fetch: Callable[..., Any], store: Path) -> None:
    pictures: dict[str, Answer] = {"a.png": raster(), "cut.png": raster()[:-9]}
    with serving(forum(pictures, thread1=img("a.png") + img("cut.png"))) as server:
        before, after = fetch(server), fetch(server)
    assert [path for path in server.paths if "png" in path] == ["/a.png", "/cut.png"]
    assert images(after) == images(before)


def test_a_file_that_was_deleted_is_fetched_again(fetch: Callable[..., Any], store: Path) -> None:
    with serving(forum({"a.png": raster()}, thread1=img("a.png"))) as server:
        (image,) = images(fetch(server))
        (store / "images" / image["file"]["path"]).unlink()
        fetch(server)
    assert server.paths.count("/a.png") == 2
    assert list(files(store).values()) == [raster()]


def test_kill_9_downloads_nothing_twice(fetch: Callable[..., Any], store: Path) -> None:
    names = [f"{n}.png" for n in range(60)]
    pictures = {name: raster(seed=n) for n, name in enumerate(names)}
    pages = forum(dict(pictures), **{f"thread{n}": "".join(map(img, names[n * 10 - 10 : n * 10])) for n in range(1, 7)})

    gate = Gate()
    gate.let(30)

    def held(path: str) -> Answer | None:
        if "png" in path:
            gate.enter()
        return pages(path)

    with serving(held) as server:
        command = ["crawl", "board", "-a", f"url={server.url}forum-2-1.html", "-a", "images=1", "-s", f"STORE_DIR={store}", *QUICK]
        process = start(*command)
        wait_for(lambda: len(files(store)) >= 25)
        process.send_signal(signal.SIGKILL)
        process.wait()
        gate.let(inf)
        on_disk = set(files(store).values())
        server.paths.clear()
        found = fetch(server)
    assert 25 <= len(on_disk) < 60
    again = [path for path in server.paths if path.endswith(".png")]
    assert not [path for path in again if pictures[path[1:]] in on_disk]
    assert len(again) == 60 - len(on_disk)
    assert set(files(store).values()) == set(pictures.values())
    assert all(image["file"] for image in images(found))


def test_the_store_leaves_no_half_files_behind(tmp_path: Path) -> None:
    left = tmp_path / PARTIAL / "old"
    left.parent.mkdir()
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    fresh = tmp_path / PARTIAL / "fresh"
    fresh.write_bytes(b"half")
    WholeFiles(tmp_path)
    assert (left.exists(), fresh.exists()) == (False, True)


# Elsewhere ------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server_module = pytest.importorskip("moto.server", reason="needs moto[s3,server]")
    boto3 = pytest.importorskip("boto3", reason="needs boto3")
    for name, value in {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    resource = boto3.resource("s3", endpoint_url=f"http://{host}:{port}")
    try:
        yield resource.create_bucket(Bucket="pictures")
    finally:
        server.stop()


def test_s3(fetch: Callable[..., Any], store: Path, bucket: Any) -> None:
    endpoint = bucket.meta.client.meta.endpoint_url
    settings = [part for name, value in {
        "IMAGES_STORE": "s3://pictures/boards", "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_REGION_NAME": "us-east-1",
    }.items() for part in ("-s", f"{name}={value}")]  # fmt: skip
    with serving(forum({"a.png": raster()}, thread1=img("a.png"))) as server:
        (image,) = images(fetch(server, *settings))
        (again,) = images(fetch(server, *settings))
    (kept,) = bucket.objects.all()
    assert kept.key == f"boards/{image['file']['path']}"
    assert kept.get()["Body"].read() == raster()
    assert again == image
    assert server.paths.count("/a.png") == 1


def test_a_bucket_that_is_not_there_costs_no_post(fetch: Callable[..., Any]) -> None:
    pytest.importorskip("botocore", reason="needs botocore")
    settings = ["-s", "IMAGES_STORE=s3://none/", "-s", "AWS_ENDPOINT_URL=http://127.0.0.1:1", "-s", "AWS_ACCESS_KEY_ID=k"]
    with serving(forum({"a.png": raster()}, thread1=img("a.png"))) as server:
        found = fetch(server, *settings, "-s", "AWS_SECRET_ACCESS_KEY=s", "-s", "AWS_REGION_NAME=us-east-1")
    assert [image["file_error"] for image in images(found)] == ["storage"]
    assert json.dumps(found.posts)
