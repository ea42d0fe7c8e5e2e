"""What shows how far long work is that no command has asked for: an upgrade of the store, which comes with the first
one that writes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""
Showing = Callable[[str], AbstractContextManager[Progress]]
"""Shows work by its name while a context lasts."""


def unshown(_what: str) -> AbstractContextManager[Progress]:
    """Nobody watches."""
    return nullcontext(lambda *_: None)


showing: ContextVar[Showing] = ContextVar("showing", default=unshown)
"""The command line's, where there is one."""
