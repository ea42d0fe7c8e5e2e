"""JSON that agencies send: what it holds, and its values as what they are meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from feeds.errors import ParseError
from feeds.parse.excess import refuse_many_values


def loads(text: bytes | str, media_type: str) -> object:
    """What a document holds. Raises ParseError for what is no JSON, or far too much of it."""
    refuse_many_values(text, media_type)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        where = f"line {fault.lineno}"
        raise ParseError(f"the JSON is damaged: {fault.msg}", media_type, where) from fault


def listed(value: object) -> list[Any]:
    """A value as a list; nothing is an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def dicts(value: object) -> list[Mapping[str, Any]]:
    """The objects in a value, which may be one itself."""
    return [one for one in listed(value) if isinstance(one, dict)]


def lowered(value: object) -> dict[str, Any]:
    """An object with its names in small letters; anything else is an empty one."""
    return {name.lower(): one for name, one in value.items()} if isinstance(value, dict) else {}


def scalar(value: object) -> str:
    """A string as it stands, or a number as text; ``""`` for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)


def size(value: object) -> int | None:
    """A number of bytes; None for what can be none."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53:
        return int(value)
    return None
