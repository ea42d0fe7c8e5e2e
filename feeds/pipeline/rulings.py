"""Rulings: what people decided, applied to what the desk holds. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feeds.contracts import Clock, Store
from feeds.decide.rulings import KILL, killed
from feeds.model import Filing, JournalLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The journal beside the desk, with the parts that it needs."""

    store: Store
    unread: Callable[[], Sequence[JournalLine]]
    """Lines of the journal's file that have come since it was last asked; all, the first time."""
    clock: Clock

    def run(self) -> bool:
        """Takes in what the journal's file has, and applies what has not been applied; whether
        anything changed. Safe to repeat: what was done already is not done again.
        """
        lines = self.unread()
        after = self.store.applied()
        if not lines and not self.store.journal(after):
            return False
        with self.store.transaction():
            for line in lines:
                self.store.enter(line.verb, line.target, line.reason, line.at)
            at = self.clock()
            filings: dict[str, Filing] = {}
            for line in self.store.journal(after):
                after = line.seq
                for held in self.store.find(line.target) if line.verb == KILL else ():
                    filing = killed(held, line, at)
                    if filing is not None:
                        filings.setdefault(held.id, filing)
            self.store.rule(tuple(filings.values()), at)
            self.store.have_applied(after)
        return bool(filings)
