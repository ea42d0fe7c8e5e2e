"""Whoever decides is told in good time that nobody acts."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.app import deciding
from feeds.app.loading import load
from feeds.app.parts import house_of, make_release, open_store
from feeds.errors import BusyError, StoreError
from feeds.pipeline.adopt import adopt
from feeds.pipeline.archives import Archives
from feeds.store.journalfile import Reader, journal_path
from tests.contract.store.filings import a_filing, an_item, record


def test_a_daemon_that_does_not_act_is_not_waited_for_without_end(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load(config)
    open_store(loaded).close()

    def busy(_config: object) -> None:
        raise BusyError("the daemon holds the store", holder=1)

    monkeypatch.setattr(deciding, "_act", busy)
    monkeypatch.setattr(deciding, "wake", lambda _config: True)
    with pytest.raises(StoreError, match="it is in the journal, but nobody has acted on it"):
        deciding._decide(loaded, "kill", "tag:x", "asked", lambda _store: False, patience=0.1)
    (line,) = Reader(journal_path(config.parent / "feeds.db"))()
    assert (line.verb, line.target) == ("kill", "tag:x")


def test_those_outside_are_told_of_a_kill_though_something_else_cannot_be_published(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a daemon nobody else tells them before the next pass, and a cache shows the story until then."""
    loaded = load(config)
    folder, now = Path(loaded.publish.directory), datetime.now(UTC) - timedelta(hours=1)
    with closing(open_store(loaded)) as store:
        release = make_release(loaded, house_of(loaded), store, lambda event: None)
        adopt(release.house, store, "1", now)
        record(store, a_filing("1", item=an_item("1", source="d")), at=now, source="d")
        assert release.run()
        record(store, a_filing("2", item=an_item("2", source="d")), at=now, source="d")
        (killed,) = store.find("1")
    (folder / "story" / "2.html").mkdir()
    told: list[str] = []
    monkeypatch.setattr(deciding, "_tell_from", lambda _config, store: told.append("told"))
    with pytest.raises(StoreError, match="it is withdrawn, but not published"):
        deciding.kill(loaded, killed, "asked")
    assert not (folder / killed.page).exists()
    assert told == ["told"]


def test_a_kill_waits_for_the_page_of_an_archive_that_has_the_story(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is the last to be rid of one that has left the channel's document."""
    config.write_text(config.read_text() + 'size = 2\nwindow = "0s"\n')
    loaded = load(config)
    now = datetime.now(UTC) - timedelta(hours=1)
    with closing(open_store(loaded)) as store:
        release = make_release(loaded, house_of(loaded), store, lambda event: None)
        adopt(release.house, store, "1", now)
        for guid in ("1", "2", "3", "4"):
            filing = a_filing(guid, published=now, item=an_item(guid, source="d"))
            record(store, filing, at=now, source="d")
            assert release.run()
        (killed,) = store.find("1")
    withdraw, gone = Archives.withdraw, list[tuple[bool, bool]]()

    def is_gone() -> tuple[bool, bool]:
        pages = Path(loaded.publish.directory).glob("archive/all/*.atom")
        stands = any(killed.page.encode() in one.read_bytes() for one in pages)
        with closing(open_store(loaded, readonly=True)) as reading:
            return deciding._is_gone(reading, killed), not stands

    def watched(archives: Archives, at: datetime) -> None:
        gone.append(is_gone())
        withdraw(archives, at)
        gone.append(is_gone())

    monkeypatch.setattr(Archives, "withdraw", watched)
    assert deciding.kill(loaded, killed, "asked")
    assert gone == [(False, False), (True, True)]
