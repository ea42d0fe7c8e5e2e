"""Read: bytes to items in canonical form, in one call that a worker process can make."""

from __future__ import annotations

from dataclasses import replace

from feeds.decide.hashes import hashes_of
from feeds.model import Delivery, Payload, Reading, Source
from feeds.normalise import marked, normalise
from feeds.normalise.envelope import Part
from feeds.parse import parse
from feeds.parse.weblinks import with_links

Marked = tuple[str, tuple[Part, ...]]
"""The text of an item's copy as it came, and what parts of it were taken for."""


def read(payload: Payload, source: Source) -> Reading:
    """Everything a payload holds, parsed and normalised, and the hashes that it is judged by. Raises ParseError."""
    reading = _normalised(_parsed(payload, source), payload, source)
    return replace(reading, hashes=tuple(map(hashes_of, reading.items)))


def read_parsed(payload: Payload, source: Source) -> tuple[Reading, Delivery]:
    """The same, and what was parsed before anything was normalised. Raises ParseError."""
    delivery = _parsed(payload, source)
    return _normalised(delivery, payload, source), delivery


def read_marked(payload: Payload, source: Source) -> tuple[Reading, list[Marked]]:
    """The same, and the copy of each item, whole, with its envelope marked. Raises ParseError."""
    reading, delivery = read_parsed(payload, source)
    received = payload.fetched_at
    return reading, [marked(wire, source=source, received=received) for wire in delivery.items]


def _parsed(payload: Payload, source: Source) -> Delivery:
    delivery = parse(payload, format=source.format, listing=source.listing)
    return replace(delivery, hints=with_links(delivery.hints, payload.headers, payload.url))


def _normalised(delivery: Delivery, payload: Payload, source: Source) -> Reading:
    return Reading(
        format=delivery.format,
        items=normalise(
            delivery.items, source=source, hints=delivery.hints, received=payload.fetched_at
        ),
        hints=delivery.hints,
        cut_off=delivery.cut_off,
    )
