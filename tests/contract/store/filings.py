"""What the tests of stores file: a source, items of it, and a poll that is recorded."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from feeds.contracts import Store
from feeds.model import (
    Channel,
    Dateline,
    Decision,
    DeskItem,
    Enclosure,
    Filing,
    Item,
    Origin,
    Poll,
    Rights,
    Source,
    Status,
    Subject,
)

NOW = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=2)
CHANNELS = (Channel(id="all", title="All"), Channel(id="world", title="World"))
DIGESTS = {"all": "a", "world": "w"}


def a_source(id_: str) -> Source:
    return Source(id=id_, provider=id_.upper(), rights=Rights.FULL, url=f"http://{id_}.example/")


def an_item(guid: str, **changes: object) -> Item:
    plain = Item(
        guid=guid,
        source="ians",
        provider="IANS",
        headline=f"Story {guid}",
        via=("Xinhua",),
        dateline=Dateline(text="Pune, Nov 2 (IANS) ", city="Pune", date=date(2026, 11, 2)),
        firstcreated=NOW - MINUTE,
        versioncreated=NOW - MINUTE,
        subjects=(Subject(code="world", name="World"),),
        body_html="<p>Ferry — “left” \U0001f6a2</p>",
        enclosures=(Enclosure(href="http://x.example/a.jpg", length=3),),
        origin=Origin(title="IANS"),
    )
    return replace(plain, **changes)


def a_filing(
    guid: str,
    *,
    channels: tuple[str, ...] = ("all",),
    status: Status = Status.NEW,
    revision: int = 1,
    published: datetime = NOW - MINUTE,
    updated: datetime | None = None,
    item: Item | None = None,
    payload: int | None = None,
) -> Filing:
    held = DeskItem(
        id=f"tag:x:{guid}",
        item=item or an_item(guid),
        status=status,
        reason="because",
        digest=f"digest-{guid}-{revision}",
        revision=revision,
        received=NOW,
        published=published,
        updated=updated or published,
        page=f"story/{guid}.html",
        channels=channels,
    )
    return Filing(
        desk_item=held,
        decision=Decision(status=status, rule="rule/1", reason="because"),
        keys=(f"guid:{guid}", f"link:http://x.example/{guid}"),
        payload=payload,
    )


def record(
    store: Store, *filings: Filing, at: datetime = NOW, source: str = "ians", **state: object
) -> tuple[Poll, ...]:
    (claimed,) = store.claim([source], at, LEASE, 1, early=True)
    done = replace(claimed, lease_until=None, next_due=at + MINUTE, **state)
    return store.record([Poll(state=done, filings=filings, at=at)])


def has(stored: bytes, words: bytes) -> bool:
    """Whether a store's file has words in it, in small letters, as they are or in what is compressed there."""
    if words in stored.lower():
        return True
    for begins in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", stored):
        if words in _unpacked(stored[begins.start() :]).lower():
            return True
    return False


def _unpacked(stream: bytes) -> bytes:
    """What a stream holds, as far as it goes: the rest of one may stand in another page."""
    unpacking, found = zlib.decompressobj(), b""
    with suppress(zlib.error):
        for at in range(0, len(stream), 64):
            if unpacking.eof:
                break
            found += unpacking.decompress(stream[at : at + 64])
    return found
