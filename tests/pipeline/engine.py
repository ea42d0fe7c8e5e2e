"""The engine that runs a newsroom, in this thread unless it is given another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from feeds.engine.local import InStoreThread, LocalEngine
from feeds.engine.manager import ServiceManager
from feeds.engine.schedule import Schedule
from feeds.engine.vitals import Vitals
from feeds.errors import FeedsError
from feeds.model import Source
from tests.pipeline.newsroom import Newsroom


async def _here(do: Callable[[], Any]) -> Any:
    return do()


async def _closed() -> None:
    """Nothing is open."""


def an_engine(
    room: Newsroom,
    *,
    concurrency: int = 8,
    alarm: Callable[[str, BaseException], None] = lambda what, fault: None,
    give_up: Callable[[FeedsError], None] = lambda fault: None,
    watchdog: ServiceManager | None = None,
    in_store_thread: InStoreThread = _here,
    waiting: Callable[[Source, str], bool] = lambda source, cursor: False,
) -> LocalEngine:
    return LocalEngine(
        ingest=room.ingest,
        release=room._release,
        rulings=room.rulings,
        telling=room.telling,
        hub=room.hub,
        alarming=room.alarming,
        subscribing=room.subscribing,
        retention=room.retention,
        store=room.store,
        schedule=Schedule(
            concurrency=concurrency, lease=timedelta(seconds=90), archive=timedelta(days=1)
        ),
        clock=room.clock,
        in_store_thread=in_store_thread,
        waiting=waiting,
        alarm=alarm,
        give_up=give_up,
        watchdog=watchdog or ServiceManager(),
        vitals=Vitals(),
        aclose=_closed,
    )
