"""Events become numbers, under names that Prometheus' conventions ask for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from feeds.model import (
    EtagFault,
    Measured,
    Polled,
    Released,
    Reloaded,
    Shown,
    SourceFigures,
    SourceStatus,
    Swept,
    Told,
    WorkerLost,
)
from feeds.serve.metrics import Metrics
from feeds.serve.metrictable import MOST_SOURCES, OF_THE_PROCESS, TABLE

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
POLLED = Polled(
    source="ians",
    provider="IANS",
    outcome="new",
    at=NOON,
    seconds=0.4,
    lateness=2.0,
    wire_bytes=12_345,
    counts=(("new", 3), ("duplicate", 1)),
    payloads=1,
)
TOLD = Told(hook="hub x", kind="hub", at=NOON, seconds=0.2, told=3, failed=2, failures=1)
RELEASED = Released(at=NOON, seconds=0.1, channels=("all", "world"), pages=3, written=11)


def values(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    _, text = metrics.exposition()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_events_become_numbers() -> None:
    metrics = Metrics(version="1.2.3", since=NOON)
    metrics(POLLED)
    metrics(POLLED)
    metrics(RELEASED)
    metrics(TOLD)
    metrics.answered(304, "/all.rss", 0)
    found = values(metrics)
    assert found["feeds_build_info", "1.2.3"] == 1
    assert found["feeds_polls_total", "new"] == 2
    assert found["feeds_items_total", "new"] == 6
    assert found["feeds_items_total", "duplicate"] == 2
    assert found["feeds_fetched_bytes_total",] == 24_690
    assert found["feeds_payloads_total",] == 2
    assert found["feeds_poll_seconds_sum",] == pytest.approx(0.8)
    assert found["feeds_poll_lateness_seconds_count",] == 2
    assert found["feeds_poll_last_timestamp_seconds",] == NOON.timestamp()
    assert found["feeds_release_seconds_count",] == 1
    assert found["feeds_channels_released_total",] == 2
    assert found["feeds_pages_written_total",] == 3
    assert found["feeds_files_written_total",] == 11
    assert found["feeds_release_failures_total",] == 0
    assert found["feeds_hook_documents_total", "hub", "told"] == 3
    assert found["feeds_hook_documents_total", "hub", "failed"] == 2
    assert found["feeds_http_requests_total", "rss", "3xx"] == 1


def test_etags_that_help_nobody_are_counted_by_what_is_wrong_with_them() -> None:
    """C08, C09."""
    metrics = Metrics(version="1", since=NOON)
    for fault in (EtagFault.LIES, EtagFault.USELESS, EtagFault.USELESS, EtagFault.NONE):
        metrics(replace(POLLED, etag=fault))
    found = values(metrics)
    assert found["feeds_etag_faults_total", "etag_lies"] == 1
    assert found["feeds_etag_faults_total", "useless_etag"] == 2


def test_a_release_that_failed_is_counted() -> None:
    metrics = Metrics(version="1", since=NOON)
    metrics(Released(at=NOON, seconds=0.1, error="all: the disk is full"))
    assert values(metrics)["feeds_release_failures_total",] == 1


def test_what_was_let_go_of_is_counted() -> None:
    metrics = Metrics(version="1", since=NOON)
    for _ in range(2):
        metrics(Swept(at=NOON, seconds=0.1, items=200, pages=150, ledgers=7))
    found = values(metrics)
    assert found["feeds_items_let_go_total",] == 400
    assert found["feeds_pages_let_go_total",] == 300
    assert found["feeds_ledgers_let_go_total",] == 14
    assert found["feeds_release_seconds_count",] == 0


def test_two_registries_live_side_by_side() -> None:
    first, second = Metrics(version="1", since=NOON), Metrics(version="2", since=NOON)
    first(POLLED)
    assert values(second)["feeds_polls_total", "new"] == 0


def test_everything_that_is_exposed_stands_in_the_table() -> None:
    metrics = Metrics(version="1", since=NOON)
    metrics(POLLED)
    metrics(RELEASED)
    _, text = metrics.exposition()
    exposed = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(text.decode())
        if not family.name.endswith("_created")
    }
    assert exposed == {row.name for row in (*TABLE, *OF_THE_PROCESS)}


def test_names_are_ours_and_carry_their_unit() -> None:
    for row in TABLE:
        assert row.name.startswith("feeds_")
        assert row.name.endswith("_total") is (row.kind == "counter")
        assert row.meaning.endswith(".")
        if row.kind == "histogram":
            assert row.unit == "seconds"
            assert row.buckets == tuple(sorted(row.buckets))


def test_how_long_news_and_kills_take_until_they_stand_is_counted_apart() -> None:
    metrics = Metrics(version="1", since=NOON)
    metrics(Shown(at=NOON, stories=(0.2, 4.0), withdrawals=(0.5,)))
    found = values(metrics)
    assert found["feeds_item_release_seconds_count",] == 2
    assert found["feeds_item_release_seconds_sum",] == pytest.approx(4.2)
    assert found["feeds_withdrawal_seconds_count",] == 1


def measured(*sources: SourceFigures) -> Measured:
    return Measured(
        at=NOON,
        queues=(("sources", 3), ("files", 0)),
        stored=(("database", 8192), ("log", 0)),
        free=(("store", 10**9), ("published", 10**10)),
        sources=sources,
    )


def test_what_was_measured_is_shown_until_it_is_measured_again() -> None:
    metrics = Metrics(version="1", since=NOON)
    metrics(
        measured(
            SourceFigures(id="ians", status="ok", last_success=NOON),
            SourceFigures(id="pti", status="failing", failures=4),
            SourceFigures(id="old", status="disabled", last_success=NOON),
        )
    )
    found = values(metrics)
    assert found["feeds_queue_length", "sources"] == 3
    assert found["feeds_store_bytes", "database"] == 8192
    assert found["feeds_disk_free_bytes", "published"] == 10**10
    assert found["feeds_measured_timestamp_seconds",] == NOON.timestamp()
    assert {key[1]: value for key, value in found.items() if key[0] == "feeds_sources"} == {
        **dict.fromkeys(map(str, SourceStatus), 0),
        "ok": 1,
        "failing": 1,
        "disabled": 1,
    }
    assert found["feeds_source_failures", "pti"] == 4
    assert found["feeds_source_last_success_timestamp_seconds", "ians"] == NOON.timestamp()
    assert ("feeds_source_last_success_timestamp_seconds", "pti") not in found
    assert ("feeds_source_failures", "old") not in found
    metrics(measured(SourceFigures(id="ians", status="ok")))
    found = values(metrics)
    assert found["feeds_source_failures", "ians"] == 0
    assert ("feeds_source_failures", "pti") not in found, "it has left the config"
    assert found["feeds_source_last_success_timestamp_seconds", "ians"] == NOON.timestamp()


def test_thousands_of_sources_are_counted_and_not_listed() -> None:
    metrics = Metrics(version="1", since=NOON)
    many = [SourceFigures(id=str(n), status="ok") for n in range(MOST_SOURCES + 1)]
    for sources, listed in ((many[1:], MOST_SOURCES), (many, 0)):
        metrics(measured(*sources))
        found = values(metrics)
        assert found["feeds_sources", "ok"] == len(sources)
        assert sum(key[0] == "feeds_source_failures" for key in found) == listed


def test_a_config_that_is_refused_is_seen_until_one_is_adopted() -> None:
    metrics = Metrics(version="1", since=NOON)
    said, when = (
        "feeds_config_last_reload_successful",
        "feeds_config_last_reload_success_timestamp_seconds",
    )
    seen = [(values(metrics)[said,], values(metrics)[when,])]
    for minutes, adopted in ((1, False), (2, True)):
        at = NOON + timedelta(minutes=minutes)
        metrics(Reloaded(at=at, adopted=adopted))
        seen.append((values(metrics)[said,], values(metrics)[when,]))
    noon = NOON.timestamp()
    assert seen == [(1, noon), (0, noon), (1, noon + 120)]


def test_workers_that_are_lost_and_faults_are_counted_by_what_they_are() -> None:
    metrics = Metrics(version="1", since=NOON)
    for cause in ("hung", "died", "hung"):
        metrics(WorkerLost(at=NOON, cause=cause, source="ians"))
    metrics.failed("release")
    found = values(metrics)
    assert found["feeds_workers_lost_total", "hung"] == 2
    assert found["feeds_workers_lost_total", "died"] == 1
    assert found["feeds_faults_total", "release"] == 1


def test_whether_it_is_ready_is_asked_with_each_scrape() -> None:
    metrics = Metrics(version="1", since=NOON)
    answers = iter((True, False))
    metrics.ready_by(lambda: next(answers))
    assert [values(metrics)["feeds_ready",] for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        ("/all.rss", "rss"),
        ("/archive/all/1.atom", "atom"),
        ("/all.json", "json"),
        ("/", "other"),
        ("/all", "other"),
        ("/story/2026/11/02/dam.html", "html"),
        ("/x.php", "other"),
    ],
)
def test_answers_are_counted_by_a_few_formats_whatever_is_asked_for(
    path: str, format_: str
) -> None:
    metrics = Metrics(version="1", since=NOON)
    metrics.answered(200, path, 512)
    found = values(metrics)
    assert found["feeds_http_requests_total", format_, "2xx"] == 1
    assert found["feeds_http_sent_bytes_total", format_] == 512
    assert sum(value for key, value in found.items() if key[0] == "feeds_http_requests_total") == 1


def test_the_process_tells_of_itself() -> None:
    found = values(Metrics(version="1", since=NOON))
    assert found["process_open_fds",] > 2
    assert found["process_max_fds",] >= found["process_open_fds",]
    assert found["process_cpu_seconds_total",] > 0
