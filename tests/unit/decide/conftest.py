"""Values to judge: an item, what the desk holds, a source. Tests say what differs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.model import Channel, DeskItem, Item, Rights, Source, Status

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def a_source() -> Callable[..., Source]:
    def make(**changes: object) -> Source:
        plain = Source(
            id="ians",
            provider="IANS",
            rights=Rights.FULL,
            url="http://wire.example/ians.xml",
            timezone="Asia/Kolkata",
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
def an_item() -> Callable[..., Item]:
    def make(**changes: object) -> Item:
        plain = Item(
            guid="wire-1",
            source="ians",
            provider="IANS",
            headline="Ferry service resumes after the flood",
            body_html="<p>The ferry took its first passengers on Monday.</p>",
            body_text="The ferry took its first passengers on Monday.",
            summary="The ferry took its first passengers on Monday.",
            creditline="IANS",
            language="en",
            link="http://wire.example/ferry",
            firstcreated=NOON - timedelta(hours=1),
            versioncreated=NOON - timedelta(hours=1),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
def a_desk_item(an_item: Callable[..., Item]) -> Callable[..., DeskItem]:
    def make(item: Item | None = None, **changes: object) -> DeskItem:
        item = item or an_item()
        plain = DeskItem(
            id="tag:gnn9.com,2015:ferry",
            item=item,
            status=Status.NEW,
            reason="not seen from this source before",
            digest="",
            revision=1,
            received=NOON - timedelta(minutes=50),
            published=item.firstcreated or NOON,
            updated=item.versioncreated or NOON,
            page="story/2026/11/02/ferry.html",
            channels=("all",),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture
def a_channel() -> Callable[..., Channel]:
    def make(**changes: object) -> Channel:
        return replace(Channel(id="all", title="All stories"), **changes)

    return make
