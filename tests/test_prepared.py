"""Prepared statements do what SQLAlchemy would do; on PostgreSQL: tests/test_workers.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, bindparam, insert, not_, select, update

from crawler.store.database import Database
from crawler.store.errors import StoreError
from crawler.store.prepared import Prepared, one_of
from crawler.store.schema import sites, threads

if TYPE_CHECKING:
    from pathlib import Path

NEW = Prepared(insert(threads))
AMONG = Prepared(select(threads).where(one_of(threads.c.key, "keys")).order_by(threads.c.key))
OTHERS = Prepared(select(threads.c.key).where(not_(one_of(threads.c.key, "keys"))).order_by(threads.c.key))
SAVE = Prepared(update(threads).where(threads.c.key == bindparam("of")))


def row(key: str, **values: Any) -> dict[str, Any]:
    return {"key": key, "site": "bbs.example", "url": f"https://bbs.example/{key}", "resume": "", **values}


def same_as_sqlalchemy(database: Database) -> None:
    """Rows are written, found and changed; what the tables have as defaults is there."""

    def change(connection: Connection) -> None:
        NEW.each(connection, [row("a", replies=2), row("b'\"", replies=None)])
        NEW.each(connection, [])
        assert NEW.run(connection, row("c", title="纸船")) == 1
        assert [found._asdict() for found in AMONG.all(connection, {"keys": ["c", "a", "x"]})] == [
            dict(found) for found in connection.execute(select(threads).where(threads.c.key.in_(["a", "c"]))).mappings()
        ]
        assert AMONG.all(connection, {"keys": []}) == []
        assert AMONG.first(connection, {"keys": ["x"]}) is None
        assert [found.key for found in OTHERS.all(connection, {"keys": ["a"]})] == ["b'\"", "c"]
        assert OTHERS.value(connection, {"keys": ["a", "c"]}) == "b'\""
        assert SAVE.run(connection, {"of": "a", "replies": 3, "dirty": False}) == 1
        assert SAVE.run(connection, {"of": "a", "title": "信"}) == 1
        assert SAVE.run(connection, {"of": "x", "title": "信"}) == 0
        found = AMONG.first(connection, {"keys": ["a"]})
        assert (found.replies, found.title, bool(found.dirty), found.tries) == (3, "信", False, 0)

    database.write(change)


def test_the_same_as_sqlalchemy(tmp_path: Path) -> None:
    same_as_sqlalchemy(Database("", "x", tmp_path))


def test_a_value_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="of"):
        Database("", "x", tmp_path).write(lambda connection: SAVE.run(connection, {"title": "x"}))


@pytest.mark.parametrize("twice", [[row("a"), row("a")], [{"site": "a"}, {"site": "a"}]], ids=["thread", "site"])
def test_what_the_driver_refuses(tmp_path: Path, twice: list[dict[str, Any]]) -> None:
    """The store says so, and nothing of the transaction stays."""
    database = Database("", "x", tmp_path)
    table = threads if "key" in twice[0] else sites
    with pytest.raises(StoreError, match="UNIQUE"):
        database.write(lambda connection: Prepared(insert(table)).each(connection, twice))
    assert database.write(lambda connection: connection.execute(select(table)).all()) == []
