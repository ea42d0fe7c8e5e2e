"""What Prometheus is told, row by row: the metrics are made from it, and the docs are checked against it.

Names and units are those of Prometheus' conventions: base units, ``_total`` of what only grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feeds.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A row of the table: the name as it is exposed, its kind, what it tells, its labels."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    labels: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    """Values that its one label is sure to take: they begin at 0, so that the first of each is seen to be one."""
    buckets: tuple[float, ...] = ()
    """Upper bounds in seconds, of a histogram."""

    @property
    def unit(self) -> str:
        """What it counts in, which its name ends with; ``""`` where it counts things."""
        plain = self.name.removesuffix("_total")
        return next((one for one in ("seconds", "bytes") if plain.endswith(f"_{one}")), "")


MOST_SOURCES = 1000
"""Where more of them are switched on, no source has series of its own: a scrape is answered at once."""

_WAITS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0)
_UNTIL_OUT = (0.1, 0.3, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
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
        known=("new", "unchanged", "same", "failed", "waiting"),
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
        known=tuple(status.value for status in Status),
        meaning="Items that polls and pushes brought, by what the desk made of them.",
    ),
    Metric(
        name="feeds_sources",
        kind="gauge",
        labels=("state",),
        meaning="Sources of the config by state: ok, waiting, failing, quarantined, gone, paused or disabled.",
    ),
    Metric(
        name="feeds_source_failures",
        kind="gauge",
        labels=("source",),
        meaning=f"Failed polls in a row of a source that is switched on; of none where more than {MOST_SOURCES} are.",
    ),
    Metric(
        name="feeds_source_last_success_timestamp_seconds",
        kind="gauge",
        labels=("source",),
        meaning="When a poll of a source that is switched on last succeeded, in seconds since 1970; "
        f"of none where more than {MOST_SOURCES} are.",
    ),
    Metric(
        name="feeds_workers_lost_total",
        kind="counter",
        labels=("cause",),
        known=("died", "hung", "pool"),
        meaning="Documents whose worker process was lost: it died, it hung, or pool: all of them went at once.",
    ),
    Metric(
        name="feeds_queue_length",
        kind="gauge",
        labels=("queue",),
        meaning="What waits: sources that are due, files in drop directories, channels, pages and archives to be "
        "made, documents for hooks (hubs and caches), callbacks and deliveries of our own hub.",
    ),
    Metric(
        name="feeds_item_release_seconds",
        kind="histogram",
        buckets=_UNTIL_OUT,
        meaning="Seconds from the instant at which an item was known, or could first be shown, until a "
        "channel's documents stood with it.",
    ),
    Metric(
        name="feeds_withdrawal_seconds",
        kind="histogram",
        buckets=_UNTIL_OUT,
        meaning="Seconds from the instant at which an item was withdrawn until a channel's documents stood without it.",
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
        known=("delivered", "failed", "given_up", "gone"),
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
        labels=("status", "format"),
        meaning="Requests that the server answered, by class of status, 2xx to 5xx, and by what was asked for: "
        "rss, atom, json, html or other.",
    ),
    Metric(
        name="feeds_http_sent_bytes_total",
        kind="counter",
        labels=("format",),
        meaning="Bytes of the bodies of documents that the server has sent, as they were compressed.",
    ),
    Metric(
        name="feeds_store_bytes",
        kind="gauge",
        labels=("file",),
        meaning="Size of the store's files: database, and log, its write-ahead log.",
    ),
    Metric(
        name="feeds_disk_free_bytes",
        kind="gauge",
        labels=("of",),
        meaning="What may still be written on the disk of the store and on that of the published folder.",
    ),
    Metric(
        name="feeds_ready",
        kind="gauge",
        meaning="Whether the daemon is able to do its job (1) or lacks something (0), as /readyz says.",
    ),
    Metric(
        name="feeds_measured_timestamp_seconds",
        kind="gauge",
        meaning="When queues, files and disks were last looked at, in seconds since 1970.",
    ),
    Metric(
        name="feeds_faults_total",
        kind="counter",
        labels=("what",),
        known=(
            "claim",
            "erase",
            "hub",
            "journal",
            "look",
            "measure",
            "poll",
            "push",
            "release",
            "restore",
            "subscribe",
            "sweep",
            "tell",
        ),
        meaning="Faults of the program, its store or its disk that the log tells as errors, by what was being done.",
    ),
    Metric(
        name="feeds_config_last_reload_successful",
        kind="gauge",
        meaning="Whether the config that was read last is the one that runs (1) or was refused (0).",
    ),
    Metric(
        name="feeds_config_last_reload_success_timestamp_seconds",
        kind="gauge",
        meaning="When the config that runs was adopted, in seconds since 1970.",
    ),
)

OF_THE_PROCESS: tuple[Metric, ...] = (
    Metric(
        name="process_cpu_seconds_total",
        kind="counter",
        meaning="Processor time of the daemon itself, without its workers.",
    ),
    Metric(
        name="process_resident_memory_bytes",
        kind="gauge",
        meaning="Memory of the daemon itself that is resident, without its workers.",
    ),
    Metric(
        name="process_virtual_memory_bytes",
        kind="gauge",
        meaning="Its address space.",
    ),
    Metric(
        name="process_start_time_seconds",
        kind="gauge",
        meaning="When it began, in seconds since 1970.",
    ),
    Metric(
        name="process_open_fds",
        kind="gauge",
        meaning="Files and connections that it has open.",
    ),
    Metric(
        name="process_max_fds",
        kind="gauge",
        meaning="How many of them it may have.",
    ),
)
"""What the library tells of every process, under the names that all programs have."""
