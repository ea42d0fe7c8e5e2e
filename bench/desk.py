"""What deciding on twenty new items takes when the desk holds ten thousand, and when it holds a million.

The same polls are recorded in both stores in turn, in one process, each in a transaction that ends on the
disk: what is known under their keys, near-copies, stories, rulings, versions, routes, archive. A thousand
items came a day; of the last fortnight's the copy is there, with its prints and stories.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from feeds.contracts import Store
from feeds.decide import cluster, prints
from feeds.model import (
    Channel,
    Decision,
    DeskItem,
    Fetched,
    Filing,
    Item,
    Payload,
    Reading,
    Rights,
    Site,
    Source,
    Status,
)
from feeds.pipeline.brought import Brought
from feeds.pipeline.house import House
from feeds.pipeline.ingest import Ingest
from feeds.store.sql import SqlStore, open_store

_FEW, _MANY = 10_000, 1_000_000
_A_DAY = 1000
_BATCH = 20
_ROUNDS = 40
_NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_FILL = 5000
_SOURCES = 20
_CHANNELS = tuple(Channel(id=name, title=name) for name in ("all", "india", "world"))
_SITE = Site(
    name="Bench",
    link="http://bench.example/",
    description="",
    language="en",
    timezone="UTC",
    author="admin",
    email="",
    tag="bench.example,2026",
    rights="",
    base_url="http://bench.example/",
)


def _vocabulary() -> list[str]:
    """Words as a wire has them: the first ones stand in every text, the last ones in hardly any."""
    dice = Random(9)
    parts = ("ka", "lo", "mi", "ru", "te", "sa", "vo", "ni", "pe", "du", "ga", "shi", "ber", "ton")
    return ["".join(dice.choices(parts, k=dice.randint(2, 4))) for _ in range(20_000)]


_WORDS = _vocabulary()


def _words(dice: Random, count: int) -> list[str]:
    return [_WORDS[int(len(_WORDS) ** dice.random()) - 1] for _ in range(count)]


def item(number: int, *, body: bool = True) -> Item:
    """An item of a wire, told from all others by its number; a story of some two hundred words."""
    dice = Random(f"item {number}")
    name = " ".join(word.capitalize() for word in _words(dice, 2))
    text = f"{name} {' '.join(_words(dice, 180))} {number}." if body else ""
    created = _NOW - timedelta(days=number / _A_DAY)
    return Item(
        guid=f"wire-{number}",
        source=f"wire-{number % _SOURCES}",
        provider="IANS",
        headline=f"{name} {' '.join(_words(dice, 6))}",
        firstcreated=created,
        versioncreated=created,
        language="en",
        body_html=f"<p>{text}</p>" if body else "",
        body_text=text,
        link=f"http://wire.example/{number}",
    )


def held(number: int, *, body: bool) -> DeskItem:
    made = item(number, body=body)
    assert made.firstcreated is not None
    id_ = f"tag:bench.example,2026:{hashlib.sha256(str(number).encode()).hexdigest()[:26]}"
    at = made.firstcreated + timedelta(microseconds=number)
    return DeskItem(
        id=id_,
        item=made,
        status=Status.NEW,
        reason="not seen from this source before",
        digest=hashlib.sha256(id_.encode()).hexdigest()[:32],
        revision=1,
        received=at,
        published=at,
        updated=at,
        page=f"story/{number}.html",
        channels=("all", "india"),
        story=id_,
    )


def fill(store: SqlStore, items: int) -> None:
    """So many items, the newest from a minute ago, a thousand a day back from there."""
    decision = Decision(status=Status.NEW, rule="revise.new/1", reason="not seen before")
    recent = 14 * _A_DAY
    for start in range(items, 0, -_FILL):
        numbers = range(start, max(0, start - _FILL), -1)
        made = [held(number, body=number <= recent) for number in numbers]
        filings = [
            Filing(
                desk_item=one,
                decision=decision,
                keys=(f"guid:{one.item.guid}", f"link:{one.item.link}"),
            )
            for one in made
        ]
        with store.transaction():
            store.rule(filings, made[-1].received)
            store.paged([(one.id, 1) for one in made])
            for one in made:
                if one.received > _NOW - cluster.LOOK_BACK:
                    _remember(store, one)


def _remember(store: Store, held: DeskItem) -> None:
    print_ = prints.take(held.item.body_text)
    assert print_ is not None
    store.remember(held.id, print_, held.received)
    store.join(held.id, cluster.read(held.item.headline), held.received)


def house() -> House:
    sources = {
        f"wire-{n}": Source(
            id=f"wire-{n}",
            provider="IANS",
            rights=Rights.FULL,
            url=f"http://wire{n}.example/feed",
        )
        for n in range(_SOURCES)
    }
    return House(
        site=_SITE, sources=sources, channels=_CHANNELS, min_interval=timedelta(minutes=15)
    )


def _ingest(store: Store) -> Ingest:
    nobody: Any = None  # what this measures fetches nothing and reads nothing: it is at hand
    return Ingest(
        house=house(),
        store=store,
        fetcher=nobody,
        reader=nobody,
        observer=lambda _: None,
        clock=lambda: _NOW,
        spread=False,
        next_fire=lambda *_: _NOW,
        in_store_thread=asyncio.to_thread,
    )


def _brought(store: Store, turn: int) -> Brought:
    """A poll with twenty new items, two of which are the copy of what is held, cut."""
    source = f"wire-{turn % _SOURCES}"
    at = _NOW + timedelta(minutes=turn)
    (state,) = store.claim([source], at, timedelta(minutes=2), 1, early=True)
    items = []
    for n in range(_BATCH):
        number = turn * _BATCH + n + 1
        made = replace(item(-number), source=source, firstcreated=at, versioncreated=at)
        if n < 2:  # somebody else's copy of today
            text = " ".join(item(number).body_text.split()[:120])
            made = replace(made, body_text=text, body_html=f"<p>{text}</p>")
        items.append(made)
    body = repr(items).encode()
    payload = Payload(
        source=source,
        url=f"http://{source}.example/feed",
        body=body,
        fetched_at=at,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return Brought(
        state=replace(state, last_success=at - timedelta(hours=1)),
        started=at,
        answered=at,
        ended=at,
        lateness=0.0,
        fetched=Fetched(payloads=(payload,), status=200),
        readings=((0, Reading(format="feed", items=tuple(items))),),
        faults={},
    )


def _opened(folder: Path, items: int) -> tuple[SqlStore, Ingest]:
    store = open_store(f"sqlite:///{folder}/{items}.db")
    ingest = _ingest(store)
    store.enrol(list(ingest.house.sources.values()), _NOW)
    digest = dict.fromkeys((one.id for one in _CHANNELS), "bench")
    store.enrol_channels(_CHANNELS, digest)
    store.reroute({}, digest)
    began = time.perf_counter()
    fill(store, items)
    print(f"  {items} items written in {time.perf_counter() - began:.0f} s")
    return store, ingest


def _rounds(desks: Sequence[tuple[SqlStore, Ingest]]) -> Iterator[list[float]]:
    for turn in range(_ROUNDS):
        took = []
        # In turn the one first and the other: what the machine does beside hits both alike.
        for store, ingest in desks if turn % 2 else desks[::-1]:
            brought = _brought(store, turn)
            began = time.perf_counter()
            (poll,) = ingest.record([brought])
            took.append(time.perf_counter() - began)
            copies = sum(bool(filing.desk_item.copy_of) for filing in poll.filings)
            assert (len(poll.filings), copies) == (_BATCH, 2), (len(poll.filings), copies)
        yield took if turn % 2 else took[::-1]


def measure(folder: Path) -> list[float]:
    """How many times as long it takes with a million as with ten thousand, poll by poll."""
    desks = [_opened(folder, items) for items in (_FEW, _MANY)]
    found = list(_rounds(desks))[4:]  # the first ones bring the store into memory
    for store, _ in desks:
        store.close()
    few, many = (statistics.median(column) * 1000 for column in zip(*found, strict=True))
    print(f"  twenty new items: {few:.0f} ms with {_FEW} held, {many:.0f} ms with {_MANY}")
    return [many / few for few, many in found]
