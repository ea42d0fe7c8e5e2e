"""What may the public see of a channel now? Embargo, rights, withdrawal and expiry are decided here,
and nowhere else.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import (
    Channel,
    DeskItem,
    Entry,
    FutureDates,
    Media,
    Origin,
    Rights,
    Site,
    Source,
    Status,
)

NOTICE_FOR = timedelta(days=30)
"""How long a channel says that a story is withdrawn."""
MOST_NOTICES = 500
"""How many a channel has at once: of a purge of all that a source has sent, those that readers are likeliest to
have; the newest.
"""
_LOOK_AGAIN = timedelta(hours=1)
_WITHDRAWN_HEADLINE = "Story withdrawn"
_WITHDRAWN_TEXT = "This story has been withdrawn."
_RIGHTS = (Rights.INTERNAL, Rights.HEADLINE, Rights.SUMMARY, Rights.FULL)
_MEDIA = (Media.NONE, Media.LINK, Media.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The entries of a channel, newest first, and when time alone will change them."""

    entries: tuple[Entry, ...]
    next_change: datetime | None
    turned: datetime | None
    """When the passing of time last changed it."""


def select(
    candidates: Iterable[DeskItem],
    *,
    withdrawn: Iterable[DeskItem] = (),
    channel: Channel,
    sources: Mapping[str, Source],
    site: Site,
    now: datetime,
) -> Selected:
    """What a channel shows now: its newest `size` entries and all that are inside its window, and
    a notice for each of `withdrawn`, which it showed and is to show no more.
    """
    shown: list[DeskItem] = []
    turns: list[datetime] = []
    past: list[datetime] = []
    for held in candidates:
        source = sources.get(held.item.source)
        opens = opening(held, source)
        if opens is None:
            continue
        if opens > now:
            turns.append(opens)
            continue
        past.append(opens)
        if channel.max_age is not None:
            closes = held.published + channel.max_age
            if closes <= now:
                past.append(closes)
                continue
            turns.append(closes)
        shown.append(held)
    shown.sort(key=lambda held: (held.published, held.updated, held.id), reverse=True)
    oldest = now - channel.window
    kept = [
        held for place, held in enumerate(shown) if place < channel.size or held.published > oldest
    ]
    notices = [held for held in withdrawn if held.status is Status.WITHDRAWN]
    # A wire may date a withdrawal back: then it stands for longer than its date says.
    turns += [max(held.updated + NOTICE_FOR, now + _LOOK_AGAIN) for held in notices]
    kept += notices
    kept.sort(key=lambda held: (held.published, held.updated, held.id), reverse=True)
    return Selected(
        entries=tuple(
            as_shown(held, sources.get(held.item.source), channel, site) for held in kept
        ),
        next_change=min(turns, default=None),
        turned=max(past, default=None),
    )


def as_shown(held: DeskItem, source: Source | None, channel: Channel, site: Site) -> Entry:
    """The entry of an item of which `select` has judged that it is shown, or that it is withdrawn."""
    if held.status is Status.WITHDRAWN:
        return notice(held, site)
    assert source is not None, held.id  # select leaves out whatever nobody knows the rights of
    return entry(held, source, channel, site)


def notice(held: DeskItem, site: Site) -> Entry:
    """What takes the place of a withdrawn story: its id with a newer date, and not a word of it: the
    address of its page has words of its headline.
    """
    return Entry(
        id=held.id,
        revision=held.revision,
        headline=_WITHDRAWN_HEADLINE,
        body_html=f"<p>{_WITHDRAWN_TEXT}</p>",
        summary=_WITHDRAWN_TEXT,
        city="",
        creditline="",
        byline="",
        provider=held.item.provider or site.name,
        via=(),
        link=site.base_url,
        page=site.base_url,
        wire_link="",
        published=held.published,
        updated=held.updated,
        language="en",
        subjects=(),
        enclosures=(),
        inline_media=False,
        origin=Origin(title=site.name, link=site.base_url),
        withdrawn=held.updated,
    )


def fair(entries: Sequence[Entry], most: int) -> list[Entry]:
    """So many of a channel's entries, newest first: where not all of them fit, the newest of each
    provider in turn, so that a flood from one pushes no other out.
    """
    turns: Counter[str] = Counter()
    order: list[tuple[int, int]] = []
    for place, one in enumerate(entries):
        order.append((turns[one.provider], place))
        turns[one.provider] += 1
    return [entries[place] for place in sorted(place for _, place in sorted(order)[:most])]


def opening(held: DeskItem, source: Source | None) -> datetime | None:
    """From when on an item may be seen; None if never, which is also so where nobody knows its
    rights any more.
    """
    if source is None or source.rights is Rights.INTERNAL:
        return None
    if not held.usable:
        return None
    opens = held.received
    if source.future_dates is FutureDates.HOLD:
        opens = max(opens, held.published)
    if held.item.embargoed is not None:
        opens = max(opens, held.item.embargoed)
    return opens


def entry(held: DeskItem, source: Source, channel: Channel, site: Site) -> Entry:
    """An item as this channel may show it: no more than the narrower of the source's and the
    channel's rights, for words and for pictures.
    """
    item = held.item
    rights = min(source.rights, channel.rights, key=_RIGHTS.index)
    media = min(source.media, channel.media, key=_MEDIA.index)
    page = f"{site.base_url}{held.page}"
    full = rights is Rights.FULL
    return Entry(
        id=held.id,
        revision=held.revision,
        headline=item.headline,
        body_html=item.body_html if full else "",
        summary=item.summary if full or rights is Rights.SUMMARY else "",
        city=item.located,
        creditline=item.creditline,
        byline=item.byline,
        provider=item.provider,
        via=item.via,
        link=item.link if channel.link == "source" and item.link else page,
        page=page,
        wire_link=item.link,
        published=held.published,
        updated=held.updated,
        language=item.language or site.language,
        subjects=item.subjects,
        enclosures=item.enclosures if media is not Media.NONE else (),
        inline_media=media is Media.FULL,
        origin=item.origin or _origin(item.provider, source, site),
        copyrightnotice=item.copyrightnotice,
    )


def _origin(provider: str, source: Source, site: Site) -> Origin:
    """The wire itself, under its address; under a tag: URI of ours where it has none to be told."""
    told = source.is_web and not source.auth
    return Origin(title=provider, link=source.url if told else f"tag:{site.tag}:source/{source.id}")


def fingerprint(entries: Sequence[Entry]) -> str:
    """A hash of what a channel shows: another one means that its content has changed. How it looks
    (a new name of the house, say) is no content.
    """
    hashed = hashlib.sha256()
    for shown in entries:
        # What rights leave of an entry is no part of its revision.
        left = (bool(shown.body_html), bool(shown.summary), len(shown.enclosures), shown.link)
        hashed.update(f"{shown.id} {shown.revision} {shown.updated.isoformat()} {left}\n".encode())
    return hashed.hexdigest()[:32]


def style(channel: Channel) -> tuple[str, str, str]:
    """What of a channel decides how an entry looks in it; entries alike in this are the same."""
    return (channel.rights, channel.media, channel.link)
