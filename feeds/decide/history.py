"""A channel's archive (RFC 5005, 4): which page an item has its place in, and what of a page may be seen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.decide.select import Selected, select
from feeds.model import ALWAYS, ArchivePage, Channel, DeskItem, Entry, Placed, Site, Source

FULL = 50
"""Items of a page, at most."""
_LARGEST = 1_000_000
"""Characters of copy of a page, at most: compressed it stays below what a feed's document may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What has to be known of an item to give it its place."""

    id: str
    published: datetime
    size: int
    """Characters of its copy."""


def piece(one: DeskItem | Entry) -> Piece:
    """What is known of an item, or of what is shown of it."""
    if isinstance(one, Entry):
        return Piece(id=one.id, published=one.published, size=len(one.body_html))
    return Piece(id=one.id, published=one.published, size=len(one.item.body_html))


def filled(here: Sequence[Piece], fresh: Iterable[Piece]) -> list[list[Piece]]:
    """A page with what is `here` already and what is `fresh`, and as many after it as that takes, in order;
    all but the last are full, and so may be the last. A single item has room whatever its size.
    """
    pages = [list(here)]
    size = sum(one.size for one in here)
    for one in fresh:
        if pages[-1] and (len(pages[-1]) >= FULL or size + one.size > _LARGEST):
            pages.append([])
            size = 0
        pages[-1].append(one)
        size += one.size
    return pages


def placed(
    number: int, pages: Sequence[Sequence[Piece]], before: Container[str], *, closes: bool
) -> list[Placed]:
    """The places of what is in pages from `number` on, less of what had its own `before`. The last page
    takes no more where it is full, or `closes`: something in it is not in the current document.
    """
    given: list[Placed] = []
    for offset, page in enumerate(pages):
        ended = offset < len(pages) - 1 or len(page) >= FULL or closes
        given.append(
            Placed(
                number=number + offset,
                items=tuple(one.id for one in page if one.id not in before),
                newest=max(one.published for one in page) if ended else None,
            )
        )
    return given


def shown(
    items: Sequence[DeskItem],
    *,
    hidden: Container[str] = frozenset(),
    channel: Channel,
    sources: Mapping[str, Source],
    site: Site,
    now: datetime,
) -> Selected:
    """What of items may be seen now in a channel, however many are newer; and when time alone will change
    it, which is a matter of these items' sources alone.
    """
    names = {held.item.source for held in items}
    return select(
        items,
        hidden=hidden,
        channel=replace(channel, size=max(1, len(items))),
        sources={id_: source for id_, source in sources.items() if id_ in names},
        site=site,
        now=now,
    )


def ends(page: ArchivePage, channel: Channel) -> datetime | None:
    """When a page is past what its channel's archive reaches back to; None for never."""
    if channel.archive is None or channel.archive == ALWAYS:
        return None
    return page.newest + channel.archive


def stands(page: ArchivePage, channel: Channel, now: datetime) -> bool:
    """Whether a page may stand at all: its channel has an archive, and that reaches as far back."""
    end = ends(page, channel)
    return channel.archive is not None and (end is None or end > now)


def next_change(
    page: ArchivePage, selected: Selected, channel: Channel, now: datetime
) -> datetime | None:
    """When the passing of time alone will change a page of which so much was selected."""
    if not stands(page, channel, now):
        return None
    return min(filter(None, (selected.next_change, ends(page, channel))), default=None)


def dated(page: ArchivePage, entries: Sequence[Entry], mark: str, now: datetime) -> datetime:
    """The last change of content of a page whose entries have the fingerprint `mark`: never going back,
    and when it is made for the first time that of the entry which changed last.
    """
    if page.updated is None:
        return min(max((one.updated for one in entries), default=now), now)
    return page.updated if page.fingerprint == mark else max(page.updated, now)
