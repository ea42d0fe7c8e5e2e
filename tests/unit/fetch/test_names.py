"""Names whose servers are silent: they keep nobody from anything, not even from ending."""

import asyncio
import socket
import subprocess
import sys
import threading
import time

import pytest

from feeds.errors import FetchError
from feeds.fetch import dial
from feeds.fetch.names import Lookups, MachinesResolver


class Resolver:
    """The machine's, as far as these tests go: names that begin with `silent` are never answered."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.over = threading.Event()

    def __call__(self, host, port, **_):
        self.asked.append(host)
        if host.startswith("silent"):
            self.over.wait(30)
        if host.startswith(("silent", "missing")):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    resolver = Resolver()
    monkeypatch.setattr("feeds.fetch.names.socket.getaddrinfo", resolver)
    yield resolver
    resolver.over.set()


async def test_a_hundred_names_that_are_not_answered_keep_no_other_from_being_resolved(
    machine,
) -> None:
    """C62."""
    lookups = Lookups()
    silent = MachinesResolver(lookups, seconds=0.3)
    waiting = [asyncio.create_task(silent.resolve(f"silent-{n}.example")) for n in range(100)]
    async with asyncio.timeout(10):
        while len(machine.asked) < 100:
            await asyncio.sleep(0.01)
        found = await MachinesResolver(lookups).resolve("wire.example", 80)
    assert [(one["host"], one["port"]) for one in found] == [("127.0.0.1", 80)]
    for told in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(told, FetchError)
        assert str(told) == "its host name is not resolved in time"


async def test_a_name_that_is_not_answered_is_not_asked_for_again_meanwhile(machine) -> None:
    """So that it takes one thread however often its source is polled."""
    lookups = Lookups()
    for _ in range(3):
        with pytest.raises(FetchError, match="not resolved in time"):
            await MachinesResolver(lookups, seconds=0.05).resolve("silent.example")
    assert machine.asked == ["silent.example"]
    machine.over.set()
    with pytest.raises(socket.gaierror):
        await MachinesResolver(lookups).resolve("silent.example")


async def test_a_poll_that_is_given_up_takes_the_answer_from_nobody(machine) -> None:
    lookups = Lookups()
    resolver = MachinesResolver(lookups, seconds=10)
    given_up, patient = (asyncio.create_task(resolver.resolve("silent.example")) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait((given_up,))
    machine.over.set()
    with pytest.raises(socket.gaierror):
        await patient


async def test_threads_are_bounded_where_nothing_is_answered_any_more(machine) -> None:
    lookups = Lookups(most=4)
    resolver = MachinesResolver(lookups, seconds=0.05)
    for number in range(4):
        with pytest.raises(FetchError, match="not resolved in time"):
            await resolver.resolve(f"silent-{number}.example")
    with pytest.raises(FetchError, match="too many host names"):
        await resolver.resolve("silent-5.example")
    machine.over.set()
    async with asyncio.timeout(10):
        while True:
            try:
                await resolver.resolve("wire.example")
                break
            except FetchError:
                await asyncio.sleep(0.01)


async def test_a_name_that_nobody_has_is_told_as_that(
    machine, a_fetcher, a_source, a_state
) -> None:
    """C34."""
    with pytest.raises(FetchError, match="its host name cannot be resolved"):
        await a_fetcher().fetch(a_source(url="http://missing.example/feed"), a_state())
    with pytest.raises(FetchError, match="its host name cannot be resolved"):
        await dial.dial("missing.example", 21, ())


def test_a_process_ends_while_a_name_is_being_looked_up() -> None:
    """R09: asyncio waits for its own threads when it ends, and Python for those of its pools."""
    program = """
import asyncio, socket, threading
from feeds.errors import FetchError
from feeds.fetch.names import Lookups, MachinesResolver
socket.getaddrinfo = lambda *_, **__: threading.Event().wait(60)
async def main():
    try:
        await MachinesResolver(Lookups(), seconds=0.1).resolve("silent.example")
    except FetchError as fault:
        print(fault)
asyncio.run(main())
"""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=40, check=True
    )
    assert done.stdout == "its host name is not resolved in time\n"
    assert time.monotonic() - begun < 30
