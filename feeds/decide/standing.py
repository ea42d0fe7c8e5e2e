"""How does a source stand? What `feeds sources` says of it, in one word and in a sentence."""

from __future__ import annotations

from feeds.model import Source, SourceState, SourceStatus

_FAILING_AFTER = 1


def standing(source: Source, state: SourceState | None) -> tuple[SourceStatus, str]:
    """The state of a source, and why it is in it."""
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
    if state.reuses_ids:
        return SourceStatus.OK, f"{state.reason}; puts one id on several items, told apart by link"
    return SourceStatus.OK, state.reason
