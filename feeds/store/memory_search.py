"""Finding items again, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from feeds.decide.seeking import has, words
from feeds.model import Arrivals, DeskItem, Found, Place, Sought, Status
from feeds.store.codec import instant, micros
from feeds.store.memory_tables import Tables
from feeds.store.recording import is_publishable

_HOUR = 3600 * 1_000_000


class MemorySearch:
    """The part of a `MemoryStore` that is `Search`."""

    _tables: Tables

    def index(self, limit: int) -> bool:
        tables = self._tables
        due = sorted(tables.to_index.items(), key=lambda one: one[1], reverse=True)
        for id_, _ in due[:limit]:
            del tables.to_index[id_]
            held = tables.items.get(id_)
            if held is None or held.status is Status.WITHDRAWN:
                tables.indexed.pop(id_, None)
                continue
            number, _ = tables.indexed.get(id_) or (self._free(held), "")
            tables.indexed[id_] = (number, words(held))
        return len(due) > limit

    def seek(self, sought: Sought, *, after: Place | None = None, limit: int) -> Found:
        numbers = {id_: number for id_, (number, _) in self._tables.indexed.items()}
        found: list[tuple[int, str, DeskItem]] = []
        for held in self._tables.items.values():
            if self._is_sought(held, sought):
                by_words = (numbers[held.id], "") if sought.phrases else None
                found.append((*(by_words or (micros(held.published), held.id)), held))
        found.sort(key=lambda one: one[:2], reverse=True)
        if after is not None:
            place = (after.at, "" if sought.phrases else after.id)
            found = [one for one in found if one[:2] < place]
        page = found[:limit]
        onward = page[-1] if len(found) > limit else None
        return Found(
            items=tuple(held for _, _, held in page),
            next=Place(at=onward[0], id=onward[2].id) if onward is not None else None,
        )

    def _is_sought(self, held: DeskItem, sought: Sought) -> bool:
        _, text = self._tables.indexed.get(held.id, (0, ""))
        return (
            (not sought.phrases or (bool(text) and all(has(text, one) for one in sought.phrases)))
            and (not sought.source or held.item.source == sought.source)
            and (sought.status is None or held.status is sought.status)
            and (not sought.channel or (is_publishable(held) and sought.channel in held.channels))
        )

    def beginning(self, start: str) -> tuple[DeskItem, ...]:
        items = self._tables.items
        return tuple(items[id_] for id_ in sorted(items) if id_ != start and id_.startswith(start))

    def arrivals(self, sources: Sequence[str], since: datetime) -> tuple[Arrivals, ...]:
        came: Counter[tuple[int, str]] = Counter()
        out: Counter[tuple[int, str]] = Counter()
        rows = [
            (one.item.source, one.received, is_publishable(one))
            for one in self._tables.items.values()
        ]
        rows += [
            (left.gone.source, left.gone.received, False) for left in self._tables.left.values()
        ]
        for source, received, shown in rows:
            if source in sources and received >= since:
                key = (micros(received) // _HOUR, source)
                came[key] += 1
                out[key] += shown
        return tuple(
            Arrivals(source=source, hour=instant(hour * _HOUR), came=n, out=out[hour, source])
            for (hour, source), n in sorted(came.items())
        )

    def standing(self, status: Status, most: int) -> int:
        return min(most, sum(one.status is status for one in self._tables.items.values()))

    def _note(self, held: DeskItem) -> None:
        """It has come or changed."""
        if held.status is Status.WITHDRAWN:
            self._unindex((held.id,))
        else:
            self._tables.to_index[held.id] = held.published

    def _unindex(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._tables.indexed.pop(id_, None)
            self._tables.to_index.pop(id_, None)

    def _free(self, held: DeskItem) -> int:
        taken = {number for number, _ in self._tables.indexed.values()}
        number = micros(held.published)
        while number in taken:
            number += 1
        return number
