"""What release keeps of entries shows nobody more than a channel may, and nothing that is there no more."""

from dataclasses import replace

from feeds.model import Channel, Rights
from feeds.pipeline.kept import Kept, Newest

WHOLE = Channel(id="whole", title="Whole", rights=Rights.SUMMARY, archive=None)
BRIEF = replace(WHOLE, id="brief", title="Brief", summary_words=4)


async def test_a_summary_that_was_cut_and_a_whole_one_of_its_length_are_not_taken_for_each_other(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=[WHOLE, BRIEF])
    said = "The ferry reached pier 7"
    await room.take("ians", a_feed(an_item(summary=said, content_html=f"<p>{said}</p>")))
    for name in ("json", "rss", "atom", "html"):
        assert said.encode() in room.shelf.documents[f"whole.{name}"]
        assert said.encode() not in room.shelf.documents[f"brief.{name}"]
        assert "reached pier …".encode() in room.shelf.documents[f"brief.{name}"]


async def test_what_leaves_the_store_while_it_is_looked_at_is_not_shown_as_it_was(
    room, a_feed, an_item, noon
) -> None:
    await room.take("ians", a_feed(an_item()))
    held, house, kept = room.item(), room.ingest.house, Kept()
    (known,) = kept.judged([held.candidate], lambda _: [held], WHOLE, house, noon)
    assert known.entry is not None
    gone = held.candidate._replace(revision=2)
    assert kept.judged([gone], lambda _: (), WHOLE, house, noon) == []


async def test_a_notice_of_what_was_purged_is_the_same_to_a_program_that_has_seen_nothing_else(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2", title="Rain")))
    room.rule("purge", "1", "the contract has ended")
    room.rulings.erase()
    before = room.documents()
    assert "Story withdrawn" in room.headlines()
    room.start()
    room.store.mark_dirty(["all"])
    room.release()
    assert room.documents() == before


def test_books_take_no_more_room_than_stories_do() -> None:
    kept: Newest[int, bytes] = Newest(len, most=1000)
    for number in range(50):
        kept.put(number, b"x" * 100)
    assert [number for number in range(50) if kept.get(number)] == list(range(40, 50))
    kept.put(45, b"x" * 500)
    assert (kept.weight, kept.get(43), kept.get(44)) == (1000, None, b"x" * 100)
    kept.put(60, b"x" * 300)
    assert [number for number in range(61) if kept.get(number)] == [45, 48, 49, 60]
    kept.put(50, b"x" * 5000)
    assert (kept.weight, kept.get(45)) == (5000, None), "the one that is asked for now is there"
    kept.put(51, b"x")
    assert kept.weight == 1
