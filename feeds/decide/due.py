"""When is a source polled next? Out of what the operator set, the feed asks and the poll met.

A wait is the longest of the operator's `every`, the spacing that we owe every publisher, and what
the feed itself asks for (RSS ``ttl``, the syndication module, HTTP freshness); a day at most,
unless the operator said more (C22). Failures double it, up to a day (C34); what a server
asks for with Retry-After is kept to the second, up to two days (C30).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from feeds.errors import FetchError, SourceError
from feeds.model import Fetched, Hints, Source, SourceState, Validators

PATIENCE = timedelta(seconds=5)
"""A pass waits so long for sources that are not due yet: cron starts it on the minute, and an
interval may end a moment after it, which would make every second pass find nothing due.
"""

_LONGEST = timedelta(days=1)
_LONGEST_RETRY_AFTER = timedelta(hours=48)
_FIRST_BACK_OFF_AFTER_429 = timedelta(hours=1)
_GONE_AFTER = timedelta(days=1)
_JITTER = 0.1
_HOUR = timedelta(hours=1)
_HOURS_OF_A_WEEK = 168


def known_at(source: Source, state: SourceState) -> SourceState:
    """What holds for the address that the source has now: validators and a cursor belong to one address,
    and under another they say nothing, whatever transport it needs.
    """
    if state.url == source.url:
        return state
    return replace(state, url="", validators=Validators(), cursor="")


def may_poll_from(source: Source, state: SourceState, min_interval: timedelta) -> datetime | None:
    """The instant before which not even an operator gets this source polled; None for any time.

    The spacing owed to the publisher (C20) and what its server asked for (C30) are above us all.
    """
    bounds = [state.not_before]
    if state.last_poll is not None and not source.path:
        bounds.append(state.last_poll + min_interval)
    return max(filter(None, bounds), default=None)


def interval(
    source: Source, hints: Hints, max_age: timedelta | None, min_interval: timedelta
) -> tuple[timedelta, str]:
    """How long to wait between two polls that go well, and who asks for it."""
    if source.path:
        return source.every, "the config's `every`"
    # Of many files no one speaks for all.
    asked = (
        (hints.ttl if source.is_web else None, "the feed's ttl"),
        (hints.update_period if source.is_web else None, "the feed's update period"),
        (max_age, "the server's freshness lifetime"),
    )
    wait, why = max(
        (source.every, "the config's `every`"),
        (min_interval, "fetch.min_interval"),
        key=lambda pair: pair[0],
    )
    ceiling = max(_LONGEST, wait)
    for length, name in asked:
        if length is not None and min(length, ceiling) > wait:
            wait, why = min(length, ceiling), name
    return wait, why


def put_off(source: Source, state: SourceState, min_interval: timedelta, now: datetime) -> datetime:
    """When a source that is due now is due again, where this poll is left out."""
    wait, _ = interval(source, state.hints, state.max_age, min_interval)
    return _outside_skipped(now + wait, state.hints)[0]


def after_success(
    state: SourceState,
    source: Source,
    fetched: Fetched,
    *,
    outcome: str,
    hints: Hints,
    started: datetime,
    min_interval: timedelta,
    scheduled: datetime | None,
    jitter: float,
) -> SourceState:
    """The state after a poll that went well: everything new, and due again in its time.

    `scheduled` is the next instant of the source's cron expression, where it has one; `jitter`
    lies in [0, 1) and spreads sources that have the same interval.
    """
    wait, why = interval(source, hints, fetched.max_age, min_interval)
    if scheduled is not None:
        due = max(scheduled, started + _owed(source, min_interval))
    else:
        due = started + wait + wait * _JITTER * jitter
    due, moved = _outside_skipped(due, hints)
    return replace(
        state,
        next_due=due,
        lease_until=None,
        last_poll=started,
        last_success=started,
        outcome=outcome,
        error="",
        failures=0,
        reason=_rhythm(source, wait, why) + (", outside the hours it skips" if moved else ""),
        url=source.url,
        validators=fetched.validators,
        cursor=fetched.cursor,
        hints=hints,
        max_age=fetched.max_age,
        not_before=None,
        gone_since=None,
    )


def after_failure(
    state: SourceState,
    source: Source,
    fault: SourceError,
    *,
    started: datetime,
    min_interval: timedelta,
    jitter: float,
) -> SourceState:
    """The state after a poll that failed: what was known stays, and the next one comes later.

    Validators are not touched: what they stand for is what we last read (C12).
    """
    state = known_at(source, state)
    learnt = fault.cursor if isinstance(fault, FetchError) else None
    failures = state.failures + 1
    wait, _ = interval(source, state.hints, state.max_age, min_interval)
    doubled = min(wait * 2 ** min(failures, 20), max(_LONGEST, wait))
    due = started + doubled + doubled * _JITTER * jitter
    why = f"failed {failures} time{'s' if failures > 1 else ''} in a row, waits {_words(doubled)}"
    not_before = gone_since = None
    paused = state.paused
    if isinstance(fault, FetchError):
        if fault.retry_after is not None:
            asked = min(fault.retry_after, _LONGEST_RETRY_AFTER)
            not_before = started + asked
            due, why = max(not_before, started + wait), f"the server asked for {_words(asked)}"
        elif fault.status == 429:
            doubled = min(_FIRST_BACK_OFF_AFTER_429 * 2 ** min(failures - 1, 10), _LONGEST)
            due = started + max(doubled, wait)
            why = f"too many requests, waits {_words(max(doubled, wait))}"
        elif fault.status == 410:
            gone_since = state.gone_since or started
            paused, due, why = _gone(gone_since, started)
    return replace(
        state,
        next_due=due,
        lease_until=None,
        last_poll=started,
        outcome="failed",
        error=str(fault),
        failures=failures,
        reason=why,
        url=state.url if learnt is None else source.url,
        cursor=state.cursor if learnt is None else learnt,
        not_before=not_before,
        gone_since=gone_since,
        paused=paused,
    )


def _rhythm(source: Source, wait: timedelta, why: str) -> str:
    if source.schedule:
        return f"the config's `schedule` {source.schedule!r}"
    return f"every {_words(wait)}: {why}"


def _gone(since: datetime, started: datetime) -> tuple[bool, datetime, str]:
    """410 twice, a day apart, stops a source (C33)."""
    if started - since >= _GONE_AFTER:
        return True, started + _LONGEST, "the publisher says it is gone for good (410 twice)"
    return False, started + _GONE_AFTER, "the publisher says it is gone (410); asked once more"


def _owed(source: Source, min_interval: timedelta) -> timedelta:
    return timedelta(0) if source.path else min_interval


def _outside_skipped(due: datetime, hints: Hints) -> tuple[datetime, bool]:
    """The first instant from `due` on that lies in no hour or day the feed skips (C24).

    A feed that skips all of the week is not believed.
    """
    hours, days = frozenset(hints.skip_hours), frozenset(hints.skip_days)
    if len(hours) >= 24 or len(days) >= 7:
        return due, False
    moved = due
    for _ in range(_HOURS_OF_A_WEEK + 1):
        if moved.hour not in hours and moved.weekday() not in days:
            return moved, moved != due
        moved = moved.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due, False


def _words(length: timedelta) -> str:
    seconds = length.total_seconds()
    for size, name in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.3g}{name}"
    return f"{seconds:.3g}s"
