"""Looks the running daemon over: what waits, what is left, whether it is able to do its job."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from feeds.app.clock import clock
from feeds.app.parts import store_path
from feeds.config import Config
from feeds.contracts import Observer, Store
from feeds.decide.due import known_at
from feeds.decide.ready import Facts, lacking
from feeds.decide.standing import standing
from feeds.engine.vitals import Vitals
from feeds.errors import StoreError
from feeds.model import Measured, SourceFigures, SourceState


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the last look has seen."""

    at: datetime | None = None
    store: str = ""
    is_writer: bool = True
    folder: str = ""
    free: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Measure:
    """One daemon's. `look` belongs into a thread beside the loop, all else is asked in the loop."""

    config: Callable[[], Config]
    """As it is after a reload."""
    store: Store
    observer: Observer
    vitals: Vitals
    patient: Callable[[], bool]
    """Whether the thread that writes does something that is known to take long."""
    workers: Callable[[], bool]
    deadly: Callable[[], Mapping[str, int]]
    is_writer: Callable[[], bool]
    _seen: _Seen = _Seen()

    def look(self) -> None:
        """Sees how things are, and tells the observer."""
        config, now = self.config(), clock()
        free = {
            "store": _free(store_path(config).parent),
            "published": _free(Path(config.publish.directory)),
        }
        why = ""
        try:
            self.observer(self._measured(config, free, now))
        except StoreError as fault:
            why = str(fault)
        self._seen = _Seen(
            at=now,
            store=why,
            is_writer=self.is_writer(),
            folder="" if _may_write(Path(config.publish.directory)) else config.publish.directory,
            free=free,
        )

    def ready(self) -> tuple[bool, dict[str, object]]:
        """Whether the daemon is able to do its job, and what it lacks."""
        lacks = lacking(
            Facts(
                ticked=self.vitals.ticked,
                patient=self.patient(),
                published=self.vitals.published,
                refused=tuple(self.vitals.failing),
                looked=self._seen.at,
                store=self._seen.store,
                is_writer=self._seen.is_writer,
                folder=self._seen.folder,
                free=self._seen.free,
                workers=self.workers(),
                deadly=self.deadly(),
            ),
            clock(),
        )
        return not lacks, {"lacks": lacks}

    def _measured(self, config: Config, free: dict[str, int], now: datetime) -> Measured:
        states = self.store.states()
        enabled = [source.id for source in config.sources if source.enabled]
        queues = {**self.store.backlog(enabled, now), "files": _files(config, states)}
        return Measured(
            at=now,
            queues=tuple(queues.items()),
            stored=tuple(_stored(store_path(config))),
            free=tuple(free.items()),
            sources=tuple(_figures(config, states)),
        )


def _figures(config: Config, states: Mapping[str, SourceState]) -> Iterator[SourceFigures]:
    for source in config.sources:
        state = states.get(source.id)
        status, _ = standing(source, state)
        if state is None:
            yield SourceFigures(id=source.id, status=status.value)
        else:
            yield SourceFigures(
                id=source.id,
                status=status.value,
                failures=state.failures,
                last_success=state.last_success,
            )


def _files(config: Config, states: Mapping[str, SourceState]) -> int:
    from feeds.fetch.directory import how_many

    return sum(
        how_many(source, known_at(source, states[source.id]).cursor)
        for source in config.sources
        if source.enabled and source.path and source.id in states
    )


def _stored(database: Path) -> Iterator[tuple[str, int]]:
    for name, path in (
        ("database", database),
        ("log", database.with_name(f"{database.name}-wal")),
    ):
        yield name, path.stat().st_size if path.exists() else 0


def _free(folder: Path) -> int:
    return shutil.disk_usage(_standing(folder)).free


def _may_write(folder: Path) -> bool:
    return os.access(_standing(folder), os.W_OK | os.X_OK)


def _standing(folder: Path) -> Path:
    """The folder, or what of its path is there until it is made."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())
