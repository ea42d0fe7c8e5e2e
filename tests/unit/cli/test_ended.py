"""A command that is ended takes with it what it has half made, and so does a demonstration."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feeds.app.backups import back_up
from feeds.app.loading import load
from feeds.app.parts import open_store
from tests.servers.ports import free_port

HALFWAY = """
import sys, time
from feeds.store import exchange

def copy(database, to, progress=None):
    to.write_bytes(b"half")
    print("half of it", flush=True)
    time.sleep(60)

exchange.copy = copy
from feeds.cli import main
main()
"""


@pytest.fixture
def folder(house: Path) -> Path:
    loaded = load(house / "config.toml")
    open_store(loaded).close()
    back_up(loaded, house / "kept.db")
    return house


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"feeds.db.lock"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    "command", [("backup", "kept.db"), ("restore", "kept.db"), ("replay", "--since", "1d")]
)
def test_a_copy_of_the_store_goes_with_the_command_that_is_ended_over_it(
    folder: Path, command: tuple[str, ...], number: signal.Signals
) -> None:
    before = files(folder)
    line = [sys.executable, "-c", HALFWAY, *command]
    with subprocess.Popen(line, cwd=folder, stdout=subprocess.PIPE) as copying:
        assert copying.stdout is not None
        assert copying.stdout.readline() == b"half of it\n"
        assert files(folder) > before
        for _ in range(2):  # as `timeout` does, and a shell whose terminal closes
            copying.send_signal(number)
        status = copying.wait(20)
    assert files(folder) == before
    assert status == -number


def test_who_ignores_that_the_terminal_has_gone_goes_on(folder: Path) -> None:
    """`nohup`."""
    line = ["nohup", sys.executable, "-c", HALFWAY, "backup", "kept.db"]
    with subprocess.Popen(
        line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as copying:
        assert copying.stdout is not None
        assert copying.stdout.readline() == b"half of it\n"
        copying.send_signal(signal.SIGHUP)
        copying.send_signal(signal.SIGTERM)
        assert copying.wait(20) == -signal.SIGTERM


def demonstration(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "feeds", "demo", "--listen", f"127.0.0.1:{free_port()}"],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def ended(playing: subprocess.Popen[str]) -> str:
    """What it says to the end, which it reaches by itself."""
    try:
        said, _ = playing.communicate(timeout=40)
    finally:
        playing.kill()
    assert playing.returncode == 0
    return said


def test_the_folder_of_a_demonstration_that_is_ended_as_it_begins_goes_with_it(
    tmp_path: Path,
) -> None:
    with demonstration(tmp_path) as beginning:
        until = time.monotonic() + 30
        while not list(tmp_path.glob("feeds-demo-*")) and time.monotonic() < until:
            time.sleep(0.005)
        beginning.terminate()
        ended(beginning)
    assert not list(tmp_path.glob("feeds-demo-*"))


def test_a_demonstration_ends_with_its_terminal(tmp_path: Path) -> None:
    """Nobody has edited its config."""
    with demonstration(tmp_path) as playing:
        assert playing.stdout is not None
        assert "are at work" in playing.stdout.readline()
        playing.send_signal(signal.SIGHUP)
        assert "story pages stood in" in ended(playing)
    assert not list(tmp_path.glob("feeds-demo-*"))
