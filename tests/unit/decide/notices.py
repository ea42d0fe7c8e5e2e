"""Notices as they are read, and stories that they may mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.decide.notices import Filed, Matched, Reference, matched, reference
from feeds.model import Hints, Item, Rights, Source, Text, WireItem
from feeds.normalise import normalise

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NO_HINTS = Hints()
MakeItem = Callable[..., Item]


def an_item_of(text: str, headline: str = "x", provider: str = "IANS", **changes: object) -> Item:
    source = Source(id="wire", provider=provider, rights=Rights.FULL, timezone="UTC")
    wire = WireItem(headline=Text(value=headline), body=Text(value=text), published=NOON)
    (item,) = normalise([replace(wire, **changes)], source=source, hints=NO_HINTS, received=NOON)
    return item


def read(text: str, headline: str = "x", provider: str = "IANS", **changes: object) -> Reference:
    found = reference(an_item_of(text, headline, provider, **changes))
    assert found is not None
    return found


def a_story(id_: str = "bell", headline: str = "Divers raise a bell", **changes: object) -> Filed:
    moved = NOON - timedelta(hours=2)
    return replace(Filed(id=id_, headline=headline, received=moved, published=moved), **changes)


def judged(text: str, *stories: Filed, headline: str = "x", provider: str = "IANS") -> Matched:
    return matched(read(text, headline, provider), stories)
