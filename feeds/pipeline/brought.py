"""What one poll brought, what it teaches about its source, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from feeds.decide import conditional, degraded, pulse, rhythm
from feeds.errors import FetchError, SourceError
from feeds.model import (
    Asking,
    Deadly,
    EtagFault,
    Fetched,
    Filing,
    Ids,
    Learnt,
    Pause,
    Poll,
    Polled,
    Reading,
    Rhythm,
    Source,
    SourceState,
    Status,
    Validators,
)
from feeds.model.making import maker
from feeds.pipeline.house import House

_made = maker(Polled)

CUT_OFF = "the document ends before its end; what is whole of it was taken"
_NO_NEWS = frozenset({Status.DUPLICATE, Status.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What one poll brought, read to the end but not yet judged."""

    state: SourceState
    started: datetime
    answered: datetime
    """When the answer was there: no request of this poll was later. A wait begins here, since who has to wait
    for a turn at a busy host asks later than he began (C20).
    """
    ended: datetime
    lateness: float
    fetched: Fetched
    readings: tuple[tuple[int, Reading], ...] = ()
    """Each with the index of its payload."""
    faults: Mapping[str, str]
    """Payloads that could not be read, by URL."""
    fault: SourceError | None = None
    sent: Validators = field(default_factory=Validators)
    """What the request carried of the validators that we had."""
    deadly: tuple[Deadly, ...] = ()
    """What is now remembered of documents that ended their readers."""
    is_pushed: bool = False
    """Whether a hub has sent it, unasked: what the last poll has left for the next one stays."""

    @property
    def is_cut_off(self) -> bool:
        """Whether what came ends before it says that it does; what is whole of it is taken."""
        return any(reading.cut_off for _, reading in self.readings)

    @property
    def kept(self) -> Fetched:
        """What is remembered of the answer. Of one that was cut off the validators are not, so that the rest
        is asked for (C12); the same bytes once more are believed.
        """
        if self.is_cut_off:
            return replace(self.fetched, validators=self.state.validators)
        return self.fetched

    @property
    def was_asked(self) -> bool:
        """Whether the publisher was: not where his host has asked for a pause."""
        return not isinstance(self.fault, FetchError) or self.fault.asked

    @property
    def pause(self) -> Pause | None:
        """What a host has asked of all who poll it."""
        fault = self.fault
        if not isinstance(fault, FetchError) or fault.host_pause is None:
            return None
        return Pause(host=fault.host, until=self.ended + fault.host_pause, source=self.state.id)

    @property
    def has_the_same_body(self) -> bool:
        """Whether the one document that came is, byte for byte, the last one."""
        return has_the_same_body(self.fetched, self.state)

    @property
    def etag(self) -> EtagFault:
        """What is wrong with the answer's ETag."""
        return conditional.etag_fault(self.sent, self.fetched, same_body=self.has_the_same_body)

    def asked(self) -> SourceState:
        """The state with what is remembered of the request alone."""
        return replace(self.state, asking=self._asked)

    @property
    def _asked(self) -> Asking:
        state = self.state
        return conditional.asked(state.asking, state.validators, self.sent, self.started)

    def learnt(self, source: Source, filings: Sequence[Filing], items: int, ids: Ids) -> Learnt:
        """What request and answer have taught, `filings` being what was news of its `items`, and `ids` what is
        thought of its ids: what conditional requests are worth, when a source has news, whether it has them
        as ever, and whether they are like they were.
        """
        news = [one for one in filings if one.decision.status not in _NO_NEWS]
        came = [_dated(one) for one in news]
        brought = [one.desk_item.item for one in news]
        return Learnt(
            asking=self._answered(source),
            rhythm=self._rhythm(source, came, items, all_new=len(filings) >= items),
            ids=ids,
            pulse=pulse.felt(self.state.pulse, self.state.rhythm, len(came), self.started),
            fields=degraded.felt(self.state.fields, source, brought, self.started),
        )

    def _answered(self, source: Source) -> Asking:
        if self.is_pushed:  # of requests it teaches nothing
            return self.state.asking
        if not source.is_web:
            return self._asked
        return conditional.answered(
            self._asked,
            self.sent,
            self.fetched,
            same_body=self.has_the_same_body,
            now=self.started,
        )

    def _rhythm(
        self, source: Source, came: Sequence[datetime | None], items: int, *, all_new: bool
    ) -> Rhythm:
        known = self.state.rhythm
        if (
            known.seen is None and self.is_cut_off
        ):  # it ends anywhere, and says nothing of how often they come
            return known
        if known.seen is None:  # all that the first document has is news
            shown = [item for _, reading in self.readings for item in reading.items]
            dates = [item.firstcreated or item.versioncreated for item in shown]
            return rhythm.observed(known, dates, self.started, overlaps=False) if shown else known
        # Of files and messages, and of what is pushed, none is lost between two looks.
        overlaps = self.is_pushed or not source.is_web or not items or not all_new
        return rhythm.observed(known, came, self.started, overlaps=overlaps)


def has_the_same_body(fetched: Fetched, state: SourceState) -> bool:
    """Whether the one document of an answer is, byte for byte, the last one."""
    payloads, known = fetched.payloads, state.body_sha256
    return len(payloads) == 1 and bool(known) and payloads[0].sha256 == known


def fault_of(one: Brought, source: Source) -> str:
    """What was wrong with a poll that went well all the same; ``""`` for nothing."""
    if one.faults:
        return "; ".join(f"{url}: {fault}" for url, fault in one.faults.items())
    if one.is_cut_off:
        return CUT_OFF
    return one.state.error if _brought_nothing(one, source) else ""


def _brought_nothing(one: Brought, source: Source) -> bool:
    """Whether a look found no file or message: what was wrong with the last one stands then."""
    return not source.is_web and not one.state.failures and not one.fetched.payloads


def _dated(filing: Filing) -> datetime | None:
    item = filing.desk_item.item
    if filing.desk_item.revision > 1:
        return item.versioncreated
    return item.firstcreated or item.versioncreated


def counted(filings: Sequence[Filing]) -> tuple[tuple[str, int], ...]:
    """How many items have become what, in the order of `Status`."""
    if not filings:
        return ()
    counts = dict.fromkeys(Status, 0)
    for filed in filings:
        counts[filed.decision.status] += 1
    return tuple((status.value, count) for status, count in counts.items() if count)


def told(one: Brought, poll: Poll, house: House) -> Polled:
    """What the log and the metrics are told of a poll that is recorded."""
    source = house.sources[one.state.id]
    return _made(
        source=source.id,
        provider=source.provider,
        outcome=poll.state.outcome,
        at=one.started,
        seconds=(one.ended - one.started).total_seconds(),
        lateness=one.lateness,
        status=one.fault.status if isinstance(one.fault, FetchError) else one.fetched.status,
        wire_bytes=one.fetched.wire_bytes,
        counts=counted(poll.filings),
        error=poll.state.error
        if one.was_asked and (one.fault or one.faults or one.is_cut_off)
        else "",
        next_due=poll.state.next_due,
        reason=poll.state.reason,
        payloads=len(one.fetched.payloads),
        etag=one.etag,
    )
