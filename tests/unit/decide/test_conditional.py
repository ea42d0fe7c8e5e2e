"""What makes a request conditional? Statements C05, C08-C10 and C14 of good conduct."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.conditional import answered, asked, etag_fault, kept, sent
from feeds.model import Asking, EtagFault, Fetched, Payload, Source, SourceState, Validators

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BOTH = Validators(etag='"a"', last_modified="Monday")
A_304 = Fetched(unchanged=True)


def a_200(etag: str = "", last_modified: str = "") -> Fetched:
    return Fetched(
        payloads=(Payload(source="ians", url="http://wire.example/", body=b"x", fetched_at=NOON),),
        validators=Validators(etag=etag, last_modified=last_modified),
    )


@pytest.fixture
def state() -> SourceState:
    return SourceState(
        id="ians", next_due=NOON, validators=BOTH, asking=Asking(whole=NOON - 6 * DAY)
    )


@pytest.mark.parametrize("useless", [0, 9])
def test_both_validators_are_sent_as_they_are(
    state: SourceState, a_source: Callable[..., Source], useless: int
) -> None:
    """C03."""
    state = replace(state, asking=replace(state.asking, useless_etags=useless))
    assert sent(a_source(), state, NOON) == BOTH


@pytest.mark.parametrize(
    ("known", "carried"),
    [
        (BOTH, Validators(last_modified="Monday")),
        (Validators(last_modified="Monday"), Validators(last_modified="Monday")),
        (Validators(etag='"a"'), Validators(etag='"a"')),
    ],
)
def test_an_etag_that_was_useless_ten_times_makes_room_for_a_last_modified(
    state: SourceState, a_source: Callable[..., Source], known: Validators, carried: Validators
) -> None:
    """C09: and only for that. Without it each request would be unconditional."""
    state = replace(state, validators=known, asking=replace(state.asking, useless_etags=10))
    assert sent(a_source(), state, NOON) == carried


def test_a_useless_etag_is_counted_and_one_304_ends_the_row() -> None:
    """C09."""
    asking = Asking()
    for n in range(12):
        asking = answered(asking, BOTH, a_200(etag=f'"{n}"'), same_body=True, now=NOON)
    assert asking.useless_etags == 10
    assert answered(asking, BOTH, a_200('"z"'), same_body=False, now=NOON).useless_etags == 10
    only_date = replace(BOTH, etag="")
    assert answered(asking, only_date, A_304, same_body=False, now=NOON).useless_etags == 10
    assert answered(asking, BOTH, A_304, same_body=False, now=NOON).useless_etags == 0


def test_a_request_without_validators_gives_an_etag_one_more_chance(
    state: SourceState, a_source: Callable[..., Source]
) -> None:
    """C09: servers are mended."""
    asking = answered(
        Asking(useless_etags=10), Validators(), a_200('"n"'), same_body=True, now=NOON
    )
    assert sent(a_source(), replace(state, asking=asking), NOON) == BOTH
    again = answered(asking, BOTH, a_200('"m"'), same_body=True, now=NOON)
    assert sent(a_source(), replace(state, asking=again), NOON).etag == ""


@pytest.mark.parametrize(
    ("carried", "came", "same_body", "fault"),
    [
        ('"a"', '"a"', True, EtagFault.NONE),
        ('"a"', '"a"', False, EtagFault.LIES),
        ('W/"a"', '"a"', False, EtagFault.LIES),
        ('"a"', '"b"', False, EtagFault.NONE),
        ('"a"', '"b"', True, EtagFault.USELESS),
        ('"a"', 'W/"a"', True, EtagFault.NONE),
        ('"a"', "", True, EtagFault.NONE),
        ("", '"b"', True, EtagFault.NONE),
        ("", "", False, EtagFault.NONE),
    ],
)
def test_an_etag_is_judged_by_the_body_that_came_with_it(
    carried: str, came: str, same_body: bool, fault: EtagFault
) -> None:
    """C08, C09, C14: compared weakly."""
    assert etag_fault(Validators(etag=carried), a_200(came), same_body=same_body) is fault


def test_a_304_takes_no_validator_away(state: SourceState) -> None:
    """C05: not of those either that were not sent."""
    assert kept(BOTH, A_304) == BOTH
    newer = replace(A_304, validators=Validators(etag='"b"'))
    assert kept(BOTH, newer) == Validators(etag='"b"', last_modified="Monday")
    assert kept(BOTH, a_200()) == Validators()


def test_after_a_week_of_304s_a_body_is_asked_for_once(
    state: SourceState, a_source: Callable[..., Source]
) -> None:
    """C10: between the seventh and the eighth day, each source at an hour of its own."""
    whole = state.asking.whole
    assert whole is not None
    days = {}
    for name in ("ians", "xinhua", "tass", "ani"):
        source, now = a_source(id=name), whole
        while sent(source, state, now) == BOTH:
            now += timedelta(minutes=15)
        days[name] = now - whole
        assert 7 * DAY <= days[name] <= 8 * DAY + timedelta(minutes=15)
    assert len(set(days.values())) == 4


def test_a_source_that_is_no_document_over_http_is_asked_as_ever(
    state: SourceState, a_source: Callable[..., Source]
) -> None:
    old = replace(state, asking=Asking(whole=NOON - 99 * DAY, useless_etags=10))
    assert sent(a_source(url="sftp://wire.example/out"), old, NOON) == BOTH


@given(
    st.lists(
        st.tuples(st.integers(15, 3000), st.sampled_from(["304", "200", "fails"])),
        min_size=1,
        max_size=60,
    ),
    st.text(min_size=1, max_size=5),
)
def test_two_requests_without_validators_are_never_closer_than_a_day(
    polls: list[tuple[int, str]], name: str
) -> None:
    """C10: nor is one that had none made because of another that failed."""
    source = Source(id=name, provider="x", rights="full", url="http://wire.example/")
    state = SourceState(
        id=name, next_due=NOON, validators=BOTH, asking=Asking(whole=NOON - 8 * DAY)
    )
    now, bare = NOON, []
    for minutes, outcome in polls:
        now += timedelta(minutes=minutes)
        carried = sent(source, state, now)
        asking = asked(state.asking, state.validators, carried, now)
        if carried == Validators():
            bare.append(now)
        if outcome != "fails":
            fetched = A_304 if outcome == "304" else a_200('"a"', "Monday")
            asking = answered(asking, carried, fetched, same_body=True, now=now)
            state = replace(state, validators=kept(state.validators, fetched))
        state = replace(state, asking=asking)
        assert state.validators == BOTH
    assert all(later - one >= DAY for one, later in pairwise(bare))


@pytest.mark.parametrize("jump", [-365 * DAY, 365 * DAY])
def test_a_clock_that_jumps_makes_one_such_request_at_most(
    state: SourceState, a_source: Callable[..., Source], jump: timedelta
) -> None:
    """C27: in either direction, and back."""
    bare = 0
    for now in (NOON + jump, NOON + jump + DAY / 2, NOON, NOON + DAY / 2, NOON + 3 * DAY):
        carried = sent(a_source(), state, now)
        bare += carried == Validators()
        asking = asked(state.asking, BOTH, carried, now)
        fetched = A_304 if carried == BOTH else a_200('"a"', "Monday")
        asking = answered(asking, carried, fetched, same_body=True, now=now)
        state = replace(state, asking=asking)
    assert bare <= 1
    assert state.asking.whole is not None
    assert state.asking.whole <= NOON + 3 * DAY
