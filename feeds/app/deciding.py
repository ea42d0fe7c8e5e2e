"""What the commands ask for by which people decide: `kill`, `hold`, `release`, `correct`, `purge`."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from feeds.app.clock import clock
from feeds.app.hub import make_hub
from feeds.app.parts import (
    house_of,
    make_caller,
    make_release,
    make_rulings,
    make_telling,
    open_store,
    store_path,
    unpublished,
    wake,
)
from feeds.app.passing import within
from feeds.config import Config
from feeds.contracts import ERASED
from feeds.decide.copies import root
from feeds.decide.rulings import (
    COPY_OF_KILLED,
    CORRECT,
    HOLD,
    KILL,
    PURGE,
    RELEASE,
    of_version,
    with_headline,
)
from feeds.decide.telling import still_waiting
from feeds.errors import BusyError, StoreError
from feeds.model import DeskItem, JournalLine, LedgerLine, Status
from feeds.pipeline.restoring import Restoring

if TYPE_CHECKING:
    from feeds.contracts import Store

PATIENCE = 35.0
"""Seconds for which a pass that holds the store is waited for, and a daemon that was told."""
_TO_PURGE = 3600.0
"""The same where the daemon has to write the whole store anew."""
_TO_TELL = 4.0
"""Seconds for which hubs, caches and subscribers of our own hub are waited for: what is not told by then is told by whoever
writes the store next.
"""
_LOOK_AGAIN = 0.02
_ALL = 1_000_000
_WITHDRAWN = frozenset({Status.WITHDRAWN})
_OUT = frozenset(one for one in Status if not one.publishes)
"""What no reader sees: its wire may have withdrawn what the desk was about to hold."""


def kill(
    config: Config, held: DeskItem, reason: str, *, patience: float = PATIENCE
) -> tuple[LedgerLine, ...]:
    """Withdraws an item for good, and returns when it is gone from every published file: the lines
    of its ledger that say so.

    What is decided stands when this has written the journal, whatever happens then. Raises
    StoreError where the journal cannot be written, or nobody has acted on it within so many seconds.
    """
    _decide(config, KILL, held.id, reason, lambda store: _is_gone(store, held), patience=patience)
    return (*_receipt(config, held), *_kept_back(config, held))


def told(config: Config, held: DeskItem, known: Sequence[LedgerLine]) -> list[LedgerLine]:
    """Has subscribers of our own hub get what is published now, and hubs and caches told; what these have been
    told of a killed item: the lines of its receipt but for those that
    are `known`, and one for each hub and cache that is not told yet. Returns when all have been tried,
    or after a few seconds; at once where there is none. Raises StoreError.
    """
    if not _has_ears(config):
        return []
    patience = 0.0
    try:
        _tell(config)
    except BusyError:
        patience = _TO_TELL  # whoever writes the store tells them as well
    store = open_store(config, readonly=True)
    try:
        for _ in _tries(patience):
            if all(one.tries for one in store.owed_for(held.id)):
                break
        while True:
            owed = store.owed_for(held.id)
            lines = [line for line in _receipt(config, held) if line not in known]
            if store.owed_for(held.id) == owed:  # nobody was told between the two looks
                return [*lines, *still_waiting(owed, clock())]
    finally:
        store.close()


def hold(
    config: Config, held: DeskItem, reason: str, *, patience: float = PATIENCE
) -> tuple[LedgerLine, ...]:
    """Keeps a published item back until people let it out, whatever its wire sends, and returns when it is gone
    from every published file: the lines of its ledger that say so. Raises StoreError as `kill` does.
    """
    _decide(
        config, HOLD, held.id, reason, lambda store: _is_gone(store, held, _OUT), patience=patience
    )
    return _told_of(config, held)


def release(
    config: Config, held: DeskItem, reason: str, *, patience: float = PATIENCE
) -> tuple[LedgerLine, ...]:
    """Lets an item out that is held or rejected, as it is in `held`, and returns when that is done: the lines of its ledger
    that say so. Raises StoreError as `kill` does.
    """
    is_done = partial(_is_newer, held=held)
    _decide(config, RELEASE, of_version(held), reason, is_done, patience=patience)
    return _told_of(config, held)


def correct(
    config: Config, held: DeskItem, headline: str, reason: str, *, patience: float = PATIENCE
) -> tuple[LedgerLine, ...]:
    """Gives an item another headline, which stands whatever its wire sends, and returns when it is recorded: the lines
    of its ledger that say so. Raises StoreError as `kill` does.
    """
    said = with_headline(headline, reason)
    is_done = partial(_is_newer, held=held)
    _decide(config, CORRECT, held.id, said, is_done, patience=patience)
    return _told_of(config, held)


def _told_of(config: Config, held: DeskItem) -> tuple[LedgerLine, ...]:
    if _has_ears(config):
        with suppress(BusyError):
            _tell(config)
    return _receipt(config, held)


def purge(config: Config, target: str) -> None:
    """Removes copy for good, and returns when no byte of it is left in published files and store.
    `target` is an item's id, or `of_source`. Raises StoreError as `kill` does.
    """
    at = clock()

    def is_done(store: Store) -> bool:
        lines = [one for one in store.journal(verb=PURGE) if one.target == target]
        return bool(lines) and lines[-1].at >= at and store.applied(ERASED) >= lines[-1].seq

    _decide(config, PURGE, target, "", is_done, patience=_TO_PURGE)


def _decide(
    config: Config,
    verb: str,
    target: str,
    reason: str,
    is_done: Callable[[Store], bool],
    *,
    patience: float = PATIENCE,
) -> None:
    from feeds.store.journalfile import append, journal_path

    line = JournalLine(seq=0, at=clock(), verb=verb, target=target, reason=reason)
    append(journal_path(store_path(config)), line)
    tries = _tries(patience)
    for _ in tries:
        try:
            _act(config)
            break
        except BusyError:
            # A daemon acts by itself; a pass is over soon, and then it is for us to do.
            if wake(config) and _wait_for_daemon(config, is_done, tries):
                break
    else:
        raise StoreError(
            f"it is in the journal, but nobody has acted on it within {patience:.0f} s; whoever writes"
            " the store next does"
        )


def _act(config: Config) -> None:
    """Applies the journal and publishes, as the one writer. Raises BusyError where there is another."""
    from feeds.store.lock import hold

    with hold(store_path(config), kind="kill", wait=False):
        store = open_store(config)
        try:
            rulings = make_rulings(config, house_of(config), store)
            rulings.run()
            faults: list[str] = []
            release = make_release(config, house_of(config), store, unpublished(faults))
            Restoring(release=release).number_above()
            release.withdraw()
            if not release.run():
                _tell_from(config, store)  # what is gone is gone: nobody does it after the fault
                raise StoreError(f"it is withdrawn, but not published: {'; '.join(faults)}")
            if rulings.to_erase():
                _tell_from(config, store)  # first: of a page that caches know of nothing is left
                rulings.erase()
        finally:
            store.close()


def _tell(config: Config) -> None:
    """Tells hubs, caches and subscribers what they are owed, as the one writer, for a few seconds at most. Raises
    BusyError where there is another.
    """
    from feeds.store.lock import hold

    with hold(store_path(config), kind="kill", wait=False):
        store = open_store(config)
        try:
            _tell_from(config, store)
        finally:
            store.close()


def _tell_from(config: Config, store: Store) -> None:
    if not _has_ears(config):
        return

    async def here(do: Callable[[], Any]) -> Any:  # noqa: ANN401 -- whatever it gives
        return do()

    async def tell() -> None:
        callers = make_caller(config), make_caller(config)
        telling = make_telling(config, store, callers[0], lambda _event: None, here)
        hub = make_hub(config, store, callers[1], lambda _event: None, here)
        try:
            await within(_TO_TELL, telling.run(), hub.run())
        finally:
            for caller in callers:
                await caller.aclose()

    asyncio.run(tell())


def _has_ears(config: Config) -> bool:
    """Whether anybody outside is told of what changes: hubs, caches, subscribers of our own hub."""
    return bool(config.hooks or config.hub.url)


def _wait_for_daemon(
    config: Config, is_done: Callable[[Store], bool], tries: Iterator[int]
) -> bool:
    """Whether the daemon has done what the journal asks for; False where it has gone away, or there
    are no `tries` left.
    """
    store = open_store(config, readonly=True)
    try:
        for number in tries:
            if is_done(store):
                return True
            if number % 50 == 49 and not wake(config):
                break
    finally:
        store.close()
    return False


def _is_newer(store: Store, held: DeskItem) -> bool:
    (found,) = store.find(held.id)
    return found.revision > held.revision


def _is_gone(store: Store, held: DeskItem, statuses: Container[Status] = _WITHDRAWN) -> bool:
    """Whether it stands so, and no edition and no page of an archive has a version of it from before."""
    (found,) = store.find(held.id)
    if found.status not in statuses or store.documents([held.page]):
        return False
    # What its archives are rid of is due no more, or is made without it.
    due = store.due_pages(clock(), _ALL, changed=True)
    pages = (store.archive_page(*one) for one in due if one[0] in held.channels)
    return not any(
        id_ == held.id and revision < found.revision
        for shown in (*map(store.edition, held.channels), *pages)
        if shown is not None
        for id_, revision in shown.members
    )


def _receipt(config: Config, held: DeskItem) -> tuple[LedgerLine, ...]:
    store = open_store(config, readonly=True)
    try:
        (found,) = store.find(held.id)
        return tuple(line for line in store.ledger(held.id) if line.revision == found.revision)
    finally:
        store.close()


def _kept_back(config: Config, held: DeskItem) -> tuple[LedgerLine, ...]:
    """What else waits for the desk now, since it has the same copy as what was killed."""
    store = open_store(config, readonly=True)
    try:
        waiting = [
            (one, store.ledger(one.id)[-1])
            for one in store.same_copy([root(held)])
            if one.id != held.id and one.status is Status.HELD
        ]
    finally:
        store.close()
    return tuple(
        replace(line, reason=f"{one.id} of {one.item.provider} is held: {line.reason}")
        for one, line in waiting
        if line.rule == COPY_OF_KILLED
    )


def _tries(seconds: float) -> Iterator[int]:
    """Numbers, until the time is up: to look again and again, each time a little later."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    number = 0
    while not number or time.monotonic() < end:
        yield number
        number += 1
        pause.wait(_LOOK_AGAIN)
