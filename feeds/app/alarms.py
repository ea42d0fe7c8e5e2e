"""Alarms: what looks and tells, put together; and what `feeds alarms` shows."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.app.clock import clock
from feeds.app.looking import reading
from feeds.app.parts import store_path
from feeds.config import Config
from feeds.pipeline.house import House
from feeds.render.alerts import alarm_json

if TYPE_CHECKING:
    from feeds.contracts import Caller, Messenger, Observer, Store
    from feeds.pipeline.alarming import Alarming

_RECENT = timedelta(days=7)


def make_alarming(
    config: Config,
    house: House,
    store: Store,
    caller: Caller,
    observer: Observer,
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> Alarming:
    """What looks for what is not as it should be, and tells of it."""
    from feeds.pipeline.alarming import Alarming

    return Alarming(
        house=house,
        store=store,
        messengers=tuple(_messengers(config, caller)),
        disks=lambda: _free(config),
        observer=observer,
        clock=clock,
        in_store_thread=in_store_thread,
    )


def _messengers(config: Config, caller: Caller) -> Iterator[Messenger]:
    if config.email is None and config.webhook is None:
        return
    from feeds.publish.alerts import Mail, Webhook

    if config.email is not None:
        yield from (Mail(config.email, to) for to in dict.fromkeys(config.email.to))
    if config.webhook is not None:
        yield Webhook(config.webhook, caller)


def _free(config: Config) -> Mapping[str, int]:
    """By what lies there, the bytes that are free on each disk that is written to."""
    folders = {
        "the store": store_path(config).parent,
        "the published folder": Path(config.publish.directory),
    }
    free: dict[str, int] = {}
    seen: set[int] = set()
    for where, folder in folders.items():
        if folder.exists() and (device := folder.stat().st_dev) not in seen:
            seen.add(device)
            free[where] = shutil.disk_usage(folder).free
    return free


def reports(config: Config) -> Iterator[dict[str, Any]]:
    """What `feeds alarms` says of each alarm that stands, the oldest first, and of each that is over since a
    week, the last that ended first. Raises StoreError.
    """
    with reading(config) as store:
        if store is None:
            return
        for one in (*store.standing_alarms(), *store.recent_alarms(clock() - _RECENT)):
            yield alarm_json(one)
