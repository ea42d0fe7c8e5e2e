"""Which channels take an item?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from feeds.decide.rights import has_passed, right, tables
from feeds.model import Channel, Item, Rights, Selection, Source

_URGENCY_WHERE_NONE_IS_STATED = 5
_WORDS = re.compile(r"\w+")


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
"""An instant at which no right has run out."""


def route(
    item: Item, source: Source, channels: Iterable[Channel], *, now: datetime = _BEFORE_ALL
) -> tuple[str, ...]:
    """The ids of the channels that take an item, in the order of the config.

    Copy for internal use goes nowhere, and neither does copy whose rights have run out by now.
    """
    if right(item, source, now).rights is Rights.INTERNAL:
        return ()
    return tuple(
        channel.id
        for channel in channels
        if channel.rights is not Rights.INTERNAL and takes(channel.select, item)
    )


def takes(select: Selection, item: Item) -> bool:
    """Whether every field of a selection that says something agrees with the item."""
    if select.urgency < (item.urgency or _URGENCY_WHERE_NONE_IS_STATED):
        return False
    if select.providers and item.provider.casefold() not in _folded(select.providers):
        return False
    if select.languages and not _speaks(item.language, select.languages):
        return False
    if select.subjects and not _is_about(item, select.subjects):
        return False
    return not select.text or _says(item, select.text)


def digests(
    channels: Iterable[Channel], sources: Mapping[str, Source], now: datetime = _BEFORE_ALL
) -> dict[str, str]:
    """For each channel a hash of all that decides what it takes.

    Where it differs from the one of the last run, the items held have to be routed anew.
    """
    # A source that keeps nothing back routes nothing anew when it comes or goes.
    known = [(id_, _judged(source, now)) for id_, source in sorted(sources.items())]
    judged = _digest([one for one in known if any(one[1])])
    return {
        one.id: _digest((one.select, one.rights is Rights.INTERNAL, judged)) for one in channels
    }


def _judged(source: Source, now: datetime) -> tuple[object, ...]:
    """All of a source that keeps items of it from every channel."""
    internal, *carried = [
        one.rights is Rights.INTERNAL or has_passed(one.rights_until, now) for one in tables(source)
    ]
    agencies = [one.agencies for one, shut in zip(source.carries, carried, strict=True) if shut]
    return (internal, agencies)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()[:16]


@lru_cache(maxsize=1024)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _speaks(language: str, languages: tuple[str, ...]) -> bool:
    """Basic filtering of language tags (RFC 4647, 3.3.1)."""
    tag = language.casefold()
    return any(tag == wanted or tag.startswith(f"{wanted}-") for wanted in _folded(languages))


def _is_about(item: Item, subjects: tuple[str, ...]) -> bool:
    wanted = _folded(subjects)
    return any(s.code.casefold() in wanted or s.name.casefold() in wanted for s in item.subjects)


def _says(item: Item, text: str) -> bool:
    words = frozenset(_WORDS.findall(f"{item.headline} {item.body_text}".casefold()))
    return words.issuperset(_WORDS.findall(text.casefold()))
