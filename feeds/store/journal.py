"""The journal of what people decided, as the store has it.

The truth is a file beside the store (`feeds.store.journalfile`): a store that is restored, or built
anew, takes from there what it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, delete, insert, select

from feeds.model import JournalLine
from feeds.store.codec import instant, micros
from feeds.store.connection import Connected, chunks
from feeds.store.tables import journal, mark

_APPLIED = "journal"
_SOME: BindParameter[object] = bindparam("some", expanding=True)
_VERBS: BindParameter[object] = bindparam("verbs", expanding=True)
_RULINGS = (
    select(journal)
    .where(journal.c.target.in_(_SOME), journal.c.verb.in_(_VERBS))
    .order_by(journal.c.seq)
)
_OF_VERB = select(journal.c.seq).where(journal.c.verb == bindparam("verb")).limit(1)


class Journal(Connected):
    """The part of the store that knows what people decided."""

    def enter(self, verb: str, target: str, reason: str, at: datetime) -> JournalLine:
        same = (
            journal.c.target == target,
            journal.c.verb == verb,
            journal.c.at == micros(at),
        )
        with self._writing() as connection:
            row = connection.execute(select(journal).where(*same)).first()
            if row is None:
                connection.execute(
                    insert(journal).values(at=micros(at), verb=verb, target=target, reason=reason)
                )
                row = connection.execute(select(journal).where(*same)).one()
            return JournalLine(seq=row.seq, at=at, verb=verb, target=target, reason=row.reason)

    def journal(self, after: int = 0, verb: str = "") -> tuple[JournalLine, ...]:
        wanted = select(journal).where(journal.c.seq > after).order_by(journal.c.seq)
        rows = self._rows(wanted.where(journal.c.verb == verb) if verb else wanted)
        return tuple(
            JournalLine(
                seq=row.seq,
                at=instant(row.at),
                verb=row.verb,
                target=row.target,
                reason=row.reason,
            )
            for row in rows
        )

    def has_entered(self, verb: str) -> bool:
        return bool(self._rows(_OF_VERB, verb=verb))

    def rulings(self, verbs: Sequence[str], targets: Sequence[str]) -> Mapping[str, JournalLine]:
        found: dict[str, JournalLine] = {}
        for chunk in chunks(targets):
            for row in self._rows(_RULINGS, some=chunk, verbs=list(verbs)):
                found[row.target] = JournalLine(
                    seq=row.seq,
                    at=instant(row.at),
                    verb=row.verb,
                    target=row.target,
                    reason=row.reason,
                )
        return found

    def applied(self, step: str = "") -> int:
        row = self._row(select(mark.c.value).where(mark.c.name == f"{_APPLIED}{step}"))
        return int(row.value) if row is not None else 0

    def have_applied(self, seq: int, step: str = "") -> None:
        name = f"{_APPLIED}{step}"
        with self._writing() as connection:
            connection.execute(delete(mark).where(mark.c.name == name))
            connection.execute(insert(mark).values(name=name, value=str(seq)))
