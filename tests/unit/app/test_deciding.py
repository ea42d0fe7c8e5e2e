"""Whoever decides is told in good time that nobody acts."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.app import deciding
from feeds.app.loading import load
from feeds.app.parts import open_store
from feeds.errors import BusyError, StoreError
from feeds.store.journalfile import Reader, journal_path


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
