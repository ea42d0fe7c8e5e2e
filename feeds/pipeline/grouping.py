"""Grouping: whose copy each item is, and which story it tells. Calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.contracts import Store
from feeds.decide import alike, cluster, prints, rulings
from feeds.decide.copies import root
from feeds.decide.waiting import is_let_out
from feeds.model import (
    DeskItem,
    Filing,
    Joining,
    JournalLine,
    Kin,
    LedgerLine,
    Likeness,
    Poll,
    Print,
    Status,
)

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
    kills: bool | None = None
    """Whether the desk has killed anything, once it was asked."""

    def group(self, poll: Poll, *, history: bool) -> Grouped:
        """Where a poll brings a feed's `history`, what is old in it is left out of stories: nobody
        waits for it to be told apart.
        """
        if not poll.filings:
            return Grouped(poll=poll, told=(), kept_back=())
        filings: list[Filing] = []
        told: list[tuple[str, LedgerLine]] = []
        kept_back: list[Filing] = []
        for filing in poll.filings:
            held = filing.desk_item
            old = history and held.published < poll.at - _HISTORY and not self._is_young()
            dead = self._came_dead(held)
            if not (held.usable or dead) or (old and not self._has_killed()):
                filings.append(filing)
                continue
            made, lines = (self._compared if old or dead else self._grouped)(held, poll.at)
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
        likeness, first = self._likest(held, at)
        held, lines = _as_copy(held, first, likeness, at)
        if held.story or held.received < at - cluster.LOOK_BACK:
            return held, lines
        topic = cluster.read(held.item.headline, city=held.item.located)
        joining = self._with_its_copy(likeness) or cluster.place(topic, self.store, now=at)
        story = joining.story or held.id  # a story is called by the id of its first item
        self.store.join(story, topic, at)
        what = f"joins the story {story}" if joining.story else "begins a story"
        lines.append(_line(held, at, "story", joining.rule, f"{what}: {joining.reason}"))
        return replace(held, story=story), lines

    def _compared(self, held: DeskItem, at: datetime) -> tuple[DeskItem, list[LedgerLine]]:
        """An item that joins no story, beside those whose copy it may be."""
        likeness, first = self._likest(held, at)
        return _as_copy(held, first, likeness, at)

    def _likest(self, held: DeskItem, at: datetime) -> tuple[Likeness | None, str]:
        """How like the likest item of before is, and the first with that copy."""
        text, print_ = held.item.body_text, _print(held)
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
            return None, held.copy_of if self._is_still(held, print_) else ""
        first = other.copy_of or other.id
        is_first = not held.copy_of and self._has_copies(held.id)
        if first == held.id or (is_first and self._is_still(held, print_)):
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
        return any(one.copy_of == id_ for one in self.seen.values()) or bool(
            self.store.same_copy([id_])
        )

    def _is_still(self, held: DeskItem, print_: Print) -> bool:
        """Whether an item has the same copy still as those that it was recorded with: they may have come
        before the last fortnight, and where none has its text any more nobody can tell.
        """
        same = {one.id: one for one in self.store.same_copy([root(held)])}
        same |= {id_: one for id_, one in self.seen.items() if root(one) == root(held)}
        others = (self.seen.get(id_, one) for id_, one in same.items() if id_ != held.id)
        texts = [one for one in others if one.item.body_text]
        kin = [
            Kin(id=one.id, shared=0, print=made, text=one.item.body_text)
            for one in texts[: alike.MOST_COMPARED]
            if (made := _print(one)) is not None
        ]
        return not texts or alike.likest(print_, held.item.body_text, kin) is not None

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
        if newest is None or is_let_out(self.store.ledger(held.id), newest, same):
            return None
        return rulings.kept_back(held, newest, at)

    def _came_dead(self, held: DeskItem) -> bool:
        """Whether the desk had killed an item before it came, as it has where a store was lost."""
        return held.revision == 1 and held.status is Status.WITHDRAWN and bool(self._kill(held))

    def _kill(self, held: DeskItem) -> JournalLine | None:
        return self.store.rulings([rulings.KILL], [held.id]).get(held.id)

    def _has_killed(self) -> bool:
        """Whether the desk has killed anything, whose copy may be among what is old."""
        if self.kills is None:
            self.kills = self.store.has_entered(rulings.KILL)
        return self.kills

    # what has been recorded

    def settle(self, polls: Iterable[Poll]) -> None:
        """What follows for others from what polls have brought: the copy of what came dead waits for the
        desk, and where the first of some copies has become another story, the next is the first.
        """
        for poll in polls:
            for filing in poll.filings:
                held = filing.desk_item
                if self._came_dead(held):
                    self._keep_back_copies(held, poll.at)
                elif held.revision > 1 and held.usable:
                    self._hand_over(held, poll.at)

    def _keep_back_copies(self, held: DeskItem, at: datetime) -> None:
        kill = self._kill(held)
        if kill is None:
            return
        same = [one for one in self.store.same_copy([root(held)]) if one.id != held.id]
        self.store.rule([*filter(None, (rulings.kept_back(one, kill, at) for one in same))], at)

    def _hand_over(self, held: DeskItem, at: datetime) -> None:
        copies = [one for one in self.store.same_copy([held.id]) if one.copy_of == held.id]
        if not copies:
            return
        print_ = _print(held)
        if not held.copy_of and (print_ is None or self._is_still(held, print_)):
            return
        first, *rest = copies
        self.store.regroup({first.id: "", **{one.id: first.id for one in rest}})
        self.store.tell(
            [(one.id, _parted(one, held.id, first.id if one in rest else "", at)) for one in copies]
        )


def _print(held: DeskItem) -> Print | None:
    return prints.take(held.item.body_text, apart=(held.item.provider, held.item.located))


def _as_copy(
    held: DeskItem, first: str, likeness: Likeness | None, at: datetime
) -> tuple[DeskItem, list[LedgerLine]]:
    """The copy of another first than before, or of none, and what the ledger has to say of that."""
    if first == held.copy_of:
        return held, []
    if not first:
        return replace(held, copy_of=""), [_parted(held, held.copy_of, "", at)]
    assert likeness is not None
    what = f"is the copy of {first}: {likeness.reason}"
    return replace(held, copy_of=first), [_line(held, at, "copy", likeness.rule, what)]


def _parted(held: DeskItem, old: str, first: str, at: datetime) -> LedgerLine:
    now = f", but of {first}" if first else ""
    what = f"is the copy of {old} no more{now}: their texts have moved apart"
    return _line(held, at, "copy", alike.RULE, what)


def _line(held: DeskItem, at: datetime, stage: str, rule: str, reason: str) -> LedgerLine:
    return LedgerLine(
        at=at, stage=stage, status="", rule=rule, reason=reason, revision=held.revision
    )
