"""Sets the stage: the wire on its addresses, a config for it, the daemon, and somebody who watches."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import uvicorn

from feeds.app.clock import clock
from feeds.app.loading import schema_text
from feeds.app.working import run
from feeds.demo.show import Show
from feeds.demo.wire import AGENCIES, Agency, Wire
from feeds.engine.log import Log

_FIRST_HOST = 11


def run_demo(*, stop_after: timedelta | None, directory: Path | None, listen: str) -> None:
    """Runs the demonstration until a signal or `stop_after`.

    Everything it writes goes into `directory`, or into a folder that goes away with it.
    """
    ends = _Ends()
    with _folder(directory) as folder:
        asyncio.run(_play(folder, stop_after, listen, ends))


class _Ends:
    """SIGTERM, and SIGHUP where it is not ignored, end a demonstration, also before its daemon heeds signals: it has
    no config that somebody edits, and a terminal that closes is the end of it.
    """

    def __init__(self) -> None:
        numbers = (signal.SIGTERM, signal.SIGHUP)
        self._heeded = [one for one in numbers if signal.getsignal(one) is not signal.SIG_IGN]
        self._early: list[int] = []
        for one in self._heeded:
            signal.signal(one, lambda number, _: self._early.append(number))

    def begin(self) -> None:
        """The daemon heeds SIGTERM from now on."""
        if signal.SIGHUP in self._heeded:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGHUP, signal.raise_signal, signal.SIGTERM)
        if self._early:
            signal.raise_signal(signal.SIGTERM)


@contextlib.contextmanager
def _folder(directory: Path | None) -> Iterator[Path]:
    if directory is None:
        with tempfile.TemporaryDirectory(prefix="feeds-demo-") as name:
            yield Path(name)
    else:
        directory.mkdir(parents=True, exist_ok=True)
        yield directory


async def _play(folder: Path, stop_after: timedelta | None, listen: str, ends: _Ends) -> None:
    hosts = {f"127.0.1.{n}": agency for n, agency in enumerate(AGENCIES, _FIRST_HOST)}
    sockets, port = _bind(tuple(hosts))
    wire = Wire(clock=clock, started=clock(), hosts=hosts)
    server = uvicorn.Server(
        uvicorn.Config(
            wire, log_level="error", access_log=False, lifespan="off", timeout_keep_alive=60
        )
    )
    # The signals are the daemon's; the wire ends when the daemon has.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    serving = asyncio.create_task(server.serve(sockets=sockets))
    config = folder / "config.toml"
    config.write_text(_config(hosts, port, listen), encoding="utf-8")
    (folder / "config.schema.json").write_text(schema_text(), encoding="utf-8")
    show = Show(sys.stdout, AGENCIES, f"http://{listen}/")

    def begin(_: object) -> None:
        ends.begin()
        show.begin()

    try:
        await run(
            config,
            log=show.log(Log),
            observers=(show,),
            ready=begin,
            stop_after=stop_after,
        )
    finally:
        show.end(wire, folder / "public")
        server.should_exit = True
        await serving
        for one in sockets:
            one.close()


def _bind(hosts: tuple[str, ...]) -> tuple[list[socket.socket], int]:
    """A listening socket on every address, all on the same free port."""
    sockets = [socket.create_server((hosts[0], 0))]
    port: int = sockets[0].getsockname()[1]
    sockets += [socket.create_server((host, port)) for host in hosts[1:]]
    return sockets, port


def _config(hosts: dict[str, Agency], port: int, listen: str) -> str:
    sources = "\n".join(
        f"""
[[source]]
id = "{agency.id}"
provider = "{agency.name}"
url = "http://{host}:{port}/feed"
every = "2s"
rights = "full"
"""
        for host, agency in hosts.items()
    )
    return f"""#:schema config.schema.json
[site]
name = "Demonstration"
link = "http://{listen}/"
description = "Invented stories from twenty invented agencies"
language = "en"
timezone = "UTC"
author = "admin"
tag = "demo.example,2026"

[store]
url = "sqlite:///feeds.db"

[publish]
directory = "public"
base_url = "http://{listen}/"

[serve]
listen = "{listen}"

[fetch]
min_interval = "1s"
timeout = "10s"
allow_networks = ["127.0.0.0/8"]
{sources}
[[channel]]
id = "all"
title = "All stories"

[[channel]]
id = "world"
title = "World"
select = {{ subjects = ["world"] }}

[[channel]]
id = "business"
title = "Business"
select = {{ subjects = ["business"] }}

[[channel]]
id = "science"
title = "Science"
select = {{ subjects = ["science"] }}

[[channel]]
id = "steady"
title = "Six agencies that behave"
select = {{ providers = ["ALDPRESS", "BRISCA", "COASTWIRE", "DELTA", "ESTUARY", "FERRYNEWS"] }}
"""
