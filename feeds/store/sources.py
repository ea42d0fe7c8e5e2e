"""What is remembered of sources: the schedule, leases, and the rest as the pipeline left it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from feeds.contracts import NO_SPACING, Choose
from feeds.model import Poll, Source, SourceState
from feeds.store.bulk import execute_many, look_up
from feeds.store.codec import micros, micros_or_none
from feeds.store.connection import Connected
from feeds.store.states import state_from_row, state_to_json
from feeds.store.tables import item, source_state

SET_BACK = timedelta(hours=1)
"""A poll that lies further ahead than this was dated by a clock that has been set back since."""

_COLUMNS = source_state.c
_FENCES = select(_COLUMNS.id, _COLUMNS.fence, _COLUMNS.paused).where(
    _COLUMNS.id.in_(bindparam("some", expanding=True))
)
_UPDATE = update(source_state).where(_COLUMNS.id == bindparam("_id"))


def next_after(state: SourceState, now: datetime, spacing: Mapping[str, timedelta]) -> datetime:
    """When a claimed source is due again if nothing is ever heard of its poll."""
    owed = spacing.get(state.id)
    return max(state.next_due, now + owed) if owed is not None else state.next_due


class Sources(Connected):
    """The part of the store that knows sources."""

    def enrol(self, sources: Sequence[Source], now: datetime) -> None:
        known = {row.id for row in self._rows(select(_COLUMNS.id))}
        fresh = [source for source in sources if source.id not in known]
        if not fresh:
            return
        rows = [_row(SourceState(id=source.id, next_due=now)) for source in fresh]
        with self._writing() as connection:
            connection.execute(insert(source_state), rows)

    def claim(
        self,
        ids: Sequence[str],
        now: datetime,
        lease: timedelta,
        limit: int,
        *,
        early: bool = False,
        spacing: Mapping[str, timedelta] = NO_SPACING,
        choose: Choose = tuple,
    ) -> tuple[SourceState, ...]:
        at = micros(now)
        free = or_(_COLUMNS.lease_until.is_(None), _COLUMNS.lease_until <= at)
        wanted = select(source_state).where(_COLUMNS.paused == 0, free)
        if not early:
            ahead = _COLUMNS.last_poll > micros(now + SET_BACK)
            wanted = wanted.where(or_(_COLUMNS.next_due <= at, ahead))
        chosen = frozenset(ids)

        # A look costs no lock, and most looks find nothing.
        if not any(row.id in chosen for row in self._rows(wanted.with_only_columns(_COLUMNS.id))):
            return ()
        until = now + lease
        with self._writing() as connection:
            rows = self._rows(wanted.order_by(_COLUMNS.next_due, _COLUMNS.id))
            due = [state_from_row(row, claimed_until=until) for row in rows if row.id in chosen]
            found = choose(due)[:limit]
            if found:
                execute_many(
                    connection,
                    _UPDATE,
                    [
                        {
                            "_id": state.id,
                            "lease_until": micros(until),
                            "last_poll": at,
                            "fence": state.fence,
                            "next_due": micros(next_after(state, now, spacing)),
                        }
                        for state in found
                    ],
                )
        return tuple(found)

    def release_claims(self, now: datetime) -> int:
        held = _COLUMNS.lease_until > micros(now)
        if self._row(select(_COLUMNS.id).where(held).limit(1)) is None:
            return 0
        with self._writing() as connection:
            ended = connection.execute(update(source_state).where(held).values(lease_until=None))
            return ended.rowcount

    def state(self, source: str) -> SourceState | None:
        row = self._row(select(source_state).where(_COLUMNS.id == source))
        return state_from_row(row) if row is not None else None

    def states(self) -> Mapping[str, SourceState]:
        return {row.id: state_from_row(row) for row in self._rows(select(source_state))}

    def save_state(self, state: SourceState) -> None:
        with self._writing() as connection:
            connection.execute(
                update(source_state).where(_COLUMNS.id == state.id).values(_row(state))
            )

    def make_due(self, source: str, now: datetime) -> None:
        at = micros(now)
        with self._writing() as connection:
            connection.execute(
                update(source_state)
                .where(_COLUMNS.id == source, _COLUMNS.next_due > at)
                .values(next_due=at)
            )

    def counts(self, source: str, since: datetime) -> int:
        row = self._row(
            select(func.count())
            .select_from(item)
            .where(item.c.source == source, item.c.received >= micros(since))
        )
        return int(row[0]) if row is not None else 0

    def _current(self, connection: Connection, polls: Sequence[Poll]) -> list[Poll]:
        """Those of the polls whose claim still stands. An operator may have paused their sources meanwhile: a
        poll can add a pause, never lift one.
        """
        rows = look_up(connection, _FENCES, (poll.state.id for poll in polls))
        known = {row.id: row for row in rows}
        return [
            self._paused(poll) if known[poll.state.id].paused else poll
            for poll in polls
            if poll.state.id in known and known[poll.state.id].fence == poll.state.fence
        ]

    def _paused(self, poll: Poll) -> Poll:
        before = self.state(poll.state.id)
        assert before is not None
        return replace(poll, state=replace(poll.state, paused=True, reason=before.reason))

    def _save_states(self, connection: Connection, states: Sequence[SourceState]) -> None:
        rows = [_row(state) for state in states]
        execute_many(connection, _UPDATE, [{"_id": row.pop("id"), **row} for row in rows])


def _row(state: SourceState) -> dict[str, Any]:
    return {
        "id": state.id,
        "next_due": micros(state.next_due),
        "lease_until": micros_or_none(state.lease_until),
        "last_poll": micros_or_none(state.last_poll),
        "fence": state.fence,
        "paused": int(state.paused),
        "data": state_to_json(state),
    }
