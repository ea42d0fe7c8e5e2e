"""Until when the certificates of servers are good, learnt where a connection is made: no request is made for it."""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from datetime import UTC, datetime

_MOST = 4096
"""Hosts that are remembered, the last that were connected to."""


class Certificates:
    """The end of each host's certificate, as the handshake that was verified last has shown it."""

    def __init__(self) -> None:
        self._ends: OrderedDict[str, datetime] = OrderedDict()

    def connected(self, transport: asyncio.BaseTransport) -> None:
        """Called with each connection that is made, after its handshake where it has one."""
        tls = transport.get_extra_info("ssl_object")
        shown = tls.getpeercert() if tls is not None else None
        if not shown or "notAfter" not in shown or not tls.server_hostname:
            return
        host = tls.server_hostname.lower()
        ends = ssl.cert_time_to_seconds(shown["notAfter"])
        self._ends[host] = datetime.fromtimestamp(ends, UTC)
        self._ends.move_to_end(host)
        if len(self._ends) > _MOST:
            self._ends.popitem(last=False)

    def end(self, host: str) -> datetime | None:
        """Until when the certificate of a host is good; None where nobody knows."""
        return self._ends.get(host)
