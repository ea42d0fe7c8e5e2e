"""A store that is restored gives no page of an archive an address that readers know from another one."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.app.backups import back_up, restore
from feeds.app.deciding import kill
from feeds.app.loading import load
from feeds.app.parts import house_of, make_release, open_store
from feeds.app.replaying import replay
from feeds.config import Config
from feeds.pipeline.adopt import adopt
from feeds.pipeline.restoring import Restoring
from tests.contract.store.filings import a_filing, an_item, record
from tests.history import Reader

BASE = "http://127.0.0.1/"
SECOND = timedelta(seconds=1)
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
FORMATS = ("atom", "rss", "json")


@pytest.fixture
def house(config: Path) -> Config:
    text = config.read_text() + 'size = 10\nwindow = "0s"\n'
    config.write_text(text)
    return load(config)


def bring(config: Config, first: int, last: int) -> None:
    """Stories come one after the other, and are published, five at a time."""
    with closing(open_store(config)) as store:
        release = make_release(config, house_of(config), store, lambda event: None)
        adopt(release.house, store, "1", NOW)
        for start in range(first, last + 1, 5):
            some = [
                a_filing(str(n), published=NOW + n * SECOND, item=an_item(str(n), source="d"))
                for n in range(start, min(start + 5, last + 1))
            ]
            record(store, *some, at=NOW + start * SECOND, source="d")
            for _ in range(3):
                assert release.run()


@pytest.fixture
def readers(house: Config) -> list[Reader]:
    folder = Path(house.publish.directory)

    def get(address: str) -> bytes:
        return (folder / address.removeprefix(BASE)).read_bytes()

    return [Reader(get, f"{BASE}all.{name}") for name in FORMATS]


def archived(house: Config) -> set[int]:
    return {int(path.stem) for path in Path(house.publish.directory).glob("archive/all/*.atom")}


@pytest.mark.parametrize("lost", [(), ("feeds.db*",), ("feeds.db*", "public/archive/all/*")])
def test_who_read_what_came_after_the_backup_misses_nothing_that_comes_after_it_is_restored(
    house: Config, config: Path, readers: list[Reader], lost: tuple[str, ...]
) -> None:
    """S15."""
    bring(house, 1, 69)
    back_up(house, config.parent / "kept.db")
    bring(house, 70, 134)
    for reader in readers:
        reader.catch_up()
    before = archived(house)
    for pattern in lost:
        for path in config.parent.glob(pattern):
            path.unlink()
    restore(house, config.parent / "kept.db")
    bring(house, 200, 264)
    assert min(archived(house) - before) > max(before)
    for reader in readers:
        reader.catch_up()
        assert len(reader.entries) == 134 + 65


@pytest.mark.parametrize("by_hand", ["an older store", "no store"])
def test_a_store_that_was_replaced_by_hand_goes_on_above_the_pages_that_stand(
    house: Config, config: Path, by_hand: str
) -> None:
    """S15."""
    bring(house, 1, 69)
    back_up(house, config.parent / "kept.db")
    bring(house, 70, 134)
    before = archived(house)
    for path in config.parent.glob("feeds.db*"):
        path.unlink()
    if by_hand == "an older store":
        (config.parent / "kept.db").rename(config.parent / "feeds.db")
    with closing(open_store(house)) as store:
        release = make_release(house, house_of(house), store, lambda event: None)
        adopt(release.house, store, "1", NOW)
        Restoring(release=release).number_above()
    bring(house, 200, 264)
    assert len(archived(house) - before) > 1
    assert min(archived(house) - before) > max(before)


def test_so_it_does_where_what_both_published_last_is_of_one_second(
    house: Config, config: Path
) -> None:
    """S15."""
    bring(house, 1, 69)
    back_up(house, config.parent / "kept.db")
    bring(house, 70, 134)
    for path in config.parent.glob("feeds.db*"):
        path.unlink()
    (config.parent / "kept.db").rename(config.parent / "feeds.db")
    with closing(open_store(house)) as store:
        for one in store.documents(store.front_documents()).values():
            for file in Path(house.publish.directory).glob(f"{one.path}*"):
                os.utime(file, times=(one.modified.timestamp(), one.modified.timestamp()))
        release = make_release(house, house_of(house), store, lambda event: None)
        Restoring(release=release).number_above()
        assert store.last_page("all") >= max(archived(house))


def killed(house: Config) -> None:
    with closing(open_store(house)) as store:
        (found,) = store.find("69")
    kill(house, found, "asked")


def replayed(house: Config) -> None:
    replay(house, NOW)


@pytest.mark.parametrize("first", [killed, replayed])
def test_so_it_does_where_the_first_that_is_done_with_it_is_a_command(
    house: Config, config: Path, first: Callable[[Config], None]
) -> None:
    """S15."""
    bring(house, 1, 69)
    back_up(house, config.parent / "kept.db")
    bring(house, 70, 134)
    before = archived(house)
    for path in config.parent.glob("feeds.db*"):
        path.unlink()
    (config.parent / "kept.db").rename(config.parent / "feeds.db")
    first(house)
    with closing(open_store(house)) as store:
        Restoring(
            release=make_release(house, house_of(house), store, lambda event: None)
        ).number_above()
    bring(house, 200, 264)
    assert len(archived(house) - before) > 1
    assert min(archived(house) - before) > max(before)


def test_where_the_store_is_the_folders_own_no_number_is_passed_over(house: Config) -> None:
    bring(house, 1, 69)
    with closing(open_store(house)) as store:
        release = make_release(house, house_of(house), store, lambda event: None)
        last = store.last_page("all")
        Restoring(release=release).number_above()
        assert store.last_page("all") == last
