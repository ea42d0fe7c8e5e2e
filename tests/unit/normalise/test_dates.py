"""The dates of an item: instants, in whatever zone the wire states them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.unit.normalise.plain import COPY, MakeItem, MakeSource


@pytest.mark.parametrize(
    ("zone", "stated", "instant"),
    [
        ("Asia/Kolkata", "2015-09-30T15:01:00", "2015-09-30T09:31:00"),
        ("+08:00", "2026-11-02T00:30:00", "2026-11-01T16:30:00"),
        ("-03:30", "2026-11-02T10:00:00", "2026-11-02T13:30:00"),
        ("UTC", "2026-11-02T10:00:00", "2026-11-02T10:00:00"),
        ("Europe/Berlin", "2026-01-15T12:00:00", "2026-01-15T11:00:00"),
        ("Europe/Berlin", "2026-07-15T12:00:00", "2026-07-15T10:00:00"),
        # the hour that there is not, on the last Sunday of March
        ("Europe/Berlin", "2026-03-29T01:59:00", "2026-03-29T00:59:00"),
        ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00"),
        ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00"),
        # the hour that there is twice, on the last Sunday of October: the first of the two
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00"),
        ("Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00"),
        ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00"),
    ],
)
def test_a_naive_date_is_in_the_zone_of_its_source(
    zone: str, stated: str, instant: str, the_item: MakeItem, a_source: MakeSource
) -> None:
    item = the_item(COPY, source=a_source(timezone=zone), published=datetime.fromisoformat(stated))
    assert item.firstcreated == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert item.firstcreated.tzinfo is UTC


def test_an_aware_date_needs_no_zone_of_the_source(the_item: MakeItem) -> None:
    stated = datetime(2026, 11, 2, 20, 0, tzinfo=timezone(timedelta(hours=-5)))
    item = the_item(COPY, published=stated, embargoed=stated)
    assert item.firstcreated == item.embargoed == datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    assert item.firstcreated is not None
    assert item.firstcreated.tzinfo is UTC


def test_the_later_of_two_dates_is_that_of_the_version(the_item: MakeItem) -> None:
    early, late = datetime(2026, 11, 2, 9, 0, tzinfo=UTC), datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    item = the_item(COPY, published=early, updated=late)
    assert (item.firstcreated, item.versioncreated) == (early, late)
    item = the_item(COPY, published=late, updated=early)
    assert (item.firstcreated, item.versioncreated) == (late, late)
    item = the_item(COPY, published=None, updated=early)
    assert (item.firstcreated, item.versioncreated) == (early, early)


@pytest.mark.parametrize(
    ("zone", "stated"), [("+14:00", "0001-01-01T00:00:00"), ("-12:00", "9999-12-31T23:59:59")]
)
def test_a_date_that_no_instant_has_is_none(
    zone: str, stated: str, the_item: MakeItem, a_source: MakeSource
) -> None:
    item = the_item(COPY, source=a_source(timezone=zone), published=datetime.fromisoformat(stated))
    assert item.firstcreated is item.versioncreated is None


@pytest.mark.parametrize(
    ("zone", "stated"),
    [
        ("America/New_York", "0001-01-01T00:00:00+00:00"),
        ("-03:00", "0001-01-01T00:00:00+00:00"),
        ("Asia/Kolkata", "9999-12-31T23:59:59+00:00"),
        ("+08:00", "9999-12-31T23:59:59+00:00"),
    ],
)
def test_the_first_and_the_last_instant_there_are_raise_nothing(
    zone: str, stated: str, the_item: MakeItem, a_source: MakeSource
) -> None:
    """Many a program writes these two for a date that it does not know."""
    when = datetime.fromisoformat(stated)
    item = the_item(COPY, source=a_source(timezone=zone), published=when, updated=when)
    assert item.body_text == "Divers raised a bell from the bay."


def test_an_item_without_a_date_stays_without_one(the_item: MakeItem) -> None:
    item = the_item(COPY, published=None)
    assert item.firstcreated is item.versioncreated is item.embargoed is None
