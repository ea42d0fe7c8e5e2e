"""Makes bytes and names survive a power cut: one by one while they are few, else all at once.

An fsync costs a wait for the disk each. One syncfs waits once for everything that is dirty, so
that above a handful of files it is much the cheaper: a cold pass writes thousands of pages. It
reports failed writes since Linux 5.8; where libc lacks it, every file is synced by itself.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from types import TracebackType

MANY = 16
"""Files or folders above which one sync of the file system takes the place of one each."""


@functools.cache
def file_system_sync() -> Callable[[int], None] | None:
    """What flushes the file system that a descriptor is on; None where that cannot be had."""
    import ctypes

    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if function is None:
        return None

    def sync(descriptor: int) -> None:
        if function(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return sync


class Durably:
    """A context at whose end everything that was added to it is on the disk.

    `count` is how many files or folders will be added. Raises OSError, when it is added or at
    the end; a sync that failed is never tried again on the same bytes.
    """

    def __init__(self, count: int) -> None:
        self._sync = file_system_sync() if count > MANY else None
        self._file_systems: dict[int, int] = {}

    def add(self, descriptor: int) -> None:
        """An open file or folder, written to the end."""
        if self._sync is None:
            os.fsync(descriptor)
            return
        device = os.fstat(descriptor).st_dev
        if device not in self._file_systems:
            self._file_systems[device] = os.dup(descriptor)

    def __enter__(self) -> Durably:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self._sync is not None:
                for descriptor in self._file_systems.values():
                    self._sync(descriptor)
        finally:
            for descriptor in self._file_systems.values():
                os.close(descriptor)
