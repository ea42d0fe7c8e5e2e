"""Whoever was killed before what was decided was done: it is done by the next one, before all else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from feeds.app import passing
from feeds.app.backups import back_up, restore
from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.parts import house_of, make_release, make_rulings, open_store
from feeds.app.replaying import replay
from feeds.app.working import _Running
from feeds.config import Config
from feeds.engine import once
from feeds.engine.manager import ServiceManager
from feeds.model import JournalLine
from feeds.pipeline.adopt import adopt
from feeds.pipeline.release import Release
from feeds.store.journalfile import append, journal_path
from tests.contract.store.filings import NOW, a_filing, an_item, record

BELL = an_item("bell", source="d", headline="Bell rings")


@pytest.fixture
def house(config: Path) -> Config:
    """A story stands that somebody has killed, as the store knows and the folder does not yet."""
    house = load(config)
    with closing(open_store(house)) as store:
        release = make_release(house, house_of(house), store, lambda event: None)
        adopt(release.house, store, "1", NOW)
        record(store, a_filing("bell", item=BELL), source="d")
        assert release.run()
        (held,) = store.find("bell")
        append(
            journal_path(config.parent / "feeds.db"),
            JournalLine(seq=0, at=clock(), verb="kill", target=held.id, reason="asked"),
        )
        assert make_rulings(house, house_of(house), store).run()
    assert named_in(house) != []
    return house


def named_in(house: Config) -> list[str]:
    folder = Path(house.publish.directory)
    return [path.name for path in folder.glob("all.*") if b"Bell rings" in path.read_bytes()]


async def test_a_daemon_takes_it_out_before_it_begins(house: Config) -> None:
    async def here(do: Callable[[], Any]) -> Any:
        return do()

    with closing(open_store(house)) as store:
        rest: dict[str, Any] = {one.name: None for one in fields(_Running)}
        parts = {"store": store, "in_store_thread": here, "beside": here, "config": house}
        running = _Running(
            **{**rest, **parts, "manager": ServiceManager(), "observer": lambda event: None}
        )
        await running.engine(house)
        await running.desk.aclose()
    assert named_in(house) == []


async def test_a_pass_takes_it_out_before_it_polls(
    house: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    async def run_pass(*_: object, **__: object) -> bool:
        found.extend(named_in(house))
        return True

    monkeypatch.setattr(once, "run_pass", run_pass)
    await passing.once(
        house,
        (),
        digest="",
        observer=lambda event: None,
        claimed=lambda count: None,
        damaged=lambda why: None,
    )
    assert found == []


@pytest.mark.parametrize("way", ["replay", "restore"])
def test_whoever_makes_all_pages_again_takes_it_out_first(
    house: Config, config: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    found: list[list[str]] = []

    def run(self: Release) -> bool:
        found.append(named_in(house))
        return True

    back_up(house, config.parent / "kept.db")
    monkeypatch.setattr(Release, "run", run)
    if way == "replay":
        replay(house, NOW)
    else:
        restore(house, config.parent / "kept.db")
    assert found == [[]]
