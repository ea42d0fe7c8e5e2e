"""Where the documents of a channel were that has another id today, or is no more (S19). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from feeds.model import Channel

_OF_A_CHANNEL = re.compile(r"(archive/)?([a-z0-9][a-z0-9-]*)((?:[./].*)?)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The ids that channels have had, with today's, and those of channels that were retired."""

    ids: Mapping[str, str] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()
    """Those whose channels were merged into another, which has an archive with numbers of its own."""
    retired: frozenset[str] = frozenset()

    def moved(self, path: str) -> str:
        """The path under which a document stands today; ``""`` where its channel was not renamed. Of an archive
        that was merged the current document leads on to all that there is.
        """
        found = _OF_A_CHANNEL.fullmatch(path)
        today = self.ids.get(found[2]) if found else None
        if not found or not today:
            return ""
        if found[1] and found[2] in self.merged:
            return f"{today}{PurePosixPath(path).suffix}"
        return f"{found[1] or ''}{today}{found[3]}"

    def gone(self, path: str) -> str:
        """Why a document is not there, in a sentence; ``""`` where its channel was not retired."""
        found = _OF_A_CHANNEL.fullmatch(path)
        return GONE if found and found[2] in self.retired else ""


GONE = "This feed is no longer published."


def former(channels: Iterable[Channel], retired: Iterable[str]) -> Former:
    """What the config says of the past."""
    known = tuple(channels)
    return Former(
        ids={old: one.id for one in known for old in one.formerly if old != one.id},
        merged=frozenset(old for one in known for old in one.merged),
        retired=frozenset(retired),
    )
