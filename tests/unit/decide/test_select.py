"""What the public sees of a channel: embargo, rights, withdrawal, expiry, size and window."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from feeds.decide.select import Selected, fair, fingerprint
from feeds.model import (
    Channel,
    DeskItem,
    Enclosure,
    FutureDates,
    Item,
    Media,
    PubStatus,
    Rights,
    Site,
    Source,
    Status,
)
from tests.unit.decide.selecting import selected

Make = Callable[..., DeskItem]


@pytest.fixture
def show(
    site: Site, a_source: Callable[..., Source], a_channel: Callable[..., Channel], noon: datetime
) -> Callable[..., Selected]:
    def run(
        *held: DeskItem,
        source: Source | None = None,
        channel: Channel | None = None,
        now: datetime = noon,
    ) -> Selected:
        source = source or a_source()
        return selected(*held, source=source, channel=channel or a_channel(), site=site, now=now)

    return run


def test_a_story_links_to_its_page_here_and_keeps_the_wires_address(
    show: Callable[..., Selected], a_desk_item: Make
) -> None:
    (shown,) = show(a_desk_item()).entries
    assert shown.link == shown.page == "http://127.0.0.1:8009/story/2026/11/02/ferry.html"
    assert shown.wire_link == "http://wire.example/ferry"


def test_a_channel_may_link_to_the_source_where_it_has_an_address(
    show: Callable[..., Selected],
    a_desk_item: Make,
    an_item: Callable[..., Item],
    a_channel: Callable[..., Channel],
) -> None:
    channel = a_channel(link="source")
    (shown,) = show(a_desk_item(), channel=channel).entries
    assert shown.link == "http://wire.example/ferry"
    (shown,) = show(a_desk_item(an_item(link="")), channel=channel).entries
    assert shown.link == shown.page


@pytest.mark.parametrize(
    ("source_rights", "channel_rights", "body", "summary"),
    [
        (Rights.FULL, Rights.FULL, True, True),
        (Rights.FULL, Rights.SUMMARY, False, True),
        (Rights.SUMMARY, Rights.FULL, False, True),
        (Rights.HEADLINE, Rights.FULL, False, False),
        (Rights.SUMMARY, Rights.HEADLINE, False, False),
    ],
)
def test_the_narrower_right_decides_what_is_shown(
    show: Callable[..., Selected],
    a_desk_item: Make,
    a_source: Callable[..., Source],
    a_channel: Callable[..., Channel],
    source_rights: Rights,
    channel_rights: Rights,
    body: bool,
    summary: bool,
) -> None:
    selected = show(
        a_desk_item(),
        source=a_source(rights=source_rights),
        channel=a_channel(rights=channel_rights),
    )
    (shown,) = selected.entries
    assert bool(shown.body_html) is body
    assert bool(shown.summary) is summary


def test_copy_for_internal_use_is_never_shown(
    show: Callable[..., Selected], a_desk_item: Make, a_source: Callable[..., Source]
) -> None:
    assert show(a_desk_item(), source=a_source(rights=Rights.INTERNAL)).entries == ()


def test_an_item_whose_source_nobody_knows_is_not_shown(
    show: Callable[..., Selected], a_desk_item: Make, an_item: Callable[..., Item]
) -> None:
    assert show(a_desk_item(an_item(source="unknown"))).entries == ()


@pytest.mark.parametrize(
    "status", [Status.WITHDRAWN, Status.HELD, Status.REJECTED, Status.DUPLICATE]
)
def test_only_what_is_to_be_published_is_shown(
    show: Callable[..., Selected], a_desk_item: Make, status: Status
) -> None:
    assert show(a_desk_item(status=status)).entries == ()


def test_a_canceled_item_is_not_shown_whatever_its_status(
    show: Callable[..., Selected], a_desk_item: Make, an_item: Callable[..., Item]
) -> None:
    assert show(a_desk_item(an_item(pubstatus=PubStatus.CANCELED))).entries == ()


def test_an_embargoed_item_appears_at_its_instant_and_the_edition_knows_when(
    show: Callable[..., Selected],
    a_desk_item: Make,
    an_item: Callable[..., Item],
    noon: datetime,
) -> None:
    lifts = noon + timedelta(hours=2)
    held = a_desk_item(an_item(embargoed=lifts))
    before = show(held)
    assert before.entries == ()
    assert before.next_change == lifts
    assert len(show(held, now=lifts).entries) == 1


@pytest.mark.parametrize(("policy", "shown"), [(FutureDates.HOLD, False), (FutureDates.KEEP, True)])
def test_a_date_to_come_is_held_or_kept_as_the_source_says(
    show: Callable[..., Selected],
    a_desk_item: Make,
    a_source: Callable[..., Source],
    noon: datetime,
    policy: FutureDates,
    shown: bool,
) -> None:
    held = a_desk_item(published=noon + timedelta(hours=1))
    selected = show(held, source=a_source(future_dates=policy))
    assert bool(selected.entries) is shown


def test_an_item_leaves_when_it_is_older_than_the_channel_allows(
    show: Callable[..., Selected],
    a_desk_item: Make,
    a_channel: Callable[..., Channel],
    noon: datetime,
) -> None:
    channel = a_channel(max_age=timedelta(hours=3))
    held = a_desk_item(published=noon - timedelta(hours=1))
    selected = show(held, channel=channel)
    assert len(selected.entries) == 1
    assert selected.next_change == noon + timedelta(hours=2)
    assert show(held, channel=channel, now=noon + timedelta(hours=2)).entries == ()


def test_the_newest_come_first_and_the_window_holds_more_than_the_size(
    show: Callable[..., Selected],
    a_desk_item: Make,
    a_channel: Callable[..., Channel],
    noon: datetime,
) -> None:
    held = [
        a_desk_item(id=f"tag:x:{hours}", published=noon - timedelta(hours=hours))
        for hours in (30, 1, 5, 40, 3)
    ]
    channel = a_channel(size=2, window=timedelta(hours=24))
    shown = show(*held, channel=channel).entries
    assert [one.id for one in shown] == ["tag:x:1", "tag:x:3", "tag:x:5"]
    channel = a_channel(size=4, window=timedelta(hours=2))
    shown = show(*held, channel=channel).entries
    assert [one.id for one in shown] == ["tag:x:1", "tag:x:3", "tag:x:5", "tag:x:30"]


@pytest.mark.parametrize(
    ("source_media", "channel_media", "enclosures", "inline"),
    [
        (Media.FULL, Media.FULL, 1, True),
        (Media.FULL, Media.LINK, 1, False),
        (Media.LINK, Media.FULL, 1, False),
        (Media.NONE, Media.FULL, 0, False),
    ],
)
def test_the_narrower_media_right_decides_on_pictures(
    show: Callable[..., Selected],
    a_desk_item: Make,
    an_item: Callable[..., Item],
    a_source: Callable[..., Source],
    a_channel: Callable[..., Channel],
    source_media: Media,
    channel_media: Media,
    enclosures: int,
    inline: bool,
) -> None:
    held = a_desk_item(an_item(enclosures=(Enclosure(href="http://wire.example/a.jpg"),)))
    (shown,) = show(
        held, source=a_source(media=source_media), channel=a_channel(media=channel_media)
    ).entries
    assert len(shown.enclosures) == enclosures
    assert shown.inline_media is inline


def test_the_same_entries_have_the_same_fingerprint_and_others_another(
    show: Callable[..., Selected], a_desk_item: Make, a_channel: Callable[..., Channel]
) -> None:
    one = fingerprint(show(a_desk_item()).entries)
    assert one == fingerprint(show(a_desk_item()).entries)
    assert one != fingerprint(show(a_desk_item(revision=2)).entries)
    narrow = a_channel(rights=Rights.HEADLINE)
    assert one != fingerprint(show(a_desk_item(), channel=narrow).entries)


def test_where_not_all_fit_each_provider_has_its_turn(
    show: Callable[..., Selected], a_desk_item: Make, an_item: Callable[..., Item], noon: datetime
) -> None:
    many = [
        a_desk_item(
            item=an_item(guid=f"{name}{n}", provider=name),
            id=f"tag:x:{name}{n}",
            published=noon - timedelta(minutes=n + late),
        )
        for name, count, late in (("Flood", 90, 0), ("TASS", 3, 200), ("IANS", 20, 100))
        for n in range(count)
    ]
    entries = show(*many, channel=Channel(id="all", title="All", size=500)).entries
    kept = fair(entries, 30)
    assert len(kept) == 30
    assert [sum(one.provider == name for one in kept) for name in ("TASS", "IANS", "Flood")] == [
        3,
        13,
        14,
    ]
    assert kept == sorted(kept, key=lambda one: one.published, reverse=True)
    newest = [one.published for one in entries if one.provider == "Flood"][:14]
    assert [one.published for one in kept if one.provider == "Flood"] == newest
    assert fair(entries, 500) == list(entries)
