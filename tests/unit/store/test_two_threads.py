"""What is taken down beside a release waits for its turn, and gets it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from feeds.model import Owed
from feeds.store.sql import open_store

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def due(path: str) -> Owed:
    return Owed(hook="hub x", path=path)


def test_a_second_writer_gets_in_between_two_transactions_of_the_first(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/feeds.db")
    inside, through = threading.Event(), threading.Event()
    order: list[str] = []

    def beside() -> None:
        inside.wait(20)
        store.owe([due("beside")], NOW)
        order.append("beside")
        through.set()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(beside)
        with store.transaction():
            inside.set()
            store.owe([due("first")], NOW)
            order.append("first")
        assert through.wait(20)
        store.owe([due("last")], NOW)
        waiting.result(20)
    assert order == ["first", "beside"]
    assert [one.path for one in store.owed("hub x", 9)] == ["first", "beside", "last"]
    store.close()
