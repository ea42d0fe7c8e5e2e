"""What the program has that its documents are held to: tables of the config, commands, options."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
from pydantic import BaseModel

from feeds.cli import app
from feeds.config import Config, read_config
from feeds.config.models import Root
from feeds.config.passwords import DECOY

SMALLEST = {
    "site": '[site]\nname = "T"\nlink = "http://t.example/"\ntag = "t.example,2026"\n',
    "publish": '[publish]\nbase_url = "http://t.example/"\n',
}


def table_in(annotation: object) -> type[BaseModel] | None:
    """The model that a key holds, alone or in a list; None for a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(table_in, get_args(annotation))), None)


def tables() -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of the config, as the reference heads it."""
    for key, field in Root.model_fields.items():
        model = table_in(field.annotation)
        assert model is not None
        listed = "list" in str(field.annotation)
        yield (f"[[{key}]]" if listed else f"[{key}]"), model
        for inner, nested in model.model_fields.items():
            if (below := table_in(nested.annotation)) is not None:
                several = get_origin(nested.annotation) is list
                yield f"[[{key}.{inner}]]" if several else f"[{key}.{inner}]", below


def _commands(group: Any, lead: str = "") -> Iterator[tuple[str, Any]]:
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from _commands(one, f"{lead}{name} ")
        else:
            yield f"{lead}{name}", one


COMMANDS: Mapping[str, Any] = dict(_commands(typer.main.get_command(app)))


def command_in(text: str) -> str:
    """The command that a command line behind ``feeds`` begins with; its first word where there is none."""
    words = text.split()
    both = " ".join(words[:2])
    return both if both in COMMANDS else words[0]


def options(command: str) -> set[str]:
    return {
        option
        for one in COMMANDS[command].params
        if one.param_type_name == "option"
        for option in (*one.opts, *one.secondary_opts)
    }


class AnySecret(dict[str, str]):
    """An environment in which every variable is set."""

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> str:
        return DECOY if key.startswith("FEEDS_DESK_") else "secret"


def loaded(text: str, folder: Path) -> Config:
    """The config in a text; the tables that it has to have are added where they are missing."""
    given = tomllib.loads(text)
    missing = "".join(table for key, table in SMALLEST.items() if key not in given)
    return read_config(
        missing + text,
        origin="the example",
        folder=str(folder),
        environment=AnySecret(),
        read_secret=lambda name: DECOY if name.endswith(".hash") else "secret",
    )
