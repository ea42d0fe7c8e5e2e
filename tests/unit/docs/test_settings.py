"""The documents say which settings there are, and every config that they show loads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, TypeAdapter

from feeds.config.kinds import RESERVED
from feeds.model import Media, Rights
from tests.unit.docs.markdown import DOCS, PAGES, ROOT, names, section
from tests.unit.docs.program import COMMANDS, loaded, tables

SETTINGS = [(title, model, key) for title, model in tables() for key in model.model_fields]


@pytest.mark.parametrize(("title", "model"), list(tables()), ids=[title for title, _ in tables()])
def test_the_reference_has_the_keys_of_a_table_and_no_others(
    title: str, model: type[BaseModel]
) -> None:
    documented = section("configuration.md", title).table("key")
    assert list(documented) == list(model.model_fields)


@pytest.mark.parametrize(
    ("title", "model", "key"), SETTINGS, ids=[f"{title} {key}" for title, _, key in SETTINGS]
)
def test_a_default_in_the_reference_is_the_one_that_the_program_has(
    title: str, model: type[BaseModel], key: str
) -> None:
    _, stated, meaning = section("configuration.md", title).table("key")[key]
    field = model.model_fields[key]
    assert meaning
    if field.is_required() or stated == "required":
        assert (field.is_required(), stated) == (True, "required")
        return
    default = field.get_default(call_default_factory=True)
    if stated == "none":
        assert default in {None, ""}
        return
    (literal,) = names(stated)
    value = tomllib.loads(f"x = {literal}")["x"]
    kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    assert TypeAdapter(kind).validate_python(value) == default


def test_every_value_that_can_be_chosen_stands_in_the_reference() -> None:
    source = section("configuration.md", "[[source]]").table("key")
    for key, values in (("rights", Rights), ("media", Media)):
        assert {name.strip('"') for name in names(source[key][0])} == set(values)


def test_every_name_that_no_channel_may_have_stands_in_the_reference() -> None:
    assert set(names(section("configuration.md", "[[channel]]").text)) >= RESERVED


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_config_that_is_shown_loads_without_a_fault(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for example in re.findall(r"(?ms)^```toml\n(.*?)^```", text):
        contact = "" if "[fetch]" in example else '[fetch]\ncontact = "http://t.example/"\n'
        loaded(contact + example, tmp_path)


def test_the_shipped_config_loads_and_every_key_in_it_is_documented() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    config = loaded(text, ROOT)
    assert config.warnings == ()
    documented = {
        (title.strip("[]"), key)
        for title, _ in tables()
        for key in section("configuration.md", title).table("key")
    }
    for name, content in tomllib.loads(text).items():
        for table in content if isinstance(content, list) else [content]:
            for key, value in table.items():
                assert (name, key) in documented
                inner = value if isinstance(value, dict) else {}
                assert {(f"{name}.{key}", one) for one in inner} <= documented


def test_every_environment_variable_is_documented() -> None:
    variables = {one.envvar for command in COMMANDS.values() for one in command.params}
    for variable in filter(None, variables):
        assert variable in section("configuration.md", "Environment").table("variable")
        assert f"`{variable}`" in (DOCS / "commands.md").read_text(encoding="utf-8")
