"""What one poll brought, and what of it counts for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import SourceError
from feeds.model import Deadly, Fetched, Reading, SourceState


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
    deadly: tuple[Deadly, ...] = ()
    """What is now remembered of documents that ended their readers."""

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
    def has_a_wrong_etag(self) -> bool:
        """Whether another body came under the tag that we sent (C08)."""
        sent, came = self.state.validators.etag, self.fetched.validators.etag
        return bool(
            sent == came != ""
            and self.fetched.payloads
            and not has_the_same_body(self.fetched, self.state)
        )


def has_the_same_body(fetched: Fetched, state: SourceState) -> bool:
    """Whether a poll brought the bytes that the last one brought."""
    return (
        len(fetched.payloads) == 1
        and bool(state.body_sha256)
        and fetched.payloads[0].sha256 == state.body_sha256
    )
