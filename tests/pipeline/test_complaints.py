"""What readers of other aggregators complain of, each as a story; the complaints are public issues of theirs."""

from __future__ import annotations

import pytest

from feeds.model import Channel, Copies, FutureDates, Media, Selection
from tests.pipeline.test_copies import IANS, XINHUA


async def test_a_changed_headline_is_no_new_item(room, a_feed, an_item) -> None:
    """miniflux#2358, #3120."""
    await room.take("ians", a_feed(an_item("1", title="Ferry resumes")))
    id_ = room.item("1").id
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="Ferry resumes at noon")))
    assert [one["id"] for one in room.feed()["items"]] == [id_]
    assert room.headlines() == ["Ferry resumes at noon"]


async def test_an_id_that_is_made_of_the_headline_makes_no_new_item_of_an_edit(
    room, a_feed, an_item
) -> None:
    """miniflux#2358: guid and address have the headline in them."""
    for headline in ("Ferry resumes", "Ferry resumes at noon"):
        slug = headline.lower().replace(" ", "-")
        story = an_item("1", title=headline, url=f"http://wire.example/{slug}")
        await room.take("ians", a_feed({**story, "id": slug}))
        room.clock.advance(minutes=20)
    assert room.headlines() == ["Ferry resumes at noon"]
    (held,) = room.items()
    assert held.revision == 2


async def test_one_guid_on_every_item_loses_none(room, a_feed, an_item) -> None:
    """miniflux#4197."""
    items = [an_item("0", title=f"Story {n}", url=f"http://wire.example/{n}") for n in range(10)]
    await room.take("ians", a_feed(*items))
    assert len(room.headlines()) == 10
    assert room.state().reuses_ids


async def test_a_stamp_that_is_renewed_bumps_nothing(room, a_feed, an_item) -> None:
    """nextcloud/news#3796."""
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before = room.documents()
    for hour in range(1, 4):
        room.clock.advance(hours=1)
        stamp = room.clock().isoformat()
        await room.take(
            "ians",
            a_feed(
                an_item("1", date_published=stamp, date_modified=stamp),
                an_item("2", date_modified=stamp),
                title=f"At {hour}",
            ),
        )
    assert room.documents() == before


async def test_an_item_without_a_date_is_not_new_with_every_fetch(room, a_feed, an_item) -> None:
    """getpelican/pelican#2014, brief-rss/brief#238."""
    undated = an_item("1", date_published=None)
    await room.take("ians", a_feed(undated))
    before = room.item("1").published
    room.clock.advance(days=1)
    await room.take("ians", a_feed(undated, title="Later"))
    assert room.item("1").published == before
    assert room.item("1").revision == 1


@pytest.mark.parametrize("policy", list(FutureDates))
async def test_a_date_to_come_does_not_stick_on_top(
    new_room, a_source, a_feed, an_item, policy: FutureDates
) -> None:
    """miniflux#1674; and held back it is an embargo (NetNewsWire#2808)."""
    room = new_room(a_source("ians", future_dates=policy))
    to_come = "2030-01-01T00:00:00Z"
    await room.take("ians", a_feed(an_item("1", date_published=to_come)))
    room.clock.advance(hours=1)
    now = room.clock().isoformat()
    await room.take("ians", a_feed(an_item("2", title="Today", date_published=now)))
    on_top = {FutureDates.HOLD: "Today", FutureDates.CLAMP: "Today"}.get(policy)
    if on_top is not None:
        assert room.headlines()[0] == on_top
    assert len(room.headlines()) == (1 if policy is FutureDates.HOLD else 2)


async def test_every_deletion_arrives(room, an_item, a_feed) -> None:
    """feedparser#149: several deleted entries, of which it keeps the last."""
    entries = "".join(
        f"<entry><id>tag:w:{n}</id><title>Bell {n}</title><updated>2026-11-02T11:00:00Z</updated>"
        f"<content>The bell {n} rang.</content></entry>"
        for n in range(3)
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
    about = "<id>tag:w:feed</id><title>Wire</title><updated>2026-11-02T11:00:00Z</updated>"
    await room.take("ians", f"{head}{about}{entries}</feed>".encode())
    assert len(room.headlines()) == 3
    room.clock.advance(minutes=20)
    gone = "".join(
        f'<at:deleted-entry ref="tag:w:{n}" when="2026-11-02T12:00:00Z"/>' for n in (0, 2)
    )
    await room.take("ians", f"{head}{about}{gone}</feed>".encode())
    assert [one for one in room.headlines() if one != "Story withdrawn"] == ["Bell 1"]


async def test_why_an_item_is_not_there_can_be_told(new_room, a_source, a_feed, an_item) -> None:
    """temboz#48."""
    from feeds.decide.route import why_not

    floods = Channel(id="floods", title="Floods", select=Selection(text="flood"))
    room = new_room(channels=[floods])
    await room.take(
        "ians", a_feed(an_item("1", title="Bridge opens", content_html="<p>It is open.</p>"))
    )
    held = room.item("1")
    assert why_not(held.item, room.sources[0], floods, now=room.clock(), published=held.published)
    assert room.store.ledger(held.id)[0].reason


async def test_a_late_arrival_lands_at_its_own_time(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", date_published="2026-11-02T11:30:00Z")))
    room.clock.advance(minutes=20)
    late = an_item("2", title="Late", date_published="2026-11-02T09:00:00Z")
    await room.take("ians", a_feed(late, title="Later"))
    assert room.headlines()[-1] == "Late"


async def test_a_move_of_the_whole_site_doubles_nothing(room, a_feed, an_item) -> None:
    """DIYgod/RSSHub#14361: a domain that moved."""
    await room.take("ians", a_feed(*(an_item(str(n), title=f"Story {n}") for n in range(5))))
    before = {one["id"] for one in room.feed()["items"]}
    room.clock.advance(minutes=20)
    moved = [
        an_item(str(n), title=f"Story {n}", url=f"https://new.example/{n}")
        | {"id": f"https://new.example/{n}"}
        for n in range(5)
    ]
    await room.take("ians", a_feed(*moved, title="Moved"))
    assert {one["id"] for one in room.feed()["items"]} == before


async def test_the_same_story_from_several_sources_is_one_entry(
    new_room, a_source, a_feed, an_item
) -> None:
    """miniflux#797, feedbin#227, nextcloud/news#3081, FreshRSS#948."""
    once = Channel(id="all", title="All", copies=Copies.ONE)
    room = new_room(a_source("ians"), a_source("xinhua"), channels=[once])
    await room.take("ians", a_feed(an_item("1", title="Dam cracks", content_html=IANS)))
    room.clock.advance(minutes=5)
    await room.take("xinhua", a_feed(an_item("2", title="Crack in dam", content_html=XINHUA)))
    assert room.headlines() == ["Dam cracks"]
    assert {room.item("1").story, room.item("2").story} == {room.item("1").id}
    assert b"also: XINHUA" in room.documents()["all.rss"]


async def test_validators_are_saved_though_the_body_is_the_one_that_is_held(
    room, a_feed_of_one
) -> None:
    """feedbin#726: kept with a new body alone, they are old with the next request, and no 304 comes."""
    await room.take("ians", a_feed_of_one, etag='"one"')
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed_of_one, etag='"two"')
    room.clock.advance(minutes=20)
    await room.poll()
    assert room.wire.asked[-1].validators.etag == '"two"'


@pytest.mark.parametrize("encoding", ["windows-1251", "iso-8859-1", "utf-8"])
async def test_the_encoding_that_is_declared_counts_for_headline_and_copy_alike(
    room, an_rss, encoding: str
) -> None:
    """commafeed#681, #1932; feedparser#478: a byte 0xA0 is no blank to be cut off in the middle of a letter."""
    words = {"windows-1251": "Паром Р", "iso-8859-1": "Fähre à", "utf-8": "Паром à Р"}[encoding]
    text = an_rss(("1", f"{words} sails", f"{words} sails again, they say."))
    await room.take("ians", text.replace("utf-8", encoding).encode(encoding))
    held = room.item("1").item
    assert held.headline == f"{words} sails"
    assert held.body_text.startswith(f"{words} sails")


async def test_what_is_relative_at_the_wire_leads_there_still(room, a_source, an_rss) -> None:
    """ocaml/platform-blog#12, brief-rss/brief#10."""
    room.change(sources=[a_source("ians", media=Media.FULL)])
    copy = 'The ferry <a href="../pier">sails</a> <img src="/ferry.jpg" alt="A ferry">.'
    await room.take("ians", an_rss(("1", "Ferry sails", copy)).encode())
    for name in ("all.json", "all.rss", "all.atom", room.item("1").page):
        document = room.documents()[name].decode()
        assert "http://ians.example/pier" in document
        assert "http://ians.example/ferry.jpg" in document
        assert "../pier" not in document


async def test_whose_story_it_is_stands_where_readers_look(room, a_feed_of_one) -> None:
    """jrochkind/rubyland#10: readers show no `source`; commafeed#858."""
    await room.take("ians", a_feed_of_one)
    (shown,) = room.feed()["items"]
    assert shown["authors"] == [{"name": "IANS"}]
    assert shown["content_html"].endswith("<p>- IANS</p>")
    rss = room.documents()["all.rss"].decode()
    assert "<dc:creator>IANS</dc:creator>" in rss
    assert "- IANS" in rss


async def test_a_turn_that_was_missed_is_made_up_for_at_once(room, a_feed_of_one) -> None:
    """apscheduler#977, #1095: a missed run waits a whole interval; miniflux#2201: it doubles."""
    await room.take("ians", a_feed_of_one)
    first, due = room.clock(), room.state().next_due
    room.clock.advance(seconds=(due - room.clock()).total_seconds() + 600)
    assert await room.poll(early=False) == ["ians"]
    assert room.state().next_due - room.clock() == due - first
