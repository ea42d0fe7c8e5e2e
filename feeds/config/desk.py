"""The desk in the browser, as the config has it: where it is, and who may sit at it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from feeds.config import values
from feeds.config.kinds import Kind, Listen, TextValue

DEFAULT_LISTEN = ("127.0.0.1", 8010)
_LONGEST_NAME = 40
_ADDRESS = {"type": "string", "pattern": "^(https?://[^/]+/?)?$"}


def _address_or_none(value: object) -> str:
    """An address of its own: what a browser keeps for it, it keeps for a whole host."""
    if value == "":
        return ""
    found = values.base_address(value)
    parts = urlsplit(found)
    if parts.path != "/":
        raise ValueError("an address without a path: the desk has a host of its own")
    if parts.scheme.lower() != "https" and not values.is_loopback(parts.hostname or ""):
        raise ValueError("an address that begins with https://")
    return found


def _named(users: dict[str, UserTable]) -> dict[str, UserTable]:
    for name in users:
        if not name.isprintable() or name != " ".join(name.split()) or len(name) > _LONGEST_NAME:
            raise ValueError(f"names in one line, {_LONGEST_NAME} signs at most")
        if not name or "(" in name or ")" in name:
            raise ValueError("names that are not empty, without brackets")
    return users


class UserTable(BaseModel):
    """Where the hash of a user's password is."""

    model_config = ConfigDict(extra="forbid")

    password_env: TextValue = ""
    password_file: TextValue = ""


class ReachedTable(BaseModel):
    """The keys of `[desk]` that are about the desk in the browser."""

    model_config = ConfigDict(extra="forbid")

    listen: Listen = DEFAULT_LISTEN
    url: Annotated[str, Kind(_address_or_none, _ADDRESS)] = ""
    users: Annotated[dict[str, UserTable], AfterValidator(_named)] = Field(default_factory=dict)
