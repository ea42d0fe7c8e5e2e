"""What the shell completes beside commands and options: the ids that the config names.

Read as plain TOML: a config that is refused has ids all the same, and whoever presses a key waits for no validation.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import typer

from feeds.cli import CONFIG


def sources(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of sources that begin so."""
    return _ids(ctx, "source", incomplete)


def channels(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of channels that begin so."""
    return _ids(ctx, "channel", incomplete)


def formats(incomplete: str) -> list[str]:
    """Formats that `feeds parse` reads."""
    from feeds.model import WIRE_FORMATS

    return [one for one in WIRE_FORMATS if one.startswith(incomplete)]


def statuses(incomplete: str) -> list[str]:
    """Where an item may stand."""
    from feeds.model import Status

    return [one for one in Status if one.startswith(incomplete)]


def _ids(ctx: typer.Context, table: str, incomplete: str) -> list[str]:
    try:
        with Path(ctx.params.get("config") or CONFIG).open("rb") as file:
            listed = tomllib.load(file).get(table, ())
    except (OSError, ValueError):  # there is nothing to say, and nowhere to say it
        return []
    ids = (one.get("id") for one in listed if isinstance(one, dict))
    return [one for one in ids if isinstance(one, str) and one.startswith(incomplete)]
