"""What goes out, when, and how an edition stays the same while its content does."""

import re
from datetime import timedelta

import pytest

from feeds.decide.rulings import with_headline
from feeds.model import Channel, FutureDates, JournalLine, Media, Selection
from feeds.store.sql import open_store

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def an_hour_ago(noon, **earlier: float) -> str:
    return (noon - HOUR - timedelta(**earlier)).isoformat()


# embargo and dates to come


async def test_an_embargoed_item_is_held_and_appears_at_its_instant_by_itself(
    room, a_feed, an_item, noon
) -> None:
    lifts = noon + 2 * HOUR
    room.reader.says["1"] = {"embargoed": lifts}
    await room.take("ians", a_feed(an_item("1", title="Budget speech"), an_item("2", title="Rain")))
    assert room.published_with("Budget speech") == []
    assert len(room.pages()) == 1
    room.clock.now = lifts - timedelta(seconds=1)
    room.release()
    assert room.published_with("Budget speech") == []
    room.clock.now = lifts
    room.release()
    assert sorted(room.headlines()) == ["Budget speech", "Rain"]
    assert len(room.pages()) == 2
    assert room.store.edition("all").updated == lifts


async def test_an_embargo_that_lapsed_while_nobody_ran_ends_at_the_next_start(
    room, a_feed, an_item, noon
) -> None:
    lifts = noon + 2 * HOUR
    room.reader.says["1"] = {"embargoed": lifts}
    await room.take("ians", a_feed(an_item("1", title="Budget speech")))
    room.clock.advance(days=3)
    room.start()
    room.release()
    assert room.headlines() == ["Budget speech"]
    assert room.store.edition("all").updated == lifts, "when it lapsed, not when we looked"


async def test_what_waits_for_its_embargo_is_looked_at_once_however_much_it_is(
    new_room, a_feed, an_item, noon, tmp_path, monkeypatch
) -> None:
    """Not with every fifty pages again, nor in every second that follows."""
    room = new_room(store=open_store(f"sqlite:///{tmp_path}/feeds.db"))
    wait = [str(n) for n in range(150)]
    room.reader.says.update((guid, {"embargoed": noon + 2 * HOUR}) for guid in wait)
    looked_at: list[str] = []
    asks = room.store.unpublished

    def ask(now, limit, **more):
        found = asks(now, limit, **more)
        looked_at.extend(held.item.guid for held in found)
        return found

    monkeypatch.setattr(room.store, "unpublished", ask)
    every = [*wait, *(str(n) for n in range(150, 300))]
    await room.take("ians", a_feed(*map(an_item, every)))
    assert set(wait) <= set(looked_at)
    assert len(looked_at) == len(set(looked_at))
    assert len(room.pages()) == 150
    looked_at.clear()
    room.clock.advance(seconds=1)
    room.start()
    room.release()
    assert looked_at == []
    room.clock.now = noon + 2 * HOUR
    room.release()
    assert len(looked_at) == len(set(looked_at))
    assert len(room.pages()) == 300
    room.store.close()


async def test_a_correction_stands_on_its_page_at_once_however_much_waits_for_its_embargo(
    room, a_feed, an_item, noon
) -> None:
    wait = [str(n) for n in range(2, 80)]
    room.reader.says.update((guid, {"embargoed": noon + 2 * HOUR}) for guid in wait)
    await room.take("ians", a_feed(an_item("1", title="Bell"), *map(an_item, wait)))
    reason = with_headline("Gong", "it was one")
    line = JournalLine(
        seq=0, at=room.clock(), verb="correct", target=room.item("1").id, reason=reason
    )
    room.journal.append(line)
    assert room.rulings.run()
    assert room._release.withdraw()
    assert {room.item("1").page, "all.rss"} <= set(room.published_with("Gong"))


async def test_an_embargo_that_the_wire_moves_up_is_over_sooner(
    room, a_feed, an_item, noon
) -> None:
    room.reader.says["1"] = {"embargoed": noon + 9 * HOUR}
    await room.take("ians", a_feed(an_item(title="Budget speech")))
    room.reader.says["1"] = {"embargoed": noon + HOUR}
    await room.take("ians", a_feed(an_item(title="Budget speech"), title="Other bytes"))
    room.clock.now = noon + HOUR
    room.release()
    assert room.headlines() == ["Budget speech"]


@pytest.mark.parametrize(
    ("policy", "now", "then"),
    [
        (FutureDates.HOLD, [], "2026-11-02T15:00:00Z"),
        (FutureDates.CLAMP, ["Rain tomorrow"], "2026-11-02T12:00:00Z"),
        (FutureDates.KEEP, ["Rain tomorrow"], "2026-11-02T15:00:00Z"),
    ],
)
async def test_an_item_dated_in_the_future_is_held_clamped_or_kept(
    new_room, a_source, a_feed, an_item, noon, policy: FutureDates, now: list[str], then: str
) -> None:
    room = new_room(a_source(future_dates=policy))
    ahead = (noon + 3 * HOUR).isoformat()
    await room.take("ians", a_feed(an_item(title="Rain tomorrow", date_published=ahead)))
    assert room.headlines() == now
    assert len(room.pages()) == len(now)
    room.clock.advance(hours=3)
    room.release()
    (shown,) = room.feed()["items"]
    assert shown["title"] == "Rain tomorrow"
    assert shown["date_published"].replace("+00:00", "Z") == then


# size, window, age


async def test_a_document_holds_the_newest_and_everything_of_its_window(
    new_room, a_feed, an_item, noon
) -> None:
    room = new_room(
        channels=[
            Channel(id="all", title="All", size=2, window=timedelta(hours=4)),
            Channel(id="few", title="Few", size=2, window=timedelta(0)),
            Channel(id="many", title="Many", size=4, window=timedelta(0)),
        ]
    )
    await room.take(
        "ians",
        a_feed(*(an_item(str(n), title=f"{n}", date_published=an_hour_ago(noon, hours=n))
                 for n in range(6))),
    )  # fmt: skip
    assert room.headlines("all") == ["0", "1", "2"]
    assert room.headlines("few") == ["0", "1"]
    assert room.headlines("many") == ["0", "1", "2", "3"]
    assert len(room.pages()) == 6


async def test_many_items_that_must_wait_are_looked_past_in_few_steps(
    new_room, a_feed, an_item, noon, monkeypatch
) -> None:
    channel = Channel(id="all", title="All", size=1, window=timedelta(0))
    room = new_room(channels=[channel])
    waiting = [
        an_item(str(number), date_published=an_hour_ago(noon, hours=-2 - number))
        for number in range(200)
    ]
    asked = []
    candidates = room.store.candidates

    def counted(channel, limit, since):
        asked.append(limit)
        # As many as are asked for, and no more: what would come of a database that has thousands.
        return candidates(channel, limit, since)[:limit]

    monkeypatch.setattr(room.store, "candidates", counted)
    await room.take("ians", a_feed(*waiting, an_item("open", title="Ferry")))
    assert room.headlines() == ["Ferry"]
    assert len(asked) <= 9


async def test_of_what_a_channel_shows_only_what_has_changed_is_judged_again(
    new_room, a_feed, an_item, a_source, noon, monkeypatch
) -> None:
    channels = [Channel(id=name, title=name, size=40, archive=None) for name in ("all", "india")]
    source = a_source("ians", media=Media.FULL, media_until=noon + 9 * HOUR)
    room = new_room(source, channels=channels)
    wire = [an_item(str(number), title=f"Story {number}") for number in range(30)]
    await room.take("ians", a_feed(*wire))
    asked = []
    held = room.store.held

    def loaded(ids):
        found = held(ids)
        asked.extend(one.item.headline for one in found)
        return found

    monkeypatch.setattr(room.store, "held", loaded)
    await room.take("ians", a_feed(an_item("new", title="Ferry"), *wire))
    assert asked == ["Ferry"], "once for both channels"
    assert len(room.headlines()) == 31
    asked.clear()
    await room.take("ians", a_feed(an_item("7", title="Ferry, corrected"), *wire[:7], *wire[8:]))
    assert asked == ["Ferry, corrected"]
    assert "Ferry, corrected" in room.headlines("india")
    asked.clear()
    room.clock.now = noon + 9 * HOUR
    room.release()
    assert len(asked) == 31, "time has changed what may be shown of them"


async def test_an_item_that_is_too_old_for_a_channel_leaves_it_by_itself(
    new_room, a_feed, an_item, noon
) -> None:
    room = new_room(channels=[Channel(id="all", title="All", max_age=timedelta(hours=3))])
    await room.take("ians", a_feed(an_item(title="Old", date_published=an_hour_ago(noon))))
    assert room.headlines() == ["Old"]
    room.clock.advance(hours=2)
    room.release()
    assert room.headlines() == []
    assert room.store.edition("all").updated == noon + 2 * HOUR
    assert len(room.pages()) == 1, "its page stays: links to it live longer than a feed"


async def test_a_document_is_never_larger_than_half_a_mebibyte_compressed(
    room, a_feed, an_item, noon
) -> None:
    """S21. The oldest give way."""
    import hashlib

    from feeds.publish.twins import gzip

    def noise(number: int) -> str:
        return "".join(hashlib.sha512(b"%d %d" % (number, n)).hexdigest() for n in range(800))

    await room.take(
        "ians",
        a_feed(
            *(
                an_item(str(n), title=f"{n}", content_html=f"<p>{noise(n)}</p>",
                        date_published=an_hour_ago(noon, minutes=n))
                for n in range(16)
            )
        ),
    )  # fmt: skip
    shown = room.headlines()
    assert shown == [str(n) for n in range(len(shown))]
    assert 4 < len(shown) < 16
    for name in ("all.rss", "all.atom", "all.json"):
        assert len(gzip(room.documents()[name])) <= 512 * 1024, name
    before = room.remembers()
    room.start()
    room.release()
    assert room.remembers() == before


async def test_channels_take_what_they_select_and_no_other_is_made_anew(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(
        a_source("ians"),
        a_source("xinhua"),
        channels=[
            Channel(id="ians", title="IANS", select=Selection(providers=("IANS",))),
            Channel(id="xinhua", title="Xinhua", select=Selection(providers=("Xinhua",))),
        ],
    )
    await room.take("ians", a_feed(an_item("1", title="From IANS")))
    await room.take("xinhua", a_feed(an_item("2", title="From Xinhua")))
    assert room.headlines("ians") == ["From IANS"]
    assert room.headlines("xinhua") == ["From Xinhua"]
    assert room.released()[-1].channels == ("xinhua",)


async def test_pictures_go_as_far_as_the_rights_go(new_room, a_source, a_feed, an_item) -> None:
    attachments = [{"url": "http://wire.example/ferry.jpg", "mime_type": "image/jpeg"}]
    for media, where in ((Media.NONE, 0), (Media.LINK, 1), (Media.FULL, 1)):
        room = new_room(a_source(media=media))
        await room.take("ians", a_feed(an_item(attachments=attachments)))
        assert bool(room.published_with("ferry.jpg")) is bool(where), media


# editions


async def test_the_date_of_an_edition_is_that_of_its_last_change_and_stays(
    room, a_feed, an_item
) -> None:
    changed = room.clock.advance(minutes=1)
    await room.take("ians", a_feed(an_item("1")))
    assert room.store.edition("all").updated == changed
    before = room.remembers()
    for _ in range(3):
        room.clock.advance(hours=1)
        room.store.mark_dirty(["all"])
        assert room.release()
    assert room.remembers() == before


async def test_the_date_of_an_edition_never_goes_back(room, a_feed, an_item) -> None:
    """The clock does, the wire's dates do, items go: a reader must still see that it changed."""
    seen = []
    answers = [
        a_feed(an_item("1"), an_item("2")),
        a_feed(an_item("3", date_published="2020-01-01T00:00:00Z")),
        a_feed(an_item("3", title="KILL: it", date_published="2020-01-01T00:00:00Z")),
        a_feed(an_item("4")),
        a_feed(an_item("1", title="Another")),
    ]
    for answer, minutes in zip(answers, (5, 5, 5, -60, 5), strict=True):
        room.clock.advance(minutes=minutes)
        await room.take("ians", answer)
        seen.append(room.store.edition("all").updated)
    assert seen == sorted(seen)
    assert seen[2] > seen[1] > seen[0]


async def test_a_withdrawal_is_a_change_of_its_edition(room, a_feed, an_item) -> None:
    """S02: a feed from which an item was taken must not answer 304."""
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    killed = room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="KILL: it")))
    assert room.store.edition("all").updated == killed
    assert room.store.documents()["all.rss"].modified == killed


async def test_an_edition_without_items_is_a_document_all_the_same(room) -> None:
    room.release()
    assert room.headlines() == []
    assert {"all.rss", "all.atom", "all.json", "all.html", "index.html", "opml.xml"} <= set(
        room.documents()
    )


async def test_the_same_items_give_the_same_bytes_on_another_desk(
    new_room, a_feed, an_item
) -> None:
    """S03: in one go or one by one, today or tomorrow morning."""
    one, other = new_room(), new_room()
    items = [an_item(str(n)) for n in range(3)]
    await one.take("ians", a_feed(*items))
    for _ in range(2):
        await other.take("ians", a_feed(*items))
        other.start()
        other.release()
    assert one.documents() == other.documents()


async def test_lost_files_come_back_byte_for_byte(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before, records = room.documents(), room.store.documents()
    for path in list(before)[::2]:
        del room.shelf.documents[path]
    room.clock.advance(days=2)
    room.start()
    assert room.restore(stopping=True) == 0
    assert room.restore() == (len(before) + 1) // 2
    assert room.documents() == before
    assert room.store.documents() == records
    assert room.restore() == 0


async def test_a_lost_file_that_cannot_be_written_is_named_and_costs_no_other(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before = room.documents()
    room.shelf.documents.clear()
    room.shelf.fails_for = lambda path: path == "all.rss"
    assert room.restore()
    assert "missing files: the disk is full" in room.released()[-1].error
    assert "all.rss" not in room.documents()
    assert any(path.startswith("story/") for path in room.documents())
    assert "index.html" in room.documents()
    room.shelf.fails_for = lambda path: False
    assert room.restore()
    assert room.documents() == before


async def test_nothing_comes_back_that_nothing_back_that_has_been_withdrawn(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", title="Minister resigns"), an_item("2")))
    await room.take("ians", a_feed(an_item("1", title="KILL: Minister resigns")))
    room.shelf.documents.clear()
    assert room.restore()
    assert room.published_with("Minister resigns") == []


async def test_nothing_changed_means_that_nothing_is_told(room, a_feed_of_one) -> None:
    await room.take("ians", a_feed_of_one)
    count = len(room.released())
    room.clock.advance(minutes=1)
    assert room.release()
    assert len(room.released()) == count


# faults


async def test_a_channel_that_cannot_be_made_keeps_its_old_documents_and_the_others_go_out(
    new_room, a_feed, an_item
) -> None:
    room = new_room(channels=[Channel(id="all", title="All"), Channel(id="world", title="World")])
    await room.take("ians", a_feed(an_item("1", title="Before")))
    room.broken.add("world")
    await room.take("ians", a_feed(an_item("2", title="After")))
    assert sorted(room.headlines("all")) == ["After", "Before"]
    assert room.headlines("world") == ["Before"]
    assert "world" in room.released()[-1].error
    assert room.released()[-1].channels == ("all",)
    room.broken.clear()
    assert room.release()
    assert room.headlines("world") == room.headlines("all")


async def test_what_could_not_be_published_is_tried_again_until_it_can(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", title="Before")))
    changed = room.clock.advance(minutes=5)
    room.wire.will("ians", a_feed(an_item("2", title="After")))
    await room.poll()
    room.shelf.fails_for = lambda path: True
    for _ in range(2):
        room.clock.advance(minutes=1)
        assert not room.release()
        assert room.headlines() == ["Before"]
        assert "the disk is full" in room.released()[-1].error
    room.shelf.fails_for = lambda path: False
    room.clock.advance(minutes=1)
    assert room.release()
    assert sorted(room.headlines()) == ["After", "Before"]
    assert len(room.pages()) == 2
    assert room.store.edition("all").updated == changed


def undated(documents: dict[str, bytes]) -> dict[str, bytes]:
    """Documents without what sitemaps say of when a page was written."""
    return {path: re.sub(rb"<lastmod>[^<]*", b"", body) for path, body in documents.items()}


@pytest.mark.parametrize("lost", ["all.", "story/", "index.html"])
async def test_whatever_part_fails_the_next_release_completes_it(
    new_room, a_feed, an_item, lost: str
) -> None:
    whole = new_room()
    await whole.take("ians", a_feed(an_item("1"), an_item("2")))
    room = new_room()
    room.shelf.fails_for = lambda path: path.startswith(lost)
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    assert room.documents() != whole.documents()
    room.shelf.fails_for = lambda path: False
    room.clock.advance(minutes=1)
    assert room.release()
    assert undated(room.documents()) == undated(whole.documents())


async def test_a_withdrawal_that_could_not_be_published_is_not_forgotten(
    room, a_feed, an_item
) -> None:
    await room.take("ians", a_feed(an_item("1", title="Minister resigns"), an_item("2")))
    room.shelf.fails_for = lambda path: True
    await room.take("ians", a_feed(an_item("1", title="KILL: Minister resigns")))
    room.shelf.fails_for = lambda path: False
    room.release()
    assert room.published_with("Minister resigns") == []
