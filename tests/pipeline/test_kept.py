"""What release keeps of entries shows nobody more than a channel may, and nothing that is there no more."""

from dataclasses import replace

from feeds.model import Channel, Rights
from feeds.pipeline.kept import Kept

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
