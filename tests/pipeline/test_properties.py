"""What holds whatever the wire sends and in whatever order: checked over many made-up wires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Rights

many = settings(max_examples=60, deadline=None)
fewer = settings(max_examples=40, deadline=None)

STORIES = {"a": "Ferry resumes", "b": "Mayor signs the budget", "c": "Divers raise a bell"}
HEADS = ("", "KILL: ", "HOLD: ", "CORRECTED: ", "URGENT: ")
WORDS = (
    "",
    "Short.",
    "The ferry left Pune at noon with the first passengers since the flood. " * 2,
)


# any list of items


@st.composite
def an_agencys_items(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Items with few ids, links and words among them, so that they repeat and contradict."""
    found = []
    for _ in range(draw(st.integers(0, 6))):
        link = draw(st.integers(0, 3))
        found.append(
            {
                "id": draw(st.sampled_from("abc")),
                "url": f"http://wire.example/{link}",
                "title": draw(st.sampled_from(HEADS)) + draw(st.sampled_from(("One", "Two"))),
                "content_text": draw(st.sampled_from(WORDS)),
                "date_published": f"2026-11-02T0{link}:00:00Z",
                "date_modified": f"2026-11-02T0{link}:0{draw(st.integers(0, 2))}:00Z",
                "tags": draw(st.lists(st.sampled_from(("world", "sports")), unique=True)),
            }
        )
    return found


@many
@given(items=an_agencys_items())
async def test_ingest_twice_is_ingest_once(new_room, a_feed, items) -> None:
    room = new_room()
    await room.take("ians", a_feed(*items))
    before = room.remembers()
    for _ in range(2):
        room.clock.advance(minutes=20)
        await room.take("ians", a_feed(*items, title=f"At {room.clock()}"))
    assert room.remembers() == before


@many
@given(items=an_agencys_items())
async def test_every_item_is_on_the_desk_with_a_reason_and_shown_or_not_as_its_status_says(
    new_room, a_feed, items
) -> None:
    room = new_room()
    distinct = list({item["id"]: item for item in items}.values())
    await room.take("ians", a_feed(*distinct))
    held = {one.item.guid: one for one in room.items()}
    assert held.keys() == {item["id"] for item in distinct}
    assert all(line.reason and line.rule for h in held.values() for line in room.store.ledger(h.id))
    published = [one for one in held.values() if one.status in {"new", "correction"}]
    assert {entry["id"] for entry in room.feed()["items"]} == {one.id for one in published}
    assert set(room.pages()) == {one.page for one in published}


# order, repetition, overlap


@st.composite
def polls_of_versions(draw: st.DrawFn) -> list[list[tuple[str, int]]]:
    """Documents that together bring every version of some stories, in any order, some twice."""
    versions = [
        (guid, number)
        for guid in "abc"[: draw(st.integers(1, 3))]
        for number in range(draw(st.integers(1, 3)))
    ]
    again = draw(st.lists(st.sampled_from(versions), max_size=4))
    order = draw(st.permutations([*versions, *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=4)))
    return [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@many
@given(polls=polls_of_versions(), heads=st.lists(st.sampled_from(HEADS[2:]), min_size=9))
async def test_the_order_in_which_versions_come_does_not_matter(
    new_room, a_feed, noon, polls, heads
) -> None:
    """R12: any order, duplication and overlap of polls publishes the same."""

    def version(guid: str, number: int) -> dict[str, Any]:
        head = heads["abc".index(guid) * 3 + number]
        return {
            "id": guid,
            "url": f"http://wire.example/{guid}",
            "title": f"{head}{STORIES[guid]}, version {number}",
            "content_text": f"{guid} {number} " * 10,
            "date_published": (noon - timedelta(hours=3)).isoformat(),
            "date_modified": (noon - timedelta(hours=2, minutes=-number)).isoformat(),
        }

    room = new_room()
    for poll in polls:
        room.clock.advance(minutes=15)
        await room.take("ians", a_feed(*(version(*one) for one in poll)))
    newest: dict[str, int] = {}
    for guid, number in chain.from_iterable(polls):
        newest[guid] = max(number, newest.get(guid, 0))
    wanted = {
        f"{STORIES[guid]}, version {number}"
        for guid, number in newest.items()
        if heads["abc".index(guid) * 3 + number] != "HOLD: "
    }
    assert set(room.headlines()) == wanted
    assert len(room.headlines()) == len(wanted)
    assert len(room.pages()) == len(wanted)


# what must not leave


@dataclass(frozen=True)
class Secretive:
    """An item, and all that may forbid that it is published."""

    guid: str
    internal: bool
    embargo: int | None
    """Minutes from now."""
    ahead: int
    """Minutes that it is dated ahead."""
    heads: tuple[str, ...]
    """Its head at each poll; one that was withdrawn stays so."""

    def word(self) -> str:
        return f"zq{self.guid}word"

    def allowed(self, poll: int, minutes: int) -> bool:
        told = self.heads[: poll + 1]
        return (
            not self.internal
            and (self.embargo or 0) <= minutes
            and self.ahead <= minutes
            and "KILL: " not in told
            and told[-1] != "HOLD: "
        )


@st.composite
def secretive_items(draw: st.DrawFn) -> list[Secretive]:
    return [
        Secretive(
            guid=f"g{number}x",
            internal=draw(st.booleans()),
            embargo=draw(st.sampled_from((None, -30, 20, 45))),
            ahead=draw(st.sampled_from((-60, -5, 20, 90))),
            heads=tuple(draw(st.sampled_from(HEADS)) for _ in range(3)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]


@many
@given(items=secretive_items())
async def test_nothing_embargoed_withdrawn_internal_or_said_to_the_desk_ever_leaves(
    new_room, a_source, a_feed, noon, items
) -> None:
    """And what may leave does: a desk that publishes nothing would keep the promise too."""
    room = new_room(a_source("ians"), a_source("inside", rights=Rights.INTERNAL))
    for one in items:
        room.reader.says[one.guid] = {
            "ednote": "zqednote",
            "slugline": f"zqslugline{one.guid}",  # a notice means all that have its slug
            "usageterms": "zqusageterms",
            "embargoed": noon + timedelta(minutes=one.embargo) if one.embargo is not None else None,
        }
    for poll in range(3):
        for id_ in ("ians", "inside"):
            documents = [
                {
                    "id": one.guid,
                    "title": f"{one.heads[poll]}{one.word()} headline",
                    "content_text": f"{one.word()} copy",
                    "date_published": (noon + timedelta(minutes=one.ahead)).isoformat(),
                }
                for one in items
                if one.internal is (id_ == "inside")
            ]
            room.wire.will(id_, a_feed(*documents, title=f"{poll}"))
        await room.poll()
        room.release()
        minutes = (room.clock() - noon) // timedelta(minutes=1)
        for one in items:
            shown = bool(room.published_with(one.word()))
            assert shown is one.allowed(poll, minutes), (one, poll, minutes)
        for note in ("zqednote", "zqslugline", "zqusageterms"):
            assert room.published_with(note) == []
        room.clock.advance(minutes=25)


# editions


@fewer
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(("poll", "wait", "restart", "dirty")),
            st.integers(0, 90),
            an_agencys_items(),
        ),
        min_size=2,
        max_size=6,
    )
)
async def test_an_edition_is_dated_by_its_last_change_never_back_and_never_now(
    new_room, a_feed, steps
) -> None:
    room = new_room()
    room.release()
    updated, shown = room.store.edition("all").updated, room.documents()
    for what, minutes, items in steps:
        before = room.clock()
        room.clock.advance(minutes=minutes)
        if what == "poll":
            room.wire.will("ians", a_feed(*items, title=f"At {room.clock()}"))
            await room.poll()
        elif what == "restart":
            room.start()
        elif what == "dirty":
            room.store.mark_dirty(["all"])
        room.release()
        edition, documents = room.store.edition("all"), room.documents()
        # Items of one instant are told apart within the second that follows it.
        assert updated <= edition.updated <= room.clock() + timedelta(seconds=1)
        if _entries(documents) == _entries(shown):
            assert documents == shown
        else:
            assert edition.updated > before - timedelta(minutes=1)
        updated, shown = edition.updated, documents


def _entries(documents: dict[str, bytes]) -> object:
    return orjson.loads(documents["all.json"])["items"]


# crashes


@fewer
@given(
    answers=st.lists(an_agencys_items(), min_size=1, max_size=3),
    crashes=st.lists(st.booleans(), min_size=6, max_size=6),
)
async def test_crashes_lose_nothing_and_double_nothing(new_room, a_feed, answers, crashes) -> None:
    """R01 in small: cut off before any record and any release, the desk ends as if it never was."""
    from feeds.errors import StoreError

    calm, rough = new_room(), new_room()
    fate = iter(crashes)
    for answer in answers:
        body = a_feed(*answer)
        for room in (calm, rough):
            room.clock.advance(minutes=20)
        await calm.take("ians", body)
        if next(fate):
            rough.store.fails = StoreError("cut off")
            rough.wire.will("ians", body, etag='"cut"')
            try:
                await rough.poll()
            except StoreError:
                rough.store.fails = None
                rough.start()
        rough.wire.will("ians", body)
        await rough.poll()
        if next(fate):
            rough.start()
        rough.release()
    assert rough.documents() == calm.documents()
    assert rough.items() == calm.items()
