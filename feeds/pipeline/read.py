"""Read: bytes to items in canonical form, in one call that a worker process can make."""

from __future__ import annotations

from feeds.model import Payload, Reading, Source
from feeds.normalise import marked, normalise
from feeds.normalise.envelope import Part
from feeds.parse import parse

Marked = tuple[str, tuple[Part, ...]]
"""The text of an item's copy as it came, and what parts of it were taken for."""


def read(payload: Payload, source: Source) -> Reading:
    """Everything a payload holds, parsed and normalised. Raises ParseError."""
    delivery = parse(payload, format=source.format, listing=source.listing)
    return Reading(
        format=delivery.format,
        items=normalise(
            delivery.items, source=source, hints=delivery.hints, received=payload.fetched_at
        ),
        hints=delivery.hints,
    )


def read_marked(payload: Payload, source: Source) -> list[Marked]:
    """The copy of each of a payload's items, whole, with its envelope marked. Raises ParseError."""
    wires = parse(payload, format=source.format, listing=source.listing).items
    return [marked(wire, source=source, received=payload.fetched_at) for wire in wires]
