"""From tables to frozen values, and from pydantic's findings to faults that an operator can use."""

from __future__ import annotations

import difflib
import posixpath
import re
import tomllib
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from feeds.config import (
    Config,
    FetchSettings,
    PublishSettings,
    ServeSettings,
    StoreSettings,
)
from feeds.config.models import AuthTable, ChannelTable, Root, SourceTable
from feeds.errors import ConfigError, Fault
from feeds.model import Auth, Channel, Selection, Site, Source

_SECRETS = ("password", "token", "value")
_POLITE = timedelta(minutes=15)
_LOCAL = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$", re.IGNORECASE)

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
) -> Config:
    """See `feeds.config.read_config`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        problem = Fault(key="file", found="", expected=f"TOML ({fault})")
        raise ConfigError(origin, (problem,)) from fault
    faults = list(_inline_secrets(tables))
    root: Root | None = None
    try:
        root = Root.model_validate(tables)
    except ValidationError as fault:
        faults += _faults(fault, tables)
    if root is not None:
        faults += _semantic_faults(root)
    secrets = _Secrets(environment, read_secret, folder)
    if root is not None:
        auths = {source.id: secrets.auth(source, n) for n, source in enumerate(root.source)}
        faults += secrets.faults
    if faults or root is None:
        raise ConfigError(origin, tuple(faults))
    return _config(root, folder, auths)


# --- faults ------------------------------------------------------------------------------


def _faults(fault: ValidationError, tables: Mapping[str, object]) -> Iterator[Fault]:
    for detail in fault.errors(include_url=False):
        keys = [key for key in detail["loc"] if isinstance(key, int) or not _is_branch(key)]
        known = _known_keys(keys[:-1]) if detail["type"] == "extra_forbidden" else ()
        nearest = difflib.get_close_matches(str(keys[-1]), known, n=1, cutoff=0.5) if known else []
        yield Fault(
            key=_key(keys, tables),
            found="" if detail["type"] == "missing" else _found(detail["input"]),
            expected=_expected(detail),
            nearest=nearest[0] if nearest else "",
        )


def _is_branch(key: str) -> bool:
    """Pydantic names the branch of a union that it tried; the file has no such key."""
    return "[" in key or key in {"timedelta", "AuthTable"}


def _expected(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    return _EXPECTED.get(detail["type"], detail["msg"])


def _found(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _key(keys: Sequence[int | str], tables: Mapping[str, object]) -> str:
    """A key as a person would write it: ``source "ians": rights``, ``fetch.timeout``."""
    if len(keys) >= 2 and keys[0] in {"source", "channel"} and isinstance(keys[1], int):
        rows = tables.get(str(keys[0]))
        row = rows[keys[1]] if isinstance(rows, list) and keys[1] < len(rows) else None
        id_ = row.get("id") if isinstance(row, dict) else None
        name = f'{keys[0]} "{id_}"' if isinstance(id_, str) else f"{keys[0]} number {keys[1] + 1}"
        rest = _dotted(keys[2:])
        return f"{name}: {rest}" if rest else name
    return _dotted(keys)


def _dotted(keys: Sequence[int | str]) -> str:
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


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


def _inline_secrets(tables: Mapping[str, object]) -> Iterator[Fault]:
    rows = tables.get("source")
    for n, row in enumerate(rows if isinstance(rows, list) else ()):
        auth = row.get("auth") if isinstance(row, dict) else None
        for name in _SECRETS:
            if isinstance(auth, dict) and name in auth:
                del auth[name]
                yield Fault(
                    key=_key(["source", n, "auth", name], tables),
                    found="a secret in the file",
                    expected=f'{name}_env = "NAME" or {name}_file = "PATH"',
                )


def _semantic_faults(root: Root) -> Iterator[Fault]:
    yield from _repeated("source", [source.id for source in root.source])
    yield from _repeated("channel", [channel.id for channel in root.channel])
    for source in root.source:
        where = f'source "{source.id}"'
        if bool(source.url) == bool(source.path):
            found = "both" if source.url else "neither"
            yield Fault(key=where, found=found, expected="either `url` or `path`")
        if source.enabled and not root.fetch.contact and _is_abroad(source.url):
            yield Fault(
                key="fetch.contact",
                found="nothing",
                expected=f"an address where publishers reach you: {where} is not on this machine",
            )
            break
    for channel in root.channel:
        if channel.select.urgency > 9:
            yield Fault(
                key=f'channel "{channel.id}": select.urgency',
                found=str(channel.select.urgency),
                expected="a whole number from 1 (flash) to 9",
            )


def _repeated(kind: str, ids: Sequence[str]) -> Iterator[Fault]:
    for id_ in sorted({one for one in ids if ids.count(one) > 1}):
        yield Fault(
            key=f'{kind} "{id_}"', found=f"{ids.count(id_)} of this id", expected="an id of its own"
        )


def _is_abroad(url: str) -> bool:
    return bool(url) and not _LOCAL.match(urlsplit(url).hostname or "")


# --- secrets -----------------------------------------------------------------------------


class _Secrets:
    """Gets secrets from where the config says they are, and keeps what was wrong."""

    def __init__(
        self, environment: Mapping[str, str], read_secret: Callable[[str], str], folder: str
    ) -> None:
        self.faults: list[Fault] = []
        self._environment = environment
        self._read_secret = read_secret
        self._folder = folder

    def auth(self, source: SourceTable, number: int) -> Auth | None:
        """The credentials of a source; a source that is switched off needs none."""
        table = source.auth
        if table is None or not source.enabled:
            return None
        where = f'source "{source.id}": auth' if source.id else f"source number {number + 1}: auth"
        kinds = [
            name
            for name, given in (
                ("username", table.username),
                ("token", table.token_env or table.token_file),
                ("header", table.header),
            )
            if given
        ]
        if len(kinds) != 1:
            self.faults.append(
                Fault(
                    key=where,
                    found=" and ".join(kinds) or "nothing",
                    expected="one of username and password, token, or header and value",
                )
            )
            return None
        return Auth(
            username=table.username,
            password=self._secret(where, "password", table) if table.username else "",
            token=self._secret(where, "token", table) if kinds == ["token"] else "",
            header=table.header,
            value=self._secret(where, "value", table) if table.header else "",
        )

    def _secret(self, where: str, name: str, table: AuthTable) -> str:
        variable: str = getattr(table, f"{name}_env")
        file: str = getattr(table, f"{name}_file")
        if bool(variable) == bool(file):
            self._fault(where, name, "both" if file else "neither", f"{name}_env or {name}_file")
        elif variable:
            if variable in self._environment:
                return self._environment[variable]
            expected = f"the environment variable {variable} to be set"
            self._fault(where, f"{name}_env", "nothing", expected)
        else:
            try:
                return self._read_secret(posixpath.join(self._folder, file))
            except OSError as fault:
                expected = f"a readable file {file}"
                self._fault(where, f"{name}_file", fault.strerror or "nothing", expected)
        return ""

    def _fault(self, where: str, key: str, found: str, expected: str) -> None:
        self.faults.append(Fault(key=f"{where}.{key}", found=found, expected=expected))


# --- values ------------------------------------------------------------------------------


def _config(root: Root, folder: str, auths: Mapping[str, Auth | None]) -> Config:
    host, port = root.serve.listen
    fetch = root.fetch
    return Config(
        site=Site(
            **root.site.model_dump(),
            base_url=root.publish.base_url,
            hubs=tuple(root.publish.hubs),
        ),
        store=StoreSettings(
            url="sqlite:///" + posixpath.join(folder, root.store.url.removeprefix("sqlite:///")),
            archive_days=root.store.archive_days,
        ),
        publish=PublishSettings(directory=posixpath.join(folder, root.publish.directory)),
        serve=ServeSettings(host=host, port=port),
        fetch=FetchSettings(
            contact=fetch.contact,
            concurrency=fetch.concurrency,
            per_host=fetch.per_host,
            host_gap=fetch.host_gap,
            min_interval=fetch.min_interval,
            timeout=fetch.timeout,
            max_bytes=fetch.max_bytes,
            allow_networks=tuple(fetch.allow_networks),
        ),
        sources=tuple(_source(table, folder, auths[table.id]) for table in root.source),
        channels=tuple(_channel(table) for table in root.channel),
        hub_enabled=root.hub.enabled,
        warnings=tuple(_warnings(root)),
    )


def _source(table: SourceTable, folder: str, auth: Auth | None) -> Source:
    return Source(
        id=table.id,
        provider=table.provider,
        rights=table.rights,
        url=table.url,
        path=posixpath.normpath(posixpath.join(folder, table.path)) if table.path else "",
        every=table.every,
        schedule=table.schedule,
        format=table.format,
        timezone=table.timezone,
        language=table.language,
        creditline=table.creditline,
        media=table.media,
        future_dates=table.future_dates,
        subjects=tuple(table.subjects),
        enabled=table.enabled,
        keep_files=table.keep_files,
        auth=auth,
    )


def _channel(table: ChannelTable) -> Channel:
    select = table.select
    return Channel(
        id=table.id,
        title=table.title,
        description=table.description,
        select=Selection(
            providers=tuple(select.providers),
            subjects=tuple(select.subjects),
            languages=tuple(select.languages),
            text=select.text,
            urgency=select.urgency,
        ),
        formats=tuple(dict.fromkeys(table.formats)),
        size=table.size,
        window=table.window,
        max_age=table.max_age,
        link=table.link,
        rights=table.rights,
        media=table.media,
    )


def _warnings(root: Root) -> Iterator[str]:
    if root.fetch.min_interval < _POLITE:
        yield "fetch.min_interval is below 15m: only for wires under contract"
    providers = {source.provider.casefold() for source in root.source}
    for channel in root.channel:
        for name in channel.select.providers:
            if name.casefold() not in providers:
                yield f'channel "{channel.id}": no source has the provider {name!r}'
