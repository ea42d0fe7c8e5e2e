"""Documents to parse, and what they hold as plain values: an expectation says only what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feeds.model import Delivery, Payload, Text, WireItem
from tests.unit.parse.envelopes import MakeItem, MakeItems, MakePayload, Parser

MEDIA_TYPES = {".xml": "application/xml", ".json": "application/feed+json", ".html": "text/html"}


@pytest.fixture
def a_payload() -> Callable[..., Payload]:
    """A document as it came from the web; `url` and the media type tell where from, and what."""

    def make(
        body: bytes | str,
        *,
        url: str = "https://wire.example/news/feed",
        media_type: str = "",
        **changes: Any,
    ) -> Payload:
        return Payload(
            source="wire",
            url=url,
            body=body.encode() if isinstance(body, str) else body,
            media_type=media_type,
            fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
            **changes,
        )

    return make


@pytest.fixture
def a_file(a_payload: Callable[..., Payload]) -> Callable[..., Payload]:
    """A document as it came from a drop directory."""

    def make(body: bytes | str, **changes: Any) -> Payload:
        return a_payload(body, url="file:///wire/story.txt", **changes)

    return make


@pytest.fixture
def payload_of(a_payload: Callable[..., Payload]) -> Callable[[Path], Payload]:
    """The payload that a sample is; wire text comes from a directory, all else from the web."""

    def make(path: Path) -> Payload:
        if path.suffix not in MEDIA_TYPES:
            return a_payload(path.read_bytes(), url=f"file:///wire/{path.name}")
        return a_payload(
            path.read_bytes(),
            url=f"https://wire.example/news/{path.name}",
            media_type=MEDIA_TYPES[path.suffix],
        )

    return make


@pytest.fixture
def the_items(parser: Parser, a_file: MakePayload) -> MakeItems:
    """The items of wire copy as the `parser` of a module reads it, which is called after its format."""

    def make(text: bytes | str, **changes: object) -> tuple[WireItem, ...]:
        found = parser(a_file(text, **changes))
        assert found.format == parser.__name__.removeprefix("parse_")
        return found.items

    return make


@pytest.fixture
def the_item(the_items: MakeItems) -> MakeItem:
    def make(text: bytes | str, **changes: object) -> WireItem:
        (item,) = the_items(text, **changes)
        return item

    return make


def plain(value: Any) -> Any:
    """A value as JSON would have it, without what is as it is by default."""
    if isinstance(value, Text):
        return {"html" if value.html else "text": value.value}
    if is_dataclass(value):
        found = {one.name: getattr(value, one.name) for one in fields(value)}
        defaults = {one.name: one.default for one in fields(value)}
        return {
            name: plain(one)
            for name, one in found.items()
            if one != defaults[name] and (one or not isinstance(one, Text))
        }
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}s"
    return value


@pytest.fixture
def as_plain() -> Callable[[Delivery], Any]:
    return plain
