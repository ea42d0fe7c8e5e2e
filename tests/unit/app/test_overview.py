"""The desk's first page says all that is wrong, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.app.desk.overview import overview
from feeds.app.loading import load
from feeds.app.parts import house_of
from feeds.model import Alarm, AlarmKind, AlarmRecord, Subscriber
from feeds.serve.desk.pages import Visitor
from feeds.store.memory import MemoryStore

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NOTICE = "tag:b.example,2026:n"


@pytest.fixture
def store(config: Path) -> MemoryStore:
    store = MemoryStore()
    store.enrol(tuple(house_of(load(config)).sources.values()), NOON)
    return store


def wrong(config: Path, store: MemoryStore) -> list[str]:
    page = overview(load(config), store, NOON, Visitor("asha", "token")).body.decode()
    (part,) = re.findall(r'<ul class="wrong">(.*?)</section>', page, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", part, re.DOTALL) + re.findall(r"<p>(.*)</p>", part)


def raised(*alarms: Alarm) -> Sequence[AlarmRecord]:
    return [
        AlarmRecord(number=number, change=number, alarm=alarm, said=NOON)
        for number, alarm in enumerate(alarms, 1)
    ]


def a_subscriber(host: str, **changes: object) -> Subscriber:
    plain = Subscriber(
        callback=f"https://{host}/zqkey",
        topic="http://127.0.0.1/all.rss",
        path="all.rss",
        created=NOON,
        until=NOON + timedelta(days=1),
        mark="",
        due=NOON,
        failures=1,
        failing=NOON,
        error="it answers 500",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_alarms_that_stand_are_told_with_what_to_do_and_lead_to_what_they_are_about(
    config: Path, store: MemoryStore
) -> None:
    store.save_alarms(
        raised(
            Alarm(kind=AlarmKind.DISK, subject="the store", words="it is <full>", advice="see"),
            Alarm(kind=AlarmKind.QUIET, subject="d", words="it is quiet"),
            Alarm(kind=AlarmKind.NOTICE, subject=NOTICE, words="no story"),
        )
    )
    assert wrong(config, store) == [
        '<b>the store</b> <span class="tag disk">disk</span> it is &lt;full&gt;<br><strong>see</strong>',
        '<a href="/sources#d">d</a> <span class="tag quiet">quiet</span> it is quiet',
        f'<a href="/item?id=tag%3Ab.example%2C2026%3An">{NOTICE}</a> <span class="tag notice">notice</span> no story',
    ]


def test_a_source_that_fails_is_told_once_as_it_is_this_moment(
    config: Path, store: MemoryStore
) -> None:
    state = store.state("d")
    assert state is not None
    store.save_state(replace(state, failures=3, reason="it answers 500", last_poll=NOON))
    store.save_alarms(raised(Alarm(kind=AlarmKind.FAILING, subject="d", words="it has failed")))
    (line,) = wrong(config, store)
    assert '<span class="tag failing">failing</span> it answers 500' in line


def test_why_a_source_fails_is_told_and_what_helps_several_of_them_once(
    config: Path, store: MemoryStore
) -> None:
    with config.open("a") as more:
        more.write('[[source]]\nid = "e"\nprovider = "E"\npath = "drop/e"\nrights = "full"\n')
    store.enrol(tuple(house_of(load(config)).sources.values()), NOON)
    for id_ in ("d", "e"):
        state = store.state(id_)
        assert state is not None
        fault = "there is no such directory"
        store.save_state(
            replace(state, failures=1, error=fault, reason="waits 1 h", last_poll=NOON)
        )
    first, second = wrong(config, store)
    assert "there is no such directory; waits 1 h<br><strong>" in first
    assert "there is no such directory; waits 1 h<br><strong>as for d</strong>" in second


def test_of_subscribers_that_cannot_be_delivered_to_no_more_is_told_than_a_host(
    config: Path, store: MemoryStore
) -> None:
    """X34: whoever knows a callback can send to it."""
    store.save_subscriber(a_subscriber("late.example", failing=NOON + timedelta(minutes=1)))
    store.save_subscriber(a_subscriber("well.example", failures=0, failing=None, error=""))
    store.save_subscriber(a_subscriber("down.example"))
    (line,) = wrong(config, store)
    assert "2 subscribers cannot be delivered to; at down.example, since 2026-11-02 12:00" in line
    assert "it answers 500" in line
    assert "zqkey" not in line


def test_what_there_is_no_room_for_is_counted(config: Path, store: MemoryStore) -> None:
    store.save_alarms(
        raised(*(Alarm(kind=AlarmKind.CLOCK, subject=f"h{n}", words="late") for n in range(30)))
    )
    *told, more = wrong(config, store)
    assert len(told) == 24
    assert more.startswith("And 6 more: ")
