"""What the log says, and how often it says it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
import structlog

from feeds.engine.log import Log, configure
from feeds.errors import StoreError
from feeds.model import Polled, Released, Swept, Told

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, object]]]]:
    stream = io.StringIO()
    configure(stream=stream)
    yield lambda: [orjson.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()


def polled(outcome: str) -> Polled:
    return Polled(
        source="ians",
        provider="IANS",
        outcome=outcome,
        at=NOON,
        seconds=0.1,
        lateness=0.0,
        error="it is down",
    )


def test_a_source_that_fails_warns_once_though_it_was_not_asked_in_between(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    """C30: who waits for his host's pause has not recovered."""
    log = Log()
    for outcome in ("failed", "waiting", "failed", "waiting", "failed"):
        log(polled(outcome))
    said = [one["level"] for one in lines() if one["outcome"] == "failed"]
    assert said == ["warning", "info", "info"]


def released(error: str = "") -> Released:
    return Released(at=NOON, seconds=0.1, channels=("all",), written=1, error=error)


def test_what_cannot_be_published_is_told_once_while_it_stays_the_same(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    log = Log()
    full, worse = "all: the disk is full", "all: the disk is gone"
    for error in (full, full, full, worse, worse, "", full):
        log(released(error))
    assert [line.get("error") for line in lines()] == [full, worse, None, full]


def test_what_was_let_go_of_is_a_line_and_what_could_not_be_is_one_to_look_at(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    log = Log()
    log(Swept(at=NOON, seconds=0.25, items=200, pages=150, ledgers=7))
    log(Swept(at=NOON, seconds=0.1, error="the folder cannot be written"))
    went, failed = lines()
    told = {key: went[key] for key in ("event", "level", "items", "pages", "ledgers", "ms")}
    assert told == {
        "event": "sweep",
        "level": "info",
        "items": 200,
        "pages": 150,
        "ledgers": 7,
        "ms": 250,
    }
    assert (failed["level"], failed["error"]) == ("error", "the folder cannot be written")


def test_a_fault_of_the_store_is_a_line_and_a_bug_is_told_in_full(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    log = Log()
    for fault in (StoreError("the disk is full"), KeyError("no such thing")):
        try:
            raise fault
        except (StoreError, KeyError) as raised:
            log.alarm("poll", raised)
    foreseen, bug = lines()
    assert (foreseen["error"], "exception" in foreseen) == ("the disk is full", False)
    assert "KeyError: 'no such thing'" in str(bug["exception"])


def told(failures: int = 0, given_up: int = 0) -> Told:
    error = "it hangs" if failures else ""
    return Told(
        hook="hub x",
        kind="hub",
        at=NOON,
        seconds=0.1,
        told=0 if failures else 3,
        failures=failures,
        given_up=given_up,
        error=error,
    )


def test_a_hub_that_stays_away_is_told_once_and_what_is_given_up_again(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    log = Log()
    for failures, given_up in ((1, 0), (2, 0), (3, 0), (4, 2), (0, 0)):
        log(told(failures, given_up))
    assert [(line["level"], line.get("given_up")) for line in lines()] == [
        ("warning", 0),
        ("warning", 2),
        ("info", None),
    ]


@pytest.mark.parametrize("inherited", [True, False])
def test_in_the_journal_each_line_has_its_priority_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inherited: bool
) -> None:
    """A variable that is inherited says nothing of a log that was sent elsewhere since (systemd.exec(5))."""
    with (tmp_path / "log").open("w") as stream, (tmp_path / "elsewhere").open("w") as elsewhere:
        seen = os.fstat((elsewhere if inherited else stream).fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{seen.st_dev}:{seen.st_ino}")
        configure(stream=stream, verbose=True)
        log = Log()
        log(polled("failed"))
        log(replace(polled("new"), error=""))
        log(replace(polled("unchanged"), error=""))
        log.alarm("release", StoreError("the disk is full"))
        structlog.reset_defaults()
    lines = (tmp_path / "log").read_text().splitlines()
    levels = [orjson.loads(line[line.index("{") :])["level"] for line in lines]
    assert levels == ["warning", "info", "debug", "error"]
    marks = [line[: line.index("{")] for line in lines]
    assert marks == (["", "", "", ""] if inherited else ["<4>", "<6>", "<7>", "<3>"])


def test_a_poll_says_why_the_next_one_is_when_it_is_and_how_late_it_was_itself(
    lines: Callable[[], list[dict[str, object]]],
) -> None:
    log = Log()
    log(replace(polled("new"), error="", reason="every 15 minutes", lateness=2.5))
    log(replace(polled("new"), error="", lateness=0.4))
    first, second = lines()
    assert (first["reason"], first["late_ms"]) == ("every 15 minutes", 2500)
    assert not {"reason", "late_ms"} & set(second)
