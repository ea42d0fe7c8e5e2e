"""When is a source polled next? Out of what the operator set, the feed asks and the poll met.

A wait is the longest of the operator's `every`, or where there is none what the source's own rhythm
lets wait (C26), of the spacing that we owe its publisher, and of what the feed itself asks for (RSS
``ttl``, the syndication module, HTTP freshness), up to the source's `max_interval` (C22). Failures
double it, up to a day (C34); what a server asks for with Retry-After is kept to the second, up to
two days (C30). A source comes at a moment of its own (C25).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.decide import conditional, moved, rhythm
from feeds.decide.lengths import in_a_row, in_words
from feeds.decide.spread import phase, placed
from feeds.errors import FetchError, SourceError
from feeds.model import (
    DEFAULT_EVERY,
    LONGEST_PAUSE,
    Asking,
    Deadly,
    Fetched,
    Fields,
    Hints,
    Learnt,
    Move,
    Pause,
    Pulse,
    Rhythm,
    Source,
    SourceState,
    Validators,
    host_of,
)

PATIENCE = timedelta(seconds=5)
"""A pass waits so long for sources that are not due yet: cron starts it on the minute, and an
interval may end a moment after it, which would make every second pass find nothing due.
"""


_LONGEST = timedelta(days=1)
_FIRST_BACK_OFF_AFTER_429 = timedelta(hours=1)
_GONE_AFTER = timedelta(days=1)
_LATER = 0.1
"""Of a wait after a failure: what a source comes later at most, by its place."""
_PLACED = 2.2
"""Waits after which a source has come whatever its moment is, its first one included."""
_REFUSALS = frozenset({403, 429})
_HOUR = timedelta(hours=1)
_HOURS_OF_A_WEEK = 168


def known_at(source: Source, state: SourceState) -> SourceState:
    """What holds for the address that the source has now: all that its server has said, and how it has
    answered, belongs to one address, and under another it says nothing, whatever transport that needs.
    """
    if state.url == source.url:
        return state
    return replace(
        state,
        url=source.url,
        validators=Validators(),
        cursor="",
        move=Move(),
        asking=Asking(),
        pulse=Pulse(),
        hints=Hints(),
        max_age=None,
        body_sha256="",
        not_before=None,
        gone_since=None,
        failures=0,
        fields=Fields(),
        witness=None,
    )


def asked_at(source: Source, state: SourceState | None) -> str:
    """The address that the next poll asks first: where the source has moved to, or the config's."""
    return (known_at(source, state).move.address if state is not None else "") or source.url


def pause_of(source: Source, state: SourceState | None, pauses: Sequence[Pause]) -> Pause | None:
    """The pause that the host of a source has asked for, whoever was told so."""
    host = host_of(asked_at(source, state))
    return next((one for one in pauses if host and one.host == host), None)


def may_poll_from(
    source: Source, state: SourceState, min_interval: timedelta, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The instant before which not even an operator gets this source polled; None for any time.

    The spacing owed to the publisher (C20) and what its server asked for (C30) are above us all.
    """
    pause = pause_of(source, state, pauses)
    bounds = [known_at(source, state).not_before, pause.until if pause is not None else None]
    if state.last_poll is not None and not source.path:
        bounds.append(state.last_poll + min_interval)
    return max(filter(None, bounds), default=None)


def interval(
    source: Source,
    hints: Hints,
    max_age: timedelta | None,
    min_interval: timedelta,
    *,
    known: Rhythm = Rhythm(),  # noqa: B008 -- frozen
    at: datetime | None = None,
) -> tuple[timedelta, str]:
    """How long to wait between two polls that go well, from the instant `at` on, and who asks for it.

    `known` is the rhythm of the source, which decides where the config leaves it to that.
    """
    if source.path:
        return source.every or DEFAULT_EVERY, "by `feeds once`; `feeds run` looks all the while"
    wait, why = _own(source, min_interval, known, at)
    # Of many files no one speaks for all.
    asked = (
        (hints.ttl if source.is_web else None, "the feed's ttl"),
        (hints.update_period if source.is_web else None, "the feed's update period"),
        (max_age, "the server's freshness lifetime"),
    )
    ceiling = max(source.max_interval, wait)
    for length, name in asked:
        if length is not None and min(length, ceiling) > wait:
            wait, why = min(length, ceiling), name
    return wait, why


def put_off(source: Source, state: SourceState, min_interval: timedelta, now: datetime) -> datetime:
    """When a source that is due now is due again, where this poll is left out."""
    wait, _ = interval(source, state.hints, state.max_age, min_interval, known=state.rhythm, at=now)
    return _outside_skipped(now + wait, state.hints, phase(source.id))[0]


def _own(
    source: Source, least: timedelta, known: Rhythm, at: datetime | None
) -> tuple[timedelta, str]:
    """What we would wait for, whatever the publisher asks."""
    if source.every is None and source.is_web and at is not None:
        most = max(source.max_interval, least)
        wait = rhythm.worth_asking(known, at, least, most)
        bound = {least: "; `min_interval` allows no less", most: "; `max_interval` allows no more"}
        return wait, rhythm.in_words(known, at) + bound.get(wait, "")
    every = source.every or DEFAULT_EVERY
    if source.every is None and least <= every:
        return every, "as the config says nothing else"
    return (least, "fetch.min_interval") if least > every else (every, "the config's `every`")


def under_this_config(
    source: Source, state: SourceState, min_interval: timedelta
) -> datetime | None:
    """When a source is due that waits longer than its config lets it wait by now; None where it does not,
    or waits for something else.
    """
    last = state.last_poll
    if last is None or source.schedule or state.failures or state.not_before is not None:
        return None
    wait, _ = interval(
        source, state.hints, state.max_age, min_interval, known=state.rhythm, at=last
    )
    latest, _ = _outside_skipped(last + _PLACED * wait, state.hints, 1.0)
    return last + wait if state.next_due > latest else None


def after_success(
    state: SourceState,
    source: Source,
    fetched: Fetched,
    *,
    learnt: Learnt,
    outcome: str,
    error: str,
    body_sha256: str,
    deadly: tuple[Deadly, ...],
    hints: Hints,
    started: datetime,
    min_interval: timedelta,
    scheduled: datetime | None,
    spread: bool,
) -> SourceState:
    """The state after a poll that went well: everything new, and due again in its time.

    `learnt` is what its rhythm and its conditional requests have taught, this poll included; `error` what was
    wrong all the same, ``""`` for nothing; `body_sha256` stands for the last body that came, and `deadly`
    for the documents that ended their readers; `scheduled` is the next instant of the source's cron expression, where it has one; `spread` has sources that
    have the same interval come at moments of their own.
    """
    wait, why = interval(
        source, hints, fetched.max_age, min_interval, known=learnt.rhythm, at=started
    )
    if scheduled is not None:
        due = max(scheduled, started + _owed(source, min_interval))
    elif spread:
        due = placed(source.id, started, wait, first=state.last_success is None)
    else:
        due = started + wait
    due, skips = _outside_skipped(due, hints, phase(source.id) if spread else 0.0)
    return replace(
        state,
        next_due=due,
        lease_until=None,
        last_poll=started,
        last_success=started,
        outcome=outcome,
        error=error,
        failures=0,
        reason=_rhythm(source, wait, why) + skips,
        url=source.url,
        move=moved.after_success(state.move, source, fetched, started),
        validators=conditional.kept(state.validators, fetched),
        body_sha256=body_sha256,
        cursor=fetched.cursor,
        deadly=deadly,
        hints=hints,
        max_age=fetched.max_age,
        not_before=None,
        gone_since=None,
        permits=fetched.permits,
        asking=learnt.asking,
        rhythm=learnt.rhythm,
        ids=learnt.ids,
        pulse=learnt.pulse,
        fields=learnt.fields,
        witness=fetched.witness or state.witness,
    )


def after_failure(
    state: SourceState,
    source: Source,
    fault: SourceError,
    *,
    started: datetime,
    min_interval: timedelta,
    spread: bool,
) -> SourceState:
    """The state after a poll that failed: what was known stays, and the next one comes later.

    Validators are not touched: what they stand for is what we last read (C12).
    """
    state = known_at(source, state)
    learnt = fault.cursor if isinstance(fault, FetchError) else None
    failures = state.failures + 1
    wait, _ = interval(
        source, state.hints, state.max_age, min_interval, known=state.rhythm, at=started
    )
    doubled = min(wait * 2 ** min(failures, 20), max(_LONGEST, wait))
    due = started + doubled + doubled * (_LATER * phase(source.id) if spread else 0.0)
    why = f"failed {in_a_row(failures)}, waits {in_words(doubled)}"
    not_before = gone_since = None
    paused = state.paused
    if isinstance(fault, FetchError):
        if fault.retry_after is not None:
            asked = min(fault.retry_after, LONGEST_PAUSE)
            not_before = started + asked
            due = max(not_before, started + wait)
            why = f"told to wait until {not_before:%Y-%m-%d %H:%M} UTC by Retry-After"
        elif fault.status == 429:
            doubled = min(_FIRST_BACK_OFF_AFTER_429 * 2 ** min(failures - 1, 10), _LONGEST)
            due = started + max(doubled, wait)
            why = f"too many requests, waits {in_words(max(doubled, wait))}"
        elif fault.status == 410:
            gone_since = state.gone_since or started
            paused, due, why = _gone(gone_since, started)
    due, _ = _outside_skipped(due, state.hints, phase(source.id) if spread else 0.0)
    return replace(
        state,
        next_due=due,
        lease_until=None,
        last_poll=started,
        outcome="failed",
        error=str(fault),
        failures=failures,
        reason=why,
        move=moved.after_failure(state, fault, started),
        cursor=state.cursor if learnt is None else learnt,
        not_before=not_before,
        gone_since=gone_since,
        paused=paused,
        asking=replace(state.asking, refused=_refused_since(state.asking, fault, started)),
    )


def after_no_question(
    state: SourceState,
    source: Source,
    fault: FetchError,
    *,
    started: datetime,
    min_interval: timedelta,
    spread: bool,
) -> SourceState:
    """The state after a poll that asked nothing, since the host had asked for a pause: no failure, and no
    news. Those who wait for one host do not all come when it is over.
    """
    state = known_at(source, state)
    until = started + (fault.retry_after or timedelta(0))
    later = min_interval * phase(source.id) if spread else timedelta(0)
    # Who was asked for by name before his time keeps that, and what he waits for after faults with it.
    own = min(state.next_due, started + _LONGEST)
    due = max(until, started + _owed(source, min_interval), own) + later
    due, _ = _outside_skipped(due, state.hints, phase(source.id) if spread else 0.0)
    return replace(
        state,
        next_due=due,
        lease_until=None,
        last_poll=started,
        outcome="waiting",
        reason="put off, since its host has asked for a pause",
    )


def _refused_since(asking: Asking, fault: SourceError, started: datetime) -> datetime | None:
    """Since when a source answers nothing but 403 and 429 (C55). No answer at all changes nothing."""
    status = fault.status if isinstance(fault, FetchError) else -1
    if status in _REFUSALS:
        return min(asking.refused or started, started)
    return None if status else asking.refused


def _rhythm(source: Source, wait: timedelta, why: str) -> str:
    if source.schedule:
        return f"the config's `schedule` {source.schedule!r}"
    return f"every {in_words(wait)}: {why}"


def _gone(since: datetime, started: datetime) -> tuple[bool, datetime, str]:
    """410 twice, a day apart, stops a source (C33)."""
    if started - since >= _GONE_AFTER:
        return True, started + _LONGEST, "the publisher says it is gone for good (410 twice)"
    return False, started + _GONE_AFTER, "the publisher says it is gone (410); asked once more"


def _owed(source: Source, min_interval: timedelta) -> timedelta:
    return timedelta(0) if source.path else min_interval


def _outside_skipped(due: datetime, hints: Hints, place: float) -> tuple[datetime, str]:
    """The first instant from `due` on that lies in no hour or day the feed skips (C24), and what that
    has changed, in words. `place`, in [0, 1), keeps those apart that wait for the same hour.

    A feed that skips all of the week is not believed.
    """
    hours, days = frozenset(hints.skip_hours), frozenset(hints.skip_days)
    if len(hours) >= 24 or len(days) >= 7:
        return due, "; it asks to be left alone at all hours, which is not believed"
    moved = due
    for _ in range(_HOURS_OF_A_WEEK + 1):
        if moved.hour not in hours and moved.weekday() not in days:
            if moved == due:
                return due, ""
            return moved + _LATER * place * _HOUR, ", outside the hours and days it skips"
        moved = moved.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due, ""
