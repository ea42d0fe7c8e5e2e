"""One pass, for real cron: poll what is due, publish what changed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from feeds.contracts import Clock, Store
from feeds.decide.due import PATIENCE, may_poll_from
from feeds.decide.halted import halted
from feeds.errors import PublishError
from feeds.model import SourceState
from feeds.pipeline.ingest import Ingest
from feeds.pipeline.release import Release
from feeds.pipeline.restoring import Restoring


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a pass is about to do: the sources that it polls, and those that it may not."""

    claimed: tuple[SourceState, ...]
    refused: tuple[tuple[str, datetime], ...] = ()
    """Sources that were named but owe their publisher a pause, each with its end."""
    halted: tuple[tuple[str, str], ...] = ()
    """Sources that were named but are not polled at all, each with why and what to do."""


async def claim_due(
    ingest: Ingest, store: Store, clock: Clock, lease: timedelta, limit: int
) -> Pass:
    """Claims every enabled source that is due, or will be within seconds: the last of them is waited for."""
    enabled = [source.id for source in ingest.house.sources.values() if source.enabled]
    spacing = ingest.house.spacing()
    now = clock()
    claimed = store.claim(enabled, now, lease, limit, spacing=spacing)
    # Reckoned from the same instant: what comes due in between belongs to one of the two.
    soon = [
        state.next_due
        for id_, state in store.states().items()
        if id_ in enabled
        and not state.paused
        and state.lease_until is None
        and now < state.next_due <= now + PATIENCE
    ]
    if soon:
        last = max(soon)
        await asyncio.sleep(max(0.0, (last - clock()).total_seconds()))
        claimed += store.claim(enabled, max(last, clock()), lease, limit, spacing=spacing)
    return Pass(claimed=claimed)


def claim_named(
    names: Sequence[str], ingest: Ingest, store: Store, clock: Clock, lease: timedelta
) -> Pass:
    """Claims the named sources, due or not, but for those that are halted or may not be polled yet."""
    now = clock()
    may: list[str] = []
    refused: list[tuple[str, datetime]] = []
    stopped: list[tuple[str, str]] = []
    pauses = store.pauses(now)
    for name in dict.fromkeys(names):
        state = store.state(name)
        source = ingest.house.sources[name]
        owed = ingest.house.owed(source)
        earliest = may_poll_from(source, state, owed, pauses) if state else None
        if why := halted(source, state):
            stopped.append((name, why))
        elif earliest is not None and earliest > now:
            refused.append((name, earliest))
        else:
            may.append(name)
    return Pass(
        claimed=store.claim(may, now, lease, len(may), early=True, spacing=ingest.house.spacing()),
        refused=tuple(refused),
        halted=tuple(stopped),
    )


async def run_pass(
    claimed: Sequence[SourceState],
    *,
    ingest: Ingest,
    release: Release,
    in_store_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> bool:
    """Ingests what was claimed and releases what changed; whether all could be published. What was
    published and has gone missing follows: not before, since a release may take it away.
    """
    bereft = await in_store_thread(partial(_is_bereft, release))
    try:
        if claimed:
            await ingest.run(claimed, _nobody)
    finally:  # what others brought goes out, whatever one of them met
        published: bool = await in_store_thread(release.run)
    if bereft and published:
        given_up = threading.Event()
        try:
            published = await in_store_thread(
                partial(Restoring(release=release).restore, given_up.is_set)
            )
        finally:
            given_up.set()
    return published


def _is_bereft(release: Release) -> bool:
    try:
        return Restoring(release=release).is_bereft()
    except PublishError:
        return True  # whoever writes there meets the same, and says so


def _nobody() -> None:
    """Nobody waits for changes: the release follows anyway."""
