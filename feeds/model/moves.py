"""Where a source has moved to, as its permanent redirects say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What permanent redirects have said of a source so far, and what has been adopted of it."""

    adopted: str = ""
    """The address that is asked in place of the config's; ``""`` where none has proved itself."""
    adopted_since: datetime | None = None
    """The first poll that was led there."""
    leads_to: str = ""
    """Where the last poll was led, by 301 and 308 alone."""
    since: datetime | None = None
    """The first poll of the row that was led there."""
    polls: int = 0
    """Polls in that row."""
    back: bool = False
    """Whether the config's address is asked next, since the adopted one has failed."""
    lost: bool = False
    """Whether it has failed so since either last answered: then the two are asked by turns."""

    @property
    def address(self) -> str:
        """The address that is asked next; ``""`` for the config's own."""
        return "" if self.back else self.adopted
