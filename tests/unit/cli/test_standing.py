"""How sources are shown to whoever looks at a terminal."""

import re
from datetime import UTC, datetime

import pytest

from feeds.cli.standing import from_now, lines

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PLAIN = {
    "id": "ians",
    "provider": "IANS",
    "state": "ok",
    "last_poll": "2026-11-02T11:56:00Z",
    "outcome": "new",
    "error": "",
    "next_due": "2026-11-02T12:13:00Z",
    "failures": 0,
    "items_per_day": 72.4,
    "reason": "every 17 min: publishes 3 an hour",
    "advice": "",
}
AWAY = {
    **PLAIN,
    "id": "lusa",
    "state": "failing",
    "error": "the server answers 403 Forbidden",
    "reason": "failed 20 times in a row, waits 1 d",
    "advice": "lusa.example has answered nothing but 403 and 429 since 2026-10-20: " + "word " * 30,
}
LONG = {**PLAIN, "id": "reuters-press-releases-and-notices-of-all-kinds-and-more", "state": "gone"}


def shown(*reports: dict[str, object], width: int = 80) -> list[str]:
    return [line for line, _ in lines(reports, NOON, width)]


def test_a_source_is_a_row_with_why_under_it() -> None:
    assert shown(PLAIN) == [
        "id    state  polled  outcome  due     a day",
        "ians  ok     4m ago  new      in 13m   72.4",
        "    every 17 min: publishes 3 an hour",
        "",
        "1 source: 1 ok",
    ]


@pytest.mark.parametrize("width", [60, 80, 132])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    found = shown(PLAIN, AWAY, LONG, width=width)
    assert all(len(line) <= max(width, 72) for line in found)
    assert any(line.startswith("    -> lusa.example") for line in found)


def test_what_helps_several_is_said_once() -> None:
    found = shown(AWAY, {**AWAY, "id": "lusa-sport"})
    assert sum("has answered nothing" in line for line in found) == 1
    assert "    -> as for lusa" in found


def test_what_is_not_polled_is_not_due() -> None:
    assert re.search(r"in \d", shown(LONG)[2]) is None


def test_where_nobody_looks_no_line_is_folded() -> None:
    found = shown(AWAY, width=4096)
    assert len(found) == 6


def test_who_has_many_sources_sees_at_the_end_how_many_need_him() -> None:
    assert shown(PLAIN, PLAIN, AWAY)[-1] == "3 sources: 2 ok, 1 failing"
    assert shown()[-1] == "0 sources: none"


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        ("2026-11-02T12:00:00Z", "now"),
        ("2026-11-02T11:59:30Z", "30s ago"),
        ("2026-11-04T13:00:00Z", "in 2d"),
        (None, ""),
    ],
)
def test_an_instant_is_told_from_now(stamp: str | None, said: str) -> None:
    assert from_now(stamp, NOON) == said
