"""What may the public see of a channel now? Embargo, rights, withdrawal and expiry are decided here,
and nowhere else.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.decide import phrases, rights
from feeds.model import (
    Candidate,
    Channel,
    DeskItem,
    EditionRecord,
    Entry,
    FutureDates,
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
LARGEST_COPY = 256 * 1024
"""Bytes of a story's copy that a channel shows; of a longer one it shows the summary, and its page the rest (S21)."""
_LOOK_AGAIN = timedelta(hours=1)
_WITHDRAWN_HEADLINE = "Story withdrawn"
_WITHDRAWN_TEXT = "This story has been withdrawn."


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The entries of a channel, newest first, and when time alone will change them."""

    entries: tuple[Entry, ...]
    next_change: datetime | None
    turned: datetime | None
    """When the passing of time last changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a channel may show of an item, from one instant to another: so long nobody has to ask again."""

    of: Candidate
    """The version that this is said of."""
    at: datetime
    until: datetime | None
    """When time alone changes it; None for never."""
    opens: datetime | None
    """From when on it may be seen; None if never."""
    is_open: bool
    """Whether it may be seen at all now, as far as it and its source decide."""
    closes: datetime | None
    """From when on it is not to be seen in the channel any more; None where that is never."""
    is_shown: bool
    """Whether it has its place in the channel now."""
    entry: Entry | None
    """What stands there; None where its rights leave nothing."""

    def holds(self, one: Candidate, now: datetime) -> bool:
        """Whether it is still so of what the desk holds now."""
        return self.at <= now and (self.until is None or now < self.until) and self.of == one


def judged(
    held: DeskItem, source: Source | None, channel: Channel, site: Site, now: datetime
) -> Judged:
    """What a channel may show of an item now."""
    opens = opening(held, source)
    closes = min(_closings(held, source, channel), default=None) if opens is not None else None
    shows = opens is not None and opens <= now and (closes is None or closes > now)
    turns = [opens, closes, *(rights.instants(source) if source is not None else ())]
    return Judged(
        of=held.candidate,
        at=now,
        until=min((turn for turn in turns if turn is not None and turn > now), default=None),
        opens=opens,
        is_open=is_open(held, source, now),
        closes=closes,
        is_shown=shows,
        entry=as_shown(held, source, channel, site, now) if shows else None,
    )


def select(
    candidates: Iterable[Judged],
    *,
    withdrawn: Iterable[DeskItem] = (),
    hidden: Container[str] = frozenset(),
    channel: Channel,
    sources: Mapping[str, Source],
    site: Site,
    now: datetime,
) -> Selected:
    """What a channel shows now: its newest `size` entries and all that are inside its window, and
    a notice for each of `withdrawn`, which it showed and is to show no more. Another item with the same
    copy stands for those that are `hidden`.
    """
    shown: list[tuple[Candidate, Entry | None]] = []
    # What a source allows ends for all that it has brought, also for what no channel shows any more.
    turns = [end for source in sources.values() for end in rights.instants(source)]
    for one in candidates:
        if one.opens is None:
            continue
        turns.append(one.opens)
        if one.closes is not None and one.opens <= now:
            turns.append(one.closes)
        if one.is_shown and one.of.id not in hidden:
            shown.append((one.of, one.entry))
    shown.sort(key=_newest_first, reverse=True)
    oldest = now - channel.window
    kept = [
        one for place, one in enumerate(shown) if place < channel.size or one[0].published > oldest
    ]
    notices = [held for held in withdrawn if held.status is Status.WITHDRAWN]
    kept += [(held.candidate, notice(held, site)) for held in notices]
    kept.sort(key=_newest_first, reverse=True)
    # A wire may date a withdrawal back: then it stands for longer than its date says.
    over = [max(held.updated + NOTICE_FOR, now + _LOOK_AGAIN) for held in notices]
    return Selected(
        entries=tuple(entry for _, entry in kept if entry is not None),
        next_change=min((turn for turn in (*turns, *over) if turn > now), default=None),
        turned=max((turn for turn in turns if turn <= now), default=None),
    )


def _newest_first(one: tuple[Candidate, Entry | None]) -> tuple[datetime, datetime, str]:
    candidate, _ = one
    return candidate.published, candidate.updated, candidate.id


def as_shown(
    held: DeskItem, source: Source | None, channel: Channel, site: Site, now: datetime
) -> Entry | None:
    """The entry of an item that is shown, or that is withdrawn; None where its rights leave nothing, or
    nobody knows them any more.
    """
    if held.status is Status.WITHDRAWN:
        return notice(held, site)
    shown = entry(held, source, channel, site, now) if source is not None else None
    return replace(shown, body_html="") if shown is not None and _is_a_book(shown) else shown


def since(recorded: datetime, before: EditionRecord, now: datetime) -> datetime | None:
    """Since when a version that an edition shows could be shown, where the edition before did not have it: since it
    was recorded, or since time alone has turned. None of what is older, and has come by another config.
    """
    turned = before.next_change
    instants = (recorded, turned) if turned is not None and turned <= now else (recorded,)
    return max((one for one in instants if one > before.updated), default=None)


def _is_a_book(shown: Entry) -> bool:
    copy = shown.body_html
    return len(copy) > LARGEST_COPY // 4 and len(copy.encode()) > LARGEST_COPY


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
        provider=site.name,
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
        status=held.status,
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
    if source is None or not held.usable:
        return None
    if any(one.rights is Rights.INTERNAL for one in rights.terms(held.item, source)):
        return None
    opens = held.received
    if source.future_dates is FutureDates.HOLD:
        opens = max(opens, held.published)
    if held.item.embargoed is not None:
        opens = max(opens, held.item.embargoed)
    return opens


def is_open(held: DeskItem, source: Source | None, now: datetime) -> bool:
    """Whether an item may be seen now, as far as it and its source decide."""
    opens = opening(held, source)
    if source is None or opens is None or opens > now:
        return False
    return not rights.has_passed(rights.ends(held.item, source), now)


def _closings(held: DeskItem, source: Source | None, channel: Channel) -> Iterator[datetime]:
    """From when on an item is not to be seen in a channel any more."""
    if channel.max_age is not None:
        yield held.published + channel.max_age
    if source is not None and (ends := rights.ends(held.item, source)) is not None:
        yield ends


def entry(
    held: DeskItem, source: Source, channel: Channel, site: Site, now: datetime
) -> Entry | None:
    """An item as this channel may show it now: no more than the narrowest of what its source, the
    agencies that it credits and the channel allow, for words and for pictures. None where that is nothing.
    """
    item = held.item
    allowed = rights.narrowed(rights.right(item, source, now), channel)
    if allowed.rights is Rights.INTERNAL:
        return None
    enclosures, in_place = rights.shown_media(item, source, allowed.media, now)
    page = f"{site.base_url}{held.page}"
    return Entry(
        id=held.id,
        revision=held.revision,
        headline=item.headline,
        body_html=item.body_html if allowed.rights is Rights.FULL else "",
        summary=_summary(item.summary, allowed),
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
        enclosures=enclosures,
        inline_media=in_place,
        origin=item.origin or _origin(item.provider, source, site),
        copyrightnotice=item.copyrightnotice,
        dateline=item.dateline,
        urgency=item.urgency,
        status=held.status,
    )


def _summary(summary: str, allowed: rights.Right) -> str:
    if allowed.rights is Rights.FULL:
        return summary
    if allowed.rights is not Rights.SUMMARY:
        return ""
    return summary if allowed.words is None else phrases.cut(summary, allowed.words)


def _origin(provider: str, source: Source, site: Site) -> Origin:
    """The wire itself, under its address; under a tag: URI of ours where it has none to be told."""
    told = source.is_web and not source.auth
    return Origin(title=provider, link=source.url if told else f"tag:{site.tag}:source/{source.id}")


def fingerprint(entries: Sequence[Entry]) -> str:
    """A hash of what a channel shows: another one means that its content has changed. How it looks
    (a new name of the house, say) is no content.
    """
    said = (
        f"{one.id} {one.revision} {one.updated.isoformat()} {left(one)} {one.link}{_also(one)}\n"
        for one in entries
    )
    return hashlib.sha256("".join(said).encode()).hexdigest()[:32]


def _also(shown: Entry) -> str:
    return f" {shown.also}" if shown.also else ""


def left(shown: Entry) -> tuple[object, ...]:
    """What rights have left of an entry, which is no part of its revision."""
    pictures = tuple(one.href for one in shown.enclosures)
    return (bool(shown.body_html), len(shown.summary), pictures, shown.inline_media)


def manner(channel: Channel) -> tuple[object, ...]:
    """All of a channel that decides what it may show of an item, and until when."""
    narrows = (channel.rights, channel.media, channel.summary_words)
    return (style(channel), channel.max_age, *narrows)


def style(channel: Channel) -> str:
    """What of a channel, beside what it leaves of an entry, decides how the entry looks in it."""
    return channel.link
