"""The dates of feeds: the instant where a zone is named, naive where none is, None where there is none."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.parse.dates import read_date, read_stamp


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Mon, 02 Nov 2026 10:00:00 GMT", "2026-11-02T10:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 +0530", "2026-11-02T04:30:00"),
        ("Mon, 02 Nov 2026 10:00:00 +05:30", "2026-11-02T04:30:00"),
        ("Mon, 02 Nov 2026 10:00:00 -0800", "2026-11-02T18:00:00"),
        ("Mon, 2 Nov 2026 10:00:00 Z", "2026-11-02T10:00:00"),
        ("2 Nov 2026 10:00 UT", "2026-11-02T10:00:00"),
        ("Sa, 9 Mai 2026 10:00:00 +0200", "2026-05-09T08:00:00"),
        ("Di., 3. März 2026 10:00:00 GMT", "2026-03-03T10:00:00"),
        ("lun., 2 févr. 2026 10:00:00 +0100", "2026-02-02T09:00:00"),
        ("Do, 1 Okt 2026 10:00:00 GMT", "2026-10-01T10:00:00"),
        ("mer., 5 août 2026 10:00:00 GMT", "2026-08-05T10:00:00"),
        ("mer., 1 juil. 2026 10:00:00 GMT", "2026-07-01T10:00:00"),
        ("02 Nov 26 10:00 UTC", "2026-11-02T10:00:00"),
        ("02 Nov 99 10:00 GMT", "1999-11-02T10:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 EST", "2026-11-02T15:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 EDT", "2026-11-02T14:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 PST", "2026-11-02T18:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 CET", "2026-11-02T09:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 CEST", "2026-11-02T08:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 MSK", "2026-11-02T07:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 JST", "2026-11-02T01:00:00"),
        ("monday, 2 november 2026 10:00:00 gmt", "2026-11-02T10:00:00"),
        ("  Mon, 02 Nov 2026 10:00:00 GMT\n", "2026-11-02T10:00:00"),
        ("Mon, 02 Nov 2026 23:30:00 -0100", "2026-11-03T00:30:00"),
        ("Thu, 31 Dec 2026 23:59:60 GMT", "2026-12-31T23:59:59"),
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00"),
        ("2026-11-02t10:00:00z", "2026-11-02T10:00:00"),
        ("2026-11-02T10:00:00+05:30", "2026-11-02T04:30:00"),
        ("2026-11-02T10:00:00+0530", "2026-11-02T04:30:00"),
        ("2026-11-02 10:00:00 +05:30", "2026-11-02T04:30:00"),
        ("2026-11-02T10:00Z", "2026-11-02T10:00:00"),
        ("2026-11-02T10:00:00.25Z", "2026-11-02T10:00:00.250000"),
        ("2026-11-02T10:00:00,5Z", "2026-11-02T10:00:00.500000"),
        ("2026-11-02T10:00:00.123456789Z", "2026-11-02T10:00:00.123456"),
        ("20261102T100000Z", "2026-11-02T10:00:00"),
        ("20261102T153000+0530", "2026-11-02T10:00:00"),
        ("20261102T110000 +01:00", "2026-11-02T10:00:00"),
        ("20261102T11+01", "2026-11-02T10:00:00"),
        ("20261102T1000Z", "2026-11-02T10:00:00"),
        ("20261102t100000.25z", "2026-11-02T10:00:00.250000"),
        ("20261102T100000 GMT", "2026-11-02T10:00:00"),
        ("2026-11-02T10:00:00+00", "2026-11-02T10:00:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
    ],
)
def test_a_date_with_a_zone_is_an_instant_in_utc(text: str, instant: str) -> None:
    found = read_date(text)
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Mon, 02 Nov 2026 10:00:00", "2026-11-02T10:00:00"),
        ("2 Nov 2026 10:00", "2026-11-02T10:00:00"),
        ("2 Nov 2026", "2026-11-02T00:00:00"),
        ("2026-11-02T10:00:00", "2026-11-02T10:00:00"),
        ("2026-11-02 10:00", "2026-11-02T10:00:00"),
        ("2026-11-02", "2026-11-02T00:00:00"),
        ("20261102", "2026-11-02T00:00:00"),
        ("20261102T100000", "2026-11-02T10:00:00"),
        ("20261102100000", "2026-11-02T10:00:00"),
        ("2026-11-02T10", "2026-11-02T10:00:00"),
        ("Mon, 02 Nov 2026 10:00:00 XYZT", "2026-11-02T10:00:00"),
    ],
)
def test_a_date_without_a_zone_that_anybody_knows_stays_naive(text: str, stated: str) -> None:
    found = read_date(text)
    assert found == datetime.fromisoformat(stated)
    assert found is not None
    assert found.tzinfo is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Mon Nov 2 10:00:00 2026", "2026-11-02T10:00:00"),
        ("Mon, 2026/11/02 10:00:00 EST", "2026-11-02T15:00:00"),
        ("Nov 2 2026 10:00 GMT", "2026-11-02T10:00:00"),
        ("2026-11", "2026-11-01T00:00:00"),
    ],
)
def test_an_odd_date_with_a_year_is_read_in_feeds_and_never_where_embargoes_hang_on_it(
    text: str, instant: str
) -> None:
    assert read_date(text) == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert read_stamp(text) is None


@pytest.mark.parametrize(
    "text",
    ["1800", "0600", "2026", "202611", "1800 GMT", "18:00", "10:00 GMT Nov 3", "Nov 3", "26-11-02",
     "1800 GMT 3 Nov 2026", "18:00 on 3 Nov 2026", "20:26 2026", "--11-02", "---02 2026"],
)  # fmt: skip
def test_what_a_date_leaves_out_is_not_taken_from_the_clock(text: str) -> None:
    assert read_date(text) is None
    assert read_stamp(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "yesterday", "Mon, 31 Feb 2026 10:00:00 GMT", "2026-13-01", "2026-02-29T10:00:00Z",
        "2026-11-02T25:00:00Z", "2026-11-02T10:61:00Z", "Mon, 02 Nov 2026 24:00:00 GMT",
        "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+05:30", "9999-12-31T23:59:59-05:00", "0", "-1",
        "Mon, 02 Foo 2026 10:00:00 GMT", "<b>", "2026-11-02T10:00:00+99:99",
        "20261331", "20261102T250000Z", "20261102T", "20261102Tnoon", "20261102T100", "02112026",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_a_stamp_keeps_the_zone_that_it_names_and_no_parts_of_seconds() -> None:
    found = read_stamp("20261102T101500.25+0100")
    assert found is not None
    assert found.isoformat() == "2026-11-02T10:15:00+01:00"
    assert read_date("20261102T101500+0100") == found


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+05:30", "9999-12-31T23:59:59-05:00"])
def test_a_stamp_that_is_no_instant_of_the_calendar_is_none(text: str) -> None:
    assert read_stamp(text) is None


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime.fromisoformat("1970-01-02"), datetime.fromisoformat("2068-12-30")),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_date_is_read_as_it_was_written(stated: datetime, minutes: int) -> None:
    stated = stated.replace(microsecond=0)
    sign, ahead = "-" if minutes < 0 else "+", abs(minutes)
    instant = (stated - timedelta(minutes=minutes)).replace(tzinfo=UTC)
    for colon in ("", ":"):
        zone = f"{sign}{ahead // 60:02d}{colon}{ahead % 60:02d}"
        assert read_date(f"{stated.isoformat()}{zone}") == instant
        assert read_date(f"{stated:%Y%m%dT%H%M%S}{zone}") == instant
        assert read_date(f"{stated:%a, %d %b %Y %H:%M:%S} {zone}") == instant
        assert read_date(f"{stated:%d %b %y %H:%M:%S} {zone}") == instant
    assert read_date(stated.isoformat()) == stated
    assert read_date(f"{stated:%a, %d %b %Y %H:%M:%S}") == stated


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}[T ][0-9:.,]{0,12}[Zz+-]?[0-9:]{0,6}")
    | st.from_regex(r"[0-9]{8}[Tt ]?[0-9]{0,6}[.,]?[0-9]{0,3} ?[Zz+-]?[0-9:]{0,6}")
    | st.from_regex(r"[A-Za-z]{0,4},? ?[0-9]{1,3} [A-Za-z]{3,9} [0-9]{1,5} [0-9:]{0,9} ?[A-Z+-]{0,5}[0-9]{0,5}")
)  # fmt: skip
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = read_date(text)
    assert found is None or found.tzinfo in {None, UTC}
