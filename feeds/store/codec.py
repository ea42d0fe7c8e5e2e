"""Instants and items as the store keeps them, by hand: it is the hottest path of the store."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from feeds.model import (
    Dateline,
    Enclosure,
    Item,
    Origin,
    PubStatus,
    Status,
    Subject,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PUBSTATUS = {one.value: one for one in PubStatus}
_STATUS = {one.value: one for one in Status}


def micros(instant: datetime) -> int:
    """Whole microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def micros_or_none(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant of so many microseconds since 1970."""
    # In less than half the time that `timedelta(microseconds=value)` takes.
    return _EPOCH + value * _MICROSECOND


def instant_or_none(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + value * _MICROSECOND


def hashed(source: str, key: str) -> str:
    """The hash of a source's key, of one length whatever the key's."""
    said = f"{source}\n{key}".encode("utf-8", "replace")
    return hashlib.sha256(said).hexdigest()[:32]  # three times as fast to set up as blake2


def item_to_data(item: Item) -> bytes:
    """An item as JSON, its fields in their order, in zlib's form: to make that takes less time than to write the
    rest of it would.
    """
    from isal import isal_zlib

    # orjson writes frozen dataclasses, dates and enumerations natively; lone surrogates it refuses,
    # and no room before this one lets them through.
    return isal_zlib.compress(orjson.dumps(item), level=0)


def item_text(data: bytes | str) -> str:
    """The JSON of an item, as SQLite's own functions take it."""
    said = _unpacked(data)
    return said if isinstance(said, str) else said.decode()


def _unpacked(data: bytes | str) -> bytes | str:
    if isinstance(data, str) or data[:1] == b"{":
        return data  # of a program that did not compress it
    from isal import isal_zlib

    return isal_zlib.decompress(data)


def item_from_data(data: bytes | str) -> Item:
    """The item that `item_to_data` wrote."""
    raw: dict[str, Any] = orjson.loads(_unpacked(data))
    dateline = raw["dateline"]
    if dateline["date"]:
        dateline["date"] = date.fromisoformat(dateline["date"])
    raw["dateline"] = Dateline(**dateline)
    for name in ("firstcreated", "versioncreated", "embargoed"):
        if raw[name]:
            raw[name] = datetime.fromisoformat(raw[name])
    raw["via"] = tuple(raw["via"])
    raw["subjects"] = tuple([Subject(**one) for one in raw["subjects"]])
    raw["enclosures"] = tuple([Enclosure(**one) for one in raw["enclosures"]])
    raw["pubstatus"] = _PUBSTATUS[raw["pubstatus"]]
    raw["verdict"] = _STATUS[raw["verdict"]]
    if raw["origin"]:
        raw["origin"] = Origin(**raw["origin"])
    return Item(**raw)
