"""May we talk to this address? Our own table: `ipaddress` has changed its mind about what is global,
and knows nothing of IPv4 inside IPv6 (X04, X05).

Pure. `fetch` asks before every request and for every address a name resolves to, and connects to
nothing else.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's special-purpose registries, with multicast, and what was meant to be private once.
_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for measurements"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("100::/64", "a black hole"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
        ("2001::/23", "reserved"),
        ("5f00::/16", "reserved"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
        # All that is not 2000::/3 has been given to nobody (RFC 4291, 2.4).
        ("::/3", "reserved"),
        ("4000::/2", "reserved"),
        ("8000::/1", "reserved"),
    )
)

# Prefixes of IPv6 that carry an IPv4 address, and the bit at which it ends.
_CARRIERS: tuple[tuple[ipaddress.IPv6Network, int], ...] = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0),
        ("::ffff:0:0:0/96", 0),
        ("64:ff9b::/96", 0),
        ("64:ff9b:1::/48", 0),
        ("2002::/16", 80),
        ("::/96", 0),
    )
)
_TEREDO = ipaddress.IPv6Network("2001::/32")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
_PORTS_OF_A_REDIRECT = frozenset({80, 443})
_WEB = ("http", "https")
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")
_ENDS_IN_A_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)$")


def refusal(address: Address, allowed: Iterable[Network]) -> str:
    """Why an address may not be talked to; ``""`` where it may.

    `allowed` are the ranges that the operator has opened; they open what stands in them, and an
    IPv6 address for the IPv4 addresses it carries, where they open all of these.
    """
    ranges = tuple(allowed)
    if _stands_in(address, ranges):
        return ""
    if address.version == 6 and address in _LOCAL_NAT64:
        return f"{address} is private"
    # A carrier's own prefix is judged by what it carries, so that DNS64 goes on working.
    for one in _carried(address) or (address,):
        if not _stands_in(one, ranges):
            for network, what in _REFUSED:
                if one.version == network.version and one in network:
                    return f"{one} is {what}"
    return ""


def _stands_in(one: Address, ranges: Iterable[Network]) -> bool:
    return any(one.version == range_.version and one in range_ for range_ in ranges)


def literal(host: str) -> Address | None:
    """The address that a host is, in any spelling that a resolver or a client would take for one.

    ``127.1``, ``0x7f.1``, ``2130706433``, ``0177.0.0.1``, a trailing dot, and dots and digits of other
    scripts (UTS 46) are all 127.0.0.1.
    """
    text = _plain(host).strip("[]").removesuffix(".").partition("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    *heads, last = (_number(part) for part in parts)
    if any(head > 255 for head in heads) or last >= 256 ** (5 - len(parts)):
        return None
    value = last
    for place, head in enumerate(heads):
        value += head << (24 - 8 * place)
    return ipaddress.IPv4Address(value)


def check_url(
    url: str, *, allowed: Sequence[Network], redirect: bool, schemes: Collection[str] = _WEB
) -> str:
    """Why a URL may not be asked for, as far as its text tells; ``""`` where it may.

    A name has still to be resolved, and each of its addresses to be checked. A `redirect` may lead
    to ports 80 and 443 alone, unless it leads into an allowed range (X01, X03); so may
    what a page names.
    """
    if _UNFIT.search(url) is not None:
        return "it has a blank or a control character in it"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        return f"it is no address ({fault})"
    if parts.scheme.lower() not in schemes:
        return f"its scheme is {parts.scheme or 'missing'!r}, not {' or '.join(schemes)}"
    if not parts.hostname:
        return "it has no host"
    if "@" in parts.netloc:
        return "it has a user name in it"
    if "%" in parts.netloc:
        return "its host is written with per cent signs"
    address = literal(parts.hostname)
    if address is not None:
        if why := refusal(address, allowed):
            return why
        if refusal(address, ()):
            return ""  # inside an opened range, where any port will do
    elif _ENDS_IN_A_NUMBER.search(_plain(parts.hostname).removesuffix(".")) is not None:
        return "its host is a number and no address"
    if redirect and port not in {None, *_PORTS_OF_A_REDIRECT}:
        return f"it leads to port {port}"
    return ""


def _plain(host: str) -> str:
    """A host in the signs that a client makes of it before it asks for it."""
    if host.isascii():
        return host
    return unicodedata.normalize("NFKC", host).replace("\N{IDEOGRAPHIC FULL STOP}", ".")


def _carried(address: Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses inside an IPv6 address: what its packets may end up at."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    value = int(address)
    if value <= 1:  # :: and ::1 are themselves
        return ()
    if address in _TEREDO:
        server, client = value >> 64 & 0xFFFFFFFF, ~value & 0xFFFFFFFF
        return (ipaddress.IPv4Address(server), ipaddress.IPv4Address(client))
    return tuple(
        ipaddress.IPv4Address(value >> shift & 0xFFFFFFFF)
        for network, shift in _CARRIERS
        if address in network
    )[:1]


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text, 16)
    return int(text, 8) if text.startswith("0") and len(text) > 1 else int(text)
