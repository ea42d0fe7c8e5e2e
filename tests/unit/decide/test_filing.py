"""What becomes of items: new, updated, repeated, withdrawn, or no trace at all."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from feeds.decide import filing
from feeds.decide.identity import identify
from feeds.model import (
    Channel,
    DeskItem,
    Filing,
    FutureDates,
    Held,
    Item,
    PubStatus,
    Rights,
    Site,
    Source,
    Status,
)

MakeItem = Callable[..., Item]
Judge = Callable[..., tuple[Filing, ...]]


class Desk:
    """Holds what was filed, as a store would."""

    def __init__(self) -> None:
        self.items: dict[str, DeskItem] = {}
        self.keys: dict[str, str] = {}

    def match(self, keys: Sequence[str]) -> dict[str, Held]:
        return {key: self._held(self.items[self.keys[key]]) for key in keys if key in self.keys}

    def take(self, filings: Sequence[Filing]) -> None:
        for filed in filings:
            self.items[filed.desk_item.id] = filed.desk_item
            for key in filed.keys:
                self.keys.setdefault(key, filed.desk_item.id)

    @staticmethod
    def _held(item: DeskItem) -> Held:
        return Held(
            id=item.id,
            source=item.item.source,
            status=item.status,
            version=item.item.version,
            versioncreated=item.item.versioncreated,
            digest=item.digest,
            revision=item.revision,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def ingest(
    desk: Desk, site: Site, a_source: Callable[..., Source], noon: datetime
) -> Callable[..., tuple[Filing, ...]]:
    def run(*items: Item, source: Source | None = None, at: datetime = noon) -> tuple[Filing, ...]:
        known, _ = identify(items, reuses_ids=False)
        found = [(0, one) for one in known]
        news = filing.compare(found, desk.match(filing.keys(known)))
        filings = filing.file(
            news,
            desk.items,
            source=source or a_source(),
            channels=(Channel(id="all", title="All"),),
            site=site,
            at=at,
        )
        desk.take(filings)
        return filings

    return run


def test_an_item_not_seen_before_is_new_and_says_why(ingest: Judge, an_item: MakeItem) -> None:
    (filed,) = ingest(an_item())
    assert filed.desk_item.status is Status.NEW
    assert filed.decision.reason == "not seen from this source before"
    assert filed.decision.rule
    assert filed.desk_item.channels == ("all",)


def test_what_we_have_already_leaves_no_trace(ingest: Judge, an_item: MakeItem) -> None:
    ingest(an_item())
    assert ingest(an_item()) == ()


def test_a_restamped_date_is_no_change(ingest: Judge, an_item: MakeItem, noon: datetime) -> None:
    ingest(an_item())
    assert ingest(an_item(versioncreated=noon, firstcreated=noon)) == ()


def test_a_new_headline_is_an_update_of_the_same_item(
    ingest: Judge, an_item: MakeItem, noon: datetime
) -> None:
    (first,) = ingest(an_item())
    (second,) = ingest(an_item(headline="Ferry resumes"), at=noon + timedelta(minutes=5))
    assert second.desk_item.status is Status.UPDATE
    assert second.decision.reason == "changed: headline"
    assert second.desk_item.id == first.desk_item.id
    assert second.desk_item.page == first.desk_item.page
    assert second.desk_item.published == first.desk_item.published
    assert second.desk_item.updated == noon + timedelta(minutes=5)
    assert second.desk_item.revision == 2


def test_the_first_date_never_moves(ingest: Judge, an_item: MakeItem, noon: datetime) -> None:
    (first,) = ingest(an_item())
    (second,) = ingest(an_item(headline="Other", firstcreated=noon, versioncreated=noon))
    assert second.desk_item.item.firstcreated == first.desk_item.item.firstcreated
    assert second.desk_item.published == first.desk_item.published
    assert second.desk_item.updated == noon


def test_an_older_version_that_comes_late_changes_nothing(
    ingest: Judge, an_item: MakeItem, noon: datetime
) -> None:
    ingest(an_item(headline="Second lead", versioncreated=noon - timedelta(minutes=1)))
    late = an_item(headline="First lead", versioncreated=noon - timedelta(minutes=30))
    assert ingest(late) == ()


def test_version_numbers_go_before_dates(ingest: Judge, an_item: MakeItem, noon: datetime) -> None:
    ingest(an_item(version="10"))
    assert ingest(an_item(version="9", headline="Late", versioncreated=noon)) == ()
    assert len(ingest(an_item(version="11", headline="Next", versioncreated=noon))) == 1


def test_the_same_words_under_another_id_are_a_duplicate(ingest: Judge, an_item: MakeItem) -> None:
    (first,) = ingest(an_item())
    (repeat,) = ingest(an_item(guid="wire-2", link="http://wire.example/again"))
    assert repeat.desk_item.status is Status.DUPLICATE
    assert first.desk_item.id in repeat.decision.reason
    assert repeat.desk_item.channels == ()
    assert ingest(an_item(guid="wire-2", link="http://wire.example/again")) == ()


def test_the_same_words_twice_in_one_document_are_a_duplicate(
    ingest: Judge, an_item: MakeItem
) -> None:
    filings = ingest(an_item(), an_item(guid="wire-2", link="http://wire.example/again"))
    assert [filed.desk_item.status for filed in filings] == [Status.NEW, Status.DUPLICATE]


def test_a_duplicate_that_gets_words_of_its_own_is_published(
    ingest: Judge, an_item: MakeItem
) -> None:
    ingest(an_item(), an_item(guid="wire-2", link="http://wire.example/again"))
    own = an_item(guid="wire-2", link="http://wire.example/again", body_html="<p>Own words.</p>")
    (filed,) = ingest(own)
    assert filed.desk_item.status is Status.NEW
    assert filed.desk_item.channels == ("all",)


def test_copy_that_says_it_is_withdrawn_leaves_every_channel_and_stays_out(
    ingest: Judge, an_item: MakeItem
) -> None:
    ingest(an_item())
    (killed,) = ingest(an_item(pubstatus=PubStatus.CANCELED, verdict=Status.WITHDRAWN))
    assert killed.desk_item.status is Status.WITHDRAWN
    assert killed.desk_item.channels == ()
    assert ingest(an_item(headline="It is back")) == ()


def test_a_correction_says_what_changed(ingest: Judge, an_item: MakeItem) -> None:
    ingest(an_item())
    (filed,) = ingest(
        an_item(
            body_html="<p>Tuesday.</p>",
            verdict=Status.CORRECTION,
            verdict_reason="the headline says CORRECTED",
        )
    )
    assert filed.desk_item.status is Status.CORRECTION
    assert filed.decision.reason == "the headline says CORRECTED; changed: copy"


def test_withheld_copy_is_held(ingest: Judge, an_item: MakeItem) -> None:
    (filed,) = ingest(an_item(pubstatus=PubStatus.WITHHELD))
    assert filed.desk_item.status is Status.HELD
    assert filed.desk_item.channels == ()


def test_copy_for_internal_use_goes_to_no_channel(
    ingest: Judge, an_item: MakeItem, a_source: Callable[..., Source]
) -> None:
    (filed,) = ingest(an_item(), source=a_source(rights=Rights.INTERNAL))
    assert filed.desk_item.channels == ()


@pytest.mark.parametrize(
    ("policy", "days"), [(FutureDates.CLAMP, 0), (FutureDates.KEEP, 2), (FutureDates.HOLD, 2)]
)
def test_a_date_to_come_is_clamped_only_where_the_policy_says_so(
    ingest: Judge,
    an_item: MakeItem,
    a_source: Callable[..., Source],
    noon: datetime,
    policy: FutureDates,
    days: int,
) -> None:
    to_come = noon + timedelta(days=2)
    (filed,) = ingest(
        an_item(firstcreated=to_come, versioncreated=to_come),
        source=a_source(future_dates=policy),
    )
    assert filed.desk_item.published == noon + timedelta(days=days)


def test_an_item_without_dates_is_published_when_it_was_received(
    ingest: Judge, an_item: MakeItem, noon: datetime
) -> None:
    (filed,) = ingest(an_item(firstcreated=None, versioncreated=None))
    assert filed.desk_item.published == noon
    assert filed.desk_item.updated == noon
    again = an_item(firstcreated=None, versioncreated=None)
    assert ingest(again, at=noon + timedelta(hours=1)) == ()


def test_the_page_stands_under_the_sites_own_day(ingest: Judge, an_item: MakeItem) -> None:
    late = datetime.fromisoformat("2026-11-02T20:00:00+00:00")
    (filed,) = ingest(an_item(firstcreated=late, versioncreated=late), at=late)
    short = filed.desk_item.id.rpartition(":")[2][:10]
    assert filed.desk_item.page == (
        f"story/2026/11/03/ferry-service-resumes-after-the-flood-{short}.html"
    )


def test_a_headline_in_another_script_still_has_an_address(
    ingest: Judge, an_item: MakeItem
) -> None:
    (filed,) = ingest(an_item(headline="बाढ़ के बाद नौका सेवा बहाल"))
    assert "/story-" in filed.desk_item.page
    assert filed.desk_item.page.isascii()


def test_the_order_of_versions_does_not_matter(
    desk: Desk, ingest: Judge, an_item: MakeItem, noon: datetime
) -> None:
    versions = [
        an_item(headline=f"Lead {n}", versioncreated=noon - timedelta(minutes=30 - n))
        for n in range(4)
    ]
    for version in (versions[2], versions[0], versions[3], versions[1]):
        ingest(version)
    (held,) = desk.items.values()
    assert held.item == replace(versions[3], firstcreated=versions[2].firstcreated)
