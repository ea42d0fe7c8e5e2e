"""Which hosts want nothing of us? Statement C55 of good conduct."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from feeds.decide.refusing import refusing, told
from feeds.model import Asking, Source, SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def found(a_source: Callable[..., Source]) -> Callable[..., dict[str, datetime]]:
    def run(**days: float | None) -> dict[str, datetime]:
        """Sources of one host, each with for how many days it has been answered 403 and 429 alone."""
        sources = [a_source(id=id_, url=f"https://WIRE.example/{id_}") for id_ in days]
        states = {
            id_: SourceState(
                id=id_,
                next_due=NOON,
                url=f"https://WIRE.example/{id_}",
                asking=Asking(refused=None if since is None else NOON - since * DAY),
            )
            for id_, since in days.items()
        }
        return dict(refusing(sources, states, NOON))

    return run


def test_a_host_that_has_turned_all_away_for_a_week_is_named(
    found: Callable[..., dict[str, datetime]],
) -> None:
    """C55."""
    assert found(a=7.0) == {"wire.example": NOON - 7 * DAY}
    assert found(a=20.0, b=8.0) == {"wire.example": NOON - 8 * DAY}


@pytest.mark.parametrize("days", [{"a": 6.9}, {"a": 20.0, "b": None}, {"a": 20.0, "b": 1.0}, {}])
def test_a_host_that_answers_one_source_otherwise_is_none(
    found: Callable[..., dict[str, datetime]], days: dict[str, float | None]
) -> None:
    """C55: it is the source then, and not who asks."""
    assert found(**days) == {}


def test_sources_that_are_not_polled_say_nothing_of_their_host(
    a_source: Callable[..., Source],
) -> None:
    state = SourceState(id="ians", next_due=NOON, asking=Asking(refused=NOON - 30 * DAY))
    off, folder = a_source(enabled=False), a_source(url="", path="/wire")
    assert refusing([off, folder], {"ians": state}, NOON) == {}


def test_what_is_told_names_the_contact_that_publishers_see() -> None:
    """C55."""
    said = told("wire.example", NOON, "gnn9-feeds/1 (+https://desk.example/)")
    assert "wire.example" in said
    assert "2026-11-02" in said
    assert "https://desk.example/" in said
    assert "fetch.contact" in said
