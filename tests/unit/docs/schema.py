"""Writes `docs/config.schema.json`: what the models say of config.toml, in the words of docs/configuration.md.

python -m tests.unit.docs.schema
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from feeds.config.models import Root
from tests.unit.docs.markdown import DOCS, names, section
from tests.unit.docs.program import tables

PATH = DOCS / "config.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """A schema of TOML, which has no null: a key without a value is not there."""

    schema_dialect = DIALECT

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])  # as the reference writes it, below

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12), with titles, descriptions and defaults from the reference."""
    made = Root.model_json_schema(schema_generator=_Generator)
    by_model = {model.__name__: title for title, model in reversed(list(tables()))}
    for name, table in made["$defs"].items():
        title = by_model[name]
        table["title"] = title
        for key, (_, default, meaning) in section("configuration.md", title).table("key").items():
            table["properties"][key] |= _documented(meaning, default)
    for key, (title, text) in _heads().items():
        made["properties"][key]["description"] = f"{title}: {text}" if text else title
    words = "config.toml of GNN9 Feeds. What only reading can tell `feeds check` says."
    return {
        "$schema": DIALECT,
        "title": "config.toml",
        "description": words,
        **{key: value for key, value in made.items() if key != "title"},
    }


def _documented(meaning: str, default: str) -> dict[str, Any]:
    said: dict[str, Any] = {"description": _plain(meaning)}
    if default not in {"required", "none"}:
        (literal,) = names(default)
        said["default"] = tomllib.loads(f"x = {literal}")["x"]
    return said


def _heads() -> Mapping[str, tuple[str, str]]:
    """The title of each table of the file, and the first paragraph under it where that is in words."""
    found = {}
    for title, _ in tables():
        if "." not in title:
            first = section("configuration.md", title).text.strip().split("\n\n")[0]
            found[title.strip("[]")] = (title, "" if first.startswith("|") else _plain(first))
    return found


def _plain(markdown: str) -> str:
    return " ".join(re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", markdown).split()).replace("`", "")


def as_json(tables: object) -> Any:
    """Tables of TOML as an editor holds them to a schema: dates are texts."""
    return json.loads(
        json.dumps(tables, default=lambda one: one.isoformat() if isinstance(one, date) else None)
    )


def written() -> str:
    """The file's text."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
