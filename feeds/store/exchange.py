"""The store's file as a whole: a copy of it that is one moment, and another one in its place."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from feeds.errors import StoreError
from feeds.store.files import beside, create, hand_over, left_of, part_of, sync, with_logs

_PAGES = 2048
"""Copied between two words about how far it is: sixteen megabytes."""

_half_made: set[Path] = set()
"""What this process is making beside what it is to replace."""

Progress = Callable[[int, int], None]
"""Told how many pages are copied, and of how many."""


def copy(database: Path, to: Path, progress: Progress = lambda *_: None) -> None:
    """Copies a store as it is at one moment, whoever writes it meanwhile, into a single file that is checked.

    What reads holds up no writer, and the copy never begins anew. Raises StoreError; then `to` is no copy.
    For want of room it does so before it has taken what there is.
    """
    _has_room(database, to.parent)
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


def check(database: Path) -> str:
    """The schema of a file that is a sound store of ours, of whatever version. Raises StoreError of any other."""
    try:
        with closing(_opened(database)) as one:
            _check(one)
            row = one.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as fault:
        raise StoreError(f"{database} is no store: {fault}") from fault
    return str(row[0]) if row is not None else ""


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


def take_place(made: Path, database: Path, old: Path) -> Path | None:
    """Puts a store in the place of another, which is `old` from then on, and is what comes back, None where
    there was none. There is one under its name at each moment, whenever this is killed. Raises StoreError.
    """
    stood = database.exists()
    try:
        _empty_log(made)
        if stood:
            with _damaged_or_not():
                _empty_log(database)
            made.chmod(stat.S_IMODE(database.stat().st_mode))
            _remove(old)
            os.link(database, old)
        hand_over(made, database)
        _set_aside_logs(database, old, together=stood)
        made.replace(database)
        sync(database.parent)
    except (sqlite3.Error, OSError) as fault:
        raise StoreError(f"the store cannot take its place: {fault}") from fault
    return old if stood else None


@contextmanager
def making(database: Path, what: str) -> Iterator[Path]:
    """An empty file beside a store, named after `what` makes a store of it, for its owner alone; it is gone
    when the context ends, unless it has taken a place. Raises StoreError.
    """
    made = beside(database, f".{what}")
    try:
        _remove(made)  # of somebody who was killed
        create(made)
    except OSError as fault:
        raise StoreError(f"{made} cannot be written: {fault.strerror}") from fault
    _half_made.add(made)
    try:
        yield made
    finally:
        _remove(made)
        _half_made.discard(made)


@contextmanager
def private(to: Path) -> Iterator[Path]:
    """A file beside `to`, for its owner alone, that takes its name, durably, when the context ends well, and
    goes away when it does not. What somebody who was killed at this has left goes first. Raises StoreError.
    """
    try:
        with _alone_at_first(to):
            part = part_of(to)
            _half_made.add(part)
            try:
                yield part
                sync(part)
                part.replace(to)
                sync(to.parent)
            finally:
                _remove(part)  # with what SQLite leaves where a disk is full
                _half_made.discard(part)
    except OSError as fault:
        raise StoreError(f"{to} cannot be written: {fault.strerror}") from fault


def clear() -> None:
    """Removes what this process is making and has not put in its place, for whoever is about to end it."""
    for one in tuple(_half_made):
        _remove(one)


@contextmanager
def _alone_at_first(to: Path) -> Iterator[None]:
    """Whoever writes has a lock on the folder, which others may share, and which the kernel drops when he dies: where
    nobody has one, each part of `to` is a dead one's.
    """
    folder = os.open(to.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            for one in left_of(to):
                with suppress(PermissionError):  # somebody else's, who can remove it
                    one.unlink(missing_ok=True)
        _locked(folder, fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)


def _locked(folder: int, how: int) -> bool:
    """Whether it is ours: not where others write, nor where a file system locks no folders (NFS)."""
    try:
        fcntl.flock(folder, how)
    except OSError:
        return False
    return True


def _opened(database: Path) -> sqlite3.Connection:
    """What is not there is not made."""
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _has_room(database: Path, folder: Path) -> None:
    try:
        needed = sum(map(_size, with_logs(database)))
        free = shutil.disk_usage(folder).free
    except OSError as fault:
        raise StoreError(f"{database} cannot be copied to {folder}: {fault.strerror}") from fault
    if free < needed:
        raise StoreError(
            f"there is no room in {folder}: a copy of {database} needs {needed / 2**20:.1f} MiB, "
            f"and {free / 2**20:.1f} MiB are free"
        )


def _size(path: Path) -> int:
    """In bytes; 0 where there is none, as of a log that is emptied meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _check(one: sqlite3.Connection) -> None:
    (said,) = one.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise StoreError(f"the store is damaged: {said}")


def _empty_log(database: Path) -> None:
    with closing(sqlite3.connect(database)) as one:
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _damaged_or_not() -> Iterator[None]:
    """What cannot be read, or written, is taken along as it is; what somebody holds is not."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        if fault.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise


def _set_aside_logs(database: Path, old: Path, *, together: bool) -> None:
    """Logs that were not emptied, since somebody reads, or the store is damaged or was taken away, are a part
    of the old one: SQLite would write them into the new one.
    """
    beside(database, "-shm").unlink(missing_ok=True)
    for suffix in ("-wal", "-journal"):
        log = beside(database, suffix)
        if log.exists() and (together or not old.exists()):
            log.replace(beside(old, suffix))
        log.unlink(missing_ok=True)


def _remove(database: Path) -> None:
    for one in with_logs(database):
        one.unlink(missing_ok=True)
