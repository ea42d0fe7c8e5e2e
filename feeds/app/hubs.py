"""Who is behind the addresses at which hubs reach us, and at which our own is reached: the desk that runs at this
moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from feeds.errors import FetchError, SizeError, StoreError
from feeds.serve.callback import Trouble, Unfit

if TYPE_CHECKING:
    from feeds.app.parts import Desk
    from feeds.model import Verdict


class Hubs:
    """What `feeds.serve.callback.Callbacks` promises, over a desk that a reload exchanges."""

    def __init__(
        self, desk: Callable[[], Desk], alarm: Callable[[str, BaseException], None]
    ) -> None:
        self._desk = desk
        self._alarm = alarm

    @property
    def most_bytes(self) -> int:
        """See `Callbacks`."""
        return self._desk().config.fetch.max_bytes

    def below(self, path: str) -> bool:
        """See `Callbacks`."""
        return path in self._desk().callback_paths

    async def verify(self, token: str, said: Mapping[str, str]) -> bool:
        """See `Callbacks`."""
        try:
            return await self._desk().subscribing.verify(token, said)
        except StoreError as fault:
            raise self._trouble(fault) from fault

    async def wants(self, token: str) -> bool:
        """See `Callbacks`."""
        try:
            return await self._desk().pushing.wants(token)
        except StoreError as fault:
            # Nobody can tell whose it is, nor keep every token that is tried meanwhile.
            self.miss("")
            raise self._trouble(fault) from fault

    async def take(
        self, token: str, media_type: str, signature: str, body: bytes, *, gzipped: bool
    ) -> bool:
        """See `Callbacks`. A bug is told in full, and the hub to try again: its copy is not lost."""
        sent = body
        if gzipped:
            body = await asyncio.to_thread(_unpacked, sent, self.most_bytes)
        try:
            return await self._desk().pushing.take(token, media_type, signature, body, sent)
        except Exception as fault:
            raise self._trouble(fault) from fault

    def miss(self, token: str) -> None:
        """See `Callbacks`."""
        self._desk().subscribing.miss(token)

    def _trouble(self, fault: Exception) -> Trouble:
        self._alarm("push", fault)
        return Trouble()


def _unpacked(sent: bytes, most: int) -> bytes:
    """What was compressed with gzip, within the limits of a body that is fetched. Raises Unfit."""
    from feeds.fetch.decode import Bounds, decoder

    bounds = Bounds(most)
    try:
        inner = decoder("gzip", bounds)
        bounds.sent(len(sent))
        return inner.feed(sent) + inner.end()
    except SizeError as fault:
        raise Unfit(413) from fault
    except FetchError as fault:
        raise Unfit(400) from fault


class Door:
    """What `feeds.serve.hub.Requests` promises, over whatever hears them at this moment."""

    def __init__(
        self,
        hear: Callable[[Mapping[str, str]], Awaitable[Verdict]],
        alarm: Callable[[str, BaseException], None],
    ) -> None:
        self._hear = hear
        self._alarm = alarm

    async def hear(self, said: Mapping[str, str]) -> Verdict:
        """See `Requests`."""
        try:
            return await self._hear(said)
        except StoreError as fault:
            self._alarm("hub", fault)
            raise Trouble from fault
