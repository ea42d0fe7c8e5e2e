"""Which channels take an item?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from feeds.model import Channel, Item, Rights, Selection, Source

_URGENCY_WHERE_NONE_IS_STATED = 5
_WORDS = re.compile(r"\w+")


def route(item: Item, source: Source, channels: Iterable[Channel]) -> tuple[str, ...]:
    """The ids of the channels that take an item, in the order of the config.

    Copy for internal use goes nowhere.
    """
    if source.rights is Rights.INTERNAL:
        return ()
    return tuple(channel.id for channel in channels if takes(channel.select, item))


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


def digests(channels: Iterable[Channel], sources: Mapping[str, Source]) -> dict[str, str]:
    """For each channel a hash of all that decides what it takes.

    Where it differs from the one of the last run, the items held have to be routed anew.
    """
    internal = sorted(s.id for s in sources.values() if s.rights is Rights.INTERNAL)
    return {
        channel.id: hashlib.sha256(repr((channel.select, internal)).encode()).hexdigest()[:16]
        for channel in channels
    }


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
