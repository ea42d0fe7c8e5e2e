"""Bytes to items: our reading against feedparser's, on the same well-formed documents.

The documents are those of `bench.copy` and, where FEEDS_CORPUS names a folder, the real feeds in it that
the strict reader takes.
"""

from __future__ import annotations

import io
import os
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from bench.copy import feed
from feeds.model import Payload, Rights, Source
from feeds.normalise import normalise
from feeds.normalise.envelope import open_envelope
from feeds.normalise.envelope.agencies import table_of
from feeds.normalise.envelope.heads import take_head
from feeds.normalise.html import in_paragraphs, line_of, sanitised, text_of
from feeds.parse import fast, parse

_DOCUMENTS = 10
_ROUNDS = 5
_NOW = datetime(2026, 11, 2, tzinfo=UTC)
_SOURCE = Source(id="bench", provider="Xinhua", rights=Rights.FULL, language="en")


def compare() -> None:
    """Prints how many times faster than feedparser each stage is, and the spread."""
    _measure("feeds of full text", [feed(n) for n in range(_DOCUMENTS)])
    real = _real_feeds()
    if real:
        _measure(f"{len(real)} saved real feeds", real)


def _real_feeds() -> list[bytes]:
    corpus = os.environ.get("FEEDS_CORPUS")
    if not corpus:
        return []
    files = (
        file
        for collection in ("netnewswire", "feedjira", "feed-rs")
        for file in sorted(Path(corpus, "feeds", collection).rglob("*"))
        if file.suffix in {".xml", ".rss", ".atom", ".rdf"}
    )
    bodies = (file.read_bytes() for file in files)
    return [body for body in bodies if (found := fast.read(_payload(body))) and found.items]


def _payload(body: bytes) -> Payload:
    return Payload(source="bench", url="http://a.example/", body=body, fetched_at=_NOW)


def _measure(what: str, bodies: Sequence[bytes]) -> None:
    payloads = [_payload(body) for body in bodies]
    items = sum(len(parse(payload).items) for payload in payloads)
    print(f"{what}: {items} items of {sum(map(len, bodies)) / items / 1000:.1f} KB")

    def theirs() -> None:
        for body in bodies:
            feedparser.parse(io.BytesIO(body))

    def parsed() -> None:
        for payload in payloads:
            parse(payload)

    def clean() -> None:
        for payload in payloads:
            for wire in parse(payload).items:
                sanitised(wire.summary, wire.base)
                sanitised(wire.body, wire.base)

    def finished() -> None:
        for payload in payloads:
            delivery = parse(payload)
            normalise(delivery.items, source=_SOURCE, hints=delivery.hints, received=_NOW)

    wires = [wire for payload in payloads for wire in parse(payload).items]
    copies = [in_paragraphs(sanitised(wire.body or wire.summary, wire.base)) for wire in wires]
    texts = [text_of(copy) for copy in copies]  # a field of the item by itself

    def sanitise() -> None:
        for wire in wires:
            in_paragraphs(sanitised(wire.body or wire.summary, wire.base))

    agencies = table_of().read_by("Xinhua")

    def take_apart() -> None:
        for wire, copy, text in zip(wires, copies, texts, strict=True):
            head = take_head(line_of(wire.headline)).headline
            open_envelope(copy, text, agencies=agencies, headline=head, near=_NOW.date())

    _report("  bytes to parsed items", theirs, parsed)
    _report("  bytes to sanitised items (goal 12)", theirs, clean)
    _report("  bytes to finished items (goal 8)", theirs, finished)
    ratios = _ratios(take_apart, sanitise)
    print(
        "  taking the envelope apart, against sanitising (goal 1 at most): "
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    )


def _report(what: str, theirs: Callable[[], None], ours: Callable[[], None]) -> None:
    ratios = _ratios(theirs, ours)
    print(
        f"{what}: {statistics.median(ratios):.1f} times feedparser "
        f"({min(ratios):.1f} to {max(ratios):.1f})"
    )


def _ratios(one: Callable[[], None], other: Callable[[], None]) -> list[float]:
    """How many times as long one takes as the other, turn by turn."""
    one()
    other()
    return [_seconds(one) / _seconds(other) for _ in range(_ROUNDS)]


def _seconds(run: Callable[[], None]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start
