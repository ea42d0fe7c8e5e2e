"""Under a service manager, whose part is played here (sd_notify(3)): what it hears, and what it does then."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]
_WATCHDOG = 3.0


class Manager:
    """Hears what it is told; each message with its sender's process id, which the system vouches for."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self.ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.ear.bind(self.address)

    @property
    def environment(self) -> dict[str, str]:
        return {"NOTIFY_SOCKET": self.address, "WATCHDOG_USEC": str(int(_WATCHDOG * 1e6))}

    def hears(self, word: str, within: float) -> str:
        """The message with this word in it, once it has come; ``""`` where none comes in time."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            self.ear.settimeout(left)
            try:
                said = self.ear.recv(4096).decode()
            except TimeoutError:
                break
            if word in said.split("\n"):
                return said
        return ""


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    made = Manager(tmp_path)
    yield made
    made.ear.close()


def test_it_hears_of_start_life_reload_and_end(house, manager: Manager) -> None:
    house.drop_source()
    house.write()
    daemon = house.start(answers=False, **manager.environment)
    assert manager.hears("WATCHDOG_USEC=1800000000", 30)  # what is held may be judged anew
    assert manager.hears("WATCHDOG_USEC=3000000", 30)
    told = manager.hears("READY=1", 30)
    assert f"STATUS=sources in: 1; channels out: 1; look at {house.base}" in told
    assert house.get("healthz")[0] == 200  # not before it answers
    assert manager.hears("WATCHDOG=1", _WATCHDOG)
    os.kill(daemon.pid, signal.SIGHUP)
    assert "MONOTONIC_USEC=" in manager.hears("RELOADING=1", 10)
    assert manager.hears("READY=1", 10)
    (house.folder / "config.toml").write_text("nonsense")
    os.kill(daemon.pid, signal.SIGHUP)  # a reload that is refused is over as well
    assert manager.hears("RELOADING=1", 10)
    assert manager.hears("READY=1", 10)
    os.kill(daemon.pid, signal.SIGTERM)
    assert "STATUS=SIGTERM" in manager.hears("STOPPING=1", 10)
    assert daemon.wait(30) == 0


def test_a_daemon_that_hangs_is_replaced_and_the_next_one_goes_on(
    house, manager: Manager, wait_until: Until
) -> None:
    """The kill is SIGABRT, as a manager's is; the lock, the socket and the store are the next one's at once."""
    house.drop_source()
    house.write()
    hanging = house.start(answers=False, **manager.environment)
    assert manager.hears("READY=1", 30)
    os.kill(hanging.pid, signal.SIGSTOP)
    while manager.hears("WATCHDOG=1", _WATCHDOG):
        pass  # what it had said before
    os.kill(hanging.pid, signal.SIGABRT)
    os.kill(hanging.pid, signal.SIGCONT)
    assert hanging.wait(10) == -signal.SIGABRT
    house.put("a.txt", "id: a\nheadline: Ferry\n\nPune, Nov 2 (IANS) It left.\n\n--IANS\n")
    house.start(answers=False, **manager.environment)
    assert manager.hears("READY=1", 30)
    wait_until(lambda: b"Ferry" in house.get("all.rss")[1], 10, "the next one has published")


_AS_MANAGER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES="http")
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Hands a socket over as sd_listen_fds(3) has it: as the third descriptor, to the process that this one becomes."""


class Readers:
    """They ask again and again, each time by a connection of their own, until they are told to stop."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._stop = threading.Event()
        self.statuses: list[int] = []
        self.faults: list[str] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(3)]

    def _ask(self) -> None:
        while not self._stop.is_set():
            line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            try:
                line.request("GET", "/all.rss")
                self.statuses.append(line.getresponse().status)
            except (OSError, http.client.HTTPException) as fault:
                self.faults.append(repr(fault))
            finally:
                line.close()

    def __enter__(self) -> Readers:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join(90)


def test_a_restart_refuses_no_reader_where_the_manager_keeps_the_socket(
    house, manager: Manager, wait_until: Until
) -> None:
    """The next daemon is started before the one that was told to end is over, and waits for the store."""
    house.drop_source()
    house.write()

    def start(kept: socket.socket) -> subprocess.Popen[bytes]:
        with (house.folder / "daemon.log").open("ab") as log:
            begun = subprocess.Popen(
                [sys.executable, "-c", _AS_MANAGER, str(kept.fileno()), *_RUN],
                cwd=house.folder,
                env={**os.environ, **manager.environment},
                pass_fds=(kept.fileno(),),
                stdout=log,
                stderr=log,
            )
        house.running.append(begun)
        return begun

    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", house.port))
        kept.listen(512)
        first = start(kept)
        wait_until(lambda: house.get("all.rss")[0] == 200, 30, "there is something to read")
        with Readers(house.port) as readers:
            wait_until(lambda: len(readers.statuses) > 20, 30, "readers are answered")
            assert manager.hears("READY=1", 30)
            os.kill(first.pid, signal.SIGTERM)
            second = start(kept)
            assert first.wait(30) == 0
            before = len(readers.statuses)
            assert manager.hears("READY=1", 30)
            wait_until(lambda: len(readers.statuses) > before + 20, 30, "and are so again")
        assert second.poll() is None, house.log()
    assert readers.faults == []
    assert set(readers.statuses) == {200}


_RUN = (str(Path(sys.executable).with_name("feeds")), "run")
_UNIT = Path(__file__).resolve().parents[2] / "deploy" / "systemd" / "gnn9-feeds.service"
_MOST_EXPOSED = 2.0
"""Of ten, as systemd counts what a service could do to its machine."""


def test_the_unit_is_one_that_systemd_takes_and_lets_out_little(tmp_path: Path) -> None:
    text = re.sub(r"/opt/gnn9-feeds/\S*/feeds", sys.executable, _UNIT.read_text(encoding="utf-8"))
    unit, sockets = tmp_path / _UNIT.name, tmp_path / f"{_UNIT.stem}.socket"
    unit.write_text(text, encoding="utf-8")
    sockets.write_bytes(_UNIT.with_suffix(".socket").read_bytes())
    checked = _analyze("verify", str(unit), str(sockets))
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    judged = _analyze("security", "--offline=yes", "--no-pager", str(unit)).stdout
    exposure = re.search(r"Overall exposure level .*: ([0-9.]+)", judged)
    assert exposure is not None
    assert float(exposure[1]) < _MOST_EXPOSED


def test_the_unit_is_started_again_as_long_as_it_fails_and_not_for_a_wrong_config() -> None:
    said = dict(
        line.split("=", 1)
        for line in _UNIT.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    )
    assert (said["Restart"], said["StartLimitIntervalSec"]) == ("always", "0")
    assert said["RestartPreventExitStatus"] == "2"


def _analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
