"""RFC 6721: what an Atom feed says is deleted."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.model import Payload, PubStatus
from feeds.parse import parse

MakePayload = Callable[..., Payload]
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
    "<id>urn:feed</id><title>Wire</title><updated>2026-11-03T00:00:00Z</updated>{}</feed>"
)
ENTRY = (
    "<entry><id>urn:{0}</id><title>Bell {0}</title><updated>2026-11-02T10:00:00Z</updated></entry>"
)
GONE = '<at:deleted-entry ref="urn:{}" when="2026-11-02T12:00:00+01:00"/>'


def test_every_deleted_entry_counts(a_payload: MakePayload) -> None:
    document = FEED.format(GONE.format(1) + ENTRY.format(2) + GONE.format(3) + GONE.format(4))
    found = parse(a_payload(document)).items
    assert [(one.guid, one.pubstatus) for one in found] == [
        ("urn:2", PubStatus.USABLE),
        ("urn:1", PubStatus.CANCELED),
        ("urn:3", PubStatus.CANCELED),
        ("urn:4", PubStatus.CANCELED),
    ]
    assert found[1].updated == datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    assert not found[1].body
    assert not found[1].headline


def test_an_entry_that_stands_beside_its_own_tombstone_is_deleted(a_payload: MakePayload) -> None:
    (item,) = parse(a_payload(FEED.format(ENTRY.format(1) + GONE.format(1)))).items
    assert item.pubstatus is PubStatus.CANCELED


def test_the_comment_is_a_note(a_payload: MakePayload) -> None:
    gone = '<at:deleted-entry ref="urn:1"><at:comment>wrong\n bell</at:comment></at:deleted-entry>'
    (item,) = parse(a_payload(FEED.format(gone))).items
    assert item.ednote == "wrong bell"
    assert item.updated is None


@pytest.mark.parametrize(
    "gone",
    ["<at:deleted-entry/>", '<at:deleted-entry ref=" "/>', '<deleted-entry ref="urn:1"/>'],
    ids=["no ref", "empty", "another namespace"],
)
def test_what_names_no_entry_deletes_none(gone: str, a_payload: MakePayload) -> None:
    found = parse(a_payload(FEED.format(gone + ENTRY.format(1)))).items
    assert [one.pubstatus for one in found] == [PubStatus.USABLE]


def test_words_about_a_deleted_entry_delete_nothing(a_payload: MakePayload) -> None:
    entry = ENTRY.format(1).replace("Bell 1", "How to write a deleted-entry")
    assert len(parse(a_payload(FEED.format(entry))).items) == 1


def test_a_damaged_feed_deletes_what_it_can_still_name(a_payload: MakePayload) -> None:
    document = FEED.format(GONE.format(1) + ENTRY.format(2).replace("Bell", "Bell & <b>"))
    found = parse(a_payload(document)).items
    assert ("urn:1", PubStatus.CANCELED) in [(one.guid, one.pubstatus) for one in found]
