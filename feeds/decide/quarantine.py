"""Which documents are not read any more: those that end or hang every process that reads them (R14).

A document is known by its hash. The third process that it ends is the last one: it is not read again
until it changes, or an operator resumes its source. All else that the source brings is read as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feeds.errors import DeadlyError, ParseError
from feeds.model import Deadly, Payload, Source, SourceState

DEATHS = 3
_MOST = 20
"""Documents of one source that are remembered, the newest: others begin anew."""


def refusal(deadly: Sequence[Deadly], payload: Payload) -> str:
    """Why a document is not read; ``""`` where it is."""
    return next(
        (f"it {_said(one)}" for one in _set_aside(deadly) if one.sha256 == payload.sha256), ""
    )


def learnt(
    deadly: tuple[Deadly, ...], payload: Payload, fault: ParseError | None, at: datetime
) -> tuple[Deadly, ...]:
    """What is remembered after a document was read, or refused, with this fault or none."""
    known = next((one for one in deadly if one.sha256 == payload.sha256), None)
    others = tuple(one for one in deadly if one is not known)
    if known is not None and known.deaths >= DEATHS:
        return (*others, replace(known, last=at))
    if not isinstance(fault, DeadlyError):
        return others
    met = Deadly(
        sha256=payload.sha256,
        url=payload.url,
        how=fault.message,
        deaths=known.deaths + 1 if known is not None else 1,
        last=at,
    )
    return (*others, met)[-_MOST:]


def words(source: Source, state: SourceState) -> str:
    """What of a source is set aside, and what to do about it; ``""`` where nothing is.

    A feed whose last document could be read has nothing set aside: what it had before is history.
    """
    found = _set_aside(state.deadly)
    if source.is_web and not state.failures:
        return ""
    if source.is_web and state.last_success is not None:
        found = [one for one in found if one.last > state.last_success]
    if not found:
        return ""
    newest = found[-1]
    which = "its document" if source.is_web else newest.url
    others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return (
        f"{which}{others}, SHA-256 {newest.sha256[:12]}, {_said(newest)}; "
        f"`feeds sources --resume {source.id}` has it read once more: report it with the document"
    )


def newly_set_aside(before: Sequence[Deadly], after: Sequence[Deadly]) -> tuple[str, ...]:
    """In words those documents that a poll has brought for the last time."""
    known = {one.sha256 for one in _set_aside(before)}
    return tuple(
        f"{one.url}, SHA-256 {one.sha256[:12]}, {_said(one)}"
        for one in _set_aside(after)
        if one.sha256 not in known
    )


def _set_aside(deadly: Sequence[Deadly]) -> list[Deadly]:
    return [one for one in deadly if one.deaths >= DEATHS]


def _said(one: Deadly) -> str:
    return f"is set aside, and is not read again until it changes: {one.how}, {one.deaths} times"
