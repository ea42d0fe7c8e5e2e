"""The tables of alarms; the rest is in `feeds.store.tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from feeds.store.tables import metadata

# `number` and `change` are of one count: what was raised, and what was told of it last.
alarm = Table(
    "alarm",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("change", Integer, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("since", BigInteger),
    Column("grade", Integer, nullable=False),
    Column("said", BigInteger, nullable=False),
    Column("lapsed", BigInteger),
    Column("over", BigInteger),
)
STANDS = alarm.c.over.is_(None)
Index("alarm_standing", alarm.c.kind, alarm.c.subject, unique=True, sqlite_where=STANDS)
Index("alarm_over", alarm.c.over)

# How far each way out has got; `told` is a `change`.
alarm_route = Table(
    "alarm_route",
    metadata,
    Column("name", Text, primary_key=True),
    Column("told", Integer, nullable=False),
    Column("due", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("failing", BigInteger),
    Column("error", Text, nullable=False),
)
