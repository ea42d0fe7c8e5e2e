"""The files that lie beside one another: the store's own, their modes, and whose they are."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from glob import escape
from pathlib import Path

_PRIVATE = 0o600
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite has beside a database that is open, or that somebody had open who was killed."""
_MADE = (".restore", ".replay")
_PART = ".part-"
_RANDOM = "[a-z0-9_]{8}"
"""What `mkstemp` ends a name with. Versions before, which lock nothing, end theirs with the number of a process."""
_KEPT = (".before-restore", ".before-replay")
_DIGITS = 4
"""Of a schema's name: what somebody else has called after a day is theirs."""


def beside(path: Path, suffix: str) -> Path:
    """The file whose name has a suffix more."""
    return path.with_name(f"{path.name}{suffix}")


def with_logs(database: Path) -> tuple[Path, ...]:
    """A database with all that SQLite may have beside it."""
    return (database, *(beside(database, suffix) for suffix in LOGS))


def being_made(database: Path) -> tuple[Path, ...]:
    """What a restoring or a replay has beside a store while it is made."""
    return _named(database, _MADE)


def kept_back(database: Path) -> tuple[Path, ...]:
    """What a restoring, a replay or an upgrade leaves of the store that was."""
    return (*_named(database, _KEPT), *kept_by_upgrades(database))


def before_schema(database: Path, schema: str) -> Path:
    """Where an upgrade leaves a store as it was before a schema."""
    return beside(database, f".before-{schema}")


def kept_by_upgrades(database: Path) -> tuple[Path, ...]:
    """What upgrades have left of the store that was, what one was killed at among it."""
    numbered = f"{escape(database.name)}.before-{'[0-9]' * _DIGITS}"
    made = database.parent.glob(numbered)
    return (
        *(file for one in made for file in with_logs(one)),
        *database.parent.glob(f".{numbered}{_PART}*"),
    )


def part_of(file: Path) -> Path:
    """An empty file beside another, for its owner alone, in which that one is made. Raises OSError."""
    handle, made = tempfile.mkstemp(prefix=f".{file.name}{_PART}", dir=file.parent)
    os.close(handle)
    return Path(made)


def left_of(file: Path) -> tuple[Path, ...]:
    """Such files of a database, and of the journal beside it, with what SQLite has beside them."""
    part = re.compile(rf"\.{re.escape(file.name)}(\.journal)?{_PART}{_RANDOM}({'|'.join(LOGS)})?")
    return tuple(one for one in file.parent.iterdir() if part.fullmatch(one.name))


def create(path: Path) -> None:
    """Makes an empty file for its owner alone. Raises OSError, FileExistsError where there is one."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))


def hand_over(file: Path | int, database: Path) -> None:
    """Gives what root has made to whoever has the store, or, where there is none, its folder; what anybody
    else has made is theirs.
    """
    if os.geteuid() == 0:
        stands = (database if database.exists() else database.parent).stat()
        with suppress(PermissionError):  # root of a container may not everywhere
            os.chown(file, stands.st_uid, stands.st_gid)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _named(database: Path, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(one for suffix in suffixes for one in with_logs(beside(database, suffix)))
