"""R14, X12: a document that ends the processes that read it costs itself alone, and is set aside the third time."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feeds.app.loading import load
from feeds.app.looking import overrule, source_reports
from feeds.contracts import Reader, Store
from feeds.decide import quarantine
from feeds.decide.standing import standing
from feeds.engine.triggers import next_fire
from feeds.engine.workers import Workers
from feeds.errors import DeadlyError, ParseError
from feeds.model import Deadly, Payload, Reading, Source, SourceStatus
from feeds.pipeline.house import House
from feeds.pipeline.ingest import Ingest
from feeds.pipeline.read import read as wire_read
from feeds.store.sql import open_store
from tests.pipeline.newsroom import LEASE, QUARTER, Newsroom
from tests.pipeline.wire import NOON, Clock, Wire

DEADLY = b"DIE"


class Dying:
    """A `Reader` over the one of the room: it dies over documents that say so."""

    def __init__(self, inner: Reader) -> None:
        self.inner = inner
        self.deaths = 0

    async def read(self, payload: Payload, source: Source) -> Reading:
        if DEADLY in payload.body:
            self.deaths += 1
            raise DeadlyError("the process that read it died (exit status 7)")
        return await self.inner.read(payload, source)


@pytest.fixture
def dying(room: Newsroom) -> Dying:
    made = Dying(room.reader)
    room.reader = made  # type: ignore[assignment]
    room.start()
    return made


def said(room: Newsroom, source: Source | None = None) -> tuple[SourceStatus, str]:
    source = source or room.sources[0]
    return standing(source, room.state(source.id))


async def brings(room: Newsroom, *bodies: bytes, times: int = 1, source: str = "ians") -> None:
    for _ in range(times):
        await room.take(source, *bodies)
        room.clock.advance(days=1)


async def test_the_third_reader_that_a_document_ends_is_the_last(
    room: Newsroom, dying: Dying
) -> None:
    """X12."""
    await brings(room, DEADLY, times=2)
    assert said(room)[0] is SourceStatus.FAILING
    await brings(room, DEADLY, times=4)
    assert dying.deaths == 3
    assert room.state().failures == 6
    status, why = said(room)
    assert status is SourceStatus.QUARANTINED
    for word in (
        "its document, SHA-256 ",
        "is set aside",
        "not read again until it changes",
        "the process that read it died (exit status 7), 3 times",
        "`feeds sources --resume ians`",
    ):
        assert word in why
    assert "set aside" in room.state().error


async def test_it_is_told_once_in_the_log(room: Newsroom, dying: Dying) -> None:
    await brings(room, DEADLY, times=5)
    assert await room.look() == ["document ians", "failing ians"]
    assert "is set aside" in room.alarms()[0]
    await brings(room, DEADLY)
    assert await room.look() == []


async def test_a_document_that_changes_is_read_again_and_one_that_is_well_ends_it(
    room: Newsroom, dying: Dying, a_feed: Callable[..., bytes], an_item: Callable[..., Any]
) -> None:
    """X12."""
    await brings(room, DEADLY, times=4)
    await brings(room, DEADLY + b" once more")
    assert dying.deaths == 4
    await brings(room, a_feed(an_item("1")))
    assert [held.item.guid for held in room.items()] == ["1"]
    status, why = said(room)
    assert status is SourceStatus.OK
    assert "set aside" not in why
    await brings(room, DEADLY)  # it has not changed
    assert dying.deaths == 4
    assert said(room)[0] is SourceStatus.QUARANTINED


async def test_what_was_read_well_in_between_begins_anew(room: Newsroom, dying: Dying) -> None:
    """A machine without memory for a moment sets nothing aside for good."""
    reader = dying.inner
    await brings(room, DEADLY, times=2)
    room.reader = reader  # type: ignore[assignment]
    room.start()
    await brings(room, DEADLY)  # read through, and refused as no feed
    assert room.state().deadly == ()


async def test_the_others_of_a_source_and_other_sources_are_read_as_ever(
    new_room: Callable[..., Newsroom],
    a_source: Callable[..., Source],
    a_feed: Callable[..., bytes],
    an_item: Callable[..., Any],
) -> None:
    """X12."""
    room = new_room(a_source("ians"), a_source("drop", url="", path="/wire/drop"))
    dying = Dying(room.reader)
    room.reader = dying  # type: ignore[assignment]
    room.start()
    for number in range(5):
        await brings(room, DEADLY, a_feed(an_item(f"f{number}")), source="drop")
        await brings(room, a_feed(an_item(f"w{number}")))
    assert dying.deaths == 3
    assert len(room.items()) == 10
    status, why = said(room, room.sources[1])
    assert status is SourceStatus.OK
    assert "http://drop.example/feed, SHA-256 " in why
    assert said(room)[0] is SourceStatus.OK
    assert "set aside" not in said(room)[1]


async def test_the_same_document_of_another_source_is_that_sources_own(
    new_room: Callable[..., Newsroom], a_source: Callable[..., Source]
) -> None:
    """Another source may read it as another format, and live."""
    room = new_room(a_source("ians"), a_source("xinhua"))
    dying = Dying(room.reader)
    room.reader = dying  # type: ignore[assignment]
    room.start()
    await brings(room, DEADLY, times=4)
    await brings(room, DEADLY, source="xinhua")
    assert dying.deaths == 4


def test_no_source_makes_the_store_remember_without_end() -> None:
    found: tuple[Deadly, ...] = ()
    for number in range(100):
        payload = Payload(source="a", url="x:", body=b"", fetched_at=NOON, sha256=f"{number:064d}")
        found = quarantine.learnt(found, payload, DeadlyError("died"), NOON)
    assert len(found) == 20
    assert found[-1].sha256 == f"{99:064d}"


def obey(payload: Payload, source: Source) -> Reading:
    """What real workers read with here."""
    if DEADLY in payload.body:
        os._exit(7)
    return wire_read(payload, source)


class TooBusy:
    """A `Reader` that must not be asked."""

    async def read(self, payload: Payload, source: Source) -> Reading:
        raise AssertionError("it was read again")


async def test_a_restart_forgets_nothing_and_the_operator_may_have_it_read_again(
    tmp_path: Path, site: Any, a_source: Callable[..., Source]
) -> None:
    """Real processes die, and the store on the disk is opened anew each time. They have all the time that a
    busy machine takes to start them.
    """
    config = tmp_path / "config.toml"
    config.write_text(
        '[site]\nname = "Desk"\nlink = "http://desk.example/"\ndescription = "News"\n'
        'language = "en"\ntimezone = "UTC"\nauthor = "admin"\ntag = "desk.example,2015"\n'
        f'[store]\nurl = "sqlite:///{tmp_path}/feeds.db"\n'
        f'[publish]\ndirectory = "{tmp_path}/public"\nbase_url = "http://desk.example/"\n'
        '[fetch]\ncontact = "https://desk.example/bot"\n'
        '[[source]]\nid = "ians"\nurl = "http://ians.example/feed"\nprovider = "IANS"\nrights = "full"\n'
    )
    source = a_source()
    clock = Clock()
    workers = Workers(lambda: obey, count=1, seconds=600)

    async def poll(reader: Reader) -> None:
        store: Store = open_store(f"sqlite:///{tmp_path}/feeds.db")
        wire = Wire(clock)
        wire.will("ians", DEADLY)
        house = House(site=site, sources={"ians": source}, channels=(), min_interval=QUARTER)
        store.enrol((source,), clock())
        ingest = Ingest(
            house=house,
            store=store,
            fetcher=wire,
            reader=reader,
            observer=lambda event: None,
            clock=clock,
            spread=False,
            next_fire=next_fire,
            in_store_thread=_here,
        )
        await ingest.run(store.claim(("ians",), clock(), LEASE, 1, early=True), lambda: None)
        store.close()
        clock.advance(days=1)

    try:
        for _ in range(3):
            await poll(workers)
        (report,) = source_reports(load(config))
        assert report["state"] == "quarantined"
        assert "exit status 7), 3 times" in str(report["reason"])
        await poll(TooBusy())
        overrule(load(config), "resume", "ians")
        with pytest.raises(BaseExceptionGroup, match="fault of this program"):
            await poll(TooBusy())
    finally:
        workers.close()


async def _here(do: Callable[[], Any]) -> Any:
    return do()


def test_a_document_that_was_only_refused_is_not_counted() -> None:
    payload = Payload(source="a", url="x:", body=b"", fetched_at=NOON, sha256="0" * 64)
    assert quarantine.learnt((), payload, ParseError("not a feed"), NOON) == ()
    died = quarantine.learnt((), payload, DeadlyError("died"), NOON)
    assert [one.deaths for one in died] == [1]
    assert quarantine.learnt(died, payload, None, NOON) == ()
    three = (replace(died[0], deaths=3),)
    assert quarantine.refusal(three, payload)
    assert quarantine.refusal(died, payload) == ""
