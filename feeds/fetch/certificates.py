"""Until when the certificates of servers are good, learnt where a connection is made: no request is made for it."""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

_MOST = 4096
"""Hosts that are remembered, the last that were connected to."""


class Certificates:
    """The end of each host's certificate, as the handshake that was verified last has shown it."""

    def __init__(self) -> None:
        self._ends: OrderedDict[str, tuple[datetime, timedelta]] = OrderedDict()

    def connected(self, transport: asyncio.BaseTransport) -> None:
        """Called with each connection that is made, after its handshake where it has one."""
        tls = transport.get_extra_info("ssl_object")
        shown = tls.getpeercert() if tls is not None else None
        if not shown or not {"notBefore", "notAfter"} <= shown.keys() or not tls.server_hostname:
            return
        host = tls.server_hostname.lower()
        begins, ends = (
            datetime.fromtimestamp(ssl.cert_time_to_seconds(shown[at]), UTC)
            for at in ("notBefore", "notAfter")
        )
        self._ends[host] = ends, ends - begins
        self._ends.move_to_end(host)
        if len(self._ends) > _MOST:
            self._ends.popitem(last=False)

    def end(self, host: str) -> tuple[datetime | None, timedelta | None]:
        """Until when the certificate of a host is good, and for how long it was made out; None where nobody knows."""
        return self._ends.get(host, (None, None))
