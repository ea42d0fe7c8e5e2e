"""A source that is pushed is polled less, while the lease of its hub lasts and nothing is missed, and once a day at least."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from tests.pipeline.websub.hub import NAMED, TEN_DAYS, one, polls

# the lease


@pytest.mark.parametrize(
    ("given", "lasts", "renewed"),
    [
        ("864000", timedelta(days=10), timedelta(days=8)),
        ("7200", timedelta(hours=2), timedelta(minutes=96)),
        ("600", timedelta(minutes=10), timedelta(hours=1)),
        ("99999999999999", timedelta(days=14), timedelta(days=11.2)),
        ("", timedelta(days=10), timedelta(days=8)),
        ("-5", timedelta(days=10), timedelta(days=8)),
        ("²", timedelta(days=10), timedelta(days=8)),
        ("0", timedelta(0), timedelta(hours=1)),
    ],
)
async def test_a_lease_is_renewed_at_four_fifths_of_what_the_hub_gave(
    hub, given, lasts, renewed
) -> None:
    """C72."""
    made = await hub()
    await made.verify(lease_seconds=given)
    now = made.room.clock()
    assert (one(made).until, one(made).due) == (now + lasts, now + renewed)
    token = one(made).token
    made.room.clock.now = one(made).due
    made.room.start()  # another process: it is all in the store
    await made.room.subscribing.run()
    assert len(made.asked()) == 2
    assert await made.verify()
    assert (one(made).token, one(made).until) == (token, made.room.clock() + TEN_DAYS)


async def test_a_lease_that_has_lapsed_brings_the_usual_polls_back_at_once(pushing) -> None:
    """C72."""
    made = await pushing()
    made.room.outside.says = lambda call: 503
    assert await polls(made, hours=6) == 0
    lapse = one(made).until
    made.room.clock.now = lapse - timedelta(hours=1)
    await polls(made, minutes=2)  # the back-up poll that is due
    assert await polls(made, minutes=57) == 0
    assert await polls(made, minutes=14) == 1
    assert await polls(made, hours=1) == 4


@pytest.mark.parametrize("is_late", [True, False])
async def test_what_was_pushed_for_a_lease_that_lapsed_proves_nothing_for_the_next(
    pushing, is_late
) -> None:
    """C72, C75: nobody knows what was pushed in between."""
    made = await pushing()
    made.room.clock.now = one(made).until + timedelta(minutes=1)
    await polls(made, minutes=2)
    if is_late:
        assert await made.push("1", "2", "3")
        assert len(made.room.items()) == 3, "it is copy all the same"
    await made.room.subscribing.run()
    assert await made.verify()
    assert await polls(made, hours=1) == 4
    await made.push("4")
    await polls(made, minutes=16)
    assert await polls(made, hours=6) == 0


# polls stay


async def test_a_source_that_is_pushed_is_polled_once_a_day_all_the_same(pushing) -> None:
    """C75."""
    made = await pushing()
    assert await polls(made, hours=23.5) == 0
    assert await polls(made, hours=0.5) == 1
    assert await polls(made, days=3) in {3, 4}
    asked = [one.at for one in made.room.wire.asked]
    assert max(b - a for a, b in itertools.pairwise(asked)) <= timedelta(days=1)


async def test_a_hub_that_takes_everything_and_never_pushes_slows_no_poll(hub) -> None:
    """C75."""
    made = await hub()
    await made.verify()
    assert await polls(made, hours=6) == 24


async def test_a_poll_that_brings_what_was_not_pushed_ends_the_trust(
    pushing, a_feed, an_item
) -> None:
    """C75."""
    made = await pushing()
    made.room.wire.will("ians", a_feed(an_item("1"), an_item("3"), **NAMED))
    assert await polls(made, hours=24) == 1
    assert await polls(made, hours=6) == 24
    await made.push("3", "4")
    assert await polls(made, hours=6) == 0, "until it pushes again"


async def test_a_process_that_starts_polls_once_for_what_may_have_been_pushed_to_nobody(
    pushing,
) -> None:
    """C75."""
    made = await pushing()
    assert await polls(made, hours=2) == 0
    made.room.clock.advance(minutes=1)
    made.room.start()
    assert await polls(made, minutes=16) == 1
    assert await polls(made, hours=6) == 0


async def test_what_no_daemon_takes_care_of_is_polled_as_ever(pushing) -> None:
    """C75."""
    made = await pushing()
    for _ in range(8):  # passes of cron
        made.room.clock.advance(minutes=15)
        assert await made.room.poll(early=False) == ["ians"]


@pytest.mark.parametrize("changes", [{"schedule": "*/15 * * * *"}, {"every": timedelta(days=2)}])
async def test_times_that_the_operator_names_and_seldom_polls_stay(pushing, changes) -> None:
    """C75."""
    made = await pushing(**changes)
    expected = 96 if "schedule" in changes else 1
    assert await polls(made, days=2) in {expected, expected * 2, expected * 2 - 1}


async def test_a_source_that_begins_to_fail_is_polled_as_ever(pushing) -> None:
    made = await pushing()
    made.room.wire.will_fail("ians")
    assert await polls(made, hours=24) == 1
    assert made.room.state().failures == 1
    assert await polls(made, hours=1) == 1
