"""Faults that no key can tell by itself: what stands in one key and not in another, or in two tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from feeds.config import DEFAULT_DIRECTORY, DEFAULT_STORE, as_stated, values
from feeds.config.agencies import shared_words
from feeds.config.tables import NAMED_BY, below, credentialed, key_of, rows
from feeds.errors import Fault

_PUT_AWAY = ("done", "failed")
_DESK, _SITE = "127.0.0.1:8010", "127.0.0.1:8009"
_EVERY_HOST = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 -- to look for them
_LOCAL = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$", re.IGNORECASE)


def faults_between_keys(tables: Mapping[str, object], folder: str) -> Iterator[Fault]:
    """What no key can tell by itself. Looked for in the tables as they stand, so that a fault in one
    key hides none here.
    """
    for kind, key in NAMED_BY.items():
        yield from _repeated(kind, key, [row.get(key) for _, row in rows(tables, kind)])
    yield from shared_words(
        [(key_of(["agency", number], tables), row) for number, row in rows(tables, "agency")]
    )
    yield from _of_two_channels(tables)
    yield from _purged_twice(tables)
    for number, row in rows(tables, "source"):
        given = [key for key in ("url", "path") if row.get(key, "") != ""]
        if len(given) != 1:
            found = "both" if given else "neither"
            where = key_of(["source", number], tables)
            yield Fault(key=where, found=found, expected="either `url` or `path`")
        if ("list" in row) != (row.get("format") == "list"):
            yield _half_a_list(row, key_of(["source", number], tables))
    yield from _turned_round(tables)
    yield from _shared_directories(tables, folder)
    yield from _exposed(tables, folder)
    yield from _in_the_clear(tables)
    yield from _among_the_public(tables)
    yield from _nobody_to_write_to(tables)


def _in_the_clear(tables: Mapping[str, object]) -> Iterator[Fault]:
    """Passwords travel under TLS, or not at all."""
    desk = tables.get("desk")
    if not isinstance(desk, dict) or not desk.get("users"):
        return
    listen = desk.get("listen", "127.0.0.1:")
    host = listen.rpartition(":")[0].strip("[]") if isinstance(listen, str) else ""
    if not values.is_loopback(host) and not str(desk.get("url", "")).startswith("https:"):
        expected = "the https address of the proxy in front of it, or `desk.listen` on 127.0.0.1"
        yield Fault(key="desk.url", found="nothing", expected=expected)


def _among_the_public(tables: Mapping[str, object]) -> Iterator[Fault]:
    """Who sits at the desk sits apart: what a browser keeps for a host it shows to all that is there, at any port."""
    desk = tables.get("desk")
    if not isinstance(desk, dict) or not desk.get("users"):
        return
    url = as_stated(tables, "desk", "url", "")
    host = _host(url)
    public = _host(as_stated(tables, "publish", "base_url", ""))
    if host and host == public and not values.is_loopback(host):
        expected = "a host of its own, which is not that of `publish.base_url`"
        yield Fault(key="desk.url", found=repr(url), expected=expected)
    listen = as_stated(tables, "desk", "listen", _DESK)
    (here, port), (there, other) = (
        _place(listen),
        _place(as_stated(tables, "serve", "listen", _SITE)),
    )
    if port == other != 0 and (here == there or {here, there} & _EVERY_HOST):
        expected = "an address of its own, which is not that of `serve.listen`"
        yield Fault(key="desk.listen", found=repr(listen), expected=expected)


def _host(url: str) -> str:
    try:
        return (urlsplit(values.web_address(url)).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""  # no address at all, which has been told


def _place(listen: str) -> tuple[str, int]:
    try:
        return values.listen(listen)
    except ValueError:
        return "", 0  # likewise


def _of_two_channels(tables: Mapping[str, object]) -> Iterator[Fault]:
    """An old address leads to one channel, or to none. Its own id stands in `formerly` only beside others:
    what comes behind it was merged into it.
    """
    publish = tables.get("publish")
    retired = publish.get("retired") if isinstance(publish, dict) else None
    taken = {
        row["id"]: key_of(["channel", number], tables)
        for number, row in rows(tables, "channel")
        if isinstance(row.get("id"), str)
    }
    said = [
        (f"{key_of(['channel', number], tables)}: formerly", _others(row))
        for number, row in rows(tables, "channel")
    ]
    for key, ids in [*said, ("publish.retired", retired)]:
        for one in ids if isinstance(ids, list) else ():
            if isinstance(one, str) and taken.setdefault(one, key) != key:
                expected = f"an id that {taken[one]} does not have"
                yield Fault(key=key, found=repr(one), expected=expected)


def _others(row: Mapping[str, object]) -> object:
    """The ids in a channel's `formerly`, its own left out once where it is among others."""
    ids = row.get("formerly")
    if not isinstance(ids, list) or len(ids) < 2 or row.get("id") not in ids:
        return ids
    own = ids.index(row.get("id"))
    return [*ids[:own], *ids[own + 1 :]]


def _purged_twice(tables: Mapping[str, object]) -> Iterator[Fault]:
    """By its address a cache is known, in the store as well."""
    urls = [
        row.get("url") for keys, row in credentialed(tables) if keys[:2] == ("publish", "purge")
    ]
    for url in sorted({one for one in urls if isinstance(one, str) and urls.count(one) > 1}):
        yield Fault(
            key="publish.purge",
            found=f"{urls.count(url)} of the url {url!r}",
            expected="a url of its own for each",
        )


def _turned_round(tables: Mapping[str, object]) -> Iterator[Fault]:
    """The longest wait below the shortest, in one table or between a source's and that of all."""
    fetch = tables.get("fetch", {})
    house = fetch if isinstance(fetch, dict) else {}
    named = [("fetch", house)]
    named += [(key_of(["source", n], tables) + ":", row) for n, row in rows(tables, "source")]
    for name, row in named:
        if row is not house and not {"min_interval", "max_interval"} & row.keys():
            continue  # told of [fetch]
        least = _length(row.get("min_interval", house.get("min_interval", "15m")))
        most = _length(row.get("max_interval", house.get("max_interval")))
        if least is not None and most is not None and most < least:
            key = "max_interval" if "max_interval" in row else "min_interval"
            where = f"{name}.{key}" if row is house else f"{name} {key}"
            expected = "a `max_interval` that is no shorter than `min_interval`"
            yield Fault(key=where, found=repr(row[key]), expected=expected)


def _length(value: object) -> timedelta | None:
    try:
        return values.duration(value)
    except ValueError:
        return None  # none at all, or one that has been told


def _half_a_list(row: Mapping[str, object], where: str) -> Fault:
    if "list" in row:
        return Fault(key=f"{where}: list", found="no such format", expected='`format = "list"`')
    return Fault(
        key=f"{where}: list", found="", expected="a table with `item`: a list has selectors"
    )


def _shared_directories(tables: Mapping[str, object], folder: str) -> Iterator[Fault]:
    """What one source puts away another would not find."""
    seen: dict[str, tuple[str, bool]] = {}
    for number, row in rows(tables, "source"):
        path = row.get("path")
        if not isinstance(path, str) or not path or row.get("enabled", True) is False:
            continue
        place, name = below(folder, path), key_of(["source", number], tables)
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
    public = below(folder, as_stated(tables, "publish", "directory", DEFAULT_DIRECTORY))
    store = as_stated(tables, "store", "url", DEFAULT_STORE).removeprefix("sqlite:///")
    inner = {"store.url": store}
    if _is_inside(folder, public):
        yield _exposure("publish.directory", public, "that does not hold the config")
    for keys, row in credentialed(tables):
        auth = row.get("auth")
        for name, secret in auth.items() if isinstance(auth, dict) else ():
            if name.endswith("_file") and isinstance(secret, str):
                inner[key_of([*keys, "auth", name], tables)] = secret
        if isinstance(secret := row.get("secret_file"), str) and secret:
            inner[key_of([*keys, "secret_file"], tables)] = secret
    for number, row in rows(tables, "source"):
        if isinstance(path := row.get("path"), str) and path:
            where = f"{key_of(['source', number], tables)}: path"
            inner[where] = path
            # What was read, or could not be, moves there.
            if any(_is_inside(public, f"{below(folder, path)}/{name}") for name in _PUT_AWAY):
                yield _exposure("publish.directory", public, f"outside the directories of {where}")
    for key, path in inner.items():
        if _is_inside(below(folder, path), public):
            yield _exposure(key, path, "outside `publish.directory`, where nobody reads it")


def _is_inside(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder.rstrip('/')}/")


def _exposure(key: str, path: str, where: str) -> Fault:
    return Fault(key=key, found=f"{path!r}, in what is published", expected=f"a place {where}")


def _nobody_to_write_to(tables: Mapping[str, object]) -> Iterator[Fault]:
    fetch = tables.get("fetch", {})
    if not isinstance(fetch, dict) or fetch.get("contact", "") != "":
        return
    for number, row in rows(tables, "source"):
        if row.get("enabled", True) is not False and _is_abroad(row.get("url")):
            where = key_of(["source", number], tables)
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
