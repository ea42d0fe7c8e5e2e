"""What is held to: any bytes, in whatever format they are said to be, give items or ParseError, within
limits of time, of what comes back, and of how deep it is nested. Never another exception.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from feeds.errors import ParseError
from feeds.model import Item, Listing, Payload, Rights, Source
from feeds.parse.safety import MOST_ITEMS
from feeds.pipeline.read import read_marked
from tests.processor import within

LONGEST = 65536
"""Bytes of an input."""
SECONDS = 2.0
"""Of processor time that reading one input may take."""
DEEPEST = 400
"""Of elements in an item's copy: a hundred tables in one another have four each."""

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = frozenset({"br", "hr", "img", "wbr", "col", "source", "track", "area"})
# What a document is said to be beside its format, told by its bytes, so that a kept input says it all.
MEDIA_TYPES = (
    "", "text/xml", "text/html", "text/plain", "application/json", "text/xml; charset=utf-16", "x; charset=no-such",
    "text/xml; charset=\u00e9", "text/xml; charset=idna", "text/plain; charset=hex", "text/plain; charset=utf-7",
    "text/plain; charset=undefined",
)  # fmt: skip
URLS = ("file:///wire/a.txt", "https://wire.example/feed", "http://[", "", "x")
_SOURCES = (
    {"provider": "IANS", "timezone": "Asia/Kolkata"},
    {"provider": "", "timezone": "UTC"},
    {"provider": "Harbour Press", "timezone": "Europe/Lisbon", "creditline": "HP", "subjects": ("a",)},
)  # fmt: skip


class BrokenPromise(AssertionError):
    """What came back is more than the limits allow."""


class TooLong(BaseException):
    """Reading took longer than it may; nobody on the way catches it."""


def keeps_it(body: bytes, name: str) -> bool:
    """Whether the bytes gave items (or ParseError). Raises BrokenPromise, TooLong, and whatever else
    reading raised, all of which are faults of ours.
    """
    payload, source = document(body, name)
    with within(SECONDS, TooLong):
        try:
            reading, marks = read_marked(payload, source)
        except ParseError:
            return False
    if not len(marks) == len(reading.items) <= MOST_ITEMS:
        raise BrokenPromise(f"{len(reading.items)} items, {len(marks)} marked")
    for item in reading.items:
        _judge(item)
    for text, parts in marks:
        if any(not 0 <= part.start <= part.end <= len(text) for part in parts):
            raise BrokenPromise("a part of the copy lies outside of it")
    return True


def document(body: bytes, name: str) -> tuple[Payload, Source]:
    """The bytes as a document of a format, and a source that it may come from."""
    turn = zlib.crc32(body)
    payload = Payload(
        source="wire",
        url=URLS[turn % len(URLS)],
        body=body,
        media_type=MEDIA_TYPES[turn // 7 % len(MEDIA_TYPES)],
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )
    about = _SOURCES[turn // 61 % len(_SOURCES)]
    listing = Listing(item="li", summary="p") if name == "list" else None
    return payload, Source(id="wire", rights=Rights.FULL, format=name, listing=listing, **about)


def _judge(item: Item) -> None:
    for value in _texts(item):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BrokenPromise("text that no file can hold") from None
    depth = deepest = 0
    for close, tag in _TAG.findall(item.body_html):
        if tag not in _VOID:
            depth += -1 if close else 1
            deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise BrokenPromise(f"copy that is nested {deepest} deep")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
