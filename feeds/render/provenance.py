"""Where a story comes from, as far as the public may know."""

from __future__ import annotations

from urllib.parse import urlsplit

from feeds.model import Entry, Origin
from feeds.render.text import address, line, scheme


def origin(entry: Entry) -> Origin | None:
    """The agency's feed under its name; None where its address is not one to be shown.

    Its link is an http address, or a tag: URI for a wire that has none.

    An agency gives its customers addresses that open its wire: a user name or a query string in
    one may be the key, so such an address is never published.
    """
    try:
        parts = urlsplit(entry.origin.link)
    except ValueError:
        return None
    if parts.query or "@" in parts.netloc:
        return None
    link = scheme(entry.origin.link)
    name = line(entry.origin.title) or line(entry.provider)
    return Origin(title=name, link=link) if link and name else None


def link(entry: Entry) -> str:
    """Where the entry's link leads: as its channel says, or else to its page here."""
    return address(entry.link) or address(entry.page)


def wire_page(entry: Entry) -> str:
    """The wire's own page of the story, or ""."""
    return address(entry.wire_link)
