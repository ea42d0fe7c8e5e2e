"""Health, readiness and metrics over HTTP: what watches the daemon, and who may."""

from ipaddress import ip_network

import httpx
import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as families_of_openmetrics,
)


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
async def test_health_is_a_status_and_an_object(site, serving, *, well: bool, status: int) -> None:
    site.well = well
    async with serving(site.app()) as (host, port), httpx.AsyncClient() as client:
        answer = await client.get(f"http://{host}:{port}/healthz")
    assert answer.status_code == status
    assert answer.json() == {"ok": well, "sources": 3}
    assert answer.headers["cache-control"] == "no-store"


async def test_readiness_names_what_is_lacking_to_watchers_alone(site) -> None:
    """X35."""
    site.lacks = {"disk of store": "3 MiB free, 100 are needed"}
    for peer, told in (("127.0.0.1", {"lacks": site.lacks}), ("192.0.2.7", {})):
        transport = httpx.ASGITransport(app=site.app(), client=(peer, 4242))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"ok": False, **told}
        assert answer.headers["cache-control"] == "no-store"


async def test_who_is_ready_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "lacks": {}})


async def test_metrics_are_given_in_openmetrics_where_that_is_asked_for(
    client: httpx.AsyncClient,
) -> None:
    accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3"
    answer = await client.get("/metrics", headers={"accept": accept})
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = list(families_of_openmetrics(answer.text))
    assert "feeds_polls" in {family.name for family in families}
    assert answer.text.endswith("# EOF\n")


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
