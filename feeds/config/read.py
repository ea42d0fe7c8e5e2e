"""A config read: every fault at once, pydantic's findings in words that an operator can use."""

from __future__ import annotations

import difflib
import re
import tomllib
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feeds.config import Config
from feeds.config.between import faults_between_keys
from feeds.config.credentials import Secrets
from feeds.config.made import config_of
from feeds.config.models import Root
from feeds.config.tables import credentialed, key_of
from feeds.errors import ConfigError, Fault

Keys = tuple[int | str, ...]

_SECRETS = ("password", "token", "value")
_NAMES_A_USER = re.compile(r"//.*@")

# Pydantic's own words for its own checks, in ours.
_EXPECTED = {
    "extra_forbidden": "no such key",
    "missing": "a value: this key is required",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def read(
    text: str,
    *,
    origin: str,
    folder: str,
    environment: Mapping[str, str],
    read_secret: Callable[[str], str],
    lacks: Callable[[Fault], None] | None = None,
) -> Config:
    """See `feeds.config.read_config`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        problem = Fault(key="file", found="", expected=f"TOML ({fault})")
        raise ConfigError(origin, (problem,)) from fault
    inline = _take_inline_secrets(tables)
    faults = [_inline_secret(keys, name, tables) for keys, name in inline]
    root: Root | None = None
    try:
        root = Root.model_validate(tables)
    except ValidationError as fault:
        faults += _faults(fault, tables)
    faults += faults_between_keys(tables, folder)
    secrets = Secrets(environment, read_secret, folder)
    auths = {
        keys: secrets.auth(
            row,
            where=key_of([*keys, "auth"], tables),
            told={name for where, name in inline if where == keys},
        )
        for keys, row in credentialed(tables)
    }
    signing = {
        keys: secrets.signing(row, where=key_of(keys, tables)) for keys, row in credentialed(tables)
    }
    users = secrets.users(tables)
    faults += secrets.faults
    if lacks is None:
        faults += secrets.lacking
    else:
        for one in secrets.lacking:
            lacks(one)
    if faults or root is None:
        raise ConfigError(origin, tuple(faults))
    return config_of(root, folder, auths, signing, users)


def _faults(fault: ValidationError, tables: Mapping[str, object]) -> Iterator[Fault]:
    for detail in fault.errors(include_url=False):
        keys = detail["loc"]
        known = _known_keys(keys[:-1]) if detail["type"] == "extra_forbidden" else ()
        nearest = difflib.get_close_matches(str(keys[-1]), known, n=1, cutoff=0.5) if known else []
        yield Fault(
            key=key_of(keys, tables),
            found="" if detail["type"] == "missing" else _found(detail["input"], keys),
            expected=_expected(detail),
            nearest=nearest[0] if nearest else "",
        )


def _expected(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    return _EXPECTED.get(detail["type"], detail["msg"])


def _found(value: object, keys: Sequence[int | str]) -> str:
    """A value as it stands there; never one that may be a secret, or hold one."""
    secret = {"auth", "users"} & set(keys) or keys[-1] == "secret"
    if secret and not isinstance(value, (dict, list)):
        return "a value that is not shown here"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = repr(value)
    if _NAMES_A_USER.search(text):
        return "an address that names a user"
    return text if len(text) <= 80 else f"{text[:77]}..."


def _known_keys(path: Sequence[int | str]) -> tuple[str, ...]:
    model: type[BaseModel] | None = Root
    for key in path:
        if model is None or isinstance(key, int):
            continue
        field = model.model_fields.get(key)
        model = _model_in(field.annotation) if field is not None else None
    return tuple(model.model_fields) if model is not None else ()


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    for inner in typing.get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None


def _take_inline_secrets(tables: Mapping[str, object]) -> list[tuple[Keys, str]]:
    """Takes secrets out of the tables, so that nothing that looks at them can repeat one; the keys of
    the table of each, and its name.
    """
    found: list[tuple[Keys, str]] = []
    for keys, row in credentialed(tables):
        auth = row.get("auth")
        if "secret" in row and keys[0] == "alarms":
            del row["secret"]
            found.append((keys, "secret"))
        for name in _SECRETS:
            if isinstance(auth, dict) and name in auth:
                del auth[name]
                found.append((keys, name))
    return found


def _inline_secret(keys: Keys, name: str, tables: Mapping[str, object]) -> Fault:
    table = keys if name == "secret" else (*keys, "auth")
    return Fault(
        key=key_of([*table, name], tables),
        found="a secret in the file",
        expected=f'{name}_env = "NAME" or {name}_file = "PATH"',
    )
