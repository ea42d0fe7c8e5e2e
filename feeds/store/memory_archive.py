"""The archive and the journal of the store in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from feeds.model import JournalLine, Payload
from feeds.store.memory_tables import Tables


class MemoryArchive:
    """The part of a `MemoryStore` that forgets nothing too early."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._payload_number = 0

    def payload(self, number: int) -> Payload | None:
        return self._tables.payloads.get(number)

    def drop_payloads(self, before: datetime) -> int:
        old = [n for n, kept in self._tables.payloads.items() if kept.fetched_at < before]
        for number in old:
            del self._tables.payloads[number]
        return len(old)

    def enter(self, verb: str, target: str, reason: str, at: datetime) -> JournalLine:
        for line in self._tables.journal:
            if (line.verb, line.target, line.at) == (verb, target, at):
                return line
        line = JournalLine(
            seq=len(self._tables.journal) + 1, at=at, verb=verb, target=target, reason=reason
        )
        self._tables.journal.append(line)
        return line

    def journal(self, after: int = 0) -> tuple[JournalLine, ...]:
        return tuple(line for line in self._tables.journal if line.seq > after)

    def rulings(self, verb: str, targets: Sequence[str]) -> Mapping[str, JournalLine]:
        wanted = frozenset(targets)
        return {
            line.target: line
            for line in self._tables.journal
            if line.verb == verb and line.target in wanted
        }

    def applied(self) -> int:
        return self._tables.applied

    def have_applied(self, seq: int) -> None:
        self._tables.applied = seq

    def _archive(self, payload: Payload) -> int:
        self._payload_number += 1
        self._tables.payloads[self._payload_number] = payload
        return self._payload_number
