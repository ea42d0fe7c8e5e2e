"""The archive, the journal and the copy of the store in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import DeskItem, Item, JournalLine, LedgerLine, Payload, Status
from feeds.store.erasure import ERASED, erased_guid, erased_page
from feeds.store.memory_outbox import MemoryOutbox
from feeds.store.memory_pauses import MemoryPauses
from feeds.store.memory_prints import MemoryPrints
from feeds.store.memory_search import MemorySearch
from feeds.store.memory_stories import MemoryStories
from feeds.store.memory_subscribers import MemorySubscribers
from feeds.store.memory_subscriptions import MemorySubscriptions
from feeds.store.memory_tables import Left, Tables
from feeds.store.recording import is_publishable


class MemoryArchive(
    MemoryStories,
    MemoryPrints,
    MemoryOutbox,
    MemoryPauses,
    MemorySubscriptions,
    MemorySubscribers,
    MemorySearch,
):
    """The part of a `MemoryStore` that forgets nothing too early."""

    def __init__(self) -> None:
        super().__init__()
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

    def journal(self, after: int = 0, verb: str = "") -> tuple[JournalLine, ...]:
        return tuple(
            line for line in self._tables.journal if line.seq > after and verb in ("", line.verb)
        )

    def has_entered(self, verb: str) -> bool:
        return any(line.verb == verb for line in self._tables.journal)

    def rulings(self, verbs: Sequence[str], targets: Sequence[str]) -> Mapping[str, JournalLine]:
        wanted = frozenset(targets)
        return {
            line.target: line
            for line in self._tables.journal
            if line.verb in verbs and line.target in wanted
        }

    def applied(self, step: str = "") -> int:
        return self._tables.applied.get(step, 0)

    def have_applied(self, seq: int, step: str = "") -> None:
        self._tables.applied[step] = seq

    def erase(self, *, source: str = "", id_: str = "", until: datetime) -> int:
        tables = self._tables
        ids = [
            held.id
            for held in tables.items.values()
            if (held.item.source == source if source else held.id == id_) and held.received <= until
        ]
        self._forget_terms({tables.items[one].story for one in ids} & self._stories.keys())
        for one in ids:
            self._prints.pop(one, None)
            self._unindex((one,))
            self._leave({one})
            erased = [_erased(held) for held in tables.versions[one]]
            erased[-1] = replace(erased[-1], status=Status.WITHDRAWN, channels=())
            tables.versions[one], tables.items[one] = erased, erased[-1]
            tables.ledger[one] = [
                replace(line, reason=ERASED, status=_withdrawn(line, erased[-1]))
                for line in tables.ledger[one]
            ]
        left = [
            one.gone.id
            for one in tables.left.values()
            if (one.gone.source == source if source else one.gone.id == id_)
            and one.gone.received <= until
        ]
        self._forget_documents([*ids, *left], source, until)
        for one in left:
            tables.left[one] = _bare(tables.left[one])
            tables.ledger[one] = [replace(line, reason=ERASED) for line in tables.ledger[one]]
        return len(ids) + len(left)

    def _forget_documents(self, ids: Sequence[str], source: str, until: datetime) -> None:
        """All of their source since items came: as long as a feed carries them, each has their copy."""
        tables = self._tables
        for number, kept in tuple(tables.payloads.items()):
            if source:
                gone = kept.source == source and (bool(ids) or kept.fetched_at <= until)
            else:
                gone = any(self._may_hold(number, kept, one) for one in ids)
            if gone:
                del tables.payloads[number]

    def _may_hold(self, number: int, kept: Payload, id_: str) -> bool:
        held, left = self._tables.items.get(id_), self._tables.left.get(id_)
        if held is not None:
            source, received = held.item.source, held.received
        else:
            assert left is not None
            source, received = left.gone.source, left.gone.received
        own = [line.payload for line in self._tables.ledger[id_] if line.payload is not None]
        since = kept.fetched_at >= received - timedelta(days=1)
        return kept.source == source and (since or number >= min(own, default=number + 1))

    def compact(self) -> None:
        """Memory keeps nothing of what was removed."""

    # places in archives

    def _wait(self, id_: str, channels: Iterable[str]) -> None:
        for name in channels:
            self._tables.places.setdefault((name, id_), 0)

    def _wait_no_longer(self, id_: str, channels: Iterable[str]) -> None:
        for name in channels:
            if self._tables.places.get((name, id_)) == 0:
                del self._tables.places[name, id_]

    def _touch(self, ids: Collection[str], due: int = 2) -> None:
        for (name, id_), number in self._tables.places.items():
            row = self._tables.pages.get((name, number))
            if id_ in ids and row is not None:
                row.due = max(row.due, due)

    def _follow(self, held: DeskItem, old: DeskItem | None) -> None:
        """Its place in archives, and what else may be shown otherwise there."""
        if old is not None:
            self._wait_no_longer(held.id, old.channels)
            self._touch({held.id})
        self._wait(held.id, held.channels if is_publishable(held) else ())
        first = held.copy_of or held.id
        if held.copy_of or old is not None:
            items = self._tables.items.values()
            self._touch({first, *(one.id for one in items if one.copy_of == first)}, due=1)

    def _leave(self, ids: Collection[str]) -> None:
        self._touch(ids)
        for key in [one for one in self._tables.places if one[1] in ids]:
            del self._tables.places[key]

    def _hand_on(self, old: str, new: str) -> None:
        tables = self._tables
        if new in tables.highest or any(name == new for name, _ in tables.pages):
            return
        for (name, number), row in list(tables.pages.items()):
            if name == old:
                page = replace(row.page, channel=new)
                tables.pages[new, number] = replace(row, page=page, due=2)
        for (name, id_), number in list(tables.places.items()):
            if name == old and number:
                tables.places[new, id_] = tables.places.pop((name, id_))
        if old in tables.highest:
            tables.highest[new] = tables.highest[old]

    def _forget_places(self, channel: str) -> None:
        for key in [one for one in self._tables.places if one[0] == channel]:
            del self._tables.places[key]
        for (name, _), row in self._tables.pages.items():
            row.due = 2 if name == channel else row.due

    def _look_otherwise(self) -> None:
        for row in self._tables.pages.values():
            row.due = max(row.due, 1)

    # the same copy

    def copies(self, ids: Sequence[str]) -> Mapping[str, str]:
        held = [self._tables.items[id_] for id_ in ids if id_ in self._tables.items]
        return {one.id: one.item.body_text for one in held if one.item.body_text}

    def regroup(self, firsts: Mapping[str, str]) -> None:
        tables = self._tables
        for id_, first in firsts.items():
            tables.versions[id_] = [replace(one, copy_of=first) for one in tables.versions[id_]]
            tables.items[id_] = tables.versions[id_][-1]

    def coverage(self, stories: Sequence[str], limit: int) -> Mapping[str, tuple[DeskItem, ...]]:
        told: dict[str, list[DeskItem]] = {}
        for held in self._tables.items.values():
            if held.story and held.story in stories:
                told.setdefault(held.story, []).append(held)
        return {
            story: tuple(sorted(found, key=lambda one: (-one.published.timestamp(), one.id)))[
                :limit
            ]
            for story, found in told.items()
            if len(found) + sum(left.story == story for left in self._tables.left.values()) > 1
        }

    def holds(self, most: int) -> int:
        return min(most, len(self._tables.items))

    def same_copy(self, roots: Sequence[str], channel: str = "") -> tuple[DeskItem, ...]:
        copies = [
            one for one in self._tables.items.values() if one.copy_of and one.copy_of in roots
        ]
        items = self._tables.items
        firsts = [items[id_] for id_ in {one.copy_of for one in copies} if id_ in items]
        return tuple(
            held
            for held in sorted((*firsts, *copies), key=lambda one: (one.received, one.id))
            if not channel or (channel in held.channels and is_publishable(held))
        )

    def _archive(self, payload: Payload) -> int:
        self._payload_number += 1
        if payload.body:
            self._tables.payloads[self._payload_number] = payload
        return self._payload_number


def _withdrawn(line: LedgerLine, held: DeskItem) -> str:
    newest = line.stage == "desk" and line.revision == held.revision
    return Status.WITHDRAWN.value if newest else line.status


def _bare(left: Left) -> Left:
    gone = replace(left.gone, guid=erased_guid(left.gone.guid), status=Status.WITHDRAWN)
    held = replace(left.held, version="", digest="", status=Status.WITHDRAWN, is_erased=True)
    return replace(left, gone=gone, held=held, page=erased_page(gone.id))


def _erased(held: DeskItem) -> DeskItem:
    guid = erased_guid(held.item.guid)
    return replace(
        held,
        item=Item(guid=guid, source=held.item.source, provider=""),
        reason=ERASED,
        digest="",
        page=erased_page(held.id),
    )
