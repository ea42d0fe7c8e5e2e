"""Health and metrics: what watches the daemon, and who may."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from feeds.model import EtagFault, Polled, Released, Swept, Told
from feeds.serve.metrics import TABLE, Metrics

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
    metrics = Metrics(version="1.2.3")
    metrics(POLLED)
    metrics(POLLED)
    metrics(RELEASED)
    metrics(TOLD)
    metrics.answered(304)
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
    assert found["feeds_http_requests_total", "3xx"] == 1


def test_etags_that_help_nobody_are_counted_by_what_is_wrong_with_them() -> None:
    """C08, C09."""
    metrics = Metrics(version="1")
    for fault in (EtagFault.LIES, EtagFault.USELESS, EtagFault.USELESS, EtagFault.NONE):
        metrics(replace(POLLED, etag=fault))
    found = values(metrics)
    assert found["feeds_etag_faults_total", "etag_lies"] == 1
    assert found["feeds_etag_faults_total", "useless_etag"] == 2


def test_a_release_that_failed_is_counted() -> None:
    metrics = Metrics(version="1")
    metrics(Released(at=NOON, seconds=0.1, error="all: the disk is full"))
    assert values(metrics)["feeds_release_failures_total",] == 1


def test_what_was_let_go_of_is_counted() -> None:
    metrics = Metrics(version="1")
    for _ in range(2):
        metrics(Swept(at=NOON, seconds=0.1, items=200, pages=150, ledgers=7))
    found = values(metrics)
    assert found["feeds_items_let_go_total",] == 400
    assert found["feeds_pages_let_go_total",] == 300
    assert found["feeds_ledgers_let_go_total",] == 14
    assert found["feeds_release_seconds_count",] == 0


def test_two_registries_live_side_by_side() -> None:
    first, second = Metrics(version="1"), Metrics(version="2")
    first(POLLED)
    assert ("feeds_polls_total", "new") not in values(second)


def test_everything_that_is_exposed_stands_in_the_table() -> None:
    metrics = Metrics(version="1")
    metrics(POLLED)
    metrics(RELEASED)
    _, text = metrics.exposition()
    exposed = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(text.decode())
        if not family.name.endswith("_created")
    }
    assert exposed == {row.name for row in TABLE}


def test_names_are_ours_and_carry_their_unit() -> None:
    for row in TABLE:
        assert row.name.startswith("feeds_")
        assert row.name.endswith("_total") is (row.kind == "counter")
        assert row.meaning.endswith(".")
        if row.kind == "histogram":
            assert row.name.endswith("_seconds")
            assert row.buckets == tuple(sorted(row.buckets))


# --- over HTTP ---------------------------------------------------------------------------


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
async def test_health_is_a_status_and_an_object(site, serving, *, well: bool, status: int) -> None:
    site.well = well
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        answer = await client.get(f"http://{host}:{port}/healthz")
    assert answer.status_code == status
    assert answer.json() == {"ok": well, "sources": 3}
    assert answer.headers["cache-control"] == "no-store"


async def test_metrics_are_exposed_as_prometheus_reads_them(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert 'feeds_build_info{version="1.2.3"} 1.0' in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_who_comes_through_a_proxy_sees_no_inside(
    client: httpx.AsyncClient, header: str
) -> None:
    """X35: a proxy on this machine would lend its loopback address to everybody."""
    headers = {header: "127.0.0.1"}
    assert (await client.get("/metrics", headers=headers)).status_code == 404
    health = await client.get("/healthz", headers=headers)
    assert (health.status_code, health.json()) == (200, {"ok": True})


@pytest.mark.parametrize(
    ("peer", "watchers", "status"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("::ffff:127.0.0.1", None, 200),
        ("192.0.2.7", None, 404),
        ("2001:db8::7", None, 404),
        ("192.0.2.7", (ip_network("192.0.2.0/24"),), 200),
        ("127.0.0.1", (ip_network("192.0.2.0/24"),), 404),
    ],
)
async def test_metrics_are_for_loopback_unless_others_are_named(
    site, peer: str, watchers: tuple[object, ...] | None, status: int
) -> None:
    """X35."""
    if watchers is not None:
        site.options["watchers"] = watchers
    transport = httpx.ASGITransport(app=site.app(), client=(peer, 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        assert (await client.get("/metrics")).status_code == status


async def test_every_answer_is_counted(site, serving) -> None:
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        client.base_url = httpx.URL(f"http://{host}:{port}")
        await client.get("/all.rss")
        await client.get("/all.rss", headers={"if-none-match": "*"})
        await client.get("/no.rss")
        await client.post("/all.rss")
        await client.get("/healthz")
        await client.post("/metrics")
    assert site.answered == [200, 304, 404, 405, 200, 405]
