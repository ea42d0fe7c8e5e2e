"""The store's file as a whole: a copy of it that is one moment, and another one in its place."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feeds.errors import StoreError

_PAGES = 2048
"""Copied between two words about how far it is: sixteen megabytes."""

Progress = Callable[[int, int], None]
"""Told how many pages are copied, and of how many."""


def copy(database: Path, to: Path, progress: Progress = lambda *_: None) -> None:
    """Copies a store as it is at one moment, whoever writes it meanwhile, into a single file that is checked.

    What reads holds up no writer, and the copy never begins anew. Raises StoreError; then `to` is no copy.
    """
    try:
        with closing(_opened(database)) as old, closing(sqlite3.connect(to)) as new:
            old.execute("BEGIN")
            old.execute(
                "SELECT 1 FROM sqlite_master LIMIT 1"
            ).fetchone()  # from here on it stands still
            old.backup(
                new,
                pages=_PAGES,
                progress=lambda _, left, all_of_it: progress(all_of_it - left, all_of_it),
                sleep=0,
            )
            old.execute("COMMIT")
            # Without a log beside it, it can be carried away alone.
            new.execute("PRAGMA journal_mode = DELETE").fetchone()
            _check(new)
    except sqlite3.Error as fault:
        raise StoreError(f"the store {database} cannot be copied to {to}: {fault}") from fault


def check(database: Path) -> None:
    """Raises StoreError where a file is no sound store of ours, of whatever version."""
    try:
        with closing(_opened(database)) as one:
            _check(one)
            one.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as fault:
        raise StoreError(f"{database} is no store: {fault}") from fault


def highest_pages(database: Path) -> dict[str, int] | None:
    """The highest number that pages of each channel's archive have had, as a store of whatever version knows
    it; None where it cannot be read, or is not there.
    """
    asked = "SELECT channel, MAX(number) FROM archive_page GROUP BY channel"
    dropped = "SELECT substr(name, 9), CAST(value AS INTEGER) FROM mark WHERE name LIKE 'archive %'"
    try:
        with closing(_opened(database)) as one:
            found = [*one.execute(asked), *one.execute(dropped)]
    except sqlite3.Error:
        return None
    highest: dict[str, int] = {}
    for channel, number in found:
        highest[channel] = max(highest.get(channel, 0), number)
    return highest


def take_place(made: Path, database: Path, old: Path) -> None:
    """Puts a store in the place of another, which is `old` from then on; there is one under its name at each
    moment, whenever this is killed. Raises StoreError.
    """
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


@contextmanager
def private(to: Path) -> Iterator[Path]:
    """A file beside `to`, for its owner alone, that takes its name, durably, when the context ends well, and
    goes away when it does not. Raises StoreError.
    """
    part = to.with_name(f".{to.name}.part-{os.getpid()}")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        try:
            yield part
            _sync(part)
            part.replace(to)
            _sync(to.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as fault:
        raise StoreError(f"{to} cannot be written: {fault.strerror}") from fault


def _opened(database: Path) -> sqlite3.Connection:
    """What is not there is not made."""
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _check(one: sqlite3.Connection) -> None:
    (said,) = one.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise StoreError(f"the store is damaged: {said}")


def _as_it_was(made: Path, database: Path) -> None:
    """Whoever could use the store can use the new one, also where root has made it."""
    stands = database.stat()
    made.chmod(stat.S_IMODE(stands.st_mode))
    if os.geteuid() == 0:
        os.chown(made, stands.st_uid, stands.st_gid)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}{suffix}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
