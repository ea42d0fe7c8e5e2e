"""What an operator resumes while it is polled: that poll puts nothing back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.model import Deadly, Move, Poll, Rights, Source
from feeds.store.sql import SqlStore, open_store

URL = "http://127.0.0.1:1/feed"


def test_a_poll_that_is_under_way_puts_back_nothing_that_was_resumed(house: Path, feeds) -> None:
    now = datetime.now(UTC)
    with closing(open_store(f"sqlite:///{house}/feeds.db")) as store:
        store.enrol([Source(id="down", provider="Xinhua", rights=Rights.SUMMARY)], now)
        state = store.state("down")
        assert state is not None
        moved = Move(adopted="http://127.0.0.1:2/feed", adopted_since=now)
        deadly = (Deadly(sha256="a" * 64, url=URL, how="it died", deaths=3, last=now),)
        store.save_state(replace(state, url=URL, move=moved, deadly=deadly))
        under_way = claimed(store, now)
        feeds("sources", "--resume", "down")
        ended = replace(under_way, lease_until=None, last_success=now, reason="every 15 min")
        assert store.record([Poll(state=ended, at=now)]) == ()
        after = store.state("down")
        assert after is not None
        assert (after.move, after.deadly) == (Move(), ())
        assert after.reason == "resumed by the operator"
        again = claimed(store, now + timedelta(hours=1))
        assert store.record([Poll(state=replace(again, lease_until=None), at=now)]), (
            "the next is recorded"
        )


def claimed(store: SqlStore, now: datetime):
    (found,) = store.claim(["down"], now, timedelta(seconds=90), 1)
    return found
