"""What a running daemon takes over of a config that was changed, and what waits for a restart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from enum import Enum

from feeds.config import Config
from feeds.model import Keeping

_SAID = (bool, int, timedelta, Enum)
"""Kinds of values that are told as they are. Others are long, or an address that may have a secret in it."""


def needs_restart(config: Config, running: Config) -> tuple[str, ...]:
    """The keys of a config that a running daemon cannot change, and that this one would."""
    pairs = {
        "store.url": (config.store.url, running.store.url),
        "publish.directory": (config.publish.directory, running.publish.directory),
        "publish.base_url": (config.site.base_url, running.site.base_url),
        "serve.listen": (config.serve, running.serve),
        "hub.enabled": (bool(config.hub.url), bool(running.hub.url)),
        "desk": (_seat(config), _seat(running)),
    }
    return tuple(key for key, (new, old) in pairs.items() if new != old)


def _seat(config: Config) -> tuple[object, ...]:
    """Where the desk is, and whether there is one; who may sit at it changes with a reload."""
    desk = config.desk
    return (desk.host, desk.port, desk.url, True) if desk.users else (False,)


def keeping_its_place(config: Config, running: Config) -> Config:
    """A config with the store, the folder and the addresses of the one that runs, that of its hub among them."""
    others = (one for one in config.site.hubs if one != config.hub.url)
    hubs = tuple(filter(None, (running.hub.url, *others)))
    return replace(
        config,
        store=replace(config.store, url=running.store.url),
        publish=replace(config.publish, directory=running.publish.directory),
        serve=running.serve,
        hub=replace(config.hub, url=running.hub.url),
        desk=replace(running.desk, users=config.desk.users),
        site=replace(config.site, base_url=running.site.base_url, hubs=hubs),
    )


def differences(config: Config, running: Config) -> dict[str, str]:
    """What a config brings, ends and changes, against the one that runs: `added`, `gone` and `changed`, as far as there
    is any, each in words. A value is told where it is a number, a switch, a duration or one of a few; of all else, secrets
    among them, the key alone.
    """
    added, gone, changed = [], [], []
    for kind, new, old in (
        ("source", config.sources, running.sources),
        ("channel", config.channels, running.channels),
    ):
        before, after = {one.id: one for one in old}, {one.id: one for one in new}
        added += [f"{kind} {id_}" for id_ in after if id_ not in before]
        gone += [f"{kind} {id_}" for id_ in before if id_ not in after]
        for id_, one in after.items():
            if keys := list(_changed(before.get(id_, one), one)):
                changed.append(f"{kind} {id_}: {', '.join(keys)}")
    changed += [
        f"{key}: {', '.join(keys)}"
        for key in ("site", "store", "publish", "fetch", "hub", "websub", "desk")
        if (keys := list(_changed(getattr(running, key), getattr(config, key))))
    ]
    changed += [
        words for key, words in _TOLD_WHOLE.items() if getattr(running, key) != getattr(config, key)
    ]
    said = {"added": ", ".join(added), "gone": ", ".join(gone), "changed": "; ".join(changed)}
    return {key: words for key, words in said.items() if words}


_TOLD_WHOLE = {
    "own": "files of publish.own",
    "hooks": "publish: hubs, purge",
    "email": "alarms.email",
    "webhook": "alarms.webhook",
}


def _kept_otherwise(new: Keeping, old: Keeping) -> bool:
    """Whether what stays in the config is kept for another time than before."""
    return (new.default, new.ledger) != (old.default, old.ledger) or any(
        after[id_] != before[id_]
        for after, before in ((new.sources, old.sources), (new.channels, old.channels))
        for id_ in after.keys() & before.keys()
    )


def _changed(old: object, new: object) -> Iterator[str]:
    """The fields of two values of one kind that differ."""
    for one in fields(new):  # type: ignore[arg-type]  # frozen values, all of them
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            plain = all(value is None or isinstance(value, _SAID) for value in (before, after))
            yield f"{one.name} {_word(before)} -> {_word(after)}" if plain else one.name


def _word(value: object) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}s"
    if isinstance(value, Enum):
        return str(value.value)
    return "none" if value is None else str(value).lower()
