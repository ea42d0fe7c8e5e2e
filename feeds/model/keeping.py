"""How long things are kept: what the config asks for, and what is left of what has gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.model.desk import Status

ALWAYS = timedelta.max
"""An age that nothing reaches."""
ALL = 10**15
"""A count that nothing reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How much is kept: of a source at most, None being all; for a channel at least, None being no more than
    its window and size.
    """

    age: timedelta | None = None
    items: int | None = None

    @property
    def ends(self) -> bool:
        """Whether something of a source goes one day."""
        return self.age is not None or self.items is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What the config says of how long things are kept; nothing ends where it says nothing."""

    default: Keep = Keep()
    """Of sources that are in the config no more."""
    sources: Mapping[str, Keep] = field(default_factory=dict)
    channels: Mapping[str, Keep] = field(default_factory=dict)
    """Beyond the window and the size of each."""
    ledger: timedelta | None = None
    """For how long a ledger stays after the copy of its item has gone; None is for good."""

    def of(self, source: str) -> Keep:
        """What is kept of a source at most."""
        return self.sources.get(source, self.default)

    @property
    def ends(self) -> bool:
        """Whether anything goes at all."""
        ledgers = self.ledger is not None
        return ledgers or self.default.ends or any(keep.ends for keep in self.sources.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """An item as retention looks at it: without its copy."""

    id: str
    received: datetime
    updated: datetime
    """When it last changed: no two items share one, and a source's items stand in its order."""
    revision: int
    status: Status
    published: datetime
    channels: tuple[str, ...]
    """Those in which it stands, or waits to stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What is left of an item whose copy has gone: by this, and by its keys, it is known for good."""

    id: str
    source: str
    guid: str
    status: Status
    """The one in which it went."""
    received: datetime
    published: datetime
    since: datetime
    """When its copy went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """How far a sweep of the store has come, so that the next process goes on from there."""

    begun: datetime
    source: str = ""
    after: datetime | None = None
    """The last item of the source that was looked at."""
    done: bool = False
