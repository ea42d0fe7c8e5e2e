"""What was judged of an item stands until time, or another version, changes it; and not a moment longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.decide.select import Judged, judged, manner
from feeds.model import (
    Carried,
    Channel,
    Copies,
    DeskItem,
    Enclosure,
    FutureDates,
    Item,
    Lead,
    Media,
    Rights,
    Rule,
    Selection,
    Site,
    Source,
    Status,
    Withdrawals,
)

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALL = Channel(id="all", title="All", rights=Rights.SUMMARY)
PICTURE = Enclosure(href="http://wire.example/afp.jpg", creditline="Photo: A. Rao/AFP")

instants = st.integers(-4, 4).map(lambda hours: NOON + hours * HOUR)
allowed = {
    "rights": st.sampled_from(Rights),
    "media": st.sampled_from(Media),
    "rights_until": st.none() | instants,
    "media_until": st.none() | instants,
    "summary_words": st.none() | st.just(3),
}
sources = st.builds(
    Source,
    id=st.just("ians"),
    provider=st.just("IANS"),
    url=st.just("http://wire.example/ians.xml"),
    future_dates=st.sampled_from(FutureDates),
    carries=st.lists(st.builds(Carried, agencies=st.just(("AFP",)), **allowed), max_size=1).map(
        tuple
    ),
    **allowed,
)
channels = st.builds(
    Channel,
    id=st.just("all"),
    title=st.just("All"),
    max_age=st.none() | st.integers(0, 4).map(lambda hours: hours * HOUR),
    rights=st.sampled_from(Rights),
    media=st.sampled_from(Media),
)
items = st.builds(
    DeskItem,
    id=st.just("tag:gnn9.com,2015:ferry"),
    item=st.builds(
        Item,
        guid=st.just("1"),
        source=st.just("ians"),
        provider=st.just("IANS"),
        via=st.sampled_from(((), ("AFP",))),
        headline=st.just("Ferry"),
        summary=st.just("The ferry took its first passengers on Monday."),
        body_html=st.just("<p>The ferry took its first passengers on Monday.</p>"),
        enclosures=st.sampled_from(((), (PICTURE,))),
        embargoed=st.none() | instants,
    ),
    status=st.sampled_from(Status),
    reason=st.just("new"),
    digest=st.just("d"),
    revision=st.just(1),
    received=instants,
    published=instants,
    updated=instants,
    page=st.just("story/2026/11/02/ferry.html"),
    channels=st.just(("all",)),
)


@settings(max_examples=500)
@given(sources, channels, items, st.lists(st.integers(-300, 300), min_size=2, max_size=6))
def test_what_holds_is_what_would_be_judged_anew(
    site: Site, source: Source, channel: Channel, held: DeskItem, minutes: list[int]
) -> None:
    first, *later = [NOON + timedelta(minutes=minute) for minute in minutes]
    known = judged(held, source, channel, site, first)
    for now in later:
        anew = judged(held, source, channel, site, now)
        if known.holds(held.candidate, now):
            assert replace(anew, at=first) == known
        elif known.at <= now:
            assert known.until is not None
            assert known.until <= now, "nothing is asked again for no reason"


@pytest.fixture
def known(
    site: Site, a_source: Callable[..., Source], a_desk_item: Callable[..., DeskItem]
) -> Judged:
    return judged(a_desk_item(), a_source(), ALL, site, NOON)


def test_it_holds_of_the_version_that_it_was_said_of_and_of_no_other(
    known: Judged, a_desk_item: Callable[..., DeskItem]
) -> None:
    held = a_desk_item().candidate
    assert known.holds(held, NOON + 1000 * HOUR)
    changes: list[dict[str, object]] = [
        {"id": "tag:gnn9.com,2015:other"},
        {"revision": 2},
        {"digest": "another"},
        {"status": Status.WITHDRAWN},
        {"page": "erased.html"},
        {"received": NOON},
        {"published": NOON},
        {"updated": NOON},
    ]
    for change in changes:
        assert not known.holds(held._replace(**change), NOON + HOUR), change


def test_it_does_not_hold_before_it_was_said(
    known: Judged, a_desk_item: Callable[..., DeskItem]
) -> None:
    assert not known.holds(a_desk_item().candidate, NOON - timedelta(microseconds=1)), (
        "a clock set back"
    )


OTHERWISE = {
    "id": "other",
    "title": "Other",
    "formerly": ("old",),
    "description": "Of others",
    "select": Selection(providers=("Xinhua",)),
    "rules": (Rule(id="none", keeps=False, select=Selection()),),
    "formats": ("rss",),
    "size": 1,
    "window": HOUR,
    "max_age": HOUR,
    "archive": None,
    "link": "source",
    "rights": Rights.FULL,
    "media": Media.NONE,
    "withdrawals": Withdrawals.REMOVE,
    "summary_words": 2,
    "copies": Copies.ONE,
    "lead": Lead.LONGEST,
    "prefer": ("IANS",),
}


@pytest.mark.parametrize("name", [one.name for one in fields(Channel)])
def test_channels_of_one_manner_show_the_same_of_an_item(
    site: Site, a_source: Callable[..., Source], a_desk_item: Callable[..., DeskItem], name: str
) -> None:
    other = replace(ALL, **{name: OTHERWISE[name]})
    assert other != ALL
    held = a_desk_item()
    held = replace(held, item=replace(held.item, enclosures=(PICTURE,)))
    here, there = (
        judged(held, a_source(media=Media.FULL), one, site, NOON) for one in (ALL, other)
    )
    assert (here == there) == (manner(ALL) == manner(other))
