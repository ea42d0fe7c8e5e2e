"""Connections, transactions, and the one place where the database's exceptions become ours."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, event, exc
from sqlalchemy.engine import Row
from sqlalchemy.pool import QueuePool

from feeds.errors import StoreError
from feeds.store.codec import item_text

T = TypeVar("T")

_CHUNK = 500
"""Values in one IN (...): far below what any database takes."""

_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
)
_READER_PRAGMAS = (
    # 16 MiB: an editor's look goes through two thousand items, and their keys lie far apart.
    "PRAGMA cache_size = -16384",
)
_WRITER_PRAGMAS = (
    # Of a new database: in pages of 4 KiB versions take half as long again to write.
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # 64 MiB: a busy pass is through before the log is copied, which waits for the disk once more.
    "PRAGMA wal_autocheckpoint = 8000",
)

# The driver's exceptions in words for an operator; the first that fits.
_FAULTS: tuple[tuple[type[exc.SQLAlchemyError], str], ...] = (
    (exc.IntegrityError, "the store refuses the change"),
    (exc.OperationalError, "the store cannot be used"),
    (exc.DatabaseError, "the store is damaged"),
    (exc.SQLAlchemyError, "the store failed"),
)


def mapped(fault: exc.SQLAlchemyError) -> StoreError:
    """The StoreError that stands for an exception of the database."""
    what = next(words for kind, words in _FAULTS if isinstance(fault, kind))
    detail = str(fault.orig) if isinstance(fault, exc.DBAPIError) else str(fault)
    return StoreError(f"{what}: {detail}")


def make_engine(url: str, *, readonly: bool) -> Engine:
    """An engine whose transactions are what we say they are.

    Python's sqlite3 would begin transactions by itself, and too late: we do it, and at once with
    the lock for writing, since a reader that becomes a writer cannot wait for its turn.
    """
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=4,
        connect_args={"check_same_thread": False, "timeout": 10.0},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own
        connection.isolation_level = None
        connection.create_function("item_text", 1, item_text, deterministic=True)
        cursor = connection.cursor()
        for pragma in _PRAGMAS + (_READER_PRAGMAS if readonly else _WRITER_PRAGMAS):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


class Connected:
    """What the parts of the store share: transactions that nest into one, and short hands."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._local = threading.local()
        # Whoever writes beside another thread waits here, and gets the first gap: the database would
        # look again and again, and give up.
        self._turn = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Store.transaction`."""
        with self._writing():
            yield

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        current: Connection | None = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        try:
            with self._turn, self._engine.begin() as connection:
                self._local.connection = connection
                try:
                    yield connection
                finally:
                    self._local.connection = None
        except exc.SQLAlchemyError as fault:
            raise mapped(fault) from fault

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        current: Connection | None = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        try:
            with self._engine.connect().execution_options(reads=True) as connection:
                yield connection
        except exc.SQLAlchemyError as fault:
            raise mapped(fault) from fault

    def _rows(self, statement: Executable, **values: object) -> Sequence[Row[Any]]:
        with self._reading() as connection:
            return connection.execute(statement, values).all()

    def _row(self, statement: Executable) -> Row[Any] | None:
        with self._reading() as connection:
            return connection.execute(statement).first()


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists that fit into one IN (...)."""
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
