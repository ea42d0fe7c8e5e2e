"""What Prometheus is told.

`Metrics` is an `Observer`: it is told of polls, releases and sweeps. The application tells it of answers.
Labels take a few fixed values, or ids of sources in the config, as far as those are few.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import singledispatchmethod

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from feeds.model import (
    Alarmed,
    Attended,
    Confirmed,
    Distributed,
    Event,
    Measured,
    Polled,
    Pushed,
    Released,
    Reloaded,
    Shown,
    SourceStatus,
    Subscribed,
    Swept,
    Told,
    WorkerLost,
)
from feeds.serve.metrictable import MOST_SOURCES, TABLE

_FORMATS = {".rss": "rss", ".atom": "atom", ".json": "json", ".html": "html"}
_OTHER = "other"


class Metrics:
    """The metrics of one process, in a registry of their own; `since` is when its config was adopted."""

    def __init__(self, *, version: str, since: datetime) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        self._counters = {
            row.name: Counter(row.name, row.meaning, row.labels, registry=self._registry)
            for row in TABLE
            if row.kind == "counter"
        }
        self._gauges = {
            row.name: Gauge(row.name, row.meaning, row.labels, registry=self._registry)
            for row in TABLE
            if row.kind == "gauge"
        }
        self._histograms = {
            row.name: Histogram(
                row.name, row.meaning, row.labels, buckets=row.buckets, registry=self._registry
            )
            for row in TABLE
            if row.kind == "histogram"
        }
        for row in TABLE:
            for value in row.known:
                self._counters[row.name].labels(value)
        self._listed: set[str] = set()
        """Sources that have series of their own."""
        self._gauges["feeds_build_info"].labels(version).set(1)
        self(Reloaded(at=since, adopted=True))
        answers = self._counters["feeds_http_requests_total"]
        sent = self._counters["feeds_http_sent_bytes_total"]
        formats = (*_FORMATS.values(), _OTHER)
        # Made once: it is asked for with each answer.
        self._answers = {(n, f): answers.labels(f"{n}xx", f) for n in range(2, 6) for f in formats}
        self._sent = {f: sent.labels(f) for f in formats}

    def __call__(self, event: Event) -> None:
        """Takes an event in; from any thread."""
        self._take(event)

    @singledispatchmethod
    def _take(self, event: object) -> None:
        raise TypeError(f"nobody counts {event!r}")

    @_take.register
    def _(self, event: Polled) -> None:
        self._counters["feeds_polls_total"].labels(event.outcome).inc()
        if event.outcome != "waiting":  # nobody was asked
            self._histograms["feeds_poll_seconds"].observe(event.seconds)
            self._histograms["feeds_poll_lateness_seconds"].observe(max(0.0, event.lateness))
            self._gauges["feeds_poll_last_timestamp_seconds"].set(event.at.timestamp())
        self._counters["feeds_fetched_bytes_total"].inc(event.wire_bytes)
        self._counters["feeds_payloads_total"].inc(event.payloads)
        if event.etag:
            self._counters["feeds_etag_faults_total"].labels(event.etag).inc()
        self._count_items(event.counts)

    @_take.register
    def _(self, event: Pushed) -> None:
        self._counters["feeds_pushes_total"].labels(event.outcome).inc()
        self._counters["feeds_pushed_bytes_total"].inc(event.wire_bytes)
        self._count_items(event.counts)

    @_take.register
    def _(self, event: Subscribed) -> None:
        self._counters["feeds_subscriptions_total"].labels(event.outcome).inc()

    @_take.register
    def _(self, event: Told) -> None:
        documents = self._counters["feeds_hook_documents_total"]
        for outcome in ("told", "failed", "given_up"):
            documents.labels(event.kind, outcome).inc(getattr(event, outcome))

    @_take.register
    def _(self, event: Alarmed) -> None:
        for kind, count in event.standing:
            self._gauges["feeds_alarm_active"].labels(kind).set(count)

    @_take.register
    def _(self, event: Confirmed) -> None:
        self._counters["feeds_hub_requests_total"].labels(event.outcome).inc()

    @_take.register
    def _(self, event: Attended) -> None:
        gauge = self._gauges["feeds_hub_subscribers"]
        gauge.clear()
        for state, count in event.subscribers:
            gauge.labels(state).set(count)

    @_take.register
    def _(self, event: Distributed) -> None:
        deliveries = self._counters["feeds_hub_deliveries_total"]
        for outcome in ("delivered", "failed", "given_up", "gone"):
            deliveries.labels(outcome).inc(getattr(event, outcome))
        self._counters["feeds_hub_delivered_bytes_total"].inc(event.sent_bytes)

    @_take.register
    def _(self, event: Released) -> None:
        self._histograms["feeds_release_seconds"].observe(event.seconds)
        self._gauges["feeds_release_last_timestamp_seconds"].set(event.at.timestamp())
        self._counters["feeds_release_failures_total"].inc(bool(event.error))
        self._counters["feeds_channels_released_total"].inc(len(event.channels))
        self._counters["feeds_pages_written_total"].inc(event.pages)
        self._counters["feeds_files_written_total"].inc(event.written)

    @_take.register
    def _(self, event: Shown) -> None:
        for seconds in event.stories:
            self._histograms["feeds_item_release_seconds"].observe(seconds)
        for seconds in event.withdrawals:
            self._histograms["feeds_withdrawal_seconds"].observe(seconds)

    @_take.register
    def _(self, event: Swept) -> None:
        self._counters["feeds_items_let_go_total"].inc(event.items)
        self._counters["feeds_pages_let_go_total"].inc(event.pages)
        self._counters["feeds_ledgers_let_go_total"].inc(event.ledgers)

    @_take.register
    def _(self, event: WorkerLost) -> None:
        self._counters["feeds_workers_lost_total"].labels(event.cause).inc()

    @_take.register
    def _(self, event: Reloaded) -> None:
        self._gauges["feeds_config_last_reload_successful"].set(event.adopted)
        if event.adopted:
            adopted = self._gauges["feeds_config_last_reload_success_timestamp_seconds"]
            adopted.set(event.at.timestamp())

    @_take.register
    def _(self, event: Measured) -> None:
        for name, figures in (
            ("feeds_queue_length", event.queues),
            ("feeds_store_bytes", event.stored),
            ("feeds_disk_free_bytes", event.free),
        ):
            for label, value in figures:
                self._gauges[name].labels(label).set(value)
        self._gauges["feeds_measured_timestamp_seconds"].set(event.at.timestamp())
        self._count_sources(event)

    def _count_sources(self, event: Measured) -> None:
        stand = [one.status for one in event.sources]
        for status in SourceStatus:
            self._gauges["feeds_sources"].labels(status.value).set(stand.count(status.value))
        failures = self._gauges["feeds_source_failures"]
        succeeded = self._gauges["feeds_source_last_success_timestamp_seconds"]
        polled = [one for one in event.sources if one.status != SourceStatus.DISABLED.value]
        listed = polled if len(polled) <= MOST_SOURCES else []
        # Not all of them anew: a scrape in between would miss those that stay.
        for id_ in self._listed.difference(one.id for one in listed):
            failures.remove(id_)
            succeeded.remove(id_)
        self._listed = {one.id for one in listed}
        for one in listed:
            failures.labels(one.id).set(one.failures)
            if one.last_success is not None:
                succeeded.labels(one.id).set(one.last_success.timestamp())

    def _count_items(self, counts: tuple[tuple[str, int], ...]) -> None:
        for status, count in counts:
            self._counters["feeds_items_total"].labels(status).inc(count)

    def answered(self, status: int, path: str, sent: int) -> None:
        """Counts an answer of the server: its status, what was asked for, the bytes of a document's body."""
        name = _FORMATS.get(path[path.rfind(".") :], _OTHER)
        self._answers[status // 100, name].inc()
        self._sent[name].inc(sent)

    def failed(self, what: str) -> None:
        """Counts a fault of the program or its machine by what was being done."""
        self._counters["feeds_faults_total"].labels(what).inc()

    def ready_by(self, ready: Callable[[], bool]) -> None:
        """Who is asked, with each scrape, whether the daemon is able to do its job."""
        self._gauges["feeds_ready"].set_function(lambda: float(ready()))

    def exposition(self, accept: str = "") -> tuple[str, bytes]:
        """A content type, and everything: in OpenMetrics 1.0 where `accept` names that, else in Prometheus'
        text format 0.0.4.
        """
        if "application/openmetrics-text" in accept:
            text: bytes = openmetrics.generate_latest(self._registry)  # type: ignore[no-untyped-call]
            return openmetrics.CONTENT_TYPE_LATEST, text
        return CONTENT_TYPE_PLAIN_0_0_4, generate_latest(self._registry)
