"""A feed in other forms: typed posts, conversations, data sets, pseudonyms; what is left when old files are deleted."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from crawler import load
from crawler.commands import feed
from crawler.export import conversations, languages, schemas
from crawler.export.pseudonyms import key_of, pseudonymised
from crawler.items import Author, Comment, Gone, Image, ImageFile, Post, Quote, encode
from crawler.store import manifest
from crawler.store import posts as post_store
from crawler.store.job import Job
from crawler.store.prune import prune
from tests.processes import scrapy
from tests.test_store import post
from tests.test_verdicts import SETTINGS


def publish(folder: Path, *given: Post) -> str:
    """One feed file of a job ``x``; returns its name."""
    job = Job("x", SETTINGS | {"STORE_DIR": folder})
    job.database.write(lambda connection: post_store.put(connection, given))
    job.close(0, "")
    return manifest.entries(folder / "x" / "feed")[-1].file


def a_thread() -> list[Post]:
    """An answer to an answer, a post that has gone, and people who name each other."""
    made = [post(1, floor, f"第{floor}层") for floor in range(1, 6)]
    for given in made:
        given.thread.title, given.author = "题", Author("老张", "7") if given.floor != 2 else Author("小李", "8")
    made[2].reply_to, made[3].reply_to, made[4].reply_to = made[1].post_id, made[2].post_id, "999"
    made[2].quotes, made[2].comments = [Quote("引", "小李", made[1].post_id)], [Comment("好", Author("老张", "7"))]
    made[4].gone = Gone("deleted", "2026-03-02T00:00:00+00:00")
    return made


def test_a_feed_is_read_without_scrapy(tmp_path: Path) -> None:
    first = publish(tmp_path, *a_thread()[:3])
    edited = a_thread()[0]
    edited.revision, edited.text = 2, "改过"
    publish(tmp_path, edited, *a_thread()[3:])
    folder = tmp_path / "x"
    assert [given.text for given in load.posts(folder)] == ["第2层", "第3层", "改过", "第4层"]
    assert [given.floor for given in load.posts(folder, gone=True)] == [2, 3, 1, 4, 5]
    assert [given.floor for given in load.read(folder, since=first)] == [1, 4, 5]
    assert len(list(load.read(folder / "feed"))) == 6
    with pytest.raises(load.FeedError, match="no file 'other'"):
        list(load.read(folder, since="other"))
    words = "import sys, crawler.load; print([name for name in ('scrapy', 'twisted', 'sqlalchemy', 'lxml') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_conversations(tmp_path: Path) -> None:
    lines = [encode(given) for given in [*reversed(a_thread()[:4]), post(2, 1, "另一题")]]
    target = tmp_path / "threads.jsonl"
    assert conversations.export(lines, target, conversations.conversation) == 2
    one, other = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert (one["id"], one["title"], len(other["posts"])) == ("bbs.example/1", "题", 1)
    assert [(said["floor"], said["parent"], said["author"]) for said in one["posts"]] == [
        (1, None, "老张"),
        (2, None, "小李"),
        (3, "1002", "老张"),
        (4, "1003", "老张"),
    ]


def test_the_forum_format_of_mnbvc(tmp_path: Path) -> None:
    target = tmp_path / "mnbvc.jsonl"
    assert conversations.export(map(encode, a_thread()[:3]), target, conversations.mnbvc) == 1
    (line,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert (line["ID"], line["主题"], line["来源"]) == (1, "题", "bbs.example")
    assert line["元数据"] | {"扩展字段": ""} == {"发帖时间": "20260301 12:00:00", "回复数": 2, "扩展字段": ""}
    assert [(said["楼ID"], said["回复"]) for said in line["回复"]] == [("1001", "第1层"), ("1002", "第2层"), ("1003", "第3层")]
    assert json.loads(line["回复"][2]["扩展字段"]) == {"回复人": "老张", "回复时间": "20260301 12:00:00", "引用ID": "1002", "楼层": 3}


def test_pseudonyms(tmp_path: Path) -> None:
    lines = [encode(given) for given in a_thread()[:4]]
    key = key_of(tmp_path)
    assert key == key_of(tmp_path)
    assert (tmp_path / "pseudonyms.key").stat().st_mode & 0o077 == 0
    found = [json.loads(line) for line in pseudonymised(lines, key)]
    assert not any(word in json.dumps(found, ensure_ascii=False) for word in ("老张", "小李", '"id": "7"'))
    zhang, li = found[0]["author"], found[1]["author"]
    assert zhang != li
    assert found[2]["author"] == found[2]["comments"][0]["author"] == zhang
    assert found[2]["quotes"][0]["author"] == li["name"]
    assert [json.loads(line)["author"]["name"] for line in pseudonymised(lines[:1], b"another")] != [zhang["name"]]


SAID = {
    "zh": ["换了烟囱以后，老窑不通风了。", "有人知道早上渡船几点开吗？", "換了煙囪以後，老窯不通風了。"],
    "en": ["The old kiln has not drawn well since we changed the flue.", "Does anybody know when the first ferry leaves?"],
    "de": ["Der alte Ofen zieht nicht mehr, seit wir das Rohr getauscht haben."],
    "ru": ["Кто-нибудь знает, во сколько утром уходит паром?"],
    "ja": ["朝の渡し船は何時に出るか、誰か知っていますか。"],
}


def test_the_language_of_a_post() -> None:
    pytest.importorskip("py3langid")
    texts = [(language, text) for language, some in SAID.items() for text in some]
    given = [post(1, floor, text) for floor, (_, text) in enumerate(texts, 1)]
    found = list(map(json.loads, languages.told(map(encode, given))))
    assert [(line.get("language"), line["text"]) for line in found] == texts
    assert "language" not in json.loads(encode(given[0])), "nobody asked for it"
    assert [line.pop("language") and line for line in found] == [json.loads(encode(one)) for one in given], "nothing else changes"


def test_a_language_that_is_not_sure_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "_identifier", lambda: lambda text: ("en", 0.9 if len(text) > 3 else 0.4))
    found = map(json.loads, languages.told(encode(post(1, floor, text)) for floor, text in enumerate(("Alder", "ok", ""), 1)))
    assert [line.get("language") for line in found] == ["en", None, None]
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    with pytest.raises(UsageError, match="py3langid"):
        feed._changed(iter([]), Path(), Namespace(pseudonymise=False, language=True))


def test_a_data_set_by_site_and_day(tmp_path: Path) -> None:
    parquet = pytest.importorskip("crawler.export.parquet")
    dataset = pytest.importorskip("pyarrow.dataset")
    given = [post(1, 1, "一"), post(1, 2, "二"), post(2, 1, "三")]
    for one, day in zip(given, ("2026-03-01", "2026-03-02", "2026-03-01"), strict=True):
        one.fetched_at = f"{day}T01:00:00+00:00"
    given[2].site, given[2].id = "other.example/f", "other.example/f/2/2001"
    given[0].blocks = [{"type": "table", "rows": [["路", "班"], ["7"]]}]
    assert parquet.export_set(map(encode, given), tmp_path / "set") == 3
    found = dataset.dataset(tmp_path / "set", partitioning="hive").to_table().sort_by("id").to_pylist()
    assert [(row["site"], row["day"], row["text"]) for row in found] == [
        ("bbs.example", "2026-03-01", "一"),
        ("bbs.example", "2026-03-02", "二"),
        ("other.example/f", "2026-03-01", "三"),
    ]
    assert found[0]["blocks"][0]["rows"] == [{"cells": ["路", "班"]}, {"cells": ["7"]}]
    with pytest.raises(FileExistsError):
        parquet.export_set([], tmp_path / "set")


@pytest.mark.parametrize("tool", sorted(schemas.TOOLS))
def test_every_field_is_in_every_schema(tool: str) -> None:
    words = schemas.TOOLS[tool]()
    assert all(f'"{field}"' in words for field in schemas.fields())
    if tool == "bigquery":
        kinds = {field["name"]: field for field in json.loads(words)}
        rows = next(field for field in kinds["blocks"]["fields"] if field["name"] == "rows")
        assert (kinds["blocks"]["mode"], rows["type"]) == ("REPEATED", "JSON")


def test_what_is_old_is_deleted_and_named(tmp_path: Path) -> None:
    def shown(number: int, name: str) -> Post:
        made = post(number, 1)
        made.images = [Image(0, "http://x/a.jpg", file=ImageFile(name, "0" * 64, 1, "image/jpeg"))]
        return made

    old = publish(tmp_path, shown(1, "aa/1.jpg"), shown(2, "bb/2.jpg"))
    new = publish(tmp_path, shown(3, "bb/2.jpg"))
    folder = tmp_path / "x"
    for name in ("aa/1.jpg", "bb/2.jpg"):
        path = folder / "images" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    later = datetime.now(UTC) + timedelta(days=30)
    assert prune(folder, 31, later) == (0, 0, 0)
    entries = (folder / "feed" / "manifest.jsonl").read_text().splitlines()
    early = json.loads(entries[0]) | {"published_at": "2020-01-01T00:00:00+00:00"}
    (folder / "feed" / "manifest.jsonl").write_text("\n".join([json.dumps(early), *entries[1:], ""]))
    assert prune(folder, 31, later)[:2] == (1, 1)
    assert [entry.file for entry in manifest.there(folder / "feed")] == [new]
    assert not (folder / "feed" / old).exists()
    assert [path.name for path in (folder / "images").glob("*/*")] == ["2.jpg"]
    assert [given.id for given in load.read(folder)] == [given.id for given in load.read(folder, since=old)] == ["bbs.example/3/3001"]
    assert Job("x", SETTINGS | {"STORE_DIR": tmp_path}).close(0, "") is None, "a run does not miss it"
    (folder / "feed" / new).unlink()
    with pytest.raises(load.FeedError, match="not there any more"):
        list(load.read(folder))


def test_the_command(tmp_path: Path) -> None:
    publish(tmp_path, *a_thread())

    def shown(*words: str) -> tuple[int, str, Any]:
        done = scrapy("feed", "x", "-s", f"STORE_DIR={tmp_path}", *words)
        return done.returncode, done.stdout, done.stderr

    status, out, err = shown("--since", "0", "--conversations", str(tmp_path / "c.jsonl"), "--pseudonymise")
    assert (status, out.count("\n"), "老张" in out) == (0, 6, False)
    assert f"the next cursor is {manifest.entries(tmp_path / 'x' / 'feed')[0].file}" in err
    assert "老张" not in (tmp_path / "c.jsonl").read_text(encoding="utf-8")
    assert shown("--since", "nowhere")[0] == 1
    assert feed.Command().short_desc()
