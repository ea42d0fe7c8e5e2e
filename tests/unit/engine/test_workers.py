"""Documents are read in processes of their own: what one does to its reader it does to no other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace

import pytest
from pebble import ProcessFuture
from pebble.pool.process import PoolManager

from feeds.decide.hashes import hashes_of
from feeds.engine import workers as engine_workers
from feeds.engine.workers import Workers
from feeds.errors import DeadlyError, ParseError
from feeds.model import Agency, Item, Payload, Reading, Rights, Source
from feeds.pipeline.read import read as wire_read

SOURCE = Source(id="ians", provider="IANS", rights=Rights.FULL)


def read(payload: Payload, source: Source) -> Reading:
    """Does what its document says."""
    match payload.body:
        case b"die":
            os._exit(7)
        case b"hang":
            time.sleep(60)
        case b"nap":
            time.sleep(0.5)
        case b"spin":
            print("it spins", flush=True)
            re.match("(a+)+$", "a" * 64 + "b")
        case b"eat":
            bytearray(1 << 40)
        case b"nest":
            return read(payload, source)
        case b"refuse":
            raise ParseError("it is no feed", "text/plain", "line 3")
        case b"who":
            return Reading(format=str(os.getpid()))
    return Reading(
        format="test",
        items=(Item(guid=payload.body.decode(), source=source.id, provider=source.provider),),
    )


def payload(body: bytes) -> Payload:
    return Payload(source="ians", url="x:", body=body, fetched_at=datetime(2026, 11, 2, tzinfo=UTC))


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers(lambda: read, count=2, seconds=2.0, documents=20)
    yield made
    made.close()


async def test_a_document_comes_back_as_its_items(workers: Workers) -> None:
    reading = await workers.read(payload(b"one"), SOURCE)
    assert [item.guid for item in reading.items] == ["one"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"die", "exit status 7"),
        (b"hang", "longer than 2 s"),
        (b"eat", "too much memory"),
        (b"nest", "too much memory"),
        (b"refuse", "it is no feed at line 3"),
    ],
)
async def test_a_document_that_cannot_be_read_costs_itself_alone(
    workers: Workers, body: bytes, fault: str
) -> None:
    """X12, R14: and what ends or hangs its process is told from what is only no feed."""
    bodies = [b"a", b"b", body, b"c", b"d"]
    found = await asyncio.gather(
        *(workers.read(payload(one), SOURCE) for one in bodies), return_exceptions=True
    )
    assert isinstance(found[2], ParseError)
    assert isinstance(found[2], DeadlyError) is (body != b"refuse")
    assert fault in str(found[2])
    others = [one for place, one in enumerate(found) if place != 2]
    assert [one.items[0].guid for one in others] == ["a", "b", "c", "d"]


async def test_a_reader_that_dies_before_it_was_heard_of_costs_its_document_alone(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X12, R14: on a busy machine its end can be seen before its word which document it has."""
    await workers.read(payload(b"one"), SOURCE)
    seen, end = threading.Event(), PoolManager.handle_worker_expiration
    hear = PoolManager.process_next_message

    def late(pool: PoolManager, timeout: float) -> None:
        assert seen.wait(60)
        hear(pool, timeout)

    def see(pool: PoolManager, expired: tuple[int, int]) -> None:
        try:
            end(pool, expired)
        finally:
            seen.set()

    monkeypatch.setattr(PoolManager, "process_next_message", late)
    monkeypatch.setattr(PoolManager, "handle_worker_expiration", see)
    with pytest.raises(DeadlyError, match="exit status 7"):
        await workers.read(payload(b"die"), SOURCE)
    assert seen.wait(60)  # what it sees to comes first, and its own end after


async def test_what_a_config_says_of_agencies_reaches_the_process_that_reads() -> None:
    """A worker knows nothing but what it is handed with each document."""
    body = b"PUNE, Nov 2 (HPA) -- Divers raised a bell, Harbour Press Agency reported.\n\n--HPA\n"
    row = Agency(name="Harbour", tags=("HPA",), plain=("Harbour Press Agency",))
    workers = Workers(lambda: wire_read, count=1)
    try:
        for agencies, via in (((row,), ("Harbour",)), ((), ("HPA",))):
            source = replace(SOURCE, format="wiretext", agencies=agencies)
            (item,) = (await workers.read(payload(body), source)).items
            assert item.via == via
            assert item.signoff == ("--HPA" if agencies else "")
    finally:
        workers.close()


async def test_what_is_read_comes_with_the_hashes_that_it_is_judged_by() -> None:
    """One thread judges for all: what can be done before is done by those who are many."""
    body = b"PUNE, Nov 2 (IANS) Divers raised a bell from the bay on Tuesday morning.\n\n--IANS\n"
    workers = Workers(lambda: wire_read, count=1)
    try:
        reading = await workers.read(payload(body), replace(SOURCE, format="wiretext"))
    finally:
        workers.close()
    assert reading.hashes == tuple(map(hashes_of, reading.items))
    assert len(reading.hashes) == 1


async def test_workers_are_replaced_after_so_many_documents() -> None:
    """feedparser#287: what a process that reads feeds takes of memory only grows."""
    workers = Workers(lambda: read, count=1, documents=3)
    seen = [(await workers.read(payload(b"who"), SOURCE)).format for _ in range(7)]
    workers.close()
    assert len(set(seen)) == 3
    assert os.getpid() not in map(int, seen)


async def test_closing_ends_the_processes_and_a_close_without_any_is_none() -> None:
    workers = Workers(lambda: read, count=1)
    pid = int((await workers.read(payload(b"who"), SOURCE)).format)
    workers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    workers.close()


ENDED = """
import asyncio, signal
from tests.unit.engine.test_workers import SOURCE, Workers, payload, read
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
asyncio.run(Workers(lambda: read, count=2, seconds=2.0).read(payload(b"spin"), SOURCE))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_no_process_reads_on_for_longer_than_its_limit_when_who_asked_is_gone(
    number: signal.Signals,
) -> None:
    """X12: be it in C, where no handler of Python's runs, and whatever became of signals before."""
    with subprocess.Popen([sys.executable, "-c", ENDED], stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == b"it spins\n"
        asking.send_signal(number)
        assert asking.wait(10) == -number
        # All of its processes have this pipe, and the last that goes closes it.
        assert asking.communicate(timeout=20) == (b"", None)


async def test_a_clock_that_is_set_makes_no_document_late(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = count(3600, step=3600)
    forward = SimpleNamespace(time=lambda: float(next(hours)), sleep=time.sleep)
    monkeypatch.setattr("pebble.pool.process.time", forward)
    assert (await workers.read(payload(b"nap"), SOURCE)).items


async def test_a_pool_that_never_answers_is_given_up_and_the_next_document_gets_another(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the queue of a pool that breaks down is never heard of again."""
    monkeypatch.setattr(engine_workers, "_TURN", 0.1)
    monkeypatch.setattr(workers, "_seconds", 0.1)
    monkeypatch.setattr(workers, "_schedule", lambda *_: ProcessFuture())
    async with asyncio.timeout(10):
        with pytest.raises(ParseError, match="no process has read it in time"):
            await workers.read(payload(b"lost"), SOURCE)
    monkeypatch.undo()
    reading = await workers.read(payload(b"next"), SOURCE)
    assert [item.guid for item in reading.items] == ["next"]


async def test_each_worker_that_is_lost_is_told_of_by_how_and_by_whose_document() -> None:
    lost: list[tuple[str, str]] = []
    made = Workers(lambda: read, count=1, seconds=2.0, lost=lambda *one: lost.append(one))
    try:
        for body in (b"die", b"hang", b"eat", b"refuse", b"fine"):
            with contextlib.suppress(ParseError):
                await made.read(payload(body), SOURCE)
        assert lost == [("died", "ians"), ("hung", "ians")], "to refuse a document costs no worker"
    finally:
        made.close()


async def test_workers_that_are_gone_while_nothing_is_to_be_read_are_no_fault(
    workers: Workers,
) -> None:
    """On a night of unchanged feeds nobody makes them anew, and nobody has to."""
    assert workers.able, "none was needed yet"
    await workers.read(payload(b"one"), SOURCE)
    pool = workers._pool
    assert pool is not None
    pool.stop()  # type: ignore[no-untyped-call]
    assert workers.able
    reading = await workers.read(payload(b"next"), SOURCE)
    assert [item.guid for item in reading.items] == ["next"]


async def test_workers_that_cannot_be_made_are_a_fault_until_a_document_is_read(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("pebble.pool.process.launch_process", none)
    for _ in range(2):
        assert workers.able
        with pytest.raises(ParseError, match="died"):
            await workers.read(payload(b"one"), SOURCE)
    assert not workers.able
    monkeypatch.undo()
    await workers.read(payload(b"one"), SOURCE)
    assert workers.able


async def test_documents_that_end_their_workers_are_counted_by_source_until_one_is_read(
    workers: Workers,
) -> None:
    """They say nothing of the pool, which makes a new worker for each."""
    other = replace(SOURCE, id="afp")
    for body, source in ((b"die", SOURCE), (b"eat", other), (b"hang", SOURCE)):
        with pytest.raises(DeadlyError):
            await workers.read(payload(body), source)
    assert workers.able
    assert workers.deadly == {"ians": 2, "afp": 1}
    with pytest.raises(ParseError, match="no feed"):
        await workers.read(payload(b"refuse"), SOURCE)
    assert workers.deadly == {}, "to refuse one it was read"
    with pytest.raises(DeadlyError):
        await workers.read(payload(b"die"), other)
    await workers.read(payload(b"fine"), SOURCE)
    assert workers.deadly == {}
