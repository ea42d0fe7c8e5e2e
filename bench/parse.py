"""Bytes to items: our reading against feedparser's, on the same well-formed documents."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import feedparser

from bench.copy import feed
from feeds.model import Payload, Rights, Source
from feeds.normalise import normalise
from feeds.normalise.html import sanitised
from feeds.parse import parse

_DOCUMENTS = 10
_ROUNDS = 5


def compare() -> None:
    """Prints how many times faster than feedparser each stage is, and the spread."""
    bodies = [feed(n) for n in range(_DOCUMENTS)]
    now = datetime(2026, 11, 2, tzinfo=UTC)
    source = Source(id="bench", provider="Xinhua", rights=Rights.FULL, language="en")
    payloads = [
        Payload(source="bench", url="http://a.example/", body=body, fetched_at=now)
        for body in bodies
    ]

    def theirs() -> None:
        for body in bodies:
            assert len(feedparser.parse(io.BytesIO(body)).entries) == 20

    def parsed() -> None:
        for payload in payloads:
            assert len(parse(payload).items) == 20

    def clean() -> None:
        for payload in payloads:
            for wire in parse(payload).items:
                sanitised(wire.summary, wire.base)
                sanitised(wire.body, wire.base)

    def finished() -> None:
        for payload in payloads:
            delivery = parse(payload)
            for wire in delivery.items:
                item = normalise(wire, source=source, hints=delivery.hints, received=now)
                assert item.dateline.city

    _report("bytes to parsed items", theirs, parsed)
    _report("bytes to sanitised items (goal 12)", theirs, clean)
    _report("bytes to finished items (goal 8)", theirs, finished)


def _report(what: str, theirs: Callable[[], None], ours: Callable[[], None]) -> None:
    theirs()
    ours()
    ratios = [_seconds(theirs) / _seconds(ours) for _ in range(_ROUNDS)]
    print(
        f"{what}: {statistics.median(ratios):.1f} times feedparser "
        f"({min(ratios):.1f} to {max(ratios):.1f})"
    )


def _seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
