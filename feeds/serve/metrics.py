"""What Prometheus is told: one table, from which the metrics are made and the docs are checked.

`Metrics` is an `Observer`: it is told of polls, releases and sweeps. The application tells it of answers.
Labels take a few fixed values only; what a single source does is asked of `feeds sources`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from feeds.model import (
    Alarmed,
    Attended,
    Confirmed,
    Distributed,
    Event,
    Polled,
    Pushed,
    Released,
    Subscribed,
    Told,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A row of the table: the name as it is exposed, its kind, what it tells, its labels."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    """Upper bounds in seconds, of a histogram."""


_WAITS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0)
_DELAYS = (0.1, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)

TABLE: tuple[Metric, ...] = (
    Metric(
        name="feeds_build_info",
        kind="gauge",
        labels=("version",),
        meaning="Always 1; the label is the version that runs.",
    ),
    Metric(
        name="feeds_polls_total",
        kind="counter",
        labels=("outcome",),
        meaning="Polls that are over, by outcome: new, unchanged, same, failed, or waiting where a pause kept it from asking.",
    ),
    Metric(
        name="feeds_poll_seconds",
        kind="histogram",
        buckets=_WAITS,
        meaning="Seconds that a poll took, from the request to the record.",
    ),
    Metric(
        name="feeds_poll_lateness_seconds",
        kind="histogram",
        buckets=_DELAYS,
        meaning="Seconds between the instant a poll was due and its start.",
    ),
    Metric(
        name="feeds_poll_last_timestamp_seconds",
        kind="gauge",
        meaning="When a poll last began, in seconds since 1970.",
    ),
    Metric(
        name="feeds_fetched_bytes_total",
        kind="counter",
        meaning="Bytes that came over the wire, before decoding.",
    ),
    Metric(
        name="feeds_payloads_total",
        kind="counter",
        meaning="Documents and files that polls brought.",
    ),
    Metric(
        name="feeds_etag_faults_total",
        kind="counter",
        labels=("kind",),
        meaning="Whole answers whose ETag helps nobody: useless_etag, another one on the body that we "
        "had; etag_lies, the same one on another body.",
    ),
    Metric(
        name="feeds_items_total",
        kind="counter",
        labels=("status",),
        meaning="Items that polls and pushes brought, by what the desk made of them.",
    ),
    Metric(
        name="feeds_release_seconds",
        kind="histogram",
        buckets=_WAITS,
        meaning="Seconds that a pass of release took.",
    ),
    Metric(
        name="feeds_release_last_timestamp_seconds",
        kind="gauge",
        meaning="When a pass of release last began, in seconds since 1970.",
    ),
    Metric(
        name="feeds_release_failures_total",
        kind="counter",
        meaning="Passes of release that could not publish everything.",
    ),
    Metric(
        name="feeds_channels_released_total",
        kind="counter",
        meaning="Channels that were published.",
    ),
    Metric(
        name="feeds_pages_written_total",
        kind="counter",
        meaning="Pages of stories that were written.",
    ),
    Metric(
        name="feeds_files_written_total",
        kind="counter",
        meaning="Files whose bytes changed, pages among them, compressed twins not counted.",
    ),
    Metric(
        name="feeds_hook_documents_total",
        kind="counter",
        labels=("kind", "outcome"),
        meaning="Documents that hubs and caches were told of, failed to be, or were not in a day.",
    ),
    Metric(
        name="feeds_pushes_total",
        kind="counter",
        labels=("outcome",),
        meaning="What hubs have pushed, by outcome: new, same, hint or ignored.",
    ),
    Metric(
        name="feeds_pushed_bytes_total",
        kind="counter",
        meaning="Bytes that hubs have pushed.",
    ),
    Metric(
        name="feeds_subscriptions_total",
        kind="counter",
        labels=("outcome",),
        meaning="What became of asking hubs to push: asked, verified, denied, failed or ended.",
    ),
    Metric(
        name="feeds_hub_requests_total",
        kind="counter",
        labels=("outcome",),
        meaning="What became of requests at our own hub: subscribed, renewed, unsubscribed, failed or denied.",
    ),
    Metric(
        name="feeds_hub_deliveries_total",
        kind="counter",
        labels=("outcome",),
        meaning="Deliveries of our own hub: delivered, failed, given_up, or gone where a 410 ended a subscription.",
    ),
    Metric(
        name="feeds_hub_delivered_bytes_total",
        kind="counter",
        meaning="Bytes of feeds that our own hub has sent.",
    ),
    Metric(
        name="feeds_hub_subscribers",
        kind="gauge",
        labels=("state",),
        meaning="Subscribers of our own hub, by state: active, failing, or given up.",
    ),
    Metric(
        name="feeds_items_let_go_total",
        kind="counter",
        meaning="Items whose copy has gone from the store, since it is kept no more.",
    ),
    Metric(
        name="feeds_pages_let_go_total",
        kind="counter",
        meaning="Pages that were taken away with them.",
    ),
    Metric(
        name="feeds_ledgers_let_go_total",
        kind="counter",
        meaning="Ledgers of such items that have gone.",
    ),
    Metric(
        name="feeds_alarm_active",
        kind="gauge",
        labels=("kind",),
        meaning="Alarms that stand, by kind, as docs/alarms.md lists them.",
    ),
    Metric(
        name="feeds_http_requests_total",
        kind="counter",
        labels=("status",),
        meaning="Requests that the server answered, by class of status; 2xx to 5xx.",
    ),
)


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self, *, version: str) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
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
        self._gauges["feeds_build_info"].labels(version).set(1)
        answers = self._counters["feeds_http_requests_total"]
        self._answers = {number: answers.labels(f"{number}xx") for number in range(2, 6)}

    def __call__(self, event: Event) -> None:
        """Takes an event in; from any thread."""
        at = event.at.timestamp()
        if isinstance(event, Polled):
            self._counters["feeds_polls_total"].labels(event.outcome).inc()
            if event.outcome != "waiting":  # nobody was asked
                self._histograms["feeds_poll_seconds"].observe(event.seconds)
                self._histograms["feeds_poll_lateness_seconds"].observe(max(0.0, event.lateness))
                self._gauges["feeds_poll_last_timestamp_seconds"].set(at)
            self._counters["feeds_fetched_bytes_total"].inc(event.wire_bytes)
            self._counters["feeds_payloads_total"].inc(event.payloads)
            if event.etag:
                self._counters["feeds_etag_faults_total"].labels(event.etag).inc()
            self._count_items(event.counts)
        elif isinstance(event, Pushed):
            self._counters["feeds_pushes_total"].labels(event.outcome).inc()
            self._counters["feeds_pushed_bytes_total"].inc(event.wire_bytes)
            self._count_items(event.counts)
        elif isinstance(event, Subscribed):
            self._counters["feeds_subscriptions_total"].labels(event.outcome).inc()
        elif isinstance(event, Told):
            documents = self._counters["feeds_hook_documents_total"]
            for outcome in ("told", "failed", "given_up"):
                documents.labels(event.kind, outcome).inc(getattr(event, outcome))
        elif isinstance(event, Released):
            self._released(event)
        elif isinstance(event, Attended | Confirmed | Distributed):
            self._hub(event)
        elif isinstance(event, Alarmed):
            for kind, count in event.standing:
                self._gauges["feeds_alarm_active"].labels(kind).set(count)
        else:
            self._counters["feeds_items_let_go_total"].inc(event.items)
            self._counters["feeds_pages_let_go_total"].inc(event.pages)
            self._counters["feeds_ledgers_let_go_total"].inc(event.ledgers)

    def _count_items(self, counts: tuple[tuple[str, int], ...]) -> None:
        for status, count in counts:
            self._counters["feeds_items_total"].labels(status).inc(count)

    def _hub(self, event: Attended | Confirmed | Distributed) -> None:
        if isinstance(event, Confirmed):
            self._counters["feeds_hub_requests_total"].labels(event.outcome).inc()
            return
        if isinstance(event, Attended):
            gauge = self._gauges["feeds_hub_subscribers"]
            gauge.clear()
            for state, count in event.subscribers:
                gauge.labels(state).set(count)
            return
        deliveries = self._counters["feeds_hub_deliveries_total"]
        for outcome in ("delivered", "failed", "given_up", "gone"):
            deliveries.labels(outcome).inc(getattr(event, outcome))
        self._counters["feeds_hub_delivered_bytes_total"].inc(event.sent_bytes)

    def _released(self, event: Released) -> None:
        self._histograms["feeds_release_seconds"].observe(event.seconds)
        self._gauges["feeds_release_last_timestamp_seconds"].set(event.at.timestamp())
        self._counters["feeds_release_failures_total"].inc(bool(event.error))
        self._counters["feeds_channels_released_total"].inc(len(event.channels))
        self._counters["feeds_pages_written_total"].inc(event.pages)
        self._counters["feeds_files_written_total"].inc(event.written)

    def answered(self, status: int) -> None:
        """Counts an answer of the server by its status."""
        self._answers[status // 100].inc()

    def exposition(self) -> tuple[str, bytes]:
        """A content type, and everything in Prometheus' text format 0.0.4."""
        return CONTENT_TYPE_PLAIN_0_0_4, generate_latest(self._registry)
