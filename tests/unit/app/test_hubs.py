"""Who is behind the callbacks: the desk that runs now; what goes wrong there is told, and no hub has its push
acknowledged.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from feeds.app.hub import hears_alone
from feeds.app.hubs import Door, Hubs
from feeds.app.loading import load
from feeds.app.parts import house_of, make_caller, make_subscribing, open_store, store_path
from feeds.errors import SchemaError, StoreError
from feeds.serve.callback import Trouble, Unfit
from feeds.store.memory import MemoryStore


class Broken:
    """Parts of a desk that meet a fault."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        self.missed: list[str] = []
        self.miss = self.missed.append

    async def verify(self, *_: object) -> bool:
        raise self.fault

    wants = take = verify


@pytest.fixture
def alarms() -> list[tuple[str, BaseException]]:
    return []


@pytest.fixture
def hubs(alarms):
    def make(fault: Exception) -> Hubs:
        broken = Broken(fault)
        desk = SimpleNamespace(
            subscribing=broken, pushing=broken, callback_paths=frozenset({"/hub/"})
        )
        return Hubs(lambda: desk, lambda what, fault: alarms.append((what, fault)))

    return make


async def test_a_store_that_fails_is_told_and_the_hub_is_to_try_again(hubs, alarms) -> None:
    fault = StoreError("the disk is full")
    broken = hubs(fault)
    for asked in (
        broken.verify("t", {}),
        broken.wants("t"),
        broken.take("t", "", "", b"x", gzipped=False),
    ):
        with pytest.raises(Trouble):
            await asked
    assert alarms == [("push", fault)] * 3


@pytest.fixture
def unpacking() -> tuple[Hubs, list[tuple[object, ...]]]:
    """Hubs of whom a document of 1 MiB is taken, and what was taken of them."""
    got: list[tuple[object, ...]] = []

    async def take(*pushed: object) -> bool:
        got.append(pushed)
        return True

    fetch = SimpleNamespace(max_bytes=2**20)
    desk = SimpleNamespace(pushing=SimpleNamespace(take=take), config=SimpleNamespace(fetch=fetch))
    return Hubs(lambda: desk, lambda *_: None), got


async def test_what_is_compressed_is_taken_in_as_it_was_and_as_it_came(unpacking) -> None:
    hubs, got = unpacking
    sent = gzip.compress(b"<rss/>")
    assert await hubs.take("t", "a/b", "s", sent, gzipped=True)
    assert await hubs.take("t", "a/b", "s", sent, gzipped=False)
    assert got == [("t", "a/b", "s", b"<rss/>", sent), ("t", "a/b", "s", sent, sent)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"<rss/>", 400),
        (gzip.compress(b"<rss/>" * 99)[:-9], 400),
        (gzip.compress(bytes(2**23)), 413),
        (gzip.compress(random.Random(7).randbytes(2**20 - 99) + bytes(2**20 + 200)), 413),
    ],
    ids=["none", "half", "bomb", "twice as large"],
)
async def test_what_cannot_be_unpacked_within_the_limits_of_a_poll_is_refused(
    unpacking, sent: bytes, status: int
) -> None:
    """C74."""
    hubs, got = unpacking
    with pytest.raises(Unfit) as refused:
        await hubs.take("t", "", "", sent, gzipped=True)
    assert (refused.value.status, got) == (status, [])


async def test_a_request_that_cannot_be_noted_is_told_and_may_be_sent_again(alarms) -> None:
    fault = StoreError("the disk is full")

    async def hear(_said: object) -> None:
        raise fault

    with pytest.raises(Trouble):
        await Door(hear, lambda what, fault: alarms.append((what, fault))).hear({})
    assert alarms == [("hub", fault)]


async def here(do):
    return do()


async def test_a_server_alone_makes_no_store_and_brings_none_up_to_date(config: Path) -> None:
    loaded = load(config)
    with pytest.raises(StoreError):
        await hears_alone(loaded, here)({})
    assert not store_path(loaded).exists()
    open_store(loaded).close()
    with closing(sqlite3.connect(store_path(loaded))) as old, old:
        old.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(SchemaError):
        await hears_alone(loaded, here)({})


async def test_a_bug_acknowledges_no_push(hubs, alarms) -> None:
    bug = ZeroDivisionError()
    with pytest.raises(Trouble):
        await hubs(bug).take("t", "", "", b"x", gzipped=False)
    assert alarms == [("push", bug)]


async def test_a_push_of_which_nobody_can_tell_whose_it_is_may_be_missed_of_all() -> None:
    broken = Broken(StoreError("it cannot be read"))
    desk = SimpleNamespace(subscribing=broken, pushing=broken)
    with pytest.raises(Trouble):
        await Hubs(lambda: desk, lambda what, fault: None).wants("t")
    assert broken.missed == [""]


async def test_what_is_missed_is_told_to_the_desk_that_runs_now() -> None:
    missed: list[str] = []
    desk = SimpleNamespace(subscribing=SimpleNamespace(miss=missed.append))
    Hubs(lambda: desk, lambda what, fault: None).miss("t")
    assert missed == ["t"]


async def test_callbacks_are_below_the_paths_of_the_desk_that_runs_now(hubs) -> None:
    desks = [SimpleNamespace(callback_paths=frozenset({"/one/"}))]
    found = Hubs(lambda: desks[-1], lambda what, fault: None)
    assert (found.below("/one/"), found.below("/two/")) == (True, False)
    desks.append(SimpleNamespace(callback_paths=frozenset({"/two/"})))
    assert (found.below("/one/"), found.below("/two/")) == (False, True)


def test_nobody_can_guess_a_callback_or_a_secret(config: Path) -> None:
    """C71, C73, CVE 15: each has 256 bits of the machine's own randomness, and no two are alike."""
    made = []
    for _ in range(2):
        loaded = load(config)
        subscribing = make_subscribing(
            loaded,
            house_of(loaded),
            MemoryStore(),
            make_caller(loaded),
            lambda _: None,
            asyncio.to_thread,
        )
        made += [subscribing.token() for _ in range(500)]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in made)
    bits = [
        format(int.from_bytes(base64.urlsafe_b64decode(one + "="), "big"), "0256b") for one in made
    ]
    ones = [sum(one[place] == "1" for one in bits) for place in range(256)]
    assert all(350 < count < 650 for count in ones), "every bit of them is a toss of a coin"
