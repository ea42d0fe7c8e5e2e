"""Forms as browsers and hubs' subscribers send them, read within limits (URL Standard, 5.1), and who sends them."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import parse_qsl

from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 16 * 1024
"""Of a form: two addresses and a secret of the greatest length, all of it written with per cent signs."""
_MOST_FIELDS = 50


def is_form(request: Request) -> bool:
    """Whether a request says that it is a form."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == FORM


async def body_of(request: Request) -> bytes | None:
    """The body; None as soon as it is too large. Raises ClientDisconnect."""
    body = bytearray()
    async for some in request.stream():
        body += some
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def pairs(text: bytes) -> list[tuple[str, str]] | None:
    """The names and values of a form or a query, in UTF-8 and in order; None where it cannot be read."""
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None


def visitor(address: str) -> str:
    """Whom an address is counted as: itself, or of IPv6 the network of one household; ``""`` where it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return "::1" if found.is_loopback else str(IPv6Network((found, 64), strict=False))
    return str(found)
