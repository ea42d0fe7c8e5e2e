"""Ports for those who have to be told one: below those that the kernel gives out, and of each test process
its own, so that nobody else is given one between its choice and its use.
"""

from __future__ import annotations

import os
import socket
from itertools import count

_FIRST, _OF_EACH = 20_000, 4_000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_NEXT = count(os.getpid() % 2_000)


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    while True:
        port = _FIRST + _WORKER % 3 * _OF_EACH + next(_NEXT) % _OF_EACH
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
