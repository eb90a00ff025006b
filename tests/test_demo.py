"""The demo forum: its pages agree with its truth, and it behaves as Discuz! X3.5 does where crawlers stumble."""

from __future__ import annotations

import copy
import os
import tracemalloc
from http.client import IncompleteRead
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from crawler.demo import RunningForum, running
from crawler.demo.check import differences
from crawler.demo.faults import IN_A_ROW, Faults
from crawler.demo.forum import Forum
from crawler.demo.model import BOARDS, POSTS_A_PAGE
from crawler.demo.pictures import png
from crawler.demo.site import Site
from crawler.demo.specials import IDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "http://127.0.0.1:1/"
Record = dict[str, Any]


@pytest.fixture(scope="module")
def forum() -> Iterator[RunningForum]:
    with running(threads=120) as started:
        yield started


@pytest.fixture
def site() -> Site:
    return Site(Forum(threads=120))


def page(site: Site, target: str) -> Any:
    answer = site.answer(f"/{target}", BASE)
    return html.document_fromstring(answer.body.decode(site.charset))


def thread_page(site: Site, tid: int, number: int = 1) -> Any:
    site.answer(f"/{thread_url(tid)}", BASE)
    return page(site, f"{thread_url(tid)}&page={number}")


def thread_url(tid: int) -> str:
    return f"forum.php?mod=viewthread&tid={tid}"


def board_url(fid: int, number: int = 1) -> str:
    return f"forum.php?mod=forumdisplay&fid={fid}&page={number}"


def post_ids(document: Any) -> list[str]:
    return [str(name)[5:] for name in document.xpath("//div[starts-with(@id,'post_')]/@id") if str(name)[5:].isdigit()]


def rows(document: Any) -> list[str]:
    return [str(name) for name in document.xpath("//*[@id='threadlisttableid']/tbody/@id") if name != "separatorline"]


def feed_of(truth: Record) -> Record:
    """The feed line that says exactly the truth."""
    away = {image["line"] for image in truth["images"]}
    return {
        "thread": {"id": truth["thread_id"], "title": truth["title"]},
        "board": {"name": truth["board"], "path": truth["board_path"]},
        "author": {"name": truth["author"]} if truth["author"] else None,
        "text": "\n".join(line for line in truth["paragraphs"] if line not in away),
        "locked": "locked" if truth["locked"] else None,
        "attachments": [{"name": name} for name in truth["attachments"]],
        "comments": [{"text": text} for text in truth["comments"]],
        "images": [
            {
                "url": image["url"],
                "caption": image["caption"] and image["caption"].replace(image["credit"] or "\0", ""),
                "caption_raw": image["line"],
                "credit": image["credit"],
                "caption_group": image["group"],
            }
            for image in truth["images"]
        ],
        **{name: truth[name] for name in ("post_id", "floor", "created_at", "edited_at", "quotes")},
    }


def test_starts_in_its_own_process_and_stops() -> None:
    with running() as started:
        assert started.get("forum.php")[0] == 200
        os.kill(started.pid, 0)
    with pytest.raises(OSError, match=r".*"):
        started.get("forum.php")
    with pytest.raises(ProcessLookupError):
        os.kill(started.pid, 0)


def test_same_seed_same_content() -> None:
    first, second, other = (list(Forum(seed=seed).truth()) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_every_post_of_the_truth_is_on_its_thread_s_pages(site: Site) -> None:
    wanted: dict[int, list[str]] = {}
    for post in site.forum.truth():
        wanted.setdefault(int(post["thread_id"]), []).append(post["post_id"])
    for tid, pids in wanted.items():
        pages = -(-len(pids) // POSTS_A_PAGE)
        shown = {pid for number in range(1, pages + 1) for pid in post_ids(thread_page(site, tid, number))}
        assert shown == set(pids), tid


def test_every_readable_thread_is_on_a_board(site: Site) -> None:
    listed = set()
    for fid, board in BOARDS.items():
        if board.access == "open":
            for number in range(1, site.forum.pages(fid) + 1):
                listed |= {int(name.rpartition("_")[2]) for name in rows(page(site, board_url(fid, number)))}
    assert listed >= {int(post["thread_id"]) for post in site.forum.truth()}


def test_truth_stands_on_the_page(site: Site) -> None:
    for post in site.forum.truth():
        number = (post["floor"] - 1) // POSTS_A_PAGE + 1
        if IDS["reverse"] == int(post["thread_id"]):
            continue
        answer = site.answer(f"/{thread_url(int(post['thread_id']))}&page={number}&cp=all", BASE)
        if answer.status == 302:
            answer = site.answer(f"/{thread_url(int(post['thread_id']))}&page={number}&cp=all", BASE)
        (box,) = html.document_fromstring(answer.body.decode()).xpath(f"//div[@id='post_{post['post_id']}']")[:1]
        text = "".join(box.itertext())
        assert all(line in text for line in post["paragraphs"]), post
        for image in post["images"]:
            path = image["url"].removeprefix("http://127.0.0.1/")
            assert box.xpath(f".//img[@zoomfile='{path}' or contains(@src, '{path}')]"), image


def test_no_secret_on_any_page(site: Site) -> None:
    for name in ("hidden part", "formats", "strangers", "password", "author only", "price", "blocked first post"):
        text = "".join(thread_page(site, IDS[name]).xpath("//body")[0].itertext())
        for post in site.forum.thread(IDS[name]).posts:
            secrets = [block.text for block in post.blocks if post.shut] + [
                block.secret for block in post.blocks if hasattr(block, "secret")
            ]
            assert not any(secret in text for secret in secrets)


def test_past_the_end_a_board_shows_page_1_and_a_thread_its_last(site: Site) -> None:
    assert rows(page(site, board_url(2, 99))) == rows(page(site, board_url(2)))
    assert post_ids(thread_page(site, IDS["long"], 99)) == post_ids(thread_page(site, IDS["long"], 13))


def test_pagers(site: Site) -> None:
    for number, following in ((1, "2"), (6, "7"), (13, None)):
        document = thread_page(site, IDS["long"], number)
        assert document.xpath("//div[@class='pg']//span/@title") == ["共 13 页"] * 2
        assert document.xpath("//div[@class='pgt']//strong/text()") == [str(number)]
        links = document.xpath("//div[@class='pgt']//a[@class='nxt']/@href")
        assert [link.rpartition("=")[2] for link in links] == ([following] if following else [])
        assert len(document.xpath("//div[@class='pgt']//a[not(@class)] | //div[@class='pgt']//strong")) == 10


@pytest.mark.parametrize(
    ("fid", "above"),
    [
        (2, ["stickthread_1", "stickthread_3"]),
        (3, ["stickthread_1"]),
        (6, ["stickthread_1", "stickthread_2"]),
        (9, ["stickthread_1", "stickthread_2"]),
    ],
)
def test_sticky_rows(site: Site, fid: int, above: list[str]) -> None:
    shown = rows(page(site, board_url(fid)))
    assert [name for name in shown if name.startswith("stick")] == above == shown[: len(above)]
    assert not any(name.startswith("stick") for name in rows(page(site, board_url(2, 2))))


def test_floors_in_all_their_spellings(site: Site) -> None:
    floors = [
        " ".join("".join(box.itertext()).split()) for box in thread_page(site, IDS["pinned reply"]).xpath("//a[starts-with(@id,'postnum')]")
    ]
    assert floors == ["楼主", "顶 来自 13#", "沙发", "板凳", "地板", *(f"{n}#" for n in range(5, 11))]
    backwards = [box.text_content().strip() for box in thread_page(site, IDS["reverse"]).xpath("//a[starts-with(@id,'postnum')]")]
    assert backwards[:3] == ["楼主", "26#", "25#"]


def test_a_first_visit_to_a_thread_with_a_gap_is_sent_to_itself(site: Site) -> None:
    target = f"/{thread_url(IDS['gap'])}"
    first, second = site.answer(target, BASE), site.answer(target, BASE)
    assert (first.status, dict(first.headers)["Location"]) == (302, f"{BASE}{target[1:]}")
    assert second.status == 200


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("deleted", 404, "不存在"),
        ("reading permission", 200, "阅读权限"),
        ("members' board", 200, "没有权限"),
        ("password board", 302, ""),
        ("moved", 302, ""),
    ],
)
def test_unreadable_threads(site: Site, name: str, status: int, words: str) -> None:
    answer = site.answer(f"/{thread_url(IDS[name])}", BASE)
    assert answer.status == status
    assert words in answer.body.decode()
    assert IDS[name] in dict(site.forum.unreadable())


def test_paid_preview_has_the_last_post_s_id(site: Site) -> None:
    document = thread_page(site, IDS["price"])
    last = post_ids(document)[-1]
    assert len(document.xpath(f"//*[@id='postmessage_{last}']")) == 2


def test_rewritten_addresses_answer_too(site: Site) -> None:
    assert post_ids(page(site, "thread-5-2-1.html")) == post_ids(thread_page(site, 5, 2))
    assert rows(page(site, "forum-2-2.html")) == rows(page(site, board_url(2, 2)))


def test_redirects_into_threads(site: Site) -> None:
    found = site.answer("/forum.php?mod=redirect&goto=findpost&ptid=5&pid=5034", BASE)
    last = site.answer("/forum.php?mod=redirect&tid=5&goto=lastpost", BASE)
    assert (found.status, dict(found.headers)["Location"]) == (301, f"{thread_url(5)}&page=4#pid5034")
    assert (last.status, dict(last.headers)["Location"]) == (302, f"{thread_url(5)}&page=13#lastpost")


def test_a_posts_address_leads_to_its_page_in_a_thread_shown_newest_first(site: Site) -> None:
    tid = IDS["reverse"]
    for floor in (1, 2, 20, 26):
        found = site.answer(f"/forum.php?mod=redirect&goto=findpost&ptid={tid}&pid={tid}{floor:03}", BASE)
        assert f"{tid}{floor:03}" in post_ids(page(site, dict(found.headers)["Location"].partition("#")[0]))


def test_body_in_pages(site: Site) -> None:
    target = f"{thread_url(IDS['paged body'])}&cp="
    one, two, whole = (page(site, target + part).xpath("string(//td[@class='t_f'])") for part in ("1", "2", "all"))
    assert "第一节" in one
    assert "第二节" not in one
    assert "第二节" in two
    assert all(f"第{part}节" in whole for part in "一二三")


def test_two_fetches_differ_and_the_jammer_changes(site: Site) -> None:
    first, second = (page(site, thread_url(IDS["jammer"])) for _ in range(2))
    noise = "//font[@class='jammer'] | //span[@style='display:none']"
    assert html.tostring(first) != html.tostring(second)
    assert first.xpath(f"count({noise})") + second.xpath(f"count({noise})") > 0
    assert post_ids(first) == post_ids(second)


def test_relative_times_carry_the_date(site: Site) -> None:
    recent = [post for post in site.forum.truth() if int(post["thread_id"]) == IDS["recent"]]
    boxes = thread_page(site, IDS["recent"]).xpath("//em[starts-with(@id,'authorposton')]")
    titles = [box.xpath("string(span/@title)") for box in boxes]
    assert titles[0] == ""
    assert all(titles[1:])
    assert any(box.text_content().endswith("天前") for box in boxes)
    year, month, rest = titles[3].split("-")
    assert recent[3]["created_at"].startswith(f"{year}-{month.zfill(2)}-{rest.split()[0].zfill(2)}T{rest.split()[1]}")


def test_gbk(site: Site) -> None:
    chinese = Site(site.forum, "gbk")
    answer = chinese.answer(f"/{board_url(2)}", BASE)
    assert ("Content-Type", "text/html; charset=gbk") in answer.headers
    assert "茶馆闲谈" in answer.body.decode("gbk")


def test_pictures_are_valid_and_differ() -> None:
    one, two = png("a.jpg"), png("a.jpg.thumb.jpg")
    assert one.startswith(b"\x89PNG\r\n\x1a\n")
    assert one == png("a.jpg") != two


def test_changes_show_up(forum: RunningForum) -> None:
    before = {post["post_id"]: post for post in forum.truth()}
    tid = 70
    pid = forum.reply(tid, "新来的一层\n还有第二行")
    opened = forum.new_thread(3, "刚开的主题", "头一句话")
    forum.edit(tid * 1000 + 1, "改过的首帖")
    forum.delete(71)
    after = {post["post_id"]: post for post in forum.truth()}
    assert after[str(pid)]["paragraphs"] == ["新来的一层", "还有第二行"]
    assert after[str(opened * 1000 + 1)]["title"] == "刚开的主题"
    assert after[str(tid * 1000 + 1)]["paragraphs"] == ["改过的首帖"]
    assert after[str(tid * 1000 + 1)]["edited_at"]
    assert {post["thread_id"] for pid, post in before.items() if pid not in after} == {"71"}
    fid = next(fid for fid, board in BOARDS.items() if board.name == after[str(pid)]["board"])
    listed = [name for name in rows(html.document_fromstring(forum.get(board_url(fid))[2].decode())) if name.startswith("normal")]
    assert listed[0] == f"normalthread_{tid}"
    assert "改过的首帖".encode() in forum.get(thread_url(tid))[2]
    assert "本帖最后由".encode() in forum.get(thread_url(tid))[2]
    assert forum.get(thread_url(71))[0] == 404


def test_statistics(forum: RunningForum) -> None:
    forum.reset_stats()
    for target in ("forum.php", board_url(2), thread_url(5), f"{thread_url(5)}&authorid=3", "archiver/", "robots.txt"):
        forum.get(target)
    report = forum.stats()
    assert report["kinds"] == {"index": 1, "board": 1, "thread": 1, "trap": 1, "archiver": 1, "robots": 1}
    assert report["urls"][2] == f"/{thread_url(5)}"
    assert report["times"] == sorted(report["times"])


def test_files_carry_validators(forum: RunningForum) -> None:
    image = next(image for post in forum.truth() for image in post["images"] if "attachment" in image["url"])
    status, headers, body = forum.get(image["url"])
    assert (status, headers["content-type"]) == (200, "image/png")
    assert headers["etag"]
    assert headers["last-modified"]
    assert int(headers["content-length"]) == len(body)


def test_a_hundred_thousand_threads_cost_little() -> None:
    tracemalloc.start()
    try:
        big = Forum(threads=100_000)
        assert big.thread(99_000)
        assert big.pages(2) > 1000
        assert len(big.rows(2, 900)) == 20
        assert tracemalloc.get_traced_memory()[1] < 24_000_000
    finally:
        tracemalloc.stop()


def test_faults_are_seeded_and_end() -> None:
    targets = [f"/{n}" for n in range(200)]
    one, two = Faults(0.5, seed=7), Faults(0.5, seed=7)
    forwards = {target: one.next(target) for target in targets}
    backwards = {target: two.next(target) for target in reversed(targets)}
    assert forwards == backwards
    assert {*forwards.values()} == {None, "error", "busy", "too many", "cut", "loop", "slow"}
    always = Faults(1.0)
    assert [bool(always.next("/x")) for _ in range(IN_A_ROW + 1)] == [True] * IN_A_ROW + [False]


def test_faults_on_the_wire() -> None:
    seen: set[int | str] = set()
    with running(faults=1.0) as broken:
        for tid in range(5, 60):
            try:
                status, headers, _ = broken.get(thread_url(tid))
            except IncompleteRead:
                seen.add("cut")
                continue
            seen.add(status)
            assert status != 503 or headers["retry-after"] == "1"
        assert broken.get("robots.txt")[0] == 200
        assert sum(broken.stats()["faults"].values()) == 55
    assert seen >= {500, 503, 429, 302, "cut"}


def test_truth_agrees_with_itself() -> None:
    truth = list(Forum().truth())
    assert differences(map(feed_of, truth), truth) == []


def _first(feed: list[Record], has: Callable[[Record], Any]) -> Record:
    return next(post for post in feed if has(post))


SPOILERS: dict[str, Callable[[list[Record]], object]] = {
    "missing": lambda feed: feed.pop(),
    "written twice": lambda feed: feed.append(feed[0]),
    "there is no such post": lambda feed: feed.append({**feed[0], "post_id": "7"}),
    "title is": lambda feed: feed[0]["thread"].update(title="x"),
    "author is": lambda feed: feed[0].update(author={"name": "x"}),
    "created_at is": lambda feed: feed[0].update(created_at="2019-01-01T00:00:00+08:00"),
    "floor is": lambda feed: feed[0].update(floor=9),
    "board is": lambda feed: feed[0]["board"].update(name="x"),
    "locked is": lambda feed: feed[0].update(locked="x"),
    "attachments is": lambda feed: feed[0].update(attachments=[{"name": "x"}]),
    "line missing": lambda feed: feed[0].update(text=""),
    "line does not belong": lambda feed: feed[0].update(text=feed[0]["text"] + "\n返回顶部"),
    "2 times": lambda feed: feed[0].update(text=f"{feed[0]['text']}\n{feed[0]['text']}"),
    "out of order": lambda feed: feed[0].update(text="\n".join(reversed(feed[0]["text"].split("\n")))),
    "image missing": lambda feed: _first(feed, lambda post: post["images"])["images"].pop(),
    "image does not belong": lambda feed: feed[0]["images"].append({"url": "x"}),
    "was given the caption": lambda feed: _image(feed, lambda image: not image["caption"]).update(caption="x"),
    "caption missing": lambda feed: _image(feed, lambda image: image["caption"]).update(caption=None),
    "caption is": lambda feed: _image(feed, lambda image: image["caption"]).update(caption_raw="x"),
    "credit left in the caption": lambda feed: _image(feed, lambda image: image["credit"] and image["caption"]).update(
        caption="骆天成温书言柳长河庞一舟韦青禾傅小满褚明月邬海生阮知夏车向东霍云起蔺小楠"
    ),
    "credit is": lambda feed: _image(feed, lambda image: not image["credit"]).update(credit="x"),
    "caption_group is": lambda feed: _image(feed, lambda image: image["caption_group"]).update(caption_group=None),
    "quotes are": lambda feed: _first(feed, lambda post: post["quotes"]).update(quotes=[]),
}


def _image(feed: list[Record], has: Callable[[Record], Any]) -> Record:
    return next(image for post in feed for image in post["images"] if has(image))


@pytest.mark.parametrize("sentence", SPOILERS)
def test_differences_are_told(sentence: str) -> None:
    truth = list(Forum().truth())
    feed = copy.deepcopy([feed_of(post) for post in truth])
    SPOILERS[sentence](feed)
    assert any(sentence in difference for difference in differences(feed, truth))
