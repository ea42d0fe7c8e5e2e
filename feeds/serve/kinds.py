"""What each kind of file is called and which headers go with it: a table by suffix (S08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from feeds.render import policy

PAGE_POLICY = f"{policy.PAGE}; frame-ancestors 'none'"
"""Content-Security-Policy of a page: what it says of itself, and that nobody may frame it, which it cannot."""

Headers = tuple[tuple[bytes, bytes], ...]

_FEED: Headers = (
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


_UNKNOWN = Kind(media_type="application/octet-stream")

# OPML has no registered type. text/x-opml is what its specification and its readers use, and what
# makes a browser hand the list to a reader instead of showing it.
_OPML = Kind(media_type="text/x-opml; charset=utf-8")

_KINDS: Mapping[str, Kind] = {
    ".rss": Kind(media_type="application/rss+xml; charset=utf-8", feed=True, headers=_FEED),
    ".atom": Kind(media_type="application/atom+xml; charset=utf-8", feed=True, headers=_FEED),
    ".json": Kind(media_type="application/feed+json", feed=True, headers=_FEED),
    ".html": Kind(media_type="text/html; charset=utf-8", headers=_PAGE),
    ".opml": _OPML,
    ".xml": Kind(media_type="application/xml; charset=utf-8"),
    ".css": Kind(media_type="text/css; charset=utf-8"),
    ".txt": Kind(media_type="text/plain; charset=utf-8"),
    ".svg": Kind(media_type="image/svg+xml", headers=_DRAWING),
    ".ico": Kind(media_type="image/x-icon"),
    ".png": Kind(media_type="image/png"),
    ".gz": Kind(media_type="application/gzip"),
}


def kind_of(path: str) -> Kind:
    """The kind of a file by its name; never guessed from its content."""
    if path == "opml.xml":
        return _OPML
    return _KINDS.get(PurePosixPath(path).suffix, _UNKNOWN)
