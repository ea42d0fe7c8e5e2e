"""What becomes of an item, from the wire to the subscriber: new, the same, changed, withdrawn."""

from datetime import timedelta
from itertools import permutations

import pytest

FORMATS = ("all.rss", "all.atom", "all.json", "all.html")


async def test_a_new_item_goes_out_in_every_format_and_on_a_page_of_its_own(room, an_rss) -> None:
    await room.take("ians", an_rss(("1", "Ferry resumes", "The ferry left Pune at noon.")))
    held = room.item()
    for name in FORMATS:
        assert b"Ferry resumes" in room.documents()[name], name
    for name in ("all.rss", "all.atom", "all.json"):
        assert held.id.encode() in room.documents()[name], name
    assert room.pages() == [held.page]
    assert b"Ferry resumes" in room.documents()[held.page]
    assert b"Ferry resumes" in room.documents()["index.html"]
    assert b"all.rss" in room.documents()["opml.xml"]


async def test_an_item_leads_to_its_page_here(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    (shown,) = room.feed()["items"]
    assert shown["url"] == room.site.base_url + room.item().page


async def test_what_was_decided_stands_in_the_ledger_with_its_reason_and_its_document(
    room, a_feed_of_one
) -> None:
    await room.take("ians", a_feed_of_one)
    (line,) = (one for one in room.store.ledger(room.item().id) if one.stage == "desk")
    assert (line.status, line.reason) == ("new", "not seen from this source before")
    assert line.rule
    assert room.store.payload(line.payload).body == a_feed_of_one


async def test_a_304_changes_nothing(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    before = room.remembers()
    room.clock.advance(hours=1)
    await room.poll()
    room.release()
    assert room.remembers() == before
    assert room.told()[-1].outcome == "unchanged"


async def test_the_same_body_again_changes_nothing(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    before = room.remembers()
    room.clock.advance(hours=1)
    await room.take("ians", a_feed_of_one)
    assert room.remembers() == before
    assert room.told()[-1].outcome == "same"
    assert room.reader.reads == 1, "what we had is not even read"


async def test_the_same_items_in_other_bytes_change_nothing(room, a_feed, an_item) -> None:
    """Another order, another title of the feed, re-stamped dates: nobody would see a difference."""
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before = room.remembers()
    now = room.clock.advance(hours=1).isoformat()
    await room.take(
        "ians",
        a_feed(
            an_item("2", date_modified=now),
            an_item("1", date_published=now, date_modified=now),
            title="The wire",
        ),
    )
    assert room.remembers() == before


async def test_an_item_that_drops_out_of_the_feed_stays(room, a_feed, an_item) -> None:
    """C38: a feed shows its newest; what it shows no longer is not withdrawn."""
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before = room.remembers()
    await room.take("ians", a_feed(an_item("2")))
    await room.take("ians", a_feed())
    assert room.remembers() == before


async def test_a_headline_edit_is_one_item_under_its_old_id_page_and_date(
    room, a_feed, an_item, noon
) -> None:
    await room.take("ians", a_feed(an_item(title="Ferry stops")))
    first = room.item()
    later = room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item(title="Ferry resumes", date_published=None)))
    (second,) = room.items()
    assert (second.id, second.page, second.published) == (first.id, first.page, first.published)
    assert (second.revision, second.status, second.reason) == (2, "update", "changed: headline")
    assert second.updated == later
    assert room.headlines() == ["Ferry resumes"]
    assert room.published_with("Ferry stops") == []
    assert room.pages() == [first.page]
    assert b"Ferry resumes" in room.documents()[first.page]


async def test_an_item_that_names_no_date_keeps_the_one_of_its_arrival(
    room, a_feed, an_item
) -> None:
    arrived = room.clock.advance(minutes=5)
    for headline in ("Ferry stops", "Ferry resumes"):
        await room.take("ians", a_feed(an_item(title=headline, date_published=None)))
        assert room.item().published == arrived
        room.clock.advance(hours=2)


async def test_the_date_of_an_items_last_change_never_goes_back(
    room, a_feed, an_item, noon
) -> None:
    await room.take("ians", a_feed(an_item(title="Ferry stops", date_published=None)))
    assert room.item().updated == noon
    later = room.clock.advance(minutes=5)
    stated = (noon - timedelta(hours=3)).isoformat()
    await room.take("ians", a_feed(an_item(title="Ferry resumes", date_published=stated)))
    assert room.item().updated == later


async def test_every_version_is_kept(room, a_feed, an_item) -> None:
    for headline in ("Ferry stops", "Ferry resumes", "Ferry stops again"):
        room.clock.advance(minutes=20)
        await room.take("ians", a_feed(an_item(title=headline)))
    id_ = room.item().id
    kept = room.store.versions(id_)
    assert [one.item.headline for one in kept] == [
        "Ferry stops", "Ferry resumes", "Ferry stops again",
    ]  # fmt: skip
    decided = [line for line in room.store.ledger(id_) if line.stage == "desk"]
    assert [line.revision for line in decided] == [1, 2, 3]


async def test_a_correction_says_that_it_is_one_and_takes_the_place_of_what_it_corrects(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item(title="Ferry carries 40")))
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item(title="CORRECTED: Ferry carries 14")))
    (held,) = room.items()
    assert held.status == "correction"
    assert "correction" in held.reason
    assert room.headlines() == ["Ferry carries 14"]
    assert room.published_with("Ferry carries 40") == []


async def test_a_withdrawn_item_leaves_every_feed_and_its_page_goes(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", title="Minister resigns"), an_item("2")))
    page = room.item("1").page
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="KILL: Minister resigns"), an_item("2")))
    assert room.item("1").status == "withdrawn"
    assert room.published_with("Minister resigns") == []
    assert page not in room.documents()
    assert page not in room.store.documents()
    assert room.headlines()[0] == "Story withdrawn"
    assert len(room.headlines()) == 2


async def test_a_withdrawn_item_stays_out_when_the_wire_sends_it_again(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item(title="Minister resigns")))
    await room.take("ians", a_feed(an_item(title="KILL: Minister resigns")))
    before = room.remembers()
    room.clock.advance(hours=2)
    late = room.clock().isoformat()
    await room.take("ians", a_feed(an_item(title="Minister resigns", date_modified=late)))
    assert room.remembers() == before
    assert room.published_with("Minister resigns") == []


async def test_a_kill_that_comes_before_its_item_keeps_it_out(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item(title="KILL: Minister resigns")))
    await room.take("ians", a_feed(an_item(title="Minister resigns")))
    assert room.published_with("Minister resigns") == []


@pytest.mark.parametrize("head", ["HOLD: ", "EMBARGOED: ", "ADVISORY: "])
async def test_what_the_copy_holds_back_is_held_and_goes_out_when_it_is_freed(
    room, a_feed, an_item, head: str
) -> None:
    await room.take("ians", a_feed(an_item(title=f"{head}Budget speech")))
    assert room.item().status == "held"
    assert room.published_with("Budget speech") == []
    assert room.pages() == []
    room.clock.advance(hours=1)
    await room.take("ians", a_feed(an_item(title="Budget speech")))
    assert room.headlines() == ["Budget speech"]


async def test_a_published_item_that_is_put_on_hold_leaves_with_its_page(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item(title="Budget speech")))
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item(title="HOLD: Budget speech")))
    assert room.published_with("Budget speech") == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_order_in_which_versions_come_does_not_matter(
    new_room, a_feed, an_item, noon, order: tuple[int, ...]
) -> None:
    versions = [
        an_item(
            title=f"Ferry, version {number}",
            date_modified=(noon - timedelta(minutes=30 - number)).isoformat(),
        )
        for number in range(3)
    ]
    room = new_room()
    for number in order:
        room.clock.advance(minutes=1)
        await room.take("ians", a_feed(versions[number]))
    assert room.headlines() == ["Ferry, version 2"]


async def test_an_item_in_two_sources_is_two_items_each_of_its_own(
    new_room, a_source, a_feed_of_one
) -> None:
    """One wire's ids say nothing about another's."""
    room = new_room(a_source("ians"), a_source("xinhua"))
    await room.take("ians", a_feed_of_one)
    await room.take("xinhua", a_feed_of_one)
    first, second = room.store.find("1")
    assert first.id != second.id
    assert {first.item.source, second.item.source} == {"ians", "xinhua"}
    assert len(room.headlines()) == 2
    assert len(room.pages()) == 2


async def test_the_same_words_under_another_id_of_one_source_go_out_once(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", title="Ferry", content_html="word " * 20)))
    later = room.clock().isoformat()
    again = an_item("2", title="Ferry", content_html="word " * 20, date_published=later)
    await room.take("ians", a_feed(again))
    assert room.item("2").status == "duplicate"
    assert room.item("1").id in room.item("2").reason
    assert room.headlines() == ["Ferry"]


async def test_a_source_that_reuses_ids_loses_no_item_and_is_marked(room, a_feed, an_item) -> None:
    items = [
        an_item("same", title=f"Story {n}", url=f"http://wire.example/story/{n}") for n in range(3)
    ]
    await room.take("ians", a_feed(*items))
    assert sorted(room.headlines()) == ["Story 0", "Story 1", "Story 2"]
    assert room.state().ids.fault == "shared"
    before = room.remembers()
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(*reversed(items)))
    assert room.remembers() == before


async def test_items_keep_their_identity_when_their_source_begins_to_reuse_ids(
    room, a_feed, an_item
) -> None:
    first = an_item("same", title="Story 0", url="http://wire.example/0")
    await room.take("ians", a_feed(first))
    id_ = room.item("same").id
    room.clock.advance(minutes=20)
    other = an_item("same", title="Story 1", url="http://wire.example/1")
    await room.take("ians", a_feed(first, other))
    assert len(room.items()) == 2
    assert id_ in {held.id for held in room.items()}
    assert sorted(room.headlines()) == ["Story 0", "Story 1"]


async def test_items_without_ids_and_links_are_known_again_by_headline_and_date(
    room, a_feed, an_item
) -> None:
    items = [an_item(None, url=None, title=f"Story {n}") for n in range(2)]
    await room.take("ians", a_feed(*items))
    before = room.remembers()
    await room.take("ians", a_feed(*items, title="Other bytes"))
    assert room.remembers() == before
    assert len(room.headlines()) == 2


async def test_ids_are_minted_from_the_wire_alone(new_room, a_feed_of_one) -> None:
    """Another desk, another day: the same id, so that a replay brings nobody an item twice."""
    ids = []
    for days in (0, 400):
        room = new_room()
        room.clock.advance(days=days)
        await room.take("ians", a_feed_of_one)
        ids.append(room.item().id)
    assert ids[0] == ids[1]
    assert ids[0].startswith("tag:gnn9.com,2015:")


async def test_what_the_feed_says_is_deleted_leaves_every_feed(room) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
        "<id>urn:feed</id><title>Wire</title><updated>2026-11-02T10:00:00Z</updated>{}</feed>"
    )
    entries = "".join(
        f"<entry><id>urn:{n}</id><title>Bell {n}</title><updated>2026-11-02T10:00:00Z</updated>"
        f"<content>Bell {n} rang.</content></entry>"
        for n in (1, 2, 3)
    )
    gone = "".join(f'<at:deleted-entry ref="urn:{n}" when="2026-11-02T11:00:00Z"/>' for n in (1, 3))
    await room.take("ians", feed.format(entries))
    assert sorted(room.headlines()) == ["Bell 1", "Bell 2", "Bell 3"]
    room.clock.advance(minutes=20)
    await room.take("ians", feed.format(gone))
    assert [one for one in room.headlines() if one != "Story withdrawn"] == ["Bell 2"]
    assert room.published_with("Bell 1") == room.published_with("Bell 3") == []
    assert room.item("urn:3").reason.startswith("the wire marks it canceled")


async def test_a_silent_change_goes_out_and_bumps_nothing(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", title="Ferry - resumes")))
    before = room.item("1")
    room.clock.advance(hours=2)
    stamp = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("1", title="Ferry – resumes", date_modified=stamp)))
    held = room.item("1")
    assert room.headlines() == ["Ferry – resumes"]
    assert (held.status, held.updated, held.published) == ("new", before.updated, before.published)
    assert held.revision == 2
    assert room.store.ledger(held.id)[-1].rule == "revise.silent/1"
    (entry,) = room.feed()["items"]
    assert entry["date_modified"] == "2026-11-02T11:00:00Z"


@pytest.mark.parametrize("with_a_notice", [False, True])
async def test_the_address_of_a_story_that_was_held_when_it_came_has_none_of_its_words(
    room, a_feed, an_item, with_a_notice: bool
) -> None:
    """The headline that it is let out with may be another one, and an address is there to stay."""
    title = "Minister resigns over the old bell"
    notice = an_item(
        "n",
        title="Hold notice",
        content_html=f'<p>Please hold the story headlined "{title}".</p>',
        date_published=room.clock().isoformat(),
    )
    first = (
        [an_item("1", title=title), notice]
        if with_a_notice
        else [an_item("1", title=f"HOLD: {title}")]
    )
    await room.take("ians", a_feed(*first))
    assert room.item("1").status == "held"
    room.clock.advance(minutes=20)
    stamp = room.clock().isoformat()
    await room.take(
        "ians", a_feed(an_item("1", title="Minister stays in office", date_modified=stamp))
    )
    if with_a_notice:  # which no version answers, but people
        room.let_out("1")
    assert room.headlines() == ["Minister stays in office"]
    assert len(room.pages()) == 1
    assert not {
        path for path, body in room.documents().items() if b"resigns" in path.encode() + body
    }
