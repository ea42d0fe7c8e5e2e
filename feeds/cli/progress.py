"""How far a long piece of work is: a bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@contextmanager
def bar(what: str, *, as_json: bool = False) -> Iterator[Progress]:
    """A bar on standard output; one that only moves where nobody says how far the work is."""
    if as_json or not sys.stdout.isatty():
        yield lambda *_: None
        return
    from rich import progress as rich

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TaskProgressColumn(),
        rich.TimeElapsedColumn(),
    )
    with rich.Progress(*columns, transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, all_of_it: shown.update(task, completed=done, total=all_of_it)
