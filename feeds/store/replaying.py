"""What a replay needs: which items the archive can make again, from what, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, Integer, cast, delete, insert, literal, or_, select

from feeds.model import Filing, Recorded, Ruled, Status
from feeds.store.archiving import touch
from feeds.store.codec import instant, micros
from feeds.store.connection import chunks
from feeds.store.erasure import Erasure
from feeds.store.indexing import unindex
from feeds.store.recording import Filed
from feeds.store.tables import archived, item, item_key, ledger, notice, payload, route, version

_KEPT = (notice, ledger, archived)
"""What no document can make again."""


class Replaying(Erasure):
    """The part of the store that can be made anew from its archive."""

    def replayable(self, since: datetime) -> Mapping[str, tuple[str, ...]]:
        """Items received since an instant whose every version the archive, or a ruling, can make
        again: by id the digests of their versions.
        """
        kept = {row.number for row in self._rows(select(payload.c.number))}
        rows = self._rows(
            select(version.c.item, version.c.revision, version.c.payload, version.c.digest)
            .join_from(version, item, version.c.item == item.c.id)
            .where(item.c.received >= micros(since))
            .order_by(version.c.item, version.c.revision)
        )
        found: dict[str, list[str]] = {}
        lost: set[str] = set()
        for row in rows:
            found.setdefault(row.item, []).append(row.digest)
            if row.payload not in kept if row.payload is not None else row.revision == 1:
                lost.add(row.item)
        return {id_: tuple(digests) for id_, digests in found.items() if id_ not in lost}

    def events(self, ids: Iterable[str]) -> list[Recorded | Ruled]:
        """What made these items, in the order in which it was recorded."""
        polls: dict[tuple[int, str], dict[int, None]] = {}
        rulings: list[Ruled] = []
        for some in chunks(ids):
            wanted = (
                select(version, item.c.source)
                .join_from(version, item, version.c.item == item.c.id)
                .where(version.c.item.in_(some))
            )
            for row in self._rows(wanted.order_by(version.c.recorded, version.c.payload)):
                if row.payload is None:
                    rulings.append(
                        Ruled(
                            at=instant(row.recorded),
                            item=row.item,
                            status=Status(row.status),
                            rule=row.rule,
                            reason=row.reason,
                            updated=instant(row.updated),
                        )
                    )
                else:
                    polls.setdefault((row.recorded, row.source), {})[row.payload] = None
        brought = [
            Recorded(at=instant(at), source=source, payloads=tuple(sorted(numbers)))
            for (at, source), numbers in polls.items()
        ]
        # Polls that were recorded together have their payloads numbered in the order in which they were.
        brought.sort(key=lambda one: one.payloads)
        reached = accumulate((one.at for one in brought), max)
        events: list[tuple[datetime, Recorded | Ruled]] = list(zip(reached, brought, strict=True))
        events += [(one.at, one) for one in rulings]
        return [one for _, one in sorted(events, key=lambda known: known[0])]

    def forget(self, ids: Iterable[str]) -> list[Mapping[str, Any]]:
        """Takes items out, to be made again; gives back what cannot be made again, for `restore`."""
        left: list[Mapping[str, Any]] = []
        with self._writing() as connection:
            for some in chunks(ids):
                touch(connection, some)
                unindex(connection, some)
                for table in (item, *_KEPT):
                    column = table.c.id if table is item else table.c.item
                    rows = connection.execute(select(table).where(column.in_(some))).mappings()
                    left += [{"table": table.name, **row} for row in rows]
                for table in (notice, ledger, archived, route, item_key, version):
                    connection.execute(delete(table).where(table.c.item.in_(some)))
                connection.execute(delete(item).where(item.c.id.in_(some)))
        return left

    def record_again(
        self, filings: Sequence[Filing], at: datetime, payloads: Sequence[int]
    ) -> None:
        """Records versions as they were recorded once, from documents that are in the archive."""
        with self._writing() as connection:
            self._file(
                connection,
                [
                    Filed(one, at, payloads[one.payload] if one.payload is not None else None)
                    for one in self._placed(connection, filings)
                ],
            )

    def restore(self, left: Iterable[Mapping[str, Any]]) -> None:
        """Gives items back what `forget` has kept of them: notices, ledgers, their places in archives, and
        that they were seen.
        """
        with self._writing() as connection:
            for row in left:
                values = {key: value for key, value in row.items() if key != "table"}
                if row["table"] == item.name:
                    self._seen(connection, values)
                    continue
                table = next(one for one in _KEPT if one.name == row["table"])
                if table is archived and not values["page"]:
                    continue  # it waits again, if it is routed again
                known = connection.execute(select(item.c.id).where(item.c.id == values["item"]))
                if known.first() is not None:
                    # A place that was given takes that of what waits for one.
                    how = "OR REPLACE" if table is archived else "OR IGNORE"
                    connection.execute(insert(table).prefix_with(how).values(values))

    @staticmethod
    def _seen(connection: Connection, old: Mapping[str, Any]) -> None:
        """Its page stands as it was made; of what came out otherwise it is to be made anew, or to go."""
        mine = item.update().where(item.c.id == old["id"])
        stands = or_(item.c.publishable == 1, literal(old["paged"]) > 0)
        connection.execute(
            mine.values(
                paged=old["paged"],
                page_due=cast(stands, Integer),
                story=old["story"],
                copy_of=old["copy_of"],
            )
        )
        same = (item.c[name] == old[name] for name in ("revision", "digest", "status", "channels"))
        connection.execute(mine.where(*same).values(page_due=min(old["page_due"], 1)))
