"""What the headers of an answer mean for the next request: pure, and never an exception."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.fetch.headers import archived, freshness, http_date, kept_validators, retry_after
from feeds.model import Validators

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DATE = "Mon, 02 Nov 2026 12:00:00 GMT"


def headers(**named: str) -> httpx.Headers:
    return httpx.Headers({name.replace("_", "-"): value for name, value in named.items()})


@pytest.mark.parametrize(
    ("given_", "seconds"),
    [
        ({"cache_control": "max-age=1800"}, 1800),
        ({"cache_control": 'public, MAX-AGE = "1800", must-revalidate'}, 1800),
        ({"cache_control": "max-age=1800", "age": "600"}, 1200),
        ({"cache_control": "max-age=1800", "expires": DATE, "date": DATE}, 1800),
        ({"expires": "Mon, 02 Nov 2026 13:00:00 GMT", "date": DATE}, 3600),
        (
            {
                "cache_control": "s-maxage=5, private",
                "expires": "Mon, 02 Nov 2026 13:00:00 GMT",
                "date": DATE,
            },
            3600,
        ),
        ({"cache_control": "max-age=99999999999999999999999"}, 2**31),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT", "date": DATE}, 2**31),
    ],
)
def test_an_answers_freshness_is_what_it_says_of_itself(
    given_: dict[str, str], seconds: int
) -> None:
    """C22, C23."""
    assert freshness(headers(**given_)) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "given_",
    [
        {},
        {"cache_control": "no-cache"},
        {"cache_control": "no-store, max-age=1800"},
        {"cache_control": "max-age=0"},
        {"cache_control": "max-age=-5"},
        {"cache_control": "max-age=soon"},
        {"cache_control": "max-age=12.5"},
        {"cache_control": "max-age"},
        {"cache_control": "max-age=600", "age": "700"},
        {"expires": "0", "date": DATE},
        {"expires": "-1"},
        {"expires": DATE, "date": DATE},
        {"expires": "Mon, 02 Nov 2026 11:00:00 GMT", "date": DATE},
        {"expires": "Mon, 02 Nov 2026 13:00:00 GMT"},
        {"expires": "Mon, 02 Nov 2026 13:00:00 GMT", "date": "today"},
        {"cache_control": ',,;;=="', "expires": "\x00"},
    ],
)
def test_what_is_stale_or_not_to_be_believed_is_no_hint(given_: dict[str, str]) -> None:
    """C23."""
    assert freshness(headers(**given_)) is None


@pytest.mark.parametrize(("first", "second"), [(60, 90), (90, 60)])
def test_of_a_freshness_that_is_stated_twice_the_first_counts(first: int, second: int) -> None:
    """C23; RFC 9111, 4.2.1."""
    apart = httpx.Headers([("cache-control", f"max-age={one}") for one in (first, second)])
    assert freshness(apart) == timedelta(seconds=first)
    joined = {"cache-control": f"max-age={first}, max-age={second}"}
    assert freshness(joined) == timedelta(seconds=first)


@pytest.mark.parametrize(
    ("given_", "seconds"),
    [
        ({"retry_after": "120"}, 120),
        ({"retry_after": " 120 "}, 120),
        ({"retry_after": "120.5"}, 120),
        ({"retry_after": "0"}, 0),
        ({"retry_after": "Mon, 02 Nov 2026 12:02:00 GMT"}, 120),
        ({"retry_after": "Monday, 02-Nov-26 12:02:00 GMT"}, 120),
        ({"retry_after": "Mon, 02 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry_after": "9" * 40}, 2**31),
        ({"retry_after": "120", "x_ratelimit_reset": "60"}, 120),
        ({"x_ratelimit_reset": "60"}, 60),
        ({"x_ratelimit_reset": "59.8"}, 59),
        ({"x_ratelimit_reset": str(int(NOON.timestamp()) + 90)}, 90),
        ({"x_ratelimit_reset": str(int(NOON.timestamp()) - 90)}, 0),
    ],
)
def test_how_long_to_stay_away_is_read_in_every_form_that_is_in_use(
    given_: dict[str, str], seconds: int
) -> None:
    """C30, C31."""
    assert retry_after(headers(**given_), NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "given_", [{}, {"retry_after": "soon"}, {"retry_after": "-5"}, {"x_ratelimit_reset": "never"}]
)
def test_what_says_nothing_asks_for_nothing(given_: dict[str, str]) -> None:
    assert retry_after(headers(**given_), NOON) is None


@pytest.mark.parametrize("bad", ['"a\tb"', '"a\x7fb"', '"é"', '"\udce9"', '"a\r\nX: y"', '"a\0"'])
def test_a_validator_with_a_character_that_is_not_for_headers_is_not_kept(bad: str) -> None:
    """X31."""
    found = {"etag": bad, "last-modified": bad}
    assert kept_validators(found) == Validators()
    assert kept_validators(found, Validators(etag='"old"', last_modified="old")) == Validators()


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 02 Nov 2026 12:00:00 GMT",
        "Monday, 02-Nov-26 12:00:00 GMT",
        "Mon, 02 Nov 2026 17:30:00 +0530",
        "Mon, 2 Nov 2026 12:00:00 -0000",
    ],
)
def test_dates_in_the_forms_that_servers_use_are_read_as_utc(text: str) -> None:
    assert http_date(text) == NOON


def test_of_the_fields_that_are_archived_none_lets_anybody_in() -> None:
    secret = (
        "Set-Cookie",
        "set-cookie2",
        "WWW-Authenticate",
        "Authentication-Info",
        "X-Auth-Token",
        "X-API-Key",
        "X-CSRF-Token",
        "X-Amz-Signature",
    )
    plain = (("Via", "1.1 a"), ("X-Author", "Desk"), ("via", "1.0 b"))
    assert archived([*((name, "hush") for name in secret), *plain]) == plain


def test_headers_without_end_fill_no_archive() -> None:
    kept = archived((f"x-{n}", "y" * 1000) for n in range(1000))
    assert 10 < len(kept) < 20


@given(
    values=st.dictionaries(
        st.sampled_from(
            ["cache-control", "expires", "date", "age", "retry-after", "x-ratelimit-reset", "etag"]
        ),
        st.one_of(
            st.text(max_size=30),
            st.from_regex(r"(max-age *= *\"?[-0-9]{0,25}\"?,? ?){0,2}", fullmatch=True),
            st.from_regex(
                r"(Mon, )?[0-9]{1,2} (Jan|Feb|Foo) [0-9]{1,6} [0-9]{2}:[0-9]{2}:[0-9]{2} [-+][0-9]{4}",
                fullmatch=True,
            ),
        ),
    )
)
def test_whatever_stands_in_headers_nothing_breaks(values: dict[str, str]) -> None:
    """C23."""
    for length in (freshness(values), retry_after(values, NOON)):
        assert length is None or timedelta(0) <= length
    assert kept_validators(values).etag.isascii()
