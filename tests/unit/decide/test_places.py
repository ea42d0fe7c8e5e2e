"""Who is polled when places are few: nobody slow takes them all."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from feeds.decide.places import fitting
from feeds.model import SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def due(*ids: str, failures: int = 0) -> list[SourceState]:
    return [SourceState(id=id_, next_due=NOON, failures=failures) for id_ in ids]


def site_of(id_: str) -> str:
    """Of these sources, what stands before the hyphen."""
    return id_.partition("-")[0]


def chosen(
    sources, fetching=(), failed=(), *, unrecorded: int = 0, places: int = 4, per_host: int = 1
) -> list[str]:
    found = fitting(
        sources,
        map(site_of, fetching),
        failed=len(failed),
        unrecorded=unrecorded,
        site_of=lambda state: site_of(state.id),
        places=places,
        per_host=per_host,
    )
    return [state.id for state in found]


def test_whoever_is_due_longest_is_polled_first_and_no_more_than_there_are_places_for() -> None:
    assert chosen(due("a", "b", "c", "d", "e")) == ["a", "b", "c", "d"]
    assert chosen(due("c", "d", "e"), fetching=["a", "b"]) == ["c", "d"]
    assert chosen(due("e"), fetching=["a", "b", "c", "d"]) == []


def test_the_many_sources_of_one_host_take_one_place() -> None:
    """C62: they wait for each other there, and nobody for them."""
    many = [f"agency-{number}" for number in range(80)]
    assert chosen(due(*many, "b", "c", "d", "e"))[-3:] == ["b", "c", "d"]
    assert chosen(due("b", "c", "d", "e"), fetching=many[:9]) == ["b", "c", "d"]
    assert chosen(due("b", "c", "d"), fetching=many[:9], per_host=2) == ["b", "c"]


def test_only_some_wait_for_a_host_and_the_others_stay_due() -> None:
    many = [f"agency-{number}" for number in range(80)]
    assert chosen(due(*many)) == many[:9]
    assert chosen(due(*many[9:]), fetching=many[:9]) == []
    assert chosen(due(*many[9:]), fetching=many[1:9]) == [many[9]]


def test_those_that_failed_last_time_take_half_of_the_places() -> None:
    """C62: a server that hangs has hung before, as a rule."""
    bad, good = due("a", "b", "c", "d", failures=1), due("e", "f", "g")
    assert chosen([*bad, *good]) == ["a", "b", "e", "f"]
    assert chosen(bad, fetching=["x", "y"], failed=["x", "y"]) == []
    assert chosen(bad, fetching=["x"], failed=["x"]) == ["a"]
    assert chosen(bad, places=1) == ["a"], "one place is for all"
    queue = due("x-1", "x-2", "x-3", failures=1)
    assert chosen([*queue, *bad]) == ["x-1", "x-2", "x-3", "a"], "who waits for a turn takes none"


def test_what_is_only_to_be_recorded_takes_no_place_but_does_not_pile_up() -> None:
    """A store that is busy for a second keeps nobody from being polled, and memory is bounded."""
    five = due("a", "b", "c", "d", "e")
    assert chosen(five, unrecorded=4) == ["a", "b", "c", "d"]
    assert chosen(five, unrecorded=6) == ["a", "b"]
    assert chosen(five, ["x"], unrecorded=6) == ["a"]
    assert chosen(five, unrecorded=8) == []


@given(
    sources=st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3), st.integers(0, 2)), max_size=60
    ),
    held=st.integers(0, 20),
    places=st.integers(1, 12),
    per_host=st.integers(1, 3),
)
def test_there_is_never_more_in_hand_than_there_is_room_for(
    sources, held, places, per_host
) -> None:
    states = [
        SourceState(id=f"{host}-{number}-{index}", next_due=NOON, failures=failures)
        for index, (host, number, failures) in enumerate(sources)
    ]
    in_hand: list[str] = []
    taken_by_slow = 0

    def places_taken() -> int:
        sites = [site_of(id_) for id_ in in_hand]
        return sum(min(sites.count(site), per_host) for site in set(sites))

    for batch in (states[:held], states[held:]):
        found = fitting(
            batch,
            [site_of(id_) for id_ in in_hand],
            failed=taken_by_slow,
            unrecorded=0,
            site_of=lambda state: site_of(state.id),
            places=places,
            per_host=per_host,
        )
        for state in found:
            before = places_taken()
            in_hand.append(state.id)
            taken_by_slow += places_taken() - before if state.failures else 0
    assert places_taken() <= places
    assert taken_by_slow <= max(1, places // 2)
