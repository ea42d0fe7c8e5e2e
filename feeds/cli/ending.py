"""How a command that makes something large ends before it is done."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def clearing() -> Iterator[None]:
    """SIGTERM, and SIGHUP where it is not ignored, end what goes on as an exception does: what is half made goes."""

    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {one: signal.getsignal(one) for one in _ENDING}
    heeded = [one for one, what in before.items() if what is not signal.SIG_IGN]
    for one in heeded:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in heeded:
            signal.signal(one, before[one])
