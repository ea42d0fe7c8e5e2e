"""Where the documents of a channel were that has another id today, or is no more (S19). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feeds.model import Channel

_OF_A_CHANNEL = re.compile(r"(archive/)?([a-z0-9][a-z0-9-]*)((?:[./].*)?)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The ids that channels have had, with today's, and those of channels that were retired."""

    ids: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()

    def moved(self, path: str) -> str:
        """The path under which a document stands today; ``""`` where its channel was not renamed."""
        found = _OF_A_CHANNEL.fullmatch(path)
        today = self.ids.get(found[2]) if found else None
        return f"{found[1] or ''}{today}{found[3]}" if found and today else ""

    def gone(self, path: str) -> str:
        """Why a document is not there, in a sentence; ``""`` where its channel was not retired."""
        found = _OF_A_CHANNEL.fullmatch(path)
        return GONE if found and found[2] in self.retired else ""


GONE = "This feed is no longer published."


def former(channels: Iterable[Channel], retired: Iterable[str]) -> Former:
    """What the config says of the past."""
    ids = {old: channel.id for channel in channels for old in channel.formerly}
    return Former(ids=ids, retired=frozenset(retired))
