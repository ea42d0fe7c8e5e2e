"""The guard at work: addresses are looked at where they are resolved, and nothing else is talked to."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from feeds.errors import FetchError
from feeds.fetch.client import GuardedResolver
from feeds.model import SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Names:
    """A resolver that answers from a list, one answer a question; the last stays."""

    answers: list[list[str]]

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(self, host, port=0, family=socket.AF_INET):
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch):
    """Answers of the resolver under the guard, in the order of questions."""

    def answer(*answers: list[str]) -> type[Names]:
        kind = type("Answering", (Names,), {"answers": list(answers)})
        monkeypatch.setattr("feeds.fetch.client.MachinesResolver", kind)
        return kind

    return answer


def a_poll(fetcher, source):
    return asyncio.wait_for(fetcher.fetch(source, SourceState(id="ians", next_due=NOON)), 20)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%eth0"],
)
async def test_a_name_that_leads_inside_is_refused_and_nothing_is_asked(
    a_fetcher, a_source, origin, names, address: str
) -> None:
    """X02."""
    names([address])
    fetcher = a_fetcher(allow_networks=())
    with pytest.raises(FetchError, match="its address is refused") as told:
        await a_poll(fetcher, a_source(url=f"http://wire.example:{origin.port}/"))
    assert told.value.permanent
    assert origin.connections == 0


async def test_of_several_addresses_only_those_that_may_be_are_given_out(names) -> None:
    names(["93.184.216.34", "127.0.0.1", "2606:4700::1111", "::1"])
    from feeds.fetch import client

    resolver = GuardedResolver((), client.MachinesResolver())
    found = await resolver.resolve("wire.example", 80)
    assert [one["host"] for one in found] == ["93.184.216.34", "2606:4700::1111"]
    await resolver.close()


async def test_a_name_that_changes_its_mind_between_two_requests_gains_nothing(
    a_fetcher, a_source, origin, answer, names
) -> None:
    """X02: DNS rebinding. Each connection is made to an address that was looked at for it."""
    names(["127.0.0.1"], ["127.9.9.9"])
    fetcher = a_fetcher(allow_networks=(ip_network("127.0.0.1/32"),), host_gap=timedelta(0))
    origin.will(answer(Connection="close"))
    source = a_source(url=f"http://wire.example:{origin.port}/feed")
    assert (await a_poll(fetcher, source)).status == 200
    with pytest.raises(FetchError, match=r"127\.9\.9\.9 is loopback"):
        await a_poll(fetcher, source)
    assert origin.connections == 1


async def test_a_redirect_to_a_name_that_leads_inside_is_refused(
    a_fetcher, a_source, origin, answer, names
) -> None:
    """X03."""
    names(["10.0.0.1"])
    origin.will(answer(302, Location="http://wire.example/inside"))
    with pytest.raises(FetchError, match=r"redirects to .* refused: 10\.0\.0\.1 is private"):
        await a_poll(a_fetcher(), a_source())


async def test_the_machines_own_name_is_refused_where_nothing_is_opened(
    a_fetcher, a_source, origin
) -> None:
    """The real resolver under the guard."""
    with pytest.raises(FetchError, match="loopback"):
        await a_poll(
            a_fetcher(allow_networks=()), a_source(url=f"http://localhost:{origin.port}/feed")
        )
    assert origin.connections == 0


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]"]
)
async def test_an_address_in_any_spelling_is_refused_before_a_connection_is_made(
    a_fetcher, a_source, origin, host: str
) -> None:
    """X05."""
    with pytest.raises(FetchError, match="its address is refused") as told:
        await a_poll(a_fetcher(allow_networks=()), a_source(url=f"http://{host}:{origin.port}/"))
    assert told.value.permanent
    assert origin.connections == 0


async def test_what_the_operator_has_opened_may_be_asked_by_name_and_on_any_port(
    a_fetcher, a_source, origin, answer, names
) -> None:
    """X07."""
    names(["127.0.0.1"])
    origin.will(answer())
    source = a_source(url=f"http://wire.internal:{origin.port}/feed")
    assert (await a_poll(a_fetcher(), source)).status == 200
    assert origin.requests[0].one("host") == f"wire.internal:{origin.port}".encode()


async def test_a_name_is_resolved_anew_for_every_connection(
    a_fetcher, a_source, origin, answer, names
) -> None:
    """An address that was good yesterday is looked at again today."""
    kind = names(["127.0.0.1"])
    asked: list[str] = []
    original = kind.resolve

    async def counted(self, host, port=0, family=socket.AF_INET):
        asked.append(host)
        return await original(self, host, port, family)

    kind.resolve = counted
    origin.will(answer(Connection="close"), answer(Connection="close"))
    fetcher = a_fetcher(host_gap=timedelta(0))
    for _ in range(2):
        await a_poll(fetcher, a_source(url=f"http://wire.internal:{origin.port}/feed"))
    assert asked == ["wire.internal", "wire.internal"]
