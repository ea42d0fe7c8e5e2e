"""A channel with an archive: stories that come, what it then has, and how somebody reads it who was away."""

from __future__ import annotations

from datetime import timedelta

from feeds.model import Channel, JournalLine, Rights
from tests.history import Reader, read

BASE = "http://127.0.0.1:8009/"
FORMATS = ("rss", "atom", "json")
ALL = Channel(id="all", title="All", size=10, window=timedelta(0))
HEADS = Channel(id="heads", title="Heads", size=3, window=timedelta(0), rights=Rights.HEADLINE)


def reader(room, name="atom", channel="all") -> Reader:
    def get(address: str) -> bytes:
        return room.shelf.documents[address.removeprefix(BASE)]

    return Reader(get, f"{BASE}{channel}.{name}")


def history(room, name="atom", channel="all") -> dict[str, str]:
    """Headlines by id, as somebody has them who has never read the feed before."""
    made = reader(room, name, channel)
    made.catch_up()
    return made.entries


def archive(room, channel="all", name="atom") -> dict[str, bytes]:
    return {
        path: body
        for path, body in room.documents().items()
        if path.startswith(f"archive/{channel}/") and path.endswith(name)
    }


def settle(room) -> None:
    """Passes until nothing is left to do."""
    for _ in range(50):
        before = len(room.shelf.written)
        assert room.release()
        if len(room.shelf.written) == before:
            return
    raise AssertionError("it never comes to rest")


async def bring(room, a_feed, an_item, *guids, source="ians", **changes) -> None:
    """Each comes in a poll of its own, and is new when it comes."""
    for guid in guids:
        room.clock.advance(minutes=20)
        dated = {"date_published": room.clock().isoformat(), **changes}
        await room.take(source, a_feed(an_item(guid, **dated)))
    settle(room)


async def deliver(room, a_feed, an_item, *guids) -> None:
    """All come in one poll, and are new when they come."""
    room.clock.advance(minutes=20)
    dated = room.clock().isoformat()
    await room.take("ians", a_feed(*(an_item(guid, date_published=dated) for guid in guids)))
    settle(room)


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def leads(body: bytes) -> bool:
    """Whether a page leads to one beside it."""
    return not read(body).links.keys().isdisjoint(("prev-archive", "next-archive"))


def decide(room, target, verb="kill") -> None:
    """A person decides, and the desk does what is done at once."""
    line = JournalLine(seq=0, at=room.clock(), verb=verb, target=target, reason="they ask for it")
    room.journal.append(line)
    room.rulings.run()
    room._release.withdraw()
