"""What the engine is known by to those that ask whether it does its work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

_PERSISTS = timedelta(minutes=1)
"""What the store has refused for so long, and never done between, it will not do by itself."""


@dataclass(slots=True, kw_only=True)
class Vitals:
    """Kept by the loop's thread; they outlive an engine that gives way to one of another config."""

    ticked: datetime | None = None
    """When the loop last came round, and the thread that writes with it."""
    published: bool | None = None
    """Whether all that was to be released was, once; None while the first release goes on."""
    failing: dict[str, datetime] = field(default_factory=dict)
    """What the store refuses to do, and since when; what it has done between is not in it."""

    def refused(self, what: str, now: datetime) -> tuple[bool, bool]:
        """The store has failed to do something: whether that is new, and whether it persists."""
        since = self.failing.setdefault(what, now)
        return since is now, now - since >= _PERSISTS

    def done(self, what: str) -> None:
        """It has not failed."""
        self.failing.pop(what, None)
