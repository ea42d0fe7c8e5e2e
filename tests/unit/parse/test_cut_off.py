"""A feed that ends in the middle of an item says nothing of that item."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse import parse

WHOLE = (
    "<rss version='2.0'><channel><title>Wire</title>"
    "<item><guid>a</guid><title>First</title><description>It left.</description></item>"
    "<item><guid>b</guid><title>Second</title><description>It came.</description></item>"
    "</channel></rss>"
)


def read(document: str) -> list[str]:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    body = document.encode()
    payload = Payload(source="a", url="http://a.example/", body=body, fetched_at=now)
    return [item.guid for item in parse(payload).items]


def test_the_items_before_the_cut_are_read_and_the_one_in_it_is_not() -> None:
    assert read(WHOLE) == ["a", "b"]
    assert read(WHOLE[: WHOLE.index("It came")]) == ["a"]
    assert read(WHOLE[: WHOLE.index("</channel>")]) == ["a", "b"]


def test_a_cut_in_the_first_item_is_a_fault() -> None:
    with pytest.raises(ParseError, match="cut off"):
        read(WHOLE[: WHOLE.index("It left")])
