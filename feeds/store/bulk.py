"""Statements with many values, at the driver's own speed.

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
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.sql.expression import UpdateBase

from feeds.store.connection import chunks


def execute_many(
    connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Executes `statement` for each of the rows, which all have the same keys.

    `statement` is a constant of a module: it is compiled once.
    """
    if not rows:
        return
    compiled = _compiled(statement, connection.dialect, tuple(rows[0]))
    order = compiled.positiontup
    if order is None:  # a driver that takes parameters by name
        connection.exec_driver_sql(compiled.string, [dict(row) for row in rows])
    else:
        values = itemgetter(*order, order[0])  # one more, so that it gives a tuple for one as well
        connection.exec_driver_sql(compiled.string, [values(row)[:-1] for row in rows])


def look_up(
    connection: Connection, statement: Select[Any], values: Iterable[str | int]
) -> Iterator[Row[Any]]:
    """The rows of a query for all of these values, of which it takes `some` at a time.

    `statement` is a constant of a module, and `some` its one parameter, which expands.
    """
    for some in chunks(values):
        # Of few lengths, each compiled once: what is looked up twice is found once.
        length = 1 << (len(some) - 1).bit_length()
        expanded = _expanded(statement, connection.dialect, length)
        wanted = (*some, *some[-1:] * (length - len(some)))
        if expanded.positiontup is None:  # a driver that takes parameters by name
            named = dict(zip(expanded.parameter_expansion["some"], wanted, strict=True))
            yield from connection.exec_driver_sql(expanded.statement, named)
        else:
            yield from connection.exec_driver_sql(expanded.statement, wanted)


def rows_of(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    """The rows of a query with very many parameters. `statement` is a constant of a module."""
    compiled, constants = _reading(statement, connection.dialect)
    every, order = {**constants, **values}, compiled.positiontup
    if order is None:
        return connection.exec_driver_sql(compiled.string, every).all()
    return connection.exec_driver_sql(compiled.string, tuple([every[one] for one in order])).all()


@lru_cache(maxsize=64)
def _compiled(statement: UpdateBase, dialect: Dialect, keys: tuple[str, ...]) -> SQLCompiler:
    return statement.compile(dialect=dialect, column_keys=list(keys))


@lru_cache(maxsize=8)
def _reading(statement: Select[Any], dialect: Dialect) -> tuple[SQLCompiler, dict[str, Any]]:
    compiled = statement.compile(dialect=dialect)
    return compiled, dict(compiled.params)  # with what the statement itself gives, such as a limit


@lru_cache(maxsize=64)
def _expanded(statement: Select[Any], dialect: Dialect, length: int) -> ExpandedState:
    return statement.compile(dialect=dialect).construct_expanded_state(
        {"some": list(range(length))}
    )
