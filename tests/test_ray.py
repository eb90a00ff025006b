"""Pieces of work on a Ray cluster of two nodes, one of which is lost half way."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("fastwarc")
pytest.importorskip("ray")

import ray
from ray import cluster_utils

from crawler.batch import inputs as batch_inputs
from crawler.batch import onray, run
from crawler.batch.inputs import Work, inputs, works
from crawler.batch.output import Output
from crawler.batch.reading import How, Report
from tests.archives import HOST, answer, packed, posts_page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOW = How(moment=NOW)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("auto", True), ("ray://head:10001", True), ("10.0.0.1:6379", True), ("s3://bucket/*.warc.gz", False), ("a.warc.gz", False)],
)
def test_what_names_a_cluster(text: str, is_one: bool) -> None:
    assert onray.is_address(text) is is_one


def test_a_node_is_lost_and_the_output_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_inputs, "PIECE", 3000)
    records = [answer(f"{HOST}thread-{at}-1-1.html", posts_page(at, ["一", f"二 {at}"]), number=at) for at in range(1, 200)]
    (tmp_path / "a.warc.gz").write_bytes(packed(records, gzip.compress))
    pieces = list(works(file for one in inputs([str(tmp_path / "a.warc.gz")]) for file in one.files))
    assert len(pieces) > 6
    alone = Output(str(tmp_path / "alone"), "jsonl", "same", NOW.isoformat())
    run.to_folder(pieces, alone, lambda *_: None, lambda some: run.each(some, HOW, 1, alone))

    cluster = cluster_utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    second = cluster.add_node(num_cpus=1)
    ray.init(cluster.address, log_to_driver=False, logging_level="ERROR")
    try:
        output = Output(str(tmp_path / "ray"), "jsonl", "same", NOW.isoformat())

        def read(some: Sequence[Work]) -> Iterator[tuple[Work, Report]]:
            for number, found in enumerate(onray.each(some, HOW, output, "auto")):
                if number == len(some) // 3:
                    cluster.remove_node(second)
                yield found

        assert run.to_folder(pieces, output, lambda *_: None, read) == 398
    finally:
        ray.shutdown()
        cluster.shutdown()
    for folder in ("alone", "ray"):
        assert (tmp_path / folder / "manifest.json").exists()
    there = [{path.name: path.read_bytes() for path in (tmp_path / name / "parts").iterdir()} for name in ("alone", "ray")]
    assert there[0] == there[1]
