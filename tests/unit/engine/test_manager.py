"""What a service manager is promised (sd_notify(3)): to hear of us what it asked to hear, and nothing else."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.engine.manager import ServiceManager, manager_of


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.setblocking(False)
        yield ear


def all_of(ear: socket.socket) -> list[list[str]]:
    said = []
    while True:
        try:
            said.append(ear.recv(4096).decode().split("\n"))
        except BlockingIOError:
            return said


def silent(what: str, fault: BaseException) -> None:
    raise AssertionError(f"{what}: {fault}")


def a_manager(ear: socket.socket, **more: object) -> ServiceManager:
    return ServiceManager(address=ear.getsockname(), failed=silent, **more)  # type: ignore[arg-type]


def test_it_hears_of_every_state_in_one_message_each(heard: socket.socket) -> None:
    manager = a_manager(heard, monotonic=lambda: 12.5)
    manager.ready("4 sources in,\n5 channels out")
    manager.reloading()
    manager.stopping("SIGTERM")
    assert all_of(heard) == [
        ["READY=1", "STATUS=4 sources in, 5 channels out"],
        ["RELOADING=1", "MONOTONIC_USEC=12500000"],
        ["STOPPING=1", "STATUS=SIGTERM"],
    ]


def test_signs_of_life_come_four_times_within_the_time_it_waits_for_one(
    heard: socket.socket,
) -> None:
    now = 0.0
    manager = a_manager(heard, watchdog=timedelta(seconds=60), monotonic=lambda: now)
    for second in range(60):
        now = float(second)
        manager.alive()
    assert all_of(heard) == [["WATCHDOG=1"]] * 4


def test_what_takes_long_is_waited_for_and_nothing_after_it(heard: socket.socket) -> None:
    manager = a_manager(heard, watchdog=timedelta(seconds=60), monotonic=lambda: 0.0)
    with pytest.raises(KeyError), manager.patient(timedelta(hours=1)):
        raise KeyError
    assert all_of(heard) == [
        ["WATCHDOG=1", "WATCHDOG_USEC=3600000000"],
        ["WATCHDOG=1", "WATCHDOG_USEC=60000000"],
    ]
    with manager.patient(timedelta(seconds=1)):
        pass  # that is no longer than it waits anyway
    assert all_of(heard) == []


@pytest.mark.parametrize("watchdog", [None, timedelta(seconds=60)])
def test_what_takes_long_is_known_to_be_under_way_until_it_is_over_or_takes_too_long(
    watchdog: timedelta | None,
) -> None:
    now = 0.0
    manager = ServiceManager(watchdog=watchdog, monotonic=lambda: now)
    assert not manager.is_patient
    with manager.patient(timedelta(hours=1)):
        with manager.patient(timedelta()):
            now = 3599.0
            assert manager.is_patient
        assert manager.is_patient
        now = 3600.0
        assert not manager.is_patient
    now = 7.0
    assert not manager.is_patient


def test_who_waits_for_no_sign_of_life_gets_none(heard: socket.socket) -> None:
    a_manager(heard).alive()
    assert all_of(heard) == []


def test_an_address_that_is_no_file_is_reached() -> None:
    name = f"gnn9-feeds-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(f"\0{name}")
        ear.setblocking(False)
        ServiceManager(address=f"@{name}", failed=silent).stopping("SIGINT")
        assert all_of(ear) == [["STOPPING=1", "STATUS=SIGINT"]]


def test_a_manager_that_is_gone_is_told_of_and_ends_nothing(tmp_path: Path) -> None:
    faults: list[str] = []
    manager = ServiceManager(
        address=str(tmp_path / "nobody"), failed=lambda what, fault: faults.append(what)
    )
    manager.stopping("SIGTERM")
    assert faults == ["service manager"]


@pytest.mark.parametrize(
    ("environment", "watchdog"),
    [
        ({"WATCHDOG_USEC": "30000000"}, timedelta(seconds=30)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}, timedelta(seconds=30)),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_environment_says_who_and_is_not_left_to_our_children(
    environment: dict[str, str], watchdog: timedelta | None
) -> None:
    environment = {"NOTIFY_SOCKET": "/run/notify", "PATH": "/bin", **environment}
    manager = manager_of(environment, 7, silent)
    assert (manager.address, manager.watchdog) == ("/run/notify", watchdog)
    assert environment == {"PATH": "/bin"}


def test_an_address_of_another_kind_is_nobodys() -> None:
    assert manager_of({"NOTIFY_SOCKET": "vsock:2:1"}, 7, silent).address == ""
