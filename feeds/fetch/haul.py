"""What a poll of many files or messages has got so far, kept apart from the connection: when that breaks,
or time is over, what was read whole is not lost, and what it broke with waits until all others were had.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from feeds.errors import FetchError
from feeds.model import Fetched, Payload, Source

MOST_IN_ONE_POLL = 4
"""Times the largest file: when so much has been read, the rest comes with the next poll."""


class Unreadable(Exception):
    """A file that cannot be had, while others may; why."""


class Item(Protocol):
    """A file or a message, as it is listed."""

    @property
    def size(self) -> int:
        """In bytes."""
        ...

    @property
    def modified(self) -> datetime | None:
        """When it was written, or came."""
        ...


T = TypeVar("T", bound=Item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a poll is to bring."""

    source: Source
    cursor: str
    max_bytes: int
    """Of one file or message."""
    clock: Callable[[], datetime]
    enough: Callable[[], bool]
    """Says when no other is to be begun."""


class Poll(Protocol):
    """A poll on an open connection. Whoever makes it may break it off at any moment."""

    async def enter(self) -> None:
        """Logs in. Raises FetchError, OSError."""
        ...

    async def take(self) -> Fetched:
        """What has come since the cursor was written, the oldest first. Raises FetchError, OSError."""
        ...

    def broken_off(self, fault: FetchError) -> Fetched:
        """What was read whole before the poll came to this end. Raises FetchError where that is nothing."""
        ...

    def leave(self) -> None:
        """Breaks the connection off, whatever is under way on it."""
        ...


@dataclass(slots=True, kw_only=True)
class Haul(Generic[T]):
    """Each of the items of a poll stands in one of three lists, those that were not begun in none."""

    order: Order
    now: datetime
    url: Callable[[T], str]
    media_type: str = ""
    read: list[tuple[T, bytes]] = field(default_factory=list)
    passed: list[T] = field(default_factory=list)
    """Too large, or gone: not asked for again until they change."""
    refused: list[T] = field(default_factory=list)
    """To be tried again, after all others."""
    faults: dict[str, str] = field(default_factory=dict)
    under_way: T | None = None

    async def fill(
        self,
        waiting: Iterable[T],
        read: Callable[[T], Awaitable[bytes | None]],
        amiss: Callable[[T, bytes], str] = lambda *_: "",
    ) -> None:
        """Reads one after another. `read` gives nothing for what is gone; `amiss` says what is wrong with
        the bytes of one.
        """
        largest = self.order.max_bytes
        left = MOST_IN_ONE_POLL * largest
        for item in waiting:
            if left <= 0 or self.order.enough():
                break
            if item.size > largest:
                self.faults[self.url(item)] = f"is larger than {largest} bytes"
                self.passed.append(item)
                continue
            self.under_way = item
            try:
                body = await read(item)
            except Unreadable as fault:
                self._refuse(item, str(fault))
            else:
                left -= len(body or b"")
                self._put(item, body, amiss)
            self.under_way = None

    def broken_off(self, fault: FetchError, cursor: Callable[[], str]) -> Fetched:
        """See `Poll`. `cursor` writes down what there is then."""
        if self.under_way is not None:
            self._refuse(self.under_way, str(fault))
        else:
            self.faults[self.order.source.url] = str(fault)
        if not self.read:
            raise FetchError(str(fault), cursor=cursor()) from fault
        return self.fetched(cursor())

    def fetched(self, cursor: str) -> Fetched:
        """All of it."""
        return Fetched(
            payloads=tuple(self._payload(item, body) for item, body in self.read),
            unchanged=not self.read,
            wire_bytes=sum(len(body) for _, body in self.read),
            cursor=cursor,
            faults=tuple(self.faults.items()),
        )

    def _put(self, item: T, body: bytes | None, amiss: Callable[[T, bytes], str]) -> None:
        if body is None:
            self.passed.append(item)
        elif why := amiss(item, body):
            self._refuse(item, why)
        else:
            self.read.append((item, body))

    def _refuse(self, item: T, why: str) -> None:
        self.faults[self.url(item)] = why
        self.refused.append(item)

    def _payload(self, item: T, body: bytes) -> Payload:
        # A server's clock may be ahead of ours, or its zone another than the source's.
        modified = item.modified and min(item.modified, self.now)
        return Payload(
            source=self.order.source.id,
            url=self.url(item),
            body=body,
            media_type=self.media_type,
            fetched_at=self.now,
            modified_at=modified,
            sha256=hashlib.sha256(body).hexdigest(),
        )
