"""A channel's archive (RFC 5005, 4): which page an item has its place in, and what of a page may be seen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.decide.select import Judged, Selected, select
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
    number: int,
    pages: Sequence[Sequence[Piece]],
    before: Container[str],
    *,
    closes: bool,
    alone: Container[str] = (),
) -> list[Placed]:
    """The places of what is in pages from `number` on, less of what had its own there `before`. The last page
    takes no more where it is full, or `closes`: something in it is not in the current document. Where no
    other page stands, `alone` has what may be seen: a single page would lead nowhere, and is made two.
    """
    closes = closes or len(pages[-1]) >= FULL
    if len(pages) - (not closes) == 1:
        pages = [*_apart(pages[0], alone), *pages[1:]]
    given: list[Placed] = []
    for offset, page in enumerate(pages):
        ended = offset < len(pages) - 1 or closes
        given.append(
            Placed(
                number=number + offset,
                items=tuple(one.id for one in page if offset or one.id not in before),
                newest=max(one.published for one in page) if ended else None,
            )
        )
    return given


def _apart(page: Sequence[Piece], seen: Container[str]) -> list[Sequence[Piece]]:
    """A page as two with as many of what may be seen in each, if it has two of them."""
    places = [place for place, one in enumerate(page) if one.id in seen]
    if len(places) < 2:
        return [page]
    middle = places[len(places) // 2]
    return [page[:middle], page[middle:]]


def shown(
    items: Sequence[Judged],
    *,
    of: Container[str],
    hidden: Container[str] = frozenset(),
    channel: Channel,
    sources: Mapping[str, Source],
    site: Site,
    now: datetime,
) -> Selected:
    """What of items may be seen now in a channel, however many are newer; and when time alone will change
    it, which is a matter `of` these items' sources alone.
    """
    return select(
        items,
        hidden=hidden,
        channel=replace(channel, size=max(1, len(items))),
        sources={id_: source for id_, source in sources.items() if id_ in of},
        site=site,
        now=now,
    )


def ends(newest: datetime, channel: Channel) -> datetime | None:
    """When a page whose `newest` item is of that date is past what its channel's archive reaches back to;
    None for never.
    """
    if channel.archive is None or channel.archive == ALWAYS:
        return None
    return newest + channel.archive


def stands(newest: datetime, channel: Channel, now: datetime) -> bool:
    """Whether a page may stand at all: its channel has an archive, and that reaches as far back."""
    end = ends(newest, channel)
    return channel.archive is not None and (end is None or end > now)


def next_change(
    newest: datetime, selected: Selected, channel: Channel, now: datetime
) -> datetime | None:
    """When the passing of time alone will change a page of which so much was selected."""
    if not stands(newest, channel, now):
        return None
    return min(filter(None, (selected.next_change, ends(newest, channel))), default=None)


def dated(page: ArchivePage, entries: Sequence[Entry], mark: str, now: datetime) -> datetime:
    """The last change of content of a page whose entries have the fingerprint `mark`: never going back,
    and when it is made for the first time that of the entry which changed last.
    """
    if page.updated is None:
        return min(max((one.updated for one in entries), default=now), now)
    return page.updated if page.fingerprint == mark else max(page.updated, now)
