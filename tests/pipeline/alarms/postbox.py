"""A way out for alarms, sources that fail, and what is said while a daemon looks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from feeds.errors import PublishError
from feeds.model import Alert

DAY = timedelta(days=1)


@dataclass
class Postbox:
    """A `Messenger` that keeps what it is given, fails or hangs."""

    name: str = "e-mail"
    got: list[Alert] = field(default_factory=list)
    asked: int = 0
    fails: bool = False
    hangs: asyncio.Event | None = None

    async def send(self, alert: Alert) -> None:
        self.asked += 1
        if self.hangs is not None:
            await self.hangs.wait()
        if self.fails:
            raise PublishError("mail.example cannot be had")
        self.got.append(alert)

    def said(self) -> list[list[str]]:
        """By message, what was raised, and what was over."""
        return [
            [
                *(f"{one.alarm.kind} {one.alarm.subject}" for one in alert.raised),
                *(f"over: {one.alarm.kind} {one.alarm.subject}" for one in alert.over),
            ]
            for alert in self.got
        ]


async def fails(room, *ids: str, times: int = 3) -> None:
    """These sources fail so often, an hour apart."""
    for _ in range(times):
        room.clock.advance(hours=1)
        for id_ in ids:
            room.wire.will_fail(id_)
        await room.poll(*ids)


async def passes(room, **length: float) -> list[str]:
    """What is said while a daemon looks each second, or so."""
    end, said = room.clock() + timedelta(**length), []
    while room.clock() < end:
        said += await room.look()
        room.clock.advance(seconds=20)
    return said
