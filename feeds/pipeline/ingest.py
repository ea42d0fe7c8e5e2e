"""Ingest: claimed sources to the store. A row of calls that judges nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.contracts import Clock, Fetcher, Observer, Reader, Store
from feeds.decide import conditional, due, filing, quarantine, rulings
from feeds.decide.identity import Identified
from feeds.errors import FetchError, ParseError, SourceError, StoreError
from feeds.model import (
    Deadly,
    Fetched,
    Filing,
    Held,
    Hints,
    IdFault,
    Ids,
    Learnt,
    Payload,
    Poll,
    Reading,
    Source,
    SourceState,
)
from feeds.pipeline.alarming import sound_polls
from feeds.pipeline.brought import Brought, fault_of, has_the_same_body, told
from feeds.pipeline.grouping import Grouping
from feeds.pipeline.house import House
from feeds.pipeline.judging import Judging

_GONE = 410
_LINGER = 0.05
"""Seconds for which a poll that is through waits for others to be recorded with: each transaction
waits for the disk once.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """The first verb, with the parts it calls."""

    house: House
    store: Store
    fetcher: Fetcher
    reader: Reader
    observer: Observer
    clock: Clock
    spread: bool
    """Whether sources come at moments of their own; a pass of cron has its own.
    """
    next_fire: Callable[[str, str, datetime], datetime]
    """The next instant of a cron expression in a zone after an instant."""
    in_store_thread: Callable[[Callable[[], tuple[Poll, ...]]], Awaitable[tuple[Poll, ...]]]

    async def run(
        self,
        claimed: Iterable[SourceState],
        changed: Callable[[], None],
        through: Callable[[str], None] = lambda _: None,
        fetched: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Polls claimed sources, all at once, and records them as they come in.

        `changed` is called whenever something was recorded that is to be released, `fetched` with the
        id of each source whose server has had its say, and `through` with that of each whose poll is
        over, while others are still under way. A fault of
        ours in one poll (any exception that is no SourceError) costs the others nothing and
        surfaces, in a group, when all are through.
        """
        polled = {asyncio.create_task(self._bring(state, fetched)): state.id for state in claimed}
        bugs: list[BaseException] = []
        try:
            while polled:
                await self._next(polled, changed, through, bugs)
        finally:
            for task in polled:
                task.cancel()
            await asyncio.gather(*polled, return_exceptions=True)
        _surface(bugs)

    async def _next(
        self,
        polled: dict[asyncio.Task[Brought], str],
        changed: Callable[[], None],
        through: Callable[[str], None],
        bugs: list[BaseException],
    ) -> None:
        """Records the polls that end next, and lets go of them: they may hold hundreds of documents, which
        those that end later need not lie beside.
        """
        done, running = await asyncio.wait(polled, return_when=asyncio.FIRST_COMPLETED)
        if running:
            more, _ = await asyncio.wait(running, timeout=_LINGER)
            done |= more
        bugs.extend(filter(None, (task.exception() for task in done)))
        brought = [task.result() for task in done if task.exception() is None]
        try:
            await self._settle(brought, changed)
        except Exception as fault:  # noqa: BLE001 -- told when all are through
            bugs.append(fault)
        for task in done:
            through(polled.pop(task))

    async def _settle(self, brought: Sequence[Brought], changed: Callable[[], None]) -> None:
        recorded = await self.in_store_thread(lambda: self.record(brought))
        polls = {poll.state.id: poll for poll in recorded}
        if any(poll.filings for poll in recorded):
            changed()
        for one in brought:
            poll = polls.get(one.state.id)
            if poll is None:  # another writer has taken the source over; what it brings stands
                continue
            await self.fetcher.acknowledge(self.house.sources[one.state.id], one.faults)
            self.observer(told(one, poll, self.house))

    async def _bring(self, state: SourceState, said: Callable[[str], None]) -> Brought:
        source = self.house.sources[state.id]
        state = due.known_at(source, state)
        started = self.clock()
        lateness = max(0.0, (started - state.next_due).total_seconds())
        sent = conditional.sent(source, state, started)
        fetched, fault = Fetched(), None
        readings: list[tuple[int, Reading]] = []
        faults: dict[str, str] = {}
        deadly = state.deadly
        try:
            try:
                asked = state if sent is state.validators else replace(state, validators=sent)
                fetched = await self.fetcher.fetch(source, asked)
            finally:
                answered = self.clock()
                said(state.id)
            if fetched.payloads and not (source.is_web and has_the_same_body(fetched, state)):
                readings, faults, deadly = await self._read(fetched, source, deadly)
            faults.update(fetched.faults)
        except SourceError as raised:
            fault = raised
        if source.is_web and faults:
            fault = ParseError(*faults.values())
        return Brought(
            state=state,
            started=started,
            answered=answered,
            ended=self.clock(),
            lateness=lateness,
            fetched=fetched,
            readings=tuple(readings),
            faults=faults,
            fault=fault,
            deadly=deadly,
            sent=sent,
        )

    async def _read(
        self, fetched: Fetched, source: Source, deadly: tuple[Deadly, ...]
    ) -> tuple[list[tuple[int, Reading]], dict[str, str], tuple[Deadly, ...]]:
        readings: list[tuple[int, Reading]] = []
        faults: dict[str, str] = {}
        results = await asyncio.gather(
            *(self._read_one(payload, source, deadly) for payload in fetched.payloads),
            return_exceptions=True,
        )
        for index, (payload, result) in enumerate(zip(fetched.payloads, results, strict=True)):
            if isinstance(result, ParseError):
                faults[payload.url] = str(result)
                deadly = quarantine.learnt(deadly, payload, result, self.clock())
            elif isinstance(result, BaseException):
                raise result
            else:
                readings.append((index, result))
                deadly = quarantine.learnt(deadly, payload, None, self.clock())
        return readings, faults, deadly

    async def _read_one(
        self, payload: Payload, source: Source, deadly: tuple[Deadly, ...]
    ) -> Reading:
        if deadly and (why := quarantine.refusal(deadly, payload)):
            raise ParseError(why)
        return await self.reader.read(payload, source)

    def record(self, brought: Sequence[Brought]) -> tuple[Poll, ...]:
        """Judges and records what polls brought, in one transaction; those that were recorded."""
        known = [
            Judging.identify(one.readings, reuses_ids=bool(one.state.ids.fault)) for one in brought
        ]
        keys = [
            (one.state.id, key)
            for one, (identified, _) in zip(brought, known, strict=True)
            for key in filing.keys(item for _, item in identified)
        ]
        with self.store.transaction():
            judging = Judging(house=self.house, store=self.store)
            held = self.store.match(keys) if keys else {}
            polls = [
                self._poll(
                    judging,
                    one,
                    *self._trusted(judging, one, identified, held, reuses_ids=reuses_ids),
                )
                for one, (identified, reuses_ids) in zip(brought, known, strict=True)
            ]
            self.store.pause_hosts(
                [one.pause for one in brought if one.pause is not None], self.clock()
            )
            recorded = self._grouped(brought, polls)
            sound_polls(self.store, self.house, brought, recorded, self.clock())
            # What a poll has to bring is not pushed as it should be.
            pushed = {one.state.id for one in brought if one.is_pushed}
            missed = {poll.state.id for poll in recorded if poll.filings} - pushed
            if missed:
                self.store.miss(sorted(missed))
            return recorded

    def _trusted(
        self,
        judging: Judging,
        one: Brought,
        identified: Sequence[tuple[int, Identified]],
        held: Mapping[tuple[str, str], Held],
        *,
        reuses_ids: bool,
    ) -> tuple[Sequence[tuple[int, Identified]], Mapping[tuple[str, str], Held], Ids]:
        """The items of a poll told apart by what its source's ids are worth: anew, where this poll has shown
        that they are worth nothing. What is held of them, and what is thought of the ids.
        """
        ids = one.state.ids
        if ids.fault or one.fault is not None or not identified:
            return identified, held, ids
        if reuses_ids:
            return identified, held, Ids(fault=IdFault.SHARED, since=one.ended)
        if one.state.last_success is not None:
            source = self.house.sources[one.state.id]
            ids = judging.worth(identified, held, source, ids, one.ended)
            if ids.fault:
                identified, _ = Judging.identify(one.readings, reuses_ids=True)
                keys = filing.keys(item for _, item in identified)
                held = self.store.match([(source.id, key) for key in keys])
        return identified, held, ids

    def _grouped(self, brought: Sequence[Brought], polls: Sequence[Poll]) -> tuple[Poll, ...]:
        """Records polls, their new items in the stories that they tell. What the first poll of a feed
        brings is its history.
        """
        grouping = Grouping(store=self.store)
        grouped = [
            grouping.group(poll, history=self._begins(one))
            for one, poll in zip(brought, polls, strict=True)
        ]
        recorded = self.store.record([one.poll for one in grouped])
        ids = {filing.desk_item.id for poll in recorded for filing in poll.filings}
        self.store.tell([line for one in grouped for line in one.told if line[0] in ids])
        for one in grouped:
            kept_back = [filing for filing in one.kept_back if filing.desk_item.id in ids]
            if kept_back:
                self.store.rule(kept_back, one.poll.at)
        grouping.settle(recorded)
        return recorded

    def _begins(self, one: Brought) -> bool:
        """Whether what it brings is a feed's history: of the first document, or the rest of that where it was
        cut off, from which no rhythm could be learnt.
        """
        state = one.state
        began = state.last_success is not None and state.rhythm.seen is not None
        return not began and self.house.sources[state.id].is_web

    def _poll(
        self,
        judging: Judging,
        one: Brought,
        identified: Sequence[tuple[int, Identified]],
        held: Mapping[tuple[str, str], Held],
        ids: Ids,
    ) -> Poll:
        source = self.house.sources[one.state.id]
        if isinstance(one.fault, FetchError) and not one.was_asked:
            return self._put_off(one, one.fault)
        if one.fault is not None:
            state = due.after_failure(
                one.asked(),
                source,
                one.fault,
                started=one.answered,
                min_interval=self.house.owed(source),
                spread=self.spread,
            )
            state = replace(state, deadly=one.deadly)
            return Poll(state=state, filings=self._gone(source, one), at=one.ended)
        filings = judging.file(
            identified,
            held,
            source,
            one.ended,
            known_before=one.state.last_success is not None,
        )
        learnt = one.learnt(source, filings, len(identified), ids)
        if one.is_pushed:
            state = replace(
                one.state,
                rhythm=learnt.rhythm,
                ids=learnt.ids,
                pulse=learnt.pulse,
                fields=learnt.fields,
            )
        else:
            state = self._after(one, source, learnt, filings)
        return Poll(
            state=state,
            filings=filings,
            payloads=_archived(judging, one, source, ids) if filings else (),
            at=one.ended,
        )

    def _after(
        self, one: Brought, source: Source, learnt: Learnt, filings: Sequence[Filing]
    ) -> SourceState:
        """The state after a poll that went well, and has taught this."""
        body = one.fetched.payloads[0].sha256 if source.is_web and one.fetched.payloads else ""
        return due.after_success(
            one.state,
            source,
            one.kept,
            learnt=learnt,
            outcome=_outcome(one, filings),
            error=fault_of(one, source),
            body_sha256=body or one.state.body_sha256,
            deadly=one.deadly,
            hints=_hints(one),
            started=one.answered,
            min_interval=self.house.owed(source),
            scheduled=self._scheduled(source, one.answered),
            spread=self.spread,
        )

    def _put_off(self, one: Brought, fault: FetchError) -> Poll:
        source = self.house.sources[one.state.id]
        state = due.after_no_question(
            one.state,
            source,
            fault,
            started=one.answered,
            min_interval=self.house.owed(source),
            spread=self.spread,
        )
        return Poll(state=state, at=one.ended)

    def _gone(self, source: Source, one: Brought) -> tuple[Filing, ...]:
        """What a 410 withdraws: the story whose own page was polled."""
        fault = one.fault
        if source.format != "page" or not isinstance(fault, FetchError) or fault.status != _GONE:
            return ()
        found = self.store.items(source=source.id, usable=False)
        told = (rulings.gone(held, one.ended) for held in found if held.item.link == source.url)
        return tuple(filter(None, told))

    def _scheduled(self, source: Source, started: datetime) -> datetime | None:
        if not source.schedule:
            return None
        return self.next_fire(source.schedule, self.house.site.timezone, started)


def _archived(judging: Judging, one: Brought, source: Source, ids: Ids) -> tuple[Payload, ...]:
    """A poll's documents for the archive: only as numbers those with copy that was removed for good."""
    free = judging.free_of_purged(one.readings, source, reuses_ids=bool(ids.fault))
    return tuple(
        payload if free is None or index in free else replace(payload, body=b"", headers=())
        for index, payload in enumerate(one.fetched.payloads)
    )


def _surface(bugs: Sequence[BaseException]) -> None:
    """Raises what went wrong: a fault of the store as itself, anything else in a group."""
    stores = [bug for bug in bugs if isinstance(bug, StoreError)]
    if bugs and len(stores) == len(bugs):
        raise stores[0]
    if bugs:
        raise BaseExceptionGroup("polls that met a fault of this program", bugs)


def _outcome(one: Brought, filings: Sequence[Filing]) -> str:
    if filings:
        return "new"
    if one.faults and not one.readings:
        return "failed"
    return "same" if one.fetched.payloads else "unchanged"


def _hints(one: Brought) -> Hints:
    return one.readings[-1][1].hints if one.readings else one.state.hints
