"""Wire copy to normalise: a wire item and its source. Tests say what differs."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.model import Hints, Item, Rights, Source, Text, WireItem
from feeds.normalise import normalise

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
NO_HINTS = Hints()
ZONES = {"IANS": "Asia/Kolkata", "Xinhua": "+08:00"}


@pytest.fixture
def a_source() -> Callable[..., Source]:
    def make(provider: str = "IANS", **changes: object) -> Source:
        plain: dict[str, object] = {
            "id": "wire",
            "provider": provider,
            "rights": Rights.FULL,
            "timezone": ZONES.get(provider, "UTC"),
        }
        return Source(**(plain | changes))

    return make


@pytest.fixture
def the_item(a_source: Callable[..., Source]) -> Callable[..., Item]:
    """The item that a wire item becomes; text with a tag in it is HTML."""

    def make(
        body: str = "",
        *,
        provider: str = "IANS",
        headline: str = "Divers raise a bell",
        summary: str = "",
        source: Source | None = None,
        hints: Hints = NO_HINTS,
        received: datetime = NOON,
        **changes: object,
    ) -> Item:
        plain: dict[str, object] = {
            "headline": Text(value=headline),
            "summary": Text(value=summary, html="</" in summary),
            "body": Text(value=body, html="</" in body),
            "published": NOON,
        }
        (item,) = normalise(
            [WireItem(**(plain | changes))],
            source=source or a_source(provider),
            hints=hints,
            received=received,
        )
        return item

    return make
