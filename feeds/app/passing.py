"""What `once` asks for: a pass, and what of other work there is time for behind it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from feeds import __version__
from feeds.app.clock import clock
from feeds.app.parts import (
    Desk,
    StoreThread,
    make_desk,
    make_workers,
    open_store,
    store_path,
)
from feeds.config import Config
from feeds.pipeline.adopt import adopt
from feeds.pipeline.grouping import Grouping
from feeds.pipeline.restoring import Restoring

if TYPE_CHECKING:
    from feeds.contracts import Observer
    from feeds.engine.once import Pass
    from feeds.store.sql import SqlStore

_TO_TELL = 15.0
"""Seconds that a pass takes at most to tell hubs and caches, and subscribers of our own: more than one that hangs is
waited for.
"""
_LET_GO_FOR = timedelta(seconds=5)
"""How long a pass lets go of what is kept no more."""
_FINISH_FOR = timedelta(seconds=5)
"""How long a pass makes pages of archives for which nobody waits."""


async def once(
    config: Config,
    names: Sequence[str],
    *,
    digest: str,
    observer: Observer,
    claimed: Callable[[int], None],
    damaged: Callable[[str], None],
) -> tuple[Pass, bool]:
    """One pass over the sources that are due, or over those that are named.

    Returns what was polled and refused, and whether all that changed could be published.
    `claimed` is told how many sources are about to be polled; `digest` is the config's, of which
    word is left; `damaged` is told what cannot be read in the journal. SIGTERM cancels it. Raises BusyError, StoreError.
    """
    from feeds.engine.once import claim_due, claim_named, run_pass
    from feeds.store.lock import hold

    with hold(store_path(config), kind="once"):
        # Not before: who waits for another pass has nothing to put down, and ends at once.
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        store = open_store(config)
        in_store_thread, beside = StoreThread(), StoreThread("beside")
        workers = make_workers()
        desk = make_desk(
            config,
            store,
            workers=workers,
            in_store_thread=in_store_thread,
            beside=beside,
            observer=observer,
            spread=False,  # cron has its own rhythm; spreading is the daemon's concern
            damaged=damaged,
        )
        try:
            store.release_claims(clock())
            adopt(desk.house, store, __version__, clock())
            Restoring(release=desk.release).number_above()
            desk.rulings.run()
            desk.release.withdraw()  # first: polls may take a minute
            if names:
                this = claim_named(names, desk.ingest, store, clock, desk.lease)
            else:
                limit = len(config.sources)
                this = await claim_due(desk.ingest, store, clock, desk.lease, limit)
            claimed(len(this.claimed))
            published = await run_pass(
                this.claimed,
                ingest=desk.ingest,
                release=desk.release,
                in_store_thread=in_store_thread,
            )
            await within(_TO_TELL, desk.telling.run(), desk.hub.run(), desk.alarming.run())
            if published:
                desk.rulings.erase()
            store.drop_payloads(clock() - timedelta(days=config.store.archive_days))
            Grouping(store=store).forget(clock())
            await _let_go(desk, in_store_thread)
            published = published and await _finish(desk, store, in_store_thread)
            if published:
                polled = [source.id for source in config.sources if source.enabled]
                store.leave_word(digest, polled)
        finally:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
            await desk.aclose()
            workers.close()
            beside.close()
            in_store_thread.close()
            store.close()
    return this, published


async def within(seconds: float, *telling: Awaitable[None]) -> None:
    """Tells those outside what they are owed, within so many seconds: the rest is for the next pass. Raises
    StoreError.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*telling)


async def _finish(desk: Desk, store: SqlStore, in_store_thread: StoreThread) -> bool:
    """What other pages say of what has gone, and archives that are made by and by, for as long as a pass may
    take; the rest is for the next. Whether all could be published.
    """
    until = clock() + _FINISH_FOR
    while _is_left(store) and clock() < until:
        if not await in_store_thread(desk.release.run):
            return False
    return True


def _is_left(store: SqlStore) -> bool:
    now = clock()
    pages = (store.due_pages(now, 1, changed=one) for one in (True, False))
    return bool(store.unpublished(now, 1)) or any(pages)


async def _let_go(desk: Desk, in_store_thread: StoreThread) -> None:
    """What is kept no more goes, a step at a time, for as long as a pass may take, or until somebody has
    decided something and waits for the pass to end; the rest with the next.
    """
    until = clock() + _LET_GO_FOR
    steps = desk.retention.sweep()

    def goes_on() -> bool:
        return not desk.rulings.unread() and next(steps, True) is None

    try:
        while clock() < until and await in_store_thread(goes_on):
            pass
    finally:
        await in_store_thread(steps.close)
