"""What `replay` asks for: the store made anew from its archive."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path

from feeds import __version__
from feeds.app.clock import clock
from feeds.app.parts import (
    house_of,
    make_release,
    make_rulings,
    open_store,
    reader_of,
    store_path,
)
from feeds.config import Config
from feeds.errors import StoreError
from feeds.pipeline.replay import Replay, Replayed


def replay(config: Config, since: datetime) -> Replayed:
    """Makes the items received since an instant again, in a copy of the store that takes its place when
    all is done, and publishes. The store as it was stays beside it as ``.before-replay``.

    Raises BusyError where somebody writes the store, StoreError.
    """
    from feeds.store.lock import hold
    from feeds.store.sql import open_store as open_sql

    database = store_path(config)
    made = database.with_name(f"{database.name}.replay")
    with hold(database, kind="replay", wait=False):
        if not database.exists():
            raise StoreError(f"there is no store {database}")
        open_store(config).close()  # brought up to date first
        made.unlink(missing_ok=True)
        _copy(database, made)
        store = open_sql(f"sqlite:///{made}")
        try:
            made_anew = Replay(
                house=house_of(config), store=store, read=reader_of(config), version=__version__
            )
            done = made_anew.run(since, clock())
        finally:
            store.close()
        _take_place(made, database)
        store = open_store(config)
        try:
            make_rulings(config, house_of(config), store).run()
            faults: list[str] = []
            release = make_release(
                config, house_of(config), store, lambda event: faults.append(event.error)
            )
            if not release.run():
                raise StoreError(f"it is made again, but not published: {'; '.join(faults)}")
        finally:
            store.close()
    return done


def _copy(database: Path, to: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(to)) as new:
            old.backup(new)
    except sqlite3.Error as fault:
        raise StoreError(f"the store cannot be copied to {to}: {fault}") from fault


def _take_place(made: Path, database: Path) -> None:
    """There is a store under its name at each moment, whenever this is killed."""
    old = database.with_name(f"{database.name}.before-replay")
    try:
        for path in (made, database):  # their logs are empty, or go into them
            with closing(sqlite3.connect(path)) as one:
                one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _as_it_was(made, database)
        for suffix in ("-wal", "-shm"):
            _beside(old, suffix).unlink(missing_ok=True)
            _beside(made, suffix).unlink(missing_ok=True)
        old.unlink(missing_ok=True)
        os.link(database, old)
        log = _beside(database, "-wal")
        if log.exists():  # somebody reads: it was not emptied, and is a part of the old one
            log.replace(_beside(old, "-wal"))
        _beside(database, "-shm").unlink(missing_ok=True)
        made.replace(database)
    except (sqlite3.Error, OSError) as fault:
        raise StoreError(f"the store cannot take its place: {fault}") from fault


def _as_it_was(made: Path, database: Path) -> None:
    """Whoever could use the store can use the new one, also where root has made it."""
    stands = database.stat()
    made.chmod(stat.S_IMODE(stands.st_mode))
    if os.geteuid() == 0:
        os.chown(made, stands.st_uid, stands.st_gid)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}{suffix}")
