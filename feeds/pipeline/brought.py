"""What one poll brought, and what it teaches about its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from feeds.decide import conditional, rhythm
from feeds.errors import SourceError
from feeds.model import (
    Deadly,
    EtagFault,
    Fetched,
    Filing,
    Item,
    Reading,
    SourceState,
    Status,
    Validators,
)

_NO_NEWS = frozenset({Status.DUPLICATE, Status.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What one poll brought, read to the end but not yet judged."""

    state: SourceState
    started: datetime
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
    def has_the_same_body(self) -> bool:
        """Whether the one document that came is, byte for byte, the last one."""
        return has_the_same_body(self.fetched, self.state)

    @property
    def etag(self) -> EtagFault:
        """What is wrong with the answer's ETag."""
        return conditional.etag_fault(self.sent, self.fetched, same_body=self.has_the_same_body)

    def asked(self) -> SourceState:
        """The state with what is remembered of the request alone."""
        known = self.state.validators
        asking = conditional.asked(self.state.asking, known, self.sent, self.started)
        return replace(self.state, asking=asking)

    def learnt(self, filings: Sequence[Filing], items: int) -> SourceState:
        """The state with what is remembered of request and answer, `filings` being what was news of its
        `items`: what conditional requests are worth, and when the source has news.
        """
        came = [_dated(one) for one in filings if one.decision.status not in _NO_NEWS]
        overlaps = self.is_pushed or not items or len(filings) < items
        learnt = rhythm.observed(self.state.rhythm, came, self.started, overlaps=overlaps)
        if self.is_pushed:  # of requests it teaches nothing
            return replace(self.state, rhythm=learnt)
        state = self.asked()
        asking = conditional.answered(
            state.asking,
            self.sent,
            self.fetched,
            same_body=self.has_the_same_body,
            now=self.started,
        )
        return replace(state, asking=asking, rhythm=learnt)


def has_the_same_body(fetched: Fetched, state: SourceState) -> bool:
    """Whether the one document of an answer is, byte for byte, the last one."""
    payloads, known = fetched.payloads, state.body_sha256
    return len(payloads) == 1 and bool(known) and payloads[0].sha256 == known


def _dated(filing: Filing) -> datetime | None:
    item: Item = filing.desk_item.item
    if filing.desk_item.revision > 1:
        return item.versioncreated
    return item.firstcreated or item.versioncreated
