"""The store on a database: opened, brought up to date, and put together from its parts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, exc

from feeds.errors import SchemaError, StoreError
from feeds.store.alarms import SqlAlarms
from feeds.store.backlog import SqlBacklog
from feeds.store.connection import make_engine, mapped
from feeds.store.exchange import Progress, copy, private
from feeds.store.files import before_schema, create, hand_over, kept_by_upgrades
from feeds.store.search import SqlSearch

SCHEMA = "0016"
"""The newest migration; `migrations` has it under this name."""


Showing = Callable[[str], AbstractContextManager[Progress]]
"""Gives what is told how far the work is that it is given the name of."""


def _unshown(_done: int, _of: int) -> None:
    pass


class SqlStore(SqlSearch, SqlBacklog, SqlAlarms):
    """A `Store` over SQLAlchemy Core."""


def open_store(
    url: str,
    *,
    readonly: bool = False,
    keep_old: bool = False,
    showing: Showing = lambda _: nullcontext(_unshown),
) -> SqlStore:
    """The store at a URL such as ``sqlite:////var/lib/feeds.db``, at this program's schema.

    An older store is brought up to date, unless it is only to be read; with `keep_old` it stays as it
    was beside itself, under the name that `old_store` gives. That takes its time, and is `showing` how far it is. Raises StoreError, and SchemaError where the
    store is of a newer program, or older and `readonly`.
    """
    if not readonly:
        _make_place(Path(url.removeprefix("sqlite:///")))
    engine = make_engine(url, readonly=readonly)
    try:
        with engine.connect().execution_options(reads=True) as connection:
            found = _schema(connection)
        if found != SCHEMA:
            if readonly:
                raise SchemaError(found=found or "absent", expected=SCHEMA)
            _migrate(engine, keep_old=keep_old, showing=showing)
    except exc.SQLAlchemyError as fault:
        engine.dispose()
        raise mapped(fault) from fault
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine)


def _make_place(database: Path) -> None:
    """The folder, and an empty file, which is a new database: SQLite would make one that everybody may read."""
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        if not database.exists():
            with suppress(FileExistsError):  # somebody else has made it this instant
                create(database)
                hand_over(database, database.parent)
    except OSError as fault:
        raise StoreError(f"cannot make the store {database}: {fault.strerror}") from fault


def _schema(connection: Connection) -> str:
    """The schema's revision as the store states it; ``""`` for one without tables."""
    known = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
    ).first()
    if known is None:
        return ""
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row is not None else ""


def old_store(database: Path) -> Path:
    """Where a store stays as it was before this program's schema."""
    return before_schema(database, SCHEMA)


def _migrate(engine: Engine, *, keep_old: bool, showing: Showing) -> None:
    """Runs the migrations that are missing, all of them in one transaction: whoever is killed meanwhile
    leaves the store as it was. Imports Alembic, which a store at its head never does.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "feeds.store:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with engine.begin() as connection:
        found = _schema(connection)  # somebody else may have been faster
        if found and found not in known:
            raise SchemaError(found=found, expected=SCHEMA)
        if keep_old and found and found != SCHEMA:
            with showing("keeping the store as it was") as progress:
                _keep(Path(engine.url.database or ""), progress)
        config.attributes["connection"] = connection
        steps = len([*scripts.iterate_revisions("head", found or "base")])
        # A new store has no copy to move, and is made at once.
        shown = showing("bringing the store up to date") if found else nullcontext(_unshown)
        with shown as progress:
            config.attributes["told"] = lambda done: progress(done, steps)
            command.upgrade(config, "head")


def _keep(database: Path, progress: Progress) -> None:
    """Copies the store, which nobody else can write now; of earlier upgrades nothing stays, nor of one that was
    killed at this.
    """
    kept = old_store(database)
    for one in kept_by_upgrades(database):
        if one != kept:
            one.unlink(missing_ok=True)
    with private(kept) as part:
        copy(database, part, progress)
        hand_over(part, database)
