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
