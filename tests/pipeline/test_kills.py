"""Kills by people: gone from everything, said to whoever fetched it, and dead for good."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from feeds.decide.select import MOST_NOTICES
from feeds.errors import FetchError, RenderError, StoreError
from feeds.model import Channel, JournalLine, Withdrawals
from feeds.store.memory import MemoryStore

TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "The minister resigned over a bell, it is said in the capital today."
COPY = f"<p>{SECRET} Nobody else has said so until now, and nobody will.</p>"


@pytest.fixture
def told(room, a_feed, an_item):
    """A room in which two stories are out."""

    async def tell():
        await room.take(
            "ians",
            a_feed(an_item("1", title="Minister resigns", content_html=COPY), an_item("2")),
        )
        room.clock.advance(minutes=5)
        return room

    return tell


def atom(room, channel: str = "all") -> ElementTree.Element:
    return ElementTree.fromstring(room.documents()[f"{channel}.atom"])


async def test_a_killed_story_leaves_every_document_with_every_word(told) -> None:
    room = await told()
    page = room.item("1").page
    room.kill("1")
    for words in ("resigned", "resigns", "over a bell", "minister-resigns"):
        assert room.published_with(words) == []
    assert page not in room.documents()
    assert room.store.was_withdrawn(page)
    assert room.item("1").status == "withdrawn"


async def test_whoever_fetched_it_gets_a_notice_under_the_same_id_with_a_newer_date(told) -> None:
    room = await told()
    before = room.item("1")
    room.kill("1")
    (notice,) = [one for one in room.feed()["items"] if one["id"] == before.id]
    assert notice["title"] == "Story withdrawn"
    assert "withdrawn" in notice["content_html"]
    assert notice["date_modified"] > f"{before.updated:%Y-%m-%dT%H:%M:%S}"
    (entry,) = [
        one for one in atom(room).iter(f"{ATOM}entry") if before.id in one.findtext(f"{ATOM}id")
    ]
    (tombstone,) = atom(room).iter(TOMBSTONE)
    assert tombstone.get("ref") == before.id
    assert tombstone.get("when") == entry.findtext(f"{ATOM}updated")


async def test_the_notice_stands_for_thirty_days(told) -> None:
    room = await told()
    room.kill("1")
    room.clock.advance(days=29, hours=23)
    room.release()
    assert "Story withdrawn" in room.headlines()
    room.clock.advance(hours=2)
    room.release()
    assert "Story withdrawn" not in room.headlines()
    assert list(atom(room).iter(TOMBSTONE)) == []


async def test_a_channel_may_leave_the_notice_out_but_not_the_tombstone(
    new_room, a_feed, an_item
) -> None:
    channel = Channel(id="all", title="All", withdrawals=Withdrawals.REMOVE)
    room = new_room(channels=[channel])
    await room.take("ians", a_feed(an_item("1", title="Minister resigns"), an_item("2")))
    room.clock.advance(minutes=5)
    room.kill("1")
    assert len(room.headlines()) == 1
    assert [one.get("ref") for one in atom(room).iter(TOMBSTONE)] == [room.item("1").id]


async def test_of_a_story_that_nobody_could_see_nothing_is_said(room, a_feed, an_item) -> None:
    later = (room.clock() + timedelta(hours=3)).isoformat()
    await room.take("ians", a_feed(an_item("1", date_published=later), an_item("2")))
    room.kill("1")
    room.clock.advance(hours=4)
    room.release()
    assert len(room.headlines()) == 1
    assert list(atom(room).iter(TOMBSTONE)) == []


async def test_it_stays_dead_when_the_wire_sends_it_again_and_again(told, a_feed, an_item) -> None:
    room = await told()
    room.kill("1")
    for minutes, title in ((20, "Minister resigns"), (40, "Minister does resign")):
        room.clock.advance(minutes=minutes)
        stamp = room.clock().isoformat()
        again = an_item("1", title=title, content_html=COPY, date_modified=stamp)
        await room.take("ians", a_feed(again, an_item("2")))
    assert room.published_with("resign") == []
    assert room.item("1").status == "withdrawn"


async def test_its_words_under_another_id_are_held(told, a_feed, an_item) -> None:
    room = await told()
    room.kill("1")
    for day in (0, 20):
        room.clock.advance(days=day, minutes=20)
        stamp = room.clock().isoformat()
        copy = an_item(
            f"other-{day}", title="Minister resigns", content_html=COPY, date_published=stamp
        )
        await room.take("ians", a_feed(copy, an_item("2")))
        assert room.item(f"other-{day}").status == "held"
        assert "withdrawn" in room.item(f"other-{day}").reason
    assert room.published_with("over a bell") == []


async def test_an_older_store_is_told_again_what_was_killed(
    told, new_room, a_feed, an_item
) -> None:
    """A backup that is restored knows nothing of the kill; the journal beside it does."""
    room = await told()
    with room.store.transaction():
        backup = room.store._tables.copy()
    room.kill("1")
    room.store._tables = backup
    room.start()
    assert room.item("1").status == "new"
    assert room.rulings.run()
    room.release()
    assert room.published_with("over a bell") == []
    assert not room.rulings.run()


async def test_a_kill_holds_though_the_clock_was_set_back_since(told, a_feed, an_item) -> None:
    """A store that is lost with its items, and a journal whose last line lies in the future."""
    room = await told()
    id_ = room.item("1").id
    room.kill("1")
    room.clock.advance(hours=-1)
    room.store = type(room.store)()
    room.start()
    room.rulings.run()
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    assert (room.item("1").id, room.item("1").status) == (id_, "withdrawn")
    assert room.published_with("over a bell") == []
    assert room.item("2").status == "new"


async def test_a_kill_that_the_store_could_not_take_is_told_again(told, monkeypatch) -> None:
    """A full disk, or a database that is busy, at the very moment."""
    room = await told()
    with monkeypatch.context() as broken:
        broken.setattr(room.store, "rule", raises(StoreError("the disk is full")))
        with pytest.raises(StoreError):
            room.kill("1")
    assert room.rulings.run()
    room.release()
    assert room.published_with("over a bell") == []


def raises(fault):
    def fail(*_arguments, **_more):
        raise fault

    return fail


async def test_an_item_that_the_store_has_lost_comes_dead(told, a_feed, an_item) -> None:
    room = await told()
    room.kill("1")
    room.store = MemoryStore()
    room.shelf.documents.clear()
    room.start()
    room.rulings.run()
    await room.take(
        "ians", a_feed(an_item("1", title="Minister resigns", content_html=COPY), an_item("2"))
    )
    assert room.item("1").status == "withdrawn"
    assert room.published_with("over a bell") == []
    assert len(room.headlines()) == 1


async def test_the_ledger_holds_the_receipt(told) -> None:
    room = await told()
    room.kill("1", reason="the agency's lawyer called")
    held = room.item("1")
    lines = [line for line in room.store.ledger(held.id) if line.revision == held.revision]
    assert [line.rule for line in lines] == ["journal.kill/1", "select/1", "select/1"]
    assert lines[0].reason == "killed by the desk: the agency's lawyer called"
    said = " ".join(line.reason for line in lines)
    for name in ("all.rss", "all.atom", "all.json", "all.html", "page is taken away"):
        assert name in said
    assert room.published_with("lawyer") == []


async def test_a_story_whose_own_page_is_gone_at_the_wire_is_withdrawn(
    new_room, a_source, a_feed, an_item
) -> None:
    page = "http://wire.example/bell"
    room = new_room(a_source("ians", url=page))
    for guid, link in (("bell", page), ("other", "http://wire.example/other")):
        await room.take("ians", a_feed(an_item(guid, url=link, title=f"Story {guid}")))
    room.change(sources=[a_source("ians", url=page, format="page")])
    for status in (404, 503):
        room.wire.will_fail("ians", FetchError("no", status=status))
        await room.poll("ians")
    room.release()
    assert sorted(room.headlines()) == ["Story bell", "Story other"]
    room.wire.will_fail("ians", FetchError("gone", permanent=True, status=410))
    await room.poll("ians")
    room.release()
    assert sorted(room.headlines()) == ["Story other", "Story withdrawn"]
    assert room.store.ledger(room.item("bell").id)[-1].rule in {"wire.gone/1", "select/1"}


async def test_a_kill_that_the_store_could_not_take_in_is_taken_in_later(told, monkeypatch) -> None:
    room = await told()

    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(room.store, "enter", full)
        with pytest.raises(StoreError):
            room.kill("1")
    assert room.item("1").status == "new"
    assert room.rulings.run()
    room.release()
    assert room.published_with("over a bell") == []


async def test_a_page_is_taken_away_though_there_is_no_room_for_others(
    told, a_feed, an_item
) -> None:
    room = await told()
    page = room.item("1").page
    room.wire.will("ians", a_feed(an_item("3")))
    await room.poll()
    room.shelf.fails_for = lambda path: True
    room.kill("1")
    assert page not in room.documents()


async def purged(room, target: str) -> None:
    line = JournalLine(seq=0, at=room.clock(), verb="purge", target=target, reason="")
    room.journal.append(line)
    room.rulings.run()
    room.release()
    room.rulings.erase()


async def test_what_a_source_brings_after_it_was_purged_is_left_alone(
    told, a_feed, an_item
) -> None:
    room = await told()
    line = JournalLine(seq=0, at=room.clock(), verb="purge", target="source:ians", reason="")
    room.journal.append(line)
    room.rulings.run()
    room.release()
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1"), an_item("2"), an_item("3")))
    assert room.rulings.erase()
    assert sorted(held.status for held in room.items()) == ["new", "withdrawn", "withdrawn"]
    assert "Ferry 3 resumes after the flood" in room.headlines()


async def test_what_was_held_when_it_was_purged_cannot_be_let_out(room, a_feed, an_item) -> None:
    await room.take("ians", a_feed(an_item("1", title="HOLD: Minister resigns"), an_item("2")))
    held = room.item("1")
    assert held.status == "held"
    await purged(room, "source:ians")
    (erased,) = room.store.find(held.id)
    assert erased.status == "withdrawn"
    assert {one.status for one in room.items()} == {"withdrawn"}


async def test_a_withdrawal_that_is_dated_back_keeps_no_channel_busy(
    new_room, a_feed, an_item, a_source
) -> None:
    """It stands for thirty days from when it came; by its own date they may be over before."""
    room = new_room(a_source())
    old = (room.clock() - timedelta(days=40)).isoformat()
    await room.take(
        "ians", a_feed(an_item("1", date_published=old, date_modified=old), an_item("2"))
    )
    room.clock.advance(minutes=20)
    stamp = (room.clock() - timedelta(days=35)).isoformat()
    killed = an_item("1", title="KILL: Ferry 1", date_published=old, date_modified=stamp)
    await room.take("ians", a_feed(killed, an_item("2")))
    assert room.item("1").status == "withdrawn"
    assert room.store.dirty(room.clock()) == ()


async def test_a_purge_of_very_many_stories_leaves_room_for_the_others(
    new_room, a_source, a_feed, an_item
) -> None:
    room = new_room(a_source(), a_source("xinhua"))
    many = [an_item(f"m{n}", title=f"Ferry number {n} of many resumes") for n in range(700)]
    await room.take("ians", a_feed(*many))
    await room.take("xinhua", a_feed(an_item("1"), an_item("2")))
    await purged(room, "source:ians")
    titles = room.headlines()
    assert titles.count("Story withdrawn") == MOST_NOTICES
    assert len(titles) == MOST_NOTICES + 2


async def test_a_page_that_cannot_be_made_keeps_up_no_withdrawal(
    told, a_feed, an_item, monkeypatch
) -> None:
    room = await told()
    room.wire.will("ians", a_feed(an_item("3")))
    await room.poll()
    monkeypatch.setattr("feeds.pipeline.release.story_page", raises(RenderError("it is broken")))
    monkeypatch.setattr(room, "release", lambda: True)
    room.kill("1")
    assert room.published_with("over a bell") == []


async def test_a_channel_that_cannot_be_made_keeps_up_no_killed_story_in_itself_or_others(
    new_room, a_feed, an_item, monkeypatch
) -> None:
    room = new_room(channels=[Channel(id="bad", title="Bad"), Channel(id="all", title="All")])
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.clock.advance(minutes=1)
    room.broken.add("bad")
    monkeypatch.setattr(room, "release", lambda: True)
    room.kill("1")
    assert room.published_with("Bell") == []
    assert {"all.rss", "all.atom"} <= set(room.published_with("Bridge"))


async def test_so_it_is_with_what_a_wire_kills(new_room, a_feed, an_item) -> None:
    room = new_room(channels=[Channel(id="bad", title="Bad"), Channel(id="all", title="All")])
    await room.take("ians", a_feed(an_item("1", title="Bell"), an_item("2", title="Bridge")))
    room.broken.add("bad")
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("2", title="Bridge opens"), an_item("3")))
    assert "bad.rss" in room.published_with("Bell")  # nothing that it shows has gone
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("1", title="KILL: Bell"), an_item("2")))
    assert room.published_with("Bell") == []


def remembered(room, words: str) -> list[object]:
    """Where words stand in the store: in versions, ledgers, and documents of the archive."""
    tables = room.store._tables
    everything = [*tables.versions.values(), *tables.ledger.values(), *tables.payloads.values()]
    return [one for one in everything if words in repr(one) or words.encode() in _body(one)]


def _body(one: object) -> bytes:
    return getattr(one, "body", b"")


SECRET = {
    "title": "Zqsecret bell rings",
    "content_html": "<p>Zqsecret words " + "rang " * 12 + "</p>",
}


@pytest.fixture
async def a_purged_room(room, a_feed, an_item):
    """A room in which one of two stories has been removed for good, by when three documents had it."""
    for minute in range(3):
        more = (an_item(f"more {n}", title=f"Ferry number {n}") for n in range(minute))
        await room.take("ians", a_feed(an_item("1", **SECRET), *more))
        room.clock.advance(minutes=20)
    assert len(remembered(room, "Zqsecret")) > 3
    await purged(room, room.item("1").id)
    return room


async def test_what_was_purged_is_in_no_document_of_the_archive(a_purged_room) -> None:
    assert remembered(a_purged_room, "Zqsecret") == []


@pytest.mark.parametrize(
    "again",
    [
        {"id": "1"},
        {"id": "new"},
        {"id": "new", "url": "http://wire.example/new"},
        {"id": "new", "url": "http://wire.example/new", "date_published": "2026-11-02T12:30:00Z"},
        {"id": "1", "content_html": "<p>Zqsecret words of another version.</p>"},
    ],
)
async def test_what_was_purged_does_not_come_back_while_its_feed_carries_it(
    a_purged_room, a_feed, an_item, again: dict[str, str]
) -> None:
    room = a_purged_room
    same = an_item("1", **{**SECRET, **{key: value for key, value in again.items() if key != "id"}})
    for number in range(3):
        room.clock.advance(minutes=20)
        news = an_item(f"news {number}", title=f"Bridge number {number} opens")
        await room.take("ians", a_feed({**same, "id": again["id"]}, news))
        assert f"Bridge number {number} opens" in room.headlines()
        assert remembered(room, "Zqsecret") == []
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(an_item("last", title="The last bridge opens")))
    assert any(map(_body, remembered(room, "The last bridge opens")))  # free of it: archived again


@pytest.mark.parametrize("when", ["before its first pass", "after it"])
async def test_what_was_purged_does_not_come_into_a_store_that_was_lost(
    a_purged_room, a_feed, an_item, when: str
) -> None:
    room = a_purged_room
    room.store = type(room.store)()
    room.start()
    room.rulings.run()
    if when == "before its first pass":
        room.rulings.erase()
    await room.take("ians", a_feed(an_item("1", **SECRET), an_item("2", title="Bridge opens")))
    room.rulings.erase()
    assert remembered(room, "Zqsecret") == []
    assert room.headlines() == ["Bridge opens"]
