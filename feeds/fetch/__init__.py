"""Gets bytes: over HTTP and from drop directories, under one address guard and one set of limits."""

from __future__ import annotations

from feeds.fetch.transports import Fetchers

__all__ = ["Fetchers"]
