"""What each kind of file is called and which headers go with it: a table by suffix (S08).

The built-in server and the configuration for nginx are both made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from feeds.render import policy

PAGE_POLICY = f"{policy.PAGE}; frame-ancestors 'none'"
"""Content-Security-Policy of a page: what it says of itself, and that nobody may frame it, which it cannot."""

Headers = tuple[tuple[bytes, bytes], ...]

VARY = (b"vary", b"Accept-Encoding")
VARY_FEED = (b"vary", b"Accept-Encoding, Sec-Fetch-Dest")
VARY_CHANNEL = (b"vary", b"Accept, Accept-Encoding")
NOSNIFF = (b"x-content-type-options", b"nosniff")
PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since"),
    (b"access-control-max-age", b"86400"),
)
TAG_SUFFIXES: Mapping[str, str] = {"": "", "gzip": ".gz", "br": ".br"}
"""What an entity tag has behind the mark of the content, by the coding."""

FORMATS: Mapping[str, str] = {
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/feed+json": ".json",
    "text/html": ".html",
    # What is said by those who do not know the names above.
    "application/json": ".json",
    "application/xml": ".rss",
    "text/xml": ".rss",
}
"""The formats of a channel by what `Accept` calls them; of those that are liked alike the first is given."""

_STALE_WHILE_REVALIDATE = 60
_STALE_IF_ERROR = 3600
"""Seconds for which a cache may show the last copy while it cannot reach us: long enough for a
restart, short enough for a withdrawal."""

FEED_HEADERS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link"),
)
_PAGE: Headers = ((b"content-security-policy", PAGE_POLICY.encode()),)
# A drawing that is opened by itself is a document, and may be the house's own: it runs nothing either.
_DRAWING: Headers = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A media type, whether readers poll it, and the headers that it takes on every answer."""

    media_type: str
    feed: bool = False
    headers: Headers = ()

    @property
    def vary(self) -> tuple[bytes, bytes]:
        """A feed's address shows its page to a browser (S18)."""
        return VARY_FEED if self.feed else VARY


_UNKNOWN = Kind(media_type="application/octet-stream")

# OPML has no registered type. text/x-opml is what its specification and its readers use, and what
# makes a browser hand the list to a reader instead of showing it.
_OPML = Kind(media_type="text/x-opml; charset=utf-8")

KINDS: Mapping[str, Kind] = {
    ".rss": Kind(media_type="application/rss+xml; charset=utf-8", feed=True, headers=FEED_HEADERS),
    ".atom": Kind(
        media_type="application/atom+xml; charset=utf-8", feed=True, headers=FEED_HEADERS
    ),
    ".json": Kind(media_type="application/feed+json", feed=True, headers=FEED_HEADERS),
    ".html": Kind(media_type="text/html; charset=utf-8", headers=_PAGE),
    ".opml": _OPML,
    ".xml": Kind(media_type="application/xml; charset=utf-8"),
    ".css": Kind(media_type="text/css; charset=utf-8"),
    ".txt": Kind(media_type="text/plain; charset=utf-8"),
    ".svg": Kind(media_type="image/svg+xml", headers=_DRAWING),
    ".ico": Kind(media_type="image/x-icon"),
    ".png": Kind(media_type="image/png"),
}


def kind_of(path: str) -> Kind:
    """The kind of a file by its name; never guessed from its content."""
    if path == "opml.xml":
        return _OPML
    return KINDS.get(PurePosixPath(path).suffix, _UNKNOWN)


def kept_for(max_age: int) -> str:
    """The Cache-Control of a document that may be shown for `max_age` seconds, the last of them while a
    cache asks for a newer one (RFC 5861, 3): what is withdrawn is gone when they are over (S07).
    """
    fresh = max(max_age - _STALE_WHILE_REVALIDATE, 0)
    return (
        f"public, max-age={fresh}, stale-while-revalidate={max_age - fresh}, "
        f"stale-if-error={_STALE_IF_ERROR}"
    )
