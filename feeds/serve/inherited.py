"""Sockets that whoever started us has bound, and listens on (sd_listen_fds(3)).

Theirs stay open when ours are closed: who connects between the end of one process and the start of the next waits for
it, and is not refused.
"""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping

from feeds.errors import ConfigError, Fault

_FIRST = 3
"""The descriptor of the first socket; the others follow."""
_FAMILIES = frozenset({socket.AF_INET, socket.AF_INET6})


def inherited(environment: MutableMapping[str, str], pid: int) -> tuple[socket.socket, ...]:
    """The sockets that an environment says are for the process of this id; none where it names none.

    What says so is taken out of it: it is not for our own children, and neither are the sockets. Raises
    ConfigError where one is no socket that listens for TCP.
    """
    count, whose, named = (
        environment.pop(f"LISTEN_{what}", "") for what in ("FDS", "PID", "FDNAMES")
    )
    if whose != str(pid) or not count.isdecimal():
        return ()
    names = named.split(":") if named else ["unknown"] * int(count)
    if len(names) != int(count):
        raise _refused(f"{count} sockets under the names {named}", "as many names as sockets")
    return tuple(_listening(handle, name) for handle, name in enumerate(names, _FIRST))


def _listening(handle: int, name: str) -> socket.socket:
    expected = "a socket that listens for TCP, as ListenStream= of a .socket unit makes one"
    found = f"descriptor {handle}, named {name}"
    try:
        os.set_inheritable(handle, False)
        one = socket.socket(fileno=handle)
        listens = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as fault:
        raise _refused(found, f"{expected} ({fault.strerror})") from fault
    if not listens or one.family not in _FAMILIES:
        one.detach()  # it is not ours to close
        raise _refused(found, expected)
    return one


def _refused(found: str, expected: str) -> ConfigError:
    return ConfigError(
        "the service manager", (Fault(key="serve.listen", found=found, expected=expected),)
    )
