"""The machine is looked at as it is: what stands in the way of the daemon is found before it is started."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.app import machine as root
from feeds.app import working
from feeds.app.loading import load
from feeds.app.parts import control_path, open_store
from feeds.decide.machine import Finding, Health
from feeds.serve.control import ControlServer


def looked_at(config: Path) -> dict[str, Finding]:
    return {one.name: one for one in root.look(load(config))}


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere: here nobody is more than what the mode of a folder says."""
    monkeypatch.setattr(
        root.os, "access", lambda path, _mode: bool(Path(path).stat().st_mode & stat.S_IWUSR)
    )


def listening(config: Path, port: int) -> None:
    text = config.read_text()
    config.write_text(f'{text}\n[serve]\nlisten = "127.0.0.1:{port}"\n')


def test_a_machine_that_is_fit_has_no_fault(config: Path) -> None:
    listening(config, 0)
    open_store(load(config)).close()
    found = looked_at(config)
    assert [one for one in found.values() if one.health is Health.FAULT] == []
    assert found["store"].found.startswith(str(config.parent / "feeds.db"))
    assert found["file system of the store"].found != "unknown"
    assert {"Python", "SQLite", "expat", "clock", "open files", "disk of the store"} <= set(found)


def test_what_is_not_there_yet_and_will_be_made_is_no_fault(config: Path) -> None:
    listening(config, 0)
    found = looked_at(config)
    assert "is yet to be made" in found["store"].found
    assert found["published folder"].health is Health.OK


def test_the_disk_of_a_store_is_looked_at_before_it_is_made(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = config.read_text().replace("sqlite:///feeds.db", "sqlite:///var/feeds.db")
    config.write_text(text)
    monkeypatch.setattr(root, "_kind_of_file_system", lambda path: "nfs4" if path.is_dir() else "")
    found = looked_at(config)
    assert "disk of the store" in found
    assert found["file system of the store"].health is Health.FAULT
    assert not (config.parent / "var").exists()


def test_folders_that_cannot_be_written_to_are_named_with_who_cannot(config: Path) -> None:
    config.parent.chmod(0o500)
    try:
        found = looked_at(config)
        assert found["folder of the store"].health is Health.FAULT
        assert "cannot write there" in found["folder of the store"].found
        assert found["published folder"].health is Health.FAULT
    finally:
        config.parent.chmod(0o700)


def test_a_drop_directory_that_is_missing_is_a_fault(config: Path) -> None:
    shutil.rmtree(config.parent / "drop")
    assert looked_at(config)["drop directory of d"].health is Health.FAULT


def test_a_store_that_is_damaged_is_told_with_the_way_back(config: Path) -> None:
    (config.parent / "feeds.db").write_bytes(b"no store " * 1000)
    found = looked_at(config)["store"]
    assert found.health is Health.FAULT
    assert "feeds restore" in found.advice


def test_a_store_that_can_be_opened_and_is_damaged_within_is_told_as_well(config: Path) -> None:
    database = config.parent / "feeds.db"
    open_store(load(config)).close()
    with closing(sqlite3.connect(database)) as one:
        (page,) = one.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'item_key'"
        ).fetchone()
        (size,) = one.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 512)
    open_store(load(config), readonly=True).close()
    found = looked_at(config)["store"]
    assert found.health is Health.FAULT
    assert "feeds restore" in found.advice


async def test_a_daemon_that_runs_is_asked_for_nothing_but_an_answer(config: Path) -> None:
    woken: list[int] = []
    listening(config, 0)
    control = ControlServer(
        control_path(load(config)), lambda message: working._heed(message, lambda: woken.append(1))
    )
    await control.start()
    try:
        found = (await asyncio.to_thread(looked_at, config))["daemon"]
    finally:
        await control.stop(timedelta(seconds=1))
    assert found.found.startswith(f"runs as process {os.getpid()}, ")
    assert woken == []


def test_an_address_that_somebody_else_has_is_told(config: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listening(config, other.getsockname()[1])
        found = looked_at(config)["daemon"]
    assert found.health is Health.FAULT
    assert "cannot be had" in found.found


SYSTEMCTL = """#!/bin/sh
case "$*" in
  "--system list-sockets "*)
    echo "/run/dbus/system_bus_socket  dbus.socket  dbus.service"
    echo "{listens}               gnn9-feeds.socket              gnn9-feeds.service" ;;
  "--system show "*"gnn9-feeds.service") echo "{{ path={starts} ; argv[]={starts} ; ignore_errors=no }}" ;;
  *) echo "Failed to connect to bus" >&2; exit 1 ;;
esac
"""
OURS = "/opt/gnn9-feeds/.venv/bin/feeds run -c /etc/feeds/config.toml"


@pytest.mark.parametrize(
    ("listens", "starts", "well", "said"),
    [
        ("127.0.0.1:{}", OURS, True, "gnn9-feeds.socket keeps 127.0.0.1:{} open, and starts gnn9"),
        ("[::]:{}", OURS, True, "gnn9-feeds.socket keeps 127.0.0.1:{} open"),
        ("0.0.0.0:{}", "/usr/bin/python3 -m feeds serve", True, "gnn9-feeds.socket keeps"),
        ("127.0.0.1:{}", "/usr/bin/other run", False, "gnn9-feeds.socket listens there for gnn9"),
        ("127.0.0.2:{}", OURS, False, "cannot be had: Address already in use"),
        ("127.0.0.1:1{}", OURS, False, "cannot be had: Address already in use"),
    ],
)
def test_an_address_that_systemd_keeps_for_a_stopped_daemon_is_no_fault(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    listens: str,
    starts: str,
    well: bool,
    said: str,
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        folder = config.parent / "bin"
        folder.mkdir()
        told = SYSTEMCTL.format(listens=listens.format(port), starts=starts)
        (folder / "systemctl").write_text(told)
        (folder / "systemctl").chmod(0o755)
        listening(config, port)
        monkeypatch.setattr(root.shutil, "which", lambda name: str(folder / name))
        found = looked_at(config)["daemon"]
    assert (found.health is Health.OK) == well
    assert said.format(port) in found.found


def test_hosts_are_looked_up_and_asked_for_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = config.read_text().replace('path = "drop"', 'url = "http://wire.example/feed"')
    config.write_text(text + '\n[fetch]\ncontact = "desk@b.example"\n')

    async def unknown(_loop: object, host: str, _port: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is unknown")

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", unknown)
    found = asyncio.run(root.look_around(load(config)))
    assert "wire.example: wire.example is unknown" in found.found
    assert found.health is Health.FAULT
