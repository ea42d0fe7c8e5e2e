"""A kill holds against everything: whatever the wire sends, in whatever order, and whatever is restored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.store.memory import MemoryStore

GUIDS = "abc"
POLLS = st.lists(
    st.tuples(st.sampled_from(GUIDS), st.integers(0, 2)), min_size=1, max_size=4, unique=True
)
STEPS = st.one_of(
    st.tuples(st.just("poll"), POLLS),
    st.tuples(st.just("kill"), st.sampled_from(GUIDS)),
    st.tuples(st.sampled_from(["restart", "backup", "restore", "lose the store", "empty the folder", "set the clock back"])),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(steps=st.lists(STEPS, max_size=12))
async def test_what_was_killed_is_never_seen_again_and_all_else_is(
    new_room, a_feed, noon, steps
) -> None:
    def version(guid: str, number: int) -> dict[str, Any]:
        return {
            "id": guid,
            "url": f"http://wire.example/{guid}",
            "title": f"Story zq{guid}{number}",
            "content_text": f"zq{guid} {number} " * 10,
            "date_published": (noon - timedelta(hours=3, minutes=GUIDS.index(guid))).isoformat(),
            "date_modified": (noon - timedelta(hours=2, minutes=-number)).isoformat(),
        }

    room = new_room()
    backup = room.store._tables.copy()
    killed: set[str] = set()
    for step, *what in steps:
        room.clock.advance(minutes=15)
        if step == "poll":
            await room.take("ians", a_feed(*(version(*one) for one in what[0])))
        elif step == "kill" and room.store.find(what[0]):
            room.kill(what[0])
            killed.add(what[0])
        elif step == "backup":
            backup = room.store._tables.copy()
        elif step in {"restart", "restore", "lose the store"}:
            if step == "restore":
                room.store._tables = backup.copy()
            if step == "lose the store":
                room.store = MemoryStore()
            if step != "restart":
                room.shelf.documents.clear()
            room.start()
            room.rulings.run()
            room.release()
        elif step == "empty the folder":
            room.shelf.documents.clear()
            room.restore()
        elif step == "set the clock back":
            room.clock.advance(minutes=-20)
        for guid in killed:
            assert room.published_with(f"zq{guid}") == [], (guid, step)
    room.clock.advance(minutes=15)
    await room.take("ians", a_feed(*(version(guid, 2) for guid in GUIDS)))
    shown = {title for title in room.headlines() if title != "Story withdrawn"}
    assert shown == {f"Story zq{guid}2" for guid in GUIDS if guid not in killed}
    for guid in killed:
        assert room.published_with(f"zq{guid}") == []
