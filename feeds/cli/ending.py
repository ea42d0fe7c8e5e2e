"""How a command that makes something large ends before it is done."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def clearing() -> Iterator[None]:
    """SIGTERM, and SIGHUP where it is not ignored, remove what is half made and end the process as ever."""
    from feeds.store.exchange import clear

    def end(number: int, _: FrameType | None) -> None:
        # Nothing is raised: an exception is lost where the interpreter happens to run a callback of its own.
        clear()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    before = {one: signal.getsignal(one) for one in _ENDING}
    heeded = [one for one, what in before.items() if what is not signal.SIG_IGN]
    for one in heeded:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in heeded:
            signal.signal(one, before[one])
