"""The wire of a story in memory: a clock, what its sources answer, and how that is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.errors import FetchError
from feeds.model import Fetched, Payload, Reading, Source, SourceState, Validators
from feeds.pipeline.read import read

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Clock:
    """The wall clock of a story: it stands still until the story goes on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> datetime:
        self.now += timedelta(**length)
        return self.now


@dataclass(frozen=True)
class Asked:
    """One request that reached the wire."""

    source: str
    at: datetime
    validators: Validators
    address: str


class Wire:
    """A `Fetcher` that plays what was scripted for each source, in order.

    A source for which nothing is scripted has nothing new.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._script: dict[str, list[object]] = {}
        self.asked: list[Asked] = []
        self.acknowledged: list[tuple[str, dict[str, str]]] = []

    def will(
        self,
        source: str,
        *bodies: bytes | str,
        etag: str = "",
        last_modified: str = "",
        **more: Any,
    ) -> None:
        """The next answer brings these bodies."""
        self._script.setdefault(source, []).append(
            Fetched(
                payloads=tuple(
                    self._payload(source, body, number) for number, body in enumerate(bodies)
                ),
                validators=Validators(etag=etag, last_modified=last_modified),
                status=200,
                **more,
            )
        )

    def will_say_unchanged(self, source: str, **more: Any) -> None:
        self._script.setdefault(source, []).append(Fetched(unchanged=True, status=304, **more))

    def will_fail(self, source: str, fault: Exception | str = "it refuses the connection") -> None:
        self._script.setdefault(source, []).append(
            FetchError(fault) if isinstance(fault, str) else fault
        )

    async def fetch(self, source: Source, state: SourceState) -> Fetched:
        known = state.validators if state.url == source.url else Validators()
        moved = state.move.address if state.url == source.url else ""
        self.asked.append(
            Asked(
                source=source.id,
                at=self._clock(),
                validators=known,
                address=moved or source.url or source.path,
            )
        )
        answers = self._script.get(source.id)
        answer = (
            answers.pop(0)
            if answers
            else Fetched(unchanged=True, validators=known, cursor=state.cursor, status=304)
        )
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Fetched)
        stamped = (replace(one, fetched_at=self._clock()) for one in answer.payloads)
        return replace(answer, payloads=tuple(stamped))

    async def acknowledge(self, source: Source, faults: Mapping[str, str]) -> None:
        self.acknowledged.append((source.id, dict(faults)))

    @staticmethod
    def _payload(source: str, body: bytes | str, number: int) -> Payload:
        data = body.encode() if isinstance(body, str) else body
        return Payload(
            source=source,
            url=f"http://{source}.example/feed" + (f"?{number}" if number else ""),
            body=data,
            fetched_at=NOON,
            sha256=hashlib.sha256(data).hexdigest(),
        )


class Reader:
    """The real reader. `says` adds what no format that we read can say yet (an embargo), `breaks` is raised
    for a source, as a bug of ours would be, and documents of `cuts_off` are as if they ended too early.
    """

    def __init__(self) -> None:
        self.says: dict[str, dict[str, Any]] = {}
        self.breaks: dict[str, Exception] = {}
        self.reads = 0
        self.cuts_off: set[str] = set()

    async def read(self, payload: Payload, source: Source) -> Reading:
        self.reads += 1
        if source.id in self.breaks:
            raise self.breaks[source.id]
        reading = read(payload, source)
        return replace(
            reading,
            items=tuple(replace(item, **self.says.get(item.guid, {})) for item in reading.items),
            hashes=(),
            cut_off=reading.cut_off or source.id in self.cuts_off,
        )
