"""A pass that finds nothing to do, found out before anything is loaded that a pass needs.

Cron starts `feeds once` far more often than a source is due. Whoever finished a pass left word in
the store of the config it was for; while that very config is asked for again and the schedule in
the store says that nothing is due, there is nothing else to read, and nothing to check.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from feeds import __version__
from feeds.app.clock import clock
from feeds.config import DEFAULT_DIRECTORY, DEFAULT_STORE, as_stated
from feeds.contracts import ERASED
from feeds.decide.alerting import is_due
from feeds.decide.due import PATIENCE
from feeds.decide.rulings import PURGE


def has_nothing_to_do(path: Path) -> bool:
    """Whether a pass over the config in a file finds nothing to do. Raises BusyError, StoreError, SchemaError where
    the store is to be brought up to date first.
    """
    from feeds.store.journalfile import Reader, journal_path
    from feeds.store.lock import hold
    from feeds.store.sql import open_store

    read = _read(path)
    if read is None:
        return False
    body, tables = read
    folder = path.resolve().parent
    url = as_stated(tables, "store", "url", DEFAULT_STORE)
    database = folder / url.removeprefix("sqlite:///")
    if not url.startswith("sqlite:///") or not database.is_file():
        return False
    public = folder / as_stated(tables, "publish", "directory", DEFAULT_DIRECTORY)
    with hold(database, kind="once", wait=False):
        store = open_store(f"sqlite:///{database}", readonly=True)
        try:
            lines = Reader(journal_path(database))()
            entered = {(line.verb, line.target, line.at) for line in store.journal()}
            if store.journal(store.applied()) or any(
                (line.verb, line.target, line.at) not in entered for line in lines
            ):
                return False  # people have decided something, or the store is an older one
            if store.journal(store.applied(ERASED), PURGE):
                return False  # copy that is to go was not removed yet
            last, now = store.last_change(), clock()
            if any(is_due(route, last, now) for route in store.alarm_routes()):
                return False  # an alarm has not been told by every way
            # A folder that was emptied, or is of another store, is filled again.
            return store.at_rest(_digest(body, folder, tables), clock() + PATIENCE) and all(
                _date(public / path) == int(record.modified.timestamp())
                for path, record in store.documents(store.front_documents()).items()
            )
        finally:
            store.close()


def digest_of(path: Path) -> str:
    """The hash of all that the config in a file is made of; ``""`` where it is no TOML."""
    read = _read(path)
    return _digest(read[0], path.resolve().parent, read[1]) if read is not None else ""


def _read(path: Path) -> tuple[bytes, dict[str, object]] | None:
    try:
        body = path.read_bytes()
        return body, tomllib.loads(body.decode())
    except (OSError, ValueError):
        return None  # whoever reads it in earnest says what is wrong


def _digest(body: bytes, folder: Path, tables: Mapping[str, object]) -> str:
    """A hash of the text, and of the secrets and files that it names, by this program in this folder."""
    seen = hashlib.sha256(f"{__version__}\n{folder}\n".encode())
    seen.update(body)
    if own := as_stated(tables, "publish", "own", ""):
        for file in sorted((folder / own).glob("*")):
            seen.update(f"\n{file.name} {_stamp(file)}".encode())
    for key, name in _secrets(tables):
        secret = os.environ.get(name) if key.endswith("_env") else _stamp(folder / name)
        seen.update(f"\n{key} {name} {secret}".encode())
    return seen.hexdigest()[:32]


def _secrets(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key.endswith(("_env", "_file")):
                yield key, inner
            else:
                yield from _secrets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner)


def _date(file: Path) -> int:
    """When a file's bytes last changed, in whole seconds since 1970; 0 where there is none."""
    return int(file.stat().st_mtime) if file.is_file() else 0


def _stamp(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"
