"""How values cross between processes, thousands of them in a pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")

_SETTERS: dict[type, tuple[Callable[[Any, Any], None], ...]] = {}


def travels(kind: type[T]) -> type[T]:
    """A dataclass with slots, pickled as the tuple of its fields. What dataclasses do by themselves
    asks each time what the fields are.
    """
    names = [one.name for one in fields(kind)]  # type: ignore[arg-type]
    values = attrgetter(*names)
    _SETTERS[kind] = tuple(getattr(kind, name).__set__ for name in names)
    kind.__reduce__ = lambda self: (_arrived, (kind, values(self)))  # type: ignore[method-assign]
    return kind


def _arrived(kind: type[T], values: tuple[object, ...]) -> T:
    made = object.__new__(kind)
    for put, value in zip(_SETTERS[kind], values, strict=True):
        put(made, value)
    return made
