"""What every transport but HTTP promises, against real servers: a server that hangs or dies costs a poll and no
story, and one bad file none of the others.
"""

from datetime import timedelta

import pytest

from feeds.errors import FetchError
from feeds.parse import parse

STEPS = pytest.mark.parametrize("step", ["login", "list", "read"])


def story(name: str) -> bytes:
    return f"headline: {name}\nid: {name}\n\nThe {name} left the harbour.\n".encode()


def brought(found) -> list[str]:
    """The stories in what was brought, a file or a mail each."""
    return [item.guid for payload in found.payloads for item in parse(payload).items]


@STEPS
async def test_a_server_that_hangs_is_given_up_at_the_deadline(remote, desk, step: str) -> None:
    remote.deliver("a.txt", story("ferry"))
    _, go_on = remote.hangs(step)
    one = desk(remote, timeout=timedelta(seconds=1))
    try:
        with pytest.raises(FetchError, match=r"^it took longer than 1 s$"):
            await one.poll()
    finally:
        go_on.set()
    remote.on.clear()
    remote.settle()
    one.fetcher._timeout = 20.0
    assert brought(await one.poll()) == ["ferry"]


@STEPS
async def test_a_server_that_dies_is_a_fault_and_nothing_is_lost(remote, desk, step: str) -> None:
    remote.deliver("a.txt", story("ferry"))
    remote.dies(step)
    one = desk(remote)
    with pytest.raises(
        FetchError, match=r"broke the connection off|cut short|the connection fails"
    ):
        await one.poll()
    remote.on.clear()
    assert brought(await one.poll()) == ["ferry"]


async def test_what_was_read_before_a_break_stays_and_the_rest_comes_next(remote, desk) -> None:
    for minute, name in enumerate(("ferry", "rain", "sun")):
        remote.deliver(f"{name}.txt", story(name), minute=minute)
    remote.dies("read", times=2)
    one = desk(remote)
    found = await one.poll()
    assert brought(found) == ["ferry"]
    (fault,) = found.faults
    assert fault[1]
    remote.on.clear()
    # What the connection broke with waits until all others were had.
    assert brought(await one.poll()) == ["sun", "rain"]
    assert (await one.poll()).unchanged
