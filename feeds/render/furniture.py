"""What the pages and those that fetch them need besides: the style, the favicons, robots.txt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from feeds.model import Document, Site

MEDIA_TYPES = {
    "style.css": "text/css; charset=utf-8",
    "favicon.svg": "image/svg+xml",
    "favicon.ico": "image/x-icon",
    "robots.txt": "text/plain; charset=utf-8",
}
"""By the name of each file, what it is served as. A house may have one of its own in its place."""


def furniture(site: Site, own: Mapping[str, bytes]) -> tuple[Document, ...]:
    """Each of the files, the house's `own` where it has one of that name."""
    return tuple(
        Document(path=name, media_type=media_type, body=own.get(name) or _ours(name, site))
        for name, media_type in MEDIA_TYPES.items()
    )


def _ours(name: str, site: Site) -> bytes:
    return _robots(site) if name == "robots.txt" else static(name)


def _robots(site: Site) -> bytes:
    """Everybody may have everything (RFC 9309), and where the sitemap is (sitemaps.org, Informing search
    engine crawlers).
    """
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.base_url}sitemap.xml\n".encode()


@cache
def static(name: str) -> bytes:
    """A file that comes with the program."""
    return files("feeds.render").joinpath("static", name).read_bytes()
