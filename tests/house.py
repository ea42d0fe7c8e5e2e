"""The house that all tests publish for."""

from __future__ import annotations

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
