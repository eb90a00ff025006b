"""Statements of the hot path: compiled once for the database that runs them, their values given straight to its driver.

SQLAlchemy prepares the values of a statement anew each time it is executed, which takes longer than a small query does (a row by its key in
SQLite, with SQLAlchemy 2.0: 95 µs against 24).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Connection, Text, any_, bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

T = TypeVar("T")


class one_of(FunctionElement[bool]):  # noqa: N801  (a function of SQL)
    """Whether a column of texts is one of those in a list; ``name`` is that of the list, which is one value whatever its length."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        super().__init__(column, bindparam(name, type_=ARRAY(Text)))


@compiles(one_of, "sqlite")
def _one_of_sqlite(element: one_of, compiler: SQLCompiler, **given: Any) -> str:
    column, values = element.clauses
    return compiler.process(column.in_(select(func.json_each(values).table_valued("value").c.value)), **given)


@compiles(one_of, "postgresql")
def _one_of_postgresql(element: one_of, compiler: SQLCompiler, **given: Any) -> str:
    column, values = element.clauses
    return compiler.process(column == any_(values), **given)


@dataclass(slots=True)
class _Sql:
    """A statement in one database's words."""

    text: str
    fixed: dict[str, Any]
    """Values that the statement itself holds, and the columns' defaults."""
    order: list[str] | None
    """The names of its values by their places; None where they are given by name."""
    row: type[tuple[Any, ...]] | None = None

    def values(self, given: Mapping[str, Any]) -> Any:
        """The values as the driver takes them.  Raises ``KeyError`` where one is missing."""
        named = {**self.fixed, **given}
        if self.order is None:
            return named
        return [msgspec.json.encode(value).decode() if type(value) is list else value for value in map(named.__getitem__, self.order)]


class Prepared:
    """A statement; what an ``update`` or ``insert`` sets is told by the names of the values given, too."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, tuple[str, ...]], _Sql] = {}

    def all(self, connection: Connection, given: Mapping[str, Any]) -> list[Any]:
        """All rows, as named tuples.  Raises what SQLAlchemy raises, as the others do."""
        sql = self._sql(connection, given)
        cursor = driven(connection, sql.text, lambda driver: driver.execute(sql.text, sql.values(given)))
        if sql.row is None:
            sql.row = namedtuple("Row", [column[0] for column in cursor.description], rename=True)  # type: ignore[misc]  # (names as the query has them)
        return list(map(sql.row._make, driven(connection, sql.text, lambda _: cursor.fetchall())))  # type: ignore[attr-defined]  # (a named tuple)

    def first(self, connection: Connection, given: Mapping[str, Any]) -> Any:
        """The first row; None when there is none."""
        return next(iter(self.all(connection, given)), None)

    def value(self, connection: Connection, given: Mapping[str, Any]) -> Any:
        """The first value of the first row; None when there is none."""
        row = self.first(connection, given)
        return None if row is None else row[0]

    def run(self, connection: Connection, given: Mapping[str, Any]) -> int:
        """Executes it; returns how many rows it changed."""
        sql = self._sql(connection, given)
        changed: int = driven(connection, sql.text, lambda driver: driver.execute(sql.text, sql.values(given))).rowcount
        return changed

    def each(self, connection: Connection, given: Iterable[Mapping[str, Any]]) -> None:
        """Executes it for each of the values, which all have the same names."""
        given = list(given)
        if given:
            sql = self._sql(connection, given[0])
            driven(connection, sql.text, lambda driver: driver.cursor().executemany(sql.text, [sql.values(values) for values in given]))

    def _sql(self, connection: Connection, given: Mapping[str, Any]) -> _Sql:
        key = connection.dialect.name, tuple(given)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = _compile(self._statement, connection, list(given))
        return found


def _compile(statement: Any, connection: Connection, names: list[str]) -> _Sql:
    compiled = statement.compile(dialect=connection.dialect, column_keys=names)
    fixed = {name: value.effective_value for name, value in compiled.binds.items() if not value.required}
    if compiled.isinsert:
        fixed |= {column.key: column.default.arg for column in compiled.insert_prefetch}
    return _Sql(str(compiled), fixed, list(compiled.positiontup) if compiled.positional else None)


def driven(connection: Connection, text: str, work: Callable[[Any], T]) -> T:
    """What the driver does; its errors become SQLAlchemy's, as the rest of the store knows them."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    try:
        return work(driver)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(text, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect) from error
