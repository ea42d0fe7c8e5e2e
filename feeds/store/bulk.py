"""Statements at the driver's own speed: those with many values, and those that each item of thousands takes.

Given many values, SQLAlchemy works out every one's parameter by itself, each time, which takes several
times as long as the database does. Here it says once how it would write the statement, and the
driver does the rest: the same statement, fit for any database. Values, and what is read, are integers, texts and
bytes, which every driver takes and gives as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.engine import Row
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UpdateBase

from feeds.store.connection import chunks


class _Language:
    """The SQL of a kind of database: what was written in it once serves every engine of its kind."""

    __slots__ = ("_kind", "dialect")

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._kind = (type(dialect), dialect.paramstyle, dialect.server_version_info)

    def __hash__(self) -> int:
        return hash(self._kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Language) and self._kind == other._kind


def execute_many(
    connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Executes `statement` for each of the rows, which all have the same keys.

    `statement` is a constant of a module: it is compiled once.
    """
    if not rows:
        return
    compiled = _compiled(statement, _Language(connection.dialect), tuple(rows[0]))
    order = compiled.positiontup
    if order is None:  # a driver that takes parameters by name
        connection.exec_driver_sql(compiled.string, [dict(row) for row in rows])
    elif len(order) == 1:
        connection.exec_driver_sql(compiled.string, [(row[order[0]],) for row in rows])
    else:
        connection.exec_driver_sql(compiled.string, [*map(itemgetter(*order), rows)])


def look_up(
    connection: Connection, statement: Select[Any], values: Iterable[str | int]
) -> Iterator[Row[Any]]:
    """The rows of a query for all of these values, of which it takes `some` at a time.

    `statement` is a constant of a module, and `some` its one parameter, which expands.
    """
    for some in chunks(values):
        yield from rows_of(connection, statement, {"some": some})


def rows_of(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    """The rows of a query with these parameters; for one that expands, a list which one IN (...) has room for: in an
    empty one nothing is. `statement` is a constant of a module.
    """
    lists = {name: one for name, one in values.items() if isinstance(one, list)}
    if not all(lists.values()):
        return ()
    # Of few lengths, each compiled once: what is looked up twice is found once.
    lengths = {name: 1 << (len(one) - 1).bit_length() for name, one in lists.items()}
    sql, constants, expanded, order = _expanded(
        statement, _Language(connection.dialect), tuple(lengths.items())
    )
    every = {**constants, **values}
    for name, names in expanded.items():
        some = every.pop(name)
        every.update(zip(names, (*some, *some[-1:] * (lengths[name] - len(some))), strict=True))
    if order is None:  # a driver that takes parameters by name
        return connection.exec_driver_sql(sql, every).all()
    return connection.exec_driver_sql(sql, tuple([every[one] for one in order])).all()


@lru_cache(maxsize=64)
def _compiled(statement: UpdateBase, language: _Language, keys: tuple[str, ...]) -> SQLCompiler:
    return statement.compile(dialect=language.dialect, column_keys=list(keys))


@lru_cache(maxsize=256)
def _expanded(
    statement: Select[Any], language: _Language, lengths: tuple[tuple[str, int], ...]
) -> tuple[str, dict[str, Any], Mapping[str, Sequence[str]], Sequence[str] | None]:
    """A query as it is written where its lists have these lengths: its text, what it gives itself, such as a limit,
    the names of each list's values, and the order of all.
    """
    compiled = statement.compile(dialect=language.dialect)
    constants = dict(compiled.params)
    lists = {name: [*range(length)] for name, length in lengths}
    made = compiled.construct_expanded_state({**constants, **lists})
    return made.statement, constants, made.parameter_expansion, made.positiontup
