"""Which hosts want nothing of us? A host that answers nothing but 403 and 429 for a week is shown (C55)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from feeds.decide.due import asked_at, known_at
from feeds.model import Source, SourceState, host_of

FOR_LONG = timedelta(days=7)


def refusing(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime
) -> Mapping[str, datetime]:
    """Hosts of whose sources, those that are polled, each has been answered so for a week, and since when
    all have.
    """
    since: dict[str, list[datetime | None]] = {}
    for source in sources:
        state = states.get(source.id)
        if source.is_web and source.enabled and state is not None and not state.paused:
            host = host_of(asked_at(source, state))
            since.setdefault(host, []).append(known_at(source, state).asking.refused)
    return {
        host: max(known)
        for host, all_of_them in since.items()
        if len(known := [one for one in all_of_them if one is not None]) == len(all_of_them)
        and now - max(known) >= FOR_LONG
    }


def told(host: str, since: datetime, agent: str) -> str:
    """That a host wants nothing of us, and what to do, in words."""
    return f"{refusal(host, since)}: {way_out(agent)}"


def refusal(host: str, since: datetime) -> str:
    """That a host wants nothing of us."""
    return f"{host} has answered nothing but 403 and 429 since {since:%Y-%m-%d}"


def way_out(agent: str) -> str:
    """What to do about it."""
    return (
        f"see that the contact in the User-Agent {agent!r} (`fetch.contact`) is one that its publisher can use, "
        "and write to him"
    )
