"""One statement for many rows, at the driver's own speed.

Given a list of rows, SQLAlchemy works out every row's parameters by itself, which takes several
times as long as the database does. Here it says once how it would write the statement, and the
driver's executemany does the rest: the same statement, fit for any database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UpdateBase


def execute_many(
    connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Executes `statement` for each of the rows, which all have the same keys.

    `statement` is a constant of a module: it is compiled once. Its columns are integers and texts,
    which every driver takes as they are.
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


@lru_cache(maxsize=64)
def _compiled(statement: UpdateBase, dialect: Dialect, keys: tuple[str, ...]) -> SQLCompiler:
    return statement.compile(dialect=dialect, column_keys=list(keys))
