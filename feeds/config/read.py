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
    DEFAULT_DIRECTORY,
    DEFAULT_STORE,
    Config,
    FetchSettings,
    PublishSettings,
    ServeSettings,
    StoreSettings,
    as_stated,
    values,
)
from feeds.config.agencies import shared_words
from feeds.config.credentials import Secrets
from feeds.config.models import ChannelTable, Root, SourceTable
from feeds.errors import ConfigError, Fault
from feeds.model import Agency, Auth, Channel, Listing, Selection, Site, Source

_NAMED_BY = {"source": "id", "agency": "name", "channel": "id"}
_SECRETS = ("password", "token", "value")
_NAMES_A_USER = re.compile(r"//[^/?#\s]*@")
_PUT_AWAY = ("done", "failed")
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
    inline = _take_inline_secrets(tables)
    faults = [_inline_secret(number, name, tables) for number, name in inline]
    root: Root | None = None
    try:
        root = Root.model_validate(tables)
    except ValidationError as fault:
        faults += _faults(fault, tables)
    faults += _faults_between_keys(tables, folder)
    secrets = Secrets(environment, read_secret, folder)
    auths = {
        number: secrets.auth(
            row,
            where=_key(["source", number, "auth"], tables),
            told={name for source, name in inline if source == number},
        )
        for number, row in _rows(tables, "source")
    }
    faults += secrets.faults
    if faults or root is None:
        raise ConfigError(origin, tuple(faults))
    return _config(root, folder, auths)


# --- faults ------------------------------------------------------------------------------


def _faults(fault: ValidationError, tables: Mapping[str, object]) -> Iterator[Fault]:
    for detail in fault.errors(include_url=False):
        keys = detail["loc"]
        known = _known_keys(keys[:-1]) if detail["type"] == "extra_forbidden" else ()
        nearest = difflib.get_close_matches(str(keys[-1]), known, n=1, cutoff=0.5) if known else []
        yield Fault(
            key=_key(keys, tables),
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
    if "auth" in keys and not isinstance(value, (dict, list)):
        return "a value that is not shown here"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = repr(value)
    if _NAMES_A_USER.search(text):
        return "an address that names a user"
    return text if len(text) <= 80 else f"{text[:77]}..."


def _key(keys: Sequence[int | str], tables: Mapping[str, object]) -> str:
    """A key as a person would write it: ``source "ians": rights``, ``fetch.timeout``."""
    if len(keys) >= 2 and keys[0] in _NAMED_BY and isinstance(keys[1], int):
        rows = tables.get(str(keys[0]))
        row = rows[keys[1]] if isinstance(rows, list) and keys[1] < len(rows) else None
        said = row.get(_NAMED_BY[str(keys[0])]) if isinstance(row, dict) else None
        name = f'{keys[0]} "{said}"' if isinstance(said, str) else f"{keys[0]} number {keys[1] + 1}"
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


def _rows(tables: Mapping[str, object], kind: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The tables of a kind as the file has them, each with its number; what is no table has been told."""
    rows = tables.get(kind)
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield number, row


def _take_inline_secrets(tables: Mapping[str, object]) -> list[tuple[int, str]]:
    """Takes secrets out of the tables, so that nothing that looks at them can repeat one; the number
    of the source of each, and its name.
    """
    found: list[tuple[int, str]] = []
    for number, row in _rows(tables, "source"):
        auth = row.get("auth")
        for name in _SECRETS:
            if isinstance(auth, dict) and name in auth:
                del auth[name]
                found.append((number, name))
    return found


def _inline_secret(number: int, name: str, tables: Mapping[str, object]) -> Fault:
    return Fault(
        key=_key(["source", number, "auth", name], tables),
        found="a secret in the file",
        expected=f'{name}_env = "NAME" or {name}_file = "PATH"',
    )


def _faults_between_keys(tables: Mapping[str, object], folder: str) -> Iterator[Fault]:
    """What no key can tell by itself. Looked for in the tables as they stand, so that a fault in one
    key hides none here.
    """
    for kind, key in _NAMED_BY.items():
        yield from _repeated(kind, key, [row.get(key) for _, row in _rows(tables, kind)])
    yield from shared_words(
        [(_key(["agency", number], tables), row) for number, row in _rows(tables, "agency")]
    )
    for number, row in _rows(tables, "source"):
        given = [key for key in ("url", "path") if row.get(key, "") != ""]
        if len(given) != 1:
            found = "both" if given else "neither"
            where = _key(["source", number], tables)
            yield Fault(key=where, found=found, expected="either `url` or `path`")
        if ("list" in row) != (row.get("format") == "list"):
            yield _half_a_list(row, _key(["source", number], tables))
    yield from _shared_directories(tables, folder)
    yield from _exposed(tables, folder)
    yield from _nobody_to_write_to(tables)


def _half_a_list(row: Mapping[str, object], where: str) -> Fault:
    if "list" in row:
        return Fault(key=f"{where}: list", found="no such format", expected='`format = "list"`')
    return Fault(
        key=f"{where}: list", found="", expected="a table with `item`: a list has selectors"
    )


def _shared_directories(tables: Mapping[str, object], folder: str) -> Iterator[Fault]:
    """What one source puts away another would not find."""
    seen: dict[str, tuple[str, bool]] = {}
    for number, row in _rows(tables, "source"):
        path = row.get("path")
        if not isinstance(path, str) or not path or row.get("enabled", True) is False:
            continue
        place, name = _below(folder, path), _key(["source", number], tables)
        stays = row.get("keep_files") is True
        first, first_stays = seen.setdefault(place, (name, stays))
        if first != name and not (stays and first_stays):
            yield Fault(
                key=f"{name}: path",
                found=f"the directory of {first}",
                expected="a directory of its own, or `keep_files = true` in both",
            )


def _exposed(tables: Mapping[str, object], folder: str) -> Iterator[Fault]:
    """What lies in the published folder anyone may read; where a link leads is not looked at."""
    public = _below(folder, as_stated(tables, "publish", "directory", DEFAULT_DIRECTORY))
    store = as_stated(tables, "store", "url", DEFAULT_STORE).removeprefix("sqlite:///")
    inner = {"store.url": store}
    if _is_inside(folder, public):
        yield _exposure("publish.directory", public, "that does not hold the config")
    for number, row in _rows(tables, "source"):
        auth = row.get("auth")
        for name, secret in auth.items() if isinstance(auth, dict) else ():
            if name.endswith("_file") and isinstance(secret, str):
                inner[f"{_key(['source', number], tables)}: auth.{name}"] = secret
        if isinstance(path := row.get("path"), str) and path:
            where = f"{_key(['source', number], tables)}: path"
            inner[where] = path
            # What was read, or could not be, moves there.
            if any(_is_inside(public, f"{_below(folder, path)}/{name}") for name in _PUT_AWAY):
                yield _exposure("publish.directory", public, f"outside the directories of {where}")
    for key, path in inner.items():
        if _is_inside(_below(folder, path), public):
            yield _exposure(key, path, "outside `publish.directory`, where nobody reads it")


def _is_inside(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder.rstrip('/')}/")


def _exposure(key: str, path: str, where: str) -> Fault:
    return Fault(key=key, found=f"{path!r}, in what is published", expected=f"a place {where}")


def _nobody_to_write_to(tables: Mapping[str, object]) -> Iterator[Fault]:
    fetch = tables.get("fetch", {})
    if not isinstance(fetch, dict) or fetch.get("contact", "") != "":
        return
    for number, row in _rows(tables, "source"):
        if row.get("enabled", True) is not False and _is_abroad(row.get("url")):
            where = _key(["source", number], tables)
            yield Fault(
                key="fetch.contact",
                found="nothing",
                expected=f"an address where publishers reach you: {where} is not on this machine",
            )
            return


def _repeated(kind: str, key: str, names: Sequence[object]) -> Iterator[Fault]:
    for name in sorted({one for one in names if isinstance(one, str) and names.count(one) > 1}):
        yield Fault(
            key=f'{kind} "{name}"',
            found=f"{names.count(name)} of this {key}",
            expected=f"{'an' if key == 'id' else 'a'} {key} of its own",
        )


def _is_abroad(url: object) -> bool:
    try:
        return not _LOCAL.match(urlsplit(values.web_address(url)).hostname or "")
    except ValueError:
        return False  # no address at all, which has been told


# --- values ------------------------------------------------------------------------------


def _config(root: Root, folder: str, auths: Mapping[int, Auth | None]) -> Config:
    host, port = root.serve.listen
    fetch = root.fetch
    agencies = tuple(
        Agency(name=row.name, tags=tuple(row.tags), plain=tuple(row.plain)) for row in root.agency
    )
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
        sources=tuple(
            _source(table, folder, auths[n], agencies) for n, table in enumerate(root.source)
        ),
        channels=tuple(_channel(table) for table in root.channel),
        hub_enabled=root.hub.enabled,
        warnings=tuple(_warnings(root)),
    )


def _source(
    table: SourceTable, folder: str, auth: Auth | None, agencies: tuple[Agency, ...]
) -> Source:
    return Source(
        id=table.id,
        provider=table.provider,
        rights=table.rights,
        url=table.url,
        path=_below(folder, table.path) if table.path else "",
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
        agencies=agencies,
        listing=Listing(**table.list.model_dump()) if table.list is not None else None,
    )


def _below(folder: str, path: str) -> str:
    # Two slashes in front are one: what they mean beyond that POSIX leaves open.
    return posixpath.normpath(f"/{posixpath.join(folder, path).lstrip('/')}")


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
