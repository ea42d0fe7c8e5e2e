"""Which sources a pass takes: those that are due, and those that will be within seconds."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from feeds.engine.once import claim_due
from feeds.model import Rights, Source
from feeds.store.memory import MemoryStore

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LEASE = timedelta(seconds=90)


class Clock:
    """Goes on by a hundredth of a second with every look at it, and by as long as anybody sleeps."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=0.01)
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def taken(clock: Clock, monkeypatch: pytest.MonkeyPatch, *seconds: float) -> list[str]:
    """The sources that are due so many seconds after noon, by that, which a pass at noon takes."""
    monkeypatch.setattr("feeds.engine.once.asyncio.sleep", clock.sleep)
    sources = {
        f"{second:g}": Source(
            id=f"{second:g}", provider="IANS", rights=Rights.FULL, url="http://a/"
        )
        for second in seconds
    }
    store = MemoryStore()
    for second, source in zip(seconds, sources.values(), strict=True):
        store.enrol([source], NOON + timedelta(seconds=second))
    house = SimpleNamespace(sources=sources, spacing=dict)
    ingest = SimpleNamespace(house=house)
    this = asyncio.run(claim_due(ingest, store, clock, LEASE, len(sources)))  # type: ignore[arg-type]
    return [state.id for state in this.claimed]


def test_all_that_come_due_within_seconds_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken(Clock(), monkeypatch, -1, 0.5, 3, 5, 6) == ["-1", "0.5", "3", "5"]


def test_nobody_is_waited_for_longer_than_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    assert taken(clock, monkeypatch, -1, 6, 3600) == ["-1"]
    assert clock.now < NOON + timedelta(seconds=1)


def test_who_comes_due_while_the_pass_looks_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken(Clock(), monkeypatch, 0.015) == ["0.015"]
