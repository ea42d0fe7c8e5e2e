"""What the daemon promises of its parts: the order of their ends, and when it gives up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from feeds.engine.daemon import Daemon, Parts, Runs
from feeds.errors import StoreError


class Recorder:
    """An engine and a server that write down what happens to them."""

    def __init__(self, name: str, log: list[str], *, fails: bool = False) -> None:
        self.name, self.log, self.fails = name, log, fails

    def wake(self) -> None:
        self.log.append(f"{self.name} woken")


class Engine(Recorder):
    def start(self) -> None:
        self.log.append(f"{self.name} started")

    async def stop(self, grace: timedelta) -> None:
        self.log.append(f"{self.name} stopped")


class Server(Recorder):
    async def start(self) -> None:
        if self.fails:
            raise OSError("taken")
        self.log.append(f"{self.name} started")

    async def stop(self, grace: timedelta) -> None:
        self.log.append(f"{self.name} stopped")


def a_daemon(
    log: list[str],
    *,
    reload: Callable[[], Callable[[], Awaitable[Runs]] | None] = lambda: None,
    server_fails: bool = False,
) -> Daemon:
    return Daemon(
        Parts(
            engine=Engine("engine", log),
            servers=(Server("server", log, fails=server_fails),),
            reload=reload,
            ready=lambda: log.append("ready"),
            stopping=lambda why: log.append(f"stopping: {why}"),
            reloading=lambda: log.append("reloading"),
            reloaded=lambda: log.append("reloaded"),
            stop_after=timedelta(seconds=30),
        )
    )


async def until_ready(log: list[str], what: str = "ready") -> None:
    async with asyncio.timeout(5):
        while what not in log:
            await asyncio.sleep(0)


async def test_the_engine_ends_before_the_servers_do() -> None:
    log: list[str] = []
    daemon = a_daemon(log)
    running = asyncio.create_task(daemon.run())
    await until_ready(log)
    daemon.give_up(StoreError("the disk is gone"))
    with pytest.raises(StoreError, match="the disk is gone"):
        await running
    assert log == [
        "server started",
        "engine started",
        "ready",
        "stopping: a fault that does not go away",
        "engine stopped",
        "server stopped",
    ]


async def test_a_new_config_is_adopted_when_the_old_engine_has_ended() -> None:
    log: list[str] = []

    async def make() -> Runs:
        log.append("adopted")
        return Engine("second", log)

    daemon = a_daemon(log, reload=lambda: make)
    running = asyncio.create_task(daemon.run())
    await until_ready(log)
    daemon.reload()
    await until_ready(log, "second started")
    expected = ["reloading", "engine stopped", "adopted", "second started", "reloaded"]
    assert log[-5:] == expected
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert "second stopped" in log


async def test_a_refused_config_leaves_the_engine_running() -> None:
    log: list[str] = []
    asked = asyncio.Event()

    def refuse() -> None:
        asked.set()

    daemon = a_daemon(log, reload=refuse)
    running = asyncio.create_task(daemon.run())
    await until_ready(log)
    daemon.reload()
    async with asyncio.timeout(5):
        await asked.wait()
    assert "engine stopped" not in log
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_an_engine_that_cannot_be_made_ends_the_daemon_and_everything_in_it() -> None:
    log: list[str] = []

    async def make() -> Runs:
        raise StoreError("no room")

    daemon = a_daemon(log, reload=lambda: make)
    running = asyncio.create_task(daemon.run())
    await until_ready(log)
    daemon.reload()
    with pytest.raises(StoreError, match="no room"):
        await running
    assert log[-1] == "server stopped"


async def test_a_server_that_cannot_start_leaves_nothing_running() -> None:
    log: list[str] = []
    with pytest.raises(OSError, match="taken"):
        await a_daemon(log, server_fails=True).run()
    assert log == ["engine stopped"]


async def test_an_attempt_to_reload_has_a_beginning_and_an_end_whatever_comes_of_it() -> None:
    log: list[str] = []
    refused = asyncio.Event()

    def reload() -> None:
        log.append("refused")
        refused.set()

    daemon = a_daemon(log, reload=reload)
    running = asyncio.create_task(daemon.run())
    daemon.reload()
    async with asyncio.timeout(5):
        await refused.wait()
    await asyncio.sleep(0)
    daemon.give_up(StoreError("over"))
    with pytest.raises(StoreError):
        await running
    begin = log.index("reloading")
    assert log[begin : begin + 3] == ["reloading", "refused", "reloaded"]
