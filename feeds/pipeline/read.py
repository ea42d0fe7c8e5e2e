"""Read: bytes to items in canonical form, in one call that a worker process can make."""

from __future__ import annotations

from feeds.model import Payload, Reading, Source
from feeds.normalise import normalise
from feeds.parse import parse


def read(payload: Payload, source: Source) -> Reading:
    """Everything a payload holds, parsed and normalised. Raises ParseError."""
    delivery = parse(payload, format=source.format)
    return Reading(
        format=delivery.format,
        items=normalise(
            delivery.items, source=source, hints=delivery.hints, received=payload.fetched_at
        ),
        hints=delivery.hints,
    )
