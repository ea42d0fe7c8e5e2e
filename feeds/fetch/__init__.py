"""Gets bytes: over HTTP, from directories here and elsewhere, and from mailboxes, under one address guard
and one set of limits.
"""

from __future__ import annotations

from feeds.fetch.transports import Fetchers

__all__ = ["Fetchers"]
