"""A hub, and a newsroom that it pushes to: what it was asked, and how often the source is polled all the same."""

from __future__ import annotations

import gzip
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from feeds.model import Pushed, Subscribed, Subscription
from tests.pipeline.newsroom import Newsroom

CALLBACK = "https://feeds.gnn9.com/hub/"
HUB, TOPIC = "https://hub.example/", "http://ians.example/feed"
NAMED = {"feed_url": TOPIC, "hubs": [{"type": "WebSub", "url": HUB}]}
TEN_DAYS = timedelta(days=10)


@dataclass
class Hub:
    """A hub that does what the standard wants, with the newsroom at its other end."""

    room: Newsroom
    feed: Callable[..., bytes]
    item: Callable[..., dict[str, Any]]

    def asked(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(call.body.decode())) for call in self.room.outside.calls]

    def token(self, number: int = -1) -> str:
        return self.asked()[number]["hub.callback"].removeprefix(CALLBACK)

    async def verify(self, number: int = -1, **changes: str) -> bool:
        """Whether its challenge comes back, for the request that came last."""
        form = self.asked()[number]
        said = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c",
            "hub.lease_seconds": form.get("hub.lease_seconds", ""),
        }
        changed = {f"hub.{name}": value for name, value in changes.items()}
        return await self.room.subscribing.verify(self.token(number), said | changed)

    async def push(self, *guids: str, body: bytes = b"", sign: bool = True, **more: Any) -> bool:
        body = body or self.feed(*(self.item(guid) for guid in guids))
        sent = gzip.compress(body) if more.get("gzipped") else body
        signed = sent if more.get("signed_as_sent") else body
        secret = self.asked()[0].get("hub.secret", "")
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        signature = more.get("signature", f"sha256={digest}" if sign else "")
        return await self.room.pushing.take(self.token(), "", signature, body, sent)


def one(hub: Hub) -> Subscription:
    (found,) = hub.room.store.subscriptions()
    return found


async def polls(hub: Hub, **length: float) -> int:
    """How often the source is asked while a daemon runs for so long, looking each minute."""
    room, before = hub.room, len(hub.room.wire.asked)
    end = room.clock() + timedelta(**length)
    while room.clock() < end:
        room.clock.advance(minutes=1)
        room.subscribing.rest(room.clock())
        await room.poll(early=False)
    return len(room.wire.asked) - before


def outcomes(hub: Hub) -> list[str]:
    return [e.outcome for e in hub.room.events if isinstance(e, (Pushed, Subscribed))]
