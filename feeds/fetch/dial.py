"""A connection to an address that was checked: the name is resolved here, and nothing resolves it again
(X02). Who speaks over the connection gets it open.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

from feeds.errors import AddressError, FetchError
from feeds.fetch.client import GuardedResolver
from feeds.guard import Network, literal, refusal

_CONNECT = 10.0


async def dial(host: str, port: int, allowed: Sequence[Network]) -> socket.socket:
    """A connected socket that does not block. Raises FetchError, OSError."""
    last: OSError | None = None
    for family, address in await _addresses(host, port, allowed):
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setblocking(False)
        try:
            async with asyncio.timeout(_CONNECT):
                await asyncio.get_running_loop().sock_connect(opened, (address, port))
        except TimeoutError as fault:
            opened.close()
            last = fault
        except OSError as fault:
            opened.close()
            last = fault
        except BaseException:
            opened.close()
            raise
        else:
            return opened
    if isinstance(last, TimeoutError):
        raise FetchError("it does not take the connection in time") from last
    raise last or FetchError("its host name cannot be resolved")


async def _addresses(
    host: str, port: int, allowed: Sequence[Network]
) -> list[tuple[socket.AddressFamily, str]]:
    if (address := literal(host)) is not None:
        if why := refusal(address, allowed):
            raise AddressError(why)
        return [(_family(address), str(address))]
    try:
        found = await GuardedResolver(allowed).resolve(host, port)
    except OSError as fault:
        raise FetchError("its host name cannot be resolved") from fault
    return [(socket.AddressFamily(one["family"]), one["host"]) for one in found]


def _family(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> socket.AddressFamily:
    return socket.AF_INET if address.version == 4 else socket.AF_INET6


def is_inside(connection: socket.socket, allowed: Sequence[Network]) -> bool:
    """Whether the other end is in a range that the operator has opened, and would be refused else."""
    address = ipaddress.ip_address(connection.getpeername()[0].partition("%")[0])
    return bool(refusal(address, ())) and not refusal(address, allowed)
