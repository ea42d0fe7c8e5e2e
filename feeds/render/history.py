"""What a feed says of its place in the channel's history (RFC 5005, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import SubElement, _Element

from feeds.model import Edition
from feeds.render import formats

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"


def links(edition: Edition, form: formats.Form) -> tuple[tuple[str, str], ...]:
    """Relation and address of each document that one of this format leads to."""
    here = edition.history
    numbered = (
        ("current", 0 if here.number else None),
        ("prev-archive", here.before or None),
        ("next-archive", here.after or None),
    )
    return tuple(
        (relation, formats.location(edition.site, edition.channel, form, number))
        for relation, number in numbered
        if number is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryExtension:
    """The links, and of an archive page that it is one; called by feedgen, by these names."""

    links: tuple[tuple[str, str], ...]
    type: str
    is_archive: bool

    def extend_ns(self) -> Mapping[str, str]:
        return {}

    def extend_atom(self, feed: _Element) -> _Element:
        self._extend(feed, "link")
        return feed

    def extend_rss(self, root: _Element) -> _Element:
        self._extend(root[0], f"{{{_ATOM}}}link")
        return root

    def _extend(self, head: _Element, link: str) -> None:
        for relation, href in self.links:
            SubElement(head, link, rel=relation, type=self.type, href=href)
        if self.is_archive:
            SubElement(head, f"{{{_HISTORY}}}archive", nsmap={"fh": _HISTORY})


def extension(edition: Edition, form: formats.Form) -> HistoryExtension:
    """The extension of a feed's document in one format."""
    return HistoryExtension(
        links=links(edition, form),
        type=form.essence,
        is_archive=bool(edition.history.number),
    )
