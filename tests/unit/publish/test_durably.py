"""How bytes are made durable: one by one while few, all at once when many."""

import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.publish import durable
from feeds.publish.durable import MANY, Durably
from feeds.publish.tree import opened
from feeds.publish.turn import MARK, Turn
from feeds.publish.twins import brotli, gzip


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _: calls.append("file"))
    monkeypatch.setattr(durable, "file_system_sync", lambda: lambda _: calls.append("all"))
    return calls


def durably(tmp_path: Path, count: int) -> None:
    with Durably(count) as context:
        for number in range(count):
            with (tmp_path / str(number)).open("wb") as file:
                context.add(file.fileno())


def test_a_few_files_are_synced_each(tmp_path: Path, synced: list[str]) -> None:
    durably(tmp_path, MANY)
    assert synced == ["file"] * MANY


def test_many_files_are_synced_at_once(tmp_path: Path, synced: list[str]) -> None:
    durably(tmp_path, MANY + 1)
    assert synced == ["all"]


def test_without_syncfs_every_file_is_synced(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "file_system_sync", lambda: None)
    durably(tmp_path, MANY + 1)
    assert synced == ["file"] * (MANY + 1)


def test_nothing_is_synced_for_what_is_given_up(tmp_path: Path, synced: list[str]) -> None:
    def give_up() -> None:
        with Durably(MANY + 1) as context, opened(tmp_path) as tree:
            context.add(tree.root)
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    assert synced == []


def test_the_file_system_of_this_machine_can_be_synced(tmp_path: Path) -> None:
    sync = durable.file_system_sync()
    assert sync is not None
    with opened(tmp_path) as tree:
        sync(tree.root)
    with pytest.raises(OSError, match="Bad file descriptor"):
        sync(-1)


def test_twins_are_the_same_bytes_for_the_same_body() -> None:
    body = b"A dam was opened on Monday. " * 100
    assert gzip(body) == gzip(bytes(body))
    assert brotli(body) == brotli(bytes(body))
    assert gzip(body)[4:8] == bytes(4), "the header's time stays away"


@pytest.mark.parametrize("compress", [gzip, brotli])
def test_others_go_on_while_a_document_is_compressed(compress: Callable[[bytes], bytes]) -> None:
    """It lets go of the GIL: the daemon answers and polls meanwhile."""
    body = random.Random(1).randbytes(30_000_000)
    compressing = threading.Thread(target=compress, args=(body,))
    began = last = time.perf_counter()
    longest = 0.0
    compressing.start()
    while compressing.is_alive():
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert longest < (last - began) / 2, "this thread stood still while the other compressed"


def test_a_turn_that_ends_leaves_nothing_and_one_that_does_not_is_seen(tmp_path: Path) -> None:
    with opened(tmp_path) as tree:
        with Turn(tree.root) as first:
            assert not first.cut_short
        assert (tmp_path / MARK).exists()
        with Turn(tree.root) as second:
            assert second.cut_short
            second.end()
        assert not (tmp_path / MARK).exists()


def test_there_is_one_turn_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path) as tree, Turn(tree.root) as turn:
        with pytest.raises(BlockingIOError), Turn(tree.root, wait=False):
            pass
        turn.end()
