"""The store in memory: what a `Store` promises, with nothing behind it. For tests of the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.contracts import NO_SPACING, Choose
from feeds.model import (
    Candidate,
    Channel,
    DeskItem,
    EditionRecord,
    Filing,
    Held,
    LedgerLine,
    Poll,
    Source,
    SourceState,
    Status,
)
from feeds.store.archiving import followed
from feeds.store.codec import instant
from feeds.store.desk import in_order
from feeds.store.memory_alarms import MemoryAlarms
from feeds.store.memory_backlog import MemoryBacklog
from feeds.store.memory_documents import MemoryDocuments, newest_first
from feeds.store.memory_retaining import known
from feeds.store.memory_tables import ChannelRow
from feeds.store.recording import is_publishable, moved
from feeds.store.sources import SET_BACK, next_after

_MICROSECOND = timedelta(microseconds=1)


class MemoryStore(MemoryDocuments, MemoryBacklog, MemoryAlarms):
    """A `Store` that is gone with its process."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        before = self._tables.copy() if self._depth == 0 else None
        self._depth += 1
        try:
            yield
        except BaseException:
            if before is not None:
                self._tables = before
            raise
        finally:
            self._depth -= 1

    def close(self) -> None:
        """Nothing is open."""

    # sources

    def enrol(self, sources: Sequence[Source], now: datetime) -> None:
        for source in sources:
            self._tables.states.setdefault(source.id, SourceState(id=source.id, next_due=now))

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
        chosen = frozenset(ids)
        due = [
            state
            for state in self._tables.states.values()
            if state.id in chosen
            and not state.paused
            and (early or state.next_due <= now or (state.last_poll or now) > now + SET_BACK)
            and (state.lease_until is None or state.lease_until <= now)
        ]
        due.sort(key=lambda state: (state.next_due, state.id))
        claimed = [
            replace(state, lease_until=now + lease, fence=state.fence + 1)
            for state in choose(due)[:limit]
        ]
        for state in claimed:
            due_again = next_after(state, now, spacing)
            self._tables.states[state.id] = replace(state, last_poll=now, next_due=due_again)
        return tuple(claimed)

    def release_claims(self, now: datetime) -> int:
        held = [s for s in self._tables.states.values() if s.lease_until and s.lease_until > now]
        for state in held:
            self._tables.states[state.id] = replace(state, lease_until=None)
        return len(held)

    def state(self, source: str) -> SourceState | None:
        return self._tables.states.get(source)

    def states(self) -> Mapping[str, SourceState]:
        return dict(self._tables.states)

    def save_state(self, state: SourceState) -> None:
        self._tables.states[state.id] = state

    def make_due(self, source: str, now: datetime) -> None:
        state = self._tables.states.get(source)
        if state is not None and state.next_due > now:
            self._tables.states[source] = replace(state, next_due=now)

    def counts(self, source: str, since: datetime) -> int:
        there = sum(
            held.item.source == source and held.received >= since
            for held in self._tables.items.values()
        )
        left = (one.gone for one in self._tables.left.values())
        return there + sum(one.source == source and one.received >= since for one in left)

    # the desk

    def match(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Held]:
        found = {}
        for key in keys:
            id_ = self._tables.keys.get(key)
            if id_ is not None:
                left = self._tables.left.get(id_)
                found[key] = left.held if left is not None else known(self._tables.items[id_])
        return found

    def record(self, polls: Sequence[Poll]) -> tuple[Poll, ...]:
        with self.transaction():
            return tuple(self._record(poll) for poll in polls if self._is_current(poll))

    def _is_current(self, poll: Poll) -> bool:
        state = self._tables.states.get(poll.state.id)
        return state is not None and state.fence == poll.state.fence

    def _record(self, poll: Poll) -> Poll:
        tables = self._tables
        before = tables.states[poll.state.id]
        if before.paused:
            poll = replace(poll, state=replace(poll.state, paused=True, reason=before.reason))
        tables.states[poll.state.id] = poll.state
        numbers = [self._archive(payload) for payload in poll.payloads] if poll.filings else []
        filings = tuple(
            self._file(
                filing, poll.at, numbers[filing.payload] if filing.payload is not None else None
            )
            for filing in poll.filings
        )
        return replace(poll, filings=filings)

    def rule(self, filings: Sequence[Filing], at: datetime) -> tuple[Filing, ...]:
        with self.transaction():
            return tuple(self._file(filing, at, None) for filing in filings)

    def _file(self, filing: Filing, at: datetime, payload: int | None) -> Filing:
        tables = self._tables
        held = filing.desk_item
        if self._is_taken(held):
            held = replace(held, updated=instant(moved(held)))
        while self._is_taken(held):
            held = replace(held, updated=held.updated + _MICROSECOND)
        old = tables.items.get(held.id)
        tables.items[held.id] = held
        tables.versions.setdefault(held.id, []).append(held)
        tables.ledger.setdefault(held.id, []).append(
            LedgerLine(
                at=at,
                stage="desk",
                status=held.status.value,
                rule=filing.decision.rule,
                reason=filing.decision.reason,
                revision=held.revision,
                payload=payload,
            )
        )
        for key in filing.keys:
            tables.keys.setdefault((held.item.source, key), held.id)
        routed = is_publishable(held)
        seen = old is not None and is_publishable(old) and bool(tables.paged.get(held.id))
        if old is not None and held.status is Status.WITHDRAWN and seen:
            tables.notices.update(((name, held.id), at) for name in old.channels)
        self._page_is_due(held.id, due=routed)
        self._follow(held, old)
        self._note(held)
        for name in {*(old.channels if old else ()), *(held.channels if routed else ())}:
            if (channel := tables.channels.get(name)) is not None:
                channel.dirty = True
                channel.changed_at = max(filter(None, (channel.changed_at, at)))
        return replace(filing, desk_item=held)

    def _is_taken(self, held: DeskItem) -> bool:
        items = self._tables.items.values()
        return any(one.updated == held.updated and one.id != held.id for one in items)

    def _page_is_due(self, id_: str, *, due: bool) -> None:
        """It is, also where one stands, and it stays so where one was to be made and may stand."""
        if due or self._tables.paged.get(id_) or id_ in self._tables.page_due:
            self._tables.page_due[id_] = None

    def find(self, key: str) -> tuple[DeskItem, ...]:
        if key in self._tables.items:
            return (self._tables.items[key],)
        found = [held for held in self._tables.items.values() if held.item.guid == key]
        return tuple(sorted(found, key=lambda held: held.id))

    def items(
        self,
        *,
        channel: str = "",
        source: str = "",
        usable: bool = True,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[DeskItem]:
        found = [
            held
            for held in newest_first(self._tables.items.values())
            if (not usable or is_publishable(held))
            and (not source or held.item.source == source)
            and (since is None or held.received >= since)
            and (not channel or (channel in held.channels and is_publishable(held)))
        ]
        yield from found[:limit]

    def recorded(self, members: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], datetime]:
        lines = ((id_, line) for id_, _ in members for line in self._tables.ledger.get(id_, ()))
        found = {(id_, line.revision): line.at for id_, line in lines if line.stage == "desk"}
        return {one: at for one, at in found.items() if one in members}

    def ledger(self, item: str) -> tuple[LedgerLine, ...]:
        return tuple(sorted(self._tables.ledger.get(item, ()), key=in_order))

    def tell(self, lines: Sequence[tuple[str, LedgerLine]]) -> None:
        for id_, line in lines:
            self._tables.ledger[id_].append(line)

    def versions(self, item: str, *, most: int | None = None) -> tuple[DeskItem, ...]:
        every = self._tables.versions.get(item, ())
        return tuple(every[-most:] if most is not None else every)

    # release

    def enrol_channels(
        self, channels: Sequence[Channel], digest: Mapping[str, str]
    ) -> tuple[str, ...]:
        tables = self._tables
        gone = sorted(tables.channels.keys() - digest.keys())
        fresh = [one.id for one in channels if one.id not in tables.channels]
        for old, new in followed(channels, fresh, gone):
            self._hand_on(old, new)
        for id_ in gone:
            del tables.channels[id_]
            self._forget_places(id_)
        for name, id_ in list(tables.notices):
            if name in gone:
                del tables.notices[name, id_]
        for one in channels:
            tables.channels.setdefault(one.id, ChannelRow())
        other = [c.id for c in channels if tables.channels[c.id].digest != digest[c.id]]
        return (*other, *gone)

    def reroute(self, routes: Mapping[str, Sequence[str]], digest: Mapping[str, str]) -> None:
        tables = self._tables
        for id_, names in routes.items():
            old = tables.items[id_]
            new = replace(old, channels=tuple(names))
            tables.items[id_] = tables.versions[id_][-1] = new
            self._page_is_due(id_, due=is_publishable(new))
            self._follow(new, old)
            self.mark_dirty([*old.channels, *names])
        for id_, one in digest.items():
            if id_ in tables.channels:
                tables.channels[id_].digest = one

    def remake(self, digest: str) -> bool:
        if self._tables.house == digest:
            return False
        self._tables.house = digest
        self.mark_dirty(list(self._tables.channels))
        self._look_otherwise()
        for held in self._tables.items.values():
            if is_publishable(held) or self._tables.paged.get(held.id):
                self._tables.page_due[held.id] = None
        return True

    def leave_word(self, config: str, sources: Sequence[str]) -> None:
        self._tables.word = (config, *sources)

    def at_rest(self, config: str, now: datetime) -> bool:
        said, *sources = self._tables.word or ("",)
        states = [self._tables.states[id_] for id_ in sources if id_ in self._tables.states]
        waits = any(
            not state.paused
            and (
                state.next_due <= now
                or state.lease_until is not None
                or (state.last_poll or now) > now + SET_BACK
            )
            for state in states
        )
        pages = self._tables.pages_due(now) or self._has_due_pages(now)
        left = waits or self.dirty(now) or pages or self.owed_maps() or self._is_owing(now)
        return said == config and not (left or self._is_awaited(now))

    def dirty(self, now: datetime) -> tuple[str, ...]:
        return tuple(
            id_
            for id_, channel in sorted(self._tables.channels.items())
            if channel.dirty
            or (
                channel.edition is not None
                and channel.edition.next_change is not None
                and channel.edition.next_change <= now
            )
        )

    def mark_dirty(self, channels: Sequence[str]) -> None:
        for id_ in channels:
            if id_ in self._tables.channels:
                self._tables.channels[id_].dirty = True

    def clean(self, channels: Sequence[str]) -> None:
        for id_ in channels:
            self._tables.channels[id_].dirty = False

    def candidates(self, channel: str, limit: int, since: datetime) -> tuple[Candidate, ...]:
        every = self.items(channel=channel)
        routed = sorted(every, key=lambda held: (held.published, held.id), reverse=True)
        if not routed:
            return ()
        oldest = min(routed[: max(1, limit)][-1].published, since)
        return tuple(held.candidate for held in routed if held.published >= oldest)

    def withdrawn(self, channel: str, since: datetime, limit: int) -> tuple[DeskItem, ...]:
        found = [
            self._tables.items[id_]
            for (name, id_), at in self._tables.notices.items()
            if name == channel and at > since
        ]
        return tuple(newest_first(found)[:limit])

    def at_revision(self, members: Sequence[tuple[str, int]]) -> tuple[DeskItem, ...]:
        return tuple(
            version
            for id_, revision in members
            for version in self._tables.versions.get(id_, ())
            if version.revision == revision
        )

    def publishable(self, ids: Sequence[str]) -> Mapping[str, int]:
        found = (self._tables.items[id_] for id_ in ids if id_ in self._tables.items)
        return {held.id: held.revision for held in found if is_publishable(held)}

    def edition(self, channel: str) -> EditionRecord | None:
        found = self._tables.channels.get(channel)
        return found.edition if found is not None else None

    def editions(self) -> Mapping[str, EditionRecord]:
        found = ((id_, one.edition) for id_, one in self._tables.channels.items())
        return {id_: edition for id_, edition in found if edition is not None}

    def changed_at(self, channel: str) -> datetime | None:
        found = self._tables.channels.get(channel)
        return found.changed_at if found is not None else None

    def save_edition(self, edition: EditionRecord) -> None:
        if edition.channel in self._tables.channels:
            self._tables.channels[edition.channel].edition = edition

    def was_withdrawn(self, page: str) -> bool:
        return any(
            held.page == page
            and not is_publishable(held)
            and self._tables.paged.get(held.id, 0) > 0
            and held.id not in self._tables.page_due
            for held in self._tables.items.values()
        ) or any(
            left.page == page and left.gone.status is Status.WITHDRAWN
            for left in self._tables.left.values()
        )
