"""Whose turn is it to write the folder, and did the last one finish?

A file in the folder says so: it is there while somebody writes, it is locked by whoever does, and
it is left behind, unlocked and not empty, by a process that was killed. So leftovers are looked
for only when there are some, and never taken from a writer that still runs.
"""

from __future__ import annotations

import errno
import fcntl
import os
from types import TracebackType

MARK = ".publishing"

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_CANNOT_LOCK = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL})
"""A file system without locks; there the store's own lock is what keeps writers apart."""


class Turn:
    """The turn to write: a context that holds it.

    `wait` is whether to wait for another writer; without it BlockingIOError is raised while there
    is one. `cut_short` is whether the writer before was killed in the middle. The mark goes when
    `end` is called, and stays, for the next writer to see, when it is not.
    """

    def __init__(self, root: int, *, wait: bool = True) -> None:
        self._root = root
        self._how = fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB)
        self._mark = -1
        self.cut_short = False

    def __enter__(self) -> Turn:
        self._mark = self._hold()
        try:
            self.cut_short = os.fstat(self._mark).st_size > 0
            if not self.cut_short:
                os.write(self._mark, b"%d\n" % os.getpid())
        except OSError:
            self.end()
            os.close(self._mark)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._mark)

    def end(self) -> None:
        """Nothing is left half done."""
        os.unlink(MARK, dir_fd=self._root)

    def _hold(self) -> int:
        while True:
            mark = os.open(MARK, _OPEN, 0o600, dir_fd=self._root)
            try:
                _lock(mark, self._how)
                if os.fstat(mark).st_nlink:
                    return mark
            except OSError:
                os.close(mark)
                raise
            # The writer that was waited for has ended its turn and taken the mark with it.
            os.close(mark)


def _lock(descriptor: int, how: int) -> None:
    try:
        fcntl.flock(descriptor, how)
    except OSError as fault:
        if fault.errno not in _CANNOT_LOCK:
            raise
