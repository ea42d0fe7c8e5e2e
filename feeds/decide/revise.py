"""Is an item new, changed, corrected, withdrawn, or what we have already?

A version is judged by its number, then by its date, then by its words. What only a machine could
see (a re-stamped date, another order of the same subjects) changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.decide.hashes import NAMES, visible
from feeds.decide.identity import version_number
from feeds.decide.silent import RULE as SILENT
from feeds.decide.silent import is_silent
from feeds.decide.waiting import COPY_OF_WITHDRAWN, is_answered
from feeds.model import Decision, DeskItem, FutureDates, Held, Item, PubStatus, Source, Status

_NEW = "revise.new/1"
_SAME_TEXT = "revise.same-text/1"
_CHANGED = "revise.changed/1"
_COPY_SAYS = "revise.copy-says/1"
_LIFTED = "revise.lifted/1"

_FIRST_FEEDS = datetime(1990, 1, 1, tzinfo=UTC)
"""Validators warn of anything older, and readers sort it away."""

_NO_LONGER = {Status.DUPLICATE: "a repeat", Status.REJECTED: "rejected"}

_STATUS_OF_COPY = {
    Status.CORRECTION: Status.CORRECTION,
    Status.WITHDRAWN: Status.WITHDRAWN,
    Status.HELD: Status.HELD,
    Status.REJECTED: Status.REJECTED,
}


def is_older(item: Item, held: Held) -> bool:
    """Whether the wire says that this version comes before the one that is held."""
    new, old = version_number(item.version), version_number(held.version)
    if new is not None and old is not None and new != old:
        return new < old
    if item.versioncreated is None or held.versioncreated is None:
        return False
    return item.versioncreated < held.versioncreated


def first(item: Item, twin: Held | None, dropped: Decision | None = None) -> Decision:
    """The decision on an item that the desk does not hold under any of its keys.

    `twin` is another item of the same source with the same words, where there is one; `dropped` what a
    rule of the source has decided, before which a kill or a hold goes.
    """
    said = _what_the_copy_says(item)
    if dropped is not None and (said is None or said.status.publishes):
        return dropped
    if said is not None:
        return said
    if twin is not None and twin.status is Status.WITHDRAWN:
        return Decision(
            status=Status.HELD,
            rule=COPY_OF_WITHDRAWN,
            reason=f"the same headline and copy as {twin.id}, which is withdrawn",
        )
    if twin is not None:
        return Decision(
            status=Status.DUPLICATE,
            rule=_SAME_TEXT,
            reason=f"the same headline and copy as {twin.id}, under another id",
        )
    return Decision(status=Status.NEW, rule=_NEW, reason="not seen from this source before")


def again(
    item: Item, old: DeskItem, dropped: Decision | None = None, hold: Decision | None = None
) -> Decision:
    """The decision on a newer version, which a reader could tell from the one that is held; `dropped` as
    for `first`, `hold` that by which the item waits for people.
    """
    both = zip(NAMES, visible(item), visible(old.item), strict=True)
    changed = [name for name, now, before in both if now != before and name != "status"]
    what = _listed(changed) if changed else "status"
    said = _what_the_copy_says(item)
    is_withdrawn = said is not None and said.status is Status.WITHDRAWN
    if hold is not None and not is_withdrawn and not is_answered(hold, item):
        return hold
    if dropped is not None and (said is None or said.status.publishes):
        said = dropped
    if said is not None:
        return Decision(
            status=said.status, rule=said.rule, reason=f"{said.reason}; changed: {what}"
        )
    if is_silent(item, old.item):
        return Decision(
            status=old.status, rule=SILENT, reason=f"nothing that a reader would notice: {what}"
        )
    if (before := _NO_LONGER.get(old.status)) is not None:
        return Decision(
            status=Status.NEW, rule=_CHANGED, reason=f"no longer {before}; changed: {what}"
        )
    return Decision(status=Status.UPDATE, rule=_CHANGED, reason=f"changed: {what}")


def judged_anew(held: DeskItem, dropped: Decision | None) -> Decision | None:
    """The decision on an item that is held as it is, under other rules of its source than it came in
    under; None where they change nothing for it.
    """
    if held.status.publishes:
        return dropped
    if (
        held.status is Status.REJECTED
        and dropped is None
        and _what_the_copy_says(held.item) is None
    ):
        return Decision(
            status=Status.NEW, rule=_LIFTED, reason="no rule of its source drops it any more"
        )
    return None


def published(item: Item, source: Source, at: datetime) -> datetime:
    """What feeds give as the item's date, under the source's policy for dates to come."""
    stated = _plausible(item.firstcreated) or at
    if source.future_dates is FutureDates.CLAMP:
        return min(stated, at)
    return stated


def updated(item: Item, old: DeskItem | None, at: datetime) -> datetime:
    """When what a reader sees last changed: the wire's word for it where that is plausible.

    Never in the future, never before the version that came before; where nobody would notice the
    change, when that was.
    """
    if old is not None and is_silent(item, old.item):
        return old.updated
    stated = _plausible(item.versioncreated)
    if stated is None or stated > at:
        return at
    if old is not None and stated <= old.updated:
        return at
    return stated


def _plausible(stated: datetime | None) -> datetime | None:
    """A date that news in a feed can have; None for that of a machine that does not know the day."""
    return stated if stated is not None and stated >= _FIRST_FEEDS else None


def _what_the_copy_says(item: Item) -> Decision | None:
    status = _STATUS_OF_COPY.get(item.verdict)
    if item.pubstatus is PubStatus.CANCELED:
        status = Status.WITHDRAWN
    elif item.pubstatus is PubStatus.WITHHELD and status is None:
        status = Status.HELD
    if status is None:
        return None
    reason = item.verdict_reason or f"the wire marks it {item.pubstatus}"
    return Decision(status=status, rule=_COPY_SAYS, reason=reason)


def _listed(names: list[str]) -> str:
    return ", ".join(names)
