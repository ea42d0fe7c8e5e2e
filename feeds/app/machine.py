"""What `doctor` asks for: the machine, looked at with the config in hand."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from feeds.app.parts import control_path, store_path
from feeds.app.units import kept_at
from feeds.config import Config
from feeds.decide import machine
from feeds.decide.machine import Finding, Health
from feeds.errors import StoreError
from feeds.model import host_of

_OUT_OF_STEP = 5
"""TIME_ERROR of adjtimex(2)."""
_TIMEX = 512
"""Bytes, twice what any system's structure has."""
_PATIENCE = 5.0
"""Seconds for which the names of all hosts together are waited for."""


def look(config: Config) -> Iterator[Finding]:
    """What can be seen without asking anybody outside."""
    yield from machine.versions(_versions())
    yield machine.clock(in_step=_in_step(), zone=config.site.timezone)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield machine.descriptors(soft, config.fetch.concurrency)
    yield from _store(config)
    yield _writable("published folder", Path(config.publish.directory))
    for source in config.sources:
        if source.enabled and source.path:
            yield _writable(f"drop directory of {source.id}", Path(source.path), made=False)
    yield _daemon(config)


async def look_around(config: Config) -> Finding:
    """Whether the hosts of sources are found by their names; nothing is asked of them."""
    hosts = {
        host
        for source in config.sources
        if source.enabled and not source.path and (host := host_of(source.url))
    }
    loop = asyncio.get_running_loop()
    asked = {host: asyncio.ensure_future(loop.getaddrinfo(host, None)) for host in hosts}
    if asked:
        await asyncio.wait(asked.values(), timeout=_PATIENCE)
    why: dict[str, str] = {}
    for host, answer in asked.items():
        if not answer.done():
            why[host] = f"no answer in {_PATIENCE:g} s"
            answer.cancel()
        elif (fault := answer.exception()) is not None:
            why[host] = getattr(fault, "strerror", None) or str(fault)
    return machine.names(why, hosts)


def _versions() -> dict[str, str]:
    import pyexpat
    import sqlite3

    return {
        "gnn9-feeds": version("gnn9-feeds"),
        "Python": sys.version.split()[0],
        "SQLite": sqlite3.sqlite_version,
        "expat": ".".join(map(str, pyexpat.version_info)),
        **{name: version(name) for name in ("feedgen", "feedparser", "httpx", "starlette")},
    }


def _in_step() -> bool | None:
    """What the kernel says of its clock; None where it says nothing, as on systems that are no Linux."""
    ask = getattr(ctypes.CDLL(None), "adjtimex", None)
    said = ask(ctypes.create_string_buffer(_TIMEX)) if ask is not None else -1
    return None if said < 0 else said != _OUT_OF_STEP


def _store(config: Config) -> Iterator[Finding]:
    database = store_path(config)
    yield _writable("folder of the store", database.parent)
    size = 0
    if database.exists():
        yield _sound(config, database)
        log = database.with_name(f"{database.name}-wal")
        yield machine.log_size(log.stat().st_size if log.exists() else 0)
        size = database.stat().st_size
    else:
        yield Finding(name="store", health=Health.OK, found=f"{database} is yet to be made")
    place = _nearest(database)
    yield machine.room("the store", shutil.disk_usage(place).free, size)
    yield machine.file_system("the store", _kind_of_file_system(place))
    public = _nearest(Path(config.publish.directory))
    if public.stat().st_dev != place.stat().st_dev:
        yield machine.room("the published folder", shutil.disk_usage(public).free, 0)


def _nearest(path: Path) -> Path:
    """What there is of a path: itself, or the folder in which it is yet to be made."""
    above = path.absolute()
    return next(one for one in (above, *above.parents) if one.exists())


def _sound(config: Config, database: Path) -> Finding:
    from feeds.app.parts import open_store
    from feeds.store.exchange import check

    try:
        with closing(open_store(config, readonly=True)):
            check(database)
    except StoreError as fault:
        return Finding(
            name="store",
            health=Health.FAULT,
            found=str(fault),
            advice="an older one is brought up to date by `feeds run` or `feeds once`; a damaged one by `feeds restore`",
        )
    size = database.stat().st_size / 2**20
    return Finding(name="store", health=Health.OK, found=f"{database}: {size:.1f} MiB, checked")


def _kind_of_file_system(path: Path) -> str:
    """By the mount under which a file lies; ``""`` where that is not told."""
    mounts = Path("/proc/self/mountinfo")
    device = path.stat().st_dev
    if not mounts.exists():
        return ""
    return machine.kind_of(
        f"{os.major(device)}:{os.minor(device)}",
        mounts.read_text(encoding="utf-8", errors="replace").splitlines(),
    )


def _writable(name: str, folder: Path, *, made: bool = True) -> Finding:
    """Whether a folder can be written to; one that is `made` when it is needed may be missing yet."""
    if made and not folder.exists():
        able = os.access(_nearest(folder), os.W_OK | os.X_OK)
        what = f"{folder} is yet to be made"
    else:
        able = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
        what = str(folder)
    if able:
        return Finding(name=name, health=Health.OK, found=what)
    who = _user()
    return Finding(
        name=name,
        health=Health.FAULT,
        found=f"{what}: {who} cannot write there" if folder.exists() else f"there is no {folder}",
        advice=f"make it, and give it to the user that runs the daemon (here: {who})",
    )


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # in a container a user may have a number alone
        return str(os.geteuid())


def _daemon(config: Config) -> Finding:
    """Whether one runs on this store, and, where none does, whether its address is free."""
    from feeds.serve.control import tell

    where = f"{config.serve.host}:{config.serve.port}"
    if (answer := tell(control_path(config), {"do": "ping"}, timeout=2.0)) is not None:
        runs = f"runs as process {answer['pid']}" if "pid" in answer else "runs"
        return Finding(name="daemon", health=Health.OK, found=f"{runs}, and serves at {where}")
    taken = _taken(config.serve.host, config.serve.port)
    kept, starts = kept_at(config.serve.host, config.serve.port) if taken else (None, "")
    return machine.idle(where, taken, kept, starts)


def _taken(host: str, port: int) -> str:
    """Why an address cannot be had; ``""`` where it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as fault:
            return fault.strerror or str(fault)
    return ""
