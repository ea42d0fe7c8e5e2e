"""Who is behind the callbacks: the desk that runs now; what goes wrong there is told, and no hub has its push
acknowledged.
"""

from __future__ import annotations

import asyncio
import base64
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
from feeds.serve.callback import Trouble
from feeds.store.memory import MemoryStore


class Broken:
    """Parts of a desk that meet a fault."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

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
    for asked in (broken.verify("t", {}), broken.wants("t"), broken.take("t", "", "", b"x")):
        with pytest.raises(Trouble):
            await asked
    assert alarms == [("push", fault)] * 3


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
        await hubs(bug).take("t", "", "", b"x")
    assert alarms == [("push", bug)]


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
