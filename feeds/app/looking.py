"""What the commands that show ask for: `parse`, `check`, `sources`, `items`, `explain`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.parts import (
    house_of,
    make_fetchers,
    make_workers,
    open_store,
    store_path,
    wake,
)
from feeds.config import Config
from feeds.decide import refusing
from feeds.decide.advice import advice
from feeds.decide.due import asked_at, known_at, may_poll_from, pause_of
from feeds.decide.halted import halted
from feeds.decide.select import opening
from feeds.decide.standing import standing
from feeds.decide.websub import is_wanted, polled_by, words
from feeds.errors import FetchError, ParseError, StoreError
from feeds.model import (
    DETECT_LANGUAGE,
    DeskItem,
    Move,
    Pause,
    Payload,
    Reading,
    Rights,
    Source,
    SourceState,
    SourceStatus,
    Subscription,
    host_of,
)

if TYPE_CHECKING:
    from feeds.contracts import Store
    from feeds.engine.workers import Workers
    from feeds.fetch import Fetchers
    from feeds.pipeline.read import Marked

_WEEK = timedelta(days=7)
_FAILING = frozenset({SourceStatus.FAILING, SourceStatus.QUARANTINED, SourceStatus.GONE})


# --- files -------------------------------------------------------------------------------


def source_to_read_as(config: Path | None, id_: str, format_: str) -> Source:
    """The source of the config under whose rules a file is read, or one that adds nothing.

    Raises ConfigError, LookupError where the config has no such source.
    """
    from dataclasses import replace

    plain = Source(id="file", provider="", rights=Rights.FULL)
    if config is not None:
        plain = house_of(load(config)).sources[id_]
    return replace(plain, format=format_) if format_ != "auto" else plain


def bytes_of(file: Path) -> tuple[bytes, datetime]:
    """A file's bytes and when it was last written; ``-`` is standard input. Raises OSError."""
    if str(file) == "-":
        return sys.stdin.buffer.read(), clock()
    return file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _address(name: str, source: Source) -> str:
    """Where a file is from: links in a saved page of a source lead where they lead from its own address."""
    if source.is_web:
        return source.url
    return Path(name).resolve().as_uri() if name != "-" else "file:///dev/stdin"


async def read_marked(
    body: bytes, modified: datetime, name: str, source: Source, workers: Workers
) -> tuple[Reading, list[Marked]]:
    """The items that bytes become under a source's rules, and the copy of each with its envelope marked.
    Raises ParseError.
    """
    from feeds.pipeline.read import read_marked

    payload = Payload(
        source=source.id,
        url=_address(name, source),
        body=body,
        fetched_at=clock(),
        modified_at=modified,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    reading, marks = await workers.run(read_marked, payload, source)
    if source.language == DETECT_LANGUAGE:
        from feeds.engine.languages import Detector, with_languages

        reading = with_languages(reading, Detector())
    return reading, marks


# --- the config --------------------------------------------------------------------------


def out_of_reach(config: Config) -> list[tuple[str, str]]:
    """Sources that no poll will reach, and hubs and caches that cannot be told, each with why, as far as
    it can be told without a network.
    """
    from feeds.guard import check_url

    allowed = config.fetch.allow_networks
    found = []
    for source in config.sources:
        if not source.enabled:
            continue
        if source.path:
            why = _not_a_directory(Path(source.path))
        else:
            why = check_url(source.url, allowed=allowed, redirect=False, schemes=(source.scheme,))
        if why:
            found.append((f"source {source.id}", why))
    refused = [
        (one.name, check_url(one.url, allowed=allowed, redirect=False)) for one in config.hooks
    ]
    return [*found, *(one for one in refused if one[1])]


def _not_a_directory(path: Path) -> str:
    try:
        return "" if path.is_dir() else f"there is no directory {path}"
    except OSError as fault:  # of its name, or of a folder above it
        return f"the directory {path} cannot be looked at: {fault.strerror}"


async def check_online(config: Config) -> AsyncIterator[tuple[str, str, bool]]:
    """Fetches each enabled source once and says what came of it: id, outcome, whether well.

    Changes nothing: no poll is recorded or acknowledged, so files stay where they are. Who has asked for a
    pause is not asked.
    """
    states, pauses = _remembered(config)
    fetchers = make_fetchers(config, pauses)
    with closing(make_workers(count=1)) as workers:
        try:
            for source in config.sources:
                state = states.get(source.id)
                if not source.enabled:
                    continue
                if (until := _not_before(state)) is not None:
                    why = f"its server has asked for a pause until {until:%Y-%m-%d %H:%M:%S} UTC"
                    yield source.id, why, False
                else:
                    yield source.id, *await _fetch_and_read(fetchers, workers, source)
        finally:
            await fetchers.aclose()


def _not_before(state: SourceState | None) -> datetime | None:
    """Until when its server has asked for a pause, if that is to come."""
    until = state.not_before if state is not None else None
    return until if until is not None and until > clock() else None


def _remembered(config: Config) -> tuple[Mapping[str, SourceState], tuple[Pause, ...]]:
    """What a store knows of sources and hosts; nothing where it cannot be read."""
    try:
        with reading(config) as store:
            return (store.states(), store.pauses(clock())) if store is not None else ({}, ())
    except StoreError:
        return {}, ()


async def _fetch_and_read(fetchers: Fetchers, workers: Workers, source: Source) -> tuple[str, bool]:
    try:
        fetched = await fetchers.fetch(source, SourceState(id=source.id, next_due=clock()))
    except FetchError as fault:
        return str(fault), False
    readings: list[Reading] = []
    faults = [f"{url}: {why}" for url, why in fetched.faults]
    for payload in fetched.payloads:
        try:
            readings.append(await workers.read(payload, source))
        except ParseError as fault:
            faults.append(str(fault) if source.is_web else f"{payload.url}: {fault}")
    items = sum(len(reading.items) for reading in readings)
    formats = ", ".join(sorted({reading.format for reading in readings})) or "nothing new"
    brought = [f"{items} items ({formats})"] if readings or not faults else []
    return "; ".join([*brought, *faults]), not faults


def damage(config: Config) -> list[str]:
    """What cannot be read in the journal beside the store, in words. Raises StoreError."""
    from feeds.store.journalfile import Reader, journal_path

    found: list[str] = []
    Reader(journal_path(store_path(config)), found.append)()
    return found


# --- the store ---------------------------------------------------------------------------


@contextmanager
def reading(config: Config) -> Iterator[Store | None]:
    """The store, only to read from; None where nothing has been stored yet. Raises StoreError."""
    if not store_path(config).exists():
        yield None
        return
    store = open_store(config, readonly=True)
    try:
        yield store
    finally:
        store.close()


def source_reports(config: Config, *, failing: bool = False) -> list[dict[str, object]]:
    """The Source JSON of the contract, a source each, in the order of the config; with `failing`
    those alone that are failing, quarantined or gone.
    """
    with reading(config) as store:
        return reports_from(config, store, failing=failing)


def reports_from(
    config: Config, store: Store | None, *, failing: bool = False, counted: bool = True
) -> list[dict[str, object]]:
    """The same from a store that is open; None is one in which nothing is yet. What is not `counted` has no rate.
    Raises StoreError.
    """
    now, agent = clock(), house_of(config).agent
    states = store.states() if store is not None else {}
    pauses = store.pauses(now) if store is not None else ()
    pushing: dict[str, list[Subscription]] = {}
    for one in store.subscriptions() if store is not None else ():
        pushing.setdefault(one.source, []).append(one)
    hosts = refusing.refusing(config.sources, states, now)

    def advised(source: Source, status: SourceStatus) -> str:
        host = host_of(asked_at(source, states.get(source.id)))
        if status is SourceStatus.FAILING and host in hosts:
            return refusing.told(host, hosts[host], agent)
        return advice(source, states.get(source.id), status, agent)

    return [
        _report(
            source,
            state,
            store if counted else None,
            now,
            pauses,
            pushing.get(source.id, ()),
            config.websub.callback,
            advised,
        )
        for source in config.sources
        for state in (states.get(source.id),)
        if not failing or standing(source, state, pause_of(source, state, pauses))[0] in _FAILING
    ]


def _report(
    source: Source,
    state: SourceState | None,
    store: Store | None,
    now: datetime,
    pauses: Sequence[Pause],
    pushing: Sequence[Subscription],
    callback: str,
    advised: Callable[[Source, SourceStatus], str],
) -> dict[str, object]:
    pause = pause_of(source, state, pauses)
    status, reason = standing(source, state, pause)
    per_day, due = None, state.next_due if state is not None else None
    if state is not None:
        mine = [one for one in pushing if one.callback == callback and is_wanted(source, state)]
        latest = (polled_by(one, source, state, now) for one in mine)
        # Else it is looked at too seldom to be left to its hub.
        rests = next((at for at in latest if at is not None and state.next_due <= at), None)
        due = rests or due
        polled = f"polled by {rests:%Y-%m-%d %H:%M} UTC at the latest" if rests else ""
        reason = "; ".join(filter(None, (reason, words(pushing, now), polled)))
    if store is not None and state is not None:
        per_day = round(store.counts(source.id, now - _WEEK) / _WEEK.days, 1)
    return {
        "id": source.id,
        "provider": source.provider,
        "state": status.value,
        "last_poll": stamp(state.last_poll) if state else None,
        "outcome": state.outcome if state else "",
        "error": state.error if state else "",
        "next_due": stamp(due) if due is not None and source.enabled else None,
        "failures": state.failures if state else 0,
        "items_per_day": per_day,
        "host_paused_until": stamp(pause.until) if pause is not None else None,
        "moved_to": known_at(source, state).move.adopted if state else "",
        "reason": reason,
        "advice": advised(source, status),
    }


def statuses(config: Config) -> Callable[[DeskItem], str]:
    """What says the status of items, and of those that are not to be seen yet until when."""
    sources, now = house_of(config).sources, clock()

    def status(held: DeskItem) -> str:
        opens = opening(held, sources.get(held.item.source))
        if opens is None or opens <= now:
            return held.status
        why = "embargoed" if held.item.embargoed == opens else "held"
        return f"{why} until {opens:%Y-%m-%d %H:%M}"

    return status


def overrule(config: Config, verb: str, id_: str, *, by: str = "the operator") -> tuple[str, bool]:
    """Does what an operator asks of a source and tells a running daemon; `by` says who it is, for the source's reason.

    Returns what was done in words, and whether it was: a source that is never polled as things
    stand is not made due.
    """
    from dataclasses import replace

    store = open_store(config)
    try:
        now = clock()
        house = house_of(config)
        source = house.sources[id_]
        store.enrol((source,), now)
        with store.transaction():
            state = store.state(id_)
            assert state is not None
            earliest = may_poll_from(source, state, house.owed(source), store.pauses(now))
            due = max(earliest, now) if earliest is not None else now
            if verb == "pause":
                changed = replace(state, paused=True, reason=f"paused by {by}")
            elif verb == "resume":
                # The claim of a poll that is under way falls: it would put back what it began with.
                changed = replace(
                    state,
                    fence=state.fence + 1,
                    lease_until=None,
                    paused=False,
                    gone_since=None,
                    move=Move(),  # as the config has it
                    deadly=(),
                    reason=f"resumed by {by}",
                )
            elif why := halted(source, state):
                return f"source {id_}: is not polled: {why}", False
            else:
                changed = replace(state, next_due=due, reason=f"asked for by {by}")
                store.doubt([id_])  # else it might be left to its hub
            store.save_state(changed)
            store.enter(verb, id_, by, now)
    finally:
        store.close()
    told = "the daemon knows" if wake(config) else "no daemon runs; the next one will know"
    when = f", due {due:%Y-%m-%d %H:%M:%S} UTC" if verb == "poll" else ""
    said = f"source {id_}: {verb}{when}; {told}"
    still = halted(source, changed) if verb == "resume" else ""
    return (f"{said}; it is not polled yet: {still}" if still else said), True


def stamp(instant: datetime | None) -> str | None:
    """An instant as JSON has it: RFC 3339 in UTC."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant is not None else None
