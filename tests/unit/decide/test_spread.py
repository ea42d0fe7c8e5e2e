"""Which moment is a source's own? Statement C25 of good conduct."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.spread import phase, placed

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
SECOND = timedelta(seconds=1)
IDS = [f"source-{number}" for number in range(10_000)]


def busiest(instants: list[datetime], width: timedelta) -> int:
    return max(Counter((at - NOON) // width for at in instants).values())


@pytest.mark.parametrize(
    ("wait", "width"), [(QUARTER, SECOND), (4 * QUARTER, 4 * SECOND), (timedelta(days=1), 100 * SECOND)]
)  # fmt: skip
def test_ten_thousand_sources_that_began_together_are_spread_with_their_second_poll(
    wait: timedelta, width: timedelta
) -> None:
    """C25: no second has more than three times the mean. Where few are due in a second, no stretch in which
    more than ten are.
    """
    dues = [placed(id_, NOON + SECOND * (n // 100), wait, first=True) for n, id_ in enumerate(IDS)]
    spread_over = min(wait, timedelta(hours=1))
    mean = len(IDS) / (spread_over / width)
    assert busiest(dues, width) <= 3 * mean


def test_they_stay_spread_and_on_their_moments_poll_after_poll() -> None:
    """C25: late by up to three seconds each time, as they are when the machine has something to do."""
    dice = Random(25)
    starts = dict.fromkeys(IDS, NOON)
    dues = {id_: placed(id_, at, QUARTER, first=True) for id_, at in starts.items()}
    for _ in range(50):
        before = dues
        dues = {
            id_: placed(id_, due + SECOND * 3 * dice.random(), QUARTER) for id_, due in dues.items()
        }
        assert busiest(list(dues.values()), SECOND) <= 3 * len(IDS) / (QUARTER / SECOND)
    assert {dues[id_] - before[id_] for id_ in IDS} == {QUARTER * 1.02}


def test_after_a_stop_of_all_they_come_back_to_their_moments_by_a_tenth_at_a_time() -> None:
    """C25: whoever was due meanwhile is polled at once when the daemon is back. Of those that were polled
    in one second few are again."""
    dues = dict.fromkeys(IDS, NOON)
    crowds = []
    for _ in range(20):
        dues = {id_: placed(id_, due, QUARTER) for id_, due in dues.items()}
        crowds.append(busiest(list(dues.values()), SECOND))
    assert crowds[0] < len(IDS) / 25
    assert crowds[-1] <= 3 * len(IDS) / (QUARTER / SECOND)


def test_a_place_is_the_same_in_every_process() -> None:
    """C25: stable through restarts."""
    assert phase("ians") == pytest.approx(0.5624, abs=1e-4)


@given(
    st.text(max_size=20),
    st.integers(1, 10**8),
    st.integers(0, 10**10),
    st.booleans(),
)
def test_a_moment_is_never_too_early_and_a_tenth_of_the_wait_late_at_most(
    source: str, milliseconds: int, seconds: int, first: bool
) -> None:
    wait = timedelta(milliseconds=milliseconds)
    started = NOON + SECOND * seconds
    due = placed(source, started, wait, first=first)
    most = min(wait, timedelta(hours=1)) if first else wait / 10
    assert started + wait <= due <= started + wait + most
