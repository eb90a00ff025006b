"""The gallery in a real browser, from ``file://``: what a forum says is text, search finds, ten thousand pictures are no burden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Image, Post
from tests.browser import CHROMIUM, Page, browser
from tests.rasters import Pillow, raster
from tests.sets import keep, picture, post

from crawler.export.gallery import write_gallery  # isort: skip  (needs Pillow)
from crawler.export.pictureset.pairs import pairs  # isort: skip

in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

EVIL = """</script><script>document.title='ran'</script><img src=x onerror="document.title='ran'">"""


@pytest.fixture
def make(tmp_path: Path) -> Callable[[list[Post]], Path]:
    def write(feed: list[Post]) -> Path:
        write_gallery(pairs(feed), tmp_path / "out" / "看", tmp_path / "my images #1")
        return tmp_path / "out" / "看" / "index.html"

    return write


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return tmp_path / "my images #1"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        page.looks(1280, 900)
        yield page


def said(page: Page) -> list[str]:
    """The captions on show."""
    captions: list[str] = page.run("[...document.querySelectorAll('#pictures .caption')].map(one => one.textContent)")
    return captions


def choose(page: Page, **values: str) -> None:
    """Fills in filters and waits for what they find."""
    page.run("document.getElementById('filters').reset()")
    for name, value in values.items():
        script = f"{{const field = document.getElementById({name!r}); field.value = {value!r};"
        page.run(f"{script} field.dispatchEvent(new Event('input', {{bubbles: true}}))}}")
    page.run("new Promise(done => setTimeout(done, 300))")


# Without a browser ----------------------------------------------------------------------------------------------------------------------


def test_nothing_remote_stands_in_the_page_as_markup(make: Callable[[list[Post]], Path], pictures: Path) -> None:
    words = {"caption": EVIL, "credit": EVIL, "alt": EVIL, "caption_from": "after"}
    page = make([post(1, picture(pictures, **words), title=EVIL, board=EVIL)]).read_text(encoding="utf-8")
    assert page.count("<script") == 2
    assert page.count("</script") == 2
    assert "<img src=x" not in page
    assert not re.search(r"https?://(?!bbs\.example)", page.replace("https?:", ""))


def test_thumbnails_are_made_once_and_small(make: Callable[[list[Post]], Path], pictures: Path) -> None:
    big = keep(pictures, raster("JPEG", (1600, 1200)))
    clear = keep(pictures, raster("PNG", (900, 30), 2))
    feed = [post(n, Image(0, "https://bbs.example/x", file=file)) for n, file in enumerate([big, big, clear, big], 1)]
    page = make(feed)
    assert page.read_text(encoding="utf-8").count('"thumb":') == 4
    thumbs = page.parent / "thumbs"
    made = {path: path.stat().st_mtime_ns for path in thumbs.rglob("*.webp")}
    assert sorted(Pillow.open(path).size for path in made) == [(384, 13), (384, 288)]
    make(feed)
    assert {path: path.stat().st_mtime_ns for path in thumbs.rglob("*.*")} == made


def test_a_picture_turned_by_its_camera_stands_upright(make: Callable[[list[Post]], Path], pictures: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    turned = keep(pictures, raster("JPEG", (200, 100), exif=exif))
    folder = make([post(1, Image(0, "https://bbs.example/x", file=turned))]).parent
    (thumb,) = folder.rglob("*.webp")
    assert Pillow.open(thumb).size == (100, 200)


def test_a_broken_file_is_left_out(make: Callable[[list[Post]], Path], pictures: Path) -> None:
    good, bad = picture(pictures, 1), picture(pictures, 2)
    assert bad.file
    (pictures / bad.file.path).write_bytes(b"broken")
    assert write_gallery(pairs([post(1, good, bad)]), make([]).parent, pictures) == 1


# In a browser ---------------------------------------------------------------------------------------------------------------------------


@in_a_browser
def test_a_script_in_a_caption_does_not_run(make: Callable[[list[Post]], Path], pictures: Path, chromium: Page) -> None:
    words = {"caption": EVIL, "credit": EVIL, "alt": EVIL, "caption_from": "after"}
    evil = post(1, picture(pictures, **words), title=EVIL, board=EVIL)
    evil.url = "javascript:document.title='ran'"
    chromium.open(make([evil]))
    chromium.run("document.querySelector('.open').click()")
    chromium.until("document.getElementById('large').naturalWidth > 0")
    assert chromium.run("document.title") == "Pictures: bbs.example"
    assert said(chromium) == [EVIL]
    assert chromium.run("document.querySelector('#pictures .from').textContent.includes('</script>')")
    assert chromium.run("document.querySelectorAll('a').length") == 0
    assert chromium.run("document.querySelectorAll('script').length") == 2
    assert chromium.complaints() == []


@in_a_browser
def test_even_a_script_that_got_in_would_not_run(make: Callable[[list[Post]], Path], pictures: Path, chromium: Page) -> None:
    page = make([post(1, picture(pictures))])
    inside = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\"><p id=there>"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{inside}</body>"), encoding="utf-8")
    chromium.open(page)
    assert chromium.run("!!document.getElementById('there')")
    assert chromium.run("document.title") == "Pictures: bbs.example"
    assert any("Content Security Policy" in complaint for complaint in chromium.complaints())


@pytest.fixture
def album(make: Callable[[list[Post]], Path], pictures: Path, chromium: Page) -> Page:
    def shot(seed: int, caption: str | None, kind: Any, **words: Any) -> Image:
        return picture(pictures, seed, caption=caption, caption_from=kind, **words)

    feed = [
        post(1, shot(1, "渡口的清晨", "after", credit="温书言"), created_at="2026-01-05T08:00:00+08:00"),
        post(2, shot(2, "Old BRIDGE at noon", "figcaption"), shot(3, None, None), board="老照片", created_at="2026-02-05T08:00:00+08:00"),
        post(3, shot(4, "渡口的夜", "after_unmarked"), board="老照片", created_at="2026-03-05T08:00:00+08:00"),
        post(4, shot(5, None, "credit", credit="邬海生"), created_at=None),
    ]
    chromium.open(make(feed))
    return chromium


@in_a_browser
@pytest.mark.parametrize(
    ("chosen", "captions"),
    [
        ({"q": "渡口"}, ["渡口的清晨", "渡口的夜"]),
        ({"q": "bridge noon"}, ["Old BRIDGE at noon"]),
        ({"q": "邬海生"}, ["no caption"]),
        ({"q": "无此句"}, []),
        ({"board": "老照片"}, ["Old BRIDGE at noon", "no caption", "渡口的夜"]),
        ({"board": "老照片", "q": "渡口"}, ["渡口的夜"]),
        ({"kind": "after_unmarked"}, ["渡口的夜"]),
        ({"kind": "none"}, ["no caption", "no caption"]),
        ({"kind": "captioned"}, ["渡口的清晨", "Old BRIDGE at noon", "渡口的夜"]),
        ({"since": "2026-02-05"}, ["Old BRIDGE at noon", "no caption", "渡口的夜"]),
        ({"since": "2026-01-06", "until": "2026-02-05"}, ["Old BRIDGE at noon", "no caption"]),
    ],
)
def test_filters_and_search(chosen: dict[str, str], captions: list[str], album: Page) -> None:
    choose(album, **chosen)
    assert said(album) == captions
    assert album.run("document.getElementById('count').textContent") == f"{len(captions)} of 5 pictures"
    assert album.run("!document.getElementById('nothing').hidden") == (not captions)


@in_a_browser
def test_what_was_chosen_stands_in_the_address(album: Page) -> None:
    choose(album, board="老照片", q="渡口")
    address = album.run("location.hash")
    album.run("document.querySelector('button[type=reset]').click()")
    album.until("document.querySelectorAll('#pictures li').length === 5")
    album.run(f"location.hash = {address!r}")
    album.until("document.querySelectorAll('#pictures li').length === 1")
    assert said(album) == ["渡口的夜"]


@in_a_browser
def test_a_picture_leads_to_its_post(album: Page) -> None:
    link = album.run("(({href, rel, target, textContent}) => ({href, rel, target, textContent}))(document.querySelector('.from a'))")
    assert link == {
        "href": "https://bbs.example/thread-1-1-1.html",
        "rel": "noopener noreferrer",
        "target": "_blank",
        "textContent": "第1帖",
    }
    kinds = "[...document.querySelectorAll('#pictures .kind')].map(kind => kind.textContent)"
    assert album.run(kinds) == ["after", "figcaption", "after_unmarked", "credit"]
    assert album.run("document.querySelectorAll('#pictures .bare').length") == 2


@in_a_browser
def test_keyboard(album: Page) -> None:
    album.key("/")
    assert album.run("document.activeElement.id") == "q"
    album.run("document.querySelector('.open').focus()")
    album.key("ArrowRight")
    assert album.run("document.activeElement.dataset.place") == "1"
    album.key("Enter")
    album.until("document.getElementById('viewer').open")
    assert album.run("document.querySelector('#words .caption').textContent") == "Old BRIDGE at noon"
    album.key("ArrowRight")
    album.key("ArrowRight")
    assert album.run("document.querySelector('#words .caption').textContent") == "渡口的夜"
    album.until("document.getElementById('large').naturalWidth === 320")
    album.key("Escape")
    album.until("!document.getElementById('viewer').open")
    album.until("document.activeElement.dataset.place === '3'")
    assert album.complaints() == []


@in_a_browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("width", "height", "columns"), [(390, 844, 1), (768, 1024, 3), (1280, 900, 5)])
def test_every_size_and_light(dark: bool, width: int, height: int, columns: int, album: Page, tmp_path: Path) -> None:
    album.looks(width, height, dark=dark, phone=width < 500)
    try:
        assert album.run("document.documentElement.scrollWidth") <= width
        assert album.run("getComputedStyle(list).gridTemplateColumns.split(' ').length") == columns
        paper = album.run("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert (max(paper) < 60) if dark else (min(paper) > 200)
        small = "[...document.querySelectorAll('input, select, button')].filter(one => one.offsetParent && one.offsetHeight < 34).length"
        assert album.run(small) == 0
        album.screenshot(tmp_path / "page.png")
        assert Pillow.open(tmp_path / "page.png").width == width * (2 if width < 500 else 1)
    finally:
        album.looks(1280, 900)


@in_a_browser
def test_ten_thousand_pictures(make: Callable[[list[Post]], Path], pictures: Path, chromium: Page) -> None:
    files = [keep(pictures, raster("JPEG", (160, 120), seed)) for seed in range(100)]
    feed = []
    for number in range(1, 10_001):
        shown = Image(0, "https://bbs.example/x", file=files[number % 100], caption=f"第{number}张", caption_from="after")
        feed.append(post(number, shown, board=f"板{number % 7}"))
    chromium.open(make(feed))
    assert chromium.run("document.getElementById('count').textContent") == "10,000 pictures"
    assert chromium.run("document.querySelectorAll('#pictures li').length") < 200
    assert chromium.run("document.images.length") < 200
    choose(chromium, q="第9876张")
    assert said(chromium) == ["第9876张"]
    choose(chromium)
    script = """(async () => {
        while (shown < 1000) { scrollTo(0, document.body.scrollHeight); await new Promise(done => setTimeout(done, 5)) }
        return list.children.length })()"""
    assert 1000 <= chromium.run(script) < 1500
    chromium.until("[...list.querySelectorAll('img')].pop().naturalWidth > 0")
    assert chromium.complaints() == []
