"""One writer a store: a lock that the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from feeds.errors import BusyError, StoreError
from feeds.store.files import hand_over

_ONCE_WAITS = 30.0
_FOLLOWER_WAITS = 40.0
"""A daemon that was told to end is over within 30 s."""
_LOOK_AGAIN = 0.1
_NAMED_WITHIN = 1.0
_BY_DAEMON = ("the daemon", "stop it first, or leave the work to it")
_BY_PASS = ("another pass", "try again when it is over")
"""Who holds the store, and what to do about it."""


@contextmanager
def hold(
    database: Path, *, kind: str, wait: bool = True, follows: bool = False
) -> Iterator[Callable[[], bool]]:
    """Holds the store of a database file as its one writer; gives what says whether that is so still: the lock
    is on a file, and whoever removes the file lets a second writer in.

    `kind` is ``run``, or what a command does that is soon over; a ``once`` waits up to 30 s for
    whoever is soon over, and who `follows` a daemon that has been told to end, 40 s for anybody; everything else is
    refused at once. Raises BusyError with the holder's process id; StoreError where the lock
    cannot be written.
    """
    path = database.with_name(f"{database.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        hand_over(handle, database)
    except OSError as fault:
        raise StoreError(f"cannot write beside the store: {path}: {fault.strerror}") from fault
    try:
        patience = _FOLLOWER_WAITS if follows else _ONCE_WAITS if wait and kind == "once" else 0.0
        _take(handle, database, patience, follows=follows)
        # The name is for people; the lock is the kernel's.
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "kind": kind}).encode(), 0)
        try:
            yield lambda: _stands(handle, path)
        finally:
            os.ftruncate(handle, 0)  # whoever comes next is not to be told of us
    finally:
        os.close(handle)


def _stands(handle: int, path: Path) -> bool:
    try:
        there = path.stat()
    except OSError:
        return False
    held = os.fstat(handle)
    return (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)


def _take(handle: int, database: Path, patience: float, *, follows: bool) -> None:
    waited = 0.0
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, holder = _holder(handle)
        else:
            return
        # A holder without a name has taken the lock this instant, or is about to let it go.
        unnamed = not holder and waited < _NAMED_WITHIN
        if not unnamed and not ((follows or holder != "run") and waited < patience):
            what, do = _BY_DAEMON if holder == "run" else _BY_PASS
            said = f"{what} holds the store {database} (process {pid or 'unknown'}); {do}"
            raise BusyError(said, holder=pid)
        threading.Event().wait(_LOOK_AGAIN)
        waited += _LOOK_AGAIN


def _holder(handle: int) -> tuple[int, str]:
    try:
        found = json.loads(os.pread(handle, 200, 0))
        return int(found["pid"]), str(found["kind"])
    except (ValueError, KeyError, TypeError):
        return 0, ""  # taken this instant; its name is not written yet
