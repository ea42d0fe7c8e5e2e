"""Grouping: whose copy each item is, and which story it tells. Calls in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.contracts import Store
from feeds.decide import alike, cluster, prints, rulings
from feeds.model import DeskItem, Filing, Joining, LedgerLine, Likeness, Poll

_HISTORY = timedelta(days=1)
_YOUNG = 30
"""Until a store holds so many items it groups history too: that of its first feeds is all that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A poll with its items in their stories, what the ledger has to say of it, and what is kept back."""

    poll: Poll
    told: Sequence[tuple[str, LedgerLine]]
    kept_back: Sequence[Filing]
    """Versions that follow those of the poll: of the copy of what the desk has killed."""


@dataclass(slots=True, kw_only=True)
class Grouping:
    """What groups, with the store of stories and of prints that it asks."""

    store: Store
    seen: dict[str, DeskItem] = field(default_factory=dict)
    """Items that were grouped before, and are not recorded yet."""
    held: int | None = None
    """How many items the store has, as far as it was asked."""

    def group(self, poll: Poll, *, history: bool) -> Grouped:
        """Where a poll brings a feed's `history`, what is old in it is left out of stories: nobody
        waits for it to be told apart.
        """
        filings: list[Filing] = []
        told: list[tuple[str, LedgerLine]] = []
        kept_back: list[Filing] = []
        for filing in poll.filings:
            held = filing.desk_item
            old = history and held.published < poll.at - _HISTORY
            if (old and not self._is_young()) or not held.usable:
                filings.append(filing)
                continue
            made, lines = self._grouped(held, poll.at)
            self.seen[held.id] = made
            told += [(held.id, line) for line in lines]
            killed = self._killed(made, poll.at)
            kept_back += filter(None, [killed])
            alarm = filing.alarm or (killed.decision.reason if killed is not None else "")
            filings.append(replace(filing, desk_item=made, alarm=alarm))
        return Grouped(poll=replace(poll, filings=tuple(filings)), told=told, kept_back=kept_back)

    def forget(self, now: datetime) -> None:
        """What nothing is weighed against any more goes."""
        self.store.drop_stories(now - cluster.LOOK_BACK)
        self.store.drop_prints(now - alike.LOOK_BACK)

    def _grouped(self, held: DeskItem, at: datetime) -> tuple[DeskItem, list[LedgerLine]]:
        """An item whose copy is that of another one is of its story; else its headline says of which."""
        lines: list[LedgerLine] = []
        likeness, first = self._likest(held, at)
        if first != held.copy_of:
            what = f"is the copy of {first}" if first else f"is the copy of {held.copy_of} no more"
            why = likeness or Likeness(
                id="", same=False, score=0, rule=alike.RULE, reason="their texts have moved apart"
            )
            lines.append(_line(held, at, "copy", why.rule, f"{what}: {why.reason}"))
            held = replace(held, copy_of=first)
        if held.revision > 1:
            return held, lines
        topic = cluster.read(held.item.headline, city=held.item.located)
        joining = self._with_its_copy(likeness) or cluster.place(topic, self.store, now=at)
        story = joining.story or held.id  # a story is called by the id of its first item
        self.store.join(story, topic, at)
        what = f"joins the story {story}" if joining.story else "begins a story"
        lines.append(_line(held, at, "story", joining.rule, f"{what}: {joining.reason}"))
        return replace(held, story=story), lines

    def _likest(self, held: DeskItem, at: datetime) -> tuple[Likeness | None, str]:
        """How like the likest item of before is, and the first with that copy."""
        text = held.item.body_text
        print_ = prints.take(text, apart=(held.item.provider, held.item.located))
        since = at - alike.LOOK_BACK
        if print_ is None or held.received < since:
            return None, held.copy_of
        kin = [
            one
            for one in self.store.kin(print_.bands, since=since, limit=alike.MOST_KIN)
            if one.id != held.id
        ]
        near = alike.closest(print_, kin)
        texts = self.store.copies([one.id for one in near])
        for one in near:
            if one.id in self.seen:
                texts = {**texts, one.id: self.seen[one.id].item.body_text}
        found = alike.likest(
            print_, text, [replace(one, text=texts.get(one.id, "")) for one in near]
        )
        self.store.remember(held.id, print_, at)
        other = self._item(found.id) if found is not None else None
        if found is None or other is None:
            return None, ""
        first = other.copy_of or other.id
        if first == held.id or (not held.copy_of and self._has_copies(held.id)):
            return None, ""  # it is itself the first
        return found, first

    def _is_young(self) -> bool:
        if self.held is None:
            self.held = self.store.holds(_YOUNG)
        return self.held + len(self.seen) < _YOUNG

    def _item(self, id_: str) -> DeskItem | None:
        if id_ in self.seen:
            return self.seen[id_]
        return next(iter(self.store.find(id_)), None)

    def _has_copies(self, id_: str) -> bool:
        return bool(self.store.same_copy([id_]))

    def _with_its_copy(self, likeness: Likeness | None) -> Joining | None:
        other = self._item(likeness.id) if likeness is not None else None
        if likeness is None or other is None:
            return None
        return Joining(
            story=other.story or other.id,
            score=likeness.score,
            rule=likeness.rule,
            reason=f"with {other.id}, whose copy it is",
        )

    def _killed(self, held: DeskItem, at: datetime) -> Filing | None:
        """What becomes of the copy of something that the desk has killed."""
        if not held.copy_of:
            return None
        same = [held.copy_of, *(one.id for one in self.store.same_copy([held.copy_of]))]
        lines = self.store.rulings([rulings.KILL], same)
        newest = max(lines.values(), key=lambda line: line.seq, default=None)
        return rulings.kept_back(held, newest, at) if newest is not None else None


def _line(held: DeskItem, at: datetime, stage: str, rule: str, reason: str) -> LedgerLine:
    return LedgerLine(
        at=at, stage=stage, status="", rule=rule, reason=reason, revision=held.revision
    )
