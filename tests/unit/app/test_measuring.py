"""What is seen of a daemon, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.measuring import Measure
from feeds.app.parts import house_of, open_store
from feeds.engine.vitals import Vitals
from feeds.engine.workers import Workers
from feeds.errors import DeadlyError, StoreError
from feeds.model import Event, Measured
from feeds.pipeline.adopt import adopt
from feeds.store.sql import SqlStore
from tests.unit.engine.test_workers import SOURCE, payload, read


@pytest.fixture
def store(config: Path) -> Iterator[SqlStore]:
    made = open_store(load(config))
    adopt(house_of(load(config)), made, "test", clock())
    yield made
    made.close()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def measure(config: Path, store: SqlStore, events: list[Event]) -> Measure:
    loaded = load(config)
    return Measure(
        config=lambda: loaded,
        store=store,
        observer=events.append,
        vitals=Vitals(ticked=clock(), published=True),
        patient=lambda: False,
        workers=lambda: True,
        deadly=dict,
        is_writer=lambda: True,
    )


def test_a_look_tells_what_waits_what_lies_there_and_what_is_left(
    measure: Measure, events: list[Event], config: Path
) -> None:
    for name in ("1.xml", "2.xml", ".hidden", "3.part"):
        (config.parent / "drop" / name).write_text("<rss/>")
    measure.look()
    (seen,) = events
    assert isinstance(seen, Measured)
    queues = dict(seen.queues)
    assert (queues["sources"], queues["channels"], queues["files"]) == (1, 1, 2)
    assert dict(seen.stored)["database"] == (config.parent / "feeds.db").stat().st_size
    assert dict(seen.stored)["log"] > 0
    assert min(dict(seen.free).values()) > 0
    (source,) = seen.sources
    assert (source.id, source.status, source.failures) == ("d", "waiting", 0)


def test_who_was_looked_over_and_lacks_nothing_is_ready(measure: Measure) -> None:
    assert measure.ready()[0] is False, "nobody has looked yet"
    measure.look()
    assert measure.ready() == (True, {"lacks": {}})


def test_a_store_that_cannot_be_read_and_a_lock_that_is_lost_are_seen(
    measure: Measure, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(sources: object, now: datetime) -> None:
        raise StoreError("the store is damaged: malformed")

    monkeypatch.setattr(store, "backlog", damaged)
    measure.is_writer = lambda: False
    measure.look()
    ready, details = measure.ready()
    assert not ready
    assert set(details["lacks"]) == {"store", "lock"}


def test_what_the_engine_says_of_itself_counts_at_once(measure: Measure) -> None:
    measure.look()
    measure.vitals.refused("release", clock())
    assert set(measure.ready()[1]["lacks"]) == {"store"}
    measure.vitals.done("release")
    measure.vitals.ticked = clock() - timedelta(minutes=5)
    assert set(measure.ready()[1]["lacks"]) == {"store"}


async def test_who_loses_the_reader_of_every_document_is_not_ready_until_one_is_read(
    measure: Measure,
) -> None:
    """X12, R14: one source alone, whatever it brings, changes nothing."""
    workers = Workers(lambda: read, count=1)
    measure.deadly = lambda: workers.deadly
    measure.look()
    try:
        for source, ready in (("ians", True), ("ians", True), ("ians", True), ("afp", False)):
            with pytest.raises(DeadlyError):
                await workers.read(payload(b"die"), replace(SOURCE, id=source))
            assert measure.ready()[0] is ready
        await workers.read(payload(b"fine"), SOURCE)
        assert measure.ready() == (True, {"lacks": {}})
    finally:
        workers.close()
