"""Who is in hand, and for whom there is room: counted as turns are taken, by site."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.engine.room import Room
from feeds.model import Move, Rights, Source, SourceState

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def a_source(id_: str, url: str) -> Source:
    return Source(id=id_, provider="IANS", rights=Rights.FULL, url=url)


def due(*sources: Source, moved_to: str = "") -> list[SourceState]:
    move = Move(adopted=moved_to)
    return [SourceState(id=one.id, next_due=NOON, url=one.url, move=move) for one in sources]


def test_many_names_of_one_site_take_one_place_as_they_take_turns() -> None:
    """C52, C62: whatever the names, while they wait for each other nobody waits for them."""
    many = [a_source(f"a{n}", f"http://n{n}.agency.example/feed") for n in range(20)]
    others = [a_source("b", "http://b.example/"), a_source("c", "http://c.example/")]
    everyone = {one.id: one for one in (*many, *others)}
    room = Room(everyone, places=2, per_host=1)
    found = room.chooser()(due(*many, *others))
    assert [one.id for one in found] == [*(f"a{n}" for n in range(9)), "b"]
    room.take(found)
    assert room.chooser()(due(others[1])) == ()
    assert room.fetched("b"), "for another one there was no room"
    assert [one.id for one in room.chooser()(due(others[1]))] == ["c"]


def test_a_source_that_has_moved_counts_where_it_is_asked() -> None:
    """C40, C52."""
    here = [a_source(f"a{n}", f"http://n{n}.example/feed") for n in range(4)]
    room = Room({one.id: one for one in here}, places=1, per_host=1)
    assert len(room.chooser()(due(*here))) == 1
    assert len(room.chooser()(due(*here, moved_to="http://new.example/feed"))) == 4


def test_a_directory_takes_no_place() -> None:
    folder = Source(id="drop", provider="IANS", rights=Rights.FULL, path="drop")
    web = a_source("a", "http://a.example/")
    room = Room({"drop": folder, "a": web}, places=1, per_host=1)
    room.take(due(folder))
    assert [one.id for one in room.chooser()(due(web))] == ["a"]
    room.leave(["drop"])
    assert room.in_hand == set()
