"""How long an item is kept, by what its source, its channels and its own state say."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide import keep
from feeds.model import ALL, ALWAYS, Aged, Channel, Keep, Status

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def aged(days: float, *, changed: float | None = None, **more: object) -> Aged:
    """An item that came so many days ago, and changed so many days ago."""
    received = NOW - days * DAY
    updated = received if changed is None else NOW - changed * DAY
    plain: dict[str, object] = {
        "id": "tag:x",
        "received": received,
        "updated": updated,
        "revision": 2,
        "status": Status.NEW,
        "published": received,
        "channels": (),
    }
    return Aged(**{**plain, **more})


def goes(one: Aged, kept: Keep, *, last: datetime | None = None, **more: object) -> str:
    """The rule by which an item goes; ``""`` of one that stays."""
    given = {"channels": {}, "shown": frozenset(), "now": NOW, **more}
    line = keep.going(one, keep=kept, last=last, **given)
    return line.rule if line is not None else ""


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (aged(29), ""),
        (aged(30), ""),
        (aged(30.001), "keep.age/1"),
        (aged(400, changed=29), ""),
        (aged(29, changed=400), ""),
    ],
)
def test_age_counts_from_the_last_change(one: Aged, rule: str) -> None:
    assert goes(one, Keep(age=30 * DAY)) == rule


def test_beyond_its_number_an_item_goes_whatever_its_age() -> None:
    last = NOW - 2 * DAY
    assert goes(aged(2), Keep(items=10), last=last) == ""
    assert goes(aged(2.5), Keep(items=10), last=last) == "keep.count/1"
    assert goes(aged(2.5), Keep(age=30 * DAY, items=10), last=last) == "keep.count/1"
    assert goes(aged(2.5), Keep(items=10), last=None) == ""


def test_what_has_changed_is_among_the_newest_whenever_it_came() -> None:
    last = NOW - 2 * DAY
    assert goes(aged(400, changed=1), Keep(items=1), last=last) == ""
    assert goes(aged(1, changed=400), Keep(items=1), last=last) == "keep.count/1"


@pytest.mark.parametrize("kept", [Keep(), Keep(age=ALWAYS), Keep(items=ALL)])
def test_where_nothing_ends_nothing_goes(kept: Keep) -> None:
    assert goes(aged(400_000), kept) == ""


def test_what_readers_see_and_what_waits_for_an_editor_stays() -> None:
    month = Keep(age=30 * DAY)
    assert goes(aged(400), month, shown={"tag:x"}) == ""
    assert goes(aged(400, status=Status.HELD), month) == ""
    for status in set(Status) - {Status.HELD}:
        assert goes(aged(400, status=status), month) == "keep.age/1"


def test_one_channel_that_keeps_it_is_enough() -> None:
    one = aged(400, channels=("all", "world"))
    froms = {"all": NOW - 30 * DAY, "world": NOW - 500 * DAY}
    assert goes(one, Keep(age=30 * DAY), channels=froms) == ""
    froms["world"] = NOW - 399 * DAY
    assert goes(one, Keep(age=30 * DAY), channels=froms) == "keep.age/1"
    assert goes(one, Keep(age=30 * DAY), channels={"other": keep.EVER}) == "keep.age/1"


def test_a_channel_keeps_its_window_and_its_size_at_least() -> None:
    channel = Channel(id="all", title="All", size=50, window=3 * DAY)
    assert keep.enough(channel, Keep()) == 50
    assert keep.enough(channel, Keep(items=20)) == 50
    assert keep.enough(channel, Keep(items=200)) == 200
    newest, oldest = NOW - 1 * DAY, NOW - 90 * DAY
    assert keep.since(channel, Keep(), newest, NOW) == NOW - 3 * DAY
    assert keep.since(channel, Keep(), oldest, NOW) == oldest
    assert keep.since(channel, Keep(age=10 * DAY), newest, NOW) == NOW - 10 * DAY
    assert keep.since(channel, Keep(age=1 * DAY), newest, NOW) == NOW - 3 * DAY


@pytest.mark.parametrize("kept", [Keep(age=ALWAYS), Keep()])
def test_a_channel_with_fewer_than_are_enough_keeps_all(kept: Keep) -> None:
    last = None if kept == Keep() else NOW
    assert keep.since(Channel(id="all", title="All"), kept, last, NOW) == keep.EVER


def test_what_is_looked_at_begins_where_the_first_limit_does() -> None:
    last = NOW - 2 * DAY
    assert keep.ends(Keep(), None, NOW) is None
    assert keep.ends(Keep(age=30 * DAY), None, NOW) == NOW - 30 * DAY
    assert keep.ends(Keep(age=30 * DAY, items=9), last, NOW) == last
    assert keep.ends(Keep(age=1 * DAY, items=9), last, NOW) == NOW - 1 * DAY


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (365 * DAY, "365d"),
        (timedelta(hours=36), "36h"),
        (timedelta(minutes=90), "90m"),
        (timedelta(seconds=61.5), "61.5s"),
    ],
)
def test_the_ledger_says_the_limit_as_the_config_has_it(age: timedelta, said: str) -> None:
    line = keep.going(
        aged(4000), keep=Keep(age=age), last=None, channels={}, shown=frozenset(), now=NOW
    )
    assert line is not None
    assert line.reason == f"unchanged for longer than {said}; its copy is gone"
    assert (line.at, line.stage, line.status, line.revision) == (NOW, "keep", "new", 2)
