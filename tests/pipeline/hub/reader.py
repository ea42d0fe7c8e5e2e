"""Who subscribes at our own hub: what it asks for, what it is asked, and what it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from feeds.model import Call, Called, Confirmed, Verdict
from tests.pipeline.newsroom import Newsroom

TOPIC = "https://feeds.gnn9.com/all.rss"
CALLBACK = "https://reader.example/cb/9f"
DAYS = timedelta(days=10)


class Reader:
    """Who subscribes, at any callback: it confirms what it is asked, and takes what it is sent."""

    def __init__(self, room: Newsroom) -> None:
        self.room = room
        self.says: Callable[[Call], int | Called | str] = lambda call: 204
        """To a delivery."""
        self.confirms: Callable[[dict[str, str]], Called | int | str] = lambda said: Called(
            status=200, body=said.get("hub.challenge", "").encode()
        )
        room.outside.says = self._answer

    def _answer(self, call: Call) -> int | Called | str:
        if call.method == "POST":
            return self.says(call)
        return self.confirms(dict(parse_qsl(urlsplit(call.url).query)))

    async def asks(self, mode: str = "subscribe", callback: str = CALLBACK, **more: Any) -> Verdict:
        """A request, which the hub deals with at once."""
        fields = {"mode": mode, "callback": callback, "topic": TOPIC, **more}
        form = {f"hub.{name}": value for name, value in fields.items()}
        verdict = await self.room.hub.hear(form)
        await self.room.hub.run()
        return verdict

    def asked(self) -> list[dict[str, str]]:
        """What callbacks were asked, or told, by GET."""
        calls = [call for call in self.room.outside.calls if call.method == "GET"]
        return [dict(parse_qsl(urlsplit(call.url).query)) for call in calls]

    def sent(self) -> list[Call]:
        """What was delivered, or tried to be."""
        return [call for call in self.room.outside.calls if call.method == "POST"]

    def got(self, callback: str = CALLBACK) -> list[Call]:
        """What a callback was sent."""
        return [call for call in self.sent() if call.url == callback]

    async def waits(self, **length: float) -> None:
        """Time passes, and the hub looks once."""
        self.room.clock.advance(**length)
        await self.room.hub.run()


async def until(true: Callable[[], object]) -> None:
    """Lets tasks go on until something is so."""
    for _ in range(10_000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


def told(reader: Reader, kind: type) -> list[Any]:
    return [event for event in reader.room.events if isinstance(event, kind)]


def outcomes(reader: Reader) -> list[str]:
    return [event.outcome for event in told(reader, Confirmed)]
