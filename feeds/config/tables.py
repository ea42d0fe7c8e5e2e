"""The tables of a config as the file has them, how a person would write their keys, and what several of them
have in common.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from feeds.config.kinds import Header, TextValue, User

NAMED_BY = {"source": "id", "agency": "name", "channel": "id"}
"""Tables that come several times, and the key that tells them apart."""


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False, arbitrary_types_allowed=True)


class AuthTable(Table):
    username: User = ""
    password_env: TextValue = ""
    password_file: TextValue = ""
    token_env: TextValue = ""
    token_file: TextValue = ""
    header: Header = ""
    value_env: TextValue = ""
    value_file: TextValue = ""
    key_file: TextValue = ""
    known_hosts: TextValue = ""


def key_of(keys: Sequence[int | str], tables: Mapping[str, object]) -> str:
    """A key as a person would write it: ``source "ians": rights``, ``fetch.timeout``."""
    if len(keys) >= 2 and keys[0] in NAMED_BY and isinstance(keys[1], int):
        rows = tables.get(str(keys[0]))
        row = rows[keys[1]] if isinstance(rows, list) and keys[1] < len(rows) else None
        said = row.get(NAMED_BY[str(keys[0])]) if isinstance(row, dict) else None
        name = f'{keys[0]} "{said}"' if isinstance(said, str) else f"{keys[0]} number {keys[1] + 1}"
        rest = _dotted(keys[2:])
        return f"{name}: {rest}" if rest else name
    return _dotted(keys)


def _dotted(keys: Sequence[int | str]) -> str:
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def rows(tables: Mapping[str, object], kind: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The tables of a kind as the file has them, each with its number; what is no table has been told."""
    rows = tables.get(kind)
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield number, row


def credentialed(
    tables: Mapping[str, object],
) -> Iterator[tuple[tuple[int | str, ...], dict[str, object]]]:
    """The tables that may have an `auth`, each with the keys that lead to it."""
    for number, row in rows(tables, "source"):
        yield ("source", number), row
    publish = tables.get("publish")
    for number, row in rows(publish if isinstance(publish, dict) else {}, "purge"):
        yield ("publish", "purge", number), row
    alarms = tables.get("alarms")
    for way, row in alarms.items() if isinstance(alarms, dict) else ():
        if isinstance(row, dict):
            yield ("alarms", way), row


def below(folder: str, path: str) -> str:
    # Two slashes in front are one: what they mean beyond that POSIX leaves open.
    return posixpath.normpath(f"/{posixpath.join(folder, path).lstrip('/')}")
