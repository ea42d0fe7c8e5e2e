"""Alarms are remembered by every store: those that stand, those that were, and how far each way out has got."""

from datetime import date, timedelta

import pytest

from feeds.contracts import Store
from feeds.model import Alarm, AlarmKind, AlarmRecord, AlarmRoute, Lows
from tests.contract.store.filings import MINUTE, NOW

DAY = timedelta(days=1)


def a_record(number: int, change: int = 0, **changes: object) -> AlarmRecord:
    alarm = Alarm(
        kind=AlarmKind.QUIET,
        subject=f"s{number}",
        words="it is quiet — “so”",
        advice="look",
        since=NOW - DAY,
        grade=1,
    )
    plain = {"number": number, "change": change or number, "alarm": alarm, "said": NOW}
    return AlarmRecord(**{**plain, **changes})  # type: ignore[arg-type]


def test_an_alarm_stands_until_it_is_over(store: Store) -> None:
    assert (store.standing_alarms(), store.last_change()) == ((), 0)
    first, second = a_record(1), a_record(2, lapsed=NOW + MINUTE)
    store.save_alarms([second, first])
    assert store.standing_alarms() == (first, second)
    over = a_record(1, 3, over=NOW + MINUTE)
    store.save_alarms([over])
    assert store.standing_alarms() == (second,)
    assert store.recent_alarms(NOW + MINUTE) == (over,)
    assert store.recent_alarms(NOW + 2 * MINUTE) == ()
    assert store.last_change() == 3


def test_what_is_to_be_told_comes_by_the_number_of_its_last_change(store: Store) -> None:
    store.save_alarms([a_record(1, 4, over=NOW), a_record(2), a_record(3)])
    assert [one.change for one in store.changed_alarms(0, 9)] == [2, 3, 4]
    assert [one.change for one in store.changed_alarms(2, 9)] == [3, 4]
    assert [one.change for one in store.changed_alarms(0, 2)] == [2, 3]


def test_the_count_goes_on_when_all_is_forgotten(store: Store) -> None:
    stands = a_record(3)
    store.save_alarms([a_record(1, 4, over=NOW), a_record(2, 5, over=NOW), stands])
    store.forget_alarms(NOW + MINUTE)
    assert store.standing_alarms() == (stands,)
    assert [one.number for one in store.recent_alarms(NOW - DAY)] == [2]
    assert store.last_change() == 5


def test_one_alarm_of_a_kind_and_a_subject_stands_at_a_time_but_may_come_again(
    store: Store,
) -> None:
    over = a_record(1, 2, over=NOW)
    again = a_record(3, alarm=over.alarm)
    store.save_alarms([over, again])
    assert store.standing_alarms() == (again,)


def test_a_way_out_is_remembered_until_it_leaves_the_config(store: Store) -> None:
    route = AlarmRoute(
        name="e-mail", told=7, due=NOW, failures=2, failing=NOW - DAY, error="it hangs"
    )
    log = AlarmRoute(name="log", told=9)
    store.save_alarm_route(AlarmRoute(name="e-mail"))
    store.save_alarm_route(route)
    store.save_alarm_route(log)
    assert store.alarm_routes() == (route, log)
    store.keep_alarm_routes(["log", "webhook"])
    assert store.alarm_routes() == (log,)


def test_lows_come_back_as_they_went_in(store: Store) -> None:
    assert store.lows("the store") == Lows()
    lows = Lows(days=((date(2026, 11, 1), 2**40), (date(2026, 11, 2), 7)))
    store.save_lows("the store", Lows(days=lows.days[:1]))
    store.save_lows("the store", lows)
    assert store.lows("the store") == lows


def test_a_transaction_that_fails_raises_no_alarm(store: Store) -> None:
    class Broken(Exception):
        pass

    def fails() -> None:
        with store.transaction():
            store.save_alarms([a_record(1)])
            store.save_alarm_route(AlarmRoute(name="log", told=1))
            store.save_lows("the store", Lows(days=((date(2026, 11, 1), 1),)))
            raise Broken

    with pytest.raises(Broken):
        fails()
    assert (store.standing_alarms(), store.alarm_routes()) == ((), ())
    assert store.lows("the store") == Lows()
