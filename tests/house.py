"""The house that all tests publish for, and how it fetches: from loopback."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network

from feeds.config import FetchSettings
from feeds.model import Site

SITE = Site(
    name="Global News Network 9",
    link="http://www.gnn9.com/",
    description="News",
    language="en",
    timezone="Asia/Kolkata",
    author="admin",
    email="",
    tag="gnn9.com,2015",
    rights="",
    base_url="http://127.0.0.1:8009/",
)

LIMITS = FetchSettings(
    contact="",
    min_interval=timedelta(minutes=15),
    max_interval=timedelta(days=1),
    timeout=timedelta(seconds=20),
    max_bytes=100_000,
    allow_networks=(ip_network("127.0.0.0/8"),),
    concurrency=8,
    per_host=1,
    host_gap=None,
)
