"""How far a long piece of work is: a bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from feeds.app.showing import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

_shown: ContextVar[Bars | None] = ContextVar("shown", default=None)
"""The bars on the terminal: of work within other work, one stands below the other."""


@contextmanager
def bar(what: str, *, as_json: bool = False) -> Iterator[Progress]:
    """A bar on standard error; one that only moves where nobody says how far the work is."""
    if as_json or not sys.stderr.isatty():
        yield lambda *_: None
        return
    with _bars() as bars:
        task = bars.add_task(what, total=None)
        try:
            yield lambda done, all_of_it: bars.update(task, completed=done, total=all_of_it)
        finally:
            bars.remove_task(task)


@contextmanager
def _bars() -> Iterator[Bars]:
    from rich import progress as rich
    from rich.console import Console

    if (stand := _shown.get()) is not None:
        yield stand
        return
    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with rich.Progress(*columns, console=console, transient=True, redirect_stdout=False) as bars:
        before = _shown.set(bars)
        try:
            yield bars
        finally:
            _shown.reset(before)
