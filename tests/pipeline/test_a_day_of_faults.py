"""A day of the demonstration's wire, and of what can go wrong beside it, in simulated time: each alarm is said once, none
is missed, none is false, and each is over when what it is about is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from starlette.requests import Request

from feeds.demo import wire as demo
from feeds.demo.wire import AGENCIES, Agency, Wire
from feeds.errors import PublishError
from feeds.fetch.client import Client
from feeds.fetch.http import HttpFetcher
from feeds.model import Alarmed, Alert, Lows, Rights, Source
from tests.house import LIMITS
from tests.pipeline.newsroom import Newsroom
from tests.pipeline.wire import NOON

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
SLOWER = 360
"""Agencies of the demonstration file every few seconds; here every half an hour or so."""
FAR = frozenset({"aldpress", "coastwire", "delta", "estuary", "ferrynews", "granary"})
"""Reached through one provider."""
BUSY = "brisca"
"""Files enough for its manner to be known within hours."""


class Certificates:
    """What the handshakes would have shown."""

    def __init__(self) -> None:
        self.ends: dict[str, datetime] = {}

    def end(self, host: str) -> tuple[datetime | None, timedelta | None]:
        return self.ends.get(host), timedelta(days=90)


class Mailbox:
    """Both are at one server of mail."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_down = False
        self.got: list[str] = []

    async def send(self, alert: Alert) -> None:
        if self.is_down:
            raise PublishError("mail.example does not answer")
        self.got += [f"{one.alarm.kind} {one.alarm.subject}" for one in alert.raised]
        self.got += [f"over: {one.alarm.kind} {one.alarm.subject}" for one in alert.over]


class Day:
    """Twenty agencies and the house that polls them; `at` names the hour, and what changes then."""

    def __init__(self, new_room: Callable[..., Newsroom]) -> None:
        self.hosts = {
            f"127.0.1.{n}": replace(one, every=240.0 if one.id == BUSY else one.every * SLOWER)
            for n, one in enumerate(AGENCIES, 11)
        }
        self.skew = timedelta(0)
        self.cut: frozenset[str] = frozenset()
        """Agencies that cannot be reached."""
        self.certificates = Certificates()
        self.ops, self.night = Mailbox("e-mail to ops"), Mailbox("e-mail to night")
        self.room = new_room(
            *(
                Source(
                    id=one.id,
                    provider=one.name,
                    rights=Rights.FULL,
                    url=f"http://{host}:8080/feed",
                    every=QUARTER,
                )
                for host, one in self.hosts.items()
            ),
            messengers=(self.ops, self.night),
        )
        clock = self.room.clock
        self.wire = Wire(clock=clock, started=clock(), hosts=self.hosts)
        self.room.disks["the store"] = 50 * 2**30
        today = clock().date()
        before = tuple((today - timedelta(days=n), (50 + n) * 2**30) for n in range(7, 0, -1))
        self.room.store.save_lows("the store", Lows(days=before))
        self.said: list[tuple[datetime, str]] = []

    async def open(self) -> HttpFetcher:
        fetcher = HttpFetcher(LIMITS, user_agent="gnn9-feeds/1", clock=self.room.clock)
        await fetcher.aclose()
        transport = httpx.ASGITransport(self._dated)  # type: ignore[arg-type]
        fetcher._client = Client(transport, self.certificates)  # type: ignore[arg-type]
        self.room.fetcher = fetcher
        self.room.start()
        return fetcher

    async def _dated(self, scope, receive, send) -> None:
        async def with_date(message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self.room.clock() + self.skew, usegmt=True)
                message["headers"] = [*message["headers"], (b"date", date.encode())]
            await send(message)

        agency = self.hosts.get(Request(scope).url.hostname or "")
        if agency is not None and agency.id in self.cut:
            raise httpx.ConnectTimeout("no route")
        await self.wire(scope, receive, with_date)

    def mends(self, agency: str, manner: str = "steady") -> None:
        for host, one in self.hosts.items():
            if one.id == agency:
                self.hosts[host] = replace(one, manner=manner)

    async def goes_on(self, hours: float) -> None:
        """The daemon polls what is due and looks, every five minutes."""
        room, end = self.room, self.room.clock() + hours * HOUR
        while room.clock() < end:
            await room.poll(early=False)
            self.said += [(room.clock(), one) for one in await room.look()]
            room.clock.advance(minutes=5)

    def hour_of(self, said: str) -> float:
        (at,) = [at for at, one in self.said if one == said]
        return (at - NOON) / HOUR


@pytest.fixture
def day(new_room: Callable[..., Newsroom], monkeypatch: pytest.MonkeyPatch) -> Day:
    monkeypatch.setattr(demo, "_SLOW", 0.0)
    monkeypatch.setitem(demo._MANNERS, "bare", _bare)
    return Day(new_room)


async def _bare(wire: Wire, agency: Agency, request):
    """Headlines alone, all of a sudden."""
    stories = [replace(one, paragraphs=()) for one in wire.stories(agency)]
    return wire.feed(agency, request, stories)


async def test_a_day_of_faults(day: Day) -> None:
    fetcher = await day.open()
    await day.goes_on(3)
    day.cut = FAR
    await day.goes_on(2)  # 5
    day.cut = frozenset()
    await day.goes_on(1)  # 6
    day.room.disks["the store"] = 20 * 2**30  # a copy of something large
    await day.goes_on(3)  # 9
    day.mends(BUSY, "bare")
    await day.goes_on(3)  # 12
    day.skew = timedelta(minutes=9)
    day.certificates.ends["127.0.1.11"] = NOON + timedelta(days=12)
    await day.goes_on(2)  # 14
    day.room.disks["the store"] = 2**29
    day.mends("keystone")
    day.mends(BUSY)
    day.ops.is_down = day.night.is_down = True
    await day.goes_on(3)  # 17
    day.ops.is_down = day.night.is_down = False
    day.skew = timedelta(0)
    day.certificates.ends["127.0.1.11"] = NOON + timedelta(days=90)
    day.room.disks["the store"] = 20 * 2**30
    day.room.start()
    await day.goes_on(7.5)
    await fetcher.aclose()

    begun = [
        "outage making connections",
        "failing keystone",
        f"bodies {BUSY}",
        "clock this machine",
        "certificate 127.0.1.11",
        "disk the store",
        "delivery e-mail",
    ]
    # What was withdrawn before anybody had polled is about stories that nobody holds.
    unknown = [f"notice {day.room.item(f'sentinel-{number}').id}" for number in (4, 8)]
    assert Counter(one for _, one in day.said) == Counter(
        [*begun, *(f"over: {one}" for one in begun), *unknown]
    )
    assert day.room.store.standing_alarms() == ()
    assert 0 < day.hour_of("failing keystone") < 6
    assert 3.3 < day.hour_of("outage making connections") < 5
    assert 6 < day.hour_of("over: outage making connections") < 9
    assert 9 < day.hour_of(f"bodies {BUSY}") < 12
    assert 12 <= day.hour_of("clock this machine") < 13
    assert 12 <= day.hour_of("certificate 127.0.1.11") < 12.5
    assert 14 <= day.hour_of("disk the store") < 14.1
    assert 14 <= day.hour_of("delivery e-mail") < 15
    assert 17 <= day.hour_of("over: delivery e-mail") < 18.5
    assert 15 <= day.hour_of("over: failing keystone") < 24
    assert 14 < day.hour_of(f"over: bodies {BUSY}") < 18
    assert 18 <= day.hour_of("over: disk the store") < 18.2
    assert 18 <= day.hour_of("over: clock this machine") < 19.5
    assert 17 <= day.hour_of("over: certificate 127.0.1.11") < 18
    heard = [one for _, one in day.said if "delivery" not in one]
    assert sorted(day.ops.got) == sorted(day.night.got) == sorted(heard), "by mail, too, each once"
    stand = [dict(one.standing) for one in day.room.events if isinstance(one, Alarmed)]
    assert max(sum(one.values()) for one in stand) == 7
    assert sum(stand[-1].values()) == 0
