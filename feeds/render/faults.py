"""Whose fault it is when a document cannot be made: ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from feeds.errors import RenderError


@contextmanager
def our_fault(what: str) -> Iterator[None]:
    """What the formats' libraries refuse becomes a RenderError that says which part it was."""
    try:
        yield
    except (TypeError, ValueError) as fault:
        raise RenderError(f"{what}: {fault}") from fault
