"""What a store promises of the lengths of its queues."""

from __future__ import annotations

from datetime import timedelta

from feeds.contracts import Store
from feeds.model import DocumentRecord, Intent, Mode, Owed, Placed, Subscriber
from tests.contract.store.filings import LEASE, MINUTE, NOW, a_filing, record

SOURCES = ("ians", "xinhua")
QUEUES = ("sources", "channels", "pages", "archives", "hooks", "callbacks", "deliveries")
STATED = {"callback": "https://a.example/cb", "topic": "https://t.example/a.rss", "path": "a.rss"}


def waits(store: Store, at=NOW, sources=SOURCES) -> dict[str, int]:
    """The queues that something waits in."""
    backlog = store.backlog(sources, at)
    assert tuple(backlog) == QUEUES
    return {queue: length for queue, length in backlog.items() if length}


def test_sources_wait_that_are_due_and_that_nobody_polls(store: Store) -> None:
    assert waits(store) == {"sources": 2}
    assert waits(store, sources=("ians", "of another config")) == {"sources": 1}
    assert waits(store, NOW - MINUTE) == {}
    store.claim(["ians"], NOW, LEASE, 1)
    assert waits(store) == {"sources": 1}
    assert waits(store, NOW + LEASE) == {"sources": 2}, "whoever polled it has died"
    record(store, source="xinhua", paused=True)
    assert waits(store, NOW + timedelta(days=1)) == {"sources": 1}


def test_what_was_recorded_waits_until_it_is_released(store: Store) -> None:
    for source in SOURCES:
        record(store, source=source)
    record(store, a_filing("1", channels=("all", "world")), a_filing("2"))
    assert waits(store) == {"channels": 2, "pages": 2}
    store.clean(["world"])
    store.paged([("tag:x:1", 1)])
    assert waits(store) == {"channels": 1, "pages": 1}


def test_pages_of_archives_wait_until_they_are_made(store: Store) -> None:
    for source in SOURCES:
        record(store, source=source)
    record(store, a_filing("1"))
    store.clean(["all"])
    store.paged([("tag:x:1", 1)])
    store.give_places("all", [Placed(number=1, items=("tag:x:1",), newest=NOW)])
    assert waits(store)["archives"] == 1


def test_hubs_caches_and_subscribers_wait_for_what_they_are_owed(store: Store) -> None:
    for source in SOURCES:
        record(store, source=source)
    store.owe([Owed(hook="hub x", path=f"{n}.rss", item="", revision=0) for n in range(3)], NOW)
    store.intend(Intent(**STATED, mode=Mode.SUBSCRIBE, created=NOW, due=NOW))
    until = NOW + timedelta(days=1)
    store.save_subscriber(Subscriber(**STATED, created=NOW, until=until, mark="old", due=NOW))
    assert waits(store) == {"hooks": 3, "callbacks": 1}, (
        "what was never published is owed to nobody"
    )
    store.save_documents([DocumentRecord(path="a.rss", sha256="new", modified=NOW)])
    assert waits(store) == {"hooks": 3, "callbacks": 1, "deliveries": 1}
    assert waits(store, until) == {"sources": 2, "hooks": 3, "callbacks": 1}, "its lease is over"
