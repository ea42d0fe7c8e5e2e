"""Sockets that somebody else has bound are taken as sd_listen_fds(3) hands them over, and nothing else is."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from feeds.errors import ConfigError
from feeds.serve import inherited as module
from feeds.serve.inherited import inherited

ME = 4711


@pytest.fixture
def open_ones() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def handed_over(monkeypatch: pytest.MonkeyPatch, one: int) -> dict[str, str]:
    """The environment that says that this descriptor is ours."""
    handle = os.dup(one)
    os.set_inheritable(handle, True)
    monkeypatch.setattr(module, "_FIRST", handle)
    return {"LISTEN_FDS": "1", "LISTEN_PID": str(ME), "LISTEN_FDNAMES": "http", "PATH": "/bin"}


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_socket_that_listens_is_ours_and_not_our_childrens(
    monkeypatch: pytest.MonkeyPatch, open_ones: ExitStack, family: socket.AddressFamily
) -> None:
    bound = open_ones.enter_context(socket.socket(family))
    bound.bind(("::1" if family is socket.AF_INET6 else "127.0.0.1", 0))
    bound.listen()
    environment = handed_over(monkeypatch, bound.fileno())
    (found,) = inherited(environment, ME)
    open_ones.enter_context(found)
    assert found.getsockname() == bound.getsockname()
    assert not found.get_inheritable()
    assert environment == {"PATH": "/bin"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"LISTEN_FDS": "1", "LISTEN_PID": str(ME + 1)},
        {"LISTEN_FDS": "1"},
        {"LISTEN_FDS": "0", "LISTEN_PID": str(ME)},
        {"LISTEN_FDS": "many", "LISTEN_PID": str(ME)},
    ],
)
def test_what_is_nobodys_or_somebody_elses_is_left_alone(said: dict[str, str]) -> None:
    assert inherited(said, ME) == ()
    assert said == {}


def test_names_that_are_not_as_many_as_sockets_are_refused() -> None:
    said = {"LISTEN_FDS": "2", "LISTEN_PID": str(ME), "LISTEN_FDNAMES": "http"}
    with pytest.raises(ConfigError, match="2 sockets under the names http"):
        inherited(said, ME)


@pytest.mark.parametrize("kind", ["file", "bound alone", "datagrams", "of this machine"])
def test_what_takes_no_connections_from_readers_is_named_and_stays_open(
    monkeypatch: pytest.MonkeyPatch, open_ones: ExitStack, tmp_path: Path, kind: str
) -> None:
    if kind == "file":
        environment = handed_over(monkeypatch, 0)
    else:
        family = socket.AF_UNIX if kind == "of this machine" else socket.AF_INET
        sort = socket.SOCK_DGRAM if kind == "datagrams" else socket.SOCK_STREAM
        one = open_ones.enter_context(socket.socket(family, sort))
        one.bind(str(tmp_path / "socket") if family is socket.AF_UNIX else ("127.0.0.1", 0))
        if family is socket.AF_UNIX:
            one.listen()
        environment = handed_over(monkeypatch, one.fileno())
    with pytest.raises(ConfigError, match=r"descriptor \d+, named http"):
        inherited(environment, ME)
    os.close(module._FIRST)  # it was there still
