"""Rulings: what people decided, applied to what the desk holds. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import ERASED, Clock, Store
from feeds.decide.copies import root
from feeds.decide.rulings import (
    CORRECT,
    FINAL,
    HOLD,
    KILL,
    PURGE,
    RELEASE,
    corrected,
    item_of,
    kept_back,
    killed,
    means,
    released,
    source_of,
    withheld,
)
from feeds.model import DeskItem, Filing, JournalLine
from feeds.pipeline.house import House

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The journal beside the desk, with the parts that it needs."""

    house: House
    store: Store
    unread: Callable[[], Sequence[JournalLine]]
    """Lines of the journal's file that have come since they were last `heard`; all, the first time."""
    clock: Clock
    heard: Callable[[], None] = lambda: None
    """Told when those lines are in the store, and not before: a store that fails is told them again."""

    def run(self) -> bool:
        """Takes in what the journal's file has, and applies what has not been applied; whether
        anything changed. Safe to repeat: what was done already is not done again.
        """
        lines = self.unread()
        after = self.store.applied()
        if not lines and not self.store.journal(after):
            return False
        entered = {_same(line) for line in self.store.journal()} if lines else set()
        with self.store.transaction():
            for line in lines:
                if _same(line) not in entered:
                    self.store.enter(line.verb, line.target, line.reason, line.at)
            changed = False
            for line in self.store.journal(after):
                after = line.seq
                changed |= self._apply(line)
            self.store.have_applied(after)
        self.heard()
        return changed

    def to_erase(self) -> int:
        """The number of the journal's last line that has copy removed for good; 0 where none is to be."""
        return max((line.seq for line in self._purges()), default=0)

    def erase(self, through: int | None = None) -> bool:
        """Removes the copy that the journal says is to go, in its lines up to a number or in all of them;
        whether anything was. This comes after a release that took it out of the published files, which it
        is found by: what is decided while that goes on, or behind it, is for the next.
        """
        lines = [line for line in self._purges() if through is None or line.seq <= through]
        for line in lines:
            source = source_of(line.target)
            id_ = "" if source else line.target
            # What the source has brought since is not meant, and may be published.
            self.store.erase(source=source, id_=id_, until=line.at)
        if lines:
            self.store.compact()
            self.store.have_applied(lines[-1].seq, ERASED)
        return bool(lines)

    def _purges(self) -> Sequence[JournalLine]:
        return self.store.journal(self.store.applied(ERASED), PURGE)

    def _apply(self, line: JournalLine) -> bool:
        """Does what a line of the journal says; whether there was anything to do."""
        at = self.clock()
        if line.verb == RELEASE:
            found = self.store.find(item_of(line.target))
            waiting = [one for one in found if means(line.target, one)]
            return self._rule(
                [released(one, line, at, self.house.channels_of(one, at)) for one in waiting], at
            )
        if line.verb == HOLD:
            return self._rule([withheld(one, line, at) for one in self.store.find(line.target)], at)
        if line.verb == CORRECT:
            return self._rule(
                [self._corrected(one, line, at) for one in self.store.find(line.target)], at
            )
        if line.verb not in FINAL:
            return False
        source = source_of(line.target)
        if not source:
            held = self.store.find(line.target)
            copies = self._copies(held) if line.verb == KILL else ()
            made = [killed(one, line, at) for one in held]
            return self._rule([*made, *(kept_back(one, line, at) for one in copies)], at)
        changed = False
        meant = [one.id for one in self.store.items(source=source) if one.received <= line.at]
        for start in range(0, len(meant), _BATCH):
            batch = [self.store.find(id_)[0] for id_ in meant[start : start + _BATCH]]
            changed |= self._rule([killed(one, line, at) for one in batch], at)
        return changed

    def _corrected(self, held: DeskItem, line: JournalLine, at: datetime) -> Filing | None:
        return corrected(held, line, at, lambda made: self.house.channels_of(made, at))

    def _copies(self, held: Sequence[DeskItem]) -> Sequence[DeskItem]:
        """What has the same copy as items, but for those themselves."""
        meant = frozenset(one.id for one in held)
        same = self.store.same_copy([root(one) for one in held])
        return [one for one in same if one.id not in meant]

    def _rule(self, filings: Iterable[Filing | None], at: datetime) -> bool:
        told = tuple(filter(None, filings))
        self.store.rule(told, at)
        return bool(told)


def _same(line: JournalLine) -> tuple[str, str, datetime]:
    return line.verb, line.target, line.at
