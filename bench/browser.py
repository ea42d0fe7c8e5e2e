"""How long each page of the desk in the browser takes with a hundred thousand items in the store.

A house of forty sources and twelve channels, and the daemon as it runs there, in a process of its own: with nothing
to do; while it makes all pages of stories anew, as another config or program has it do; and while it makes the pages
of its archives, as after its first start. Pages are asked for over HTTP, each in its turn.
"""

from __future__ import annotations

import math
import re
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.desk import held
from feeds import __version__
from feeds.app.loading import load
from feeds.app.parts import house_of, open_store
from feeds.config.passwords import hashed
from feeds.model import Decision, DeskItem, Filing, Status
from feeds.pipeline.adopt import adopt
from feeds.pipeline.house import House
from feeds.store.sql import SqlStore

ITEMS = 100_000
SOURCES, CHANNELS, AGENCIES = 40, 12, 11
TURNS = 40
GOAL = 100.0
"""Milliseconds that the 95th percentile of each page stays below."""
_BATCH = 2000
_VERSIONS = 60
_READY = 600.0
_PASSWORD = "correct horse battery"
_DESK, _PUBLIC = 18_110, 18_111


def measure(folder: Path) -> None:
    """Prints for each page the median and the 95th percentile, and which pages miss the goal."""
    (folder / "editor.hash").write_text(hashed(_PASSWORD, secrets.token_bytes(16)))
    began = time.perf_counter()
    _write_config(folder, archive=False)
    with _store(folder) as (store, house):
        pages = _fill(store, house)
    print(f"  {ITEMS} items written and indexed in {time.perf_counter() - began:.0f} s")
    _told("with nothing to do", _asked(folder, pages, waits=""))
    _write_config(folder, archive=True)
    _told("while all pages of stories are made anew", _asked(folder, pages, waits="pages"))
    with _store(folder) as (store, _):
        store.paged([(one.id, one.revision) for one in store.items()])
    _told("while pages of archives are made", _asked(folder, pages, waits="archives"))


def _told(when: str, took: Mapping[str, Sequence[float]]) -> None:
    print(f"  {when}:")
    for page, times in took.items():
        middle, late = statistics.median(times), _late(times)
        print(
            f"    {page:28} p50 {middle:5.0f} ms, p95 {late:5.0f} ms, longest {max(times):5.0f} ms"
        )
    missing = [page for page, times in took.items() if _late(times) >= GOAL]
    print(
        f"    p95 (goal below {GOAL:.0f} ms): {'missed by ' + ', '.join(missing) if missing else 'met by all'}"
    )


def _late(times: Sequence[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.95) - 1]


# --- the house ---------------------------------------------------------------------------


def _write_config(folder: Path, *, archive: bool) -> None:
    sources = "".join(
        f'[[source]]\nid = "wire-{n}"\nprovider = "Agency {n % AGENCIES}"\nurl = "http://wire{n}.example/feed"\n'
        'every = "1d"\nrights = "full"\n'
        for n in range(SOURCES)
    )
    more = "" if archive else "archive = false\n"
    channels = f'[[channel]]\nid = "all"\ntitle = "All"\n{more}' + "".join(
        f'[[channel]]\nid = "desk-{n}"\ntitle = "Desk {n}"\n{more}'
        f"select = {{ providers = {[f'Agency {(n + k) % AGENCIES}' for k in range(3)]} }}\n"
        for n in range(1, CHANNELS)
    )
    (folder / "config.toml").write_text(f"""
[site]
name = "Bench"
link = "http://bench.example/"
description = "Measured"
language = "en"
timezone = "Asia/Kolkata"
author = "admin"
tag = "bench.example,2026"
[store]
url = "sqlite:///feeds.db"
[publish]
directory = "public"
base_url = "http://127.0.0.1:{_PUBLIC}/"
[fetch]
contact = "http://bench.example/"
[serve]
listen = "127.0.0.1:{_PUBLIC}"
[desk]
listen = "127.0.0.1:{_DESK}"
[desk.users]
editor = {{ password_file = "editor.hash" }}
{sources}{channels}""")


@contextmanager
def _store(folder: Path) -> Iterator[tuple[SqlStore, House]]:
    """The store as it stands when the daemon has taken over the config: nothing is left to be judged anew."""
    config = load(folder / "config.toml")
    store, house = open_store(config), house_of(config)
    try:
        adopt(house, store, __version__, datetime.now(UTC))
        yield store, house
    finally:
        store.close()


def _fill(store: SqlStore, house: House) -> dict[str, str]:
    """Items a thousand a day, the newest from this minute, all published and indexed; the addresses of the pages
    that are to be asked for, by what they show.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    for state in store.states().values():
        url = house.sources[state.id].url
        due = now + timedelta(hours=12)
        polled = replace(state, url=url, last_poll=now, last_success=now, next_due=due)
        store.save_state(polled)
    for start in range(ITEMS, 0, -_BATCH):
        made = [_made(number, house, now) for number in range(start, start - _BATCH, -1)]
        store.rule([_filing(one) for one in made], made[-1].received)
        store.paged([(one.id, 1) for one in made if one.status.publishes])
    newest = made[-1]
    for revision in range(2, _VERSIONS + 1):
        again = replace(newest.item, headline=f"{newest.item.headline} {revision}")
        at = newest.updated + timedelta(seconds=revision)
        newest = replace(newest, item=again, revision=revision, status=Status.UPDATE, updated=at)
        store.rule([_filing(newest)], at)
    store.paged([(newest.id, newest.revision)])
    while store.index(_BATCH):
        pass
    common, rare = newest.item.body_text.split()[-2:]
    asked: dict[str, dict[str, str]] = {
        "items": {},
        "items of a channel": {"channel": "desk-3"},
        "items of a status": {"status": "held"},
        "items of a source": {"source": "wire-7"},
        "a channel and a status": {"channel": "all", "status": "held"},
        "a channel and a rare status": {"channel": "desk-3", "status": "correction"},
        "a source and a status": {"source": "wire-7", "status": "rejected"},
        "words": {"q": common},
        "a rare word": {"q": rare.strip(".")},
        "words within a source": {"q": common, "source": "wire-7"},
        "words within a channel": {"q": common, "channel": "desk-3"},
        "words within a status": {"q": common, "status": "rejected"},
    }
    return {
        "overview": "/",
        "sources": "/sources",
        **{page: f"/items?{urlencode(query)}" for page, query in asked.items()},
        "an item of many versions": f"/item?{urlencode({'id': newest.id, 'revision': newest.revision})}",
    }


def _made(number: int, house: House, now: datetime) -> DeskItem:
    one = held(number, body=True)
    source = f"wire-{number % SOURCES}"
    at = now - timedelta(days=number / 1000)
    item = replace(
        one.item,
        source=source,
        provider=house.sources[source].provider,
        firstcreated=at,
        versioncreated=at,
    )
    status = Status.NEW
    if number % 50 == 2:
        status = Status.HELD
    elif number % 30 == 3:
        status = Status.REJECTED
    made = replace(one, item=item, status=status, received=at, published=at, updated=at)
    return replace(made, channels=house.channels_of(made, now) if status.publishes else ())


def _filing(one: DeskItem) -> Filing:
    decision = Decision(status=one.status, rule="bench/1", reason="as a wire has it")
    return Filing(desk_item=one, decision=decision, keys=(f"guid:{one.item.guid}",))


# --- the daemon, and who asks it ---------------------------------------------------------


def _asked(folder: Path, pages: Mapping[str, str], *, waits: str) -> dict[str, list[float]]:
    """Milliseconds that each page took, in each turn; all the while something `waits` in that queue."""
    took: dict[str, list[float]] = {page: [] for page in pages}
    with _daemon(folder), _when_it_waits(waits), _signed_in() as (desk, cookie):
        for _ in range(TURNS):
            for page, path in pages.items():
                began = time.perf_counter()
                desk.request("GET", path, headers={"Cookie": cookie})
                answer = desk.getresponse()
                body = answer.read()
                took[page].append((time.perf_counter() - began) * 1000)
                assert answer.status == 200, (path, answer.status, body[:200])
    return took


@contextmanager
def _daemon(folder: Path) -> Iterator[None]:
    command = str(Path(sys.executable).with_name("feeds"))
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([command, "run", "-c", str(folder / "config.toml")], stderr=log)
        try:
            yield
        finally:
            running.kill()
            running.wait()


@contextmanager
def _signed_in() -> Iterator[tuple[HTTPConnection, str]]:
    """A connection to the desk, and the cookie of a session."""
    desk = _connected(_DESK)
    origin = {
        "Origin": f"http://127.0.0.1:{_DESK}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    desk.request("POST", "/login", urlencode({"name": "editor", "password": _PASSWORD}), origin)
    answer = desk.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    try:
        yield desk, str(answer.getheader("Set-Cookie")).partition(";")[0]
    finally:
        desk.close()


def _connected(port: int) -> HTTPConnection:
    end = time.perf_counter() + _READY
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=_READY)
        try:
            connection.connect()
        except OSError:
            if time.perf_counter() > end:
                raise
            time.sleep(0.1)
        else:
            return connection


@contextmanager
def _when_it_waits(queue: str) -> Iterator[None]:
    """Begins when something waits in a queue, and still does at its end; of ``""`` when nothing does in any."""
    end = time.perf_counter() + _READY
    while time.perf_counter() < end:
        waiting = _waiting()
        if waiting.get(queue, 0) if queue else waiting and not any(waiting.values()):
            break
        time.sleep(0.2)
    else:
        raise SystemExit(f"the daemon was not as it was to be within {_READY:.0f} s: {_waiting()}")
    yield
    if queue and not _waiting()[queue]:
        raise SystemExit(f"{queue} were all made before all pages of the desk had been asked for")


def _waiting() -> dict[str, int]:
    """How much waits in the daemon's queues, as its metrics say."""
    public = _connected(_PUBLIC)
    public.request("GET", "/metrics")
    text = public.getresponse().read().decode()
    public.close()
    found = re.findall(r'^feeds_queue_length\{queue="(\w+)"\} (\S+)$', text, re.MULTILINE)
    return {queue: int(float(length)) for queue, length in found}
