"""What tests of copy between control characters share, whatever its envelope is called."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, WireItem
from tests.processor import within

MakePayload = Callable[..., Payload]
MakeItem = Callable[..., WireItem]
MakeItems = Callable[..., tuple[WireItem, ...]]
Parser = Callable[[Payload], Delivery]

ENCODINGS = st.sampled_from(["utf-8", "latin-1"])


def without(signs: str, text: str) -> str:
    """A text as a line leaves it that lets no such control character through."""
    return text.translate({ord(one): None for one in signs})


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Any text, and that of a format's own pieces in any order."""
    return st.lists(st.sampled_from(pieces) | st.text(max_size=4), max_size=25).map("".join)


def gives_items_or_a_parse_error(parser: Parser, text: str, encoding: str) -> None:
    body = text.encode(encoding, "ignore")
    payload = Payload(source="w", url="", body=body, fetched_at=datetime(2026, 3, 31, tzinfo=UTC))
    try:
        found = parser(payload)
    except ParseError:
        return
    assert found.items
    assert all(item.headline.value for item in found.items)


def must_be_read_in_time(parser: Parser, payloads: Sequence[Payload]) -> None:
    for payload in payloads:
        with within(5), contextlib.suppress(ParseError):
            parser(payload)
