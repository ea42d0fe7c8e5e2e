"""What may be shown of an item: the narrowest of what its source, the agencies that it credits and the
channel allow, at an instant. Whatever cannot be told is taken for the narrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from feeds.decide import phrases
from feeds.model import Carried, Channel, Enclosure, Item, Media, Rights, Source

_RIGHTS = (Rights.INTERNAL, Rights.HEADLINE, Rights.SUMMARY, Rights.FULL)
_MEDIA = (Media.NONE, Media.LINK, Media.FULL)

Terms = Source | Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What may be shown of an item; `words` bounds a summary that stands for the copy."""

    rights: Rights
    media: Media
    words: int | None = None


def right(item: Item, source: Source | None, now: datetime) -> Right:
    """What a source allows of an item at an instant, in any channel; nothing where nobody knows it."""
    if source is None:
        return Right(rights=Rights.INTERNAL, media=Media.NONE)
    if not source.carries:  # as it is with nearly all: what is asked of each story of each channel
        return Right(
            rights=_rights_at(source, now),
            media=_media_at(source, now),
            words=source.summary_words,
        )
    apply = tuple(terms(item, source))
    return Right(
        rights=min((_rights_at(one, now) for one in apply), key=_RIGHTS.index),
        media=min((_media_at(one, now) for one in apply), key=_MEDIA.index),
        words=_fewest(one.summary_words for one in apply),
    )


def narrowed(allowed: Right, channel: Channel) -> Right:
    """What of it a channel shows."""
    if (
        channel.rights is Rights.FULL
        and channel.media is Media.FULL
        and channel.summary_words is None
    ):
        return allowed
    return Right(
        rights=min(allowed.rights, channel.rights, key=_RIGHTS.index),
        media=min(allowed.media, channel.media, key=_MEDIA.index),
        words=_fewest((allowed.words, channel.summary_words)),
    )


def terms(item: Item, source: Source) -> Iterator[Terms]:
    """The source, and each of its tables of carried copy that is about an item."""
    yield source
    if source.carries:
        credited = _credits(item)
        for one in source.carries:
            # What names nobody may be anybody's.
            if not item.provider or _names(one, credited) or _signs(one, item.byline):
                yield one


def tables(source: Source) -> tuple[Terms, ...]:
    """All that a source says of rights."""
    return (source, *source.carries)


def shown_media(
    item: Item, source: Source, most: Media, now: datetime
) -> tuple[tuple[Enclosure, ...], bool]:
    """The enclosures that may go out where `most` is allowed of the item's, and whether in place: a
    picture may be another agency's than the copy.
    """
    kept: list[Enclosure] = []
    in_place = most is Media.FULL
    for one in item.enclosures:
        media = min((most, *_media_of(one, source, now)), key=_MEDIA.index)
        # A picture that may not be shown may stand in the copy as well.
        in_place = in_place and media is Media.FULL
        if media is not Media.NONE:
            kept.append(one)
    return tuple(kept), in_place


def ends(item: Item, source: Source) -> datetime | None:
    """From when on an item is internal; None where nothing ends it."""
    return min(filter(None, (one.rights_until for one in terms(item, source))), default=None)


def instants(source: Source) -> Iterator[datetime]:
    """When what a source allows becomes less by itself."""
    for one in tables(source):
        yield from filter(None, (one.rights_until, one.media_until))


def has_passed(until: datetime | None, now: datetime) -> bool:
    """Whether what was allowed until an instant is so no more."""
    return until is not None and until <= now


def _rights_at(one: Terms, now: datetime) -> Rights:
    return Rights.INTERNAL if has_passed(one.rights_until, now) else one.rights


def _media_at(one: Terms, now: datetime) -> Media:
    over = has_passed(one.rights_until, now) or has_passed(one.media_until, now)
    return Media.NONE if over or one.rights is Rights.INTERNAL else one.media


def _media_of(picture: Enclosure, source: Source, now: datetime) -> Iterator[Media]:
    if source.carries and picture.creditline:
        credited = phrases.row(picture.creditline)
        for one in source.carries:
            if _names(one, credited):
                yield _media_at(one, now)


def _credits(item: Item) -> str:
    """What says whose copy it is."""
    return phrases.row(item.provider, item.creditline, item.copyrightnotice, *item.via)


def _signs(one: Carried, byline: str) -> bool:
    """Whether an agency stands in a byline by itself: Ani Rao is nobody's."""
    names = {name.strip().casefold() for name in byline.replace("/", ",").split(",")}
    return any(agency.casefold() in names for agency in one.agencies)


def _names(one: Carried, credited: str) -> bool:
    return any(phrases.stands(phrases.phrase(name), credited) for name in one.agencies)


def _fewest(counts: Iterable[int | None]) -> int | None:
    return min((one for one in counts if one is not None), default=None)
