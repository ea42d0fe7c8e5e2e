"""Who is behind the callbacks: the desk that runs now; what goes wrong there is told, and no hub has its push
acknowledged.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from feeds.app.hubs import Hubs
from feeds.errors import StoreError
from feeds.serve.callback import Trouble


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
