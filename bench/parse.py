"""Bytes to items: our reading against feedparser's, on the same well-formed documents.

Each in a warm process of its own, as a worker is one: who works where the other has just been finds the memory in
pieces, which costs a quarter. They take turns, since what else the machine does rises and falls. The documents are
those of `bench.copy` and, where FEEDS_CORPUS names a folder, the real feeds in it that the strict reader takes.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import feedparser

from bench.copy import feed
from feeds.model import Payload, Rights, Source
from feeds.normalise import normalise
from feeds.normalise.envelope import open_envelope
from feeds.normalise.envelope.agencies import table_of
from feeds.normalise.envelope.heads import take_head
from feeds.normalise.html import all_sanitised, in_paragraphs
from feeds.normalise.words import line_of, text_of
from feeds.parse import fast, parse

_DOCUMENTS = 10
_ROUNDS = 7
_LONG = 0.25
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
    items = sum(len(parse(_payload(body)).items) for body in bodies)
    print(f"{what}: {items} items of {sum(map(len, bodies)) / items / 1000:.1f} KB")
    with _at_work(_theirs, bodies) as theirs, _at_work(_ours, bodies) as ours:
        for stage, said in (
            ("parsed", "bytes to parsed items"),
            ("clean", "bytes to sanitised items (goal 12)"),
            ("finished", "bytes to finished items (goal 8)"),
        ):
            ratios = [theirs("parsed") / ours(stage) for _ in range(_ROUNDS)]
            print(f"  {said}: {_middle(ratios, '.1f', ' times feedparser')}")
        ratios = [ours("taken apart") / ours("copy alone") for _ in range(_ROUNDS)]
        print(
            "  taking the envelope apart, against sanitising (goal 1 at most): "
            f"{_middle(ratios, '.2f')}"
        )


def _middle(ratios: Sequence[float], form: str, unit: str = "") -> str:
    middle, least, most = statistics.median(ratios), min(ratios), max(ratios)
    return f"{middle:{form}}{unit} ({least:{form}} to {most:{form}})"


def _theirs(bodies: Sequence[bytes]) -> Mapping[str, Callable[[], None]]:
    def parsed() -> None:
        for body in bodies:
            feedparser.parse(io.BytesIO(body))

    return {"parsed": parsed}


def _ours(bodies: Sequence[bytes]) -> Mapping[str, Callable[[], None]]:
    payloads = [_payload(body) for body in bodies]

    def parsed() -> None:
        for payload in payloads:
            parse(payload)

    def clean() -> None:
        for payload in payloads:
            wires = parse(payload).items
            all_sanitised([(one, wire.base) for wire in wires for one in (wire.summary, wire.body)])

    def finished() -> None:
        for payload in payloads:
            delivery = parse(payload)
            normalise(delivery.items, source=_SOURCE, hints=delivery.hints, received=_NOW)

    wires = [wire for payload in payloads for wire in parse(payload).items]
    values = [(wire.body or wire.summary, wire.base) for wire in wires]
    copies = list(map(in_paragraphs, all_sanitised(values)))
    texts = [text_of(copy) for copy in copies]  # a field of the item by itself
    agencies = table_of().read_by("Xinhua")

    def copy_alone() -> None:
        for clean in all_sanitised(values):
            in_paragraphs(clean)

    def taken_apart() -> None:
        for wire, copy, text in zip(wires, copies, texts, strict=True):
            head = take_head(line_of(wire.headline)).headline
            open_envelope(copy, text, agencies=agencies, headline=head, near=_NOW.date())

    return {
        "parsed": parsed,
        "clean": clean,
        "finished": finished,
        "copy alone": copy_alone,
        "taken apart": taken_apart,
    }


Stages = Callable[[Sequence[bytes]], Mapping[str, Callable[[], None]]]


@contextmanager
def _at_work(side: Stages, bodies: Sequence[bytes]) -> Iterator[Callable[[str], float]]:
    """A process that does what it is told; gives the seconds of a processor that a stage takes there."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, side, bodies))
    process.start()
    there.close()  # whoever dies is heard of

    def seconds(stage: str) -> float:
        here.send(stage)
        found: float = here.recv()
        return found

    try:
        yield seconds
    finally:
        process.terminate()
        process.join()


def _work(told: Connection, side: Stages, bodies: Sequence[bytes]) -> None:
    stages = side(bodies)
    for stage in stages.values():
        stage()
    while True:
        told.send(_seconds(stages[told.recv()]))


def _seconds(run: Callable[[], None]) -> float:
    """Of one run, out of as many as take a quarter of a second: of the faster side more than of the other."""
    begun, runs = time.process_time(), 0
    while time.process_time() - begun < _LONG:
        run()
        runs += 1
    return (time.process_time() - begun) / runs
