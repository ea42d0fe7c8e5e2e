"""How does a source stand? What `feeds sources` says of it, in one word and in a sentence."""

from __future__ import annotations

from feeds.decide import moved, pulse, quarantine
from feeds.decide.due import known_at
from feeds.model import IdFault, Ids, Pause, Source, SourceState, SourceStatus

_FAILING_AFTER = 1


_IDS = {
    IdFault.SHARED: "it puts one id on several items",
    IdFault.CHANGING: "it gives the same stories new ids with each fetch",
    IdFault.RECYCLED: "it puts ids of old stories on new ones",
}


def standing(
    source: Source, state: SourceState | None, pause: Pause | None = None
) -> tuple[SourceStatus, str]:
    """The state of a source, and why it is in it; until when its host has asked for a pause, where it has
    moved to, and what its ids have turned out to be.
    """
    status, why = _standing(source, state)
    if state is None:
        return status, "; ".join(filter(None, (why, _resting(pause))))
    aside = quarantine.words(source, state)
    if aside and status is SourceStatus.FAILING:
        status = SourceStatus.QUARANTINED
    move = known_at(source, state).move
    quiet = pulse.standing(known_at(source, state).pulse)
    said = (aside, why, _resting(pause), moved.standing(move), bad_ids(state.ids), quiet)
    return status, "; ".join(filter(None, said))


def _resting(pause: Pause | None) -> str:
    if pause is None:
        return ""
    until = f"{pause.until:%Y-%m-%d %H:%M} UTC"
    return (
        f"its host {pause.host} has asked for a pause until {until}, in an answer to {pause.source}"
    )


def bad_ids(ids: Ids) -> str:
    """What is wrong with a source's ids, and what is done instead; ``""`` where nothing is."""
    if not ids.fault:
        return ""
    since = f"since {ids.since:%Y-%m-%d %H:%M} UTC " if ids.since is not None else ""
    return f"{since}its items are told apart by link, or by headline and date: {_IDS[ids.fault]}"


def _standing(source: Source, state: SourceState | None) -> tuple[SourceStatus, str]:
    if not source.enabled:
        return SourceStatus.DISABLED, "switched off in the config"
    if state is None:
        return SourceStatus.WAITING, "not polled yet"
    if state.gone_since is not None and state.paused:
        return SourceStatus.GONE, state.reason
    if state.paused:
        return SourceStatus.PAUSED, state.reason or "paused by the operator"
    if state.failures >= _FAILING_AFTER:
        return SourceStatus.FAILING, state.reason
    if state.last_poll is None:
        return SourceStatus.WAITING, "not polled yet"
    return SourceStatus.OK, state.reason
