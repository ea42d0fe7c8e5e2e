"""Is a source polled at all? And if it is not, what is to be done about it."""

from __future__ import annotations

from feeds.model import Source, SourceState


def halted(source: Source, state: SourceState | None) -> str:
    """Why a source is never polled as things stand, and what changes that; ``""`` where it is."""
    if not source.enabled:
        return "it is switched off in the config; `enabled = true` switches it on"
    if state is None or not state.paused:
        return ""
    why = (
        "it is paused"
        if state.gone_since is None
        else "its publisher says that it is gone for good"
    )
    return f"{why}; resume it with `feeds sources --resume {source.id}`"
