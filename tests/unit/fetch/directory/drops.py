"""A drop directory, the fetcher that looks into it, and what is told of what it brought."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.fetch import directory
from feeds.fetch.directory import DirectoryFetcher, waiting
from feeds.model import Fetched, Rights, Source, SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LIMIT = 1000


class Drop:
    """A drop directory, the fetcher that looks into it, and what is remembered between two polls."""

    def __init__(self, folder: Path, *, keep_files: bool = False) -> None:
        self.folder = folder
        self.source = Source(
            id="ians",
            provider="IANS",
            rights=Rights.FULL,
            path=str(folder),
            keep_files=keep_files,
        )
        self.now = NOON
        self.state = SourceState(id="ians", next_due=NOON)
        self.restart()

    def restart(self) -> None:
        self.fetcher = DirectoryFetcher(clock=lambda: self.now, max_bytes=LIMIT)

    def put(self, name: str | bytes, body: str = "copy", *, minute: int = 0) -> Path:
        path = self.folder / os.fsdecode(name)
        path.write_text(body)
        self.age(path, minute)
        return path

    @staticmethod
    def age(path: Path, minute: int) -> None:
        when = (NOON - timedelta(hours=1) + timedelta(minutes=minute)).timestamp()
        os.utime(path, (when, when))

    def fetch(self) -> Fetched:
        found = asyncio.run(self.fetcher.fetch(self.source, self.state))
        self.state = replace(self.state, cursor=found.cursor)
        return found

    def acknowledge(self, **faults: str) -> None:
        told = {(self.folder / name).as_uri(): why for name, why in faults.items()}
        asyncio.run(self.fetcher.acknowledge(self.source, told))

    def poll(self) -> list[str]:
        """Fetches and acknowledges; the names of what was brought, in order."""
        found = self.fetch()
        self.acknowledge()
        return names_of(found)

    def holds(self, where: str = "") -> list[str]:
        folder = self.folder / where
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def faults(self, found: Fetched) -> dict[str, str]:
        return {url.rpartition("/")[2]: why for url, why in found.faults}

    def waits(self) -> bool:
        return waiting(self.source, self.state.cursor)


def names_of(found: Fetched) -> list[str]:
    return [payload.url.rpartition("/")[2] for payload in found.payloads]


@contextmanager
def before_opening(monkeypatch: pytest.MonkeyPatch, path: Path, do) -> Iterator[None]:
    """Does something to a file between the look into the directory and the look into the file."""
    real = os.open

    def opening(name, *args, **kwargs):
        if name == path and path.exists():
            do(path)
        return real(name, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(directory.os, "open", opening)
        yield
