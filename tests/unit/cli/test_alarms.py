"""What stands, and what was over lately, is shown."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.cli.alarms import lines
from feeds.model import Alarm, AlarmKind, AlarmRecord
from feeds.store.sql import open_store

DAY = timedelta(days=1)


@pytest.fixture
def alarmed(house: Path) -> Path:
    """A house with an alarm that stands, one that is over, and one that was over long ago."""
    now = datetime.now(UTC)

    def a_record(number: int, over: datetime | None) -> AlarmRecord:
        quiet = Alarm(
            kind=AlarmKind.QUIET, subject=f"s{number}", words="it is quiet", advice="look"
        )
        return AlarmRecord(number=number, change=number, alarm=quiet, said=now - 2 * DAY, over=over)

    with closing(open_store(f"sqlite:///{house}/feeds.db")) as store:
        store.save_alarms([a_record(1, now - 9 * DAY), a_record(2, now - DAY), a_record(3, None)])
    return house


def test_what_stands_comes_first_and_what_was_over_long_ago_not_at_all(alarmed, feeds) -> None:
    stands, over = feeds("alarms", "--json").objects
    assert (stands["kind"], stands["subject"], stands["over"]) == ("quiet", "s3", None)
    assert (over["subject"], bool(over["over"])) == ("s2", True)
    assert set(stands) == {"kind", "subject", "words", "advice", "since", "said", "over"}
    shown = feeds("alarms").out
    assert "it is quiet" in shown
    assert "2d ago" in shown


def test_a_terminal_shows_what_to_do_under_what_stands_with_ids_in_one_piece() -> None:
    now = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    id_ = "tag:gnn9.com,2015:rj5nqiwxexwuh2jx3otxaenshn"
    said = {"kind": "notice", "said": "2026-11-02T11:00:00Z", "subject": id_, "over": None}
    stands = {**said, "words": "no story", "advice": f"`feeds explain {id_}` says what"}
    assert [line for line, _ in lines([stands, {**stands, "over": now.isoformat()}], now, 50)] == [
        f"notice  {id_}  said 1h ago",
        "    no story",
        "    -> `feeds explain",
        f"       {id_}`",
        "       says what",
        f"notice  {id_}  over now",
        "    no story",
    ]


def test_without_a_store_there_is_nothing_to_show(house, feeds) -> None:
    assert feeds("alarms", "--json").objects == []
    assert feeds("alarms").out == "nothing has to be seen to\n"


def test_a_pass_says_each_alarm_once_on_standard_error(house, feeds) -> None:
    said = [feeds("once", "--source", "ians", "--source", "second").err for _ in range(2)]
    assert "alarm" not in "".join(said)
    with closing(open_store(f"sqlite:///{house}/feeds.db")) as store:
        quiet = Alarm(kind=AlarmKind.FLOOD, subject="ians", words="it floods", advice="look")
        store.save_alarms([AlarmRecord(number=1, change=1, alarm=quiet, said=datetime.now(UTC))])
    said = [feeds("once").err for _ in range(2)]
    assert [line for line in said[0].splitlines() if "alarm" in line] == [
        "feeds: alarm: flood ians: it floods; look"
    ]
    assert "alarm" not in said[1]
