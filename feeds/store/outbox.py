"""The outbox: what hubs and caches are still to be told, whatever becomes of this process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from feeds.model import Owed
from feeds.store.bulk import execute_many
from feeds.store.codec import instant, micros
from feeds.store.connection import Connected, chunks
from feeds.store.tables import hook_wait, outbox

_WITHDRAWN, _ORDINARY = 0, 1

_SAME = delete(outbox).where(
    outbox.c.hook == bindparam("_hook"),
    outbox.c.path == bindparam("_path"),
    outbox.c.item == bindparam("_item"),
)
_NEW = insert(outbox)
_IN_TURN = (outbox.c.rank, outbox.c.tries, outbox.c.number)


class SqlOutbox(Connected):
    """The part of the store that is `Outbox`."""

    def owe(self, debts: Sequence[Owed], at: datetime) -> None:
        if not debts:
            return
        rows = {(one.hook, one.path, one.item): one for one in debts}.values()
        urgent = sorted({one.hook for one in rows if one.item})
        with self._writing() as connection:
            same = [{"_hook": o.hook, "_path": o.path, "_item": o.item} for o in rows]
            execute_many(connection, _SAME, same)
            execute_many(connection, _NEW, [_row(one, at) for one in rows])
            for some in chunks(urgent):
                wait = hook_wait.c
                connection.execute(
                    update(hook_wait)
                    .where(wait.hook.in_(some), wait.until > micros(at))
                    .values(until=micros(at))
                )

    def owing(self, hooks: Sequence[str], now: datetime) -> tuple[str, ...]:
        waits = {
            row.hook
            for row in self._rows(select(hook_wait.c.hook).where(hook_wait.c.until > micros(now)))
        }
        return tuple(
            hook
            for hook in hooks
            if hook not in waits
            and self._row(select(outbox.c.number).where(outbox.c.hook == hook).limit(1)) is not None
        )

    def owed(self, hook: str, limit: int) -> tuple[Owed, ...]:
        mine = select(outbox).where(outbox.c.hook == hook).order_by(*_IN_TURN).limit(limit)
        return tuple(_owed(row) for row in self._rows(mine))

    def owed_for(self, item: str) -> tuple[Owed, ...]:
        mine = select(outbox).where(outbox.c.item == item, outbox.c.item != "")
        return tuple(_owed(row) for row in self._rows(mine.order_by(outbox.c.number)))

    def settle(self, hook: str, numbers: Sequence[int]) -> None:
        with self._writing() as connection:
            for some in chunks(numbers):
                connection.execute(delete(outbox).where(outbox.c.number.in_(some)))
            connection.execute(delete(hook_wait).where(hook_wait.c.hook == hook))

    def failures(self, hook: str) -> int:
        row = self._row(select(hook_wait.c.failures).where(hook_wait.c.hook == hook))
        return int(row.failures) if row is not None else 0

    def put_off(self, hook: str, numbers: Sequence[int], *, failures: int, until: datetime) -> None:
        with self._writing() as connection:
            for some in chunks(numbers):
                connection.execute(
                    update(outbox).where(outbox.c.number.in_(some)).values(tries=outbox.c.tries + 1)
                )
            connection.execute(delete(hook_wait).where(hook_wait.c.hook == hook))
            connection.execute(
                insert(hook_wait).values(hook=hook, failures=failures, until=micros(until))
            )

    def keep_hooks(self, hooks: Sequence[str]) -> None:
        waiting = (row.hook for row in self._rows(select(hook_wait.c.hook)))
        gone = {*self._hooks(), *waiting}.difference(hooks)
        if gone:
            with self._writing() as connection:
                for some in chunks(sorted(gone)):
                    connection.execute(delete(outbox).where(outbox.c.hook.in_(some)))
                    connection.execute(delete(hook_wait).where(hook_wait.c.hook.in_(some)))

    def _is_owing(self, now: datetime) -> bool:
        """Whether any hook at all is to be told something now."""
        return bool(self.owing(self._hooks(), now))

    def _hooks(self) -> list[str]:
        """All that something is owed to: one look into the index each, however much that is."""
        found: list[str] = []
        while True:
            after = outbox.c.hook > (found[-1] if found else "")
            row = self._row(select(func.min(outbox.c.hook).label("hook")).where(after))
            if row is None or row.hook is None:
                return found
            found.append(row.hook)


def _row(debt: Owed, at: datetime) -> dict[str, Any]:
    return {
        "hook": debt.hook,
        "path": debt.path,
        "item": debt.item,
        "revision": debt.revision,
        "rank": _WITHDRAWN if debt.item else _ORDINARY,
        "queued": micros(at),
        "tries": 0,
    }


def _owed(row: Any) -> Owed:  # noqa: ANN401 -- a row of any driver
    return Owed(
        hook=row.hook,
        path=row.path,
        item=row.item,
        revision=row.revision,
        number=row.number,
        queued=instant(row.queued),
        tries=row.tries,
    )
