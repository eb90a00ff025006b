"""Image–caption sets: every picture with its words, chosen as asked, in shapes that others read."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from crawler.export.pictureset import command
from crawler.items import Image, Post, encode
from tests.patience import HANG
from tests.processes import ROOT
from tests.rasters import Pillow, raster
from tests.sets import picture, post

from crawler.export.pictureset.choice import Choice, Seen, fingerprint  # isort: skip  (needs Pillow)
from crawler.export.pictureset.pairs import licence_of, pairs  # isort: skip
from crawler.export.pictureset.writers import write_lines, write_parquet, write_shards  # isort: skip


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return tmp_path / "var" / "news" / "images"


@pytest.fixture
def feed(pictures: Path) -> list[Post]:
    dawn = picture(
        pictures, 1, caption="渡口的清晨。", credit="温书言", caption_raw="图为渡口的清晨。温书言 摄", caption_from="after", alt="船"
    )
    bare = picture(pictures, 2, data=raster("PNG", (100, 60), 2))
    moving = picture(
        pictures, 3, data=raster("GIF", (200, 90), 30, frames=3), caption="长椅", caption_raw="长椅", caption_from="description"
    )
    shared = [picture(pictures, n, caption="组照", caption_raw="组照", caption_from="table", caption_group=[0, 1]) for n in (4, 5)]
    failed = Image(0, "https://bbs.example/p/9.jpg", file_error="missing")
    return [
        post(1, "清早没有几个人。", dawn, "过了七点，船舱渐渐坐满。", title="渡口的一天"),
        post(2, bare, "照片以 CC BY-SA 4.0 发布，欢迎使用。", moving, failed, board=None),
        post(3, *shared),
    ]


def write(feed: list[Post], pictures: Path, *arguments: str) -> list[str]:
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    lines = [encode(made) for made in feed]
    return list(command.run(lambda: command.decode(lines), pictures, parser.parse_args(arguments)))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# Lines ----------------------------------------------------------------------------------------------------------------------------------


def test_a_line_a_picture_with_all_that_is_known(feed: list[Post], pictures: Path) -> None:
    target = pictures.parent / "pairs.jsonl"
    assert write(feed, pictures, "--images", str(target)) == [f"{target}: 5 pictures"]
    first, bare, moving, *shared = rows(target)
    file = feed[0].images[0].file
    assert file
    assert first == {
        "file": f"images/{file.path}",
        "sha256": file.sha256,
        "mime": "image/jpeg",
        "bytes": file.bytes,
        "width": 320,
        "height": 240,
        "caption": "渡口的清晨。",
        "credit": "温书言",
        "caption_from": "after",
        "caption_shared_by": 1,
        "alt": "船",
        "text_before": "清早没有几个人。",
        "text_after": "过了七点，船舱渐渐坐满。",
        "licence": None,
        "post_id": "bbs.example/1/11",
        "post_url": "https://bbs.example/thread-1-1-1.html",
        "floor": 1,
        "author": "老街坊",
        "created_at": "2026-05-02T08:00:00+08:00",
        "thread_title": "渡口的一天",
        "board": "街景",
        "url": "https://bbs.example/p/1.jpg",
    }
    assert (target.parent / first["file"]).read_bytes() == (pictures / file.path).read_bytes()
    assert (bare["caption"], bare["text_before"], bare["text_after"]) == (None, None, "照片以 CC BY-SA 4.0 发布，欢迎使用。")
    assert (moving["text_before"], moving["text_after"], moving["licence"]) == (bare["text_after"], None, bare["text_after"])
    assert [line["caption_shared_by"] for line in shared] == [2, 2]


def test_lines_need_no_folder_where_pictures_are_kept_elsewhere(feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    target = tmp_path / "pairs.jsonl"
    assert write(feed, tmp_path / "none", "--images", str(target), "--min-side", "100") == [f"{target}: 3 pictures (left out: 2 too small)"]
    assert feed[0].images[0].file
    assert rows(target)[0]["file"] == feed[0].images[0].file.path
    with pytest.raises(ValueError, match="--pictures DIR"):
        write(feed, tmp_path / "none", "--images", str(target), "--dedupe")


@pytest.mark.parametrize(
    ("line", "is_a_note"),
    [
        ("本帖图片采用知识共享署名-非商业性使用许可。", True),
        ("未经作者授权不得转载", True),
        ("转载请注明出处：柳叶渡论坛", True),
        ("版权归作者所有", True),
        ("All rights reserved.", True),
        ("© 2026 江湾日报", True),
        ("本报讯，转载自江湾日报", False),
        ("这座桥的使用年限是五十年", False),
        ("CCBYTE 是个牌子", False),
        ("版权所有" + "字" * 300, False),
    ],
)
def test_licence(line: str, is_a_note: bool) -> None:
    assert (licence_of(post(1, "前言。", line)) is not None) == is_a_note


# Choice ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "captions"),
    [
        (["--caption-from", "after,description"], ["渡口的清晨。", "长椅"]),
        (["--caption-from", "none"], [None]),
        (["--min-side", "90"], ["渡口的清晨。", "长椅", "组照", "组照"]),
        (["--min-side", "91"], ["渡口的清晨。", "组照", "组照"]),
        (["--min-side", "91", "--caption-from", "after"], ["渡口的清晨。"]),
    ],
)
def test_filters(arguments: list[str], captions: list[str | None], feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    write(feed, pictures, "--images", str(tmp_path / "p.jsonl"), *arguments)
    assert [row["caption"] for row in rows(tmp_path / "p.jsonl")] == captions


def test_a_kind_of_caption_that_is_none(feed: list[Post], pictures: Path) -> None:
    with pytest.raises(ValueError, match="--caption-from nearby: there is no such kind; there are: description, "):
        write(feed, pictures, "--images", "x.jsonl", "--caption-from", "after,nearby")
    assert not Path("x.jsonl").exists()


def test_a_file_that_has_gone_is_left_out(feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    assert feed[0].images[0].file
    (pictures / feed[0].images[0].file.path).unlink()
    target = tmp_path / "p.jsonl"
    assert write(feed, pictures, "--images", str(target)) == [f"{target}: 4 pictures (left out: 1 file not there)"]


def changed(data: bytes, how: str) -> bytes:
    """The same picture to a person, other bytes."""
    image = Pillow.open(BytesIO(data)).convert("RGB")
    out = BytesIO()
    if how == "smaller":
        image.resize((image.width // 2, image.height // 2), Pillow.Resampling.LANCZOS).save(out, "JPEG", quality=85)
    elif how == "poor":
        image.save(out, "JPEG", quality=35)
    else:
        image.save(out, how)
    return out.getvalue()


@pytest.mark.parametrize("how", ["smaller", "poor", "WEBP", "PNG", "GIF"])
def test_dedupe_knows_a_picture_again(how: str, pictures: Path, tmp_path: Path) -> None:
    first = raster("JPEG", (640, 480), 7)
    feed = [post(1, picture(pictures, data=first)), post(2, picture(pictures, data=changed(first, how))), post(3, picture(pictures, 8))]
    target = tmp_path / "p.jsonl"
    assert write(feed, pictures, "--images", str(target), "--dedupe") == [f"{target}: 2 pictures (left out: 1 seen before)"]
    assert [row["post_id"] for row in rows(target)] == ["bbs.example/1/11", "bbs.example/3/31"]


def test_dedupe_keeps_different_pictures_apart(pictures: Path) -> None:
    feed = [post(n, picture(pictures, n)) for n in range(200)]
    assert len(list(Choice(dedupe=True).of(pairs(feed), pictures))) == 200


def test_dedupe_does_not_judge_plain_pictures_by_their_look(tmp_path: Path) -> None:
    for name, colour in (("a", "white"), ("b", "black")):
        Pillow.new("RGB", (90, 90), colour).save(tmp_path / f"{name}.png")
    looks = [fingerprint(tmp_path / f"{name}.png") for name in "ab"]
    seen = Seen()
    assert looks == [None, None]
    assert [seen.before("one", None), seen.before("other", None), seen.before("one", None)] == [False, False, True]


# Shards and tables ----------------------------------------------------------------------------------------------------------------------


def test_shards(feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shards"
    assert write(feed, pictures, "--webdataset", str(folder)) == [f"{folder}: 5 pictures"]
    assert [path.name for path in folder.iterdir()] == ["pictures-000000.tar"]
    with tarfile.open(folder / "pictures-000000.tar") as tar:
        held = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    assert list(held)[:3] == ["000000000.jpg", "000000000.json", "000000000.txt"]
    stored = [image.file for made in feed for image in made.images if image.file]
    assert [held[f"{n:09}.jpg"] for n in range(5)] == [(pictures / file.path).read_bytes() for file in stored]
    assert held["000000000.txt"].decode() == "渡口的清晨。"
    assert json.loads(held["000000002.json"])["mime"] == "image/gif"
    assert json.loads(held["000000001.json"])["caption"] == ""
    with pytest.raises(ValueError, match="holds shards already"):
        write(feed, pictures, "--webdataset", str(folder))


def test_shards_are_closed_when_they_are_full(feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    assert write_shards(pairs(feed), tmp_path / "s", pictures, shard_bytes=1) == 5
    assert len(list((tmp_path / "s").glob("pictures-00000?.tar"))) == 5


@pytest.mark.parametrize("write_set", [write_lines, write_parquet, write_shards])
def test_a_set_that_breaks_off_leaves_nothing(write_set: Callable[..., int], feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    if write_set is write_parquet:
        pytest.importorskip("pyarrow", reason="needs pyarrow")

    def broken() -> Iterator[Any]:
        yield next(pairs(feed))
        raise OSError("the disk is gone")

    target = tmp_path / "out" / "set"
    target.parent.mkdir()
    with pytest.raises(OSError, match="gone"):
        write_set(broken(), target, pictures)
    assert [path for path in target.parent.rglob("*") if path.is_file()] == []


def test_parquet(feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    target = tmp_path / "set.parquet"
    assert write(feed, pictures, "--parquet", str(target), "--caption-from", "after,table") == [
        f"{target}: 3 pictures (left out: 2 other or no caption)"
    ]
    table = pq.read_table(target).to_pylist()
    assert [row["caption"] for row in table] == ["渡口的清晨。", "组照", "组照"]
    assert Pillow.open(BytesIO(table[0]["image"]["bytes"])).size == (320, 240)
    assert table[0]["file"] == table[0]["image"]["path"]


@pytest.mark.parametrize("shape", ["webdataset", "parquet"])
def test_hugging_face_datasets_loads_it(shape: str, feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasets", reason="needs datasets")
    target = tmp_path / "set"
    write([*feed, *feed], pictures, f"--{shape}", str(target))
    environment = {"HOME": str(tmp_path), "PATH": "", "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": str(tmp_path / "cache")}
    command_line = [sys.executable, "examples/load_pictures.py", str(target)]
    done = subprocess.run(command_line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=HANG, check=False)
    assert done.returncode == 0, done.stderr
    loaded = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    once = [[320, 240, "渡口的清晨。", "温书言"], [100, 60, None, None], [200, 90, "长椅", None], *[[320, 240, "组照", None]] * 2]
    assert loaded == once * 2


def test_webdataset_reads_the_shards(feed: list[Post], pictures: Path, tmp_path: Path) -> None:
    webdataset = pytest.importorskip("webdataset", reason="needs webdataset")
    write(feed, pictures, "--webdataset", str(tmp_path / "s"))
    samples = list(webdataset.WebDataset(str(tmp_path / "s" / "pictures-000000.tar"), shardshuffle=False).decode("pil"))
    assert [(sample["jpg"].size, sample["txt"]) for sample in samples][:3] == [
        ((320, 240), "渡口的清晨。"),
        ((100, 60), ""),
        ((200, 90), "长椅"),
    ]
