"""How long is an item kept? A source says how much is kept at most, a channel how much at least, and what
readers can see, or people have yet to decide, is kept whatever either says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import UTC, datetime, timedelta

from feeds.decide.select import opening
from feeds.model import ALWAYS, Aged, Channel, DeskItem, Keep, LedgerLine, Source, Status

EVER = datetime.min.replace(tzinfo=UTC)
"""Before all that is held."""


def ends(keep: Keep, last: datetime | None, now: datetime) -> datetime | None:
    """Before which last change something of a source may be kept no more; None where all is kept. `last` is
    the last change of the last of those that its count keeps, None where it has no more than those.
    """
    ages = [_since(keep.age, now)] if keep.age is not None else []
    return max([*ages, *([last] if last is not None else [])], default=None)


def enough(channel: Channel, keep: Keep) -> int:
    """How many of its newest items are kept for a channel at least."""
    return max(channel.size, keep.items or 0)


def since(channel: Channel, keep: Keep, last: datetime | None, now: datetime) -> datetime:
    """From which date on items are kept for a channel; `last` is the date of the last of those that are
    `enough` for it, None where it has fewer.
    """
    return min(
        now - channel.window,
        _since(keep.age, now) if keep.age is not None else now,
        last if last is not None else EVER,
    )


def going(
    aged: Aged,
    *,
    keep: Keep,
    last: datetime | None,
    channels: Mapping[str, datetime],
    shown: Set[str],
    now: datetime,
) -> LedgerLine | None:
    """What the ledger says of an item that is to go, as far as that can be told without its copy; None of
    one that stays. `channels` has from which date on each keeps what it takes; `shown` what readers see.
    """
    why = _past(aged, keep, last, now)
    if not why or aged.id in shown or aged.status is Status.HELD:
        return None
    if is_wanted(aged.published, aged.channels, channels):
        return None
    rule, reason = why
    return LedgerLine(
        at=now,
        stage="keep",
        status=aged.status.value,
        rule=rule,
        reason=f"{reason}; its copy is gone",
        revision=aged.revision,
    )


def is_wanted(published: datetime, taken: Iterable[str], channels: Mapping[str, datetime]) -> bool:
    """Whether something of this date is kept for one of the channels that take it, each of which keeps
    what it takes from a date on.
    """
    return any(published >= channels[name] for name in taken if name in channels)


def waits(held: DeskItem, source: Source | None, now: datetime) -> bool:
    """Whether an item's time is still to come: its embargo, or the date that it has."""
    opens = opening(held, source)
    return opens is not None and opens > now


def _past(aged: Aged, keep: Keep, last: datetime | None, now: datetime) -> tuple[str, str] | None:
    """The rule, and the reason, for which an item is not kept any more."""
    if keep.age is not None:
        oldest = _since(keep.age, now)
        if max(aged.received, aged.updated) < oldest:
            return "keep.age/1", f"unchanged for longer than {_said(keep.age)}"
    if last is not None and aged.updated < last:
        return "keep.count/1", f"not among the newest {keep.items} items of its source"
    return None


def _since(age: timedelta, now: datetime) -> datetime:
    return EVER if age == ALWAYS or age > now - EVER else now - age


def _said(age: timedelta) -> str:
    """A duration as the config has it."""
    for unit, length in (("d", 86_400), ("h", 3600), ("m", 60)):
        whole, rest = divmod(age.total_seconds(), length)
        if whole and not rest:
            return f"{int(whole)}{unit}"
    return f"{age.total_seconds():g}s"
