"""``[alarms]`` of config.toml as pydantic sees it: by which ways alarms go out besides the log."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.config import values
from feeds.config.kinds import Kind, TextValue, WebAddress
from feeds.config.tables import AuthTable, Table

_MAILBOX = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+")
_MAIL_SERVER = re.compile(r"smtps?://[^\s/?#]+/?", re.IGNORECASE | re.ASCII)


def _mailbox(value: object) -> str:
    found = values.text(value)
    if not _MAILBOX.fullmatch(found):
        raise ValueError('an address of mail such as "desk@gnn9.com"')
    return found


def _mail_server(value: object) -> str:
    expected = "an address that begins with smtp:// or smtps://"
    if not isinstance(value, str) or not _MAIL_SERVER.fullmatch(value):
        raise ValueError(f"{expected}, without a path")
    values.parts_of(value, expected)
    return value


def _somebody(value: list[str]) -> list[str]:
    if not value:
        raise ValueError("one address at least")
    return value


Mailbox = Annotated[str, Kind(_mailbox, {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+$"})]


class EmailTable(Table):
    url: Annotated[
        str,
        Kind(_mail_server, {"type": "string", "pattern": "^[sS][mM][tT][pP][sS]?://[^\\s/?#]+/?$"}),
    ]
    to: Annotated[list[Mailbox], AfterValidator(_somebody)]
    sender: Mailbox
    auth: AuthTable | None = None


class WebhookTable(Table):
    url: WebAddress
    secret_env: TextValue = ""
    secret_file: TextValue = ""
    auth: AuthTable | None = None


class AlarmsTable(Table):
    email: EmailTable | None = Field(default=None)
    webhook: WebhookTable | None = Field(default=None)
