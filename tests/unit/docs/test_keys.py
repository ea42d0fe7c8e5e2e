"""The documents say every key, state, metric and room that the program has, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from structlog.testing import capture_logs

from feeds.app.hub import pending, report
from feeds.app.looking import source_reports
from feeds.decide.ready import Facts, lacking
from feeds.engine.log import Log
from feeds.model import (
    Alarm,
    Alarmed,
    AlarmKind,
    AlarmRecord,
    Confirmed,
    Distributed,
    Enclosure,
    Intent,
    Item,
    Mode,
    Polled,
    Pushed,
    Released,
    SourceStatus,
    Status,
    Subject,
    Subscribed,
    Subscriber,
    Swept,
    Told,
    WorkerLost,
)
from feeds.normalise.envelope.agency_rows import AGENCIES
from feeds.parse.wiretext import _KEYS as HEAD_LINES
from feeds.render.itemjson import item_json
from feeds.serve.metrictable import OF_THE_PROCESS, TABLE
from feeds.store.memory import MemoryStore
from tests.unit.docs.markdown import DOCS, ROOT, names, section, sections
from tests.unit.docs.program import loaded

METRICS = (*TABLE, *OF_THE_PROCESS)
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def flat(value: object, path: str = "") -> list[str]:
    """Every key of a JSON value, with its path."""
    if isinstance(value, dict):
        own = [path] if path else []
        return own + [
            key for name, one in value.items() for key in flat(one, f"{path}.{name}".lstrip("."))
        ]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [path, *(flat(value[0], f"{path}[]")[1:])]
    return [path]


def test_every_key_of_the_item_json_is_documented_in_its_order() -> None:
    item = Item(
        guid="1",
        source="ians",
        provider="IANS",
        subjects=(Subject(code="a"),),
        enclosures=(Enclosure(href="http://t.example/a.jpg"),),
    )
    assert list(section("commands.md", "Item JSON").table("key")) == flat(item_json(item))


def test_every_key_of_the_source_json_is_documented_in_its_order(tmp_path: Path) -> None:
    source = '[[source]]\nid = "a"\nprovider = "A"\npath = "a"\nrights = "full"\n'
    (report,) = source_reports(loaded(source, tmp_path))
    assert list(section("commands.md", "Source JSON").table("key")) == list(report)


def test_every_key_of_the_hub_json_is_documented_in_its_order() -> None:
    stated = {"callback": "http://t.example/", "topic": "http://t.example/a.rss", "path": "a.rss"}
    asked = Intent(**stated, mode=Mode.SUBSCRIBE, created=NOON, due=NOON)
    one = Subscriber(**stated, created=NOON, until=NOON, mark="", due=NOON)
    documented = list(section("commands.md", "Hub JSON").table("key"))
    assert documented == list(pending(asked)) == list(report(one, NOON))


def test_every_status_of_an_item_and_every_state_of_a_source_is_documented() -> None:
    assert list(section("commands.md", "Item JSON").table("status")) == list(Status)
    assert list(section("commands.md", "Source JSON").table("state")) == list(SourceStatus)


def test_every_line_that_a_head_of_wire_text_may_have_is_documented() -> None:
    documented = section("wire-text.md", "With a head").table("head line")
    assert set(documented) == HEAD_LINES


def test_every_agency_that_is_known_without_being_told_is_documented_with_its_words() -> None:
    rows = section("agencies.md", "Agencies").rows
    assert [tuple(names(cell) for cell in row) for row in rows] == [
        ([agency.name], list(agency.tags), list(agency.plain)) for agency in AGENCIES
    ]


def test_every_metric_is_documented_with_its_type_unit_and_labels_and_no_other_is() -> None:
    documented = section("metrics.md", "Metrics").table("metric")
    assert {
        name: (kind, unit, tuple(names(labels)))
        for name, (kind, unit, labels, _) in documented.items()
    } == {metric.name: (metric.kind, metric.unit, metric.labels) for metric in METRICS}
    for metric in METRICS:
        assert set(metric.known) <= set(names(documented[metric.name][3])), metric.name


def test_every_queue_is_documented_and_no_other_is() -> None:
    store = MemoryStore()
    queues = {*store.backlog((), NOON), "files"}
    assert set(section("metrics.md", "Queues").table("queue")) == queues


def test_all_that_may_be_lacking_is_documented() -> None:
    nothing = Facts(
        ticked=NOON,
        published=False,
        looked=NOON,
        store="damaged",
        is_writer=False,
        folder="/public",
        free={"store": 0, "published": 0},
        workers=False,
    )
    named = {*lacking(nothing, NOON), *lacking(replace(nothing, ticked=None), NOON)}
    rows = section("operating.md", "Health and metrics").rows
    assert named <= {name for row in rows for name in names(row[0])}


def test_every_key_of_the_canonical_log_lines_is_documented() -> None:
    polled = Polled(
        source="a",
        provider="A",
        outcome="failed",
        at=NOON,
        seconds=1.0,
        lateness=7.0,
        status=500,
        wire_bytes=1,
        counts=tuple((status.value, 1) for status in Status),
        error="it broke",
        next_due=NOON,
        reason="its host asks for it",
    )
    released = Released(at=NOON, seconds=1.0, channels=("all",), rebuilt=1, error="no room")
    told = Told(
        hook="hub x", kind="hub", at=NOON, seconds=1.0, failed=1, failures=1, error="it hangs"
    )
    pushed = Pushed(
        source="a", hub="x", outcome="ignored", at=NOON, seconds=1.0, wire_bytes=1, error="no"
    )
    subscribed = Subscribed(source="a", hub="x", outcome="verified", at=NOON, until=NOON)
    confirmed = Confirmed(
        topic="x", host="y", outcome="subscribed", at=NOON, until=NOON, error="no"
    )
    distributed = Distributed(
        at=NOON, seconds=1.0, delivered=1, failed=1, given_up=1, gone=1, newly=("it hangs",)
    )
    quiet = Alarm(kind=AlarmKind.QUIET, subject="a", words="it is quiet", advice="look")
    alarm = AlarmRecord(number=1, change=2, alarm=quiet, said=NOON, over=NOON)
    with capture_logs() as lines:
        log = Log()
        log(confirmed)
        log(distributed)
        log(replace(pushed, counts=polled.counts))
        log(subscribed)
        log(replace(subscribed, outcome="denied", error="no"))
        log(polled)
        log(replace(polled, outcome="new"))
        log(released)
        log(told)
        log(Alarmed(at=NOON, raised=(alarm,), over=(alarm,)))
        log(WorkerLost(at=NOON, cause="hung", source="a"))
        log(Swept(at=NOON, seconds=1.0, items=1, pages=1, ledgers=1, error="no room"))
    documented = keys_of_lines()
    logged: dict[str, set[str]] = {}
    for line in lines:
        logged.setdefault(line["event"], set()).update(set(line) - {"event", "log_level"})
    assert logged == documented


def keys_of_lines() -> dict[str, set[str]]:
    """What the page says of each kind of line, in the table behind the paragraph that it begins."""
    found: dict[str, set[str]] = {}
    event = ""
    for paragraph in section("operating.md", "The log").text.split("\n\n"):
        if begins := re.match(r"`([\w ]+)`, (?:one line|an? `warning`)", paragraph):
            event = begins[1]
        elif paragraph.startswith("| key |"):
            rows = re.findall(r"(?m)^\| (`.*?) \|", paragraph)
            found[event] = {key for row in rows for key in names(row)}
    return found


def test_every_room_of_the_package_is_in_the_picture_of_the_rooms() -> None:
    rooms = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "feeds").iterdir()
        if (path.suffix == ".py" and path.name != "__init__.py") or (path / "__init__.py").exists()
    }
    picture = section("architecture.md", "Rooms").text
    assert set(re.findall(r"(?m)^      (\w+/|\w+\.py)", picture)) == rooms


def test_every_kind_of_alarm_has_a_section_that_says_what_to_do() -> None:
    kinds = {kind.value for kind in AlarmKind}
    found = {one.title: one.text for one in sections(DOCS / "alarms.md") if one.title in kinds}
    assert set(found) == kinds
    assert all(len(text.split()) > 15 for text in found.values())
